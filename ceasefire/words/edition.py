"""The line under each page's title: what this page knows, and from whom.

In: a ``Study``. Out: sentences in Markdown.
"""

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
        "all": "all reports, the wider record included",
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


def as_of(study: Study) -> str:
    """The knowledge date in words."""
    return day(study.record.as_of) if study.record.as_of else "any date"
