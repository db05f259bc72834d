"""Rules of the architecture: who imports whom, who knows a path, what is declared and used."""

import ast
import csv
import functools
import inspect
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import altair as alt
import notebook_runs
import pytest
import yaml
from notebook_runs import NAMES, PATHS, cells

from ceasefire import marks, rules
from ceasefire.charts import meanings, renderer
from ceasefire.check import LITERAL_KINDS
from ceasefire.clean.facts import EMPTY, GATHER
from ceasefire.clean.tables import UNRESOLVED
from ceasefire.measures import verdicts
from ceasefire.package import is_table
from ceasefire.words import codebook

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "ceasefire"
SEEDS = ROOT.parent / "shared" / "seeds"
PACKAGE = yaml.safe_load((ROOT / "data" / "datapackage.yaml").read_text(encoding="utf-8"))
RESOURCES = {r["name"]: r for r in PACKAGE["resources"] if is_table(r)}

# The rooms of the package from the ground up; a room may import those named beside it, all of
# which stand above it in this list: so no arrow points back.
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "marks": set(),
    "phrases": set(),
    "package": {"errors"},
    "parameters": {"errors"},
    "clean": {"errors", "package"},
    "sheets": set(),
    "verify": {"errors", "package"},
    "rules": {"clean", "sheets", "verify"},
    "check": {"errors", "package", "rules", "sheets"},
    "ingest": {"errors", "package"},
    "measures": {"clean"},
    "study": {"errors", "package", "parameters", "clean", "check", "measures"},
    "charts": {"marks", "phrases"},
    "words": {"marks", "phrases", "clean", "measures", "study"},
    "publish": {
        "errors", "package", "parameters", "check", "measures", "study", "charts", "words",
    },
    "cli": {
        "errors", "package", "parameters", "clean", "check", "verify", "ingest", "publish",
    },
}  # fmt: skip
# Rooms of several pages: a page's module imports the room's tools, and never another page's.
PAGES = {"charts": {"claims", "cleaning", "deadlines", "ledgers", "monitors", "patrols", "places",
                    "sources", "talks", "violations"},
         "words": {"claims", "cleaning", "codebook", "data", "deadlines", "glossary", "ledgers",
                   "monitors", "patrols", "places", "sources", "talks", "violations"}}  # fmt: skip
# Who may build a path in the file system, and which ones.
KNOW_PATHS = {
    "package": "the data package: the one module that knows where data lie",
    "publish": "the project's own notebooks, pages and sites",
}
# Who may be handed a path, to read what lies there.
ARE_HANDED_PATHS = {
    "sheets": "a raw file, however broken, of the package that it is given",
    "check": "the folder of a package, handed on",
    "verify": "the folder of texts that a person names",
    "study": "the folder of a package, handed on to the check",
    "ingest": "the folder of a harvest, and of what is meant by its words",
    "cli": "what a person typed",
}


def modules() -> dict[str, Path]:
    """Every module of the package by its name without `ceasefire.`."""
    return {
        ".".join(path.relative_to(CODE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(CODE.rglob("*.py"))
        if path != CODE / "__init__.py"
    }


@functools.cache
def tree(path: Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """What a module imports of the package, wherever in it: `clean.tables`, `marks` …"""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (n.removeprefix("ceasefire.") for n in names if n.startswith("ceasefire."))


def room(module: str) -> str:
    """The room in which a module stands."""
    return module.partition(".")[0]


def constants(node: ast.AST) -> set[str]:
    """Every text in some code that is not a docstring of its own."""
    found = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            found.add(inner.value)
        if isinstance(inner, ast.Attribute):
            found.add(inner.attr)
        if isinstance(inner, ast.keyword) and inner.arg:
            found.add(inner.arg)
    return found


# --- imports ------------------------------------------------------------------------------------


def test_every_room_is_on_the_plan():
    assert {room(module) for module in modules()} == set(ROOMS)


def test_no_arrow_of_the_plan_points_back():
    above: set[str] = set()
    for name, may in ROOMS.items():
        assert may <= above, f"{name} would import what stands below it: {may - above}"
        above.add(name)
    # What the design says of the two sides of a page, whatever else changes.
    assert "words" not in ROOMS["charts"] and "charts" not in ROOMS["words"]
    assert not ROOMS["measures"] & {"charts", "words", "study", "publish", "package"}


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_what_its_room_may(module):
    here = room(module)
    for target in imported(modules()[module]):
        there = room(target)
        assert there == here or there in ROOMS[here], f"ceasefire.{module} imports {target}"
        if here == there and here in PAGES:
            page, other = module.rpartition(".")[2], target.split(".")[1]
            assert other not in PAGES[here] or page == other, f"{module} imports {target}"


def test_every_arrow_of_the_plan_is_walked():
    walked = {(room(m), room(t)) for m, path in modules().items() for t in imported(path)}
    idle = {(a, b) for a, may in ROOMS.items() for b in may} - walked
    # What a room may import and does not any more is not to stay on the plan.
    assert idle <= {("clean", "errors"), ("publish", "clean"), ("publish", "marks")}, idle


def test_a_page_has_a_notebook_and_modules_of_the_same_name():
    for kind, pages in PAGES.items():
        assert pages <= set(NAMES), kind
        assert all((CODE / kind / f"{page}.py").is_file() for page in pages)


# --- paths --------------------------------------------------------------------------------------

FILE_CALLS = {
    "open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "mkdtemp", "glob",
    "rglob", "iterdir", "unlink", "rmtree", "read_csv", "to_csv", "read_parquet",
    "to_parquet", "getcwd", "cwd", "home", "expanduser",
}  # fmt: skip


def touches_files(path: Path) -> set[str]:
    """The calls by which a module would find, make, read or write a file."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in FILE_CALLS or name in {"Path", "PurePath"}:
                found.add(name)
        if isinstance(node, ast.Name) and node.id == "__file__":
            found.add("__file__")
    return found


@pytest.mark.parametrize("module", modules())
def test_only_the_package_module_and_publishing_know_a_path(module):
    found = touches_files(modules()[module])
    if room(module) in KNOW_PATHS:
        return
    assert not found & {"__file__", "getcwd", "cwd", "home", "expanduser"}
    assert not found or room(module) in ARE_HANDED_PATHS, f"ceasefire.{module}: {found}"
    kinds = r"[\w-]*\.(?:csv|parquet|ipynb|ya?ml)$"
    named = {text for text in _values(modules()[module]) if re.fullmatch(kinds, text)}
    assert not named, f"ceasefire.{module} names files: {named}"


def _values(path: Path) -> set[str]:
    """Texts that are whole expressions, not parts of messages."""
    joined = {id(v) for n in ast.walk(tree(path)) if isinstance(n, ast.JoinedStr) for v in n.values}
    return {
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in joined
    }


def test_pure_rooms_touch_no_file_at_all():
    for module, path in modules().items():
        if room(module) in {"clean", "measures", "charts", "words", "marks", "phrases"}:
            assert not touches_files(path), module


# --- words about the code -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*sorted(CODE.rglob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)  # fmt: skip
def test_every_module_says_what_it_is(path):
    words = ast.get_docstring(tree(path))
    assert words, "a module's docstring says what goes in, what comes out, who may call it"
    assert words.splitlines()[0].endswith((".", "!", "?"))


@pytest.mark.parametrize("module", modules())
def test_every_public_definition_says_its_rule(module):
    for node in tree(modules()[module]).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"ceasefire.{module}.{node.name}"


# --- tables and columns -------------------------------------------------------------------------

# Rooms that answer a reader; what only checking looks at is not used by them.
READERS = ("clean", "measures", "charts", "words", "study")


@functools.cache
def used_names() -> frozenset[str]:
    """Every name of a column or table that the code behind the pages speaks of."""
    trees = [tree(path) for module, path in modules().items() if room(module) in READERS]
    trees += [ast.parse(c.source) for n in NAMES for c in cells(n) if c.cell_type == "code"]
    return frozenset(word for part in trees for word in constants(part))


def typed(table: str, literal: dict) -> Iterator[str]:
    """The columns that cleaning makes of a literal field, as far as a page would name them."""
    name = literal["name"]
    ends = {"date": ["edtf", "start_earliest", "end_latest"], "quantity": ["low", "best", "high"]}
    yield from (f"{name}_{end}" for end in ends.get(literal["kind"], ["ids"]))


@pytest.mark.parametrize("table", RESOURCES)
def test_every_declared_table_is_used(table):
    used = table in used_names()
    assert used, f"no page uses {table}"


# What only the check of the data and the rules of cleaning read, with what they do with it.
ONLY_CHECKED = {
    ("sources", "sha256"): "verify knows a text by it",
    ("readings", "basis"): "the harvest's words for whoever is meant, for those who check the row",
    ("readers", "first"): "a label: the page on sources says how far two readers agree",
    ("readers", "second"): "a label: the page on sources says how far two readers agree",
}
# Columns that wait for a chapter: coded with the rest of their rows, checked, and not yet shown.
ONLY_CHECKED |= {
}
# What waits for its page. The tests fail once something here is shown, so that it is taken out.
WAITING: dict[str, str] = {}


def keys(table: str) -> set[str]:
    """The columns that point at rows, of this table or of another."""
    schema = RESOURCES[table]["schema"]
    pointing = {column for key in schema.get("foreignKeys", []) for column in key["fields"]}
    return {*schema["primaryKey"], *pointing}


# Free text is shown or it is not: that is found by running the pages with every text marked by the
# name of its column. All other columns are named in code.
FREE_TEXT = {
    (name, field["name"])
    for name, resource in RESOURCES.items()
    for field in resource["schema"]["fields"]
    if field["type"] == "string"
    and not field.get("items")
    and "enum" not in field.get("constraints", {})
    and field["name"] not in keys(name)
    and field["name"] not in {"locator", "token", "value", "sha256", "id", "language", "url"}
}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (name, field["name"])
        for name, resource in RESOURCES.items()
        for field in resource["schema"]["fields"]
        if (name, field["name"]) not in FREE_TEXT | set(ONLY_CHECKED)
        and [field["name"]] != resource["schema"]["primaryKey"]  # read as `package.key`
    ],
)
def test_every_declared_column_is_named_by_code(table, column):
    used = column in used_names() or table in WAITING
    assert used, f"no page reads {table}.{column}"


def test_what_only_the_check_reads_is_declared():
    declared = {(n, f["name"]) for n, r in RESOURCES.items() for f in r["schema"]["fields"]}
    assert set(ONLY_CHECKED) <= declared and set(WAITING) <= set(RESOURCES)


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a raw table."""
    with (ROOT / "data" / RESOURCES[table]["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, str]:
    """What each page shows of data in which every free text bears the name of its column."""
    folder = tmp_path_factory.mktemp("marked")
    (folder / "raw").mkdir()
    (folder / "datapackage.yaml").write_bytes((ROOT / "data" / "datapackage.yaml").read_bytes())
    shutil.copytree(ROOT / "data" / "geo", folder / "geo")
    for name, resource in RESOURCES.items():
        marked = [
            {c: f"{v} @{name}.{c}@" if v and (name, c) in FREE_TEXT else v for c, v in row.items()}
            for row in rows(name)
        ]
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [f["name"] for f in resource["schema"]["fields"]])
            writer.writeheader()
            writer.writerows(marked)
    chosen = {"data_dir": str(folder), "corpus": "all"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ceasefire.study.clean", notebook_runs.cleaned_once)
        return {
            page: "".join(o.html or str(o.chart) for o in notebook_runs.run(page, chosen))
            for page in NAMES
        }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "column"),
    sorted(key for key in FREE_TEXT if any(row[key[1]] for row in rows(key[0]))),
)
def test_every_column_of_free_text_is_shown_on_some_page(pages, table, column):
    shown = any(f"@{table}.{column}@" in page for page in pages.values())
    if table in WAITING:
        assert not shown, f"{table} has its page now: take it out of WAITING"
    elif (table, column) not in ONLY_CHECKED:
        assert shown, f"no page shows {table}.{column}"


@pytest.mark.parametrize(
    ("table", "literal"),
    [
        (name, literal["name"])
        for name, resource in RESOURCES.items()
        for literal in resource.get("literals", [])
        if literal["kind"] != "text"  # key words are shown wherever a row is cited
    ],
)
def test_every_literal_field_is_used(table, literal):
    declared = next(x for x in RESOURCES[table]["literals"] if x["name"] == literal)
    # `cite("counts", row, ("total",))`, `speakers(record, frame, "counter")`, f"{harm}_low" …
    words = {literal, *typed(table, declared)}
    used = bool(words & used_names()) or table in WAITING
    assert used, f"no page reads {table}.{literal}"


def stand_on(page: str, ids: list[str]) -> None:
    """Each row has its place on a page, to which others can lead."""
    lost = [row for row in ids if f'id="{row}"' not in page]
    assert not lost, f"{len(lost)} of {len(ids)} stand nowhere: {', '.join(lost)}"


@pytest.mark.slow
def test_every_commitment_look_alike_incident_and_total_has_its_card(pages):
    stand_on(pages["deadlines"], [row["commitment_id"] for row in rows("commitments")])
    stand_on(pages["violations"], [row["incident_id"] for row in rows("incidents")])
    for letter, page in (("N", "violations"), ("B", "ledgers"), ("T", "monitors")):
        stand_on(pages[page], [row["count_id"] for row in rows("counts")
                               if row["count_id"].startswith(letter)])  # fmt: skip
    stand_on(pages["patrols"], [row["patrol_id"] for row in rows("patrols")])
    stand_on(pages["deadlines"], [row["case_id"] for row in rows("cases")])
    stand_on(pages["talks"], [row["meeting_id"] for row in rows("meetings")])
    stand_on(pages["sources"], [row["source_id"] for row in rows("sources")])
    stand_on(pages["places"], [row["figure_id"] for row in rows("figures")])


@pytest.mark.slow
def test_every_statement_stands_on_the_page_of_claims(pages):
    stand_on(pages["claims"], [row["statement_id"] for row in rows("statements")])


@pytest.mark.slow
def test_a_commitment_and_an_agreement_lead_to_what_is_said_of_them(pages):
    asked = {
        row["statement_id"]
        for row in rows("statements")
        if row["commitment_id"].startswith("C")
        or (row["assertion"] and row["agreement_id"] and not row["commitment_id"])
    }
    led = set(re.findall(r"claims\.html#(S\d+)", pages["deadlines"]))
    assert asked and asked <= led, sorted(asked - led)


@pytest.mark.slow
def test_every_link_to_a_row_finds_it(pages):
    targets = {
        f"{page}.html#{row}"
        for page, html in pages.items()
        for row in re.findall(r'id="([^"]+)"', html)
    }
    targets |= {  # the book gives each chart an address: its figure's name
        f"{page}.html#{cell.metadata.mystnb.figure.name}"
        for page in pages
        for cell in cells(page)
        if "figure" in cell.metadata.get("mystnb", {})
    }
    asked = {
        target
        for html in pages.values()
        for target in re.findall(r"""[("'](\w+\.html#[\w-]+)["']""", html)
    }
    assert asked and asked <= targets, sorted(asked - targets)


# --- values -------------------------------------------------------------------------------------


def enum(table: str, column: str) -> set[str]:
    """The values that a column's declaration allows."""
    fields = RESOURCES[table]["schema"]["fields"]
    return set(next(f for f in fields if f["name"] == column)["constraints"]["enum"])


def test_every_kind_of_literal_is_handled():
    declared = {literal["kind"] for r in RESOURCES.values() for literal in r.get("literals", [])}
    assert declared == set(LITERAL_KINDS)
    assert set(codebook.CLEANED) == declared
    assert set(GATHER) == set(EMPTY) == set(UNRESOLVED) == declared - {"text"}


def test_every_assertion_is_handled():
    declared = enum("statements", "assertion")
    assert declared > verdicts.DECIDING
    of_proposals = set(rules.OF_PROPOSALS)
    assert declared - verdicts.DECIDING == {"refused", "extended"} | of_proposals, "only shown"
    assert {a for allowed in rules.ASSERTIONS.values() for a in allowed} == declared - of_proposals
    assert set(rules.ASSERTIONS) == enum("commitments", "form")


def test_every_verdict_has_a_mark_a_class_and_a_rule():
    assert set(marks.VERDICT_MARKS) == set(verdicts.VERDICTS)
    assert {kind for kind, _ in marks.VERDICT_MARKS.values()} == set(marks.CLASSES)
    assert set(meanings.CLASS_COLOURS) == set(marks.CLASSES)
    # Within one class and in grey print the symbol tells them apart, or they exclude each other.
    assert all(symbol for _, symbol in marks.VERDICT_MARKS.values())
    methods = (ROOT / "book" / "methods.md").read_text(encoding="utf-8")
    for verdict in verdicts.VERDICTS:
        assert f"**{verdict}**" in methods, verdict
    for grade in ("Conceded", "Corroborated", "Single", "Disputed"):
        assert f"**{grade}**" in methods, grade


def test_every_verdict_is_kept_broken_unknown_or_between():
    parts = [verdicts.KEPT, verdicts.BROKEN, verdicts.UNKNOWN, {"partly", "contested"}]
    assert sum(map(len, parts)) == len(verdicts.VERDICTS)
    assert set().union(*parts) == set(verdicts.VERDICTS)
    for verdict, (kind, _) in marks.VERDICT_MARKS.items():
        assert (kind == "kept") == (verdict in verdicts.KEPT)
        assert (kind == "broken") == (verdict in verdicts.BROKEN)
        assert (kind in {"open", "unknown"}) == (verdict in verdicts.UNKNOWN)


def test_every_verdict_is_given_by_some_rule():
    path = modules()["measures.verdicts"]
    given = [n for n in tree(path).body if isinstance(n, ast.FunctionDef)]
    said = {word for node in given for word in constants(node)}
    assert set(verdicts.VERDICTS) <= said


def test_every_kind_of_row_on_a_card_has_a_page():
    assert set(marks.PAGES) == set("CLKNBTPISMFR")
    assert {page.removesuffix(".html") for page in marks.PAGES.values()} <= set(NAMES)
    for table, letter in (("statements", "S"), ("incidents", "I"), ("counts", "[NBT]"),
                          ("patrols", "P"), ("cases", "K"), ("figures", "F"), ("meetings", "M"),
                          ("commitments", "[CL]"), ("reports", "R")):  # fmt: skip
        key = RESOURCES[table]["schema"]["fields"][0]
        assert key["constraints"]["pattern"].startswith(letter)


def test_every_way_to_know_a_perpetrator_and_a_date_is_read_as_words():
    # These enumerations are shown as they are, their underscores as spaces: they must be words.
    for table, column in (("reports", "attribution"), ("sources", "published_known"),
                          ("incidents", "method"), ("commitments", "kind"),
                          ("statements", "assertion")):  # fmt: skip
        assert all(re.fullmatch(r"[a-z]+(?:_[a-z]+)*", value) for value in enum(table, column))


# --- charts -------------------------------------------------------------------------------------


def chart_functions() -> dict[str, object]:
    """Every function that draws, by its name with its module's."""
    found = {}
    for page in sorted(PAGES["charts"]):
        module = import_module(f"ceasefire.charts.{page}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            answer = str(function.__annotations__.get("return", ""))
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and "Chart" in answer:
                found[f"{page}.{name}"] = function
    return found


@pytest.fixture(scope="module")
def drawn() -> dict[str, list]:
    """What each drawing function returns as the notebooks call it."""
    made: dict[str, list] = {name: [] for name in chart_functions()}

    def watched(name: str, function):
        @functools.wraps(function)
        def call(*values, **names):
            chart = function(*values, **names)
            made[name].append(chart)
            return chart

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ceasefire.study.clean", notebook_runs.cleaned_once)
        for name, function in chart_functions().items():
            page, short = name.split(".")
            patch.setattr(f"ceasefire.charts.{page}.{short}", watched(name, function))
        for page in NAMES:
            notebook_runs.run(page)
            notebook_runs.run(page, {"as_of": "2018-11-30", "viewpoint": "russia"})
            notebook_runs.run(page, {"corpus": "all"})
    return made


def test_there_are_charts():
    assert len(chart_functions()) >= 7


@pytest.mark.parametrize("name", chart_functions())
def test_every_chart_is_drawn_described_and_valid(drawn, name):
    assert drawn[name], f"no notebook draws {name}"
    for chart in filter(None, drawn[name]):
        assert isinstance(chart, alt.TopLevelMixin)
        spec = chart.to_dict()  # raises where it does not fit the schema
        words = renderer.description(spec)
        assert len(words.split()) > 5 and words.endswith("."), words
        notebook_runs.assert_fit_chart(spec, name)
        assert spec == chart.to_dict(), "drawing twice gives the same"
    assert any(drawn[name]), f"{name} drew nothing with the default parameters"


@pytest.mark.parametrize("name", chart_functions())
def test_every_chart_may_answer_that_there_is_nothing_to_draw(name):
    assert "None" in str(chart_functions()[name].__annotations__["return"])


# --- what is in the repository ------------------------------------------------------------------


@functools.cache
def tracked() -> dict[str, str]:
    """Every text file of the repository, those not committed yet too, by its path."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listing.returncode:
        pytest.skip("this is no git checkout, so there is no list of its files")
    found = {}
    for name in filter(None, listing.stdout.split("\0")):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b""
        if content and b"\0" not in content:
            found[name] = content.decode("utf-8")
    return found


def hosts_of_this_machine() -> set[str]:
    """Where this machine gets its packages from, other than the public index."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    set_here = listing + " ".join(v for k, v in os.environ.items() if k.startswith(("PIP_", "UV_")))
    found = {host for host in re.findall(r"https?://(?:[^/@\s]*@)?([^/:\s']+)", set_here)}
    folders = {folder for folder in re.findall(r"file://(/[\w./-]+)", set_here)}
    return found - {"pypi.org", "files.pythonhosted.org"} | folders


def test_no_file_knows_this_machine():
    places = {str(ROOT), sys.prefix, sys.base_prefix, str(Path.home())}
    places |= {os.path.join(tempfile.gettempdir(), "pytest-of-")} | hosts_of_this_machine()
    places = {place for place in places if place.strip("/").count("/") or "." in place}
    places |= {f"{ROOT.parent}/", f"{Path.home()}/"} - {"//"}
    for name, text in tracked().items():
        for place in places:
            assert place not in text, f"{name}: {place}"


def test_no_file_names_a_package_index_or_a_folder_above_the_checkout():
    index = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host")
    for name, text in tracked().items():
        if name != "tests/test_architecture.py":
            assert not index.search(text), name
            if not name.startswith("tests/"):
                assert "../shared" not in text, f"{name}: nobody else has that folder"


def test_ruff_finds_nothing_in_code_and_notebooks():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "ceasefire", "tests", "notebooks"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


RUN = 9  # words in a row that would be a quotation


def words(text: str) -> list[str]:
    """The words of a text, whatever stands between them; 15-20km and don't are one word each."""
    folded = text.casefold().translate(str.maketrans("’‘–", "''-"))
    return re.findall(r"[^\W_]+(?:['.,-][^\W_]+)*", folded)


def runs(text: str, length: int = RUN) -> set[int]:
    """Every run of words of a text, as numbers."""
    found = words(text)
    spelled = (" ".join(found[i : i + length]) for i in range(len(found) - length + 1))
    return {hash(run) for run in spelled}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="no texts beside the checkout, in ../shared/seeds")
def test_no_sentence_of_a_report_is_in_the_repository():
    texts = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))
    theirs = runs(texts)
    assert len(theirs) > 1000
    # A report's title and address name it; they are no sentence of it.
    for row in rows("sources"):
        theirs -= runs(row["title"]) | runs(row["url"])
    for name, text in tracked().items():
        if name != "requirements.lock":
            plain = re.sub(r"<[^>]+>|\\n|\\u[0-9a-f]{4}", " ", text)
            shared = runs(plain) & theirs
            assert not shared, f"{name} has {len(shared)} runs of {RUN} words of a report"


def test_paths_of_notebooks_are_those_of_the_book():
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"notebooks/([\w-]+)", toc))
    assert listed == set(NAMES) == {path.stem for path in PATHS.values()}
