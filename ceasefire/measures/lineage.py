"""Whose text a page carries: what several pages print alike, and how its rows were checked.

In: a ``Record``. Out: frames, one row per text that stands on several pages, per page, per row that
never decides. Agencies named in a publisher's name are not read. Pure.
"""

from collections import defaultdict

import pandas as pd

from ceasefire.measures.compliance import WEAK_CODINGS, undated_pages
from ceasefire.measures.knowledge import Record, is_day

# Tables whose rows say how they were checked, in the order in which they are told.
CODED = ("statements", "counts", "patrols")
CODINGS = ("agreed", "settled", "contested", "checked", "unchecked", "not_refound", "low")


def shared_texts(record: Record) -> pd.DataFrame:
    """Texts that several known pages print: one row per text: kind, text, row_ids, source_ids.

    *testimony*: statements of one witness, as the table joins them. *count*: a bulletin or
    a total that several pages print. ``source_ids`` in the order of publication.
    """
    order = {source: n for n, source in enumerate(record.sources["source_id"])}
    groups: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(
        lambda: {"rows": [], "sources": []}
    )
    for table, key, text in (
        ("statements", "statement_id", "witness"),
        ("counts", "count_id", "count_id"),
    ):
        frame = record.facts(table)
        for row in frame[frame[text].notna()].to_dict("records"):
            held = groups["testimony" if text == "witness" else "count", row[text]]
            held["rows"].append(row[key])
            held["sources"].extend(row["source_ids"])
    rows = [
        {
            "kind": kind,
            "text": text,
            "row_ids": tuple(held["rows"]),
            "source_ids": tuple(sorted(set(held["sources"]), key=order.__getitem__)),
        }
        for (kind, text), held in groups.items()
        if len(set(held["sources"])) > 1
    ]
    return pd.DataFrame(rows, columns=["kind", "text", "row_ids", "source_ids"])


def kin(shared: pd.DataFrame) -> dict[str, dict[str, tuple[str, ...]]]:
    """The other pages that print what a page prints, by page and by kind of text.

    ``shared``: ``shared_texts``.
    """
    found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for kind, sources in zip(shared["kind"], shared["source_ids"], strict=True):
        for source in sources:
            found[source][kind].update((other, None) for other in sources if other != source)
    return {s: {kind: tuple(ids) for kind, ids in held.items()} for s, held in found.items()}


def checks(record: Record) -> pd.DataFrame:
    """How the rows taken from pages were checked: table, coding, rows; own coding is left out."""
    rows = []
    for table in CODED:
        codings = record.facts(table)["coding"].dropna().value_counts()
        rows += [(table, coding, int(codings[coding])) for coding in CODINGS if coding in codings]
    return pd.DataFrame(rows, columns=["table", "coding", "rows"])


def checked_by_page(record: Record) -> dict[str, dict[str, int]]:
    """How the rows that each page carries were checked: by page, the number of rows by coding."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for table in CODED:
        frame = record.facts(table)
        for coding, sources in zip(frame["coding"], frame["source_ids"], strict=True):
            for source in sources if isinstance(coding, str) else ():
                found[source][coding] += 1
    return {s: {c: held[c] for c in CODINGS if c in held} for s, held in found.items()}


def never_deciding(record: Record) -> pd.DataFrame:
    """Known rows taken from pages that decide nothing: table, row_id, why, source_ids.

    ``why``: *not_refound* and *low*, as coded; *no_day*: all pages that carry the row are without a
    day of publication (``measures.compliance.undated_pages``).
    """
    undated, rows = undated_pages(record), []
    for table in CODED:
        frame, key = record.facts(table), record.clean.package.key(table)[0]
        for row in frame.to_dict("records"):
            if row["coding"] in WEAK_CODINGS:
                rows.append((table, row[key], row["coding"], row["source_ids"]))
            elif table == "statements" and undated.issuperset(row["source_ids"]):
                rows.append((table, row[key], "no_day", row["source_ids"]))
    return pd.DataFrame(rows, columns=["table", "row_id", "why", "source_ids"])


def leads(record: Record) -> pd.DataFrame:
    """Rows that can be neither cited nor dated, of the wider record only; those of later days not.

    Columns of the table ``leads``.
    """
    frame = record.clean.tables["leads"]
    if record.corpus != "all" or record.as_of is None:
        return frame.head(0)
    told = frame["published_end_latest"]
    known = told.map(lambda day: not is_day(day) or day <= record.as_of)
    return frame[known.astype(bool)].reset_index(drop=True)


def carried_by_side(record: Record) -> pd.DataFrame:
    """Facts and pages by the side of the publisher: side_id, table, facts, pages, distinct each."""
    frame = record.citations[record.citations["field"] == "wording"]
    frame = frame[["table", "row", "source_id"]].assign(
        side_id=frame["source_id"].map(record.publisher_of).map(record.side_of)
    )
    grouped = frame.groupby(["side_id", "table"])
    return grouped.agg(facts=("row", "nunique"), pages=("source_id", "nunique")).reset_index()


def pages(record: Record) -> pd.DataFrame:
    """The known pages: source_id, publisher_id, side_id, language, and month.

    ``month``: the first day of the month of publication; None where that is not known.
    """
    known = record.sources
    days = known[["published_start_earliest", "published_end_latest"]].itertuples(index=False)
    months = [
        first.replace(day=1)
        if is_day(first) and (first.year, first.month) == (last.year, last.month)
        else None
        for first, last in days
    ]
    return known[["source_id", "publisher_id", "language"]].assign(
        side_id=known["publisher_id"].map(record.side_of),
        month=pd.Series(months, index=known.index, dtype=object),
    )
