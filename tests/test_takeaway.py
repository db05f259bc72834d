"""Data to go: what is written beside the pages can be read again, by whoever takes it away."""

import csv
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pybtex.database import parse_string

from ceasefire import package
from ceasefire.clean.facts import clean_frames
from ceasefire.package import defused, write_clean
from ceasefire.parameters import read_parameters
from ceasefire.publish import takeaway
from ceasefire.study import open_study
from ceasefire.words import data as words

EDITIONS = {
    "five reports": {},
    "wider record": {"corpus": "all"},
    "before most": {"as_of": "2018-10-10"},
    "before all": {"as_of": "2001-01-01"},
}
FORMULA = '=HYPERLINK("http://x","y")'
# Also: braces without a fellow, LaTeX's own signs, right to left, Turkish, Cyrillic, an emoji.
HOSTILE = f'{FORMULA}}} {{ 100% & $1_000 \\ <script>"x"</script> كفر تخاريم İdlib’de Сирия 🕊'
XML = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Path]:
    """The folder of each edition."""
    base, folders = tmp_path_factory.mktemp("taken"), {}
    for name, parameters in EDITIONS.items():
        folders[name] = base / name.replace(" ", "-") / words.FOLDER
        takeaway.write(open_study(read_parameters(parameters)), folders[name])
    return folders


every_edition = pytest.mark.parametrize("edition", EDITIONS)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def sheets(path: Path) -> dict[str, list[list[tuple[str, str]]]]:
    """The sheets of a workbook: rows of (type, text), as a spreadsheet reads them."""
    with zipfile.ZipFile(path) as book:
        tree = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist()
                if name.endswith(".xml")}  # fmt: skip
    strings = [
        "".join(part.text or "" for part in item.iterfind(".//x:t", XML))
        for item in tree["xl/sharedStrings.xml"].iterfind("x:si", XML)
    ]
    found = {}
    for number, sheet in enumerate(tree["xl/workbook.xml"].iterfind(".//x:sheet", XML), start=1):
        root = tree[f"xl/worksheets/sheet{number}.xml"]
        assert not list(root.iterfind(".//x:f", XML)), "a workbook without formulas"
        found[sheet.get("name")] = [
            [
                (cell.get("t", "n"), strings[int(cell.find("x:v", XML).text)]
                 if cell.get("t") == "s" else cell.findtext("x:v", "", XML))
                for cell in row.iterfind("x:c", XML)
            ]
            for row in root.iterfind(".//x:row", XML)
        ]  # fmt: skip
    return found


@every_edition
def test_the_descriptor_is_valid_and_every_table_is_as_it_says(made, edition):
    report = frictionless.validate(str(made[edition] / words.DESCRIPTOR))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]
    described = json.loads((made[edition] / words.DESCRIPTOR).read_text(encoding="utf-8"))
    assert described["licenses"] and described["title"] and "apostrophe" in described["description"]
    for resource in described["resources"]:
        assert resource["description"].endswith("."), resource["name"]
        for field in resource["schema"]["fields"]:
            assert field.get("description"), f"{resource['name']}.{field['name']}"


@every_edition
def test_parquet_and_explorer_hold_what_csv_holds(made, edition):
    folder = made[edition]
    for resource in json.loads((folder / words.DESCRIPTOR).read_text("utf-8"))["resources"]:
        head, *rows = read_csv(folder / resource["path"])
        table = pq.read_table(folder / resource["parquet"])
        types = [str(takeaway.TYPES[field["type"]]) for field in resource["schema"]["fields"]]
        assert [str(field.type) for field in table.schema] == types, resource["name"]
        cells = [list(map(package.plain, column.to_pylist())) for column in table.columns]
        assert table.column_names == head
        assert list(map(list, zip(*cells, strict=True))) == rows
        script = (folder / words.ROWS / f"{resource['name']}.js").read_text("utf-8")
        held = json.loads(script.removeprefix("ceasefireTable(").removesuffix(");\n"))
        assert [column["name"] for column in held["columns"]] == head
        assert len(held["rows"]) == len(rows)


@every_edition
def test_the_workbook_explains_and_holds_every_table(made, edition):
    (path,) = made[edition].glob("*.xlsx")
    book = sheets(path)
    tables = {p.stem: read_csv(p) for p in made[edition].glob("*.csv")}
    assert set(book) == {"about", "columns", *tables}
    told = {row[0][1] for row in book["about"] if row}
    assert set(tables) <= told and any("apostrophe" in words for words in told)
    for name, rows in tables.items():
        assert [text for _, text in book[name][0]] == rows[0]
        assert len(book[name]) == len(rows), name


def test_only_what_was_known_is_taken(made):
    early = made["before most"]
    day = date(2018, 10, 10)
    sources = pq.read_table(early / "sources.parquet").to_pylist()
    assert sources and all(row["published_end_latest"] <= day for row in sources)
    held = {row["source_id"] for row in sources}
    for name in ("citations", "names", "splits"):
        cited = pq.read_table(early / f"{name}.parquet").column("source_id").to_pylist()
        assert {source for source in cited if source} <= held, name
    for name in ("recodings", "readers", "leads", "patrols"):
        assert pq.read_table(early / f"{name}.parquet").num_rows == 0, name
    whole = made["wider record"]
    for name, frame in open_study(read_parameters({})).clean.tables.items():
        assert pq.read_table(whole / f"{name}.parquet").num_rows == len(frame), name


def test_before_anything_was_known_there_are_files_and_no_facts(made):
    folder = made["before all"]
    for name in ("verdicts", "statements", "sources", "citations", "actors"):
        assert len(read_csv(folder / f"{name}.csv")) == 1
    assert len(parse_string((folder / words.BIBTEX).read_text("utf-8"), "bibtex").entries) == 1


def test_a_verdict_names_what_decides_it(made):
    rows = pq.read_table(made["five reports"] / "verdicts.parquet").to_pylist()
    said = pq.read_table(made["five reports"] / "statements.parquet").column("statement_id")
    held = set(said.to_pylist())
    deciding = [row["decided_by"] for row in rows if row["decided_by"]]
    assert deciding and all(set(ids.split(";")) <= held for ids in deciding)


@every_edition
def test_book_and_reports_can_be_cited(made, edition):
    folder = made[edition]
    sources = [row[0] for row in read_csv(folder / "sources.csv")[1:]]
    entries = parse_string((folder / words.BIBTEX).read_text("utf-8"), "bibtex").entries
    items = json.loads((folder / words.CSL).read_text("utf-8"))
    assert list(entries)[1:] == sources == [item["id"] for item in items][1:]
    for entry in entries.values():
        assert entry.fields["title"] and entry.fields["year"] and entry.fields["howpublished"]
        assert entry.persons["author"] and not {"urldate", "publisher"} & set(entry.fields)
    for item in items:
        assert item["type"] in ("dataset", "webpage", "document") and item["title"]
        assert ("URL" in item) == (item["type"] == "webpage")
        for parts in item["issued"]["date-parts"]:
            assert all(isinstance(part, int) for part in parts) and 1 <= len(parts) <= 3
    for name in sources:
        assert (folder / words.CITE / f"{name}.bib").read_text("utf-8").startswith("@misc{" + name)
        assert (
            json.loads((folder / words.CITE / f"{name}.json").read_text("utf-8"))[0]["id"] == name
        )


def test_the_year_is_told_wherever_the_days_agree_on_it(made):
    folder = made["wider record"]
    entries = parse_string((folder / words.BIBTEX).read_text("utf-8"), "bibtex").entries
    found = {name: entries[name].fields["year"] for name in entries}
    for row in pq.read_table(folder / "sources.parquet").to_pylist():
        first, last = row["published_start_earliest"], row["published_end_latest"]
        sure = first and last and first.year == last.year
        assert found[row["source_id"]] == (str(last.year) if sure else takeaway.NOT_DATED)
        assert sure or entries[row["source_id"]].fields["note"]
    assert takeaway.NOT_DATED in found.values()


def test_an_edition_names_its_files_and_its_title_alike_everywhere(tmp_path):
    study, said = open_study(read_parameters({})), {"here": "an-edition", "called": "Some & all"}
    takeaway.write(study, tmp_path, **said)
    described = json.loads((tmp_path / words.DESCRIPTOR).read_text("utf-8"))
    assert described["name"].endswith("-an-edition") and described["title"].endswith("(Some & all)")
    page = takeaway.of_edition(f"{words.downloads(study)}{words.cite(study)}", **said)
    for kind in ("zip", "xlsx"):
        (path,) = tmp_path.glob(f"*.{kind}")
        assert path.stem == described["name"]
        assert f'href="{words.HERE}/{path.name}"' in page
    entries = parse_string((tmp_path / words.BIBTEX).read_text("utf-8"), "bibtex").entries
    item = json.loads((tmp_path / words.CSL).read_text("utf-8"))[0]
    title = described["title"]
    assert entries[described["name"]].fields["title"].replace("\\&", "&") == f"{{{title}}}"
    assert item["title"] == title and item["id"] == described["name"]
    assert f"{title}." in re.sub("<[^>]+>", "", page).replace("&amp;", "&")


def test_the_table_of_verdicts_says_what_may_stand_in_it():
    study = open_study(read_parameters({}))
    listed = words.listing(words.as_tables(study))
    verdicts = listed[listed.index('id="table-verdicts"') :]
    fold = verdicts[: verdicts.index("</details>")]
    assert f'href="glossary.html#{words.MEANINGS}"' in fold
    assert all(word in fold for word in (*words.VERDICT_MARKS, *words.GRADE_MEANINGS))


def test_a_second_time_gives_the_same_bytes(made, tmp_path):
    again = tmp_path / words.FOLDER
    again.mkdir()
    (again / "left-from-before.csv").touch()
    takeaway.write(open_study(read_parameters({})), again)
    first = made["five reports"]
    listed = [p.relative_to(first) for p in sorted(first.rglob("*"))]
    assert listed == [p.relative_to(again) for p in sorted(again.rglob("*"))]
    for name in listed:
        if (first / name).is_file():
            assert (first / name).read_bytes() == (again / name).read_bytes(), name


def test_the_archive_holds_a_package_that_is_valid_where_it_is_unpacked(made, tmp_path):
    (path,) = made["five reports"].glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert frictionless.validate(str(folder / words.DESCRIPTOR)).valid
    assert {p.suffix for p in folder.iterdir()} == {".csv", ".parquet", ".xlsx", ".json", ".bib"}


# --- hostile cells ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """What is made of data whose free text a spreadsheet would run, or LaTeX trip over."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "raw").mkdir()
    held = package.open_package()
    (root / package.DESCRIPTOR).write_bytes((held.root / package.DESCRIPTOR).read_bytes())
    for name, resource in held.schemas.items():
        frame = held.tables[name].copy()
        for field in resource["schema"]["fields"]:
            free = field["name"] in ("title", "paraphrase", "stance", "note")
            if free and "pattern" not in field.get("constraints", {}):
                frame[field["name"]] = HOSTILE
        frame.to_csv(root / resource["path"], index=False)
    takeaway.write(open_study(read_parameters({"data_dir": str(root)})), root / words.FOLDER)
    return root / words.FOLDER


def test_no_cell_of_csv_or_workbook_runs(hostile):
    (path,) = hostile.glob("*.xlsx")
    book = sheets(path)
    cells = [c for p in hostile.glob("*.csv") for row in read_csv(p) for c in row]
    texts = [text for rows in book.values() for row in rows for kind, text in row if kind == "s"]
    for found in (cells, texts):
        assert any(text == f"'{HOSTILE}" for text in found)
        assert not [text for text in found if defused(text) != text]
    assert HOSTILE in pq.read_table(hostile / "sources.parquet").column("title").to_pylist()


def test_hostile_titles_are_cited_as_they_are(hostile):
    bib = (hostile / words.BIBTEX).read_text("utf-8")
    entries = list(parse_string(bib, "bibtex").entries.values())
    assert len(entries) > 1
    for sign in ("كفر تخاريم", "İdlib’de", "Сирия", "🕊", r"100\%", r"\&", r"\textbraceleft{}"):
        assert sign in entries[1].fields["title"], sign
    assert json.loads((hostile / words.CSL).read_text("utf-8"))[1]["title"] == HOSTILE
    assert frictionless.validate(str(hostile / words.DESCRIPTOR)).valid


def test_clean_writes_the_same_way(tmp_path):
    cleaned = open_study(read_parameters({})).clean
    frames = clean_frames(cleaned)
    frames["sides"] = frames["sides"].assign(note=HOSTILE, when=date(2018, 10, 15), half=0.5)
    files = write_clean(frames, tmp_path / "clean")
    assert {p.stem for p in files} == set(frames)
    row = read_csv(tmp_path / "clean" / "sides.csv")[1]
    assert row[-4] == f"'{HOSTILE}" and row[-2:] == ["2018-10-15", "0.5"]
    assert pd.read_parquet(tmp_path / "clean" / "sides.parquet")["note"].iloc[0] == HOSTILE


def test_faulty_data_end_a_plain_build_in_one_line(monkeypatch, tmp_path):
    class App:
        outdir = str(tmp_path)
        builder = type("Builder", (), {"name": "html"})

    said = {"parameters": {"data_dir": str(tmp_path / "nowhere")}}
    monkeypatch.setenv(takeaway.EDITIONS, json.dumps(said))
    with pytest.raises(takeaway.ExtensionError, match=r"^the data cannot be written out: [^\n]+$"):
        takeaway._write(App)


def test_no_file_names_this_machine(made):
    for path in made["five reports"].rglob("*"):
        if path.suffix in (".csv", ".json", ".js", ".bib"):
            assert not re.search(r"/(?:tmp|work|home)/", path.read_text("utf-8")), path.name
