"""Search, meanings on hover and the way through the book: read from built pages and in Chromium."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from conftest import EDITIONS
from docutils import nodes

from ceasefire.publish import finding, glossing, passages
from ceasefire.publish.passages import Page, Passage, shortened

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = '<img src=x onerror="window.hit=1"> \u202eשלום "q" 😀 ' + "x" * 2000


def tree(*html: str) -> nodes.document:
    """A page of one heading and these pieces of computed HTML."""
    from docutils.utils import new_document

    document = new_document("page")
    section = nodes.section(ids=["page"])
    section += nodes.title(text="A page")
    section += nodes.paragraph(text="A paragraph.")
    section += [nodes.raw("", text, format="html") for text in html]
    document += section
    return document


def test_what_has_an_address_is_told_apart_from_what_stands_around_it():
    card = (
        '<p>Before.</p><section class="evidence-card" id="C01">'
        "<h3>C01 <b>Roads</b></h3><p>Open.</p>"
        '<ul><li id="S01">Said <script>no()</script>so.</li></ul><button>Press</button></section>'
        "<p>After &amp; beyond.</p>"
    )
    page = passages.read(tree('<div class="answer"><p>None was kept.</p></div>', card))
    assert [(p.anchor, p.title, p.text) for p in page.passages] == [
        ("", "A page", "A paragraph. None was kept. Before. After & beyond."),
        ("C01", "C01 Roads", "Open."),
        ("S01", "", "Said so."),
    ]
    assert (page.title, page.answer) == ("A page", "None was kept.")


def test_entries_have_a_name_and_lines():
    html = (
        '<dl class="glossary"><div class="entry" id="words-met"><dt><span class="chip">'
        '<span aria-hidden="true">✓</span> met</span></dt><dd>It was done.</dd><dd>More.</dd>'
        '</div><div class="entry" id="actors-a"><dt>Turkey <span class="muted">state</span></dt>'
        "</div></dl>"
    )
    page = passages.read(tree(html))
    entries = glossing.meanings({"g": page, "other": Page()})["g"]
    assert [glossing.meaning(e) for e in entries.values()] == ["met: It was done.", "Turkey, state"]


def test_an_entry_is_found_by_names_that_its_page_does_not_show():
    html = '<dl><div class="entry" id="actors-a" data-names="SOHR; &lt;b&gt;"><dt>A</dt></div></dl>'
    page = passages.read(tree(html))
    entry = next(p for p in page.passages if p.anchor == "actors-a")
    assert "SOHR" not in entry.text + glossing.meaning(entry)
    assert finding.index({"g": page})["places"][-1][-1].endswith("Also: SOHR; <b>.")


TITLES = {
    "terms-zone": "De-escalation zone",
    "terms-label": "Regime (as a label)",
    "words-no-evidence": "no evidence",
    "words-met": "met",
    "places-idlib": "Idlib",
    "terms-ceasefire": "Ceasefire",
    "agreements-march": "Ceasefire of March 2020",
}


def linked(html: str) -> str:
    return glossing.Terms(TITLES, "g.html").in_html(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>They met in Idlib; the regime (as a label) had met.</p>",
        "<p>De-escalation zoned</p>",
        '<p><a href="#">no evidence</a>, <code>no evidence</code>, <q>no evidence</q></p>',
        "<h2>No evidence</h2>",
        "<p>Ceasefire of March 2020</p>",
        "<details><summary>So</summary><dl><dd>A ceasefire</dd></dl><p>no evidence</p></details>",
    ],
)
def test_common_words_links_quotations_and_headings_are_left_alone(html):
    assert linked(html) == html


def test_the_first_mention_of_a_term_becomes_a_link():
    done = linked("<p>De-escalation zones &amp; <em>met</em>; a de-escalation zone met.</p>")
    assert done == (
        '<p><a class="glossed" href="g.html#terms-zone">De-escalation zones</a> &amp; '
        '<em><a class="glossed" href="g.html#words-met">met</a></em>; a de-escalation zone met.</p>'
    )


def test_meanings_cannot_end_the_element_that_holds_them():
    entry = Passage("terms-x", "entry", "</script>" + HOSTILE, lines=["said"])
    told = glossing.data('<a href="../g.html#terms-x">', "notebooks/g", {"terms-x": entry})
    inside = told.removesuffix("</script>\n").partition(">")[2]
    assert "<" not in inside and len(json.loads(inside)["terms-x"]) <= glossing.LONGEST
    assert glossing.data('<a href="other.html#terms-x">', "notebooks/g", {"terms-x": entry}) == ""


@pytest.mark.parametrize("text", ["short", "a few words that are too long", "x" * 99])
def test_a_shortened_text_is_never_too_long_and_ends_with_a_word(text):
    cut = shortened(text, 12)
    assert len(cut) <= 12 and (cut == text or cut.endswith("…"))
    assert cut.rstrip("…") in text and "wor…" not in cut


# --- the built book -------------------------------------------------------------------------------


@cache
def index(edition: Path) -> list[tuple[str, str, str]]:
    """Every place that the search page knows: page, anchor, title."""
    text = (edition / "_static" / finding.INDEX).read_text(encoding="utf-8")
    known = json.loads(text.removeprefix("ceasefireFinds(").removesuffix(");\n"))
    return [(known["pages"][page][0], anchor, title) for page, anchor, title, _ in known["places"]]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_search_knows_every_card_and_entry_and_leads_to_no_other_place(book, edition):
    folder = book.parent / edition
    known = {(page, anchor) for page, anchor, _ in index(folder)}
    for path in folder.glob("*/*.html"):
        page, text = path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
        ids = set(re.findall(r'\bid="([^"]+)"', text))
        # A card that only holds rows with addresses of their own is left to these.
        cards = re.findall(r'<section class="evidence-card(?! unsought)[^"]*" id="([^"]+)"', text)
        entries = re.findall(r'<div class="entry" id="([^"]+)"', text)
        assert {(page, one) for one in cards + entries} <= known, page
        assert not {anchor for p, anchor in known if p == page and anchor} - ids, page


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_way_onwards_says_why(book, edition):
    """No page but the last is without the sentence, and the sentences are those of the settings."""
    folder = book.parent / edition
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    sentences = settings["sphinx"]["config"]["ceasefire_argument"]
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    pages = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    assert set(sentences) == set(pages)
    before = contents["root"]
    for page in pages:
        text = (folder / f"{before}.html").read_text(encoding="utf-8")
        why = re.search(r'<span class="prev-next-why">([^<]+)</span>', text)
        assert why and why[1] == sentences[page].replace("'", "&#39;"), before
        before = page


@pytest.fixture
def search(browser, book):
    """The search page from a disk, on a phone; a function that asks it."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    def ask(words: str) -> list[tuple[str, str]]:
        page.goto((book / "search.html").as_uri())
        page.fill("#finding-query", words)
        page.press("#finding-query", "Enter")
        page.wait_for_function(
            "document.querySelector('.finding-status').textContent.length > 30"
            " || document.querySelector('.finding-list').children.length"
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        links = page.query_selector_all(".finding-list a")
        return [(link.get_attribute("href"), link.inner_text()) for link in links]

    ask.page = page
    yield ask
    context.close()
    assert not faults


@pytest.mark.browser
def test_a_row_is_found_by_its_id_and_by_its_words_from_a_disk(search, book):
    page, anchor, title = next(one for one in index(book) if re.fullmatch(r"C\d+", one[1]))
    assert search(anchor.lower())[0][0] == f"{page}#{anchor}"
    assert f"{page}#{anchor}" in [address for address, _ in search(title)]
    search.page.click(".finding-list a >> nth=0")
    search.page.wait_for_function("location.hash && document.querySelector(location.hash)")


@pytest.mark.browser
def test_what_is_not_found_is_said_and_shown_as_text(search):
    assert search("<img src=x onerror=window.hit=1> 😀") == []
    told = search.page.inner_text(".finding-status")
    assert told.startswith("Nothing in this edition holds") and "<img" in told
    assert search.page.evaluate("window.hit") is None


@pytest.mark.browser
def test_a_hostile_title_is_shown_as_text(search, book, tmp_path):
    """The page with an index of its own: what people wrote into the data."""
    for name in ("search.html", "_static"):
        (tmp_path / name).symlink_to(book / name)
    page = Page("A page", "", [Passage("C01", "", HOSTILE, [HOSTILE])])
    told = finding.script(finding.index({"notebooks/a": page}))
    search.page.route("**/finding-index.js*", lambda route: route.fulfill(body=told))
    found = search("img")
    assert found and found[0][1].replace("\u202e", "").startswith("C01: <img src=x")
    assert search.page.evaluate("window.hit") is None


@pytest.mark.browser
def test_a_meaning_shows_on_focus_and_goes_with_escape(browser, book):
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto((book / "notebooks" / "index.html").as_uri())
    page.keyboard.press("Tab")  # from here on focus is the keyboard's
    page.eval_on_selector("a.glossed", "link => link.focus()")
    assert page.is_visible("#meaning") and ":" in page.inner_text("#meaning")
    assert page.get_attribute("a.glossed", "aria-describedby") == "meaning"
    page.keyboard.press("Escape")
    assert page.is_hidden("#meaning")
    context.close()


@pytest.mark.browser
def test_numbers_spellings_and_other_names_are_found(search, book, tmp_path):
    """With or without separators, British or American, in another form, under another name."""
    named = Passage("actors-a", "", "Observatory", ["A monitor."], names="SOHR")
    known = [
        Passage("N01", "", "Total", ["2,387 violations in the demilitarised zone"]),
        Passage("terms-zone", "", "Demilitarised zone", ["Fighters were withdrawn."]),
        Passage("N02", "", "Other", ["The figures 2, 387 and 12387 stand apart."]),
        named,
    ]
    told = finding.script(finding.index({"notebooks/a": Page("A page", "", known)}))
    search.page.route("**/finding-index.js*", lambda route: route.fulfill(body=told))
    for words, wanted in (
        ("2387", ["N01"]),
        ("2,387", ["N01"]),
        ("demilitarized zone", ["terms-zone", "N01"]),
        ("withdrawal", ["terms-zone"]),
        ("sohr", ["actors-a"]),
    ):
        found = [address.partition("#")[2] for address, _ in search(words)]
        assert found == wanted, words
    search("2387")
    assert search.page.inner_text(".finding-list mark >> nth=0") == "2,387"


@pytest.mark.browser
def test_the_direction_of_what_is_asked_does_not_turn_the_words_around_it(search):
    search("\u202eabc")
    assert search.page.inner_text(".finding-status bdi") == "\u202eabc"


@pytest.mark.browser
def test_a_meaning_stays_while_the_pointer_rests_on_its_word(browser, book):
    page = browser.new_page()
    page.goto((book / "notebooks" / "index.html").as_uri())
    link = page.locator("a.glossed").first
    link.hover()
    page.wait_for_timeout(600)
    assert page.is_visible("#meaning")
    page.mouse.move(0, 0)
    page.wait_for_function("document.getElementById('meaning').hidden")
    page.close()
