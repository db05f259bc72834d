"""Hostile text in the data is shown as text, wherever it ends up.

A book is built from a package of which every title, name, paraphrase and note is an attack, or is
merely hard to show; then each of its pages is opened, its charts are drawn and pointed at, and its
files are read.
"""

import csv
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from browsing import Visit, faults_of, pages_of, read
from bs4 import BeautifulSoup
from conftest import ROOT
from packages import path_of, small_package

SCRIPT = "<script>window.hit=1</script>"
IMAGE = '"><img src=x onerror=window.hit=1>'
MARKUP = (
    f"{SCRIPT} {IMAGE} '\\\" & &lt; {{{{ 7*7 }}}} {{% hit %}} {{math}}`x` $x$ **b** "
    "[x](javascript:window.hit=1) ' + (window.hit=1) + ' \u2028 datum['hit']"
)
RIGHT_TO_LEFT = "\u202e\u2067שלום مرحبا\u2066 (1) 🕊️👩\u200d👩\u200d👧🇸🇾"
FORMULA = '=HYPERLINK("http://example.org";"hit")'
LONG = "W" * 2000
# Everything that a person may type freely, and what it is typed over with, in turn.
TYPED = {
    "sources": ("title", "stance", "published_basis"),
    "sides": ("name", "note"),
    "actors": ("name", "role"),
    "places": ("name", "location_basis"),
    "agreements": ("name", "summary", "basis"),
    "commitments": ("title", "provision", "basis"),
    "statements": ("paraphrase", "basis"),
    "incidents": ("title", "part_of_basis"),
    "reports": ("paraphrase",),
    "counts": ("title", "basis"),
    "meetings": ("title", "outcome"),
    "figures": ("of_what",),
    "terms": ("name", "definition", "note"),
    "corrections": ("reason",),
    "ignored": ("reason",),
    "viewpoints": ("name",),
}
# Titles of rows have to be short: the check sees to that.
SHORT = (IMAGE, f"\u202eשלום 🕊️ {SCRIPT}", FORMULA, f"{SCRIPT} {{{{ 7*7 }}}}")
SHORT_ONES = ("commitments", "counts", "incidents", "meetings")
ATTACKS = (MARKUP, f"{RIGHT_TO_LEFT} {SCRIPT}", f"{FORMULA} {IMAGE}", f"{SCRIPT} {LONG}")


def spoil(folder: Path) -> None:
    """Type an attack over every free text; rows stay apart by a number at the end of each."""
    turn = 0
    for table, columns in TYPED.items():
        with path_of(folder, table).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            for column in columns:
                typed = SHORT if column == "title" and table in SHORT_ONES else ATTACKS
                row[column] = f"{typed[turn % len(typed)]} {turn}"
                turn += 1
        with path_of(folder, table).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory) -> Path:
    """The folder of an edition made from the spoiled package."""
    base = tmp_path_factory.mktemp("hostile")
    spoil(small_package(base / "data"))
    script = "import sys; from ceasefire.cli import main; sys.exit(main(sys.argv[1:]))"
    words = ["build", "-e", "five-reports", "--data", str(base / "data"), "--out", str(base / "o")]
    done = subprocess.run(
        [sys.executable, "-c", script, *words], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return base / "o" / "five-reports"


@pytest.mark.slow
def test_no_page_holds_an_attack_as_markup(attacked):
    """Heads, previews and specifications included; and every link still leads somewhere."""
    faults = []
    for name in pages_of(attacked):
        soup = BeautifulSoup((attacked / name).read_text(encoding="utf-8"), "html.parser")
        for tag in soup.find_all(True):
            handlers = [key for key in tag.attrs if key.startswith("on") and "hit" in str(tag[key])]
            links = [str(tag.get(key, "")) for key in ("href", "src", "action", "content")]
            run = tag.name == "script" and (tag.string or "").strip() == "window.hit=1"
            if handlers or run or any(re.match(r"\s*javascript:", link, re.I) for link in links):
                faults.append(f"{name}: {str(tag)[:150]}")
        page = read(attacked / name)
        faults += faults_of(attacked, name, [*page.links, *page.loads])
    assert not faults, "\n".join(faults[:20])
    shown = BeautifulSoup((attacked / "notebooks/deadlines.html").read_text(), "html.parser")
    assert SCRIPT in shown.get_text()


@pytest.mark.slow
def test_no_file_to_take_away_runs_a_formula(attacked):
    tables = [path for path in attacked.rglob("*.csv") if "_sources" not in path.parts]
    assert len(tables) > 10
    told = 0
    for path in tables:
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            told += any(FORMULA in cell for cell in row)
            bad = [c for c in row if c[:1] in tuple("=+@\t\r") or re.match(r"-(?![\d.])", c)]
            assert not bad, (path.name, bad[0][:80])
    assert told, "the attack is nowhere to be found"
    for book in attacked.rglob("*.xlsx"):
        with zipfile.ZipFile(book) as parts:
            sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
            assert sheets
            for name in sheets:
                assert b"<f>" not in parts.read(name) and b"<hyperlink " not in parts.read(name)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_shows_hostile_text_as_text(browser, attacked, width):
    """Cards, tables, charts and their tooltips, all unfolded: nothing runs, nothing juts out."""
    faults, tips = [], 0
    for name in pages_of(attacked):
        if name == "index.html":  # it only leads on to the first page
            continue
        with Visit(browser, width) as visit:
            page = visit.open((attacked / name).as_uri())
            visit.open_everything()
            for chart in visit.draw_charts():
                mark = chart.query_selector(".chart-live svg [role=link][tabindex='0']")
                if mark:
                    mark.focus()
                    page.keyboard.press("ArrowRight")
                    page.wait_for_timeout(120)
                    tip = page.query_selector(".chart-tip:not([hidden])")
                    tips += bool(tip and re.search(r"hit|WWW|שלום", tip.text_content()))
                    box = tip.bounding_box() if tip else None
                    if box and (box["x"] < 0 or box["x"] + box["width"] > width):
                        visit.faults.append("a tooltip juts out of the screen")
            visit.look_at_width()
            if page.evaluate("window.hit"):
                visit.faults.append("the attack has run")
            if page.query_selector("img[src=x], a[href^='javascript:']"):
                visit.faults.append("the attack has become an element")
            faults += [f"{name}: {fault}" for fault in visit.faults]
    assert not faults, "\n".join(faults)
    assert tips, "no tooltip told hostile text"


@pytest.mark.slow
@pytest.mark.browser
def test_search_and_glossary_tell_hostile_text_as_text(browser, attacked):
    with Visit(browser, 360) as visit:
        page = visit.open((attacked / "search.html").as_uri() + f"?q={SCRIPT}")
        found = page.locator(".finding-list li")
        found.first.wait_for()
        assert any(SCRIPT in words for words in found.all_text_contents())
        visit.look_at_width()
        for path in sorted((attacked / "notebooks").glob("*.html")):
            page = visit.open(path.as_uri())
            # A mark of a chart may lead there too, but is no words of the page.
            link = page.locator("article :not(svg *)[href*='glossary.html#']")
            link = link.locator("visible=true")
            if link.count():
                link.first.hover()
                page.wait_for_timeout(100)
                visit.look_at_width()
                assert not page.evaluate("window.hit")
        assert not visit.faults, "\n".join(visit.faults)
