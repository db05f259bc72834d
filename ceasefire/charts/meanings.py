"""Which colour means what, the same on every page: verdict classes and sides.

In: names of classes and sides. Out: Altair scales. Called by the chart modules only.
"""

import altair as alt

from ceasefire.charts.theme import (
    BLUE,
    GREEN,
    GREY,
    GRID,
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


def side_scale(sides: dict[str, str], shown: list[str]) -> alt.Scale:
    """The colours of the sides shown, in the order of the table; grey without one of their own.

    ``sides``: ids to names. ``shown``: names that occur in the chart.
    """
    domain = [name for name in sides.values() if name in shown]
    domain += [name for name in shown if name not in domain]
    ids = {name: side for side, name in sides.items()}
    return alt.Scale(
        domain=domain, range=[SIDE_COLOURS.get(ids.get(name, ""), GREY.light) for name in domain]
    )
