"""A chart on its way from a notebook to a page: what it carries, what it becomes."""

import itertools
import json
import math
import re
import xml.etree.ElementTree as ET

import altair as alt
import nbformat
import pandas as pd
import pytest

import ceasefire.charts  # noqa: F401 - sets the renderer and the theme
from ceasefire.charts import meanings, renderer, theme
from ceasefire.measures import violence
from ceasefire.package import open_package
from ceasefire.publish import chart_pages, mends
from ceasefire.publish.sphinx_ext import colours_css

SVG = "{http://www.w3.org/2000/svg}"


def bars(**channels) -> alt.Chart:
    frame = pd.DataFrame({"name": ["a <b>", "c"], "count": [1, 2], "to": ["#C01", "x.html#N1"]})
    marks = alt.Chart(frame, description="Two bars").mark_bar(clip=True, color=theme.RUST.light)
    return marks.encode(x="count:Q", y="name:N", **channels)


def drawn(chart: alt.Chart, name: str = "page-chart-1") -> ET.Element:
    spec = chart_pages.for_page(chart.to_dict())
    return ET.fromstring(chart_pages.static_svg(spec, "Two bars", name))


def test_a_notebook_may_hold_what_the_renderer_gives():
    bundle = bars()._repr_mimebundle_()
    assert bundle["text/plain"] == "Two bars"
    cell = nbformat.v4.new_code_cell(
        "chart", outputs=[nbformat.v4.new_output("display_data", bundle)]
    )
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_a_description_is_found_where_composing_buries_it():
    plain = alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q")
    assert renderer.description((bars() & plain).to_dict()) == "Two bars"
    assert renderer.description(bars().facet(row="name:N").to_dict()) == "Two bars"
    assert renderer.render(plain.to_dict())["text/plain"] == renderer.NO_DESCRIPTION


def test_colours_become_variables_of_the_page():
    spec = chart_pages.for_page(bars().to_dict())
    assert "$schema" not in spec
    assert "var(--chart-rust, #8a2a12)" in json.dumps(spec)
    marks = [e.get("fill") for e in drawn(bars()).iter() if e.get("fill")]
    assert "var(--chart-rust, #8a2a12)" in marks


def test_a_picture_is_one_image_with_one_label():
    root = drawn(bars())
    assert (root.get("role"), root.get("aria-label")) == ("img", "Two bars")
    inner = [e for e in root.iter() if e is not root]
    assert not [e for e in inner if e.get("role") or e.get("aria-label")]


def test_marks_that_link_stay_links_of_the_page():
    root = drawn(bars(href="to:N", description="name:N"))
    links = list(root.iter(f"{SVG}a"))
    assert [link.get("href") for link in links] == ["#C01", "x.html#N1"]
    assert [link.get("aria-label") for link in links] == ["a <b>", "c"]
    assert root.get("role") == "group"


def test_two_pictures_on_a_page_share_no_id():
    texts = [ET.tostring(drawn(bars(), name), encoding="unicode") for name in ("one", "two", "one")]
    ids = [set(re.findall(r'id="([^"]+)"', text)) for text in texts]
    assert ids[0] and not ids[0] & ids[1]
    assert set(re.findall(r"url\(#([^)]+)\)", texts[0])) == ids[0]
    assert texts[0] == texts[2], "a picture does not depend on what was drawn before it"


def test_data_of_a_chart_cannot_end_its_script():
    page = chart_pages.block({"values": ["</script><b>"]}, "<svg/>", [])
    assert page.count("</script>") == 1
    assert "\\u003c/script>" in page


def test_a_chart_that_asks_for_data_elsewhere_is_refused():
    chart = alt.Chart("https://example.org/data.csv").mark_bar().encode(x="a:Q")
    with pytest.raises(ValueError):
        chart_pages.static_svg(chart.to_dict(), "words", "name")


def test_tables_of_a_chart_are_its_flat_records():
    (rows,) = chart_pages.tables((bars() + bars()).to_dict())
    assert rows[0] == {"name": "a <b>", "count": 1, "to": "#C01"}
    shapes = {"data": {"values": [{"type": "Feature", "geometry": {}}]}}
    assert not list(chart_pages.tables(shapes))


def test_long_labels_break_between_words():
    axis = alt.Axis(labelExpr=theme.wrapped(10))
    frame = pd.DataFrame({"name": ["heavy weapons withdrawn"], "count": [1]})
    chart = alt.Chart(frame).mark_bar().encode(x="count:Q", y=alt.Y("name:N", axis=axis))
    lines = [e.text for e in drawn(chart).iter(f"{SVG}tspan")]
    assert lines == ["heavy", "weapons", "withdrawn"]


def test_every_shade_and_every_class_of_verdict_is_a_variable():
    css = colours_css()
    for name in theme.SHADES:
        assert css.count(f"--chart-{name}:") == 2, "once for light, once for dark"
    for kind in meanings.CLASS_COLOURS:
        assert f"--verdict-{kind}: var(--chart-" in css


def test_no_two_shades_share_their_light_value():
    light = [shade.light for shade in theme.SHADES.values()]
    assert len(set(light)) == len(light)


def test_the_theme_is_mended():
    page = '<script defer src="../_static/scripts/fontawesome.js?digest=1"></script><p>'
    assert mends.head(page) == "<p>"
    button = '<button class="btn search-button-field x" title="Search" aria-label="Search" y>'
    assert "aria-label" not in mends.body(button)
    assert mends.body('<summary aria-label="Toggle hidden content">') == "<summary>"
    assert 'role="complementary"' in mends.body('<div id="pst-primary-sidebar" class="a">')


# Sight: as usual, and without each of the three kinds of cones (Machado et al. 2009, severity 1).
SIGHTS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
HUES = (theme.BLUE, theme.RUST, theme.GREEN, theme.PURPLE, theme.OCHRE, theme.NAVY, theme.GREY)


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    rgb = linear(colour)
    seen = [sum(a * b for a, b in zip(row, rgb, strict=True)) for row in SIGHTS[sight]]
    red, green, blue = (min(1.0, max(0.0, value)) for value in seen)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("page", ["light", "dark"])
def test_colours_stand_out_from_the_page(page):
    paper = getattr(theme.PAPER, page)
    assert all(contrast(getattr(shade, page), paper) >= 3 for shade in HUES)
    assert all(contrast(getattr(shade, page), paper) >= 4.5 for shade in (theme.INK, theme.MUTED))


@pytest.mark.parametrize("page", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_differ_for_every_sight(page, sight):
    for one, other in itertools.combinations(HUES, 2):
        apart = math.dist(lab(getattr(one, page), sight), lab(getattr(other, page), sight))
        assert apart >= 20, (one, other)


# --- sides --------------------------------------------------------------------------------------


def coloured(sides: list[str], shown: list[str]) -> dict[str, str]:
    """The colours of what a chart shows, by name."""
    scale = meanings.side_scale({s.lower(): s for s in sides}, shown, "nobody").to_dict()
    return dict(zip(scale["domain"], scale["range"], strict=True))


def test_a_side_has_one_colour_whoever_stands_beside_it():
    sides = [f"Side {n}" for n in range(30)]
    whole = coloured(sides, [*sides, "Side 1 and Side 2", "Side 3 and Side 4", "nobody"])
    assert len(set(whole.values())) == len(whole) == 33
    assert [name for name, colour in whole.items() if colour == theme.GREY.light] == ["nobody"]
    for side in sides:
        alone = coloured(sides, ["nobody", "Side 7 and Side 8", side])
        assert alone[side] == whole[side]
        assert alone["nobody"] == theme.GREY.light
        assert alone["Side 7 and Side 8"] not in {whole[s] for s in sides}
    assert coloured(sides, ["Side 9"]) == {"Side 9": whole["Side 9"]}


def test_the_sides_at_war_and_the_witnesses_have_the_shades():
    sides = open_package().tables["sides"]
    shades = ("blue", "rust", "purple", "green", "ochre", "navy")
    wanted = ("turkey", "russia", "syrian_government", "armed_opposition", "press", "monitors")
    for place, (side, shade) in enumerate(zip(wanted, shades, strict=True)):
        assert sides["side_id"][place] == side
        assert meanings.side_colour(place) == theme.SHADES[shade].light


def test_rival_accounts_have_the_colour_of_no_side():
    assert meanings.RIVAL == violence.RIVAL
    sides = {f"side{n}": f"Side {n}" for n in range(20)} | {violence.RIVAL: "Different doers"}
    scale = meanings.side_scale(sides, [*sides.values(), "Side 1 and Side 2"], "").to_dict()
    colours = dict(zip(scale["domain"], scale["range"], strict=True))
    assert colours["Different doers"] == theme.INK.light
    assert len(set(colours.values())) == len(colours) == 22


@pytest.mark.parametrize("page", ["light", "dark"])
def test_further_sides_stand_out_from_the_page_and_from_each_other(page):
    further = meanings.SIDE_COLOURS[6:]
    every = [getattr(shade, page) for shade in (*HUES, theme.INK)] + further
    for one, other in itertools.combinations(every, 2):
        if {one, other} & set(further):
            assert math.dist(lab(one, "usual"), lab(other, "usual")) >= 24, (one, other)
    made = [meanings.side_colour(n) for n in range(6, 60)]
    assert all(contrast(c, getattr(theme.PAPER, page)) >= 3 for c in made)
