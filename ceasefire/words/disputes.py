"""Who disputes what a card tells: the answers of the page on claims, in a line of each card.

In: a ``Record``, rows of ``measures.answers.disputes``. Out: HTML in which each answer leads to its
own row. Called by the words of commitments, incidents and totals.
"""

from collections.abc import Iterable, Mapping

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address
from ceasefire.measures.answers import disputes
from ceasefire.measures.compliance import allied, statements
from ceasefire.measures.knowledge import Record
from ceasefire.measures.verdicts import corroborated
from ceasefire.words import html
from ceasefire.words.evidence import Evidence

NOBODY = "by nobody in these sources"
# How an answer stands against what it answers, in the order in which a card names them.
WAYS = {
    "denies": "denied by",
    "says otherwise": "outright by",
    "tells it otherwise": "told otherwise by",
    "implies otherwise": "by what a reader concludes from words of",
}


class Disputes:
    """The answers of one record by the row against which they stand."""

    def __init__(self, record: Record):
        self._record, self._allies = record, allied(record.clean)
        self._evidence = Evidence.of(record)
        self._by_row = dict(list(disputes(record).groupby("row_id")))
        self._times = spoken_of(statements(record))

    def of(self, row_id: str, *other: object) -> Markup | str:
        """Who disputes a row and by which words, after ``other`` that is said of it; else nobody.

        What ``other`` already leads to is not told again.
        """
        before = " ".join(str(part) for part in other if part)
        found = self._by_row.get(row_id, pd.DataFrame(columns=["how"]))
        parts = [part for part in other if part]
        for how, words in WAYS.items():
            told: dict[tuple[str, ...], list[Markup]] = {}
            for row in found[found["how"] == how].to_dict("records"):
                if f"#{row['answer_id']}" not in before:
                    told.setdefault(row["spoken_by"], []).append(self._cited(row["answer_id"]))
            if told:
                by = (
                    Markup("{} ({})").format(self._evidence.named(who), html.joined(cited, "; "))
                    for who, cited in told.items()
                )
                parts.append(Markup("{} {}").format(words, html.joined(by)))
        return html.joined(parts, "; ") if parts else NOBODY

    def grade(self, row_id: str, told: Iterable[tuple[str, ...]], contradicted: bool) -> str:
        """How well a row is supported, by the words for verdicts: disputed, corroborated, single.

        ``told``: who speaks in each telling. ``contradicted``: whether the tellings differ. What
        only a reader concludes disputes nothing here.
        """
        found = self._by_row.get(row_id)
        if contradicted or (found is not None and (found["how"] != "implies otherwise").any()):
            return "disputed"
        heard = [(frozenset(self._record.sides_of(who)), str(n)) for n, who in enumerate(told)]
        return "corroborated" if corroborated(heard, self._allies) else "single"

    def _cited(self, key: str) -> Markup:
        """The row of an answer, and of which days it speaks."""
        when = self._times.get(key, "")
        return Markup("{}{}").format(html.link(key, address(key)), f", {when}" if when else "")


def spoken_of(said: pd.DataFrame) -> Mapping[str, str]:
    """Of which days each statement speaks, or when it was said: 'of 15 June 2020', 'said …'."""
    return {row["statement_id"]: _days(row) for row in said.to_dict("records")}


def _days(row: dict) -> str:
    if row["about_edtf"]:
        return f"of {phrases.span(row, 'about')}"
    return f"said {phrases.span(row, 'said')}" if row["said_edtf"] else "no day told"
