"""Cards as a reader meets them: folded, opened by their address, leading back to every chart."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup, Comment
from conftest import EDITIONS

from ceasefire.publish import backlinks, chart_pages
from ceasefire.words import html

ROW = re.compile(r"[A-Z]\d\w*")


def page(cards=(), charts=()) -> dict:
    return {"cards": list(cards), "charts": [(name, "A title", names) for name, names in charts]}


def test_a_chart_names_rows_by_address_by_id_and_by_part():
    spec = {
        "usermeta": {"source": "C01 is not named by a sentence"},
        "datasets": {
            "d": [
                {"href": "deeds.html#C01", "of": 3},
                {"rows": "C02, I07"},
                {"href": "deeds.html#C03-russia"},
                {"rows": "M4 highway"},
                {"ids": "C04, C05 and C06"},
                {"words": "1 May 2020, turned the verdict: C07; rests on a coding (C08)"},
                {"href": "https://example.org/C09", "a": "C10-C11", "b": "COVID19 XC12"},
            ]
        },
    }
    names = backlinks._names(chart_pages.tables(spec))
    told = {"C02", "I07", "M4", "C04", "C05", "C06", "C07", "C08"}
    assert names == {"deeds.html#C01", "deeds.html#C03-russia", *told}
    known = {
        "notebooks/deeds": page(["C01", "C02", "C03"]),
        "notebooks/events": page(["I07", "C01"], [("days", sorted(names))]),
    }
    found = backlinks.shown(known, {"notebooks/events": {"figure": {"days": (4,)}}})
    chart = backlinks.Shown("notebooks/events", "days", "A title", "4")
    assert found == {
        "notebooks/deeds": {"C01": [chart], "C02": [chart], "C03": [chart]},
        "notebooks/events": {"I07": [chart]},
    }


def test_a_chart_that_changes_writes_the_pages_of_its_cards_anew():
    env = SimpleNamespace(toc_fignumbers={})
    backlinks._known(env).update(a=page(["C01"]), b=page(["I01"], [("days", ["C01"])]))
    assert backlinks._changed(None, env) == ["a"]
    assert backlinks._changed(None, env) == []
    env.ceasefire_cards["b"] = page(["I01"], [("days", ["I01"])])
    assert backlinks._changed(None, env) == ["a", "b"]


def test_a_hostile_title_stays_text_and_a_card_without_charts_says_nothing():
    chart = backlinks.Shown("n/b", "days", '<script>"x"', "")
    line = backlinks.told("p", "n/a", [chart])
    assert 'href="b.html#days"' in line and "&lt;script&gt;" in line and "<script" not in line
    assert backlinks.told("p", "n/a", []) == ""


def test_a_card_is_closed_with_its_id_outermost_and_text_escaped():
    card = BeautifulSoup(html.card("C01", "<b>", gist="<i>"), "html.parser").section
    assert card["id"] == "C01" and not card.details.has_attr("open")
    assert card.summary.h3.text == "<b>" and card.select_one("summary .gist").text == "<i>"
    assert backlinks.MARK.search(str(card)).groups() == ("p", "C01")


@pytest.fixture(scope="module", params=("first", "largest"))
def edition(request, book) -> tuple[Path, dict[str, BeautifulSoup]]:
    """The folder of the notebooks of the first edition, or of the largest, and each page read."""

    def size(name: str) -> int:
        return sum(p.stat().st_size for p in (book.parent / name / "notebooks").glob("*.html"))

    chosen = book.name if request.param == "first" else max(EDITIONS, key=size)
    folder = book.parent / chosen / "notebooks"
    pages = sorted(folder.glob("*.html"))
    return folder, {
        path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").article
        for path in pages
    }


def rows_of_charts(folder: Path, pages: dict[str, BeautifulSoup]) -> Iterator[tuple]:
    """(page, figure, page of the row, row): what marks lead to, and the ids in a chart's data."""
    for name, page in pages.items():
        for figure in page.select("figure[id]:has(.chart)"):
            for mark in figure.select(".chart-picture svg a[href]"):
                there, _, row = mark["href"].partition("#")
                if row and there in ("", *pages):
                    yield name, figure["id"], there or name, row
            for link in figure.select('a[href*=".csv"]'):
                path = folder / link["href"].partition("?")[0]
                with path.open(encoding="utf-8-sig", newline="") as file:
                    cells = {cell for row in csv.reader(file) for cell in row}
                for row in {row for cell in cells for row in backlinks.ID.findall(cell)}:
                    yield name, figure["id"], "", row


def test_every_row_of_a_chart_leads_back_to_it(edition):
    folder, pages = edition
    places = {(name, at["id"]): at for name, page in pages.items() for at in page.select("[id]")}
    by_id = {row: at for (_, row), at in places.items() if ROW.fullmatch(row)}
    faults, checked = set(), 0
    for name, figure, there, row in set(rows_of_charts(folder, pages)):
        place = places.get((there, row)) if there else by_id.get(row)
        if place is None or place.find_parent("figure"):
            faults |= {f"{name}#{figure}: {there}#{row} is no card"} if there else set()
            continue
        if place.name == "figure":  # a letter of one chart leads on to another
            continue
        # A part of a card ('C02-russia') is the card's; a place in a table is its cell's.
        part = place.find_parent("section", "evidence-card") if "-" in row else None
        around = part or (place.parent if place.name == "a" else place)
        back = {link["href"] for link in around.select(".shown-in a")}
        checked += 1
        if not back & {f"#{figure}", f"{name}#{figure}"}:
            faults.add(f"{name}#{figure}: {there}#{row} does not lead back")
    assert checked > 50
    assert not faults, "\n".join(sorted(faults))


def test_every_link_back_leads_to_a_chart_and_no_comment_is_left(edition):
    _, pages = edition
    for name, page in pages.items():
        for link in page.select(".shown-in a"):
            there, _, figure = link["href"].partition("#")
            found = pages[there or name].select_one(f'figure[id="{figure}"]')
            assert found and found.select_one(".chart"), f"{name}: {link}"
        assert not page.find_all(string=lambda s: isinstance(s, Comment) and "shown:" in s)


# What each kind of card must say, by the first letter of its address.
SAID = {
    "C": ("due|to hold", "promised by", "disputed", "coded so because"),
    "N": ("amount", "counted by", "disputed", "published", "told in", "coded so because"),
    "I": ("disputed", "done by", "known as", "said", "published"),
    "M": ("when", "who (was to take|took) part", "outcome", "disputed"),
    "F": ("value", "who says so", "published", "disputed"),
}


def test_a_card_says_who_says_it_when_where_and_who_disputes_it(edition):
    _, pages = edition
    seen = set()
    for page in pages.values():
        for card in page.select("section.evidence-card[id]"):
            kind = card["id"][0]
            assert card.select_one("summary h3") and card.select_one(".card-link"), card["id"]
            if not ROW.fullmatch(card["id"]) or kind not in SAID:
                continue
            seen.add(kind)
            named = [term.text for term in card.select("dt")]
            for term in SAID[kind]:
                assert any(re.fullmatch(term, n) for n in named), f"{card['id']}: no {term}"
            assert card.select_one(".cited a[href]"), card["id"]
            assert card.select_one(".gist"), card["id"]
    assert seen == set(SAID)


@pytest.fixture
def reader(browser):
    """Opens a page, at once or without script, and closes it after the test."""
    contexts = []

    def opened(address: str, **settings):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}, **settings))
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


def _two_cards(folder: Path) -> tuple[str, str, str]:
    """A page, and two cards on it."""
    for path in sorted(folder.glob("*.html")):
        ids = re.findall(r'class="evidence-card" id="([A-Z]\d+)"', path.read_text("utf-8"))
        if len(ids) > 1:
            return path.name, ids[0], ids[-1]
    raise AssertionError("no page has two cards")


IS_OPEN = "id => document.getElementById(id).querySelector(':scope > details').open"


@pytest.mark.browser
def test_a_card_opens_by_its_address_by_key_and_with_all_others(book, reader):
    name, first, last = _two_cards(book / "notebooks")
    page = reader(f"{(book / 'notebooks' / name).as_uri()}#{last}")
    assert page.evaluate(IS_OPEN, last) and not page.evaluate(IS_OPEN, first)
    page.evaluate("id => { location.hash = id }", first)
    page.wait_for_function(IS_OPEN, arg=first)
    summary = page.locator(f"#{first} > details > summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert not page.evaluate(IS_OPEN, first)
    # The address is the page's already, and leads there again.
    page.locator(f"#{first} > .card-link").click()
    assert page.evaluate(IS_OPEN, first)
    for words, opened in (("Close all", False), ("Open all", True)):
        line = page.locator(f".all-cards:has(~ #{first})").last
        line.get_by_role("button", name=words).click()
        assert page.evaluate(IS_OPEN, first) == page.evaluate(IS_OPEN, last) == opened


@pytest.mark.browser
def test_without_script_and_on_paper_a_card_shows_itself(book, reader):
    name, first, last = _two_cards(book / "notebooks")
    address = (book / "notebooks" / name).as_uri()
    page = reader(f"{address}#{first}", java_script_enabled=False)
    seen = "id => document.getElementById(id).querySelector('dl').checkVisibility()"
    assert page.evaluate(seen, first) and not page.evaluate(seen, last)
    page.emulate_media(media="print")
    assert page.evaluate(seen, last)
