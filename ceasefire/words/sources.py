"""The page on the reports in words: its answer, the list of reports, where they are silent.

In: a ``Study`` or a ``Record`` and frames of ``measures.coverage``. Out: Markdown and HTML in which
every report has an address of its own (``#sol-2018-11``).
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address
from ceasefire.measures.coverage import known_or_not, only_carrier
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import capital, day, listed, many, missing
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence


def answer(study: Study, verdicts: pd.DataFrame) -> str:
    """How many reports, over which time, how their dates are known, and where they are silent."""
    listing = known_or_not(study.record)
    seen = listing[listing["is_known"]]
    if seen.empty:
        return f"No report had been published by {as_of(study)}."
    first, last = min(seen["published_start_earliest"]), max(seen["published_end_latest"])
    printed = int((seen["published_known"] == "printed").sum())
    silent = verdicts[
        (verdicts["viewpoint_id"] == study.parameters.viewpoint)
        & (verdicts["verdict"] == "no evidence")
    ]
    publishers = seen["publisher_id"].nunique()
    return (
        f"{capital(many(len(seen), 'report'))} by {many(publishers, 'publisher')}, published "
        f"between {day(first)} and {day(last)}; {printed} of them "
        f"{'prints' if printed == 1 else 'print'} a full date. "
        f"On {many(len(silent), 'commitment')} they say nothing that decides: "
        "silence of the reports, not of the ground."
    )


def sources_table(record: Record, listing: pd.DataFrame) -> Markup:
    """The reports: publisher, title, when published and how that is known, whose account."""
    actors, sides = record.names_of("actors"), record.names_of("sides")
    evidence = Evidence(record)
    rows = [
        {
            "report": row["source_id"],
            "publisher": actors[row["publisher_id"]],
            "side": sides[record.side_of[row["publisher_id"]]],
            "title": row["title"] if missing(row["url"]) else html.link(row["title"], row["url"]),
            "published": phrases.between(
                row["published_start_earliest"], row["published_end_latest"]
            ),
            "how that is known": html.joined(
                [
                    f"{row['published_known']}: {row['published_basis']}",
                    evidence.cite("sources", row["source_id"]),
                ],
                " ",
            ),
            "whose account": row["stance"],
            "known here": "yes" if row["is_known"] else "not yet",
        }
        for row in listing.to_dict("records")
    ]
    return html.table(
        rows,
        "The reports of this corpus, known or not yet",
        "This corpus holds no report.",
        row_id="report",
    )


def table_titles(record: Record) -> dict[str, str]:
    """The titles of the tables whose rows are facts told by the reports."""
    schemas = record.clean.package.schemas
    return {
        name: schemas[name]["title"]
        for name in (
            "commitments",
            "statements",
            "incidents",
            "reports",
            "counts",
            "meetings",
            "figures",
        )
    }


def alone(study: Study) -> str:
    """How much of what decides rests on one report alone."""
    parts = []
    for table, word in (("commitments", "commitment"), ("incidents", "incident")):
        facts = study.record.facts(table)
        single = int(only_carrier(study.record, table)["facts"].sum())
        if len(facts):
            parts.append(f"{single} of {many(len(facts), word)}")
    return f"On one report alone rest {listed(parts)}." if parts else ""


def silence_table(silent: pd.DataFrame) -> Markup:
    """The commitments of which no report says what became."""
    rows = [
        {
            "commitment": html.link(
                f"{r['commitment_id']} {r['title']}", address(r["commitment_id"])
            ),
            "due": "no date"
            if missing(r["due_earliest"])
            else phrases.between(r["due_earliest"], r["due_latest"]),
        }
        for r in silent.to_dict("records")
    ]
    return html.table(rows, "Commitments without deciding evidence", "There is no such commitment.")
