"""Charts of monitors' totals: spans in their own unit, rates of one definition, a total's company.

In: frames of ``measures.monitors``. Out: ``alt.Chart``, or None where there is nothing to draw (the
page then says so). No chart joins two totals by a line: nothing is known of the days between.
"""

from datetime import date, timedelta

import altair as alt
import pandas as pd

from ceasefire.charts.columns import LINK, bounds, data, last_day, per_day, table
from ceasefire.charts.theme import GRID, INK, MUTED, PAPER, at
from ceasefire.marks import address
from ceasefire.phrases import amount, between, capital, day, many, missing, rate

WIDTH = 640
GRADES = ("checked", "unchecked", "not found again")
GRADE_WORDS = dict(
    zip(GRADES, ("checked or read in full", "not checked", "not found again"), strict=True)
)
# How a grade looks: its fill, its outline, and the words for both.
LOOKS = {
    "checked": (MUTED.light, [1, 0], "strong"),
    "unchecked": (GRID.light, [1, 0], "faint"),
    "not found again": (PAPER.light, [3, 2], "dashed"),
}
PHONE = "containerSize()[0] < 480"
# The days of a total as the name of its row; on a phone the last alone: the bar shows the first.
ON_PHONE = (
    f"{PHONE} && indexof(datum.label, ' to ') > 0 "
    "? 'to ' + peek(split(datum.label, ' to ')) : datum.label"
)
# The name of a panel; it begins where the labels of its rows do, and so has the whole width.
HEAD = {"fontSize": 12, "anchor": "start", "frame": "bounds", "offset": 6}


def printed(row: dict) -> str:
    """A total with its doubt: 'at least 450', 'about 70', '49'."""
    low, best, high = row["total_low"], row["total_best"], row["total_high"]
    return amount(low, best if missing(low) else None, high)


def _figures(rows: list[dict], index: pd.Index) -> dict[str, pd.Series]:
    """Totals as a file has them: at least, at most, and in words without a sign."""
    held = [bounds(row["total_low"], row["total_best"], row["total_high"]) for row in rows]
    least, most = (pd.Series(values, index, dtype=float) for values in zip(*held, strict=True))
    return {"least": least, "most": most, "amount": pd.Series(map(printed, rows), index)}


# What a file calls these columns.
_AMOUNTS = {
    "Number, at least": "least",
    "Number, at most": "most",
    "Number (in words)": "amount",
}


def _short(words: str) -> str:
    """A figure as it stands beside its mark, where a phone has room for few signs."""
    return words.replace("at least ", "≥ ").replace("at most ", "≤ ")


def _period(row: dict) -> str:
    """First and last day of a total, short."""
    days = dict.fromkeys((row["first_day"], row["last_day"]))
    return " to ".join(f"{value.day} {value:%b %Y}" for value in days)


def _after(value: date) -> date:
    """The day after, so that a bar reaches to the end of its last day."""
    return value + timedelta(days=1)


def _graded() -> dict:
    """Strong, faint or hollow and dashed by how far a row was checked."""
    words = [GRADE_WORDS[grade] for grade in GRADES]
    fills, dashes, _ = zip(*(LOOKS[grade] for grade in GRADES), strict=True)
    return {
        "fill": alt.Fill(
            "grade:N", legend=None, scale=alt.Scale(domain=words, range=list(fills))
        ),
        "stroke": alt.value(INK.light),
        "strokeDash": alt.StrokeDash(
            "grade:N", legend=None, scale=alt.Scale(domain=words, range=list(dashes))
        ),
    }  # fmt: skip


def _key(frame: pd.DataFrame, of: str = "page") -> str:
    """What the looks of the marks mean, as far as they occur: 'Faint: page not checked.'"""
    held = set(frame["grade"])
    return " ".join(
        f"{capital(LOOKS[grade][2])}: {of} {GRADE_WORDS[grade]}."
        for grade in GRADES
        if GRADE_WORDS[grade] in held
    )


def _of_panel(frame: pd.DataFrame, column: str, name: str) -> alt.Chart:
    """The rows of one panel; the data are the same for all, and stand in the chart once."""
    return alt.Chart(frame).transform_filter(alt.FieldEqualPredicate(field=column, equal=name))


def spans(totals: pd.DataFrame, drawn: pd.Series, counters: dict[str, str]) -> alt.Chart | None:
    """Totals over the days that they cover, one panel for each series, each in its own unit.

    ``totals``: ``measures.monitors.totals``. ``drawn``: which of them. ``counters``: names of
    counters. A thin line are days that may belong to the period.
    """
    rows = totals[drawn & totals["days_high"].notna()]
    if rows.empty:
        return None
    rows = rows.sort_values(["series_title", "first_day", "last_day", "count_id"])
    names = rows.apply(_period, axis=1)
    again = pd.DataFrame({"series": rows["series_title"], "name": names}).duplicated(keep=False)
    names = names.where(~again, names + " (" + rows["count_id"] + ")")
    order = rows.assign(name=names).sort_values(["first_day", "last_day", "count_id"])["name"]
    records = rows.to_dict("records")
    first, last = rows["first_day"].min(), rows["last_day"].max()
    frame = pd.DataFrame(
        {
            "total": rows["count_id"],
            "name": names,
            "series": rows["series_title"],
            "counter": rows["counter_id"].map(counters),
            "unit": rows["unit"],
            "start": at(rows["first_day"]),
            "end": at(rows["last_day"].map(_after)),
            "sure_start": at([r["first_sure"] or r["first_day"] for r in records]).to_numpy(),
            "sure_end": at([_after(r["last_sure"] or r["last_day"]) for r in records]).to_numpy(),
            "label": [_short(printed(r)) for r in records],
            "days": [between(r["first_day"], r["last_day"]) for r in records],
            "per day": [rate(r["rate_low"], r["rate_high"]) for r in records],
            "laid to": [capital(r["laid_to"]) or "Nobody named" for r in records],
            "grade": rows["grade"].map(GRADE_WORDS),
            "evidence": rows["count_id"].map(address),
            **_figures(records, rows.index),
            "rate_low": rows["rate_low"].map(per_day).astype(float),
            "rate_high": rows["rate_high"].map(per_day).astype(float),
        }
    )
    frame["told"] = [
        f"{r['total']}: {r['label']} {r['unit']}, {r['days']}" for r in frame.to_dict("records")
    ]
    panels = list(dict.fromkeys(frame["series"]))
    order = list(dict.fromkeys(order))
    years = _days(first.replace(month=1, day=1), _after(last))
    longest = frame["name"].str.len().max(), frame["name"].str.split(" to ").str[-1].str.len().max()
    side = alt.ExprRef(f"{PHONE} ? {6 * longest[1] + 18} : {6 * longest[0] + 6}")
    drawn = [_spans_of(frame, name, order, years, side, name == panels[-1]) for name in panels]
    return (
        alt.vconcat(*drawn, spacing=18)
        .resolve_scale(x="shared")
        .properties(
            usermeta=data(
                {"Total": "total", "Series": "series", "Counted by": "counter"}
                | _AMOUNTS
                | {
                    "Unit": "unit",
                    "First day, at the earliest": "start",
                    "First day, at the latest": "sure_start",
                    "Last day, at the earliest": last_day("sure_end"),
                    "Last day, at the latest": last_day("end"),
                    "Rate (per day), at least": "rate_low",
                    "Rate (per day), at most": "rate_high",
                    "Laid to": "laid to",
                    "How far its page was checked": "grade",
                }
                | LINK
            ),
            title=alt.Title(
                f"{capital(many(len(frame), 'total'))} in {many(len(panels), 'series', 'series')}, "
                "over the days that each covers",
                subtitle=[
                    "Each panel in its own unit. Panels are never added, nor are bars of one "
                    "panel, whose days overlap.",
                    _key(frame),
                    "≥: at least.",
                ],
            ),
            description="Totals as spans of time, by series. "
            + "; ".join(
                f"{r['series']}, {r['total']}: {r['label']}, {r['days']}, {r['grade']}"
                for r in frame.to_dict("records")
            )
            + ".",
        )
    )


def _spans_of(
    frame: pd.DataFrame,
    panel: str,
    order: list[str],
    years: alt.Scale,
    side: alt.ExprRef,
    last: bool,
) -> alt.LayerChart:
    """One panel: a bar for each total of a series, its amount in a column on the right."""
    axis = alt.Axis(labels=last, ticks=last, domain=last, format="%Y",
                    tickCount={"interval": "year", "step": 1})  # fmt: skip
    x = alt.X("start:T", title=None, scale=years, axis=axis)
    base = _of_panel(frame, "series", panel).encode(
        y=alt.Y(
            "name:N",
            sort=order,
            title=None,
            axis=alt.Axis(
                labelExpr=ON_PHONE, domain=False, ticks=False, grid=True, labelColor=MUTED.light,
                minExtent=side, maxExtent=side,
            ),
        ),
    )  # fmt: skip
    outer = (
        base.transform_filter("datum.start < datum.sure_start || datum.sure_end < datum.end")
        .mark_rule(color=INK.light, strokeWidth=1.5, aria=False)
        .encode(x=x, x2="end:T")
    )
    inner = base.mark_bar(size=11, strokeWidth=1.2).encode(
        x=alt.X("sure_start:T", title=None, scale=years, axis=axis),
        x2="sure_end:T",
        href="evidence:N",
        description="told:N",
        tooltip=[
            alt.Tooltip("total:N", title="total"),
            alt.Tooltip("counter:N", title="counted by"),
            alt.Tooltip("label:N", title="amount"),
            alt.Tooltip("unit:N", title="unit"),
            alt.Tooltip("days:N", title="days"),
            alt.Tooltip("per day:N", title="per day"),
            alt.Tooltip("laid to:N", title="laid to"),
            alt.Tooltip("grade:N", title="page"),
        ],
        **_graded(),
    )
    amounts = base.mark_text(align="right", color=INK.light, aria=False).encode(
        x=alt.value(alt.expr("width + 56")), text="label:N"
    )
    return alt.layer(outer, inner, amounts).properties(
        width=WIDTH, height=alt.Step(19), title=alt.Title(panel, **HEAD)
    )


def chain_rates(steps: pd.DataFrame, breaks: pd.DataFrame) -> alt.Chart | None:
    """What one definition adds from one total to the next, per day, as a bar over those days.

    ``steps``: ``measures.monitors.steps``; ``breaks``: ``measures.monitors.other_units``, drawn as
    dashed lines. A bar reaches the least rate, its dotted part the greatest. Where both totals say
    only how many at least no rate is known, and only words stand there.
    """
    if steps.empty:
        return None
    rows = []
    for row in steps.to_dict("records"):
        chain = _chain(row["series_title"], row["first_day"])
        low, high = row["rate_low"], row["rate_high"]
        known = rate(low, high)
        rows.append(
            {
                "chain": chain,
                "start": row["from_day"] if not row["before_ids"] else _after(row["from_day"]),
                "end": _after(row["to_day"]),
                "low": 0 if missing(low) else low,
                "high": low if missing(high) else high,
                "at_least": per_day(low),
                "at_most": per_day(high),
                "step": "falls" if row["falls"] else known or "not known",
                "label": "falls" if row["falls"] else _short(known) or "?",
                "days": between(
                    row["from_day"] if not row["before_ids"] else _after(row["from_day"]),
                    row["to_day"],
                ),
                "totals": " to ".join(
                    " and ".join(ids) for ids in (row["before_ids"], row["count_ids"]) if ids
                ),
                "grade": GRADE_WORDS[GRADES[0] if row["is_checked"] else GRADES[1]],
                "laid to": capital(row["laid_to"]) or "Nobody named, or all",
                "rows": ", ".join([*row["before_ids"], *row["count_ids"]]),
                "evidence": address(row["count_ids"][0]),
            }
        )
    frame = pd.DataFrame(rows)
    frame["high"] = frame["high"].fillna(0)
    # Above the highest bar of a panel there is room for words.
    frame["room"] = frame.groupby("chain")["high"].transform("max") * 1.8
    frame["start"], frame["end"] = at(frame["start"]), at(frame["end"])
    lines = _break_lines(breaks, frame, steps)
    # Words for which a bar has no room before the end of its panel stand before its own end.
    begins = frame.groupby("chain")["start"].transform("min")
    ends = frame.groupby("chain")["end"].transform("max")
    if len(lines):
        ends = ends.combine(frame["chain"].map(lines.groupby("chain")["stop"].max()), max)
    room = frame["label"].str.len().add(1) * LETTER * (ends - begins)
    frame["near_end"] = frame["start"] + room > ends
    frame["level"] = _levels(frame, room)
    frame["share"] = (frame["end"] - frame["start"]) / (ends - begins)
    frame["told"] = [
        f"{r['chain']}, {r['days']}: {r['label'].replace('?', 'not known')}"
        for r in frame.to_dict("records")
    ]
    order = list(dict.fromkeys(frame["chain"]))
    every = pd.concat([frame.assign(is_step=True), lines], ignore_index=True)
    dotted = frame["high"] > frame["low"]
    signs = [
        "Dotted: as far as the rate may reach." if dotted.any() else "",
        "≥: at least." if frame["label"].str.contains("≥").any() else "",
        "?: not known." if (frame["label"] == "?").any() else "",
    ]
    return (
        alt.vconcat(*(_rates_of(every, name) for name in order), spacing=14)
        .resolve_scale(x="independent", y="independent")
        .properties(
            usermeta=data(
                {
                    "Series, and the day from which it counts": "chain",
                    "First day": "start",
                    "Last day": last_day("end"),
                    "Added (per day), at least": "at_least",
                    "Added (per day), at most": "at_most",
                    "Added (per day, in words)": "step",
                    "Totals": "rows",
                    "Laid to": "laid to",
                    "How far the pages were checked": "grade",
                }
                | LINK,
                table(
                    {
                        "Series, and the day from which it counts": "chain",
                        "Last day of the total": last_day("stop"),
                        "Total": "rows",
                        "Number and unit": "totals",
                        "Laid to": "laid to",
                        "How far the page was checked": "grade",
                    }
                    | LINK,
                    "Totals in another unit",
                    is_step=False,
                ),
                is_step=True,
            ),
            title=alt.Title(
                f"Added per day, from one total to the next: known for {_known_steps(rows)}",
                subtitle=[
                    "One definition in each panel, and each on an axis of its own.",
                    _key(frame, "pages"),
                    *filter(None, [" ".join(filter(None, signs))]),
                ],
            ),
            description="Rates per day between totals of one definition. "
            + "; ".join(
                f"{r['chain']}, {r['days']}: {r['label'].replace('?', 'not known')}" for r in rows
            )
            + ".",
        )
    )


def _known_steps(rows: list[dict]) -> str:
    """Of how many steps a rate is known at all: '12 of 15 steps'."""
    known = sum(row["label"] != "?" and row["label"] != "falls" for row in rows)
    return f"{known} of {many(len(rows), 'step')}"


def _chain(title: str, first_day: date) -> str:
    """The name of a panel: its series and the day from which it counts."""
    return f"{title}, from {day(first_day)}"


# About as much of a panel as a letter takes on a phone.
LETTER = 1 / 34


def _levels(frame: pd.DataFrame, rooms: pd.Series) -> list[int]:
    """On which of two levels the words of a bar stand, so that those of neighbours are apart."""
    levels, taken = [], {}
    for row, room in zip(frame.to_dict("records"), rooms, strict=True):
        low = row["end"] - room if row["near_end"] else row["start"]
        free = taken.get(row["chain"], low) <= low
        levels.append(0 if free else 1 - levels[-1])
        taken[row["chain"]] = low + room
    return levels


def _rates_of(every: pd.DataFrame, panel: str) -> alt.LayerChart:
    """One panel: a bar for each step of one definition, and where another unit breaks it."""
    own = every[every["chain"] == panel]
    base = _of_panel(every, "chain", panel)
    linked = {
        "href": "evidence:N",
        "description": "told:N",
        "tooltip": [
            alt.Tooltip("chain:N", title="definition"),
            alt.Tooltip("label:N", title="per day"),
            alt.Tooltip("days:N", title="days"),
            alt.Tooltip("totals:N", title="totals"),
            alt.Tooltip("laid to:N", title="laid to"),
            alt.Tooltip("grade:N", title="pages"),
        ],
    }
    ends = [own["start"].min(), own["end"].max() - timedelta(days=1)]
    days = [alt.DateTime(year=d.year, month=d.month, date=d.day) for d in ends]
    x = alt.X(
        "start:T",
        title=None,
        axis=alt.Axis(format="%-d %b %Y", values=days, labelFlush=24, labelOverlap=False),
    )
    y = alt.Y("low:Q", title="a day", axis=alt.Axis(tickCount=3, minExtent=32))
    bars = base.transform_filter("isValid(datum.start)")
    room = [
        bars.mark_point(opacity=0, aria=False).encode(x=end, y="room:Q") for end in (x, "end:T")
    ]
    layers = []
    if (own["high"] > own["low"]).any():
        pale = bars.transform_filter("datum.high > datum.low").mark_bar(
            fill=PAPER.light, stroke=INK.light, strokeDash=[2, 3]
        )
        layers.append(pale.encode(x=x, x2="end:T", y=y, y2="high:Q", **linked))
    if (own["low"] > 0).any():
        sure = bars.transform_filter("datum.low > 0").mark_bar(strokeWidth=1.2)
        layers.append(
            sure.encode(x=x, x2="end:T", y=y, y2=alt.Y2Datum(0), **linked, **_graded())
        )  # fmt: skip
    sides = own[own["start"].notna()][["near_end", "level"]].drop_duplicates()
    words = [
        bars.transform_filter(f"{'' if near else '!'}datum.near_end && datum.level == {level}")
        # On a phone only the words for which a bar has room; its tooltip has them all.
        .transform_filter(f"!({PHONE}) || 240 * datum.share > 6 * length(datum.label)")
        .mark_text(
            align="right" if near else "left",
            baseline="bottom",
            dx=-3 if near else 3,
            dy=-4 - 14 * level,
            color=INK.light,
        )
        .encode(x="end:T" if near else x, y="high:Q", text="label:N", **linked)
        for near, level in sides.itertuples(index=False)
    ]
    if "stop" in own and own["stop"].notna().any():
        late = bool(own["late"].dropna().iloc[0])
        other = base.transform_filter("isValid(datum.stop)")
        rule = other.mark_rule(color=INK.light, strokeDash=[5, 3], strokeWidth=1.5, aria=False)
        named = other.mark_text(
            align="right" if late else "left",
            baseline="top",
            dx=-5 if late else 5,
            color=INK.light,
        )
        words += [
            rule.encode(x="stop:T"),
            named.encode(x="stop:T", y=alt.value(0), text="label:N", **linked),
        ]
    return alt.layer(*room, *layers, *words).properties(
        width=WIDTH, height=84, title=alt.Title(panel, **HEAD)
    )


def _break_lines(breaks: pd.DataFrame, frame: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Where a total in another unit would have continued a chain: a line with its words."""
    titles = dict(zip(steps["series_id"], steps["series_title"], strict=True))
    rows = []
    for row in breaks.to_dict("records"):
        chain = _chain(titles[row["chain_id"]], row["first_day"])
        own = frame[frame["chain"] == chain]
        stop = at([_after(row["last_day"])])[0]
        middle = own["start"].min() + (max(own["end"].max(), stop) - own["start"].min()) / 2
        rows.append(
            {
                "chain": chain,
                "is_step": False,
                "stop": stop,
                "late": bool(stop > middle),
                "label": "another unit",
                "days": between(row["first_day"], row["last_day"]),
                "totals": f"{row['count_id']}: {printed(row)} {row['unit']}",
                "laid to": capital(row["laid_to"]) or "Nobody named",
                "grade": GRADE_WORDS[row["grade"]],
                "told": f"{chain}: {row['count_id']}, {printed(row)} {row['unit']}",
                "rows": row["count_id"],
                "evidence": address(row["count_id"]),
            }
        )
    return pd.DataFrame(rows)


def company(anchor: dict | None, beside: pd.DataFrame) -> alt.Chart | None:
    """A report's total among those of the same counter, by the last day that each counts up to.

    ``beside``: ``measures.monitors.beside`` of ``anchor``, a total of a report; those in another
    unit are left to the table. Nothing joins the points.
    """
    if anchor is None or beside.empty:
        return None
    unit = anchor["unit"]
    rows = beside[~beside["misfits"].map(lambda found: "other_unit" in found).astype(bool)]
    rows = rows.sort_values("of_reports", kind="stable")  # the reports' own on top
    if rows.empty:
        return None
    records = rows.to_dict("records")
    told = ("a report of this book", "another page")
    first, last = rows["last_sure"].min(), rows["last_day"].max()
    late, highest = first + (last - first) * 0.8, rows["value"].max()
    frame = pd.DataFrame(
        {
            "total": rows["count_id"],
            "end": at(rows["last_day"]),
            "sure_end": at([r["last_sure"] or r["last_day"] for r in records]).to_numpy(),
            "value": rows["value"],
            "label": [_short(printed(r)) for r in records],
            "days": [between(r["first_day"], r["last_day"]) for r in records],
            "first day": [day(r["first_day"]) for r in records],
            "told by": [told[0] if r["of_reports"] else told[1] for r in records],
            "laid to": [capital(r["laid_to"]) or "Nobody named" for r in records],
            "grade": rows["grade"].map(GRADE_WORDS),
            "left": [
                r["of_reports"] or r["last_day"] > late or r["value"] < highest / 20
                for r in records
            ],
            "low": rows["value"] < highest / 20,
            "evidence": rows["count_id"].map(address),
            "start": at(rows["first_day"]),
            "unit": unit,
            **_figures(records, rows.index),
        }
    )
    frame["told"] = [
        f"{r['total']}: {r['label']} {unit}, {r['days']}, {r['told by']}"
        for r in frame.to_dict("records")
    ]
    room = timedelta(days=max((last - first).days * 0.16, 12))
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "value:Q", title=unit, axis=alt.Axis(tickCount=5),
            scale=alt.Scale(domain=[0, float(rows["value"].max()) * 1.12], nice=True),
        ),
    )  # fmt: skip

    def x(field: str) -> alt.X:
        return alt.X(
            field,
            title="last day counted",
            axis=alt.Axis(format="%b %Y", tickCount=alt.ExprRef(f"{PHONE} ? 3 : 6")),
            scale=_days(first - room, last + room),
        )

    doubt = base.transform_filter("datum.sure_end < datum.end").mark_rule(
        color=MUTED.light, strokeWidth=1.5, aria=False
    )
    points = base.mark_point(size=110, opacity=1, strokeWidth=1.4).encode(
        x=x("end:T"),
        href="evidence:N",
        description="told:N",
        tooltip=[alt.Tooltip("total:N", title="total"), alt.Tooltip("label:N", title="amount"),
                 alt.Tooltip("days:N", title="days"), alt.Tooltip("told by:N", title="told by"),
                 alt.Tooltip("laid to:N", title="laid to"), alt.Tooltip("grade:N", title="page")],
        shape=alt.Shape(
            "told by:N",
            scale=alt.Scale(domain=list(told), range=["diamond", "circle"]),
            legend=None,
        ),
        **_graded(),
    )  # fmt: skip
    words = [
        base.transform_filter(
            f"datum.left == {str(left).lower()} && datum.low == {str(low).lower()}"
        )
        .mark_text(
            align="right" if left else "left",
            dx=-9 if left else 9,
            dy=-9 if low else 0,  # clear of the axis
            color=INK.light,
            aria=False,
        )
        .encode(x=x("sure_end:T" if left else "end:T"), text="label:N")
        for left, low in sorted(set(zip(frame["left"], frame["low"], strict=True)))
    ]
    layers = [doubt.encode(x=x("end:T"), x2="sure_end:T"), points, *words]
    return alt.layer(*layers).properties(
        width=WIDTH,
        height=300,
        usermeta=data(
            {"Total": "total"}
            | _AMOUNTS
            | {
                "Unit": "unit",
                "First day": "start",
                "Last day, at the earliest": "sure_end",
                "Last day, at the latest": "end",
                "Told by": "told by",
                "Laid to": "laid to",
                "How far its page was checked": "grade",
            }
            | LINK
        ),
        title=alt.Title(
            f"{capital(many(len(frame), 'running total'))} of one series: {anchor['series_title']}",
            subtitle=[
                "Each counts from its own first day up to the day shown.",
                "Diamond: a report of this book. Circle: another page.",
                _key(frame),
                "≥: at least.",
            ],
        ),
        description=f"Running totals of one counter, {unit}. "
        + "; ".join(
            f"{r['label']}, {r['days']}, {r['told by']}, {r['grade']}"
            for r in frame.to_dict("records")
        )
        + ".",
    )  # fmt: skip


def _days(low: date, high: date) -> alt.Scale:
    """The days of an axis, as expressions: a scale of bars with two ends takes no others."""
    ends = [f"time(datetime({d.year}, {d.month - 1}, {d.day}))" for d in (low, high)]
    return alt.Scale(domainMin=alt.ExprRef(ends[0]), domainMax=alt.ExprRef(ends[1]))
