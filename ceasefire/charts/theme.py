"""The book's one look: colours by name, and the Altair theme made of them.

In: nothing. Out: named colours, a theme, a helper for long labels. Called by the chart modules;
``ceasefire.publish`` reads the colours to make them follow the page.

Colours. A chart is given the light value of a shade, an ordinary colour, so that it draws anywhere.
The book then writes the shade's CSS variable in its place, and light, dark and paper are a matter
of style, without drawing again. So two shades may not share a light value, and a continuous colour
scale must not start from one (a variable cannot be interpolated).

There are three families. PARTIES: the shades of the first six sides; ``meanings`` gives them out,
and nothing else may wear one. VERDICTS: five shades that no side has, each a hue of its own, and
neither the red nor the green of a traffic light: kept and broken differ in lightness before they
differ in hue, and no editor of either side reads guilt or innocence in teal and plum. Everything
else is neutral: amounts and harm are MUTED or INK, marks of nobody GREY, what is empty GRID.

Within a family (sides with GREY, verdicts with GRID) shades differ by 20 or more in CIELAB for
normal sight and for protanopia, deuteranopia and tritanopia (simulated after Machado, Oliveira and
Fernandes 2009), and a verdict differs from every side by 16 or more to normal sight; light and
dark. Shades of sides stand at 3:1 or more from the page (WCAG 2.2, 1.4.11), those of verdicts at
4.5:1, since a sign stands on them. Even so, colour is never the only sign: label marks, or give
them a shape.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from textwrap import wrap
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

TEAL = Shade("#008379", "#6fdecd")
BRONZE = Shade("#70533a", "#fac498")
PLUM = Shade("#61194a", "#c85c93")
VIOLET = Shade("#8b5dc6", "#8673d3")
STEEL = Shade("#65739f", "#8cb0d8")

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
    "teal": TEAL,
    "bronze": BRONZE,
    "plum": PLUM,
    "violet": VIOLET,
    "steel": STEEL,
    "grey": GREY,
}

PARTIES = (BLUE, RUST, PURPLE, GREEN, OCHRE, NAVY)  # in the order of the table `sides`
VERDICTS = (TEAL, BRONZE, PLUM, VIOLET, STEEL)  # in the order of ``marks.CLASSES``


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
                "subtitleLineHeight": 16,
                "subtitlePadding": 5,
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
                "symbolBaseFillColor": INK.light,
                "symbolBaseStrokeColor": INK.light,
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
            "mark": {"color": MUTED.light},
            "text": {"font": FONT, "fontSize": 12, "color": INK.light},
            "rule": {"color": LINE.light},
            "range": {"category": [MUTED.light, INK.light, GREY.light]},
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


def in_time(**more: object) -> alt.Axis:
    """A time axis: 'Oct 2018', 'Jan 2019', 'Apr'; with the day where labels lie close.

    The first label and those of a new year name the year, so that all the others have room.
    """
    first = "datum.index == 0 || (month(datum.value) == 0 && date(datum.value) < 8)"
    return alt.Axis(
        labelExpr="timeFormat(datum.value, (date(datum.value) == 1 ? '%b' : '%-d %b')"
        f" + ({first} ? ' %Y' : ''))",
        tickCount=alt.ExprRef("containerSize()[0] < 480 ? 3 : 5"),
        labelOverlap="greedy",
        labelSeparation=8,
        labelFlush=True,
        **more,
    )


def titled(param: str, titles: Mapping[str, str]) -> dict[str, dict]:
    """For a chart's ``usermeta``: its title for each value of a menu, which the page follows."""
    return {"titles": {"param": param, "texts": dict(titles)}}


def in_columns(names: Iterable[str], characters: int = 10, **more: object) -> alt.Axis:
    """``names`` over the columns of a matrix: level where there is room, on end on a phone.

    On a wide page a line has so many ``characters`` at most; the lines begin at one height.
    """
    narrow, lines = "containerSize()[0] < 480", max(len(wrap(n, characters)) for n in names)
    return alt.Axis(
        orient="top",
        labelExpr=wrapped(characters, 24),
        labelPadding=alt.ExprRef(f"{narrow} ? 12 : {14 * lines - 4}"),
        labelAngle=alt.ExprRef(f"{narrow} ? -90 : 0"),
        labelAlign=alt.ExprRef(f"{narrow} ? 'left' : 'center'"),
        labelBaseline=alt.ExprRef(f"{narrow} ? 'middle' : 'bottom'"),
        domain=False,
        ticks=False,
        **more,
    )


def in_rows(column: str, order: list[str]) -> alt.Row:
    """Facets in rows, each under its heading, which breaks between words on a narrow page."""
    header = alt.Header(
        labelExpr=wrapped(70, 22),
        labelBaseline="bottom",
        labelPadding=alt.ExprRef("containerSize()[0] < 480 ? 10 : 4"),
    )
    return alt.Row(f"{column}:N", title=None, sort=order, header=header)


def haloed(words: alt.Chart) -> list[alt.Chart]:
    """Words over an edge of the page's colour, so that no line of the chart runs through them."""
    under = words.copy(deep=["mark", "encoding"])
    look = {"color": PAPER.light, "stroke": PAPER.light, "strokeWidth": 4, "strokeJoin": "round"}
    for name, value in (look | {"aria": False}).items():
        under.mark[name] = value
    for channel in ("color", "href", "tooltip", "description"):
        under.encoding[channel] = alt.Undefined
    return [under, words]


def at(days: Iterable[date | None]) -> pd.Series:
    """Days for a time axis: a date as text would be read as UTC, and may move a day on the way."""
    index = days.index if isinstance(days, pd.Series) else None
    return pd.to_datetime(pd.Series(list(days), index=index, dtype=object))


def enable() -> None:
    """Charts made from now on have this look."""
    alt.theme.register(NAME, enable=True)(config)
