"""What pages of the wider record add to a page of all editions; in the seed edition one sentence.

In: a ``Study`` and sentences. Out: sentences. A harvested row tells nothing where only the reports
coded here are known, and a sentence says so.
"""

from markupsafe import Markup

from ceasefire.phrases import many
from ceasefire.study import Study

# The name of that edition, which becomes a link in a site that has it (`publish.sphinx_ext`).
EDITION = Markup('<em class="wider-edition">wider record</em>')


def own_reports(study: Study) -> str:
    """'the five reports', by their number: those that the book coded itself."""
    number = int((study.clean.tables["sources"]["corpus"] == "seed").sum())
    return f"the {many(number, 'report')}"


def elsewhere(study: Study) -> Markup:
    """Where what the pages of the wider record add can be read."""
    return Markup(
        "This edition knows {} alone. What further public pages add, the two sides' daily ledgers, "
        "the monitors' series and the joint patrols, stands in the edition {}."
    ).format(own_reports(study), EDITION)


def only(study: Study, *sentences: str) -> tuple[str, ...]:
    """The sentences where the wider record is read; else the one that says where they stand."""
    return sentences if study.parameters.corpus == "all" else (elsewhere(study),)
