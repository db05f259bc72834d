"""The sign and meaning of each verdict, and the address of each row: common to charts and words.

A verdict has a class (its colour) and a symbol, so that colour never speaks alone. Every row of the
record has one place in the book, the same whichever page leads there.

"""

from collections.abc import Iterable

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
# What each says, in a sentence; the rules themselves stand in measures.verdicts.
VERDICT_MEANINGS: dict[str, str] = {
    "met": "It was done by the due date, or at all where no date was set.",
    "met late": "It was done, but after the due date and any days of grace.",
    "upheld so far": "A state was to be kept: it is said to hold, and nobody says otherwise.",
    "partly": "It is said to be done in part, or, of a state, to stand with breaches.",
    "overdue": "It was due, and is said to be still under way.",
    "missed": "It was due, and is said not to be done.",
    "not fulfilled": "No date was set, and it is said not to be done.",
    "breached": "A state was to be kept, and it is said to have been broken.",
    "reversed": "It was done and later undone.",
    "contested": "Different sides say opposite things of the same time.",
    "indeterminate": "Days that are not exactly known leave two answers possible; both are named.",
    "under way": "No date was set, and it is said to be going on.",
    "not yet due": "The due date and any days of grace have not passed.",
    "no evidence": "Nobody whose words count says what became of it; never read as missed.",
    "not assessable": "It has no date, and nothing was promised that anyone could observe.",
}
# How well a verdict is supported.
GRADE_MEANINGS: dict[str, str] = {
    "conceded": "The verdict goes against those who promised, by the words of one of them who has "
    "to act or to answer for those who act; where nobody is named to act, of any of them.",
    "corroborated": "Two or more sides that are not allies say so, as different witnesses or "
    "jointly in one statement.",
    "single": "One side says so, allies only, or others that pass on the same words.",
    "disputed": "The sides contradict each other.",
}
# Beyond so many commitments a matrix leaves out, and names, those on which nothing is known.
MOST_ROWS = 30
CLASSES = ("kept", "partly", "broken", "contested", "open", "unknown")


def counted(verdicts: Iterable[str]) -> dict[str, int]:
    """How many verdicts there are of each class: what charts and sentences count."""
    classes = [VERDICT_MARKS[verdict][0] for verdict in verdicts]
    return {kind: classes.count(kind) for kind in CLASSES}


# The page on which a row has its card, by the letter that its id begins with.
PAGES = {
    "C": "deadlines.html",
    "L": "deadlines.html",
    "K": "deadlines.html",
    "N": "violations.html",
    "B": "ledgers.html",
    "T": "monitors.html",
    "P": "patrols.html",
    "I": "violations.html",
    "R": "violations.html",
    "S": "claims.html",
    "M": "talks.html",
    "F": "places.html",
}
# Rows whose ids are words have theirs in the glossary, by table.
GLOSSARY = "glossary.html"


def address(row_id: str) -> str:
    """Where in the book a row has its card, as seen from any page of a notebook."""
    return f"{PAGES[row_id[0]]}#{row_id}"


def verdict_id(commitment: str, viewpoint: str) -> str:
    """The name of one viewpoint's verdict on the card of a commitment: 'C02-russia'."""
    return f"{commitment}-{viewpoint}"


def verdict_address(commitment: str, viewpoint: str) -> str:
    """Where in the book one viewpoint's verdict on a commitment stands."""
    return f"{PAGES[commitment[0]]}#{verdict_id(commitment, viewpoint)}"


def told_id(row_id: str) -> str:
    """The name of the list of statements on the card of a row: 'K01-told'."""
    return f"{row_id}-told"


def entry(table: str, row_id: str) -> str:
    """Where in the glossary an actor, an agreement, a place or a term stands."""
    return f"{GLOSSARY}#{entry_id(table, row_id)}"


def entry_id(table: str, row_id: str) -> str:
    """The name of an entry within the glossary: 'actors-turkey' is not 'places-turkey'."""
    return f"{table}-{row_id}"


def pair_id(accuser: str, accused: str) -> str:
    """The name of the card on the claims of one side against another; '' where nobody is named."""
    return f"claims-{accuser}-{accused or 'nobody'}"
