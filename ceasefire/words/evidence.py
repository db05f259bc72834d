"""Names and citations of a record, looked up once: what every page needs to lead to its evidence.

In: a ``Record``. Out: names in words, and HTML that names source, paragraph and words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

from ceasefire import phrases
from ceasefire.clean.tables import CITED
from ceasefire.marks import entry
from ceasefire.measures.knowledge import Record
from ceasefire.measures.violence import RIVAL
from ceasefire.words import html


class Evidence:
    """Names and citations of one record, looked up once."""

    @staticmethod
    @lru_cache(maxsize=2)
    def of(record: Record) -> "Evidence":
        """The one of a record: every part of a page asks for it."""
        return Evidence(record)

    def __init__(self, record: Record):
        self.record = record
        self.actors = record.names_of("actors")
        self.places = record.names_of("places")
        self.sides = record.names_of("sides")
        # For the column doers of incidents: the sides, and those told in rival accounts.
        self.doers = self.sides | {RIVAL: "reports name different doers"}
        self.agreements = record.names_of("agreements")
        self.titles = self._titles()
        self._urls = record.names_of("sources", "url")
        self._cited: dict[tuple[str, str], list[dict]] = defaultdict(list)
        for cited in record.citations[[*CITED]].to_dict("records"):
            self._cited[cited["table"], cited["row"]].append(cited)

    def _titles(self) -> dict[str, str]:
        """Publisher and day of each source, the same words for no two of them.

        Where two share them the headline is added, and where they share that too, the id.
        """
        sources = self.record.clean.tables["sources"].to_dict("records")
        titles = {
            row["source_id"]: f"{self.actors[row['publisher_id']]}, "
            + phrases.between(row["published_start_earliest"], row["published_end_latest"])
            for row in sources
        }
        for more in ("title", "source_id"):
            shared = Counter(titles.values())
            for row in sources:
                title = titles[row["source_id"]]
                if shared[title] > 1 and not phrases.missing(row[more]):
                    titles[row["source_id"]] = f"{title}, {row[more]}"
        return titles

    def report(self, source: str) -> Markup:
        """A source by its title, with a link to its entry, and the way to the page itself."""
        url = self._urls[source]
        entry_of = html.link(self.titles[source], f"{html.SOURCES_PAGE}#{source}")
        there = "no address known" if phrases.missing(url) else html.link("its page", url)
        return Markup("{} ({})").format(entry_of, there)

    def named(self, ids: Iterable[str]) -> str:
        """The names of actors."""
        return phrases.listed(self.actors[i] for i in ids)

    def linked(self, ids: Iterable[str]) -> Markup:
        """The names of actors, each a link to its entry in the glossary."""
        return Markup(phrases.listed(html.link(self.actors[i], entry("actors", i)) for i in ids))

    def located(self, ids: Iterable[str]) -> str:
        """The names of places."""
        return phrases.listed(self.places[i] for i in ids)

    def cite(
        self, table: str, row: str, fields: tuple[str, ...] = (), quoted: bool = True
    ) -> Markup:
        """Where a row, or some fields of it, stands in the reports, ``quoted`` with the words."""
        cited = [c for c in self._cited.get((table, row), []) if not fields or c["field"] in fields]
        cited = cited if quoted else [c | {"token": ""} for c in cited]
        return html.citations(cited, self.titles) if cited else Markup("")

    def cite_rows(self, rows: Iterable[tuple[str, str]], field: str = "wording") -> Markup:
        """Where several rows, as (table, row), stand: each paragraph once, by its first words."""
        places: dict[tuple[str, str], dict] = {}
        for row in rows:
            for cited in self._cited.get(row, []):
                if cited["field"] == field:
                    places.setdefault((cited["source_id"], cited["locator"]), cited)
        return html.citations(places.values(), self.titles) if places else Markup("")
