"""Data to go: the tables of an edition as files beside its pages, and citations of its reports.

In: the parameters of the edition, and the tables that ``words.data`` describes. Out: a folder
``data`` with CSV, Parquet, one workbook, a Data Package descriptor, BibTeX, CSL-JSON, an archive of
it all, and each table as a script for the explorer of the page on the data (``static/tables.js``).
Called by ``sphinx_ext``. The same data give the same bytes.
"""

import codecs
import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from html import escape
from pathlib import Path

import pyarrow as pa
import xlsxwriter
from pybtex.database import BibliographyData, Entry
from pybtex.database.output.bibtex import Writer
from sphinx.errors import ExtensionError

from ceasefire.errors import UserError
from ceasefire.package import defused, flat, plain, write_table
from ceasefire.parameters import read_parameters
from ceasefire.publish.pages import EDITIONS
from ceasefire.study import Study, open_study
from ceasefire.words import data as words
from ceasefire.words.data import Table
from ceasefire.words.sources import title

TYPES = {
    "string": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
DEFUSED = (
    "Cells that a spreadsheet would run as a formula begin with an apostrophe in the CSV files and "
    "in the workbook; the Parquet files hold them as they are."
)
LONGEST = 32_767  # signs that a cell of a workbook can hold
WIDEST = 60  # signs that a column of it is wide
NOT_DATED = "n.d."  # in BibTeX, where not even the year is sure; the note says what is known
# Links to the files that bear the data's name, and the title as the page cites it.
FILE_LINK = re.compile(rf'(href="{re.escape(words.HERE)}/[^"/]+)(\.(?:xlsx|zip)")')
WORK = re.compile(rf'(<span class="{words.WORK}">[^<]*?)(\.?</span>)')
FIXED = datetime(1980, 1, 1)  # the first day that an archive knows: no file tells when it was made


def connect(app) -> None:
    """Sphinx's events: the files are made before the pages that link to them."""
    app.connect("builder-inited", _write)
    app.connect("html-page-context", _page)


def _write(app) -> None:
    if app.builder.name != "html":
        return
    said = _said()
    try:
        study = open_study(read_parameters(said.get("parameters", {})))
    except UserError as error:
        raise ExtensionError(f"the data cannot be written out: {error}") from None
    write(study, Path(app.outdir, words.FOLDER), app.config.html_baseurl or "", **_named(said))


def _said() -> dict:
    """The edition that is being built and those beside it; empty for a book alone."""
    return json.loads(os.environ.get(EDITIONS) or "{}")


def _named(said: dict) -> dict[str, str]:
    return {"here": said["here"], "called": said["titles"][said["here"]]} if said else {}


def _page(app, _page_name, _template, context, _doctree) -> None:
    if '<div class="explorer"' in context.get("body", ""):
        app.add_css_file("tables.css")
        app.add_js_file("tables.js", loading_method="defer")
        named = _named(_said())
        if named:
            context["body_mends"].append(lambda html: of_edition(html, **named))


def of_edition(html: str, here: str, called: str) -> str:
    """The page on the data with the names under which this edition's files and title are found."""
    html = FILE_LINK.sub(rf"\1-{here}\2", html)
    return WORK.sub(lambda found: f"{found[1]} ({escape(called)}).</span>", html)


def write(study: Study, folder: Path, url: str = "", here: str = "", called: str = "") -> None:
    """All files of an edition, in the place of those that stood there.

    ``url``: where the edition will be found; '' where nobody knows. ``here``, ``called``: its name
    and title, which tell the citations of several editions apart.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for inner in (words.ROWS, words.CITE):
        (folder / inner).mkdir(parents=True)
    about, tables = words.about(study) | {"url": url}, words.as_tables(study)
    about["key"] = "-".join(filter(None, (about["name"], here)))
    about["work"] = f"{about['title']} ({called})" if called else about["title"]
    works = words.works(study)
    held = {table.name: typed(table) for table in tables}
    for table in tables:
        write_table(held[table.name], folder, table.name)
        script = f"ceasefireTable({_json(_for_explorer(table, held[table.name]))});\n"
        _put(folder / words.ROWS / f"{table.name}.js", script)
    declared = study.clean.package.descriptor | {"name": about["key"], "title": about["work"]}
    described = descriptor(declared, about, tables, works, folder)
    _put(folder / words.DESCRIPTOR, described, indent=1)
    _write_workbook(folder / f"{about['key']}.xlsx", about, tables, held)
    _write_citations(folder, about, works)
    taken = sorted(path for path in folder.iterdir() if path.is_file())
    _write_archive(folder / f"{about['key']}.zip", about["key"], taken)


def typed(table: Table) -> pa.Table:
    """The rows of a table, each column of its declared type; what is empty is missing."""
    columns = {f["name"]: TYPES[f["type"]] for f in table.fields}
    return pa.table(
        {
            name: pa.array([None if v == "" else v for v in flat(table.frame[name])], kind)
            for name, kind in columns.items()
        }
    )


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)


def _put(path: Path, value: object, indent: int | None = None) -> None:
    """A text, or a value as JSON, as a file."""
    text = value if isinstance(value, str) else _json(value, indent) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


# --- description --------------------------------------------------------------------------------


def descriptor(
    declared: dict, about: dict, tables: Iterable[Table], works: list[dict], folder: Path
) -> dict:
    """The Data Package of the CSV files that stand in a folder; ``declared``: that of the data."""
    kept = ("name", "title", "version", "created", "licenses", "contributors")
    return {key: declared[key] for key in kept if key in declared} | {
        "description": " ".join(filter(None, (about["description"], about["edition"], DEFUSED))),
        "sources": [
            {"title": f"{work['publisher']}: {title(work['title'])}"}
            | ({"path": work["url"]} if work["url"].startswith("http") else {})
            for work in works
        ],
        "resources": [_resource(table, folder) for table in tables],
    }


def _resource(table: Table, folder: Path) -> dict:
    """One table: its files, and what its columns hold and point at."""
    made = (folder / f"{table.name}.csv").read_bytes()
    schema = {"fields": list(table.fields), "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.foreign:
        schema["foreignKeys"] = list(table.foreign)
    return {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.words,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(made),
        "hash": f"sha256:{hashlib.sha256(made).hexdigest()}",
        "parquet": f"{table.name}.parquet",
        "schema": schema,
    }


def _for_explorer(table: Table, held: pa.Table) -> dict:
    """A table for ``tables.js``: columns with their type, meaning and links, and rows of text."""
    columns = [
        {
            "name": f["name"],
            "type": f["type"],
            "words": f.get("description", ""),
            "to": words.link_to(table.points[f["name"]]) if f["name"] in table.points else "",
            "finer": f["name"].endswith(words.FINER),
        }
        for f in table.fields
    ]
    cells = [
        [
            None if v is None else v if f["type"] in ("number", "integer") else _shown(v)
            for v in c.to_pylist()
        ]
        for f, c in zip(table.fields, held.columns, strict=True)
    ]
    return {"columns": columns, "rows": list(map(list, zip(*cells, strict=True)))}


def _shown(value: object) -> object:
    """A cell on the screen, where nothing runs: as it is, days and truths in words."""
    return value if isinstance(value, str) else plain(value)


# --- workbook -----------------------------------------------------------------------------------


def _write_workbook(
    path: Path, about: dict, tables: Iterable[Table], held: dict[str, pa.Table]
) -> None:
    """One sheet per table behind a sheet that explains them and one that explains the columns."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(path, safe)
    book.set_properties({"title": about["work"], "created": FIXED})
    looks = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    first = book.add_worksheet("about")
    licences = "; ".join(
        f"{x.get('title', x.get('name', ''))} {x.get('path', '')}".strip()
        for x in about["licenses"]
    )
    lines = [
        about["work"],
        about["description"],
        about["edition"],
        f"Licence: {licences}",
        DEFUSED,
    ]
    for row, line in enumerate(lines):
        first.write_string(row, 0, defused(line), looks["title"] if row == 0 else None)
    rows = [[t.name, t.title, len(t.frame), t.words] for t in tables]
    _fill(first, len(lines) + 1, ["sheet", "title", "rows", "what a row is"], rows, looks)
    first.set_column(0, 1, 24)
    described = [
        [t.name, f["name"], f["type"], f.get("description", "")] for t in tables for f in t.fields
    ]
    columns = book.add_worksheet("columns")
    _fill(columns, 0, ["sheet", "column", "type", "what it holds"], described, looks)
    _widen(columns, described)
    for table in tables:
        sheet, names = book.add_worksheet(table.name[:31]), held[table.name].column_names
        rows = list(zip(*(c.to_pylist() for c in held[table.name].columns), strict=True))
        _fill(sheet, 0, names, rows, looks)
        _widen(sheet, [names, *rows[:200]])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(names) - 1)
    columns.freeze_panes(1, 0)
    book.close()


def _fill(sheet, top: int, names: list[str], rows: list, looks: dict) -> None:
    """A header and its rows, each cell of its own type; a text is never anything but text."""
    for column, name in enumerate(names):
        sheet.write_string(top, column, defused(name), looks["head"])
    for number, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, defused(value)[:LONGEST])
            elif isinstance(value, bool):
                sheet.write_boolean(number, column, value)
            elif isinstance(value, date):
                day = datetime(value.year, value.month, value.day)
                if value.year < 1900:  # workbooks know no day before
                    sheet.write_string(number, column, value.isoformat())
                else:
                    sheet.write_datetime(number, column, day, looks["day"])
            elif value is not None:
                sheet.write_number(number, column, value)


def _widen(sheet, rows: list) -> None:
    """Each column as wide as what stands in it, within reason."""
    for column, values in enumerate(zip(*rows, strict=True)):
        longest = max(len(plain(value)) for value in values)
        sheet.set_column(column, column, min(max(longest, 8) + 2, WIDEST))


# --- citations ----------------------------------------------------------------------------------


class _Bibtex(Writer):
    """BibTeX in UTF-8: braces of a text become words, addresses stay verbatim, titles as written.

    pybtex would take a brace for its own, and refuse one without its fellow.
    """

    def _write_field(self, stream, type, value):
        if type == "url":
            text = value.replace("{", "%7B").replace("}", "%7D")
        else:
            text = value.replace("{", "\0").replace("}", "\1")
            text = codecs.encode(text, "ulatex+utf-8")
            text = text.replace("\0", r"\textbraceleft{}").replace("\1", r"\textbraceright{}")
        if type in ("author", "title"):
            text = f"{{{text}}}"
        stream.write(f",\n    {type} = {{{text}}}")


def bibtex(key: str, fields: dict[str, str]) -> str:
    """A work as an entry of BibTeX, without the fields that are empty."""
    out = io.StringIO()
    entry = Entry("misc", fields=[(name, value) for name, value in fields.items() if value])
    _Bibtex(encoding="utf-8").write_stream(BibliographyData({key: entry}), out)
    return out.getvalue()


def _write_citations(folder: Path, about: dict, works: list[dict]) -> None:
    """The book and every report in one file of each kind, and each report in files of its own."""
    entries, items = [bibtex(about["key"], _book_fields(about))], [_book_csl(about)]
    for work in works:
        entries.append(bibtex(work["key"], _fields(work)))
        items.append(_csl(work))
        _put(folder / words.CITE / f"{work['key']}.bib", entries[-1])
        _put(folder / words.CITE / f"{work['key']}.json", items[-1:], indent=1)
    _put(folder / words.BIBTEX, "\n".join(entries))
    _put(folder / words.CSL, items, indent=1)


def _book_fields(about: dict) -> dict[str, str]:
    """The data of this edition in BibTeX."""
    return {
        "author": " and ".join(about["authors"]),
        "title": about["work"],
        "year": about["created"][:4],
        "date": about["created"],
        "version": about["version"],
        "url": about["url"],
        "howpublished": "Data set",
        "note": about["edition"],
    }


def _book_csl(about: dict) -> dict:
    """The same in CSL-JSON."""
    item = {
        "id": about["key"],
        "type": "dataset",
        "title": about["work"],
        "author": [{"literal": name} for name in about["authors"]],
        "issued": about["created"] and {"date-parts": [_parts(about["created"])]},
        "version": about["version"],
        "URL": about["url"],
        "note": about["edition"],
    }
    return {key: value for key, value in item.items() if value}


def _parts(day: str) -> list[int]:
    """Year, month and day, as far as they are known."""
    return [int(part) for part in day.split("-")]


def _fields(work: dict) -> dict[str, str]:
    """A report in BibTeX; its date where it is known, else the note says as much as is known.

    No report names its author here, so its publisher stands as one: standard styles print no
    publisher of works of this type.
    """
    return {
        "author": work["publisher"],
        "title": title(work["title"]),
        "year": _year(work) or NOT_DATED,
        "date": work["date"] or "",
        "howpublished": "Web page" if work["url"] else "Report",
        "url": work["url"],
        "language": work["language"],
        "note": work["note"],
    }


def _year(work: dict) -> str:
    """The year of a report; '' where it can be of more than one."""
    if work["date"]:
        return work["date"][:4]
    years = {day.year if day else None for day in (work["first"], work["last"])}
    return "" if None in years or len(years) > 1 else str(*years)


def _csl(work: dict) -> dict:
    """A report in CSL-JSON; a date known only between two days is a range, and marked as such."""
    if work["date"]:
        issued = {"date-parts": [_parts(work["date"])]}
    else:
        ends = [day for day in (work["first"], work["last"]) if day]
        parts = [[day.year, day.month, day.day] for day in ends]
        issued = {"date-parts": parts, "circa": True}
    item = {
        "id": work["key"],
        "type": "webpage" if work["url"] else "document",
        "title": title(work["title"]),
        "publisher": work["publisher"],
        "container-title": work["publisher"] if work["url"] else "",
        "issued": issued,
        "language": work["language"],
        "URL": work["url"],
        "note": work["note"],
    }
    return {key: value for key, value in item.items() if value}


# --- archive ------------------------------------------------------------------------------------


def _write_archive(path: Path, name: str, files: list[Path]) -> None:
    """Files as one archive, in a folder of the package's name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{name}/{file.name}", FIXED.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, file.read_bytes())
