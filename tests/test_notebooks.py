"""The notebooks: their form, and what they show whatever the parameters.

The wide matrix runs the cells in this process (`notebook_runs`); a few runs are papermill's own.
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import notebook_runs
import pytest
from notebook_runs import NAMES, PATHS, assert_fit_to_read, cells, run

from ceasefire.charts.renderer import MIME
from ceasefire.parameters import ACCEPTED, Parameters

ROOT = Path(__file__).resolve().parent.parent
TAGS = {
    "parameters", "injected-parameters", "hide-input", "hide-output", "remove-input",
    "nbval-ignore-output", "nbval-skip", "raises-exception",
}  # fmt: skip
# A stored notebook may have these of them; the others hide what a reader or a test should see.
STORED_TAGS = {"parameters", "hide-input"}
MOST_CELLS, MOST_LINES = 12, 10  # beyond the parameters and the cell that opens the study
every_notebook = pytest.mark.parametrize("name", NAMES)


def code(name: str) -> list[nbformat.NotebookNode]:
    """The code cells of a notebook."""
    return [cell for cell in cells(name) if cell.cell_type == "code"]


def trees(name: str) -> ast.Module:
    """All code of a notebook as one tree."""
    return ast.parse("\n".join(cell.source for cell in code(name)))


# --- form ---------------------------------------------------------------------------------------


def test_there_are_notebooks():
    assert len(NAMES) >= 6


@every_notebook
def test_it_is_a_valid_notebook_without_what_a_run_leaves_behind(name):
    book = nbformat.read(PATHS[name], as_version=nbformat.NO_CONVERT)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert book.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in book.cells:
        assert set(cell.metadata) <= {"tags", "mystnb"}, cell.id
        assert set(cell.metadata.get("mystnb", {})) <= {"figure"}, cell.id


@every_notebook
def test_ids_of_cells_are_unique_and_say_where_they_stand(name):
    ids = [cell.id for cell in cells(name)]
    assert len(set(ids)) == len(ids)
    assert all(cell_id.startswith(f"{name}-") for cell_id in ids)


@every_notebook
def test_it_opens_with_one_title_and_its_question(name):
    first, *others = [cell.source for cell in cells(name) if cell.cell_type == "markdown"]
    assert cells(name)[0].cell_type == "markdown"
    assert re.match(r"# \S.*\n\n\*\*Question\.\*\* .+\?$", first)
    assert len(re.findall(r"^# ", first, re.MULTILINE)) == 1
    assert not [s for s in others if re.search(r"^# ", s, re.MULTILINE)]
    assert re.search(r"^## How to rerun this page\n", others[-1])


@every_notebook
def test_the_parameters_cell_is_the_same_everywhere(name):
    tagged = [c for c in cells(name) if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1 and tagged[0] is code(name)[0]
    assert tagged[0].source == code(NAMES[0])[0].source
    names: dict = {}
    exec(tagged[0].source, names)
    held = {key: value for key, value in names.items() if key in ACCEPTED}
    assert held == Parameters().model_dump()
    for line in tagged[0].source.splitlines():
        assert re.fullmatch(r"\w+: (?:str|int) = \S+  # .+", line), line


@every_notebook
def test_every_tag_is_known(name):
    for cell in cells(name):
        tags = cell.metadata.get("tags", [])
        assert set(tags) <= TAGS, f"{cell.id}: {set(tags) - TAGS} is no tag that anything reads"
        assert set(tags) <= STORED_TAGS, f"{cell.id}: {tags}"
        assert len(set(tags)) == len(tags)
        # Code is folded, and never missing.
        assert cell.cell_type == "markdown" or "hide-input" in tags, cell.id


@every_notebook
def test_it_defines_nothing(name):
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for node in ast.walk(trees(name)):
        assert not isinstance(node, definitions), ast.unparse(node)
        loops = (ast.For, ast.While, ast.If, ast.Try, ast.With)
        assert not isinstance(node, loops), ast.unparse(node)


@every_notebook
def test_it_imports_only_what_notebooks_may(name):
    allowed = r"ceasefire\.(?:charts|measures|words)(?:\.\w+)?|ceasefire\.study"
    for node in ast.walk(trees(name)):
        assert not isinstance(node, ast.Import), ast.unparse(node)
        if isinstance(node, ast.ImportFrom):
            assert re.fullmatch(allowed, node.module) and not node.level, ast.unparse(node)
            assert all(alias.name != "*" for alias in node.names)


@every_notebook
def test_it_knows_no_path_no_clock_no_network(name):
    for node in ast.walk(trees(name)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"[/\\]|\.(?:csv|parquet|ipynb|yaml|json)\b|www\.", node.value)
        word = getattr(node, "id", getattr(node, "attr", ""))
        assert word not in {"open", "Path", "today", "now", "utcnow", "eval", "exec", "input"}
    for cell in code(name):
        assert not re.search(r"^\s*[!%]", cell.source, re.MULTILINE), cell.id


@every_notebook
def test_it_is_short(name):
    shown = code(name)[2:]
    assert len(shown) <= MOST_CELLS
    for cell in code(name):
        lines = cell.source.splitlines()
        assert len(lines) <= MOST_LINES, cell.id
        assert max(map(len, lines)) <= 100, cell.id
        assert cell.source == cell.source.strip(), cell.id


@every_notebook
def test_no_figure_that_data_can_change_is_typed_into_prose(name):
    # The years of the agreements are the book's subject; commands and paragraphs are examples.
    for cell in cells(name):
        if cell.cell_type == "markdown":
            prose = re.sub(r"```.*?```|`[^`]*`|¶\d+|\]\([^)]*\)", "", cell.source, flags=re.DOTALL)
            numbers = set(re.findall(r"\d[\d,.]*", prose)) - {"2017", "2020", "1,", "5,"}
            assert not numbers, f"{cell.id}: {numbers}"


@every_notebook
def test_stored_outputs_are_whole_and_clean(name):
    runs = [cell.execution_count for cell in code(name)]
    assert runs == list(range(1, len(runs) + 1))
    for cell in code(name):
        for output in cell.outputs:
            assert output.output_type in {"execute_result", "display_data"}, cell.id
            assert set(output.data) <= {MIME, "text/html", "text/plain"}, cell.id
    assert any(cell.outputs for cell in code(name))


@every_notebook
def test_every_chart_is_a_numbered_figure_with_a_caption_of_its_own(name):
    figures = [
        cell.metadata["mystnb"]["figure"] for cell in code(name) if "mystnb" in cell.metadata
    ]
    for figure in figures:
        assert figure["caption"].endswith(".") and re.fullmatch(r"[a-z-]+", figure["name"])
    for cell in code(name):
        drawn = any(MIME in output.data for output in cell.outputs)
        assert not drawn or "mystnb" in cell.metadata, cell.id


def test_names_of_figures_are_unique_in_the_book():
    names = [
        cell.metadata["mystnb"]["figure"]["name"]
        for name in NAMES for cell in code(name) if "mystnb" in cell.metadata
    ]  # fmt: skip
    assert len(set(names)) == len(names)


@every_notebook
def test_what_is_stored_was_made_with_the_default_parameters(name):
    assert not [c for c in cells(name) if "injected-parameters" in c.metadata.get("tags", [])]


# --- the matrix ---------------------------------------------------------------------------------

BEFORE_THE_FIRST = "2017-01-01"
# Each row is run by every notebook; together they hold every corpus and viewpoint, and days
# before, on, between and after those on which reports were published.
MATRIX = [
    {},
    {"corpus": "all", "viewpoint": "turkey"},
    {"as_of": BEFORE_THE_FIRST},
    {"as_of": BEFORE_THE_FIRST, "corpus": "all", "viewpoint": "press", "grace_days": 30},
    {"as_of": "2018-09-16", "agreements": "sochi-2018", "viewpoint": "russia"},
    {"as_of": "2018-09-17", "viewpoint": "russia"},
    {"as_of": "2018-10-16", "viewpoint": "syrian_government", "grace_days": 5},
    {"as_of": "2018-11-30", "viewpoint": "armed_opposition", "corpus": "all"},
    {"as_of": "2019-02-28", "viewpoint": "press", "agreements": "joint-statement-2019-02"},
    {"as_of": "2020-02-29", "viewpoint": "monitors", "start": "2018-09-01", "end": "2019-12-31"},
    {"as_of": "2030-01-01", "viewpoint": "turkey", "grace_days": 3660},
    # Commitments, and none of them with a date.
    {"agreements": "moscow-2020", "viewpoint": "everyone"},
    {"as_of": "2020-02-20", "agreements": "august-2019,de-escalation-2017"},
    # An agreement that nobody promised anything in.
    {"agreements": "libya-talks-2020", "viewpoint": "monitors"},
    # Periods in which nothing is told.
    {"start": "2010-01-01", "end": "2010-01-31"},
    {"start": "2030-01-01", "as_of": "2018-11-30"},
    {"end": "2020-03-05", "agreements": "sochi-2018,moscow-2020", "viewpoint": "russia"},
]
# The pages that a parameter can change; the others are run with the defaults and before the first.
CODEBOOK = [{}, {"as_of": BEFORE_THE_FIRST, "corpus": "all"}]


@pytest.fixture(scope="module", autouse=True)
def cleaned_once():
    """The project's data are cleaned once for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ceasefire.study.clean", notebook_runs.cleaned_once)
        yield


def test_the_matrix_holds_every_corpus_and_viewpoint():
    from ceasefire.package import open_package

    views = set(open_package().tables["viewpoints"]["viewpoint_id"])
    assert {row.get("viewpoint", "everyone") for row in MATRIX} == views
    assert {row.get("corpus", "seed") for row in MATRIX} == {"seed", "all"}
    assert {name for row in MATRIX for name in row} == set(ACCEPTED) - {"data_dir"}


def _words(parameters: dict) -> str:
    return ",".join(f"{name}={value}" for name, value in parameters.items()) or "defaults"


@pytest.mark.parametrize("parameters", MATRIX, ids=_words)
@pytest.mark.parametrize("name", [n for n in NAMES if n != "codebook"])
def test_whatever_the_parameters_a_page_can_be_read(name, parameters):
    shown = run(name, parameters)
    assert_fit_to_read(shown, f"{name} with {_words(parameters)}")
    # The answer comes first, and is one whatever was asked.
    assert len(shown[0].text.split()) > 12


@pytest.mark.parametrize("parameters", CODEBOOK, ids=_words)
def test_the_codebook_can_be_read_whatever_is_known(parameters):
    assert_fit_to_read(run("codebook", parameters), "codebook")


@every_notebook
def test_before_the_first_report_there_are_sentences_and_no_charts(name):
    shown = run(name, {"as_of": BEFORE_THE_FIRST})
    assert not [output.cell for output in shown if output.chart is not None]
    if name != "codebook":
        assert re.search(r"\b[Nn]o(?:thing|ne)?\b", shown[0].text), shown[0].text
        assert "1 January 2017" in shown[0].text


def test_a_period_that_holds_nothing_is_told_in_sentences():
    shown = run("violations", {"start": "2030-01-01", "end": "2030-01-31"})
    assert not [output.cell for output in shown if output.chart is not None]
    assert "silence, not calm" in shown[0].text
    assert "1 to 31 January 2030" in shown[0].text


def test_a_time_without_a_known_beginning_is_told_in_words():
    shown = " ".join(output.text for output in run("violations"))
    assert "rom date not reported" not in shown


def test_an_agreement_without_commitments_is_told_in_sentences():
    shown = run("deadlines", {"agreements": "libya-talks-2020"})
    assert not [output.cell for output in shown if output.chart is not None]
    assert "no commitment" in shown[0].text.lower()


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({}, "30 September 2020 from the five reports"),
        ({"as_of": "2018-11-30"}, "30 November 2018"),
        ({"as_of": "2030-01-01"}, "1 January 2030"),
        ({"viewpoint": "turkey"}, "viewpoint: Turkey"),
        ({"corpus": "all"}, "of the wider record"),
        ({"agreements": "moscow-2020"}, "Moscow ceasefire agreement of March 2020"),
        ({"start": "2018-10-01", "end": "2018-10-31"}, "1 to 31 October 2018"),
        ({"start": "2018-10-01"}, "from 1 October 2018"),
        ({"grace_days": 7}, "seven days of grace"),
    ],
)
def test_the_line_under_the_title_says_what_was_chosen(parameters, said):
    assert said in run("sources", parameters)[0].text


def test_a_viewpoint_stands_first_in_the_menu_of_the_timeline():
    charts = [o.chart for o in run("deadlines", {"viewpoint": "turkey"}) if o.chart]
    menus = {p["name"]: p for chart in charts for p in chart.get("params", []) if "bind" in p}
    assert menus["seen_from"]["value"] == "Turkey"


@every_notebook
def test_run_all_twice(name):
    """In JupyterLab a person changes a parameter and runs all cells again, in the same kernel."""
    names = {"__name__": "__main__"}
    run(name, {}, names)
    again = run(name, {"as_of": "2018-11-30"}, names)
    assert [o.html for o in again] == [o.html for o in run(name, {"as_of": "2018-11-30"})]


@every_notebook
def test_the_same_data_show_the_same_again(name):
    """What is stored is what a run gives: nbval's own comparison, but in a fraction of a second."""
    stored = [dict(o.data) for cell in code(name) for o in cell.outputs]
    fresh = [dict(output.data) for output in run(name)]
    assert len(stored) == len(fresh)
    for was, now in zip(stored, fresh, strict=True):
        for kind in set(was) & {MIME, "text/html"}:
            assert was[kind] == now[kind], "run `make accept` and read what it says changed"


# --- papermill itself ---------------------------------------------------------------------------


def papermill(notebook: str, target: Path, *words: str, folder: Path = ROOT):
    """Papermill as a person types it."""
    command = [sys.executable, "-m", "papermill", notebook, str(target), *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.mark.slow
def test_papermill_runs_from_the_notebooks_folder_too(tmp_path):
    done = papermill(
        "sources.ipynb", tmp_path / "out.ipynb", "-p", "as_of", "2019-02-11", "-p", "grace_days",
        "7", folder=ROOT / "notebooks",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    shown = " ".join(str(o.get("data", "")) for c in made.cells for o in c.get("outputs", []))
    assert "11 February 2019" in shown and "seven days of grace" in shown
    assert not [
        o for c in made.cells for o in c.get("outputs", []) if o.output_type in ("stream", "error")
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("-p", "asof", "2018-11-30"), "parameter 'asof' is unknown; did you mean 'as_of'?"),
        (("-p", "as_of", "2019-02-29"), "parameter 'as_of': found '2019-02-29'; accepted: a day"),
    ],
)
def test_papermill_stops_with_the_line_that_names_the_parameter(tmp_path, words, line):
    done = papermill("notebooks/codebook.ipynb", tmp_path / "out.ipynb", *words)
    assert done.returncode != 0
    assert line in done.stdout + done.stderr
    made = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    errors = [
        o for c in made.cells for o in c.get("outputs", []) if o.output_type == "error"
    ]  # fmt: skip
    assert len(errors) == 1 and line in errors[0].evalue
    assert len(errors[0].traceback) == 1, "one line in the notebook, and no traceback"
