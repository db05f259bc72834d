"""What stands where in the book: each place with an address, its title and its words.

In: the trees of the pages as Sphinx reads them. Out: for each page its ``Passage``s, kept in
Sphinx's environment, so that a page that is not read again keeps its own. Called by ``finding``
(search), ``glossing`` (meanings on hover) and ``sharing`` (descriptions of pages).
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from docutils import nodes
from sphinx.environment.collectors import EnvironmentCollector

HEADINGS = {"h2", "h3", "h4", "h5", "dt", "summary"}
# An element of these with an id is a place of its own; one inside another is told apart from it.
PLACES = {"section", "article", "div", "li", "details", "tr"}
UNREAD = {"script", "style", "svg", "template", "button"}
# Passed over: what is told in full at an address of its own, and why it was coded so.
UNSOUGHT = "unsought"
VOID = {"br", "hr", "img", "input", "link", "meta", "col", "wbr", "source"}
INLINE = {"a", "b", "bdi", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup", "mark"}
ANSWER = "answer"


@dataclass
class Passage:
    """A place: its anchor ('' for the page itself), its classes, title and words.

    ``names``: further names of what it tells of, which a search finds and a page does not show.
    """

    anchor: str
    kind: str = ""
    title: str = ""
    words: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    names: str = ""

    @property
    def text(self) -> str:
        """Its words in one line, without the title."""
        return " ".join("".join(self.words).split())


class _Reader(HTMLParser):
    """Reads a cell's HTML: what has an address becomes a passage, the rest belongs to the page."""

    def __init__(self, around: Passage, html: str) -> None:
        super().__init__()
        self.found: list[Passage] = []
        self.answer: list[str] = []
        # Open elements: tag, the passage that begins with it, whether it is a heading, unread, …
        self._open: list[tuple[str, Passage, str]] = []
        self._around = around
        self.feed(html)
        self.close()

    @property
    def _here(self) -> Passage:
        return self._open[-1][1] if self._open else self._around

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        here, role = self._here, self._open[-1][2] if self._open else ""
        if tag not in INLINE:
            self._say(" ", here, role)
        if tag in VOID:
            return
        kind = given.get("class", "")
        unsought = UNSOUGHT in kind.split()
        if tag in PLACES and "id" in given and not unsought:
            here, role = Passage(given["id"], kind), ""
            here.names = given.get("data-names", "")
            self.found.append(here)
        if tag in UNREAD or unsought or given.get("aria-hidden") == "true":
            role = "unread"
        elif role == "title" and "gist" in kind.split():
            role = ""  # the line that a closed card shows under its title
        elif role == "title" and "muted" in kind.split():
            here.title = f"{here.title.rstrip()}, "  # what it is the name of
        elif ANSWER in kind.split():
            role = ANSWER
        elif tag in HEADINGS and here.anchor and role != "unread" and not here.title.strip():
            role = "title"
        elif tag == "dd" and here.anchor:
            here.lines.append("")
            role = "line"
        self._open.append((tag, here, role))

    def handle_endtag(self, tag: str) -> None:
        while any(tag == name for name, *_ in self._open):
            name, here, role = self._open.pop()
            if name not in INLINE:
                self._say(" ", here, role)
            if name == tag:
                break

    def handle_data(self, text: str) -> None:
        self._say(text, self._here, self._open[-1][2] if self._open else "")

    def _say(self, text: str, here: Passage, role: str) -> None:
        if role == "title":
            here.title += text
        elif role != "unread":
            here.words.append(text)
            if role == ANSWER:
                self.answer.append(text)
            elif role == "line":
                here.lines[-1] += text


@dataclass
class Page:
    """What a page holds: its title, the answer that opens it, its places."""

    title: str = ""
    answer: str = ""
    passages: list[Passage] = field(default_factory=list)


def read(doctree: nodes.document) -> Page:
    """The places of a page, in their order; the page itself is the first."""
    page = Page(passages=[Passage("")])
    _walk(doctree, page, page.passages[0])
    page.title = page.passages[0].title
    for passage in page.passages:
        passage.title = " ".join(passage.title.split())
        passage.lines = [" ".join(line.split()) for line in passage.lines]
    page.answer = " ".join(page.answer.split()) or page.passages[0].text
    return page


def _walk(node: nodes.Node, page: Page, here: Passage) -> None:
    """Read what stands under a node into the passage to which it belongs."""
    for child in node.children:
        if isinstance(child, nodes.section):
            inner = here
            if here.anchor or here.title:
                inner = Passage(child["ids"][-1] if child["ids"] else here.anchor, "heading")
                page.passages.append(inner)
            _walk(child, page, inner)
        elif isinstance(child, nodes.title):
            here.title = here.title or child.astext()
        elif isinstance(child, nodes.raw):
            if "html" in child.get("format", "").split():
                reader = _Reader(here, child.astext())
                page.passages += reader.found
                page.answer = page.answer or "".join(reader.answer)
        elif isinstance(child, nodes.figure):
            words = " ".join(c.astext() for c in child.findall(nodes.caption))
            if child["ids"] and words:
                page.passages.append(Passage(child["ids"][0], "figure", words))
            _walk(child, page, here)
        elif isinstance(child, nodes.literal_block | nodes.comment | nodes.caption):
            pass
        elif isinstance(child, nodes.TextElement):
            here.words.append(f" {child.astext()} ")
        else:
            _walk(child, page, here)


class _Collector(EnvironmentCollector):
    """Keeps the passages of each page in Sphinx's environment."""

    def clear_doc(self, _app, env, docname: str) -> None:
        of(env).pop(docname, None)

    def merge_other(self, _app, env, docnames, other) -> None:
        of(env).update({name: of(other)[name] for name in docnames if name in of(other)})

    def process_doc(self, app, doctree: nodes.document) -> None:
        of(app.env)[app.env.docname] = read(doctree)


def of(env) -> dict[str, Page]:
    """The pages of the book by name, as far as they have been read."""
    if not hasattr(env, "ceasefire_passages"):
        env.ceasefire_passages = {}
    return env.ceasefire_passages


def connect(app) -> None:
    """The pages are read as Sphinx reads them."""
    app.add_env_collector(_Collector)


def shortened(text: str, most: int) -> str:
    """A text of at most so many signs, ended at a word's end where it is too long."""
    if len(text) <= most:
        return text
    cut = text[:most]
    whole = cut.rsplit(" ", 1)[0] if " " in cut else cut[:-1]
    return f"{whole.rstrip(' ,;:–-')}…" if len(whole) < most else f"{whole[: most - 1]}…"
