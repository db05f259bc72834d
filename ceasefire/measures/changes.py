"""What a publication says, in plain values, and what moved between two of them.

In: a ``Record`` and parameters; or two snapshots. Out: dicts and lists that JSON can hold, so that
a published edition can carry its own. Called by ``publish.changes`` and the words about them.
"""

from collections.abc import Iterable

from ceasefire.clean.tables import AMOUNTS
from ceasefire.measures.compliance import compliance, summary
from ceasefire.measures.knowledge import Record, is_day
from ceasefire.measures.violence import totals


def snapshot(record: Record, agreements: tuple[str, ...], grace_days: int, viewpoint: str) -> dict:
    """What is known: sources, the verdict on each commitment from each viewpoint, totals.

    Days as ISO text, what is missing as None. Counts in series are only counted, series by series;
    harvested: which of the sources are pages of the wider record.
    """
    verdicts = compliance(record, agreements, grace_days)
    sources = record.sources
    counts = record.facts("counts")["series_id"].value_counts()
    series = record.names_of("series", "title")
    return {
        "as_of": _plain(record.as_of),
        "viewpoint": viewpoint,
        "summary": summary(verdicts, viewpoint),
        "sources": {
            row["source_id"]: {
                "title": row["title"],
                "published": [
                    _plain(row["published_start_earliest"]),
                    _plain(row["published_end_latest"]),
                ],
            }
            for row in sources.to_dict("records")
        },
        "harvested": list(sources[sources["corpus"] == "wider"]["source_id"]),
        "verdicts": {
            f"{row['commitment_id']} {row['viewpoint_id']}": {
                "commitment": row["commitment_id"],
                "title": row["title"],
                "viewpoint": row["viewpoint_id"],
                "due": [_plain(row["due_earliest"]), _plain(row["due_latest"])],
                "verdict": row["verdict"],
                "grade": _plain(row["grade"]),
                "decided_by": list(row["decided_by"]),
            }
            for row in verdicts.to_dict("records")
        },
        "counts": {
            row["count_id"]: {
                "title": row["title"],
                "total": [_plain(row[f"total_{amount}"]) for amount in AMOUNTS],
                "period": [row["start_edtf"], row["end_edtf"]],
            }
            for row in totals(record, agreements=agreements).to_dict("records")
        },
        "series": {
            key: {"title": title, "counts": int(counts[key])}
            for key, title in series.items()
            if key in counts.index
        },
    }


def _plain(value: object) -> object:
    """A value as JSON has it."""
    if is_day(value):
        return value.isoformat()
    return None if value is None or value != value else value


def moved(before: dict, after: dict) -> dict[str, list[dict]]:
    """What differs between two snapshots: sources, verdicts, counts and series, with was and is.

    ``was`` is None for what is new, ``now`` None for what is gone. A verdict has moved when its
    word or its grade is another; ``evidence``: the statements that decide now and did not before,
    or, if there are none, those that no longer do.
    """
    found = {
        kind: list(_pairs(before.get(kind, {}), after.get(kind, {})))
        for kind in ("sources", "verdicts", "counts", "series")
    }
    verdicts = []
    for pair in found["verdicts"]:
        was, now = pair["was"] or {}, pair["now"] or {}
        if (was.get("verdict"), was.get("grade")) == (now.get("verdict"), now.get("grade")):
            continue
        old, new = set(was.get("decided_by", ())), set(now.get("decided_by", ()))
        verdicts.append(pair | {"evidence": sorted(new - old) or sorted(old - new)})
    return found | {"verdicts": verdicts}


def _pairs(before: dict, after: dict) -> Iterable[dict]:
    """Each key whose value is not the same, with both values."""
    for key in [*after, *(k for k in before if k not in after)]:
        if before.get(key) != after.get(key):
            yield {"id": key, "was": before.get(key), "now": after.get(key)}


def differing(snapshots: dict[str, dict]) -> dict[str, dict[str, list[str]]]:
    """The commitments on which editions differ: by verdict, the editions that reach it.

    ``snapshots``: by edition, each seen from its own viewpoint.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for edition, said in snapshots.items():
        for row in said["verdicts"].values():
            if row["viewpoint"] == said["viewpoint"]:
                found.setdefault(row["commitment"], {}).setdefault(row["verdict"], []).append(
                    edition
                )
    return {commitment: by for commitment, by in found.items() if len(by) > 1}
