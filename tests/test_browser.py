"""The built book as a reader meets it: on a laptop and a phone, light and dark, with no network.

Links are checked by reading the HTML; the rest in Chromium.
"""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import pytest
import yaml
from conftest import EDITIONS

ROOT = Path(__file__).resolve().parent.parent
CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [
    f"{name}.html"
    for name in (CONTENTS["root"], *(chapter["file"] for chapter in CONTENTS["chapters"]))
]
# Pages as they lie in the site: every one of every edition that is built for the tests.
EVERYWHERE = [f"{edition}/{name}" for edition in EDITIONS for name in PAGES]
LOOKS = [(width, theme) for width in (1280, 360) for theme in ("light", "dark")]


class Page(HTMLParser):
    """A page's addresses: what it loads, where it links to, what can be linked to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.charts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.ids.update(given[key] for key in ("id", "name") if key in given)
        self.charts += given.get("class") == "chart"
        if tag in ("a", "area"):
            self.links.extend(given[key] for key in ("href", "xlink:href") if key in given)
        elif tag == "link" and given.get("rel") in ("canonical", "search", "next", "prev"):
            pass
        else:
            self.loads.extend(given[key] for key in ("src", "href", "data") if key in given)


@cache
def read(path: Path) -> Page:
    """A page of the book, parsed once."""
    return Page(path.read_text(encoding="utf-8"))


def faults_of(book: Path, page: str, addresses: list[str]) -> list[str]:
    """The addresses of the book's own that lead nowhere: no such file, or no such place in it."""
    faults = []
    for address in addresses:
        if urlparse(address).scheme or address.startswith("//"):
            continue
        path, place = urldefrag(urljoin(page, address))
        target = book / unquote(urlparse(path).path)
        if not target.is_file():
            faults.append(f"{page}: {address}: no such file")
        elif place and target.suffix == ".html" and unquote(place) not in read(target).ids:
            faults.append(f"{page}: {address}: no such place in {path}")
    return faults


def pages_of(book: Path) -> list[str]:
    return sorted(path.relative_to(book).as_posix() for path in book.rglob("*.html"))


def test_every_page_of_the_contents_is_built(book):
    assert set(EVERYWHERE) <= set(pages_of(book.parent))


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_link_leads_somewhere(book, edition):
    faults = []
    for name in pages_of(book.parent / edition):
        page = read(book.parent / edition / name)
        addresses = sorted({*page.links, *page.loads})
        faults += faults_of(book.parent, f"{edition}/{name}", addresses)
    assert not faults, "\n".join(faults)


def test_every_page_of_the_wider_record_bears_its_badge_and_no_other_does(book):
    badge = re.compile(r'<p class="edition-badge">\w')
    for name in EVERYWHERE:
        found = badge.search((book.parent / name).read_text(encoding="utf-8"))
        assert bool(found) == name.startswith("wider-record/"), name


def test_every_page_loads_only_what_the_book_holds(book):
    elsewhere = [
        f"{name}: {address}"
        for name in pages_of(book)
        for address in read(book / name).loads
        if urlparse(address).scheme not in ("", "data") or address.startswith("//")
    ]
    asked = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])((?:https?:)?//[^'")]+)""")
    for style in book.rglob("*.css"):
        found = asked.findall(style.read_text(encoding="utf-8"))
        elsewhere += [f"{style.name}: {address}" for address in found]
    assert not elsewhere, "\n".join(elsewhere)


def test_pages_link_to_marks_and_charts_to_evidence(book):
    """Every figure leads to its evidence: some marks of some chart are links, all of them good."""
    links = [link for name in PAGES for link in read(book / name).links]
    assert any("#" in link for link in links)
    assert sum(read(book / name).charts for name in PAGES) > 0


class Visit:
    """One page in one look, with all that went wrong on the way."""

    def __init__(self, browser, width: int, theme: str, **settings) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, **settings
        )
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("request", self._request)

    def _console(self, message) -> None:
        if message.type == "error":
            self.faults.append(f"console error: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            self.faults.append(f"a request leaves the book: {request.url}")

    def open(self, address: str):
        self.page.goto(address)
        return self.page

    def draw_charts(self) -> list:
        """Scroll to each chart in turn; returns them all, each drawn or noted as a fault."""
        charts = self.page.query_selector_all(".chart")
        for number, chart in enumerate(charts, start=1):
            chart.scroll_into_view_if_needed()
            try:
                self.page.wait_for_function(
                    "chart => chart.dataset.live === 'yes'", arg=chart, timeout=10_000
                )
            except Exception:
                self.faults.append(f"chart {number} was not drawn")
        return charts

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


# What a drawn chart must show: marks, words of 11 px or more, one label, and no picture beside it.
LOOK_AT_CHART = """chart => {
    const svg = chart.querySelector('.chart-live svg');
    if (!svg) return ['has no live drawing'];
    const faults = [];
    const box = svg.getBoundingClientRect();
    if (box.width < 150 || box.height < 40) faults.push(`is ${box.width} by ${box.height} px`);
    if (!svg.querySelector('.role-mark path, .role-mark text, .role-mark line, .role-mark rect'))
        faults.push('shows no marks');
    const small = [...svg.querySelectorAll('text')].filter(text =>
        text.textContent.trim() && parseFloat(getComputedStyle(text).fontSize) < 11);
    if (small.length) faults.push(`has words under 11 px: ${small[0].textContent}`);
    if (!svg.getAttribute('aria-label')) faults.push('has no label');
    if (getComputedStyle(chart.querySelector('.chart-picture')).display !== 'none')
        faults.push('still shows its picture');
    const texts = [...svg.querySelectorAll('text')];
    if (texts.some(text => getComputedStyle(text).fill === 'none')) faults.push('has words unseen');
    return faults;
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "name", [*EVERYWHERE, f"{EDITIONS[0]}/search.html", f"{EDITIONS[0]}/genindex.html"]
)
def test_a_page_reads_well_in_every_look(browser, site, name):
    faults = []
    for width, theme in LOOKS:
        with Visit(browser, width, theme) as visit:
            page = visit.open(site + name)
            for number, chart in enumerate(visit.draw_charts(), start=1):
                seen = chart.evaluate(LOOK_AT_CHART)
                visit.faults += [f"chart {number} {fault}" for fault in seen]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                visit.faults.append(f"the page scrolls sideways by {wide} px")
            if page.evaluate("document.documentElement.dataset.theme") != theme:
                visit.faults.append("the page does not follow the reader's theme")
            faults += [f"{name} at {width} px, {theme}: {fault}" for fault in visit.faults]
    assert not faults, "\n".join(faults)


@pytest.mark.browser
@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_page_opened_from_a_folder_works(browser, book, name):
    """No server: charts are drawn, and every menu changes its chart."""
    with Visit(browser, 1280, "light") as visit:
        page = visit.open((book.parent / name).as_uri())
        for number, chart in enumerate(visit.draw_charts(), start=1):
            for menu in chart.query_selector_all(".vega-bindings select"):
                drawn = {_drawing(chart)}
                for value in menu.evaluate("menu => [...menu.options].map(o => o.value)"):
                    menu.select_option(value)
                    page.wait_for_timeout(150)
                    drawn.add(_drawing(chart))
                if len(drawn) == 1:
                    name = menu.evaluate("menu => menu.closest('div').textContent")
                    visit.faults.append(f"a menu of chart {number} changes nothing: {name}")
        assert visit.faults == []


def _drawing(chart) -> str:
    return chart.query_selector(".chart-live svg").inner_html()


@pytest.mark.browser
@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_page_without_script_shows_every_chart(browser, book, name):
    with Visit(browser, 360, "light", java_script_enabled=False) as visit:
        page = visit.open((book.parent / name).as_uri())
        pictures = page.locator(".chart-picture svg")
        assert pictures.count() == page.locator(".chart").count()
        for number in range(pictures.count()):
            box = pictures.nth(number).bounding_box()
            assert box["width"] > 150 and box["height"] > 40
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
def test_a_mark_leads_to_its_evidence(browser, site, book):
    """By click and by key, a mark opens the address that the picture's link has too."""
    name = next(name for name in EVERYWHERE if _linked(book.parent, name))
    for by in ("click", "key"):
        with Visit(browser, 1280, "light") as visit:
            page = visit.open(site + name)
            visit.draw_charts()
            mark = page.locator(".chart-live svg [role=link]").first
            mark.scroll_into_view_if_needed()
            if by == "click":
                mark.click(force=True)
            else:
                mark.focus()
                page.keyboard.press("Enter")
            page.wait_for_function("location.hash !== ''", timeout=5_000)
            assert not faults_of(book.parent, "", [page.url.removeprefix(site)])
            assert not visit.faults


def _linked(folder: Path, name: str) -> bool:
    """Whether a picture on the page has marks that are links."""
    return bool(re.search(r'<svg[^>]*role="group"', (folder / name).read_text(encoding="utf-8")))
