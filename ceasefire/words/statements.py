"""Statements as a list: who said what, when, of what time, why it is coded so, and where it stands.

In: rows of ``measures.compliance.statements``. Out: HTML in which every statement has an address of
its own (``#S050``).
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.phrases import capital, missing
from ceasefire.words.evidence import Evidence


def listing(evidence: Evidence, about: pd.DataFrame, deciding: set[str]) -> Markup:
    """Those that decide a verdict first, then those that assert something, then the others."""
    if about.empty:
        return Markup('<p class="empty">No report known by then says anything of it.</p>')
    about = about.assign(
        decisive=about["statement_id"].isin(deciding), asserts=about["assertion"].notna()
    ).sort_values(["decisive", "asserts", "statement_id"], ascending=[False, False, True])
    return Markup('<ul class="statements">{}</ul>').format(
        Markup("").join(_item(evidence, row) for row in about.to_dict("records"))
    )


def _item(evidence: Evidence, row: dict) -> Markup:
    """One statement."""
    return Markup(
        '<li id="{}" class="{}"><strong>{}</strong>: {} <span class="asserted">{}</span> '
        '<span class="muted">{}</span> {} <span class="muted">{}</span></li>\n'
    ).format(
        row["statement_id"],
        "decides" if row["decisive"] else "beside",
        who(evidence, row),
        row["paraphrase"],
        _asserted(row),
        times(row),
        evidence.cite("statements", row["statement_id"], ("wording", "about", "said")),
        "" if missing(row["basis"]) else f"Coded so because: {row['basis']}",
    )


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
