"""Where work is done: processes of this machine that start warm, or the workers of a Dask cluster.

In: functions and values that can be pickled. Out: a ``concurrent.futures.Executor``. Called by
``publish.build`` and ``publish.accept``.

A process of its own for each task costs a second in imports alone. Here one server process pays
them (``publish.warm``), and each task runs in a fork of it, which nothing before it has touched.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection

from ceasefire.errors import BuildError

WARM = "ceasefire.publish.warm"
# Names the data package that the server process cleans before it forks.
DATA = "CEASEFIRE_WARM_DATA"
# How long a scheduler may take to answer.
PATIENCE = "10s"


class DiedError(Exception):
    """A process ended without an answer: killed, out of memory, or crashed."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class FreshProcesses(Executor):
    """Each task in a process of its own, ``jobs`` at a time; one that dies is tried once more."""

    def __init__(self, jobs: int, data_dir: str = ""):
        forks = "forkserver" in multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context("forkserver" if forks else "spawn")
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="task")
        self._running: set = set()
        self._lock = threading.Lock()
        self._stopped = False
        if forks:
            from multiprocessing import forkserver

            os.environ[DATA] = data_dir
            self._context.set_forkserver_preload([WARM])
            forkserver.ensure_running()  # it imports while the caller goes on

    def submit(self, work: Callable, /, *values: object, **named: object) -> Future:
        """A future of ``work(*values, **named)``; what it raises is raised by the future."""
        return self._threads.submit(self._twice, work, values, named)

    def _twice(self, work: Callable, values: tuple, named: dict) -> object:
        try:
            return self._once(work, values, named)
        except DiedError:
            return self._once(work, values, named)

    def _once(self, work: Callable, values: tuple, named: dict) -> object:
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_answer, args=(theirs, work, values, named))
        with self._lock:  # two processes started at once would hold each other's pipes open
            if self._stopped:
                raise DiedError("stopped before it began")
            process.start()
            theirs.close()
            self._running.add(process)
        try:
            done, value = ours.recv()
        except (EOFError, OSError):  # nothing came, or not all of it
            process.join()
            raise DiedError(_ending(process.exitcode)) from None
        finally:
            ours.close()
            process.join()
            self._running.discard(process)
        if not done:
            raise value
        return value

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End; with ``cancel_futures`` what has not begun never begins and the rest is stopped."""
        if cancel_futures:
            self._threads.shutdown(wait=False, cancel_futures=True)
            with self._lock:
                self._stopped = True
                for process in list(self._running):
                    process.terminate()
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)


def _answer(pipe: Connection, work: Callable, values: tuple, named: dict) -> None:
    """What a task's process does: the work, and its value or its error into the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asked
    gc.set_threshold(100_000, 50, 50)  # a short life: little of it becomes garbage
    threading.Thread(target=_end_with_the_build, daemon=True).start()
    try:
        answer = (True, work(*values, **named))
    except Exception as error:
        answer = (False, error)
    pipe.send(answer)
    pipe.close()


def _end_with_the_build() -> None:
    """A build that is killed leaves nobody at work."""
    multiprocessing.parent_process().join()
    os._exit(1)


def _ending(code: int | None) -> str:
    """How a process ended, in words."""
    if code is not None and code < 0:
        return f"ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster; BuildError in a line where there are none to be had.

    The workers need the same version of this project, and must see the same data folder.
    """
    try:
        from distributed import Client
    except ImportError:
        raise BuildError(
            "--scheduler needs Dask, which is not installed; accepted: an environment with the "
            "extra 'cluster': pip install -e '.[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise BuildError(
            f"--scheduler {address!r}: no scheduler answers there ({type(error).__name__}); "
            "accepted: the address of one, such as tcp://127.0.0.1:8786"
        ) from None
    with client:
        yield client.get_executor(retries=1)
