"""Charts on a page: a picture at once, a live chart when it is scrolled to, its data to take away.

In: the chart that a notebook's output holds (``charts.renderer.MIME``). Out: HTML, and beside it a
chart's specification, data and pictures as files in ``_static/charts``. Called by MyST-NB, through
the entry point ``myst_nb.mime_renderers``, and by Sphinx as it writes pages.

The picture is SVG inside the page: it needs no script, prints, and takes its colours from CSS
variables, so that light and dark are the page's own. ``static/charts.js`` draws the live chart.
"""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from ceasefire.charts import columns, renderer, theme
from ceasefire.package import defused
from ceasefire.publish import pictures, script_bundle

log = logging.getLogger(__name__)

VARIABLES = {
    shade.light: f"var(--chart-{name}, {shade.light})" for name, shade in theme.SHADES.items()
}
# Signs that no XML may hold, and so no picture; and those at which Vega's expressions break off.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# What a mark may lead to: an address of the book's own, or one of the web.
GOOD_LINK = re.compile(r"https?:|[^:]*$|[^:]*[/?#]", re.I)
TEXT_LIMIT = 480  # px: longer words on a mark end in an ellipsis
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?")


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


class StableAddresses(SphinxTransform):
    """A chart's address is its figure's name, also where a heading of that name had taken it."""

    default_priority = 800  # before Sphinx notes where names lead

    def apply(self, **_options: object) -> None:
        """Each chart's figure gets its name as its id; a chart without one is a warning."""
        for node in self.document.findall(chart):
            figure = figure_of(node)
            name = _name_of(figure)
            if not name:
                log.warning("a chart has no figure name, so no stable address", location=node)
            elif name not in figure["ids"]:
                for other in self.document.findall(nodes.Element):
                    if name in other.get("ids", ()):
                        other["ids"] = [f"{name}-section" if i == name else i for i in other["ids"]]
                figure["ids"] = [name]
                self.document.ids[name] = figure


def figure_of(node: chart) -> nodes.figure | None:
    """The figure in which a chart stands."""
    outer = node.parent
    while outer is not None and not isinstance(outer, nodes.figure):
        outer = outer.parent
    return outer


def _name_of(figure: nodes.figure | None) -> str:
    """A figure's name as an id: the one it was given, or the id that it has."""
    if figure is None:
        return ""
    named = [*figure["names"], *figure.get("dupnames", ())]
    return next(iter([*map(nodes.make_id, named), *figure["ids"]]), "")


def write_html(translator, node: chart) -> None:
    """A chart is written as its picture and what stands under it, and its child is skipped.

    A chart that cannot be drawn is a warning, and its description stands in its place.
    """
    builder = translator.builder
    here = builder.get_target_uri(builder.current_docname).partition("#")[0]
    folder = Path(builder.outdir, "_static", "charts")
    page, title = _page_of(node) or builder.current_docname, builder.config.html_title or ""
    written = translator.charts_written = getattr(translator, "charts_written", [])
    address = _name_of(figure_of(node))
    name = f"{page.replace('/', '-')}-{address or f'chart-{len(written) + 1}'}"
    if name in written:
        log.warning("two charts are named %s", address, location=page)
        name = f"{name}-{len(written) + 1}"
    written.append(name)
    spec = json.loads(node["spec"])
    told = spec.get("usermeta", {})
    source = str(told.get("source", ""))
    spec = for_page(spec)
    under = ". ".join(part.strip().rstrip(".") for part in (source, title) if part)
    try:
        picture = pictures.static_svg(spec, node["words"], name)
        at = f"{builder.config.html_baseurl or ''}{page}.html"
        files = list(_write_data(data_of(spec, told.get("data"), at), folder, name))
        files += _write_pictures(spec, folder, name, node["words"], under)
    except ValueError as error:
        log.warning("a chart cannot be drawn: %s", error, location=page)
        return
    links = [(label, relative_uri(here, f"_static/charts/{path.name}")) for label, path in files]
    script = script_bundle.write_call(
        folder / f"{name}.js", "ceasefireChart", name, without_theme(spec)
    )
    scripts = {
        "bundle": relative_uri(here, f"_static/{script_bundle.FILE}"),
        "theme": relative_uri(here, f"_static/{script_bundle.THEME}"),
        "spec": relative_uri(here, f"_static/charts/{script}"),
    }
    translator.body.append(
        block(name, picture, scripts, foot(name, links, address, source, node["words"]))
    )
    raise nodes.SkipNode


def leave(_translator, _node: chart) -> None:
    """Nothing closes a chart: what opens it is written whole."""


def _page_of(node: chart) -> str:
    """The page from which a chart came into a book of one page; '' elsewhere."""
    outer = node.parent
    while outer is not None and not isinstance(outer, addnodes.start_of_file):
        outer = outer.parent
    return "" if outer is None else outer["docname"]


def block(name: str, picture: str, scripts: dict[str, str], under: str) -> str:
    """A chart's HTML: the picture, where the scripts are that draw it, and what stands under it."""
    data = "".join(f' data-{key}="{html.escape(uri)}"' for key, uri in scripts.items())
    return (
        f'<div class="chart" data-name="{html.escape(name)}"{data}>\n'
        f'<div class="chart-picture">{picture}</div>\n{under}</div>\n'
    )


def foot(name: str, links: list[tuple[str, str]], address: str, source: str, words: str) -> str:
    """What stands under a chart: its source, its data and pictures, its address, its words."""
    said = f'<p class="chart-source">{html.escape(source)}</p>\n' if source else ""
    items = [
        f'<li><a href="{html.escape(uri)}" download>{html.escape(label)}</a></li>'
        for label, uri in links
    ]
    if address:
        items.append(f'<li><a href="#{html.escape(address)}">Link to this chart</a></li>')
    return (
        f'<div class="chart-foot">\n{said}<ul class="chart-data">{"".join(items)}</ul>\n'
        f'<details class="chart-words"><summary>In words</summary>'
        f'<p id="{html.escape(name)}-words" dir="auto">{html.escape(words)}</p></details>\n</div>\n'
    )


def for_page(spec: dict) -> dict:
    """A chart in the book: colours by CSS variable, no schema on another host, marks with names."""

    def renamed(value: object) -> object:
        if isinstance(value, dict):
            return {key: renamed(inner) for key, inner in value.items() if key != "$schema"}
        if isinstance(value, list):
            return [renamed(inner) for inner in value]
        return (
            VARIABLES.get(value) or UNSEEN.sub("\ufffd", value) if isinstance(value, str) else value
        )

    spec = renamed(spec)
    held = spec.pop("usermeta", {})
    spec |= {"usermeta": {"titles": held["titles"]}} if "titles" in held else {}
    for part in list(renderer.parts(spec)):
        part.pop("description", None)
        channels = part.get("encoding", {})
        told = _in_words(channels.get("tooltip"))
        if told and "description" not in channels:
            channels["description"] = {"value": {"expr": told}}
        _keep_good_links(spec, channels.get("href", {}).get("field"))
    config = spec.setdefault("config", {})
    config["text"] = {"limit": TEXT_LIMIT} | config.get("text", {})
    ink = VARIABLES[theme.INK.light]  # else the shapes of a legend are black, also on a dark page
    signs = {"symbolBaseFillColor": ink, "symbolBaseStrokeColor": ink}
    config["legend"] = signs | config.get("legend", {})
    return spec


def _keep_good_links(spec: dict, field: str | None) -> None:
    """Marks lead to pages, never to scripts: Vega would not draw the chart at all."""
    for row in (row for rows in tables(spec) for row in rows if field):
        if isinstance(row.get(field), str) and not GOOD_LINK.match(row[field]):
            row[field] = ""


def _in_words(tooltip: object) -> str:
    """What a mark that tells something is called: an expression that says what its tooltip tells.

    Vega-Lite's own would name fields, and read out the address to which the mark leads.
    """
    told = []
    for field in tooltip if isinstance(tooltip, list) else [tooltip]:
        if not isinstance(field, dict) or "field" not in field or "aggregate" in field:
            continue
        value = f"datum[{json.dumps(field['field'])}]"
        if field.get("type") == "temporal":
            said = f"timeFormat({value}, '%-d %B %Y')"
        else:
            said = f"truncate('' + {value}, 200)"
        title = f"{field.get('title') or field['field']}: " if told else ""
        before = "; " if told else ""
        shown = f"isValid({value}) && {value} !== ''"
        told.append(f"({shown} ? {json.dumps(before + title)} + {said} : '')")
    return " + ".join(told)


def shared_config() -> dict:
    """The look that all charts share, as ``for_page`` leaves it in each."""
    return for_page(theme.config())["config"]


def without_theme(spec: dict) -> dict:
    """A chart's specification less what ``shared_config`` says once for all."""
    shared, config = shared_config(), spec["config"]
    own = {key: value for key, value in config.items() if shared.get(key) != value}
    return spec | {"config": own}


def write_theme(static: Path) -> None:
    """The look that all charts share is written beside the bundle."""
    script_bundle.write_call(static / script_bundle.THEME, "ceasefireTheme", shared_config())


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


def _write_data(
    files: list[tuple[str, list[list]]], folder: Path, name: str
) -> Iterator[tuple[str, Path]]:
    """A chart's tables are written as CSV; further ones are called by what they hold.

    With a byte-order mark, unlike the tables of the data package: these files are opened in a
    spreadsheet, which reads them by an old code page without it. The package's are read by programs
    that follow its descriptor, and for a spreadsheet it has a workbook.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for holds, lines in files:
        path = folder / f"{'-'.join(filter(None, (name, nodes.make_id(holds))))}.csv"
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(lines)
        path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
        yield f"{holds or 'Data'} (CSV)", path


def _write_pictures(
    spec: dict, folder: Path, name: str, words: str, under: str
) -> Iterator[tuple[str, Path]]:
    """A chart's picture is written as files to take away."""
    drawn = pictures.svg_file(spec, words, name, under)
    svg, png = folder / f"{name}.svg", folder / f"{name}.png"
    svg.write_text(drawn, encoding="utf-8", newline="\n")
    png.write_bytes(pictures.png(drawn))
    yield "Picture (SVG)", svg
    yield "Picture (PNG)", png


def data_of(spec: dict, told: list[dict] | None, page: str) -> list[tuple[str, list[list]]]:
    """A chart's files: what each holds, and its lines, headings first.

    ``told``: ``charts.columns.data``. A chart that says nothing gives all that it holds. ``page``:
    where the chart stands, so that an address in a cell can be followed from anywhere.
    """
    held = list(tables(spec))
    if told is None:
        told = [
            columns.table({name: name for row in rows for name in row}, str(number or ""))
            for number, rows in enumerate(held)
        ]
    found = []
    for file in told:
        fields = {field for _, field, _ in file["columns"]}
        rows = next((r for r in held if fields <= {key for row in r for key in row}), [])
        lines = [
            [_cell(row.get(field), kind, page) for _, field, kind in file["columns"]]
            for row in rows
            if all(row.get(field) == value for field, value in file["only"].items())
        ]
        if lines:
            found.append((file["name"], [[head for head, *_ in file["columns"]], *lines]))
    return found


def _cell(value: object, kind: str, page: str) -> object:
    """A value as a spreadsheet should read it: a day without its midnight, no formula."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 4)
    if isinstance(value, str) and (day := MIDNIGHT.fullmatch(value)):
        last = timedelta(days=kind == columns.LAST_DAY)
        return (date.fromisoformat(day[1]) - last).isoformat()
    if kind == columns.ADDRESS and value:
        return defused(urljoin(page, str(value)))
    return defused(value)
