"""Timeline: everything that has a time, on one axis, and how exactly each time is known.

In: a ``Record``, a period, agreements. Out: one frame of all lanes.
"""

from collections.abc import Iterable
from datetime import date
from itertools import chain

import pandas as pd

from ceasefire.measures.compliance import commitments
from ceasefire.measures.knowledge import Record, Window, is_day
from ceasefire.measures.talks import meetings
from ceasefire.measures.violence import incidents, totals, within

LANES = ("agreements", "deadlines", "talks", "incidents", "totals")
# How exactly the time of an item is known.
FORMS = ("day", "within", "lasted", "until", "since", "undated")
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

    def sides(frame: pd.DataFrame, *roles: str) -> list[tuple[str, ...]]:
        named = zip(*(frame[f"{role}_ids"] for role in roles), strict=True)
        return [record.sides_of(chain.from_iterable(actors)) for actors in named]

    rows = [
        *_items(concluded, "agreements", "name", "concluded", sides(concluded, "party")),
        *_items(due, "deadlines", "title", "due",
                sides(due, "promised", "performs", "guarantees")),
        *_items(met, "talks", "title", "held", met["sides"]),
        *_items(happened, "incidents", "title", "occurred", happened["perpetrator_sides"]),
        *_items(counted, "totals", "title", "start", sides(counted, "counter"), "end"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=TIMELINE_COLUMNS, dtype=object)
    order = [(r["start"] or r["end"] or date.max, r["end"] or date.max) for r in rows]
    return frame.iloc[sorted(range(len(rows)), key=order.__getitem__)].reset_index(drop=True)


def _items(
    frame: pd.DataFrame, lane: str, title: str, field: str, sides: Iterable, until: str = ""
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
