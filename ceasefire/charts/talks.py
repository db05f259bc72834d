"""The chart of everything on one time axis: lanes for a glance, and below them a row for each item.

In: a frame of ``measures.timeline``. Out: ``alt.Chart``, or None where nothing has a date
(the page then says so). A point stands only where the day is known.
"""

from datetime import date, timedelta

import altair as alt
import pandas as pd

from ceasefire.charts.columns import LINK, data
from ceasefire.charts.theme import GREY, INK, LINE, MUTED, PAPER, at, haloed, in_time, wrapped
from ceasefire.marks import address, entry
from ceasefire.phrases import between, capital, listed, many

WIDTH = 640
# In place of a side in the menu: no id can read so.
EVERYONE = "*"
# Shapes tell the lanes apart. No lane is a side's, so none has a colour that a side could have.
LANES = {
    "Agreements": ("diamond", INK.light),
    "Deadlines": ("triangle-down", MUTED.light),
    "Talks": ("circle", MUTED.light),
    "Incidents": ("cross", INK.light),
    "Totals": ("square", GREY.light),
}
# Marks of one lane that stand nearer than this share of the axis stand one under the other.
TOO_NEAR = 0.022


def timeline(items: pd.DataFrame, sides: dict[str, str]) -> alt.VConcatChart | None:
    """Agreements, deadlines, talks, incidents and totals on one axis, to be zoomed and filtered.

    ``items``: ``measures.timeline.timeline``. ``sides``: ids to names. Menus choose the first
    month, the last month and a side; a drag across the lanes chooses days.
    """
    dated = items[items["form"] != "undated"]
    if dated.empty:
        return None
    frame = _plain(dated, sides)
    begins, finishes = _months(dated)
    choices = [
        _menu("begin", "From", begins, begins[0]),
        _menu("finish", "Until the end of", finishes, finishes[-1]),
        _parties(dated, sides),
    ]
    # A month chosen last that lies before the first one gives the period between them all the same.
    chosen = [
        alt.param(name="chosen_first", expr="min(time(toDate(begin)), time(toDate(finish)))"),
        alt.param(
            name="chosen_last",
            expr="time(timeOffset('month', max(time(toDate(begin)), time(toDate(finish)))))",
        ),
        alt.param(name="first", expr="brush.low_shown ? time(brush.low_shown[0]) : chosen_first"),
        alt.param(name="last", expr="brush.low_shown ? time(brush.low_shown[1]) : chosen_last"),
    ]
    return (
        alt.vconcat(_lanes(frame, begins[0], finishes[-1]), _rows(frame), spacing=8)
        .add_params(*choices, *chosen)
        .properties(
            # The chart grows and shrinks with the rows that a choice leaves.
            autosize=alt.AutoSizeParams(type="pad", resize=True),
            usermeta=data(
                {
                    "Kind": "lane",
                    "What": "item",
                    "First day": "first_day",
                    "Last day": "last_day",
                    "When (in words)": "when",
                    "Sides": "sides",
                }
                | LINK
            ),
            title=alt.Title(
                _numbered(frame),
                subtitle=[
                    "Sign: the day is known. Full bar: it lasted. Faint bar: some day within it.",
                    "Hollow: only announced. Arrow: then or before, since when is not told.",
                    "To zoom, use the menus, or drag across the lanes; click twice to end.",
                ],
            ),
            description="Items on one time axis. "
            + "; ".join(f"{r['item']}, {r['when']}" for r in frame.to_dict("records"))
            + ".",
        )
    )


def _numbered(frame: pd.DataFrame) -> str:
    """How many of each lane the axis holds."""
    held = [
        many(n, lane.removesuffix("s").lower(), lane.lower())
        for lane in LANES
        if (n := int((frame["lane"] == lane).sum()))
    ]
    return f"Together: {listed(held)}"


def _plain(dated: pd.DataFrame, sides: dict[str, str]) -> pd.DataFrame:
    """The items as the chart needs them: labels, days, sides in words, where they lead."""
    rows = dated.to_dict("records")
    drawn = _from(dated)
    return pd.DataFrame(
        {
            "item": _labels(rows),
            "lane": [capital(row["lane"]) for row in rows],
            "slot": _slots(dated),
            "when": [_when(row) for row in rows],
            "days": [between(row["start"], row["end"]) for row in rows],
            "brief": [_briefly(row) for row in rows],
            "form": [row["form"] for row in rows],
            "held": [row["held"] for row in rows],
            "order": [
                f"{max(row['start'] or row['end'], drawn)} {row['end'] or row['start']}"
                for row in rows
            ],
            "low": at([row["start"] or row["end"] for row in rows]),
            "high": at([(row["end"] or row["start"]) + timedelta(days=1) for row in rows]),
            # An open end is none in the file.
            "first_day": at([row["start"] for row in rows]),
            "last_day": at([row["end"] for row in rows]),
            "sides": [listed(capital(sides[s]) for s in r["sides"]) or "none named" for r in rows],
            # By ids, in which no sign can stand that parts them.
            "parties": [" ".join([EVERYONE, *row["sides"]]) for row in rows],
            "evidence": [_evidence(row) for row in rows],
        }
    )


def _labels(rows: list[dict]) -> list[str]:
    """A label for each item, with its id where two would read alike."""
    labels = [_label(row) for row in rows]
    return [
        f"{label} ({row['item_id']})" if labels.count(label) > 1 else label
        for label, row in zip(labels, rows, strict=True)
    ]


def _label(row: dict) -> str:
    """The id, where it is one that a reader can quote, and the title."""
    known_by_id = row["lane"] != "agreements"
    label = f"{row['item_id']} {row['title']}" if known_by_id else row["title"]
    return label if row["held"] else f"{label} (announced)"


def _evidence(row: dict) -> str:
    if row["lane"] == "agreements":
        return entry("agreements", row["item_id"])
    return address(row["item_id"])


def _when(row: dict) -> str:
    """The time of an item in words, with how exactly it is known."""
    days = between(row["start"], row["end"])
    return {"within": f"a day or days in {days}", "lasted": f"{days}, throughout"}.get(
        row["form"], days
    )


def _briefly(row: dict) -> str:
    """The time of an item in as few letters as a phone has room for: 'to 18 Aug 2020'."""
    start, end = row["start"], row["end"]
    day = f"{(end or start).day} {end or start:%b %Y}"
    if row["form"] in ("until", "since"):
        return f"{'by' if end else 'from'} {day}"
    if start == end:
        return day
    in_a_month = (start.year, start.month) == (end.year, end.month)
    return f"{start.day}–{day}" if in_a_month else f"to {day}"


def _slots(dated: pd.DataFrame) -> list[str]:
    """The line of its lane on which each item stands, so that none hides another: 'Talks 2'."""
    drawn = _from(dated)
    span = (max(d for d in dated["end"].fillna(dated["start"])) - drawn).days + 1
    gap = timedelta(days=span * TOO_NEAR)
    taken: dict[str, list[date]] = {}
    slots = []
    for row in dated.to_dict("records"):
        start, end = max(row["start"] or row["end"], drawn), row["end"] or row["start"]
        lines = taken.setdefault(row["lane"], [])
        line = next((i for i, until in enumerate(lines) if until + gap < start), len(lines))
        lines[line : line + 1] = [end]
        slots.append(f"{capital(row['lane'])} {line + 1}")
    return slots


def _from(dated: pd.DataFrame) -> date:
    """The day on which the axis begins: that of the first item that is not a total.

    A total may reach back to years of which nothing else is told; an arrow says so.
    """
    start = dated["start"].fillna(dated["end"])
    others = start[dated["lane"] != "totals"]
    return min(others if len(others) else start)


def _months(dated: pd.DataFrame) -> tuple[list[date], list[date]]:
    """The months in which something on the axis begins, and those in which something ends."""
    drawn = _from(dated)
    starts = dated["start"].fillna(dated["end"])
    ends = dated["end"].fillna(dated["start"])
    begins = {d.replace(day=1) for d in starts if d >= drawn}
    return sorted(begins), sorted({d.replace(day=1) for d in ends if d >= drawn})


def _menu(name: str, label: str, months: list[date], first: date) -> alt.Parameter:
    """A menu of months, of which one stands at first."""
    # With an hour, a day is read as one here and not as one in Greenwich.
    values = {m: f"{m.isoformat()}T00:00" for m in months}
    return alt.param(
        name=name,
        value=values[first],
        bind=alt.binding_select(
            options=list(values.values()), labels=[f"{m:%B %Y}" for m in months], name=f"{label} "
        ),
    )


def _parties(dated: pd.DataFrame, sides: dict[str, str]) -> alt.Parameter:
    """The menu of the sides that have a part in something drawn; everyone stands at first."""
    have = {side for named in dated["sides"] for side in named}
    choices = {EVERYONE: "Everyone"}
    choices |= {side: capital(name) for side, name in sides.items() if side in have}
    return alt.param(
        name="party",
        value=EVERYONE,
        bind=alt.binding_select(
            options=list(choices), labels=list(choices.values()), name="Party "
        ),
    )


PHONE = "containerSize()[0] < 480"
# As wide as the widest label, so that the axis stands still whatever is chosen.
EXTENT = alt.ExprRef(f"{PHONE} ? 84 : 190")
# On a phone the name of a row stands above its marks, over the whole width, not beside them.
BELOW = alt.expr(f"{PHONE} ? 6 : 0")
OF_PARTY = "indexof(split(datum.parties, ' '), party) >= 0"
IN_PERIOD = "time(datum.high) > first && time(datum.low) < last"
TOOLTIP = [
    alt.Tooltip("item:N", title="what"),
    alt.Tooltip("when:N", title="when"),
    alt.Tooltip("sides:N", title="sides"),
]


def _lanes(frame: pd.DataFrame, begin: date, finish: date) -> alt.LayerChart:
    """The lanes over the whole time, pale where the choice leaves an item out; drag to zoom."""
    low, high = (f"time(toDate('{d.isoformat()}T00:00'))" for d in (begin, _month_after(finish)))
    lanes = dict.fromkeys(frame["lane"])
    # An empty line above each lane sets it apart.
    slots = sorted({*frame["slot"], *(f"{lane} 0" for lane in lanes)}, key=_in_order)[1:]
    base = (
        _between(alt.Chart(frame), low, high)
        .transform_calculate(chosen=f"{OF_PARTY} && {IN_PERIOD} ? 1 : 0.15")
        .encode(
            y=alt.Y(
                "slot:N",
                sort=slots,
                scale=alt.Scale(domain=slots),
                title=None,
                axis=alt.Axis(
                    domain=False,
                    ticks=False,
                    labelPadding=14,
                    minExtent=EXTENT,
                    labelExpr="test(/ 1$/, datum.label) ? split(datum.label, ' ')[0] : ''",
                ),
            ),
            opacity=alt.Opacity("chosen:Q", scale=None),
        )
    )
    brush = alt.selection_interval(
        name="brush",
        encodings=["x"],
        # A finger that moves over the chart scrolls the page.
        on="[pointerdown[event.pointerType === 'mouse'], window:pointerup] > window:pointermove!",
        zoom=False,
        mark=alt.BrushConfig(fill=GREY.light, fillOpacity=0.15, stroke=LINE.light),
    )
    ends = alt.Scale(domainMin=alt.ExprRef(low), domainMax=alt.ExprRef(high))
    # The axis of the rows serves both until a choice makes theirs another.
    axis = in_time()
    axis.labelExpr = f"first == {low} && last == {high} ? '' : {axis.labelExpr}"
    first, *others = _marks(base, ends, axis, 70, 8)
    first = first.add_params(brush).properties(name="lanes")
    return alt.layer(first, *others).properties(width=WIDTH, height=alt.Step(12))


def _in_order(slot: str) -> tuple[int, int]:
    lane, line = slot.split()
    return list(LANES).index(lane), int(line)


def _month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _rows(frame: pd.DataFrame) -> alt.LayerChart:
    """A row for each item of the period and the party chosen, in the order of time."""
    chosen = f"{OF_PARTY} && {IN_PERIOD}"
    base = (
        _between(alt.Chart(frame).transform_filter(chosen), "first", "last")
        .transform_calculate(to_the_right="last - datum.high_shown > datum.low_shown - first")
        .encode(
            y=alt.Y(
                "item:N",
                sort=alt.EncodingSortField("order", op="min"),
                title=None,
                axis=alt.Axis(
                    labelExpr=f"{PHONE} ? '' : {wrapped(34)}",
                    domain=False,
                    ticks=False,
                    grid=True,
                    gridOpacity=alt.ExprRef(f"{PHONE} ? 0 : 1"),
                    labelPadding=14,
                    minExtent=EXTENT,
                ),
            )
        )
    )
    ends = alt.Scale(domainMin=alt.ExprRef("first"), domainMax=alt.ExprRef("last"))
    words = [
        base.transform_filter(test)
        .transform_calculate(beside=f"{PHONE} ? datum.brief : datum.days")
        .mark_text(align=align, baseline="middle", dx=shift, dy=BELOW, aria=False, **style)
        .encode(x=alt.X(f"{field}:T", scale=ends), text="beside:N")
        for test, align, shift, field in (
            ("datum.to_the_right", "left", 9, "high_shown"),
            ("!datum.to_the_right", "right", -9, "low_shown"),
        )
        # A pale edge under the words keeps the lines of the axis out of them.
        for style in ({"stroke": PAPER.light, "strokeWidth": 4}, {"color": MUTED.light})
    ]
    # Cut where the axis ends: a longer one would widen the chart, and so narrow its axis.
    names = base.mark_text(
        align="left",
        baseline="middle",
        dy=-8,
        aria=False,
        fontSize=11,
        limit=alt.ExprRef("width + 80"),
    ).encode(x=alt.value(alt.expr(f"{PHONE} ? -82 : 0")), text=alt.Text("name:N"))
    names = names.transform_calculate(name=f"{PHONE} ? datum.item : ''")
    nothing = (
        alt.Chart(frame)
        .transform_calculate(chosen=f"{chosen} ? 1 : 0")
        .transform_aggregate(chosen="sum(chosen)")
        .transform_filter("datum.chosen < 1")
        .mark_text(align="left", color=MUTED.light)
        .encode(
            x=alt.value(0), y=alt.value(12), text=alt.value("Nothing of this party in this period.")
        )
    )
    base = base.encode(opacity=alt.value(1))
    axis = in_time(orient="top", offset=alt.ExprRef(f"{PHONE} ? 6 : 0"))
    marks = _marks(base, ends, axis, 110, 9, BELOW)
    return alt.layer(*words, *marks, *haloed(names), nothing).properties(
        width=WIDTH, height=alt.Step(28)
    )


def _between(chart: alt.Chart, first: str, last: str) -> alt.Chart:
    """Bars cut where the axis begins and ends."""
    return chart.transform_calculate(
        low_shown=f"toDate(max(time(datum.low), {first}))",
        high_shown=f"toDate(min(time(datum.high), {last}))",
        cut_low=f"datum.form === 'lasted' && time(datum.low) < {first}",
        cut_high=f"datum.form === 'lasted' && time(datum.high) > {last}",
    )


def _marks(
    base: alt.Chart, ends: alt.Scale, axis: alt.Axis, point: int, bar: int, down: object = 0
) -> list[alt.Chart]:
    """Bars for what lasted or lies within days, signs for days, arrows for open or cut ends."""
    lanes = list(LANES)
    colours = alt.Scale(domain=lanes, range=[colour for _, colour in LANES.values()])
    shapes = alt.Scale(domain=lanes, range=[shape for shape, _ in LANES.values()])
    colour = {"scale": colours, "legend": None}
    fill, stroke = alt.Color("lane:N", **colour), alt.Stroke("lane:N", **colour)
    shape = alt.Shape("lane:N", scale=shapes, legend=None)
    x = alt.X("low_shown:T", title=None, scale=ends, axis=axis)
    base = base.encode(x=x, href="evidence:N", description="item:N", tooltip=TOOLTIP)
    until = alt.X("high_shown:T", title=None, scale=ends, axis=axis)

    def bars(test: str, **style: object) -> alt.Chart:
        # The stroke keeps a bar of few days in sight on an axis of years.
        drawn = base.transform_filter(test).mark_bar(
            size=bar, strokeWidth=1.6, yOffset=down, **style
        )
        return drawn.encode(x2="high_shown:T", stroke=stroke)

    def signs(test: str, **style: object) -> alt.Chart:
        drawn = base.transform_filter(f"datum.form === 'day' && {test}")
        return drawn.mark_point(size=point, strokeWidth=1.6, yOffset=down, **style).encode(
            shape=shape
        )

    def arrow(test: str, text: str, align: str) -> alt.Chart:
        drawn = base.transform_filter(test)
        return drawn.mark_text(text=text, align=align, baseline="middle", dy=down).encode(
            color=fill
        )

    return [
        bars("datum.form === 'within'", fillOpacity=0.35, strokeOpacity=0.35).encode(color=fill),
        bars("datum.form === 'lasted' && datum.held").encode(color=fill),
        bars("datum.form === 'lasted' && !datum.held", fill=PAPER.light),
        signs("datum.held", filled=True).encode(color=fill),
        signs("!datum.held", fill=PAPER.light).encode(stroke=stroke),
        arrow("datum.form === 'until' || datum.cut_low", "◂", "right"),
        arrow("datum.form === 'since' || datum.cut_high", "▸", "left").encode(x=until),
    ]
