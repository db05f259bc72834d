"""Editions: named sets of parameters, and the book made from each.

In: ``book/editions.yml``, or parameters typed by a person. Out: ``Edition``s. Called by the shell
and by ``publish.build``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from ceasefire.errors import ParameterError
from ceasefire.package import LOADER, PROJECT
from ceasefire.parameters import read_parameters

FILE = PROJECT / "book" / "editions.yml"
BADGE = (
    "This edition adds public web pages to the book's own reports. A citation with ¶ is a "
    "paragraph of such a report; any other is a page, and each says whether it was checked."
)
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Edition:
    """One edition: its folder in the site, its title in the menu, its parameters."""

    name: str
    title: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def badge(self) -> str:
        """What stands on every page where harvested rows count in; '' where none do."""
        return BADGE if self.parameters.get("corpus") == "all" else ""


def read_editions(path: Path = FILE) -> list[Edition]:
    """The editions in their order; ParameterError, in one line, where the file is not in order."""
    try:
        listed = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)["editions"]
        found = [
            Edition(str(e["name"]), str(e["title"]), _plain(e.get("parameters") or {}))
            for e in listed
        ]
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        words = " ".join(f"{type(error).__name__}: {error}".split())
        raise ParameterError(
            f"{path.name}: cannot be read ({words}); accepted: a list "
            "'editions', each with name, title and, if any, parameters"
        ) from None
    names = [edition.name for edition in found]
    for name in names:
        if not NAME.fullmatch(name):
            raise ParameterError(
                f"{path.name}: edition {name!r}; accepted: small letters, digits and hyphens"
            )
        if names.count(name) > 1:
            raise ParameterError(f"{path.name}: edition {name!r} stands there twice; rename one")
    for edition in found:
        if "data_dir" in edition.parameters:
            raise ParameterError(
                f"{path.name}: edition {edition.name!r}: parameter 'data_dir' is for all editions "
                "of a site; accepted: --data DIR with --out DIR"
            )
        try:
            read_parameters(edition.parameters)
        except ParameterError as fault:
            raise ParameterError(f"{path.name}: edition {edition.name!r}: {fault}") from None
    if not found:
        raise ParameterError(f"{path.name}: names no edition; accepted: one or more")
    return found


def _plain(parameters: Mapping[str, object]) -> dict[str, object]:
    """Values as parameters have them: YAML makes a date of a day without quotes."""
    return {k: str(v) if isinstance(v, date) else v for k, v in parameters.items()}


def edition_of(parameters: Mapping[str, object]) -> Edition:
    """The edition that a person's own parameters make: its name and title say what they are."""
    words = [f"{name}-{value}" for name, value in sorted(parameters.items()) if name != "data_dir"]
    name = re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-") or "own-data"
    title = ", ".join(f"{k} {v}" for k, v in sorted(parameters.items()) if k != "data_dir")
    return Edition(name, title or "Own data", dict(parameters))
