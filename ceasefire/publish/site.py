"""The site: one folder per edition, each put in place whole, and a first page that opens one.

In: finished folders of pages. Out: a folder that any host can serve, and that opens from a disk.
Called by ``publish.build``. Under the site's folder, names that begin with a dot are being made, or
are left by a build that was killed; the next one clears them away.
"""

import contextlib
import ctypes
import json
import os
import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from ceasefire.errors import BuildError

# The mark of a folder that a build may replace: the editions that stand there, as JSON.
LIST = "site.json"
# What an edition was made from, and what it says: read by the next build, and by whoever likes.
ABOUT = "edition.json"
STAGE = ".making-"
OLD = ".old-"

FIRST_PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<meta http-equiv="refresh" content="0; url={name}/index.html">
<p><a href="{name}/index.html">{title}</a></p>
</html>
"""


def must_be_replaceable(site: Path) -> None:
    """BuildError where the folder for the site holds something that is not one."""
    if site.is_dir():
        if (site / LIST).is_file() or all(p.name.startswith(".") for p in site.iterdir()):
            return
    elif not site.exists():
        return
    raise BuildError(
        f"{str(site)!r} is no book and is not replaced; give --out a new folder, or remove it"
    )


@contextlib.contextmanager
def held(site: Path) -> Iterator[None]:
    """The site for one build alone: a second one is told so. Ends with the process, however."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    site.mkdir(parents=True, exist_ok=True)
    with (site / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BuildError(
                f"another build is at work on {str(site)!r}; wait until it has ended"
            ) from None
        yield


def recover(site: Path) -> None:
    """Clear what a killed build left; an edition that it had put aside stands again."""
    for path in site.glob(f"{OLD}*"):
        name = path.name.removeprefix(OLD)
        if not (site / name).exists():
            path.rename(site / name)
    for path in [*site.glob(f"{STAGE}*"), *site.glob(f"{OLD}*")]:
        shutil.rmtree(path, ignore_errors=True)


def about(site: Path, name: str) -> dict:
    """What the published edition says of itself; empty where none stands or it cannot be read."""
    try:
        found = json.loads((site / name / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def published(site: Path) -> dict[str, str]:
    """The titles of the editions that stand in the site, by name, in the order of its list."""
    try:
        listed = json.loads((site / LIST).read_text(encoding="utf-8"))["editions"]
        return {e["name"]: e["title"] for e in listed if (site / e["name"]).is_dir()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def publish(fresh: Path, site: Path, name: str) -> None:
    """A finished folder takes the place of an edition, in one step where the system can."""
    target, old = site / name, site / f"{OLD}{name}"
    if not target.exists():
        fresh.rename(target)
    elif _exchange(fresh, target):
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Two folders change names in one step; False where this system or disk cannot."""
    names = os.fsencode(one), os.fsencode(other)
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        if sys.platform == "linux":
            return libc.renameat2(-100, names[0], -100, names[1], 2) == 0  # RENAME_EXCHANGE
        if sys.platform == "darwin":
            return libc.renamex_np(*names, 2) == 0  # RENAME_SWAP
    return False


def write_list(site: Path, titles: dict[str, str]) -> None:
    """The list of the editions that stand there, and the page that opens the first of them."""
    listed = [
        {"name": name, "title": title} for name, title in titles.items() if (site / name).is_dir()
    ]
    _replace(site / LIST, json.dumps({"editions": listed}, indent=1, ensure_ascii=False) + "\n")
    if listed:
        first = {k: escape(v) for k, v in listed[0].items()}
        _replace(site / "index.html", FIRST_PAGE.format_map(first))


def _replace(path: Path, text: str) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
