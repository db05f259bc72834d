"""What the tests of the built book share: a page as it is written, and as it is seen in Chromium.

``Page`` reads the addresses of a page, and of its charts. ``Visit`` opens it, notes all that goes
wrong, and asks axe, whose rules are those of WCAG 2.2 AA and of good practice.
"""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import axe_playwright_python

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
# In a chart's specification: the address that a mark leads to, from the chart's page.
HREF = re.compile(r'"([^"\\\s]*\.html(?:#[^"\\\s]*)?|#[A-Za-z][^"\\\s]*)"')


class Page(HTMLParser):
    """A page's addresses: what it loads, where it links to, what can be linked to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.charts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what a tag loads, links to or names."""
        given = {name: value or "" for name, value in attributes}
        self.ids.update(given[key] for key in ("id", "name") if key in given and tag != "meta")
        if given.get("class") == "chart":
            self.charts.append(given.get("data-spec", ""))
            self.loads.extend(v for k, v in given.items() if k in _SCRIPTS)
        if tag in ("a", "area"):
            self.links.extend(given[key] for key in ("href", "xlink:href") if key in given)
        elif tag == "link" and given.get("rel") == "canonical":
            pass
        elif tag == "link" and given.get("rel") in ("search", "next", "prev"):
            self.links.append(given["href"])
        else:
            self.loads.extend(given[key] for key in ("src", "href", "data") if key in given)


_SCRIPTS = ("data-bundle", "data-theme", "data-spec")


@cache
def read(path: Path) -> Page:
    """A page of the book, parsed once."""
    return Page(path.read_text(encoding="utf-8"))


@cache
def links_of_chart(path: Path) -> tuple[str, ...]:
    """Where the marks of a chart lead, as its specification has it."""
    found = HREF.findall(path.read_text(encoding="utf-8"))
    return tuple(sorted({link for link in found if not re.fullmatch(r"#[0-9a-fA-F]{3,8}", link)}))


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
    """Every page below a folder."""
    return sorted(path.relative_to(book).as_posix() for path in book.rglob("*.html"))


# What a drawn chart must show: marks, words that can be read, one label, no picture beside it.
LOOK_AT_CHART = """chart => {
    const svg = chart.querySelector('.chart-live svg');
    if (!svg) return ['has no live drawing'];
    const faults = [];
    const box = svg.getBoundingClientRect();
    if (box.width < 150 || box.height < 40) faults.push(`is ${box.width} by ${box.height} px`);
    if (!svg.querySelector('.role-mark path, .role-mark text, .role-mark line, .role-mark rect'))
        faults.push('shows no marks');
    const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim());
    const scale = box.width / svg.width.baseVal.value;
    const small = texts.filter(text => parseFloat(getComputedStyle(text).fontSize) * scale < 10.99);
    if (small.length) faults.push(`has words under 11 px: ${small[0].textContent}`);
    if (!svg.getAttribute('aria-label')) faults.push('has no label');
    if (getComputedStyle(chart.querySelector('.chart-picture')).display !== 'none')
        faults.push('still shows its picture');
    if (texts.some(text => getComputedStyle(text).fill === 'none')) faults.push('has words unseen');
    return faults;
}"""
# The words around a chart's marks stand out from the page; axe does not look into drawings.
CONTRAST_OF_CHART = """chart => {
    const light = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let ground = chart;
    while (ground && /, 0\\)$|transparent/.test(getComputedStyle(ground).backgroundColor))
        ground = ground.parentElement;
    const below = light(ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)');
    const around = ['axis-label', 'axis-title', 'legend-label', 'legend-title', 'title-text',
        'title-subtitle'].map(role => `.chart-live .role-${role} text`).join();
    return [...chart.querySelectorAll(around)].flatMap(text => {
        const own = light(getComputedStyle(text).fill);
        const ratio = (Math.max(own, below) + 0.05) / (Math.min(own, below) + 0.05);
        return ratio < 4.5 ? [`${text.textContent}: contrast ${ratio.toFixed(2)}`] : [];
    }).slice(0, 3);
}"""
# Words in a picture, as they stand on the screen.
SMALL_WORDS = """() => [...document.querySelectorAll('.chart-picture svg')].flatMap(svg => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll('text')].filter(text => text.textContent.trim() &&
        parseFloat(getComputedStyle(text).fontSize) * scale < 10.99)
        .slice(0, 1).map(text => text.textContent);
})"""
# Every rule but the slow ones about colour looks at the whole page; those look at one piece of text
# of each kind: the same colours, size, weight and grounds give the same answer.
RUN_AXE = """async colourOnly => {
    const slow = ['color-contrast', 'link-in-text-block'];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const quick = {preload: false, resultTypes: ['violations']};
    const grounds = new Map();
    const ground = element => {
        if (!element) return '';
        if (!grounds.has(element)) {
            const {backgroundColor, backgroundImage, opacity, position} = getComputedStyle(element);
            const own = [backgroundColor, backgroundImage, opacity, position].join()
                .replace('rgba(0, 0, 0, 0),none,1,static', '');
            grounds.set(element, ground(element.parentElement) + own);
        }
        return grounds.get(element);
    };
    const kinds = new Map();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || element.closest('svg, script, style')) continue;
        const seen = {visibilityProperty: true, contentVisibilityAuto: true};
        if (!element.checkVisibility(seen)) continue;
        const style = getComputedStyle(element);
        const link = element.closest('a');
        const kind = [style.color, style.fontSize, style.fontWeight, ground(element), link &&
            [style.textDecorationLine, getComputedStyle(link.parentElement).color]].join(';');
        if (!kinds.has(kind)) kinds.set(kind, element);
    }
    const runs = [];
    if (kinds.size) runs.push(await axe.run({include: [...kinds.values()]},
        {...quick, runOnly: {type: 'rule', values: slow}}));
    if (!colourOnly) runs.push(await axe.run(document, {...quick,
        runOnly: {type: 'tag', values: tags},
        rules: Object.fromEntries(slow.map(rule => [rule, {enabled: false}]))}));
    return runs.flatMap(run => run.violations).map(({id, nodes}) =>
        `axe: ${id} (${nodes.length}): ` +
        `${nodes.slice(0, 5).map(node => node.target.join(' ')).join(' | ')}: ` +
        `${nodes[0].html.slice(0, 120)}: ${nodes[0].failureSummary.slice(0, 200)}`);
}"""


class Visit:
    """One page in one look, with all that went wrong on the way."""

    def __init__(self, browser, width: int, theme: str = "light", **settings) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, **settings
        )
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("request", self._request)

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            self.faults.append(f"a request leaves the book: {request.url}")

    def open(self, address: str):
        """Go there; returns the page."""
        self.page.goto(address)
        return self.page

    def open_everything(self) -> None:
        """What can be unfolded is."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")

    def draw_charts(self) -> list:
        """Scroll to each chart in turn; returns them all, each drawn or noted as a fault."""
        charts = self.page.query_selector_all(".chart")
        for number, chart in enumerate(charts, start=1):
            chart.scroll_into_view_if_needed()
            try:
                self.page.wait_for_function(
                    "chart => chart.dataset.live === 'yes'", arg=chart, timeout=15_000
                )
            except Exception:
                self.faults.append(f"chart {number} was not drawn")
        return charts

    def look_at_charts(self, script: str = LOOK_AT_CHART) -> None:
        """Note what is wrong with each chart."""
        for number, chart in enumerate(self.page.query_selector_all(".chart"), start=1):
            self.faults += [f"chart {number} {fault}" for fault in chart.evaluate(script)]

    def look_at_width(self) -> None:
        """Note a page that scrolls sideways, and what makes it."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            culprits = self.page.evaluate(
                """() => [...document.querySelectorAll('body *')].filter(e =>
                    e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3)
                    .map(e => e.outerHTML.slice(0, 100))"""
            )
            self.faults.append(f"the page scrolls sideways by {wide} px: {culprits}")

    def settle(self) -> None:
        """Wait until nothing moves or changes its colour any more."""
        self.page.wait_for_timeout(50)
        self.page.wait_for_function(
            "document.getAnimations().every(a => a.playState !== 'running')", timeout=5_000
        )

    def ask_axe(self, colour_only: bool = False) -> None:
        """Note every violation that axe finds in the look of now, the page being at its top.

        Further down the theme's button "Back to top" lies over whatever is there.
        """
        self.page.evaluate("scrollTo(0, 0)")
        self.settle()
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        self.faults += self.page.evaluate(RUN_AXE, colour_only)

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
