"""Names and citations of a record, looked up once: what every page needs to lead to its evidence.

In: a ``Record``. Out: names in words, and HTML that names source, paragraph and words.
"""

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import entry
from ceasefire.measures.knowledge import Record
from ceasefire.words import html


class Evidence:
    """Names and citations of one record, looked up once."""

    def __init__(self, record: Record):
        self.record = record
        self.actors = record.names_of("actors")
        self.places = record.names_of("places")
        self.sides = record.names_of("sides")
        self.agreements = record.names_of("agreements")
        sources = record.clean.tables["sources"]
        self.titles = {
            row["source_id"]: f"{self.actors[row['publisher_id']]}, "
            + phrases.between(row["published_start_earliest"], row["published_end_latest"])
            for row in sources.to_dict("records")
        }
        self._cited = dict(list(record.citations.groupby(["table", "row"])))

    def named(self, ids: Iterable[str]) -> str:
        """The names of actors."""
        return phrases.listed(self.actors[i] for i in ids)

    def linked(self, ids: Iterable[str]) -> Markup:
        """The names of actors, each a link to its entry in the glossary."""
        return Markup(phrases.listed(html.link(self.actors[i], entry("actors", i)) for i in ids))

    def located(self, ids: Iterable[str]) -> str:
        """The names of places."""
        return phrases.listed(self.places[i] for i in ids)

    def cite(self, table: str, row: str, fields: tuple[str, ...] = ()) -> Markup:
        """Where a row, or some fields of it, stands in the reports."""
        cited = self._cited.get((table, row))
        if cited is None:
            return Markup("")
        if fields:
            cited = cited[cited["field"].isin(fields)]
        return html.citations(cited, self.titles)

    def cite_rows(self, rows: Iterable[tuple[str, str]], field: str = "wording") -> Markup:
        """Where several rows, as (table, row), stand: each paragraph once, by its first words."""
        cited = [self._cited[row] for row in rows if row in self._cited]
        if not cited:
            return Markup("")
        frame = pd.concat(cited)
        frame = frame[frame["field"] == field].drop_duplicates(["source_id", "locator"])
        return html.citations(frame, self.titles)
