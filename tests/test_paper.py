"""The book on paper: one tagged PDF, its contents, page numbers, charts and links."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from ceasefire.errors import BuildError
from ceasefire.publish import paper

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made(book, browser, tmp_path_factory) -> Path:
    """The first edition on paper, printed once, beside the browser that other tests hold open."""
    target = tmp_path_factory.mktemp("paper") / "book.pdf"
    with ThreadPoolExecutor(1) as apart:
        sheets = apart.submit(paper.write_pdf, book, "All five reports", target).result()
    assert sheets == len(PdfReader(target).pages)
    assert [path.name for path in target.parent.iterdir()] == ["book.pdf"]
    return target


@pytest.fixture(scope="module")
def printed(made) -> PdfReader:
    return PdfReader(made)


@pytest.fixture(scope="module")
def document(book) -> paper.Document:
    return paper.Document(book, "All five reports")


@pytest.fixture(scope="module")
def laid_out(document, browser, tmp_path_factory):
    """The document in a browser at a sheet's width, as it stands before it is printed."""
    page = tmp_path_factory.mktemp("laid-out") / "book.html"
    page.write_text(document.html({}), encoding="utf-8")
    tab = browser.new_page(viewport=paper.SHEET)
    tab.emulate_media(media="print", color_scheme="light")
    tab.goto(page.as_uri())
    tab.evaluate((paper.PRINTED / "paper.js").read_text(encoding="utf-8"))
    yield tab
    tab.close()


def figures(reader: PdfReader) -> list[str]:
    """What the structure tree says of each figure, in order."""
    found, left = [], [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while left:
        held = left.pop().get_object() if hasattr(left[-1], "get_object") else left.pop()
        if isinstance(held, list):
            left.extend(reversed(held))
        elif isinstance(held, dict):
            found += [str(held.get("/Alt", ""))] if held.get("/S") == "/Figure" else []
            left.append(held.get("/K"))
    return found


def links(reader: PdfReader) -> list[dict]:
    """Every link of a PDF."""
    held = (note.get_object() for page in reader.pages for note in page.get("/Annots") or [])
    return [note for note in held if note.get("/Subtype") == "/Link"]


def test_the_pdf_is_tagged_names_its_language_and_has_an_outline(printed, document):
    root = printed.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/Lang"] == "en"
    assert printed.metadata.title == document.title
    titles = [entry.title for entry in printed.outline if not isinstance(entry, list)]
    squeezed = ["".join(title.split()) for title in titles]
    assert [t for t in map(_squeezed, document.chapters.values()) if t not in squeezed] == []


def _squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_page_of_the_book_is_a_chapter(document, book):
    pages = [*(book / "notebooks").glob("*.html"), *(book / "book").glob("*.html")]
    assert next(iter(document.chapters)) == paper.READING
    assert set(document.chapters) == {path.stem for path in pages} | {paper.READING}


def test_every_chart_of_the_book_is_printed(document, book):
    """Each with its caption, and listed with its page number."""
    drawn = BeautifulSoup(document.html({}), "html.parser")
    there = sum(
        path.read_text(encoding="utf-8").count('class="chart-picture"')
        for path in book.rglob("*.html")
    )
    assert len(drawn.select("figure .chart-picture svg")) == there > 0
    assert len(document.charts) == there and all(document.charts.values())


def test_every_chart_is_a_figure_told_by_its_words(printed, document, laid_out):
    """Each part of one that is cut as well; what its marks link to can still be reached."""
    told = laid_out.eval_on_selector_all(
        ".chart-picture > svg", "all => all.map(one => one.getAttribute('aria-label'))"
    )
    assert len(told) > len(document.charts) and figures(printed) == told
    drawn = BeautifulSoup(document.html({}), "html.parser")
    whole = [each["aria-label"] for each in drawn.select(".chart-picture > svg")]
    assert {re.sub(r"^Part \d+ of \d+\. ", "", each) for each in told} == set(whole)
    in_charts = {link["href"][1:] for link in drawn.select(".chart-picture a[href^='#']")}
    assert in_charts and in_charts <= {str(note.get("/Dest"))[1:] for note in links(printed)}


def test_no_words_run_beyond_the_sheet_or_are_too_small(laid_out):
    beyond = laid_out.evaluate(
        """() => {
          const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          while (walk.nextNode()) {
            range.selectNodeContents(walk.currentNode);
            const boxes = [...range.getClientRects()].filter(box => box.width);
            if (boxes.some(box => box.right > innerWidth + 1)) found.push(walk.currentNode.data);
          }
          return found;
        }"""
    )
    assert beyond == []
    points = laid_out.eval_on_selector_all(
        ".chart-picture > svg text",
        """all => Math.min(...all.map(one => {
          const {a, b} = one.getScreenCTM();
          return 0.75 * Math.hypot(a, b) * parseFloat(one.getAttribute("font-size")) || 99;
        }))""",
    )
    assert 6.49 < points < 12


def test_a_cut_goes_through_no_words_and_repeats_the_names_of_columns(laid_out):
    parts = laid_out.eval_on_selector_all(
        ".chart-picture > svg:has(> svg)",
        """all => all.map(svg => {
          const edge = svg.lastElementChild.getBoundingClientRect();
          const cut = [...svg.lastElementChild.querySelectorAll("text")]
            .map(one => one.getBoundingClientRect())
            .filter(box => ["top", "bottom"].some(side =>
              box.top < edge[side] - 1 && edge[side] + 1 < box.bottom));
          const turned = '[transform*="rotate(270)"]';
          return {cut: cut.length, strips: svg.children.length, first: !svg.previousElementSibling,
                  turned: !!svg.querySelector(turned)};
        })""",
    )
    assert parts and not any(part["cut"] for part in parts)
    assert all(part["strips"] == (1 if part["first"] else 1 + part["turned"]) for part in parts)


def test_how_to_read_stands_once_in_front(document):
    printed = BeautifulSoup(document.html({}), "html.parser")
    told = [element.get_text() for element in printed.select(".how-to-read")]
    assert told and len(told) == len(set(told))
    assert len(printed.select(f"section#{paper.READING} .how-to-read")) == len(told)
    lines = printed.select("p.reading")
    assert len(lines) > 3 and all(line.select(f"a[href^='#{paper.READING}--']") for line in lines)


def test_a_table_under_a_title_does_not_repeat_it(document):
    printed = BeautifulSoup(document.html({}), "html.parser")
    titles = [
        (caption.get_text(strip=True), caption.find_parent(class_="details").select_one(".summary"))
        for caption in printed.select(".details caption")
    ]
    assert not [words for words, title in titles if title.get_text(strip=True).startswith(words)]


def test_a_page_printed_from_the_browser_has_no_empty_sheet(book, browser, tmp_path):
    """Nor is its title the theme's; charts taller than a sheet begin on one of their own."""
    tab = browser.new_page()
    target = tmp_path / "page.pdf"
    for name in ("talks", "deadlines"):
        tab.goto((book / "notebooks" / f"{name}.html").as_uri())
        tab.pdf(path=target, format="A4")
        sheets = [page.extract_text().strip() for page in PdfReader(target).pages]
        assert len(sheets) > 3 and all(sheets), name
    tab.emulate_media(media="print")
    title = tab.locator("#jb-print-docs-body h1")
    look = title.evaluate("e => [getComputedStyle(e).textAlign, getComputedStyle(e).fontWeight]")
    assert look == ["left", "600"]
    tab.close()


def test_the_contents_name_the_page_on_which_each_chapter_and_chart_stands(made, printed, document):
    """And those pages bear that number, of so many."""
    sheets = document.sheets(made)
    assert list(sheets) == [*document.chapters, *document.charts]
    for key, heading in document.chapters.items():
        text = _squeezed(printed.pages[sheets[key] - 1].extract_text())
        assert _squeezed(heading) in text and f"{sheets[key]}/{len(printed.pages)}" in text, key
    contents = _squeezed("".join(printed.pages[n].extract_text() for n in range(1, 5)))
    for key, words in (document.chapters | document.charts).items():
        assert f"{_squeezed(words)}{sheets[key]}" in contents, key


def test_every_link_within_the_pdf_leads_somewhere(printed):
    places = set(printed.named_destinations)
    inside = [str(note["/Dest"]) for note in links(printed) if "/Dest" in note]
    assert len(inside) > 1000 and set(inside) <= places
    outside = [note["/A"]["/URI"] for note in links(printed) if "/URI" in note.get("/A", {})]
    assert outside and all(re.match(r"(https?|mailto):", uri) for uri in outside)


def test_nothing_of_the_screen_is_on_paper(document):
    printed = BeautifulSoup(document.html({}), "html.parser")
    assert not printed.select("script, button, .cell_input, .chart-data, select, input")
    assert not printed.select("details, summary")
    ids = [element["id"] for element in printed.select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_browser_that_is_not_there_is_named_and_the_pdf_before_stays(book, tmp_path, monkeypatch):
    target = tmp_path / "book.pdf"
    target.write_text("before")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nowhere"))
    with pytest.raises(BuildError, match=r"CHROMIUM names .*nowhere.*no file; install it"):
        paper.write_pdf(book, "All", target)
    assert target.read_text() == "before" and list(tmp_path.iterdir()) == [target]


def test_a_folder_without_pages_is_said_to_be_one(tmp_path):
    with pytest.raises(BuildError, match="holds no pages of the book"):
        paper.Document(tmp_path, "All")


def test_the_command_refuses_what_is_no_edition_and_what_is_no_file(shell, tmp_path):
    code, _, said = shell("pdf", "--edition", "viewpoint-nobody")
    assert code == 2 and "'viewpoint-nobody' is unknown" in said and said.count("\n") == 1
    for wrong, words in (
        (tmp_path, "is a folder; give the name of a file in it"),
        (tmp_path / "none" / "book.pdf", "is not there; make it first"),
    ):
        code, _, said = shell("pdf", "--out", wrong)
        assert code == 2 and words in said and said.count("\n") == 1
    code, _, said = shell("pdf", "--edition", "")
    assert code == 2 and "edition '' is unknown" in said
