"""Charts of monitors' totals: spans in their own unit, rates of one definition, a total's company.

In: frames of ``measures.monitors``. Out: ``alt.Chart``, or None where there is nothing to draw (the
page then says so). No chart joins two totals by a line: nothing is known of the days between.
"""

from datetime import date, timedelta

import altair as alt
import pandas as pd

from ceasefire.charts.theme import GREY, GRID, INK, MUTED, PAPER, at
from ceasefire.marks import address
from ceasefire.phrases import amount, between, capital, day, missing, rate

WIDTH = 640
GRADES = ("checked", "unchecked", "not found again")
GRADE_WORDS = dict(
    zip(GRADES, ("checked or read in full", "not checked", "not found again"), strict=True)
)


# The days of a total as the name of its row; on a phone the last alone: the bar shows the first.
ON_PHONE = (
    "containerSize()[0] < 480 && indexof(datum.label, ' to ') > 0 "
    "? 'to ' + peek(split(datum.label, ' to ')) : datum.label"
)


def printed(row: dict) -> str:
    """A total with its doubt: 'at least 450', 'about 70', '49'."""
    low, best, high = row["total_low"], row["total_best"], row["total_high"]
    return amount(low, best if missing(low) else None, high)


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


def _graded(shade: str, grades: tuple[str, ...] = GRADES, title: str = "page") -> dict:
    """Filled, pale or hollow and dashed by how far a row was checked, under one legend."""
    words = [GRADE_WORDS[grade] for grade in grades]
    legend = alt.Legend(
        columns=1, symbolType="square", symbolStrokeColor=shade, symbolStrokeWidth=1.4,
        symbolSize=130,
    )  # fmt: skip
    fills = [shade, GRID.light, PAPER.light][: len(words)]
    dashes = [[1, 0], [1, 0], [3, 2]][: len(words)]
    return {
        "fill": alt.Fill(
            "grade:N", title=title, scale=alt.Scale(domain=words, range=fills), legend=legend
        ),
        "stroke": alt.Stroke(
            "grade:N",
            title=title,
            scale=alt.Scale(domain=words, range=[shade] * len(words)),
            legend=legend,
        ),
        "strokeDash": alt.StrokeDash(
            "grade:N", title=title, scale=alt.Scale(domain=words, range=dashes), legend=legend
        ),
    }


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
    middle = first + (last - first) * 0.62
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
            "left": [r["last_day"] > middle for r in records],
            "evidence": rows["count_id"].map(address),
        }
    )
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "name:N",
            sort=list(dict.fromkeys(order)),
            title=None,
            axis=alt.Axis(
                labelExpr=ON_PHONE, domain=False, ticks=False, labelColor=MUTED.light
            ),
        ),
        href="evidence:N",
        tooltip=["total:N", "counter:N", alt.Tooltip("label:N", title="amount"), "unit:N",
                 "days:N", "per day:N", "laid to:N", alt.Tooltip("grade:N", title="page")],
    )  # fmt: skip
    outer = (
        base.transform_filter("datum.start < datum.sure_start || datum.sure_end < datum.end")
        .mark_rule(color=INK.light, strokeWidth=1.5)
        .encode(x=alt.X("start:T", title=None, scale=alt.Scale(nice="year")), x2="end:T")
    )
    inner = base.mark_bar(size=11, strokeWidth=1.2).encode(
        x=alt.X("sure_start:T", title=None), x2="sure_end:T", **_graded(INK.light)
    )
    right = (
        base.transform_filter("!datum.left")
        .mark_text(align="left", dx=6, color=INK.light)
        .encode(x="end:T", text="label:N")
    )
    left = (
        base.transform_filter("datum.left")
        .mark_text(align="right", dx=-6, color=INK.light)
        .encode(x="start:T", text="label:N")
    )
    return (
        (outer + inner + right + left)
        .properties(width=WIDTH, height=alt.Step(19))
        .facet(
            row=alt.Row(
                "series:N", title=None, sort=list(dict.fromkeys(frame["series"])),
                header=alt.Header(
                    labelAngle=0, labelAlign="left", labelOrient="top", labelPadding=2
                ),
            ),
            spacing=14,
        )
        .resolve_scale(y="independent")
        .properties(
            title=alt.Title(
                "Totals of each series over their days",
                subtitle=[
                    "Each panel in its own unit: panels are never added,",
                    "nor are bars of one panel, whose days overlap. ≥: at least.",
                ],
            ),
            description="Totals as spans of time, by series. "
            + "; ".join(
                f"{r['series']}, {r['total']}: {r['label']}, {r['days']}, {r['grade']}"
                for r in frame.to_dict("records")
            )
            + ".",
        )
    )  # fmt: skip


def chain_rates(steps: pd.DataFrame, breaks: pd.DataFrame) -> alt.Chart | None:
    """What one definition adds from one total to the next, per day, as a bar over those days.

    ``steps``: ``measures.monitors.steps``; ``breaks``: ``measures.monitors.other_units``, drawn as
    dashed lines. A bar reaches the least rate, its pale part the greatest. Where both totals say
    only how many at least no rate is known, and only words stand there.
    """
    if steps.empty:
        return None
    rows = []
    for row in steps.to_dict("records"):
        chain = f"{row['series_title']}; from {day(row['first_day'])}"
        low, high = row["rate_low"], row["rate_high"]
        known = rate(low, high)
        rows.append(
            {
                "chain": chain,
                "start": row["from_day"] if not row["before_ids"] else _after(row["from_day"]),
                "end": _after(row["to_day"]),
                "low": 0 if missing(low) else low,
                "high": low if missing(high) else high,
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
                "evidence": address(row["count_ids"][0]),
            }
        )
    frame = pd.DataFrame(rows)
    frame["high"] = frame["high"].fillna(0)
    # Above the highest bar of a panel there is room for words.
    frame["room"] = frame.groupby("chain")["high"].transform("max") * 1.8
    frame["start"], frame["end"] = at(frame["start"]), at(frame["end"])
    # Words of a bar near the end of its panel stand before that end.
    begins = frame.groupby("chain")["start"].transform("min")
    ends = frame.groupby("chain")["end"].transform("max")
    frame["near_end"] = frame["start"] > begins + 0.6 * (ends - begins)
    # Neighbours' words stand on two levels by turns.
    frame["level"] = frame.groupby("chain").cumcount() % 2
    order = list(dict.fromkeys(frame["chain"]))
    grades = tuple(g for g in GRADES[:2] if GRADE_WORDS[g] in set(frame["grade"]))
    lines = _break_lines(breaks, frame, steps)
    base = alt.Chart(pd.concat([frame, lines], ignore_index=True)).encode(
        href="evidence:N",
        tooltip=["chain:N", alt.Tooltip("label:N", title="per day"), "days:N", "totals:N",
                 "laid to:N", alt.Tooltip("grade:N", title="pages")],
    )  # fmt: skip
    x = alt.X("start:T", title=None, axis=alt.Axis(format="%-d %b %Y", tickCount=4))
    y = alt.Y("low:Q", title="a day", axis=alt.Axis(tickCount=3))
    bars = base.transform_filter("isValid(datum.start)")
    room = [bars.mark_point(opacity=0).encode(x=end, y="room:Q") for end in (x, "end:T")]
    pale = (
        bars.transform_filter("datum.high > datum.low")
        .mark_bar(fill=PAPER.light, stroke=INK.light, strokeDash=[2, 3])
        .encode(x=x, x2="end:T", y=y, y2="high:Q")
    )
    sure = (
        bars.transform_filter("datum.low > 0")
        .mark_bar(strokeWidth=1.2)
        .encode(x=x, x2="end:T", y=y, y2=alt.Y2Datum(0), **_graded(INK.light, grades, "pages"))
    )
    words = [
        bars.transform_filter(f"{'' if near else '!'}datum.near_end && datum.level == {level}")
        .mark_text(
            align="right" if near else "left",
            baseline="bottom",
            dx=-3 if near else 3,
            dy=-4 - 14 * level,
            color=INK.light,
        )
        .encode(x="end:T" if near else x, y="high:Q", text="label:N")
        for near in (True, False)
        for level in (0, 1)
    ]
    other = base.transform_filter("isValid(datum.stop)")
    rule = other.mark_rule(color=INK.light, strokeDash=[5, 3], strokeWidth=1.5).encode(x="stop:T")
    named = [
        other.transform_filter("datum.late" if late else "!datum.late")
        .mark_text(
            align="right" if late else "left",
            baseline="top",
            dx=-5 if late else 5,
            color=INK.light,
        )
        .encode(x="stop:T", y=alt.value(0), text="label:N")
        for late in ((True, False) if len(lines) else ())
    ]
    return (
        alt.layer(*room, pale, sure, *words, *([rule] if len(lines) else []), *named)
        .properties(width=WIDTH, height=96)
        .facet(
            row=alt.Row(
                "chain:N", title=None, sort=order,
                header=alt.Header(
                    labelAngle=0, labelAlign="left", labelOrient="top", labelPadding=2,
                    labelExpr="split(datum.label, '; ')",
                ),
            ),
            spacing=26,
        )
        .resolve_scale(y="independent", x="independent")
        .properties(
            title=alt.Title(
                "What is added from one total to the next, per day",
                subtitle=[
                    "One definition in each panel, and each on an axis of its own.",
                    "Dotted: as far as the rate may reach. ≥: at least. ?: not known.",
                ],
            ),
            description="Rates per day between totals of one definition. "
            + "; ".join(
                f"{r['chain']}, {r['days']}: {r['label'].replace('?', 'not known')}" for r in rows
            )
            + ".",
        )
    )  # fmt: skip


def _break_lines(breaks: pd.DataFrame, frame: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Where a total in another unit would have continued a chain: a line with its words."""
    titles = dict(zip(steps["series_id"], steps["series_title"], strict=True))
    rows = []
    for row in breaks.to_dict("records"):
        chain = f"{titles[row['chain_id']]}; from {day(row['first_day'])}"
        own = frame[frame["chain"] == chain]
        stop = at([_after(row["last_day"])])[0]
        middle = own["start"].min() + (max(own["end"].max(), stop) - own["start"].min()) / 2
        rows.append(
            {
                "chain": chain,
                "stop": stop,
                "late": bool(stop > middle),
                "label": "another unit",
                "days": between(row["first_day"], row["last_day"]),
                "totals": f"{row['count_id']}: {printed(row)} {row['unit']}",
                "laid to": capital(row["laid_to"]) or "Nobody named",
                "grade": GRADE_WORDS[row["grade"]],
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
    late = first + (last - first) * 0.8
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
            "left": [r["of_reports"] or r["last_day"] > late for r in records],
            "evidence": rows["count_id"].map(address),
        }
    )
    room = timedelta(days=max((last - first).days * 0.16, 12))
    base = alt.Chart(frame).encode(
        y=alt.Y("value:Q", title=unit, scale=alt.Scale(domainMin=0, nice=True)),
        href="evidence:N",
        tooltip=["total:N", alt.Tooltip("label:N", title="amount"), "days:N", "told by:N",
                 "laid to:N", alt.Tooltip("grade:N", title="page")],
    )  # fmt: skip
    x = alt.X(
        "end:T",
        title="last day counted",
        axis=alt.Axis(format="%b %Y", tickCount=6),
        scale=alt.Scale(domain=[_vega_day(first - room), _vega_day(last + room)]),
    )
    doubt = base.mark_rule(color=GREY.light, strokeWidth=1.5).encode(x=x, x2="sure_end:T")
    points = base.mark_point(size=110, opacity=1, strokeWidth=1.4).encode(
        x=x,
        shape=alt.Shape(
            "told by:N",
            scale=alt.Scale(domain=list(told), range=["diamond", "circle"]),
            legend=None,
        ),
        **_graded(INK.light),
    )  # fmt: skip
    words = [
        base.transform_filter("datum.left" if left else "!datum.left")
        .mark_text(align="right" if left else "left", dx=-9 if left else 9, color=INK.light)
        .encode(x=alt.X("sure_end:T") if left else x, text="label:N")
        for left in (True, False)
    ]
    return alt.layer(doubt, points, *words).properties(
        width=WIDTH,
        height=300,
        title=alt.Title(
            f"Running totals of one counter: {unit}",
            subtitle=["Each counts from its own first day up to the day shown.",
                "Diamond: a report of this book. Circle: another page. ≥: at least.",
            ],
        ),
        description=f"Running totals of one counter, {unit}. "
        + "; ".join(
            f"{r['label']}, {r['days']}, {r['told by']}, {r['grade']}"
            for r in frame.to_dict("records")
        )
        + ".",
    )  # fmt: skip


def _vega_day(value: date) -> alt.DateTime:
    """A day as Vega-Lite writes it in a scale."""
    return alt.DateTime(year=value.year, month=value.month, date=value.day)
