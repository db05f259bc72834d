"""The tables as known: every clean table narrowed to what the record holds, and the verdicts.

In: a ``Record`` and the choices that bear on verdicts. Out: frames by name, for the page on the
data and for those who take them away. Pure. Facts are known as everywhere else; this adds what
becomes of the tables around them.
"""

import pandas as pd

from ceasefire.measures.compliance import compliance
from ceasefire.measures.knowledge import Record, latest_day

# The tables that are no declared ones, in the order in which they stand around those.
VERDICTS, CITATIONS, QUARANTINE = "verdicts", "citations", "quarantine"
VERDICTS_KEY = ["commitment_id", "viewpoint_id"]


def tables(
    record: Record, agreements: tuple[str, ...] = (), grace_days: int = 0
) -> dict[str, pd.DataFrame]:
    """The verdicts, every clean table as known, its citations, and what nobody could resolve."""
    cited = record.citations
    lost = record.clean.quarantine
    return {
        VERDICTS: compliance(record, agreements, grace_days),
        **as_known(record),
        CITATIONS: cited,
        QUARANTINE: lost[lost["source_id"].isin(record.sources["source_id"])],
    }


def as_known(record: Record) -> dict[str, pd.DataFrame]:
    """Every clean table without what was not known.

    Facts are those that a known report carries, sources those that are known. A row that must point
    at a row which is not known goes; where it may, the cell is empty. A spelling is known with what
    it means, and what was decided about a row of a harvest with that row.
    """
    package = record.clean.package
    frames = {
        name: record.facts(name) if package.literals(name) else frame
        for name, frame in record.clean.tables.items()
    }
    frames["sources"] = record.sources
    frames |= _of_the_harvest(record, frames)
    names = frames["names"]
    held = {kind: set(frames[f"{kind}s"].iloc[:, 0]) for kind in names["kind"].unique()}
    meant = [i in held[kind] for kind, i in zip(names["kind"], names["id"], strict=True)]
    frames["names"] = names[pd.Series(meant, index=names.index, dtype=bool)]
    left = {name: len(frame) for name, frame in frames.items()}
    while True:
        frames = {name: _pointing(record, name, frame, frames) for name, frame in frames.items()}
        before, left = left, {name: len(frame) for name, frame in frames.items()}
        if before == left:
            return frames


def _of_the_harvest(record: Record, frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables that speak of a harvest's rows: with those that are known.

    Of those that became no row of the record no day is told: they stand in the whole record only.
    """
    held = {name: frame for name, frame in frames.items() if "origin" in frame}
    own = [name for name in held if "origin" in record.clean.package.key(name)]
    facts = [name for name in held if name not in own]
    seen = {origin for name in facts for origin in held[name]["origin"].dropna()}
    made = {o for name in facts for o in record.clean.tables[name]["origin"].dropna()}
    whole = record.corpus == "all" and _is_latest(record)
    found = {}
    for name in own:
        frame = held[name]
        known = frame["origin"].isin(seen)
        found[name] = frame[known | ~frame["origin"].isin(made) if whole else known]
    return found


def _is_latest(record: Record) -> bool:
    """Whether the record knows all that its corpus holds."""
    last = latest_day(record.clean, record.corpus)
    return record.as_of is not None and record.as_of >= last


def _pointing(
    record: Record, name: str, frame: pd.DataFrame, frames: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """A table that points at known rows only."""
    schema = record.clean.package.schemas[name]["schema"]
    needed = {f["name"] for f in schema["fields"] if f.get("constraints", {}).get("required")}
    for key in schema.get("foreignKeys", []):
        column, there = key["fields"][0], key["reference"]
        target = frames[there["resource"] or name][there["fields"][0]]
        lost = frame[column].notna() & (frame[column] != "") & ~frame[column].isin(target)
        if not lost.any():
            continue
        if column in needed | set(schema["primaryKey"]):
            frame = frame[~lost]
        else:
            frame = frame.assign(**{column: frame[column].mask(lost, None)})
    return frame.reset_index(drop=True)
