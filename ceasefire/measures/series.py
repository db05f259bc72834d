"""Counts in series: who counts what, by which definition, over which days, and by place.

In: a ``Record``. Out: frames, one row per count or per place of a count. Series are set side by
side; nothing here adds two of them. Pure.
"""

import pandas as pd

from ceasefire.measures.knowledge import Record

# How far a count of the wider record was checked, best first; a gap: coded by this book.
CHECKED = ("checked", "unchecked", "not_refound", "low")


def in_series(record: Record, kinds: tuple[str, ...]) -> pd.DataFrame:
    """The counts known in series of some kinds, in the order of their last day.

    Columns of ``counts`` with those of its series (``series_title``, kind, counter_id, unit, area,
    note), ``first_day`` and ``last_day`` (the days that the period can cover at most), and
    ``is_sound``: checked or unchecked, not one that could not be found again.
    """
    series = record.clean.tables["series"].rename(columns={"title": "series_title"})
    series = series[series["kind"].isin(kinds)].drop(columns="measure")
    frame = record.facts("counts").merge(series, on="series_id", how="inner")
    frame["first_day"] = frame["period_start_earliest"]
    frame["last_day"] = frame["period_end_latest"]
    frame["is_sound"] = frame["coding"].isna() | frame["coding"].isin(CHECKED[:2])
    return frame.sort_values(["last_day", "count_id"]).reset_index(drop=True)


def by_place(record: Record, counts: pd.DataFrame) -> pd.DataFrame:
    """How known pages divide these counts by place: count_id, source_id, place_id, value."""
    frame = record.clean.tables["splits"]
    known = frame["source_id"].isin(record.sources["source_id"])
    return frame[known & frame["count_id"].isin(counts["count_id"])].reset_index(drop=True)
