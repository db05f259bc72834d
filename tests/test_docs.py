"""Every command that README, the book and the notebooks show is run, or says why it is not.

What writes is run in a copy of the checkout. The page on adding a report is walked from end to end
with a report invented here.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import notebook_runs
import pytest
from notebook_runs import NAMES, cells
from packages import add, path_of, small_package, without_basemap
from test_build import OTHER, tree

from ceasefire.measures.compliance import compliance
from ceasefire.measures.violence import totals
from ceasefire.parameters import ACCEPTED, Parameters, read_parameters
from ceasefire.study import open_study

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
PROGRAMS = r"(?:make|ceasefire|papermill|jupyter(?:-\w+)?|pytest|pip|git|sh)(?: |$)|\.venv/bin/"

# Shown, and not run by this file: who runs it instead.
ELSEWHERE = {
    "make book": ".ci/run, before the tests; the fixture `book` builds as it does",
    "make test": "it is what runs these tests",
    "make lab": "it opens a server that waits for a person",
    "make accept": "it is `.venv/bin/ceasefire accept`, which the walk runs",
    "make bench": "it takes minutes, and measures; test_refresh tests what it measures",
    ".venv/bin/ceasefire build": "the fixture `book` builds as it does",
    ".venv/bin/ceasefire build --all": "it is make book",
    ".venv/bin/ceasefire build -p as_of=2018-11-30 --explain":
        "test_build builds with this day, test_refresh asks why",
    f".venv/bin/ceasefire build {' '.join(OTHER)}":
        "test_build, test_other_parameters_give_pages_that_say_so",
    ".venv/bin/ceasefire harvest harvest": "test_harvest converts a harvest",
    ".venv/bin/ceasefire editions": "test_refresh lists them",
    ".venv/bin/ceasefire serve": "test_refresh serves a site of its own",
    "source .venv/bin/activate": "run together with the line after it",
}  # fmt: skip
# Run here, in the order in which the page on adding a report shows them.
WALK = [
    "sha256sum texts/*.txt",
    ".venv/bin/ceasefire check",
    ".venv/bin/ceasefire verify --texts texts",
    ".venv/bin/ceasefire accept",
    ".venv/bin/ceasefire check --data ../another-ceasefire/data",
]
CLEAN = ".venv/bin/ceasefire clean"
# Named in running text; each is one of the commands above, or run by a test below.
IN_PROSE = {
    "jupyter-book build .": "test_jupyter_book_itself_makes_the_same_pages",
    ".venv/bin/ceasefire verify --texts DIR": WALK[2],
    "ceasefire verify": WALK[2],
    "ceasefire build --all --url https://…": "test_sharing and test_cli give an address",
    "make pdf": "test_paper prints the same",
    ".venv/bin/ceasefire pdf --edition wider-record": "test_paper prints another edition",
    ".venv/bin/ceasefire harvest DIR": "test_harvest converts a harvest",
}


def documents() -> dict[str, str]:
    """README, the pages of the book, and the prose of each notebook."""
    found = {"README.md": (ROOT / "README.md").read_text(encoding="utf-8")}
    for path in sorted((ROOT / "book").glob("*.md")):
        found[f"book/{path.name}"] = path.read_text(encoding="utf-8")
    for name in NAMES:
        prose = [cell.source for cell in cells(name) if cell.cell_type == "markdown"]
        found[f"notebooks/{name}.ipynb"] = "\n\n".join(prose)
    return found


def blocks(document: str) -> list[list[str]]:
    """The commands of each block that a document shows, without their comments."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", documents()[document], re.MULTILINE | re.DOTALL)
    assert all(kind in {"shell", "csv", "python"} for kind, _ in found), f"{document}: {found}"
    return [
        [line.split("  #")[0].split(" #")[0].strip() for line in text.splitlines() if line.strip()]
        for kind, text in found if kind == "shell"
    ]  # fmt: skip


def in_prose(document: str) -> list[str]:
    """The commands that a document names in its running text."""
    prose = re.sub(r"^```.*?^```$", "", documents()[document], flags=re.MULTILINE | re.DOTALL)
    return [code for code in re.findall(r"`([^`]+)`", prose) if re.match(PROGRAMS, code)]


def reruns() -> dict[str, list[str]]:
    """Each block that calls papermill, by that call; the same call is run once."""
    return {
        lines[-1]: lines for document in documents() for lines in blocks(document)
        if lines[-1].startswith("papermill ")
    }  # fmt: skip


# --- nothing is shown that nobody runs ----------------------------------------------------------


@pytest.mark.parametrize("document", documents())
def test_every_command_is_run_or_says_who_runs_it(document):
    for command in (line for lines in blocks(document) for line in lines):
        assert command in {*ELSEWHERE, *WALK, CLEAN, *reruns()}, f"{document} shows {command!r}"
    for command in in_prose(document):
        assert command in {*ELSEWHERE, *WALK, *IN_PROSE}, f"{document} names {command!r}"


def test_no_reason_outlives_its_command():
    shown = {line for document in documents() for lines in blocks(document) for line in lines}
    shown |= {command for document in documents() for command in in_prose(document)}
    assert {*ELSEWHERE, *WALK, *IN_PROSE, CLEAN} - shown <= {"make accept"}


def test_every_verb_of_make_that_is_named_exists_and_is_told():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    told = set(re.findall(r'@echo "make (\w+) ', makefile))
    named = {
        verb for text in documents().values() for verb in re.findall(r"`?\bmake (\w+)\b", text)
        if f"make {verb}" in ELSEWHERE
    }  # fmt: skip
    assert named <= verbs and told == verbs - {"help", "setup"}


def test_the_readme_tells_every_parameter_with_its_default():
    table = re.findall(r"^\| (`.+?`) \| .+ \| (.+) \|$", documents()["README.md"], re.MULTILINE)
    told = {name.strip("` "): default for names, default in table for name in names.split(",")}
    assert set(told) == set(ACCEPTED)
    for name, value in Parameters().model_dump().items():
        if value not in ("", None):
            assert told[name].strip("`") == str(value)


def test_links_between_files_lead_somewhere():
    for document, text in documents().items():
        folder = (ROOT / document).parent
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (folder / target).exists() or target == "book/_static/readme.png", (
                f"{document} leads to {target}"
            )


def test_the_picture_of_the_readme_is_there():
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", documents()["README.md"])
    assert shown and all((ROOT / path).is_file() for path in shown)


# --- in a copy of the checkout ------------------------------------------------------------------


def copied(folder: Path) -> Path:
    """A copy of the checkout, with a .venv whose programs run the copy's own code."""
    made = (".git", ".venv", "_build", "__pycache__", ".*_cache", ".hypothesis", "*.egg-info")
    passing = (".accept-*", ".book-*", ".clean-*", ".ipynb_checkpoints")
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*made, *passing))
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    real = Path(sys.executable).parent
    calls = {
        name: f'"{real / name}"' for name in ("papermill", "jupyter", "jupyter-book", "pytest")
    }
    calls |= {"ceasefire": f'"{sys.executable}" -m ceasefire.cli', "python": f'"{sys.executable}"'}
    for name, call in calls.items():
        (programs / name).write_text(f'#!/bin/sh\nexec {call} "$@"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    (programs / "activate").write_text(f'PATH="{programs}:$PATH"\n', encoding="utf-8")
    return folder


def shell(checkout: Path, *lines: str) -> subprocess.CompletedProcess:
    """Run the lines of a block as a person does who stands in the checkout's root."""
    return subprocess.run(
        ["bash", "-eu", "-c", "\n".join(lines)], cwd=checkout, capture_output=True, text=True,
        encoding="utf-8", env=os.environ | {"PYTHONPATH": str(checkout), "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of the checkout that no test changes in what is stored."""
    return copied(tmp_path_factory.mktemp("copy") / "checkout")


def test_the_copy_runs_its_own_code(checkout):
    done = shell(checkout, '.venv/bin/python -c "import ceasefire; print(ceasefire.__file__)"')
    assert done.stdout.strip() == str(checkout / "ceasefire" / "__init__.py"), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", reruns())
def test_a_page_can_be_rerun_as_shown(checkout, command):
    lines = reruns()[command]
    if len(lines) == 1:  # the notebooks' pages say nothing of the environment; README does
        lines = ["source .venv/bin/activate", *lines]
    done = shell(checkout, *lines)
    assert done.returncode == 0, done.stdout + done.stderr
    made = nbformat.read(checkout / "out.ipynb", as_version=4)
    injected = [c for c in made.cells if "injected-parameters" in c.metadata.get("tags", [])]
    assert len(injected) == 1
    outputs = [output for cell in made.cells for output in cell.get("outputs", [])]
    assert outputs and not [o for o in outputs if o.output_type in ("error", "stream")]


@pytest.mark.slow
def test_the_clean_tables_are_written_as_shown(checkout):
    done = shell(checkout, CLEAN)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    folder = checkout / "data" / "clean"
    names = {path.name for path in folder.iterdir()}
    assert {"statements.csv", "statements.parquet", "quarantine.csv", "citations.csv"} <= names
    assert folder.stat().st_mode & 0o055 == 0o055, "others on the machine may read them too"
    assert not [path.name for path in folder.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.slow
def test_jupyter_book_itself_makes_the_same_pages(book, checkout):
    """The tools work as anyone who knows them types them, and from what is stored."""
    done = shell(checkout, "source .venv/bin/activate", "jupyter-book build .")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    plain = checkout / "_build" / "html"
    ours, theirs = tree(plain), tree(book)
    # Workbook and archive bear the name of the edition.
    named = {n for n in {*ours, *theirs} if n.startswith("data/") and n.endswith((".zip", ".xlsx"))}
    assert len(named) == 4
    assert set(theirs) - set(ours) - named == {"edition.json"}
    assert set(ours) - set(theirs) - named == {"sitemap.xml"}, "of a site it stands above editions"
    # What only a build of editions can tell: what changed, the other editions, the way to those,
    # and the edition's own title, in the head of a page, its preview and the citation of the book.
    told = {"book/what-changed", "book/editions"}
    told = {f"{page}.html" for page in told} | {f"_sources/{page}.md" for page in told}
    told |= {"_static/finding-index.js", "search.html", "index.html"}  # their words, too
    told |= {"data/citation.bib", "data/citation.json", "data/datapackage.json"}
    told |= {name for name in ours if "/previews/" in name}
    own = re.compile(
        r'<details class="editions">.*?</details>\n|<title>.*?</title>|<meta [^>]*>|\s+'
        r'|<span class="work">.*?</span>|href="../data/[^"]+\.(?:zip|xlsx)"',
        re.DOTALL,
    )
    differ = {n for n in ours if n in theirs and ours[n] != theirs[n]} - told
    wider = re.compile(r'<(a|em) class="wider-edition"[^>]*>(.*?)</\1>')
    differ -= {
        name for name in differ if name.endswith(".html")
        and len({
            own.sub("", wider.sub(r"\2", (root / name).read_text(encoding="utf-8")))
            for root in (book, plain)
        }) == 1
    }  # fmt: skip
    assert differ <= {".buildinfo"}, "Sphinx's note hashes its settings, the checkout's path too"


# --- the walk -----------------------------------------------------------------------------------

TEXT = """Zone in place, ministry says

Example Press, Friday, 19 October 2018

The ministry in Ankara said that the whole zone was in place on 14 October.
Its observers counted 12 violations since 15 October until 18 October.
"""
SOURCE = "example-2018-10"
ROWS = [
    ("actors", "example-press", "Example Press", "media", "press", "", "news agency"),
    ("names", "ministry in Ankara", "actor", "turkey", SOURCE, "false"),
    ("statements", "S900", "asserts", "sochi-2018", "C01", "", "", "done", "explicit",
     "Says that the zone was there on the day before it was due.", "the words say so"),
    ("counts", "N900", "violations", "", "sochi-2018", "", "", "Violations after the deadline",
     "the days are those of the sentence"),
    ("citations", "sources", SOURCE, "published_words", SOURCE, "2", "Friday, 19 October 2018"),
    ("citations", "actors", "example-press", "wording", SOURCE, "2", "Example Press"),
    ("citations", "statements", "S900", "wording", SOURCE, "3", "the whole zone was in place"),
    ("citations", "statements", "S900", "speaker", SOURCE, "3", "ministry in Ankara"),
    ("citations", "statements", "S900", "about", SOURCE, "3", "on 14 October"),
    ("citations", "counts", "N900", "wording", SOURCE, "4", "counted 12 violations"),
    ("citations", "counts", "N900", "counter", SOURCE, "3", "ministry in Ankara"),
    ("citations", "counts", "N900", "total", SOURCE, "4", "12"),
    ("citations", "counts", "N900", "start", SOURCE, "4", "since 15 October"),
    ("citations", "counts", "N900", "end", SOURCE, "4", "until 18 October"),
]  # fmt: skip


def measured(data: Path) -> tuple[dict, dict]:
    """Turkey's verdicts by commitment and all totals by id, from a folder of data."""
    study = open_study(read_parameters({"data_dir": str(data)}))
    verdicts = compliance(study.record)
    turkey = verdicts[verdicts["viewpoint_id"] == "turkey"].set_index("commitment_id")
    counted = totals(study.record).set_index("count_id")
    return turkey.to_dict("index"), counted.to_dict("index")


def stored(checkout: Path, name: str) -> str:
    """What a notebook has stored, as one text."""
    return (checkout / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_new_report_is_walked_into_the_book(tmp_path):
    shown = [line for lines in blocks("book/add-a-report.md") for line in lines]
    assert [line for line in shown if line not in ELSEWHERE] == WALK, "the page tells another walk"
    checkout = copied(tmp_path / "checkout")
    data, texts = checkout / "data", checkout / "texts"
    verdicts_before, totals_before = measured(data)
    assert verdicts_before["C01"]["verdict"] == "no evidence"

    # 1. Name the report.
    texts.mkdir()
    for path in SEEDS.glob("*.txt"):
        shutil.copy(path, texts)
    (texts / "example.txt").write_text(TEXT, encoding="utf-8", newline="")
    done = shell(checkout, WALK[0])
    assert done.returncode == 0
    digest = dict(reversed(line.split()) for line in done.stdout.splitlines())["texts/example.txt"]
    dated = ("2018-10-19", "printed", "printed under the headline")
    source = (SOURCE, "seed", "example-press", "Zone in place, ministry says", "en", "", *dated)
    add(data, "sources", *source, "the ministry's account", digest)

    # 4. (before the facts) The check names what is not there yet, and what to do.
    done = shell(checkout, WALK[1])
    assert done.returncode == 1
    assert "raw/sources.csv" in done.stdout and "example-press" in done.stdout

    # 2. and 3. Code the facts, cite the words; 4. check.
    for table, *row in ROWS:
        add(data, table, *row)
    done = shell(checkout, WALK[1])
    assert (done.returncode, done.stdout) == (0, "no faults\n"), done.stdout
    done = shell(checkout, WALK[2])
    faults = done.stdout.partition("Cited by URL")[0].splitlines()
    if SEEDS.is_dir():
        assert (done.returncode, faults) == (0, []), done.stdout
    else:  # without the five texts only these are missed
        assert len([f for f in faults if not f.startswith(" ")]) == 5 and SOURCE not in done.stdout

    # 5. See what it changes.
    before = {name: stored(checkout, name) for name in NAMES}
    done = shell(checkout, WALK[3])
    assert done.returncode == 0, done.stderr
    changed = set(re.findall(r"^(\w+)\.ipynb, cell \d+:$", done.stdout, re.MULTILINE))
    assert changed == set(NAMES), "every page knows the new report"
    assert re.search(r"^\d+ of the stored outputs changed$", done.stdout.splitlines()[-1])
    for name in NAMES:
        assert stored(checkout, name) != before[name]
    assert "S900" in stored(checkout, "deadlines") and "N900" in stored(checkout, "violations")
    assert SOURCE in stored(checkout, "sources")

    # The verdict moves, and only that; the total is there, with its rate, beside the others.
    verdicts, counted = measured(data)
    assert (verdicts["C01"]["verdict"], verdicts["C01"]["grade"]) == ("met", "single")
    assert verdicts["C01"]["decided_by"] == ("S900",)
    for commitment, row in verdicts.items():
        if commitment != "C01":
            assert row["verdict"] == verdicts_before[commitment]["verdict"], commitment
    assert set(counted) - set(totals_before) == {"N900"}
    new = counted["N900"]
    assert (new["total_low"], new["total_high"], new["days_low"], new["days_high"]) == (
        12,
        12,
        4,
        4,
    )
    assert (new["rate_low"], new["rate_high"]) == (3.0, 3.0)

    # Another ceasefire: a package of its own, and the same book.
    small_package(checkout.parent / "another-ceasefire" / "data")
    done = shell(checkout, WALK[4])
    assert (done.returncode, done.stdout) == (0, "no faults\n"), done.stdout


# --- another ceasefire --------------------------------------------------------------------------


@pytest.fixture
def emptied(tmp_path) -> Path:
    """A copy of the project's data, emptied as the page says: headers only, no basemap."""
    data = shutil.copytree(
        ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("clean", ".*")
    )
    for path in (data / "raw").glob("*.csv"):
        header = path.read_text(encoding="utf-8").splitlines()[0]
        path.write_text(header + "\n", encoding="utf-8")
    without_basemap(data)
    return data


def test_a_package_whose_tables_are_emptied_is_no_broken_package(emptied):
    done = shell(ROOT, f'"{sys.executable}" -m ceasefire.cli check --data "{emptied}"')
    assert (done.returncode, done.stdout, done.stderr) == (0, "no faults\n", "")


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_can_be_read_for_another_ceasefire(tmp_path, name):
    """The same book for an invented truce: other sides, viewpoints, agreements, ids."""
    data = small_package(tmp_path / "data")
    shown = notebook_runs.run(name, {"data_dir": str(data), "corpus": "all"})
    notebook_runs.assert_fit_to_read(shown, f"{name} of another ceasefire")
    words = " ".join(output.text for output in shown)
    for other in ("Idlib", "Turkey", "Sochi", "Russia"):
        assert other not in words, f"{name} speaks of {other}"


def test_what_another_ceasefire_needs_is_what_the_page_says():
    page = documents()["book/add-a-report.md"]
    assert "empty its tables but for their headers" in page
    assert all(path_of(ROOT / "data", table).is_file() for table in ("sources", "citations"))
