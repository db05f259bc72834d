"""Building blocks of the pages' HTML: plain tables, chips, links to evidence. All text escaped."""

import re
from collections.abc import Iterable, Mapping
from numbers import Integral
from types import MappingProxyType

from IPython.display import HTML
from markupsafe import Markup, escape

from ceasefire.marks import address
from ceasefire.phrases import many, missing, number

SOURCES_PAGE = "sources.html"
# A table of more rows is folded where it is one of several things on its page.
MOST_OPEN = 20
# Between two sentences of a computed text.
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z\d])")
NAMED_ROW = re.compile(r"\[\[([CLNBTPKIRSMF]\d+[a-z]?)\]\]")


def prose(text: str) -> Markup:
    """A computed text, escaped, in which every row named leads to its evidence."""
    return Markup(NAMED_ROW.sub(_linked, str(escape(text))))


def _linked(found: re.Match) -> str:
    return str(link(found.group(1), address(found.group(1))))


def say(*paragraphs: str) -> HTML:
    """Computed sentences as a page's text; empty ones are left out."""
    return HTML("\n".join(Markup("<p>{}</p>").format(prose(p)) for p in paragraphs if p))


def answer(edition: str, *paragraphs: str) -> HTML:
    """The answer that opens a page, under the line that says what the page knows.

    Its first sentence stands out.
    """
    first, *others = filter(None, paragraphs)
    found, *more = SENTENCE.split(first, maxsplit=1)
    lead = joined([Markup("<strong>{}</strong>").format(prose(found)), *map(prose, more)], " ")
    return HTML(
        Markup('<p class="edition">{}</p>\n<div class="answer"><p>{}</p>{}</div>').format(
            prose(edition),
            lead,
            Markup("").join(Markup("<p>{}</p>").format(prose(other)) for other in others),
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


def nothing(said: str) -> Markup:
    """The sentence that stands where there is nothing to show."""
    return Markup('<p class="empty">{}</p>').format(said)


def table(rows: list[dict], caption: str, empty: str = "There is nothing to show.") -> Markup:
    """A plain table with column headers, scrolling inside itself; a sentence where it is empty.

    ``rows``: one dict per row, the same keys in each. Each cell bears its header for phones, where
    a row's cells stand one under the other.
    """
    if not rows:
        return nothing(empty)
    amounts = {
        name: Markup(' class="amount"') if all(_amount(row[name]) for row in rows) else ""
        for name in rows[0]
    }
    head = Markup(" ").join(
        Markup('<th scope="col"{}>{}</th>').format(amounts[name], name) for name in rows[0]
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td data-label="{}"{}>{}</td>').format(name, amounts[name], _shown(v))
                for name, v in row.items()
            )
        )
        for row in rows
    )
    return Markup(
        '<div class="table-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="dataframe"><caption>{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(caption, caption, head, body)


def _amount(value: object) -> bool:
    """Whether a cell holds a whole number, or nothing."""
    return missing(value) or (isinstance(value, Integral) and not isinstance(value, bool))


def _shown(value: object) -> object:
    """A cell: nothing where it is not known, a number as everywhere in the book."""
    if missing(value):
        return ""
    return number(value) if _amount(value) else value


def long_table(rows: list[dict], caption: str, empty: str) -> Markup:
    """A table that stands open while it is short, and else opens under its caption."""
    shown = table(rows, caption, empty)
    if len(rows) <= MOST_OPEN:
        return shown
    return folded(f"{caption}: {many(len(rows), 'row')}", shown)


def folded(summary: str, *body: Markup) -> Markup:
    """What a reader opens: closed at first, and open on paper."""
    return Markup('<details class="folded"><summary>{}</summary>\n{}</details>').format(
        summary, Markup("\n").join(body)
    )


def terms(rows: Iterable[tuple]) -> Markup:
    """A list of terms: each row a name and what stands under it, in one or more pieces."""
    return Markup("<dl>{}</dl>").format(
        Markup("").join(
            Markup("<dt>{}</dt>\n<dd>{}</dd>\n").format(name, joined(under, " "))
            for name, *under in rows
        )
    )


def entries(rows: Iterable[tuple], also: Mapping[str, str] = MappingProxyType({})) -> Markup:
    """Entries of a glossary: each row an address, a name and what stands under it, line by line.

    ``also``: by address, further names under which the search finds the entry.
    """
    return Markup('<dl class="glossary">{}</dl>').format(
        Markup("").join(
            Markup('<div class="entry" id="{}"{}><dt>{}</dt>\n{}{}</div>\n').format(
                row_id,
                Markup(' data-names="{}"').format(also[row_id]) if also.get(row_id) else "",
                name,
                Markup("").join(Markup("<dd>{}</dd>\n").format(u) for u in under if u),
                shown_in(row_id, "dd"),
            )
            for row_id, name, *under in rows
        )
    )


def card(row_id: str, title: str, *body: Markup, gist: object = "", sought: bool = True) -> Markup:
    """A card with an address of its own: what a figure leads to, and what leads back to it.

    Closed it shows its title and its ``gist``, the one line that matters; it opens to the whole.
    ``sought``: the search finds it, and not only what has an address in it.
    """
    line = Markup('\n<span class="gist">{}</span>').format(gist) if gist else ""
    return Markup(
        '<section class="evidence-card{5}" id="{0}">'
        '<a class="card-link" href="#{0}" aria-label="Link to {0}"></a>'
        "<details><summary><h3>{1}</h3>{2}</summary>\n{3}{4}</details></section>"
    ).format(
        row_id,
        title,
        line,
        Markup("\n").join(filter(None, body)),
        shown_in(row_id, "p"),
        "" if sought else " unsought",
    )


def anchored(row_id: str, words: object) -> Markup:
    """A row's place in a list or a table: words to which its address leads."""
    return Markup('<a id="{0}" href="#{0}">{1}</a>').format(row_id, words)


def shown_in(row_id: str, element: str = "span") -> Markup:
    """Where the charts that show a row are named once the whole book is known.

    A comment, which ``publish.backlinks`` fills; ``element`` is what it then becomes.
    """
    return Markup("<!--shown:{}:{}-->").format(element, row_id)


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
