"""The chart of cleaning: cited words by the rule that read them.

In: ``measures.coverage.rules_used``. Out: an ``alt.Chart``, or None where nothing was known.
"""

import altair as alt
import pandas as pd

from ceasefire.charts.theme import BLUE, GREEN, INK, NAVY, OCHRE, wrapped

WIDTH = 640


def rules(used: pd.DataFrame) -> alt.Chart | None:
    """Words per rule, by kind of word."""
    if used.empty:
        return None
    kinds = ["date", "quantity", "actor", "place"]
    frame = used.assign(what=used["kind"] + ": " + used["rule"])
    base = alt.Chart(frame[["kind", "what", "tokens", "example"]]).encode(
        y=alt.Y(
            "what:N",
            sort=list(frame["what"]),
            title=None,
            axis=alt.Axis(labelExpr=wrapped(44, 20), domain=False, ticks=False),
        ),
        tooltip=["what:N", "tokens:Q", "example:N"],
    )
    bars = base.mark_bar().encode(
        x=alt.X("tokens:Q", title="cited words", scale=alt.Scale(type="sqrt")),
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=kinds, range=[BLUE.light, OCHRE.light, GREEN.light, NAVY.light]),
        ),
    )
    words = base.mark_text(align="left", dx=4, color=INK.light).encode(
        x="tokens:Q", text="tokens:Q"
    )
    return (bars + words).properties(
        width=WIDTH,
        height=alt.Step(32),
        title=alt.Title("Which rule read how many words", subtitle="Square-root scale"),
        description="Cited words per rule. "
        + "; ".join(f"{r['what']}: {r['tokens']}" for r in frame.to_dict("records"))
        + ".",
    )
