"""Charts of violence: totals as spans, incidents in time, casualty ranges, incidents by group.

In: frames of ``measures.violence``. Out: ``alt.Chart``, or None where there is nothing to draw (the
page then says so). Nothing less precise than the axis becomes a point on it.
"""

from datetime import timedelta

import altair as alt
import pandas as pd

from ceasefire.charts.columns import LINK, bounds, data, last_day, per_day
from ceasefire.charts.meanings import NOT_ATTRIBUTED, side_scale
from ceasefire.charts.theme import GRID, INK, LINE, MUTED, at, haloed, in_time, wrapped
from ceasefire.marks import address
from ceasefire.phrases import (
    amount,
    between,
    capital,
    count,
    listed,
    many,
    missing,
    number,
    rate,
    ref,
    span,
)

WIDTH = 640
LONGEST = 84  # letters of a title in the picture


def _day_after(days: pd.Series) -> pd.Series:
    """The day after, so that a bar reaches to the end of its last day."""
    return at(days.map(lambda day: None if missing(day) else day + timedelta(days=1)))


def _days(frame: pd.DataFrame, first: str, last: str) -> list[str]:
    """A day, or the days among which it lies, in words; '' where they are not known."""
    pairs = zip(frame[first], frame[last], strict=True)
    return ["" if missing(a) or missing(b) else between(a, b) for a, b in pairs]


def total_spans(totals: pd.DataFrame, drawn: pd.Series, counters: list[str]) -> alt.Chart | None:
    """Each total over the period it covers, with its rate per day where both ends are known.

    ``totals``: ``measures.violence.totals``. ``drawn``: which of them an axis can hold.
    ``counters``: who counted each, in words.
    """
    frame = pd.DataFrame(
        {
            "title": totals["count_id"] + " " + totals["title"],
            "counter": counters,
            "start": at(totals["start_start_earliest"]),
            "sure_start": at(totals["start_start_latest"]),
            "sure_end": _day_after(totals["end_end_earliest"]),
            "end": _day_after(totals["end_end_latest"]),
            "amount": [
                amount(*v)
                for v in zip(
                    totals["total_low"], totals["total_best"], totals["total_high"], strict=True
                )
            ],
            "from": _days(totals, "start_start_earliest", "start_start_latest"),
            "until": _days(totals, "end_end_earliest", "end_end_latest"),
            "rate": [rate(*v) for v in zip(totals["rate_low"], totals["rate_high"], strict=True)],
            "rate_low": totals["rate_low"].map(per_day).astype(float),
            "rate_high": totals["rate_high"].map(per_day).astype(float),
            "evidence": totals["count_id"].map(address),
        }
    )
    figures = zip(totals["total_low"], totals["total_best"], totals["total_high"], strict=True)
    least_most = pd.DataFrame([bounds(*v) for v in figures], columns=["least", "most"], dtype=float)
    frame[["least", "most"]] = least_most.to_numpy()
    frame = frame[drawn.to_numpy()]
    if frame.empty:
        return None
    one_day = frame["end"] - frame["start"] == timedelta(days=1)
    frame["rate"] = frame["rate"].mask(one_day, "")
    frame[["rate_low", "rate_high"]] = frame[["rate_low", "rate_high"]].mask(one_day)
    frame["label"] = frame["amount"].map(capital) + frame["rate"].map(
        lambda per_day: f", {per_day} a day" if per_day else ""
    )
    # Words stand above their bar from its start on; where they would not fit, they end with it.
    first, last = frame["start"].min(), frame["end"].max()
    frame["share"] = (frame["start"] - first) / (last - first)
    fits = f"{PLOT} * (1 - datum.share) > 6.4 * length(datum.label)"
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "title:N",
            sort=alt.EncodingSortField("start", op="min"),
            title=None,
            axis=alt.Axis(labelExpr=wrapped(28, 16), domain=False, ticks=False, offset=6),
        ),
        href="evidence:N",
        tooltip=[
            alt.Tooltip("title:N", title="total"),
            alt.Tooltip("counter:N", title="counted by"),
            alt.Tooltip("amount:N", title="number"),
            alt.Tooltip("rate:N", title="per day"),
            alt.Tooltip("from:N", title="from"),
            alt.Tooltip("until:N", title="until"),
        ],
    )
    # A line around each bar, so that a single day can be seen among years.
    outer = base.mark_bar(size=10, color=GRID.light, stroke=LINE.light, strokeWidth=1).encode(
        x=alt.X("start:T", title=None, axis=in_time()), x2="end:T"
    )
    inner = base.mark_bar(size=10, color=MUTED.light, stroke=MUTED.light, strokeWidth=1).encode(
        x="sure_start:T", x2="sure_end:T"
    )
    words = [
        layer
        for side, align, x in (
            (fits, "left", "start:T"),
            (f"!({fits})", "right", alt.value("width")),
        )
        for layer in haloed(
            base.transform_filter(side)
            .mark_text(align=align, baseline="bottom", dy=-8, color=INK.light)
            .encode(x=x, text="label:N")
        )
    ]
    return alt.layer(outer, inner, *words).properties(
        width=WIDTH,
        height=alt.Step(62),
        usermeta=data(
            {
                "Total": "title",
                "Counted by": "counter",
                "Number, at least": "least",
                "Number, at most": "most",
                "Number (in words)": "amount",
                "First day, at the earliest": "start",
                "First day, at the latest": "sure_start",
                "Last day, at the earliest": last_day("sure_end"),
                "Last day, at the latest": last_day("end"),
                "Rate (per day), at least": "rate_low",
                "Rate (per day), at most": "rate_high",
            }
            | LINK
        ),
        title=alt.Title(
            f"{capital(many(len(frame), 'total'))} by {many(frame['counter'].nunique(), 'counter')}"
            ", over the periods covered",
            subtitle=[
                "Bar: the days of which a total speaks. Faint: days that may belong to them.",
                "Totals are never added. Choose one to see its evidence.",
            ],
        ),
        description="Totals as spans of time. "
        + "; ".join(f"{r['title']}: {r['label']}" for r in frame.to_dict("records"))
        + ".",
    )


# About how wide the plot beside labels is, in px.
PLOT = "(containerSize()[0] < 480 ? 195 : 500)"


def _attributed(incidents: pd.DataFrame, doers: dict[str, str]) -> list[str]:
    """The sides that reports name as doers, as words."""
    return [
        capital(listed(doers[d] for d in named)) if named else NOT_ATTRIBUTED
        for named in incidents["doers"]
    ]


def incident_timeline(incidents: pd.DataFrame, doers: dict[str, str]) -> alt.Chart | None:
    """Incidents in time: a point for a known day, a bar for days among which it lies or lasted.

    ``incidents``: ``measures.violence.incidents``. ``doers``: ids of its column doers to names.
    Those whose time has an open end are left off; ``undrawn`` counts them.
    """
    frame = incidents[drawable(incidents)]
    if frame.empty:
        return None
    plain = pd.DataFrame(
        {
            "incident": frame["incident_id"] + " " + frame["title"],
            "start": at(frame["occurred_start_earliest"]),
            "end": _day_after(frame["occurred_end_latest"]),
            "point": [
                s == e
                for s, e in zip(
                    frame["occurred_start_earliest"], frame["occurred_end_latest"], strict=True
                )
            ],
            "when": [span(row, "occurred") for row in frame.to_dict("records")],
            "doer": _attributed(frame, doers),
            "method": frame["method"].str.replace("_", " "),
            "evidence": frame["incident_id"].map(address),
        }
    )
    lasted = plain["end"] - plain["start"]
    plain["short"] = lasted < (plain["end"].max() - plain["start"].min()) / 100
    names = {i: capital(n) for i, n in doers.items()}
    shown = list(dict.fromkeys(plain["doer"]))
    scale = side_scale(names, shown, NOT_ATTRIBUTED)
    base = alt.Chart(plain).encode(
        y=alt.Y(
            "incident:N",
            sort=alt.EncodingSortField("start", op="min"),
            title=None,
            axis=alt.Axis(labelExpr=wrapped(34, 22), domain=False, ticks=False, grid=True),
        ),
        color=alt.Color(
            "doer:N",
            scale=scale,
            legend=alt.Legend(
                columns=alt.ExprRef("containerSize()[0] < 480 ? 1 : 2"),
                title="Said to have done it",
                symbolType="square",
            ),
        ),
        href="evidence:N",
        tooltip=[
            alt.Tooltip("incident:N", title="incident"),
            alt.Tooltip("when:N", title="when"),
            alt.Tooltip("doer:N", title="said to have done it"),
            alt.Tooltip("method:N", title="method"),
        ],
    )
    axis = in_time()
    axis.labelSeparation = 4  # quarters lie close
    x = alt.X("start:T", title=None, axis=axis)
    bars = (
        base.transform_filter("!datum.point && !datum.short")
        .mark_bar(size=8)
        .encode(x=x, x2="end:T")
    )
    # A few days among years would be too narrow to be seen.
    ticks = (
        base.transform_filter("!datum.point && datum.short")
        .mark_tick(size=12, thickness=4, opacity=1)
        .encode(x=x)
    )
    points = (
        base.transform_filter("datum.point")
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            x=x,
            shape=alt.Shape("method:N", legend=alt.Legend(title="Method")),
        )
    )
    return (
        alt.layer(bars, ticks, *([points] if plain["point"].any() else []))
        .resolve_scale(shape="independent")
        .properties(
            width=WIDTH,
            height=alt.Step(36),
            usermeta=data(
                {
                    "Incident": "incident",
                    "First possible day": "start",
                    "Last possible day": last_day("end"),
                    "When (in words)": "when",
                    "Said to have done it": "doer",
                    "Method": "method",
                }
                | LINK
            ),
            title=alt.Title(
                f"{capital(many(len(frame), 'incident'))} with a time, by who is said to have "
                f"done {'it' if len(frame) == 1 else 'them'}",
                subtitle=[
                    "Point: the day is known. Bar: some time within it, or all through it.",
                    "Choose one to see its evidence.",
                ],
            ),
            description="Incidents on a time axis. "
            + "; ".join(
                f"{r['incident']}, {r['when']}, {r['doer']}" for r in plain.to_dict("records")
            )
            + ".",
        )
    )


def drawable(incidents: pd.DataFrame) -> pd.Series:
    """Whether an incident has a first and a last possible day, so that it can stand on an axis."""
    return incidents["occurred_start_earliest"].notna() & incidents["occurred_end_latest"].notna()


def casualty_ranges(incidents: pd.DataFrame) -> alt.Chart | None:
    """Killed and wounded of each incident that has a figure, from the lowest to the highest.

    An open range ends in an arrow. Incidents without a figure are not drawn as none.
    """
    rows: list[dict] = []
    for row in incidents.to_dict("records"):
        for harm in ("killed", "wounded"):
            low, high = row[f"{harm}_low"], row[f"{harm}_high"]
            if not (missing(low) and missing(high)):
                known = {"at_least": low, "at_most": high}  # an open end is none in the file
                low = 0 if missing(low) else low
                rows.append(
                    known
                    | {
                        "incident": f"{row['incident_id']} {row['title']}",
                        "harm": harm,
                        "low": low,
                        "high": low if missing(high) else high,
                        "label": amount(low, None, high) + (" →" if missing(high) else ""),
                        "evidence": address(row["incident_id"]),
                    }
                )
    if not rows:
        return None
    frame = pd.DataFrame(rows)
    frame["line"] = frame["incident"] + ": " + frame["harm"]
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "line:N",
            title=None,
            sort=list(frame["line"]),
            axis=alt.Axis(labelExpr=wrapped(36, 20), domain=False, ticks=False, offset=8),
        ),
        href="evidence:N",
        tooltip=[
            alt.Tooltip("incident:N", title="incident"),
            alt.Tooltip("harm:N", title="harm"),
            alt.Tooltip("label:N", title="people, as reported"),
        ],
    )
    bars = base.mark_bar(size=6, color=MUTED.light).encode(
        x=alt.X("low:Q", title="people", axis=alt.Axis(tickMinStep=1, tickCount=6, format="d")),
        x2="high:Q",
    )
    points = base.mark_point(filled=True, size=90, color=MUTED.light, opacity=1).encode(x="low:Q")
    words = base.mark_text(align="left", dx=9, color=INK.light).encode(x="high:Q", text="label:N")
    told = count(frame["incident"].nunique())
    return (bars + points + words).properties(
        width=WIDTH,
        height=alt.Step(40),
        usermeta=data(
            {
                "Incident": "incident",
                "Harm": "harm",
                "People, at least": "at_least",
                "People, at most": "at_most",
            }
            | LINK
        ),
        title=alt.Title(
            f"Casualties: a figure is reported for {told} of {many(len(incidents), 'incident')}",
            subtitle="An arrow: so many or more. What is not reported is not drawn as none.",
        ),
        description="Casualty ranges. "
        + "; ".join(f"{r['incident']}, {r['harm']}: {r['label']}" for r in rows)
        + ".",
    )


# The kinds of incidents that a bar tells apart, by the columns of ``by_group``.
KINDS = {"countable": "countable", "described": "described in general"}
# What a file calls a column of ``by_group``; others as they are.
GROUPS = {"place_ids": "Place", "doers": "Side named as the doer"}


def incident_groups(
    grouped: pd.DataFrame, column: str, names: dict[str, str], title: str, none: str
) -> alt.Chart | None:
    """Incidents per place, perpetrator or method: countable ones, and general descriptions apart.

    ``grouped``: ``measures.violence.by_group``. ``none``: the label where nothing was stated.
    """
    if grouped.empty:
        return None
    frame = grouped.assign(group=[names.get(v, v) if v else none for v in grouped[column]])
    frame["all"] = frame["countable"] + frame["described"]
    # The longest first; last those of which nothing is stated.
    frame["last"] = frame[column].map(lambda value: not value)
    frame = frame.sort_values(["last", "all"], ascending=[True, False], kind="stable")
    frame["group"] = frame["group"].str.replace("_", " ").map(capital)
    rows = [
        {
            "group": row["group"],
            "kind": kind,
            "order": order,
            "incidents": row[key],
            "ids": ", ".join(row[f"{key}_ids"]),
            "evidence": address(row[f"{key}_ids"][0]),
        }
        for order, (key, kind) in enumerate(KINDS.items())
        for row in frame.to_dict("records")
        if row[key]
    ]
    parts = frame[["countable", "described"]].to_dict("records")
    frame["number"] = [
        " + ".join(number(n) for n in (part["countable"], part["described"]) if n) for part in parts
    ]
    y = alt.Y(
        "group:N",
        sort=list(frame["group"]),
        title=None,
        axis=alt.Axis(labelExpr=wrapped(26, 16), domain=False, ticks=False),
    )
    kinds = list(KINDS.values())
    bars = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(stroke=MUTED.light, strokeWidth=1)
        .encode(
            y=y,
            x=alt.X(
                "incidents:Q",
                title="incidents",
                stack="zero",
                axis=alt.Axis(tickMinStep=1, tickCount=5, format="d"),
            ),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=kinds, range=[MUTED.light, GRID.light]),
                legend=alt.Legend(symbolStrokeColor=MUTED.light, symbolType="square"),
            ),
            order=alt.Order("order:Q"),
            href="evidence:N",
            tooltip=[
                alt.Tooltip("group:N", title="group"),
                alt.Tooltip("kind:N", title="kind"),
                alt.Tooltip("incidents:Q", title="incidents"),
                alt.Tooltip("ids:N", title="which (the first is opened)"),
            ],
        )
    )
    words = (
        alt.Chart(frame[["group", "all", "number"]])
        .mark_text(align="left", dx=5)
        .encode(y=y, x="all:Q", text="number:N")
    )
    return (bars + words).properties(
        width=WIDTH,
        height=alt.Step(28),
        usermeta=data(
            {
                GROUPS.get(column, capital(column)): "group",
                "How far told": "kind",
                "Number of incidents": "incidents",
                "Incidents (the evidence is that of the first)": "ids",
            }
            | LINK
        ),
        title=alt.Title(
            _leading(frame, title),
            subtitle=[
                "Strong: incidents that can be counted. Faint: those told of in general words.",
                "Choose a bar to see the evidence for the first of them.",
            ],
        ),
        description=f"{title}. "
        + "; ".join(f"{r['group']}: {number(r['incidents'])} {r['kind']}" for r in rows)
        + ".",
    )


def _leading(frame: pd.DataFrame, title: str) -> str:
    """The title with the group that stands first, if one does and the picture has room for it."""
    stated = frame[~frame["last"]]
    first = stated[stated["all"] == stated["all"].max()]
    if len(first) != 1:
        return title
    group, found = first["group"].iloc[0], int(first["all"].iloc[0])
    longer = f"{title}: most often {group}, {found} times" if found > 1 else title
    return longer if len(longer) <= LONGEST else title


def undrawn(incidents: pd.DataFrame) -> str:
    """A sentence on the incidents that no axis can hold; '' where there are none."""
    left = incidents[~drawable(incidents)]
    if left.empty:
        return ""
    ids = listed(map(ref, left["incident_id"]))
    return (
        f"{capital(many(len(left), 'incident'))} ({ids}) "
        f"{'is' if len(left) == 1 else 'are'} not drawn here: no first and last day is told."
    )
