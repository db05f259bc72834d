"""Which colour means what, the same on every page: verdict classes and sides.

In: names of classes and sides. Out: Altair scales. Called by the chart modules only.
"""

import altair as alt

from ceasefire.charts.theme import (
    BLUE,
    GREEN,
    GREY,
    GRID,
    INK,
    MUTED,
    NAVY,
    OCHRE,
    PAPER,
    PURPLE,
    RUST,
)
from ceasefire.marks import CLASSES

CLASS_COLOURS = dict(
    zip(CLASSES, (c.light for c in (BLUE, OCHRE, RUST, PURPLE, NAVY, GRID)), strict=True)
)
SIDE_COLOURS = {
    "russia": RUST.light,
    "turkey": BLUE.light,
    "syrian_government": PURPLE.light,
    "armed_opposition": GREEN.light,
    "monitors": NAVY.light,
    "press": OCHRE.light,
}


def class_scale() -> alt.Scale:
    """The colours of the verdict classes."""
    return alt.Scale(domain=list(CLASS_COLOURS), range=list(CLASS_COLOURS.values()))


def on_class() -> alt.Color:
    """The colour of a sign that stands on the colour of its class."""
    return alt.condition(
        "datum.class === 'unknown'", alt.value(MUTED.light), alt.value(PAPER.light)
    )


def side_scale(sides: dict[str, str], shown: list[str], nobody: str) -> alt.Scale:
    """The colours of the sides shown: each its own, others one that is left, nobody grey.

    Several sides together never take the colour of another side.

    ``sides``: ids to names. ``shown``: names, or several names in one, that occur in the chart.
    """
    known = {name: SIDE_COLOURS[side] for side, name in sides.items() if side in SIDE_COLOURS}
    ordered = [n for n in sides.values() if n in shown]
    ordered += [n for n in shown if n not in ordered and n != nobody]
    used = {known[n] for n in ordered if n in known}
    left = iter([c.light for c in (OCHRE, NAVY, INK, MUTED) if c.light not in used])
    colours = {n: known.get(n) or next(left, GREY.light) for n in ordered}
    colours |= {nobody: GREY.light} if nobody in shown else {}
    return alt.Scale(domain=list(colours), range=list(colours.values()))
