"""What a notebook opens: its parameters, checked, and the record that they select.

In: the names that stand in the notebook after its parameters cell. Out: a ``Study``. The seam
between notebooks and everything below; a notebook calls nothing of package or clean itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from ceasefire.clean.tables import Clean, clean
from ceasefire.errors import PackageError, UserError
from ceasefire.measures.knowledge import Record, known
from ceasefire.package import fingerprints, open_package, package_root
from ceasefire.parameters import ACCEPTED, Parameters, read_parameters, require_ids

# Only plain values can be parameters: whatever else stands in a notebook's names is its own work.
_PLAIN = (str, int, float, list, dict, date, type(None))
# What IPython itself puts there.
_OWN = {"In", "Out"}


@dataclass(frozen=True)
class Study:
    """One reading of the data: parameters, the clean tables, the record as known by then."""

    parameters: Parameters
    clean: Clean
    record: Record


def open_study(parameters: Parameters) -> Study:
    """The record that the parameters select; UserError, in one line, where they cannot be met."""
    cleaned = opened(parameters.data_dir)
    tables = cleaned.tables
    require_ids("viewpoint", [parameters.viewpoint], set(tables["viewpoints"]["viewpoint_id"]))
    require_ids("agreements", parameters.agreement_ids, set(tables["agreements"]["agreement_id"]))
    return Study(parameters, cleaned, known(cleaned, parameters.corpus, parameters.knowledge_date))


def opened(data_dir: str = "") -> Clean:
    """The clean tables of a package; the same content is cleaned once in a process."""
    root = package_root(data_dir)
    return _cleaned(root, tuple(fingerprints(root).items()))


def asked_anew(data_dir: str = "") -> set[str]:
    """The names of the tables of a package that are read from now on, as they come."""
    asked = opened(data_dir).package.tables.asked
    asked.clear()
    return asked


@lru_cache(maxsize=4)
def _cleaned(root: Path, _content: tuple[tuple[str, str], ...]) -> Clean:
    package = open_package(root)
    try:
        cleaned = clean(package)
        _ = [*cleaned.tables.values()], cleaned.citations
    except UserError:
        raise
    except Exception:
        # Cleaning trusts a package that passes its check; where it stumbles, the check says why.
        _explain(root)
        raise
    return cleaned


def _explain(root: Path) -> None:
    """PackageError with the first fault that the check finds, and how many more there are."""
    from ceasefire.check import check

    faults = check(root)
    if faults:
        more = f" (and {len(faults) - 1} more: run `ceasefire check`)" if len(faults) > 1 else ""
        raise PackageError(f"{faults[0]}{more}")


def begin(names: Mapping[str, object]) -> Study:
    """Open the study that a notebook's parameters select: ``study = begin(globals())``.

    ``names`` are all names in the notebook after the parameters cell, so that a name that papermill
    injected and no notebook knows stops the run instead of being passed over.
    """
    given = {
        name: value
        for name, value in names.items()
        if (isinstance(value, _PLAIN) or name in ACCEPTED)
        and not name.startswith("_")
        and name not in _OWN
    }
    return open_study(read_parameters(given))
