"""The refresh beside the stock way, in one run: seconds, ratios, peak memory.

Run it with `make bench`. The stock way is papermill's command for each notebook, one after the
other, then `jupyter-book build`. Both work in copies of the project, from the same files, with the
same packages. Thirty editions the stock way take half an hour: unless `--full` is given, it makes
one and the time is taken thirty times.
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(sys.prefix, "var", "cache", "ceasefire", "pictures")
MANY = 30


class Memory(threading.Thread):
    """The most memory that this process's children hold at once, in MB: proportional set size."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.ended = 0.0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.25):
            self.most = max(self.most, sum(map(_held, _below(os.getpid()))) / 1024)


def _below(pid: int) -> Iterator[int]:
    """The processes that descend from one."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
    todo = parents.get(pid, [])
    while todo:
        one = todo.pop()
        todo += parents.get(one, [])
        yield one


def _held(pid: int) -> int:
    """A process's memory in KB, pages that it shares counted by its share."""
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    except OSError:
        return 0
    return int(found[1]) if found else 0


@contextmanager
def measured() -> Iterator[dict]:
    """Seconds and peak memory of what is done inside."""
    found: dict = {}
    memory, began = Memory(), time.perf_counter()
    memory.start()
    yield found
    found["seconds"] = time.perf_counter() - began
    memory.ended.set()
    memory.join()
    found["memory"] = memory.most


def copy(folder: Path) -> Path:
    """The project as it stands, without what was built."""
    made = ("_build", ".git", ".venv", "clean", "__pycache__", ".*_cache", "*.egg-info")
    return Path(shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*made)))


def run(project: Path, *words: str) -> str:
    """A command in a copy of the project; what it prints. Its failure ends the benchmark."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=project,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(project), "PYTHONHASHSEED": "0"},
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)}:\n{done.stdout}{done.stderr}")
    return done.stdout


def stock(project: Path, *parameters: str) -> None:
    """papermill for each notebook, then the pages."""
    stage = project / "stock"
    shutil.rmtree(stage, ignore_errors=True)
    (stage / "notebooks").mkdir(parents=True)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(project / name, stage)
    shutil.copytree(project / "book", stage / "book")
    for path in sorted((project / "notebooks").glob("*.ipynb")):
        target = str(stage / "notebooks" / path.name)
        run(project, "-m", "papermill", str(path), target, "--cwd", str(path.parent), *parameters)
    build = "from jupyter_book.cli.main import main; main()"
    run(project, "-c", build, "build", str(stage), "-n", "-W", "--keep-going", "-q")


def ours(project: Path, *words: str) -> dict:
    """The refresh; its summary."""
    return json.loads(run(project, "-m", "ceasefire.cli", "build", "--json", *words))


def revise_a_count(project: Path) -> None:
    """One row of counts says something else."""
    path = project / "data" / "raw" / "counts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[-1][rows[0].index("title")] += ", as revised"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def rewrite_a_sentence(project: Path) -> None:
    """The prose of one notebook says something else."""
    path = project / "notebooks" / "sources.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    next(c for c in book["cells"][1:] if c["cell_type"] == "markdown")["source"] += ["\n\nMore."]
    path.write_text(json.dumps(book), encoding="utf-8")


def many_editions(project: Path) -> list[str]:
    """Thirty editions by knowledge date, from the first report to the last."""
    first, last = date(2018, 9, 17), date(2020, 9, 30)
    step = (last - first).days / (MANY - 1)
    days = [first + timedelta(days=round(i * step)) for i in range(MANY)]
    listed = [
        {"name": f"as-of-{d}", "title": f"As known on {d}", "parameters": {"as_of": str(d)}}
        for d in days
    ]
    path = project / "book" / "editions.yml"
    path.write_text(json.dumps({"editions": listed}), encoding="utf-8")  # JSON is YAML
    return [str(d) for d in days]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--full", action="store_true", help="all thirty editions the stock way too")
    full = asked.parse_args().full
    table: list[tuple[str, float, float, str, str]] = []

    def row(work: str, slow: dict, fast: dict, target: str, note: str = "") -> None:
        table.append((work, slow["seconds"], fast["seconds"], target, note))
        print(f"{work}: {slow['seconds']:.1f} s, {fast['seconds']:.2f} s", flush=True)

    with tempfile.TemporaryDirectory() as base:
        project = copy(Path(base) / "project")
        shutil.rmtree(KEPT, ignore_errors=True)
        with measured() as slow:
            stock(project)
        shutil.rmtree(KEPT, ignore_errors=True)
        with measured() as fast:
            ours(project)
        row("one edition, cold", slow, fast, ">= 3")
        one = fast["memory"]
        with measured() as slow:
            stock(project)
        with measured() as fast:
            ours(project)
        row("nothing changed", slow, fast, ">= 60, < 0.5 s")
        for work, change, target in (
            ("one row of counts changed", revise_a_count, ">= 4"),
            ("the prose of one notebook changed", rewrite_a_sentence, ""),
        ):
            change(project)
            with measured() as fast:
                said = ours(project)
            with measured() as slow:
                stock(project)
            ran = ", ".join(name.partition(" ")[0] for name in said["ran"]) or "no notebook"
            row(work, slow, fast, target, f"ran: {ran}")
        days = many_editions(project)
        with measured() as fast:
            ours(project, "--all")
        with measured() as slow:
            for day in days if full else days[len(days) // 2 :][:1]:
                stock(project, "-p", "as_of", day)
        if not full:
            slow["seconds"] *= MANY
        row(f"{MANY} editions", slow, fast, ">= 8",
            "" if full else "stock: one, taken thirty times")  # fmt: skip
        many = fast["memory"]

    print(f"\n{'work':<36}{'stock':>9}{'refresh':>10}{'ratio':>8}  wanted")
    for work, slow, fast, target, note in table:
        print(f"{work:<36}{slow:>7.1f} s{fast:>8.2f} s{slow / fast:>8.1f}  {target:<16}{note}")
    print(f"\npeak memory, all processes: one edition {one:.0f} MB, {MANY} editions {many:.0f} MB")


if __name__ == "__main__":
    main()
