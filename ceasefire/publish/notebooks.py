"""Running notebooks: with parameters, several side by side, outputs made repeatable.

In: notebooks of the project and values for their parameters. Out: executed notebooks in another
folder. A failed cell raises BuildError, which names the notebook, the cell and the error.
Called by ``publish.build`` and ``publish.accept``.
"""

import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import nbformat

from ceasefire.errors import BuildError
from ceasefire.package import PROJECT

NOTEBOOKS = PROJECT / "notebooks"
# What papermill and nbclient note about a run, and no reader needs: times and machines.
VOLATILE = ("papermill", "execution", "widgets")
TRIES = 3


def notebook_paths() -> list[Path]:
    """The notebooks of the book, in the order of their names."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def tidy(path: Path) -> None:
    """Leave in an executed notebook only what the same data would give again."""
    book = nbformat.read(path, as_version=4)
    for holder in (book, *book.cells):
        for key in VOLATILE:
            holder.metadata.pop(key, None)
    book.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    book.metadata["language_info"] = {"name": "python"}
    for cell in book.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.metadata["tags"] = ["injected-parameters", "hide-input"]
    nbformat.write(book, path)


def run(source: Path, target: Path, parameters: Mapping[str, object]) -> Path:
    """Run one notebook in a fresh kernel; BuildError names the cell that failed.

    A kernel that dies before it answers is tried again: kernels started side by side can take each
    other's ports.
    """
    # Imported here: a process that only plans or checks has no need of it.
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    for tries_left in range(TRIES - 1, -1, -1):
        try:
            papermill.execute_notebook(
                source,
                target,
                parameters=dict(parameters),
                kernel_name="python3",
                progress_bar=False,
                log_output=False,
                cwd=str(source.parent),
                extra_arguments=["--log-level=40"],  # ipykernel warns of TCP at every start
            )
            break
        except PapermillExecutionError as error:
            raise BuildError(
                f"notebook {source.name}, cell {error.cell_index}: {error.ename}: {error.evalue}"
            ) from None
        except (DeadKernelError, RuntimeError) as error:
            if not tries_left:
                raise BuildError(
                    f"notebook {source.name}: its kernel died {TRIES} times ({error})"
                ) from None
    tidy(target)
    return target


def run_all(
    folder: Path,
    parameters: Mapping[str, object],
    tell: Callable[[str], None] = lambda line: None,
    executor: Executor | None = None,
) -> list[Path]:
    """Run every notebook into a folder, as many at a time as there are processors.

    ``executor``: where to run them (a pool of processes on this machine by default).
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources = notebook_paths()
    pool = executor or ProcessPoolExecutor(
        max_workers=min(os.cpu_count() or 1, len(sources)),
        mp_context=get_context("spawn"),
        # Ctrl-C is for the one who asked; the workers finish their notebook and go.
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
    with pool:
        jobs = {pool.submit(run, s, folder / s.name, parameters): s for s in sources}
        try:
            for job in as_completed(jobs):
                job.result()
                tell(f"ran {jobs[job].name}")
        except BaseException:  # Ctrl-C too: what has not begun never begins
            pool.shutdown(cancel_futures=True)
            raise
    return [folder / s.name for s in sources]
