"""What a visit weighs: bytes over a compressing server, never seconds."""

import functools
import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import EDITIONS

KB = 1000
FIRST, LATER = 600 * KB, 150 * KB
# A page's own: everything else is common to the book and is kept by the browser.
LOADED = re.compile(r'<(?:script|link|img)\b[^>]*?(?:src|href)="([^"#]+?\.(?:js|css|svg|png))[?"]')
SPEC = re.compile(r'data-spec="([^"?]+)')
TEXT = (".html", ".js", ".css", ".svg", ".json", ".csv", ".xml")


@cache
def weight(path: Path) -> int:
    """A file's bytes as they are sent."""
    content = path.read_bytes()
    return len(gzip.compress(content, 6)) if path.suffix in TEXT else len(content)


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*/*.html")):
        if not path.parent.name.startswith("_"):
            yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_is_light(book, edition):
    """Every page as the first one of a visit, and as a later one after the first of the book."""
    folder, heavy = book.parent / edition, []
    kept = _loads(folder, "notebooks/index.html")
    for page, text in pages(folder):
        here, own = (folder / page).parent, weight(folder / page)
        specs = {(here / one).resolve() for one in SPEC.findall(text)}
        first = own + sum(map(weight, _loads(folder, page)))
        later = own + sum(map(weight, specs | _loads(folder, page) - kept))
        if first > FIRST or later > LATER:
            heavy.append(f"{edition}/{page}: {first} bytes at first, {later} later")
    assert not heavy, "\n".join(heavy)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_search_is_light(book, edition):
    """The page that searches, after the first of the book, with all that it searches."""
    folder = book.parent / edition
    index = folder / "_static" / re.search(
        r'data-index="([^"?]+)', (folder / "search.html").read_text(encoding="utf-8")
    ).group(1)
    loaded = _loads(folder, "search.html") - _loads(folder, "notebooks/index.html")
    found = {"search.html": weight(folder / "search.html"), index.name: weight(index)}
    found |= {path.name: weight(path) for path in loaded}
    assert sum(found.values()) <= LATER, found


def _loads(folder: Path, page: str) -> set[Path]:
    """The scripts, styles and pictures that a page asks for before anything is done on it."""
    head = (folder / page).read_text(encoding="utf-8").partition("</head>")[0]
    return {((folder / page).parent / one).resolve() for one in LOADED.findall(head)}


def test_no_page_loads_what_only_a_search_needs_nor_fonts_of_icons(book):
    assert not list(book.rglob("*.woff2")) + list(book.rglob("*.ttf"))
    for page, text in pages(book):
        assert not re.search(r"searchindex|searchtools|finding-index|fontawesome", text), page


class _Compressing(http.server.SimpleHTTPRequestHandler):
    """A host as most are: it compresses text, and lets browsers keep what they have."""

    sent: list[tuple[str, int]]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        packed = gzip.compress(content, 6) if path.suffix in TEXT else content
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        if packed is not content:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.sent.append((self.path, len(packed)))
        self.wfile.write(packed)

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def host(book) -> Iterator[tuple[str, list]]:
    """The address of the site on a compressing server, and what it has sent so far."""
    sent: list[tuple[str, int]] = []
    handler = type("Handler", (_Compressing,), {"sent": sent})
    serve = functools.partial(handler, directory=str(book.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", sent
        server.shutdown()


@pytest.mark.browser
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_visit_is_light(browser, host, edition):
    """The first page until its picture stands; another one, with all its charts drawn live."""
    address, sent = host
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{address}{edition}/notebooks/deadlines.html", wait_until="load")
    assert page.locator(".chart-picture svg").count()  # it came with the page
    # The script that draws live charts is fetched after this, when the page is at rest.
    first = sum(size for path, size in sent if "/vega-" not in path)
    assert first <= FIRST, sent
    page.locator(".chart").first.scroll_into_view_if_needed()
    page.wait_for_selector('.chart[data-live="yes"]')
    page.goto("about:blank")
    sent.clear()
    page.goto(f"{address}{edition}/notebooks/claims.html")
    for chart in page.query_selector_all(".chart"):
        chart.scroll_into_view_if_needed()
        page.wait_for_function("chart => chart.dataset.live === 'yes'", arg=chart)
    assert sum(size for _, size in sent) <= LATER, sent
    assert not [path for path, _ in sent if "/vega-" in path or ".css" in path]
    context.close()
