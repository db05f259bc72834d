"""Meetings, proposals, what was foretold, one axis: what counts as coming, and what only as said.

The invented truce of `packages`: talks of the two councils announced for 14 May 2021 (M1), a threat
to close the lock (L1), a report of 10 May (post-01) and a page of 1 June (web-01).
"""

from datetime import date

import pytest
from packages import add, cite, cited_in, drop, path_of, put, small_package

import ceasefire.charts  # noqa: F401 - sets the theme
from ceasefire.charts import talks as charts
from ceasefire.check import check
from ceasefire.clean.tables import clean
from ceasefire.measures import talks
from ceasefire.measures.knowledge import known
from ceasefire.measures.timeline import LANES, timeline
from ceasefire.package import open_package
from ceasefire.parameters import read_parameters
from ceasefire.study import open_study
from ceasefire.words import talks as words

POST, WEB = "post-01", "web-01"
PLACES = {POST: "1", WEB: "https://example.org/a"}
SOUTH, NORTH = "South Council", "North Council"


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def study(folder, **chosen):
    return open_study(read_parameters({"data_dir": str(folder), "corpus": "all"} | chosen))


def record(folder, as_of=None, corpus="all"):
    return known(clean(open_package(folder)), corpus, as_of)


@pytest.fixture(scope="module")
def project():
    return known(clean(open_package()), "seed")


def say(
    folder,
    act,
    assertion="",
    of="L1",
    at="",
    speaker="",
    source=POST,
    how="explicit",
    under="",
    about="",
) -> str:
    """One more statement; returns its id."""
    name = f"S{path_of(folder, 'statements').read_text(encoding='utf-8').count(chr(10))}"
    how = how if assertion else ""
    add(folder, "statements", name, act, under, of, about, at, assertion, how, f"says {name}", "")
    where = {"source": source, "locator": PLACES[source]}
    cite(folder, "statements", name, "wording", f"words of {name}", **where)
    if speaker:
        cite(folder, "statements", name, "speaker", speaker, **where)
    return name


def of_the_talks(folder, assertion, act="asserts", source=WEB, **more) -> str:
    """A statement about the talks announced."""
    return say(folder, act, assertion, of="", at="M1", under="ferry-truce", source=source, **more)


def retold(folder) -> None:
    """The page of 1 June, by another publisher, tells of the talks announced for 14 May."""
    put(folder, "sources", 3, "publisher_id", "harbour-watch")
    where = {"source": WEB, "locator": PLACES[WEB]}
    cite(folder, "meetings", "M1", "wording", "the talks of May", **where)


def look_alike(folder, kind, by="", due="", name="L2") -> None:
    add(folder, "commitments", name, "", kind, "", "", "A thing", "a thing", "put so")
    cite(folder, "commitments", name, "wording", f"words of {name}")
    if by:
        cite(folder, "commitments", name, "promised", by)
    if due:
        cite(folder, "commitments", name, "due", f"due of {name}", due)


def meeting(folder, name="M2", form="talks", status="held", outcome="", held="") -> None:
    add(folder, "meetings", name, "leaders", form, status, "A meeting", "", outcome, "")
    cite(folder, "meetings", name, "wording", f"words of {name}")
    if held:
        cite(folder, "meetings", name, "held", f"day of {name}", held)


def one(frame, key):
    """The row with that key in the first column, as a dict."""
    found = frame[frame[frame.columns[0]] == key].to_dict("records")
    assert len(found) == 1, list(frame[frame.columns[0]])
    return found[0]


def foretold(folder, key="L1", **how):
    return one(talks.coming(record(folder, **how)), key)


# --- what came ----------------------------------------------------------------------------------


def test_without_a_later_report_nothing_could_tell(folder):
    assert foretold(folder, as_of=date(2021, 5, 10))["outcome"] == "nothing later"
    # The page of 1 June is later, and does not say.
    assert foretold(folder)["outcome"] == "silent"


@pytest.mark.parametrize(
    ("assertions", "outcome"),
    [
        (["done"], "came"),
        (["partly"], "came in part"),
        (["under_way"], "came in part"),
        (["done", "partly"], "came"),
        (["not_done"], "did not come"),
        (["refused"], "did not come"),
        (["undone"], "did not come"),
        (["done", "not_done"], "contested"),
        (["partly", "refused"], "contested"),
        # To agree is not to do.
        (["agreed"], "silent"),
        (["not_agreed"], "silent"),
    ],
)
def test_only_what_a_later_report_asserts_counts(folder, assertions, outcome):
    for assertion in assertions:
        say(folder, "asserts", assertion, source=WEB)
    assert foretold(folder)["outcome"] == outcome
    assert foretold(folder, as_of=date(2021, 5, 31))["outcome"] == "nothing later"


def test_an_answer_of_the_same_report_is_shown_and_not_counted(folder):
    said = say(folder, "asserts", "refused")
    row = foretold(folder)
    assert row["outcome"] == "silent"
    assert row["same_report"] == (said,) and not row["not_by"]


def test_a_report_is_later_only_where_that_is_certain(folder):
    say(folder, "asserts", "done", source=WEB)
    put(folder, "sources", 3, "published", "[2021-05-10..2021-06-01]")
    row = foretold(folder)
    assert row["outcome"] == "nothing later" and len(row["same_report"]) == 1
    put(folder, "sources", 3, "published", "[2021-05-11..2021-06-01]")
    assert foretold(folder)["outcome"] == "came"


def test_explicit_where_any_later_statement_is(folder):
    say(folder, "asserts", "done", source=WEB, how="implied")
    assert foretold(folder)["explicitness"] == "implied"
    say(folder, "asserts", "done", source=WEB)
    assert foretold(folder)["explicitness"] == "explicit"


def test_who_foretells_is_who_means_it(folder):
    look_alike(folder, "plan", by=SOUTH)
    own = say(folder, "announces", of="L2", speaker=SOUTH)
    say(folder, "warns", of="L2", speaker=NORTH)  # warns against it
    row = foretold(folder, "L2")
    assert (row["said_by"], row["foretold_by"]) == (("south-council",), (own,))


def test_where_nobody_is_named_those_who_announce_it_foretell(folder):
    assert foretold(folder)["said_by"] == ("post",)
    say(folder, "warns", speaker=SOUTH)
    assert foretold(folder)["said_by"] == ("post",)
    said = say(folder, "expects", speaker=NORTH)
    row = foretold(folder)
    assert (row["said_by"], row["foretold_by"]) == (("north-council",), (said,))


def test_demands_and_commitments_foretell_nothing(folder):
    look_alike(folder, "demand")
    assert list(talks.coming(record(folder))["row_id"]) == ["L1", "M1"]


def test_a_meeting_date_and_the_meeting_announced_are_one_thing(folder):
    look_alike(folder, "meeting_date", due="2021-05-14")
    # The talks stand under the truce; a date outside it is another.
    assert list(talks.coming(record(folder))["row_id"]) == ["L1", "L2", "M1"]
    put(folder, "commitments", 5, "agreement_id", "ferry-truce")
    rows = talks.coming(record(folder))
    assert list(rows["row_id"]) == ["L1", "L2"]
    assert one(rows, "L2")["meeting_id"] == "M1"


def test_another_day_is_another_meeting(folder):
    look_alike(folder, "meeting_date", due="2021-05-15")
    put(folder, "commitments", 5, "agreement_id", "ferry-truce")
    assert list(talks.coming(record(folder))["row_id"]) == ["L1", "L2", "M1"]


def test_a_later_report_that_only_tells_of_an_announced_meeting_does_not_show_that_it_came(folder):
    retold(folder)
    row = foretold(folder, "M1")
    assert (row["outcome"], row["retold_in"]) == ("silent", (WEB,))
    row = foretold(folder, "M1", as_of=date(2021, 5, 31))
    assert (row["outcome"], row["retold_in"]) == ("nothing later", ())


@pytest.mark.parametrize(
    ("assertion", "outcome"),
    [("done", "came"), ("partly", "came in part"), ("not_done", "did not come")],
)
def test_what_a_later_report_asserts_of_the_meeting_decides(folder, assertion, outcome):
    retold(folder)
    said = of_the_talks(folder, assertion)
    assert not check(folder)
    row = foretold(folder, "M1")
    assert row["outcome"] == outcome
    assert row["came_by"] + row["in_part_by"] + row["not_by"] == (said,)


def test_what_is_said_at_a_meeting_of_other_things_is_not_of_the_meeting(folder):
    add(folder, "agreements", "other", "Other", "agreement", "another", "")
    say(folder, "asserts", "not_done", of="C1", at="M1", source=WEB)
    say(folder, "asserts", "not_done", of="", at="M1", under="ferry-truce", about="I1", source=WEB)
    say(folder, "asserts", "not_done", of="", at="M1", under="other", source=WEB)
    assert foretold(folder, "M1")["outcome"] == "silent"


def test_a_meeting_date_is_answered_by_what_is_said_of_its_meeting(folder):
    look_alike(folder, "meeting_date", due="2021-05-14")
    put(folder, "commitments", 5, "agreement_id", "ferry-truce")
    of_the_talks(folder, "not_done")
    assert foretold(folder, "L2")["outcome"] == "did not come"


def test_a_meeting_is_announced_by_the_first_report_and_not_by_those_that_retell_it(folder):
    retold(folder)
    assert foretold(folder, "M1")["said_by"] == ("post",)
    of_the_talks(folder, "", act="announces", speaker=NORTH)
    assert foretold(folder, "M1")["said_by"] == ("post",), "said in the later report"
    said = of_the_talks(folder, "", act="announces", source=POST, speaker=SOUTH)
    row = foretold(folder, "M1")
    assert (row["said_by"], row["foretold_by"]) == (("south-council",), (said,))


def test_a_report_of_which_only_the_last_possible_day_is_known_is_later_than_none(folder):
    say(folder, "asserts", "done", source=WEB)
    put(folder, "sources", 3, "published", "[..2021-06-01]")
    row = foretold(folder)
    assert row["outcome"] == "nothing later" and not row["came_by"]


def test_a_meeting_held_is_not_foretold(folder):
    put(folder, "meetings", 2, "status", "held")
    assert list(talks.coming(record(folder))["row_id"]) == ["L1"]


# --- proposals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assertions", "fate"),
    [
        ([], "made"),
        (["agreed"], "agreed"),
        (["not_agreed"], "not agreed"),
        (["refused"], "refused"),
        (["not_agreed", "refused"], "refused"),
        (["agreed", "not_agreed"], "contested"),
        (["agreed", "refused"], "contested"),
        (["done"], "made"),
    ],
)
def test_the_fate_of_a_proposal_is_what_the_accounts_say(folder, assertions, fate):
    look_alike(folder, "proposal", by=SOUTH)
    say(folder, "asserts", of="L2", at="M1")
    for assertion in assertions:
        say(folder, "asserts", assertion, of="L2", at="M1")
    rows = talks.proposals(record(folder))
    assert one(rows, "L2")["fate"] == fate
    assert talks.contested(rows, "M1") == (fate == "contested")


def test_a_meeting_is_contested_only_where_the_accounts_speak_of_it(folder):
    meeting(folder)
    look_alike(folder, "proposal")
    say(folder, "asserts", "agreed", of="L2", at="M1")
    say(folder, "asserts", "refused", of="L2")
    say(folder, "asserts", of="L2", at="M2")
    rows = talks.proposals(record(folder))
    assert one(rows, "L2")["fate_at"] == {"M1": "contested", "M2": "made"}
    assert talks.contested(rows, "M1") and not talks.contested(rows, "M2")
    assert list(talks.put_forward_at(rows, "M2")["commitment_id"]) == ["L2"]


@pytest.mark.parametrize(
    ("days", "fate"),
    [
        (("2021-05-01", "2021-05-02"), "agreed"),
        (("2021-05-02", "2021-05-01"), "refused"),
        # What has a day is taken as the later one.
        (("", "2021-05-01"), "agreed"),
        (("2021-05-01", ""), "refused"),
    ],
)
def test_two_rounds_do_not_contradict_each_other(folder, days, fate):
    meeting(folder, "M2", held=days[0])
    meeting(folder, "M3", held=days[1])
    look_alike(folder, "proposal")
    say(folder, "asserts", "refused", of="L2", at="M2")
    say(folder, "asserts", "agreed", of="L2", at="M3")
    say(folder, "asserts", of="L2", at="M1")
    rows = talks.proposals(record(folder))
    assert one(rows, "L2")["fate_at"] == {"M2": "refused", "M3": "agreed", "M1": "made"}
    assert one(rows, "L2")["fate"] == fate
    assert not any(talks.contested(rows, m) for m in ("M1", "M2", "M3"))


def test_accounts_that_name_no_meeting_are_of_each_where_they_are_all_there_is(folder):
    meeting(folder, "M2")
    look_alike(folder, "proposal")
    say(folder, "asserts", of="L2", at="M1")
    say(folder, "asserts", of="L2", at="M2")
    say(folder, "asserts", "refused", of="L2")
    row = one(talks.proposals(record(folder)), "L2")
    assert row["fate_at"] == {"M1": "refused", "M2": "refused"} and row["fate"] == "refused"


def test_a_threat_spoken_of_at_a_meeting_is_no_proposal(folder):
    say(folder, "asserts", at="M1")
    assert talks.proposals(record(folder)).empty
    say(folder, "asserts", "refused", at="M1")
    assert list(talks.proposals(record(folder))["commitment_id"]) == ["L1"]


def test_only_what_was_proposed_can_be_agreed(folder):
    assert not check(folder)
    add(folder, "statements", "S2", "asserts", "ferry-truce", "", "", "", "agreed", "explicit",
        "agreed", "")  # fmt: skip
    cite(folder, "statements", "S2", "wording", "agreed on 1 May")
    assert any("nothing that was proposed" in str(fault) for fault in check(folder))


# --- meetings -----------------------------------------------------------------------------------


def test_words_to_the_press_are_no_dealing(folder):
    meeting(folder, "M2", form="press_conference", outcome="agreement")
    meeting(folder, "M3", form="telephone", outcome="agreement")
    rows = talks.meetings(record(folder))
    assert list(talks.dealt(rows)["meeting_id"]) == ["M3"], "and M1 is only announced"


def test_meetings_stand_in_the_order_of_time_and_the_undated_last(folder):
    meeting(folder, "M2")
    meeting(folder, "M3", held="2021-05-01")
    assert list(talks.meetings(record(folder))["meeting_id"]) == ["M3", "M1", "M2"]


def test_meetings_of_one_day_keep_the_order_of_the_table(folder):
    for name in ("M10", "M2"):
        meeting(folder, name, held="2021-05-01")
    assert list(talks.meetings(record(folder))["meeting_id"]) == ["M10", "M2", "M1"]


def test_a_period_and_agreements_choose_meetings(folder):
    meeting(folder, "M2", held="2021-05-01")
    may = (date(2021, 5, 1), date(2021, 5, 2))
    assert list(talks.meetings(record(folder), may)["meeting_id"]) == ["M2"]
    chosen = talks.meetings(record(folder), agreements=("ferry-truce",))
    assert list(chosen["meeting_id"]) == ["M1"]


# --- the axis -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "form", "days"),
    [
        ("2021-05-14", "day", ("2021-05-14", "2021-05-14")),
        ("[2021-05-14..2021-05-16]", "within", ("2021-05-14", "2021-05-16")),
        ("2021-05", "within", ("2021-05-01", "2021-05-31")),
        ("2021-05-14/2021-05-16", "lasted", ("2021-05-14", "2021-05-16")),
        ("[..2021-05-16]", "until", (None, "2021-05-16")),
        ("[2021-05-16..]", "since", ("2021-05-16", None)),
    ],
)
def test_how_exactly_a_time_is_known_is_kept(folder, held, form, days):
    meeting(folder, held=held)
    row = one(timeline(record(folder)), "M2")
    found = tuple(d and d.isoformat() for d in (row["start"], row["end"]))
    assert (row["form"], found) == (form, days)


def test_the_axis_holds_every_kind_and_the_undated_last(folder):
    meeting(folder)
    items = timeline(record(folder))
    assert set(items["lane"]) == set(LANES)
    assert items["item_id"].iloc[-1] in {"M2", "N2", "N3"}
    assert one(items, "ferry-truce")["start"] == date(2021, 5, 1)
    assert one(items, "C1")["start"] == date(2021, 5, 20)
    assert "L1" not in set(items["item_id"]), "no look-alike is a deadline"
    assert not one(items, "M1")["held"] and one(items, "I1")["held"]


def test_an_item_belongs_to_those_who_have_a_part_in_it(folder):
    cite(folder, "agreements", "ferry-truce", "party", NORTH)
    cite(folder, "meetings", "M1", "participant", SOUTH)
    cite(folder, "commitments", "C1", "performs", NORTH)
    cite(folder, "reports", "R1", "perpetrator", SOUTH)
    cite(folder, "counts", "N1", "counter", "Harbour Watch")
    items = timeline(record(folder)).set_index("item_id")["sides"]
    assert items["ferry-truce"] == ("north",) and items["M1"] == ("south",)
    assert items["C1"] == ("north",) and items["I1"] == ("south",) and items["N1"] == ("press",)


def test_agreements_choose_all_but_incidents(folder):
    add(folder, "agreements", "other", "Other", "agreement", "another", "")
    cite(folder, "agreements", "other", "wording", "another")
    items = timeline(record(folder), agreements=("other",))
    assert set(items["item_id"]) == {"other", "I1"}


def test_nothing_with_a_date_is_no_chart(folder):
    for row, field in (("ferry-truce", "concluded"), ("M1", "held"), ("C1", "due"),
                       ("I1", "occurred"), ("N1", "start"), ("N1", "end")):  # fmt: skip
        table = {"f": "agreements", "M": "meetings", "C": "commitments", "I": "incidents",
                 "N": "counts"}[row[0]]  # fmt: skip
        drop(folder, "citations", cited_in(folder, table, row, field))
    drop(folder, "corrections", 2)
    items = timeline(record(folder))
    assert set(items["form"]) == {"undated"}
    assert charts.timeline(items, {}) is None


def test_no_sign_stands_for_more_than_a_day(project):
    items = timeline(project)
    spec = charts.timeline(items, project.names_of("sides")).to_dict()
    (rows,) = spec["datasets"].values()
    assert len(rows) == int((items["form"] != "undated").sum())
    for row in rows:
        days = (date.fromisoformat(row["high"][:10]) - date.fromisoformat(row["low"][:10])).days
        assert row["form"] != "day" or days == 1, row["item"]


def test_no_two_items_of_a_lane_hide_each_other(project):
    items = timeline(project)
    (rows,) = charts.timeline(items, project.names_of("sides")).to_dict()["datasets"].values()
    first = min(r["low"] for r in rows if r["lane"] != "Totals")
    for i, row in enumerate(rows):
        for other in rows[i + 1 :]:
            if row["slot"] == other["slot"]:
                low, high = max(row["low"], first), row["high"]
                assert high <= other["low"] or max(other["low"], first) >= high or (
                    other["high"] <= low
                ), (row["item"], other["item"])  # fmt: skip


def drawn(folder) -> list[dict]:
    """The rows that the chart draws."""
    known_by_then = record(folder)
    chart = charts.timeline(timeline(known_by_then), known_by_then.names_of("sides"))
    (rows,) = chart.to_dict()["datasets"].values()
    return rows


def test_a_side_can_be_chosen_whatever_its_name(folder):
    put(folder, "sides", 2, "name", "North; and all")
    cite(folder, "agreements", "ferry-truce", "party", NORTH)
    (truce,) = [row for row in drawn(folder) if row["item"] == "Ferry truce"]
    assert truce["parties"].split(" ") == [charts.EVERYONE, "north"]
    assert truce["sides"] == "North; and all"
    items = timeline(record(folder))
    (menu,) = [
        p["bind"]
        for p in charts.timeline(items, {"north": "North; and all"}).to_dict()["params"]
        if p["name"] == "party"
    ]
    assert menu["options"] == [charts.EVERYONE, "north"]
    assert menu["labels"] == ["Everyone", "North; and all"]
    (market,) = [row for row in drawn(folder) if row["item"].startswith("I1")]
    assert market["sides"] == "none named" and market["parties"] == charts.EVERYONE


def test_two_agreements_of_one_name_are_two_rows(folder):
    add(folder, "agreements", "ferry-again", "Ferry truce", "agreement", "another", "")
    cite(folder, "agreements", "ferry-again", "wording", "again")
    cite(folder, "agreements", "ferry-again", "concluded", "anew", "2021-05-03")
    names = [row["item"] for row in drawn(folder) if row["lane"] == "Agreements"]
    assert names == ["Ferry truce (ferry-truce)", "Ferry truce (ferry-again)"]


# --- the words ----------------------------------------------------------------------------------


def answered(folder, **chosen) -> str:
    asked = study(folder, **chosen)
    met = talks.meetings(asked.record, asked.parameters.window, asked.parameters.agreement_ids)
    return words.answer(asked, met, talks.proposals(asked.record))


def test_the_answer_where_nobody_met(folder):
    assert answered(folder, as_of="2021-01-01") == (
        "No meeting was known by 1 January 2021 among those asked for."
    )


def test_the_answer_where_parties_only_meant_to_meet(folder):
    assert answered(folder) == (
        "The reports tell of one meeting: none at which parties dealt with each other and one only "
        "announced."
    )


def test_the_answer_tells_dealings_in_the_order_of_time_and_press_apart(folder):
    meeting(folder, "M10", outcome="agreement", held="2021-05-01")
    meeting(folder, "M2", outcome="agreement", held="2021-05-02")
    meeting(folder, "M3")  # no outcome told, and the cell empty
    meeting(folder, "M4", form="interview")
    assert answered(folder) == (
        "The reports tell of five meetings: three at which parties dealt with each other, one only "
        "announced and one before the press. Of these dealings, two ended in an agreement ([[M10]] "
        "and [[M2]]) and one with no outcome told ([[M3]])."
    )


def test_the_answer_says_which_outcome_is_contested(folder):
    meeting(folder, "M2", outcome="no_agreement")
    look_alike(folder, "proposal")
    for assertion in ("agreed", "refused"):
        say(folder, "asserts", assertion, of="L2", at="M2")
    assert answered(folder).endswith(
        "Of these dealings, one ended without an agreement ([[M2]]). What was decided at [[M2]] is "
        "contested."
    )


def test_what_came_is_told_in_numbers_with_their_rows(folder):
    asked = study(folder, as_of="2021-01-01")
    assert words.answer_coming(asked, talks.coming(asked.record)) == (
        "Nothing was known by 1 January 2021 to have been said to be coming."
    )
    say(folder, "asserts", "done", source=WEB, how="implied")
    asked = study(folder)
    assert words.answer_coming(asked, talks.coming(asked.record)) == (
        "Of two things said to be coming, none is said by a later report to have come, of one a "
        "reader may conclude it ([[L1]]) and none is said not to have come; of one no later report "
        "tells."
    )
    say(folder, "asserts", "not_done", source=WEB)
    of_the_talks(folder, "not_done")
    asked = study(folder)
    told = words.answer_coming(asked, talks.coming(asked.record))
    assert (
        "none is said by a later report to have come, one is said not to have come ([[M1]])" in told
    )
    assert "one told by later reports in different ways ([[L1]])" in told


def test_nothing_known_is_told_in_sentences(folder):
    then = record(folder, date(2021, 1, 1))
    met, put_forward = talks.meetings(then), talks.proposals(then)
    for parts in (
        [words.outcomes_table(met)],
        words.proposal_cards(then, put_forward),
        words.meeting_cards(then, met, put_forward),
        words.coming_cards(then, talks.coming(then)),
    ):
        (part,) = parts
        assert part.startswith('<p class="empty">') and part.endswith(".</p>")
    assert words.beside_the_axis(study(folder, as_of="2021-01-01"), timeline(then)) == []


def test_statements_stand_in_the_order_of_the_table_and_no_verdict_is_spoken_of(folder):
    ids = [say(folder, "asserts", of="", at="M1", speaker=SOUTH) for _ in range(8)]
    ids.append(of_the_talks(folder, "partly", source=POST, speaker=SOUTH))
    ids.append(of_the_talks(folder, "not_done", source=POST, speaker=NORTH))
    assert ids[0] == "S2" and ids[-1] == "S11"
    then = record(folder)
    (card,) = words.meeting_cards(then, talks.meetings(then), talks.proposals(then))
    places = [card.index(f'claims.html#{i}"') for i in ids]
    assert places == sorted(places)
    assert card.count("Said there or about it: South<") == 1
    assert card.count("Said there or about it: North<") == 1
    assert "not done, explicit<" in card and "decides" not in card


def test_a_proposal_of_two_rounds_tells_its_fate_at_each(folder):
    meeting(folder, "M2", held="2021-05-01")
    meeting(folder, "M3", held="2021-05-02")
    look_alike(folder, "proposal", by=SOUTH)
    say(folder, "asserts", "refused", of="L2", at="M2")
    then = record(folder)
    (card,) = words.proposal_cards(then, talks.proposals(then))
    assert card.count("refused</span>") == 1, "one round needs no mark of its own"
    say(folder, "asserts", "agreed", of="L2", at="M3")
    then = record(folder)
    put_forward = talks.proposals(then)
    (card,) = words.proposal_cards(then, put_forward)
    assert card.index("M2</a> <span") < card.index("refused</span>") < card.index("M3</a> <span")
    cards = words.meeting_cards(then, talks.meetings(then), put_forward)
    of_m2, of_m3 = cards[0], cards[1]
    assert "refused</span>" in of_m2 and "agreed</span>" not in of_m2
    assert "agreed</span>" in of_m3 and "refused</span>" not in of_m3


def test_what_was_told_again_is_named_and_not_taken_for_a_sign(folder):
    retold(folder)
    then = record(folder)
    (card,) = [c for c in words.coming_cards(then, talks.coming(then)) if "coming-M1" in c]
    assert "no later report tells whether it came" in card
    assert "<dt>told of again</dt>\n<dd>Harbour Watch, 1 June 2021</dd>" in card
    said = of_the_talks(folder, "not_done")
    then = record(folder)
    (card,) = [c for c in words.coming_cards(then, talks.coming(then)) if "coming-M1" in c]
    assert "a later report says that it did not come" in card and f"claims.html#{said}" in card


def test_what_only_a_reader_concludes_bears_no_tick(folder):
    say(folder, "asserts", "done", source=WEB, how="implied")
    then = record(folder)
    (card,) = [c for c in words.coming_cards(then, talks.coming(then)) if "coming-L1" in c]
    assert "a reader may conclude: came" in card and "✓" not in card


def test_whose_plan_it_is_by_the_word_of_another_is_told_so(folder):
    look_alike(folder, "proposal", by=SOUTH)
    say(folder, "asserts", of="L2", at="M1", speaker=NORTH)
    then = record(folder)
    assert one(talks.coming(then), "L2")["told_by"] == ("north-council",)
    (card,) = words.proposal_cards(then, talks.proposals(then))
    assert "South Council, as told by North Council" in card
    assert "<dt>also said of it</dt>" in card and "claims.html#S2" in card
    say(folder, "proposes", of="L2", at="M1", speaker=SOUTH)
    then = record(folder)
    assert one(talks.coming(then), "L2")["told_by"] == ()
    assert "as told by" not in words.proposal_cards(then, talks.proposals(then))[0]


def test_a_meeting_that_ended_in_an_accord_leads_to_what_it_holds(folder):
    put(folder, "meetings", 2, "outcome_kind", "agreement")
    then = record(folder)
    (card,) = words.meeting_cards(then, talks.meetings(then), talks.proposals(then))
    assert "<dt>commitments of the accord</dt>" in card and "deadlines.html#C1" in card


def test_what_the_axis_leaves_out_is_told(folder):
    meeting(folder)
    asked = study(folder)
    (told,) = words.beside_the_axis(asked, timeline(asked.record).query("lane == 'talks'"))
    assert "One item has no date that an axis could show, and is not drawn" in told
    assert "one among the talks (" in told and "talks.html#M2" in told
    asked = study(folder, agreements="ferry-truce", start="2021-05-01")
    (told,) = words.beside_the_axis(asked, timeline(asked.record).head(0))
    assert "Incidents stand under no agreement" in told and "The period chooses" in told


# --- the project's own data ---------------------------------------------------------------------


def test_the_outcome_of_the_officers_talks_is_contested(project):
    rows = talks.proposals(project)
    assert one(rows, "L05")["fate"] == "refused"
    assert one(rows, "L06")["fate"] == "contested"
    assert talks.contested(rows, "M10") and not talks.contested(rows, "M11")


def test_what_came_of_what_was_foretold_in_the_five_reports(project):
    rows = talks.coming(project).set_index("row_id")
    came = rows[rows["outcome"] == "came"]
    assert list(came.index) == ["L03", "L15"]
    assert set(came["explicitness"]) == {"implied"}
    assert set(rows["outcome"]) == {"came", "silent", "nothing later"}
    assert rows.loc["L07", "meeting_id"] == "M04" and rows.loc["L08", "meeting_id"] == "M07"
    facts = project.facts("commitments").set_index("commitment_id")["source_ids"]
    latest = facts[rows.index[rows["outcome"] == "nothing later"]]
    assert set(latest) == {("enabbaladi-2020-09",)}


def test_before_the_later_report_nobody_knew(project):
    then = known(project.clean, "seed", date(2019, 2, 28))
    rows = talks.coming(then).set_index("row_id")
    assert rows.loc["L03", "outcome"] == "silent"
    assert rows.loc["L08", "outcome"] == "nothing later"


def test_every_meeting_held_between_parties_has_an_outcome(project):
    held = talks.dealt(talks.meetings(project))
    assert (held["outcome_kind"] != "not_reported").all()


def test_words_to_the_press_have_no_outcome(project):
    rows = talks.meetings(project)
    assert set(rows.loc[~rows["dealing"].astype(bool), "outcome_kind"]) == {"not_reported"}


@pytest.mark.parametrize("key", ["M08", "M13"])
def test_talks_known_by_what_was_said_after_them_were_held_by_that_day(project, key):
    row = one(timeline(project), key)
    assert (row["form"], row["start"]) == ("until", None)
