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
    assert set(document.chapters) == {path.stem for path in pages}


def test_every_chart_of_the_book_is_printed(document, book):
    """Each with its caption, and listed with its page number."""
    drawn = BeautifulSoup(document.html({}), "html.parser")
    there = sum(
        path.read_text(encoding="utf-8").count('class="chart-picture"')
        for path in book.rglob("*.html")
    )
    assert len(drawn.select("figure .chart-picture svg")) == there > 0
    assert len(document.charts) == there and all(document.charts.values())


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
    assert not printed.select("details:not([open])")
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
