"""The Data Package: find it, load it, write its clean side. The only module that knows a path.

In: a folder that holds ``datapackage.yaml``, the raw tables it names and, where it has one, the
basemap. Out: a ``Package`` of all-text frames, as people typed them. Everything above calls this
module; it imports none of them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ceasefire.errors import PackageError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PROJECT = Path(__file__).resolve().parent.parent
DESCRIPTOR = "datapackage.yaml"
# The C loader reads the same language seven times faster; not every machine has it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BASEMAP = "geojson"  # the format of the one resource that is no table


def is_table(resource: dict) -> bool:
    """Whether a declared resource is a table; the only other kind is a basemap."""
    return resource.get("format") != BASEMAP


class Tables(Mapping):
    """Raw tables by name, as people typed them, and the names of those that were asked for."""

    def __init__(self, frames: dict[str, pd.DataFrame]):
        self._frames = frames
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> pd.DataFrame:
        frame = self._frames[name]
        self.asked.add(name)
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


@dataclass(frozen=True)
class Package:
    """A data package in memory: where it lies, what it declares, its tables as text."""

    root: Path
    descriptor: dict
    tables: Tables

    @cached_property
    def schemas(self) -> dict[str, dict]:
        """The declaration of each table, by its name."""
        return {r["name"]: r for r in self.descriptor["resources"] if is_table(r)}

    @property
    def basemap_declared(self) -> dict | None:
        """The declaration of the basemap; None where the package has none."""
        return next((r for r in self.descriptor["resources"] if not is_table(r)), None)

    @property
    def basemap(self) -> dict | None:
        """The shapes of the basemap (GeoJSON), read once asked for; None where there is none."""
        if self.basemap_declared is None:
            return None
        self.tables.asked.add(self.basemap_declared["name"])
        return self._basemap

    @cached_property
    def _basemap(self) -> dict:
        return read_basemap(self.root, self.basemap_declared)

    def fields(self, table: str) -> list[dict]:
        """The declared columns of a table, in order."""
        return self.schemas[table]["schema"]["fields"]

    def key(self, table: str) -> list[str]:
        """The columns of a table's primary key."""
        return self.schemas[table]["schema"]["primaryKey"]

    def literals(self, table: str) -> dict[str, dict]:
        """The literal fields of a table (their words stand in citations), by name."""
        return {literal["name"]: literal for literal in self.schemas[table].get("literals", [])}

    @property
    def fact_tables(self) -> list[str]:
        """The tables whose rows rest on citations, in the order of the declaration."""
        return [name for name in self.schemas if self.literals(name)]


def package_root(data_dir: str | os.PathLike = "") -> Path:
    """The folder of a data package; empty means the project's own.

    Raises PackageError where there is no such folder or it holds no descriptor.
    """
    root = Path(os.path.expanduser(data_dir)).resolve() if str(data_dir) else PROJECT / "data"
    if not root.is_dir():
        raise PackageError(
            f"data folder {str(data_dir) or str(root)!r} does not exist; accepted: a folder that "
            f"holds {DESCRIPTOR}; give one, or leave data_dir empty for the project's own data"
        )
    if not (root / DESCRIPTOR).is_file():
        raise PackageError(
            f"data folder {str(root)!r} holds no {DESCRIPTOR}; accepted: a data package; copy the "
            "project's data folder and change its rows"
        )
    return root


@lru_cache(maxsize=4)
def _parsed(text: str) -> object:
    """The same declaration is parsed once in a process; nobody changes it."""
    return yaml.load(text, Loader=LOADER)


def read_descriptor(root: Path) -> dict:
    """The package's declaration; PackageError names the line where it is not YAML."""
    try:
        descriptor = _parsed((root / DESCRIPTOR).read_text(encoding="utf-8-sig"))
        names = [resource["name"] for resource in descriptor["resources"]]
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = f" line {error.problem_mark.line + 1}" if hasattr(error, "problem_mark") else ""
        raise PackageError(f"{DESCRIPTOR}{where}: not readable as YAML in UTF-8; mend it") from None
    except (KeyError, TypeError):
        raise PackageError(f"{DESCRIPTOR}: names no resources; mend the descriptor") from None
    if len(set(names)) != len(names):
        raise PackageError(f"{DESCRIPTOR}: a resource name occurs twice; every table has one name")
    return descriptor


def read_table(root: Path, resource: dict) -> pd.DataFrame:
    """One raw table as text, empty cells ''; PackageError for a broken file or missing column."""
    import pandas as pd  # half a second, and a build with nothing to do reads no table

    path = root / resource["path"]
    wanted = [field["name"] for field in resource["schema"]["fields"]]
    if not path.is_file():
        raise PackageError(
            f"{resource['path']}: missing; accepted: a CSV file with the columns "
            f"{', '.join(wanted)}; restore it, or write a file with this header only"
        )
    try:
        frame = pd.read_csv(
            path,
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            quoting=csv.QUOTE_MINIMAL,
            index_col=False,
        )
    except UnicodeDecodeError as error:
        raise PackageError(
            f"{resource['path']}: not UTF-8 (byte {error.start}); save the file as UTF-8"
        ) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise PackageError(
            f"{resource['path']}: broken CSV ({str(error).strip()}); mend the "
            "quotes or commas of that line"
        ) from None
    missing = [name for name in wanted if name not in frame.columns]
    if missing:
        raise PackageError(
            f"{resource['path']}: column {missing[0]!r} is missing; found: "
            f"{', '.join(map(str, frame.columns))}; add the column"
        )
    # A short line leaves its last cells missing; that is a fault for the check, not for a reader.
    return frame[wanted].fillna("").reset_index(drop=True)


KINDS_OF_FEATURE = ("country", "governorate", "border", "road")
# How deep the points of a shape lie in its coordinates.
DEPTHS = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def read_basemap(root: Path, resource: dict) -> dict:
    """A GeoJSON collection with the frame of the map; PackageError where it cannot be drawn.

    Each feature has a kind (``KINDS_OF_FEATURE``), a name and a geometry of lines or polygons, and
    may have a label (a point) and a list ``through``; ``bbox`` is west, south, east, north in
    degrees, WGS 84.
    """
    where = resource["path"]
    try:
        found = json.loads((root / where).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise PackageError(
            f"{where}: missing; accepted: a GeoJSON file; restore it, or take the resource "
            f"{resource['name']} out of {DESCRIPTOR}"
        ) from None
    except UnicodeDecodeError as error:
        raise PackageError(f"{where}: not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise PackageError(
            f"{where} line {error.lineno}: broken JSON ({error.msg}); mend it"
        ) from None
    try:
        west, south, east, north = found["bbox"]
        framed = _is_point(found["bbox"]) and west < east and south < north
        kinds = [f["properties"]["kind"] for f in found["features"] if f["properties"]["name"]]
        drawable = [
            f["geometry"]["type"] for f in found["features"] if f["geometry"]["coordinates"]
        ]
    except (KeyError, TypeError, ValueError):
        kinds, drawable, framed = [], [], False
    if not framed or not kinds or not len(kinds) == len(drawable) == len(found["features"]):
        raise PackageError(
            f"{where}: no basemap; accepted: a GeoJSON FeatureCollection with bbox (west, south, "
            "east, north) and features that each have a geometry, a kind and a name"
        )
    for kind in kinds:
        if kind not in KINDS_OF_FEATURE:
            raise PackageError(
                f"{where}: a feature of the kind {kind!r}; accepted: {', '.join(KINDS_OF_FEATURE)}"
            )
    for feature in found["features"]:
        _check_feature(where, feature["properties"], feature["geometry"])
    return found


def _check_feature(where: str, given: dict, geometry: dict) -> None:
    """PackageError where a feature's shape, label or list of towns cannot be drawn or written."""
    label, through, shape = given.get("label"), given.get("through"), geometry["type"]
    if shape not in DEPTHS:
        fault, accepted = f"a geometry of the type {shape!r}", ", ".join(DEPTHS)
    elif not _has_points(geometry["coordinates"], DEPTHS[shape]):
        fault, accepted = f"broken coordinates of a {shape}", "points as [longitude, latitude]"
    elif label is not None and not (_is_point(label) and len(label) == 2):
        fault, accepted = f"the label {label!r}", "[longitude, latitude]"
    elif through is not None and not (
        isinstance(through, list) and all(isinstance(town, str) for town in through)
    ):
        fault, accepted = f"through {through!r}", "a list of names"
    else:
        return
    raise PackageError(f"{where}: {given['name']} has {fault}; accepted: {accepted}")


def _has_points(found: object, depth: int) -> bool:
    """Whether coordinates hold points at this depth, and no empty list above them."""
    if depth == 0:
        return _is_point(found)
    inside = isinstance(found, list) and found
    return bool(inside) and all(_has_points(part, depth - 1) for part in found)


def _is_point(found: object) -> bool:
    """Whether this is a list of two or more numbers."""
    return (
        isinstance(found, list)
        and len(found) >= 2
        and all(isinstance(n, int | float) and math.isfinite(n) for n in found)
    )


def open_package(data_dir: str | os.PathLike = "") -> Package:
    """Open a data package; empty means the project's own. PackageError in one line if it cannot."""
    root = package_root(data_dir)
    descriptor = read_descriptor(root)
    tables = {r["name"]: read_table(root, r) for r in descriptor["resources"] if is_table(r)}
    return Package(root, descriptor, Tables(tables))


def fingerprints(root: Path) -> dict[str, str]:
    """A digest of the declaration, and of each file that it names; '' for a file that is missing.

    By the name of the resource; the declaration's own name is that of its file.
    """
    descriptor = read_descriptor(root)
    files = {DESCRIPTOR: DESCRIPTOR} | {r["name"]: r["path"] for r in descriptor["resources"]}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for name, path in ((name, root / file) for name, file in files.items())
    }


def write_raw(package: Package, frames: dict[str, pd.DataFrame]) -> list[str]:
    """Write raw tables in place, each whole or not at all; returns the files that changed.

    ``frames``: text, by table name. Every file is made aside before the first is put in place.
    """
    aside: dict[Path, Path] = {}
    try:
        for name, frame in frames.items():
            path = package.root / package.schemas[name]["path"]
            made = frame.to_csv(index=False, lineterminator="\n").encode()
            if not path.is_file() or path.read_bytes() != made:
                handle, held = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
                aside[Path(held)] = path
                with os.fdopen(handle, "wb") as file:
                    file.write(made)
                os.chmod(held, 0o644)
        for held, path in aside.items():
            os.replace(held, path)
    finally:
        for held in aside:
            held.unlink(missing_ok=True)
    return [package.schemas[name]["path"] for name in frames
            if package.root / package.schemas[name]["path"] in aside.values()]  # fmt: skip


# What makes a spreadsheet take a text for a formula, by its first sign.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(value: object) -> object:
    """A cell that a spreadsheet would run as a formula, made text by an apostrophe before it.

    Numbers, also those written as text, and all other values stay as they are.
    """
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value


def plain(value: object) -> str:
    """A cell as CSV holds it: ISO days, true and false, no digit beyond what a number has."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(defused(value))


def write_table(table: pa.Table, folder: Path, name: str) -> None:
    """One table as CSV, its cells defused, and as Parquet, its cells as they are."""
    import pyarrow.parquet as pq

    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        columns = [map(plain, column.to_pylist()) for column in table.columns]
        writer.writerows(zip(*columns, strict=True))
    pq.write_table(table, folder / f"{name}.parquet")


def flat(values: pd.Series) -> list:
    """A column without tuples, which become text joined by ';', and with None for what is missing.

    Numbers that pandas holds as its own become Python's.
    """
    return [
        ";".join(map(str, v)) if isinstance(v, tuple) else v
        for v in values.astype(object).where(values.notna(), None)
    ]


def write_clean(frames: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write frames as CSV and Parquet, all or none: made aside, then swapped in by a rename.

    ``frames`` by table name. Returns the paths.
    """
    import pyarrow as pa

    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, frame in frames.items():
            write_table(pa.table({c: flat(frame[c]) for c in frame.columns}), aside, name)
        aside.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return sorted(folder.iterdir())
