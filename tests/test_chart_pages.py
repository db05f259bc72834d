"""A chart on its way from a notebook to a page: what it carries, what it becomes."""

import itertools
import json
import math
import re
import shutil
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import altair as alt
import nbformat
import pandas as pd
import pytest
from docutils import nodes
from docutils.utils import new_document
from notebook_runs import run

import ceasefire.charts  # noqa: F401 - sets the renderer and the theme
from ceasefire.charts import columns, meanings, renderer, theme
from ceasefire.measures import violence
from ceasefire.package import open_package
from ceasefire.publish import chart_pages, mends, pictures, script_bundle, sphinx_ext
from ceasefire.publish.sphinx_ext import colours_css

SVG = "{http://www.w3.org/2000/svg}"


def bars(**channels) -> alt.Chart:
    frame = pd.DataFrame({"name": ["a <b>", "c"], "count": [1, 2], "to": ["#C01", "x.html#N1"]})
    marks = alt.Chart(frame, description="Two bars").mark_bar(clip=True, color=theme.RUST.light)
    return marks.encode(x="count:Q", y="name:N", **channels)


def drawn(chart: alt.Chart, name: str = "page-chart-1") -> ET.Element:
    spec = chart_pages.for_page(chart.to_dict())
    return ET.fromstring(pictures.static_svg(spec, "Two bars", name))


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


def test_a_chart_that_asks_for_data_elsewhere_is_refused():
    chart = alt.Chart("https://example.org/data.csv").mark_bar().encode(x="a:Q")
    with pytest.raises(ValueError):
        pictures.static_svg(chart.to_dict(), "words", "name")


def test_a_mark_is_named_by_its_tooltip_and_read_out_once():
    told = ["name:N", alt.Tooltip("count:Q", title="how many")]
    marks = bars(href="to:N", tooltip=told)
    root = drawn(marks + marks.mark_point())
    links = list(root.iter(f"{SVG}a"))
    assert len(links) == 4
    read = [link.get("aria-label") for link in links if not link.get("aria-hidden")]
    assert read == ["a <b>; how many: 1", "c; how many: 2"]
    assert [link.get("tabindex") for link in links if link.get("aria-hidden")] == ["-1", "-1"]


def test_no_mark_links_to_a_script():
    frame = pd.DataFrame({"x": [1, 2], "to": ["javascript:alert(1)", "x.html#a:b"]})
    chart = alt.Chart(frame, description="d").mark_point().encode(x="x:Q", href="to:N")
    assert {link.get("href") for link in drawn(chart).iter(f"{SVG}a")} <= {None, "x.html#a:b"}


def test_a_picture_never_shrinks_below_eleven_px():
    frame = pd.DataFrame({"x": [1], "t": ["words"]})
    chart = alt.Chart(frame, description="d").mark_text(fontSize=11).encode(x="x:Q", text="t:N")
    root = drawn(chart)
    assert root.get("style") == f"min-width:{float(root.get('width')):.0f}px"


def test_signs_that_no_picture_can_hold_are_replaced():
    frame = pd.DataFrame({"x": [1], "t": ["a\x01b\x0bc"]})
    chart = alt.Chart(frame, description="d").mark_text().encode(x="x:Q", text="t:N")
    assert "a\ufffdb\ufffdc" in {text.text for text in drawn(chart).iter(f"{SVG}text")}


def test_a_picture_to_take_away_stands_alone():
    spec = chart_pages.for_page(bars(href="to:N").to_dict())
    text = pictures.svg_file(spec, "Two bars & words", "n", "Source: a report. The book")
    root = ET.fromstring(text)
    assert "var(" not in text and not list(root.iter(f"{SVG}a")) and "href" not in text
    assert [root[0].text, root[1].text] == ["Two bars & words"] * 2
    assert list(root.iter(f"{SVG}text"))[-1].text == "Source: a report. The book"
    assert float(root.get("height")) > float(drawn(bars(href="to:N")).get("height"))
    assert text == pictures.svg_file(spec, "Two bars & words", "n", "Source: a report. The book")
    assert pictures.png(text).startswith(b"\x89PNG")


def test_a_long_description_is_cut_between_words_for_a_label():
    words = "word " * 100
    assert pictures.short(words).endswith("word…")
    assert len(pictures.short("x" * 2000)) <= 201


def test_the_look_of_all_charts_is_said_once():
    spec = chart_pages.for_page(bars().to_dict())
    own = chart_pages.without_theme(spec)["config"]
    assert {**chart_pages.shared_config(), **own} == spec["config"]
    assert not own.keys() & {"axis", "legend", "header"}


def test_a_script_hands_over_its_values_and_changes_its_version(tmp_path):
    path = tmp_path / "charts" / "a.js"
    first = script_bundle.write_call(path, "give", "a", {"t": "</script>"})
    assert path.read_text() == 'give("a",{"t":"</script>"});\n'
    assert first.startswith("a.js?v=")
    assert script_bundle.write_call(path, "give", "b") != first


def told(chart: alt.Chart, page: str = "notebooks/p.html") -> dict[str, list[list]]:
    """What each data file of a chart holds, line by line."""
    held = chart.to_dict()
    said = held.get("usermeta", {}).get("data")
    return dict(chart_pages.data_of(chart_pages.for_page(held), said, page))


def test_a_file_of_data_is_plain_and_harmless(tmp_path):
    frame = pd.DataFrame(
        {
            "the_name": ["=1+1", "b"],
            "day": pd.to_datetime(["2020-03-05", "2020-03-06"]),
            "after": pd.to_datetime(["2020-03-06", None]),
            "n": [1.0, 2 / 3],
            "most": [None, 4.0],
            "evidence": ["#C01", "x.html#N1"],
            "slot": [2, 1],
        }
    )
    heads = {"Name": "the_name", "First day": "day", "Last day": columns.last_day("after")}
    heads |= {"At least": "n", "At most": "most"} | columns.LINK
    chart = alt.Chart(frame, description="d").mark_bar().encode(x="day:T", y="slot:O")
    files = chart.properties(usermeta=columns.data(heads))
    ((label, path),) = chart_pages._write_data(list(told(files).items()), tmp_path, "a")
    assert (label, path.name) == ("Data (CSV)", "a.csv")
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "Name,First day,Last day,At least,At most,Evidence (address in this book)",
        "'=1+1,2020-03-05,2020-03-05,1,,notebooks/p.html#C01",
        "b,2020-03-06,,0.6667,4,notebooks/x.html#N1",
    ]
    known = told(files, "https://example.org/e/notebooks/p.html")[""]
    assert known[1][-1] == "https://example.org/e/notebooks/p.html#C01"


def test_a_second_file_is_called_by_what_it_holds(tmp_path):
    frame = pd.DataFrame({"n": [1, 2, 3], "kind": ["run", "mark", "run"]})
    towns = pd.DataFrame({"town": ["w"], "at": [1]})
    chart = alt.layer(
        alt.Chart(towns).mark_text().encode(x="at:Q", text="town:N"),
        alt.Chart(frame, description="d").mark_bar().encode(x="n:Q"),
    )
    more = columns.table({"Town": "town"}, "Towns named"), columns.table({"N": "n"}, "None", kind=0)
    chart = chart.properties(usermeta=columns.data({"Runs": "n"}, *more, kind="run"))
    held = told(chart)
    assert held == {"": [["Runs"], [1], [3]], "Towns named": [["Town"], ["w"]]}
    files = dict(chart_pages._write_data(list(held.items()), tmp_path, "a"))
    assert {label: path.name for label, path in files.items()} == {
        "Data (CSV)": "a.csv",
        "Towns named (CSV)": "a-towns-named.csv",
    }


def test_a_chart_that_says_nothing_of_its_data_gives_all():
    assert told(bars())[""] == [
        ["name", "count", "to"],
        ["a <b>", 1, "#C01"],
        ["c", 2, "x.html#N1"],
    ]


AT = "notebooks/page.html"
SIGN = re.compile("[✓✗½≠…?≥≤→▲▼]|^\\*")
PAGES = ("claims", "cleaning", "deadlines", "index", "ledgers", "monitors", "patrols", "places",
         "sources", "talks", "violations")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("corpus", ["seed", "all"])
def test_every_chart_of_the_book_says_what_its_file_holds(page, corpus):
    charts = record_of(page) if corpus == "all" else [o.chart for o in run(page, {}) if o.chart]
    for spec in charts:
        files = data_files(spec)
        assert files and files[0][0] == "", "the chart's own file has rows"
        for holds, (heads, *lines) in files:
            assert len(set(heads)) == len(heads)
            assert all(head[0].isupper() for head in heads), heads
            for line in lines:
                cells = dict(zip(heads, line, strict=True))
                assert not any(isinstance(c, bool) or c != c for c in line), cells
                words = [c for h, c in cells.items() if isinstance(c, str) and "xample" not in h]
                assert not [c for c in words if SIGN.search(c)], cells
                at = cells.get(columns.EVIDENCE)
                assert at is None or re.fullmatch(r"notebooks/[a-z]+\.html#[\w-]+", at), at
                low, high = (cells.get(h) for h in ("First day", "Last day"))
                assert not (low and high) or low <= high, (holds, cells)


def test_what_is_not_known_is_no_nought_and_an_open_end_is_none():
    rates = next(c for c in record_of("monitors") if "?" in json.dumps(c["datasets"]))
    (heads, *lines), *_ = (f for _, f in data_files(rates))
    unknown = [dict(zip(heads, line, strict=True)) for line in lines if "not known" in line]
    assert unknown and {row["Added (per day), at least"] for row in unknown} == {None}
    (heads, *lines), *_ = (f for _, f in data_files(record_of("violations")[-1]))
    arrows = [r for d in record_of("violations")[-1]["datasets"].values() for r in d
              if "→" in r.get("label", "")]  # fmt: skip
    assert arrows and sum(line[heads.index("People, at most")] is None for line in lines) == len(
        arrows
    )


def test_a_total_ends_on_the_same_day_in_every_file():
    ends: dict[str, set] = {}
    for page in ("monitors", "violations"):
        for spec in record_of(page):
            for _, (heads, *lines) in data_files(spec):
                if "Total" in heads and (last := "Last day, at the latest") in heads:
                    for line in lines:
                        key = line[heads.index("Total")].split(" ")[0]
                        ends.setdefault(key, set()).add((page, line[heads.index(last)]))
    shared = {key: days for key, days in ends.items() if len({p for p, _ in days}) == 2}
    assert shared and all(len({day for _, day in days}) == 1 for days in shared.values()), shared


@cache
def record_of(page: str) -> list[dict]:
    """The charts of a page, on the wider record."""
    return [output.chart for output in run(page, {"corpus": "all"}) if output.chart]


def data_files(spec: dict) -> list[tuple[str, list[list]]]:
    return chart_pages.data_of(chart_pages.for_page(spec), spec["usermeta"]["data"], AT)


def test_a_chart_has_the_address_of_its_name_before_a_heading():
    document = new_document("page")
    document.settings.env = None
    section = nodes.section(ids=["harm"], names=["harm"])
    figure = nodes.figure(ids=["id1"], names=["harm"])
    figure += chart_pages.chart(spec="{}", words="w")
    section += figure
    document += section
    chart_pages.StableAddresses(document).apply()
    assert (figure["ids"], section["ids"]) == (["harm"], ["harm-section"])


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
    (label,) = [e for e in drawn(chart).iter(f"{SVG}text") if len(e) == 3]
    assert label.get("transform").startswith("translate(0,-14) "), "centred beside the axis"


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
FAMILIES = {"sides": (*theme.PARTIES, theme.GREY), "verdicts": (*theme.VERDICTS, theme.GRID)}


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
    assert all(contrast(getattr(shade, page), paper) >= 3 for shade in FAMILIES["sides"])
    words = (theme.INK, theme.MUTED, *theme.VERDICTS)  # a sign stands on the colour of its verdict
    assert all(contrast(getattr(shade, page), paper) >= 4.5 for shade in words)
    assert contrast(getattr(theme.MUTED, page), getattr(theme.GRID, page)) >= 4.5, "unknown"


@pytest.mark.parametrize("page", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("family", FAMILIES)
def test_colours_differ_for_every_sight(page, sight, family):
    for one, other in itertools.combinations(FAMILIES[family], 2):
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


def test_sides_together_have_one_colour_whatever_the_chart_shows_and_in_any_order():
    sides = ["North", "South", "Town and harbour", "Town"]
    every = ["North and South", "South and Town and harbour", "North, South and Town"]
    whole = coloured(sides, [*sides, *every])
    assert len(set(whole.values())) == 7
    for joint in every:
        assert coloured(sides, [joint, "South"])[joint] == whole[joint]
    assert coloured(sides, ["South and North"])["South and North"] == whole["North and South"]


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
    every = [getattr(shade, page) for shade in (*FAMILIES["sides"], theme.INK)] + further
    for one, other in itertools.combinations(every, 2):
        if {one, other} & set(further):
            assert math.dist(lab(one, "usual"), lab(other, "usual")) >= 24, (one, other)
    made = [meanings.side_colour(n) for n in range(6, 60)]
    assert all(contrast(c, getattr(theme.PAPER, page)) >= 3 for c in made)


@pytest.mark.parametrize("page", ["light", "dark"])
def test_verdicts_have_colours_that_no_side_has(page):
    kinds = [getattr(shade, page) for shade in theme.VERDICTS]
    sides = [getattr(shade, page) for shade in theme.PARTIES] + meanings.SIDE_COLOURS[6:]
    for kind, side in itertools.product(kinds, sides):
        assert math.dist(lab(kind, "usual"), lab(side, "usual")) >= 16, (kind, side)


# --- live ---------------------------------------------------------------------------------------

HOSTILE = [
    "<script>window.hit=1</script>",
    '"><img src=x onerror="window.hit=1">',
    "\u202bسراقب\u202c 'quoted' \"twice\" 🕊️",
    "x" * 2000,
    "{{ 7*7 }} ${alert(1)} datum.to",
]
SHELL = """<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title>
<link rel="stylesheet" href="_static/colours.css"><link rel="stylesheet" href="_static/charts.css">
<body style="margin:0"><main>{}</main><script src="_static/charts.js" defer></script></body></html>
"""


def page_of(folder: Path, *charts: alt.Chart, around: str = "{}") -> str:
    """A page with charts, as the book writes them, in a folder."""
    static = folder / "_static"
    script_bundle.write_bundle(static)
    chart_pages.write_theme(static)
    for name in ("charts.js", "charts.css"):
        shutil.copy(sphinx_ext.STATIC / name, static / name)
    (static / "colours.css").write_text(colours_css(), encoding="utf-8")
    blocks = []
    for number, chart in enumerate(charts):
        name = f"c{number}"
        spec = chart_pages.for_page(chart.to_dict())
        own = chart_pages.without_theme(spec)
        path = static / "charts" / f"{name}.js"
        scripts = {
            "bundle": f"_static/{script_bundle.FILE}",
            "theme": f"_static/{script_bundle.THEME}",
            "spec": f"_static/charts/{script_bundle.write_call(path, 'ceasefireChart', name, own)}",
        }
        words = renderer.description(chart.to_dict())
        picture = pictures.static_svg(spec, words, name)
        under = chart_pages.foot(name, [("Data (CSV)", "c.csv")], name, "Source: told.", words)
        blocks.append(chart_pages.block(name, picture, scripts, under))
    page = folder / "page.html"
    page.write_text(SHELL.format(around.format("".join(blocks))), encoding="utf-8")
    return page.as_uri()


def hostile() -> alt.Chart:
    frame = pd.DataFrame({"name": HOSTILE, "n": [1, 2, 3, 4, 5], "to": "#c0"})
    chosen = alt.param(
        name="least", value=0, bind=alt.binding_range(min=0, max=4, step=1, name="At least ")
    )
    return (
        alt.Chart(frame, description=HOSTILE[0])
        .mark_bar()
        .transform_filter("datum.n > least")
        .encode(x="n:Q", y="name:N", href="to:N", tooltip=["name:N", "n:Q"])
        .add_params(chosen)
        .properties(width=640, title=HOSTILE[1])
    )


@contextmanager
def opened(browser, address: str, **settings):
    context = browser.new_context(**({"viewport": {"width": 360, "height": 700}} | settings))
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    loud = ("error", "warning")
    page.on("console", lambda said: faults.append(said.text) if said.type in loud else None)
    page.goto(address)
    yield page
    context.close()
    assert not faults


def live(page, number: int = 0):
    chart = page.locator(".chart").nth(number)
    chart.scroll_into_view_if_needed()
    page.wait_for_function("c => c.dataset.live === 'yes'", arg=chart.element_handle())
    return chart


TIP = ".chart-tip:not([hidden])"


@pytest.mark.browser
def test_hostile_words_are_words_in_a_live_chart(browser, tmp_path):
    with opened(browser, page_of(tmp_path, hostile())) as page:
        chart = live(page)
        texts = chart.locator(".chart-live svg text").all_text_contents()
        assert HOSTILE[0] in texts
        for mark in chart.locator("[role=link]").all():
            mark.hover(force=True)
            assert len(page.locator(TIP).inner_text()) < 500
        box = page.locator(TIP).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360
        assert page.evaluate("window.hit") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.locator(".chart-words").inner_text() and not page.locator("main img").count()


@pytest.mark.browser
def test_the_keyboard_reaches_controls_then_marks_then_links(browser, tmp_path):
    with opened(browser, page_of(tmp_path, hostile())) as page:
        chart = live(page)
        page.keyboard.press("Tab")
        slider = page.locator("input[type=range]")
        assert slider.evaluate("e => e === document.activeElement")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelectorAll('.chart-live [role=link]').length === 3")
        assert slider.get_attribute("aria-valuetext") == "2"
        page.keyboard.press("Tab")
        first = chart.locator("[role=link]").first
        assert first.evaluate("e => e === document.activeElement")
        assert first.get_attribute("aria-label").endswith("n: 3")
        page.locator(TIP).wait_for()
        page.keyboard.press("Escape")
        assert not page.locator(TIP).count()
        page.keyboard.press("End")
        assert chart.locator("[role=link]").last.evaluate("e => e === document.activeElement")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Data (CSV)"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        page.wait_for_function("location.hash === '#c0'")


@pytest.mark.browser
def test_a_finger_sees_the_words_of_a_mark_before_it_follows(browser, tmp_path):
    with opened(browser, page_of(tmp_path, hostile()), has_touch=True) as page:
        mark = live(page).locator("[role=link]").nth(2)
        mark.tap(force=True)
        page.locator(f"{TIP} a").wait_for()
        assert "#" not in page.url
        mark.tap(force=True)
        page.wait_for_function("location.hash === '#c0'")


@pytest.mark.browser
@pytest.mark.parametrize("number", [0, 2])
def test_a_finger_follows_the_link_in_the_words_of_a_mark(browser, tmp_path, number):
    with opened(browser, page_of(tmp_path, hostile()), has_touch=True) as page:
        live(page).locator("[role=link]").nth(number).tap(force=True)  # the first has the focus
        page.locator(f"{TIP} a").tap()
        page.wait_for_function("location.hash === '#c0'")
        assert not page.locator(TIP).count()


@pytest.mark.browser
def test_marks_that_only_tell_are_reached_by_key_each_once(browser, tmp_path):
    chart = bars(tooltip=["name:N", alt.Tooltip("count:Q", title="how many")])
    with opened(browser, page_of(tmp_path, chart + chart.mark_point())) as page:
        shown = live(page)
        page.keyboard.press("Tab")
        for name in ("a <b>; how many: 1", "c; how many: 2"):
            at = page.locator(":focus")
            assert (at.get_attribute("role"), at.get_attribute("aria-label")) == ("img", name)
            page.locator(TIP).filter(has_text=name[0]).wait_for()
            page.keyboard.press("Enter")  # leads nowhere
            page.keyboard.press("ArrowRight")
        assert shown.locator(".chart-live svg [tabindex]").count() == 2
        assert page.url.endswith("page.html")


@pytest.mark.browser
def test_a_finger_beside_a_small_mark_means_it(browser, tmp_path):
    frame = pd.DataFrame({"n": [1, 9], "name": ["small", "far"]})
    dots = alt.Chart(frame, description="d").mark_point(size=9).encode(x="n:Q", tooltip=["name:N"])
    with opened(browser, page_of(tmp_path, dots), has_touch=True) as page:
        dot = live(page).locator(".chart-live .mark-symbol path").first.bounding_box()
        page.touchscreen.tap(dot["x"] + 12, dot["y"] + 2)
        page.locator(TIP).filter(has_text="small").wait_for()
        page.touchscreen.tap(dot["x"] + 60, dot["y"] + 2)
        page.wait_for_function("document.querySelector('.chart-tip').hidden")


@pytest.mark.browser
def test_words_that_lie_on_a_mark_let_the_finger_through_to_it(browser, tmp_path):
    chart = bars(tooltip=["name:N"])
    words = chart.mark_text(dx=-30).encode(text="name:N", tooltip=alt.value(None))
    with opened(browser, page_of(tmp_path, chart + words), has_touch=True) as page:
        on = live(page).locator(".chart-live .mark-text text").last.bounding_box()
        page.touchscreen.tap(on["x"] + on["width"] / 2, on["y"] + on["height"] / 2)
        page.locator(TIP).filter(has_text="c").wait_for()


@pytest.mark.browser
def test_what_vega_lite_remarks_is_not_told_to_a_reader(browser, tmp_path):
    rows = alt.Chart(pd.DataFrame({"n": [1, 2], "x": ["a", "b"]}), description="d")
    rows = rows.mark_bar().encode(x="n:Q", y="x:N", xOffset="n:Q")
    with opened(browser, page_of(tmp_path, rows)) as page:
        live(page)
        assert page.evaluate("console.warn.toString()").startswith("function warn() { [native")


@pytest.mark.browser
def test_a_chart_follows_the_theme_and_the_paper_without_being_drawn_anew(browser, tmp_path):
    with opened(browser, page_of(tmp_path, bars())) as page:
        chart = live(page)
        before = chart.locator(".chart-live").inner_html()
        title = chart.locator(".chart-live .role-axis-label text").first
        light = title.evaluate("e => getComputedStyle(e).fill")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert title.evaluate("e => getComputedStyle(e).fill") != light
        page.emulate_media(media="print")
        assert chart.locator(".chart-picture").is_visible()
        assert not chart.locator(".chart-live").is_visible()
        page.emulate_media(media="screen")
        assert chart.locator(".chart-live").inner_html() == before


@pytest.mark.browser
def test_a_chart_in_something_closed_is_drawn_when_it_opens(browser, tmp_path):
    around = "<details><summary>More</summary>{}</details>"
    with opened(browser, page_of(tmp_path, bars().properties(width=640), around=around)) as page:
        page.locator("main > details > summary").click()
        chart = live(page)
        assert 300 < chart.locator(".chart-live svg").bounding_box()["width"] <= 360


@pytest.mark.browser
def test_legends_too_wide_for_a_phone_are_stacked_not_cut(browser, tmp_path):
    names = [f"a kind with a rather long name {n}" for n in range(4)]
    frame = pd.DataFrame({"name": names, "other": names[::-1], "n": range(4)})
    chart = alt.Chart(frame, description="d").mark_point()
    chart = chart.encode(x="n:Q", shape="name:N", color="other:N").properties(width=640)
    with opened(browser, page_of(tmp_path, chart | chart, chart)) as page:
        for number in (1, 0):
            legends = live(page, number).locator(".chart-live .role-legend-label text")
            shown = [text.bounding_box() for text in legends.all()]
            assert len(shown) >= 8 and all(box["x"] + box["width"] <= 361 for box in shown)
