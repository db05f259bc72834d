"""Numbers about an area and its people on cards: value with its doubt, of what, who says so.

In: a ``Record`` and ``measures.figures``. Out: HTML in which every figure has an address of its own
(``#F01``).
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.clean.tables import AMOUNTS
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import missing
from ceasefire.words import html
from ceasefire.words.accounts import published
from ceasefire.words.evidence import Evidence


def cards(record: Record, figures: pd.DataFrame) -> list[Markup]:
    """One card per context number: value with its doubt, of what, as at when, who says so."""
    evidence = Evidence.of(record)
    return [
        html.card(
            row["figure_id"],
            f"{row['figure_id']} {row['what']}",
            html.terms(_terms(evidence, row)),
            gist=f"{_value(row)}, says {evidence.named(row['spoken_by'])}",
        )
        for row in figures.to_dict("records")
    ] or [Markup('<p class="empty">No figure about the area is known here.</p>')]


def _value(row: dict) -> str:
    """A figure with its doubt and its unit."""
    value = phrases.amount(*(row[f"value_{a}"] for a in AMOUNTS))
    unit = row["unit"] if missing(row["of_what"]) else f"({row['unit']} of: {row['of_what']})"
    return f"{value} {unit}"


def _terms(evidence: Evidence, row: dict) -> list[tuple]:
    """The terms of a figure's card: name, value, where it stands."""

    def cite(*fields: str) -> Markup:
        return evidence.cite("figures", row["figure_id"], fields)

    differ = "the reports differ" if row["value_disputed"] else "by nobody in these sources"
    own = "" if row["speaker_ids"] else " (in its own voice)"
    return [
        ("value", _value(row), cite("value")),
        (
            "as at",
            "no time told" if missing(row["as_at_edtf"]) else phrases.span(row, "as_at"),
            cite("as_at"),
        ),
        ("who says so", f"{evidence.named(row['spoken_by'])}{own}", cite("speaker")),
        ("published", published(evidence.record, row["source_ids"])),
        ("disputed", differ),
        ("in the words", "", cite("wording")),
    ]
