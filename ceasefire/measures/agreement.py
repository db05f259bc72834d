"""How far two readers agree who each labelled the same rows: share of agreement and Cohen's kappa.

In: a ``Record``, whose table ``readers`` has a label of each for every row. Out: a frame, one row
per scale. Pure. Kappa is agreement beyond what two readers with these habits reach by chance:
(observed - expected) / (1 - expected), where *expected* sums, over the labels, the product of the
shares in which each reader uses one (Jacob Cohen, "A Coefficient of Agreement for Nominal Scales",
Educational and Psychological Measurement 20, 1960).
"""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from ceasefire.measures.knowledge import Record

# The second reader's scale is finer: these labels mean one of the first's, or had no place there.
MEANS = {"met_late": "met", "reversed": "missed"}
SECOND_ALONE = ("accuses_other", "no_outcome")
COLUMNS = ["scale", "rows", "agreed", "share", "kappa"]


def kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Cohen's kappa of two readers' labels, row by row; None without rows or where chance is all.

    Chance is all where both readers give every row the same one label.
    """
    if not len(first):
        return None
    rows, mine, theirs = len(first), Counter(first), Counter(second)
    expected = sum(mine[label] * theirs[label] for label in mine) / rows**2
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / rows
    return None if expected == 1 else (observed - expected) / (1 - expected)


def readers(record: Record) -> pd.DataFrame:
    """How far the two readers agree: scale, rows, agreed, share, kappa (``COLUMNS``).

    *full*: every label counts as given. *common*: on the labels that both had: the second reader's
    finer ones count as the first's (``MEANS``), and rows that the second gave a label without any
    such counterpart (``SECOND_ALONE``) are left out. Empty where the corpus holds no such rows, or
    nothing of it was known. The labels are about the coding: the knowledge date narrows them not.
    """
    frame = record.clean.tables["readers"]
    if record.corpus != "all" or record.sources.empty or frame.empty:
        return pd.DataFrame(columns=COLUMNS)
    common = frame[~frame["second"].isin(SECOND_ALONE)]
    scales = {"full": frame, "common": common.assign(second=common["second"].replace(MEANS))}
    rows = []
    for scale, labels in scales.items():
        agreed = int((labels["first"] == labels["second"]).sum())
        share = agreed / len(labels) if len(labels) else None
        beyond = kappa(list(labels["first"]), list(labels["second"]))
        rows.append((scale, len(labels), agreed, share, beyond))
    return pd.DataFrame(rows, columns=COLUMNS)
