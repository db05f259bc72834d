"""Which colour means what, the same on every page: verdict classes and sides.

In: names of classes and sides. Out: Altair scales. Called by the chart modules only.
"""

import json
from collections.abc import Iterable
from colorsys import hls_to_rgb
from functools import cache

import altair as alt

from ceasefire.charts.theme import GREY, GRID, INK, LINE, MUTED, PAPER, PARTIES, VERDICTS
from ceasefire.marks import CLASSES, VERDICT_MARKS

# Verdicts have colours that no side has; what is unknown is all but the page itself, with a sign.
CLASS_COLOURS = dict(zip(CLASSES, (c.light for c in (*VERDICTS, GRID)), strict=True))
# Sides have these by their order in the table `sides`; those after them, colours that are made.
# The first six are shades; the others stand at 3:1 or more from a light page and from a dark one,
# and differ in CIELAB, to usual sight, by 24 or more from each other and from the sides' shades,
# and by 16 or more from those of verdicts.
SIDE_COLOURS = [c.light for c in PARTIES] + [
    "#656b2e", "#b9805b", "#2aa2b4", "#2f96da", "#962fda", "#dc3869",
    "#699c1c", "#c5778f", "#317252", "#6c609f", "#dd40dd", "#d77800",
]  # fmt: skip
# The doer of an incident of which reports name different ones: no side (measures.violence.RIVAL).
RIVAL = "rival_accounts"
NOT_ATTRIBUTED = "nobody named"


def class_scale() -> alt.Scale:
    """The colours of the verdict classes."""
    return alt.Scale(domain=list(CLASS_COLOURS), range=list(CLASS_COLOURS.values()))


# A class in words, with a sign that its verdicts bear, as a legend tells it.
CLASS_WORDS = dict(
    zip(
        CLASSES,
        ("✓ kept", "½ in part", "✗ broken", "≠ contested", "… open", "? unknown"),
        strict=True,
    )
)


def other_signs(verdicts: Iterable[str]) -> list[str]:
    """A line on the signs of verdicts that the legend of their classes does not show, if any."""
    held = set(verdicts)
    told = [
        f"{sign} {verdict}"
        for verdict, (name, sign) in VERDICT_MARKS.items()
        if verdict in held and sign != CLASS_WORDS[name].split(" ")[0]
    ]
    return [f"Further signs: {', '.join(told)}."] if told else []


def class_colour(shown: Iterable[str]) -> alt.Color:
    """The colour of a class of verdicts, with a legend of signs and words for those shown."""
    there = [name for name in CLASSES if name in set(shown)]
    # A legend of nothing makes Vega's drawing infinitely wide.
    legend = there and alt.Legend(
        title=None,
        values=there,
        labelExpr=f"{json.dumps(CLASS_WORDS, ensure_ascii=False)}[datum.value]",
        symbolOpacity=1,
        symbolStrokeColor=LINE.light,
        symbolType="square",
    )
    return alt.Color("class:N", scale=class_scale(), legend=legend or None)


def on_class() -> alt.Color:
    """The colour of a sign that stands on the colour of its class."""
    return alt.condition(
        "datum.class === 'unknown'", alt.value(MUTED.light), alt.value(PAPER.light)
    )


def side_scale(sides: dict[str, str], shown: list[str], nobody: str) -> alt.Scale:
    """The colours of the sides shown: each its own on every page, nobody grey, rivals like ink.

    Several sides together have one that no side has, and on every page the same.

    ``sides``: ids to names, all of them in the order of their table. ``shown``: names, or several
    names in one, that occur in the chart.
    """
    apart = {sides.get(RIVAL): INK.light, nobody: GREY.light}
    named = [name for name in dict.fromkeys(sides.values()) if name not in apart]
    joint = {name: _together(name, named) for name in shown if name not in {*named, *apart}}
    colours = {name: side_colour(n) for n, name in enumerate(named)}
    colours |= {name: side_colour(len(named) + place) for name, place in joint.items()} | apart
    domain = [name for name in colours if name in shown]
    return alt.Scale(domain=domain, range=[colours[name] for name in domain])


def _together(name: str, sides: list[str]) -> int:
    """The place of several sides among all groups of two or more, those of the first sides first.

    By who they are alone, so that neither their order nor what else a chart shows changes it.
    """
    left, held = name.casefold(), 0
    for n, side in sorted(enumerate(sides), key=lambda pair: -len(pair[1])):
        if side.casefold() in left:
            left, held = left.replace(side.casefold(), "", 1), held | 1 << n
    return held - held.bit_length() - 1


@cache
def side_colour(place: int) -> str:
    """The colour of the side that stands at a place of the table, the first being 0.

    After ``SIDE_COLOURS``: hues a golden section apart, light and dark by turns, their luminance at
    3:1 or more from a light page and from a dark one. So many only words can tell apart.
    """
    if place < len(SIDE_COLOURS):
        return SIDE_COLOURS[place]
    hue, wanted = 0.618034 * place % 1, (0.27, 0.15)[place % 2]
    shades = ([255 * part for part in hls_to_rgb(hue, k / 200, 0.6)] for k in range(201))
    red, green, blue = min(shades, key=lambda shade: abs(_luminance(shade) - wanted))
    return f"#{round(red):02x}{round(green):02x}{round(blue):02x}"


def _luminance(shade: list[float]) -> float:
    """Relative luminance (WCAG 2.2) of red, green and blue of up to 255."""
    parts = (c / 255 for c in shade)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
