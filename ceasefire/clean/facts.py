"""Facts with their literal fields: citations gathered onto the rows that they carry.

In: a ``Clean`` and the citations that count (all, or those known by a day). Out: one wide frame per
fact table: coded columns, and for each literal field its typed columns. Where several citations
carry one field, days are narrowed to what they share; where they share nothing, and where numbers
differ, the field spans them all and is marked as disputed. Pure; called by ``measures.knowledge``
and the shell.
"""

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from ceasefire.clean.dates import Span, write_edtf
from ceasefire.clean.tables import AMOUNTS, BOUNDS, Clean


def hull(lows: Sequence, highs: Sequence) -> tuple[object, object]:
    """The range that holds all ranges; None is an open end."""
    return None if None in lows else min(lows), None if None in highs else max(highs)


def meet(lows: Sequence, highs: Sequence) -> tuple[object, object, bool]:
    """The range that all ranges share, or the hull of them and True where they share nothing.

    None is an open end.
    """
    low = max((x for x in lows if x is not None), default=None)
    high = min((x for x in highs if x is not None), default=None)
    if low is None or high is None or low <= high:
        return low, high, False
    return *hull(lows, highs), True


def gather_dates(field: str, cited: list[dict]) -> dict:
    """One date field from its citations: EDTF, four bounds, precision, disputed or not."""
    bounds = [[c[b] if c[b] == c[b] else None for b in BOUNDS] for c in cited]
    lo_start, hi_start, lo_end, hi_end = zip(*bounds, strict=True)
    start_lo, start_hi, odds_start = meet(lo_start, hi_start)
    end_lo, end_hi, odds_end = meet(lo_end, hi_end)
    disputed = odds_start or odds_end
    if start_lo and end_hi and start_lo > end_hi:  # one says from the 17th, another until the 10th
        (start_lo, start_hi), (end_lo, end_hi) = hull(lo_start, hi_start), hull(lo_end, hi_end)
        disputed = True
    span = Span(start_lo, start_hi, end_lo, end_hi)
    values = {c["value"] for c in cited}
    out = {f"{field}_edtf": values.pop() if len(values) == 1 else _written(span)}
    out |= {f"{field}_{bound}": getattr(span, bound) for bound in BOUNDS}
    return out | {f"{field}_precision": span.precision, f"{field}_disputed": bool(disputed)}


def _written(span: Span) -> str | None:
    """EDTF for a span; where it has no form for it, the days among which it must lie, if any."""
    try:
        return write_edtf(span)
    except ValueError:
        first, last = span.start_earliest, span.end_latest
        return f"[{first or ''}..{last or ''}]" if first or last else None


def gather_quantity(field: str, cited: list[dict]) -> dict:
    """One quantity field from its citations: low, best, high (missing: not known), disputed.

    Numbers do not narrow each other as days do: several span from the lowest to the highest.
    """
    amounts = {tuple(c[a] if c[a] == c[a] else None for a in AMOUNTS) for c in cited}
    several = len(amounts) > 1
    if not several:
        low, best, high = amounts.pop()
    else:
        lows, _, highs = zip(*amounts, strict=True)
        (low, high), best = hull(lows, highs), None
    return {
        f"{field}_low": low,
        f"{field}_best": best,
        f"{field}_high": high,
        f"{field}_disputed": several,
    }


def gather_ids(field: str, cited: list[dict]) -> dict:
    """One actor or place field from its citations: the ids, in the order of the citations."""
    return {f"{field}_ids": tuple(dict.fromkeys(c["value"] for c in cited))}


EMPTY = {
    "date": lambda field: {
        f"{field}_edtf": None,
        **{f"{field}_{b}": None for b in BOUNDS},
        f"{field}_precision": None,
        f"{field}_disputed": False,
    },
    "quantity": lambda field: {
        **{f"{field}_{a}": None for a in AMOUNTS},
        f"{field}_disputed": False,
    },
    "actor": lambda field: {f"{field}_ids": ()},
    "place": lambda field: {f"{field}_ids": ()},
}
GATHER = {
    "date": gather_dates,
    "quantity": gather_quantity,
    "actor": gather_ids,
    "place": gather_ids,
}


def facts(clean: Clean, citations: pd.DataFrame, table: str) -> pd.DataFrame:
    """The rows of one fact table that the given citations carry, with their literal fields typed.

    A row is carried once one of its ``wording`` citations is given; tables without that field keep
    every row. Adds ``source_ids``: the reports that carry it.
    """
    literals = clean.package.literals(table)
    key = clean.package.key(table)[0]
    cited = cited_by_row(citations, table)
    typed = [
        typed_row(row, literals, cited.get(row[key], []))
        for row in clean.tables[table].to_dict("records")
    ]
    columns = list(clean.tables[table].columns)
    for name, literal in literals.items():
        if literal["kind"] != "text":
            columns += list(EMPTY[literal["kind"]](name))
    frame = pd.DataFrame(
        [row for row in typed if row is not None], columns=[*columns, "source_ids"], dtype=object
    )
    coded = {c: t for c, t in clean.tables[table].dtypes.items() if str(t) != "object"}
    amounts = [
        c
        for n, x in literals.items()
        if x["kind"] == "quantity"
        for c in (f"{n}_low", f"{n}_best", f"{n}_high")
    ]
    dates = [f"{n}_precision" for n, x in literals.items() if x["kind"] == "date"]
    return frame.astype(coded).astype({c: "float64" for c in amounts + dates})


def cited_by_row(citations: pd.DataFrame, table: str) -> dict[str, list[dict]]:
    """The citations of each row of a table, in their order."""
    found: dict[str, list[dict]] = defaultdict(list)
    for cited in citations[citations["table"] == table].to_dict("records"):
        found[cited["row"]].append(cited)
    return found


def typed_row(row: dict, literals: dict[str, dict], cited: list[dict]) -> dict | None:
    """One coded row with its literal fields from its citations; None where none carries it.

    As ``facts`` has it, but for the types of numbers. ``literals``: those of its table.
    """
    carriers = dict.fromkeys(c["source_id"] for c in cited if c["field"] == "wording")
    if "wording" in literals and not carriers:
        return None
    held: dict[str, list[dict]] = defaultdict(list)
    for citation in cited:
        if citation["rule"] == citation["rule"]:
            held[citation["field"]].append(citation)
    typed = dict(row)
    for name, literal in literals.items():
        if literal["kind"] != "text":
            gather, empty = GATHER[literal["kind"]], EMPTY[literal["kind"]]
            typed |= gather(name, held[name]) if name in held else empty(name)
    return typed | {"source_ids": tuple(carriers)}


def clean_frames(clean: Clean) -> dict[str, pd.DataFrame]:
    """Every clean table as it is published: facts with their literals, citations, quarantine."""
    frames = {
        name: facts(clean, clean.citations, name) if clean.package.literals(name) else frame
        for name, frame in clean.tables.items()
    }
    return {**frames, "citations": clean.citations, "quarantine": clean.quarantine}
