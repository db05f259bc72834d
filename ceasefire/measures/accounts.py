"""Accounts side by side: one event told in several ways, and calm claimed on days of violence.

In: a ``Record`` and a period. Out: frames in which nobody's account is given credit.
"""

import pandas as pd

from ceasefire.clean.dates import Span
from ceasefire.clean.tables import BOUNDS
from ceasefire.measures import violence
from ceasefire.measures.accusations import touches
from ceasefire.measures.compliance import of_whole, statements
from ceasefire.measures.knowledge import Record, Window, named, relays
from ceasefire.measures.verdicts import overlap

_DATE = ["said_edtf", *(f"said_{b}" for b in BOUNDS)]


def accounts(record: Record, window: Window = (None, None)) -> pd.DataFrame:
    """The reports of incidents that are told in two ways or more, in the order of incidents.

    Two ways: doers of which no side is common to both, or one report names somebody and another
    nobody. As ``violence.reports``, with the incident's title and date (``occurred_…``), rivals,
    via_ids (through whom the words came, the publisher among them where it quotes), statement_ids
    (the same speaker on the same incident) and the first date that these statements have
    (``said_…``), missing where none has one.
    """
    events = violence.incidents(record, window)
    told, spoken = violence.reports(record), statements(record)
    rows = []
    for event in events.to_dict("records"):
        group = told[told["incident_id"] == event["incident_id"]]
        names = [bool(sides) for sides in group["perpetrator_sides"]]
        if not (event["rival_accounts"] or (any(names) and not all(names))):
            continue
        about = spoken[spoken["incident_id"] == event["incident_id"]]
        for one in group.to_dict("records"):
            own = about[about["spoken_by"] == one["spoken_by"]]
            dated = own[own["said_edtf"].notna()].head(1)
            said = {c: dated[c].iloc[0] if len(dated) else None for c in _DATE}
            channels = [i for ids in own["via_ids"] for i in ids]
            rows.append(
                one
                | said
                | {f"occurred_{b}": event[f"occurred_{b}"] for b in ("edtf", *BOUNDS)}
                | {
                    "title": event["title"],
                    "rivals": event["rival_accounts"],
                    "via_ids": relays(record, one["spoken_by"], channels, one["source_ids"]),
                    "statement_ids": tuple(own["statement_id"]),
                }
            )
    columns = [*told.columns, *_DATE, *(f"occurred_{b}" for b in ("edtf", *BOUNDS))]
    columns += ["title", "rivals", "via_ids", "statement_ids"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def calm(record: Record, window: Window = (None, None)) -> pd.DataFrame:
    """Claims that a state was kept, of days of which violence or a breach is told.

    Columns: statement_id, against (statements that say of the same commitment, or of its agreement
    as a whole, that it was breached in those days), incident_ids (of these statements, and, where
    the claim is of a single day, every incident dated to that very day), count_ids (totals of
    which these incidents are part). Only times with a known first and last day are compared.
    """
    spoken = statements(record)
    events = record.facts("incidents").to_dict("records")
    kept = spoken[spoken["assertion"] == "upheld"].to_dict("records")
    breached = spoken[spoken["assertion"] == "breached"].to_dict("records")
    part_of = {e["incident_id"]: named(e["part_of"]) for e in events}
    rows = []
    for claim in kept:
        time = claim["time"]
        if not _bounded(time) or not touches(time, window):
            continue
        against = [
            b
            for b in breached
            if _bounded(b["time"])
            and overlap(time, b["time"])
            and not b["sides"] & claim["sides"]
            and _same_subject(claim, b)
        ]
        incidents = dict.fromkeys(i for b in against if (i := named(b["incident_id"])) in part_of)
        if time.start_earliest == time.end_latest:
            incidents |= dict.fromkeys(
                e["incident_id"]
                for e in events
                if e["occurred_start_earliest"] == e["occurred_end_latest"] == time.end_latest
            )
        if against or incidents:
            counts = dict.fromkeys(part_of[i] for i in incidents if part_of[i])
            rows.append(
                (
                    claim["statement_id"],
                    tuple(b["statement_id"] for b in against),
                    tuple(incidents),
                    tuple(counts),
                )
            )
    columns = ["statement_id", "against", "incident_ids", "count_ids"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _bounded(time: Span) -> bool:
    """Whether a time has a first and a last possible day."""
    return time.start_earliest is not None and time.end_latest is not None


def _same_subject(a: dict, b: dict) -> bool:
    """Whether both speak of one commitment, or of one agreement and one of them of it whole."""
    if of_whole(a) or of_whole(b):
        return a["agreement_id"] == b["agreement_id"]
    return named(a["commitment_id"]) is not None and a["commitment_id"] == b["commitment_id"]
