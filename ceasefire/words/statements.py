"""Statements as a list: who said what, when, of what time, why it is coded so, and where it stands.

In: rows of ``measures.compliance.statements``. Out: HTML. Each statement leads to the page on
claims, where it has an address of its own (``claims.html#S050``).
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address, entry
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import capital, missing
from ceasefire.words import html
from ceasefire.words.evidence import Evidence


def listing(
    evidence: Evidence, about: pd.DataFrame, deciding: set[str], at_home: bool = False
) -> Markup:
    """Those that decide a verdict first, then those that assert something, then the others.

    ``at_home``: this list is where the statements' addresses lead; others lead there. It keeps the
    order of the table and leads on to all that each statement speaks about.
    """
    if about.empty:
        return Markup('<p class="empty">No report known by then says anything of it.</p>')
    about = about.assign(
        decisive=about["statement_id"].isin(deciding), asserts=about["assertion"].notna()
    )
    if not at_home:
        order = ["decisive", "asserts", "statement_id"]
        about = about.sort_values(order, ascending=[False, False, True])
    return Markup('<ul class="statements">{}</ul>').format(
        Markup("").join(_item(evidence, row, at_home) for row in about.to_dict("records"))
    )


def _item(evidence: Evidence, row: dict, at_home: bool) -> Markup:
    """One statement."""
    key = row["statement_id"]
    return Markup(
        '<li{} class="{}">{} <strong>{}</strong>: {} <span class="asserted">{}</span> '
        '<span class="muted">{}{}</span> {} <span class="muted">{}</span></li>\n'
    ).format(
        Markup(' id="{}"').format(key) if at_home else "",
        "decides" if row["decisive"] else "beside",
        html.link(key, address(key)),
        who(evidence, row),
        row["paraphrase"],
        _asserted(row),
        times(row),
        _subjects(evidence, row) if at_home else "",
        evidence.cite("statements", row["statement_id"], ("wording", "about", "said")),
        "" if missing(row["basis"]) else f"Coded so because: {row['basis']}",
    )


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


def _asserted(row: dict) -> str:
    """What it says became of the thing, and whether that decides; else only what it does."""
    if missing(row["assertion"]):
        return row["act"].replace("_", " ")
    word = f"{row['assertion'].replace('_', ' ')}, {row['explicitness']}"
    return f"{word}: {'decides' if row['decisive'] else 'decides nothing'}"


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
    ``measures.claims.against``.
    """
    evidence, by_id = Evidence(record), spoken.set_index("statement_id")
    said = [
        f"{who(evidence, row)}: {_short(row)} ({phrases.ref(key)}; {_why_beside(row)})"
        for key in statement_ids
        for row in [by_id.loc[key].to_dict()]
    ]
    return f"Against it, without deciding, speaks {'; '.join(said)}." if said else ""


def _short(row: dict) -> str:
    """What is said, in a word."""
    return "denies it" if missing(row["assertion"]) else row["assertion"].replace("_", " ")


def _why_beside(row: dict) -> str:
    """Why words that speak against a verdict do not decide it."""
    of_whole = "said of the agreement as a whole" if missing(row["commitment_id"]) else ""
    implied = "a reader concludes it" if row["explicitness"] == "implied" else ""
    return ", ".join(part for part in (of_whole, implied) if part) or "not of this viewpoint"
