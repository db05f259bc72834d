"""Raw tables to clean ones: the only reader of raw.

In: a ``Package`` as people typed it. Out: a ``Clean``: coded columns typed, every cited token
resolved to a typed value with the rule that read it, and apart from them what nobody can resolve.
Nothing is dropped in silence. Called by ``study``, ``check`` and the shell's ``clean``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ceasefire.clean.dates import Span, read_edtf, resolve_date
from ceasefire.clean.names import Spellings, resolve_name, spellings
from ceasefire.clean.quantities import resolve_quantity
from ceasefire.package import Package

# Tables that are read for the citations and are no facts of their own.
CITING = ("citations", "readings", "corrections", "ignored")
CITED = ["table", "row", "field", "source_id", "locator", "token"]
BOUNDS = ["start_earliest", "start_latest", "end_earliest", "end_latest"]
AMOUNTS = ["low", "best", "high"]
CORRECTION = "a person's correction"
READING = "coded from the page, words not held"
UNRESOLVED = {
    "date": "no rule reads these words as a date, and no correction does",
    "quantity": "no rule reads these words as a quantity, and no correction does",
    "actor": "the spelling stands for no single actor in names, and no correction says whom",
    "place": "the spelling stands for no single place in names, and no correction says which",
}
NO_DATE = Span(None, None, None, None)


class TypedTables(Mapping[str, pd.DataFrame]):
    """Tables with their coded columns typed, made when asked for; the package notes the asking."""

    def __init__(self, package: Package):
        self._package = package
        self._typed: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name in CITING:
            raise KeyError(name)
        raw = self._package.tables[name]
        if name not in self._typed:
            self._typed[name] = type_table(self._package, name, raw)
        return self._typed[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._package.schemas if name not in CITING)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class Clean:
    """Typed tables, resolved citations, and what could not be resolved.

    ``tables``: coded columns typed, by table. ``citations``: one row per cited token with kind,
    rule, value, date bounds and amounts. ``quarantine``: the tokens without a value, with a reason.
    Each is made when it is first asked for.
    """

    package: Package
    tables: TypedTables

    @property
    def citations(self) -> pd.DataFrame:
        """Every cited token with what the rules, or a person, make of it."""
        self.package.tables.asked.update(
            ("citations", "corrections", "names", "readings", "sources")
        )
        return self._citations

    @property
    def quarantine(self) -> pd.DataFrame:
        """The cited tokens that nobody can resolve, each with its reason."""
        lost = self.citations[self.citations["rule"].isna()]
        lost = lost[[*CITED, "kind"]].assign(reason=lost["kind"].map(UNRESOLVED))
        return lost.reset_index(drop=True)

    @cached_property
    def _citations(self) -> pd.DataFrame:
        return resolve_citations(self.package, self.tables["sources"])


def type_column(values: pd.Series, field: dict) -> pd.Series:
    """One coded column with its declared type; empty cells become missing values."""
    if field["type"] == "boolean":
        return values.str.lower().map({"true": True, "false": False}).astype("boolean")
    if field["type"] in ("number", "integer"):
        return pd.to_numeric(values.where(values != ""))
    if field.get("items") == "list":
        return values.map(lambda text: tuple(p.strip() for p in text.split(";") if p.strip()))
    return values.where(values != "")


def type_table(package: Package, table: str, raw: pd.DataFrame) -> pd.DataFrame:
    """A raw table with its coded columns typed; an EDTF column brings its four bounds."""
    typed = pd.DataFrame(index=raw.index)
    for field in package.fields(table):
        name = field["name"]
        typed[name] = type_column(raw[name], field)
        if field.get("items") == "edtf":
            spans = [read_edtf(text) if text else NO_DATE for text in raw[name]]
            for bound in BOUNDS:
                typed[f"{name}_{bound}"] = pd.Series(
                    [getattr(span, bound) for span in spans], index=raw.index, dtype=object
                )
    return typed


def amounts_of(text: str) -> tuple[float | None, float | None, float | None]:
    """Low, best, high of a correction such as '101//' (nothing: unknown)."""
    low, best, high = (float(part) if part.strip() else None for part in text.split("/"))
    return low, best, high


@dataclass(frozen=True)
class Page:
    """What the words of a report are read against: its id, its language, its day of publication."""

    source_id: str
    language: str
    published: Span


def resolve(kind: str, token: str, page: Page, listed: Spellings) -> dict:
    """What the rules make of one token: rule, value, bounds, amounts; empty where they fail."""
    if kind == "text":
        return {"rule": "words as printed", "value": token}
    if kind == "date":
        found = resolve_date(token, page.published, page.language)
        return {"rule": found.rule, "value": found.edtf} if found else {}
    if kind == "quantity":
        found = resolve_quantity(token, page.language)
        if not found:
            return {}
        return {
            "rule": found.rule,
            "low": found.low,
            "best": found.best,
            "high": found.high,
            "value": write_amounts(found.low, found.best, found.high),
        }
    found = resolve_name(token, kind, page.source_id, listed)
    return {"rule": "spelling listed in names", "value": found} if found else {}


def write_amounts(low: float | None, best: float | None, high: float | None) -> str:
    """'low/best/high' with nothing for unknown, as corrections write it."""
    return "/".join("" if part is None else f"{part:.15g}" for part in (low, best, high))


def by_person(kind: str, value: str, rule: str) -> dict:
    """What a value that a person gave says, in the shape of ``resolve``."""
    found = {"rule": rule, "value": value}
    if kind == "quantity":
        found |= dict(zip(AMOUNTS, amounts_of(value), strict=True))
    return found


def pages(sources: pd.DataFrame) -> dict[str, Page]:
    """The page of each source, against which its words are read."""
    return {
        row["source_id"]: Page(
            row["source_id"],
            row["language"],
            Span(*(row[f"published_{bound}"] for bound in BOUNDS)),
        )
        for row in sources.to_dict("records")
    }


def resolve_citations(package: Package, sources: pd.DataFrame) -> pd.DataFrame:
    """Every citation and reading with kind, rule, value, bounds, amounts; no rule: unresolved."""
    read_against = pages(sources)
    listed = spellings(package.tables["names"])
    corrections = {
        tuple(row[key] for key in CITED): row["value"]
        for row in package.tables["corrections"].to_dict("records")
    }
    kinds = {t: {n: x["kind"] for n, x in package.literals(t).items()} for t in package.schemas}
    rows = []
    for row in package.tables["citations"].to_dict("records"):
        kind = kinds[row["table"]][row["field"]]
        given = corrections.get(tuple(row[key] for key in CITED))
        found = (
            by_person(kind, given, CORRECTION)
            if given
            else resolve(kind, row["token"], read_against[row["source_id"]], listed)
        )
        rows.append({**row, "kind": kind, **found})
    for row in package.tables["readings"].to_dict("records"):
        kind = kinds[row["table"]][row["field"]]
        rows.append({**row, "token": "", "kind": kind, **by_person(kind, row["value"], READING)})
    for row in rows:
        if row["kind"] == "date" and row.get("rule"):
            span = read_edtf(row["value"])
            row |= {bound: getattr(span, bound) for bound in BOUNDS}
            row["precision"] = span.precision
    columns = [*CITED, "kind", "rule", "value", *BOUNDS, "precision", *AMOUNTS]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    for column in (*AMOUNTS, "precision"):
        frame[column] = pd.to_numeric(frame[column])
    return frame.astype({name: "str" for name in [*CITED, "kind", "rule", "value"]})


def clean(package: Package) -> Clean:
    """Raw to clean: typed tables, and every cited token resolved or set apart."""
    return Clean(package, TypedTables(package))
