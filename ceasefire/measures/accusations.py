"""Accusations: who lays what to whom, and who only passes it on.

In: a ``Record``, a period, agreements. Out: frames, and nothing is decided here: who is right is
for ``measures.verdicts`` to say, or nobody. An accusation lays an attack, a breach or a failure to
somebody else:

- words whose act is to accuse, whether or not they name anybody;
- words that say outright that a commitment or an agreement was not kept, and name whom they mean;
  *done in part* is none, since it grants as much as it denies, and to turn down what was only
  proposed or demanded wrongs nobody;
- a report of an incident that names a doer.

What only a reader concludes is no accusation. Nor is what a side says of itself. Rows of one
speaker in one report count once where they share a paragraph or an incident, and an accused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from ceasefire.clean.dates import Span
from ceasefire.clean.tables import BOUNDS
from ceasefire.measures import violence
from ceasefire.measures.compliance import of_whole, statements
from ceasefire.measures.knowledge import Record, Window, named, relays
from ceasefire.measures.verdicts import overlap

ADVERSE = frozenset({"not_done", "undone", "breached", "refused"})


@dataclass(frozen=True)
class _Saying:
    """One row, of statements or of reports, that may be part of an accusation.

    ``accuses``: it makes one by itself; others only stand beside one. ``in_words``: the report
    calls it an accusation. ``places``: the paragraphs, as (source, locator). ``of_whole``: it
    speaks of the agreement as a whole.
    """

    row_id: str
    accuses: bool
    in_words: bool
    spoken_by: tuple[str, ...]
    accused_ids: tuple[str, ...]
    accused: frozenset[str]
    places: frozenset[tuple[str, str]]
    sources: tuple[str, ...]
    own_voice: bool
    via_ids: tuple[str, ...]
    commitment: str | None
    agreement: str | None
    of_whole: bool
    incident: str | None
    time: Span


CLAIM_COLUMNS = [
    "claim_id",
    "source_id",
    "spoken_by",
    "accusers",
    "accused_ids",
    "accused",
    "statement_ids",
    "report_ids",
    "commitment_ids",
    "agreement_ids",
    "wholes",
    "incident_ids",
    "in_words",
    "own_voice",
    "via_ids",
    "times",
    "only_repeated",
]


def accusations(
    record: Record, window: Window = (None, None), agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Every accusation known, one row each: ``CLAIM_COLUMNS``.

    accusers and accused are sides, accused empty where nobody is named; own_voice: the report says
    it itself; only_repeated: others say it, and no report says of itself the like of the same
    incident, commitment or whole agreement (wholes), the same accused and overlapping time. What
    it is about and when comes from the rows that accuse; those that a reader concludes only stand
    among the statement_ids. With agreements given, only those that speak of one of them; with a
    window, those whose time, or else their incident's, has a first day and can touch it.
    """
    rows = [*_from_statements(record), *_from_reports(record)]
    claims = [_as_one(record, group) for group in _joined(rows) if any(r.accuses for r in group)]
    own = [claim for claim in claims if claim["own_voice"]]
    for claim in claims:
        claim["only_repeated"] = not claim["own_voice"] and not any(_alike(claim, o) for o in own)
    frame = pd.DataFrame(
        [
            c
            for c in claims
            if any(touches(time, window) for time in c["times"])
            and (not agreements or set(agreements) & set(c["agreement_ids"]))
        ],
        columns=CLAIM_COLUMNS,
        dtype=object,
    )
    return frame.astype(dict.fromkeys(("in_words", "own_voice", "only_repeated"), bool))


def touches(time: Span, window: Window) -> bool:
    """Whether a time can share a day with the window; one without a first day only where none is.

    Else words without a date, of any time up to their publication, would be of every period.
    """
    if window == (None, None):
        return True
    bounded = time.start_earliest is not None
    return bounded and overlap(time, Span(window[0], window[0], window[1], window[1]))


def _alike(claim: dict, other: dict) -> bool:
    """Whether two accusations are of the same accused, the same thing and overlapping time."""
    things = ("incident_ids", "commitment_ids", "wholes")
    return (
        _same_accused(set(claim["accused"]), set(other["accused"]))
        and any(set(claim[thing]) & set(other[thing]) for thing in things)
        and any(overlap(a, b) for a in claim["times"] for b in other["times"])
    )


def _same_accused(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether two name one side in common, or both nobody."""
    return bool(set(a) & set(b)) or not set(a) | set(b)


def _places(record: Record, table: str) -> dict[str, frozenset[tuple[str, str]]]:
    """The paragraphs, as (source, locator), in which each row of a table stands."""
    cited = record.citations
    cited = cited[(cited["table"] == table) & (cited["field"] == "wording")]
    return {
        row: frozenset(zip(group["source_id"], group["locator"], strict=True))
        for row, group in cited.groupby("row")
    }


def _of_others(record: Record, actors: Iterable[str], speakers: Iterable[str]) -> tuple[str, ...]:
    """Those who are not of the speakers' own sides."""
    own = record.sides_of(speakers)
    return tuple(actor for actor in actors if record.side_of[actor] not in own)


def promises(record: Record) -> frozenset[str]:
    """The commitments that are scored: proposals, demands and the like can be turned down."""
    frame = record.facts("commitments")
    return frozenset(frame.loc[frame["kind"] == "commitment", "commitment_id"])


def _from_statements(record: Record) -> list[_Saying]:
    """Statements that accuse, or that say or imply that something was not kept."""
    places, promised = _places(record, "statements"), promises(record)
    occurred = _incident_times(record)
    rows = []
    for said in statements(record).to_dict("records"):
        commitment, agreement = named(said["commitment_id"]), named(said["agreement_id"])
        of_a_duty = commitment in promised if commitment else agreement is not None
        in_words = said["act"] == "accuses"
        adverse = said["assertion"] in ADVERSE and of_a_duty
        accused = _of_others(record, said["target_ids"], said["spoken_by"])
        if not (in_words or adverse) or (said["target_ids"] and not accused):
            continue
        rows.append(
            _Saying(
                said["statement_id"],
                in_words or (said["explicitness"] == "explicit" and bool(accused)),
                in_words,
                said["spoken_by"],
                accused,
                frozenset(record.sides_of(accused)),
                places[said["statement_id"]],
                said["source_ids"],
                not said["speaker_ids"],
                said["via_ids"],
                commitment,
                agreement,
                of_whole(said),
                named(said["incident_id"]),
                _time(said, occurred),
            )
        )
    return rows


def _incident_times(record: Record) -> dict[str, Span]:
    """When each known incident happened."""
    return {
        row["incident_id"]: Span(*(row[f"occurred_{b}"] for b in BOUNDS))
        for row in record.facts("incidents").to_dict("records")
    }


def _time(said: dict, occurred: dict[str, Span]) -> Span:
    """The time of which words speak: as cited, else that of the incident that they speak of."""
    event = occurred.get(said["incident_id"])
    if said["about_edtf"] is None and event is not None and event.start_earliest is not None:
        return event
    return said["time"]


def _from_reports(record: Record) -> list[_Saying]:
    """Reports of incidents that name a doer other than the one who reports."""
    places = _places(record, "reports")
    times = _incident_times(record)
    rows = []
    for told in violence.reports(record).to_dict("records"):
        accused = _of_others(record, told["perpetrator_ids"], told["spoken_by"])
        if not accused or told["incident_id"] not in times:
            continue
        rows.append(
            _Saying(
                told["report_id"],
                True,
                told["attribution"] == "accused",
                told["spoken_by"],
                accused,
                frozenset(record.sides_of(accused)),
                places[told["report_id"]],
                told["source_ids"],
                not told["reporter_ids"],
                (),
                None,
                None,
                False,
                told["incident_id"],
                times[told["incident_id"]],
            )
        )
    return rows


def _joined(rows: list[_Saying]) -> list[list[_Saying]]:
    """Rows that are one accusation, together, in their own order."""
    group_of = list(range(len(rows)))
    for (i, a), (j, b) in combinations(enumerate(rows), 2):
        if group_of[i] != group_of[j] and _is_one(a, b):
            kept, dropped = sorted((group_of[i], group_of[j]))
            group_of = [kept if group == dropped else group for group in group_of]
    groups: dict[int, list[_Saying]] = {}
    for row, group in zip(rows, group_of, strict=True):
        groups.setdefault(group, []).append(row)
    return list(groups.values())


def _is_one(a: _Saying, b: _Saying) -> bool:
    """Whether two rows are of one speaker, one report, one accused, one passage or event."""
    return (
        a.spoken_by == b.spoken_by
        and a.own_voice == b.own_voice
        and bool(set(a.sources) & set(b.sources))
        and _same_accused(a.accused, b.accused)
        and (bool(a.places & b.places) or (a.incident is not None and a.incident == b.incident))
    )


def _as_one(record: Record, group: list[_Saying]) -> dict:
    """One accusation from its rows, of which those that accuse say of whom, of what and when."""
    accusing = [row for row in group if row.accuses]

    def each(values: Iterable) -> tuple:
        return tuple(dict.fromkeys(v for v in values if v is not None))

    accused = each(actor for row in accusing for actor in row.accused_ids)
    return {
        "claim_id": accusing[0].row_id,
        "source_id": record.first_report(s for row in accusing for s in row.sources),
        "spoken_by": group[0].spoken_by,
        "accusers": record.sides_of(group[0].spoken_by),
        "accused_ids": accused,
        "accused": record.sides_of(accused),
        "statement_ids": tuple(r.row_id for r in group if r.row_id.startswith("S")),
        "report_ids": tuple(r.row_id for r in group if not r.row_id.startswith("S")),
        "commitment_ids": each(row.commitment for row in accusing),
        "agreement_ids": each(row.agreement for row in accusing),
        "wholes": each(row.agreement for row in accusing if row.of_whole),
        "incident_ids": each(row.incident for row in accusing),
        "in_words": any(row.in_words for row in accusing),
        "own_voice": group[0].own_voice,
        "via_ids": each(actor for row in accusing for actor in row.via_ids),
        "times": tuple(row.time for row in accusing),
    }


def pairs(claims: pd.DataFrame) -> pd.DataFrame:
    """Accusations by accuser and accused: accuser, accused ('' for nobody named), source_id, claim.

    ``claims``: ``accusations``. One row per claim and pair: a claim against two sides has two.
    """
    rows = [
        (accuser, accused, c["source_id"], c["claim_id"], c["own_voice"], c["in_words"])
        for c in claims.to_dict("records")
        for accuser in c["accusers"]
        for accused in c["accused"] or ("",)
    ]
    columns = ["accuser", "accused", "source_id", "claim_id", "own_voice", "in_words"]
    return pd.DataFrame(rows, columns=columns)


def acknowledged(record: Record) -> pd.DataFrame:
    """Reports in which a side names itself as the doer: no accusations. As ``violence.reports``."""
    told = violence.reports(record)
    of_itself = [
        bool(set(doers) & set(record.sides_of(by)))
        for doers, by in zip(told["perpetrator_sides"], told["spoken_by"], strict=True)
    ]
    return told[pd.Series(of_itself, index=told.index, dtype=bool)].reset_index(drop=True)


def voices(record: Record, claims: pd.DataFrame) -> pd.DataFrame:
    """Publishers, and others through whom words came: what is their own, what they pass on.

    Columns: actor_id, publishes, accusations_own, accusations_passed_on, statements_own,
    statements_passed_on. Their own are those that they make as speakers; who hands on neither, but
    counts alone, is left out. ``claims``: ``accusations``.
    """
    spoken = statements(record)
    publishers = record.publishers(record.sources["source_id"])
    channels = [i for ids in spoken["via_ids"] for i in ids]

    def counted(rows: Iterable[dict], actor: str) -> tuple[int, int]:
        own = passed = 0
        for row in rows:
            sources = row.get("source_ids") or (row["source_id"],)
            if actor in row["spoken_by"]:
                own += 1
            elif actor in relays(record, row["spoken_by"], row["via_ids"], sources):
                passed += 1
        return own, passed

    said, accused = spoken.to_dict("records"), claims.to_dict("records")
    rows = [
        (actor, actor in publishers, *counted(accused, actor), *counted(said, actor))
        for actor in dict.fromkeys([*publishers, *channels])
    ]
    rows = [row for row in rows if any(row[2:])]
    columns = [
        "actor_id",
        "publishes",
        "accusations_own",
        "accusations_passed_on",
        "statements_own",
        "statements_passed_on",
    ]
    return pd.DataFrame(rows, columns=columns)
