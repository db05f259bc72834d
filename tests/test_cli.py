"""The shell command: what it prints, its exit codes, and no traceback for a person's mistake."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from packages import cited_in, path_of, put, rewrite, small_package, small_texts

from ceasefire.cli import _named
from ceasefire.errors import BuildError, ParameterError
from ceasefire.publish.build import Summary

COMMANDS = ("check", "verify", "clean", "build", "editions", "serve", "accept")


@pytest.fixture
def package(tmp_path):
    return small_package(tmp_path / "data")


def test_help_names_every_command(shell):
    code, out, _ = shell("--help")
    assert code == 0
    assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_has_an_example(shell, name):
    code, out, _ = shell(name, "--help")
    assert code == 0
    assert f"ceasefire {name}" in out.partition("Example")[2]


def test_a_sound_package_passes(shell, package):
    assert shell("check", "--data", package) == (0, "no faults\n", "")


def test_words_that_no_rule_reads_are_said_though_they_are_no_fault(shell, package):
    put(package, "citations", cited_in(package, "counts", "N1", "total"), "token", "fourty-ish")
    code, out, err = shell("check", "--data", package)
    assert (code, err) == (0, "")
    first, last = out.splitlines()
    assert first == "no faults, but words that nobody can read, used nowhere:"
    assert last.startswith("  counts N1, total: 'fourty-ish'") and "corrections" in last


def test_faults_are_printed_with_a_summary_last(shell, package):
    put(package, "places", 3, "latitude", "135")
    put(package, "sides", 3, "allies", "nort")
    code, out, err = shell("check", "--data", package)
    assert (code, err) == (1, "")
    assert "raw/places.csv, row 3, column latitude" in out
    assert out.splitlines()[-1] == "2 faults in 2 files"


def test_verify_prints_what_is_cited_by_url_apart(shell, package, tmp_path):
    texts = small_texts(tmp_path / "texts")
    code, out, _ = shell("verify", "--texts", texts, "--data", package)
    assert code == 0
    assert "Cited by URL, not checked here:" in out
    assert out.splitlines()[-1].startswith("1 texts, 39 tokens")


def test_verify_names_what_does_not_stand_there(shell, package, tmp_path):
    texts = small_texts(tmp_path / "texts")
    put(package, "ignored", 3, "token", "556")
    code, out, _ = shell("verify", "--texts", texts, "--data", package)
    assert code == 1
    assert '"556" does not stand in post-01 paragraph 7' in out
    assert '"555"' in out


def test_clean_writes_every_table_twice(shell, package, tmp_path):
    code, out, _ = shell("clean", "--data", package, "--out", tmp_path / "clean")
    assert code == 0, out
    names = {file.name for file in (tmp_path / "clean").iterdir()}
    assert {"statements.csv", "statements.parquet", "quarantine.csv", "citations.parquet"} <= names
    assert str(len(names)) in out


def test_clean_stops_at_faults_and_writes_nothing(shell, package, tmp_path):
    put(package, "citations", 15, "field", "concluding")
    code, out, _ = shell("clean", "--data", package, "--out", tmp_path / "clean")
    assert code == 1
    assert "1 fault in 1 file" in out
    assert not (tmp_path / "clean").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["check", "--data", "nowhere"], "nowhere"),
        (["verify", "--texts", "nowhere"], "nowhere"),
        (["verify"], "--texts"),
        (["chek"], "chek"),
        (["check", "--fast"], "--fast"),
    ],
)
def test_wrong_use_is_one_message_and_code_2(shell, package, words, message):
    if words[0] == "verify" and len(words) > 1:
        words = [*words, "--data", package]
    code, _, err = shell(*words)
    assert code == 2
    assert message in err


def test_a_table_that_cannot_be_read_is_one_message(shell, package, tmp_path):
    texts = small_texts(tmp_path / "texts")
    rewrite(package, "citations", lambda content: content + b"\xff")
    code, _, err = shell("verify", "--texts", texts, "--data", package)
    assert code == 2
    assert "raw/citations.csv" in err
    assert len(err.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_one_message(shell, package, tmp_path):
    (tmp_path / "file").write_text("in the way")
    code, _, err = shell("clean", "--data", package, "--out", tmp_path / "file" / "clean")
    assert code == 1
    assert len(err.splitlines()) == 1


def test_build_passes_on_what_was_typed_and_says_where_the_book_is(shell, monkeypatch, tmp_path):
    given = {}

    def refresh(editions, out, data_dir, jobs, progress, executor, url):
        (edition,) = editions
        given.update(edition.parameters, out=out, data=data_dir, jobs=jobs, executor=executor)
        given.update(url=url)
        return Summary(tmp_path / "index.html", ["deals (five-reports)"], 2, ["five-reports"])

    monkeypatch.setattr("ceasefire.publish.build.refresh", refresh)
    words = ("-p", "grace_days=7", "--data", "elsewhere", "--out", tmp_path, "--jobs", 3,
             "--url", "https://deals.example/book/")  # fmt: skip
    code, out, _ = shell("build", *words)
    assert code == 0
    assert given == {
        "grace_days": 7, "data": "elsewhere", "out": tmp_path, "jobs": 3, "executor": None,
        "url": "https://deals.example/book/",
    }  # fmt: skip
    assert out.splitlines() == [
        "1 notebooks ran, 2 results were reused; published: five-reports; 0.0 s",
        f"The book: {tmp_path / 'index.html'}",
    ]


@pytest.mark.parametrize(
    ("mistake", "code"), [(BuildError("figures.ipynb, cell 3: no"), 1), (ParameterError("no"), 2)]
)
def test_a_book_that_cannot_be_made_is_told_in_words(shell, monkeypatch, mistake, code):
    def refresh(*_):
        raise mistake

    monkeypatch.setattr("ceasefire.publish.build.refresh", refresh)
    assert shell("build") == (code, "", f"{mistake}\n")


def test_ctrl_c_is_one_line_and_code_130(shell, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("ceasefire.publish.build.refresh", stopped)
    assert shell("build") == (130, "", "stopped; what was published stands as it was\n")


def test_accept_lists_what_changed(shell, monkeypatch):
    monkeypatch.setattr("ceasefire.publish.accept.accept", lambda tell: ["deals.ipynb, cell 4"])
    assert shell("accept")[:2] == (0, "deals.ipynb, cell 4\n1 of the stored outputs changed\n")


def test_parameters_are_typed_as_name_and_value():
    assert _named(["as_of=2018-10-16", "grace_days=7", "agreements=", "start=a=b"]) == {
        "as_of": "2018-10-16", "grace_days": 7, "agreements": "", "start": "a=b",
    }
    with pytest.raises(ParameterError, match="name=value"):
        _named(["as_of"])


def test_as_a_program_of_its_own(package):
    path_of(package, "figures").unlink()
    result = subprocess.run(
        [sys.executable, "-m", "ceasefire.cli", "check", "--data", package],
        capture_output=True, text=True, check=False, encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent),
                          "PYTHONUTF8": "1"},
    )
    assert result.returncode == 1
    assert "raw/figures.csv: the file is missing" in result.stdout
    assert result.stderr == ""
