"""The seed reports beside the wider record: which verdicts the wider one moves, and which it adds.

In: a ``Clean`` and parameters. Out: a frame, one row per commitment. Both corpora are judged as of
the same day, so that a verdict differs by what is read and never by when.
"""

from datetime import date

import pandas as pd

from ceasefire.clean.tables import Clean
from ceasefire.measures.compliance import compliance
from ceasefire.measures.knowledge import Record, known, latest_day

# How a coding was checked: the statements that decide on the wider record are counted by it.
CODINGS = ("checked", "agreed", "settled", "contested")
COMPARED_COLUMNS = [
    "commitment_id",
    "agreement_id",
    "title",
    "seed_verdict",
    "seed_grade",
    "wider_verdict",
    "wider_grade",
    "moved",
    "new",
    "decided_by",
    *CODINGS,
]


def compared(
    clean: Clean,
    as_of: date | None = None,
    viewpoint: str = "everyone",
    agreements: tuple[str, ...] = (),
    grace_days: int = 0,
) -> pd.DataFrame:
    """The verdicts of both corpora from one viewpoint: ``COMPARED_COLUMNS``, a row per commitment.

    ``as_of`` None: both as of the later of the two latest days of publication, so that both look
    back from one day. new: the seed reports do not tell of the commitment. moved: they do, and the
    wider record reaches another verdict (another grade alone moves none). decided_by: what decides
    on the wider record; the last columns count these by their coding, those without one in none.
    """
    days = [as_of] if as_of else [latest_day(clean, corpus) for corpus in ("seed", "all")]
    day = max((d for d in days if d is not None), default=None)
    seed, wider = (known(clean, corpus, day) for corpus in ("seed", "all"))
    before = _seen(seed, viewpoint, agreements, grace_days)
    coding = _codings(wider)
    rows = [
        _compared(row, before.get(row["commitment_id"]), coding)
        for row in _seen(wider, viewpoint, agreements, grace_days).values()
    ]
    return pd.DataFrame(rows, columns=COMPARED_COLUMNS, dtype=object)


def _seen(
    record: Record, viewpoint: str, agreements: tuple[str, ...], grace_days: int
) -> dict[str, dict]:
    """The verdicts from one viewpoint, by commitment."""
    verdicts = compliance(record, agreements, grace_days)
    seen = verdicts[verdicts["viewpoint_id"] == viewpoint]
    return {row["commitment_id"]: row for row in seen.to_dict("records")}


def _codings(record: Record) -> dict[str, object]:
    """How the coding of each known statement was checked."""
    frame = record.facts("statements")
    return dict(zip(frame["statement_id"], frame["coding"], strict=True))


def _compared(wider: dict, seed: dict | None, coding: dict[str, object]) -> dict:
    """One commitment on both corpora; ``seed`` None where only the wider one knows it."""
    codings = [coding[statement] for statement in wider["decided_by"]]
    return {
        **{name: wider[name] for name in ("commitment_id", "agreement_id", "title", "decided_by")},
        "seed_verdict": seed and seed["verdict"],
        "seed_grade": seed and seed["grade"],
        "wider_verdict": wider["verdict"],
        "wider_grade": wider["grade"],
        "moved": seed is not None and seed["verdict"] != wider["verdict"],
        "new": seed is None,
        **{name: codings.count(name) for name in CODINGS},
    }
