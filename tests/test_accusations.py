"""Accusations: what is one, which rows count once, and what is only repeated.

The invented truce of `packages`: in the one report the North Council accuses nobody by name (S1) of
shells in the town; each test adds what it is about.
"""

from datetime import date

import pytest
from packages import add, cite, say, small_package, tell

from ceasefire.clean.tables import clean
from ceasefire.measures import accusations
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package

POST, WEB = "post-01", "web-01"


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def record(folder, as_of=None):
    return known(clean(open_package(folder)), "all", as_of)


def made(folder, **chosen) -> dict[str, dict]:
    """The accusations by their first row."""
    frame = accusations.accusations(record(folder), **chosen)
    return {row["claim_id"]: row for row in frame.to_dict("records")}


def test_who_accuses_without_naming_anybody_accuses_nobody(folder):
    assert list(made(folder)) == ["S1"]
    assert made(folder)["S1"]["accused"] == ()
    pairs = accusations.pairs(accusations.accusations(record(folder)))
    assert pairs[["accuser", "accused"]].to_numpy().tolist() == [["north", ""]]


def test_what_is_an_accusation(folder):
    breached = {"act": "asserts", "assertion": "breached"}
    are = [
        {"act": "accuses"},
        breached,
        {"act": "asserts", "assertion": "refused"},
        {"act": "asserts", "assertion": "not_done", "commitment": ""},  # of the whole agreement
    ]
    are_not = [
        breached | {"how": "implied"},  # a reader's view
        {"act": "asserts", "assertion": "upheld"},
        {"act": "warns"},
        {"act": "demands"},
        # What was only threatened or proposed wrongs nobody when it is turned down.
        {"act": "asserts", "assertion": "refused", "commitment": "L1", "agreement": ""},
        {"act": "asserts", "assertion": "partly", "commitment": ""},
        breached | {"target": ""},  # whom they mean they do not say
    ]
    watch = {"speaker": "Harbour Watch", "target": "South Council"}
    keys = [
        say(folder, **watch | words | {"place": str(place)})
        for place, words in enumerate([*are, *are_not], 10)
    ]
    assert set(made(folder)) - {"S1"} == set(keys[: len(are)])


def test_a_side_that_owns_to_its_own_failure_accuses_nobody(folder):
    own = {"speaker": "South Council", "commitment": "C1", "act": "asserts"}
    say(folder, assertion="not_done", place="5", **own)
    say(folder, assertion="refused", place="6", **own)
    assert list(made(folder)) == ["S1"]


def test_words_of_a_side_about_itself_are_no_accusation(folder):
    own = say(folder, speaker="South Council", target="South Council", place="5")
    tell(folder, doer="South Council", reporter="South Council", place="5")
    assert own not in made(folder) and "R2" not in made(folder)
    assert list(accusations.acknowledged(record(folder))["report_id"]) == ["R2"]


def test_a_report_that_names_a_doer_accuses(folder):
    tell(folder, doer="South Council", place="5")
    claim = made(folder)["R2"]
    assert (claim["accusers"], claim["accused"]) == (("press",), ("south",))
    assert claim["own_voice"] and not claim["in_words"]


def test_rows_of_one_sentence_count_once(folder):
    watch = {"speaker": "Harbour Watch", "target": "South Council", "place": "5"}
    first = say(folder, incident="I1", **watch)
    say(folder, act="asserts", assertion="breached", **watch)
    say(folder, act="asserts", assertion="breached", how="implied", **watch)  # stands beside them
    tell(folder, doer="South Council", reporter="Harbour Watch", place="4")  # the same incident
    claim = made(folder)[first]
    assert (claim["statement_ids"], claim["report_ids"]) == (("S2", "S3", "S4"), ("R2",))
    assert set(made(folder)) == {"S1", first}


def test_what_it_is_about_comes_from_the_rows_that_accuse(folder):
    watch = {"speaker": "Harbour Watch", "target": "South Council", "place": "5", "act": "asserts"}
    reader = say(
        folder, assertion="not_done", how="implied", commitment="C1", incident="I1",
        of="2021-05-03", via="North Council", **watch,
    )  # fmt: skip
    key = say(folder, assertion="breached", of="2021-05-05", **watch)
    claim = made(folder)[key]
    assert claim["statement_ids"] == (reader, key)
    assert (claim["commitment_ids"], claim["incident_ids"], claim["via_ids"]) == (("C2",), (), ())
    assert [time.start_earliest for time in claim["times"]] == [date(2021, 5, 5)]
    assert key not in made(folder, window=(None, date(2021, 5, 4)))


def test_a_report_in_its_own_voice_is_not_the_same_report_quoted_by_name(folder):
    add(folder, "names", "Harbour Post", "actor", "post", "", "false")
    own = say(folder, target="South Council", place="5")
    quoted = say(folder, target="South Council", speaker="Harbour Post", place="5")
    found = made(folder)
    assert {own, quoted} <= set(found)
    assert (found[own]["own_voice"], found[quoted]["own_voice"]) == (True, False)


def test_rows_keep_the_order_of_the_table(folder):
    watch = {"speaker": "Harbour Watch", "target": "South Council", "place": "5"}
    keys = [say(folder, **watch) for _ in range(10)]
    assert keys[-1] == "S11"
    assert made(folder)["S2"]["statement_ids"] == tuple(keys)


def test_the_report_of_an_accusation_is_the_first_that_has_it(folder):
    key = say(folder, target="South Council", speaker="Harbour Watch", source=WEB, place="1")
    cite(folder, "statements", key, "wording", "again", source=POST, locator="5")
    assert made(folder)[key]["source_id"] == POST


@pytest.mark.parametrize(
    "other",
    [
        {"speaker": "Harbour Watch", "target": "North Council", "place": "5"},
        {"speaker": "North Council", "target": "South Council", "place": "5"},
        {"speaker": "Harbour Watch", "target": "South Council", "place": "6"},
        {"speaker": "Harbour Watch", "target": "South Council", "source": WEB, "place": "5"},
    ],
)
def test_another_speaker_accused_passage_or_report_is_another_accusation(folder, other):
    one = say(folder, speaker="Harbour Watch", target="South Council", place="5")
    two = say(folder, **other)
    assert {one, two} <= set(made(folder))


def test_one_accusation_of_two_sides_stands_under_both_and_counts_once(folder):
    key = say(folder, speaker="Harbour Watch", target="South Council", place="5")
    cite(folder, "statements", key, "target", "North Council", locator="5")
    frame = accusations.accusations(record(folder))
    pairs = accusations.pairs(frame)
    assert len(frame) == 2  # with S1
    assert sorted(pairs.loc[pairs["claim_id"] == key, "accused"]) == ["north", "south"]


def test_accusations_of_a_period_and_of_agreements(folder):
    key = say(folder, speaker="Harbour Watch", target="South Council", place="5", of="2021-05-03")
    tell(folder, doer="South Council", place="6")
    assert key in made(folder, window=(date(2021, 5, 3), date(2021, 5, 3)))
    assert key not in made(folder, window=(date(2021, 5, 4), None))
    # A report of an incident names no agreement.
    assert "R2" in made(folder) and "R2" not in made(folder, agreements=("ferry-truce",))
    assert not made(folder, agreements=("another",))


def test_undated_words_are_of_no_period_unless_their_incident_has_a_day(folder):
    undated = say(folder, speaker="Harbour Watch", target="South Council", place="5")
    assert undated in made(folder)
    assert list(made(folder, window=(date(2021, 5, 9), None))) == ["S1"]  # the day of I1
    assert not made(folder, window=(None, date(2021, 5, 8)))


# --- who only repeats ---------------------------------------------------------------------------


def test_an_accusation_that_no_report_makes_itself_is_only_repeated(folder):
    key = say(folder, speaker="North Council", target="South Council", incident="I1", place="5")
    assert made(folder)[key]["only_repeated"]
    tell(folder, doer="South Council", place="6")
    assert not made(folder)[key]["only_repeated"]


def test_what_a_report_says_itself_is_not_only_repeated(folder):
    nobody = say(folder, place="5")  # accuses, and names nobody
    whole = say(folder, target="South Council", commitment="", place="6")
    of_nothing = say(folder, target="South Council", commitment="", agreement="", place="7")
    found = made(folder)
    assert not any(found[key]["only_repeated"] for key in (nobody, whole, of_nothing))


def test_the_like_of_a_whole_agreement_and_of_nobody(folder):
    quoted = {"speaker": "Harbour Watch", "target": "South Council", "of": "2021-05-05"}
    whole = say(folder, commitment="", place="5", **quoted)
    other = say(folder, commitment="", incident="I1", place="6", **quoted)  # of a part
    say(folder, target="South Council", commitment="", of="2021-05-05", place="7")
    found = made(folder)
    assert (found[whole]["only_repeated"], found[other]["only_repeated"]) == (False, True)
    assert found["S1"]["only_repeated"]
    say(folder, incident="I1", place="8")  # the report itself accuses, and names nobody either
    assert not made(folder)["S1"]["only_repeated"]


def test_the_like_at_another_time_is_not_the_like(folder):
    breach = {"act": "asserts", "assertion": "breached", "target": "South Council"}
    key = say(folder, speaker="Harbour Watch", of="2021-05-03", place="5", **breach)
    say(folder, of="2021-05-05", place="6", **breach)
    assert made(folder)[key]["only_repeated"]
    say(folder, of="2021-05-03/2021-05-04", place="7", **breach)
    assert not made(folder)[key]["only_repeated"]


def test_own_words_and_words_passed_on(folder):
    say(folder, target="South Council", place="5")
    say(folder, act="asserts", speaker="North Council", via="Harbour Watch", place="6")
    held = record(folder)
    frame = accusations.voices(held, accusations.accusations(held)).set_index("actor_id")
    assert frame.loc["post"].tolist() == [True, 1, 1, 1, 2]
    assert frame.loc["harbour-watch"].tolist() == [False, 0, 0, 0, 1]
