"""What a page knows, and from whom: the line under its title, and the one under each chart.

In: a ``Study``. Out: sentences in Markdown; charts that bear their source.
"""

from collections.abc import Mapping

import altair as alt
from IPython.display import HTML

from ceasefire import phrases
from ceasefire.measures.coverage import known_or_not
from ceasefire.phrases import capital, day, listed, many
from ceasefire.study import Study
from ceasefire.words import html


def edition(study: Study) -> str:
    """What this page knows: corpus, knowledge date, viewpoint, and the other choices made."""
    chosen, record = study.parameters, study.record
    if record.as_of is None:
        return "No report of this corpus bears a date, so nothing is known."
    view = record.names_of("viewpoints")[chosen.viewpoint]
    parts = [f"as known on {day(record.as_of)} from {_corpus(study)}", f"viewpoint: {view}"]
    return capital("; ".join([*parts, *_choices(study)])) + "."


def source(study: Study) -> str:
    """The line under a chart: whose words it draws, as known when, and how it may be used."""
    chosen, record = study.parameters, study.record
    parts = [f"Source: {_corpus(study)}, as known on {as_of(study)}"]
    if chosen.viewpoint != type(chosen)().viewpoint:
        parts.append(f"viewpoint: {record.names_of('viewpoints')[chosen.viewpoint]}")
    licences = study.clean.package.descriptor.get("licenses", [])
    terms = [str(licence.get("name", "")).replace("-", " ", 2) for licence in licences]
    used = ", ".join(["this book", *filter(None, terms)])
    return "; ".join([*parts, *_choices(study), used]) + "."


def chart(study: Study, drawn: alt.TopLevelMixin | None, empty: str) -> alt.TopLevelMixin | HTML:
    """A chart with its source under it, or the sentence that stands where there is none."""
    if drawn is None:
        return html.show(html.nothing(empty))
    held = drawn.usermeta if isinstance(drawn.usermeta, dict) else {}
    drawn.usermeta = held | {"source": source(study)}
    return drawn


def _corpus(study: Study) -> str:
    """'the five reports', 'one of the five reports', or how many of each kind in the wider record.

    Those that were known by then.
    """
    if study.parameters.corpus == "all":
        return _wider(study)
    is_known = known_or_not(study.record)["is_known"]
    part = "" if is_known.all() else f"{phrases.count(int(is_known.sum()))} of "
    return f"{part}{_the(len(is_known))}"


def _choices(study: Study) -> list[str]:
    """The other choices made: agreements, period, days of grace."""
    chosen, parts = study.parameters, []
    if chosen.agreement_ids:
        names = study.record.names_of("agreements")
        parts.append("only " + listed(names[i] for i in chosen.agreement_ids))
    if chosen.start or chosen.end:
        first, last = chosen.window
        parts.append(f"period: {phrases.between(first, last)}")
    if chosen.grace_days:
        parts.append(f"{many(chosen.grace_days, 'day')} of grace on every due date")
    return parts


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
