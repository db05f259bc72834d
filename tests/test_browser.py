"""The built book as a reader meets it: on a laptop and a phone, light and dark, with no network.

Links are checked by reading the HTML; the rest in Chromium: on the laptop from a folder, on the
phone from a server. A page that is the same in several editions is visited in the first of them.
What a reader does without a mouse is in ``test_keyboard.py``.
"""

import hashlib
import re
from pathlib import Path

import pytest
import yaml
from browsing import (
    CONTRAST_OF_CHART,
    SMALL_WORDS,
    Visit,
    faults_of,
    links_of_chart,
    pages_of,
    read,
)
from conftest import EDITIONS

from ceasefire import marks
from ceasefire.publish.editions import read_editions
from ceasefire.study import begin

ROOT = Path(__file__).resolve().parent.parent
CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [
    f"{name}.html"
    for name in (
        CONTENTS["root"],
        *(chapter["file"] for part in CONTENTS["parts"] for chapter in part["chapters"]),
    )
]
# Pages as they lie in the site: every one of every edition.
EVERYWHERE = [f"{edition}/{name}" for edition in EDITIONS for name in PAGES]
WIDTHS = (1280, 360)
# What differs between editions that show the same: which one it is, and its cell of parameters.
OWN_OF_EDITION = re.compile(
    r'<details class="editions">.*?</details>|<title>.*?</title>|<meta [^>]*>|<link [^>]*>|'
    r'<p class="edition">.*?</p>|<script type="application/ld\+json">.*?</script>|'
    r'<div class="cell tag_injected-parameters.*?(?=<div class="cell )',
    re.DOTALL,
)


def same_pages(site: Path, name: str) -> dict[str, list[str]]:
    """The editions of which a page is worth a visit, each with those that show the same."""
    seen: dict[str, list[str]] = {}
    for edition in EDITIONS:
        path = site / edition / name
        if not path.is_file():
            continue
        text = OWN_OF_EDITION.sub("", path.read_text(encoding="utf-8"))
        digest = hashlib.sha256(text.replace(edition, "EDITION").encode())
        for script in read(path).charts:
            digest.update((path.parent / script.partition("?")[0]).read_bytes())
        seen.setdefault(digest.hexdigest(), []).append(edition)
    return {editions[0]: editions[1:] for editions in seen.values()}


# --- what can be read ----------------------------------------------------------------------------


def test_every_page_of_the_contents_is_built(book):
    assert set(EVERYWHERE) <= set(pages_of(book.parent))


def test_every_link_leads_somewhere(book):
    """In every page of every edition, and from every mark of every chart."""
    faults = []
    for name in pages_of(book.parent):
        path = book.parent / name
        page = read(path)
        marked = (
            link for chart in page.charts
            for link in links_of_chart(path.parent / chart.partition("?")[0])
        )  # fmt: skip
        faults += faults_of(book.parent, name, sorted({*page.links, *page.loads, *marked}))
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:50])


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_row_of_the_record_has_its_address(book, edition):
    """Whatever an edition knows of has a card in it, or an entry of its glossary."""
    chosen = next(each for each in read_editions() if each.name == edition)
    record = begin(dict(chosen.parameters)).record
    ids: dict[str, list[str]] = {
        table: list(record.facts(table).iloc[:, 0])
        for table in ("commitments", "counts", "incidents", "statements", "meetings", "figures",
                      "patrols", "cases")
    }  # fmt: skip
    addresses = [marks.address(row_id) for rows in ids.values() for row_id in rows]
    for table in ("actors", "agreements", "places", "terms"):
        addresses += [marks.entry(table, row_id) for row_id in record.facts(table).iloc[:, 0]]
    faults = faults_of(book.parent, f"{edition}/notebooks/index.html", addresses)
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:20])


def test_every_page_of_the_wider_record_bears_its_badge_and_no_other_does(book):
    badge = re.compile(r'<p class="edition-badge">\w')
    for name in EVERYWHERE:
        found = badge.search((book.parent / name).read_text(encoding="utf-8"))
        assert bool(found) == name.startswith("wider-record/"), name


def test_every_page_loads_only_what_the_book_holds(book):
    elsewhere = [
        f"{name}: {address}"
        for name in pages_of(book.parent)
        for address in read(book.parent / name).loads
        if re.match(r"(?!data:)[a-z]+:|//", address)
    ]
    asked = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])((?:https?:)?//[^'")]+)""")
    for style in book.rglob("*.css"):
        found = asked.findall(style.read_text(encoding="utf-8"))
        elsewhere += [f"{style.name}: {address}" for address in found]
    assert not elsewhere, "\n".join(elsewhere[:20])


def test_charts_lead_to_evidence(book):
    """Every chart of the default edition has marks that are links, or names what it draws."""
    charts = [
        (book / name).parent / chart.partition("?")[0]
        for name in PAGES
        for chart in read(book / name).charts
    ]
    assert len(charts) > 10
    linked = [chart.name for chart in charts if links_of_chart(chart)]
    assert len(linked) > len(charts) / 2, set(c.name for c in charts) - set(linked)


# --- what can be seen ----------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("name", [*PAGES, "search.html", "404.html"])
def test_a_page_reads_well_in_every_look(browser, site, book, name):
    """Drawn, within its width, faultless for axe; and dark without being drawn again."""
    faults = []
    for edition, others in same_pages(book.parent, name).items():
        print(f"{edition}/{name} stands for {', '.join(others) or 'itself alone'}")
        for width in WIDTHS:
            start = site if width < 500 else book.parent.as_uri() + "/"
            with Visit(browser, width) as visit:
                visit.open(f"{start}{edition}/{name}")
                look_at(visit)
                faults += [f"{edition}/{name} at {width} px: {fault}" for fault in visit.faults]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults)


def look_at(visit: Visit) -> None:
    """Note all that is wrong with a page that is open, in both themes."""
    page = visit.page
    visit.look_at_width()
    visit.open_everything()
    visit.draw_charts()
    visit.look_at_charts()
    visit.look_at_charts(CONTRAST_OF_CHART)
    visit.look_at_width()
    visit.ask_axe()
    drawn, shades = _drawn(page), _shades(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'", timeout=5_000)
    visit.settle()
    if _drawn(page) != drawn:
        visit.faults.append("a chart is drawn again for the dark theme")
    if shades and shades == _shades(page):
        visit.faults.append("the charts do not follow the dark theme")
    visit.look_at_charts(CONTRAST_OF_CHART)
    visit.ask_axe(colour_only=True)


def _drawn(page) -> list[str]:
    script = "all => all.map(svg => svg.outerHTML)"
    return page.eval_on_selector_all(".chart-live svg", script)


def _shades(page) -> list[str]:
    script = "all => all.map(text => getComputedStyle(text).fill)"
    return page.eval_on_selector_all(".chart-live svg text", script)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "figure"),
    [("deadlines", "matrix"), ("deadlines", "verdict-moves"), ("claims", "accusations")],
)
def test_a_charts_title_follows_its_menu(browser, book, page, figure):
    """What the chart then says is seen, is its label, and is read aloud."""
    with Visit(browser, 1280) as visit:
        opened = visit.open((book / f"notebooks/{page}.html").as_uri())
        chart = opened.locator(f"#{figure} .chart")
        chart.scroll_into_view_if_needed()
        opened.wait_for_selector(f'#{figure} .chart[data-live="yes"]')
        menu = chart.locator("select").first
        menu.select_option(index=0)
        chosen = menu.locator("option").first.text_content()
        status = chart.get_by_role("status").filter(has_text=chosen)
        status.wait_for(state="attached")
        said = status.text_content()
        opened.wait_for_function(
            """([figure, said]) => document.querySelector(`#${figure} .chart-live svg`)
                .getAttribute('aria-label') === said""",
            arg=[figure, said],
        )
        assert said in chart.locator(".role-title-text").all_text_contents()
        assert not visit.faults


@pytest.mark.browser
def test_the_sites_own_pages_read_well(browser, site, book):
    """Those that belong to no edition, such as the one that opens."""
    faults = []
    for path in sorted(book.parent.glob("*.html")):
        for width in WIDTHS:
            with Visit(browser, width) as visit:
                page = visit.open(site + path.name)
                page.wait_for_load_state("networkidle")  # the one that opens leads on
                visit.look_at_width()
                visit.ask_axe()
                faults += [f"{path.name} at {width} px: {fault}" for fault in visit.faults]
    assert not faults, "\n".join(faults)


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_script_shows_every_chart(browser, book, name):
    faults = []
    for edition in same_pages(book.parent, name):
        path = book.parent / edition / name
        if not read(path).charts:
            continue
        with Visit(browser, 360, java_script_enabled=False) as visit:
            page = visit.open(path.as_uri())
            boxes = page.eval_on_selector_all(
                ".chart-picture svg", "all => all.map(svg => svg.getBoundingClientRect().toJSON())"
            )
            if len(boxes) != len(read(path).charts):
                visit.faults.append(f"{len(boxes)} pictures of {len(read(path).charts)} charts")
            small = [box for box in boxes if box["width"] < 150 or box["height"] < 40]
            visit.faults += [f"a picture is {b['width']} by {b['height']} px" for b in small]
            words = page.evaluate(SMALL_WORDS)
            visit.faults += [f"a picture has words under 11 px: {word}" for word in words]
            visit.look_at_width()
            faults += [f"{edition}/{name}: {fault}" for fault in visit.faults]
    assert not faults, "\n".join(faults)


@pytest.mark.browser
def test_axe_and_the_measures_of_width_find_what_is_wrong(browser, site, book):
    """A page spoiled on purpose: had it no faults, the tests above would be of no use."""
    with Visit(browser, 360) as visit:
        page = visit.open(f"{site}{EDITIONS[0]}/book/methods.html")
        page.evaluate(
            """() => {
                const article = document.querySelector('article');
                article.insertAdjacentHTML('beforeend', '<p style="color: #ccc">Pale</p>' +
                    '<img src="favicon.ico"><div style="width: 500px">Wide</div>');
            }"""
        )
        visit.look_at_width()
        visit.ask_axe()
        for word in ("sideways", "color-contrast", "image-alt", "console error"):
            assert any(word in fault for fault in visit.faults), (word, visit.faults)


# --- from a mark to its evidence -----------------------------------------------------------------


@pytest.mark.browser
def test_a_mark_leads_to_its_evidence(browser, site, book):
    """A click on a mark opens the card to which the picture's link leads too."""
    name = next(name for name in EVERYWHERE if _linked(book.parent, name))
    with Visit(browser, 1280) as visit:
        page = visit.open(site + name)
        visit.draw_charts()
        mark = page.locator(".chart-live svg [role=link]").first
        mark.scroll_into_view_if_needed()
        mark.click(force=True)
        page.wait_for_function("location.hash !== ''", timeout=5_000)
        assert not faults_of(book.parent, "", [page.url.removeprefix(site)])
        card = page.locator(f"id={page.url.partition('#')[2]}").first
        assert card.is_visible()
        assert not visit.faults


def _linked(folder: Path, name: str) -> bool:
    """Whether a picture on the page has marks that are links."""
    return bool(re.search(r'<svg[^>]*role="group"', (folder / name).read_text(encoding="utf-8")))
