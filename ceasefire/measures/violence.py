"""Violations and violence: totals over periods, incidents, casualty ranges, kept apart.

In: a ``Record`` and a period. Out: frames. A total and an incident are never added; two counters
are never summed; what was not reported is missing, never 0. Ranges follow UCDP (low, best, high)
and add as Airwars adds them: low with low, high with high.
"""

from datetime import date
from itertools import combinations

import pandas as pd

from ceasefire.clean.tables import AMOUNTS, BOUNDS
from ceasefire.measures.knowledge import Record, Window, is_day, speakers

HARM = ("killed", "wounded", "casualties")
# Stands in place of a side where the reports of one incident name different doers.
RIVAL = "rival_accounts"


def within(frame: pd.DataFrame, start_field: str, end_field: str, window: Window) -> pd.Series:
    """Whether a row's time can touch the window; a row without any date only where there is none.

    ``start_field`` and ``end_field`` name date fields (their bounds are columns).
    """
    first, last = window
    if first is None and last is None:
        return pd.Series(True, index=frame.index)
    begins = frame[f"{start_field}_start_earliest"]
    ends = frame[f"{end_field}_end_latest"]
    known_at_all = frame[f"{start_field}_edtf"].notna() | frame[f"{end_field}_edtf"].notna()
    starts_in_time = [last is None or not is_day(b) or b <= last for b in begins]
    ends_in_time = [first is None or not is_day(e) or e >= first for e in ends]
    return (
        known_at_all
        & pd.Series(starts_in_time, index=frame.index)
        & pd.Series(ends_in_time, index=frame.index)
    )


def totals(
    record: Record, window: Window = (None, None), agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The totals known that stand alone, each with the days it covers and its rate per day.

    Counts in series have pages of their own (``measures.series``).
    Adds days_low and days_high (the days covered, ends included; missing where an end is unknown)
    and, for totals under the agreements, rate_low and rate_high (per day over the most and the
    fewest days; no interval is put around a rate: violations cluster).
    """
    frame = record.facts("counts")
    frame = frame[frame["series_id"].isna()]
    frame = frame[within(frame, "start", "end", window)]
    if agreements:
        frame = frame[frame["agreement_id"].isin(agreements)]
    frame = frame.reset_index(drop=True)
    lengths = [_days_covered(row) for row in frame.to_dict("records")]
    frame["days_low"] = pd.array([low for low, _ in lengths], dtype="Int64")
    frame["days_high"] = pd.array([high for _, high in lengths], dtype="Int64")
    frame["rate_low"] = (frame["total_low"] / frame["days_high"]).astype("Float64")
    frame["rate_high"] = (frame["total_high"] / frame["days_low"]).astype("Float64")
    frame.loc[~under_agreements(record, frame), ["rate_low", "rate_high"]] = pd.NA
    frame["spoken_by"] = pd.Series(speakers(record, frame, "counter"), dtype=object)
    return frame


def under_agreements(record: Record, totals: pd.DataFrame) -> pd.Series:
    """Whether a total has a first and a last day, and begins with or after the first agreement.

    Totals of a whole war are context: no deal was there to be violated when they begin.
    """
    concluded = record.facts("agreements")["concluded_start_earliest"]
    since = min((d for d in concluded if is_day(d)), default=date.min)
    return pd.Series(
        [
            is_day(first) and is_day(last) and first >= since
            for first, last in zip(
                totals["start_start_earliest"], totals["end_end_latest"], strict=True
            )
        ],
        index=totals.index,
        dtype=bool,
    )


def _days_covered(row: dict) -> tuple[int | None, int | None]:
    """Fewest and most days from the start to the end of a total, both included."""
    first, last = [row[f"start_{b}"] for b in BOUNDS[:2]], [row[f"end_{b}"] for b in BOUNDS[2:]]
    if not all(map(is_day, first + last)):
        return None, None
    return max((last[0] - first[1]).days + 1, 1), (last[1] - first[0]).days + 1


def incidents(record: Record, window: Window = (None, None)) -> pd.DataFrame:
    """The incidents known, with how each is attributed and its casualty ranges over its reports.

    Adds report_ids, perpetrator_sides, attributions, spoken_by, rival_accounts (two reports name
    doers of which no side is common to both), doers (the sides named, or RIVAL alone where the
    accounts are rivals: to count such an event under each would let accusers decide), and for each
    harm low and high: the lowest low and the highest high (missing where no report gives one).
    """
    frame = record.facts("incidents")
    frame = frame[within(frame, "occurred", "occurred", window)].reset_index(drop=True)
    told = reports(record)
    told = {i: group for i, group in told.groupby("incident_id")}
    rows = [_of_reports(told.get(i)) for i in frame["incident_id"]]
    return pd.concat([frame, pd.DataFrame(rows, columns=REPORTED, dtype=object)], axis=1)


REPORTED = [
    "report_ids",
    "perpetrator_sides",
    "attributions",
    "spoken_by",
    "rival_accounts",
    "doers",
    *(f"{harm}_{end}" for harm in HARM for end in ("low", "high")),
]


def _of_reports(group: pd.DataFrame | None) -> list:
    """What the reports of one incident say together, in the order of ``REPORTED``."""
    if group is None:
        return [(), (), (), (), False, (), *[None] * (2 * len(HARM))]

    def united(column: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(x for value in group[column] for x in value))

    ranges = []
    for harm in HARM:
        told = group[[f"{harm}_{amount}" for amount in AMOUNTS]].dropna(how="all")
        low, best, high = (told[f"{harm}_{amount}"] for amount in AMOUNTS)
        # "About ten" gives neither end: it counts as a low, and leaves the range open.
        low = low.fillna(best.where(high.isna())).dropna()
        ranges += [
            low.min() if len(low) else None,
            high.max() if len(high) and high.notna().all() else None,
        ]
    rivals = _are_rivals(group["perpetrator_sides"])
    return [
        tuple(group["report_id"]),
        united("perpetrator_sides"),
        tuple(dict.fromkeys(group["attribution"])),
        united("spoken_by"),
        rivals,
        (RIVAL,) if rivals else united("perpetrator_sides"),
        *ranges,
    ]


def _are_rivals(named: pd.Series) -> bool:
    """Whether two of several reports name doers of which no side is common to both."""
    sides = [set(value) for value in named if value]
    return any(not one & other for one, other in combinations(sides, 2))


def reports(record: Record) -> pd.DataFrame:
    """What each source says of each incident, with who says it and the sides it names as doers."""
    frame = record.facts("reports").copy()
    frame["spoken_by"] = pd.Series(speakers(record, frame, "reporter"), dtype=object)
    frame["perpetrator_sides"] = pd.Series(
        [record.sides_of(ids) for ids in frame["perpetrator_ids"]], dtype=object
    )
    return frame


def add_ranges(frame: pd.DataFrame, harm: str) -> dict:
    """Low with low and high with high over incidents; how many gave a figure and how many did not.

    ``high`` is missing where one of those that gave a figure gave no upper bound.
    """
    given = frame[frame[f"{harm}_low"].notna() | frame[f"{harm}_high"].notna()]
    lows, highs = given[f"{harm}_low"].dropna(), given[f"{harm}_high"]
    return {
        "harm": harm,
        "low": lows.sum() if len(lows) else None,
        "high": highs.sum() if len(given) and highs.notna().all() else None,
        "given": len(given),
        "not_given": len(frame) - len(given),
    }


def itemised(record: Record) -> pd.DataFrame:
    """Each total beside what lies inside it: incidents and smaller totals that say so.

    Columns: count_id, measure, countable and described (numbers of incidents inside),
    incident_ids and incident_reasons, totals_inside (ids), not_itemised_low and _high: of a total
    of violations, what is left when the countable incidents inside are taken off; other measures
    are not subtracted.
    """
    counts, events = record.facts("counts"), record.facts("incidents")
    rows = []
    for row in counts.to_dict("records"):
        inside = events[events["part_of"] == row["count_id"]]
        countable = int(inside["countable"].sum())
        parts = counts[
            (counts["part_of"] == row["count_id"]) | (counts["subset_of"] == row["count_id"])
        ]
        taken = countable if row["measure"] == "violations" else 0
        rows.append(
            [
                row["count_id"],
                row["measure"],
                countable,
                len(inside) - countable,
                tuple(inside["incident_id"]),
                tuple(inside["part_of_basis"]),
                tuple(parts["count_id"]),
                max(row["total_low"] - taken, 0),
                max(row["total_high"] - taken, 0),
            ]
        )
    return pd.DataFrame(
        rows,
        columns=[
            "count_id",
            "measure",
            "countable",
            "described",
            "incident_ids",
            "incident_reasons",
            "totals_inside",
            "not_itemised_low",
            "not_itemised_high",
        ],
    )


def by_group(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Incidents per value of a column that may hold several values; '' where none was given.

    Columns: the column's name, countable, described (not countable), and countable_ids and
    described_ids, which name them. An incident with two values is counted under each, so the rows
    may add up to more than the incidents.
    """
    spread = frame[[column, "countable", "incident_id"]].copy()
    spread[column] = [
        (v or ("",)) if isinstance(v, tuple) else ("" if pd.isna(v) else v,) for v in spread[column]
    ]
    spread = spread.explode(column)
    counted = spread.groupby(column)["countable"].agg(countable="sum", rows="count").reset_index()
    counted["described"] = counted["rows"] - counted["countable"]
    for kind, these in (("countable", True), ("described", False)):
        ids = spread[spread["countable"] == these].groupby(column)["incident_id"].agg(tuple)
        counted[f"{kind}_ids"] = [ids.get(value, ()) for value in counted[column]]
    return (
        counted.drop(columns="rows")
        .sort_values(["countable", "described", column], ascending=[False, False, True])
        .reset_index(drop=True)
    )
