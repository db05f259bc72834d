"""A chart's static picture: as SVG inside a page, as an SVG file, as PNG.

In: a specification made ready for a page (``chart_pages.for_page``). Out: SVG text, PNG bytes.
Called by ``chart_pages``. What is costly to draw is kept in the environment (``script_bundle``).
"""

import hashlib
import json
import re
import textwrap
import xml.etree.ElementTree as ET

import vl_convert

from ceasefire.charts import theme
from ceasefire.publish import script_bundle
from ceasefire.publish.png import packed

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
ET.register_namespace("", SVG.strip("{}"))

# vl-convert resolves a mark's link against this address; a book's links are relative to the page.
LINK_BASE = "https://vega.github.io/vega-datasets/"

SMALLEST = 11  # px: no words on a page are smaller
PRINTED = 8  # px: on paper words may be as small as 6 points,
SHEET = 937  # px: where a picture fits on a sheet (static/charts.css)
LABEL = 200  # characters: a longer description stands in words under the chart
VARIABLE = re.compile(r"var\(--chart-\w+, (#\w+)\)")
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-\d+)?")
DRAWN_BY = frozenset({"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height"})


def static_svg(spec: dict, words: str, name: str) -> str:
    """A chart's picture in a page, labelled by its description, its ids unique by ``name``.

    Vega marks up every tick for screen readers, hundreds a chart. Here a picture is one image with
    one label, or, where marks link to evidence, a group of which only the links are read out, each
    once. It never shrinks so far that its words are under 11 px: it scrolls.
    Raises ValueError where Vega-Lite cannot draw, or where the chart asks for data elsewhere.
    """
    root = _drawn(spec, name)
    links = list(root.iter(f"{SVG}a"))
    in_links = {inner for link in links for inner in link.iter()}
    holds_links = {outer for outer in root.iter() if next(outer.iter(f"{SVG}a"), None) is not None}
    for element in root.iter():
        label = element.attrib.pop("aria-label", "")
        symbol = element.attrib.pop("role", "") == "graphics-symbol"
        element.attrib.pop("aria-roledescription", None)
        element.attrib.pop("aria-hidden", None)
        if links and symbol and element not in in_links | holds_links:
            element.set("aria-hidden", "true")
        element.set("data-label", label) if element in in_links and label else None
    seen = set()
    for link in links:
        target = link.attrib.pop(XLINK_HREF).removeprefix(LINK_BASE)
        link.set("href", target)
        labels = [inner.attrib.pop("data-label", "") for inner in link.iter()]
        label = next(filter(None, labels), short(words))
        if (target, label) in seen:  # a sign on its cell: the same link once more
            link.set("aria-hidden", "true")
            link.set("tabindex", "-1")
        else:
            link.set("aria-label", label)
        seen.add((target, label))
    root.set("role", "group" if links else "img")
    root.set("aria-label", short(words))
    smallest = min([*_sizes(root), 2 * SMALLEST])
    root.set("style", f"min-width:{float(root.get('width')) * SMALLEST / smallest:.0f}px")
    if float(root.get("height")) * PRINTED > SHEET * smallest:
        root.set("class", f"{root.get('class', '')} tall".strip())
    return ET.tostring(root, encoding="unicode")


def svg_file(spec: dict, words: str, name: str, under: str) -> str:
    """The picture as a file of its own: light colours, title and description, no links.

    ``under``: the line that stands at its foot: source and book.
    """
    root = ET.fromstring(VARIABLE.sub(r"\1", ET.tostring(_drawn(spec, name), encoding="unicode")))
    for element in root.iter():
        for spoken in ("role", "aria-label", "aria-roledescription", "aria-hidden"):
            element.attrib.pop(spoken, None)
        if element.tag == f"{SVG}a":
            element.tag = f"{SVG}g"
            element.attrib.clear()
    width, height = (float(root.get(side)) for side in ("width", "height"))
    lines = textwrap.wrap(under, max(20, int(width / 6))) if under else []
    whole = height + 15 * len(lines) + (8 if lines else 0)
    root.set("height", f"{whole:g}")
    root.set("viewBox", f"0 0 {width:g} {whole:g}")
    ground = {"width": "100%", "height": "100%", "fill": theme.PAPER.light}
    root.insert(0, ET.Element(f"{SVG}rect", ground))
    for number, line in enumerate(lines, start=1):
        look = {"font-family": theme.FONT, "font-size": "11px", "fill": theme.MUTED.light}
        place = {"x": "5", "y": f"{height + 15 * number - 3:g}"}
        ET.SubElement(root, f"{SVG}text", look | place).text = line
    for tag, text in (("desc", words), ("title", short(words))):
        element = ET.Element(f"{SVG}{tag}", {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(0, element)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    return ET.tostring(root, encoding="unicode") + "\n"


def png(svg: str) -> bytes:
    """A picture file as PNG, two dots a pixel."""
    return script_bundle.kept_bytes(
        f"pictures/{hashlib.sha256(svg.encode()).hexdigest()}.png",
        lambda: packed(vl_convert.svg_to_png(svg, scale=2)),
    )


def short(words: str) -> str:
    """A description as a label: whole, or cut between two words."""
    if len(words) <= LABEL:
        return words
    begin, found, _ = words[:LABEL].rpartition(" ")
    return (begin if found else words[:LABEL]) + "…"


def _drawn(spec: dict, name: str) -> ET.Element:
    """The picture as Vega draws it, with ids of its own and numbers of two places."""
    drawn = json.dumps([vl_convert.__version__, script_bundle.VEGALITE, spec], sort_keys=True)
    text = script_bundle.kept(
        f"pictures/{hashlib.sha256(drawn.encode()).hexdigest()}.svg",
        lambda: vl_convert.vegalite_to_svg(
            spec, vl_version=script_bundle.VEGALITE, allowed_base_urls=[], show_warnings=False
        ),
    )
    root = ET.fromstring(text)
    _name_ids(root, name)
    for element in root.iter():
        for key in DRAWN_BY & element.attrib.keys():
            rounded = LONG_NUMBER.sub(lambda n: f"{float(n[0]):.2f}", element.get(key))
            element.set(key, rounded)
    for axis in root.iter(f"{SVG}g"):
        if "role-axis-label" in axis.get("class", ""):
            _centre_lines(axis)
    return root


def _centre_lines(axis: ET.Element) -> None:
    """Vega hangs a label of several lines from its first; beside an axis it stands centred."""
    for label in axis.iter(f"{SVG}text"):
        lines = len(label.findall(f"{SVG}tspan"))
        if lines > 1 and label.get("text-anchor") == "end":
            label.set("transform", f"translate(0,{7 - 7 * lines}) {label.get('transform', '')}")


def _name_ids(root: ET.Element, name: str) -> None:
    """Pictures share a page's ids, so each one's clips and gradients bear its name and a number.

    Vega's own numbers count on from one chart to the next, and would depend on what was drawn
    before.
    """
    bearers = [element for element in root.iter() if "id" in element.attrib]
    new = {f"url(#{e.get('id')})": f"{name}-{n}" for n, e in enumerate(bearers, start=1)}
    for element in bearers:
        element.set("id", new[f"url(#{element.get('id')})"])
    for element in root.iter():
        for key, value in element.attrib.items():
            if value in new:
                element.set(key, f"url(#{new[value]})")


def _sizes(root: ET.Element) -> list[float]:
    """The sizes of a picture's words."""
    sizes = [text.get("font-size", "") for text in root.iter(f"{SVG}text")]
    return [float(size.removesuffix("px")) for size in sizes if size.endswith("px")]
