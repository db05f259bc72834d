"""What each report contributes, and how raw words became clean values.

In: a ``Record``. Out: frames for the pages on sources and on cleaning. Pure.
"""

import pandas as pd

from ceasefire.clean.tables import CORRECTION, READING
from ceasefire.measures.knowledge import Record, in_corpus, known, latest_day


def contributions(record: Record) -> pd.DataFrame:
    """Facts per source and table: columns source_id, table, facts (distinct rows), rows (them)."""
    worded = record.citations[record.citations["field"] == "wording"]
    rows = worded.groupby(["source_id", "table"])["row"].agg(lambda ids: tuple(sorted(set(ids))))
    counted = rows.map(len).rename("facts").reset_index().assign(rows=rows.tolist())
    return counted.sort_values(["source_id", "table"]).reset_index(drop=True)


def known_or_not(record: Record) -> pd.DataFrame:
    """Every source of the corpus, with ``is_known``: published by the record's date.

    Sources without a date are never known; they are listed all the same.
    """
    frame = in_corpus(record.clean.tables["sources"], record.corpus).copy()
    frame["is_known"] = frame["source_id"].isin(record.sources["source_id"])
    return frame.reset_index(drop=True)


def only_carrier(record: Record, table: str) -> pd.DataFrame:
    """How many rows of a table rest on one source alone: columns source_id, facts."""
    frame = record.facts(table)
    alone = [ids[0] for ids in frame["source_ids"] if len(ids) == 1]
    counted = pd.Series(alone, dtype="str").value_counts().sort_index()
    return counted.rename_axis("source_id").rename("facts").reset_index()


def silent_on(record: Record, verdicts: pd.DataFrame, viewpoint: str) -> pd.DataFrame:
    """The commitments on which no known report says anything decisive."""
    seen = verdicts[verdicts["viewpoint_id"] == viewpoint]
    return seen[seen["verdict"] == "no evidence"][
        ["commitment_id", "title", "due_earliest", "due_latest"]
    ]


UNREAD = "not resolved"


def rules_used(record: Record) -> pd.DataFrame:
    """Tokens by kind and by the rule that read them: columns kind, rule, tokens, example.

    The rule is 'not resolved' for what stands in quarantine.
    """
    frame = record.citations[record.citations["kind"] != "text"].copy()
    frame["rule"] = frame["rule"].fillna(UNREAD)
    grouped = frame.groupby(["kind", "rule"])
    counted = grouped.agg(tokens=("token", "size"), example=("token", "first")).reset_index()
    return counted.sort_values(
        ["kind", "tokens", "rule"], ascending=[True, False, True]
    ).reset_index(drop=True)


def steps(record: Record) -> pd.DataFrame:
    """Each step from raw to clean with rows in, rows out and what became of the difference.

    Rows in are those of the record's corpus, whenever they were published.
    """
    cited, latest = record.citations, latest_day(record.clean, record.corpus)
    whole = record if record.as_of == latest else known(record.clean, record.corpus)
    literal = cited[cited["kind"] != "text"]
    unresolved = int(literal["rule"].isna().sum())
    by_person = int((literal["rule"] == CORRECTION).sum())
    read = int((literal["rule"] == READING).sum())
    tables = [t for t in record.clean.package.fact_tables if t != "sources"]
    facts = sum(len(record.facts(t)) for t in tables)
    rows_raw = sum(len(whole.facts(t)) for t in tables)
    rows = [
        (
            "citations of the package",
            len(whole.citations),
            len(cited),
            "kept: of the reports of this corpus published by the knowledge date",
        ),
        (
            "cited words that are dates, quantities, actors or places",
            len(cited),
            len(literal),
            "the others are key words, kept as printed",
        ),
        (
            "read by a rule",
            len(literal),
            len(literal) - unresolved - by_person - read,
            "the rest need a person",
        ),
        (
            "coded from a page whose words are not held",
            unresolved + by_person + read,
            read,
            "the value alone stands here; the page is linked",
        ),
        ("resolved by a correction", unresolved + by_person, by_person, "each with its reason"),
        ("in quarantine", unresolved, unresolved, "shown below, used nowhere"),
        ("facts", rows_raw, facts, "kept: those that a known citation carries"),
    ]
    if not read:
        rows = [row for row in rows if not row[0].startswith("coded from")]
    return pd.DataFrame(rows, columns=["step", "in", "out", "note"])
