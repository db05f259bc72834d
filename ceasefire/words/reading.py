"""How to read what a page shows: verdicts, ranges, counts, the two ledgers; folded until asked for.

In: nothing but the signs and meanings of ``marks``. Out: HTML. Called by the notebooks, under the
answer that opens a page.
"""

from IPython.display import HTML
from markupsafe import Markup

from ceasefire.marks import CLASSES, GRADE_MEANINGS, VERDICT_MARKS, VERDICT_MEANINGS
from ceasefire.words import html
from ceasefire.words.verdicts import verdict_chip

METHODS = "../book/methods.html"
# What the marks of a chart say, as small drawings of the same strokes.
POINT = '<circle cx="40" cy="8" r="5"/>'
BAR = '<rect x="14" y="4" width="52" height="8" rx="1"/>'
AT_LEAST = '<rect x="14" y="4" width="34" height="8" rx="1"/><path d="M54 2l8 6-8 6"/>'
AT_MOST = '<rect x="32" y="4" width="34" height="8" rx="1"/><path d="M26 2l-8 6 8 6"/>'


def how_to_read(*parts: Markup) -> HTML:
    """The parts that a page needs, side by side under its answer."""
    return html.show(Markup('<div class="reading">{}</div>').format(Markup("\n").join(parts)))


def verdicts() -> Markup:
    """Every verdict with its sign and its meaning, class by class; then the grades."""
    in_order = sorted(VERDICT_MEANINGS, key=lambda v: CLASSES.index(VERDICT_MARKS[v][0]))
    return _folded(
        "How to read the verdicts",
        "the-rules-in-order",
        _said(
            "A verdict belongs to one commitment, one viewpoint and one knowledge date: the day "
            "up to which reports count as published. Its colour stands for its kind, its sign for "
            "the verdict itself."
        ),
        html.terms((verdict_chip(v), VERDICT_MEANINGS[v]) for v in in_order),
        _said("Behind a verdict stands its grade: how well it is supported."),
        html.terms((Markup("<em>{}</em>").format(g), m) for g, m in GRADE_MEANINGS.items()),
    )


def ranges() -> Markup:
    """Days and numbers that are known within bounds only."""
    return _folded(
        "How to read dates and ranges",
        "dates",
        html.terms(
            [
                (_sign(POINT), "The day, or the number, is known."),
                (
                    _sign(BAR),
                    "Known within bounds only, or a thing that lasted: from the earliest to the "
                    "latest day, or from the lowest to the highest figure. Nothing between the "
                    "ends is guessed.",
                ),
                (_sign(AT_LEAST), "“At least”: a lowest figure, or a first day, and no upper end."),
                (_sign(AT_MOST), "“At most”, or “by” a day: an upper end, and no lower one."),
                (
                    "days overdue",
                    "At least to the last day of which somebody says that the thing was not done; "
                    "at most to the knowledge date, if nothing changed.",
                ),
                ("not reported", "Missing, and never read as nought."),
            ]
        ),
    )


def counts() -> Markup:
    """Totals, incidents and casualties."""
    return _folded(
        "How to read the counts",
        "counts",
        html.terms(
            [
                (
                    "total",
                    "What one counter prints over a period. Two totals are never added, nor are "
                    "two counters.",
                ),
                ("rate per day", "A total over the days that it covers: a mean, with no interval."),
                ("incident", "One event that a report tells of. It is never added to a total."),
                ("casualties", "Lowest and highest figure; children and women are among them."),
                (
                    "by whom",
                    "The side that some report names as the doer: a claim, and not a finding.",
                ),
                (
                    "a gap",
                    "A day without a mark is a day of which nothing is known, not a calm one.",
                ),
            ]
        ),
    )


def ledgers() -> Markup:
    """The counts of two sides, day by day."""
    return _folded(
        "How to read the two ledgers",
        "counts",
        html.terms(
            [
                (
                    "ledger",
                    "What one part of the joint commission counted in one day and night. The two "
                    "list different cases: they are set side by side and never added.",
                ),
                (
                    "difference",
                    "One ledger less the other, on a day of which both are known. It does not say "
                    "that a case was left out.",
                ),
                ("median day", "Half of the known days count more, half count less."),
                (
                    "interval",
                    "How far a mean would move if other days of the same kind had been kept. It "
                    "cannot say what happened on days of which nobody kept a page.",
                ),
                (
                    "a gap",
                    "A day without a sign is a day of which nothing is known, not a calm one.",
                ),
            ]
        ),
    )


def claims() -> Markup:
    """Accusations, answers and statements that decide or stand beside."""
    return _folded(
        "How to read the claims",
        "accusations-and-answers",
        html.terms(
            [
                ("explicit", "Said in so many words. Only such words can decide a verdict."),
                ("implied", "A reader has to conclude it: shown, and decides nothing."),
                (
                    "accusation",
                    "Lays an attack, a breach or a failure to somebody else. A number of them is "
                    "no number of wrongs.",
                ),
                ("only repeated", "Reports quote it, and none of them says the like itself."),
                ("denial", "Speaks against an accusation of the same thing and the same time."),
                ("contested", "Different sides say opposite things; the book takes no side."),
            ]
        ),
    )


def _folded(title: str, rule: str, *body: Markup) -> Markup:
    """What opens under a title, and ends with the way to the rules behind it."""
    rules = html.link("The rules, one by one", f"{METHODS}#{rule}")
    return Markup(
        '<details class="how-to-read"><summary>{}</summary>\n{}\n<p>{}</p></details>'
    ).format(title, Markup("\n").join(body), rules)


def _said(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _sign(strokes: str) -> Markup:
    """A small drawing; the words beside it say the same."""
    return Markup(
        '<svg viewBox="0 0 80 16" width="60" height="12" aria-hidden="true">{}</svg>'
    ).format(Markup(strokes))
