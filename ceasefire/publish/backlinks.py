"""Cards lead back to every chart that shows them.

In: the charts and the cards in the pages as Sphinx reads them. Out: on each card, bulletin and
entry a line that names the charts in which it is drawn, each a link. Called by ``sphinx_ext``.

A chart draws a row where its data hold the row's address (``deadlines.html#C02``) or, anywhere in
a text, its id (``I01 and I02``). What looks like an id but has no card is none. A card says by a
comment where the line belongs (``words.html.shown_in``). What is known of each page is kept between
builds, so that a page is written again when a chart elsewhere begins or ceases to show one of its
rows.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from docutils import nodes

from ceasefire.publish import chart_pages

MARK = re.compile(r"<!--shown:(\w+):(.+?)-->")
ADDRESS = re.compile(r"(?:([\w-]+)\.html)?#([\w.-]+)")
ID = re.compile(r"(?<![\w/#.-])[A-Z]\d\w*(?![\w/-])")


class Shown(NamedTuple):
    """A chart that shows a row: where it stands, and how it is called."""

    page: str
    name: str
    title: str
    number: str


def connect(app) -> None:
    """Listen to Sphinx: read charts and cards, tell which pages change, write the lines."""
    app.connect("env-purge-doc", lambda _app, env, page: _known(env).pop(page, None))
    app.connect("env-merge-info", _merge)
    app.connect("doctree-read", _read)
    # Figures have their numbers by now.
    app.connect("env-get-updated", _changed)
    app.connect("doctree-resolved", _write)
    app.connect("html-page-context", _script)


def _known(env) -> dict[str, dict]:
    """By page: its cards' ids, and its charts with the rows that each names."""
    if not hasattr(env, "ceasefire_cards"):
        env.ceasefire_cards, env.ceasefire_shown = {}, {}
    return env.ceasefire_cards


def _merge(_app, env, pages, other) -> None:
    known = _known(env)
    known.update({page: _known(other)[page] for page in pages if page in _known(other)})


def _read(app, doctree) -> None:
    cards = [row for raw in _html(doctree) for _, row in MARK.findall(raw.astext())]
    charts = [_chart(node) for node in doctree.findall(chart_pages.chart)]
    _known(app.env)[app.env.docname] = {"cards": cards, "charts": list(filter(None, charts))}


def _html(doctree) -> Iterator[nodes.raw]:
    return (raw for raw in doctree.findall(nodes.raw) if raw.get("format") == "html")


def _chart(node: nodes.Element) -> tuple[str, str, list[str]] | None:
    """A chart's name, its title and what its data name; none where it has no figure to lead to."""
    figure = chart_pages.figure_of(node)
    if figure is None or not figure["ids"]:
        return None
    spec = json.loads(node["spec"])
    title = _title(spec) or " ".join(c.astext() for c in figure.findall(nodes.caption))
    return figure["ids"][0], title or node["words"], sorted(_names(chart_pages.tables(spec)))


def _title(spec: dict) -> str:
    """What stands above a chart, in one line."""
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return " ".join(text) if isinstance(text, list) else text


def _names(tables: Iterable[list[dict]]) -> set[str]:
    """All addresses and ids of rows in a chart's data: '#C02', 'deadlines.html#C02' or 'C02'."""
    texts = {cell for rows in tables for row in rows for cell in row.values() if type(cell) is str}
    addresses = set(filter(ADDRESS.fullmatch, texts))
    return addresses.union(*map(ID.findall, texts - addresses))


def shown(known: dict[str, dict], numbers: dict[str, dict]) -> dict[str, dict[str, list[Shown]]]:
    """By page and card: the charts that show it.

    ``known``: by page its ``cards`` and its ``charts``. ``numbers``: by page those of its figures.
    """
    homes: dict[str, list[str]] = {}
    for page, held in known.items():
        for card in held["cards"]:
            homes.setdefault(card, []).append(page)
    found: dict[str, dict[str, list[Shown]]] = {}
    for page in sorted(known):
        for name, title, names in known[page]["charts"]:
            number = ".".join(map(str, numbers.get(page, {}).get("figure", {}).get(name, ())))
            chart = Shown(page, name, title, number)
            for home, card in dict.fromkeys(c for n in names for c in _cards(n, page, homes)):
                found.setdefault(home, {}).setdefault(card, []).append(chart)
    return found


def _cards(name: str, page: str, homes: dict[str, list[str]]) -> Iterable[tuple[str, str]]:
    """The cards, with their pages, that a name in a chart's data leads to.

    A part of a card ('C02-russia') is the card's.
    """
    address = ADDRESS.fullmatch(name)
    if not address:
        return [(home, name) for home in homes.get(name, ())]
    stem, row = address.groups()
    home = posixpath.join(posixpath.dirname(page), stem) if stem else page
    while row and home not in homes.get(row, ()):
        row = row.rpartition("-")[0]
    return [(home, row)] if row else []


def _changed(_app, env) -> list[str]:
    """The pages on which another line is due than when they were last written."""
    new, old = shown(_known(env), env.toc_fignumbers), env.ceasefire_shown
    env.ceasefire_shown = new
    return [page for page in _known(env) if new.get(page) != old.get(page)]


def _write(app, doctree, page: str) -> None:
    """Each comment becomes its line; one document of all pages is asked for its cards' homes."""
    env = app.env
    here = set(_known(env).get(page, {}).get("cards", ()))
    homes = {card: home for home, held in _known(env).items() for card in held["cards"]}

    def line(mark: re.Match) -> str:
        element, card = mark.groups()
        home = page if card in here else homes[card]
        return told(element, home, env.ceasefire_shown.get(home, {}).get(card, []))

    for raw in _html(doctree):
        text = raw.astext()
        if MARK.search(text):
            raw[:] = [nodes.Text(MARK.sub(line, text))]


def told(element: str, home: str, charts: list[Shown]) -> str:
    """The line that names the charts by their numbers, or titles; '' where there is none."""
    links = []
    for chart in charts:
        words = f"figure {chart.number}" if chart.number else chart.title
        where = "" if chart.page == home else f" ({_called(chart.page)})"
        links.append(f'<a href="{escape(_way(home, chart))}">{escape(words)}</a>{escape(where)}')
    lead, space = ("In", " ") if element == "span" else ("Shown in", "")
    line = f'{space}<{element} class="shown-in">{lead} {"; ".join(links)}.</{element}>'
    return line if links else ""


def _called(page: str) -> str:
    """A page in a word: most titles are questions."""
    return posixpath.basename(page).replace("index", "first page").replace("-", " ")


def _way(home: str, chart: Shown) -> str:
    """From a page to a chart on another, or on the same."""
    if chart.page == home:
        return f"#{chart.name}"
    return f"{posixpath.relpath(chart.page, posixpath.dirname(home))}.html#{chart.name}"


def _script(app, page: str, _template, _context, _doctree) -> None:
    if _known(app.env).get(page, {}).get("cards"):
        app.add_js_file("cards.js", loading_method="defer")
