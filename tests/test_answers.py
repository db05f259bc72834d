"""Answers: what is said against an accusation, and against a verdict that it does not decide.

The invented truce of `packages`: in the one report the North Council accuses nobody by name (S1) of
shells in the town; each test adds what it is about.
"""

from datetime import date

import pytest
from packages import add, cite, cited_in, drop, happen, put, say, small_package, tell

from ceasefire.clean.tables import clean
from ceasefire.measures import accusations, answers, compliance
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package

POST, WEB = "post-01", "web-01"


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def record(folder, as_of=None):
    return known(clean(open_package(folder)), "all", as_of)


ACCUSED = {"speaker": "Harbour Watch", "target": "South Council", "place": "5"}
BREACH = {"act": "asserts", "assertion": "breached", "of": "2021-05-05"}


def answered(folder, key) -> list[tuple[str, str, str]]:
    held = record(folder)
    frame = answers.answers(held, accusations.accusations(held))
    frame = frame[frame["claim_id"] == key]
    return list(zip(frame["row_id"], frame["how"], frame["by"], strict=True))


def test_what_answers_an_accusation(folder):
    key = say(folder, **BREACH, **ACCUSED)
    upheld = {"act": "asserts", "assertion": "upheld"}
    replies = [
        ({"act": "denies"}, "denies"),
        (upheld, "says otherwise"),
        (upheld | {"how": "implied"}, "implies otherwise"),
        # Of the agreement as a whole.
        ({"act": "asserts", "assertion": "under_way", "commitment": ""}, "says otherwise"),
        ({"act": "denies", "commitment": ""}, "denies"),
        (upheld | {"commitment": "", "meeting": "M1"}, "says otherwise"),
        (upheld | {"of": "2021-05-01"}, ""),  # another time
        ({"act": "asserts", "assertion": "done", "commitment": "C1"}, ""),  # another thing
        (upheld | {"target": "North Council"}, ""),  # of others
        ({"act": "denies", "assertion": "breached"}, ""),  # whatever it denies, it owns to this
        ({"act": "asserts"}, ""),
        # One incident, or a meeting, is not the agreement as a whole.
        ({"act": "denies", "commitment": "", "incident": "I1"}, ""),
        ({"act": "denies", "commitment": "", "meeting": "M1"}, ""),
    ]
    south = {"speaker": "South Council", "place": "6", "of": "2021-05-05"}
    keys = [say(folder, **south | words) for words, _ in replies]
    assert answered(folder, key) == [
        (reply, how, answers.ACCUSED) for reply, (_, how) in zip(keys, replies, strict=True) if how
    ]


def test_a_denial_of_an_incident_answers_for_that_incident(folder):
    other = happen(folder)
    keys = [
        say(folder, incident=incident, of="2021-05-05", **ACCUSED | {"place": place})
        for incident, place in (("I1", "5"), (other, "6"))
    ]
    south = {"act": "denies", "speaker": "South Council", "of": "2021-05-05", "place": "7"}
    reply = say(folder, incident="I1", **south)
    bare = say(folder, incident="I1", commitment="", agreement="", **south)
    assert [row for row, *_ in answered(folder, keys[0])] == [reply, bare]
    assert answered(folder, keys[1]) == []


def test_allies_answer_and_others_only_deny(folder):
    key = say(
        folder, act="asserts", assertion="breached", of="2021-05-05", speaker="Harbour Watch",
        target="North Council", place="5",
    )  # fmt: skip
    add(folder, "actors", "islanders", "Islanders", "group", "islands", "", "")
    cite(folder, "actors", "islanders", "wording", "Islanders")
    add(folder, "names", "Islanders", "actor", "islanders", "", "false")
    upheld = {"act": "asserts", "assertion": "upheld", "of": "2021-05-05", "place": "6"}
    ally = say(folder, speaker="Islanders", **upheld)
    say(folder, speaker="South Council", **upheld)
    other = say(folder, act="denies", speaker="South Council", of="2021-05-05", place="7")
    assert answered(folder, key) == [
        (ally, "says otherwise", answers.ALLY),
        (other, "denies", answers.OTHER),
    ]


def test_another_account_of_the_same_incident_answers(folder):
    key = tell(folder, doer="South Council", reporter="Harbour Watch", place="5")
    tell(folder, doer="North Council", reporter="South Council", place="6")
    tell(folder, doer="South Council", reporter="North Council", place="6")
    assert answered(folder, key) == [("R3", "tells it otherwise", answers.ACCUSED)]


def test_whoever_tells_of_its_own_doing_is_not_silent(folder):
    key = tell(folder, doer="South Council", reporter="Harbour Watch", place="5")
    tell(folder, doer="South Council", reporter="South Council", place="6")
    tell(folder, doer="South Council", reporter="North Council", place="6")
    assert answered(folder, key) == [("R3", answers.OWNED, answers.ACCUSED)]


def test_an_account_that_names_nobody_tells_it_no_otherwise(folder):
    key = tell(folder, doer="South Council", reporter="Harbour Watch", place="5")
    tell(folder, reporter="South Council", place="6")
    assert answered(folder, key) == []


def test_what_was_printed_before_does_not_answer_words_without_a_beginning(folder):
    key = say(folder, act="asserts", assertion="breached", source=WEB, place="1",
              speaker="Harbour Watch", target="South Council")  # fmt: skip
    say(folder, act="asserts", assertion="upheld", speaker="South Council", place="6")
    assert answered(folder, key) == []
    later = say(folder, act="asserts", assertion="upheld", speaker="South Council", source=WEB,
                place="2")  # fmt: skip
    assert [row for row, *_ in answered(folder, key)] == [later]


# --- against a verdict --------------------------------------------------------------------------


def test_what_is_said_against_a_broken_verdict_without_deciding_it(folder):
    put(folder, "statements", 2, "explicitness", "implied")  # so that S1 decides nothing
    say(folder, act="asserts", assertion="breached", of="2021-05-05", **ACCUSED)
    upheld = {"act": "asserts", "assertion": "upheld", "of": "2021-05-05", "place": "6"}
    beside = [
        say(folder, speaker="South Council", how="implied", **upheld),
        say(folder, speaker="South Council", commitment="", **upheld),
    ]
    say(folder, speaker="South Council", how="implied", **upheld | {"of": "2021-05-02"})
    say(folder, speaker="South Council", how="implied", target="North Council", **upheld)
    held = record(folder)
    verdicts = compliance.compliance(held)
    frame = answers.against(held, verdicts).set_index(["commitment_id", "viewpoint_id"])
    assert frame.loc[("C2", "everyone"), "verdict"] == "breached"
    assert frame.loc[("C2", "everyone"), "statement_ids"] == tuple(beside)


def opposed(folder, commitment, **chosen):
    """The verdict on a commitment from everyone's viewpoint, and what is said against it."""
    held = record(folder)
    verdicts = compliance.compliance(held)
    frame = answers.against(held, verdicts, **chosen)
    mine = frame[(frame["viewpoint_id"] == "everyone") & (frame["commitment_id"] == commitment)]
    seen = verdicts[verdicts["viewpoint_id"] == "everyone"].set_index("commitment_id")["verdict"]
    assert mine.empty or mine["verdict"].tolist() == [seen[commitment]]
    return seen[commitment], [i for ids in mine["statement_ids"] for i in ids]


WATCH = {"act": "asserts", "speaker": "Harbour Watch", "commitment": "C1", "source": WEB,
         "place": "1"}  # fmt: skip
SOUTH = {"act": "asserts", "speaker": "South Council", "commitment": "C1", "how": "implied",
         "source": WEB, "place": "2", "of": "2021-05-25"}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "due", "verdict"),
    [
        ([("not_done", "2021-05-25")], True, "missed"),
        ([("not_done", "2021-05-25")], False, "not fulfilled"),
        ([("under_way", "2021-05-25")], True, "overdue"),
        ([("done", "2021-05-10"), ("undone", "2021-05-25")], True, "reversed"),
    ],
)
def test_each_broken_verdict_shows_who_says_that_it_was_done(folder, words, due, verdict):
    if not due:
        drop(folder, "citations", cited_in(folder, "commitments", "C1", "due"))
    for assertion, day in words:
        say(folder, assertion=assertion, of=day, **WATCH)
    done = say(folder, assertion="done", **SOUTH)
    say(folder, assertion="done", **SOUTH | {"speaker": "Harbour Watch"})  # they decide otherwise
    assert opposed(folder, "C1") == (verdict, [done])


def test_under_way_is_not_said_against_overdue_and_done_lasts(folder):
    say(folder, assertion="under_way", of="2021-05-25", **WATCH)
    say(folder, assertion="under_way", **SOUTH)
    done = say(folder, assertion="done", **SOUTH | {"of": "2021-05-12"})
    say(folder, assertion="done", **SOUTH | {"of": "2021-05-27"})  # of a later time
    assert opposed(folder, "C1") == ("overdue", [done])
    assert opposed(folder, "C1", agreements=("ferry-truce",))[1] == [done]
    assert opposed(folder, "C1", agreements=("another",))[1] == []


def test_words_of_a_meeting_or_an_incident_are_not_against_a_verdict(folder):
    put(folder, "statements", 2, "explicitness", "implied")  # so that S1 decides nothing
    say(folder, **BREACH, **ACCUSED)
    denies = {"act": "denies", "speaker": "South Council", "commitment": "", "of": "2021-05-05"}
    whole = say(folder, **denies)
    say(folder, meeting="M1", **denies)
    say(folder, incident="I1", **denies)
    assert opposed(folder, "C2") == ("breached", [whole])


def test_a_verdict_that_is_not_broken_has_nothing_against_it(folder):
    say(folder, act="asserts", assertion="upheld", speaker="South Council", of="2021-05-05")
    held = record(folder, date(2021, 5, 9))
    assert answers.against(held, compliance.compliance(held)).empty
