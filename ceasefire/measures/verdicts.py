"""Was a commitment kept? The rules of judgement, each once.

In: one commitment's form and due date, the testimony about it, a knowledge date, days of grace.
Out: a ``Verdict``. Pure: no tables, no files. ``measures.compliance`` applies it to the record.
The scale is this book's; it answers per deadline what the Peace Accords Matrix (Kroc Institute)
answers per year, and grades contested testimony as Airwars does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from ceasefire.clean.dates import Span

# In the order in which charts and legends show them.
VERDICTS = (
    "met",
    "met late",
    "upheld so far",
    "partly",
    "overdue",
    "missed",
    "not fulfilled",
    "breached",
    "reversed",
    "contested",
    "indeterminate",
    "under way",
    "not yet due",
    "no evidence",
    "not assessable",
)
KEPT = frozenset({"met", "met late", "upheld so far"})
BROKEN = frozenset({"missed", "not fulfilled", "breached", "reversed", "overdue"})
# Days overdue go on to the knowledge date.
STILL_OVERDUE = frozenset({"missed", "overdue"})
DECIDING = frozenset({"done", "partly", "under_way", "not_done", "undone", "upheld", "breached"})
# Words that can be said of a state to be kept, and of a thing to be done; *partly* of both.
OF_A_STATE = frozenset({"upheld", "breached"})
FITTING = {"maintain": OF_A_STATE | {"partly"}, "achieve": DECIDING - OF_A_STATE}
IN_FAVOUR = frozenset({"done", "upheld"})
# Words may still come that settle these; a number counts them apart from what is unknown.
OPEN = frozenset({"indeterminate", "under way", "not yet due"})
CLASSES = ("kept", "partly", "broken", "contested", "open", "unknown")
UNKNOWN = frozenset({"no evidence", "not assessable", "not yet due", "indeterminate", "under way"})


def class_of(verdict: str) -> str:
    """Under which class a verdict is counted, and drawn."""
    groups = {"kept": KEPT, "broken": BROKEN, "open": OPEN, "unknown": UNKNOWN - OPEN}
    return next((name for name, group in groups.items() if verdict in group), verdict)


@dataclass(frozen=True)
class Testimony:
    """One explicit statement about one commitment.

    ``sides``: who says it. ``concedes``: one of them promised the thing and has to answer for it.
    ``about``: the time it speaks about (None: open). ``witness``: the testimony that it reprints;
    empty: it is a witness of its own.
    """

    statement_id: str
    sides: frozenset[str]
    assertion: str
    about: Span
    concedes: bool = False
    witness: str = ""


@dataclass(frozen=True)
class Verdict:
    """A verdict, its grade, the statements that decide it, and the days overdue (low, high)."""

    verdict: str
    grade: str | None = None
    decided_by: tuple[str, ...] = ()
    overdue_low: int | None = None
    overdue_high: int | None = None
    candidates: tuple[str, ...] = ()


def overlap(a: Span, b: Span) -> bool:
    """Whether two times can share a day; open ends share every day."""
    starts_in_time = (
        a.start_earliest is None or b.end_latest is None or (a.start_earliest <= b.end_latest)
    )
    ends_in_time = (
        b.start_earliest is None or a.end_latest is None or (b.start_earliest <= a.end_latest)
    )
    return starts_in_time and ends_in_time


def lasting(done: Span) -> Span:
    """What was done stays done until somebody says otherwise: its time has no end.

    Where nobody says when it was done, it holds from the last day on which it can have been done.
    """
    return Span(done.start_earliest or done.end_latest, None, None, None)


def _holds_on(done: Testimony) -> Testimony:
    """Words that a thing is done, of the time for which that lasts."""
    return replace(done, about=lasting(done.about))


def _opposed(pros: list[Testimony], cons: list[Testimony]) -> list[Testimony]:
    """Those of both lists that contradict one of the other: other sides, overlapping time."""
    pairs = [
        (p, c) for p in pros for c in cons if not p.sides & c.sides and overlap(p.about, c.about)
    ]
    return list(dict.fromkeys(item for pair in pairs for item in pair))


def grade(deciding: list[Testimony], verdict: str, allies: frozenset[frozenset[str]]) -> str:
    """How well a verdict is supported.

    disputed: the verdict is that the sides contradict each other. conceded: against the one who
    promised, by that one's own words. corroborated: two sides that are not allies, by different
    witnesses or jointly. single: else. ``allies``: pairs of allied sides.
    """
    if verdict == "contested":
        return "disputed"
    against = [i for i in deciding if i.assertion not in IN_FAVOUR | {"partly"}]
    if verdict in BROKEN | {"indeterminate"} and any(i.concedes for i in against):
        return "conceded"
    if verdict == "reversed":
        deciding = against
    told = [(item.sides, item.witness or item.statement_id) for item in deciding]
    return "corroborated" if corroborated(told, allies) else "single"


def corroborated(
    told: Iterable[tuple[frozenset[str], str]], allies: frozenset[frozenset[str]]
) -> bool:
    """Whether two sides that are not allies say so: by different witnesses, or jointly in one.

    ``told``: the sides of each telling, and its witness.
    """
    told, heard = list(told), {}
    for sides, witness in told:
        for side in sides:
            heard.setdefault(side, set()).add(witness)
    return any(
        len(heard[a] | heard[b]) > 1 or any({a, b} <= sides for sides, _ in told)
        for a, b in combinations(sorted(heard), 2)
        if frozenset({a, b}) not in allies
    )


def _maintained(items: list[Testimony]) -> tuple[tuple[str, ...], list[Testimony]]:
    """Rule 3: a state that was to be kept. *Partly*: it stands, with breaches.

    A breach that nobody contradicts stands, whatever is contradicted of another time.
    """
    by = {a: [i for i in items if i.assertion == a] for a in FITTING["maintain"]}
    conceded = [i for i in by["breached"] if i.concedes]
    upheld = [
        i
        for i in by["upheld"]
        if not any(overlap(i.about, c.about) and not _answers_too(i, c) for c in conceded)
    ]
    opposed = _opposed(upheld, by["breached"])
    alone = [i for i in by["breached"] if i not in opposed]
    if alone:
        return ("breached",), alone
    if opposed:
        return ("contested",), opposed
    return (("partly",), by["partly"]) if by["partly"] else (("upheld so far",), upheld)


def _done(done: list[Testimony], due: date | None) -> tuple[str, ...]:
    """Rule 6: in time, late, or, where the time of doing straddles the due date, either."""
    if due is None or any(i.about.end_latest and i.about.end_latest <= due for i in done):
        return ("met",)
    if all(i.about.start_earliest and i.about.start_earliest > due for i in done):
        return ("met late",)
    return ("met", "met late")


def _unfinished(
    items: list[Testimony], verdict: str, due: date, once_due: bool
) -> tuple[tuple[str, ...], list[Testimony]]:
    """Rules 8 and 9: once due, words count if they speak of a time not before the due date.

    Words that can be of either side of it leave open whether the thing was done in between.
    """
    if not once_due:
        return ("not yet due",), items
    telling = [i for i in items if i.about.end_earliest and i.about.end_earliest >= due]
    if telling:
        return (verdict,), telling
    either = [i for i in items if i.about.end_latest is None or i.about.end_latest >= due]
    return ((verdict, "no evidence"), either) if either else (("no evidence",), [])


def _later(a: Testimony, b: Testimony) -> bool:
    """Whether one certainly speaks of a later time than another."""
    first, last = a.about.start_earliest, b.about.end_latest
    return first is not None and last is not None and first > last


def _answers_too(claim: Testimony, conceded: Testimony) -> bool:
    """Whether a claim is by another of those who promised and have to answer for it."""
    return claim.concedes and not claim.sides & conceded.sides


def _refuted(done: Testimony, conceded: Testimony) -> bool:
    """Whether a concession takes away a claim that the thing was done.

    Not the conceder's own earlier claim: of that the concession says that it was undone. Nor the
    claim of another who promised and answers for it too: those two contradict each other.
    """
    if _answers_too(done, conceded):
        return False
    if done.sides & conceded.sides and _later(conceded, done):
        return False
    return overlap(_holds_on(done).about, conceded.about)


def _not_before(items: list[Testimony], due: date) -> list[Testimony]:
    """Words that can be of the due date or later."""
    return [i for i in items if i.about.end_latest is None or i.about.end_latest >= due]


def _achieved(
    items: list[Testimony], due: date | None, once_due: bool
) -> tuple[tuple[str, ...], list[Testimony]]:
    """Rules 4 to 9: something that was to be done."""
    by = {a: [i for i in items if i.assertion == a] for a in DECIDING}
    negative, conceded = by["not_done"], [i for i in by["not_done"] if i.concedes]
    # Where the one who promised concedes, what others claim against that decides nothing.
    done, partly = (
        [i for i in by[word] if not any(_refuted(i, n) for n in conceded)]
        for word in ("done", "partly")
    )
    if once_due:  # of a time before the due date, a part done says nothing of what stood then
        partly = _not_before(partly, due)
    under_way = [i for i in by["under_way"] if not any(overlap(i.about, n.about) for n in conceded)]
    held = {_holds_on(i): i for i in done}
    lacking = negative + (partly if once_due or due is None else [])
    opposed = [held.get(i, i) for i in _opposed(list(held), lacking)]
    if once_due:
        opposed += _opposed(_not_before(under_way, due), _not_before(negative, due))
    if opposed:
        return ("contested",), list(dict.fromkeys(opposed))
    # A side that said "done" and, of a later time, "not done" says that it was undone.
    taken_back = [n for n in negative if any(n.sides & d.sides and _later(n, d) for d in done)]
    undone = [u for u in by["undone"] + taken_back if not any(_later(d, u) for d in done)]
    if undone:
        return ("reversed",), done + undone
    if done:
        words = _done(done, due)
        if words == ("met",) and due:
            return words, [i for i in done if i.about.end_latest and i.about.end_latest <= due]
        return words, done
    if partly:
        held = {_holds_on(i): i for i in partly}
        opposed = [held.get(i, i) for i in _opposed(list(held), negative)]
        return (("contested",), opposed) if opposed else (("partly",), partly)
    if due is None:
        return (("not fulfilled",), negative) if negative else (("under way",), by["under_way"])
    word, telling = _unfinished(negative, "missed", due, once_due) if negative else ((), [])
    if telling or not by["under_way"]:
        return word or ("no evidence",), telling
    return _unfinished(by["under_way"], "overdue", due, once_due)


def _days_overdue(
    verdict: str, deciding: list[Testimony], due: date, as_of: date
) -> tuple[int | None, int | None]:
    """Days past the due date: at least, at most (None: not known).

    Met late: from the due date to the doing. Missed or overdue: at least to the last day of which
    somebody says so, at most to the knowledge date.
    """
    starts = [i.about.start_earliest for i in deciding if i.about.start_earliest]
    if verdict == "met late":
        ends = [i.about.end_latest for i in deciding if i.about.end_latest]
        return (min(starts) - due).days, (min(ends) - due).days if ends else None
    if verdict in STILL_OVERDUE:
        lasts = [i.about.end_earliest for i in deciding if i.about.end_earliest]
        longest = (as_of - due).days  # nobody can yet know of a later day
        return min(max([(last - due).days for last in lasts] + [0]), longest), longest
    return None, None


def falls_due(form: str, due: date, grace_days: int) -> date:
    """The first day on which silence is no longer *not yet due*.

    Of a state the day from which it was to hold, which no grace puts off; of something to be done
    the day after the due date and the days of grace.
    """
    return due if form == "maintain" else due + timedelta(days=grace_days + 1)


def _since(items: list[Testimony], start: date | None, begun: bool) -> list[Testimony]:
    """Words that can be of the time since a state was to hold: none before that day has come."""
    if not begun:
        return []
    return _not_before(items, start) if start else items


def aged(found: Verdict, days: int) -> Verdict:
    """A verdict so many days later, if nothing new was said and nothing fell due in between."""
    if found.verdict not in STILL_OVERDUE or found.overdue_high is None:
        return found
    return replace(found, overdue_high=found.overdue_high + days)


def _judge_at(form, observable, due, testimony, as_of, grace_days, allies) -> Verdict:
    """The verdict for one certain due date (None: undated); of a state, the day of its start."""
    if due is None and not observable:
        return Verdict("not assessable")
    ahead = due is not None and as_of < falls_due(form, due, grace_days)
    items = [i for i in testimony if i.assertion in FITTING[form]]
    if form == "maintain":
        items = _since(items, due, not ahead)
    if not items:
        return Verdict("not yet due" if ahead else "no evidence")
    if form == "maintain":
        words, deciding = _maintained(items)
    else:
        deadline = due + timedelta(days=grace_days) if due else None
        words, deciding = _achieved(items, deadline, due is not None and not ahead)
    word = words[0] if len(words) == 1 else "indeterminate"
    if not deciding:
        return Verdict(word)
    low, high = _days_overdue(word, deciding, due, as_of) if due else (None, None)
    return Verdict(
        word,
        grade(deciding, word, allies),
        tuple(i.statement_id for i in deciding),
        low,
        high,
        words if len(words) > 1 else (),
    )


def judge(
    form: str,
    observable: bool,
    due: tuple[date, date] | None,
    testimony: list[Testimony],
    as_of: date,
    grace_days: int = 0,
    allies: frozenset[frozenset[str]] = frozenset(),
) -> Verdict:
    """The verdict on one commitment: the first rule that fits.

    form: 'achieve' or 'maintain'. due: earliest and latest day that the due date can be, or None;
    of a state to be kept, the day from which it was to hold.
    testimony: explicit statements of the viewpoint's sides known by as_of. allies: pairs of allied
    sides. Where the two ends of the due date give different verdicts the answer is 'indeterminate',
    with the possible verdicts as candidates.
    """
    ends = [
        _judge_at(form, observable, day, testimony, as_of, grace_days, allies)
        for day in (dict.fromkeys(due) if due else [None])
    ]
    if len({end.verdict for end in ends}) == 1:
        lows = [end.overdue_low for end in ends if end.overdue_low is not None]
        highs = [end.overdue_high for end in ends if end.overdue_high is not None]
        return replace(
            min(ends, key=lambda end: len(end.decided_by)),
            overdue_low=min(lows, default=None),
            overdue_high=max(highs, default=None),
            candidates=tuple(dict.fromkeys(w for end in ends for w in end.candidates)),
        )
    grades = {end.grade for end in ends}
    return Verdict(
        "indeterminate",
        grades.pop() if len(grades) == 1 else None,
        tuple(dict.fromkeys(i for end in ends for i in end.decided_by)),
        candidates=tuple(
            dict.fromkeys(w for end in ends for w in end.candidates or (end.verdict,))
        ),
    )
