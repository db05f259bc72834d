"""The chart of cleaning: cited words by the rule that read them.

In: ``measures.coverage.rules_used``. Out: an ``alt.Chart``, or None where nothing was known.
"""

import altair as alt
import pandas as pd

from ceasefire.charts.columns import data
from ceasefire.charts.theme import MUTED, in_rows, wrapped
from ceasefire.phrases import listed, many, number

WIDTH = 640
# What reads words and is no rule (``clean.tables``, ``measures.coverage``), as a title says it.
NO_RULES = {
    "coded from the page, words not held": "coded from pages",
    "a person's correction": "by a person",
    "not resolved": "by none",
}
# The kinds of words that rules read, as headings.
KINDS = {"date": "Dates", "quantity": "Quantities", "actor": "Actors", "place": "Places"}


def rules(used: pd.DataFrame) -> alt.Chart | None:
    """Words per rule, by kind of word."""
    if used.empty:
        return None
    frame = used.assign(of=used["kind"].replace(KINDS))
    base = alt.Chart(frame[["of", "rule", "tokens", "example"]]).encode(
        y=alt.Y(
            "rule:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelExpr=wrapped(40, 20), domain=False, ticks=False),
        ),
        tooltip=[
            alt.Tooltip("of:N", title="kind"),
            alt.Tooltip("rule:N", title="rule"),
            alt.Tooltip("tokens:Q", title="cited words", format=","),
            alt.Tooltip("example:N", title="for example"),
        ],
    )
    bars = base.mark_bar(color=MUTED.light).encode(
        x=alt.X(
            "tokens:Q",
            title="cited words (square-root scale)",
            scale=alt.Scale(type="sqrt"),
            axis=alt.Axis(tickCount=4, format="d"),
        )
    )
    words = base.mark_text(align="left", dx=4).encode(
        x="tokens:Q", text=alt.Text("tokens:Q", format=",")
    )
    order = [name for name in KINDS.values() if name in set(frame["of"])]
    return (
        (bars + words)
        .properties(width=WIDTH, height=alt.Step(26))
        .facet(row=in_rows("of", order))
        .resolve_scale(y="independent")
        .properties(
            usermeta=data(
                {
                    "Kind of words": "of",
                    "Rule": "rule",
                    "Number of cited words": "tokens",
                    "For example": "example",
                }
            ),
            title=alt.Title(
                _by_whom(frame),
                subtitle=[
                    "How many words each rule made into a date, a number or a name.",
                    "The bars have a square-root scale: one of twice the length is four times as "
                    "many.",
                ],
            ),
            description="Cited words per rule. "
            + "; ".join(f"{r['of']}, {r['rule']}: {r['tokens']}" for r in frame.to_dict("records"))
            + ".",
        )
    )


def _by_whom(frame: pd.DataFrame) -> str:
    """How many words rules read, and how many a person or nobody, as the title of the chart."""
    told = frame["tokens"].groupby(frame["rule"].where(frame["rule"].isin(NO_RULES), "")).sum()
    rules = frame.loc[~frame["rule"].isin(NO_RULES), "rule"].nunique()
    parts = [f"{number(told.get('', 0))} read by {many(rules, 'rule')}"]
    parts += [f"{number(told[name])} {words}" for name, words in NO_RULES.items() if name in told]
    return f"{number(frame['tokens'].sum())} cited words: {listed(parts)}"
