"""Charts of the reports: what each contributes, and when each was published.

In: frames of ``measures.coverage`` and ``measures.lineage``. Out: ``alt.Chart``, or None where
nothing was known.
"""

import altair as alt
import pandas as pd

from ceasefire.charts.columns import LINK, data
from ceasefire.charts.theme import INK, MUTED, at, in_rows, in_time, wrapped
from ceasefire.phrases import capital, count, many

WIDTH = 640
MOST = 30  # reports of which each can have bars of its own


def contributions(
    counted: pd.DataFrame,
    sources: dict[str, str],
    tables: dict[str, str],
    by_side: pd.DataFrame,
    sides: dict[str, str],
) -> alt.FacetChart | alt.LayerChart | None:
    """Facts per report and table, as bars with their numbers; of many reports, per side and table.

    ``counted``: ``measures.coverage.contributions``. ``sources``, ``tables``, ``sides``: ids to
    titles. ``by_side``: ``measures.lineage.carried_by_side``.
    """
    frame = counted[counted["table"].isin(tables)]
    if frame.empty:
        return None
    if frame["source_id"].nunique() > MOST:
        return _carried(by_side[by_side["table"].isin(tables)], tables, sides)
    distinct = frame[["table", "rows"]].explode("rows").drop_duplicates()
    frame = pd.DataFrame(
        {
            "source": frame["source_id"].map(sources),
            "kind": frame["table"].map(tables),
            "facts": frame["facts"],
            "evidence": "#" + frame["source_id"],
        }
    )
    order = [title for title in sources.values() if title in set(frame["source"])]
    facts, told = len(distinct), int(frame["facts"].sum())
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "kind:N",
            sort=list(tables.values()),
            title=None,
            axis=alt.Axis(domain=False, ticks=False, labelExpr=wrapped(28, 18)),
        ),
        href="evidence:N",
        tooltip=[
            alt.Tooltip("source:N", title="report"),
            alt.Tooltip("kind:N", title="kind of fact"),
            alt.Tooltip("facts:Q", title="facts"),
        ],
    )
    bars = base.mark_bar(color=MUTED.light).encode(
        x=alt.X("facts:Q", title="facts", axis=alt.Axis(tickMinStep=1, tickCount=5, format="d"))
    )
    words = base.mark_text(align="left", dx=4, color=INK.light).encode(x="facts:Q", text="facts:Q")
    return (
        (bars + words)
        .properties(width=WIDTH, height=alt.Step(22))
        .facet(row=in_rows("source", order))
        .properties(
            usermeta=data(
                {"Report": "source", "Kind of fact": "kind", "Number of facts": "facts"} | LINK
            ),
            title=alt.Title(
                f"{capital(many(facts, 'fact'))} that "
                f"{many(len(order), 'report carries', 'reports carry')}, "
                f"{many(told, 'mention')}",
                subtitle="A fact that two reports carry is one fact, mentioned under both. Choose "
                "a bar to see the report.",
            ),
            description=f"Facts per report: {many(facts, 'fact')}, {many(told, 'mention')}. "
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


def _carried(
    by_side: pd.DataFrame, tables: dict[str, str], sides: dict[str, str]
) -> alt.LayerChart:
    """Facts by table and by the side of the publishers, a number in every cell."""
    frame = pd.DataFrame(
        {
            "side": by_side["side_id"].map(sides),
            "kind": by_side["table"].map(tables),
            "facts": by_side["facts"],
            "pages": by_side["pages"],
        }
    )
    base = alt.Chart(frame).encode(
        x=alt.X(
            "side:N",
            sort=list(sides.values()),
            title=None,
            axis=alt.Axis(orient="top", labelAngle=-90, domain=False, ticks=False),
        ),
        y=alt.Y(
            "kind:N",
            sort=list(tables.values()),
            title=None,
            axis=alt.Axis(labelExpr=wrapped(28, 11), domain=False, ticks=False),
        ),
        tooltip=[
            alt.Tooltip("side:N", title="side of the publisher"),
            alt.Tooltip("kind:N", title="kind of fact"),
            alt.Tooltip("facts:Q", title="facts", format=","),
            alt.Tooltip("pages:Q", title="pages", format=","),
        ],
    )
    cells = base.mark_rect(color=INK.light, cornerRadius=3).encode(
        opacity=alt.Opacity("facts:Q", legend=None, scale=alt.Scale(type="log", range=[0.05, 0.3]))
    )
    small = alt.ExprRef("containerSize()[0] < 480 ? 11 : 12")
    words = base.mark_text(color=INK.light, fontSize=small).encode(
        text=alt.Text("facts:Q", format=",")
    )
    return (cells + words).properties(
        width=WIDTH,
        height=alt.Step(34),
        usermeta=data(
            {
                "Side of the publisher": "side",
                "Kind of fact": "kind",
                "Number of facts": "facts",
                "Number of pages": "pages",
            }
        ),
        title=alt.Title(
            "What the pages carry, by the side of their publisher",
            subtitle="Each cell: the number of facts, the stronger the more. Empty: none.",
        ),
        description="Facts by kind and by the side of the publisher. "
        + "; ".join(
            f"{side}: " + ", ".join(f"{r['kind']} {r['facts']}" for r in group.to_dict("records"))
            for side, group in frame.groupby("side", sort=False)
        )
        + ".",
    )


def pages_in_time(frame: pd.DataFrame, sides: dict[str, str]) -> alt.LayerChart | None:
    """Pages by month of publication and side of the publisher: the area of a mark is their number.

    ``frame``: ``measures.lineage.pages``. Pages without a known month are left off; ``undrawn``
    counts them.
    """
    dated = frame[frame["month"].notna()]
    if dated.empty:
        return None
    groups = dated.groupby(["side_id", "month"])["source_id"]
    counted = groups.agg(pages="size", ids=tuple).reset_index()
    plain = pd.DataFrame(
        {
            "side": counted["side_id"].map(sides),
            "month": at(counted["month"]),
            "pages": counted["pages"],
            "ids": counted["ids"].map(", ".join),
            "evidence": "#" + counted["ids"].str[0],
        }
    )
    plain["label"] = plain["month"].dt.strftime("%B %Y")
    base = alt.Chart(plain).encode(
        x=alt.X("month:T", title=None, axis=in_time(), scale=alt.Scale(padding=12)),
        y=alt.Y(
            "side:N",
            sort=[name for name in sides.values() if name in set(plain["side"])],
            title=None,
            axis=alt.Axis(labelExpr=wrapped(22, 12), domain=False, ticks=False, grid=True),
        ),
        href="evidence:N",
        tooltip=[
            alt.Tooltip("side:N", title="side of the publisher"),
            alt.Tooltip("label:N", title="month"),
            alt.Tooltip("pages:Q", title="pages"),
            alt.Tooltip("ids:N", title="which (the first is opened)"),
        ],
    )
    largest = int(plain["pages"].max())
    legend = alt.Legend(
        values=sorted({1, max(largest // 4, 1), largest}),
        format="d",
        symbolFillColor=MUTED.light,
        symbolStrokeWidth=0,
    )
    marks = base.mark_circle(color=MUTED.light, opacity=0.75).encode(
        size=alt.Size(
            "pages:Q",
            title="pages in a month",
            scale=alt.Scale(domain=[0, largest], range=[0, 420 if largest > 1 else 120]),
            legend=legend if largest > 1 else None,
        )
    )
    most = plain.sort_values("pages").iloc[-1]
    return alt.layer(marks).properties(
        width=WIDTH,
        height=alt.Step(34),
        usermeta=data(
            {
                "Side of the publisher": "side",
                "First day of the month of publication": "month",
                "Number of pages": "pages",
                "Pages (the evidence is the first)": "ids",
            }
            | LINK
        ),
        title=alt.Title(
            f"{capital(count(len(dated)))} of {many(len(frame), 'page')}, by month of publication",
            subtitle="Each row: the side of the publishers. Choose a month to see its first page.",
        ),
        description="Pages by month and side of the publisher. "
        + "; ".join(
            f"{side}: {many(int(group['pages'].sum()), 'page')}"
            for side, group in plain.groupby("side", sort=False)
        )
        + f". Most in a month: {most['pages']} in {most['label']}, {most['side']}.",
    )


def undrawn(frame: pd.DataFrame) -> str:
    """How many pages the chart of months leaves off."""
    left = int(frame["month"].isna().sum())
    verb = "is" if left == 1 else "are"
    return f"{many(left, 'page')} of no known month {verb} left off.".capitalize() if left else ""
