"""Building blocks of the pages' HTML: plain tables, chips, links to evidence. All text escaped."""

import re
from collections.abc import Iterable

import altair as alt
from IPython.display import HTML
from markupsafe import Markup, escape

from ceasefire.marks import address
from ceasefire.phrases import missing

SOURCES_PAGE = "sources.html"
NAMED_ROW = re.compile(r"\[\[([CLNBTPKISMF]\d+[a-z]?)\]\]")


def prose(text: str) -> Markup:
    """A computed text, escaped, in which every row named leads to its evidence."""
    return Markup(NAMED_ROW.sub(_linked, str(escape(text))))


def _linked(found: re.Match) -> str:
    return str(link(found.group(1), address(found.group(1))))


def say(*paragraphs: str) -> HTML:
    """Computed sentences as a page's text; empty ones are left out."""
    return HTML("\n".join(Markup("<p>{}</p>").format(prose(p)) for p in paragraphs if p))


def answer(edition: str, *sentences: str) -> HTML:
    """The two-sentence answer that opens a page, under the line that says what the page knows."""
    return HTML(
        Markup('<p class="edition">{}</p>\n<div class="answer">{}</div>').format(
            prose(edition),
            Markup("").join(Markup("<p>{}</p>").format(prose(s)) for s in sentences if s),
        )
    )


def show(*parts: Markup) -> HTML:
    """Blocks of HTML as one output of a cell."""
    return HTML("\n".join(parts))


def chip(text: str, kind: str = "", symbol: str = "") -> Markup:
    """A word with a coloured ground and a symbol: never colour alone."""
    mark = Markup('<span class="chip-symbol" aria-hidden="true">{}</span> ').format(symbol)
    return Markup('<span class="chip chip-{}">{}{}</span>').format(
        kind.replace(" ", "-"), mark if symbol else "", text
    )


def quoted(token: str) -> Markup:
    """Words of a report, in the direction in which they are written."""
    return Markup('<q dir="auto">{}</q>').format(token)


def link(text: object, target: str) -> Markup:
    """A link to one of the book's own addresses, or to an http address."""
    return Markup('<a href="{}">{}</a>').format(target, text)


def joined(parts: Iterable[object], by: str = ", ") -> Markup:
    """Several pieces as one, escaped where they are not yet."""
    return Markup(escape(by)).join(escape(p) for p in parts)


def table(
    rows: list[dict],
    caption: str,
    empty: str = "There is nothing to show.",
    row_id: str = "",
) -> Markup:
    """A plain table with column headers, scrolling inside itself; a sentence where it is empty.

    ``rows``: one dict per row, the same keys in each. ``row_id``: a column whose values become the
    rows' addresses (it is shown as well).
    """
    if not rows:
        return Markup('<p class="empty">{}</p>').format(empty)
    head = Markup(" ").join(Markup('<th scope="col">{}</th>').format(c) for c in rows[0])
    body = Markup("").join(
        Markup("<tr{}>{}</tr>").format(
            Markup(' id="{}"').format(row[row_id]) if row_id else "",
            Markup("").join(
                Markup("<td>{}</td>").format("" if missing(v) else v) for v in row.values()
            ),
        )
        for row in rows
    )
    return Markup(
        '<div class="table-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="dataframe"><caption>{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(caption, caption, head, body)


def terms(rows: Iterable[tuple]) -> Markup:
    """A list of terms: each row a name and what stands under it, in one or more pieces."""
    return Markup("<dl>{}</dl>").format(
        Markup("").join(
            Markup("<dt>{}</dt>\n<dd>{}</dd>\n").format(name, joined(under, " "))
            for name, *under in rows
        )
    )


def entries(rows: Iterable[tuple]) -> Markup:
    """Entries of a glossary: each row an address, a name and what stands under it, line by line."""
    return Markup('<dl class="glossary">{}</dl>').format(
        Markup("").join(
            Markup('<div class="entry" id="{}"><dt>{}</dt>\n{}</div>\n').format(
                row_id, name, Markup("").join(Markup("<dd>{}</dd>\n").format(u) for u in under if u)
            )
            for row_id, name, *under in rows
        )
    )


def card(row_id: str, title: object, *body: Markup) -> Markup:
    """A card with an address of its own: what a figure leads to."""
    return Markup('<section class="evidence-card" id="{}"><h3>{}</h3>\n{}</section>').format(
        row_id, title, Markup("\n").join(body)
    )


def citations(cited: Iterable[dict], titles: dict[str, str]) -> Markup:
    """Where a fact stands: source, paragraph and the words, each linked to its source.

    ``cited``: rows of citations (source_id, locator, token). ``titles``: short names of sources.
    A locator that is itself a URL is linked as such; a paragraph (¶) is one of a report that the
    book coded itself. A place read without its words is named alone.
    """
    places: dict[tuple[str, str], dict[str, None]] = {}
    for one in cited:
        places.setdefault((one["source_id"], one["locator"]), {})[one["token"]] = None
    parts = []
    for (source, place), tokens in places.items():
        by_url = place.startswith("http")
        where = "" if by_url else f" ¶{place}"
        target = place if by_url else f"{SOURCES_PAGE}#{source}"
        named = Markup("<bdi>{}</bdi>{}").format(titles.get(source, source), where)
        words = map(quoted, filter(None, tokens))
        parts.append(joined([link(named, target), *words], " "))
    return Markup('<span class="cited">{}</span>').format(Markup("; ").join(parts))


def chart(drawn: alt.TopLevelMixin | None, empty: str) -> alt.TopLevelMixin | HTML:
    """A chart, or the sentence that stands where there is nothing to draw."""
    return show(Markup('<p class="empty">{}</p>').format(empty)) if drawn is None else drawn
