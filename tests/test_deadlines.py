"""The page on deadlines: what its charts and tables make of verdicts, on an invented truce.

The Harbour Post of 10 May 2021 promises a cleared quay by 20 May; a page of 1 June says more.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from notebook_runs import run, words_of
from packages import add, cite, put, say, silent_package

from ceasefire.charts import deadlines as charts
from ceasefire.clean.tables import clean
from ceasefire.marks import GRADE_MEANINGS, MOST_ROWS, PAGES, VERDICT_MARKS
from ceasefire.measures import history as past
from ceasefire.measures.answers import against
from ceasefire.measures.changes import moved, snapshot
from ceasefire.measures.compliance import (
    at_each_end,
    compliance,
    moves,
    statements,
    verdict_history,
)
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package
from ceasefire.study import begin, opened
from ceasefire.words import cases, changes, wider
from ceasefire.words import deadlines as words
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import CODINGS, listing
from ceasefire.words.verdicts import due, some

POSTED, DUE, LATER = date(2021, 5, 10), date(2021, 5, 20), date(2021, 6, 1)
NORTH, SOUTH = "North Council", "South Council"
WEB = "web-01"
MOST_BYTES = 300_000


@pytest.fixture
def folder(tmp_path):
    """The package in which nobody has said anything yet."""
    return silent_package(tmp_path / "data")


@pytest.fixture(scope="module")
def wide():
    """The project's own record, with the pages of the wider one."""
    return known(opened(), "all")


def record(folder, as_of=None, corpus="all"):
    return known(clean(open_package(folder)), corpus, as_of)


def told(folder, assertion, speaker, about, source="post-01", of="C1", coding=""):
    """Somebody says something of a commitment, and how it was coded; returns the statement's id."""
    key = say(
        folder, "asserts", speaker, assertion=assertion, of=about, commitment=of, source=source
    )
    put(folder, "statements", int(key[1:]) + 1, "coding", coding)
    return key


def case(folder, ids="C1"):
    """One tangled case, told by a page."""
    add(folder, "cases", "K01", ids, "Whose quay", "Each may speak of another quay.")
    cite(folder, "cases", "K01", "wording", "whose quay", source=WEB)


def names(held):
    return held.names_of("viewpoints"), held.names_of("agreements")


def rows_of(chart) -> list[dict]:
    (table,) = chart.to_dict()["datasets"].values()
    return table


# --- the days of the menu -----------------------------------------------------------------------


def test_few_days_are_all_offered(folder):
    told(folder, "done", SOUTH, "2021-05-09")
    history = verdict_history(record(folder))
    assert 1 < history["as_of"].nunique() <= past.MOST_DAYS
    assert past.telling(history) is history


def test_of_many_days_the_first_the_last_the_due_and_the_busiest_are_offered(folder):
    for number in range(20):
        add(folder, "sources", f"more-{number:02}", "wider", "post", f"Page {number}", "en",
            f"https://example.org/{number}", f"2021-06-{number + 2:02}", "printed", "as printed",
            "even", "")  # fmt: skip
        speaker = (NORTH, SOUTH)[number % 2]
        told(folder, ("done", "not_done")[number % 2], speaker, "2021-05-21", f"more-{number:02}")
    history = verdict_history(record(folder))
    days = sorted(set(history["as_of"]))
    offered = sorted(set(past.telling(history, most=4, due=1)["as_of"]))
    assert len(days) > 4 and len(offered) == 4
    assert (offered[0], offered[-1]) == (days[0], days[-1])
    assert DUE + timedelta(1) in offered, "the day on which the due date had passed"
    count = moves(history)["first_day"].value_counts()
    (other,) = [day for day in offered[1:-1] if day != DUE + timedelta(1)]
    assert count[other] == max(count.get(day, 0) for day in days[1:-1] if day != DUE + timedelta(1))


def test_the_projects_menu_is_short_and_holds_first_and_last(wide):
    history = verdict_history(wide)
    offered = past.telling(history)
    assert history["as_of"].nunique() > past.MOST_DAYS == offered["as_of"].nunique()
    assert {min(history["as_of"]), max(history["as_of"])} <= set(offered["as_of"])


# --- the matrix and the timeline ----------------------------------------------------------------


@pytest.mark.parametrize("corpus", ["seed", "all"])
def test_the_matrix_shows_on_each_day_what_was_known_on_it(corpus):
    held = known(opened(), corpus)
    offered = past.telling(verdict_history(held))
    shown = rows_of(charts.compliance_matrix(offered, *names(held)))
    views = held.names_of("viewpoints")
    decisive = offered[~offered["verdict"].isin(charts.NOTHING)]["commitment_id"]
    if offered["commitment_id"].nunique() > MOST_ROWS:
        offered = offered[offered["commitment_id"].isin(set(decisive))]
    else:
        assert len({r["commitment"] for r in shown}) == offered["commitment_id"].nunique()
    for day, group in offered.groupby("as_of"):
        here = [r for r in shown if r["since"] <= day.isoformat() <= r["until"]]
        found = {(r["commitment"].split(" ")[0], r["viewpoint"]): r["verdict"] for r in here}
        assert len(here) == len(found) == len(group)
        assert found == {
            (r["commitment_id"], views[r["viewpoint_id"]]): r["verdict"]
            for r in group.to_dict("records")
        }


def test_charts_of_the_wider_record_are_light(wide):
    history = verdict_history(wide)
    offered, end = past.telling(history), past.last_dated(wide)
    spells, published = past.spells(history), past.publications(wide, history)
    sides = wide.names_of("sides")
    for chart in (
        charts.compliance_matrix(offered, *names(wide)),
        charts.deadline_timeline(offered, names(wide)[0], "everyone", end),
        charts.verdict_moves(spells, published, names(wide), "everyone", end),
        charts.case_voices(past.told_in_cases(wide), sides),
    ):
        assert len(json.dumps(chart.to_dict())) < MOST_BYTES


def test_a_state_is_from_a_day_and_a_deed_due_on_one(folder):
    cite(folder, "commitments", "C2", "due", "from 11 May", "2021-05-11")
    verdicts = compliance(record(folder))
    found = {row["commitment_id"]: due(row) for row in verdicts.to_dict("records")}
    assert found == {"C1": "20 May 2021", "C2": "from 11 May 2021"}
    history = verdict_history(record(folder))
    drawn = charts.deadline_timeline(history, names(record(folder))[0], "everyone", LATER)
    words_told = drawn.to_dict()["description"]
    assert "C1 Quay cleared: due 20 May 2021" in words_told
    assert "C2 No shelling: from 11 May 2021" in words_told


def test_the_axis_ends_with_the_last_dated_page(folder):
    told(folder, "not_done", SOUTH, "2021-05-21", WEB)
    put(folder, "sources", 3, "published", "[2021-06-01..2026-11-22]")
    put(folder, "sources", 3, "published_known", "inferred")
    held = record(folder, date(2027, 1, 1))
    assert past.last_dated(held) == POSTED
    history = verdict_history(held)
    drawn = charts.deadline_timeline(history, names(held)[0], "everyone", POSTED)
    ends = {row["at_most"] for row in rows_of(drawn) if row["at_most"]}
    assert all(end <= f"{DUE.isoformat()}T00:00:00" for end in ends), "no bar beyond the axis"


# --- how verdicts moved -------------------------------------------------------------------------


def test_spells_know_the_due_date_as_it_is_known_last(folder):
    cite(folder, "commitments", "C1", "due", "by 30 May", "2021-05-30", WEB)
    spells = past.spells(verdict_history(record(folder)))
    mine = spells[spells["commitment_id"] == "C1"]
    assert set(mine["due_earliest"]) == {DUE} and set(mine["due_latest"]) == {date(2021, 5, 30)}
    assert set(mine["agreement_id"]) == {"ferry-truce"}


def test_a_publication_is_marked_on_its_day_for_those_whose_words_it_brings(folder):
    first = told(folder, "done", NORTH, "2021-05-09")
    later = told(folder, "not_done", SOUTH, "2021-05-21", WEB)
    held = record(folder)
    found = past.publications(held, verdict_history(held))
    by = {(r["viewpoint_id"], r["day"]): r["statement_ids"] for r in found.to_dict("records")}
    assert by == {
        ("everyone", POSTED): (first,), ("north", POSTED): (first,), ("everyone", LATER): (later,),
    }  # fmt: skip


def test_bars_end_with_the_axis_and_what_lies_beyond_is_told(folder):
    told(folder, "done", NORTH, "2021-05-09")
    told(folder, "not_done", SOUTH, "2021-05-21", WEB)
    held = record(folder)
    history = verdict_history(held)
    spells, published = past.spells(history), past.publications(held, history)
    cut = charts.verdict_moves(spells, published, names(held), "everyone", DUE).to_dict()
    assert max(r["end"] or "" for r in rows_of_dict(cut)) <= "2021-05-21T00:00:00"
    assert "One move came later" in " ".join(cut["title"]["subtitle"])
    whole = charts.verdict_moves(spells, published, names(held), "everyone", LATER).to_dict()
    assert "came later" not in " ".join(whole["title"]["subtitle"])
    assert {r["kind"] for r in rows_of_dict(whole)} == {"spell", "due", "published"}
    nothing = charts.verdict_moves(
        spells, published, names(held), "everyone", POSTED - timedelta(1)
    )
    assert nothing is None


def rows_of_dict(spec) -> list[dict]:
    (table,) = spec["datasets"].values()
    return table


def test_only_verdicts_that_moved_stand_in_the_table(folder):
    told(folder, "done", NORTH, "2021-05-09")
    told(folder, "not_done", SOUTH, "2021-05-21", WEB)
    spells = past.spells(verdict_history(record(folder)))
    table = words_of(str(words.moves_table(spells, "everyone")))
    assert "10 May 2021: ✓ met single ( S1 ) 1 June 2021: ≠ contested disputed ( S2 )" in table
    assert "C1 Quay cleared" in table and "C2" not in table
    unmoved = spells[spells["commitment_id"] == "C2"]
    assert "no verdict has moved" in str(words.moves_table(unmoved, "everyone"))


# --- disputed dates -----------------------------------------------------------------------------


def test_a_disputed_date_names_who_gives_which_day_and_the_verdict_at_each(folder):
    cite(folder, "commitments", "C1", "due", "by 30 May", "2021-05-30", WEB)
    told(folder, "done", SOUTH, "2021-05-25", WEB)
    held = record(folder)
    unsure, ends = past.unsure_dues(held), at_each_end(held)
    days = dict(zip(unsure["source_id"], unsure["last"], strict=True))
    assert days == {"post-01": DUE, WEB: date(2021, 5, 30)}
    seen = ends[ends["viewpoint_id"] == "everyone"]
    assert dict(zip(seen["due"], seen["verdict"], strict=True)) == {
        DUE: "met late", date(2021, 5, 30): "met",
    }  # fmt: skip
    assert compliance(held)["verdict"].iloc[0] == "indeterminate"
    table = words_of(str(words.disputed_dates(held, unsure, seen)))
    assert "20 May 2021: Harbour Post, 10 May 2021" in table
    assert "30 May 2021: Harbour Post, 1 June 2021" in table
    assert "the sources differ" in table and "met late" in table


def test_a_sure_date_is_not_in_the_table(folder):
    held = record(folder)
    assert past.unsure_dues(held).empty and at_each_end(held).empty
    assert "No known due date" in str(
        words.disputed_dates(held, past.unsure_dues(held), at_each_end(held))
    )


# --- tangled cases ------------------------------------------------------------------------------


def test_a_case_shows_who_said_what_of_which_day(folder):
    done = told(folder, "done", NORTH, "2021-05-09")
    weak = told(folder, "not_done", SOUTH, "2021-05-09", WEB, coding="low")
    open_end = told(folder, "under_way", SOUTH, "../2021-05-21", WEB)
    case(folder)
    held = record(folder)
    found = past.told_in_cases(held)
    assert found[["side", "assertion", "sound", "statement_ids"]].values.tolist() == [
        ["north", "done", True, (done,)], ["south", "not_done", False, (weak,)],
    ]  # fmt: skip
    card = str(cases.case_cards(held, compliance(held), past.cases(held)))
    assert 'id="K01"' in card and all(key in card for key in (done, weak, open_end))
    assert PAGES["K"] == "deadlines.html"
    drawn = rows_of(charts.case_voices(found, held.names_of("sides")))
    assert {(r["side"], r["said"], r["coding"]) for r in drawn} == {
        ("North", "done or kept", "sound"),
        ("South", "not done, undone or broken", "not found again, or weak"),
    }


def test_a_case_of_a_look_alike_has_no_verdict(folder):
    case(folder, "L1")
    held = record(folder)
    card = words_of(str(cases.case_cards(held, compliance(held), past.cases(held))))
    assert "threat, kept and never scored" in card
    assert past.cases(held, ("ferry-truce",)).empty


def test_without_a_case_there_is_a_sentence(folder):
    case(folder)
    held = record(folder, corpus="seed")
    assert past.told_in_cases(held).empty
    assert charts.case_voices(past.told_in_cases(held), {}) is None
    assert cases.NONE in str(cases.case_cards(held, compliance(held), past.cases(held)))


# --- codings ------------------------------------------------------------------------------------


def test_a_verdict_that_hangs_on_a_contested_coding_says_so(folder):
    key = told(folder, "done", NORTH, "2021-05-09", coding="contested")
    held = record(folder)
    verdicts = compliance(held)
    table = words_of(str(words.verdict_table(held, verdicts, "everyone")))
    assert f"hangs on a coding that two readers contest ( {key} )" in table
    drawn = rows_of(charts.compliance_matrix(verdict_history(held), *names(held)))
    assert any(charts.CONTESTED in row["support"] for row in drawn)
    told(folder, "done", SOUTH, "2021-05-09")
    held = record(folder)
    assert "hangs on" not in str(words.verdict_table(held, compliance(held), "everyone"))


@pytest.mark.parametrize("coding", CODINGS)
def test_a_statement_shows_how_its_coding_stands(folder, coding):
    told(folder, "done", NORTH, "2021-05-09", coding=coding)
    held = record(folder)
    shown = str(listing(Evidence.of(held), statements(held), set()))
    assert CODINGS[coding].lower() in shown.lower()
    doubtful = coding in ("contested", "not_refound", "low")
    assert ("chip" in shown) == doubtful


def test_a_statement_coded_by_the_book_bears_no_mark(folder):
    told(folder, "done", NORTH, "2021-05-09")
    held = record(folder)
    shown = str(listing(Evidence.of(held), statements(held), set()))
    assert not any(text[1:] in shown for text in CODINGS.values())


def test_witnesses_are_named_where_grades_are_explained():
    methods = (Path(__file__).parents[1] / "book" / "methods.md").read_text("utf-8")
    for grade, meaning in GRADE_MEANINGS.items():
        assert f"**{grade.capitalize()}**: {meaning}" in methods


# --- sentences ----------------------------------------------------------------------------------


def test_some_of_many():
    assert some(["a", "b"]) == "a and b"
    assert some("abcde") == "a, b, c, d and e"
    assert some("abcdef") == "a, b, c, d and two more"


def test_the_wider_record_is_told_only_where_it_is_read():
    seed, wide_one = (words_of(run("index", {"corpus": c})[0].html) for c in ("seed", "all"))
    assert "the five reports" in seed and "wider record" in wide_one
    told_by_seed = [o.text for o in run("index") if o.text == words_of(wider.elsewhere(begin({})))]
    assert len(told_by_seed) == 1
    assert not [
        o
        for o in run("index", {"corpus": "all"})
        if "This edition knows the five reports alone" in o.text
    ]


def test_the_seed_edition_shows_no_verdict_of_the_wider_record():
    shown = run("deadlines")
    assert any("sets the two side by side" in output.text for output in shown)
    assert not [o for o in shown if "five reports against the wider record" in o.text.lower()]
    beside = run("deadlines", {"corpus": "all"})
    (table,) = [o for o in beside if "The five reports against the wider record" in o.text]
    assert "moved" in table.text and "as before" in table.text
    assert "not in the five reports" in table.text


# --- what changed -------------------------------------------------------------------------------


def test_counts_in_series_are_counted_and_pages_too(folder):
    add(folder, "series", "daily", "harbour-watch", "ledger", "violations", "cases")
    put(folder, "series", 2, "title", "Cases a day")
    before = snapshot(record(folder, POSTED), (), 0, "everyone")
    for number in (1, 2):
        key = f"B{number:03}"
        add(folder, "counts", key, "violations", "", "ferry-truce", "", "", f"Cases {number}", "")
        cite(folder, "counts", key, "wording", f"cases {number}", source=WEB)
    rows = (folder / "raw" / "counts.csv").read_text(encoding="utf-8").splitlines()
    for number, row in enumerate(rows, 1):
        if row.startswith("B"):
            put(folder, "counts", number, "series_id", "daily")
    after = snapshot(record(folder), (), 0, "everyone")
    assert after["series"] == {"daily": {"title": "Cases a day", "counts": 2}}
    assert after["harvested"] == [WEB] and not {"B001", "B002"} & set(after["counts"])
    assert [pair["id"] for pair in moved(before, after)["series"]] == ["daily"]
    shown = words_of(str(changes.report(before, after, {}, {})))
    assert "Cases a day not there 2" in shown and "B001" not in shown
    assert "one page of the wider record too" in shown
    assert json.loads(json.dumps(after)) == after


def test_an_older_snapshot_can_still_be_compared(folder):
    now = snapshot(record(folder), (), 0, "everyone")
    old = {k: v for k, v in now.items() if k not in ("series", "harvested")}
    assert not moved(old, now)["sources"] and not moved(old, now)["verdicts"]
    assert changes.report(old, now, {}, {}) and changes.comparison({"a": old}, {"a": "A"}, "a")


# --- how charts and words count ------------------------------------------------------------------


def test_words_and_chart_count_the_same(folder):
    held = record(folder)
    for verdict in VERDICT_MARKS:
        found = compliance(held).assign(verdict=verdict)
        drawn = charts.compliance_rates(found, names(held)[0], "everyone").to_dict()
        title, said = drawn["title"]["text"], words.rates(found, "everyone")
        kind = VERDICT_MARKS[verdict][0]
        assert ("two unknown" in title) == (kind == "unknown")
        assert ("two are open" in said) == (kind == "open")
        never = "name no state that could be checked" in " ".join(drawn["title"]["subtitle"])
        assert never == ("two name no state to be checked" in said) == (verdict == "not assessable")
        assert ("nothing is known" in said) == (verdict == "no evidence")


def test_contested_stands_in_the_open_part_of_the_rate(folder):
    found = compliance(record(folder)).assign(verdict="contested")
    said = words.rates(found, "everyone")
    assert "0 of 2 on which a verdict is reached, among which two contested" in said
    assert "lies between 0% and 100%" in said


def test_a_state_has_a_first_day_and_no_due_date(folder):
    cite(folder, "commitments", "C2", "due", "from 11 May", "2021-05-11")
    history = verdict_history(record(folder))
    drawn = charts.deadline_timeline(history, names(record(folder))[0], "everyone", LATER)
    assert drawn.to_dict()["title"]["text"] == (
        "Of two commitments, one has a due date and one has a first day: what became of them"
    )


def test_what_the_matrix_draws_though_nothing_is_known_now_is_named(folder, monkeypatch):
    monkeypatch.setattr(words, "MOST_ROWS", 1)
    found = compliance(record(folder)).assign(verdict="no evidence")
    before = found.assign(verdict=["indeterminate" if i == "C1" else "not yet due"
                                   for i in found["commitment_id"]])  # fmt: skip
    told_now = words.undecided(found, found)
    assert "[[C1]] and [[C2]]." in told_now and "matrix" not in told_now
    both = words.undecided(found, before)
    assert "The matrix draws [[C1]] all the same" in both and "verdict was indeterminate" in both


def test_where_nothing_is_known_the_answer_leads_to_the_edition_with_more(folder):
    study = begin({"data_dir": str(folder), "corpus": "seed"})
    nothing = compliance(study.record).assign(verdict="no evidence")
    said = words.answer(study, nothing)
    assert "Of the one with a date nothing is said that decides." in said
    assert said.endswith("</em>.") and "more pages stand in the edition" in said
    wide = begin({"data_dir": str(folder), "corpus": "all"})
    assert "more pages" not in words.answer(wide, compliance(wide.record))


def test_another_grade_alone_moves_no_verdict(folder):
    told(folder, "not_done", SOUTH, "2021-05-21")
    told(folder, "not_done", NORTH, "2021-05-22", WEB)
    held = record(folder)
    spells = past.spells(verdict_history(held))
    again = spells[spells["commitment_id"] == "C1"].assign(verdict="missed")
    assert past.moved(again, "everyone") == ()
    table = words.moves_table(again, "everyone")
    assert "the grade moved, and not the verdict" in table and "<tbody>" not in table


def test_a_card_folds_what_does_not_decide_here(folder):
    here = told(folder, "done", NORTH, "2021-05-09")
    told(folder, "not_done", SOUTH, "2021-05-21", WEB, coding="low")
    held = record(folder)
    found = compliance(held)
    cards = words.commitment_cards(held, found, against(held, found), (), "everyone")
    open_part, fold = str(cards[0]).split('<details class="folded">')
    folded = "One more statement; none decides a verdict for another viewpoint"
    assert here in open_part and folded in fold


def test_agreements_stand_in_the_order_in_which_they_were_concluded(wide):
    order = list(past.in_order(wide))
    assert order.index("truce-2020-01") < order.index("moscow-2020")
    assert set(order) == set(wide.names_of("agreements"))


def test_a_term_with_two_ends_names_both_ways_of_counting(wide):
    counted = past.counted_from(wide)
    ends = at_each_end(wide)
    (said,) = words.counting(ends[ends["viewpoint_id"] == "everyone"], counted)
    assert said.startswith("On [[C39]] the verdict turns on how days are counted: seven days from")
    assert "12 March 2020, and it is met late" in said and "13 March 2020, and it is met." in said


def test_a_mark_of_a_case_leads_to_its_statement_or_to_the_list(wide):
    marks = rows_of(charts.case_voices(past.told_in_cases(wide), wide.names_of("sides")))
    single = [m for m in marks if m["number"] == 1]
    several = [m for m in marks if m["number"] > 1]
    assert single and all(m["evidence"] == f"claims.html#{m['statements']}" for m in single)
    assert several and all(m["evidence"].endswith("-told") for m in several)
    page = str(cases.case_cards(wide, compliance(wide), past.cases(wide)))
    assert all(f'id="{m["evidence"].split("#")[1]}"' in page for m in several)


def test_a_long_time_opens_on_its_busy_part():
    assert charts._busy([1, 5, 5, 6, 9, 20]) == (5, 6)
    assert charts._months(date(2018, 10, 1), date(2019, 4, 1)) == "October 2018 to March 2019"


def test_a_first_publication_of_the_wider_record_says_how_it_differs(wide):
    now = snapshot(wide, (), 0, "everyone")
    seed = snapshot(known(opened(), "seed"), (), 0, "everyone")
    shown = changes.report(None, now, {}, {}, first=seed)
    assert "reaches another verdict on" in shown and "13 more commitments" in shown
    assert changes.BESIDE in shown and changes.report(None, seed, {}, {}).count("<p>") == 1
