"""Charts of violence: totals as spans, incidents in time, casualty ranges, incidents by group.

In: frames of ``measures.violence``. Out: ``alt.Chart``, or None where there is nothing to draw (the
page then says so). Nothing less precise than the axis becomes a point on it.
"""

from datetime import timedelta

import altair as alt
import pandas as pd

from ceasefire.charts.meanings import NOT_ATTRIBUTED, side_scale
from ceasefire.charts.theme import GREY, INK, MUTED, RUST, at, wrapped
from ceasefire.marks import address
from ceasefire.phrases import amount, capital, listed, many, missing, number, rate, ref, span

WIDTH = 640


def _day_after(days: pd.Series) -> pd.Series:
    """The day after, so that a bar reaches to the end of its last day."""
    return at(days.map(lambda day: None if missing(day) else day + timedelta(days=1)))


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
            "rate": [rate(*v) for v in zip(totals["rate_low"], totals["rate_high"], strict=True)],
            "evidence": totals["count_id"].map(address),
        }
    )
    frame = frame[drawn.to_numpy()]
    if frame.empty:
        return None
    frame["label"] = frame["amount"].map(capital) + frame["rate"].map(
        lambda per_day: f", {per_day} a day" if per_day else ""
    )
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "title:N",
            sort=alt.EncodingSortField("start", op="min"),
            title=None,
            axis=alt.Axis(labelExpr=wrapped(28, 15), domain=False, ticks=False),
        ),
        href="evidence:N",
        tooltip=[
            "title:N",
            alt.Tooltip("counter:N", title="counted by"),
            "amount:N",
            alt.Tooltip("rate:N", title="per day"),
            alt.Tooltip("start:T", title="from, at the earliest"),
            alt.Tooltip("end:T", title="until, at the latest"),
        ],
    )
    outer = base.mark_bar(size=10, color=GREY.light, opacity=0.45).encode(
        x=alt.X("start:T", title=None), x2="end:T"
    )
    inner = base.mark_bar(size=10, color=RUST.light).encode(x="sure_start:T", x2="sure_end:T")
    words = base.mark_text(align="left", baseline="bottom", dy=-8, color=INK.light).encode(
        x="start:T", text="label:N"
    )
    return (outer + inner + words).properties(
        width=WIDTH,
        height=alt.Step(62),
        title=alt.Title(
            "Totals, over the periods that they cover",
            subtitle=["Pale: days that may belong to the period.", "Totals are never added."],
        ),
        description="Totals as spans of time. "
        + "; ".join(f"{r['title']}: {r['label']}" for r in frame.to_dict("records"))
        + ".",
    )


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
            "said to have done it": _attributed(frame, doers),
            "method": frame["method"].str.replace("_", " "),
            "evidence": frame["incident_id"].map(address),
        }
    )
    names = {i: capital(n) for i, n in doers.items()}
    shown = list(dict.fromkeys(plain["said to have done it"]))
    base = alt.Chart(plain).encode(
        y=alt.Y(
            "incident:N",
            sort=alt.EncodingSortField("start", op="min"),
            title=None,
            axis=alt.Axis(labelExpr=wrapped(34, 18), domain=False, ticks=False, grid=True),
        ),
        color=alt.Color(
            "said to have done it:N",
            scale=side_scale(names, shown, NOT_ATTRIBUTED),
            legend=alt.Legend(columns=1, title="said to have done it"),
        ),
        href="evidence:N",
        tooltip=["incident:N", "when:N", "said to have done it:N", "method:N"],
    )
    bars = (
        base.transform_filter("!datum.point")
        .mark_bar(size=8, opacity=0.8)
        .encode(x=alt.X("start:T", title=None), x2="end:T")
    )
    points = (
        base.transform_filter("datum.point")
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            x=alt.X("start:T", title=None),
            shape=alt.Shape("method:N", legend=alt.Legend(columns=2)),
        )
    )
    return (
        (bars + points)
        .resolve_scale(shape="independent")
        .properties(
            width=WIDTH,
            height=alt.Step(36),
            title=alt.Title(
                "Incidents in time",
                subtitle=[
                    "Point: the day is known.",
                    "Bar: some time within it, or all through it.",
                ],
            ),
            description="Incidents on a time axis. "
            + "; ".join(
                f"{r['incident']}, {r['when']}, {r['said to have done it']}"
                for r in plain.to_dict("records")
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
    rows = []
    for row in incidents.to_dict("records"):
        for harm in ("killed", "wounded"):
            low, high = row[f"{harm}_low"], row[f"{harm}_high"]
            if not (missing(low) and missing(high)):
                low = 0 if missing(low) else low
                rows.append(
                    {
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
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("harm:N", title=None, axis=alt.Axis(domain=False, ticks=False)),
        href="evidence:N",
        tooltip=["incident:N", "harm:N", alt.Tooltip("label:N", title="reported")],
    )
    bars = base.mark_bar(size=6, color=RUST.light).encode(
        x=alt.X("low:Q", title="people", axis=alt.Axis(tickMinStep=1)), x2="high:Q"
    )
    points = base.mark_point(filled=True, size=90, color=RUST.light, opacity=1).encode(x="low:Q")
    words = base.mark_text(align="left", dx=9, color=INK.light).encode(x="high:Q", text="label:N")
    return (
        (bars + points + words)
        .properties(width=WIDTH, height=alt.Step(26))
        .facet(
            row=alt.Row(
                "incident:N",
                title=None,
                header=alt.Header(labelAngle=0, labelAlign="left", labelOrient="top"),
            )
        )
        .properties(
            title="Casualties, where a figure is reported",
            description="Casualty ranges. "
            + "; ".join(f"{r['incident']}, {r['harm']}: {r['label']}" for r in rows)
            + ".",
        )
    )


def incident_groups(
    grouped: pd.DataFrame, column: str, names: dict[str, str], title: str, none: str
) -> alt.Chart | None:
    """Incidents per place, perpetrator or method: countable ones, and general descriptions apart.

    ``grouped``: ``measures.violence.by_group``. ``none``: the label where nothing was stated.
    """
    if grouped.empty:
        return None
    frame = grouped.assign(group=[names.get(v, v) if v else none for v in grouped[column]])
    frame["group"] = frame["group"].str.replace("_", " ").map(capital)
    frame = frame.melt(
        id_vars="group",
        value_vars=["countable", "described"],
        var_name="kind",
        value_name="incidents",
    )
    frame = frame[frame["incidents"] > 0]
    frame["kind"] = frame["kind"].replace({"described": "described in general"})
    order = list(dict.fromkeys(frame["group"]))
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            y=alt.Y(
                "group:N",
                sort=order,
                title=None,
                axis=alt.Axis(labelExpr=wrapped(26, 16), domain=False, ticks=False),
            ),
            x=alt.X("incidents:Q", title="incidents", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(
                    domain=["countable", "described in general"], range=[RUST.light, MUTED.light]
                ),
            ),
            tooltip=["group:N", "kind:N", "incidents:Q"],
        )
        .properties(
            width=WIDTH,
            height=alt.Step(28),
            title=title,
            description=f"{title}. "
            + "; ".join(
                f"{r['group']}: {number(r['incidents'])} {r['kind']}"
                for r in frame.to_dict("records")
            )
            + ".",
        )
    )


def undrawn(incidents: pd.DataFrame) -> str:
    """A sentence on the incidents that no axis can hold; '' where there are none."""
    left = incidents[~drawable(incidents)]
    if left.empty:
        return ""
    ids = listed(map(ref, left["incident_id"]))
    return (
        f"{capital(many(len(left), 'incident'))} ({ids}) "
        f"{'has' if len(left) == 1 else 'have'} no date that an axis could show; "
        f"{'it stands' if len(left) == 1 else 'they stand'} on a card only."
    )
