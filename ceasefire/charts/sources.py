"""Charts of the reports: what each contributes, and when each was published.

In: frames of ``measures.coverage``. Out: ``alt.Chart``, or None where nothing was known.
"""

import altair as alt
import pandas as pd

from ceasefire.charts.theme import BLUE, INK, wrapped

WIDTH = 640


def contributions(
    counted: pd.DataFrame, sources: dict[str, str], tables: dict[str, str]
) -> alt.Chart | None:
    """Facts per report and table, as bars with their numbers.

    ``counted``: ``measures.coverage.contributions``. ``sources`` and ``tables``: ids to titles.
    """
    frame = counted[counted["table"].isin(tables)]
    if frame.empty:
        return None
    frame = pd.DataFrame(
        {
            "source": frame["source_id"].map(sources),
            "kind": frame["table"].map(tables),
            "facts": frame["facts"],
            "evidence": "#" + frame["source_id"],
        }
    )
    order = [title for title in sources.values() if title in set(frame["source"])]
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "kind:N",
            sort=list(tables.values()),
            title=None,
            axis=alt.Axis(domain=False, ticks=False, labelExpr=wrapped(28, 28)),
        ),
        href="evidence:N",
        tooltip=["source:N", "kind:N", "facts:Q"],
    )
    bars = base.mark_bar(color=BLUE.light).encode(
        x=alt.X("facts:Q", title="facts", axis=alt.Axis(tickMinStep=1))
    )
    words = base.mark_text(align="left", dx=4, color=INK.light).encode(x="facts:Q", text="facts:Q")
    return (
        (bars + words)
        .properties(width=WIDTH, height=alt.Step(19))
        .facet(
            row=alt.Row(
                "source:N",
                sort=order,
                title=None,
                header=alt.Header(labelAngle=0, labelAlign="left", labelOrient="top"),
            )
        )
        .properties(
            title="What each report contributes",
            description="Facts per report. "
            + "; ".join(
                f"{s}: "
                + ", ".join(
                    f"{r['kind']} {r['facts']}"
                    for r in frame[frame["source"] == s].to_dict("records")
                )
                for s in order
            )
            + ".",
        )
    )
