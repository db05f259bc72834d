"""The line under each page's title: what this page knows, and from whom.

In: a ``Study``. Out: sentences in Markdown.
"""

from collections.abc import Mapping

from ceasefire import phrases
from ceasefire.measures.coverage import known_or_not
from ceasefire.phrases import capital, day, listed, many
from ceasefire.study import Study


def edition(study: Study) -> str:
    """What this page knows: corpus, knowledge date, viewpoint, and the other choices made."""
    chosen, record = study.parameters, study.record
    if record.as_of is None:
        return "No report of this corpus bears a date, so nothing is known."
    corpus = {
        "seed": "the five reports" if len(known_or_not(record)) == 5 else "the seed reports",
        "all": _wider(study),
    }[chosen.corpus]
    view = record.names_of("viewpoints")[chosen.viewpoint]
    parts = [f"as known on {day(record.as_of)} from {corpus}", f"viewpoint: {view}"]
    if chosen.agreement_ids:
        names = record.names_of("agreements")
        parts.append("only " + listed(names[i] for i in chosen.agreement_ids))
    if chosen.start or chosen.end:
        first, last = chosen.window
        parts.append(f"period: {phrases.between(first, last)}")
    if chosen.grace_days:
        parts.append(f"{many(chosen.grace_days, 'day')} of grace on every due date")
    return capital("; ".join(parts)) + "."


def _wider(study: Study) -> str:
    """How many reports the book coded itself, and how many pages were harvested."""
    known = study.record.sources["corpus"]
    own, harvested = int((known == "seed").sum()), int((known == "wider").sum())
    return f"{many(own, 'report')} and {many(harvested, 'page')} of the wider record"


def reports_alone(study: Study, tables: Mapping[str, str]) -> str:
    """Which kinds of fact only the book's own reports tell of, once pages are known as well.

    ``tables``: fact tables to their words (``{"incidents": "incidents"}``); those of which a known
    page of the wider record carries a row are left out. '' where none is left, or no page known.
    """
    record = study.record
    corpus = record.sources.set_index("source_id")["corpus"]
    own, wider = corpus.index[corpus == "seed"], corpus.index[corpus == "wider"]
    cited = record.citations[record.citations["source_id"].isin(wider)]
    alone = [words for table, words in tables.items() if table not in set(cited["table"])]
    if not alone or not len(wider) or not len(own):
        return ""
    return (
        f"{capital(listed(alone))} are told from {_the(len(own))} alone; the pages of the wider "
        "record were read for other things."
    )


def _the(own: int) -> str:
    """'the report', 'the five reports'."""
    return "the report" if own == 1 else f"the {many(own, 'report')}"


def as_of(study: Study) -> str:
    """The knowledge date in words."""
    return day(study.record.as_of) if study.record.as_of else "any date"
