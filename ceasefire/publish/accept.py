"""Keeping the stored outputs current: run the notebooks in place and say what changed.

In: the project's notebooks as they stand. Out: the same notebooks with fresh outputs, and a list of
the cells whose outputs changed. Nothing is written unless every notebook ran.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from ceasefire.publish.notebooks import NOTEBOOKS, run_all


@dataclass(frozen=True)
class Change:
    """One cell whose stored output changed: notebook, cell number, its text before and after."""

    notebook: str
    cell: int
    before: str
    after: str

    def __str__(self) -> str:
        return (
            f"{self.notebook}, cell {self.cell}:\n  before: {self.before or '(nothing)'}\n"
            f"  after:  {self.after or '(nothing)'}"
        )


def accept(tell: Callable[[str], None] = lambda line: None) -> list[Change]:
    """Re-execute every notebook and store its outputs; returns what changed."""
    aside = Path(tempfile.mkdtemp(prefix=".accept-", dir=NOTEBOOKS.parent))
    try:
        fresh = run_all(aside, {}, tell)
        changes = [change for path in fresh for change in compare(NOTEBOOKS / path.name, path)]
        for path in fresh:
            path.replace(NOTEBOOKS / path.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return changes


def compare(old: Path, new: Path) -> list[Change]:
    """The cells of two runs of one notebook whose outputs differ."""
    before = [_outputs(cell) for cell in nbformat.read(old, as_version=4).cells]
    after = [_outputs(cell) for cell in nbformat.read(new, as_version=4).cells]
    return [
        Change(new.name, number, *_first_difference(_text(was), _text(now)))
        for number, (was, now) in enumerate(zip(before, after, strict=True))
        if was != now
    ]


def _outputs(cell: nbformat.NotebookNode) -> list[dict]:
    """A cell's outputs without the number of its run."""
    return [
        {k: v for k, v in output.items() if k != "execution_count"}
        for output in cell.get("outputs", [])
    ]


def _text(outputs: list[dict]) -> str:
    """What a reader sees of outputs, as far as text can say it."""
    parts = [output.get("text") or output.get("data", {}) for output in outputs]
    return "\n".join(
        str(p.get("text/markdown") or p.get("text/html") or p.get("text/plain") or p)
        if isinstance(p, dict)
        else p
        for p in parts
    )


def _first_difference(was: str, now: str, width: int = 60) -> tuple[str, str]:
    """The stretch where two texts first differ, with a little before it."""
    at = next(
        (i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a != b),
        min(len(was), len(now)),
    )
    at = max(at - 20, 0)
    return tuple(" ".join(text[at : at + width].split()) for text in (was, now))
