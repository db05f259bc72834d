"""What helps to read a page: sources, meanings, and quiet where nothing is known."""

import json
import re
from pathlib import Path

import altair as alt
import pytest
from docutils import nodes
from docutils.utils import new_document
from notebook_runs import run

from ceasefire.marks import GRADE_MEANINGS, VERDICT_MEANINGS
from ceasefire.parameters import read_parameters
from ceasefire.publish import chart_pages, editions, quiet, sphinx_ext
from ceasefire.study import open_study
from ceasefire.words import codebook, edition, html, reading, wider

ROOT = Path(__file__).resolve().parent.parent
PARTS = [reading.verdicts, reading.ranges, reading.counts, reading.ledgers, reading.claims]
READ_HERE = [
    "index", "deadlines", "violations", "ledgers", "monitors", "patrols", "claims", "talks",
    "places",
]  # fmt: skip


@pytest.fixture(scope="module")
def study():
    return open_study(read_parameters({}))


# --- under each chart ---------------------------------------------------------------------------


def test_a_chart_says_whose_words_it_draws_as_known_when_and_under_which_licence(study):
    drawn = alt.Chart(alt.Data(values=[{"a": 1}])).mark_point()
    spec = edition.chart(study, drawn, "").to_dict()
    day = edition.as_of(study)
    assert spec["usermeta"]["source"] == (
        f"Source: the five reports, as known on {day}; this book, CC BY 4.0."
    )


def test_a_choice_that_matters_stands_in_the_source():
    chosen = {"viewpoint": "turkey", "as_of": "2018-11-30", "grace_days": 7, "corpus": "all"}
    said = edition.source(open_study(read_parameters(chosen)))
    for words in ("wider record", "30 November 2018", "viewpoint: Turkey", "seven days of grace"):
        assert words in said


def test_where_there_is_nothing_to_draw_one_sentence_stands(study):
    assert edition.chart(study, None, "None <b>.").data == '<p class="empty">None &lt;b&gt;.</p>'


@pytest.mark.parametrize("parameters", [{}, {"corpus": "all", "viewpoint": "russia"}])
@pytest.mark.parametrize("name", ["index", "sources", "violations"])
def test_every_chart_of_a_page_bears_its_source(name, parameters):
    charts = [output.chart for output in run(name, parameters) if output.chart is not None]
    assert charts
    for spec in charts:
        assert spec["usermeta"]["source"].startswith("Source: ")


# --- how to read --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READ_HERE)
def test_how_to_read_stands_before_the_first_chart_and_closed(name):
    shown = run(name)
    place = next(n for n, output in enumerate(shown) if 'class="how-to-read"' in output.html)
    drawn = [n for n, output in enumerate(shown) if output.chart is not None]
    assert place <= 2 and all(place < n for n in drawn)
    assert "<details open" not in shown[place].html


def test_every_verdict_and_every_grade_has_its_sign_and_its_meaning():
    text = str(reading.verdicts())
    for word, meaning in {**VERDICT_MEANINGS, **GRADE_MEANINGS}.items():
        assert word in text and str(html.escape(meaning)) in text
    assert text.count('class="chip-symbol"') == len(VERDICT_MEANINGS)


@pytest.mark.parametrize("part", PARTS)
def test_it_leads_to_a_rule_that_is_written_down(part):
    address = re.search(r'href="\.\./book/methods\.html#([a-z-]+)"', str(part())).group(1)
    methods = (ROOT / "book" / "methods.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", methods, re.MULTILINE)
    assert address in {re.sub(r"\W+", "-", h.lower()).strip("-") for h in headings}


# --- tables -------------------------------------------------------------------------------------


def test_each_cell_bears_its_header_for_a_phone():
    made = html.table([{"who": "a", 'said "<so>"': "b"}], "Caption")
    assert '<td data-label="who">a</td><td data-label="said &#34;&lt;so&gt;&#34;">b</td>' in made


def test_numbers_in_tables_are_written_as_in_sentences():
    cell = '<td data-label="rows" class="amount">1,441</td>'
    assert cell in html.table([{"rows": 1441}], "Caption")
    assert '<td data-label="on">True</td>' in html.table([{"on": True}], "Caption")


def test_the_codebook_leads_to_each_of_its_tables(study):
    made = "".join(codebook.tables(study.clean))
    linked = re.findall(r'href="#(table-[^"]+)"', made)
    assert linked == re.findall(r'<section class="codebook" id="([^"]+)"', made)


def test_a_long_table_opens_under_its_caption_and_a_short_one_stands():
    rows = [{"n": n} for n in range(html.MOST_OPEN + 1)]
    assert "<details" not in html.long_table(rows[1:], "Numbers", "")
    assert f"<summary>Numbers: {len(rows)} rows</summary>" in html.long_table(rows, "Numbers", "")


# --- sections with nothing to show --------------------------------------------------------------

NOTHING = '<p class="empty">Nothing {}.</p>'


def cell(*outputs: nodes.Node) -> nodes.container:
    """A cell of a notebook in a page's tree."""
    made = nodes.container(nb_element="cell_code_output")
    made += outputs
    return nodes.container("", made, nb_element="cell_code")


def raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def figure(*inner: nodes.Node) -> nodes.figure:
    made = nodes.figure(ids=["the-chart"], names=["the-chart"])
    made += [*inner, nodes.caption(text="What the chart shows.")]
    return made


def quietened(*cells: nodes.Node) -> nodes.document:
    document = new_document("page")
    section = nodes.section(ids=["part"])
    section += [nodes.title(text="Part"), nodes.paragraph(text="How it is done."), *cells]
    document += section
    quiet._quieten(None, document)
    return document


def test_a_figure_without_a_chart_keeps_its_address_and_loses_its_caption():
    page = quietened(cell(figure(raw(NOTHING.format("drawn")))), cell(raw("<p>Words.</p>")))
    assert not list(page.findall(nodes.figure)) and "What the chart shows" not in page.astext()
    assert [n for n in page.findall(nodes.container) if "the-chart" in n["ids"]]
    assert "<details" not in page.astext(), "the section has something to say"


def test_a_section_with_nothing_to_show_says_so_once_and_folds_its_prose():
    several = raw(f'<div class="compared">{NOTHING.format("b")}</div>\n{NOTHING.format("c")}')
    page = quietened(cell(figure(raw(NOTHING.format("a")))), cell(several))
    text = page.astext()
    assert re.findall(r"Nothing (\w)", text) == ["a"]
    assert text.index("Nothing a") < text.index("<details") < text.index("How it is done")
    assert text.rstrip().endswith("</details>")


def test_a_section_with_a_chart_is_left_as_it_is():
    page = quietened(cell(figure(chart_pages.chart(spec="{}", words=""))), cell(raw(NOTHING)))
    assert list(page.findall(nodes.figure)) and "<details" not in page.astext()


def test_sections_on_end_with_nothing_to_show_become_one_fold_and_keep_their_addresses():
    document = new_document("page")
    page = nodes.section(ids=["page"])
    page += nodes.title(text="Page")
    for name, shown in (("a", NOTHING), ("b", NOTHING), ("c", "<p>Words.</p>"), ("d", NOTHING)):
        section = nodes.section(ids=[name], names=[name])
        section += [nodes.title(text=name.upper()), nodes.paragraph(text=f"Prose {name}.")]
        section += cell(figure(raw(shown.format("known"))))
        page += section
    document += page
    quiet._quieten(None, document)
    left = [one["ids"] for one in document.findall(nodes.section)]
    assert left == [["page"], ["c"], ["d"]], "the contents list only what is there, or stands alone"
    text = document.astext()
    assert text.count("Nothing known") == 2 and f"{quiet.FOLDED}: A; B</summary>" in text
    assert text.count("<details") == text.count("</details>") == 2
    assert text.index("Nothing known") < text.index("<details") < text.index("Prose a")
    assert {"a", "b"} <= {one for c in document.findall(nodes.container) for one in c["ids"]}


EDITIONS = {
    "here": "five",
    "wider": "all",
    "titles": {"five": "Five", "all": "All"},
    "badge": "Pages.",
}


def test_the_edition_of_the_wider_record_is_a_link_where_the_site_has_it():
    named = f"<p>{wider.EDITION}</p>"
    linked = sphinx_ext.linked_edition(named, "notebooks/a", json.dumps(EDITIONS))
    assert 'href="../../all/notebooks/a.html">wider record</a>' in linked
    for others in (
        "",
        json.dumps(EDITIONS | {"here": "all"}),
        json.dumps(EDITIONS | {"wider": ""}),
    ):
        assert sphinx_ext.linked_edition(named, "notebooks/a", others) == named


def test_the_badge_is_short_and_leads_to_the_rules():
    assert 0 < len(editions.BADGE) < 200
    made = sphinx_ext.edition_badge(json.dumps(EDITIONS), "../book/methods.html")
    assert made.startswith('<p class="edition-badge">Pages. <a href="../book/methods.html">')
    assert sphinx_ext.edition_badge(json.dumps(EDITIONS | {"badge": ""}), "x") == ""


# --- the book -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_one_button_shows_the_code_and_hides_it(book, browser):
    page = browser.new_page(java_script_enabled=True)
    page.goto((book / "notebooks" / "index.html").as_uri())
    button, code = page.get_by_role("button", name="Show code"), page.locator("details.hide pre")
    assert not code.first.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert code.first.is_visible() and code.last.is_visible()
    page.get_by_role("button", name="Hide code").click()
    assert not code.first.is_visible()
    page.close()


@pytest.mark.slow
def test_without_script_each_cell_opens_by_its_own_line(book, browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto((book / "notebooks" / "index.html").as_uri())
    assert page.locator("details.hide > summary").first.is_visible()
    assert not page.locator(".code-button").is_visible()
    page.close()
