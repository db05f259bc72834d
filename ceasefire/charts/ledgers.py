"""Charts of two ledgers: day by day, their difference, by place, by period, around agreements.

In: frames of ``measures.ledgers`` and names. Out: Altair charts, or None where there is nothing to
draw (the page then says so). The two ledgers are drawn apart or as a difference, never added; an
unknown day has no mark. A ring was not checked, a cross is not surely placed or not found again; a
small sign is reduced from a bulletin on a wider area.
"""

from collections.abc import Mapping
from string import ascii_uppercase

import altair as alt
import pandas as pd

from ceasefire.charts.meanings import side_scale
from ceasefire.charts.theme import GREY, INK, LINE, MUTED, PAPER, at, wrapped
from ceasefire.marks import address
from ceasefire.phrases import between, capital, day, many, missing, number

WIDTH, HEIGHT = 640, 150
ABOVE = 32  # room for two levels of letters between a panel and its legend
SIGNED = "(datum.value > 0 ? '+' : '') + datum.label"
EVEN = "as many"
# A disc, a disc with a hole (its inner edge runs the other way round), a cross.
SIGNS = {
    "checked": "circle",
    "not checked": "M0,-1.1A1.1,1.1,0,1,1,0,1.1A1.1,1.1,0,1,1,0,-1.1Z"
    "M0,-.55A.55,.55,0,1,0,0,.55A.55,.55,0,1,0,0,-.55Z",
    "not sure": "M-1,-.7L-.7,-1L0,-.3L.7,-1L1,-.7L.3,0L1,.7L.7,1L0,.3L-.7,1L-1,.7L-.3,0Z",
}
# What a figure rests on: a smaller sign is reduced from a bulletin on a wider area.
AREAS = {"zone alone": 42, "from a wider area": 13}
KNOWN = {"both": "both known", "one": "one known", "nothing": "neither surely known"}
SIDES = ("first", "second")
KINDS = (*SIDES, "confirmed")


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
    span = alt.Scale(domain=[_month(min(dated["day"]), 0), _month(max(dated["day"]), 1)])
    x = alt.X("day:T", title=None, scale=span, axis=alt.Axis(labels=False, ticks=False, grid=True))
    colour = alt.Color(
        "ledger:N", title=None, scale=side_scale(dict(sides), held, EVEN),
        legend=alt.Legend(columns=1, offset=ABOVE, symbolOpacity=1, values=held),
    )  # fmt: skip

    def panel(kind: str, top: bool) -> alt.LayerChart:
        y = alt.Y(
            "count:Q", title=f"{who[kind]}'s ledger", axis=alt.Axis(tickMinStep=1, tickCount=4),
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
            "tooltip": [
                "when:N",
                "ledger:N",
                "count:Q",
                "as printed:N",
                "row:N",
                "check:N",
                "bulletin:N",
            ],
        }
        layers = [*_rules(marks, x), stems.mark_rule(opacity=0.45).encode(y2=alt.datum(0))]
        layers.append(_points(signs.encode(**linked), drawn))
        if top and "confirmed" in set(drawn["kind"]):
            tick = lines.mark_tick(thickness=2, size=9, orient="horizontal", opacity=1)
            layers.append(tick.encode(**linked))
        layers += _letters(marks, x) if top else []
        return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)

    strip = (
        alt.Chart(_known(dated))
        .mark_tick(thickness=1.5, size=11, color=INK.light, opacity=0.8)
        .encode(
            x=alt.X("day:T", title=None, scale=span,
                    axis=alt.Axis(grid=False, format="%Y",
                                  tickCount={"interval": "year", "step": 1})),
            y=alt.Y("known:N", title=None, sort=list(KNOWN.values()),
                    axis=alt.Axis(domain=False, ticks=False, grid=True,
                                  labelExpr=wrapped(24, 12))),
            tooltip=["when:N", "known:N", "bulletin:N"],
        )
        .properties(width=WIDTH, height=alt.Step(17))
    )  # fmt: skip
    panels = [panel("first", True)] if "first" in set(drawn["kind"]) else []
    panels += [strip] + ([panel("second", False)] if "second" in set(drawn["kind"]) else [])
    return (
        alt.vconcat(*panels, spacing=8)
        .resolve_scale(color="shared", shape="shared", size="shared", x="shared")
        .properties(
            title=alt.Title(
                "The same days in two ledgers",
                subtitle=[
                    "Cases of opening fire a day, one side upwards, the other downwards.",
                    "Where nothing is drawn, nothing is known.",
                    "Letters are told below. Choose a sign to see its row.",
                ],
                offset=26,
            ),
            description="Daily counts in two ledgers. "
            + "; ".join(f"{who[side]}: {_told(drawn, side)}" for side in SIDES)
            + ". "
            + "; ".join(f"{letter} {when}" for letter, when in _letter_days(marks))
            + ".",
        )
    )


def _month(when, after: int) -> alt.DateTime:
    """The first day of a month, or of the one after it."""
    ordinal = when.year * 12 + when.month - 1 + after
    return alt.DateTime(year=ordinal // 12, month=ordinal % 12 + 1, date=1)


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
    return frame.assign(evidence=frame["row"].map(address))


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
        legend = alt.Legend(
            columns=1,
            offset=ABOVE,
            symbolFillColor=INK.light,
            symbolStrokeColor=INK.light,
            symbolType="circle",
        )
        scale = alt.Scale(type="ordinal", domain=list(sizes), range=list(sizes.values()))
        base = base.encode(size=alt.Size("bulletin:N", title=None, legend=legend, scale=scale))
    return base.mark_point(filled=True, size=36, opacity=1).encode(
        shape=alt.Shape(
            "check:N", title=None,
            legend=alt.Legend(columns=1, offset=ABOVE, symbolFillColor=INK.light,
                              symbolStrokeColor=INK.light),
            scale=alt.Scale(domain=list(held), range=list(held.values())),
        )
    )  # fmt: skip


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
        }
    )


def _rules(marks: pd.DataFrame, x: alt.X) -> list[alt.Chart]:
    """An upright line for each mark; no layer where there is none."""
    held = _marks(marks)
    tooltip = ["letter:N", "when:N", "what:N"]
    rule = alt.Chart(held).mark_rule(strokeDash=[3, 3], color=LINE.light)
    return [rule.encode(x=x, tooltip=tooltip)] if len(held) else []


def _letters(marks: pd.DataFrame, x: alt.X) -> list[alt.Chart]:
    """The letters of the marks above the panel; two close together stand on two levels."""
    held = _marks(marks)
    style = {"baseline": "bottom", "fontWeight": "bold", "color": MUTED.light}
    return [
        alt.Chart(held)
        .transform_filter(alt.FieldEqualPredicate(field="level", equal=level))
        .mark_text(**style, dy=-2 - 12 * level)
        .encode(x=x, y=alt.value(0), text="letter:N", tooltip=["letter:N", "when:N", "what:N"])
        for level in sorted(set(held["level"]))
    ]


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
    span = alt.Scale(domain=[_month(min(pairs["day"]), 0), _month(max(pairs["day"]), 1)])
    x = alt.X("day:T", title=None, scale=span, axis=alt.Axis(tickCount=6))
    base = _gap_chart(alt.Chart(frame), x, frame, who, sides)
    first, second = (who[side] for side in SIDES)
    return alt.layer(*_rules(marks, x), *base, *_letters(marks, x)).properties(
        width=WIDTH,
        height=240,
        title=alt.Title(
            f"{second}'s ledger less {first}'s, day by day",
            subtitle=[f"Above the line {second} counts more, below it {first}."],
            offset=26,
        ),
        description=f"Difference of two ledgers on {many(len(frame), 'day')}: "
        + _tally(frame)
        + ".",
    )


def _gaps(rows: pd.DataFrame, who: Mapping[str, str]) -> pd.DataFrame:
    """Differences of days as the charts need them."""
    figures = zip(rows["first"], rows["second"], strict=True)
    return pd.DataFrame(
        {
            "day": at(rows["day"]),
            "when": [day(d) for d in rows["day"]],
            "difference": rows["difference"].astype(float),
            "both": [f"{number(a)} and {number(b)}" for a, b in figures],
            "counts more": rows["more"].map(who | {"equal": EVEN}),
            "check": _check(rows.assign(is_sound=True)),
            "row": rows["first_id"],
            "evidence": rows["first_id"].map(address),
        }
    )


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
            "difference:Q", title=None,
            axis=alt.Axis(tickMinStep=1, tickCount=5, format="d", labelExpr=SIGNED),
            scale=alt.Scale(domain=[-widest, widest], nice=True),
        ),
        color=alt.Color(
            "counts more:N", scale=side_scale(dict(sides), shown, EVEN),
            legend=alt.Legend(
                title="counts more", columns=1, offset=ABOVE, symbolOpacity=1, values=shown
            ),
        ),
    )  # fmt: skip
    zero = base.mark_rule(color=LINE.light).encode(
        x=alt.value(0), x2=alt.value("width"), y=alt.datum(0), color=alt.value(LINE.light)
    )  # fmt: skip
    signs = base.encode(
        href="evidence:N",
        tooltip=[
            "when:N",
            alt.Tooltip("difference:Q", format="+d"),
            alt.Tooltip("both:N", title=f"{who['first']} and {who['second']}"),
            "row:N",
            "check:N",
        ],
    )
    stems = base.mark_rule(opacity=0.45).encode(y2=alt.datum(0))
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
    x = alt.X("day:T", title=None, axis=alt.Axis(tickCount=6))
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
            title=alt.Title(
                f"{second}'s ledger less {first}'s, by province",
                subtitle=["Only days on which a page states the place in both ledgers."],
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
    days = held.drop(columns="days").melt("period", list(ways), "counts more", "days")
    days = days[days["days"] > 0].assign(days=lambda f: f["days"].astype(int))
    days["counts more"] = days["counts more"].map(ways)
    days["place"] = days["counts more"].map(order.index)
    days["share"] = days["days"] / days.groupby("period")["days"].transform("sum")
    days = days.sort_values(["period", "place"])
    days["end"] = days.groupby("period")["share"].cumsum()
    days["middle"] = days["end"] - days["share"] / 2
    y = alt.Y("period:N", title=None, sort=list(label.values()),
              axis=alt.Axis(domain=False, ticks=False, labelExpr=wrapped(26, 15)))  # fmt: skip
    colour = alt.Color(
        "counts more:N", scale=side_scale(dict(sides), order, EVEN), sort=order,
        legend=alt.Legend(title="counts more", columns=3, values=order),
    )  # fmt: skip
    bars = alt.Chart(days).mark_bar(size=20).encode(
        y=y, color=colour,
        x=alt.X("share:Q", stack="zero", title="share of the known days",
                axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0, 1])),
        order="place:Q", tooltip=["period:N", "counts more:N", "days:Q"],
    )  # fmt: skip
    counted = alt.Chart(days[days["share"] > 0.06]).mark_text(
        color=PAPER.light, fontWeight="bold"
    ).encode(y=y, x=alt.X("middle:Q"), text="days:Q")  # fmt: skip
    medians = held.melt("period", [f"median_{s}" for s in SIDES], "ledger", "median")
    medians["ledger"] = medians["ledger"].str.removeprefix("median_").map(ways)
    medians["median"] = medians["median"].astype(float)
    base = alt.Chart(medians).encode(
        y=y, x=alt.X("median:Q", title="median of the known days, cases a day")
    )
    line = base.mark_line(color=GREY.light, strokeWidth=2).encode(detail="period:N")
    dots = base.mark_point(filled=True, size=110, opacity=1).encode(
        color=alt.Color("ledger:N", legend=None, scale=side_scale(dict(sides), order, EVEN)),
        shape=alt.Shape("ledger:N", title="median of the ledger of",
                        legend=alt.Legend(columns=2, symbolFillColor=INK.light,
                                          symbolStrokeColor=INK.light),
                        scale=alt.Scale(domain=[ways[s] for s in SIDES],
                                        range=["circle", "diamond"])),
        tooltip=["period:N", "ledger:N", "median:Q"],
    )  # fmt: skip
    size = {"width": WIDTH, "height": alt.Step(42)}
    return (
        alt.vconcat(
            (bars + counted).properties(**size),
            (line + dots).properties(**size),
            spacing=28,
        )
        .resolve_scale(color="independent", shape="independent")
        .properties(
            title="Who counts more, period by period",
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
    frame = pd.DataFrame(
        {
            "agreement": held["agreement_id"].map(names),
            "known days": [
                f"{before} before, {after} after"
                for before, after in zip(held["days_before"], held["days_after"], strict=True)
            ],
            "ledger": held["quantity"].map(who),
            "change": held["change"].astype(float),
            "low": held["low"].astype(float),
            "high": held["high"].astype(float),
        }
    )
    shown = [who[side] for side in SIDES]
    base = alt.Chart(frame).encode(
        y=alt.Y("ledger:N", title=None, sort=shown, axis=alt.Axis(domain=False, ticks=False)),
        color=alt.Color("ledger:N", legend=None, scale=side_scale(dict(sides), shown, EVEN)),
        tooltip=[
            "agreement:N",
            "ledger:N",
            "known days:N",
            *(alt.Tooltip(f"{c}:Q", format="+.1f") for c in ("change", "low", "high")),
        ],
    )
    x = alt.X("low:Q", title="change of the mean, cases a day",
              axis=alt.Axis(format="d", labelExpr=SIGNED, tickCount=6))  # fmt: skip
    zero = base.mark_rule(color=INK.light, strokeDash=[2, 2]).encode(
        x=alt.datum(0), y=alt.value(0), y2=alt.value("height"), color=alt.value(INK.light),
        tooltip=alt.value(None),
    )  # fmt: skip
    bars = base.mark_rule(strokeWidth=4, opacity=0.55).encode(x=x, x2="high:Q")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(x="change:Q")
    return (
        alt.layer(zero, bars, points)
        .properties(width=WIDTH, height=alt.Step(26))
        .facet(row=alt.Row("agreement:N", title=None, sort=list(dict.fromkeys(frame["agreement"]))))
        .properties(
            title=alt.Title(
                "Before and after each agreement",
                subtitle=[
                    "Left of the line: fewer a day after it.",
                    "Bars: the interval in which most of the draws lie.",
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
