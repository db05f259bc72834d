"""The book's one look: colours by name, and the Altair theme made of them.

In: nothing. Out: named colours, a theme, a helper for long labels. Called by the chart modules;
``ceasefire.publish`` reads the colours to make them follow the page.

Colours. A chart is given the light value of a shade, an ordinary colour, so that it draws anywhere.
The book then writes the shade's CSS variable in its place, and light, dark and paper are a matter
of style, without drawing again. So two shades may not share a light value, and a continuous colour
scale must not start from one (a variable cannot be interpolated).

The seven shades differ by 20 or more in CIELAB for normal sight and for protanopia, deuteranopia
and tritanopia (simulated after Machado, Oliveira and Fernandes 2009), light and dark, and stand at
3:1 or more from the page (WCAG 2.2, 1.4.11). Even so, colour is never the only sign: label marks,
or give them a shape.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import altair as alt
import pandas as pd

NAME = "ceasefire"
FONT = "Arial, 'Liberation Sans', sans-serif"


class Shade(NamedTuple):
    """A colour by name: its value on a light page, and on a dark one."""

    light: str
    dark: str


INK = Shade("#1f2328", "#e6e8eb")  # words
MUTED = Shade("#57606a", "#a8b0ba")  # second words: axis labels, notes
LINE = Shade("#8c959f", "#78828d")  # axes, ticks, rules
GRID = Shade("#dde1e6", "#343a42")  # lines behind the data
PAPER = Shade("#ffffff", "#14181e")  # the page itself

BLUE = Shade("#1d5fe0", "#3f82ff")
RUST = Shade("#8a2a12", "#dd6238")
GREEN = Shade("#26a063", "#4be8a2")
PURPLE = Shade("#b8309f", "#d080dc")
OCHRE = Shade("#b0870c", "#f3d64e")
NAVY = Shade("#173f5a", "#b7e5eb")
GREY = Shade("#777b81", "#8c8c8c")

# Every shade by the name that its CSS variable bears (``--chart-blue``).
SHADES: dict[str, Shade] = {
    "ink": INK,
    "muted": MUTED,
    "line": LINE,
    "grid": GRID,
    "paper": PAPER,
    "blue": BLUE,
    "rust": RUST,
    "green": GREEN,
    "purple": PURPLE,
    "ochre": OCHRE,
    "navy": NAVY,
    "grey": GREY,
}

CATEGORIES = [shade.light for shade in (BLUE, RUST, GREEN, PURPLE, OCHRE, NAVY, GREY)]


def config() -> dict:
    """The theme: words at 12 px or more, quiet axes, no frame, legends on top."""
    words = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "config": {
            "font": FONT,
            "background": PAPER.light,
            "view": {"stroke": None, "continuousWidth": 640, "continuousHeight": 320},
            "title": {
                "anchor": "start",
                "color": INK.light,
                "fontSize": 14,
                "fontWeight": "bold",
                "subtitleColor": MUTED.light,
                "subtitleFontSize": 12,
                "offset": 12,
            },
            "axis": {
                **words,
                "labelColor": INK.light,
                "titleColor": MUTED.light,
                "titleFontWeight": "normal",
                "domainColor": LINE.light,
                "tickColor": LINE.light,
                "gridColor": GRID.light,
                "labelLimit": 320,
                "labelSeparation": 8,
            },
            "legend": {
                **words,
                "orient": "top",
                "labelColor": INK.light,
                "titleColor": MUTED.light,
                "titleFontWeight": "normal",
                "labelLimit": 320,
                "symbolLimit": 60,
            },
            "header": {
                **words,
                "labelColor": INK.light,
                "titleColor": MUTED.light,
                "titleFontWeight": "normal",
                "labelAnchor": "start",
                "labelFontWeight": "bold",
                "labelOrient": "top",
                "labelLimit": 600,
            },
            "mark": {"color": BLUE.light},
            "text": {"font": FONT, "fontSize": 12, "color": INK.light},
            "rule": {"color": LINE.light},
            "range": {"category": CATEGORIES},
        }
    }


def wrapped(characters: int = 34, on_phone: int = 16) -> str:
    """Long category labels break between words: a ``labelExpr`` for ``alt.Axis``.

    ``characters`` a line at most, ``on_phone`` where the chart has under 480 px. Leave steps of
    about 15 px for each line that a label takes on a wide page; the page stretches them by 1.6 on
    a phone.
    """
    per_line = f"(containerSize()[0] < 480 ? {on_phone} : {characters})"
    pattern = f"regexp('(.{{1,' + {per_line} + '}})(\\\\s+|$)', 'g')"
    return f"split(trim(replace(datum.label, {pattern}, '$1\\n')), '\\n')"


def at(days: Iterable[date | None]) -> pd.Series:
    """Days for a time axis: a date as text would be read as UTC, and may move a day on the way."""
    index = days.index if isinstance(days, pd.Series) else None
    return pd.to_datetime(pd.Series(list(days), index=index, dtype=object))


def enable() -> None:
    """Charts made from now on have this look."""
    alt.theme.register(NAME, enable=True)(config)
