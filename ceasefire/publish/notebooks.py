"""Running notebooks: their code cells in a shell of their own, outputs the same from the same.

In: a notebook's code cells and values for its parameters. Out: the outputs of each cell, and the
tables that were read. A failed cell is told with its notebook, cell and error. Called, mostly in
another process, by ``publish.build`` and ``publish.accept``.

A kernel would bring a second of start and stop for each notebook. What it does with a cell, IPython
does here without one: the same shell, display hooks and formatters, so that the same outputs come
of it as under papermill, nbval and JupyterLab.
"""

import ast
import contextlib
import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from ceasefire.errors import BuildError
from ceasefire.package import PROJECT
from ceasefire.publish.workers import DiedError, FreshProcesses, processors

NOTEBOOKS = PROJECT / "notebooks"
INJECTED = ["injected-parameters", "hide-input"]


@dataclass(frozen=True)
class Task:
    """One notebook to run: its name, the sources of its code cells, where its parameters stand.

    ``parameters_after``: the number of the code cell after which the values are set; -1: at first.
    ``journal``: a file in which the cell that is being run is noted, or ''.
    """

    name: str
    cells: tuple[str, ...]
    parameters_after: int
    parameters: Mapping[str, object]
    journal: str = ""

    def defaults(self) -> dict[str, object]:
        """The values that the notebook's own parameters cell sets."""
        if self.parameters_after < 0:
            return {}
        found = {}
        with contextlib.suppress(SyntaxError):  # running it says what is wrong
            for node in ast.parse(self.cells[self.parameters_after]).body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    with contextlib.suppress(ValueError):
                        found[node.targets[0].id] = ast.literal_eval(node.value)
        return found


@dataclass
class Outcome:
    """What a run gives: outputs by code cell, tables read, and the error that ended it, if any."""

    outputs: list[list[dict]] = field(default_factory=list)
    asked: tuple[str, ...] = ()
    error: str = ""


def notebook_paths() -> list[Path]:
    """The notebooks of the book, in the order of their names."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def task(path: Path, parameters: Mapping[str, object], journal: str = "") -> Task:
    """The task of running a notebook as it is stored."""
    code = [c for c in _read(path)["cells"] if c["cell_type"] == "code"]
    tagged = [i for i, c in enumerate(code) if "parameters" in c["metadata"].get("tags", [])]
    sources = tuple("".join(c["source"]) for c in code)
    return Task(path.name, sources, tagged[0] if tagged else -1, dict(parameters), journal)


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BuildError(f"notebook {path.name}: not readable ({error}); save it again") from None


# A process has one standard output and one IPython: a worker with several threads takes turns.
TURN = threading.Lock()


def execute(asked: Task) -> Outcome:
    """Run the code cells of a notebook in a new shell, in this process."""
    with TURN:
        return _execute(asked)


def _execute(asked: Task) -> Outcome:
    from ceasefire.publish.shell import Printed, Shell
    from ceasefire.study import asked_anew

    read = asked_anew(str(asked.parameters.get("data_dir", "")))
    shell = Shell.fresh()
    outcome = Outcome()
    if asked.parameters_after < 0:
        shell.user_ns.update(asked.parameters)
    for number, source in enumerate(asked.cells):
        if asked.journal:
            Path(asked.journal).write_text(f"{number + 1}\n", encoding="utf-8")
        shell.outputs = []
        with (
            contextlib.redirect_stdout(Printed("stdout", shell.outputs, asked.journal)),
            contextlib.redirect_stderr(Printed("stderr", shell.outputs, asked.journal)),
        ):
            result = shell.run_cell(source, store_history=True)
        outcome.outputs.append(shell.outputs)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            outcome.error = (
                f"notebook {asked.name}\ncell [{number + 1}]\n{type(error).__name__}: {error}"
            )
            break
        if number == asked.parameters_after:
            shell.user_ns.update(asked.parameters)
    outcome.asked = tuple(sorted(read))
    return outcome


def write(source: Path, target: Path, outputs: list[list[dict]], parameters: Mapping) -> None:
    """A notebook with its outputs, and the parameters that made them where they are not its own."""
    import nbformat

    book = nbformat.from_dict(_read(source))
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code):
        shown = outputs[number] if number < len(outputs) else []
        cell.outputs = [nbformat.from_dict(output) for output in shown]
        cell.execution_count = number + 1 if number < len(outputs) else None
    if parameters:
        own = next(
            (i for i, c in enumerate(book.cells) if "parameters" in c.metadata.get("tags", [])), -1
        )
        injected = nbformat.v4.new_code_cell(
            "\n".join(["# Parameters", *(f"{k} = {v!r}" for k, v in parameters.items())]),
            id="injected-parameters",
            metadata={"tags": INJECTED},
        )
        book.cells.insert(own + 1, injected)
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, target)


def died(name: str, journal: str, how: DiedError) -> BuildError:
    """The message for a process that ended twice without an answer."""
    path = Path(journal)
    noted = path.read_text(encoding="utf-8").splitlines() if journal and path.is_file() else []
    cell, *printed = noted or ["unknown"]
    said = next((line for line in reversed(printed) if line.strip()), "nothing")
    return BuildError(
        f"notebook {name}\ncell [{cell}]\nits process died twice ({how}); last printed: {said}"
    )


def run_all(
    folder: Path,
    parameters: Mapping[str, object],
    tell: Callable[[str], None] = lambda line: None,
    executor: Executor | None = None,
) -> list[Path]:
    """Run every notebook into a folder, as many at a time as there are processors.

    ``executor``: where to run them (fresh processes on this machine by default).
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources = notebook_paths()
    pool = executor or FreshProcesses(processors(), str(parameters.get("data_dir", "")))
    with pool:
        jobs = {}
        for path in sources:
            asked = task(path, parameters, str(folder / f".{path.name}.cell"))
            jobs[pool.submit(execute, asked)] = path, asked
        try:
            for job in as_completed(jobs):
                path, asked = jobs[job]
                outcome = result_of(job, asked)
                if outcome.error:
                    raise BuildError(outcome.error)
                write(path, folder / path.name, outcome.outputs, parameters)
                Path(asked.journal).unlink(missing_ok=True)
                tell(f"ran {path.name}")
        except BaseException:  # Ctrl-C too: what has not begun never begins
            pool.shutdown(cancel_futures=True)
            raise
    return [folder / path.name for path in sources]


def result_of(job, asked: Task) -> Outcome:
    """The outcome of a finished job; BuildError, in three lines, where it could not be run."""
    try:
        outcome = job.result()
    except DiedError as how:
        raise died(asked.name, asked.journal, how) from None
    except Exception as error:  # of the place where it ran: a lost worker, a full disk
        raise BuildError(
            f"notebook {asked.name}\nit could not be run\n{type(error).__name__}: {error}"
        ) from None
    return outcome
