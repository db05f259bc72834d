"""What was known by a day: the clean record narrowed to the reports published by then.

In: a ``Clean``, a corpus, a knowledge date. Out: a ``Record``. Two clocks are kept apart: this
module looks only at when a report was published, never at what its words speak about.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from ceasefire.clean.facts import facts
from ceasefire.clean.tables import Clean


@dataclass(frozen=True)
class Record:
    """The record as known on a day: its sources, its citations, and its facts table by table."""

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

    def names_of(self, table: str, column: str = "name") -> dict[str, str]:
        """Ids to names of a coded table, whether or not a known report carries the row."""
        frame = self.clean.tables[table]
        return dict(zip(frame[self.clean.package.key(table)[0]], frame[column], strict=True))


def is_day(value: object) -> bool:
    """True for a date, False for a missing one."""
    return isinstance(value, date)


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
    sources = sources[published.astype(bool)]
    citations = clean.citations[clean.citations["source_id"].isin(sources["source_id"])]
    return Record(
        clean, corpus, as_of, sources.reset_index(drop=True), citations.reset_index(drop=True)
    )


def speakers(record: Record, frame: pd.DataFrame, field: str = "speaker") -> list[tuple[str, ...]]:
    """Who speaks in each row: the actors cited, else the publisher in its own voice."""
    return [
        ids or tuple(dict.fromkeys(record.publisher_of[s] for s in source_ids))
        for ids, source_ids in zip(frame[f"{field}_ids"], frame["source_ids"], strict=True)
    ]
