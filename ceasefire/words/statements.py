"""Statements as a list: who said what, when, of what time, why it is coded so, and where it stands.

In: rows of ``measures.compliance.statements``. Out: HTML. Each statement leads to the page on
claims, where it has an address of its own (``claims.html#S050``).
"""

from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address, entry
from ceasefire.measures.compliance import WEAK_CODINGS, of_whole
from ceasefire.measures.knowledge import Record
from ceasefire.measures.positions import stance
from ceasefire.phrases import capital, missing
from ceasefire.words import html
from ceasefire.words.evidence import Evidence

# How many statements against a verdict a sentence names.
MOST_AGAINST = 5


def listing(
    evidence: Evidence,
    about: pd.DataFrame,
    deciding: set[str] | None,
    answered: Mapping[str, Markup] | None = None,
) -> Markup:
    """Those that decide a verdict first, then those that assert something, then the others.

    ``answered``: what is said against some of them. It is given where this list is where the
    statements' addresses lead; others lead there. It keeps the order of the table and leads on to
    all that each statement speaks about. ``deciding`` None:
    nothing is judged here, and the order is that of the rows given.
    """
    if about.empty:
        return Markup('<p class="empty">No known report says anything of it.</p>')
    about = about.assign(
        decisive=about["statement_id"].isin(deciding or ()), asserts=about["assertion"].notna()
    )
    if answered is None and deciding is not None:
        about = about.sort_values(["decisive", "asserts"], ascending=False, kind="stable")
    return Markup('<ul class="statements{}">{}</ul>').format(
        " unsought" if answered is None else "",
        Markup("").join(
            _item(evidence, row, deciding is not None, answered) for row in about.to_dict("records")
        ),
    )


def _item(
    evidence: Evidence, row: dict, judged: bool, answered: Mapping[str, Markup] | None
) -> Markup:
    """One statement; away from home one that decides nothing is a line that leads there."""
    key, at_home = row["statement_id"], answered is not None
    if judged and not at_home and not row["decisive"]:
        return Markup(
            '<li class="beside">{} <strong>{}</strong>: {} '
            '<span class="asserted">{}</span>{}</li>\n'
        ).format(
            html.link(key, address(key)),
            who(evidence, row),
            row["paraphrase"],
            f"{asserted(row)}{_weight(row)}",
            _coded(row),
        )
    return Markup(
        '<li{}{}>{} <strong>{}</strong>: {} <span class="asserted">{}</span> '
        '<span class="muted">{}{}</span> {}{} <span class="muted unsought">{}</span> {}{}</li>\n'
    ).format(
        Markup(' id="{}"').format(key) if at_home else "",
        Markup(' class="{}"').format("decides" if row["decisive"] else "beside") if judged else "",
        html.link(key, address(key)),
        who(evidence, row),
        row["paraphrase"],
        f"{asserted(row)}{_weight(row) if judged else ''}",
        times(row),
        _subjects(evidence, row) if at_home else "",
        evidence.cite("statements", row["statement_id"], ("wording", "about", "said")),
        _coded(row),
        _why(row, at_home),
        answered.get(key, "") if at_home else "",
        html.shown_in(key) if at_home else "",
    )


def _why(row: dict, at_home: bool) -> str:
    """Why it is coded so, and at home the row of the harvest that it was made from."""
    why = "" if missing(row["basis"]) else f"Coded so because: {row['basis']}"
    return f"{why} Harvest row {row['origin']}." if at_home and not missing(row["origin"]) else why


def _subjects(evidence: Evidence, row: dict) -> Markup:
    """The commitment, agreement, incident and meeting of which it speaks, each with its address."""
    links = [
        html.link(row[column], address(row[column]))
        for column in ("commitment_id", "incident_id", "meeting_id")
        if not missing(row[column])
    ]
    agreement = row["agreement_id"]
    if not missing(agreement):
        links.append(html.link(evidence.agreements[agreement], entry("agreements", agreement)))
    return Markup(" About {}.").format(html.joined(links)) if links else Markup("")


def asserted(row: dict) -> str:
    """What it says became of the thing, and how plainly; else only what it does."""
    return in_a_word(stance(row))


def in_a_word(held: tuple[str, str]) -> str:
    """A stance, as ``measures.positions.stance`` has it: 'not done, implied', 'promises'."""
    return ", ".join(part.replace("_", " ") for part in held if part)


def _weight(row: dict) -> str:
    """Whether what it says became of the thing decides a verdict; '' where it says nothing."""
    if missing(row["assertion"]):
        return ""
    return ": decides" if row["decisive"] else ": decides nothing"


# How the coding of a statement stands that this book did not make itself.
CODINGS = {
    "agreed": "two readers agree",
    "checked": "page checked, one reader",
    "settled": "coding settled with a reason",
    "contested": "two readers contest the coding",
    "not_refound": "page not found again, so it never decides",
    "low": "the page hardly says it, so it never decides",
}


def coding(row: dict) -> str:
    """How far a statement's coding was checked, in words; '' where this book coded it."""
    return "" if missing(row["coding"]) else CODINGS[row["coding"]]


def _coded(row: dict) -> Markup:
    """The mark of a statement's coding: a chip where it is in doubt, else plain words."""
    words = coding(row)
    if not words:
        return Markup("")
    if row["coding"] in ("agreed", "checked", "settled"):
        return Markup(' <span class="muted">{}.</span>').format(capital(words))
    return Markup(" {}").format(html.chip(words, "unknown", "!"))


def times(row: dict) -> str:
    """When it was said and of what time it speaks, as far as words tell."""
    said = f"said {phrases.span(row, 'said')}" if row["said_edtf"] else ""
    about = f"of {phrases.span(row, 'about')}" if row["about_edtf"] else ""
    return capital(", ".join(part for part in (said, about) if part) or "no time told") + "."


def who(evidence: Evidence, row: dict) -> str:
    """The speakers, and through whom the report has it."""
    via = f" (through {evidence.named(row['via_ids'])})" if row["via_ids"] else ""
    own = "" if row["speaker_ids"] else " (own words)"
    return f"{evidence.named(row['spoken_by'])}{own}{via}"


def speaks_against(record: Record, spoken: pd.DataFrame, statement_ids: tuple[str, ...]) -> str:
    """One sentence on what is said against a verdict without deciding it; '' where nothing is.

    ``spoken``: ``measures.compliance.statements``. ``statement_ids``: a row of
    ``measures.answers.against``.
    """
    evidence, by_id = Evidence.of(record), spoken.set_index("statement_id")
    shown = statement_ids if len(statement_ids) <= MOST_AGAINST else statement_ids[:MOST_AGAINST]
    said = [
        f"{who(evidence, row)}: {_short(row)} ({phrases.ref(key)}; {_why_beside(row)})"
        for key in shown
        for row in [by_id.loc[key].to_dict()]
    ]
    if len(statement_ids) > len(shown):
        more = len(statement_ids) - len(shown)
        said.append(f"and {phrases.many(more, 'more statement')}")
    return f"Against it, without deciding, speaks {'; '.join(said)}." if said else ""


def _short(row: dict) -> str:
    """What is said, in a word."""
    return "denies it" if missing(row["assertion"]) else row["assertion"].replace("_", " ")


def _why_beside(row: dict) -> str:
    """Why words that speak against a verdict do not decide it."""
    wide = "said of the agreement as a whole" if of_whole(row) else ""
    implied = "a reader concludes it" if row["explicitness"] == "implied" else ""
    weak = coding(row) if row["coding"] in WEAK_CODINGS else ""
    return ", ".join(part for part in (wide, implied, weak) if part) or "not of this viewpoint"
