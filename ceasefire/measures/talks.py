"""Talks and timeline: meetings and their proposals, what was said to be coming, one axis for all.

In: a ``Record``, a period, agreements. Out: frames. Whether a thing came is read only from what a
report published later asserts of it; a report's own answer is told apart, and silence stays
silence. Nothing here is scored.
"""

from collections.abc import Collection
from datetime import date

import pandas as pd

from ceasefire.clean.tables import BOUNDS
from ceasefire.measures.compliance import commitments, statements
from ceasefire.measures.knowledge import Record, is_day, speakers
from ceasefire.measures.violence import incidents, totals, within

Window = tuple[date | None, date | None]

# Forms in which parties dealt with each other; the others are words to the press.
DEALINGS = ("talks", "summit", "telephone", "round", "signing")
# What is said to be coming; a demand asks for something and foretells nothing.
FORETOLD = ("plan", "expectation", "threat", "ultimatum", "meeting_date", "proposal")
# Acts by which somebody says that a thing is coming, of his own doing or expectation.
FORETELLING = ("announces", "expects", "warns", "threatens", "demands", "proposes", "promises")

CAME = frozenset({"done"})
IN_PART = frozenset({"partly", "under_way"})
NOT_COME = frozenset({"not_done", "undone", "refused"})
ANSWERS = CAME | IN_PART | NOT_COME
# What can become of a proposal at the table, in the order in which the pages tell it.
FATES = ("agreed", "not_agreed", "refused")
AGAINST = frozenset({"refused", "not_agreed"})

LANES = ("agreements", "deadlines", "talks", "incidents", "totals")
# How exactly the time of an item is known.
FORMS = ("day", "within", "lasted", "until", "since", "undated")


def meetings(
    record: Record, window: Window = (None, None), agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The meetings known, by day: those of the period and of the agreements; none given: all.

    Adds ``sides`` (of those who took part) and ``dealing`` (the form is one of ``DEALINGS``).
    """
    frame = record.facts("meetings")
    frame = frame[within(frame, "held", "held", window)]
    if agreements:
        frame = frame[frame["agreement_id"].isin(agreements)]
    frame = frame.assign(
        sides=_sides(record, frame, "participant"), dealing=frame["form"].isin(DEALINGS)
    )
    order = [(e if is_day(e) else date.max, i) for e, i in zip(
        frame["held_end_latest"], frame["meeting_id"], strict=True)]  # fmt: skip
    return frame.iloc[sorted(range(len(frame)), key=order.__getitem__)].reset_index(drop=True)


def _sides(record: Record, frame: pd.DataFrame, *fields: str) -> pd.Series:
    """The sides of the actors in some fields, in the order in which they are named."""
    return pd.Series(
        [
            tuple(dict.fromkeys(record.side_of[i] for field in fields for i in row[f"{field}_ids"]))
            for row in frame.to_dict("records")
        ],
        index=frame.index,
        dtype=object,
    )


PROPOSAL_COLUMNS = [
    "commitment_id",
    "kind",
    "title",
    "promised_ids",
    "meeting_ids",
    "fate_at",
    "agreed_by",
    "not_agreed_by",
    "refused_by",
    "fate",
]


def proposals(record: Record) -> pd.DataFrame:
    """What was put forward at meetings, and what became of it there, by every account.

    A row is a proposal or a demand, or another look-alike of which somebody says that it was
    agreed, not agreed or refused, that some statement links to a meeting. ``agreed_by``,
    ``not_agreed_by``, ``refused_by``: ids of the statements that say so, of whatever speaker;
    ``fate_at``: the meetings of which they say it.
    ``fate``: contested (agreed by one account, not agreed or refused by another), agreed, refused,
    not agreed, or made (nothing more is told).
    """
    spoken, rows = statements(record), []
    for item in commitments(record, scored=False).to_dict("records"):
        about = spoken[spoken["commitment_id"] == item["commitment_id"]]
        told = {a: about[about["assertion"] == a] for a in FATES}
        by = {a: tuple(said["statement_id"]) for a, said in told.items()}
        at = tuple(about["meeting_id"].dropna().unique())
        fate_at = tuple(about.loc[about["assertion"].isin(FATES), "meeting_id"].dropna().unique())
        if at and (item["kind"] in ("proposal", "demand") or any(by.values())):
            row = [item[c] for c in PROPOSAL_COLUMNS[:4]]
            rows.append([*row, at, fate_at, *by.values(), _fate(by)])
    return pd.DataFrame(rows, columns=PROPOSAL_COLUMNS, dtype=object)


def _fate(by: dict[str, tuple[str, ...]]) -> str:
    """One word for what became of a proposal."""
    told = {assertion for assertion, said in by.items() if said}
    if "agreed" in told and told & AGAINST:
        return "contested"
    for assertion in ("agreed", "refused", "not_agreed"):
        if assertion in told:
            return assertion.replace("_", " ")
    return "made"


def contested(proposals: pd.DataFrame, meeting_id: str) -> bool:
    """Whether the outcome of a meeting is told in competing accounts."""
    at = proposals["fate_at"].map(lambda ids: meeting_id in ids).astype(bool)
    return bool((at & (proposals["fate"] == "contested")).any())


def put_forward_at(proposals: pd.DataFrame, meeting_id: str) -> pd.DataFrame:
    """The proposals that some statement links to a meeting."""
    return proposals[proposals["meeting_ids"].map(lambda ids: meeting_id in ids).astype(bool)]


def dealt(meetings: pd.DataFrame) -> pd.DataFrame:
    """The meetings held at which parties dealt with each other: words to the press left out."""
    return meetings[meetings["dealing"].astype(bool) & (meetings["status"] == "held")]


COMING_COLUMNS = [
    "row_id",
    "meeting_id",
    "kind",
    "title",
    "what",
    "said_by",
    "said_in",
    "foretold_by",
    "came_by",
    "in_part_by",
    "not_by",
    "same_report",
    "retold_in",
    "explicitness",
    "outcome",
]
OUTCOMES = ("came", "came in part", "contested", "did not come", "silent", "nothing later")


def coming(record: Record, agreements: tuple[str, ...] = ()) -> pd.DataFrame:
    """What was said to be coming, and whether a report published later shows that it came.

    One row per look-alike of the kinds ``FORETOLD`` and per announced meeting; a meeting date is
    one row with the announced meeting of the same agreement and the same days (``meeting_id``).
    ``foretold_by``: the statements that foretell it. ``came_by``, ``in_part_by``, ``not_by``:
    statements of later reports that assert so; ``same_report``: those of the first report itself.
    ``retold_in``: later reports that tell of the announced meeting. ``explicitness`` of the later
    statements: explicit where any is. ``outcome``: one of ``OUTCOMES``: silent where later reports
    exist and none tells, nothing later where the latest report itself foretold it.
    """
    spoken, days = statements(record), _published(record)
    dates = record.facts("meetings")
    dates = dates[dates["status"] == "announced"]
    foretold = commitments(record, agreements, scored=False)
    foretold = foretold[foretold["kind"].isin(FORETOLD)]
    rows, met = [], set()
    for item in foretold.to_dict("records"):
        meeting = _same_meeting(item, dates) if item["kind"] == "meeting_date" else None
        met |= {meeting["meeting_id"]} if meeting else set()
        about = spoken[spoken["commitment_id"] == item["commitment_id"]]
        rows.append(_foretold(item, meeting, about, days, record))
    for meeting in dates.to_dict("records"):
        if meeting["meeting_id"] not in met and (
            not agreements or meeting["agreement_id"] in agreements
        ):
            rows.append(_foretold(None, meeting, spoken.head(0), days, record))
    return pd.DataFrame(rows, columns=COMING_COLUMNS, dtype=object)


def _published(record: Record) -> dict[str, tuple[date, date]]:
    """Between which days each known report was published."""
    return {
        row["source_id"]: (row["published_start_earliest"], row["published_end_latest"])
        for row in record.sources.to_dict("records")
    }


def later(days: dict[str, tuple[date, date]], first: Collection[str]) -> set[str]:
    """The reports that were certainly published after the first of those given."""
    end = min(days[source][1] for source in first)
    return {source for source, (earliest, _) in days.items() if earliest > end}


def _same_meeting(item: dict, dates: pd.DataFrame) -> dict | None:
    """The announced meeting that a meeting date speaks of: same agreement, same days."""
    for meeting in dates.to_dict("records"):
        agreements = {"" if pd.isna(x["agreement_id"]) else x["agreement_id"]
                      for x in (item, meeting)}  # fmt: skip
        days = [(item[f"due_{b}"], meeting[f"held_{b}"]) for b in BOUNDS]
        if len(agreements) == 1 and item["due_edtf"] and all(a == b for a, b in days):
            return meeting
    return None


def _foretold(
    item: dict | None,
    meeting: dict | None,
    about: pd.DataFrame,
    days: dict[str, tuple[date, date]],
    record: Record,
) -> list:
    """One row of ``coming``."""
    first = item or meeting
    key = first["commitment_id"] if item else first["meeting_id"]
    after = later(days, first["source_ids"])
    is_later = about["source_ids"].map(lambda ids: bool(set(ids) & after)).astype(bool)
    told = about[is_later & about["assertion"].isin(ANSWERS)]
    by = [tuple(told.loc[told["assertion"].isin(a), "statement_id"])
          for a in (CAME, IN_PART, NOT_COME)]  # fmt: skip
    foretelling = _foretelling(about[~is_later], set(item["promised_ids"]) if item else set())
    retold = tuple(s for s in meeting["source_ids"] if s in after) if meeting else ()
    said_by = item["promised_ids"] if item else ()
    said_by = said_by or tuple(
        dict.fromkeys(i for ids in foretelling["spoken_by"] for i in ids)
    ) or speakers(record, pd.DataFrame([first | {"by_ids": ()}]), "by")[0]  # fmt: skip
    return [
        key,
        meeting["meeting_id"] if meeting else None,
        item["kind"] if item else "announced_meeting",
        first["title"],
        item["provision"] if item else None,
        said_by,
        tuple(first["source_ids"]),
        tuple(foretelling["statement_id"]),
        *by,
        tuple(about.loc[~is_later & about["assertion"].notna(), "statement_id"]),
        retold,
        _clearest(told["explicitness"]),
        _outcome(*map(bool, by), bool(retold), bool(after)),
    ]


def _foretelling(told: pd.DataFrame, by: set[str]) -> pd.DataFrame:
    """The statements that foretell a thing: of those whose plan, threat or expectation it is.

    Where nobody is named for it: of those who announce or expect it, or say that it was agreed. A
    warning by another against a plan foretells nothing.
    """
    own = told["spoken_by"].map(lambda ids: bool(by & set(ids))).astype(bool)
    if by:
        return told[own & told["act"].isin(FORETELLING)]
    return told[told["act"].isin(("announces", "expects")) | (told["assertion"] == "agreed")]


def _clearest(said: pd.Series) -> str | None:
    """Explicit where any statement is, else implied; None without any."""
    return "explicit" if (said == "explicit").any() else "implied" if len(said) else None


def _outcome(came: bool, in_part: bool, not_come: bool, retold: bool, after: bool) -> str:
    """What later reports show of a thing foretold, in the words of ``OUTCOMES``."""
    if not_come and (came or in_part):
        return "contested"
    if not_come:
        return "did not come"
    if came or (retold and not in_part):
        return "came"
    if in_part:
        return "came in part"
    return "silent" if after else "nothing later"


TIMELINE_COLUMNS = ["item_id", "lane", "title", "sides", "held", "form", "start", "end"]


def timeline(
    record: Record, window: Window = (None, None), agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Everything with a time on one axis, by lane: ``TIMELINE_COLUMNS``.

    Agreements by the day they were concluded, deadlines of scored commitments, meetings, incidents
    and totals of the period and the agreements (incidents stand under none, so all are kept).
    ``sides``: who concluded, promised, has to act or answers, took part, is named as the doer, or
    counted. ``held``: False for a meeting only announced. ``form``: one of ``FORMS``: a day; within
    (some day or days between start and end); lasted (from start to end); until (by end, since when
    is not told); since; undated (start and end missing). Sorted by time, the undated last.
    """
    concluded = record.facts("agreements")
    concluded = concluded[within(concluded, "concluded", "concluded", window)]
    if agreements:
        concluded = concluded[concluded["agreement_id"].isin(agreements)]
    due = commitments(record, agreements)
    due = due[due["due_edtf"].notna() & within(due, "due", "due", window)]
    met = meetings(record, window, agreements)
    happened = incidents(record, window)
    counted = totals(record, window, agreements)
    rows = [
        *_items(concluded, "agreements", "name", "concluded", _sides(record, concluded, "party")),
        *_items(due, "deadlines", "title", "due",
                _sides(record, due, "promised", "performs", "guarantees")),
        *_items(met, "talks", "title", "held", met["sides"]),
        *_items(happened, "incidents", "title", "occurred", happened["perpetrator_sides"]),
        *_items(counted, "totals", "title", "start", _sides(record, counted, "counter"), "end"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=TIMELINE_COLUMNS, dtype=object)
    order = [(row["start"] or row["end"] or date.max, row["end"] or date.max, row["item_id"])
             for row in rows]  # fmt: skip
    return frame.iloc[sorted(range(len(rows)), key=order.__getitem__)].reset_index(drop=True)


def _items(
    frame: pd.DataFrame, lane: str, title: str, field: str, sides: pd.Series, until: str = ""
) -> list[dict]:
    """The rows of one lane, each with how exactly its time is known."""
    return [
        {
            "item_id": row[frame.columns[0]],
            "lane": lane,
            "title": row[title],
            "sides": tuple(named),
            "held": row.get("status", "held") == "held",
        }
        | _time(row, field, until or field)
        for row, named in zip(frame.to_dict("records"), sides, strict=True)
    ]


def _time(row: dict, first: str, last: str) -> dict:
    """Form, start and end of a time: ``FORMS``."""
    begins = row[f"{first}_start_earliest"], row[f"{first}_start_latest"]
    ends = row[f"{last}_end_earliest"], row[f"{last}_end_latest"]
    start, end = (d if is_day(d) else None for d in (begins[0], ends[1]))
    if start and end:
        sure = is_day(begins[1]) and is_day(ends[0]) and begins[1] < ends[0]
        form = "day" if start == end else "lasted" if sure else "within"
    else:
        form = "until" if end else "since" if start else "undated"
    return {"form": form, "start": start, "end": end}
