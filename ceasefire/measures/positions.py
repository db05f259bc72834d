"""Positions: what a side says of one subject from report to report, and how old words are in print.

In: a ``Record``. Out: frames, reports in the order of their publication.
"""

import pandas as pd

from ceasefire.measures.compliance import of_whole, statements
from ceasefire.measures.knowledge import Record, is_day, named


def said_and_published(record: Record) -> pd.DataFrame:
    """Every statement with its first report and the days from its being said to its publication.

    Columns of ``measures.compliance.statements`` plus source_id, published_first (missing where it
    is not known), published_last, days_low and days_high: missing where no first or no last day of
    its being said is known.
    """
    frame = statements(record)
    rows = []
    for said in frame.to_dict("records"):
        source = record.first_report(said["source_ids"])
        rows.append((source, *record.published[source], *_days_between(said, record, source)))
    columns = ["source_id", "published_first", "published_last", "days_low", "days_high"]
    lags = pd.DataFrame(rows, columns=columns, index=frame.index, dtype=object)
    frame = pd.concat([frame, lags], axis=1)
    return frame.astype({"days_low": "Int64", "days_high": "Int64"})


def _days_between(said: dict, record: Record, source: str) -> tuple[int | None, int | None]:
    """Fewest and most days from words to their publication, which cannot come before them."""
    first, last = said["said_start_earliest"], said["said_end_latest"]
    if not (is_day(first) and is_day(last)):
        return None, None
    earliest, latest = record.published[source]
    low = 0 if earliest is None else max((earliest - last).days, 0)
    return low, max((latest - first).days, 0)


POSITION_COLUMNS = [
    "side",
    "commitment_id",
    "agreement_id",
    "source_id",
    "published_last",
    "statement_ids",
    "stances",
    "step",
]


def positions(record: Record, agreements: tuple[str, ...] = ()) -> pd.DataFrame:
    """What a side says of one commitment, or of an agreement as a whole, from report to report.

    One row per side, subject and report, in the order of publication: ``POSITION_COLUMNS``, for
    sides that are quoted on it in two reports or more. stances: what is asserted, else the act,
    each as (word, explicitness or ''). step: what became of it since the report before, one of
    ``STEPS``, or '' in the first; only another judgement is a change, and to say in so many words
    what was implied is none. A report's own voice is nobody's position.
    """
    frame = said_and_published(record)
    frame = frame[frame["speaker_ids"].map(len) > 0]
    if agreements:
        frame = frame[frame["agreement_id"].isin(agreements)]
    rows = []
    for subject, reports in sorted(_by_subject(frame.to_dict("records")).items()):
        told = [(source, reports[source]) for source in record.published if source in reports]
        before: set[str] | None = None
        for source, group in told if len(told) > 1 else []:
            stances = tuple(dict.fromkeys(stance(said) for said in group))
            judged = {word for word, how in stances if how}
            step = "" if before is None else _step(before, judged)
            ids = tuple(said["statement_id"] for said in group)
            rows.append((*subject, source, group[0]["published_last"], ids, stances, step))
            before = judged
    return pd.DataFrame(rows, columns=POSITION_COLUMNS, dtype=object)


# A first judgement where there was none; the same one; another; none in this report.
STEPS = JUDGED, SAME, CHANGED, UNJUDGED = "first judgement", "as before", "changed", "no judgement"


def _step(before: set[str], judged: set[str]) -> str:
    """What became of a position, from what was judged in the report before and in this one."""
    if not judged:
        return UNJUDGED
    if not before:
        return JUDGED
    return SAME if judged == before else CHANGED


def _by_subject(spoken: list[dict]) -> dict[tuple[str, str, str], dict[str, list[dict]]]:
    """Statements by side, commitment ('' for the whole agreement) and agreement, then by report."""
    subjects: dict[tuple[str, str, str], dict[str, list[dict]]] = {}
    for said in spoken:
        commitment = named(said["commitment_id"])
        if not (commitment or of_whole(said)):
            continue
        for side in said["sides"]:
            subject = side, commitment or "", named(said["agreement_id"]) or ""
            subjects.setdefault(subject, {}).setdefault(said["source_id"], []).append(said)
    return subjects


def stance(said: dict) -> tuple[str, str]:
    """What a statement asserts and whether in so many words; else what it does."""
    asserted = named(said["assertion"])
    return (asserted, said["explicitness"]) if asserted else (said["act"], "")
