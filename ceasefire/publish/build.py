"""The book from the data: check, run the notebooks, build the pages, swap them in whole.

In: parameters and a folder for the pages. Out: the address of the first page. Made aside and put
in place by a rename: whatever fails, the book that was published before stands as it was.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from ceasefire.check import check
from ceasefire.errors import BuildError
from ceasefire.package import PROJECT, package_root
from ceasefire.parameters import read_parameters
from ceasefire.publish.notebooks import run_all
from ceasefire.study import open_study

OUT = PROJECT / "_build" / "html"
SOURCES = ("_config.yml", "_toc.yml", "book")


def build(
    parameters: Mapping[str, object] | None = None,
    out: Path | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Path:
    """Build the whole book; returns the path of its first page.

    ``parameters``: those of the notebooks, defaults for the rest. Raises ParameterError,
    PackageError or BuildError, each in a line or a few; the pages in ``out`` are then untouched.
    """
    target = Path(out or OUT).resolve()
    _must_be_replaceable(target)
    given = dict(parameters or {})
    chosen = read_parameters(given)
    root = package_root(chosen.data_dir)
    faults = check(root)
    if faults:
        listing = "\n".join(map(str, faults))
        raise BuildError(
            f"{listing}\nthe data package has {len(faults)} "
            f"{'fault' if len(faults) == 1 else 'faults'}; mend them and build again"
        )
    open_study(chosen)  # ids that the data does not hold stop the build here
    if chosen.data_dir:
        given["data_dir"] = str(root)  # notebooks run in another folder than the shell
    target.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".book-", dir=target.parent))
    try:
        for name in SOURCES:
            source = PROJECT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, stage / name)
        run_all(stage / "notebooks", given, tell)
        tell("building the pages")
        _pages(stage)
        swap(stage / "_build" / "html", target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return target / "index.html"


def _must_be_replaceable(target: Path) -> None:
    """BuildError where the folder for the pages holds something that is not a book."""
    if target.is_dir() and (not any(target.iterdir()) or (target / "objects.inv").is_file()):
        return
    if target.exists():
        raise BuildError(
            f"{str(target)!r} is no book and is not replaced; give --out a new folder, or remove it"
        )


def _pages(stage: Path) -> None:
    """Jupyter Book over the staged sources, warnings as errors; BuildError with its last words."""
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build"]
    done = subprocess.run(
        [*command, str(stage), "-n", "-W", "--keep-going", "-q"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    if done.returncode:
        lines = (done.stdout + done.stderr).splitlines()
        telling = [line for line in lines if "WARNING" in line or "rror" in line] or lines
        words = "\n".join(["the pages could not be built:", *telling[-12:]])
        raise BuildError(words.replace(f"{stage}{os.sep}", ""))


def swap(fresh: Path, target: Path) -> None:
    """Put a finished folder in the place of another by renames; the old one goes afterwards."""
    old = target.with_name(f".{target.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
