"""The page on claims: its sentences, whatever was known, and what it finds in the five reports."""

import pytest
from packages import add, cite, put, say, small_package, tell

from ceasefire.charts import claims as charts
from ceasefire.clean.tables import clean
from ceasefire.measures import accounts, accusations, answers, compliance, positions
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package
from ceasefire.parameters import Parameters
from ceasefire.study import open_study
from ceasefire.words import accounts as beside
from ceasefire.words import claims as words
from ceasefire.words import deadlines, statements

WEB = "web-01"


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def study(folder, **chosen):
    return open_study(Parameters(data_dir=str(folder), corpus="all", **chosen))


def page(folder, **chosen):
    """A study, its accusations, their pairs, and their answers."""
    opened = study(folder, **chosen)
    chosen = opened.parameters
    claims = accusations.accusations(opened.record, chosen.window, chosen.agreement_ids)
    answered = answers.answers(opened.record, claims)
    return opened, claims, accusations.pairs(claims), answered


# --- the answer ---------------------------------------------------------------------------------

SOUTH = {"speaker": "Harbour Watch", "target": "South Council"}


def test_one_accusation_of_nobody(folder):
    first, second = words.answer(*page(folder))
    assert first == (
        "One accusation is on record; none of them names anybody. No accusation is denied "
        "outright and one stands unanswered."
    )
    assert second == (
        "No accusation is made in a report's own voice and one is only repeated from others."
    )


def test_the_most_frequent_pair_with_ties(folder):
    say(folder, place="5", **SOUTH)
    said = words.answer(*page(folder))[0]
    assert "the most frequent pair by name is Press against South (one)" in said
    say(folder, speaker="Harbour Watch", target="North Council", place="6")
    told = words.answer(*page(folder))[0]
    assert "no pair of sides stands out, with one at most" in told
    say(folder, speaker="Harbour Watch", target="North Council", place="8")
    say(folder, place="8", **SOUTH)
    told = words.answer(*page(folder))[0]
    assert (
        "the most frequent pairs by name are Press against North and Press against South (two each)"
        in told
    )


def test_an_answer_says_what_it_was_narrowed_to(folder):
    say(folder, place="5", **SOUTH)
    say(folder, act="denies", speaker="South Council", place="6")
    assert words.answer(*page(folder))[0].endswith("Two are denied outright.")
    add(folder, "agreements", "other", "Another truce", "agreement", "another", "")
    told = words.answer(*page(folder, agreements="other"))
    assert told == [
        "No accusation was known by 1 June 2021 under these agreements: nobody is on record as "
        "laying an attack, a breach or a failure to anybody."
    ]
    told = words.answer(*page(folder, as_of="2021-01-01"))
    assert len(told) == 1 and told[0].startswith("No accusation was known by 1 January 2021")


def test_each_way_of_being_answered_is_told_once(folder):
    breach = {"act": "asserts", "assertion": "breached", "speaker": "Harbour Watch"}
    north = {"target": "North Council"}
    say(folder, of="2021-05-03", place="5", **breach | SOUTH)
    say(folder, of="2021-05-05", place="6", **breach | SOUTH)
    kept = {"act": "asserts", "assertion": "upheld", "speaker": "South Council"}
    say(folder, of="2021-05-03", place="7", **kept)
    say(folder, of="2021-05-05", how="implied", place="7", **kept)
    tell(folder, doer="North Council", place="8")
    tell(folder, doer="North Council", reporter="North Council", place="9")
    say(folder, of="2021-05-04", place="9", **breach | north)
    assert words.answer(*page(folder))[0].endswith(
        "No accusation is denied outright, two are answered in another way, of one the side "
        "accused says so itself and two stand unanswered."
    )
    _, claims, _, answered = page(folder)
    assert words.how_met(claims, answered) == (
        "One is answered by the side accused or an ally, outright or by another account; one is "
        "answered by the side accused or an ally only in what a reader concludes."
    )
    card = "".join(words.pair_cards(study(folder).record, *page(folder)[1:]))
    assert card.count("says so itself") == 1 and card.count("Against it:") == 2


def test_kinds_of_accusations(folder):
    opened, claims, *_ = page(folder)
    told = words.kinds(opened.record, claims, accusations.acknowledged(opened.record))
    assert told == ("It is put as an accusation by whoever tells of it. One ([[S1]]) names nobody.")
    say(folder, place="5")
    tell(folder, doer="South Council", reporter="South Council", place="6")
    opened, claims, *_ = page(folder)
    told = words.kinds(opened.record, claims, accusations.acknowledged(opened.record))
    assert "Two ([[S1]] and [[S2]]) name nobody." in told
    assert told.endswith("are left out: South Council on [[I1]].")


# --- who repeats, who denies --------------------------------------------------------------------


def test_through_whom_words_come(folder):
    add(folder, "names", "Harbour Post", "actor", "post", "", "false")
    say(folder, place="5", via="Harbour Post", **SOUTH)
    say(folder, target="South Council", place="6")
    opened, *rest = page(folder)
    text = "".join(words.pair_cards(opened.record, *rest))
    assert "Harbour Watch, through Harbour Post<" in text
    assert "Harbour Post, in its own voice<" in text


def test_who_only_passes_words_on(folder):
    say(folder, act="asserts", speaker="North Council", via="South Council", place="5")
    opened, claims, *_ = page(folder)
    told = words.voices_said(opened.record, accusations.voices(opened.record, claims))
    assert told == (
        "Only words of others, and none of their own, come through Harbour Post and South Council. "
        "Only accusations of others, and none of its own, come through Harbour Post."
    )
    say(folder, target="South Council", place="6")
    opened, claims, *_ = page(folder)
    told = words.voices_said(opened.record, accusations.voices(opened.record, claims))
    assert told.startswith("Only words of others, and none of its own, come through South Council.")
    assert told.endswith("Whoever passes accusations on also makes some in its own voice.")


def test_whoever_hands_on_most_stands_first(folder):
    say(folder, act="asserts", speaker="North Council", via="South Council", place="5")
    opened, claims, *_ = page(folder)
    voices = accusations.voices(opened.record, claims)
    more = voices.assign(statements_own=range(len(voices)), accusations_own=0)
    more["accusations_passed_on"] = more["statements_passed_on"] = 0
    assert list(words._most_first(more)["statements_own"]) == [*range(len(voices))][::-1]
    first = words._most_first(more.assign(accusations_own=[1, *[0] * (len(voices) - 1)]))
    assert first.index[0] == voices.index[0]


def test_a_denial_is_quoted_as_it_stands_and_only_of_what_is_shown(folder):
    say(folder, place="5", **SOUTH)
    denial = say(folder, act="denies", speaker="South Council", place="6")
    opened, *_, answered = page(folder)
    told = words.denials(opened.record, answered)
    assert told == (
        f"One statement denies something. [[{denial}]], South Council: words of {denial}. "
        "It answers an accusation shown here. What stands unanswered here may have been answered "
        "elsewhere."
    )
    add(folder, "agreements", "other", "Another truce", "agreement", "another", "")
    opened, *_, answered = page(folder, agreements="other")
    told = words.denials(opened.record, answered)
    assert "It answers no accusation shown here." in told and "on record" not in told


def test_no_denial_and_no_statement(folder):
    opened, *_, answered = page(folder)
    assert words.denials(opened.record, answered).startswith("No denial is on record. ")
    opened, *_, answered = page(folder, as_of="2021-01-01")
    assert words.denials(opened.record, answered) == (
        "No statement is known here, so nobody denies anything."
    )


def test_statements_stand_in_the_order_of_the_table(folder):
    for _ in range(10):
        say(folder, act="asserts")
    held = study(folder).record
    said = positions.said_and_published(held)
    text = words.every_statement(held, said, compliance.compliance(held))[0]
    assert text.index('id="S2"') < text.index('id="S10"')


# --- beside a verdict ---------------------------------------------------------------------------


def test_a_broken_verdict_stands_with_what_is_said_against_it(folder):
    put(folder, "statements", 2, "explicitness", "implied")  # so that S1 decides nothing
    say(folder, act="asserts", assertion="breached", of="2021-05-05", place="5", **SOUTH)
    south = {"act": "asserts", "speaker": "South Council", "of": "2021-05-05", "place": "6"}
    implied = say(folder, assertion="upheld", how="implied", **south)
    whole = say(folder, assertion="under_way", commitment="", **south)
    held = study(folder).record
    verdicts = compliance.compliance(held)
    against = answers.against(held, verdicts)
    cards = {
        key: text
        for key, text in zip(
            ("C1", "C2"), deadlines.commitment_cards(held, verdicts, against), strict=True
        )
    }
    assert 'class="against"' not in cards["C1"]
    beside_it = cards["C2"].split('<p class="against">')[1].split("</p>")[0]
    assert "Everyone" in beside_it
    assert f"{implied}</a>; a reader concludes it" in beside_it
    assert f"{whole}</a>; said of the agreement as a whole" in beside_it
    told = words.against_verdicts(held, against, "everyone")
    assert len(told) == 1 and told[0].startswith("[[C2]] (No shelling): breached. Against it,")
    assert "no broken commitment" in words.against_verdicts(held, against, "north")[0]


def test_a_stance_in_a_word():
    assert statements.in_a_word(("not_done", "implied")) == "not done, implied"
    assert statements.in_a_word(("calls_for", "")) == "calls for"


# --- accounts, age, positions -------------------------------------------------------------------


def test_an_account_by_the_report_itself_comes_through_nobody(folder):
    add(folder, "names", "Harbour Post", "actor", "post", "", "false")
    tell(folder, doer="North Council", reporter="Harbour Post", place="6")
    held = study(folder).record
    (card,) = beside.account_cards(held, accounts.accounts(held))
    assert card.count("in its own voice") == 2 and "through" not in card
    assert "<dd>nobody</dd>" in card


def test_how_old_words_are_in_print(folder):
    def said(**more):
        return words.lag_said(positions.said_and_published(study(folder, **more).record))

    assert said() == (
        "Of one statement, one does not let the day be known on which it was said; they are not "
        "drawn."
    )
    key = say(folder, act="asserts", speaker="South Council", said="2021-05-09", place="5")
    assert said().endswith(f"print it, was of 1 day ([[{key}]]).")
    say(folder, act="asserts", speaker="South Council", said="[..2021-05-04]", place="5")
    assert "and one only a last possible day; they are not drawn" in said()
    assert said(as_of="2021-01-01") == ""


def test_positions_in_words(folder):
    held = study(folder).record
    assert beside.moved(positions.positions(held)).startswith("No side is quoted on one")
    for assertion, source, place in (("upheld", "post-01", "5"), ("breached", WEB, "1")):
        say(folder, act="asserts", speaker="South Council", assertion=assertion, source=source,
            place=place)  # fmt: skip
    held = study(folder).record
    steps = positions.positions(held)
    assert "on one subject. Its judgement changes on one; words" in beside.moved(steps)
    (card,) = beside.position_cards(held, steps)
    assert "South on" in card and ", changed:" in card and "chip-against" in card


def test_before_any_report_every_measure_is_empty_and_every_card_a_sentence(folder):
    held = study(folder, as_of="2021-01-01").record
    claims = accusations.accusations(held)
    verdicts = compliance.compliance(held)
    pairs, answered = accusations.pairs(claims), answers.answers(held, claims)
    told, calm, said = (
        accounts.accounts(held),
        accounts.calm(held),
        positions.said_and_published(held),
    )
    voices, moves = accusations.voices(held, claims), positions.positions(held)
    for frame in (
        claims, pairs, answered, voices, accusations.acknowledged(held), told, calm, said, moves,
        answers.against(held, verdicts),
    ):  # fmt: skip
        assert frame.empty
    cards = [
        *words.pair_cards(held, claims, pairs, answered), words.voices_table(held, voices),
        words.answers_table(held, claims, answered), *beside.account_cards(held, told),
        *beside.calm_cards(held, calm), *words.every_statement(held, said, verdicts),
    ]  # fmt: skip
    assert len(cards) == 6 and all(card.startswith('<p class="empty">') for card in cards)


# --- the project's own data ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed():
    return known(clean(open_package()), "seed", None)


def test_every_accusation_of_the_reports_has_an_accuser_who_is_not_the_accused(seed):
    frame = accusations.accusations(seed)
    assert len(frame) >= 25
    assert not (frame["own_voice"] & frame["only_repeated"]).any()
    rows = [i for ids in frame["statement_ids"] + frame["report_ids"] for i in ids]
    assert len(rows) == len(set(rows)), "no row is part of two accusations"
    pairs = zip(frame["accusers"], frame["accused"], strict=True)
    assert not any(set(accuser) & set(accused) for accuser, accused in pairs)
    spoken = seed.facts("statements").set_index("statement_id")
    accusing = set(spoken.index[spoken["act"] == "accuses"])
    assert accusing <= set(rows), "whoever accuses in so many words is counted"


def test_whom_a_side_struck_is_not_whom_it_accuses(seed):
    rows = {i for ids in accusations.accusations(seed)["statement_ids"] for i in ids}
    # Strikes that Russia owns to, and a question put to the guarantor of others.
    assert not rows & {"S040", "S042", "S098"}


def test_the_chlorine_reports_stand_side_by_side(seed):
    frame = accounts.accounts(seed)
    told = frame[frame["incident_id"] == "I01"]
    assert list(told["report_id"]) == ["R01", "R02", "R03", "R04", "R05"]
    assert told["rivals"].all() and [len(s) for s in told["perpetrator_sides"]] == [1, 1, 1, 2, 0]


def test_relative_calm_stands_against_the_shelling_of_that_day(seed):
    row = accounts.calm(seed).set_index("statement_id").loc["S146"]
    assert row["against"] == ("S147", "S148")
    assert (row["incident_ids"], row["count_ids"]) == (("I17",), ("N05",))


def test_what_speaks_against_the_verdicts_of_the_reports(seed):
    frame = answers.against(seed, compliance.compliance(seed))
    seen = frame[frame["viewpoint_id"] == "everyone"].set_index("commitment_id")["statement_ids"]
    assert seen["C20"] == ("S146",) and "S051" in seen["C02"]
    said = seed.facts("statements").set_index("statement_id")["paraphrase"]
    keeping = said["S096"]
    assert all(keeping in said[list(seen[c])].tolist() for c in ("C08", "C19"))
    assert "C25" not in seen.index, "words of 2018 do not answer a charge first told in 2020"


def test_russia_on_military_action_moves_from_promise_to_strikes(seed):
    frame = positions.positions(seed)
    frame = frame[(frame["side"] == "russia") & (frame["commitment_id"] == "C08")]
    assert [ids for ids in frame["statement_ids"]] == [("S017",), ("S042",), ("S098",)]
    assert list(frame["step"]) == ["", positions.JUDGED, positions.SAME]


def test_an_answer_says_of_which_days_it_speaks(folder):
    say(folder, "asserts", "Harbour Watch", "South Council", "breached", of="2021-05-05", place="5")
    say(folder, "asserts", "South Council", assertion="upheld", of="2021-05-05", place="6")
    opened, claims, pairs, found = page(folder)
    held = opened.record
    cards = "".join(words.pair_cards(held, claims, pairs, found))
    assert "</a>, of 5 May 2021." in cards.split("Against it:")[1]
    assert "of 5 May 2021" in words.answers_table(held, claims, found)


def test_the_chart_says_where_its_cells_add_up_to_more_than_there_are(folder):
    def subtitle():
        opened, _, pairs, _ = page(folder)
        sides, reports = opened.record.names_of("sides"), words.reports_in_order(opened.record)
        drawn = charts.accusation_matrix(pairs, sides, reports)
        return " ".join(drawn.to_dict()["title"]["subtitle"])

    assert "add up" not in subtitle()
    key = say(folder, speaker="Harbour Watch", target="South Council", place="5")
    cite(folder, "statements", key, "target", "North Council", locator="5")
    assert "So the cells of two accusations add up to three." in subtitle()
