"""Monitors' totals: each in its own unit, differenced only where the definition is the same.

In: a ``Record``, a period, agreements; then the frame of ``totals``. Out: frames. Two totals are
never added, but for one check: whether the parts that a counter lays to several parties make the
whole that the same counter prints. A total that could not be found again is listed and enters no
difference, rate or factor. Pure.
"""

from datetime import date, timedelta
from itertools import combinations, pairwise

import pandas as pd

from ceasefire.measures.knowledge import Record, Window, in_corpus, is_day, latest_day
from ceasefire.measures.series import by_place, in_series
from ceasefire.measures.violence import within

KINDS = ("monitor",)
# Measures that can be told beside each other; deeds and deaths cannot.
FAMILIES = {
    "violations": "deeds", "attacks": "deeds", "points_hit": "deeds", "munitions": "deeds",
    "killed": "killed", "wounded": "wounded", "casualties": "casualties",
}  # fmt: skip
HARMED = ("killed", "wounded", "casualties")
# What a counter writes who lays a total to nobody in particular.
WHOLE = ("", "all")
NEAR = timedelta(
    days=2
)  # first days so close may be meant as one; they are told apart all the same
SAME_PERIOD = 0.9  # share of the days of the longer period that two totals must have in common
# How far a total was checked: "read", coded by this book, stands with those checked.
GRADES = ("checked", "unchecked", "not found again")
TOTALS = [
    "count_id", "series_id", "series_title", "counter_id", "measure", "family", "unit",
    "population", "area", "first_day", "first_sure", "last_sure", "last_day", "days_low",
    "days_high", "total_low", "total_best", "total_high", "value", "rate_low", "rate_high",
    "laid_to", "is_whole", "grade", "is_sound", "of_reports", "subset_of", "basis", "origin",
    "source_ids",
]  # fmt: skip


def totals(
    record: Record, window: Window = (None, None), agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The totals known of every counter that has a series of the kind monitor, ``TOTALS``.

    With those of the reports that stand in no series (``of_reports``): they join the series of the
    same counter, measure and population, and else stand as one of their own. Kept are those that
    touch the window and, where agreements are asked for, do not end before the first of these.
    Days are the widest (first_day, last_day) and the narrowest (first_sure, last_sure) that the
    period can cover; rates are per day, rate_low over the most days, and missing where one day is
    all; ``value`` is the one to plot (best, else low, else high).
    """
    inside = in_series(record, KINDS)
    inside = inside.assign(
        first_sure=inside["period_start_latest"], last_sure=inside["period_end_earliest"],
        of_reports=False, laid_to=inside["laid_to"].fillna(""),
    )  # fmt: skip
    told = _of_reports(record)
    frame = pd.concat([f for f in (inside, told) if len(f)] or [inside], ignore_index=True)
    frame = frame.reindex(columns=list(dict.fromkeys([*TOTALS, *frame.columns])))
    frame["family"] = frame["measure"].map(lambda m: FAMILIES.get(m, m)).astype(object)
    frame["is_whole"] = frame["laid_to"].isin(WHOLE)
    frame["of_reports"] = frame["of_reports"].astype(bool)
    frame["grade"] = [
        GRADES[2] if not sound else GRADES[1] if coding == "unchecked" else GRADES[0]
        for sound, coding in zip(frame["is_sound"], frame["coding"], strict=True)
    ]
    best = frame["total_best"].fillna(frame["total_low"])
    frame["value"] = best.fillna(frame["total_high"]).astype("float64")
    days = [_days(row) for row in frame.to_dict("records")]
    frame["days_low"] = pd.array([low for low, _ in days], dtype="Int64")
    frame["days_high"] = pd.array([high for _, high in days], dtype="Int64")
    several = (frame["days_high"] > 1).fillna(False).astype(bool)  # one day's count is no mean
    low, high = frame["total_low"] / frame["days_high"], frame["total_high"] / frame["days_low"]
    frame["rate_low"] = low.astype("Float64").where(several)
    frame["rate_high"] = high.astype("Float64").where(several)
    frame = frame[_asked(record, frame, window, agreements)]
    order = ["last_day", "first_day", "count_id"]
    return frame[TOTALS].sort_values(order, na_position="last").reset_index(drop=True)


def _of_reports(record: Record) -> pd.DataFrame:
    """Totals outside every series whose only counter has a monitor's series of that measure."""
    series = record.clean.tables["series"]
    series = series[series["kind"].isin(KINDS)]
    counted = set(zip(series["counter_id"], series["measure"], strict=True))
    coded = record.clean.tables["counts"].merge(
        series[["series_id", "counter_id", "unit", "title", "area"]].rename(
            columns={"title": "series_title"}
        ),
        on="series_id",
    )
    of_population = {
        key: group.iloc[0]
        for key, group in coded.groupby(["counter_id", "measure", "population"])
        if group["series_id"].nunique() == 1
    }
    names = record.names_of("actors")
    facts = record.facts("counts")
    rows = []
    for row in facts[facts["series_id"].isna()].to_dict("records"):
        counter = row["counter_ids"][0] if len(row["counter_ids"]) == 1 else ""
        if (counter, row["measure"]) not in counted:
            continue
        fits = of_population.get((counter, row["measure"], row["population"]))
        alone = _unit(row)
        rows.append(
            row
            | {
                "series_id": row["count_id"] if fits is None else fits["series_id"],
                "series_title": f"{names[counter]}: {alone}" if fits is None
                else fits["series_title"],
                "unit": alone if fits is None else fits["unit"],
                "area": None if fits is None else fits["area"],
                "counter_id": counter,
                "first_day": row["start_start_earliest"],
                "first_sure": row["start_start_latest"],
                "last_sure": row["end_end_earliest"],
                "last_day": row["end_end_latest"],
                "laid_to": " and ".join(names[i] for i in row["perpetrator_ids"]),
                "is_sound": True,
                "of_reports": True,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _unit(row: dict) -> str:
    """What a total that stands in no series counts, in words."""
    measure = row["measure"].replace("_", " ")
    population = row["population"] if isinstance(row["population"], str) else ""
    if row["measure"] in HARMED:
        return f"{measure} ({population})" if population else measure
    return population or measure


def _days(row: dict) -> tuple[int | None, int | None]:
    """Fewest and most days of a period, ends included."""
    if not is_day(row["first_day"]) or not is_day(row["last_day"]):
        return None, None
    most = (row["last_day"] - row["first_day"]).days + 1
    if not is_day(row["first_sure"]) or not is_day(row["last_sure"]):
        return None, most
    return max((row["last_sure"] - row["first_sure"]).days + 1, 1), most


def _asked(
    record: Record, frame: pd.DataFrame, window: Window, agreements: tuple[str, ...]
) -> pd.Series:
    """Whether a total touches the window, and the time since the agreements asked for."""
    bounds = frame.assign(
        start_start_earliest=frame["first_day"], end_end_latest=frame["last_day"],
        start_edtf=frame["first_day"], end_edtf=frame["last_day"],
    )  # fmt: skip
    kept = within(bounds, "start", "end", window)
    if agreements:
        made = record.facts("agreements")
        days = made[made["agreement_id"].isin(agreements)]["concluded_start_earliest"]
        since = min(filter(is_day, days), default=date.max)
        kept &= pd.Series([is_day(d) and d >= since for d in frame["last_day"]], frame.index)
    return kept.astype(bool)


def hidden_by_day(record: Record) -> dict[str, int]:
    """How many monitors' totals the corpus holds, and of those known, how many rest on pages
    without a day of their own: these are known only from the day on which they were read."""
    sources = in_corpus(record.clean.tables["sources"], record.corpus)
    cited = record.clean.citations
    cited = cited[(cited["table"] == "counts") & cited["source_id"].isin(sources["source_id"])]
    frame, series = record.clean.tables["counts"], record.clean.tables["series"]
    monitors = series[series["kind"].isin(KINDS)]["series_id"]
    held = frame[frame["series_id"].isin(monitors) & frame["count_id"].isin(cited["row"])]
    known = in_series(record, KINDS)
    dated = {s for s, (first, last) in record.published.items() if first == last}
    undated = [not dated & set(ids) for ids in known["source_ids"]]
    return {"held": len(held), "known": len(known), "undated": sum(undated)}


def leads(record: Record) -> pd.DataFrame:
    """Totals that can be neither dated nor cited, of the kind of those in monitors' series.

    The kind is the first word of ``origin``. None in a corpus without the wider record, and none
    on a day before the last: no day is known from which they were known.
    """
    frame, series = record.clean.tables["leads"], record.clean.tables["series"]
    monitors = series[series["kind"].isin(KINDS)]["series_id"]
    counts = record.clean.tables["counts"]
    kinds = {_kind(o) for o in counts[counts["series_id"].isin(monitors)]["origin"].dropna()}
    last = latest_day(record.clean, record.corpus)
    whole = record.corpus == "all" and record.as_of is not None and record.as_of >= last
    return frame[[whole and _kind(o) in kinds for o in frame["origin"]]].reset_index(drop=True)


def _kind(origin: str) -> str:
    return origin.partition("-")[0]


# --- one definition -----------------------------------------------------------------------------

STEPS = [
    "series_id", "series_title", "counter_id", "unit", "first_day", "laid_to", "before_ids",
    "count_ids", "from_day", "to_day", "days_low", "days_high", "more_low", "more_high",
    "rate_low", "rate_high", "falls", "is_checked",
]  # fmt: skip


def steps(totals: pd.DataFrame) -> pd.DataFrame:
    """What one definition adds between one total and the next, ``STEPS``: a row for each.

    One definition: one series, the same first day, laid to the same (nobody and all are the same).
    The first row of a chain is its first total itself, from the first day on (``before_ids``
    empty); then each covers the days after ``from_day`` up to ``to_day``. ``more`` is missing where
    a total told only as at least so many leaves it open; where it can only be negative the row
    ``falls`` and has no rate. Totals with the same last day stand as one, from the lowest to the
    highest.
    """
    rows = []
    for _, group in _chains(totals):
        nodes = _nodes(group)
        if len(nodes) < 2:
            continue
        one = group.iloc[0]
        common = {
            "series_id": one["series_id"], "series_title": one["series_title"],
            "counter_id": one["counter_id"], "unit": one["unit"], "first_day": one["first_day"],
            "laid_to": "" if one["is_whole"] else one["laid_to"],
        }  # fmt: skip
        first = nodes[0]
        rows.append(common | _opening(group, first))
        rows += [common | _between(a, b) for a, b in pairwise(nodes)]
    return pd.DataFrame(rows, columns=STEPS).astype({"falls": bool, "is_checked": bool})


def _chains(totals: pd.DataFrame):
    """Sound totals with days, by definition."""
    usable = totals[totals["is_sound"] & totals["days_high"].notna()]
    laid = usable["laid_to"].where(~usable["is_whole"], "")
    return usable.groupby([usable["series_id"], usable["first_day"], laid], sort=True, dropna=False)


def _nodes(group: pd.DataFrame) -> list[dict]:
    """The totals of a definition by last day; those of one day as one, lowest to highest."""
    nodes = []
    for last, same in group.groupby("last_day", sort=True):
        lows, highs = same["total_low"], same["total_high"]
        nodes.append(
            {
                "ids": tuple(same["count_id"]),
                "low": None if lows.isna().any() else float(lows.min()),
                "high": None if highs.isna().any() else float(highs.max()),
                "sure": min(d if is_day(d) else last for d in same["last_sure"]),
                "last": last,
                "is_checked": bool((same["grade"] == GRADES[0]).all()),
            }
        )
    return nodes


def _opening(group: pd.DataFrame, node: dict) -> dict:
    """A chain's first total, as what was added since its first day."""
    begins = group["first_day"].iloc[0]
    least = max((node["sure"] - begins).days + 1, 1)
    return _step((), node["ids"], begins, node, least, (node["last"] - begins).days + 1,
                 node["low"], node["high"], node["is_checked"])  # fmt: skip


def _between(a: dict, b: dict) -> dict:
    """What a total has more than the one before it."""
    more_low = None if None in (b["low"], a["high"]) else b["low"] - a["high"]
    more_high = None if None in (b["high"], a["low"]) else b["high"] - a["low"]
    least, most = (b["sure"] - a["last"]).days, (b["last"] - a["sure"]).days
    return _step(a["ids"], b["ids"], a["last"], b, least, most, more_low, more_high,
                 a["is_checked"] and b["is_checked"])  # fmt: skip


def _step(before, ids, from_day, node, least, most, more_low, more_high, checked) -> dict:
    falls = more_high is not None and more_high < 0
    low, high = _rates(more_low, more_high, least, most)
    return {
        "before_ids": before, "count_ids": ids, "from_day": from_day, "to_day": node["last"],
        "days_low": max(least, 0), "days_high": most, "more_low": more_low, "more_high": more_high,
        "rate_low": None if falls else low, "rate_high": None if falls else high,
        "falls": falls, "is_checked": checked,
    }  # fmt: skip


def _rates(more_low, more_high, least: int, most: int) -> tuple[float | None, float | None]:
    """Per day: the least over the most days, the most over the fewest."""
    low = None if more_low is None or most < 1 else more_low / (most if more_low >= 0 else least)
    return low, None if more_high is None or least < 1 else more_high / least


def other_units(totals: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Totals that look like the next of a chain and count in another unit: breaks, no steps.

    Same counter, first day and family of measures as a chain; another series; a last day after the
    first of the chain's, and none of the chain's own. Columns of ``totals`` and chain_id.
    """
    rows = []
    for (series, first), chain in steps.groupby(["series_id", "first_day"], sort=False):
        own = totals[totals["series_id"] == series].iloc[0]
        like = totals[
            (totals["counter_id"] == own["counter_id"])
            & (totals["first_day"] == first)
            & (totals["family"] == own["family"])
            & (totals["series_id"] != series)
            & totals["subset_of"].isna()
        ]
        for row in like.to_dict("records"):
            ends = set(chain["to_day"])
            if (
                is_day(row["last_day"])
                and row["last_day"] > min(ends)
                and row["last_day"] not in ends
            ):
                rows.append(row | {"chain_id": series})
    return pd.DataFrame(rows, columns=[*TOTALS, "chain_id"])


def shifted(totals: pd.DataFrame) -> pd.DataFrame:
    """Series in which some totals begin a day or two after others: series_title, first_days, ids.

    ``ids``: for each first day the totals that begin on it. They are not one definition.
    """
    rows = []
    usable = totals[totals["is_sound"] & totals["days_high"].notna()]
    for _, group in usable.groupby("series_id", sort=False):
        days = sorted(set(group["first_day"]))
        for first, second in pairwise(days):
            if second - first <= NEAR:
                ids = [tuple(group[group["first_day"] == d]["count_id"]) for d in (first, second)]
                rows.append((group["series_title"].iloc[0], (first, second), tuple(ids)))
    return pd.DataFrame(rows, columns=["series_title", "first_days", "ids"])


def _same_period(totals: pd.DataFrame, *more: str):
    usable = totals[totals["days_high"].notna()]
    return usable.groupby([*more, "first_day", "last_day"], sort=False, dropna=False)


def _meet(low_a, high_a, low_b, high_b) -> bool:
    """Whether two ranges, either end of which may be open, share a value."""
    return not ((_is(high_a) and _is(low_b) and high_a < low_b)
                or (_is(high_b) and _is(low_a) and high_b < low_a))  # fmt: skip


def _is(value: object) -> bool:
    return value is not None and not pd.isna(value)


def parts(totals: pd.DataFrame) -> pd.DataFrame:
    """Wholes that a counter also tells by the party that it lays them to, and whether parts fit.

    Columns: whole_id, series_title, unit, first_day, last_day, whole_low and _high, part_ids,
    parts_low and _high (their sum: missing where one is open), fits (the ranges meet).
    """
    rows = []
    for _, group in _same_period(totals[totals["is_sound"]], "series_id"):
        whole, named = group[group["is_whole"]], group[~group["is_whole"]]
        if whole.empty or named["laid_to"].nunique() < 2 or named["laid_to"].duplicated().any():
            continue
        for row in whole.to_dict("records"):
            low = named["total_low"].sum(skipna=False)
            high = named["total_high"].sum(skipna=False)
            rows.append(
                (row["count_id"], row["series_title"], row["unit"], row["first_day"],
                 row["last_day"], row["total_low"], row["total_high"], tuple(named["count_id"]),
                 low, high, _meet(row["total_low"], row["total_high"], low, high))
            )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["whole_id", "series_title", "unit", "first_day", "last_day", "whole_low",
                 "whole_high", "part_ids", "parts_low", "parts_high", "fits"],
    )  # fmt: skip


def rivals(totals: pd.DataFrame) -> pd.DataFrame:
    """One series, one period, laid to the same, and different figures: all of them are kept.

    Columns: series_title, unit, first_day, last_day, count_ids, fits (the ranges still meet).
    """
    rows = []
    laid = totals["laid_to"].where(~totals["is_whole"], "")
    for _, group in _same_period(totals.assign(laid=laid), "series_id", "laid"):
        printed = group[["total_low", "total_high"]].drop_duplicates()
        if len(printed) > 1:
            fits = all(_meet(*a, *b) for a, b in combinations(printed.to_numpy().tolist(), 2))
            one = group.iloc[0]
            rows.append((one["series_title"], one["unit"], one["first_day"], one["last_day"],
                         tuple(group["count_id"]), fits))  # fmt: skip
    return pd.DataFrame(
        rows, columns=["series_title", "unit", "first_day", "last_day", "count_ids", "fits"]
    )


def uneven(record: Record, totals: pd.DataFrame) -> pd.DataFrame:
    """Pages whose places do not make the total that they print: count_id, source_id, summed."""
    told = by_place(record, totals)
    summed = told.groupby(["count_id", "source_id"], sort=True)["value"].sum().reset_index()
    summed = summed.rename(columns={"value": "summed"}).merge(
        totals[["count_id", "series_title", "total_low", "total_high"]], on="count_id"
    )
    odd = [
        not _meet(s, s, low, high)
        for s, low, high in zip(
            summed["summed"], summed["total_low"], summed["total_high"], strict=True
        )
    ]
    return summed[pd.Series(odd, summed.index, dtype=bool)].reset_index(drop=True)


def kinds(totals: pd.DataFrame) -> pd.DataFrame:
    """Periods for which one counter prints three or more units of one measure of deeds.

    Columns: counter_id, measure, first_day, last_day, widest_id (the largest), other_ids,
    others_low (what the others would make together, which overlap would count twice), exceeds.
    """
    rows = []
    deeds = totals[totals["is_sound"] & (totals["family"] == "deeds")]
    for (counter, measure, *_), group in _same_period(deeds, "counter_id", "measure"):
        if group["series_id"].nunique() < 3:
            continue
        group = group.sort_values(["value", "count_id"], ascending=[False, True])
        widest, others = group.iloc[0], group.iloc[1:]
        together = others["total_low"].sum()
        exceeds = bool(_is(widest["total_high"]) and together > widest["total_high"])
        rows.append((counter, measure, widest["first_day"], widest["last_day"],
                     widest["count_id"], tuple(others["count_id"]), together, exceeds))  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["counter_id", "measure", "first_day", "last_day", "widest_id", "other_ids",
                 "others_low", "exceeds"],
    )  # fmt: skip


# --- beside each other --------------------------------------------------------------------------

# What keeps a total and the one before it from being one definition, or from being believed.
MISFITS = ("other_unit", "not_found", "other_first_day", "laid_to_others", "falls")


def beside(totals: pd.DataFrame, anchor: dict) -> pd.DataFrame:
    """A report's total among those of the same counter that begin on its first day or next to it.

    ``anchor``: a row of ``totals``. Of the same family, and neither a subset. Columns of ``totals``
    with, against the nearest earlier one of its unit and first day: before_id, gap_low and gap_high
    (days), more_low and more_high, step_low and step_high (per day), and misfits (``MISFITS``).
    """
    near = [
        is_day(day) and is_day(last) and abs(day - anchor["first_day"]) <= NEAR
        for day, last in zip(totals["first_day"], totals["last_day"], strict=True)
    ]
    frame = totals[
        pd.Series(near, totals.index, dtype=bool)
        & (totals["counter_id"] == anchor["counter_id"])
        & (totals["family"] == anchor["family"])
        & totals["subset_of"].isna()
    ].sort_values(["last_day", "count_id"])
    rows, last = [], {}
    for row in frame.to_dict("records"):
        misfits = [
            kind
            for kind, holds in (
                ("other_unit", row["series_id"] != anchor["series_id"]),
                ("not_found", not row["is_sound"]),
                ("other_first_day", row["first_day"] != anchor["first_day"]),
            )
            if holds
        ]
        step = dict.fromkeys(
            ["before_id", "gap_low", "gap_high", "more_low", "more_high", "step_low", "step_high"]
        )
        key = (row["series_id"], row["first_day"])
        if row["is_sound"] and key in last:
            made = _between(_node(last[key]), _node(row))
            step = {
                "before_id": last[key]["count_id"],
                "gap_low": made["days_low"], "gap_high": made["days_high"],
                "more_low": made["more_low"], "more_high": made["more_high"],
                "step_low": made["rate_low"], "step_high": made["rate_high"],
            }  # fmt: skip
            misfits += ["falls"] * made["falls"]
            misfits += ["laid_to_others"] * (last[key]["laid_to"] != row["laid_to"])
        if row["is_sound"]:
            last[key] = row
        rows.append(row | step | {"misfits": tuple(k for k in MISFITS if k in misfits)})
    return pd.DataFrame(
        rows,
        columns=[*TOTALS, "before_id", "gap_low", "gap_high", "more_low", "more_high", "step_low",
                 "step_high", "misfits"],
    )  # fmt: skip


def _node(row: dict) -> dict:
    """One total as ``_nodes`` has it."""
    return {
        "ids": (row["count_id"],),
        "low": row["total_low"] if _is(row["total_low"]) else None,
        "high": row["total_high"] if _is(row["total_high"]) else None,
        "sure": row["last_sure"] if is_day(row["last_sure"]) else row["last_day"],
        "last": row["last_day"],
        "is_checked": row["grade"] == GRADES[0],
    }


def anchors(totals: pd.DataFrame) -> list[dict]:
    """The totals of the reports beside which others of the same counter and period may stand."""
    own = totals[totals["of_reports"] & totals["subset_of"].isna() & totals["days_high"].notna()]
    return own.to_dict("records")


def shorter(totals: pd.DataFrame, anchor: dict) -> pd.DataFrame:
    """Sound totals of the anchor's own series that lie inside its days and are shorter by half.

    Those of a single day are left out: one day's count is no mean.
    """
    inside = [
        is_day(first) and is_day(last)
        and anchor["first_day"] <= first and last <= anchor["last_day"]
        for first, last in zip(totals["first_day"], totals["last_day"], strict=True)
    ]  # fmt: skip
    short = (totals["days_high"] * 2 < anchor["days_high"]).fillna(False).astype(bool)
    short &= (totals["days_high"] > 1).fillna(False).astype(bool)
    kept = pd.Series(inside, totals.index, dtype=bool) & short & totals["is_sound"]
    return totals[kept & (totals["series_id"] == anchor["series_id"])].reset_index(drop=True)


PAIRS = [
    "one_id", "other_id", "family", "same_unit", "first_day", "last_day", "share", "factor",
    "is_open", "is_sound",
]  # fmt: skip


def pairs(totals: pd.DataFrame) -> pd.DataFrame:
    """Totals of two counters over nearly the same days, of one family of measures, ``PAIRS``.

    Nearly: they have ``SAME_PERIOD`` of the longer period in common. ``one_id`` is the larger.
    ``factor``: the larger by the smaller, missing unless both are sound (``is_sound``).
    ``is_open``: one of the two is told only as at least so many. The widest factor first.
    """
    usable = totals[totals["days_high"].notna() & totals["subset_of"].isna()].to_dict("records")
    rows = []
    for a, b in combinations(usable, 2):
        if a["counter_id"] == b["counter_id"] or a["family"] != b["family"]:
            continue
        first, last = max(a["first_day"], b["first_day"]), min(a["last_day"], b["last_day"])
        share = ((last - first).days + 1) / max(a["days_high"], b["days_high"])
        if share < SAME_PERIOD:
            continue
        a, b = (a, b) if a["value"] >= b["value"] else (b, a)
        sound = bool(a["is_sound"] and b["is_sound"])
        rows.append(
            (a["count_id"], b["count_id"], a["family"], a["measure"] == b["measure"]
             and a["population"] == b["population"], first, last, share,
             a["value"] / b["value"] if sound and b["value"] else None,
             not (_is(a["total_high"]) and _is(b["total_high"])), sound)
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=PAIRS)
    frame["factor"] = frame["factor"].astype("float64")
    return frame.sort_values(
        ["is_sound", "factor", "one_id", "other_id"], ascending=[False, False, True, True]
    ).reset_index(drop=True)


def casualties(totals: pd.DataFrame) -> pd.DataFrame:
    """Killed and wounded by counter, population and measure; one row each, nothing added.

    Columns: counter_id, population, measure, count_ids, first_day, last_day, low and high (the
    smallest and the largest single total that is sound; high missing where that is open), laid_to.
    """
    rows = []
    harmed = totals[totals["measure"].isin(HARMED)]
    population = harmed["population"].fillna("")
    for (counter, who, measure), group in harmed.groupby(
        [harmed["counter_id"], population, harmed["measure"]], sort=True
    ):
        sound = group[group["is_sound"]]
        largest = sound.sort_values("value").iloc[-1] if len(sound) else None
        rows.append(
            (counter, who, measure, tuple(group["count_id"]), group["first_day"].min(),
             group["last_day"].max(), sound["total_low"].min() if len(sound) else None,
             None if largest is None else largest["total_low"],
             largest is not None and not _is(largest["total_high"]),
             tuple(dict.fromkeys(group["laid_to"])))
        )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["counter_id", "population", "measure", "count_ids", "first_day", "last_day",
                 "smallest", "largest", "is_open", "laid_to"],
    )  # fmt: skip


def in_several(totals: pd.DataFrame) -> pd.Series:
    """Whether a total's series has at least two known totals with days, so that it can be drawn."""
    dated = totals["days_high"].notna()
    sizes = totals[dated].groupby("series_id")["count_id"].size()
    return dated & (totals["series_id"].map(sizes).fillna(0) >= 2)
