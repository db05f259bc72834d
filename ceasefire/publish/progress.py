"""How far a build is: a bar with the time left on a screen, nothing where nobody looks.

In: steps. Out: what Rich draws. Called by the shell command.
"""

import contextlib
import sys
from collections.abc import Iterator

from ceasefire.publish.build import Progress


@contextlib.contextmanager
def shown(hidden: bool) -> Iterator[Progress]:
    """Progress for a person at a terminal; elsewhere, and where it is hidden, none."""
    if hidden or not sys.stderr.isatty():
        yield Progress()
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.stop()


class _Bar(Progress):
    """A bar, drawn from the first step on: a build with nothing to do comes back at once."""

    def start(self, steps: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as TimeLeft

        self._bar = Progress(
            BarColumn(), MofNCompleteColumn(), TimeLeft(), TextColumn("{task.description}"),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._task = self._bar.add_task("starting", total=steps)
        self._bar.start()

    def step(self, words: str) -> None:
        self._bar.update(self._task, advance=1, description=words)

    def stop(self) -> None:
        """Take the bar off the screen."""
        if hasattr(self, "_bar"):
            self._bar.stop()
