"""The page on the data in Chromium: its explorer by mouse, keyboard, phone, without a server.

What the files hold is tested in ``test_takeaway``.
"""

import json
import re
from pathlib import Path

import pytest
from browsing import Visit, faults_of

from ceasefire import package
from ceasefire.marks import PAGES
from ceasefire.parameters import read_parameters
from ceasefire.publish import takeaway
from ceasefire.study import open_study
from ceasefire.words import data as words

PAGE = "notebooks/data.html"
HOSTILE = (
    '<img src=x onerror="alert(1)"><script>alert(2)</script> "\' كفر تخاريم 🕊 ' + "long " * 400
)
SAID = ".explorer-said"
pytestmark = pytest.mark.browser


def rows_of(book: Path, name: str) -> dict:
    """A table as the explorer loads it."""
    script = (book / words.FOLDER / words.ROWS / f"{name}.js").read_text("utf-8")
    return json.loads(script.removeprefix("ceasefireTable(").removesuffix(");\n"))


def column(page, name: str) -> list[str]:
    """What stands in a column of the rows shown."""
    return page.locator(f'.explorer tbody td[data-label="{name}"]').all_inner_texts()


def opened(visit: Visit, address: str, asked: str = ""):
    """The page with a table shown."""
    page = visit.open(f"{address}{asked}")
    page.wait_for_selector(".explorer tbody tr")
    return page


def shown(page) -> int:
    """How many rows there are, by the words above the table."""
    return int(page.inner_text(SAID).split(" of ")[0].replace(",", ""))


def test_a_table_is_loaded_when_it_is_chosen_and_not_before(browser, book):
    asked = []
    with Visit(browser, 1280) as visit:
        visit.page.on("request", lambda request: asked.append(request.url))
        page = opened(visit, (book / PAGE).as_uri())
        loaded = [url for url in asked if f"/{words.ROWS}/" in url]
        assert len(loaded) == 1 and "requests to a server" not in loaded
        page.select_option(".explorer-table", "statements")
        page.wait_for_selector('td[data-label="statement_id"]')
        assert page.inner_text("caption") and "table=statements" in page.url
        assert shown(page) == len(rows_of(book, "statements")["rows"])
        assert not visit.faults


def test_sort_filter_pages_and_menus_agree_with_the_table(browser, book):
    held = rows_of(book, "statements")
    names = [c["name"] for c in held["columns"]]
    with Visit(browser, 1280) as visit:
        page = opened(visit, (book / PAGE).as_uri(), "?table=statements")
        ids = column(page, "statement_id")
        assert len(ids) == 50 < len(held["rows"])
        page.click('th[data-column="statement_id"] button')
        page.click('th[data-column="statement_id"] button')
        assert page.get_attribute('th[data-column="statement_id"]', "aria-sort") == "descending"
        numbers = [int(found[1:]) for found in column(page, "statement_id")]
        assert numbers == sorted(numbers, reverse=True) != [int(found[1:]) for found in ids]
        page.click("text=Next rows")
        assert int(column(page, "statement_id")[0][1:]) < numbers[-1]
        word = "idlib"
        page.fill('.explorer input[type="search"]', word)
        having = [r for r in held["rows"] if word in "\n".join(str(v or "") for v in r).lower()]
        assert shown(page) == len(having) < len(held["rows"])
        at = names.index("explicitness")
        value = next(r[at] for r in having if r[at])
        page.locator(".explorer-menus label", has_text="explicitness").locator(
            "select"
        ).select_option(value)
        both = [r for r in having if r[at] == value]
        assert shown(page) == len(both)
        address = page.url
        page.click("text=Show all rows")
        assert shown(page) == len(held["rows"])
        again = opened(visit, address)
        assert shown(again) == len(both), "an address brings the same rows back"
        again.fill('.explorer input[type="search"]', "no such word anywhere")
        assert shown(again) == 0 and again.locator(".explorer tbody tr").count() == 0
        assert not visit.faults


def test_numbers_sort_as_numbers_and_empty_cells_stand_last(browser, book):
    held = rows_of(book, "reports")
    name = next(
        c["name"]
        for at, c in enumerate(held["columns"])
        if c["type"] == "number" and not c["finer"] and len({row[at] for row in held["rows"]}) > 2
    )
    with Visit(browser, 1280) as visit:
        page = opened(visit, (book / PAGE).as_uri(), f"?table=reports&sort={name}")
        for _ in range(2):
            texts = column(page, name)
            filled = [text for text in texts if text]
            assert texts == filled + [""] * (len(texts) - len(filled))
            numbers = [float(text) for text in filled]
            down = page.get_attribute(f'th[data-column="{name}"]', "aria-sort") == "descending"
            assert numbers == sorted(numbers, reverse=down) and len(set(numbers)) > 1
            page.click(f'th[data-column="{name}"] button')
        assert not visit.faults


def test_the_keyboard_alone_sorts_filters_and_follows(browser, book):
    with Visit(browser, 1280) as visit:
        page = opened(visit, (book / PAGE).as_uri(), "?table=statements")
        page.focus(".explorer-table")
        met = []
        for _ in range(60):
            page.keyboard.press("Tab")
            where = page.evaluate(
                "() => { const e = document.activeElement;"
                " return e.matches('th button') ? 'sort' : e.matches('.explorer-rows') ? 'box' :"
                " e.matches('td a') ? 'link' : e.type || e.localName; }"
            )
            met.append(where)
            if where == "sort" and met.count("sort") == 1:
                page.keyboard.press("Enter")
                page.keyboard.press("Space")
                assert page.get_attribute(".explorer th", "aria-sort") == "descending"
            if where == "link":
                break
        assert {"search", "checkbox", "select-one", "box", "sort", "link"} <= set(met)
        target = page.evaluate("document.activeElement.getAttribute('href')")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{target}")
        assert not faults_of(book, PAGE, [target]) and not visit.faults


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_reads_well_in_every_look(browser, site, book, width, theme):
    with Visit(browser, width, theme) as visit:
        for table in ("verdicts", "citations"):
            page = opened(visit, f"{site}{book.name}/{PAGE}", f"?table={table}&finer=")
            visit.look_at_width()
            visit.ask_axe()
        if width == 360:
            box = page.locator('.explorer tbody td[data-label="table"]').first.bounding_box()
            under = page.locator('.explorer tbody td[data-label="row"]').first.bounding_box()
            assert under["y"] >= box["y"] + box["height"] - 1, "cells stand under each other"
            assert page.locator("th button").first.is_visible()
        assert not visit.faults


def test_every_id_leads_to_its_evidence(book):
    for edition in sorted(path.parent.parent for path in book.parent.glob(f"*/{PAGE}")):
        addresses = set()
        for script in sorted((edition / words.FOLDER / words.ROWS).glob("*.js")):
            held = rows_of(edition, script.stem)
            for at, found in enumerate(held["columns"]):
                ids = {i for row in held["rows"] for i in str(row[at] or "").split(";") if i}
                if found["to"] == "cards":
                    ids = {i for i in ids if re.match(r"[A-Z]\d", i) and i[0] in PAGES}
                    addresses |= {f"{PAGES[i[0]]}#{i}" for i in ids}
                elif found["to"]:
                    addresses |= {f"{found['to']}{i}" for i in ids}
        assert addresses
        faults = faults_of(edition, PAGE, sorted(addresses))
        assert not faults, f"{edition.name}: {len(faults)}: " + "\n".join(faults[:20])


def test_without_script_there_are_files(browser, book):
    with Visit(browser, 1280, java_script_enabled=False) as visit:
        page = visit.open((book / PAGE).as_uri())
        assert not page.locator(".explorer").is_visible()
        assert page.locator(".explorer-note").is_visible()
        links = page.locator("a[download]").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        assert {f"../{words.FOLDER}/statements.{kind}" for kind in ("csv", "parquet")} <= set(links)
        assert not faults_of(book, PAGE, links)


def test_on_paper_a_note_stands_for_the_explorer(browser, book):
    with Visit(browser, 1280) as visit:
        page = opened(visit, (book / PAGE).as_uri())
        page.emulate_media(media="print")
        assert not page.locator(".explorer").is_visible()
        assert page.locator(".explorer-note").is_visible()


def test_hostile_text_stays_text(browser, book, tmp_path):
    (tmp_path / "raw").mkdir()
    held = package.open_package()
    (tmp_path / package.DESCRIPTOR).write_bytes((held.root / package.DESCRIPTOR).read_bytes())
    for name, resource in held.schemas.items():
        frame = held.tables[name].copy()
        if name in ("sources", "statements"):
            frame["title" if name == "sources" else "paraphrase"] = HOSTILE
        frame.to_csv(tmp_path / resource["path"], index=False)
    place = tmp_path / "book"
    study = open_study(read_parameters({"data_dir": str(tmp_path)}))
    takeaway.write(study, place / words.FOLDER)
    (place / "notebooks").mkdir()
    (place / PAGE).write_bytes((book / PAGE).read_bytes())
    (place / "_static").symlink_to(book / "_static", target_is_directory=True)
    with Visit(browser, 360) as visit:
        visit.page.on("dialog", lambda dialog: visit.faults.append(f"ran: {dialog.message}"))
        for table, name in (("statements", "paraphrase"), ("sources", "title")):
            page = opened(visit, (place / PAGE).as_uri(), f"?table={table}")
            texts = page.locator(f'.explorer tbody td[data-label="{name}"]').all_text_contents()
            assert texts and set(texts) == {HOSTILE}
            assert not page.locator(".explorer tbody :is(img, script)").count()
            visit.look_at_width()
        assert not visit.faults


def test_a_table_that_is_lost_is_told_in_words(browser, book, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / PAGE).write_bytes((book / PAGE).read_bytes())
    (tmp_path / "_static").symlink_to(book / "_static", target_is_directory=True)
    with Visit(browser, 1280) as visit:
        page = visit.open((tmp_path / PAGE).as_uri())
        page.wait_for_selector(f'{SAID}:has-text("CSV")')
