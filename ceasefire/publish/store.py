"""What was made before, by what it was made from: content decides, never a time.

In: a key (a digest of all that is known beforehand) and digests of what was read on the way. Out:
values kept as JSON. Called by ``publish.build``. After the constructive traces of Mokhov, Mitchell
and Peyton Jones, "Build systems à la carte" (2018).
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

KEPT_DAYS = 30


def digest(*parts: object) -> str:
    """A digest of values that JSON can write, whatever the order of their keys."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Store:
    """Values under ``folder``: by key, then by what was read."""

    def __init__(self, folder: Path):
        self.folder = folder

    def find(self, key: str, now: Mapping[str, str]) -> str | None:
        """The id of a value made under this key whose reads are as they are now; None: no such."""
        for path in sorted((self.folder / key).glob("*.reads.json")):
            reads = _read(path)
            if reads is not None and all(now.get(name) == was for name, was in reads.items()):
                return f"{key}/{path.name.removesuffix('.reads.json')}"
        return None

    def reads(self, key: str) -> list[dict[str, str]]:
        """What the runs under a key read."""
        found = map(_read, sorted((self.folder / key).glob("*.reads.json")))
        return [reads for reads in found if reads is not None]

    def keep(self, key: str, reads: Mapping[str, str], value: object) -> str:
        """Keep a value; its id. The reads are written last, so that half a value is never found."""
        run = digest(dict(reads))
        folder = self.folder / key
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / f"{run}.json", value)
        _write(folder / f"{run}.reads.json", dict(reads))
        return f"{key}/{run}"

    def put(self, run: str, value: object) -> None:
        """A value under a name of its own, in place of what stood there."""
        path = self.folder / f"{run}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, value)

    def value(self, run: str) -> object | None:
        """A value by its id, used now; None where it cannot be read."""
        path = self.folder / f"{run}.json"
        value = _read(path)
        if value is not None:
            os.utime(path)
        return value

    def forget(self, run: str) -> None:
        """A value that cannot be read is not found again."""
        (self.folder / f"{run}.reads.json").unlink(missing_ok=True)

    def sweep(self) -> None:
        """Values that nobody used for a month go."""
        before = time.time() - KEPT_DAYS * 86_400
        for path in self.folder.glob("*/*"):  # and parts of values, left by a build that was killed
            with contextlib.suppress(FileNotFoundError):  # another build sweeps too
                if path.name.endswith(".reads.json") or path.stat().st_mtime > before:
                    continue
                path.with_name(f"{path.stem}.reads.json").unlink(missing_ok=True)
                path.unlink()


def _read(path: Path) -> object | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write(path: Path, value: object) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
