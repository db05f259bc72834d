"""Joint patrols: a run is what the reports of one day tell; what nobody tells stays untold.

The invented truce of `packages` gets patrols along the quay (C1), counted by the North Council and
the South Council; `run` writes what one page says of one, as a person would.
"""

import re
from datetime import date

import pytest
from packages import add, cite, say, small_package

from ceasefire.charts import patrols as charts
from ceasefire.clean.tables import clean
from ceasefire.measures import patrols
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package
from ceasefire.study import opened
from ceasefire.words import patrols as words

NORTH, SOUTH, WATCH = "North Council", "South Council", "Harbour Watch"


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def run(
    folder, day, number="", counters=(NORTH,), extent="not_told", incident="", total=False,
    coding="checked", source="post-01", commitment="C1", speaker="",
) -> str:  # fmt: skip
    """One report of a run, and its id."""
    key = f"P{len(open_package(folder).tables['patrols']) + 1:02d}"
    add(folder, "patrols", key, commitment, day, number, "true" if total else "false", extent,
        incident, "", coding, "")  # fmt: skip
    cite(folder, "patrols", key, "wording", f"words of {key}", source=source)
    for name in counters:
        cite(folder, "patrols", key, "counter", name, source=source)
    if speaker:
        cite(folder, "patrols", key, "speaker", speaker, source=source)
    return key


def record(folder, as_of=None, corpus="all"):
    return known(clean(open_package(folder)), corpus, as_of)


def told(folder, **chosen):
    return patrols.reports(record(folder), **chosen)


def the_run(folder) -> dict:
    """The one run that is told."""
    rows = patrols.runs(told(folder)).to_dict("records")
    assert len(rows) == 1
    return rows[0]


# --- runs ---------------------------------------------------------------------------------------


def test_reports_of_one_day_are_one_run_whoever_counts_it(folder):
    run(folder, "2021-05-12", "1")
    run(folder, "2021-05-12", "1", (SOUTH,))
    run(folder, "2021-05-14", "2", (NORTH, SOUTH))
    gone = patrols.runs(told(folder))
    assert list(gone["patrol_ids"]) == [("P01", "P02"), ("P03",)]
    assert list(gone["first_day"]) == [date(2021, 5, 12), date(2021, 5, 14)]


def test_runs_stand_in_the_order_of_days_and_not_of_rows(folder):
    run(folder, "2021-05-14", "2")
    run(folder, "2021-05-12", "1")
    assert list(patrols.runs(told(folder))["ran"]) == ["2021-05-12", "2021-05-14"]


def test_a_total_of_runs_so_far_is_no_run(folder):
    run(folder, "2021-05-12", "1")
    run(folder, "2021-05-20", "4", total=True)
    assert list(patrols.runs(told(folder))["ran"]) == ["2021-05-12"]


@pytest.mark.parametrize(
    ("extents", "said"),
    [
        ((), "not_told"),
        (("not_told", "not_told"), "not_told"),
        (("not_told", "complete"), "complete"),
        (("partial", "partial"), "partial"),
        (("complete", "partial"), "told_differently"),
        (("shortened", "partial"), "told_differently"),
    ],
)
def test_how_far_a_run_came_is_what_reports_agree_on(folder, extents, said):
    run(folder, "2021-05-12")
    for extent in extents:
        run(folder, "2021-05-12", extent=extent)
    assert the_run(folder)["extent"] == said


@pytest.mark.parametrize("coding", ["not_refound", "low"])
def test_a_page_not_found_again_tells_nothing_of_a_run(folder, coding):
    run(folder, "2021-05-12", "1", extent="partial")
    run(folder, "2021-05-12", "2", extent="complete", incident="stones", coding=coding)
    row = the_run(folder)
    assert (row["extent"], row["numbers"], row["incident_ids"]) == ("partial", (1,), ())
    assert row["patrol_ids"] == ("P01", "P02") and row["sound_ids"] == ("P01",)


def test_a_run_on_pages_not_found_again_alone_is_listed_and_not_sound(folder):
    run(folder, "2021-05-12", coding="not_refound")
    row = the_run(folder)
    assert not row["is_sound"] and row["patrol_ids"] == ("P01",)


def test_only_pages_published_by_then_tell_of_runs(folder):
    run(folder, "2021-05-09")
    run(folder, "2021-05-12", source="web-01")
    assert len(patrols.reports(record(folder, date(2021, 5, 20)))) == 1
    assert len(patrols.reports(record(folder, date(2021, 6, 1)))) == 2
    assert patrols.reports(record(folder, corpus="seed"))["patrol_id"].tolist() == ["P01"]


def test_the_period_keeps_runs_that_can_lie_in_it(folder):
    for day in ("2021-05-10", "[2021-05-11..2021-05-13]", "2021-05-14"):
        run(folder, day)
    seen = told(folder, window=(date(2021, 5, 12), date(2021, 5, 13)))
    assert list(seen["patrol_id"]) == ["P02"]
    assert told(folder, window=(date(2022, 1, 1), None)).empty


def test_only_runs_under_the_chosen_agreements(folder):
    run(folder, "2021-05-12")
    run(folder, "2021-05-13", commitment="")
    assert list(told(folder, agreements=("ferry-truce",))["patrol_id"]) == ["P01"]
    assert told(folder, agreements=("another",)).empty


# --- numbers ------------------------------------------------------------------------------------


def test_a_number_that_two_count_by_stands_under_both(folder):
    run(folder, "2021-05-12", "1", (NORTH, SOUTH))
    counted = patrols.numbers(told(folder))
    assert sorted(counted["side"]) == ["north", "south"]


def test_two_sides_agree_and_then_part(folder):
    run(folder, "2021-05-12", "1", (NORTH, SOUTH))
    run(folder, "2021-05-14", "2")
    run(folder, "2021-05-16", "4")
    run(folder, "2021-05-16", "2", (SOUTH,))
    parted = patrols.splits(patrols.numbers(told(folder)), ("north", "south"))
    assert list(parted["apart_low"]) == [0, -2] == list(parted["apart_high"])
    assert parted["patrol_ids"].iloc[1] == ("P03", "P04")
    cite(folder, "commitments", "C1", "performs", NORTH)
    cite(folder, "commitments", "C1", "performs", SOUTH)
    seen = record(folder)
    frame = patrols.reports(seen)
    gone = patrols.runs(frame)
    said = words.numbered(seen, patrols.promises(seen), patrols.numbers(frame), gone, gone)
    assert "number 4 to North and 2 to South, 2 apart" in " ".join(said)
    assert "same number, 1, is of 12 May 2021" in " ".join(said)


def test_several_numbers_of_one_side_leave_it_open_whether_two_part(folder):
    run(folder, "2021-05-12", "1")
    run(folder, "2021-05-12", "2")
    run(folder, "2021-05-12", "2", (SOUTH,))
    parted = patrols.splits(patrols.numbers(told(folder)), ("north", "south")).iloc[0]
    assert (parted["apart_low"], parted["apart_high"]) == (0, 1)


def test_a_number_leaves_the_count_of_runs_that_are_told(folder):
    for day, number in (("2021-05-12", "1"), ("2021-05-13", "2"), ("2021-05-15", "4")):
        run(folder, day, number)
    run(folder, "2021-05-15", "3", (SOUTH,))
    left = patrols.departures(
        patrols.numbers(told(folder)), patrols.runs(told(folder)), ("north", "south")
    )
    assert left[["side", "number", "told"]].values.tolist() == [["north", 4, 3]]


def test_numbers_that_no_page_gives_lie_between_days_that_are_told(folder):
    run(folder, "2021-05-12", "2")
    run(folder, "2021-05-20", "5")
    run(folder, "2021-05-16", "4", coding="not_refound")
    gaps = patrols.untold(patrols.numbers(told(folder)), ("north", "south"))
    assert gaps[["first", "last"]].values.tolist() == [[1, 1], [3, 4]]
    assert gaps["after"].tolist() == [None, date(2021, 5, 12)]
    assert gaps["before"].tolist() == [date(2021, 5, 12), date(2021, 5, 20)]


def test_whose_numbers_are_compared(folder):
    run(folder, "2021-05-12", "1", (NORTH,))
    run(folder, "2021-05-12", "1", (WATCH,))
    seen = record(folder)
    counted, promised = patrols.numbers(patrols.reports(seen)), patrols.promises(seen)
    assert patrols.numberers(seen, promised, counted) == ("north", "press")
    cite(folder, "commitments", "C1", "performs", SOUTH)
    cite(folder, "commitments", "C1", "performs", NORTH)
    seen = record(folder)
    assert patrols.numberers(seen, patrols.promises(seen), counted) == ("south", "north")


# --- accounts that part -------------------------------------------------------------------------


def parted(folder) -> list[tuple[str, bool]]:
    frame = patrols.against_each_other(told(folder))
    return list(zip(frame["what"], frame["is_sound"], strict=True))


def test_reports_that_say_the_same_do_not_part(folder):
    for _ in range(2):
        run(folder, "2021-05-12", "1", extent="partial", incident="stones")
    assert parted(folder) == []


def test_silence_contradicts_nothing(folder):
    run(folder, "2021-05-12", "1", extent="complete", incident="stones")
    run(folder, "2021-05-12")
    assert parted(folder) == []
    assert "Another account" not in "".join(words.report_cards(record(folder), told(folder)))


def test_a_report_names_the_account_of_its_run_that_parts_from_it(folder):
    run(folder, "2021-05-12", "1")
    run(folder, "2021-05-12", "2", source="post-01")
    ids = list(told(folder)["patrol_id"])
    shown = "".join(words.report_cards(record(folder), told(folder)))
    assert shown.count(words.UNDISPUTED) == 1
    for one, other in (ids, ids[::-1]):
        item = shown.split(f'<li id="{one}"')[1].split("</li>")[0]
        assert f'Another account of its number: <a href="patrols.html#{other}">' in item


def test_two_words_for_less_than_the_whole_way_do_not_part(folder):
    run(folder, "2021-05-12", extent="partial")
    run(folder, "2021-05-12", extent="shortened")
    assert parted(folder) == []


def test_accounts_part_on_number_extent_and_incident(folder):
    run(folder, "2021-05-12", "1", extent="complete", incident="stones")
    run(folder, "2021-05-12", "2", extent="partial", incident="a mine")
    assert parted(folder) == [("number", True), ("extent", True), ("incident", True)]


def test_who_parts_only_by_a_page_not_found_again_is_told_so(folder):
    run(folder, "2021-05-12", "1")
    run(folder, "2021-05-12", "2", coding="not_refound")
    assert parted(folder) == [("number", False)]


# --- planned and come ---------------------------------------------------------------------------


def steps(folder) -> list[tuple[str, str]]:
    seen = record(folder)
    promised, told_of = patrols.promises(seen), patrols.reports(seen)
    frame = patrols.milestones(promised, patrols.runs(told_of), patrols.said_of(seen, promised))
    return list(zip(frame["step"], frame["row_id"], strict=True))


def test_the_promise_the_first_the_whole_and_the_last_run_in_time(folder):
    run(folder, "2021-05-22", extent="complete")
    run(folder, "2021-05-12", extent="partial")
    run(folder, "2021-05-30")
    run(folder, "2021-05-31", coding="low")
    assert steps(folder) == [("first", "P02"), ("due", "C1"), ("whole", "P01"), ("last", "P03")]


def test_words_beside_the_runs_are_steps_and_words_on_how_runs_went_are_not(folder):
    run(folder, "2021-05-12")
    say(folder, speaker=NORTH, assertion="done", of="2021-05-13", commitment="C1")
    halted = say(folder, speaker=NORTH, of="2021-05-14", commitment="C1")
    late = say(folder, speaker=NORTH, assertion="extended", of="2021-05-15", commitment="C1")
    said = [(step, row) for step, row in steps(folder) if step in ("plan", "halt")]
    assert said == [("halt", halted), ("plan", late)]


def test_what_is_said_of_a_day_before_the_first_run_is_no_halt(folder):
    early = say(folder, speaker=NORTH, of="2021-05-11", commitment="C1")
    run(folder, "2021-05-12")
    taken_back = say(folder, speaker=NORTH, assertion="undone", of="2021-05-13", commitment="C1")
    found = dict((row, step) for step, row in steps(folder))
    assert (found[early], found[taken_back]) == ("plan", "halt")


def test_the_split_counts_runs_and_links_each_and_totals_stand_beside_it(folder):
    run(folder, "2021-05-12", extent="shortened")
    run(folder, "2021-05-13")
    run(folder, "2021-05-13", extent="complete")
    run(folder, "2021-05-14")
    run(folder, "2021-05-20", "9", total=True)
    seen = record(folder)
    promised, told_of = patrols.promises(seen), patrols.reports(seen)
    shown = str(
        words.split(seen, promised, told_of, patrols.runs(told_of), patrols.said_of(seen, promised))
    )
    cells = [re.split(r"<td[^>]*>", row)[1:] for row in shown.split("</table>")[0].split("<tr>")]
    assert {c[0].split("<")[0]: (c[1].split("<")[0], c[2].count("<a ")) for c in cells if c} == {
        "planned: the day for which they were promised": ("20 May 2021", 1),
        "begun: the first run": ("12 May 2021", 1),
        "told as shortened": ("one run", 1),
        "told as partial": ("no runs", 0),
        "told as complete": ("one run", 1),
        "told as interrupted": ("no runs", 0),
        "how far is not told": ("one run", 1),
        "said to be suspended": ("no statements", 0),
    }
    assert "#P03" in shown and "9 by 20 May 2021" in shown.split("</table>")[1]


def test_words_on_another_promise_are_no_steps(folder):
    run(folder, "2021-05-12")
    say(folder, speaker=NORTH, of="2021-05-14", commitment="C2")
    assert "said" not in dict(steps(folder))


def test_a_promise_is_known_without_a_run(folder):
    run(folder, "2021-05-12", source="web-01")
    seen = record(folder, date(2021, 5, 20))
    assert patrols.reports(seen).empty
    assert list(patrols.promises(seen)["commitment_id"]) == ["C1"]


# --- pictures -----------------------------------------------------------------------------------


def test_a_mark_stands_once_for_all_reports_of_a_numbering(folder):
    run(folder, "2021-05-12", "1", extent="partial", coding="unchecked")
    run(folder, "2021-05-12", "1", coding="checked", incident="stones")
    run(folder, "2021-05-12", "9", extent="complete", coding="not_refound")
    drawn = patrols.by_numbering(told(folder)).to_dict("records")
    assert len(drawn) == 1
    assert (drawn[0]["numbers"], drawn[0]["extent"]) == ((1,), "partial")
    assert (drawn[0]["coding"], drawn[0]["incident"]) == ("checked", True)


def test_nothing_is_drawn_of_nothing(folder):
    nothing = told(folder)
    gone, sides = patrols.runs(nothing), record(folder).names_of("sides")
    assert charts.runs_in_time(patrols.by_numbering(nothing), sides) is None
    assert charts.numbers_in_time(patrols.numbers(nothing), gone, sides) is None


def test_a_row_not_found_again_is_drawn_hollow_and_in_brackets(folder):
    run(folder, "2021-05-12", "1", coding="not_refound")
    chart = charts.runs_in_time(
        patrols.by_numbering(told(folder)), record(folder).names_of("sides")
    ).to_dict()
    row = next(iter(chart["datasets"].values()))[0]
    assert (row["check"], row["label"]) == ("not found again", "(1)")


# --- the project's own data ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def own():
    return known(opened(), "all")


def test_the_five_reports_number_no_run():
    seen = known(opened(), "seed")
    assert patrols.reports(seen).empty and len(patrols.promises(seen)) == 1


def test_the_numberings_of_the_two_sides_part_in_the_wider_record(own):
    frame = patrols.reports(own)
    counted, gone = patrols.numbers(frame), patrols.runs(frame)
    sides = patrols.numberers(own, patrols.promises(own), counted)
    last = patrols.splits(counted, sides).iloc[-1]
    assert set(sides) == {"russia", "turkey"}
    assert abs(last["apart_low"]) == 3 and last["first_day"] == date(2020, 8, 25)
    assert len(gone) == 25 and gone["is_sound"].all()
    assert not (patrols.against_each_other(frame)["what"] == "extent").any()


def test_no_extent_is_made_up(own):
    frame = patrols.reports(own)
    untold = frame[frame["extent"] == "not_told"]
    assert len(untold) and untold["told"].isna().all()
    silent = patrols.runs(frame)
    assert (silent["extent"] == "not_told").sum() == silent["extents"].map(len).eq(0).sum()
