"""Each rule of judgement, with the smallest testimony that tells it from its neighbours.

The deadline of nearly every case is Monday, 15 October 2018, looked back on from 1 December: only
the words, the days that they speak of and the side that says them change. North gave the promise;
the islands are its ally; south and the press are nobody's.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceasefire.clean.dates import Span, read_edtf
from ceasefire.measures.verdicts import (
    BROKEN,
    DECIDING,
    FITTING,
    KEPT,
    UNKNOWN,
    VERDICTS,
    Verdict,
    aged,
    falls_due,
    grade,
    judge,
)
from ceasefire.measures.verdicts import Testimony as Words  # no class of tests, for pytest

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("patient")

DUE = "2018-10-15"
BEFORE, ON, AFTER = "2018-10-14", DUE, "2018-10-16"
MUCH_LATER = "2018-11-20"
STRADDLING = "[2018-10-14..2018-10-16]"
AT_SOME_TIME = "[..2018-11-27]"  # what undated words of a report of that day are taken to mean
LOOKED_BACK = "2018-12-01"
ALLIES = frozenset({frozenset({"north", "islands"})})


def day(text: str) -> date:
    return date.fromisoformat(text)


def says(
    assertion: str, about: str | None = ON, *sides: str, concedes: bool | None = None, witness=""
):
    """Words of some sides (south, if none is named) about a time; what north says may concede."""
    sides = sides or ("south",)
    time = read_edtf(about) if about else Span(None, None, None, None)
    concedes = "north" in sides if concedes is None else concedes
    return Words(
        f"{'+'.join(sides)}: {assertion} {about}",
        frozenset(sides),
        assertion,
        time,
        concedes,
        witness,
    )


def judged(*items, due=DUE, as_of=LOOKED_BACK, form="achieve", observable=True, grace=0) -> Verdict:
    """The verdict; a due date may be a set such as '[2018-10-10..2018-10-20]'."""
    ends = read_edtf(due) if due else None
    between = (ends.end_earliest, ends.end_latest) if ends else None
    return judge(form, observable, between, list(items), day(as_of), grace, ALLIES)


def verdict(*items, **terms) -> str:
    return judged(*items, **terms).verdict


def deciding(*items, **terms) -> set[str]:
    return set(judged(*items, **terms).decided_by)


def kept(*items, **terms) -> str:
    """The verdict on a state that was to be kept, without a date."""
    return verdict(*items, form="maintain", **{"due": None, **terms})


# --- 1: nothing to assess -----------------------------------------------------------------------


def test_without_date_and_without_anything_to_see_nothing_is_assessable():
    assert verdict(due=None, observable=False) == "not assessable"
    assert kept(observable=False) == "not assessable"
    # ... whatever is said about it
    found = judged(says("done"), due=None, observable=False)
    assert (found.verdict, found.grade, found.decided_by) == ("not assessable", None, ())


def test_either_a_date_or_something_to_see_is_enough():
    assert verdict(says("done"), due=DUE, observable=False) == "met"
    assert verdict(says("done"), due=None, observable=True) == "met"


# --- 2: nobody says anything decisive -----------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "grace", "expected"),
    [
        (BEFORE, 0, "not yet due"),
        (ON, 0, "not yet due"),  # the due day itself is still in time
        (AFTER, 0, "no evidence"),
        (AFTER, 1, "not yet due"),  # the last day of grace is in time too
        ("2018-10-17", 1, "no evidence"),
        ("2028-10-15", 0, "no evidence"),  # silence is never read as a breach
    ],
)
def test_silence_before_and_after_the_due_date(as_of, grace, expected):
    assert judged(as_of=as_of, grace=grace) == Verdict(expected)


@pytest.mark.parametrize("grace", [0, 30])
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(BEFORE, "not yet due"), (ON, "no evidence"), (AFTER, "no evidence")],
)
def test_silence_before_and_after_the_day_from_which_a_state_was_to_hold(as_of, grace, expected):
    # It was to hold on that very day, and no grace puts that off.
    assert judged(form="maintain", as_of=as_of, grace=grace) == Verdict(expected)


def test_silence_without_a_date_is_no_evidence():
    assert verdict(due=None) == "no evidence"
    assert kept() == "no evidence"


@pytest.mark.parametrize("assertion", ["refused", "extended"])
@pytest.mark.parametrize("form", ["achieve", "maintain"])
def test_refusals_and_new_deadlines_decide_nothing(assertion, form):
    shown = says(assertion, AFTER, "north")
    assert judged(shown, form=form) == Verdict("no evidence")
    assert judged(shown, form=form, as_of=BEFORE) == Verdict("not yet due")
    word = "done" if form == "achieve" else "upheld"
    assert deciding(shown, says(word), form=form) == {f"south: {word} {ON}"}


@pytest.mark.parametrize("assertion", sorted(DECIDING - {"upheld", "breached", "partly"}))
def test_words_that_fit_only_a_deed_say_nothing_of_a_state(assertion):
    # A state with nothing but such words must not come out as kept.
    assert kept(says(assertion, AFTER)) == "no evidence"


@pytest.mark.parametrize("assertion", ["upheld", "breached"])
def test_words_that_fit_only_a_state_say_nothing_of_a_deed(assertion):
    assert verdict(says(assertion, AFTER)) == "no evidence"
    assert verdict(says(assertion, AFTER), due=None) == "no evidence"


# --- 3: a state to be kept ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([says("upheld", "2018-11")], "upheld so far"),
        ([says("breached", "2018-11-03")], "breached"),
        # one side says upheld, another breached, of one day that both speak of
        ([says("upheld", "2018-11"), says("breached", "2018-11-30", "press")], "contested"),
        # the day after the month spoken of: both can be true, and it was breached
        ([says("upheld", "2018-11"), says("breached", "2018-12-01", "press")], "breached"),
        ([says("upheld", "2018-11"), says("breached", "2018-10-31", "press")], "breached"),
        # an open end reaches every day on its side, and no day on the other
        ([says("upheld", "../2018-11-05"), says("breached", "2018-09-01", "press")], "contested"),
        ([says("upheld", "../2018-11-05"), says("breached", "2018-11-06", "press")], "breached"),
        ([says("upheld", "2018-11-05/.."), says("breached", "2018-11-04", "press")], "breached"),
        ([says("upheld", None), says("breached", "2018-11-04", "press")], "contested"),
        # who says both does not contradict another
        ([says("upheld", "2018-11"), says("breached", "2018-11-03")], "breached"),
        # two sides of one mind
        ([says("upheld", "2018-11"), says("upheld", "2018-11", "press")], "upheld so far"),
        ([says("breached", "2018-11"), says("breached", "2018-11", "press")], "breached"),
    ],
)
def test_a_state_is_upheld_breached_or_contested(items, expected):
    assert kept(*items) == expected
    assert kept(*reversed(items)) == expected


@pytest.mark.parametrize("word", ["upheld", "partly", "breached"])
def test_words_of_a_time_before_a_state_was_to_hold_decide_nothing(word):
    for about in ("2018-10-03", BEFORE, "../2018-10-14", "[..2018-10-14]"):
        assert judged(says(word, about), form="maintain") == Verdict("no evidence")
        assert judged(says(word, about), form="maintain", as_of=BEFORE) == Verdict("not yet due")


@pytest.mark.parametrize("about", [ON, AFTER, STRADDLING, AT_SOME_TIME, "2018-10", None])
def test_words_that_can_be_of_the_time_since_a_state_was_to_hold_decide(about):
    assert verdict(says("breached", about), form="maintain") == "breached"
    assert verdict(says("upheld", about), form="maintain") == "upheld so far"


def test_a_state_that_has_not_begun_is_neither_kept_nor_broken():
    # However vague the words: on that day nobody could speak of the time since it was to hold.
    for word in ("upheld", "partly", "breached"):
        assert judged(says(word, None), form="maintain", as_of=BEFORE) == Verdict("not yet due")


def test_a_breach_before_its_start_contests_nothing_said_of_a_state():
    items = [says("upheld", "2018-10-10/2018-10-20"), says("breached", BEFORE, "press")]
    assert verdict(*items, due=None, form="maintain") == "contested"
    assert verdict(*items, form="maintain") == "upheld so far"


@pytest.mark.parametrize(
    ("items", "as_of", "expected", "candidates"),
    [
        (
            [says("breached", "2018-10-11")],
            LOOKED_BACK,
            "indeterminate",
            ["breached", "no evidence"],
        ),
        ([says("breached", "2018-10-12")], LOOKED_BACK, "breached", []),
        ([says("breached", "2018-10-08")], LOOKED_BACK, "no evidence", []),
        ([], "2018-10-08", "not yet due", []),
        ([], "2018-10-09", "indeterminate", ["no evidence", "not yet due"]),
        ([], "2018-10-12", "no evidence", []),
        (
            [says("upheld", "2018-10-09"), says("breached", "2018-10-12", "press")],
            LOOKED_BACK,
            "breached",
            [],
        ),
        (
            [says("upheld", "2018-10-10")],
            "2018-10-10",
            "indeterminate",
            ["not yet due", "upheld so far"],
        ),
    ],
)
def test_the_start_of_a_state_may_lie_between_two_days(items, as_of, expected, candidates):
    found = judged(*items, form="maintain", due="[2018-10-09..2018-10-12]", as_of=as_of)
    assert (found.verdict, sorted(found.candidates)) == (expected, candidates)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([says("partly", "2018-11")], "partly"),
        ([says("partly", "2018-11"), says("upheld", "2018-11", "press")], "partly"),
        ([says("partly", "2018-11"), says("upheld", "2018-11")], "partly"),
        ([says("partly", "2018-11"), says("breached", "2018-11-03", "press")], "breached"),
        ([says("partly", "2018-11"), says("breached", "2018-11-03")], "breached"),
        # who contradict each other do so whatever a third one grants
        (
            [
                says("partly", "2018-11", "x"),
                says("upheld", "2018-11"),
                says("breached", "2018-11-03", "press"),
            ],
            "contested",
        ),
    ],
)
def test_a_state_that_stands_with_breaches_is_kept_in_part(items, expected):
    assert kept(*items) == expected
    assert kept(*reversed(items)) == expected


def test_only_words_that_it_stands_with_breaches_decide_that_a_state_is_kept_in_part():
    part = says("partly", "2018-11")
    upheld = says("upheld", "2018-11", "press")
    assert deciding(part, upheld, form="maintain", due=None) == {part.statement_id}


def test_a_breach_that_nobody_contradicts_stands():
    """A large total over months is not undone by calm told of one of its days."""
    calm, months = says("upheld", "2018-11-03", "islands"), says("breached", "2018-11", "press")
    assert kept(calm, months) == "contested"
    later = says("breached", "2019-02", "x")
    found = judged(calm, months, later, form="maintain", due=None)
    assert (found.verdict, found.decided_by) == ("breached", (later.statement_id,))


def test_breaches_in_part_concede_nothing():
    # That a state stands with breaches says as much for it as against it.
    items = [says("upheld", "2018-11", "islands"), says("breached", "2018-11-03", "press")]
    assert kept(*items, says("partly", "2018-11", "north")) == "contested"
    found = judged(items[0], says("partly", "2018-11", "north"), form="maintain", due=None)
    assert (found.verdict, found.grade) == ("partly", "single")


def test_a_state_is_never_days_overdue():
    found = judged(says("breached", AFTER), form="maintain")
    assert (found.overdue_low, found.overdue_high) == (None, None)


def test_only_those_who_contradict_each_other_decide_that_a_state_is_contested():
    # The press speaks of another month, in which nobody says the contrary.
    items = [says("upheld", "2018-11"), says("breached", "2018-11-03", "press")]
    other = says("upheld", "2018-09", "islands")
    assert deciding(*items, other, form="maintain", due=None) == {i.statement_id for i in items}


def test_what_a_friend_claims_does_not_outvote_a_conceded_breach():
    # As with a deed: what others claim against the concession of the one who promised decides
    # nothing.
    found = judged(
        says("breached", "2018-11-03", "north"),
        says("upheld", "2018-11", "islands"),
        form="maintain",
        due=None,
    )
    assert (found.verdict, found.grade) == ("breached", "conceded")


# --- 4: contested deeds -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        # what is done stays done: "not done" of the same or a later day contradicts it
        ([says("done", BEFORE, "press"), says("not_done", BEFORE)], "contested"),
        ([says("done", BEFORE, "press"), says("not_done", MUCH_LATER)], "contested"),
        # "not done" of the day before it was done does not
        ([says("done", ON, "press"), says("not_done", BEFORE)], "met"),
        ([says("done", AFTER, "press"), says("not_done", ON)], "met late"),
        # the two can be of one day, and so they may contradict each other
        ([says("done", STRADDLING, "press"), says("not_done", BEFORE)], "contested"),
        # nobody says when: it holds from the last day on which it can have been done
        ([says("done", AT_SOME_TIME, "press"), says("not_done", "2018-11-27")], "contested"),
        ([says("done", AT_SOME_TIME, "press"), says("not_done", "2018-11-26")], "indeterminate"),
        ([says("done", "2018-10-01", "press"), says("not_done", AT_SOME_TIME)], "contested"),
    ],
)
def test_opposites_of_overlapping_time_are_contested(items, expected):
    assert verdict(*items) == expected
    assert verdict(*reversed(items)) == expected


@pytest.mark.parametrize("due", [DUE, None])
def test_a_contest_does_not_wait_for_the_due_date(due):
    items = [says("done", "2018-10-01", "press"), says("not_done", "2018-10-02")]
    assert verdict(*items, due=due, as_of="2018-10-05") == "contested"


def test_under_way_and_not_done_are_opposites_once_due():
    items = [says("under_way", AFTER, "press"), says("not_done", AFTER)]
    assert verdict(*items) == "contested"
    assert verdict(*items, grace=60) == "not yet due"
    assert verdict(*items, due=None) == "not fulfilled"  # never due


def test_under_way_and_not_done_of_different_days_do_not_contradict_each_other():
    items = [says("under_way", AFTER, "press"), says("not_done", MUCH_LATER)]
    assert verdict(*items) == "missed"


def test_under_way_and_not_done_said_of_a_day_before_the_due_date_are_no_opposites():
    # Both were true then, and words about a time before the due date say nothing of what stood
    # when it had passed.
    items = [says("under_way", "2018-10-01", "press"), says("not_done", "2018-10-01")]
    assert verdict(*items, as_of=ON) == "not yet due"
    assert verdict(*items, as_of=AFTER) == "no evidence"


def test_one_side_alone_is_never_contested():
    items = [says("done", BEFORE), says("not_done", MUCH_LATER), says("under_way", MUCH_LATER)]
    assert verdict(*items) == "reversed"


def test_a_joint_statement_is_the_word_of_each_of_its_sides():
    joint = says("done", BEFORE, "north", "south")
    # A third side contradicts both of them.
    assert verdict(joint, says("not_done", AFTER, "press")) == "contested"
    # One of the two alone says that it does not hold any longer: its own word against its own.
    assert verdict(joint, says("not_done", AFTER, "south")) == "reversed"


def test_of_those_who_contradict_each_other_all_and_only_those_decide():
    early = says("not_done", "2018-10-01", "islands")  # before it is said to have been done
    items = [says("done", BEFORE, "press"), says("not_done", AFTER)]
    assert deciding(early, *items) == {i.statement_id for i in items}


# --- 4: concessions -----------------------------------------------------------------------------


def test_what_others_claim_against_a_concession_decides_nothing():
    found = judged(says("not_done", AFTER, "north"), says("done", BEFORE, "islands"))
    assert (found.verdict, found.grade) == ("missed", "conceded")
    assert found.decided_by == (f"north: not_done {AFTER}",)


def test_a_later_deed_is_not_claimed_against_a_concession():
    # Conceded on the 16th, done on 20 November: no contradiction, and late.
    items = [says("not_done", AFTER, "north"), says("done", MUCH_LATER, "press")]
    assert verdict(*items) == "met late"
    assert verdict(items[0], says("done", MUCH_LATER, "north")) == "met late"


def test_words_from_before_the_due_date_do_not_silence_what_contradicts_a_later_claim():
    # North says on the 1st that it is not done yet; what the press and south say of later days
    # contradicts nothing of that, but each other.
    items = [
        says("not_done", "2018-10-01", "north"),
        says("done", BEFORE, "press"),
        says("not_done", MUCH_LATER),
    ]
    assert verdict(*items[1:]) == "contested"
    assert verdict(*items) == "contested"


def test_under_way_by_a_friend_does_not_contest_a_concession():
    items = [says("not_done", AFTER, "north"), says("under_way", AFTER, "islands")]
    assert judged(*items).verdict == "missed"
    assert judged(*items).grade == "conceded"


def test_who_promised_and_says_done_then_not_done_has_not_kept_its_word():
    # Only what OTHERS claim against a concession decides nothing: this claim is its own.
    found = judged(says("done", BEFORE, "north"), says("not_done", MUCH_LATER, "north"))
    assert (found.verdict, found.grade) == ("reversed", "conceded")


def test_a_third_partys_report_of_a_concession_is_that_third_partys_word():
    found = judged(says("not_done", AFTER, "press", concedes=False))
    assert (found.verdict, found.grade) == ("missed", "single")


# --- 5: reversed --------------------------------------------------------------------------------


def test_done_and_later_undone_is_reversed():
    items = [says("done", BEFORE, "press"), says("undone", MUCH_LATER)]
    assert verdict(*items) == "reversed"
    assert deciding(*items) == {i.statement_id for i in items}
    assert verdict(says("undone", MUCH_LATER)) == "reversed"  # whoever says undone says done too


def test_undone_and_then_done_again_is_not_reversed():
    # Rule 5 wants it undone LATER: undone in September, done again on 14 October, in time.
    items = [says("undone", "2018-09-20", "press"), says("done", BEFORE, "press")]
    assert verdict(*items) == "met"


def test_the_same_side_takes_back_its_word_only_of_a_later_day():
    done = says("done", BEFORE)
    assert verdict(done, says("not_done", ON)) == "reversed"
    assert verdict(done, says("not_done", "2018-10-13")) == "met"
    # It may be the very day: nobody says that it came later.
    assert verdict(done, says("not_done", "[2018-10-14..2018-10-20]")) != "reversed"
    # Done at some time up to 27 November: no day of which it is known that it came after.
    assert verdict(says("done", AT_SOME_TIME), says("not_done", MUCH_LATER)) != "reversed"


def test_who_took_back_its_word_and_then_says_done_again_is_not_reversed():
    # As with "undone": the last of three words of one side is that it is done, still in time.
    items = [says("done", "2018-10-10"), says("not_done", "2018-10-12"), says("done", BEFORE)]
    assert verdict(*items[:2]) == "reversed"
    assert verdict(*items) == "met"


def test_undone_without_a_date_is_reversed_too():
    assert verdict(says("done", BEFORE), says("undone", MUCH_LATER), due=None) == "reversed"


# --- 6: done ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "grace", "expected", "overdue"),
    [
        (BEFORE, 0, "met", (None, None)),
        (ON, 0, "met", (None, None)),
        (AFTER, 0, "met late", (1, 1)),
        (AFTER, 1, "met", (None, None)),
        ("2018-10-17", 1, "met late", (2, 2)),  # from the due date, not from the end of grace
        ("[2018-10-16..2018-10-20]", 0, "met late", (1, 5)),
        ("2018-11", 0, "met late", (17, 46)),
        ("2018-11-05/..", 0, "met late", (21, None)),
        (STRADDLING, 0, "indeterminate", (None, None)),
        (STRADDLING, 1, "met", (None, None)),
        (AT_SOME_TIME, 0, "indeterminate", (None, None)),
        (AT_SOME_TIME, 43, "met", (None, None)),  # 27 November is 43 days after 15 October
        (AT_SOME_TIME, 42, "indeterminate", (None, None)),
        ("[..2018-10-15]", 0, "met", (None, None)),
    ],
)
def test_done_in_time_late_or_on_either_side(about, grace, expected, overdue):
    found = judged(says("done", about), grace=grace, as_of="2019-06-01")
    assert found.verdict == expected
    assert (found.overdue_low, found.overdue_high) == overdue
    assert found.candidates == (("met", "met late") if expected == "indeterminate" else ())


@pytest.mark.parametrize("about", [BEFORE, MUCH_LATER, AT_SOME_TIME, None])
def test_done_without_a_date_is_met(about):
    assert verdict(says("done", about), due=None) == "met"


def test_done_before_it_is_due_is_met_already():
    assert verdict(says("done", BEFORE), as_of=BEFORE) == "met"


@pytest.mark.parametrize(
    ("due", "about", "expected"),
    [
        ("2020-02-29", "2020-02-29", "met"),
        ("2020-02-29", "2020-03-01", "met late"),
        ("2020-02-28", "2020-02-29", "met late"),  # a leap year has that day
        ("2019-02-28", "2019-03-01", "met late"),
    ],
)
def test_the_last_of_february(due, about, expected):
    found = judged(says("done", about), due=due, as_of="2020-12-31")
    assert found.verdict == expected
    assert found.overdue_low in (None, 1)
    # One day of grace brings every one of them in time.
    assert verdict(says("done", about), due=due, as_of="2020-12-31", grace=1) == "met"


def test_a_year_of_grace_from_the_29th_of_february():
    # 366 days on is 1 March 2021; 365 days on is 28 February, as in no calendar of leap years.
    assert verdict(due="2020-02-29", as_of="2021-02-28", grace=365) == "not yet due"
    assert verdict(due="2020-02-29", as_of="2021-03-01", grace=365) == "no evidence"


def test_one_who_says_in_time_is_enough():
    in_time, late = says("done", BEFORE), says("done", AFTER, "press")
    assert verdict(in_time, late) == "met"
    assert verdict(says("done", AT_SOME_TIME), late) == "indeterminate"


def test_who_says_only_that_it_was_done_late_does_not_corroborate_that_it_was_in_time():
    found = judged(says("done", BEFORE), says("done", MUCH_LATER, "press"))
    assert (found.verdict, found.grade) == ("met", "single")
    assert found.decided_by == (f"south: done {BEFORE}",)


def test_days_late_over_several_words():
    # At least to the earliest day on which it can have been done, at most to the earliest by which
    # somebody says that it was.
    found = judged(says("done", "[2018-10-18..2018-10-30]"), says("done", "2018-10-20", "press"))
    assert (found.verdict, found.overdue_low, found.overdue_high) == ("met late", 3, 5)


# --- 7: partly ----------------------------------------------------------------------------------


@pytest.mark.parametrize("due", [DUE, None])
def test_partly_comes_after_done_and_before_not_done(due):
    part = says("partly", AFTER)
    assert verdict(part, due=due) == "partly"
    assert verdict(part, says("not_done", AFTER), due=due) == "partly"
    assert verdict(part, says("under_way", AFTER), due=due) == "partly"
    assert verdict(part, says("done", BEFORE), due=due) == "met"
    assert verdict(part, says("undone", AFTER), due=due) == "reversed"
    assert deciding(part, says("not_done", AFTER), due=due) == {part.statement_id}


def test_partly_is_not_days_overdue():
    found = judged(says("partly", AFTER))
    assert (found.overdue_low, found.overdue_high) == (None, None)


# --- 8 and 9: not done, under way ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("assertion", "late", "undated"),
    [("not_done", "missed", "not fulfilled"), ("under_way", "overdue", "under way")],
)
class TestUnfinished:
    @pytest.mark.parametrize("as_of", [BEFORE, ON])
    def test_not_yet_due_up_to_the_due_day(self, assertion, late, undated, as_of):
        found = judged(says(assertion, "2018-10-10"), as_of=as_of)
        assert (found.verdict, found.overdue_low) == ("not yet due", None)

    def test_the_day_after(self, assertion, late, undated):
        assert verdict(says(assertion, ON), as_of=AFTER) == late
        assert verdict(says(assertion, AFTER), as_of=AFTER) == late

    def test_grace_delays_it(self, assertion, late, undated):
        words = says(assertion, AFTER)
        assert verdict(words, as_of=AFTER, grace=1) == "not yet due"
        assert verdict(words, as_of="2018-10-17", grace=1) == late
        # Within the grace the thing was still in time: words of that day leave it open.
        assert verdict(words, as_of="2018-10-18", grace=2) == "no evidence"

    def test_words_about_a_time_before_the_due_date_leave_no_evidence(
        self, assertion, late, undated
    ):
        # "On course", said a day before: overdue for ever after, if it counted.
        assert judged(says(assertion, BEFORE)) == Verdict("no evidence")
        assert judged(says(assertion, "[..2018-10-14]")) == Verdict("no evidence")
        assert judged(says(assertion, "2018-09")) == Verdict("no evidence")

    @pytest.mark.parametrize("about", [STRADDLING, AT_SOME_TIME, "2018-10", None])
    def test_words_that_may_be_of_either_side_of_it_leave_it_open(
        self, assertion, late, undated, about
    ):
        found = judged(says(assertion, about))
        assert found.verdict == "indeterminate"
        assert set(found.candidates) == {late, "no evidence"}
        assert (found.overdue_low, found.overdue_high) == (None, None)

    def test_words_about_a_period_that_ends_after_it(self, assertion, late, undated):
        # A state that lasted until the 20th stood on the 15th, whenever it began.
        assert verdict(says(assertion, "2018-09-17/2018-10-20")) == late
        assert verdict(says(assertion, "../2018-10-20")) == late

    def test_only_telling_words_decide(self, assertion, late, undated):
        assert deciding(says(assertion, BEFORE), says(assertion, AFTER, "press")) == {
            f"press: {assertion} {AFTER}"
        }

    def test_without_a_date_it_is_never_late(self, assertion, late, undated):
        found = judged(says(assertion, AFTER), due=None)
        assert (found.verdict, found.overdue_low) == (undated, None)

    def test_days_overdue(self, assertion, late, undated):
        # At least to the last day of which somebody says so, at most to the knowledge date.
        found = judged(says(assertion, AFTER), says(assertion, "2018-10-25", "press"))
        assert (found.verdict, found.overdue_low, found.overdue_high) == (late, 10, 47)
        # The vague word vouches for its first day only.
        found = judged(says(assertion, "2018-11"))
        assert (found.overdue_low, found.overdue_high) == (17, 47)
        # Said of the due day itself: no day later is known.
        found = judged(says(assertion, ON), as_of=AFTER)
        assert (found.overdue_low, found.overdue_high) == (0, 1)

    def test_days_overdue_run_from_the_due_date_and_not_from_the_end_of_grace(
        self, assertion, late, undated
    ):
        found = judged(says(assertion, "2018-10-25"), grace=5)
        assert (found.verdict, found.overdue_low, found.overdue_high) == (late, 10, 47)

    @pytest.mark.parametrize("about", ["2018-09-17/2018-10-25", "../2018-10-25"])
    def test_who_speaks_of_a_period_speaks_of_its_last_day(self, assertion, late, undated, about):
        found = judged(says(assertion, about))
        assert (found.verdict, found.overdue_low) == (late, 10)


def test_not_done_goes_before_under_way_of_another_day():
    items = [says("not_done", AFTER), says("under_way", AFTER)]
    assert verdict(*items) == "missed"
    assert verdict(*items, due=None) == "not fulfilled"


def test_not_done_of_an_earlier_day_leaves_the_word_to_under_way():
    items = [says("not_done", BEFORE), says("under_way", AFTER)]
    assert verdict(*items) == "overdue"
    assert deciding(*items) == {f"south: under_way {AFTER}"}


# --- a due date that lies between two days ------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "as_of", "expected", "candidates"),
    [
        ([says("done", "2018-10-10")], LOOKED_BACK, "met", set()),
        ([says("done", "2018-10-11")], LOOKED_BACK, "indeterminate", {"met", "met late"}),
        ([says("done", "2018-10-20")], LOOKED_BACK, "indeterminate", {"met", "met late"}),
        ([says("done", "2018-10-21")], LOOKED_BACK, "met late", set()),
        ([], "2018-10-10", "not yet due", set()),
        ([], "2018-10-11", "indeterminate", {"no evidence", "not yet due"}),
        ([], "2018-10-20", "indeterminate", {"no evidence", "not yet due"}),
        ([], "2018-10-21", "no evidence", set()),
        (
            [says("not_done", "2018-10-12")],
            "2018-10-12",
            "indeterminate",
            {"missed", "not yet due"},
        ),
        ([says("not_done", "2018-10-12")], LOOKED_BACK, "indeterminate", {"missed", "no evidence"}),
        ([says("not_done", "2018-10-20")], LOOKED_BACK, "missed", set()),
    ],
)
def test_the_ends_of_a_due_interval_may_disagree(items, as_of, expected, candidates):
    found = judged(*items, due="[2018-10-10..2018-10-20]", as_of=as_of)
    assert found.verdict == expected
    assert set(found.candidates) == candidates


def test_days_overdue_of_a_due_interval_span_both_ends():
    due = "[2018-10-10..2018-10-20]"
    found = judged(says("done", "[2018-10-25..2018-10-26]"), due=due)
    assert (found.overdue_low, found.overdue_high) == (5, 16)
    found = judged(says("not_done", "2018-10-25"), due=due)
    assert (found.overdue_low, found.overdue_high) == (5, 52)
    # Where the verdict is open, so are the days.
    found = judged(says("done", "2018-10-15"), due=due)
    assert (found.overdue_low, found.overdue_high) == (None, None)


def test_a_due_interval_within_which_all_verdicts_agree_keeps_grade_and_words():
    found = judged(says("not_done", AFTER, "north"), due="[2018-10-10..2018-10-12]")
    assert (found.verdict, found.grade, found.candidates) == ("missed", "conceded", ())
    assert found.decided_by == (f"north: not_done {AFTER}",)


def test_all_open_answers_of_both_ends_are_named():
    # One side: "not done" may tell at the 10th and cannot at the 15th, "under way" may at both.
    items = [says("not_done", "[2018-10-01..2018-10-12]"), says("under_way", AT_SOME_TIME)]
    found = judged(*items, due="[2018-10-10..2018-10-15]")
    assert found.verdict == "indeterminate"
    assert set(found.candidates) == {"missed", "overdue", "no evidence"}


def test_a_due_interval_is_corroborated_only_where_both_its_ends_are():
    # At the 10th both tell, at the 16th only the press.
    items = [says("under_way", "2018-10-12"), says("under_way", AFTER, "press")]
    found = judged(*items, due="[2018-10-10..2018-10-16]")
    assert found.verdict == "overdue"
    # Two sides do not carry the verdict wherever the due date lies.
    assert found.grade == "single"


# --- grades -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ([("south",)], "single"),
        ([("south",), ("south",)], "single"),  # twice by one side
        ([("south",), ("press",)], "corroborated"),
        ([("islands",), ("north",)], "single"),  # allies
        ([("islands",), ("north",), ("press",)], "corroborated"),
        ([("islands", "north")], "single"),  # allies, jointly
        ([("south", "north")], "corroborated"),  # no allies, jointly
    ],
)
def test_a_verdict_is_corroborated_only_by_sides_that_are_not_allies(sides, expected):
    items = [says("done", BEFORE, *who) for who in sides]
    assert judged(*items).grade == expected
    assert grade(items, "met", ALLIES) == expected
    # Which of two allies stands first makes no difference.
    assert judged(*reversed(items)).grade == expected


def test_an_ally_of_an_ally_is_not_an_ally():
    chain = frozenset({frozenset({"a", "b"}), frozenset({"b", "c"})})
    items = [says("done", BEFORE, "a"), says("done", BEFORE, "c")]
    assert grade(items, "met", chain) == "corroborated"
    assert grade([items[0], says("done", BEFORE, "b")], "met", chain) == "single"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # a reprint: two sides pass on one testimony
        ([("south", "W1"), ("press", "W1")], "single"),
        ([("south", "W1"), ("press", "W2")], "corroborated"),
        ([("south", "W1"), ("press", "")], "corroborated"),
        ([("south", ""), ("press", "")], "corroborated"),
        # allies need no reprint to be one voice
        ([("north", "W1"), ("islands", "W2")], "single"),
        # two testimonies, each passed on by both
        ([("south", "W1"), ("press", "W1"), ("south", "W2"), ("press", "W2")], "corroborated"),
        # a third, who is nobody's reprint
        ([("south", "W1"), ("press", "W1"), ("islands", "")], "corroborated"),
        # one joint statement, reprinted or not, is the word of both
        ([("south+press", "W1")], "corroborated"),
        ([("south+press", "W1"), ("south", "W1")], "corroborated"),
        ([("north+islands", "W1"), ("north", "W1")], "single"),
    ],
)
def test_two_sides_corroborate_each_other_only_as_different_witnesses(said, expected):
    items = [
        says("done", f"2018-10-0{n}", *sides.split("+"), witness=witness)
        for n, (sides, witness) in enumerate(said, 1)
    ]
    assert judged(*items).grade == judged(*reversed(items)).grade == expected


def test_a_contested_verdict_is_disputed_however_many_say_so():
    items = [says("done", BEFORE, "press"), says("not_done", AFTER), says("not_done", AFTER, "x")]
    found = judged(*items)
    assert (found.verdict, found.grade) == ("contested", "disputed")


def test_no_words_no_grade():
    assert judged().grade is None
    assert judged(says("not_done", BEFORE)).grade is None  # of before: they do not decide


@pytest.mark.parametrize(
    ("words", "form", "expected"),
    [
        ("not_done", "achieve", "missed"),
        ("under_way", "achieve", "overdue"),
        ("undone", "achieve", "reversed"),
        ("breached", "maintain", "breached"),
    ],
)
def test_the_one_who_promised_concedes_what_goes_against_it(words, form, expected):
    found = judged(says(words, AFTER, "north"), form=form)
    assert (found.verdict, found.grade) == (expected, "conceded")
    # The word of nobody who promised is no concession.
    assert judged(says(words, AFTER, "islands"), form=form).grade == "single"


@pytest.mark.parametrize(("words", "form"), [("done", "achieve"), ("upheld", "maintain")])
def test_to_claim_success_is_not_to_concede(words, form):
    found = judged(says(words, ON, "north"), form=form)
    assert found.verdict in KEPT
    assert found.grade == "single"


@pytest.mark.parametrize(
    ("item", "terms", "expected"),
    [
        # Before it is due, "under way" and "not done" are nothing against anyone.
        (says("under_way", BEFORE, "north"), {"as_of": ON}, "not yet due"),
        (says("not_done", BEFORE, "north"), {"as_of": ON}, "not yet due"),
        (says("under_way", AFTER, "north"), {"due": None}, "under way"),
        # Whether it was in time is open: what it says is that it was done.
        (says("done", STRADDLING, "north"), {}, "indeterminate"),
    ],
)
def test_what_goes_against_nobody_is_not_conceded(item, terms, expected):
    found = judged(item, **terms)
    assert found.verdict == expected
    assert found.grade != "conceded"


def test_who_says_done_does_not_concede_that_it_was_undone():
    # North says that it was done, south that it was undone: only south says reversed.
    found = judged(says("done", BEFORE, "north"), says("undone", MUCH_LATER))
    assert found.verdict == "reversed"
    assert found.grade == "single"


def test_who_says_done_does_not_corroborate_that_it_was_undone():
    found = judged(says("done", BEFORE, "press"), says("undone", MUCH_LATER))
    assert (found.verdict, found.grade) == ("reversed", "single")


# --- the scale ----------------------------------------------------------------------------------


def test_every_verdict_has_one_meaning():
    assert len(set(VERDICTS)) == len(VERDICTS)
    groups = [KEPT, BROKEN, UNKNOWN, {"contested", "partly"}]
    assert not any(a & b for a, b in combinations(groups, 2))
    assert set().union(*groups) == set(VERDICTS)


# --- properties ---------------------------------------------------------------------------------

DAYS = st.dates(date(2018, 9, 1), date(2018, 12, 31))
WORDS = tuple(sorted(DECIDING))
SIDES = st.sampled_from(["north", "south", "islands", "press"])


@st.composite
def times(draw):
    """A day, a set of days, a period, or one of these with an open end."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    span = draw(
        st.sampled_from(
            [
                (first, first, first, first),
                (first, last, first, last),
                (first, first, last, last),
                (None, last, None, last),
                (None, None, last, last),
                (first, first, None, None),
                (None, None, None, None),
            ]
        )
    )
    return Span(*span)


@st.composite
def spoken(draw, assertions=WORDS):
    """Up to five statements of one or two sides each; north's own may concede."""
    items = []
    for number in range(draw(st.integers(0, 5))):
        sides = draw(st.frozensets(SIDES, min_size=1, max_size=2))
        word = draw(st.sampled_from(assertions))
        witness = draw(st.sampled_from(["", "", "W1", "W2"]))
        items.append(Words(f"S{number}", sides, word, draw(times()), "north" in sides, witness))
    return items


FORMS = st.sampled_from(["achieve", "maintain"])
DUES = st.none() | st.tuples(DAYS, DAYS).map(lambda pair: tuple(sorted(pair)))


def essence(found: Verdict) -> tuple:
    """A verdict without the order of its words."""
    return (
        found.verdict,
        found.grade,
        frozenset(found.decided_by),
        found.overdue_low,
        found.overdue_high,
        frozenset(found.candidates),
    )


@given(FORMS, DUES, DAYS, st.integers(0, 40), spoken(), st.randoms())
def test_no_verdict_depends_on_the_order_of_testimony(form, due, as_of, grace, items, chance):
    mixed = items.copy()
    chance.shuffle(mixed)
    assert essence(judge(form, True, due, items, as_of, grace, ALLIES)) == essence(
        judge(form, True, due, mixed, as_of, grace, ALLIES)
    )


@given(DUES, DAYS, st.integers(0, 40), st.integers(0, 40), spoken())
def test_more_grace_turns_nothing_kept_into_broken(due, as_of, grace, more, items):
    strict = judge("achieve", True, due, items, as_of, grace, ALLIES).verdict
    found = judge("achieve", True, due, items, as_of, grace + more, ALLIES)
    lenient = found.verdict
    if strict in KEPT:  # where the day of doing is not exactly known, either in time or late
        assert lenient in KEPT or KEPT.issuperset(found.candidates or ["none"])
    if strict == "met":
        assert lenient == "met"
    if lenient in ("missed", "overdue"):
        assert strict not in ("not yet due", "no evidence")


@given(DUES, DAYS, st.integers(0, 40), spoken(), FORMS, st.sampled_from(["refused", "extended"]))
def test_words_of_no_deciding_kind_move_nothing(due, as_of, grace, items, form, word):
    shown = says(word, AFTER, "north")
    assert judge(form, True, due, items, as_of, grace, ALLIES) == judge(
        form, True, due, [shown, *items], as_of, grace, ALLIES
    )


@given(FORMS, DUES, DAYS, st.integers(0, 40), spoken())
def test_every_verdict_rests_on_words_and_says_how_well(form, due, as_of, grace, items):
    found = judge(form, True, due, items, as_of, grace, ALLIES)
    assert found.verdict in VERDICTS
    held = {i.statement_id for i in items}
    assert set(found.decided_by) <= held
    # No judgement without a word that carries it, and no grade without one.
    if found.verdict in KEPT | BROKEN | {"partly", "contested", "under way"}:
        assert found.decided_by
        assert found.grade in ("single", "corroborated", "conceded", "disputed")
    if not found.decided_by:
        assert found.grade is None
    # Open answers are named, at least two of them, and only then.
    assert (len(found.candidates) >= 2) == (found.verdict == "indeterminate")
    assert len(found.candidates) != 1
    if found.overdue_low is not None and found.overdue_high is not None:
        assert 0 <= found.overdue_low <= found.overdue_high
    if found.grade == "disputed":
        assert found.verdict in ("contested", "indeterminate")


@given(FORMS, DUES, DAYS, st.integers(0, 40), spoken())
def test_one_testimony_however_often_reprinted_is_corroborated_by_nobody(
    form, due, as_of, grace, items
):
    # Of one side each, since a joint statement is the word of both.
    one = [replace(i, sides=frozenset({min(i.sides)}), witness="W1") for i in items]
    assert judge(form, True, due, one, as_of, grace, ALLIES).grade != "corroborated"
    # ... and a reprint moves no verdict: a witness bears on the grade alone.
    own = [replace(i, witness="") for i in one]
    assert (
        essence(judge(form, True, due, one, as_of, grace, ALLIES))[0]
        == essence(judge(form, True, due, own, as_of, grace, ALLIES))[0]
    )


@given(FORMS, DUES, DAYS, st.integers(0, 40), spoken(), st.integers(1, 60))
def test_between_two_days_on_which_nothing_falls_due_a_verdict_only_ages(
    form, due, as_of, grace, items, days
):
    later = as_of + timedelta(days)
    if any(as_of < falls_due(form, day, grace) <= later for day in due or ()):
        return
    now = judge(form, True, due, items, as_of, grace, ALLIES)
    assert judge(form, True, due, items, later, grace, ALLIES) == aged(now, days)


@given(DAYS, st.integers(0, 40), spoken(tuple(sorted(FITTING["maintain"]))))
def test_words_of_a_time_before_its_start_move_no_verdict_on_a_state(start, grace, items):
    as_of = date(2019, 2, 1)
    early = [i for i in items if i.about.end_latest and i.about.end_latest < start]
    without = [i for i in items if i not in early]
    assert judge("maintain", True, (start, start), items, as_of, grace, ALLIES) == judge(
        "maintain", True, (start, start), without, as_of, grace, ALLIES
    )


@given(DUES, DAYS, spoken(), SIDES)
def test_one_side_alone_is_contested_by_nobody(due, as_of, items, side):
    alone = [Words(i.statement_id, frozenset({side}), i.assertion, i.about) for i in items]
    for form in ("achieve", "maintain"):
        found = judge(form, True, due, alone, as_of, 0, ALLIES)
        assert found.verdict != "contested"
        assert found.grade in (None, "single")


@given(DAYS, DAYS, spoken(assertions=("done", "not_done", "under_way")))
def test_days_overdue_are_those_of_a_late_verdict_only(due, as_of, items):
    found = judge("achieve", True, (due, due), items, as_of, 0, ALLIES)
    late = found.verdict in ("met late", "missed", "overdue")
    assert (found.overdue_low is not None) == late
    if found.verdict in ("missed", "overdue"):
        assert found.overdue_high == (as_of - due).days > 0
    if found.verdict == "met late":
        assert found.overdue_low > 0


@given(DAYS, spoken())
def test_a_certain_due_date_is_an_interval_of_one_day(as_of, items):
    day_after = as_of - timedelta(1)
    one = judge("achieve", True, (day_after, day_after), items, as_of, 0, ALLIES)
    assert one.verdict != "not yet due"


def test_one_who_promised_cannot_concede_for_another_who_did():
    """Two who promised contradict each other: neither concedes for the other."""
    theirs = says("not_done", AFTER, "south", concedes=True)
    assert verdict(says("done", BEFORE, "north"), theirs) == "contested"
    assert verdict(says("done", BEFORE, "islands", concedes=False), theirs) == "missed"
    # Of a state, too.
    theirs = says("breached", AFTER, "south", concedes=True)
    assert kept(says("upheld", AFTER, "north"), theirs) == "contested"
    assert kept(says("upheld", AFTER, "islands", concedes=False), theirs) == "breached"


def test_once_due_done_and_done_in_part_are_opposites():
    done, partly = says("done", BEFORE, "islands"), says("partly", AFTER, "south")
    assert verdict(done, partly) == "contested"
    assert verdict(done, partly, due=None) == "contested"
    # By one side, or where the part is of a time before the due date, they are not.
    assert verdict(done, says("partly", AFTER, "islands")) == "met"
    assert verdict(done, says("partly", BEFORE, "south")) == "met"


def test_a_part_done_before_the_due_date_says_nothing_of_what_stood_then():
    early = says("partly", BEFORE)
    assert verdict(early) == "no evidence"
    assert verdict(early, as_of=BEFORE) == "partly"
    assert verdict(early, says("not_done", AFTER)) == "missed"


def test_done_in_part_and_not_done_are_opposites_unless_somebody_says_done():
    partly, none = says("partly", AFTER, "islands"), says("not_done", MUCH_LATER, "south")
    assert verdict(partly, none) == "contested"
    assert verdict(partly, none, due=None) == "contested"
    # What was not done before a part was is no contradiction.
    assert verdict(says("not_done", AFTER, "south"), says("partly", MUCH_LATER, "x")) == "partly"
    # Of one side they are none either; and once it is said to be done, when counts.
    assert verdict(partly, says("not_done", AFTER, "islands")) == "partly"
    late = says("done", "2018-11-25", "x")
    assert verdict(partly, says("not_done", AFTER, "south"), late) == "met late"
