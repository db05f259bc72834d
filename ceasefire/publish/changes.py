"""The two pages that only a build can write: what changed, and how the editions differ.

In: parameters, or snapshots. Out: a snapshot with the tables that it read; pages filled in. Called
by ``publish.build``, the snapshot in another process.
"""

from collections.abc import Mapping
from pathlib import Path

from ceasefire.measures.changes import snapshot
from ceasefire.parameters import read_parameters
from ceasefire.publish.editions import Edition
from ceasefire.publish.notebooks import TURN
from ceasefire.study import asked_anew, open_study
from ceasefire.words.changes import comparison, report

HERE = "<!-- what follows is written by each build -->"


def state(parameters: Mapping[str, object]) -> tuple[dict, tuple[str, ...]]:
    """What an edition says, and the tables from which it was worked out."""
    with TURN:
        asked = asked_anew(str(parameters.get("data_dir", "")))
        study = open_study(read_parameters(parameters))
        chosen = study.parameters
        said = snapshot(study.record, chosen.agreement_ids, chosen.grace_days, chosen.viewpoint)
        return said, tuple(sorted(asked))


def fill(
    folder: Path,
    edition: Edition,
    before: Mapping[str, object],
    said: Mapping[str, dict],
    titles: Mapping[str, str],
) -> None:
    """Write both pages of an edition, where the book has them.

    ``before``: what the published edition says of itself, empty if none stands. ``said``: the
    snapshots of the editions that are known, by name.
    """
    chosen = {k: v for k, v in edition.parameters.items() if k != "data_dir"}
    first = said.get(next(iter(titles), ""))
    changed = report(
        before.get("says"), said[edition.name], before.get("parameters", {}), chosen, first
    )
    beside = {name: said[name] for name in titles if name in said}
    _put(folder / "what-changed.md", changed)
    _put(folder / "editions.md", comparison(dict(beside), titles, edition.name))


def _put(page: Path, words: str) -> None:
    """A page with the words of this build in place of those that stand for any."""
    if not page.is_file():
        return
    head, _, rest = page.read_text(encoding="utf-8").partition(HERE)
    after = rest[rest.index("\n## ") :] if "\n## " in rest else ""
    page.write_text(f"{head}\n```{{raw}} html\n{words}\n```\n{after}", encoding="utf-8")
