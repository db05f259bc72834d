"""Raw tables as a person sees them in a spreadsheet, and what is broken about a file.

In: the folder of a package and one table's declaration. Out: a `Sheet`, all cells as text with the
row number that a spreadsheet shows (the header is row 1), and a list of `Fault`. However broken
the file, nothing is raised: what can be read is read, so that one run shows all faults. Called by
`check` and `rules`; everybody else reads tables through `package`.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a table: where, what was found, what is accepted, what to do.

    `row` is the spreadsheet's, None where the file as a whole is meant; `str()` is the message.
    """

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        where = [self.file]
        where += [f"row {self.row}"] if self.row is not None else []
        where += [f"column {self.column}"] if self.column else []
        found = f'; found "{shorten(self.value)}"' if self.value else ""
        said = f"{', '.join(where)}: {self.rule}{found}"
        return f"{' '.join(said.split())}\n    {' '.join(self.remedy.split())}"

    @property
    def order(self) -> tuple:
        """By file, then row, then column; what concerns the whole file first."""
        return self.file, self.row or 0, self.column, self.value, self.rule


@dataclass(frozen=True)
class Sheet:
    """One raw table: `frame` holds text, indexed by row number; `broken` rows are not to be judged.

    Broken rows stay in the frame, as far as they could be read, so that what points at them is not
    called a fault too. A file that could not be read has a frame without columns.
    """

    name: str
    file: str
    frame: pd.DataFrame
    broken: frozenset[int]

    def fault(self, row: int | None, column: str, value: str, rule: str, remedy: str) -> Fault:
        """A fault in this table."""
        return Fault(self.file, row, column, value, rule, remedy)


def shorten(text: str, limit: int = 80) -> str:
    """A value on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def closest(value: str, options: Iterable[str], many: int = 1) -> list[str]:
    """The accepted values most like what was found, best first; none where nothing is like it."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        value, sorted(options), scorer=fuzz.WRatio, processor=utils.default_process,
        score_cutoff=60, limit=many,
    )
    return [name for name, _, _ in found]


def accepted(value: str, options: Iterable[str], most: int = 20) -> str:
    """The accepted values in words: all of them where they are few, else the closest ones."""
    options = sorted(options)
    if not options:
        return "there are none yet"
    if len(options) <= most:
        return f"accepted: {', '.join(options)}"
    near = closest(value, options, 3)
    some = f"closest: {', '.join(near)}" if near else f"such as {', '.join(options[:5])}"
    return f"one of {len(options)}, {some}"


def suggestion(value: str, options: Iterable[str], otherwise: str) -> str:
    """The remedy for a value that is not accepted: the closest one, or another way out."""
    near = closest(value, options)
    return f'Write "{near[0]}" if that is meant, {otherwise}' if near else f"Mend it, {otherwise}"


def read_sheet(root: Path, resource: dict) -> tuple[Sheet, list[Fault]]:
    """One table with its spreadsheet rows, and all that is broken about the file itself."""
    file = resource["path"]
    columns = [field["name"] for field in resource["schema"]["fields"]]
    unread = Sheet(resource["name"], file, pd.DataFrame(), frozenset())
    header_only = f"Write a file whose first row is: {','.join(columns)}"
    try:
        content = (root / file).read_bytes()
    except OSError as error:
        why = "the file is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        return unread, [Fault(file, None, "", "", why, f"Restore it. {header_only}.")]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return unread, [Fault(file, None, "", "UTF-16", "the file is not UTF-8", SAVE_AS_UTF8)]
    text = content.decode("utf-8-sig", "surrogateescape")
    records = list(_records(text))
    if not any(cells for _, cells, _ in records):
        return unread, [Fault(file, None, "", "", "the file is empty", f"{header_only}.")]
    records, faults = _mend_bytes(file, records)
    (number, header, problem), *rows = (record for record in records if record[1])
    if problem:
        return unread, [*faults, _quote_fault(file, number, header, header)]
    faults += _header_faults(file, number, header, columns)
    frame, broken, row_faults = _read_rows(file, header, rows)
    kept = [name for name in columns if name in header]
    sheet = Sheet(resource["name"], file, frame[kept], frozenset(broken))
    return sheet, faults + row_faults


SAVE_AS_UTF8 = 'Save the file again as CSV with the encoding UTF-8 (in Excel: "CSV UTF-8").'


def _records(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Each record with its row number and what is wrong with its quotes; blank lines are [].

    After a broken record reading goes on with the next line, so that later faults show as well.
    """
    lines = list(io.StringIO(text, newline=""))
    number = at = 0
    while at < len(lines):
        reader = csv.reader(islice(lines, at, None), strict=True)
        read = 0  # lines of this reader that whole records took
        try:
            for cells in reader:
                number, read = number + 1, reader.line_num
                yield number, cells, ""
            return
        except csv.Error as error:
            number += 1
            yield number, _salvage(lines[at + read]), str(error)
            at += read + 1


def _salvage(line: str) -> list[str]:
    """The cells of a line with broken quotes, as far as they can be told apart."""
    try:
        return next(csv.reader([line]), [line])
    except csv.Error:
        return [line]


def _mend_bytes(file: str, records: list) -> tuple[list, list[Fault]]:
    """Read cells that are not UTF-8 as Windows-1252; one fault per file names the first."""
    header = next(cells for _, cells, _ in records if cells)
    bad, mended = [], []
    for number, cells, problem in records:
        clean = []
        for at, cell in enumerate(cells):
            if any("\udc80" <= letter <= "\udcff" for letter in cell):
                cell = cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
                bad.append((number, header[at] if at < len(header) else "", cell))
            clean.append(cell)
        mended.append((number, clean, problem))
    if not bad:
        return mended, []
    number, column, cell = bad[0]
    more = f" (nor are {len(bad) - 1} more cells)" if len(bad) > 1 else ""
    rule = f"not UTF-8{more}, probably Windows-1252"
    return mended, [Fault(file, number, column, cell, rule, SAVE_AS_UTF8)]


def _header_faults(file: str, number: int, header: list[str], columns: list[str]) -> list[Fault]:
    """Missing, doubled and unknown columns."""
    missing = [name for name in columns if name not in header]
    unknown = [name for name in dict.fromkeys(header) if name not in columns]
    if len(header) == 1 and missing and any(mark in header[0] for mark in ";\t"):
        return [Fault(file, number, "", header[0], "the cells are not separated by commas",
                      "Save the file as CSV with the comma as separator.")]
    faults = [
        Fault(file, number, name, "", "this column is missing",
              suggestion_for_header(name, unknown) or "Add it to the first row and to every row.")
        for name in missing
    ]
    faults += [
        Fault(file, number, name, name, f"unknown column; accepted: {', '.join(columns)}",
              "Delete it, or declare it in datapackage.yaml.")
        for name in unknown if not closest(name, missing)
    ]
    faults += [
        Fault(file, number, name, name, f"this column stands {header.count(name)} times",
              "Keep one of them; until then the first is read.")
        for name in dict.fromkeys(header) if header.count(name) > 1
    ]
    return faults


def suggestion_for_header(name: str, unknown: list[str]) -> str:
    """What to do about a missing column where another one looks like it."""
    near = closest(name, unknown)
    return f'Rename the column "{near[0]}" to "{name}".' if near else ""


def _read_rows(
    file: str, header: list[str], rows: list[tuple[int, list[str], str]]
) -> tuple[pd.DataFrame, list[int], list[Fault]]:
    """All rows under the header's names, padded or cut to fit; the broken ones; the faults."""
    first = {name: header.index(name) for name in header}
    cells_by_row, broken, faults = {}, [], []
    for number, cells, problem in rows:
        if not problem and not any(cell.strip() for cell in cells):
            faults.append(Fault(file, number, "", "", "the row is empty", "Delete the row."))
            continue
        fault = None
        if problem:
            fault = _quote_fault(file, number, header, cells)
        elif len(cells) != len(header):
            fault = _length_fault(file, number, header, cells)
        if fault:
            faults.append(fault)
            broken.append(number)
        padded = cells + [""] * len(header)
        cells_by_row[number] = {name: padded[at] for name, at in first.items()}
    frame = pd.DataFrame.from_dict(cells_by_row, orient="index", columns=list(first), dtype=str)
    return frame, broken, faults


def _quote_fault(file: str, number: int, header: list[str], cells: list[str]) -> Fault:
    """A record whose quotation marks do not pair; the cell where reading stopped is the last."""
    column = header[len(cells) - 1] if cells and len(cells) <= len(header) else ""
    return Fault(
        file, number, column, cells[-1] if cells else "",
        "the quotation marks around a cell do not pair, so the row cannot be told from the next",
        'Put one " before and one " after the cell, and write a " inside it as "".',
    )


def _length_fault(file: str, number: int, header: list[str], cells: list[str]) -> Fault:
    """A row with more or fewer cells than the header."""
    rule = f"the row has {len(cells)} cells, the header has {len(header)}"
    if len(cells) > len(header):
        return Fault(file, number, header[-1], ",".join(cells[len(header) - 1 :]), rule,
                     'A cell that holds a comma needs " around it.')
    return Fault(file, number, header[len(cells)], ",".join(cells), rule,
                 "Add the missing cells, empty ones too: each is one comma more.")
