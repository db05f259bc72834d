"""The refresh: only what changed runs, side by side and afresh, published whole or not at all.

Where the logic of the store is tested, tasks run in this process and pages are a stand-in; where
processes are the point (killed, leaking, at work at once), they are real ones.
"""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import Executor, Future
from pathlib import Path

import nbformat
import pytest
from browsing import faults_of, pages_of, read
from conftest import EDITIONS
from packages import add, cited_in, path_of, put, small_package
from test_build import ROOT, notebook, tree

from ceasefire.cli import main
from ceasefire.errors import BuildError, ParameterError
from ceasefire.publish import build as building
from ceasefire.publish import notebooks as running
from ceasefire.publish import pages, serve, workers
from ceasefire.publish import site as sites
from ceasefire.publish.changes import HERE
from ceasefire.publish.editions import Edition, edition_of, read_editions
from ceasefire.publish.store import Store

READ = "from ceasefire.study import begin\nstudy = begin(globals())\nstudy.record.facts('{}')"
PARAMETERS = 'as_of = ""\ngrace_days = 0\ndata_dir = ""'
ONE = [Edition("one", "The one")]
TWO = [*ONE, Edition("other", "The other", {"grace_days": 3})]


class Here(Executor):
    """Tasks run at once, in this process."""

    def __init__(self, _jobs: int = 1, _data_dir: str = ""):
        self.done: list[str] = []

    def submit(self, work, /, *values, **named) -> Future:
        future: Future = Future()
        self.done.append(work.__name__)
        try:
            future.set_result(work(*values, **named))
        except BaseException as error:
            future.set_exception(error)
        return future


def quick_pages(stage: str, editions: str) -> str:
    """A stand-in for Sphinx: the sources of the pages as they are, with the menu."""
    made = Path(stage, "_build", "html")
    made.mkdir(parents=True)
    for kind in ("book", "notebooks"):
        shutil.copytree(Path(stage, kind), made / kind)
    (made / "index.html").write_text(editions, encoding="utf-8")
    return ""


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A project of two notebooks and three pages, in the place of the real one."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "book", folder / "book")
    for name in ("methods.md", "add-a-report.md"):
        (folder / "book" / name).unlink()
    shutil.copy(ROOT / "_config.yml", folder)
    listed = "".join(f"  - file: {n}\n" for n in ("notebooks/said", "book/what-changed",
                                                  "book/editions"))  # fmt: skip
    toc = f"format: jb-book\nroot: notebooks/counted\nchapters:\n{listed}"
    (folder / "_toc.yml").write_text(toc, encoding="utf-8")
    notebook(folder / "notebooks", "counted", PARAMETERS, READ.format("counts"))
    notebook(folder / "notebooks", "said", PARAMETERS, READ.format("statements"))
    small_package(folder / "data")
    monkeypatch.setattr(building, "PROJECT", folder)
    monkeypatch.setattr(building, "STORE", folder / "_build" / "store")
    monkeypatch.setattr(building, "FAILED", folder / "_build" / "failed")
    monkeypatch.setattr(building, "read_editions", lambda: ONE)
    monkeypatch.setattr(running, "NOTEBOOKS", folder / "notebooks")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def quick(project, monkeypatch) -> Path:
    """The same, built in this process with pages that take no time."""
    monkeypatch.setattr(building, "FreshProcesses", Here)
    monkeypatch.setattr(pages, "build_pages", quick_pages)
    return project


def refresh(project: Path, editions: list[Edition] = ONE, **named) -> building.Summary:
    return building.refresh(editions, project / "site", str(project / "data"), **named)


def ran(summary: building.Summary) -> set[str]:
    return {words.partition(" ")[0] for words in summary.ran}


def why(summary: building.Summary, name: str) -> str:
    return next(r for r in summary.reasons if f": {name}: " in r)


BESIDE = [".lock", "404.html", "index.html", "robots.txt", "site.json", "sitemap.xml"]


def beside(site: Path) -> list[str]:
    """What lies in a site besides its editions."""
    return sorted(p.name for p in site.iterdir() if p.is_file() or p.name.startswith("."))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- only what changed --------------------------------------------------------------------------


def test_the_first_build_runs_all_and_the_second_nothing(quick):
    first = refresh(quick)
    assert ran(first) == {"counted", "said"} and first.published == ["one"]
    assert "has not run before" in why(first, "counted")
    before = tree(quick / "site")
    stamps = {p: p.stat().st_mtime_ns for p in (quick / "site").rglob("*") if p.name != ".lock"}
    second = refresh(quick)
    assert (second.ran, second.reused, second.published) == ([], 3, [])
    assert second.unchanged == ["one"] and "nothing changed" in second.in_words()
    assert tree(quick / "site") == before
    assert stamps == {p: p.stat().st_mtime_ns for p in stamps}
    assert beside(quick / "site") == BESIDE


@pytest.mark.parametrize(
    ("table", "column", "name"),
    [("counts", "basis", "counted"), ("statements", "paraphrase", "said")],
)
def test_only_the_notebook_that_reads_a_table_runs_when_it_changes(quick, table, column, name):
    refresh(quick)
    put(quick / "data", table, 2, column, "as somebody revised it")
    summary = refresh(quick)
    assert ran(summary) == {name}
    assert why(summary, name).endswith(f"runs: changed: table {table}")
    assert summary.published == ["one"]
    put(quick / "data", table, 2, column, "and again")
    assert why(refresh(quick), name).endswith(f"runs: changed: table {table}")


def test_a_table_that_nothing_read_runs_nothing(quick):
    refresh(quick)
    put(quick / "data", "figures", 2, "of_what", "as somebody revised it")
    assert refresh(quick).ran == []


def test_a_table_read_before_a_second_study_is_begun_counts_too(quick):
    again = f"{READ.format('counts')}\nbegin(globals()).record.facts('statements')"
    notebook(quick / "notebooks", "counted", PARAMETERS, again)
    refresh(quick)
    put(quick / "data", "counts", 2, "basis", "as somebody revised it")
    assert ran(refresh(quick)) == {"counted"}


def test_data_as_they_were_before_are_not_run_again(quick):
    refresh(quick)
    table = path_of(quick / "data", "counts")
    before = table.read_bytes()
    put(quick / "data", "counts", 2, "basis", "as somebody revised it")
    assert ran(refresh(quick)) == {"counted"}
    table.write_bytes(before)
    summary = refresh(quick)
    assert (summary.ran, summary.published) == ([], ["one"])


def test_prose_runs_nothing_and_is_published(quick):
    refresh(quick)
    edit(quick / "notebooks" / "said.ipynb", "# Title", "# Another title")
    summary = refresh(quick)
    assert (summary.ran, summary.published) == ([], ["one"])
    page = (quick / "site" / "one" / "notebooks" / "said.ipynb").read_text(encoding="utf-8")
    assert "Another title" in page


def test_a_code_cell_runs_its_notebook_alone(quick):
    refresh(quick)
    edit(quick / "notebooks" / "said.ipynb", "facts('statements')", "facts('statements').shape")
    summary = refresh(quick)
    assert ran(summary) == {"said"} and why(summary, "said").endswith("changed: its code cells")
    assert why(summary, "counted").endswith("nothing that it was made from changed")


def test_times_decide_nothing(quick):
    refresh(quick)
    for path in quick.rglob("*"):
        if path.is_file() and "_build" not in path.parts and "site" not in path.parts:
            os.utime(path, (2_000_000_000, 2_000_000_000))
    summary = refresh(quick)
    assert (summary.ran, summary.published) == ([], [])


@pytest.mark.parametrize(
    ("what", "words"), [("LOCK", "the environment"), ("CODE", "the package's code")]
)
def test_the_environment_and_the_package_run_everything_again(quick, monkeypatch, what, words):
    refresh(quick)
    shutil.copytree(building.CODE, quick / "code", ignore=shutil.ignore_patterns("__pycache__"))
    (quick / "code" / "study.py").write_text("changed = True", encoding="utf-8")
    (quick / "lock").write_text("numpy==0", encoding="utf-8")
    monkeypatch.setattr(building, what, quick / what.lower())
    summary = refresh(quick)
    assert ran(summary) == {"counted", "said"} and why(summary, "said").endswith(words)


def test_parameters_run_what_they_change_and_equal_ones_share_it(quick):
    twin = Edition("twin", "The twin", {"grace_days": 0})  # as the notebooks have it anyway
    summary = refresh(quick, [*TWO, twin])
    assert len(summary.ran) == 4 and not [words for words in summary.ran if "(twin)" in words]
    assert summary.published and set(summary.published) == {"one", "other", "twin"}
    later = refresh(quick, [Edition("late", "Late", {"grace_days": 3})])
    assert (later.ran, later.published) == ([], ["late"])
    last = refresh(quick, [Edition("one", "The one", {"grace_days": 9})])
    assert why(last, "said").endswith("changed: its parameters")


def test_an_edition_made_alone_still_tells_of_the_others(quick):
    refresh(quick, TWO)
    edit(quick / "book" / "editions.md", "Question", "The question")
    refresh(quick, ONE)
    page = (quick / "site" / "one" / "book" / "editions.md").read_text(encoding="utf-8")
    assert "The other" in page and "The question" in page
    before = tree(quick / "site" / "one")
    refresh(quick, TWO)
    assert tree(quick / "site" / "one") == before


def test_the_list_of_editions_gives_the_order_whoever_came_first(quick):
    refresh(quick, TWO[1:])
    assert "other/index.html" in (quick / "site" / "index.html").read_text(encoding="utf-8")
    refresh(quick, [Edition("one", "<One> & all")])
    first = (quick / "site" / "index.html").read_text(encoding="utf-8")
    assert "one/index.html" in first and "&lt;One&gt; &amp; all" in first
    assert list(sites.published(quick / "site")) == ["one", "other"]


def test_a_value_that_a_disk_has_spoilt_is_made_again(quick):
    refresh(quick)
    for path in (quick / "_build" / "store").glob("*/*.json"):
        if not path.name.endswith(".reads.json"):
            path.write_bytes(b"")
    edit(quick / "_toc.yml", "book/editions", "book/editions.md")
    for _ in range(4):  # one line for each that is found, and the next build mends it
        try:
            refresh(quick)
            break
        except BuildError as error:
            assert len(str(error).splitlines()) == 1 and "build again" in str(error)
    else:
        pytest.fail("it never recovers")


def test_a_file_saved_while_notebooks_run_is_not_taken_for_what_ran(quick):
    data = quick / "data" / "raw" / "counts.csv"
    saving = f"import pathlib\npathlib.Path({str(data)!r}).open('a').write('\\n')"
    notebook(quick / "notebooks", "counted", PARAMETERS, READ.format("counts"), saving)
    with pytest.raises(BuildError, match="saved while notebooks ran; build again"):
        refresh(quick)
    notebook(quick / "notebooks", "counted", PARAMETERS, READ.format("counts"))
    assert ran(refresh(quick)) == {"counted", "said"}


def test_what_nobody_used_for_a_month_goes_from_the_store(tmp_path):
    store = Store(tmp_path)
    old, new = store.keep("old", {}, 1), store.keep("new", {}, 2)
    (tmp_path / "old" / "x.1.part").write_text("half")
    for path in (tmp_path / "old").iterdir():
        os.utime(path, (1, 1))
    store.sweep()
    assert (store.value(old), store.value(new)) == (None, 2)
    assert list((tmp_path / "old").iterdir()) == []
    assert store.find("old", {}) is None and store.find("new", {}) == new


# --- whole or not at all ------------------------------------------------------------------------


@pytest.mark.slow
def test_a_failing_cell_leaves_what_stands_and_is_named_and_kept(project, monkeypatch):
    monkeypatch.setattr(building._Work, "_build", lambda *_: None)
    notebook(project / "notebooks", "said", PARAMETERS, "print('so far')", "1 / 0", "2")
    with pytest.raises(BuildError) as caught:
        refresh(project)
    told = str(caught.value).splitlines()
    kept = "_build/failed/one/said.ipynb"
    assert told == ["notebook said.ipynb", "cell [3]", "ZeroDivisionError: division by zero",
                    f"kept as far as it ran: {kept}"]  # fmt: skip
    cells = nbformat.read(project / kept, as_version=4).cells
    nbformat.validate(nbformat.read(project / kept, as_version=4))
    shown = {c.execution_count: c.outputs for c in cells if c.cell_type == "code"}
    assert shown[2][0].text == "so far\n" and shown[3][0].ename == "ZeroDivisionError"
    assert not list((project / "_build" / "failed").glob(".*")), "no note is left"


def test_a_failed_edition_stays_as_it_was_and_recovers(quick):
    refresh(quick, TWO)
    before = {name: tree(quick / "site" / name) for name in ("one", "other")}
    spoil = f"{READ.format('statements')}\nassert not grace_days, 'no grace'"
    notebook(quick / "notebooks", "said", PARAMETERS, spoil)
    third = [*TWO, Edition("third", "The third", {"grace_days": 4})]
    with pytest.raises(BuildError) as caught:
        refresh(quick, third)
    assert len(str(caught.value).splitlines()) == 4, "the same fault is told once"
    assert tree(quick / "site" / "other") == before["other"]
    assert tree(quick / "site" / "one") != before["one"], "what could be built is published"
    assert "third" not in (quick / "site" / "one" / "index.html").read_text(encoding="utf-8")
    assert list(sites.published(quick / "site")) == ["one", "other"]
    assert beside(quick / "site") == BESIDE
    notebook(quick / "notebooks", "said", PARAMETERS, READ.format("statements"))
    refresh(quick, third)
    assert set(sites.published(quick / "site")) == {"one", "other", "third"}
    assert not list((quick / "_build" / "failed").rglob("*.ipynb")), "it fails no more"


def test_a_first_build_of_which_one_edition_fails_can_be_followed_by_another(quick):
    good = (quick / "notebooks" / "said.ipynb").read_bytes()
    notebook(quick / "notebooks", "said", PARAMETERS, "assert not grace_days")
    with pytest.raises(BuildError):
        refresh(quick, TWO)
    (quick / "notebooks" / "said.ipynb").write_bytes(good)
    assert set(refresh(quick, TWO).published) == {"one", "other"}


@pytest.mark.slow
def test_a_process_that_dies_is_tried_once_more_and_then_named(project, monkeypatch):
    monkeypatch.setattr(building._Work, "_build", lambda *_: None)
    tries = project / "tries"
    dies = f"open({str(tries)!r}, 'a').write('.')\nprint('before the end')\n"
    dies += "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    notebook(project / "notebooks", "said", PARAMETERS, "1", dies, "3")
    with pytest.raises(BuildError) as caught:
        refresh(project)
    assert str(caught.value).splitlines() == [
        "notebook said.ipynb", "cell [3]",
        "its process died twice (ended by SIGKILL); last printed: before the end",
    ]  # fmt: skip
    assert tries.read_text() == ".."
    once = f"import pathlib\nif len(pathlib.Path({str(tries)!r}).read_text()) == 3: pass\n"
    notebook(project / "notebooks", "said", PARAMETERS, f"{once}else:\n    " +
             dies.replace("\n", "\n    "))  # fmt: skip
    tries.write_text("..")
    edit(project / "notebooks" / "said.ipynb", "== 3: pass", "== 3: 'again'")
    refresh(project)  # the first try dies, the second does not
    assert tries.read_text() == "..."


@pytest.mark.slow
def test_nothing_leaks_from_one_notebook_into_another(project, monkeypatch):
    monkeypatch.setattr(building._Work, "_build", lambda *_: None)
    leak = "import ceasefire, os\nfound = getattr(ceasefire, 'leak', 0), os.environ.get('LEAK')\n"
    leak += "ceasefire.leak, os.environ['LEAK'] = 1, '1'\nfound"
    for name in ("counted", "said"):
        notebook(project / "notebooks", name, PARAMETERS, leak)
    refresh(project, jobs=1)
    store = Store(project / "_build" / "store")
    kept = [path.read_text() for path in store.folder.glob("*/*.json")]
    shown = [text for text in kept if "text/plain" in text]
    assert len(shown) == 2 and all("(0, None)" in text for text in shown)


@pytest.mark.parametrize("where", ["keep", "stage"])
def test_a_full_disk_is_one_line_and_leaves_what_stands(quick, monkeypatch, where, capsys):
    edition = [Edition("five-reports", "All five reports")]
    refresh(quick, edition)
    before = tree(quick / "site")
    put(quick / "data", "counts", 2, "basis", "as somebody revised it")
    write = Path.write_text

    def full(self: Path, text: str, *rest, **named):
        if (self.suffix == ".part" if where == "keep" else self.name == sites.ABOUT):
            write(self, text[:10])
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return write(self, text, *rest, **named)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(SystemExit) as end:
        main(["build", "-e", "five-reports", "--out", "site", "--data", "data"])
    words = capsys.readouterr().err
    assert end.value.code == 1
    assert len(words.splitlines()) == 1 and "No space left" in words
    assert tree(quick / "site") == before
    assert not list((quick / "_build").rglob("*.part"))
    monkeypatch.setattr(Path, "write_text", write)
    assert refresh(quick, edition).published == ["five-reports"]


def test_two_builds_at_once_are_told_so(quick):
    with sites.held(quick / "site"), pytest.raises(BuildError, match="another build is at work"):
        refresh(quick)
    assert refresh(quick).published == ["one"]


def test_an_edition_changes_by_one_exchange(tmp_path, monkeypatch):
    site = tmp_path / "site"
    for folder, words in ((site / "one", "old"), (tmp_path / "fresh", "new")):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(words)
    renamed = []
    monkeypatch.setattr(Path, "rename", lambda *names: renamed.append(names))
    sites.publish(tmp_path / "fresh", site, "one")
    assert (site / "one" / "index.html").read_text() == "new"
    assert not (tmp_path / "fresh").exists()
    assert not renamed or sys.platform not in ("linux", "darwin")


@pytest.mark.parametrize("fails", [1, 2])
def test_where_there_is_no_exchange_an_edition_is_never_lost(tmp_path, monkeypatch, fails):
    site, fresh = tmp_path / "site", tmp_path / "site" / ".making-one"
    for folder, words in ((site / "one", "old"), (fresh, "new")):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(words)
    monkeypatch.setattr(sites, "_exchange", lambda *_: False)
    rename, calls = Path.rename, []

    class Killed(BaseException):
        """What no handler of the code mends, as if the process had been killed."""

    def dies(self: Path, target: Path):
        calls.append(self)
        if len(calls) == fails:
            raise Killed
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", dies)
    with pytest.raises(Killed):
        sites.publish(fresh, site, "one")
    monkeypatch.setattr(Path, "rename", rename)
    sites.recover(site)
    assert (site / "one" / "index.html").read_text() == "old"
    assert [path.name for path in site.iterdir()] == ["one"]
    fresh.mkdir()
    (fresh / "index.html").write_text("newer")
    sites.publish(fresh, site, "one")
    assert (site / "one" / "index.html").read_text() == "newer"
    assert [path.name for path in site.iterdir()] == ["one"]


@pytest.mark.parametrize("name", ["thesis", "thesis.txt"])
def test_what_is_no_book_is_never_replaced(shell, quick, tmp_path, name):
    """`--out .` or `--out ~/texts` would else delete everything there."""
    mine = tmp_path / "mine"
    (mine / "thesis").mkdir(parents=True)
    (mine / "thesis" / "chapter.txt").write_text("years of work", encoding="utf-8")
    (mine / "thesis.txt").write_text("years of work", encoding="utf-8")
    before = tree(mine)
    code, _, err = shell("build", "--data", "data", "--out", mine / name)
    assert tree(mine) == before
    assert code == 1 and name in err and len(err.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_one_message(shell, quick, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    code, _, err = shell("build", "--data", "data", "--out", tmp_path / "file" / "book")
    assert code == 1 and len(err.splitlines()) == 1 and "file" in err


def test_an_empty_folder_may_become_the_book(shell, quick, tmp_path):
    (tmp_path / "new").mkdir()
    assert shell("build", "--data", "data", "--out", tmp_path / "new")[0] == 0
    assert (tmp_path / "new" / "five-reports" / "index.html").is_file()


@pytest.fixture
def copied(project, tmp_path) -> tuple[Path, dict[str, str]]:
    """The small project with the package's code in it, for the command as a program of its own."""
    code = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "ceasefire", project / "ceasefire", ignore=code)
    shutil.copy(ROOT / "requirements.lock", project)
    (project / "book" / "editions.yml").write_text(
        "editions:\n  - {name: one, title: The one}\n", encoding="utf-8"
    )
    return project, os.environ | {"PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"}


COMMAND = [sys.executable, "-m", "ceasefire.cli", "build", "--out", "site"]


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_what_stands(copied):
    project, place = copied
    # Pages in no time: the moments are those of the build, and not of Sphinx.
    stand_in = (project / "ceasefire" / "publish" / "pages.py").read_text(encoding="utf-8")
    stand_in = stand_in.partition("def build_pages")[0] + QUICK
    (project / "ceasefire" / "publish" / "pages.py").write_text(stand_in, encoding="utf-8")

    def build() -> subprocess.Popen:
        return subprocess.Popen(COMMAND, cwd=project, env=place, stdout=-3, stderr=subprocess.PIPE,
                                text=True, start_new_session=True)  # fmt: skip

    first = build()
    assert first.wait(60) == 0, first.stderr.read()
    stands = project / "site" / "one"
    before = tree(stands)
    slow = f"import time\ntime.sleep(0.5)\n{READ.format('counts')}"
    notebook(project / "notebooks", "counted", PARAMETERS, slow)
    for moment in ("_build/failed/.*",  # a notebook runs
                   "site/.making-*/notebooks",  # it is staged
                   "site/.making-*/_build/html/page-3.html"):  # its pages are half made
        killed, began = build(), time.time_ns()
        while not (reached := any(p.stat().st_ctime_ns > began for p in project.glob(moment))):
            if killed.poll() is not None:
                break
            time.sleep(0.002)
        killed.kill()
        killed.wait()
        assert reached, f"it never came to {moment}"
        assert tree(stands) == before, "the published edition is what it was"
    last = build()
    assert last.wait(60) == 0, last.stderr.read()
    assert tree(stands) != before
    assert beside(project / "site") == BESIDE


QUICK = '''
def build_pages(stage: str, editions: str) -> str:
    """A stand-in for Sphinx that takes half a second."""
    import shutil
    import time

    made = Path(stage, "_build", "html")
    made.mkdir(parents=True)
    for number in range(5):
        (made / f"page-{number}.html").write_text(editions)
        time.sleep(0.1)
    shutil.copytree(Path(stage, "notebooks"), made / "notebooks")
    (made / "index.html").write_text(editions)
    return ""
'''


@pytest.mark.slow
def test_a_killed_build_leaves_no_process_at_work(project):
    mark = project / "mark"
    script = (
        "import time\n"
        "from ceasefire.publish.workers import FreshProcesses\n"
        "from pathlib import Path\n"
        f"FreshProcesses(1).submit(exec, {WRITES.format(str(mark))!r})\n"
        "time.sleep(60)\n"
    )
    build = subprocess.Popen([sys.executable, "-c", script], env=os.environ
                             | {"PYTHONPATH": str(ROOT)})  # fmt: skip
    until = time.monotonic() + 30
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert mark.exists()
    build.kill()
    build.wait()
    time.sleep(0.5)
    size = mark.stat().st_size
    time.sleep(0.5)
    assert mark.stat().st_size == size


WRITES = "import time\nfor _ in range(300): open('{}', 'a').write('.'); time.sleep(0.05)"


def _sleep(folder: str) -> None:
    Path(folder, f"{os.getpid()}").touch()
    time.sleep(20)


@pytest.mark.slow
def test_a_stop_ends_what_runs_and_tries_nothing_again(tmp_path):
    pool = workers.FreshProcesses(1)
    job = pool.submit(_sleep, str(tmp_path))
    until = time.monotonic() + 30
    while not list(tmp_path.iterdir()) and time.monotonic() < until:
        time.sleep(0.02)
    began = time.monotonic()
    pool.shutdown(cancel_futures=True)
    assert isinstance(job.exception(), workers.DiedError)
    assert time.monotonic() - began < 10 and len(list(tmp_path.iterdir())) == 1


# --- what a person types ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("editions: [", "cannot be read"),
        ("", "cannot be read"),
        ("editions: []", "names no edition"),
        ("editions:\n - a", "cannot be read"),
        ("editions:\n - {name: one}", "cannot be read (KeyError: 'title')"),
        ("editions:\n - {name: One/.., title: x}", "small letters, digits and hyphens"),
        ("editions:\n - {name: a, title: x}\n - {name: a, title: y}", "'a' stands there twice"),
        ("editions:\n - {name: a, title: x, parameters: {asof: 1}}", "edition 'a': parameter"),
        ("editions:\n - {name: a, title: x, parameters: [as_of]}", "cannot be read"),
        ("editions:\n - {name: a, title: x, parameters: {data_dir: b}}", "--data DIR"),
    ],
)
def test_a_fault_in_the_list_of_editions_is_one_line(tmp_path, text, said):
    (tmp_path / "editions.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        read_editions(tmp_path / "editions.yml")
    assert said in str(caught.value) and len(str(caught.value).splitlines()) == 1
    assert str(caught.value).startswith("editions.yml: ")


def test_a_day_without_quotes_is_a_day(tmp_path):
    text = "editions:\n - {name: a, title: x, parameters: {as_of: 2018-10-10}}"
    (tmp_path / "editions.yml").write_text(text, encoding="utf-8")
    assert read_editions(tmp_path / "editions.yml")[0].parameters == {"as_of": "2018-10-10"}


def test_the_editions_of_the_book_are_in_order():
    found = read_editions()
    assert found[0].name == "five-reports" and not found[0].parameters
    assert len({edition.title for edition in found}) == len(found) > 1


def test_parameters_of_ones_own_name_an_edition():
    own = edition_of({"as_of": "2018-10-16", "viewpoint": "monitors", "data_dir": "/x"})
    assert (own.name, own.title) == (
        "as-of-2018-10-16-viewpoint-monitors", "as_of 2018-10-16, viewpoint monitors",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["-p", "as_of=2018-10-10", "-p", "as_of=2018-10-11"], "parameter 'as_of': given twice", 2),
        (["--data", "x"], "--data DIR with --out DIR", 2),
        (["-p", "data_dir=x"], "--data DIR with --out DIR", 2),
        (["-e", "five-report"], "did you mean 'five-reports'?", 2),
        (["--all", "-p", "grace_days=1"], "-p goes with one edition", 2),
        (["--scheduler", "tcp://127.0.0.1:1"], "no scheduler answers there", 1),
        (["--scheduler", "nonsense"], "no scheduler answers there", 1),
    ],
    ids=lambda item: " ".join(item) if isinstance(item, list) else "",
)
def test_wrong_use_is_one_line(capsys, words, said, code, monkeypatch):
    monkeypatch.setattr(building, "refresh", lambda *_: pytest.fail("it must not begin"))
    monkeypatch.setattr(workers, "PATIENCE", "1s")
    with pytest.raises(SystemExit) as end:
        main(["build", *words])
    told = capsys.readouterr()
    assert (end.value.code, told.out) == (code, "")
    assert said in told.err and len(told.err.splitlines()) == 1


def test_editions_are_listed_with_what_is_published(quick, capsys):
    refresh(quick, [Edition("five-reports", "x"), Edition("mine", "My own")])
    with pytest.raises(SystemExit):
        main(["editions", "--out", str(quick / "site")])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(read_editions()) + 1
    assert re.match(r"five-reports +published  All five reports \(all defaults\)", lines[0])
    assert re.search(r"not built  Wider record, .+ \(corpus=all\)", lines[1])
    assert re.search(r"not built  As known on 10 October 2018 \(as_of=2018-10-10\)", lines[2])
    assert re.match(r"mine +published  My own \(not in the list\)", lines[-1])


def test_a_summary_for_machines_is_json_and_nothing_else(quick, capsys):
    def build(*words: str) -> str:
        with pytest.raises(SystemExit) as end:
            main(["build", "--out", "site", "--data", "data", *words])
        assert not end.value.code
        return capsys.readouterr().out

    assert json.loads(build("--json"))["published"] == ["five-reports"]
    said = json.loads(build("--json", "--explain"))
    assert said["ran"] == [] and said["unchanged"] == ["five-reports"] and len(said["reasons"]) == 3
    assert build("--quiet") == ""
    assert "five-reports: counted: reused" in build("--explain")


# --- what changed -------------------------------------------------------------------------------


def changed(project: Path) -> str:
    page = project / "site" / "one" / "book" / "what-changed.md"
    text = page.read_text(encoding="utf-8")
    assert HERE not in text and "built without" not in text
    assert "## What this page cannot tell" in text
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_what_changed_tells_each_kind_with_its_evidence(quick):
    data = quick / "data"
    refresh(quick)
    assert "the first publication of this edition" in changed(quick)
    refresh_nothing = changed(quick)
    put(data, "citations", cited_in(data, "counts", "N1", "total"), "token", "41")
    url = "https://example.org/b"
    add(data, "sources", "web-02", "seed", "post", "The quay at last", "en", url, "2021-05-25",
        "printed", "printed there", "even", "")  # fmt: skip
    add(data, "statements", "S2", "asserts", "ferry-truce", "C1", "", "", "done", "explicit",
        "says that it is clear", "")  # fmt: skip
    for field, token in (("wording", "the quay is clear"), ("speaker", "South Council")):
        add(data, "citations", "statements", "S2", field, "web-02", url, token)
    refresh(quick, [Edition("one", "The one", {"grace_days": 2})])
    now = changed(quick)
    assert now != refresh_nothing and "first publication" not in now
    told, _, verdicts = now.partition("Verdicts that moved")
    verdicts, _, counts = verdicts.partition("Totals added, revised or gone")
    counts, _, sources = counts.partition("Reports new, changed or gone")
    sources, _, chosen = sources.partition("Parameters that differ")
    assert "one total added or revised" in told and "one report new" in told
    assert "C1 Quay cleared everyone … not yet due ± indeterminate single S2" in verdicts
    assert re.search(r"N1 Violations in a week 40 41", counts), counts
    assert re.search(r"The quay at last 25 May 2021 new", sources), sources
    assert re.search(r"grace_days default 2", chosen), chosen
    refresh(quick, [Edition("one", "The one", {"grace_days": 2})])
    assert changed(quick) == now, "nothing was published, so nothing is told"


# --- the real pages -----------------------------------------------------------------------------


@pytest.mark.slow
def test_the_switcher_and_the_comparison_lead_to_the_other_edition(book):
    site = book.parent
    there = sites.published(site)
    assert list(there) == list(EDITIONS)
    for here in there:
        others = [name for name in there if name != here]
        for name in pages_of(site / here):
            html = (site / here / name).read_text(encoding="utf-8")
            if name in ("index.html", "search.html"):
                continue
            menu = re.search(r'<details class="editions">.*?</details>', html, re.S)
            assert menu and f"<summary>Edition: {there[here]}</summary>" in menu[0], name
            links = re.findall(r'href="([^"]+)"', menu[0])
            assert [(site / here / name).parent.joinpath(link).resolve() for link in links] == [
                site / other / name for other in others
            ]
        page = "book/editions.html"
        links = [link for link in read(site / here / page).links
                 if "notebooks/" in link or any(other in link for other in others)]  # fmt: skip
        assert {f"../../{other}/index.html" for other in others} <= set(links)
        assert any("#C" in link for link in links)
        assert not faults_of(site, f"{here}/{page}", links)
        assert not faults_of(site, f"{here}/book/what-changed.html",
                             read(site / here / "book" / "what-changed.html").links)  # fmt: skip
    assert not faults_of(site, "index.html", read(site / "index.html").links)
    other = (site / EDITIONS[1] / "book" / "editions.html").read_text(encoding="utf-8")
    assert f"{there[EDITIONS[1]]} (this one)" in other


@pytest.mark.slow
def test_outputs_are_those_of_papermill(tmp_path):
    import papermill

    chosen = {"as_of": "2018-11-30", "viewpoint": "monitors"}
    path = ROOT / "notebooks" / "violations.ipynb"
    papermill.execute_notebook(
        path, tmp_path / "theirs.ipynb", chosen, cwd=path.parent, progress_bar=False
    )
    outcome = running.execute(running.task(path, chosen))
    assert not outcome.error
    running.write(path, tmp_path / "ours.ipynb", outcome.outputs, chosen)
    ours, theirs = ([
        [{k: v for k, v in output.items() if k != "execution_count"} for output in cell.outputs]
        for cell in nbformat.read(tmp_path / f"{name}.ipynb", as_version=4).cells
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", [])
    ] for name in ("ours", "theirs"))  # fmt: skip
    assert ours == theirs and any(ours)


def test_what_is_printed_keeps_its_place_and_its_stream():
    cell = "import sys\nprint('a')\nprint('b')\ndisplay(1)\nprint('c', file=sys.stderr)\n2"
    (outputs,) = running.execute(running.Task("n", (cell,), -1, {})).outputs
    assert [(o["output_type"], o.get("name"), o.get("text")) for o in outputs] == [
        ("stream", "stdout", "a\nb\n"), ("display_data", None, None),
        ("stream", "stderr", "c\n"), ("execute_result", None, None),
    ]  # fmt: skip


# --- other machines -----------------------------------------------------------------------------


def _line(process: subprocess.Popen, words: str) -> str:
    """The first line of a program that has these words in it."""
    for line in process.stderr:
        if words in line:
            # What it says later is read too, or it would wait for that.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return line
    pytest.fail(f"it ended without {words!r}")


@pytest.fixture
def cluster():
    """The address of a real scheduler with two workers, each a process of its own."""
    pytest.importorskip("distributed")
    place = os.environ | {"PYTHONPATH": str(ROOT)}
    started = []

    def start(*words: str) -> subprocess.Popen:
        started.append(subprocess.Popen(
            [sys.executable, "-m", "dask", *words], env=place, text=True, stderr=subprocess.PIPE,
        ))  # fmt: skip
        return started[-1]

    try:
        scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        address = re.search(r"tcp://\S+", _line(scheduler, "Scheduler at:"))[0]
        for _ in range(2):
            start("worker", address, "--nworkers", "1", "--nthreads", "1", "--no-nanny",
                  "--no-dashboard")  # fmt: skip
        for worker in started[1:]:
            _line(worker, "Registered to")
        yield address
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_cluster_gives_the_same(project, cluster, monkeypatch):
    monkeypatch.setattr(building._Work, "_build", lambda *_: None)
    mark = f"import os\nopen({str(project)!r} + f'/ran-{{os.getpid()}}', 'a').close()"
    for number in range(4):
        asks = READ.format("counts"), mark, "import time\ntime.sleep(0.2)\n7"
        notebook(project / "notebooks", f"more-{number}", PARAMETERS, *asks)
    with workers.cluster(cluster) as executor:
        there = refresh(project, executor=executor)
    assert len(there.ran) == 6
    where = {path.name.removeprefix("ran-") for path in project.glob("ran-*")}
    assert len(where) == 2 and str(os.getpid()) not in where, "both workers took part"
    store = project / "_build" / "store"
    theirs = {p.name: tree(p) for p in store.iterdir() if p.name != "last"}
    shutil.rmtree(store)
    refresh(project)
    assert {p.name: tree(p) for p in store.iterdir() if p.name != "last"} == theirs
    notebook(project / "notebooks", "said", PARAMETERS, "1 / 0")
    with workers.cluster(cluster) as executor, pytest.raises(BuildError) as caught:
        refresh(project, executor=executor)
    assert str(caught.value).splitlines()[1:3] == [
        "cell [2]", "ZeroDivisionError: division by zero",
    ]  # fmt: skip


# --- while somebody writes ----------------------------------------------------------------------


@pytest.mark.slow
def test_serve_shows_a_saved_file(copied, monkeypatch):
    project, place = copied
    for name, value in place.items():
        monkeypatch.setenv(name, value)
    opened, told, summaries = [], [], threading.Semaphore(0)

    def tell(line: str) -> None:
        told.append(line)
        summaries.release()

    monkeypatch.setattr(serve.webbrowser, "open", opened.append)
    watched = [project / path.relative_to(ROOT) for path in serve.WATCHED]
    monkeypatch.setattr(serve, "WATCHED", watched)
    site = project / "site"
    threading.Thread(target=serve.serve, args=(site, 0, tell), daemon=True).start()
    assert summaries.acquire(timeout=60) and summaries.acquire(timeout=60)
    assert "published: one" in told[0], told
    (address,) = opened
    assert address in told[1] and address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(f"{address}one/notebooks/said.html") as answer:
        page = answer.read().decode()
    assert page.count("<script>fetch('/built-after/0')") == 1
    assert "built-after" not in (site / "one" / "notebooks" / "said.html").read_text()
    with urllib.request.urlopen(f"{address}one/_static/book.css") as answer:
        assert b"built-after" not in answer.read()

    news = []
    wait = threading.Thread(
        target=lambda: news.append(urllib.request.urlopen(f"{address}built-after/0").status)
    )
    wait.start()
    edit(project / "notebooks" / "said.ipynb", "# Title", "# Torn\n1")
    assert summaries.acquire(timeout=5) and "not readable" in told[2], told
    assert not news, "what could not be built is no news"
    notebook(project / "notebooks", "said", PARAMETERS, "'what the code says'")
    assert summaries.acquire(timeout=60) and "published: one" in told[3], told
    wait.join(5)
    assert news == [204]
    with urllib.request.urlopen(f"{address}one/notebooks/said.html") as answer:
        page = answer.read().decode()
    assert "what the code says" in page and "built-after/1" in page


def test_serve_sees_what_authors_write_and_not_what_is_made(project, monkeypatch):
    monkeypatch.setattr(serve, "MADE", project / "data" / "clean")
    monkeypatch.setattr(serve, "WATCHED", (project / "data", project / "ceasefire"))
    kept = project / "ceasefire" / "clean" / "dates.py"
    made = project / "data" / "clean" / "counts.csv"
    for path in (kept, made):
        path.parent.mkdir(parents=True)
        path.touch()
    seen = serve.times()
    assert kept in seen and path_of(project / "data", "counts") in seen and made not in seen


def test_a_port_that_is_taken_is_one_line(project, capsys):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit) as end:
            main(["serve", "--out", "site", "--port", str(taken.getsockname()[1])])
    words = capsys.readouterr().err
    assert end.value.code == 2 and words.startswith("port ") and len(words.splitlines()) == 1
