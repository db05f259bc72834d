"""The Sphinx extension that ``_config.yml`` names: all that the book needs beyond Jupyter Book.

In: Sphinx's events. Out: charts on the pages, their style and scripts, the theme mended. Called by
Sphinx alone.

What a part of the book does beyond its pages stands in a module of its own, named in ``PARTS``: its
``connect(app)`` listens to Sphinx's events. A part that changes pages as they are written appends,
at ``html-page-context``, a function from HTML to HTML to ``context["head_mends"]`` or
``context["body_mends"]``; they are applied in that order, after the theme has been mended.
"""

import hashlib
import json
import os
import re
from functools import reduce
from html import escape
from pathlib import Path

import ceasefire.charts
from ceasefire.charts import meanings, theme
from ceasefire.publish import (
    argument,
    backlinks,
    chart_pages,
    finding,
    glossing,
    mends,
    passages,
    quiet,
    script_bundle,
    sharing,
    takeaway,
    weight,
)
from ceasefire.publish.pages import EDITIONS

HERE = Path(__file__).parent
STATIC = HERE / "static"
COLOURS = "chart-colours.css"
METHODS = "book/methods"
# As `words.wider` names that edition.
WIDER = re.compile(r'<em class="wider-edition">([^<]*)</em>')
PARTS = (quiet, backlinks, passages, argument, glossing, finding, sharing, takeaway, weight)


def setup(app) -> dict:
    """Sphinx calls this first: nodes, settings and events are made known to it."""
    other = (chart_pages.leave, chart_pages.leave)
    app.add_node(
        chart_pages.chart,
        html=(chart_pages.write_html, chart_pages.leave),
        latex=other,
        text=other,
        man=other,
        texinfo=other,
    )
    app.add_transform(chart_pages.StableAddresses)
    app.add_css_file(COLOURS)
    app.add_config_value("ceasefire_code", _code_digest(), "html")
    app.connect("config-inited", _settings)
    app.connect("builder-inited", _write_assets)
    app.connect("html-page-context", _begin_page, priority=100)
    app.connect("html-page-context", _page)
    app.connect("html-page-context", _end_page, priority=900)
    app.connect("build-finished", _clean_up)
    for part in PARTS:
        part.connect(app)
    return {"env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}


def colours_css() -> str:
    """Every shade and every class of verdict as a CSS variable.

    Shades are light, dark where the page is dark, and light again on paper.
    """
    light = "".join(f" --chart-{name}: {shade.light};" for name, shade in theme.SHADES.items())
    dark = "".join(f" --chart-{name}: {shade.dark};" for name, shade in theme.SHADES.items())
    named = {shade.light: name for name, shade in theme.SHADES.items()}
    verdicts = "".join(
        f" --verdict-{kind}: var(--chart-{named[colour]});"
        for kind, colour in meanings.CLASS_COLOURS.items()
    )
    # Set on the same element as the shades, so that a verdict's colour follows them.
    return (
        f'html {{{light}{verdicts} }}\n@media not print {{ html[data-theme="dark"] {{{dark} }} }}\n'
    )


def _code_digest() -> str:
    """Pages are written anew when the code that writes them has changed."""
    digest = hashlib.sha256(script_bundle.FILE.encode())
    charts = Path(ceasefire.charts.__file__).parent
    for path in sorted([*HERE.rglob("*"), *charts.glob("*.py")]):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _settings(_app, config) -> None:
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path.append(str(STATIC))
    config.html_use_index = False  # nothing in the book fills an index; the search does its work


def _write_assets(app) -> None:
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    script_bundle.write_bundle(static)
    chart_pages.write_theme(static)
    (static / COLOURS).write_text(colours_css(), encoding="utf-8", newline="\n")


def _begin_page(_app, _page_name, _template, context, _doctree) -> None:
    context["head_mends"] = [mends.head]
    context["body_mends"] = [mends.body]


def _end_page(_app, _page_name, _template, context, _doctree) -> None:
    for place in ("head", "body"):
        changes = context[f"{place}_mends"]
        context[f"mend_{place}"] = lambda html, changes=changes: reduce(
            lambda text, change: change(text), changes, html
        )


def _page(app, page_name, _template, context, doctree) -> None:
    said = os.environ.get(EDITIONS, "")
    known = METHODS in app.env.found_docs
    rules = app.builder.get_relative_uri(page_name, METHODS) if known else ""
    below = edition_menu(page_name, said) + edition_badge(said, rules)
    context["body_mends"].append(lambda html: mends.below_title(html, below))
    context["body_mends"].append(lambda html: linked_edition(html, page_name, said))
    if doctree is not None and next(doctree.findall(chart_pages.chart), None) is not None:
        app.add_css_file("charts.css")
        app.add_js_file("charts.js", loading_method="defer")


def edition_badge(editions: str, rules: str = "") -> str:
    """What every page of an edition says of itself; '' where it says nothing.

    ``editions``: as in ``edition_menu``; ``rules``: the address of the page on methods, if any.
    """
    badge = json.loads(editions).get("badge", "") if editions else ""
    more = f' <a href="{escape(rules)}">How verdicts and counts are reached</a>' if rules else ""
    return f'<p class="edition-badge">{escape(badge)}{more}</p>\n' if badge else ""


def linked_edition(html: str, page_name: str, editions: str) -> str:
    """A page on which the edition of the wider record, where it is named, leads to the same page.

    ``editions``: as in ``edition_menu``. In a book alone, and in that edition, the name stays.
    """
    listed = json.loads(editions) if editions else {}
    there = listed.get("wider", "")
    if there in ("", listed.get("here")):
        return html
    address = f"{'../' * (page_name.count('/') + 1)}{there}/{page_name}.html"
    return WIDER.sub(rf'<a class="wider-edition" href="{address}">\1</a>', html)


def edition_menu(page_name: str, editions: str) -> str:
    """The way to the same page in the other editions of the site; '' where there is none.

    ``editions``: JSON of the edition that is built and of all titles by name, as ``pages`` has it.
    """
    listed = json.loads(editions) if editions else {}
    titles, here = listed.get("titles", {}), listed.get("here")
    if len(titles) < 2:
        return ""
    up = "../" * (page_name.count("/") + 1)
    items = "".join(
        f'<li aria-current="true">{escape(title)}</li>'
        if name == here
        else f'<li><a href="{up}{name}/{page_name}.html">{escape(title)}</a></li>'
        for name, title in titles.items()
    )
    return (
        f'<details class="editions"><summary>Edition: {escape(titles[here])}</summary>'
        f"<ul>{items}</ul></details>\n"
    )


def _clean_up(app, exception) -> None:
    if exception is None and app.builder.format == "html":
        mends.drop_unused_files(Path(app.outdir, "_static"))
