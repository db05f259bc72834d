"""What the glossary says, shown where its words stand.

In: the passages of the pages; each page as it is written. Out: the meanings of the entries to which
a page links, for ``static/glossing.js`` to show on hover and focus; and, at the first mention of a
term in a page's prose, such a link. Called by Sphinx.

Common words are left alone: a term of the reports is matched as a whole phrase, a word of the book
(a verdict, "side") only where it has several words or stands alone in italics, as verdicts do.
"""

import json
import re
from collections.abc import Iterator
from html import escape, unescape

from docutils import nodes

from ceasefire.publish import passages

ENTRY = "entry"
LONGEST = 240
# How the ids of two kinds of entries begin: terms of the reports, words of the book (`marks`).
TERM, WORD = "terms-", "words-"
UNTOUCHED = (nodes.reference, nodes.literal, nodes.title, nodes.caption, nodes.raw, nodes.target)
TAG = re.compile(r"(<[^>]*>)")
CLOSED_TO_LINKS = (
    "a", "code", "q", "table", "figure", "summary", "script", "h1", "h2", "h3", "h4",
    "dl", "details",
)  # fmt: skip


class Terms:
    """The terms that a page's prose may mention, each linked once."""

    def __init__(self, entries: dict[str, str], address: str):
        """``entries``: title by anchor. ``address``: the glossary, as seen from the page."""
        self._address, self._anchors, self._alone = address, {}, {}
        others = set()  # names in which a term may stand, which is then no mention of it
        for anchor, title in entries.items():
            name = title.casefold()
            if anchor.startswith(TERM) and not re.search(r"[(,]", name):
                self._anchors[name] = anchor
            elif anchor.startswith(WORD) and not re.search(r"[(,]", name):
                (self._anchors if " " in name else self._alone)[name] = anchor
            elif " " in name:
                others.add(name)
        names = sorted(map(re.escape, {*self._anchors, *others}), key=len, reverse=True)
        self._any = re.compile(rf"(?<![\w-])({'|'.join(names)})s?(?![\w-])", re.IGNORECASE)

    def found(self, text: str, alone: bool = False) -> Iterator[tuple[str, str]]:
        """A text in pieces, each with the address to which it leads, or ''."""
        at = 0
        if alone and text.casefold() in self._alone:
            yield text, self._once(self._alone, text.casefold())
            return
        for match in self._any.finditer(text) if self._anchors else ():
            target = self._once(self._anchors, match[1].casefold())
            if target:
                yield text[at : match.start()], ""
                yield match[0], target
                at = match.end()
        yield text[at:], ""

    def _once(self, among: dict[str, str], name: str) -> str:
        anchor = among.pop(name, "")
        return f"{self._address}#{anchor}" if anchor else ""

    def in_html(self, html: str) -> str:
        """Computed prose with its terms linked; what is a link, quoted or code stays as it is."""
        done, closed = [], []
        pieces = TAG.split(html)
        for number, piece in enumerate(pieces):
            if number % 2:
                name = re.sub(r"[^a-z0-9].*", "", piece.strip("</").lower(), flags=re.DOTALL)
                if piece.startswith("</"):
                    closed = closed[:-1] if closed and closed[-1] == name else closed
                elif name in CLOSED_TO_LINKS:
                    closed.append(name)
                done.append(piece)
            elif closed or not piece.strip():
                done.append(piece)
            else:
                alone = number > 0 and pieces[number - 1] in ("<em>", "<strong>")
                done += [
                    f'<a class="glossed" href="{escape(target)}">{escape(text, quote=False)}</a>'
                    if target
                    else escape(text, quote=False)
                    for text, target in self.found(unescape(piece), alone)
                ]
        return "".join(done)


def meanings(pages: dict[str, passages.Page]) -> dict[str, dict[str, passages.Passage]]:
    """The entries of every glossary of the book, by page and anchor."""
    found = {
        name: {p.anchor: p for p in page.passages if ENTRY in p.kind.split()}
        for name, page in pages.items()
    }
    return {name: entries for name, entries in found.items() if entries}


def meaning(entry: passages.Passage) -> str:
    """What a reader is shown of an entry: its name and the first line under it."""
    said = next((line for line in entry.lines if line), "")
    return passages.shortened(f"{entry.title}: {said}" if said else entry.title, LONGEST)


def data(body: str, glossary: str, entries: dict[str, passages.Passage]) -> str:
    """The meanings of the entries to which a page links, as JSON in a script element, or ''."""
    file = re.escape(glossary.rpartition("/")[2])
    linked = re.findall(rf'href="[^"#]*\b{file}\.html#([^"]+)"', body)
    told = {a: meaning(entries[a]) for a in dict.fromkeys(map(unescape, linked)) if a in entries}
    if not told:
        return ""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="meanings">{text}</script>\n'


def connect(app) -> None:
    """Terms are linked as a page is resolved, meanings added as it is written."""
    app.connect("doctree-resolved", _link)
    app.connect("html-page-context", _tell)


def _link(app, doctree: nodes.document, page: str) -> None:
    if app.builder.name not in ("html", "dirhtml"):
        return
    for glossary, entries in meanings(passages.of(app.env)).items():
        if page == glossary:
            continue
        address = app.builder.get_relative_uri(page, glossary)
        terms = Terms({anchor: entry.title for anchor, entry in entries.items()}, address)
        for node in list(doctree.findall(lambda n: isinstance(n, nodes.Text | nodes.raw))):
            if isinstance(node, nodes.raw):
                text = node.astext()
                # What has addresses of its own is evidence, not prose.
                if "html" in node.get("format", "") and "<p>" in text and ' id="' not in text:
                    done = nodes.raw("", terms.in_html(text), **node.attributes)
                    node.parent.replace(node, done)
            elif _is_prose(node):
                alone = isinstance(node.parent, nodes.emphasis | nodes.strong)
                pieces = list(terms.found(node.astext(), alone and len(node.parent) == 1))
                if len(pieces) > 1 or pieces[0][1]:
                    node.parent.replace(node, [_piece(*piece) for piece in pieces if piece[0]])


def _is_prose(node: nodes.Text) -> bool:
    above = node.parent
    while not isinstance(above, nodes.paragraph):
        if above is None or isinstance(above, UNTOUCHED):
            return False
        above = above.parent
    return isinstance(above.parent, nodes.section | nodes.list_item)


def _piece(text: str, target: str) -> nodes.Node:
    if not target:
        return nodes.Text(text)
    return nodes.reference("", text, refuri=target, internal=True, classes=["glossed"])


def _tell(app, page: str, _template, context, doctree) -> None:
    if doctree is None or "body" not in context:
        return
    for glossary, entries in meanings(passages.of(app.env)).items():
        told = data(context["body"], glossary, entries)
        if told and page != glossary:
            context["body"] += told
            app.add_js_file("glossing.js", loading_method="defer")
