"""Charts of compliance: verdicts by viewpoint, deadlines on a time axis, rates with unknowns.

In: frames of ``measures.compliance``. Out: ``alt.Chart``, or None where there is nothing to draw
(the page then says so).
"""

from datetime import timedelta

import altair as alt
import pandas as pd

from ceasefire.charts.meanings import class_scale, on_class
from ceasefire.charts.theme import INK, PAPER, at, wrapped
from ceasefire.marks import CLASSES, VERDICT_MARKS, address
from ceasefire.phrases import between, capital, day, days_overdue, missing

WIDTH = 640


def _picked(name: str, label: str, options: list, labels: list[str]) -> alt.Parameter:
    """A menu by which a reader filters a chart; the last option stands at first."""
    return alt.param(
        name=name,
        value=options[-1],
        bind=alt.binding_select(options=options, labels=labels, name=f"{label} "),
    )


def _known_on(frame: pd.DataFrame) -> alt.Parameter:
    """The menu of knowledge dates: those on which some verdict changes."""
    days = sorted(set(frame["as_of"]))
    return _picked("known", "As known on", [d.isoformat() for d in days], [day(d) for d in days])


def _plain(verdicts: pd.DataFrame, viewpoints: dict[str, str]) -> pd.DataFrame:
    """Verdicts as the charts need them: text columns only, so that the page stays light."""
    return pd.DataFrame(
        {
            "commitment": verdicts["commitment_id"] + " " + verdicts["title"],
            "viewpoint": verdicts["viewpoint_id"].map(viewpoints),
            "known": [d.isoformat() for d in verdicts["as_of"]],
            "verdict": verdicts["verdict"],
            "class": [VERDICT_MARKS[v][0] for v in verdicts["verdict"]],
            "symbol": [VERDICT_MARKS[v][1] for v in verdicts["verdict"]],
            "grade": verdicts["grade"].fillna(""),
            "due": [
                between(a, b) if not missing(a) else "no date"
                for a, b in zip(verdicts["due_earliest"], verdicts["due_latest"], strict=True)
            ],
            "overdue": [
                days_overdue(a, b)
                for a, b in zip(verdicts["overdue_low"], verdicts["overdue_high"], strict=True)
            ],
            "evidence": verdicts["commitment_id"].map(address),
        }
    )


def compliance_matrix(history: pd.DataFrame, viewpoints: dict[str, str]) -> alt.Chart | None:
    """Commitments by viewpoints, a verdict in every cell, for the knowledge date that is picked.

    ``history``: ``measures.compliance.verdict_history``. ``viewpoints``: ids to names.
    """
    if history.empty:
        return None
    known = _known_on(history)
    frame = _plain(history, viewpoints)
    base = (
        alt.Chart(frame)
        .transform_filter("datum.known === known")
        .encode(
            x=alt.X(
                "viewpoint:N",
                sort=list(viewpoints.values()),
                title=None,
                axis=alt.Axis(orient="top", labelAngle=-90, domain=False, ticks=False),
            ),
            y=alt.Y(
                "commitment:N",
                sort=None,
                title=None,
                axis=alt.Axis(domain=False, ticks=False, labelExpr=wrapped(30, 20)),
            ),
            href="evidence:N",
            tooltip=[
                "commitment:N",
                "viewpoint:N",
                "verdict:N",
                "grade:N",
                "due:N",
                alt.Tooltip("overdue:N", title="days overdue"),
            ],
        )
    )
    cells = base.mark_rect(stroke=PAPER.light, strokeWidth=2, cornerRadius=3).encode(
        color=alt.Color("class:N", scale=class_scale(), title=None)
    )
    signs = base.mark_text(fontWeight="bold", fontSize=14).encode(text="symbol:N", color=on_class())
    last = _latest(history)
    return (
        (cells + signs)
        .add_params(known)
        .properties(
            width=WIDTH,
            height=alt.Step(34),
            title=alt.Title(
                "Verdicts, by commitment and viewpoint",
                subtitle=[
                    "Symbols tell verdicts of one colour apart.",
                    "Choose one to see its evidence.",
                    _text_speaks_of(history),
                ],
            ),
            description=f"Matrix of {last['commitment_id'].nunique()} commitments by "
            f"{len(viewpoints)} viewpoints, as known on {day(last['as_of'].iloc[0])}: "
            + _tally(last)
            + ".",
        )
    )


def _text_speaks_of(history: pd.DataFrame) -> str:
    """Which of the dates in the menu the prose of the page goes with."""
    return f"The text of this page speaks of {day(max(history['as_of']))}."


def _latest(history: pd.DataFrame) -> pd.DataFrame:
    """The verdicts of the last knowledge date."""
    return history[history["as_of"] == max(history["as_of"])]


def _tally(verdicts: pd.DataFrame) -> str:
    """'missed 3, no evidence 120', in the order of frequency."""
    return ", ".join(
        f"{verdict} {count}" for verdict, count in verdicts["verdict"].value_counts().items()
    )


def deadline_timeline(
    history: pd.DataFrame, viewpoints: dict[str, str], viewpoint: str
) -> alt.Chart | None:
    """Due date, verdict and days overdue of each dated commitment, for a viewpoint and a date.

    ``viewpoint``: the one that stands at first.
    """
    dated = history[history["due_earliest"].notna()]
    if dated.empty:
        return None
    frame = _plain(dated, viewpoints).assign(
        first=at(dated["due_earliest"]).to_numpy(),
        last=at(dated["due_latest"]).to_numpy(),
        label=[
            capital(v) + (f", {o} overdue" if o else "")
            for v, o in zip(dated["verdict"], _plain(dated, viewpoints)["overdue"], strict=True)
        ],
        at_least=_overdue_until(dated, "overdue_low").to_numpy(),
        at_most=_overdue_until(dated, "overdue_high").to_numpy(),
    )
    known = _known_on(history)
    names = list(viewpoints.values())
    names = [n for n in names if n != viewpoints[viewpoint]] + [viewpoints[viewpoint]]
    seen_from = _picked("seen_from", "Seen from", names, names)
    y = alt.Y(
        "commitment:N",
        sort=alt.EncodingSortField("first", op="min"),
        title=None,
        axis=alt.Axis(labelExpr=wrapped(26, 14), domain=False, ticks=False, offset=6),
    )
    colour = alt.Color("class:N", scale=class_scale(), legend=None)
    base = (
        alt.Chart(frame)
        .transform_filter("datum.known === known && datum.viewpoint === seen_from")
        .encode(
            y=y,
            href="evidence:N",
            tooltip=[
                "commitment:N",
                "due:N",
                "verdict:N",
                "grade:N",
                alt.Tooltip("overdue:N", title="days overdue"),
            ],
        )
    )
    due = base.mark_rule(color=INK.light, strokeWidth=2).encode(
        x=alt.X("first:T", title=None), x2="last:T"
    )
    mark = base.mark_tick(color=INK.light, thickness=3, size=26).encode(x="first:T")
    at_most = base.mark_bar(size=12, opacity=0.35).encode(x="last:T", x2="at_most:T", color=colour)
    at_least = base.mark_bar(size=12).encode(x="last:T", x2="at_least:T", color=colour)
    words = base.mark_text(align="left", baseline="bottom", dy=-9, dx=4).encode(
        x="first:T", text="label:N"
    )
    return (
        (at_most + at_least + due + mark + words)
        .add_params(seen_from, known)
        .properties(
            width=WIDTH,
            height=alt.Step(64),
            title=alt.Title(
                "From the due date to the verdict",
                subtitle=[
                    "Tick: due date. Full bar: overdue at least,",
                    "up to the last day of which somebody says so.",
                    "Pale bar: at most, up to the knowledge date.",
                    _text_speaks_of(history),
                ],
            ),
            description="Dated commitments on a time axis. "
            + "; ".join(
                f"{row['commitment']}: due {row['due']}, {row['label']}"
                for row in frame[
                    (frame["known"] == max(frame["known"]))
                    & (frame["viewpoint"] == viewpoints[viewpoint])
                ].to_dict("records")
            )
            + ".",
        )
    )


def _overdue_until(dated: pd.DataFrame, column: str) -> pd.Series:
    """The day up to which something was overdue; missing where it was not."""
    return at(
        None if missing(days) else due + timedelta(days=int(days))
        for due, days in zip(dated["due_latest"], dated[column], strict=True)
    )


def compliance_rates(verdicts: pd.DataFrame, viewpoints: dict[str, str]) -> alt.Chart | None:
    """How many commitments have which verdict, from each viewpoint: the unknown ones included.

    ``verdicts``: ``measures.compliance.compliance`` of one date.
    """
    if verdicts.empty:
        return None
    marked = verdicts.assign(
        **{"class": [VERDICT_MARKS[v][0] for v in verdicts["verdict"]]},
        viewpoint=verdicts["viewpoint_id"].map(viewpoints),
    )
    frame = marked.groupby(["viewpoint", "class"]).size().rename("commitments").reset_index()
    frame["order"] = [CLASSES.index(c) for c in frame["class"]]
    of = int(verdicts["commitment_id"].nunique())
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "viewpoint:N",
            sort=list(viewpoints.values()),
            title=None,
            axis=alt.Axis(labelExpr=wrapped(20, 12), domain=False, ticks=False),
        ),
        order="order:Q",
        tooltip=["viewpoint:N", "class:N", "commitments:Q"],
    )
    bars = base.mark_bar(stroke=PAPER.light).encode(
        x=alt.X(
            "commitments:Q",
            stack="zero",
            title=f"commitments, of {of}",
            axis=alt.Axis(tickMinStep=1),
            scale=alt.Scale(domain=[0, of], nice=False),
        ),
        color=alt.Color("class:N", scale=class_scale(), title=None),
    )
    words = base.mark_text(fontWeight="bold").encode(
        x=alt.X("commitments:Q", stack="zero", bandPosition=0.5),
        text="commitments:Q",
        color=on_class(),
    )
    return (bars + words).properties(
        width=WIDTH,
        height=alt.Step(32),
        title=alt.Title(
            "What is known of all commitments",
            subtitle="No evidence is no breach: nobody says",
        ),
        description=f"Stacked bars over {of} commitments. "
        + "; ".join(
            f"{viewpoints[v]}: {_tally(verdicts[verdicts['viewpoint_id'] == v])}"
            for v in viewpoints
        )
        + ".",
    )
