"""The book on paper: one tagged PDF of an edition, with contents, page numbers, charts and links.

In: the folder of a built edition. Out: a PDF. Called by the shell (``ceasefire pdf``).

The pages are joined to one document in the order of the table of contents, every id with its page's
name before it, so that a link from page to page becomes a link within the document. Chromium prints
it twice: the first time tells on which sheet each chapter and chart stands, the second bears those
numbers.
"""

import os
import posixpath
import shutil
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader
from sphinx_external_toc.parsing import parse_toc_yaml

from ceasefire.errors import BuildError, ParameterError
from ceasefire.package import PROJECT

PRINTED = Path(__file__).parent / "printed"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# What serves a reader at a screen alone, or stands on paper by itself.
ON_SCREEN_ONLY = (
    "script, noscript, style, button, .headerlink, .cell_input, .prev-next-footer, .on-screen, "
    "details.editions, details.hide, .chart-data, .chart-live, form, input, select, link, meta, "
    # How to rerun a page starts from its code, which paper does not show.
    ".card-link, .all-cards, section#how-to-rerun-this-page"
)
SHEET = {"width": 688, "height": 1009}  # px of A4 between its margins (printed/paper.css)
READING = "how-to-read"  # the id of what stands once, before the first chapter
FOOTER = (
    '<div style="width:100%;margin:0 14mm;font:8px sans-serif;color:#57606a;display:flex;'
    'justify-content:space-between"><span class="title"></span>'
    '<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)


def write_pdf(edition: Path, title: str, target: Path) -> int:
    """Print a built edition; returns the number of sheets.

    ``title``: the edition's, for the cover. The PDF appears whole or not at all. BuildError where
    no Chromium is found, or where it cannot print.
    """
    chromium = _chromium()
    document = Document(edition, title)
    with tempfile.TemporaryDirectory(prefix=".pdf-", dir=target.parent) as folder:
        page, made = Path(folder, "book.html"), Path(folder, "book.pdf")
        page.write_text(document.html({}), encoding="utf-8")
        _print(chromium, page, made, draft=True)
        sheets = document.sheets(made)
        page.write_text(document.html(sheets), encoding="utf-8")
        _print(chromium, page, made)
        if document.sheets(made) != sheets:
            raise BuildError("the page numbers of the contents do not settle; nothing was written")
        count = len(PdfReader(made).pages)
        made.replace(target)
    return count


def must_be_writable(target: Path) -> None:
    """ParameterError where no file can be written, and BuildError where no Chromium is found."""
    folder = target.parent
    if target.is_dir() or not target.name:
        fault, mend = "is a folder", "give the name of a file in it"
    elif not folder.is_dir():
        fault, mend = f"its folder {str(folder)!r} is not there", "make it first"
    else:
        try:
            with tempfile.TemporaryFile(dir=folder):
                _chromium()
                return
        except OSError as error:
            fault = f"nothing can be written in {str(folder)!r} ({error.strerror})"
            mend = "choose another folder"
    raise ParameterError(f"--out {str(target)!r}: {fault}; {mend}")


class Document:
    """All pages of an edition as one document."""

    def __init__(self, edition: Path, title: str):
        self.edition = edition
        self.names = [
            f"{name}.html" for name in _contents() if (edition / f"{name}.html").is_file()
        ]
        if not self.names:
            raise BuildError(f"{str(edition)!r} holds no pages of the book; build it first")
        first = BeautifulSoup((edition / self.names[0]).read_text(encoding="utf-8"), "html.parser")
        self.title, self.said = _words(first.select_one("h1")), _words(first.select_one(".edition"))
        self.edition_title = title
        self.chapters: dict[str, str] = {}  # headings by the ids of chapters
        self.charts: dict[str, str] = {}  # captions by the ids of charts
        self.explained: dict[str, str] = {}  # ids by what explains how to read the pages
        chapters = "".join(map(self._chapter, self.names))
        self.body = self._reading() + chapters

    def sheets(self, made: Path) -> dict[str, int]:
        """On which sheet of a printed document each chapter and chart begins, by its id."""
        reader = PdfReader(made)
        places = {name.removeprefix("/"): d for name, d in reader.named_destinations.items()}
        return {
            key: reader.get_destination_page_number(places[key]) + 1
            for key in (*self.chapters, *self.charts)
        }

    def html(self, sheets: dict[str, int]) -> str:
        """The document; ``sheets``: where chapters and charts begin, if already known."""

        def listed(heading: str, entries: dict[str, str]) -> str:
            items = "".join(
                f'<li><a href="#{key}">{escape(words)}</a>'
                f'<span class="sheet">{sheets.get(key, "")}</span></li>'
                for key, words in entries.items()
            )
            return f'<p class="contents-title">{heading}</p><ol>{items}</ol>' if items else ""

        return (
            '<!DOCTYPE html><html lang="en" data-theme="light" class="paper"><head>'
            f'<meta charset="utf-8"><title>{escape(self.title)}</title>'
            f"<style>{self._style()}</style></head><body>"
            f'<header class="cover"><p class="book-title">{escape(self.title)}</p>'
            f"<p>{escape(self.edition_title)}</p><p>{escape(self.said)}</p></header>"
            f'<nav class="contents" aria-label="Contents">{listed("Contents", self.chapters)}'
            f"{listed('Charts', self.charts)}</nav><main>{self.body}</main></body></html>"
        )

    def _style(self) -> str:
        built = self.edition / "_static"
        names = ("chart-colours.css", "book.css", "charts.css", "tables.css")
        files = [built / name for name in names]
        return "\n".join(
            path.read_text(encoding="utf-8")
            for path in [*files, PRINTED / "paper.css"]
            if path.is_file()
        )

    def _chapter(self, name: str) -> str:
        """A page as a chapter, its heading and charts noted for the contents."""
        soup = BeautifulSoup((self.edition / name).read_text(encoding="utf-8"), "html.parser")
        article = soup.select_one("article.bd-article")
        for element in article.select(ON_SCREEN_ONLY):
            element.decompose()
        for figure in article.select("figure:has(.chart-picture)"):
            _depict(figure)
        for summary in article.select("details > summary"):
            _open(summary)
        for element in article.find_all(True):
            self._rename(name, element)
        for link in article.select("a[href]"):
            self._relink(name, link)
        for reading in article.select(".reading"):
            self._refer(reading, soup)
        self.chapters[_key(name)] = _words(article.select_one("h1"))
        for figure in article.select("figure[id]:has(.chart-picture)"):
            self.charts[figure["id"]] = _words(figure.select_one("figcaption"))
        article.name, article["id"], article["class"] = "section", _key(name), "chapter"
        return str(article)

    def _refer(self, reading: Tag, soup: BeautifulSoup) -> None:
        """What explains how to read pages stands once, in front; a page refers to it."""
        line = soup.new_tag("p", attrs={"class": "reading"})
        for part in reading.select(".how-to-read"):
            title = _words(part.select_one(".summary"))
            key = self.explained.setdefault(str(part), f"{READING}--{len(self.explained) + 1}")
            link = soup.new_tag("a", attrs={"href": f"#{key}"}, string=title)
            line.extend(["; ", link] if line.contents else [link])
        reading.replace_with(line)

    def _reading(self) -> str:
        """The chapter of what explains how to read the others."""
        if not self.explained:
            return ""
        title = "How to read the pages"
        self.chapters = {READING: title} | self.chapters
        parts = "".join(f'<div id="{key}">{part}</div>' for part, key in self.explained.items())
        return f'<section class="chapter" id="{READING}"><h1>{title}</h1>{parts}</section>'

    def _rename(self, name: str, element: Tag) -> None:
        """An id, and what refers to it, bears its page's name."""
        if element.get("id"):
            element["id"] = _key(name, element["id"])
        for attribute in ("clip-path", "fill", "stroke", "mask", "style"):
            value = element.get(attribute, "")
            if "url(#" in value:
                element[attribute] = value.replace("url(#", f"url(#{_key(name)}--")
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            if element.get(attribute):
                found = element[attribute]
                ids = found if isinstance(found, list) else found.split()
                element[attribute] = " ".join(_key(name, one) for one in ids)
        if element.name == "img" and "://" not in element.get("src", "://"):
            element["src"] = (
                (self.edition / name).parent.joinpath(element["src"]).resolve().as_uri()
            )

    def _relink(self, name: str, link: Tag) -> None:
        """A link to a page of the book leads to its chapter; one to a file of the site is words."""
        address = link["href"]
        if "://" in address or address.startswith("mailto:"):
            return
        path, place = urldefrag(address)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        if unquote(path) in self.names:
            link["href"] = f"#{_key(path, unquote(place))}"
        else:
            del link["href"]


def _key(name: str, place: str = "") -> str:
    """The name of a chapter, or of a place in it, within the document."""
    page = posixpath.basename(name).removesuffix(".html")
    return f"{page}--{place}" if place else page


def _depict(figure: Tag) -> None:
    """A chart's picture is one figure, told by all its words: PDF knows no group with links in it.

    The links stay, and the frame around the picture is no figure of its own.
    """
    figure["role"] = "group"
    told = figure.select_one(".chart-words")
    for picture in figure.select(".chart-picture"):
        del picture["hidden"]
        picture.svg["role"] = "img"
        if told and told.p:
            picture.svg["aria-label"] = _words(told.p)
    if told:
        told.decompose()


def _open(summary: Tag) -> None:
    """On paper nothing folds: a title and what it stands over, told once if they tell the same."""
    details = summary.parent
    said = _words(summary)
    for caption in details.select("caption"):
        if said.startswith(_words(caption)):
            caption.decompose()
    for element, name in ((summary, "summary"), (details, "details")):
        element.name = "div"
        element["class"] = [*element.get("class", []), name]


def _words(element: Tag | None) -> str:
    """What an element says, in one line."""
    return " ".join(element.get_text(" ", strip=True).split()) if element else ""


def _contents() -> Iterator[str]:
    """The pages of the book in the order of its table of contents."""
    found = parse_toc_yaml(PROJECT / "_toc.yml")

    def below(name: str) -> Iterator[str]:
        yield name
        for tree in found[name].subtrees if name in found else ():
            for item in tree.items:
                if isinstance(item, str):
                    yield from below(item)

    yield from below(found.root.docname)


def _chromium() -> str:
    """The browser that prints; BuildError where there is none."""
    named = os.environ.get("CHROMIUM")
    found = named if named and Path(named).is_file() else None
    found = found or next(filter(None, map(shutil.which, () if named else BROWSERS)), None)
    if not found:
        where = f"CHROMIUM names {named!r}, which is no file" if named else "none was found"
        raise BuildError(
            f"the PDF is printed by Chromium, and {where}; install it (Debian: apt install "
            "chromium) or name one: CHROMIUM=/path/to/chromium"
        )
    return found


def _print(chromium: str, page: Path, target: Path, draft: bool = False) -> None:
    """Print a document, a draft without tags and outline; BuildError where it fails."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise BuildError(
            "the PDF needs the package playwright; install the project with its extra: "
            "pip install -e '.[pdf]'"
        ) from None
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            tab = browser.new_page(viewport=SHEET)
            tab.emulate_media(media="print", color_scheme="light")
            tab.goto(page.as_uri(), timeout=120_000)
            tab.evaluate((PRINTED / "paper.js").read_text(encoding="utf-8"))
            tab.pdf(
                path=target, tagged=not draft, outline=not draft, print_background=True,
                prefer_css_page_size=True, display_header_footer=True,
                header_template="<span></span>", footer_template=FOOTER,
            )  # fmt: skip
            browser.close()
    except Error as error:
        raise BuildError(f"Chromium could not print the book: {error}".splitlines()[0]) from None
