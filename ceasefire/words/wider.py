"""What pages of the wider record add to a page of all editions; in the seed edition one sentence.

In: a ``Study`` and sentences. Out: sentences. A harvested row tells nothing where only the reports
coded here are known, and a sentence says so.
"""

from ceasefire.phrases import many
from ceasefire.study import Study


def own_reports(study: Study) -> str:
    """'the five reports', by their number: those that the book coded itself."""
    number = int((study.clean.tables["sources"]["corpus"] == "seed").sum())
    return f"the {many(number, 'report')}"


def elsewhere(study: Study) -> str:
    """Where what the pages of the wider record add can be read."""
    return (
        f"This edition knows {own_reports(study)} alone. What the pages of the wider record add, "
        "the two sides' daily ledgers, the monitors' series and the joint patrols, stands in the "
        "edition of the wider record."
    )


def only(study: Study, *sentences: str) -> tuple[str, ...]:
    """The sentences where the wider record is read; else the one that says where they stand."""
    return sentences if study.parameters.corpus == "all" else (elsewhere(study),)
