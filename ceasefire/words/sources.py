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
    when = f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
    return (
        f"{capital(many(len(seen), 'report'))} by {many(publishers, 'publisher')}, "
        f"published {when}; "
        f"{phrases.count(printed)} of them {'print' if printed > 1 else 'prints'} a full date. "
        f"On {many(len(silent), 'commitment')} they say nothing that decides: "
        "silence of the reports, not of the ground."
    )


def source_cards(record: Record, listing: pd.DataFrame) -> list[Markup]:
    """One card per report: publisher, date and how it is known, whose account, known or not yet."""
    evidence, sides = Evidence.of(record), record.names_of("sides")
    cards = []
    for row in listing.to_dict("records"):
        key = row["source_id"]
        terms = [
            ("publisher", html.joined([_publisher(evidence, row), row["language"]])),
            ("its side", sides[record.side_of[row["publisher_id"]]]),
            ("whose account", row["stance"]),
            (
                "published",
                phrases.between(row["published_start_earliest"], row["published_end_latest"]),
            ),
            (
                f"date {row['published_known']}",
                row["published_basis"],
                evidence.cite("sources", key),
            ),
            ("known here", "yes" if row["is_known"] else "not yet published by the knowledge date"),
        ]
        title = row["title"] if missing(row["url"]) else html.link(row["title"], row["url"])
        cards.append(html.card(key, title, html.terms(terms)))
    return cards or [Markup('<p class="empty">This corpus holds no report.</p>')]


def _publisher(evidence: Evidence, row: dict) -> object:
    """The publisher; the glossary has an entry of it once a report of its is known."""
    key = row["publisher_id"]
    return evidence.linked([key]) if row["is_known"] else evidence.actors[key]


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
    for table, word in (
        ("commitments", "commitments and look-alikes"),
        ("incidents", "incidents"),
    ):
        facts = study.record.facts(table)
        single = int(only_carrier(study.record, table)["facts"].sum())
        if len(facts):
            parts.append(f"{single} of {len(facts)} {word}")
    return f"On one report alone rest: {listed(parts)}." if parts else ""


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


def gap(study: Study) -> str:
    """The longest time between two reports, in which the record is blind."""
    seen = study.record.sources.sort_values("published_start_earliest")
    if len(seen) < 2:
        return ""
    ends, starts = seen["published_end_latest"].tolist(), seen["published_start_earliest"].tolist()
    days, last, after = max(
        ((start - end).days, end, start) for end, start in zip(ends, starts[1:], strict=False)
    )
    return (
        f"The longest gap between two of them is {days} days, from {day(last)} to {day(after)}: "
        "what was said then is known only where a later report tells it."
    )


def sides_table(record: Record) -> Markup:
    """The sides whose testimony is told apart, their allies, and why."""
    evidence, sides = Evidence.of(record), record.facts("sides")
    names = record.names_of("sides")
    rows = [
        {
            "side": row["name"],
            "allies": listed(names[a] for a in row["allies"]) or "none coded",
            "why": "" if missing(row["note"]) else row["note"],
            "where": evidence.cite("sides", row["side_id"]),
        }
        for row in sides.to_dict("records")
    ]
    return html.table(rows, "Sides and their allies", "No side was known by then.")
