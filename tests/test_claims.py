"""Claims: what is an accusation, what answers it, what only repeats it, and what moved.

The invented truce of `packages`: in the one report the North Council accuses nobody by name (S1) of
shells in the town; each test adds what it is about.
"""

from datetime import date

import pytest
from packages import add, cite, put, small_package

from ceasefire.clean.tables import clean
from ceasefire.measures import claims, compliance
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package

POST, WEB = "post-01", "web-01"


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def record(folder, as_of=None):
    return known(clean(open_package(folder)), "all", as_of)


def say(
    folder, act="accuses", speaker="", target="", assertion="", how="explicit", about="", of="",
    commitment="C2", agreement="ferry-truce", incident="", source=POST, place="4", via="", said="",
) -> str:  # fmt: skip
    """One more statement; ``of``: the time that it speaks about, in EDTF."""
    key = f"S{len(open_package(folder).tables['statements']) + 1}"
    add(
        folder, "statements", key, act, agreement, commitment, incident, "", assertion,
        how if assertion else "", f"words of {key}", "",
    )  # fmt: skip
    cite(folder, "statements", key, "wording", f"wording {key}", source=source, locator=place)
    for field, name in (("speaker", speaker), ("target", target), ("via", via)):
        if name:
            cite(folder, "statements", key, field, name, source=source, locator=place)
    for field, day in (("about", of), ("said", said)):
        if day:
            cite(folder, "statements", key, field, f"{field} {key}", day, source, place)
    return key


def tell(folder, doer="", reporter="", attribution="reported", incident="I1", place="4") -> str:
    """One more report of an incident."""
    key = f"R{len(open_package(folder).tables['reports']) + 1}"
    add(folder, "reports", key, incident, attribution, f"words of {key}")
    cite(folder, "reports", key, "wording", f"wording {key}", locator=place)
    if doer:
        cite(folder, "reports", key, "perpetrator", doer, locator=place)
    if reporter:
        cite(folder, "reports", key, "reporter", reporter, locator=place)
    return key


def made(folder, **chosen) -> dict[str, dict]:
    """The accusations by their first row."""
    frame = claims.accusations(record(folder), **chosen)
    return {row["claim_id"]: row for row in frame.to_dict("records")}


# --- what is an accusation ----------------------------------------------------------------------


def test_who_accuses_without_naming_anybody_accuses_nobody(folder):
    assert list(made(folder)) == ["S1"]
    assert made(folder)["S1"]["accused"] == ()
    pairs = claims.pairs(claims.accusations(record(folder)))
    assert pairs[["accuser", "accused"]].to_numpy().tolist() == [["north", ""]]


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ({"act": "accuses"}, True),
        ({"act": "asserts", "assertion": "breached"}, True),
        ({"act": "asserts", "assertion": "refused"}, True),
        ({"act": "asserts", "assertion": "breached", "how": "implied"}, False),  # a reader's view
        ({"act": "asserts", "assertion": "upheld"}, False),
        ({"act": "warns"}, False),
        ({"act": "demands"}, False),
        # What was only threatened or proposed wrongs nobody when it is turned down.
        ({"act": "asserts", "assertion": "refused", "commitment": "L1", "agreement": ""}, False),
        # Of the agreement as a whole.
        ({"act": "asserts", "assertion": "not_done", "commitment": ""}, True),
        ({"act": "asserts", "assertion": "partly", "commitment": ""}, False),
    ],
)
def test_what_is_an_accusation(folder, words, is_one):
    key = say(folder, speaker="Harbour Watch", target="South Council", place="5", **words)
    assert (key in made(folder)) == is_one


def test_words_of_a_side_about_itself_are_no_accusation(folder):
    own = say(folder, speaker="South Council", target="South Council", place="5")
    tell(folder, doer="South Council", reporter="South Council", place="5")
    assert own not in made(folder) and "R2" not in made(folder)
    assert list(claims.acknowledged(record(folder))["report_id"]) == ["R2"]


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
    frame = claims.accusations(record(folder))
    pairs = claims.pairs(frame)
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


# --- who only repeats ---------------------------------------------------------------------------


def test_an_accusation_that_no_report_makes_itself_is_only_repeated(folder):
    key = say(folder, speaker="North Council", target="South Council", incident="I1", place="5")
    assert made(folder)[key]["only_repeated"]
    tell(folder, doer="South Council", place="6")
    assert not made(folder)[key]["only_repeated"]


def test_own_words_and_words_passed_on(folder):
    say(folder, target="South Council", place="5")
    say(folder, act="asserts", speaker="North Council", via="Harbour Watch", place="6")
    held = record(folder)
    frame = claims.voices(held, claims.accusations(held)).set_index("actor_id")
    assert frame.loc["post"].tolist() == [True, 1, 1, 1, 2]
    assert frame.loc["harbour-watch"].tolist() == [False, 0, 0, 0, 1]


# --- answers ------------------------------------------------------------------------------------

ACCUSED = {"speaker": "Harbour Watch", "target": "South Council", "place": "5"}


def answered(folder, key) -> list[tuple[str, str, str]]:
    held = record(folder)
    frame = claims.answers(held, claims.accusations(held))
    frame = frame[frame["claim_id"] == key]
    return list(zip(frame["row_id"], frame["how"], frame["by"], strict=True))


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ({"act": "denies"}, "denies"),
        ({"act": "asserts", "assertion": "upheld"}, "says the opposite"),
        ({"act": "asserts", "assertion": "upheld", "how": "implied"}, "says the opposite"),
        (
            {"act": "asserts", "assertion": "under_way", "commitment": ""},  # of the whole
            "says the opposite",
        ),
        ({"act": "asserts", "assertion": "upheld", "of": "2021-05-01"}, ""),  # another time
        ({"act": "asserts", "assertion": "done", "commitment": "C1"}, ""),  # another thing
        ({"act": "asserts", "assertion": "upheld", "target": "North Council"}, ""),  # of others
        ({"act": "denies", "assertion": "breached"}, ""),  # whatever it denies, it owns to this
        ({"act": "asserts"}, ""),
    ],
)
def test_what_answers_an_accusation(folder, words, how):
    key = say(folder, act="asserts", assertion="breached", of="2021-05-05", **ACCUSED)
    reply = say(folder, **{"speaker": "South Council", "place": "6", "of": "2021-05-05"} | words)
    assert answered(folder, key) == ([(reply, how, claims.ACCUSED)] if how else [])


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
        (ally, "says the opposite", claims.ALLY),
        (other, "denies", claims.OTHER),
    ]


def test_another_account_of_the_same_incident_answers(folder):
    key = tell(folder, doer="South Council", reporter="Harbour Watch", place="5")
    tell(folder, doer="North Council", reporter="South Council", place="6")
    tell(folder, doer="South Council", reporter="North Council", place="6")
    assert answered(folder, key) == [("R3", "tells it otherwise", claims.ACCUSED)]


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
    frame = claims.against(held, verdicts).set_index(["commitment_id", "viewpoint_id"])
    assert frame.loc[("C2", "everyone"), "verdict"] == "breached"
    assert frame.loc[("C2", "everyone"), "statement_ids"] == tuple(beside)


def test_a_verdict_that_is_not_broken_has_nothing_against_it(folder):
    say(folder, act="asserts", assertion="upheld", speaker="South Council", of="2021-05-05")
    held = record(folder, date(2021, 5, 9))
    assert claims.against(held, compliance.compliance(held)).empty


# --- accounts and calm --------------------------------------------------------------------------


def test_accounts_that_differ_stand_side_by_side(folder):
    assert claims.accounts(record(folder)).empty  # one report
    tell(folder, reporter="Harbour Watch", place="5")
    assert claims.accounts(record(folder)).empty  # neither names anybody
    tell(folder, doer="South Council", reporter="North Council", place="5")
    frame = claims.accounts(record(folder))
    assert list(frame["report_id"]) == ["R1", "R2", "R3"]
    assert list(frame["via_ids"]) == [(), ("post",), ("post",)]
    assert list(frame["statement_ids"]) == [(), (), ("S1",)]  # the same speaker on the same event
    assert claims.accounts(record(folder), (date(2021, 5, 10), None)).empty


@pytest.mark.parametrize(
    ("of", "against", "incidents"),
    [
        ("2021-05-09", ("S3",), ("I1",)),  # the day of the shelling
        ("2021-05-05/2021-05-09", ("S3",), ("I1",)),  # through the breach that speaks of it
        ("2021-05-05/2021-05-08", (), ()),
        ("", (), ()),  # no day is told: the time is open
    ],
)
def test_calm_claimed_on_days_of_violence(folder, of, against, incidents):
    say(folder, act="asserts", assertion="upheld", how="implied", speaker="South Council", of=of)
    say(folder, act="asserts", assertion="breached", of="2021-05-09", incident="I1", **ACCUSED)
    rows = claims.calm(record(folder)).to_dict("records")
    assert [(r["statement_id"], r["against"], r["incident_ids"]) for r in rows] == (
        [("S2", against, incidents)] if against else []
    )
    assert not rows or rows[0]["count_ids"] == ("N1",)


def test_an_incident_of_the_very_day_stands_beside_a_claim_of_that_day(folder):
    put(folder, "statements", 2, "assertion", "")
    put(folder, "statements", 2, "explicitness", "")
    for day, found in (("2021-05-09", ("I1",)), ("2021-05-08", None)):
        say(folder, act="asserts", assertion="upheld", speaker="South Council", of=day)
        rows = claims.calm(record(folder)).set_index("statement_id")["incident_ids"]
        key = f"S{len(open_package(folder).tables['statements'])}"
        assert (rows[key] if key in rows.index else None) == found


# --- said and published; positions --------------------------------------------------------------


def test_days_from_being_said_to_being_published(folder):
    keys = [say(folder, act="asserts", speaker="South Council", said=said) for said in
            ("2021-05-07", "[2021-05-01..2021-05-04]", "[..2021-05-04]", "")]  # fmt: skip
    frame = claims.said_and_published(record(folder)).set_index("statement_id")
    days = frame.loc[keys[:2], ["days_low", "days_high"]].to_numpy().tolist()
    assert days == [[3, 3], [6, 9]]
    assert frame.loc[keys[2:], "days_low"].isna().all()


def test_a_position_moves_when_the_next_report_quotes_another_stance(folder):
    quoted = {"act": "asserts", "speaker": "South Council"}
    say(folder, assertion="upheld", **quoted)
    say(folder, assertion="upheld", source=WEB, place="1", **quoted)
    say(folder, act="promises", commitment="C1", speaker="South Council")
    say(folder, assertion="not_done", commitment="C1", source=WEB, place="1", **quoted)
    # One report only, and a report's own voice: no positions.
    say(folder, act="demands", commitment="L1", agreement="", speaker="South Council")
    say(folder, act="asserts", assertion="breached")
    say(folder, act="asserts", assertion="upheld", source=WEB, place="2")
    frame = claims.positions(record(folder))
    assert list(zip(frame["commitment_id"], frame["source_id"], frame["moved"], strict=True)) == [
        ("C1", POST, None), ("C1", WEB, True), ("C2", POST, None), ("C2", WEB, False),
    ]  # fmt: skip
    assert frame["stances"].iloc[1] == (("not_done", "explicit"),)
    assert claims.positions(record(folder), ("another",)).empty


def test_before_any_report_every_measure_is_empty(folder):
    held = record(folder, date(2021, 1, 1))
    made_ = claims.accusations(held)
    verdicts = compliance.compliance(held)
    for frame in (
        made_, claims.pairs(made_), claims.answers(held, made_), claims.voices(held, made_),
        claims.acknowledged(held), claims.accounts(held), claims.calm(held),
        claims.said_and_published(held), claims.positions(held), claims.against(held, verdicts),
    ):  # fmt: skip
        assert frame.empty


# --- the project's own data ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed():
    return known(clean(open_package()), "seed", None)


def test_every_accusation_of_the_reports_has_an_accuser_who_is_not_the_accused(seed):
    frame = claims.accusations(seed)
    assert len(frame) >= 25
    rows = [i for ids in frame["statement_ids"] + frame["report_ids"] for i in ids]
    assert len(rows) == len(set(rows)), "no row is part of two accusations"
    pairs = zip(frame["accusers"], frame["accused"], strict=True)
    assert not any(set(accuser) & set(accused) for accuser, accused in pairs)
    spoken = seed.facts("statements").set_index("statement_id")
    accusing = set(spoken.index[spoken["act"] == "accuses"])
    assert accusing <= set(rows), "whoever accuses in so many words is counted"


def test_whom_a_side_struck_is_not_whom_it_accuses(seed):
    rows = {i for ids in claims.accusations(seed)["statement_ids"] for i in ids}
    # Strikes that Russia owns to, and a question put to the guarantor of others.
    assert not rows & {"S040", "S042", "S098"}


def test_the_chlorine_reports_stand_side_by_side(seed):
    frame = claims.accounts(seed)
    told = frame[frame["incident_id"] == "I01"]
    assert list(told["report_id"]) == ["R01", "R02", "R03", "R04", "R05"]
    assert told["rivals"].all() and [len(s) for s in told["perpetrator_sides"]] == [1, 1, 1, 2, 0]


def test_relative_calm_stands_against_the_shelling_of_that_day(seed):
    row = claims.calm(seed).set_index("statement_id").loc["S146"]
    assert row["against"] == ("S147", "S148")
    assert (row["incident_ids"], row["count_ids"]) == (("I17",), ("N05",))


def test_what_speaks_against_the_verdicts_of_the_reports(seed):
    frame = claims.against(seed, compliance.compliance(seed))
    seen = frame[frame["viewpoint_id"] == "everyone"].set_index("commitment_id")["statement_ids"]
    assert seen["C20"] == ("S146",) and "S051" in seen["C02"]
    said = seed.facts("statements").set_index("statement_id")["paraphrase"]
    keeping = said["S096"]
    assert all(keeping in said[list(seen[c])].tolist() for c in ("C08", "C19"))
    assert "C25" not in seen.index, "words of 2018 do not answer a charge first told in 2020"


def test_russia_on_military_action_moves_from_promise_to_strikes(seed):
    frame = claims.positions(seed)
    frame = frame[(frame["side"] == "russia") & (frame["commitment_id"] == "C08")]
    assert [ids for ids in frame["statement_ids"]] == [("S017",), ("S042",), ("S098",)]
    assert list(frame["moved"]) == [None, True, False]
