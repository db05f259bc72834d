"""Verdicts over the record: commitments by viewpoint and knowledge date, and their rates.

In: a ``Clean`` or a ``Record`` and parameters. Out: frames, one row per commitment and viewpoint.
The rules themselves stand in ``measures.verdicts``.
"""

from collections import defaultdict
from datetime import date, timedelta
from itertools import zip_longest

import pandas as pd

from ceasefire.clean.dates import Span
from ceasefire.clean.tables import BOUNDS, Clean
from ceasefire.measures.knowledge import Record, is_day, known, named, speakers
from ceasefire.measures.verdicts import (
    BROKEN,
    DECIDING,
    KEPT,
    Testimony,
    judge,
)


def commitments(
    record: Record, agreements: tuple[str, ...] = (), scored: bool = True
) -> pd.DataFrame:
    """The commitments known (scored), or the look-alikes kept beside them and never scored.

    Restricted to the given agreements; none given: all.
    """
    frame = record.facts("commitments")
    frame = frame[(frame["kind"] == "commitment") == scored]
    if agreements:
        frame = frame[frame["agreement_id"].isin(agreements)]
    return frame.reset_index(drop=True)


def viewpoint_sides(clean: Clean) -> dict[str, frozenset[str]]:
    """The sides of each viewpoint, in the order of the table."""
    frame = clean.tables["viewpoints"]
    return {v: frozenset(s) for v, s in zip(frame["viewpoint_id"], frame["sides"], strict=True)}


def allied(clean: Clean) -> frozenset[frozenset[str]]:
    """The pairs of sides that are allies."""
    frame = clean.tables["sides"]
    return frozenset(
        frozenset({side, ally})
        for side, allies in zip(frame["side_id"], frame["allies"], strict=True)
        for ally in allies
    )


def time_spoken_of(row: dict, published: tuple[date | None, date]) -> Span:
    """The time that a statement speaks about.

    As cited; else the day on which it was said, for the report's own voice the day of publication,
    for others some day up to it. Words that a thing is done, without saying when, leave open when.
    """

    def span(field: str) -> Span:
        return Span(*(row[f"{field}_{bound}"] for bound in BOUNDS))

    if row["about_edtf"] is not None:
        return span("about")
    if row["said_edtf"] is not None:
        when = span("said")
    elif row["speaker_ids"]:
        when = Span(None, published[1], None, published[1])
    else:
        when = Span(published[0], published[1], published[0], published[1])
    if row["assertion"] == "done":
        return Span(None, when.start_latest, None, when.end_latest)
    return when


def answerable(record: Record, commitment: dict) -> frozenset[str]:
    """The sides whose own words against themselves are a concession.

    Those who promised and have to act or to answer for those who act; with no one named to act,
    those who promised.
    """

    def sides(role: str) -> frozenset[str]:
        return frozenset(record.sides_of(commitment[f"{role}_ids"]))

    promised, bound = sides("promised"), sides("performs") | sides("guarantees")
    return (promised & bound) or (promised if not bound else frozenset())


def statements(record: Record) -> pd.DataFrame:
    """Every statement known: by whom, of what time, and whether it decides a verdict.

    Columns of ``statements`` plus ``spoken_by``, ``sides``, ``time`` (a Span) and ``decides``: it
    says in so many words what became of one commitment.
    """
    frame = record.facts("statements").copy()
    frame["spoken_by"] = pd.Series(speakers(record, frame), index=frame.index, dtype=object)
    frame["sides"] = frame["spoken_by"].map(lambda ids: frozenset(record.sides_of(ids)))
    frame["time"] = pd.Series(
        [
            time_spoken_of(row, record.published[record.first_report(row["source_ids"])])
            for row in frame.to_dict("records")
        ],
        index=frame.index,
        dtype=object,
    )
    frame["decides"] = (
        frame["commitment_id"].notna()
        & (frame["explicitness"] == "explicit")
        & frame["assertion"].isin(DECIDING)
    )
    return frame


def of_whole(said: dict) -> bool:
    """Whether a statement speaks of an agreement as a whole.

    It names no commitment and no incident. What it asserts is then of the agreement by the codebook
    (table statements); where it asserts nothing, a meeting that it names may be all it speaks of.
    """
    of_a_part = any(named(said[f"{thing}_id"]) for thing in ("commitment", "incident"))
    of_a_meeting = named(said["meeting_id"]) and not named(said["assertion"])
    return named(said["agreement_id"]) is not None and not of_a_part and not of_a_meeting


def testimony(record: Record) -> pd.DataFrame:
    """The statements that assert something about one commitment; columns as in ``statements``."""
    frame = statements(record)
    return frame[frame["commitment_id"].notna() & frame["assertion"].notna()].reset_index(drop=True)


VERDICT_COLUMNS = [
    "commitment_id",
    "agreement_id",
    "title",
    "form",
    "due_edtf",
    "due_earliest",
    "due_latest",
    "viewpoint_id",
    "as_of",
    "verdict",
    "grade",
    "decided_by",
    "overdue_low",
    "overdue_high",
    "candidates",
]


def compliance(
    record: Record, agreements: tuple[str, ...] = (), grace_days: int = 0
) -> pd.DataFrame:
    """The verdict on each known commitment from each viewpoint, as of the record's date.

    One row per commitment and viewpoint: ``VERDICT_COLUMNS``. ``decided_by``: the ids of the
    statements that decide.
    """
    return _judged(record, _cases(record, agreements), record.as_of, grace_days)


def _cases(record: Record, agreements: tuple[str, ...]) -> list[tuple[dict, list[dict], frozenset]]:
    """Each known commitment, the statements that can decide it, the sides that answer for it."""
    spoken: dict[str, list[dict]] = defaultdict(list)
    for said in statements(record).to_dict("records"):
        if said["decides"]:
            spoken[said["commitment_id"]].append(said)
    return [
        (item, spoken[item["commitment_id"]], answerable(record, item))
        for item in commitments(record, agreements).to_dict("records")
    ]


def _judged(record: Record, cases: list[tuple], day: date | None, grace_days: int) -> pd.DataFrame:
    """The verdicts on cases, as of a day on which nothing else was known than in the record."""
    allies, views = allied(record.clean), viewpoint_sides(record.clean)
    rows = []
    for item, spoken, bound in cases:
        due = due_days(item)
        for viewpoint, sides in views.items():
            items = [
                Testimony(
                    s["statement_id"],
                    s["sides"] & sides,
                    s["assertion"],
                    s["time"],
                    bool(s["sides"] & sides & bound),
                )
                for s in spoken
                if s["sides"] & sides
            ]
            found = judge(
                item["form"], bool(item["observable"]), due, items, day, grace_days, allies
            )
            rows.append(
                [
                    item["commitment_id"],
                    item["agreement_id"],
                    item["title"],
                    item["form"],
                    item["due_edtf"],
                    *(due or (None, None)),
                    viewpoint,
                    day,
                    found.verdict,
                    found.grade,
                    found.decided_by,
                    found.overdue_low,
                    found.overdue_high,
                    found.candidates,
                ]
            )
    frame = pd.DataFrame(rows, columns=VERDICT_COLUMNS, dtype=object)
    return frame.astype({"overdue_low": "Int64", "overdue_high": "Int64"})


def due_days(commitment: dict) -> tuple[date, date] | None:
    """The earliest and the latest day that a due date can be; None where none is told.

    A due date with a last possible day but no first one is taken at its last.
    """
    earliest, latest = commitment["due_end_earliest"], commitment["due_end_latest"]
    if not is_day(latest):
        return None
    return (earliest if is_day(earliest) else latest), latest


def _turning_points(
    record: Record, agreements: tuple[str, ...], grace_days: int
) -> list[tuple[date, Record, list[tuple]]]:
    """The days on which a verdict may change, each with what was known then and its cases.

    Something is published, or a deadline has passed, as it was known on the day: a later report may
    have narrowed it. Between two publications nothing else is known, so the cases are the same.
    """
    published = sorted(set(record.sources["published_end_latest"]))
    points: list[tuple[date, Record, list[tuple]]] = []
    passed: set[date] = set()
    for first, until in zip_longest(published, published[1:]):
        then = known(record.clean, record.corpus, first)
        due = then.facts("commitments")
        passed |= {
            day + timedelta(days=grace_days + 1)
            for bound in ("due_end_earliest", "due_end_latest")
            for day in due[bound]
            if is_day(day)
        }
        last = record.as_of if until is None else until - timedelta(days=1)
        cases = _cases(then, agreements)
        points += [(d, then, cases) for d in sorted({first, *passed}) if first <= d <= last]
    return points


def verdict_history(
    record: Record, agreements: tuple[str, ...] = (), grace_days: int = 0
) -> pd.DataFrame:
    """``compliance`` on each day on which some verdict changes, up to the record's own date.

    The record's own date always stands last, so that the latest verdicts are in it.
    """
    frames, before = [], None
    for day, then, cases in _turning_points(record, agreements, grace_days):
        frame = _judged(then, cases, day, grace_days)
        state = frame[["commitment_id", "viewpoint_id", "verdict", "grade"]].values.tolist()
        if state != before:
            frames.append(frame)
        before = state
    if not frames:
        return compliance(record, agreements, grace_days)
    if frames[-1]["as_of"].empty or frames[-1]["as_of"].iloc[0] != record.as_of:
        frames.append(compliance(record, agreements, grace_days))
    return pd.concat(frames, ignore_index=True)


def summary(verdicts: pd.DataFrame, viewpoint: str) -> dict[str, int]:
    """How many commitments were kept, broken, contested and unknown, from one viewpoint."""
    seen = verdicts[verdicts["viewpoint_id"] == viewpoint]["verdict"]
    kept, broken = int(seen.isin(KEPT).sum()), int(seen.isin(BROKEN).sum())
    contested, partly = int((seen == "contested").sum()), int((seen == "partly").sum())
    return {
        "all": len(seen),
        "kept": kept,
        "broken": broken,
        "contested": contested,
        "partly": partly,
        "unknown": len(seen) - kept - broken - contested - partly,
    }
