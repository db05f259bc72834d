"""The ledgers of a joint commission: what each side counts of the same day, set side by side.

In: a ``Record``. Out: frames, one row per count, bulletin, place, period or agreement. Two ledgers
are never added. A day is that of a bulletin, which tells of the day and night before it.

A bulletin may cover more land than another of its ledger. Its total is then no figure of the zone:
``zone_figure`` says when one is known. A place that a page does not name is not stated, never 0.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pandas as pd

from ceasefire.clean.tables import BOUNDS
from ceasefire.measures.bootstrap import change_of_mean
from ceasefire.measures.knowledge import Record, Window, is_day
from ceasefire.measures.series import by_place, in_series

LEDGER, CONFIRMED, BRIEFING = "ledger", "confirmed", "briefing"
# Who counts more on a day.
FIRST, SECOND, EQUAL = "first", "second", "equal"
# What a day is known by.
BOTH, ONE, NOTHING = "both", "one", "nothing"
# Half a year: long enough to hold a few dozen known days, too short to reach two agreements back.
WINDOW_DAYS = 180
# What is concluded and meant to change the count: talks and statements are not.
AGREED = ("agreement", "truce")
# Paired days below which a period is shown, and not said to lean to one side.
FEW = 5


def counters(record: Record) -> tuple[str, ...]:
    """Whose ledgers are set side by side: the first two counters of ledgers in ``series``."""
    series = record.clean.tables["series"]
    return tuple(dict.fromkeys(series.loc[series["kind"] == LEDGER, "counter_id"]))[:2]


def figures(record: Record, window: Window = (None, None)) -> pd.DataFrame:
    """Counts of ledgers, confirmed figures and briefings, with the figure of the zone.

    Adds ``day`` (the last day of the period; missing where several can be meant), ``zone``
    (Float64, see ``zone_figure``) and ``wide`` (the bulletin covers more than the zone). A count
    without a day is not sound: it enters nothing.
    """
    frame = in_series(record, (LEDGER, CONFIRMED, BRIEFING))
    exact = frame["period_end_earliest"].map(is_day) & (
        frame["period_end_earliest"] == frame["period_end_latest"]
    )
    frame["day"] = frame["last_day"].where(exact, None)
    frame["is_sound"] &= exact
    within = pd.Series([_in(window, day) for day in frame["last_day"]], frame.index, dtype=bool)
    frame = frame[within].reset_index(drop=True)
    pages = _pages(by_place(record, frame))
    frame["wide"] = frame["outside"].notna()
    frame["zone"] = pd.array(
        [
            zone_figure(
                _exact(row), row["outside"] if row["wide"] else None, pages[row["count_id"]]
            )
            for row in frame.to_dict("records")
        ],
        dtype="Float64",
    )
    return frame


def _in(window: Window, day: object) -> bool:
    first, last = window
    if not is_day(day):
        return first is None and last is None
    return (first is None or day >= first) and (last is None or day <= last)


def _exact(row: dict) -> float | None:
    """A total that is one number."""
    return row["total_low"] if row["total_low"] == row["total_high"] else None


class _Pages(dict):
    def __missing__(self, key: str) -> list:
        return []


def _pages(splits: pd.DataFrame) -> Mapping[str, list[dict[str, int]]]:
    """For each count, what each page that divides it gives for each place."""
    pages = _Pages()
    for (count, _), rows in splits.groupby(["count_id", "source_id"], sort=False):
        pages.setdefault(count, []).append(dict(zip(rows["place_id"], rows["value"], strict=True)))
    return pages


def zone_figure(
    total: float | None, outside: str | None, pages: Iterable[Mapping[str, float]]
) -> float | None:
    """The figure of the zone that a bulletin gives; None where it gives none.

    ``outside``: the place under which the pages put what lies outside the zone; None where the
    bulletin covers the zone alone: then its total is the figure. Else it is the total less what
    lies outside, and known only where the places that a page names add up to the total (nothing
    is left that could lie anywhere), and where all pages that add up say the same. A total of 0
    leaves nothing to divide.
    """
    if total is None or outside is None or total == 0:
        return total
    found = {total - page.get(outside, 0) for page in pages if sum(page.values()) == total}
    return found.pop() if len(found) == 1 else None


def bulletins(record: Record, figures: pd.DataFrame) -> pd.DataFrame:
    """One row per bulletin with a ledger in it, in the order of days.

    Columns: bulletin, day, first_day; for each of ``counters``, called first and second: its id,
    total (as printed), zone figure and coding; confirmed_id, confirmed; wide; is_sound; is_checked
    (every ledger in it was checked); known (BOTH zone figures, ONE, or NOTHING); difference (second
    less first) and more (FIRST, SECOND, EQUAL), both missing unless both are known and sound.
    """
    rows = []
    sides = dict(zip(counters(record), (FIRST, SECOND), strict=False))
    for name, group in figures[figures["kind"] != BRIEFING].groupby("bulletin", sort=False):
        row = {
            "bulletin": name,
            "day": group["day"].iloc[0],
            "first_day": group["first_day"].iloc[0],
        }
        row |= dict.fromkeys((f"{s}{c}" for s in (FIRST, SECOND) for c in SIDE_COLUMNS), None)
        row |= {"confirmed_id": None, "confirmed": None}
        for count in group.to_dict("records"):
            side = sides.get(count["counter_id"]) if count["kind"] == LEDGER else None
            if side:
                row[f"{side}_id"], row[f"{side}_total"] = count["count_id"], _exact(count)
                row[side] = None if pd.isna(count["zone"]) else count["zone"]
            elif count["kind"] == CONFIRMED:
                row["confirmed_id"], row["confirmed"] = count["count_id"], _exact(count)
        ledgers = group[group["kind"] == LEDGER]
        row["wide"] = bool(ledgers["wide"].any())
        row["is_sound"] = bool(ledgers["is_sound"].all())
        row["is_checked"] = bool((ledgers["coding"].fillna("checked") == "checked").all())
        known = [row[side] is not None for side in (FIRST, SECOND)]
        row["known"] = BOTH if all(known) else ONE if any(known) else NOTHING
        paired = row["known"] == BOTH and row["is_sound"]
        row["difference"] = row[SECOND] - row[FIRST] if paired else None
        row["more"] = _more(row["difference"])
        if len(ledgers):
            rows.append(row)
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    return frame.sort_values(["day", "bulletin"], kind="stable").reset_index(drop=True)


SIDE_COLUMNS = ("_id", "_total", "")
COLUMNS = [
    "bulletin", "day", "first_day",
    *(f"{side}{column}" for side in (FIRST, SECOND) for column in SIDE_COLUMNS),
    "confirmed_id", "confirmed", "wide", "is_sound", "is_checked", "known", "difference", "more",
]  # fmt: skip


def _more(difference: float | None) -> str | None:
    """Who counts more, by the second figure less the first."""
    if difference is None:
        return None
    return EQUAL if difference == 0 else SECOND if difference > 0 else FIRST


def pairs(bulletins: pd.DataFrame) -> pd.DataFrame:
    """The bulletins of which both figures are known and sound."""
    return bulletins[bulletins["more"].notna()].reset_index(drop=True)


def coverage(bulletins: pd.DataFrame) -> dict:
    """How many of the days from the first sound bulletin to the last are known, and by what.

    first and last (days), days (all of them), both, one, and neither: days of a bulletin that
    gives no figure of the zone, and days without any that was surely placed; months, and
    unpaired_months: first days of those months in which no day is known by both.
    """
    sound = bulletins[bulletins["is_sound"].astype(bool)]
    dated = sound[sound["day"].notna()]
    if dated.empty:
        return {"first": None, "last": None, "days": 0, BOTH: 0, ONE: 0, NOTHING: 0,
                "months": 0, "unpaired_months": []}  # fmt: skip
    first, last = min(dated["day"]), max(dated["day"])
    days = (last - first).days + 1
    both = set(dated.loc[dated["known"] == BOTH, "day"])
    one = set(dated.loc[dated["known"] == ONE, "day"]) - both
    paired = {(day.year, day.month) for day in both}
    ordinals = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    months = [divmod(ordinal, 12) for ordinal in ordinals]
    return {
        "first": first,
        "last": last,
        "days": days,
        BOTH: len(both),
        ONE: len(one),
        NOTHING: days - len(both) - len(one),
        "months": len(months),
        "unpaired_months": [date(y, m + 1, 1) for y, m in months if (y, m + 1) not in paired],
    }


def steps(bulletins: pd.DataFrame) -> dict[str, int]:
    """From the bulletins with both ledgers to those that are compared.

    printed (both ledgers known), unsure (of these, not sound), untold (sound, a figure of the zone
    cannot be told), used (the rest: as many as ``pairs``).
    """
    printed = bulletins[bulletins["first_id"].notna() & bulletins["second_id"].notna()]
    sound = printed[printed["is_sound"].astype(bool)]
    used = int((sound["known"] == BOTH).sum())
    return {
        "printed": len(printed),
        "unsure": len(printed) - len(sound),
        "untold": len(sound) - used,
        "used": used,
    }


def emptied(bulletins: pd.DataFrame) -> list[date]:
    """The compared days on which a figure of 0 is what is left of a total above 0.

    Every case that the page counts in that ledger is placed outside the zone.
    """
    paired = pairs(bulletins)
    left = [
        any(row[side] == 0 and row[f"{side}_total"] > 0 for side in (FIRST, SECOND))
        for row in paired.to_dict("records")
    ]
    return sorted(set(paired.loc[pd.Series(left, paired.index, dtype=bool), "day"]))


def places(record: Record, figures: pd.DataFrame, bulletins: pd.DataFrame) -> pd.DataFrame:
    """Each place of a sound bulletin that either ledger states, with both ledgers' figures.

    Columns: bulletin, day, place_id, first_id, second_id, is_checked, first, second (missing: not
    stated, or pages differ), difference and more (both stated). What lies outside is left out.
    """
    splits = by_place(record, figures)
    outside = set(figures["outside"].dropna())
    splits = splits[~splits["place_id"].isin(outside)]
    stated = splits.groupby(["count_id", "place_id"])["value"].agg(["nunique", "first"])
    value = stated.loc[stated["nunique"] == 1, "first"].to_dict()
    order = list(dict.fromkeys(splits["place_id"]))
    rows = []
    for row in bulletins[bulletins["is_sound"].astype(bool)].to_dict("records"):
        for place in order:
            given = [value.get((row[f"{side}_id"], place)) for side in (FIRST, SECOND)]
            if given == [None, None]:
                continue
            difference = None if None in given else given[1] - given[0]
            rows.append(
                [row[c] for c in PLACE_COLUMNS[:2]]
                + [place]
                + [row[c] for c in PLACE_COLUMNS[3:6]]
                + [*given, difference, _more(difference)]
            )
    return pd.DataFrame(rows, columns=PLACE_COLUMNS, dtype=object)


PLACE_COLUMNS = [
    "bulletin", "day", "place_id", "first_id", "second_id", "is_checked",
    FIRST, SECOND, "difference", "more",
]  # fmt: skip


def periods(record: Record) -> pd.DataFrame:
    """The periods known, in their order: period_id, name, basis, agreement_id, source_id, and when.

    ``opens_low`` and ``opens_high``: between which days it opens; ``closes_low``, ``closes_high``:
    between which the next one does (None: none follows). A period without a day is left out; what
    lies before the first that is known stands in front (``EARLIER``, opened by nothing).
    """
    frame = record.clean.tables["periods"]
    concluded, field = _concluded(record), "starts"
    rows = []
    for row in frame.to_dict("records"):
        opens = tuple(row[f"{field}_{bound}"] for bound in BOUNDS[:2])
        if isinstance(row["agreement_id"], str):
            opens = concluded.get(row["agreement_id"], (None, None))
        elif row["source_id"] not in record.published:
            continue
        if all(map(is_day, opens)):
            named = [row[c] for c in PERIOD_COLUMNS[:5]]
            rows.append([None if pd.isna(value) else value for value in named] + [*opens])
    rows.sort(key=lambda row: row[-2:])
    rows = [[*EARLIER, None, None, None, None], *rows]
    closes = [row[-2:] for row in rows[1:]] + [[None, None]]
    rows = [row + close for row, close in zip(rows, closes, strict=False)]
    return pd.DataFrame(rows, columns=PERIOD_COLUMNS, dtype=object)


EARLIER = ["", "before the first period known", "No period opens earlier, as far as was known."]
PERIOD_COLUMNS = [
    "period_id", "name", "basis", "agreement_id", "source_id",
    "opens_low", "opens_high", "closes_low", "closes_high",
]  # fmt: skip


def _concluded(record: Record) -> dict[str, tuple[date, date]]:
    """Between which days each known agreement was concluded, for those that have a date."""
    frame = record.facts("agreements")
    bounds = zip(frame["concluded_start_earliest"], frame["concluded_end_latest"], strict=True)
    return {
        key: days
        for key, days in zip(frame["agreement_id"], bounds, strict=True)
        if all(map(is_day, days))
    }


def marks(record: Record, figures: pd.DataFrame) -> pd.DataFrame:
    """What may change the counts, in the order of days.

    Columns: day_low, day_high, kind, name, row, agreement.
    Kinds: period (one begins), agreement (one that begins no period), narrower (the first bulletin
    on the zone alone, after those on a wider area), confirmed (the first with a confirmed figure).
    ``row``: the id of the period or the agreement, or of the count; ``agreement``: the one that is
    concluded then. Empty where nothing is counted.
    """
    opened = periods(record)
    rows = [
        [row["opens_low"], row["opens_high"], "period"]
        + [row[c] for c in ("name", "period_id", "agreement_id")]
        for row in opened.to_dict("records")
        if row["opens_low"]
    ]
    names, kinds = record.names_of("agreements"), record.names_of("agreements", "kind")
    rows += [
        [*days, "agreement", names[key], key, key]
        for key, days in _concluded(record).items()
        if kinds[key] in AGREED and key not in set(opened["agreement_id"])
    ]
    sound = figures[figures["is_sound"].astype(bool)].sort_values(["day", "count_id"])
    ledger = sound[sound["kind"] == LEDGER]
    wide = ledger.loc[ledger["wide"], "day"]
    after = ledger[~ledger["wide"] & (ledger["day"] > max(wide, default=date.max))]
    for kind, found in (("narrower", after), ("confirmed", sound[sound["kind"] == CONFIRMED])):
        rows += [
            [row["day"], row["day"], kind, row["series_title"], row["count_id"], None]
            for row in found.head(1).to_dict("records")
        ]
    columns = ["day_low", "day_high", "kind", "name", "row", "agreement"]
    frame = pd.DataFrame(rows if len(figures) else [], columns=columns, dtype=object)
    return frame.sort_values(["day_low", "day_high"], kind="stable").reset_index(drop=True)


def between(bulletins: pd.DataFrame, opens: date | None, closes: date | None) -> pd.DataFrame:
    """The bulletins whose day and night lie after one cut and before another; None: no cut.

    A cut on a day parts the bulletin of that morning, which goes before it, from the next one.
    Where a cut can lie on several days, give its last as ``opens``, its first as ``closes``:
    bulletins of the days between belong to neither side.
    """
    after = [opens is None or (is_day(day) and day >= opens) for day in bulletins["first_day"]]
    before = [closes is None or (is_day(day) and day <= closes) for day in bulletins["day"]]
    kept = [a and b for a, b in zip(after, before, strict=True)]
    return bulletins[pd.Series(kept, index=bulletins.index, dtype=bool)]


def by_period(record: Record, bulletins: pd.DataFrame) -> pd.DataFrame:
    """Of each period: paired days, who counts more on how many, medians, and to whom it leans.

    Adds to ``periods``: days, wide (of them from bulletins on a wider area), checked, FIRST,
    SECOND, EQUAL (days), median_first, median_second, median_difference (missing without a day),
    and leans: FIRST or SECOND, where that ledger is ahead on more days than the other; EQUAL where
    neither is; None with fewer than ``FEW`` days. ``ids``: for each of FIRST, SECOND and EQUAL, the
    counts of both ledgers on its days.
    """
    frame, paired = periods(record), pairs(bulletins)
    rows = []
    for row in frame.to_dict("records"):
        within = between(paired, row["opens_high"], row["closes_low"])
        if within.empty and not row["period_id"]:
            continue
        ahead = {side: int((within["more"] == side).sum()) for side in (FIRST, SECOND, EQUAL)}
        leans = max((FIRST, SECOND), key=ahead.get) if ahead[FIRST] != ahead[SECOND] else EQUAL
        medians = {
            f"median_{c}": within[c].astype(float).median() if len(within) else None
            for c in (FIRST, SECOND, "difference")
        }
        rows.append(
            row | ahead | medians | {
                "days": len(within),
                "wide": int(within["wide"].sum()),
                "checked": int(within["is_checked"].sum()),
                "leans": leans if len(within) >= FEW else None,
                "ids": {side: _both(within[within["more"] == side]) for side in ahead},
            }
        )  # fmt: skip
    columns = [*PERIOD_COLUMNS, FIRST, SECOND, EQUAL, "median_first", "median_second",
               "median_difference", "days", "wide", "checked", "leans", "ids"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _both(paired: pd.DataFrame) -> list[str]:
    """The ids of the counts of both ledgers, day by day."""
    return [key for row in zip(paired["first_id"], paired["second_id"], strict=True) for key in row]


def turns(by_period: pd.DataFrame) -> pd.DataFrame:
    """The periods that lean to another ledger than the last period before them that leans."""
    leaning = by_period[by_period["leans"].isin([FIRST, SECOND])]
    return leaning[leaning["leans"] != leaning["leans"].shift().fillna(leaning["leans"])]


def changes(
    record: Record, bulletins: pd.DataFrame, agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Before and after each agreement or truce that has a date: the mean per known day, its change.

    For ``WINDOW_DAYS`` on each side and for FIRST, SECOND and ``difference`` (quantity), over the
    paired days: agreement_id, opens_low, opens_high, days_before, days_after; wide_before and
    wide_after, those of them from bulletins on a wider area; before, after, change, low, high
    (``bootstrap.Change``); monthly_before, monthly_after: means of the means of those months that
    have a known day, so that a month with many weighs no more than another; ids: the counts of both
    ledgers on these days. Agreements without a paired day on both sides are left out.
    """
    paired, rows = pairs(bulletins), []
    width = timedelta(days=WINDOW_DAYS)
    kinds = record.names_of("agreements", "kind")
    for key, (low, high) in sorted(_concluded(record).items(), key=lambda item: item[1]):
        if kinds[key] not in AGREED or (agreements and key not in agreements):
            continue
        sides = between(paired, low - width, low), between(paired, high, high + width)
        if not all(map(len, sides)):
            continue
        for quantity in (FIRST, SECOND, "difference"):
            values = [side[quantity].astype(float) for side in sides]
            monthly = [
                v.groupby([f"{day:%Y-%m}" for day in side["day"]]).mean().mean()
                for v, side in zip(values, sides, strict=True)
            ]
            change = change_of_mean(*(v.to_numpy() for v in values))
            wide = [int(side["wide"].sum()) for side in sides]
            rows.append([key, low, high, quantity, *map(len, sides), *wide, *change, *monthly])
            rows[-1].append(_both(pd.concat(sides)))
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS, dtype=object)


CHANGE_COLUMNS = [
    "agreement_id", "opens_low", "opens_high", "quantity", "days_before", "days_after",
    "wide_before", "wide_after",
    "before", "after", "change", "low", "high", "monthly_before", "monthly_after",
    "ids",
]  # fmt: skip


def same_change(record: Record, bulletins: pd.DataFrame, changes: pd.DataFrame) -> list[list[str]]:
    """The agreements of ``changes``, in groups that are compared over mostly the same days.

    Two neighbours belong together where more than half of all paired days that either compares
    stand before both or after both.
    """
    paired, width, groups, last = pairs(bulletins), timedelta(days=WINDOW_DAYS), [], set()
    opened = changes.drop_duplicates("agreement_id")
    for row in opened.to_dict("records"):
        low, high = row["opens_low"], row["opens_high"]
        sides = between(paired, low - width, low), between(paired, high, high + width)
        days = {(n, name) for n, side in enumerate(sides) for name in side["bulletin"]}
        whole = len({name for _, name in days | last})
        if groups and 2 * len(days & last) > whole:
            groups[-1].append(row["agreement_id"])
        else:
            groups.append([row["agreement_id"]])
        last = days
    return groups


def mismatches(record: Record, figures: pd.DataFrame) -> pd.DataFrame:
    """Pages of sound counts whose places do not add up to the total.

    Columns: count_id, source_id, day, total, stated, wide.
    """
    splits = by_place(record, figures)
    stated = splits.groupby(["count_id", "source_id"], sort=False)["value"].sum().reset_index()
    frame = stated.merge(
        figures.loc[figures["is_sound"].astype(bool)][
            ["count_id", "day", "total_low", "total_high", "wide"]
        ]
    )
    within = (frame["value"] >= frame["total_low"]) & (frame["value"] <= frame["total_high"])
    frame = frame[~within].rename(columns={"value": "stated", "total_low": "total"})
    return frame.sort_values(["day", "count_id"])[
        ["count_id", "source_id", "day", "total", "stated", "wide"]
    ].reset_index(drop=True)


def differing(record: Record, figures: pd.DataFrame) -> pd.DataFrame:
    """Where pages of one sound count differ: count_id, place_id ('' for the total), values."""
    figures = figures[figures["is_sound"].astype(bool)]
    splits = by_place(record, figures)
    told = splits.groupby(["count_id", "place_id"])["value"].agg(
        lambda values: tuple(sorted(set(values)))
    )
    rows = [[*key, values] for key, values in told.items() if len(values) > 1]
    odd = figures[figures["total_disputed"].astype(bool)]
    rows += [
        [count, "", (low, high)]
        for count, low, high in zip(
            odd["count_id"], odd["total_low"], odd["total_high"], strict=True
        )
    ]
    return pd.DataFrame(rows, columns=["count_id", "place_id", "values"], dtype=object)


def beside_briefings(record: Record, figures: pd.DataFrame) -> pd.DataFrame:
    """Each sound briefing beside the ledger of the same side, on its own date and on the next.

    Columns: count_id, day, briefing, same_id, same, next_id, next (None: that ledger is not known).
    The two are never added: they may be one number told twice.
    """
    sound = figures[figures["is_sound"].astype(bool)]
    side = record.side_of
    ledger = {
        (side[row["counter_id"]], row["day"]): (row["count_id"], row["zone"])
        for row in sound[sound["kind"] == LEDGER].to_dict("records")
        if not pd.isna(row["zone"])
    }
    rows = []
    for row in sound[sound["kind"] == BRIEFING].to_dict("records"):
        whose = side[row["counter_id"]]
        same = ledger.get((whose, row["day"]), (None, None))
        after = ledger.get((whose, row["day"] + timedelta(days=1)), (None, None))
        rows.append([row["count_id"], row["day"], _exact(row), *same, *after])
    columns = ["count_id", "day", "briefing", "same_id", "same", "next_id", "next"]
    return pd.DataFrame(rows, columns=columns, dtype=object)
