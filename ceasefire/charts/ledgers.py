"""Charts of two ledgers: day by day, their difference, by place, by period, around agreements.

In: frames of ``measures.ledgers`` and names. Out: Altair charts, or None where there is nothing to
draw (the page then says so). The two ledgers are drawn apart or as a difference, never added; an
unknown day has no mark. A ring was not checked, a cross is not surely placed or not found again; a
small sign is reduced from a bulletin on a wider area. The signs are told in words, which wrap on a
phone as a legend does not.
"""

from collections.abc import Iterable, Mapping
from string import ascii_uppercase

import altair as alt
import pandas as pd

from ceasefire.charts.columns import LINK, data, table
from ceasefire.charts.meanings import side_scale
from ceasefire.charts.theme import GREY, INK, LINE, MUTED, PAPER, at, wrapped
from ceasefire.marks import PAGES, address, entry
from ceasefire.phrases import between, capital, count, day, many, missing, number

WIDTH, HEIGHT = 640, 150
SIGNED = "(datum.value > 0 ? '+' : '') + datum.label"
EVEN = "as many"
# A disc, a disc with a hole (its inner edge runs the other way round), a cross.
SIGNS = {
    "checked": "circle",
    "not checked": "M0,-1.1A1.1,1.1,0,1,1,0,1.1A1.1,1.1,0,1,1,0,-1.1Z"
    "M0,-.55A.55,.55,0,1,0,0,.55A.55,.55,0,1,0,0,-.55Z",
    "not sure": "M-1,-.7L-.7,-1L0,-.3L.7,-1L1,-.7L.3,0L1,.7L.7,1L0,.3L-.7,1L-1,.7L-.3,0Z",
}
PRINTED = dict(zip(SIGNS, "●○×", strict=True))  # the same signs as letters, for the words above
# What a figure rests on: a smaller sign is reduced from a bulletin on a wider area.
AREAS = {"zone alone": 42, "from a wider area": 13}
KNOWN = {"both": "both", "one": "one", "nothing": "neither"}
SIDES = ("first", "second")
KINDS = (*SIDES, "confirmed")
HEAD = {"fontSize": 12, "offset": 4, "anchor": "start"}


def _signs(frame: pd.DataFrame) -> str:
    """What the signs of a chart mean, as far as they occur in it."""
    held = [f"{PRINTED[check]} {check}" for check in SIGNS if check in set(frame["check"])]
    _, reduced = AREAS
    small = "bulletin" in frame and reduced in set(frame["bulletin"])
    return ", ".join(held) + (f"; small: {reduced}." if small else ".")


def lettered(marks: pd.DataFrame) -> pd.DataFrame:
    """The marks that an axis of days can hold, each with the letter that it has in the charts."""
    sure = [
        (high - low).days < 7 for low, high in zip(marks["day_low"], marks["day_high"], strict=True)
    ]
    frame = marks[pd.Series(sure, marks.index, dtype=bool)].reset_index(drop=True)
    return frame.assign(letter=list(ascii_uppercase[: len(frame)]))


def daily(
    bulletins: pd.DataFrame, marks: pd.DataFrame, who: Mapping[str, str], sides: Mapping[str, str]
) -> alt.VConcatChart | None:
    """Both ledgers by day, one upwards and one downwards, and between them which days are known.

    ``bulletins``: ``measures.ledgers.bulletins``. ``who``: the names of the sides whose ledgers are
    the first and the second, and of the one whose figure is given as confirmed. ``sides``: ids to
    names.
    """
    dated = bulletins[bulletins["day"].notna()]
    drawn = pd.concat([_counted(dated, side, who) for side in KINDS], ignore_index=True)
    if drawn.empty:
        return None
    held = [who[kind] for kind in KINDS if kind in set(drawn["kind"])]
    span = _span(dated["day"])
    x = alt.X("day:T", title=None, scale=span, axis=alt.Axis(labels=False, ticks=False, grid=True))
    scale = side_scale(dict(sides), held, EVEN)
    colour = alt.Color("ledger:N", scale=scale, legend=None)
    colours = dict(zip(scale.domain, scale.range, strict=True))

    def panel(kind: str, top: bool) -> alt.LayerChart:
        y = alt.Y(
            "count:Q", title="cases a day", axis=alt.Axis(tickMinStep=1, tickCount=4),
            scale=alt.Scale(domain=[0, max(drawn["count"].max(), 1)], reverse=not top, nice=True),
        )  # fmt: skip
        stems, signs, lines = (
            alt.Chart(drawn)
            .transform_filter(alt.FieldEqualPredicate(field="kind", equal=chosen))
            .encode(x=x, y=y, color=colour)
            for chosen in (kind, kind, "confirmed")
        )
        linked = {
            "href": "evidence:N",
            "description": "told:N",
            "tooltip": [
                alt.Tooltip("when:N", title="day"),
                alt.Tooltip("ledger:N", title="figure of"),
                alt.Tooltip("count:Q", title="cases of opening fire"),
                alt.Tooltip("as printed:N", title="as printed"),
                alt.Tooltip("row:N", title="row"),
                alt.Tooltip("check:N", title="page"),
                alt.Tooltip("bulletin:N", title="bulletin"),
            ],
        }
        stem = stems.mark_rule(opacity=0.45, aria=False).encode(y2=alt.datum(0))
        layers = [*_rules(marks, x), stem, _points(signs.encode(**linked), drawn)]
        if top and "confirmed" in set(drawn["kind"]):
            tick = lines.mark_tick(thickness=2, size=9, orient="horizontal", opacity=1)
            layers.append(tick.encode(**linked))
        layers += _letters(marks, x) if top else []
        head = alt.Title(
            f"{who[kind]}'s ledger {'▲' if top else '▼'}",
            **HEAD,
            color=colours[who[kind]],
        )
        return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=head)

    strip = (
        alt.Chart(_known(dated))
        .mark_tick(thickness=1.5, size=11, color=INK.light, opacity=0.8, aria=False)
        .encode(
            x=alt.X("day:T", title=None, scale=span,
                    axis=alt.Axis(grid=False, format="%Y",
                                  tickCount={"interval": "year", "step": 1})),
            y=alt.Y("known:N", title=None, sort=list(KNOWN.values()),
                    axis=alt.Axis(domain=False, ticks=False, grid=True)),
            tooltip=[alt.Tooltip("when:N", title="day"),
                     alt.Tooltip("known:N", title="surely known in"),
                     alt.Tooltip("bulletin:N", title="bulletin")],
        )
        .properties(
            width=WIDTH,
            height=alt.Step(17),
            title=alt.Title("Days surely known in both ledgers, in one, in neither", **HEAD),
        )
    )  # fmt: skip
    panels = [panel("first", True)] if "first" in set(drawn["kind"]) else []
    panels += [strip] + ([panel("second", False)] if "second" in set(drawn["kind"]) else [])
    named = [f"{letter}  {words}" for letter, words in _letter_days(marks)]
    key = alt.Title("What the letters mark", subtitle=named, orient="bottom", **HEAD)
    inner = alt.vconcat(*panels, spacing=14).resolve_scale(
        shape="shared", size="shared", x="shared"
    )
    whose = f"Short line: {who['confirmed']}, as the bulletin gives it." if len(held) > 2 else ""
    return alt.vconcat(inner.properties(title=key) if named else inner).properties(
        usermeta=data(
            {
                "Day": "day",
                "Figure of": "ledger",
                "Cases of opening fire (per day)": "count",
                "As printed": "as printed",
                "Row": "row",
                "How far the page was checked": "check",
                "Area of the bulletin": "bulletin",
            }
            | LINK,
            table(
                {
                    "Letter in the chart": "letter",
                    "First day": "day",
                    "When (in words)": "when",
                    "What begins": "what",
                }
                | LINK,
                "What the letters mark",
            ),
            table(
                {"Day": "day", "Ledgers surely known": "known", "Bulletin": "bulletin"},
                "Days known",
            ),
        ),
        title=alt.Title(
            _agreed(dated),
            subtitle=[
                f"Cases of opening fire a day: {who['first']}'s ledger upwards, "
                f"{who['second']}'s downwards.",
                _signs(drawn),
                *filter(None, [whose]),
                "Where nothing is drawn, nothing is known. A sign leads to its row.",
            ],
        ),
        description="Daily counts in two ledgers. "
        + "; ".join(f"{who[side]}: {_told(drawn, side)}" for side in SIDES)
        + ". "
        + "; ".join(f"{letter} {when}" for letter, when in _letter_days(marks))
        + ".",
    )


def _agreed(bulletins: pd.DataFrame) -> str:
    """On how many of the days of both ledgers they give the same figure."""
    paired = bulletins[bulletins["more"].notna()]
    same = int((paired["more"] == "equal").sum())
    if paired.empty:
        return "Two ledgers, and no day on which both are known"
    return f"Two ledgers give the same figure on {count(same)} of {many(len(paired), 'known day')}"


def _span(days: Iterable) -> alt.Scale:
    """From the first day of the first month to the end of the last."""
    low, high = (f"time(datetime({m.year}, {m.month - 1}, 1))" for m in (min(days), max(days)))
    until = f"time(timeOffset('month', {high}))"
    return alt.Scale(domainMin=alt.ExprRef(low), domainMax=alt.ExprRef(until))


def _check(bulletins: pd.DataFrame) -> list[str]:
    """How far the counts of a bulletin were checked, by the names of their signs."""
    sure, unchecked, unsure = SIGNS
    return [
        unsure if not sound else sure if checked else unchecked
        for sound, checked in zip(bulletins["is_sound"], bulletins["is_checked"], strict=True)
    ]


def _area(bulletins: pd.DataFrame) -> list[str]:
    """Whether a bulletin is of the zone alone, by the names of the sizes of its signs."""
    alone, reduced = AREAS
    return [reduced if wide else alone for wide in bulletins["wide"]]


def _counted(bulletins: pd.DataFrame, kind: str, who: Mapping[str, str]) -> pd.DataFrame:
    """One row per figure of the zone in one ledger, or per figure given as confirmed."""
    ledger = kind in SIDES
    totals = bulletins[f"{kind}_total" if ledger else kind]
    frame = pd.DataFrame(
        {
            "day": at(bulletins["day"]),
            "when": [day(d) for d in bulletins["day"]],
            "kind": kind,
            "ledger": who.get(kind, ""),
            "count": bulletins[kind].astype(float),
            "as printed": [
                "" if missing(v) else number(v) + (", all areas" if ledger and wide else "")
                for v, wide in zip(totals, bulletins["wide"], strict=True)
            ],
            "row": bulletins[f"{kind}_id"],
            "check": _check(bulletins),
            "bulletin": _area(bulletins),
        }
    )
    frame = frame[frame["count"].notna()].reset_index(drop=True)
    told = [f"{r['ledger']}, {r['when']}: {number(r['count'])}" for r in frame.to_dict("records")]
    return frame.assign(told=told, evidence=frame["row"].map(address))


def _known(bulletins: pd.DataFrame) -> pd.DataFrame:
    """One row per bulletin: what is known of its day."""
    sound = bulletins["is_sound"].astype(bool)
    return pd.DataFrame(
        {
            "day": at(bulletins["day"]),
            "when": [day(d) for d in bulletins["day"]],
            "known": bulletins["known"].where(sound, "nothing").map(KNOWN),
            "bulletin": bulletins["bulletin"],
        }
    )


def _points(base: alt.Chart, frame: pd.DataFrame) -> alt.Chart:
    """The signs of a chart, told apart by how far they were checked; those that occur in it.

    Where ``frame`` says on which area a bulletin is (``bulletin``), by their size as well.
    """
    held = {check: sign for check, sign in SIGNS.items() if check in set(frame["check"])}
    if "bulletin" in frame:
        sizes = {area: size for area, size in AREAS.items() if area in set(frame["bulletin"])}
        scale = alt.Scale(type="ordinal", domain=list(sizes), range=list(sizes.values()))
        base = base.encode(
            size=alt.Size("bulletin:O", sort=list(sizes), legend=None, scale=scale),
        )
    shapes = alt.Scale(domain=list(held), range=list(held.values()))
    return base.mark_point(filled=True, size=36, opacity=1).encode(
        shape=alt.Shape("check:N", legend=None, scale=shapes)
    )


PERIODS = f"{PAGES['B']}#ledger-periods"  # the chart's figure, as the notebook names it


def _marks(marks: pd.DataFrame) -> pd.DataFrame:
    """The lettered marks as the charts need them."""
    held = lettered(marks)
    return pd.DataFrame(
        {
            "day": at(held["day_low"]),
            "letter": held["letter"],
            "level": [n % 2 for n in range(len(held))],
            "when": [between(*d) for d in zip(held["day_low"], held["day_high"], strict=True)],
            "what": held["name"].map(capital),
            "evidence": [_leads(row) for row in held.to_dict("records")],
        }
    )


def _leads(mark: dict) -> str:
    """Where what a letter marks stands in the book; periods are compared in a chart of the page."""
    if mark["agreement"]:
        return entry("agreements", mark["agreement"])
    return PERIODS if mark["kind"] == "period" else address(mark["row"])


MARKED = [
    alt.Tooltip("letter:N", title="letter"),
    alt.Tooltip("when:N", title="day"),
    alt.Tooltip("what:N", title="what begins"),
]


def _rules(marks: pd.DataFrame, x: alt.X) -> list[alt.Chart]:
    """An upright line for each mark; no layer where there is none."""
    held = _marks(marks)
    rule = alt.Chart(held).mark_rule(strokeDash=[3, 3], color=LINE.light, aria=False)
    return [rule.encode(x=x, tooltip=MARKED)] if len(held) else []


def _letters(marks: pd.DataFrame, x: alt.X) -> list[alt.Chart]:
    """The letters of the marks above the panel; two close together stand on two levels."""
    held = _marks(marks)
    style = {"baseline": "bottom", "fontWeight": "bold", "color": MUTED.light}
    return [
        alt.Chart(held)
        .transform_filter(alt.FieldEqualPredicate(field="level", equal=level))
        .mark_text(**style, dy=-2 - 12 * level)
        .encode(
            x=x, y=alt.value(0), text="letter:N", tooltip=MARKED, description="what:N",
            href="evidence:N",
        )
        for level in sorted(set(held["level"]))
    ]  # fmt: skip


def _letter_days(marks: pd.DataFrame) -> list[tuple[str, str]]:
    held = lettered(marks)
    return [
        (letter, f"{between(low, high)}, {name}")
        for letter, low, high, name in zip(
            held["letter"], held["day_low"], held["day_high"], held["name"], strict=True
        )
    ]


def _told(drawn: pd.DataFrame, kind: str) -> str:
    """How many sure figures one ledger has, and between which they lie."""
    *_, unsure = SIGNS
    here = drawn.loc[(drawn["kind"] == kind) & (drawn["check"] != unsure), "count"]
    if here.empty:
        return "no day"
    return f"{many(len(here), 'day')}, {number(here.min())} to {number(here.max())}"


def differences(
    pairs: pd.DataFrame, marks: pd.DataFrame, who: Mapping[str, str], sides: Mapping[str, str]
) -> alt.LayerChart | None:
    """The second ledger less the first, on each day of which both are known.

    ``pairs``: ``measures.ledgers.pairs``.
    """
    if pairs.empty:
        return None
    frame = _gaps(pairs, who).assign(bulletin=_area(pairs))
    x = alt.X("day:T", title=None, scale=_span(pairs["day"]), axis=alt.Axis(tickCount=6))
    base = _gap_chart(alt.Chart(frame), x, frame, who, sides)
    first, second = (who[side] for side in SIDES)
    most = max(SIDES, key=lambda side: (pairs["more"] == side).sum())
    return alt.layer(*_rules(marks, x), *base, *_letters(marks, x)).properties(
        width=WIDTH,
        height=240,
        usermeta=data(_gap_heads(who)),
        title=alt.Title(
            f"{who[most]}'s ledger counts more on {count(int((pairs['more'] == most).sum()))} "
            f"of {many(len(pairs), 'known day')}",
            subtitle=[
                f"{second}'s figure less {first}'s, cases a day: above the line {second} counts "
                f"more, below it {first}.",
                _signs(frame),
                *(["Letters as in the chart of both ledgers."] if len(_marks(marks)) else []),
            ],
        ),
        description=f"Difference of two ledgers on {many(len(frame), 'day')}: "
        + _tally(frame)
        + ".",
    )


def _gaps(rows: pd.DataFrame, who: Mapping[str, str]) -> pd.DataFrame:
    """Differences of days as the charts need them."""
    figures = zip(rows["first"], rows["second"], strict=True)
    ids = zip(rows["first_id"], rows["second_id"], strict=True)
    frame = pd.DataFrame(
        {
            "day": at(rows["day"]),
            "when": [day(d) for d in rows["day"]],
            "difference": rows["difference"].astype(float),
            "both": [f"{number(a)} and {number(b)}" for a, b in figures],
            **{side: rows[side].astype(float) for side in SIDES},
            "counts more": rows["more"].map(who | {"equal": EVEN}),
            "check": _check(rows.assign(is_sound=True)),
            "rows": [", ".join(pair) for pair in ids],
            "evidence": rows["first_id"].map(address),
        }
    )
    apart = [f"{r['when']}: {who['first']} and {who['second']} {r['both']}"
             for r in frame.to_dict("records")]  # fmt: skip
    return frame.assign(told=apart)


def _gap_heads(who: Mapping[str, str]) -> dict[str, str]:
    """What a file calls the columns of ``_gaps``."""
    first, second = (who[side] for side in SIDES)
    return {
        "Day": "day",
        f"Cases in the ledger of {first}": SIDES[0],
        f"Cases in the ledger of {second}": SIDES[1],
        f"Ledger of {second} less that of {first}": "difference",
        "Which counts more": "counts more",
        "Rows": "rows",
        "How far the page was checked": "check",
    } | LINK


def _gap_chart(
    base: alt.Chart, x: alt.X, frame: pd.DataFrame, who: Mapping[str, str],
    sides: Mapping[str, str],
) -> tuple[alt.Chart, ...]:  # fmt: skip
    """A line at nought, a stem and a sign for each difference."""
    shown = [
        name for name in [who["first"], EVEN, who["second"]] if name in set(frame["counts more"])
    ]
    widest = frame["difference"].abs().max() or 1
    base = base.encode(
        x=x,
        y=alt.Y(
            "difference:Q", title="cases a day",
            axis=alt.Axis(tickMinStep=1, tickCount=5, format="d", labelExpr=SIGNED),
            scale=alt.Scale(domain=[-widest, widest], nice=True),
        ),
        color=alt.Color(
            "counts more:N", legend=None, scale=side_scale(dict(sides), shown, EVEN)
        ),
    )  # fmt: skip
    zero = base.mark_rule(color=LINE.light, aria=False).encode(
        x=alt.value(0), x2=alt.value("width"), y=alt.datum(0), color=alt.value(LINE.light)
    )  # fmt: skip
    signs = base.encode(
        href="evidence:N",
        description="told:N",
        tooltip=[
            alt.Tooltip("when:N", title="day"),
            alt.Tooltip("counts more:N", title="counts more"),
            alt.Tooltip("difference:Q", title="difference", format="+d"),
            alt.Tooltip("both:N", title=f"{who['first']} and {who['second']}"),
            alt.Tooltip("rows:N", title="rows"),
            alt.Tooltip("check:N", title="page"),
        ],
    )
    stems = base.mark_rule(opacity=0.45, aria=False).encode(y2=alt.datum(0))
    return zero, stems, _points(signs, frame)


def _tally(frame: pd.DataFrame) -> str:
    """'Russia counts more on 3, as many on 1'."""
    told = frame["counts more"].value_counts()
    return ", ".join(
        f"{name} on {number(n)}" if name == EVEN else f"{name} counts more on {number(n)}"
        for name, n in told.items()
    )


def by_place(
    places: pd.DataFrame, names: Mapping[str, str], who: Mapping[str, str],
    sides: Mapping[str, str],
) -> alt.FacetChart | None:  # fmt: skip
    """The difference on each day by place, where both ledgers state the place.

    ``places``: ``measures.ledgers.places``. ``names``: ids of places to names.
    """
    held = places[places["more"].notna()]
    if held.empty:
        return None
    frame = _gaps(held, who).assign(place=held["place_id"].map(names))
    x = alt.X("day:T", title=None, scale=_span(places["day"]), axis=alt.Axis(tickCount=6))
    order = [names[place] for place in dict.fromkeys(places["place_id"])]
    first, second = (who[side] for side in SIDES)
    told = "; ".join(
        f"{place}: {_tally(group)}" for place, group in frame.groupby("place", sort=False)
    )
    return (
        alt.layer(*_gap_chart(alt.Chart(), x, frame, who, sides), data=frame)
        .properties(width=WIDTH, height=90)
        .facet(row=alt.Row("place:N", title=None, sort=order))
        .properties(
            usermeta=data({"Place": "place"} | _gap_heads(who)),
            title=alt.Title(
                f"{second}'s ledger less {first}'s, by province",
                subtitle=[
                    f"Cases a day: above the line {second} counts more, below it {first}.",
                    _signs(frame),
                    "Only days on which a page states the place in both ledgers.",
                ],
            ),
            description=f"Difference of two ledgers by place. {told}.",
        )
    )


def periods(
    by_period: pd.DataFrame, who: Mapping[str, str], sides: Mapping[str, str]
) -> alt.VConcatChart | None:
    """Of each period: on how many days each ledger counts more, and the median day in each.

    ``by_period``: ``measures.ledgers.by_period``.
    """
    held = by_period[by_period["days"] > 0]
    if held.empty:
        return None
    label = {row["period_id"]: capital(row["name"]) for row in held.to_dict("records")}
    held = held.assign(period=held["period_id"].map(label))
    ways = {side: who[side] for side in SIDES} | {"equal": EVEN}
    order = [ways["first"], EVEN, ways["second"]]
    days = held.drop(columns="days").melt(["period", "ids"], list(ways), "way", "days")
    days = days[days["days"] > 0].assign(days=lambda f: f["days"].astype(int))
    chosen = [ids[way] for ids, way in zip(days["ids"], days["way"], strict=True)]
    days["counts more"] = days["way"].map(ways)
    days["evidence"], days["days known by"] = (
        [address(ids[0]) for ids in chosen],
        [*map(_few, chosen)],
    )
    days["rows"] = [", ".join(ids) for ids in chosen]
    days["place"] = days["counts more"].map(order.index)
    days["share"] = days["days"] / days.groupby("period")["days"].transform("sum")
    days = days.drop(columns=["ids", "way"]).sort_values(["period", "place"])
    days["end"] = days.groupby("period")["share"].cumsum()
    days["middle"] = days["end"] - days["share"] / 2
    days["told"] = [
        f"{r['period']}: {r['counts more']}, {many(r['days'], 'day')}"
        for r in days.to_dict("records")
    ]
    y = alt.Y("period:N", title=None, sort=list(label.values()),
              axis=alt.Axis(domain=False, ticks=False, labelPadding=14,
                            labelExpr=wrapped(26, 15)))  # fmt: skip
    scale = side_scale(dict(sides), order, EVEN)
    colour = alt.Color(
        "counts more:N", scale=scale, sort=order,
        legend=alt.Legend(title="counts more", values=order,
                          columns=alt.ExprRef("containerSize()[0] < 480 ? 1 : 3")),
    )  # fmt: skip
    bars = alt.Chart(days).mark_bar(size=20).encode(
        y=y, color=colour,
        x=alt.X("share:Q", stack="zero", title="share of the known days",
                axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0, 1])),
        order="place:Q", href="evidence:N", description="told:N",
        tooltip=[alt.Tooltip("period:N", title="period"),
                 alt.Tooltip("counts more:N", title="counts more"),
                 alt.Tooltip("days:Q", title="known days"),
                 alt.Tooltip("days known by:N", title="rows")],
    )  # fmt: skip
    counted = alt.Chart(days).transform_filter(
        "datum.share > (containerSize()[0] < 480 ? 0.12 : 0.06)"
    ).mark_text(
        color=PAPER.light, fontWeight="bold", aria=False
    ).encode(y=y, x=alt.X("middle:Q"), text="days:Q")  # fmt: skip
    medians = held.melt(["period", "ids"], [f"median_{s}" for s in SIDES], "ledger", "median")
    medians["ledger"] = medians["ledger"].str.removeprefix("median_").map(ways)
    medians["median"] = medians["median"].astype(float)
    least = medians.groupby("period")["median"].transform("min")
    twice = medians.duplicated(["period", "median"])
    medians["side"] = "right"
    medians.loc[(medians["median"] == least) & ~twice, "side"] = "left"
    # Near the axis there is no room on the left.
    near = medians["median"] < medians["median"].max() * 0.08
    medians.loc[near & (medians["side"] == "left"), "side"] = "above"
    every = [[key for ids in given.values() for key in ids] for given in medians["ids"]]
    medians["evidence"], medians["days known by"] = (
        [address(ids[0]) for ids in every],
        [*map(_few, every)],
    )
    medians["rows"] = [", ".join(ids) for ids in every]
    medians = medians.drop(columns="ids")
    medians["told"] = [
        f"{r['period']}: {r['ledger']}, {number(r['median'])}" for r in medians.to_dict("records")
    ]
    base = alt.Chart(medians).encode(
        y=y,
        x=alt.X(
            "median:Q", title="median, cases a day",
            axis=alt.Axis(tickCount=6),
            scale=alt.Scale(domain=[0, max(medians["median"].max() * 1.15, 1)], nice=False),
        ),
    )  # fmt: skip
    line = base.mark_line(color=GREY.light, strokeWidth=2, aria=False).encode(detail="period:N")
    whose = [ways[s] for s in SIDES]
    dots = base.mark_point(filled=True, size=110, opacity=1).encode(
        color=alt.Color("ledger:N", sort=whose, legend=None,
                        scale=side_scale(dict(sides), whose, EVEN)),
        shape=alt.Shape("ledger:N", sort=whose, legend=None,
                        scale=alt.Scale(domain=whose, range=["circle", "diamond"])),
        href="evidence:N", description="told:N",
        tooltip=[alt.Tooltip("period:N", title="period"),
                 alt.Tooltip("ledger:N", title="ledger of"),
                 alt.Tooltip("median:Q", title="median, cases a day"),
                 alt.Tooltip("days known by:N", title="rows")],
    )  # fmt: skip
    figures = [
        base.transform_filter(alt.FieldEqualPredicate(field="side", equal=side))
        .mark_text(align=align, dx=dx, dy=dy, aria=False)
        .encode(text="median:Q")
        for side, align, dx, dy in (
            ("left", "right", -9, 0),
            ("right", "left", 9, 0),
            ("above", "center", 0, -13),
        )
        if side in set(medians["side"])
    ]
    size = {"width": WIDTH, "height": alt.Step(46)}
    return (
        alt.vconcat(
            (bars + counted).properties(**size),
            alt.layer(line, dots, *figures).properties(**size),
            spacing=28,
        )
        .resolve_scale(color="independent", shape="independent")
        .properties(
            usermeta=data(
                {
                    "Period": "period",
                    "Which counts more": "counts more",
                    "Number of known days": "days",
                    "Rows (the evidence is the first)": "rows",
                }
                | LINK,
                table(
                    {
                        "Period": "period",
                        "Ledger of": "ledger",
                        "Median of the cases (per day)": "median",
                        "Rows (the evidence is the first)": "rows",
                    }
                    | LINK,
                    "Medians",
                ),
            ),
            title=alt.Title(
                _leaning(held, who),
                subtitle=[
                    "Above: of the days known in both ledgers, on how many each counts more.",
                    "Below: the middle one of those days, by size, in the ledger of "
                    f"{ways['first']} (disc) and of {ways['second']} (diamond).",
                ],
            ),
            description="Days on which each ledger counts more, and medians. "
            + "; ".join(
                f"{row['period']}: {ways['first']} {row['first']}, {EVEN} {row['equal']}, "
                f"{ways['second']} {row['second']}; medians {number(row['median_first'])} and "
                f"{number(row['median_second'])}"
                for row in held.to_dict("records")
            )
            + ".",
        )
    )


def _leaning(held: pd.DataFrame, who: Mapping[str, str]) -> str:
    """In how many periods each ledger counts more on more days than the other."""
    ahead = {
        who[side]: int((held[side].astype(int) > held[other].astype(int)).sum())
        for side, other in (SIDES, SIDES[::-1])
    }
    most, least = sorted(ahead, key=ahead.get, reverse=True)
    return (
        f"{most}'s ledger counts more in {count(ahead[most])} of {many(len(held), 'period')}, "
        f"{least}'s in {count(ahead[least])}"
    )


def _few(ids: list[str]) -> str:
    """The first of many rows, and how many more there are."""
    return ", ".join(ids[:2]) + (f" and {many(len(ids) - 2, 'more', 'more')}" if ids[2:] else "")


def changes(
    changes: pd.DataFrame, names: Mapping[str, str], who: Mapping[str, str],
    sides: Mapping[str, str],
) -> alt.FacetChart | None:  # fmt: skip
    """The change of each ledger's mean around each agreement, with its interval.

    ``changes``: ``measures.ledgers.changes``. ``names``: ids of agreements to names.
    """
    held = changes[changes["low"].notna() & changes["quantity"].isin(SIDES)]
    if held.empty:
        return None
    days = zip(held["days_before"], held["days_after"], strict=True)
    frame = pd.DataFrame(
        {
            "agreement": held["agreement_id"].map(names),
            "known days": [f"{before} before, {after} after" for before, after in days],
            "ledger": held["quantity"].map(who),
            **{
                name: [round(float(value), 1) for value in held[name]]
                for name in ("change", "low", "high")
            },
            **{name: held[name].astype(int) for name in ("days_before", "days_after")},
            "days known by": held["ids"].map(_few),
            "rows": held["ids"].map(", ".join),
            "evidence": [entry("agreements", key) for key in held["agreement_id"]],
        }
    )
    frame["told"] = [
        f"{r['agreement']}, {r['ledger']}: {r['change']:+.1f}, from {r['low']:+.1f} to "
        f"{r['high']:+.1f}"
        for r in frame.to_dict("records")
    ]
    shown = [who[side] for side in SIDES]
    base = alt.Chart(frame).encode(
        y=alt.Y("ledger:N", title=None, sort=shown, axis=alt.Axis(domain=False, ticks=False)),
        color=alt.Color("ledger:N", legend=None, scale=side_scale(dict(sides), shown, EVEN)),
    )
    linked = {
        "href": "evidence:N",
        "description": "told:N",
        "tooltip": [
            alt.Tooltip("agreement:N", title="around"),
            alt.Tooltip("ledger:N", title="ledger of"),
            alt.Tooltip("known days:N", title="known days"),
            alt.Tooltip("change:Q", title="change of the mean", format="+.1f"),
            alt.Tooltip("low:Q", title="from", format="+.1f"),
            alt.Tooltip("high:Q", title="to", format="+.1f"),
            alt.Tooltip("days known by:N", title="rows"),
        ],
    }
    x = alt.X("low:Q", title="change of the mean, cases a day",
              axis=alt.Axis(format="d", labelExpr=SIGNED, tickCount=6))  # fmt: skip
    zero = base.mark_rule(color=INK.light, strokeDash=[2, 2], aria=False).encode(
        x=alt.datum(0), y=alt.value(0), y2=alt.value("height"), color=alt.value(INK.light)
    )  # fmt: skip
    bars = base.mark_rule(strokeWidth=4, opacity=0.55, aria=False).encode(x=x, x2="high:Q")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(x="change:Q", **linked)
    return (
        alt.layer(zero, bars, points)
        .properties(width=WIDTH, height=alt.Step(26))
        .facet(row=alt.Row("agreement:N", title=None, sort=list(dict.fromkeys(frame["agreement"]))))
        .properties(
            usermeta=data(
                {
                    "Around": "agreement",
                    "Ledger of": "ledger",
                    "Change of the mean (cases per day)": "change",
                    "Interval of the change: from": "low",
                    "Interval of the change: to": "high",
                    "Number of known days before": "days_before",
                    "Number of known days after": "days_after",
                    "Rows": "rows",
                }
                | LINK
            ),
            title=alt.Title(
                _moved(held),
                subtitle=[
                    "Change of each ledger's mean per known day around each agreement.",
                    "Left of the line: fewer a day after it. Dot: the change.",
                    "Bar: the interval in which most of the draws lie.",
                ],
            ),
            description="Change of the mean per known day. "
            + "; ".join(
                f"{r['agreement']} ({r['known days']}), {r['ledger']}: {r['change']:+.1f}, "
                f"from {r['low']:+.1f} to {r['high']:+.1f}"
                for r in frame.to_dict("records")
            )
            + ".",
        )
    )


def _moved(held: pd.DataFrame) -> str:
    """Around how many agreements both ledgers surely fall, and around how many both surely rise."""
    both = held.groupby("agreement_id").filter(lambda group: len(group) == len(SIDES))
    around = both.groupby("agreement_id")
    falls, rises = int((around["high"].max() < 0).sum()), int((around["low"].min() > 0).sum())
    of = many(held["agreement_id"].nunique(), "agreement")
    return f"Of {of}, both ledgers fall around {count(falls)} and both rise around {count(rises)}"
