"""The site from the data: what changed is run, editions are built, each is put in place whole.

In: editions and a folder for the site. Out: the site, and a ``Summary`` of what was done. Pages are
made aside: whatever fails, what was published before stands as it was.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future, as_completed
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ceasefire.errors import BuildError, PackageError, UserError
from ceasefire.package import PROJECT, fingerprints, package_root
from ceasefire.publish import notebooks, site
from ceasefire.publish.editions import Edition, read_editions
from ceasefire.publish.store import Store, digest
from ceasefire.publish.workers import DiedError, FreshProcesses, processors

SITE = PROJECT / "_build" / "site"
STORE = PROJECT / "_build" / "store"
FAILED = PROJECT / "_build" / "failed"
SOURCES = ("_config.yml", "_toc.yml", "book")
CODE = PROJECT / "ceasefire"
LOCK = PROJECT / "requirements.lock"
STATE = "what it says"  # the task that is no notebook: an edition's own snapshot


class Progress:
    """Who is told how far a build is; this one tells nobody."""

    def start(self, steps: int) -> None:
        """There are so many steps to do."""

    def step(self, words: str) -> None:
        """One of them is done."""


@dataclass
class Summary:
    """What a build did: notebooks run and reused, editions published and unchanged, and where."""

    first_page: Path
    ran: list[str] = field(default_factory=list)
    reused: int = 0
    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def in_words(self) -> str:
        """One line: what ran, what was reused, what changed."""
        parts = [
            f"{len(self.ran)} notebooks ran, {self.reused} results were reused",
            f"published: {', '.join(self.published)}" if self.published else "nothing changed",
        ]
        if self.unchanged and self.published:
            parts.append(f"unchanged: {', '.join(self.unchanged)}")
        return f"{'; '.join(parts)}; {self.seconds:.1f} s"

    def as_json(self) -> str:
        """The same for machines."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)


@dataclass
class _Plan:
    """One edition to be: what each task of it is made from, and what has been found or made."""

    edition: Edition
    parameters: dict[str, object]
    keys: dict[str, str]
    runs: dict[str, str] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """True once every task of it has been done, now or before."""
        return len(self.runs) == len(self.keys)


class Basis:
    """Digests of everything that tasks and pages are made from, taken once for a build."""

    def __init__(self, root: Path):
        self.root = root
        # What notebooks run as is read first: who saves meanwhile is found out at the end.
        self.tasks = {p.stem: notebooks.task(p, {}) for p in notebooks.notebook_paths()}
        self.tables = fingerprints(root)
        self.declaration = next(iter(self.tables.values()))
        code = {p.relative_to(CODE).as_posix(): _file(p) for p in _files(CODE)}
        self.all_code = digest(code)
        running = ("publish/notebooks.py", "publish/shell.py", "publish/changes.py")
        self.code = digest(
            {n: d for n, d in code.items() if not n.startswith("publish/") or n in running}
        )
        self.environment = digest(_file(LOCK), sys.version, _installed())
        pages = [path for name in SOURCES for path in _files(PROJECT / name)]
        self.sources = digest({p.relative_to(PROJECT).as_posix(): _file(p) for p in pages})
        self.notebooks = {p.stem: p for p in notebooks.notebook_paths()}
        self.written = digest({n: _file(p) for n, p in self.notebooks.items()})

    def parts(self, name: str, parameters: Mapping[str, object]) -> dict[str, object]:
        """What a task is made from, as far as it is known before it runs."""
        from ceasefire.parameters import read_parameters

        chosen = dict(parameters)
        if name in self.tasks:
            cells, chosen = self.tasks[name].cells, self.tasks[name].defaults() | chosen
        else:
            cells, chosen = (), read_parameters(chosen).model_dump()
        return {
            "its code cells": cells,
            "its parameters": {k: v for k, v in chosen.items() if k != "data_dir"},
            "the declaration of the data": self.declaration,
            "the package's code": self.code,
            "the environment": self.environment,
        }

    def differs(self) -> bool:
        """True where somebody saved, meanwhile, a file from which tasks are made."""
        try:
            now = Basis(self.root)
        except (UserError, OSError):  # saved in part
            return True
        return (self.tables, self.code, self.environment, self.tasks) != (
            now.tables, now.code, now.environment, now.tasks
        )  # fmt: skip


def _file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _files(place: Path) -> Iterable[Path]:
    if place.is_file():
        return [place]
    return sorted(p for p in place.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def _installed() -> list[str]:
    """The packages installed beside this one, with their versions."""
    return sorted(
        name
        for folder in {p for p in sys.path if p.endswith("site-packages")}
        for name in os.listdir(folder)
        if name.endswith(".dist-info")
    )


def refresh(
    editions: list[Edition],
    out: Path | None = None,
    data_dir: str = "",
    jobs: int = 0,
    progress: Progress | None = None,
    executor: Executor | None = None,
    url: str | None = None,
) -> Summary:
    """Bring a site up to date; only what changed runs, and only editions that changed are built.

    ``editions``: to be built, in the order of the site's menu; those that stand there stay.
    ``executor``: where tasks run (fresh processes on this machine, ``jobs`` at a time). ``url``:
    where the site will be found; that of its last build if None. Raises
    ParameterError, PackageError or BuildError, each in a few lines; editions that could be built
    are published all the same.
    """
    began = time.perf_counter()
    target = Path(out or SITE).resolve()
    progress = progress or Progress()
    site.must_be_replaceable(target)
    address = site.address(target, url)
    for edition in editions:
        _checked(edition)
    root = package_root(data_dir)
    try:
        basis, store = Basis(root), Store(STORE)
    except PackageError as fault:
        words = f"{fault}\nthe data package has 1 fault; mend it and build again"
        raise BuildError(words) from None
    with site.held(target):
        site.recover(target)
        titles = _in_order(site.published(target) | {e.name: e.title for e in editions})
        site.write_list(target, titles, address)  # the mark of a site, before anything stands there
        plans = [_plan(edition, basis, data_dir, root) for edition in editions]
        summary = Summary(target / "index.html")
        for plan in plans:
            _look_up(plan, basis, store, summary)
        work = _Work(basis, store, target, titles, address, summary, progress)
        try:
            if not all(plan.done for plan in plans) or work.wanted(plans):
                work.do(plans, jobs, executor)
                store.sweep()
        finally:
            site.write_list(target, titles, address)
        summary.unchanged = [e.name for e in editions if e.name not in summary.published]
    summary.seconds = time.perf_counter() - began
    return summary


def _in_order(titles: dict[str, str]) -> dict[str, str]:
    """Editions in the order of the list, then those of a person's own."""
    listed = [edition.name for edition in read_editions()]
    return dict(
        sorted(titles.items(), key=lambda e: listed.index(e[0]) if e[0] in listed else len(listed))
    )


def _checked(edition: Edition) -> None:
    """ParameterError in a line, before anything is done."""
    from ceasefire.parameters import read_parameters

    read_parameters(edition.parameters)


def _plan(edition: Edition, basis: Basis, data_dir: str, root: Path) -> _Plan:
    parameters = {k: v for k, v in edition.parameters.items() if k != "data_dir"}
    if data_dir:
        parameters = {"data_dir": str(root), **parameters}
    keys = {
        name: digest(name, basis.parts(name, parameters)) for name in (*basis.notebooks, STATE)
    }
    return _Plan(edition, parameters, keys)


def _look_up(plan: _Plan, basis: Basis, store: Store, summary: Summary) -> None:
    """Find what was made before from the same; say of the others why they have to run."""
    for name, key in plan.keys.items():
        run = store.find(key, basis.tables)
        if run:
            plan.runs[name] = run
            summary.reused += 1
        why = _why(plan, name, basis, store, run)
        summary.reasons.append(f"{plan.edition.name}: {name}: {why}")


def _why(plan: _Plan, name: str, basis: Basis, store: Store, run: str | None) -> str:
    """Why a task runs, or does not, in words."""
    if run:
        return "reused: nothing that it was made from changed"
    kept = store.reads(plan.keys[name])
    if kept:
        lately = min(kept, key=lambda reads: len(_changed(reads, basis)))
        return f"runs: changed: {', '.join(_changed(lately, basis))}"
    before = store.value(f"last/{digest(plan.edition.name, name)}")
    now = {k: digest(v) for k, v in basis.parts(name, plan.parameters).items()}
    if not isinstance(before, dict):
        return "runs: it has not run before"
    changed = [k for k, v in now.items() if before.get(k) != v]
    return f"runs: changed: {', '.join(changed)}" if changed else "runs: its results were not kept"


def _changed(reads: Mapping[str, str], basis: Basis) -> list[str]:
    return [f"table {name}" for name, was in reads.items() if basis.tables.get(name) != was]


class _Work:
    """The part of a build that runs anything."""

    def __init__(self, basis: Basis, store: Store, target: Path, titles: dict[str, str],
                 url: str, summary: Summary, progress: Progress):
        self.basis, self.store, self.target, self.titles = basis, store, target, titles
        self.url = url
        self.summary, self.progress = summary, progress
        self.stages: dict[str, Path] = {}
        self.failures: dict[str, str] = {}

    def do(self, plans: list[_Plan], jobs: int, executor: Executor | None) -> None:
        """Run what has to run, build what has to be built; BuildError tells what failed."""
        missing: dict[str, tuple[str, _Plan]] = {}
        for plan in plans:
            for name in (n for n in plan.keys if n not in plan.runs):
                missing.setdefault(plan.keys[name], (name, plan))
        self.progress.start(len(missing) + len(plans))
        # The server process imports while this one checks the data.
        local = FreshProcesses(jobs or processors(), str(self.basis.root))
        pool = executor or local
        try:
            self._check(plans)
            self._run(missing, plans, pool)
            self._build(plans, local)
        except BaseException:  # Ctrl-C too: what has not begun never begins
            local.shutdown(cancel_futures=True)
            raise
        finally:
            local.shutdown()
            for stage in self.stages.values():
                shutil.rmtree(stage, ignore_errors=True)
        if self.failures:
            raise BuildError("\n".join(self.failures.values()))

    def _check(self, plans: list[_Plan]) -> None:
        """BuildError or ParameterError for faults in the data, or ids that they do not hold."""
        from ceasefire.check import check
        from ceasefire.parameters import read_parameters
        from ceasefire.study import open_study

        key = digest("check", self.basis.tables, self.basis.code)
        if not self.store.find(key, {}):
            faults = check(self.basis.root)
            if faults:
                listing = "\n".join(map(str, faults))
                raise BuildError(
                    f"{listing}\nthe data package has {len(faults)} "
                    f"{'fault' if len(faults) == 1 else 'faults'}; mend them and build again"
                )
            self.store.keep(key, {}, "no faults")
        for plan in plans:
            if not plan.done:
                open_study(read_parameters(plan.parameters))

    def _run(self, missing: dict[str, tuple[str, _Plan]], plans: list[_Plan],
             pool: Executor) -> None:
        """Each task once, whichever editions share it."""
        from ceasefire.publish.changes import state

        FAILED.mkdir(parents=True, exist_ok=True)
        waiting: dict[Future, tuple] = {}
        for key, (name, plan) in missing.items():
            if name == STATE:
                waiting[pool.submit(state, plan.parameters)] = (key, name, plan, None)
            else:
                # Only a process of this machine can be asked for a note of how far it came.
                journal = str(FAILED / f".{key}") if isinstance(pool, FreshProcesses) else ""
                asked = replace(
                    self.basis.tasks[name], parameters=plan.parameters, journal=journal
                )
                waiting[pool.submit(notebooks.execute, asked)] = (key, name, plan, asked)
        kept: list[str] = []
        try:
            for job in as_completed(waiting):
                key, name, plan, asked = waiting.pop(job)  # its result is not held beyond this turn
                try:
                    kept.append(self._keep(job, key, name, plan, asked))
                except BuildError as error:
                    self._failed(str(error).partition("\nkept")[0], error)
                finally:
                    if asked and asked.journal:
                        Path(asked.journal).unlink(missing_ok=True)
                self.progress.step(f"{name}, {plan.edition.name}")
        finally:
            for job in waiting:
                job.cancel()
            if kept and self.basis.differs():
                for run in kept:
                    self.store.forget(run)
                self._failed("saved", "a file was saved while notebooks ran; build again")
        for plan in plans:
            for name, key in plan.keys.items():
                if name not in plan.runs and (run := self.store.find(key, self.basis.tables)):
                    plan.runs[name] = run

    def _failed(self, fault: str, words: object) -> None:
        """Something to tell at the end; the same fault of many editions is told once."""
        self.failures.setdefault(fault, str(words))

    def _keep(self, job: Future, key: str, name: str, plan: _Plan, asked) -> str:
        """Keep what a task gave; BuildError where it failed, its notebook kept for inspection."""
        if asked is None:
            try:
                value, read = job.result()
            except UserError:
                raise
            except Exception as how:
                raise BuildError(f"edition {plan.edition.name}: {STATE}: {how}") from None
        else:
            outcome = notebooks.result_of(job, asked)
            if outcome.error:
                spoilt = FAILED / plan.edition.name / asked.name
                source = self.basis.notebooks[name]
                notebooks.write(source, spoilt, outcome.outputs, plan.parameters)
                raise BuildError(f"{outcome.error}\nkept as far as it ran: {_shown(spoilt)}")
            value, read = outcome.outputs, outcome.asked
            self.summary.ran.append(f"{name} ({plan.edition.name})")
        run = self.store.keep(key, {table: self.basis.tables[table] for table in read}, value)
        now = {k: digest(v) for k, v in self.basis.parts(name, plan.parameters).items()}
        self.store.put(f"last/{digest(plan.edition.name, name)}", now)
        return run

    def _value(self, run: str) -> object:
        """What was kept; BuildError where a disk has spoilt it: the next build makes it again."""
        value = self.store.value(run)
        if value is None:
            self.store.forget(run)
            raise BuildError(f"{_shown(self.store.folder / run)}.json: not readable; build again")
        return value

    def _beside(self, plans: list[_Plan]) -> dict[str, dict]:
        """Title, choices and snapshot of each edition that stands in the site, or will."""
        done = {plan.edition.name: plan for plan in plans if plan.done}
        return {
            name: {
                "title": title,
                "parameters": dict(done[name].edition.parameters)
                if name in done
                else site.about(self.target, name).get("parameters", {}),
                "says": self._value(done[name].runs[STATE])
                if name in done
                else site.about(self.target, name).get("says"),
            }
            for name, title in self.titles.items()
            if name in done or (self.target / name).is_dir()
        }

    def wanted(self, plans: list[_Plan], beside: dict | None = None) -> list[tuple[_Plan, str]]:
        """The plans whose edition stands there otherwise or not at all, and what it is made of."""
        basis = self.basis
        every = digest(
            self._beside(plans) if beside is None else beside,
            basis.sources, basis.written, basis.all_code, basis.environment, self.url,
        )  # fmt: skip
        made = [(p, digest(every, p.edition.name, p.parameters, p.runs)) for p in plans if p.done]
        return [
            (p, inputs) for p, inputs in made
            if site.about(self.target, p.edition.name).get("inputs") != inputs
        ]  # fmt: skip

    def _build(self, plans: list[_Plan], pool: Executor) -> None:
        """Stage each edition whose tasks are all done, build its pages, publish it."""
        from ceasefire.publish.pages import build_pages  # light: its work is done elsewhere

        beside = self._beside(plans)
        titles = {name: there["title"] for name, there in beside.items()}
        wider = [n for n, there in beside.items() if there["parameters"] == {"corpus": "all"}]
        waiting: dict[Future, tuple[_Plan, str]] = {}
        for plan, inputs in self.wanted(plans, beside):
            stage = self._stage(plan, beside)
            listed = json.dumps(
                {
                    "here": plan.edition.name,
                    "url": self.url,
                    "titles": titles,
                    "wider": wider[0] if wider else "",
                    "badge": plan.edition.badge,
                    "parameters": plan.parameters,
                }
            )
            waiting[pool.submit(build_pages, str(stage), listed)] = plan, inputs
        for job in as_completed(waiting):
            plan, inputs = waiting.pop(job)
            name = plan.edition.name
            try:
                words = job.result()
                if words:
                    raise BuildError(f"the pages could not be built:\n{words}")
                fresh = self.stages[name] / "_build" / "html"
                about = {
                    "title": plan.edition.title,
                    "parameters": {k: v for k, v in plan.parameters.items() if k != "data_dir"},
                    "inputs": inputs,
                    "says": beside[name]["says"],
                }
                (fresh / site.ABOUT).write_text(
                    json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
                )
                site.publish(fresh, self.target, name)
                self.summary.published.append(name)
                shutil.rmtree(FAILED / name, ignore_errors=True)  # it fails no more
            except (BuildError, DiedError, OSError) as error:
                self._failed(f"{name} {error}", f"edition {name}: {error}")
            finally:
                shutil.rmtree(self.stages.pop(name), ignore_errors=True)
            self.progress.step(f"pages, {name}")

    def _stage(self, plan: _Plan, beside: dict[str, dict]) -> Path:
        """A folder with everything that the pages of an edition are made from."""
        from ceasefire.publish.changes import fill

        stage = self.target / f"{site.STAGE}{plan.edition.name}"
        self.stages[plan.edition.name] = stage
        for name in SOURCES:
            source = PROJECT / name
            if source.is_dir():
                shutil.copytree(source, stage / name)
            else:
                stage.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, stage / name)
        for name, path in self.basis.notebooks.items():
            outputs = self._value(plan.runs[name])
            notebooks.write(path, stage / "notebooks" / path.name, outputs, plan.parameters)
        before = site.about(self.target, plan.edition.name)
        said = {name: there["says"] for name, there in beside.items() if there["says"]}
        titles = {name: there["title"] for name, there in beside.items()}
        fill(stage / "book", plan.edition, before, said, titles)
        return stage


def _shown(path: Path) -> str:
    """A path as a person in the project's folder would type it."""
    with contextlib.suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)


__all__ = ["Progress", "Summary", "UserError", "refresh"]
