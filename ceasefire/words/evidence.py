"""Names and citations of a record, looked up once: what every page needs to lead to its evidence.

In: a ``Record``. Out: names in words, and HTML that names source, paragraph and words.
"""

from collections.abc import Iterable

from markupsafe import Markup

from ceasefire import phrases
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
