"""Building the book: whole or not at all, the same from the same, and one message if it fails.

The builds run in this process, so that what can break can be put in the way of them.
"""

import hashlib
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import EDITIONS
from packages import cited_in, path_of, put, rewrite

from ceasefire.charts.renderer import MIME
from ceasefire.publish import accept as accepting
from ceasefire.publish import build as building
from ceasefire.publish import notebooks as running
from ceasefire.publish import site as sites
from ceasefire.publish.editions import read_editions

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(re.findall(r"^(?:root:| *- file:) (\S+)$", (ROOT / "_toc.yml").read_text(), re.M))
# Another day and viewpoint: the command that the page "Add a report" shows.
OTHER = ("-p", "as_of=2018-11-30", "-p", "viewpoint=monitors")


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


@pytest.fixture
def standing(tmp_path) -> Path:
    """A site published before; at the end it is byte for byte what it was, and alone."""
    folder = tmp_path / "site"
    (folder / "five-reports" / "_static").mkdir(parents=True)
    (folder / "five-reports" / "index.html").write_text("<p>before</p>", encoding="utf-8")
    (folder / "five-reports" / "_static" / "book.css").write_text("p {}", encoding="utf-8")
    sites.write_list(folder, {"five-reports": "All five reports"})
    (folder / ".lock").touch()  # a file that a build holds while it works
    before = tree(folder)
    yield folder
    assert tree(folder) == before
    assert [path.name for path in tmp_path.glob("site*")] == ["site"], "something is left beside"


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """The same site built once more from nothing, with the executed notebooks that made it."""
    base = tmp_path_factory.mktemp("second")
    stage = building._Work._stage

    def keep(self, plan, beside) -> Path:
        made = stage(self, plan, beside)
        shutil.copytree(made / "notebooks", base / "notebooks" / plan.edition.name)
        return made

    chosen = [edition for edition in read_editions() if edition.name in EDITIONS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building._Work, "_stage", keep)
        patch.setattr(building, "STORE", base / "store")
        summary = building.refresh(chosen, base / "site")
    return base, summary


# --- a book that can be made --------------------------------------------------------------------


@pytest.mark.slow
def test_a_build_says_where_the_book_is_and_leaves_nothing_beside(second):
    base, summary = second
    assert summary.first_page == base / "site" / "index.html" and summary.first_page.is_file()
    assert {path.name for path in (base / "site").iterdir()} == {
        ".lock", "404.html", "index.html", "robots.txt", "site.json", "sitemap.xml", *EDITIONS,
    }  # fmt: skip
    assert len(summary.ran) == len(EDITIONS) * len(running.notebook_paths())
    for name in EDITIONS:
        assert PAGES and all((base / "site" / name / f"{page}.html").is_file() for page in PAGES)


@pytest.mark.slow
def test_two_clean_builds_are_the_same_byte_for_byte(book, second):
    ours, theirs = tree(second[0] / "site"), tree(book.parent)
    assert set(ours) == set(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


@pytest.mark.slow
def test_executed_notebooks_are_what_is_stored(second):
    # nbval runs every stored notebook once more; what a build executes has to agree with the same.
    for path in running.notebook_paths():
        fresh = second[0] / "notebooks" / "five-reports" / path.name
        assert accepting.compare(path, fresh) == [], "run `make accept` and read what changed"
        made = nbformat.read(fresh, as_version=4)
        nbformat.validate(made)
        assert made.metadata == nbformat.read(path, as_version=4).metadata
        for cell in made.cells:
            assert set(cell.metadata) <= {"tags", "mystnb"}
            for output in cell.get("outputs", []):
                assert output.output_type in {"execute_result", "display_data"}
                assert set(output.data) <= {MIME, "text/html", "text/plain"}


@pytest.mark.slow
def test_no_page_knows_where_it_was_built(second):
    base = second[0]
    for path in (base / "site").rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".json", ".csv", ".ipynb", ".txt", ".md"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            for place in (str(base), str(ROOT), str(Path.home()) + "/"):
                assert place not in text, path


@pytest.mark.slow
def test_other_parameters_give_pages_that_say_so(shell, tmp_path):
    code, out, err = shell("build", *OTHER, "--out", tmp_path / "other")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"The book: {tmp_path / 'other' / 'index.html'}"
    made = tmp_path / "other" / "as-of-2018-11-30-viewpoint-monitors"
    for page in PAGES:
        text = (made / f"{page}.html").read_text(encoding="utf-8")
        if page.startswith("notebooks/"):
            assert "as known on 30 November 2018" in text.replace("As known", "as known"), page
            assert "viewpoint: Monitors" in text, page
            # The list of reports tells of those that are not yet known, too.
            if page == "notebooks/sources":
                continue
            assert "30 September 2020" not in re.sub(r"<script.*?</script>", "", text, flags=re.S)


# --- a book that cannot -------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path) -> Path:
    """A copy of the project's data, to be broken."""
    return shutil.copytree(
        ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("clean", ".*")
    )


def _lose_a_column(folder: Path) -> None:
    rewrite(folder, "counts", lambda content: content.replace(b"measure", b"measured", 1))


def _name_an_unknown_id(folder: Path) -> None:
    put(folder, "statements", 2, "commitment_id", "C999")


def _break_the_csv(folder: Path) -> None:
    rewrite(folder, "places", lambda content: content + b'"never closed,village\n')


def _mistype_a_date(folder: Path) -> None:
    put(folder, "sources", 3, "published", "2018-11-31")


def _double_a_key(folder: Path) -> None:
    put(folder, "incidents", 3, "incident_id", "I01")


def _lose_a_table(folder: Path) -> None:
    path_of(folder, "figures").unlink()


def _save_in_another_encoding(folder: Path) -> None:
    rewrite(folder, "actors", lambda content: content.decode().encode("utf-16"))


def _cite_an_unknown_field(folder: Path) -> None:
    row = cited_in(folder, "statements", "S001", "wording")
    put(folder, "citations", row, "field", "wordings")


def _tear_the_declaration(folder: Path) -> None:
    (folder / "datapackage.yaml").write_text("resources: [", encoding="utf-8")


FAULTS = [
    (_lose_a_column, ("raw/counts.csv", "measure")),
    (_name_an_unknown_id, ("raw/statements.csv, row 2, column commitment_id", "C999")),
    (_break_the_csv, ("raw/places.csv",)),
    (_mistype_a_date, ("raw/sources.csv, row 3, column published", "2018-11-31", "EDTF")),
    (_double_a_key, ("raw/incidents.csv, row 3, column incident_id", "I01", "same key")),
    (_lose_a_table, ("raw/figures.csv", "missing")),
    (_save_in_another_encoding, ("raw/actors.csv", "UTF-8")),
    (_cite_an_unknown_field, ("raw/citations.csv", "wordings")),
    (_tear_the_declaration, ("datapackage.yaml",)),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "said"), FAULTS, ids=lambda item: getattr(item, "__name__", "").strip("_")
)
def test_a_faulty_package_stops_the_build(shell, standing, data, spoil, said):
    spoil(data)
    code, out, err = shell("build", "--data", data, "--out", standing)
    assert code == 1
    assert out == "", "it stops before anything is run"
    for word in said:
        assert word in err
    assert re.search(r"has (?:1 fault|\d+ faults); mend \w+ and build again$", err.strip())
    assert not (data / "clean").exists()


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [_lose_a_column, _mistype_a_date, _tear_the_declaration])
def test_a_notebook_alone_tells_a_faulty_package_in_a_line(data, spoil):
    from ceasefire.errors import UserError
    from ceasefire.study import begin

    spoil(data)
    with pytest.raises(UserError) as caught:
        begin({"data_dir": str(data)})
    assert "Traceback" not in str(caught.value) and len(str(caught.value).splitlines()) <= 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-p", "asof=2018-11-30"), "parameter 'asof' is unknown; did you mean 'as_of'?"),
        (("-p", "as_of=2018-11-31"), "parameter 'as_of': found '2018-11-31'; accepted: a day"),
        (("-p", "as_of=2018"), "parameter 'as_of': found 2018; accepted: a day"),
        (("-p", "grace_days=soon"), "parameter 'grace_days': found 'soon'; accepted: a whole"),
        (("-p", "grace_days=-1"), "parameter 'grace_days': found -1; accepted: a whole number"),
        (("-p", "viewpoint=turky"), "did you mean 'turkey'?; accepted: armed_opposition, "),
        (("-p", "agreements=sochi"), "did you mean 'sochi-2018'?; accepted: ankara-talks"),
        (("-p", "start=2019-01-01", "-p", "end=2018-01-01"), "parameters 'start' and 'end': "),
        (("-p", "as_of"), "accepted: name=value"),
        (("--data", "nowhere"), "data folder 'nowhere' does not exist"),
        (("-p", "data_dir=nowhere"), "data folder 'nowhere' does not exist"),
    ],
    ids=lambda item: " ".join(item) if isinstance(item, tuple) else "",
)
def test_wrong_parameters_stop_the_build(shell, standing, words, said, monkeypatch):
    monkeypatch.setattr("ceasefire.check.check", lambda root: [])  # the project's own data
    code, out, err = shell("build", *words, "--out", standing)
    assert (code, out) == (2, "")
    assert said in err and len(err.splitlines()) == 1


def notebook(folder: Path, name: str, *cells: str) -> Path:
    """A small notebook: a title and code cells, the first one tagged as the parameters."""
    folder.mkdir(parents=True, exist_ok=True)
    book = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python", "pygments_lexer": "ipython3"},
        }
    )
    book.cells = [nbformat.v4.new_markdown_cell("# Title")]
    book.cells += [nbformat.v4.new_code_cell(source) for source in cells]
    book.cells[1].metadata["tags"] = ["parameters"]
    nbformat.write(book, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


@pytest.fixture
def few(tmp_path, monkeypatch) -> Path:
    """A folder of the project's notebooks that holds only what a test puts there."""
    folder = tmp_path / "few" / "notebooks"
    monkeypatch.setattr(running, "NOTEBOOKS", folder)
    monkeypatch.setattr(accepting, "NOTEBOOKS", folder)
    return folder


@pytest.mark.slow
def test_a_page_that_cannot_be_built_stops_the_build(shell, standing, tmp_path, monkeypatch):
    project = tmp_path / "project"
    (project / "book" / "_static").mkdir(parents=True)
    for name in ("book.css", "favicon.svg"):
        shutil.copy(ROOT / "book" / "_static" / name, project / "book" / "_static")
    shutil.copy(ROOT / "_config.yml", project)
    (project / "_toc.yml").write_text("format: jb-book\nroot: book/only\n", encoding="utf-8")
    (project / "book" / "only.md").write_text("# One\n\n[a page](nowhere.md)\n", encoding="utf-8")
    monkeypatch.setattr(building, "PROJECT", project)
    monkeypatch.setattr(building, "STORE", project / "store")
    monkeypatch.setattr(building, "FAILED", project / "failed")
    monkeypatch.setattr(running, "NOTEBOOKS", project / "notebooks")
    code, _, err = shell("build", "--out", standing)
    assert code == 1
    assert err.startswith("edition five-reports: the pages could not be built:")
    assert re.search(r"\bbook/only\.md:\d+: WARNING: .*nowhere\.md", err)
    assert ".making-" not in err, "a folder that is gone helps nobody"


# --- keeping what is shown ----------------------------------------------------------------------


@pytest.mark.slow
def test_accept_stores_what_is_shown_now_and_says_what_changed(shell, few):
    kept = notebook(few, "kept", "a = 1", "a + 1")
    moved = notebook(few, "moved", "a = 1", "a + 1", "'the same'")
    assert shell("accept")[0] == 0  # from no outputs at all
    stored = kept.read_bytes()
    moved.write_text(moved.read_text(encoding="utf-8").replace("a = 1", "a = 2"), encoding="utf-8")
    code, out, _ = shell("accept")
    assert code == 0
    assert kept.read_bytes() == stored
    assert "moved.ipynb, cell 2:\n  before: 2\n  after:  3\n" in out
    assert out.splitlines()[-1] == "1 of the stored outputs changed"
    assert "cell 3" not in out and "kept.ipynb, cell" not in out
    assert shell("accept")[1].splitlines()[-1] == "nothing changed"
    assert [path.name for path in few.parent.iterdir()] == ["notebooks"]
    book = json.loads(moved.read_text(encoding="utf-8"))
    assert set(book["metadata"]) == {"kernelspec", "language_info"}
    assert all(set(cell["metadata"]) <= {"tags"} for cell in book["cells"])


@pytest.mark.slow
def test_accept_writes_nothing_if_a_notebook_fails(shell, few):
    notebook(few, "good", "a = 1", "a + 1")
    notebook(few, "torn", "a = 1", "undefined")
    before = tree(few)
    code, out, err = shell("accept")
    assert code == 1
    assert err == "notebook torn.ipynb\ncell [2]\nNameError: name 'undefined' is not defined\n"
    assert "changed" not in out
    assert tree(few) == before
    assert [path.name for path in few.parent.iterdir()] == ["notebooks"]


def test_a_mistake_of_a_person_in_a_cell_is_told_as_it_is(few):
    notebook(few, "asked", "a = ''", "from ceasefire.study import begin\nbegin({'as_of': 'soon'})")
    told = running.execute(running.task(few / "asked.ipynb", {})).error
    assert "cell [2]\nParameterError: parameter 'as_of': found 'soon'; accepted: a day" in told
