"""From the tables to verdicts: who is heard, from when on, and about what.

The invented truce of `packages`, with its second source brought in: the Harbour Post of 10 May 2021
and a page of 1 June. The quay (C1) is to be cleared by 20 May, between the two.
"""

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import add, cite, cited_in, drop, path_of, put, silent_package, small_package

from ceasefire.clean.dates import Span
from ceasefire.clean.tables import BOUNDS, clean
from ceasefire.marks import CLASSES, VERDICT_MARKS
from ceasefire.measures.compliance import (
    SPELL_COLUMNS,
    VERDICT_COLUMNS,
    allied,
    answerable,
    commitments,
    compliance,
    due_days,
    moves,
    summary,
    time_spoken_of,
    undated_pages,
    verdict_history,
    viewpoint_sides,
)
from ceasefire.measures.compliance import testimony as witnesses  # no test, for pytest
from ceasefire.measures.coverage import known_or_not
from ceasefire.measures.knowledge import known
from ceasefire.measures.verdicts import judge
from ceasefire.package import open_package

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("patient")

POST, WEB = "post-01", "web-01"
POSTED, LATER = date(2021, 5, 10), date(2021, 6, 1)
DUE = date(2021, 5, 20)
NORTH, SOUTH, WATCH = "North Council", "South Council", "Harbour Watch"


@pytest.fixture
def folder(tmp_path):
    """The package in which nobody has said anything yet."""
    return silent_package(tmp_path / "data")


def say(
    folder, assertion, *speakers, about="", said="", source=POST, of="C1", explicitness="explicit",
    witness="", coding="",
) -> str:  # fmt: skip
    """Somebody says something of a commitment, by default of the quay; returns the statement's id.

    No speaker: the report's own voice. ``of`` empty: of the agreement as a whole.
    """
    name = f"S{len(path_of(folder, 'statements').read_text().splitlines())}"
    what = ("asserts", "ferry-truce", of, "", "", assertion, explicitness if assertion else "")
    add(folder, "statements", name, *what, "a paraphrase", "", witness, coding, "")
    cite(folder, "statements", name, "wording", f"words of {name}", source=source)
    for speaker in speakers:
        cite(folder, "statements", name, "speaker", speaker, source=source)
    for field, value in (("about", about), ("said", said)):
        if value:
            cite(folder, "statements", name, field, f"{field} {name}", value, source)
    return name


_CLEANED = {}


def cleaned(folder):
    """The clean tables; once for as long as no file of the package changes."""
    state = tuple(file.read_bytes() for file in sorted((folder / "raw").iterdir()))
    if state not in _CLEANED:
        _CLEANED.clear()
        _CLEANED[state] = clean(open_package(folder))
    return _CLEANED[state]


def record(folder, as_of=None, corpus="all"):
    return known(cleaned(folder), corpus, as_of)


def quay(known_then):
    """The verdicts on C1."""
    frame = compliance(known_then)
    return frame[frame["commitment_id"] == "C1"]


def row(folder, as_of=None, viewpoint="everyone", commitment="C1", grace=0) -> dict:
    """The one row of a commitment and a viewpoint."""
    frame = compliance(record(folder, as_of), grace_days=grace)
    found = frame[(frame["commitment_id"] == commitment) & (frame["viewpoint_id"] == viewpoint)]
    assert len(found) == 1
    return found.iloc[0].to_dict()


def heard(folder, as_of=None) -> dict[str, bool]:
    """Every statement known about a commitment: whether it is of a kind that decides."""
    frame = witnesses(record(folder, as_of))
    return dict(zip(frame["statement_id"], frame["decides"].astype(bool), strict=True))


def verdict(folder, as_of=None, **which) -> str:
    return row(folder, as_of, **which)["verdict"]


# --- two clocks ---------------------------------------------------------------------------------


def test_what_is_not_published_yet_is_not_known(folder):
    say(folder, "done", SOUTH, about="2021-05-09", source=WEB)
    # The deed lies before, the report after: on the day before it appears nobody knows.
    assert verdict(folder, LATER - timedelta(1)) == "no evidence"
    assert verdict(folder, LATER) == "met"
    assert verdict(folder) == "met"  # no date given: all that is known by the latest day


def test_a_source_counts_from_the_latest_day_on_which_it_can_have_been_published(folder):
    put(folder, "sources", 2, "published", "[2021-05-10..2021-05-12]")
    say(folder, "done", SOUTH, about="2021-05-09")
    assert record(folder, date(2021, 5, 11)).sources.empty
    assert compliance(record(folder, date(2021, 5, 11))).empty  # not even the promise is known
    assert verdict(folder, date(2021, 5, 12)) == "met"


def test_without_a_date_the_book_knows_up_to_the_latest_publication_of_its_corpus(folder):
    assert record(folder).as_of == LATER
    assert record(folder, corpus="seed").as_of == POSTED
    assert list(record(folder, corpus="seed").sources["source_id"]) == [POST]


def test_a_later_day_than_the_latest_publication_is_that_day(folder):
    # Nothing more is known, but the due date has passed.
    for as_of, expected in ((None, "not yet due"), (DUE, "not yet due")):
        assert set(quay(record(folder, as_of, "seed"))["verdict"]) == {expected}
    later = record(folder, DUE + timedelta(1), "seed")
    assert later.as_of == DUE + timedelta(1)
    assert set(quay(later)["verdict"]) == {"no evidence"}


def test_a_due_date_that_only_a_later_report_tells_is_not_known_before(folder):
    drop(folder, "citations", cited_in(folder, "commitments", "C1", "due"))
    cite(folder, "commitments", "C1", "due", "20 May 2021", source=WEB)
    say(folder, "not_done", SOUTH, about="2021-05-10")
    before = row(folder, date(2021, 5, 25))
    assert (before["due_edtf"], before["due_earliest"], before["due_latest"]) == (None, None, None)
    assert before["verdict"] == "not fulfilled"  # undated, as far as anybody knows
    after = row(folder, LATER)
    assert (after["due_edtf"], after["due_latest"]) == ("2021-05-20", DUE)
    assert after["verdict"] == "no evidence"  # the words are of a time before it


def test_a_source_without_a_date_is_listed_and_decides_nothing(folder):
    loose = ["loose", "seed", "post", "A leaflet", "en", "", "", "unknown", "nothing", "even", ""]
    add(folder, "sources", *loose)
    said = say(folder, "done", SOUTH, about="2021-05-09", source="loose")
    for as_of in (None, date(2100, 1, 1)):
        assert row(folder, as_of)["verdict"] == "no evidence"
        assert said not in heard(folder, as_of)
    listed = known_or_not(record(folder)).set_index("source_id")["is_known"]
    assert listed.to_dict() == {POST: True, WEB: True, "loose": False}


def test_a_statement_is_known_with_its_words_and_its_speaker_when_the_speaker_is(folder):
    # The page of June tells who said what the Post had without a name: the Post's own word till
    # then.
    said = say(folder, "done", about="2021-05-09")
    cite(folder, "statements", said, "speaker", SOUTH, source=WEB)
    spoken = {d: witnesses(record(folder, d))["spoken_by"].tolist() for d in (POSTED, LATER)}
    assert spoken == {POSTED: [("post",)], LATER: [("south-council",)]}


def days_from(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


@given(st.data())
@settings(max_examples=20)
def test_an_earlier_day_knows_no_more_than_a_later_one(tmp_path_factory, data):
    package = _everything(tmp_path_factory)
    days = st.dates(date(2021, 5, 1), date(2021, 6, 10))
    early, late = sorted((data.draw(days), data.draw(days)))
    before, after = known(package, "all", early), known(package, "all", late)
    assert set(before.sources["source_id"]) <= set(after.sources["source_id"])
    assert len(before.citations) <= len(after.citations)
    for table in package.package.fact_tables:
        if table == "sources":
            continue
        key = package.package.key(table)[0]
        assert set(before.facts(table)[key]) <= set(after.facts(table)[key])
    assert set(witnesses(before)["statement_id"]) <= set(witnesses(after)["statement_id"])


_MADE = {}


def _everything(tmp_path_factory):
    """A package with words in both sources, made once for all examples."""
    if not _MADE:
        made = small_package(tmp_path_factory.mktemp("all") / "data")
        say(made, "under_way", NORTH, about="2021-05-08")
        say(made, "done", SOUTH, about="2021-05-19", source=WEB)
        say(made, "not_done", about="2021-05-30", source=WEB)
        _MADE["clean"] = clean(open_package(made))
    return _MADE["clean"]


# --- whose words count --------------------------------------------------------------------------


def test_a_viewpoint_hears_only_its_own_sides(folder):
    north = say(folder, "done", NORTH, about="2021-05-09")
    south = say(folder, "not_done", SOUTH, about="2021-05-10")
    assert verdict(folder) == "contested"
    alone = row(folder, viewpoint="north")
    assert (alone["verdict"], alone["decided_by"]) == ("met", (north,))
    assert set(row(folder)["decided_by"]) == {north, south}


def test_every_commitment_has_a_verdict_from_every_viewpoint(folder):
    frame = compliance(record(folder))
    pairs = list(zip(frame["commitment_id"], frame["viewpoint_id"], strict=True))
    assert sorted(pairs) == [(c, v) for c in ("C1", "C2") for v in ("everyone", "north")]
    assert list(frame.columns) == VERDICT_COLUMNS
    assert viewpoint_sides(record(folder).clean)["north"] == {"north"}


def test_of_a_joint_statement_a_viewpoint_hears_its_own_part(folder):
    say(folder, "done", NORTH, SOUTH, about="2021-05-09")
    assert row(folder)["grade"] == "corroborated"  # two sides that are not allies
    assert row(folder, viewpoint="north")["grade"] == "single"


def test_allies_do_not_corroborate_each_other(folder):
    assert allied(record(folder).clean) == {frozenset({"north", "islands"})}
    add(folder, "actors", "isles", "The Isles", "organisation", "islands", "", "")
    add(folder, "names", "The Isles", "actor", "isles", "", "false")
    say(folder, "done", NORTH, about="2021-05-09")
    say(folder, "done", "The Isles", about="2021-05-09")
    assert row(folder)["grade"] == "single"
    say(folder, "done", SOUTH, about="2021-05-09")
    assert row(folder)["grade"] == "corroborated"


def test_two_speakers_of_one_side_are_one_side(folder):
    # The Post in its own voice, and the Harbour Watch: both stand under the press here.
    say(folder, "done", about="2021-05-09")
    say(folder, "done", WATCH, about="2021-05-09")
    assert row(folder)["grade"] == "single"


def test_a_report_in_its_own_voice_is_the_word_of_its_publisher(folder):
    say(folder, "done", about="2021-05-09")
    spoken = witnesses(record(folder)).iloc[0]
    assert (spoken["spoken_by"], spoken["sides"]) == (("post",), {"press"})
    assert verdict(folder, viewpoint="north") == "no evidence"


@pytest.mark.parametrize(
    ("assertion", "explicitness"),
    [
        ("done", "implied"),
        ("not_done", "implied"),
        ("refused", "explicit"),
        ("extended", "explicit"),
    ],
)
def test_what_is_implied_refused_or_put_off_is_shown_and_decides_nothing(
    folder, assertion, explicitness
):
    said = say(folder, assertion, SOUTH, about="2021-05-30", explicitness=explicitness, source=WEB)
    found = row(folder)
    assert (found["verdict"], found["grade"], found["decided_by"]) == ("no evidence", None, ())
    assert heard(folder) == {said: False}


def test_words_that_could_decide_and_do_not_are_not_among_those_that_do(folder):
    deciding = say(folder, "done", SOUTH, about="2021-05-09")
    beside = say(folder, "not_done", SOUTH, about="2021-05-05")  # before it was done
    assert row(folder)["decided_by"] == (deciding,)
    assert heard(folder) == {deciding: True, beside: True}


def test_words_of_an_agreement_as_a_whole_are_spread_over_no_commitment(folder):
    said = say(folder, "breached", SOUTH, about="2021-05-09", of="")
    frame = compliance(record(folder))
    assert set(frame["verdict"]) == {"no evidence"}
    assert said not in heard(folder)


def test_no_verdict_spreads_from_one_commitment_to_another(folder):
    say(folder, "breached", SOUTH, about="2021-05-09", of="C2")
    assert verdict(folder, commitment="C2") == "breached"
    assert verdict(folder, commitment="C1") == "no evidence"


def test_look_alikes_are_kept_and_never_scored(folder):
    say(folder, "done", SOUTH, about="2021-05-09", of="L1")
    cite(folder, "commitments", "L1", "due", "12 May 2021")
    known_now = record(folder)
    assert "L1" not in set(compliance(known_now)["commitment_id"])
    assert "L1" not in set(verdict_history(known_now)["commitment_id"])
    assert list(commitments(known_now, scored=False)["commitment_id"]) == ["L1"]
    assert list(commitments(known_now)["commitment_id"]) == ["C1", "C2"]


def test_only_the_agreements_asked_for(folder):
    add(folder, "agreements", "lock-pact", "Lock pact", "agreement", "on the lock", "")
    cite(folder, "agreements", "lock-pact", "wording", "lock pact")
    provision = ("commitment", "achieve", "true", "Lock open", "the lock is opened", "as told")
    add(folder, "commitments", "C3", "lock-pact", *provision)
    cite(folder, "commitments", "C3", "wording", "open the lock")
    seen = compliance(record(folder), agreements=("lock-pact",))
    assert set(seen["commitment_id"]) == {"C3"}
    assert set(compliance(record(folder))["commitment_id"]) == {"C1", "C2", "C3"}
    assert set(verdict_history(record(folder), ("lock-pact",))["commitment_id"]) == {"C3"}


# --- concessions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        # who promised and has to act
        ({"promised": [NORTH], "performs": [NORTH]}, {"north"}),
        # both promise, one acts: only that one can concede
        ({"promised": [NORTH, SOUTH], "performs": [NORTH]}, {"north"}),
        # who promised and answers for those who act
        ({"promised": [NORTH], "performs": [SOUTH], "guarantees": [NORTH]}, {"north"}),
        # who promised that others act, and answers for nobody, concedes nothing
        ({"promised": [NORTH], "performs": [SOUTH]}, set()),
        # nobody is named to act
        ({"promised": [NORTH, SOUTH]}, {"north", "south"}),
        ({"performs": [SOUTH]}, set()),
        ({}, set()),
    ],
)
def test_whose_words_against_themselves_are_a_concession(folder, roles, expected):
    for role, names in roles.items():
        for name in names:
            cite(folder, "commitments", "C1", role, name)
    held = record(folder)
    item = held.facts("commitments").set_index("commitment_id").loc["C1"].to_dict()
    assert answerable(held, item) == expected


def test_a_concession_is_the_promisers_own_word(folder):
    for role in ("promised", "performs"):
        cite(folder, "commitments", "C1", role, NORTH)
    # The Post tells that the North Council admits it: that is the Post's word.
    say(folder, "not_done", about="2021-05-30", source=WEB)
    assert (row(folder)["verdict"], row(folder)["grade"]) == ("missed", "single")
    say(folder, "not_done", NORTH, about="2021-05-30", source=WEB)
    assert (row(folder)["verdict"], row(folder)["grade"]) == ("missed", "conceded")


def test_a_joint_statement_concedes_only_where_the_one_who_promised_is_heard(folder):
    for role in ("promised", "performs"):
        cite(folder, "commitments", "C1", role, NORTH)
    add(folder, "viewpoints", "south", "South", "south")
    say(folder, "not_done", NORTH, SOUTH, about="2021-05-30", source=WEB)
    grades = {v: row(folder, viewpoint=v)["grade"] for v in ("everyone", "north", "south")}
    assert grades == {"everyone": "conceded", "north": "conceded", "south": "single"}


# --- the time that words speak about ------------------------------------------------------------


def spoken_of(assertion="not_done", speaker=True, about=None, said=None, published=(POSTED,) * 2):
    """The time of a statement as four days in ISO form, '' where open."""

    def cells(field, days):
        bounds = days or (None,) * 4
        return {f"{field}_edtf": "cited" if days else None} | {
            f"{field}_{bound}": day for bound, day in zip(BOUNDS, bounds, strict=True)
        }

    statement = {"assertion": assertion, "speaker_ids": ("south-council",) if speaker else ()}
    span = time_spoken_of(statement | cells("about", about) | cells("said", said), published)
    return tuple(getattr(span, bound) for bound in BOUNDS)


ABOUT = tuple(date(2021, 4, n) for n in (1, 2, 3, 4))
SAID = tuple(date(2021, 5, n) for n in (6, 7, 6, 7))


def test_the_words_themselves_tell_the_time_before_anything_else():
    for assertion in ("not_done", "done"):
        assert spoken_of(assertion, about=ABOUT, said=SAID) == ABOUT
        assert spoken_of(assertion, about=ABOUT, speaker=False) == ABOUT


def test_a_speaker_speaks_of_the_day_of_speaking():
    assert spoken_of(said=SAID) == SAID


def test_a_speaker_whose_day_is_not_told_speaks_of_some_day_up_to_publication():
    published = (POSTED, POSTED + timedelta(2))
    assert spoken_of(published=published) == (None, published[1], None, published[1])


def test_a_report_in_its_own_voice_speaks_of_its_day_of_publication():
    published = (POSTED, POSTED + timedelta(2))
    assert spoken_of(speaker=False, published=published) == published * 2


def test_words_that_a_thing_is_done_leave_open_when():
    # Done by the day on which it is said to be, at the latest; no first day.
    assert spoken_of("done", said=SAID) == (None, SAID[1], None, SAID[3])
    assert spoken_of("done", speaker=False) == (None, POSTED, None, POSTED)
    assert spoken_of("done") == (None, POSTED, None, POSTED)
    # Words that it is not done are of the day itself.
    assert spoken_of("undone", said=SAID) == SAID


def test_done_said_after_the_due_date_leaves_open_whether_it_was_in_time(folder):
    say(folder, "done", SOUTH, said="2021-05-25", source=WEB)
    found = row(folder)
    assert (found["verdict"], set(found["candidates"])) == ("indeterminate", {"met", "met late"})
    # Said by the due day, it was done by the due day.
    say(folder, "done", SOUTH, said="2021-05-20", source=WEB)
    assert verdict(folder) == "met"


def test_words_heard_after_the_due_date_about_a_time_before_it(folder):
    say(folder, "under_way", NORTH, about="2021-05-19", source=WEB)
    assert verdict(folder) == "no evidence"
    say(folder, "not_done", NORTH, about="2021-05-20", source=WEB)
    assert verdict(folder) == "missed"


def test_words_told_by_two_reports_are_of_a_time_before_the_first_of_them(folder):
    # Cited from June before May: what the Post had on 10 May speaks of no later day.
    said = say(folder, "not_done", SOUTH, source=WEB)
    cite(folder, "statements", said, "wording", "the same words", source=POST)
    spoken = witnesses(record(folder)).iloc[0]
    assert spoken["time"] == Span(None, POSTED, None, POSTED)
    assert verdict(folder, POSTED) == "not yet due"
    assert verdict(folder) == "no evidence"  # all of it lies before the due date


# --- due dates ----------------------------------------------------------------------------------


def test_due_dates_come_with_both_their_ends(folder):
    cite(folder, "commitments", "C2", "due", "in May", "[2021-05-20..2021-05-25]")
    found = row(folder, commitment="C2")
    assert (found["due_earliest"], found["due_latest"]) == (DUE, date(2021, 5, 25))
    assert found["due_edtf"] == "[2021-05-20..2021-05-25]"


def due_again(folder, words, due, commitment="C1"):
    """A commitment with this due date and no other."""
    if commitment == "C1":
        drop(folder, "citations", cited_in(folder, "commitments", "C1", "due"))
    cite(folder, "commitments", commitment, "due", words, due)


def test_something_due_within_a_period_is_due_at_its_end(folder):
    # A period lasts: what is to happen in it may happen on its last day.
    due_again(folder, "the week", "2021-05-17/2021-05-23")
    found = row(folder)
    assert (found["due_earliest"], found["due_latest"]) == (date(2021, 5, 23),) * 2


@pytest.mark.parametrize("due", ["2021-05-17/2021-05-23", "2021-05-17/..", "2021-05-17"])
def test_a_state_that_is_to_last_a_period_is_to_hold_from_its_start(folder, due):
    due_again(folder, "the week", due, "C2")
    found = row(folder, commitment="C2")
    assert (found["due_earliest"], found["due_latest"]) == (date(2021, 5, 17),) * 2


def test_a_state_is_judged_by_words_of_the_time_since_it_was_to_hold(folder):
    due_again(folder, "from the 17th", "2021-05-17", "C2")
    assert verdict(folder, date(2021, 5, 16), commitment="C2") == "not yet due"
    assert verdict(folder, date(2021, 5, 17), commitment="C2") == "no evidence"
    early = say(folder, "breached", SOUTH, about="2021-05-09", of="C2")
    assert row(folder, commitment="C2")["decided_by"] == ()
    assert heard(folder) == {early: True}
    late = say(folder, "partly", SOUTH, about="2021-05-20", of="C2", source=WEB)
    found = row(folder, commitment="C2", grace=30)  # no grace puts off the start of a state
    assert (found["verdict"], found["decided_by"]) == ("partly", (late,))


def test_a_state_whose_start_lies_between_two_days(folder):
    due_again(folder, "about the 17th", "[2021-05-15..2021-05-18]", "C2")
    say(folder, "breached", SOUTH, about="2021-05-16", of="C2", source=WEB)
    found = row(folder, commitment="C2")
    assert (found["verdict"], found["candidates"]) == ("indeterminate", ("breached", "no evidence"))
    say(folder, "breached", WATCH, about="2021-05-18", of="C2", source=WEB)
    assert verdict(folder, commitment="C2") == "breached"


@pytest.mark.parametrize(
    ("due", "ends"),
    [
        ("[..2021-05-20]", (DUE, DUE)),  # no first possible day: taken at the last
        ("../2021-05-20", (DUE, DUE)),
        ("2021-05-20/..", None),  # no last day: nothing that could pass
        ("2021-05", (date(2021, 5, 1), date(2021, 5, 31))),  # some day of the month
    ],
)
def test_a_due_date_with_an_open_end(folder, due, ends):
    due_again(folder, "the due words", due)
    item = record(folder).facts("commitments").set_index("commitment_id").loc["C1"].to_dict()
    assert due_days(item) == ends
    # On the 25th only a due date that may lie on either side of it leaves the answer open.
    open_still = ends is not None and ends[0] < date(2021, 5, 25) <= ends[1]
    assert (verdict(folder, date(2021, 5, 25)) == "indeterminate") == open_still


def test_two_reports_that_give_different_due_dates_leave_it_between_them(folder):
    cite(folder, "commitments", "C1", "due", "25 May 2021", source=WEB)
    say(folder, "done", SOUTH, about="2021-05-22", source=WEB)
    found = row(folder)
    assert (found["due_earliest"], found["due_latest"]) == (DUE, date(2021, 5, 25))
    assert found["verdict"] == "indeterminate"
    assert verdict(folder, date(2021, 5, 31)) == "no evidence"  # only the 20th is known by then


def test_days_of_grace(folder):
    say(folder, "done", SOUTH, about="2021-05-22", source=WEB)
    found = row(folder, grace=1)
    assert (found["verdict"], found["overdue_low"], found["overdue_high"]) == ("met late", 2, 2)
    assert verdict(folder, grace=2) == "met"


# --- how verdicts moved -------------------------------------------------------------------------


def plain_history(held, days, agreements=(), grace=0) -> pd.DataFrame:
    """The history as it is meant: the record judged whole on each of some days."""
    frames, before = [], None
    for day in days:
        frame = compliance(known(held.clean, held.corpus, day), agreements, grace)
        state = frame[["commitment_id", "viewpoint_id", "verdict", "grade"]].values.tolist()
        if state != before or day == held.as_of:
            frames.append(frame)
        before = state
    return pd.concat(frames, ignore_index=True)


def check_history(folder, grace=0) -> list[date]:
    """The days of the history, which is that found by judging the whole record on every day."""
    held = record(folder)
    frame = verdict_history(held, grace_days=grace)
    assert_same(frame, plain_history(held, days_from(POSTED, held.as_of), (), grace))
    return list(dict.fromkeys(frame["as_of"]))


def assert_same(frame, expected):
    """Every verdict with all that is told of it."""
    assert frame.columns.tolist() == expected.columns.tolist() == VERDICT_COLUMNS
    assert frame.astype(object).to_dict("records") == expected.astype(object).to_dict("records")


def test_history_has_the_days_of_publication_and_the_days_after_deadlines(folder):
    say(folder, "done", SOUTH, about="2021-05-22", source=WEB)
    # Published; the day after the due date; the day of the page that tells of the deed.
    assert check_history(folder) == [POSTED, date(2021, 5, 21), LATER]
    assert check_history(folder, grace=4) == [POSTED, date(2021, 5, 25), LATER]
    # Due only after the record ends: its own day stands last, though nothing moved since.
    assert check_history(folder, grace=60) == [POSTED, LATER]


def test_history_where_nothing_moved_has_the_first_day_and_the_last(folder):
    drop(folder, "citations", cited_in(folder, "commitments", "C1", "due"))
    assert check_history(folder) == [POSTED, LATER]


def test_history_of_a_grade_alone(folder):
    say(folder, "done", SOUTH, about="2021-05-09")
    say(folder, "done", about="2021-05-09", source=WEB)
    days = check_history(folder)
    assert days == [POSTED, date(2021, 5, 21), LATER]  # the 21st: north is silent of the quay
    frame = verdict_history(record(folder))
    frame = frame[frame["as_of"] != date(2021, 5, 21)]
    grades = frame[(frame["commitment_id"] == "C1") & (frame["viewpoint_id"] == "everyone")]
    assert grades["grade"].tolist() == ["single", "corroborated"]


def test_history_of_a_deadline_that_passed_before_the_first_report(folder):
    put(folder, "citations", cited_in(folder, "commitments", "C1", "due"), "token", "5 May 2021")
    assert check_history(folder) == [POSTED, LATER]


def test_history_has_the_day_after_each_end_of_a_due_date(folder):
    # Open from the 21st, on which it may have passed, to the 26th, on which it has.
    drop(folder, "citations", cited_in(folder, "commitments", "C1", "due"))
    cite(folder, "commitments", "C1", "due", "late May", "[2021-05-20..2021-05-25]")
    assert check_history(folder) == [POSTED, date(2021, 5, 21), date(2021, 5, 26), LATER]


def test_history_knows_a_due_date_as_it_was_known_on_the_day(folder):
    # The Post leaves it between the 20th and the 25th, and June tells that it was the 20th. On the
    # 26th nobody knew that yet, and on that day the answer ceased to be open.
    due = cited_in(folder, "commitments", "C1", "due")
    drop(folder, "citations", due)
    cite(folder, "commitments", "C1", "due", "late May", "[2021-05-20..2021-05-25]")
    cite(folder, "commitments", "C1", "due", "20 May 2021", source=WEB)
    assert check_history(folder) == [POSTED, date(2021, 5, 21), date(2021, 5, 26), LATER]


def test_history_before_anything_was_published_is_empty(folder):
    nothing = verdict_history(record(folder, POSTED - timedelta(1)))
    assert nothing.empty
    assert list(nothing.columns) == VERDICT_COLUMNS
    assert list(moves(nothing).columns) == SPELL_COLUMNS


def test_history_of_a_state_has_the_day_from_which_it_was_to_hold(folder):
    due_again(folder, "from the 17th", "[2021-05-15..2021-05-17]", "C2")
    days = [POSTED, date(2021, 5, 15), date(2021, 5, 17), date(2021, 5, 21), LATER]
    assert check_history(folder, grace=0) == days
    assert check_history(folder, grace=60) == [d for d in days if d != date(2021, 5, 21)]


def test_history_judges_a_commitment_only_when_something_bears_on_it(folder, monkeypatch):
    put(folder, "viewpoints", 2, "sides", "press")
    drop(folder, "viewpoints", 3)
    say(folder, "breached", about="2021-05-09", of="C2")
    say(folder, "done", about="2021-05-22", source=WEB)
    judged = []
    monkeypatch.setattr(
        "ceasefire.measures.compliance.judge",
        lambda form, *terms: judged.append((form, terms[3])) or judge(form, *terms),
    )
    verdict_history(record(folder))
    past_due = DUE + timedelta(1)
    assert judged == [
        ("achieve", POSTED), ("maintain", POSTED), ("achieve", past_due), ("achieve", LATER)
    ]  # fmt: skip


SOURCES = [(POST, "[2021-05-10..2021-05-12]"), (WEB, "2021-06-01"), ("web-02", "2021-05-16"),
           ("web-03", "2021-05-21"), ("web-04", "2021-05-21")]  # fmt: skip
WORDS = st.tuples(
    st.sampled_from(["done", "not_done", "under_way", "partly", "upheld", "breached", "undone"]),
    st.sampled_from([(), (NORTH,), (SOUTH,), (WATCH,), (NORTH, SOUTH)]),
    st.sampled_from(["", "2021-05-09", "2021-05-20", "[2021-05-14..2021-05-22]", "../2021-05-21"]),
    st.sampled_from([source for source, _ in SOURCES]),
    st.sampled_from(["C1", "C2", "L1"]),
    st.sampled_from(["", "", "W1"]),
    st.sampled_from(["", "agreed", "contested", "contested", "low"]),
)


@given(
    words=st.lists(WORDS, max_size=8),
    starts=st.sampled_from(["", "2021-05-14", "[2021-05-12..2021-05-17]"]),
    due_told_by=st.sampled_from([POST, WEB, "web-02"]),
    grace=st.integers(0, 9),
    corpus=st.sampled_from(["all", "all", "seed"]),
)
@settings(max_examples=15)
def test_history_is_that_of_judging_the_whole_record_on_every_day(
    tmp_path_factory, words, starts, due_told_by, grace, corpus
):
    made = small_package(tmp_path_factory.mktemp("made") / "data")
    page = ("wider", "post", "A page", "en", "", "", "printed", "printed there", "even", "")
    for source, published in SOURCES:
        if source not in (POST, WEB):
            add(made, "sources", source, *page)
        place = [name for name, _ in SOURCES].index(source) + 2
        put(made, "sources", place, "published", published)
    if starts:
        cite(made, "commitments", "C2", "due", "its start", starts, due_told_by)
    cite(made, "commitments", "C1", "promised", NORTH, source=due_told_by)
    cite(made, "commitments", "C1", "due", "22 May 2021", source=due_told_by)
    for word, speakers, about, source, of, witness, coding in words:
        terms = {"about": about, "source": source, "of": of, "witness": witness, "coding": coding}
        said = say(made, word, *speakers, **terms)
        if witness:  # told again by a later page, with a speaker
            cite(made, "statements", said, "wording", "the same", source=WEB)
            cite(made, "statements", said, "speaker", SOUTH, source=WEB)
    held = known(clean(open_package(made)), corpus)
    history = verdict_history(held, (), grace)
    assert_same(history, plain_history(held, days_from(POSTED, held.as_of), (), grace))
    check_moves(history)


@pytest.mark.parametrize(("agreements", "grace"), [((), 0), (("sochi-2018",), 14)])
def test_history_of_the_books_own_record(agreements, grace):
    held = known(clean(open_package()), "seed")
    history = verdict_history(held, agreements, grace)
    dues = commitments(held)["due_end_latest"].dropna()
    days = {*held.sources["published_end_latest"], *(d + timedelta(grace + 1) for d in dues)}
    near = {d + timedelta(n) for d in days | set(history["as_of"]) for n in (-1, 0, 1)}
    near = sorted(d for d in near if d <= held.as_of)
    assert_same(history, plain_history(held, near, agreements, grace))
    check_moves(history)


def check_moves(history):
    """The spells of a history tell its verdicts on each of its days, and cover it without gaps."""
    spells = moves(history)
    assert list(spells.columns) == SPELL_COLUMNS
    pair = ["commitment_id", "viewpoint_id"]
    for row in history.to_dict("records"):
        mine = spells[(spells[pair] == [row[name] for name in pair]).all(axis=1)]
        now = mine[(mine["first_day"] <= row["as_of"]) & (row["as_of"] <= mine["last_day"])]
        assert len(now) == 1
        assert [(row["verdict"], row["grade"])] == list(
            zip(now["verdict"], now["grade"], strict=True)
        )
    for _, mine in spells.groupby(pair):
        told = list(zip(mine["verdict"], mine["grade"], strict=True))
        assert all(a != b for a, b in pairwise(told))
        ends = list(zip(mine["last_day"], mine["first_day"].iloc[1:], strict=False))
        assert all(last + timedelta(1) == first for last, first in ends)
        assert mine["last_day"].iloc[-1] == max(history["as_of"])


def test_the_spells_of_a_verdict(folder):
    first = say(folder, "done", SOUTH, about="2021-05-09")
    say(folder, "done", about="2021-05-09", source=WEB)
    spells = moves(verdict_history(record(folder)))
    seen = spells[spells["viewpoint_id"].eq("everyone") & spells["commitment_id"].eq("C1")]
    told = ["first_day", "last_day", "verdict", "grade", "decided_by"]
    assert seen[["due_latest", *told]].values.tolist() == [
        [DUE, POSTED, LATER - timedelta(1), "met", "single", (first,)],
        [DUE, LATER, LATER, "met", "corroborated", (first, "S2")],
    ]
    silent = spells[spells["viewpoint_id"].eq("north") & spells["commitment_id"].eq("C1")]
    assert silent["verdict"].tolist() == ["not yet due", "no evidence"]
    assert silent["first_day"].tolist() == [POSTED, DUE + timedelta(1)]


# --- rows of the wider record ---------------------------------------------------------------------


def test_reprints_of_one_testimony_corroborate_nothing(folder):
    say(folder, "done", SOUTH, about="2021-05-09", witness="W1")
    say(folder, "done", about="2021-05-09", witness="W1")
    assert row(folder)["grade"] == "single"
    say(folder, "done", about="2021-05-09", witness="W2")
    assert row(folder)["grade"] == "corroborated"


@pytest.mark.parametrize(
    ("coding", "expected"),
    [
        ("", True), ("agreed", True), ("checked", True), ("settled", True), ("contested", True),
        ("not_refound", False), ("low", False),
    ],
)  # fmt: skip
def test_which_codings_decide(folder, coding, expected):
    said = say(folder, "done", SOUTH, about="2021-05-09", coding=coding)
    assert heard(folder) == {said: expected}  # shown in any case
    assert verdict(folder) == ("met" if expected else "no evidence")


def test_a_verdict_says_on_which_contested_codings_it_hangs(folder):
    assert row(folder)["hangs_on"] == ()
    contested = say(folder, "done", SOUTH, about="2021-05-09", coding="contested")
    found = row(folder)
    assert (found["verdict"], found["hangs_on"]) == ("met", (contested,))
    # Another says the same, and nobody reads it otherwise: the verdict stands without the first.
    other = say(folder, "done", about="2021-05-09", coding="agreed")
    found = row(folder)
    assert found["decided_by"] == (contested, other)
    assert (found["grade"], found["hangs_on"]) == ("corroborated", ())


def test_a_verdict_that_contested_codings_alone_carry_hangs_on_those_that_decide(folder):
    decisive = say(folder, "done", SOUTH, about="2021-05-09", coding="contested")
    # Without the first the second would do, but that is contested as well.
    second = say(folder, "done", WATCH, about="2021-05-10", coding="contested")
    late = say(folder, "done", about="2021-05-22", source=WEB, coding="contested")
    assert row(folder)["hangs_on"] == (decisive, second)
    assert late not in row(folder)["decided_by"]


def test_a_contested_verdict_can_hang_on_a_contested_coding(folder):
    said = say(folder, "upheld", NORTH, about="2021-05-09", of="C2", coding="contested")
    against = say(folder, "breached", SOUTH, about="2021-05-09", of="C2")
    found = row(folder, commitment="C2")
    assert (found["verdict"], found["hangs_on"]) == ("contested", (said,))
    assert set(found["decided_by"]) == {said, against}
    alone = row(folder, commitment="C2", viewpoint="north")
    assert (alone["verdict"], alone["hangs_on"]) == ("upheld so far", (said,))


@pytest.mark.parametrize(
    ("published", "how", "expected"),
    [
        ("[2019-05-20..2021-06-01]", "inferred", False),
        ("[..2021-06-01]", "inferred", False),
        ("[2020-05-31..2021-06-01]", "inferred", True),  # 366 days: a year can have as many
        ("[2020-05-30..2021-06-01]", "inferred", False),
        ("[2021-05-20..2021-06-01]", "inferred", True),
        ("2021-06-01", "printed", True),
        ("[2019-05-20..2021-06-01]", "printed", True),
    ],
)
def test_a_page_without_a_day_decides_nothing(folder, published, how, expected):
    put(folder, "sources", 3, "published", published)
    put(folder, "sources", 3, "published_known", how)
    said = say(folder, "breached", SOUTH, about="2021-05-09", of="C2", source=WEB)
    assert heard(folder) == {said: expected}
    assert (verdict(folder, commitment="C2") == "breached") == expected


def test_a_page_without_a_day_takes_nothing_from_words_that_another_carries(folder):
    put(folder, "sources", 3, "published", "[2019-05-20..2021-06-01]")
    put(folder, "sources", 3, "published_known", "inferred")
    said = say(folder, "breached", SOUTH, about="2021-05-09", of="C2", source=WEB)
    cite(folder, "statements", said, "wording", "the same words", source=POST)
    assert heard(folder) == {said: True}
    assert undated_pages(record(folder)) == {WEB}


# --- sums -----------------------------------------------------------------------------


def test_a_sum_has_every_commitment_once(folder):
    say(folder, "breached", SOUTH, about="2021-05-09", of="C2")
    frame = compliance(record(folder))
    assert summary(frame, "everyone") == {
        "all": 2, "kept": 0, "broken": 1, "contested": 0, "partly": 0, "open": 0, "unknown": 1,
        "not assessable": 0, "at least": 0, "at most": 1,
    }  # fmt: skip
    assert summary(frame, "north")["unknown"] == 2
    assert summary(frame, "nobody")["all"] == 0


def test_sums_add_up_on_every_day_and_from_every_viewpoint(folder):
    say(folder, "breached", SOUTH, about="2021-05-09", of="C2")
    say(folder, "done", NORTH, about="2021-05-22", source=WEB)
    history = verdict_history(record(folder))
    for _, frame in history.groupby("as_of"):
        for viewpoint in ("everyone", "north"):
            counted = summary(frame, viewpoint)
            assert counted["all"] == sum(counted[kind] for kind in CLASSES) == 2
            assert 0 <= counted["at least"] <= counted["at most"] <= 2


@pytest.mark.parametrize(
    ("seen", "counted"),
    [
        ("met", "kept"), ("met late", "kept"), ("upheld so far", "kept"),
        ("missed", "broken"), ("not fulfilled", "broken"), ("breached", "broken"),
        ("reversed", "broken"), ("overdue", "broken"),
        ("contested", "contested"), ("partly", "partly"),
        ("indeterminate", "open"), ("not yet due", "open"), ("no evidence", "unknown"),
        ("not assessable", "unknown"), ("under way", "open"),
    ],
)  # fmt: skip
def test_what_each_verdict_counts_as(folder, seen, counted):
    frame = compliance(record(folder)).assign(verdict=seen)
    sums = summary(frame, "everyone")
    assert sums["all"] == sums[counted] == 2
    assert VERDICT_MARKS[seen][0] == counted
    bounds = {"kept": (2, 2), "broken": (0, 0), "partly": (0, 0)}.get(counted, (0, 2))
    assert (sums["at least"], sums["at most"]) == bounds


@pytest.mark.parametrize(
    ("candidates", "bounds"),
    [
        (("met late", "met"), (2, 2)), (("met", "missed"), (0, 2)),
        (("missed", "partly"), (0, 0)), (("no evidence", "missed"), (0, 2)),
    ],
)  # fmt: skip
def test_an_indeterminate_verdict_bounds_the_kept_by_what_it_can_be(folder, candidates, bounds):
    frame = compliance(record(folder)).assign(verdict="indeterminate")
    frame["candidates"] = [candidates] * len(frame)
    sums = summary(frame, "everyone")
    assert (sums["open"], sums["kept"], sums["unknown"]) == (2, 0, 0)
    assert (sums["at least"], sums["at most"]) == bounds


# --- nothing there ------------------------------------------------------------------------------


def test_before_anything_is_known_every_frame_is_empty_and_whole(folder):
    nothing = record(folder, POSTED - timedelta(1))
    frame = compliance(nothing)
    assert frame.empty
    assert list(frame.columns) == VERDICT_COLUMNS
    assert witnesses(nothing).empty
    assert {"spoken_by", "sides", "time", "decides"} <= set(witnesses(nothing).columns)
    assert commitments(nothing).empty
    assert summary(frame, "everyone")["all"] == 0


def test_no_statement_at_all_and_no_source_with_a_date(folder):
    assert set(compliance(record(folder))["verdict"]) == {"no evidence"}
    for source in (2, 3):
        put(folder, "sources", source, "published", "")
    nothing = record(folder)
    assert nothing.as_of is None
    assert compliance(nothing).empty
    assert verdict_history(nothing).empty
