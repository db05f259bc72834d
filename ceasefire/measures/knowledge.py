"""What was known by a day: the clean record narrowed to the reports published by then.

In: a ``Clean``, a corpus, a knowledge date. Out: a ``Record``. Two clocks are kept apart: this
module looks only at when a report was published, never at what its words speak about.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from ceasefire.clean.facts import facts
from ceasefire.clean.tables import Clean

# First and last day of a period looked at; None: no limit.
Window = tuple[date | None, date | None]


@dataclass(frozen=True, eq=False)
class Record:
    """The record as known on a day: its sources, its citations, and its facts table by table.

    ``sources`` stand in the order of publication: by the last possible day, then by the table's.
    """

    clean: Clean
    corpus: str
    as_of: date | None
    sources: pd.DataFrame
    citations: pd.DataFrame

    def facts(self, table: str) -> pd.DataFrame:
        """The rows of a fact table that were known, their literal fields typed."""
        if table not in self._facts:
            self._facts[table] = facts(self.clean, self.citations, table)
        return self._facts[table]

    @cached_property
    def _facts(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def side_of(self) -> dict[str, str]:
        """The side of each actor."""
        actors = self.clean.tables["actors"]
        return dict(zip(actors["actor_id"], actors["side_id"], strict=True))

    @cached_property
    def publisher_of(self) -> dict[str, str]:
        """The publisher (an actor) of each source."""
        sources = self.clean.tables["sources"]
        return dict(zip(sources["source_id"], sources["publisher_id"], strict=True))

    @cached_property
    def published(self) -> dict[str, tuple[date | None, date]]:
        """The first and the last day on which each known source can have been published."""
        days = self.sources[["published_start_earliest", "published_end_latest"]]
        return {
            source: (first if is_day(first) else None, last)
            for source, (first, last) in zip(
                self.sources["source_id"], days.itertuples(index=False), strict=True
            )
        }

    def sides_of(self, actors: Iterable[str]) -> tuple[str, ...]:
        """The sides of actors, each once, in their order."""
        return tuple(dict.fromkeys(self.side_of[actor] for actor in actors))

    def publishers(self, source_ids: Iterable[str]) -> tuple[str, ...]:
        """The publishers of sources, each once, in their order."""
        return tuple(dict.fromkeys(self.publisher_of[source] for source in source_ids))

    @cached_property
    def _order(self) -> dict[str, int]:
        """The place of each known source in the order of publication."""
        return {source: place for place, source in enumerate(self.published)}

    def first_report(self, source_ids: Iterable[str]) -> str:
        """Which of some known sources was published first."""
        return min((s for s in source_ids if s in self._order), key=self._order.__getitem__)

    def names_of(self, table: str, column: str = "name") -> dict[str, str]:
        """Ids to names of a coded table, whether or not a known report carries the row."""
        frame = self.clean.tables[table]
        return dict(zip(frame[self.clean.package.key(table)[0]], frame[column], strict=True))


def is_day(value: object) -> bool:
    """True for a date, False for a missing one."""
    return isinstance(value, date)


def named(value: object) -> str | None:
    """An id, or None where the cell is empty."""
    return value if isinstance(value, str) else None


def in_corpus(sources: pd.DataFrame, corpus: str) -> pd.DataFrame:
    """The sources of a corpus: 'seed', or 'all' of them."""
    return sources if corpus == "all" else sources[sources["corpus"] == corpus]


def latest_day(clean: Clean, corpus: str) -> date | None:
    """The latest day on which a source of the corpus can have been published; None without any."""
    days = in_corpus(clean.tables["sources"], corpus)["published_end_latest"].dropna()
    return max(days, default=None)


def known(clean: Clean, corpus: str, as_of: date | None = None) -> Record:
    """The record as known on ``as_of`` (None: on the latest day of publication in the corpus).

    A source is known once the latest day on which it can have been published is not after
    ``as_of``. A source without a date is never known: it is listed, and decides nothing.
    """
    as_of = as_of or latest_day(clean, corpus)
    sources = in_corpus(clean.tables["sources"], corpus)
    if as_of is None:
        sources = sources.head(0)
    published = sources["published_end_latest"].map(lambda d: is_day(d) and d <= as_of)
    sources = sources[published.astype(bool)].sort_values("published_end_latest", kind="stable")
    citations = clean.citations[clean.citations["source_id"].isin(sources["source_id"])]
    return Record(
        clean, corpus, as_of, sources.reset_index(drop=True), citations.reset_index(drop=True)
    )


def speakers(record: Record, frame: pd.DataFrame, field: str = "speaker") -> list[tuple[str, ...]]:
    """Who speaks in each row: the actors cited, else the publisher in its own voice."""
    return [
        spoken_by(record, ids, source_ids)
        for ids, source_ids in zip(frame[f"{field}_ids"], frame["source_ids"], strict=True)
    ]


def spoken_by(record: Record, ids: tuple[str, ...], source_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Who speaks: the actors cited, else the publisher in its own voice."""
    return ids or record.publishers(source_ids)


def relays(
    record: Record, spoken_by: Iterable[str], via_ids: Iterable[str], source_ids: Iterable[str]
) -> tuple[str, ...]:
    """Through whom words came: channels that are named, then publishers, but not the speakers."""
    through = dict.fromkeys([*via_ids, *record.publishers(source_ids)])
    return tuple(actor for actor in through if actor not in spoken_by)
