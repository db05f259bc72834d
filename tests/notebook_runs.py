"""The code cells of a notebook run inside this process: outputs as a kernel would store them.

A kernel takes seconds to start, so the tests that try many parameters run the cells here. `run`
does what papermill does (the injected names come after the parameters cell) and what IPython does
with the value of a cell's last line. What no output may hold stands here too.
"""

import ast
import contextlib
import io
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

import nbformat
from IPython.core.formatters import DisplayFormatter

from ceasefire.charts.renderer import MIME, description, parts
from ceasefire.clean.tables import clean
from ceasefire.package import open_package
from ceasefire.publish.notebooks import notebook_paths

NAMES = [path.stem for path in notebook_paths()]
PATHS = {path.stem: path for path in notebook_paths()}

# Words that Python or pandas write where a value is missing. "None of three" is English.
MISSING = re.compile(r"\b(?:nan|NaN|NaT|inf|Null|null)\b|<NA>|\bNone\b(?! (?:of|was|were)\b)")


@dataclass(frozen=True)
class Output:
    """What one cell shows: its number among all cells, and its value by MIME type."""

    cell: int
    data: Mapping[str, object]

    @property
    def html(self) -> str:
        """The HTML of the output; '' where it is a chart."""
        return str(self.data.get("text/html", ""))

    @property
    def chart(self) -> dict | None:
        """The chart's specification; None where it is no chart."""
        return self.data.get(MIME)

    @property
    def text(self) -> str:
        """What a reader reads: a page's words without tags, or a chart's description."""
        return words_of(self.html) if self.html else str(self.data.get("text/plain", ""))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of(html: str) -> str:
    """The words of some HTML, one space between pieces."""
    parser = _Words()
    parser.feed(html)
    return " ".join(" ".join(parser.found).split())


@cache
def cells(name: str) -> list[nbformat.NotebookNode]:
    """The cells of a notebook as they are stored."""
    return nbformat.read(PATHS[name], as_version=4).cells


def cleaned_once(package, kept: dict = {}):  # noqa: B006 - the dict is the memory
    """`clean`, but the same package is cleaned once only: its tables are never changed."""
    if package.root not in kept:
        kept[package.root] = clean(package)
    return kept[package.root]


def run(
    name: str, parameters: Mapping[str, object] | None = None, names: dict | None = None
) -> list[Output]:
    """Run the code cells of a notebook; what they print or warn of is an AssertionError.

    ``names``: the kernel's names, to be used again as a second "Run all" does.
    """
    names = {"__name__": "__main__"} if names is None else names
    shown = []
    for number, cell in enumerate(cells(name)):
        if cell.cell_type != "code":
            continue
        printed = io.StringIO()
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("error")
            held: list[object] = []
            names["display"] = lambda *values, held=held: held.extend(values)
            value = _value(cell.source, f"{name}, cell {number}", names)
            held += [value] if value is not None else []
            shown += [Output(number, _formatter().format(item)[0]) for item in held]
        assert not printed.getvalue(), f"{name}, cell {number} prints: {printed.getvalue()}"
        if "parameters" in cell.metadata.get("tags", []):
            names.update(parameters or {})
    return shown


@cache
def _formatter() -> DisplayFormatter:
    return DisplayFormatter()


def _value(source: str, where: str, names: dict) -> object:
    """Run a cell; the value of its last expression, None where it has none."""
    tree = ast.parse(source, where)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, where, "exec"), names)
    return eval(compile(ast.Expression(last.value), where, "eval"), names) if last else None


def assert_fit_to_read(shown: list[Output], where: str) -> None:
    """No output is empty, broken, or speaks of nan, None, NaT or <NA>."""
    assert shown, where
    for output in shown:
        here = f"{where}, cell {output.cell}"
        if output.chart is not None:
            assert_fit_chart(output.chart, here)
        elif output.html:
            text = output.text
            for title in _titles_of_pages():
                text = text.replace(title, "")
            assert not MISSING.search(text), f"{here}: {_around(text)}"
            assert not re.search(r'="(?:nan|None|NaT|[^"]*#(?:nan|None))"', output.html), here
            assert output.text, f"{here}: an output without words"


@cache
def _titles_of_pages() -> tuple[str, ...]:
    """The titles of pages that hold such a word themselves: 'Turkey Records None'."""
    titles = open_package().tables["sources"]["title"]
    return tuple(" ".join(title.split()) for title in titles if MISSING.search(title))


def assert_fit_chart(spec: dict, where: str) -> None:
    """A chart has a description, data that its first choice leaves standing, and no nan in it."""
    words = description(spec)
    assert len(words) > 20, f"{where}: description {words!r}"
    assert not MISSING.search(words), f"{where}: {_around(words)}"
    json.dumps(spec, allow_nan=False)
    tables = list(spec.get("datasets", {}).values())
    assert tables and all(tables), f"{where}: a chart without data"
    for table in tables:
        for row in table:
            for key, value in row.items():
                assert not (isinstance(value, str) and MISSING.fullmatch(value)), (
                    f"{where}: {key} of {row}"
                )
    chosen = {p["name"]: p["value"] for p in _parameters(spec) if "value" in p}
    for name, choice in _choices(spec):
        assert choice in chosen, f"{where}: a filter asks for {choice}, which nothing sets"
        held = {row[name] for table in tables for row in table if name in row}
        assert chosen[choice] in held, f"{where}: {choice} starts as {chosen[choice]!r}: no data"
    for menu in _parameters(spec):
        options = menu.get("bind", {}).get("options", [])
        assert not options or menu["value"] in options, f"{where}: {menu['name']}"


def _parameters(spec: dict) -> Iterator[dict]:
    for part in parts(spec):
        yield from part.get("params", [])


def _choices(spec: dict) -> Iterator[tuple[str, str]]:
    """Each pair (column, parameter) that some filter of the chart compares."""
    for part in parts(spec):
        for step in part.get("transform", []):
            yield from re.findall(r"datum\.(\w+) === (\w+)", str(step.get("filter", "")))


def _around(text: str) -> str:
    found = MISSING.search(text)
    return f"… {text[max(found.start() - 60, 0) : found.end() + 60]} …" if found else text
