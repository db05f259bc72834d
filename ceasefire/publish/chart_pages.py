"""Charts on a page: a picture at once, a live chart when it is scrolled to, its data to take away.

In: the chart that a notebook's output holds (``charts.renderer.MIME``). Out: HTML. Called by
MyST-NB, through the entry point ``myst_nb.mime_renderers``, and by Sphinx as it writes pages.

The picture is SVG inside the page: it needs no script, prints, and takes its colours from CSS
variables, so that light and dark are the page's own. ``static/charts.js`` draws the live chart.
"""

import csv
import hashlib
import html
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import vl_convert
from docutils import nodes
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from ceasefire.charts import renderer, theme
from ceasefire.publish import script_bundle

log = logging.getLogger(__name__)

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
ET.register_namespace("", SVG.strip("{}"))

# vl-convert resolves a mark's link against this address; a book's links are relative to the page.
LINK_BASE = "https://vega.github.io/vega-datasets/"

VARIABLES = {
    shade.light: f"var(--chart-{name}, {shade.light})" for name, shade in theme.SHADES.items()
}


class chart(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes so
    """A chart in a page's tree; its child is its description, for builders that cannot draw."""


class ChartRenderer:
    """MyST-NB's plug-in: a chart's MIME type becomes a ``chart`` node."""

    mime_priority_overrides = (("*", renderer.MIME, 1),)

    @staticmethod
    def handle_mime(element, data, inline: bool) -> list[nodes.Element] | None:
        """A chart in a block of its own becomes a node; anything else is left to others."""
        if data.mime_type != renderer.MIME or inline:
            return None
        spec = data.content if isinstance(data.content, dict) else json.loads(data.string)
        words = renderer.description(spec)
        if not words:
            log.warning("a chart has no description", location=(element.source, data.line))
            words = renderer.NO_DESCRIPTION
        node = chart(spec=json.dumps(spec), words=words)
        node += nodes.paragraph(text=words)
        return [node]


def write_html(translator, node: chart) -> None:
    """A chart is written as picture, specification and links to its data, and its child skipped.

    A chart that cannot be drawn is a warning, and its description stands in its place.
    """
    builder = translator.builder
    page = builder.current_docname
    translator.charts_written = getattr(translator, "charts_written", 0) + 1
    name = f"{page.replace('/', '-')}-chart-{translator.charts_written}"
    spec = json.loads(node["spec"])
    try:
        picture = static_svg(for_page(spec), node["words"], name)
    except ValueError as error:
        log.warning("a chart cannot be drawn: %s", error, location=page)
        return
    here = builder.get_target_uri(page)
    links = [
        (label, relative_uri(here, f"_static/charts/{path.name}"))
        for label, path in _write_data(spec, Path(builder.outdir, "_static", "charts"), name)
    ]
    translator.body.append(block(for_page(spec), picture, links))
    raise nodes.SkipNode


def leave(_translator, _node: chart) -> None:
    """Nothing closes a chart: what opens it is written whole."""


def block(spec: dict, picture: str, links: list[tuple[str, str]]) -> str:
    """A chart's HTML: the picture, the specification as JSON for the script, the links to data."""
    anchors = " ".join(
        f'<a href="{html.escape(uri)}" download>{html.escape(label)}</a>' for label, uri in links
    )
    return (
        f'<div class="chart" data-bundle="{script_bundle.FILE}">\n'
        f'<div class="chart-picture">{picture}</div>\n'
        f'<script type="application/json" class="chart-spec">{_script_json(spec)}</script>\n'
        f'<p class="chart-data">{anchors}</p>\n</div>\n'
    )


def for_page(spec: dict) -> dict:
    """A chart in the book names colours by CSS variable, and no schema on another host."""

    def renamed(value: object) -> object:
        if isinstance(value, dict):
            return {key: renamed(inner) for key, inner in value.items() if key != "$schema"}
        if isinstance(value, list):
            return [renamed(inner) for inner in value]
        return VARIABLES.get(value, value) if isinstance(value, str) else value

    return renamed(spec)


def static_svg(spec: dict, words: str, name: str) -> str:
    """A chart's picture, labelled by its description, its ids unique by ``name``.

    Vega marks up every tick for screen readers, hundreds a chart. Here a picture is one image with
    one label, or, where marks link to evidence, a group of which only the links are read out.
    Raises ValueError where Vega-Lite cannot draw, or where the chart asks for data elsewhere.
    """
    drawn = json.dumps([vl_convert.__version__, script_bundle.VEGALITE, spec], sort_keys=True)
    text = script_bundle.kept(
        f"pictures/{hashlib.sha256(drawn.encode()).hexdigest()}.svg",
        lambda: vl_convert.vegalite_to_svg(
            spec, vl_version=script_bundle.VEGALITE, allowed_base_urls=[], show_warnings=False
        ),
    )
    root = ET.fromstring(_unique_ids(text, name))
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
    for link in links:
        link.set("href", link.attrib.pop(XLINK_HREF).removeprefix(LINK_BASE))
        labels = [inner.attrib.pop("data-label", "") for inner in link.iter()]
        link.set("aria-label", next(filter(None, labels), words))
    root.set("role", "group" if links else "img")
    root.set("aria-label", words)
    return ET.tostring(root, encoding="unicode")


def _unique_ids(svg: str, name: str) -> str:
    """Pictures share a page's ids, so each one's clips and gradients bear its name and a number.

    Vega's own numbers count on from one chart to the next, and would depend on what was drawn
    before.
    """
    found = dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))
    for number, old in enumerate(found, start=1):
        new = f"{name}-{number}"
        svg = svg.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
    return svg


def _script_json(value: object) -> str:
    """JSON for a script element: no sign in it can end that element."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c")


def tables(spec: dict) -> Iterator[list[dict]]:
    """A chart's data: each list of flat records in it, in the order in which they stand."""
    held = list(spec.get("datasets", {}).values())
    for part in renderer.parts(spec):
        data = part.get("data")
        held.append(data.get("values") if isinstance(data, dict) else None)
    for rows in held:
        flat = isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)
        if flat and not any(row.get("type") == "Feature" for row in rows):  # shapes of a map
            yield rows


def _write_data(spec: dict, folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    """A chart's tables are written as CSV, byte-order mark first, as spreadsheets want it."""
    for number, rows in enumerate(tables(spec), start=1):
        mark = "" if number == 1 else f" {number}"
        path = folder / f"{name}{mark.replace(' ', '-')}.csv"
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(_csv(rows), encoding="utf-8-sig", newline="")
        yield f"Data of this chart{mark} (CSV)", path


def _csv(rows: list[dict]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
