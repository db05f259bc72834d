"""The page on cleaning in words: its answer, and the words of the reports beside their values.

In: a ``Study`` or a ``Record``. Out: Markdown and HTML.
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.clean.tables import CORRECTION, READING
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import capital, many, missing
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence


def answer(study: Study) -> str:
    """How many cited words were read by rules, by persons, and not at all."""
    cited = study.record.citations
    literal = cited[cited["kind"] != "text"]
    if literal.empty:
        return f"No report had been published by {as_of(study)}: there is nothing to clean."
    by_person = int((literal["rule"] == CORRECTION).sum())
    lost = int(literal["rule"].isna().sum())
    read = int((literal["rule"] == READING).sum())
    by_rule = len(literal) - by_person - lost - read
    quarantined = f"{phrases.count(lost)} {'stand' if lost > 1 else 'stands'} in quarantine"
    coded = f"{read:,} were coded from pages whose words are not held, " if read else ""
    return (
        f"Of {len(literal):,} cited dates, quantities, actors and places, rules read "
        f"{by_rule:,} ({by_rule / len(literal):.0%}), {coded}a person resolved {by_person}, and "
        f"{quarantined}. Nothing was dropped: each step below accounts for every row."
    )


def _words(evidence: Evidence, row: dict) -> dict:
    """The first columns of a row: the words as printed, and where they stand."""
    place = html.joined([evidence.titles[row["source_id"]], f"¶{row['locator']}"], " ")
    return {"words": html.quoted(row["token"]), "report": place}


def _known(record: Record, frame: pd.DataFrame) -> list[dict]:
    """The rows that belong to reports known by then."""
    return frame[frame["source_id"].isin(record.sources["source_id"])].to_dict("records")


def _of(row: dict) -> str:
    """The field of the record that words stand for."""
    return f"{row['table']} {row['row']}, {row['field']}"


def values_table(record: Record, kind: str) -> Markup:
    """Cited words of a kind ('date' or 'quantity') with the rule that read them and the value.

    Values coded from pages whose words are not held have no words to show.
    """
    evidence, cited = Evidence.of(record), record.citations
    chosen = cited[(cited["kind"] == kind) & cited["rule"].notna() & (cited["rule"] != READING)]
    value = _dated if kind == "date" else _counted
    rows = [
        _words(evidence, row) | {"of": _of(row), "rule": row["rule"]} | value(row)
        for row in chosen.to_dict("records")
    ]
    return html.long_table(rows, f"Every cited {kind}", f"No {kind} was cited.")


def _dated(row: dict) -> dict:
    """The value of a date, and how precise it is."""
    precision = "open" if missing(row["precision"]) else f"{row['precision']:.0f}"
    return {"value, EDTF": row["value"], "precision": precision}


def _counted(row: dict) -> dict:
    """The value of a quantity."""
    return {"value": phrases.amount(row["low"], row["best"], row["high"])}


def spellings_table(record: Record) -> Markup:
    """Actors and places that the reports spell or label in more than one way."""
    names = record.clean.tables["names"]
    lookup = {
        "actor": record.names_of("actors"),
        "place": record.names_of("places"),
        "agreement": record.names_of("agreements"),
    }
    rows = []
    for (kind, key), group in names.groupby(["kind", "id"], sort=True):
        plain = group[~group["label"].fillna(False).astype(bool)]["name"]
        labels = group[group["label"].fillna(False).astype(bool)]["name"]
        if len(group) > 1:
            rows.append(
                {
                    "kind": kind,
                    "read as": lookup[kind][key],
                    "spelled": "; ".join(dict.fromkeys(plain)),
                    "labelled": "; ".join(dict.fromkeys(labels)),
                }
            )
    return html.long_table(
        rows,
        "Several spellings, one actor, place or agreement",
        "No actor or place has more than one spelling.",
    )


def corrections_table(record: Record) -> Markup:
    """Every correction of a known report: the words, the value, the reason."""
    evidence = Evidence.of(record)
    rows = [
        _words(evidence, r) | {"of": _of(r), "value": r["value"], "reason": r["reason"]}
        for r in _known(record, record.clean.package.tables["corrections"])
    ]
    return html.long_table(rows, "Every correction", "No correction concerns a known report.")


def recodings_table(record: Record) -> Markup:
    """What was changed in harvested rows before they entered the record, each with its reason.

    Shown with the corpus that holds harvested pages: the changes of rows that are known, and of
    rows that were left out for good.
    """
    changes = record.clean.tables["recodings"]
    if not (record.sources["corpus"] == "wider").any():
        return Markup('<p class="empty">No row of this corpus was harvested.</p>')
    made, known = set(), set()
    for table in ("statements", "counts", "patrols"):
        made |= set(record.clean.tables[table]["origin"].dropna())
        known |= set(record.facts(table)["origin"].dropna())
    changes = changes[changes["origin"].isin(known) | ~changes["origin"].isin(made)]
    rows = [
        {
            "harvested row": row["origin"],
            "column": row["column"],
            "found": "nothing" if missing(row["found"]) else row["found"].replace("|", ", "),
            "settled": row["settled"].replace("|", ", "),
            "reason": row["reason"],
        }
        for row in changes.to_dict("records")
    ]
    if not rows:
        return Markup('<p class="empty">No harvested row that is known was changed.</p>')
    return html.folded(
        capital(many(len(rows), "change of a harvested row", "changes of harvested rows")),
        html.table(rows, "Harvested rows that were changed, and why"),
    )


def quarantine_table(record: Record) -> Markup:
    """Every cited word of a known report that stands for nothing."""
    evidence = Evidence.of(record)
    rows = [
        _words(evidence, r) | {"of": _of(r), "reason": r["reason"]}
        for r in _known(record, record.clean.quarantine)
    ]
    return html.long_table(rows, "Quarantine", "Nothing stands in quarantine.")


def ignored_table(record: Record) -> Markup:
    """Numbers and expressions of time in known reports that carry no fact, with the reason."""
    evidence = Evidence.of(record)
    rows = [
        _words(evidence, r) | {"reason": r["reason"]}
        for r in _known(record, record.clean.package.tables["ignored"])
    ]
    return html.long_table(rows, "Set aside", "Nothing was set aside.")
