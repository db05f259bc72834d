"""The sign of each verdict, and the address of each row: what charts and words have in common.

A verdict has a class (its colour) and a symbol, so that colour never speaks alone. Every row of the
record has one place in the book, the same whichever page leads there.

"""

# Symbols of one class differ, so that verdicts stay apart in grey print too.
VERDICT_MARKS: dict[str, tuple[str, str]] = {
    "met": ("kept", "✓"),
    "met late": ("kept", "✓+"),
    "upheld so far": ("kept", "✓"),
    "partly": ("partly", "½"),
    "overdue": ("broken", "!"),
    "missed": ("broken", "✗"),
    "not fulfilled": ("broken", "✗"),
    "breached": ("broken", "✗"),
    "reversed": ("broken", "↺"),
    "contested": ("contested", "≠"),
    "indeterminate": ("open", "±"),
    "under way": ("open", "→"),
    "not yet due": ("open", "…"),
    "no evidence": ("unknown", "?"),
    "not assessable": ("unknown", "–"),
}
CLASSES = ("kept", "partly", "broken", "contested", "open", "unknown")

# The page on which a row has its card, by the letter that its id begins with.
PAGES = {
    "C": "deadlines.html",
    "L": "deadlines.html",
    "S": "deadlines.html",
    "N": "violations.html",
    "I": "violations.html",
}


def address(row_id: str) -> str:
    """Where in the book a row has its card, as seen from any page of a notebook."""
    return f"{PAGES[row_id[0]]}#{row_id}"
