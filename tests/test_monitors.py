"""Monitors' totals: differenced only where the definition is the same, and never added.

The invented truce of `packages` gets a watch with two series (violations, points hit) and a second
counter. `watch` writes totals as a person would: id, series, period, figure, laid to, coding.
"""

from datetime import date

import pandas as pd
import pytest
from packages import add, cite, put, small_package

from ceasefire.charts import monitors as charts
from ceasefire.clean.tables import clean
from ceasefire.measures import monitors
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package
from ceasefire.study import opened
from ceasefire.words import monitors as words

WEB, PAGE = "web-01", "https://example.org/a"
SERIES = {
    "watch-violations": ("harbour-watch", "monitor", "violations", "violations"),
    "watch-points": ("harbour-watch", "monitor", "points_hit", "points hit"),
    "watch-killed": ("harbour-watch", "monitor", "killed", "killed (people)"),
    "office-shells": ("north-office", "monitor", "munitions", "shells"),
    "office-ledger": ("north-office", "ledger", "violations", "violations"),
}
POPULATIONS = {"watch-killed": "people"}


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def folder(tmp_path):
    made = small_package(tmp_path / "data")
    for series, coded in SERIES.items():
        add(made, "series", series, *coded, "the town", "", series.replace("-", ": "), "")
    return made


def watch(
    folder, key: str, period: str, figure: str, series="watch-violations", laid="", coding="checked"
) -> None:
    """One more total of a series."""
    measure, population = SERIES[series][2], POPULATIONS.get(series, "")
    add(folder, "counts", key, measure, population, "", "", "", key, "as printed", series, period,
        laid, "", coding)  # fmt: skip
    cite(folder, "counts", key, "wording", f"words of {key}", source=WEB, locator=PAGE)
    cite(folder, "counts", key, "total", figure, source=WEB, locator=PAGE)


def record(folder, as_of=None, corpus="all"):
    return known(clean(open_package(folder)), corpus, as_of)


def totals(folder, *more, **chosen) -> pd.DataFrame:
    return monitors.totals(record(folder, **chosen), *more)


def steps(folder) -> list[tuple]:
    """Each step as (totals before, totals, fewest days, least more, most more)."""
    frame = monitors.steps(totals(folder)).astype(object)
    frame = frame.where(frame.notna(), None)
    columns = ["before_ids", "count_ids", "days_low", "more_low", "more_high"]
    return list(frame[columns].itertuples(index=False, name=None))


# --- which totals -------------------------------------------------------------------------------


def test_only_counters_with_a_monitors_series_are_shown(folder):
    watch(folder, "T1", "2021-05-02/2021-05-09", "12", "office-shells")
    watch(folder, "B1", "2021-05-02/2021-05-03", "5", "office-ledger")
    # Who counted N1, N2 and N3 is not told.
    assert set(totals(folder)["count_id"]) == {"T1"}
    cite(folder, "counts", "N1", "counter", "Harbour Watch")
    cite(folder, "counts", "N2", "counter", "South Council")  # has no series
    assert set(totals(folder)["count_id"]) == {"T1", "N1"}


def test_a_reports_total_joins_the_series_of_its_counter_measure_and_population(folder):
    cite(folder, "counts", "N2", "counter", "Harbour Watch")  # killed, people
    alone = totals(folder).set_index("count_id")
    watch(folder, "T1", "2021-05-02/2021-05-12", "12", "watch-killed")
    joined = totals(folder).set_index("count_id")
    assert alone.loc["N2", "series_id"] == "N2", "nothing says what the series counts"
    assert joined.loc["N2", "series_id"] == joined.loc["T1", "series_id"] == "watch-killed"
    assert joined["of_reports"].to_dict() == {"N2": True, "T1": False}
    put(folder, "counts", 3, "population", "sailors")
    assert totals(folder).set_index("count_id").loc["N2", "series_id"] == "N2"


def test_the_seed_knows_no_total_of_the_wider_record(folder):
    watch(folder, "T1", "2021-05-02/2021-05-12", "52")
    assert "T1" in set(totals(folder)["count_id"])
    assert "T1" not in set(totals(folder, corpus="seed")["count_id"])
    assert totals(folder, as_of=day("2021-05-31"))["count_id"].isin(["T1"]).sum() == 0


def test_a_window_keeps_what_touches_it(folder):
    watch(folder, "T1", "2021-05-02/2021-05-12", "52")
    watch(folder, "T2", "2021-05-13/2021-05-20", "8")
    inside = totals(folder, (day("2021-05-12"), day("2021-05-12")))
    assert {"T1"} == set(inside["count_id"]) & {"T1", "T2"}
    late = totals(folder, (day("2021-06-12"), None))
    assert late.empty


def test_totals_that_end_before_the_agreements_asked_for_are_left_off(folder):
    watch(folder, "T1", "2021-04-02/2021-04-30", "52")  # the truce is of 1 May
    watch(folder, "T2", "2021-04-02/2021-05-01", "53")
    kept = set(totals(folder, (None, None), ("ferry-truce",))["count_id"])
    assert kept & {"T1", "T2"} == {"T2"}


# --- one definition -----------------------------------------------------------------------------


def test_a_difference_covers_the_days_after_the_first_total_up_to_the_last(folder):
    watch(folder, "T1", "2021-05-02/2021-05-12", "50")
    watch(folder, "T2", "2021-05-02/2021-05-22", "80")
    assert steps(folder) == [((), ("T1",), 11, 50, 50), (("T1",), ("T2",), 10, 30, 30)]
    found = monitors.steps(totals(folder)).iloc[1]
    assert (found["rate_low"], found["rate_high"]) == (3, 3)


@pytest.mark.parametrize(
    "other",
    [
        {"period": "2021-05-03/2021-05-22"},  # begins a day later
        {"series": "watch-points"},
        {"laid": "the islands"},
        {"coding": "not_refound"},
        {"coding": "low"},
    ],
)
def test_no_difference_without_the_same_definition(folder, other):
    watch(folder, "T1", "2021-05-02/2021-05-12", "50", laid="the south")
    given = {"period": "2021-05-02/2021-05-22", "laid": "the south"} | other
    watch(folder, "T2", figure="80", **given)
    assert steps(folder) == []


def test_laid_to_nobody_and_to_all_is_the_same(folder):
    watch(folder, "T1", "2021-05-02/2021-05-12", "50")
    watch(folder, "T2", "2021-05-02/2021-05-22", "80", laid="all")
    assert len(steps(folder)) == 2


def test_a_total_that_falls_is_a_break(folder):
    watch(folder, "T1", "2021-05-02/2021-05-12", "50")
    watch(folder, "T2", "2021-05-02/2021-05-22", "30")
    found = monitors.steps(totals(folder)).iloc[1]
    assert found["falls"] and pd.isna(found["rate_low"]) and pd.isna(found["rate_high"])
    assert (
        "falls"
        in charts.chain_rates(
            monitors.steps(totals(folder)), pd.DataFrame(columns=[*monitors.TOTALS, "chain_id"])
        ).to_json()
    )


def test_least_values_leave_a_difference_open(folder):
    watch(folder, "T1", "2021-05-02/2021-05-12", "50")
    watch(folder, "T2", "2021-05-02/2021-05-22", "more than 79")
    watch(folder, "T3", "2021-05-02/2021-05-25", "more than 99")
    watch(folder, "T4", "2021-05-02/2021-05-27", "120")
    assert [(low, high) for *_, low, high in steps(folder)] == [
        (50, 50), (30, None), (None, None), (None, 20),
    ]  # fmt: skip


def test_days_that_may_belong_to_a_period_widen_the_rate(folder):
    watch(folder, "T1", "2021-05-02/2021-05-12", "50")
    watch(folder, "T2", "2021-05-02/2021-06", "148")  # some day of June
    found = monitors.steps(totals(folder)).iloc[1]
    assert (found["days_low"], found["days_high"]) == (20, 49)
    assert (found["rate_low"], found["rate_high"]) == (2, 4.9)


def test_two_figures_for_one_day_stand_as_one_range(folder):
    watch(folder, "T1", "2021-05-02/2021-05-12", "50")
    watch(folder, "T2", "2021-05-02/2021-05-12", "54")
    watch(folder, "T3", "2021-05-02/2021-05-22", "80")
    assert steps(folder)[-1] == (("T1", "T2"), ("T3",), 10, 26, 30)
    rival = monitors.rivals(totals(folder)).iloc[0]
    assert rival["count_ids"] == ("T1", "T2") and not rival["fits"]


def test_a_later_total_in_another_unit_is_a_break_of_the_chain(folder):
    watch(folder, "T1", "2021-05-02/2021-05-12", "50")
    watch(folder, "T2", "2021-05-02/2021-05-22", "80")
    watch(folder, "T3", "2021-05-02/2021-05-28", "400", "watch-points")
    watch(folder, "T4", "2021-05-02/2021-05-22", "300", "watch-points")  # the chain has that day
    watch(folder, "T5", "2021-05-03/2021-05-28", "390", "watch-points")
    frame = totals(folder)
    found = monitors.other_units(frame, monitors.steps(frame))
    assert [k for k in found["count_id"] if k in {"T3", "T4", "T5"}].count("T3") == 1
    violations = found[found["chain_id"] == "watch-violations"]
    assert set(violations["count_id"]) == {"T3"}


def test_first_days_side_by_side_are_told_apart(folder):
    watch(folder, "T1", "2021-05-05/2021-05-12", "50")
    watch(folder, "T2", "2021-05-06/2021-05-22", "80")
    watch(folder, "T3", "2021-05-20/2021-05-22", "8")
    found = monitors.shifted(totals(folder))
    assert [row for row in found["ids"]] == [(("T1",), ("T2",))]


# --- wholes, parts, places ----------------------------------------------------------------------


@pytest.mark.parametrize(("third", "fits"), [("20", True), ("21", False), ("more than 19", True)])
def test_parts_are_held_against_their_whole(folder, third, fits):
    watch(folder, "T1", "2021-05-05/2021-05-12", "50", laid="all")
    watch(folder, "T2", "2021-05-05/2021-05-12", "30", laid="the south")
    watch(folder, "T3", "2021-05-05/2021-05-12", third, laid="the north")
    (found,) = monitors.parts(totals(folder)).to_dict("records")
    assert (found["whole_id"], found["part_ids"], found["fits"]) == ("T1", ("T2", "T3"), fits)
    assert monitors.rivals(totals(folder)).empty, "parts are no contradiction of their whole"


def test_a_page_whose_places_do_not_make_its_total_is_named(folder):
    watch(folder, "T1", "2021-05-05/2021-05-12", "50")
    add(folder, "splits", "T1", WEB, "ferry-town", "50")
    made = record(folder)
    assert monitors.uneven(made, monitors.totals(made)).empty
    put(folder, "splits", 2, "value", "40")
    made = record(folder)
    assert monitors.uneven(made, monitors.totals(made))["summed"].tolist() == [40]


def test_a_count_of_one_day_is_no_rate(folder):
    watch(folder, "T1", "2021-05-02", "7")
    watch(folder, "T2", "2021-05-02/2021-05-03", "8")
    found = totals(folder).set_index("count_id")
    assert found.loc[["T1"], ["rate_low", "rate_high"]].isna().all(axis=None)
    assert found.loc["T2", "rate_low"] == 4


# --- beside each other --------------------------------------------------------------------------


def test_two_counters_over_nearly_the_same_days_make_a_pair(folder):
    watch(folder, "T1", "2021-05-05/2021-05-14", "50")
    watch(folder, "T2", "2021-05-06/2021-05-14", "200", "office-shells")  # nine days of ten
    watch(folder, "T3", "2021-05-07/2021-05-14", "100", "office-shells")  # eight of ten
    watch(folder, "T4", "2021-05-05/2021-05-14", "9", "watch-killed")  # the dead are no deeds
    (pair,) = monitors.pairs(totals(folder)).to_dict("records")
    assert (pair["one_id"], pair["other_id"], pair["factor"]) == ("T2", "T1", 4)
    assert not pair["same_unit"] and not pair["is_open"]


def test_a_page_not_found_again_makes_no_factor(folder):
    watch(folder, "T1", "2021-05-05/2021-05-14", "50")
    watch(folder, "T2", "2021-05-05/2021-05-14", "200", "office-shells", coding="not_refound")
    (pair,) = monitors.pairs(totals(folder)).to_dict("records")
    assert not pair["is_sound"] and pd.isna(pair["factor"])


def test_leads_belong_to_the_last_day_of_the_wider_record(folder):
    watch(folder, "T1", "2021-05-05/2021-05-14", "50")
    put(folder, "counts", 5, "origin", "AGG-one")
    add(folder, "leads", "AGG-two", "no_date", "Post", "A page", "", "", "17 violations")
    add(folder, "leads", "DAY-1", "no_url", "Post", "A page", "", "", "4 cases")
    assert monitors.leads(record(folder))["origin"].tolist() == ["AGG-two"]
    assert monitors.leads(record(folder, corpus="seed")).empty
    assert monitors.leads(record(folder, as_of=day("2021-05-20"))).empty


# --- the project's own data ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def own():
    return known(opened(), "all")


def test_the_reports_total_stands_in_its_counters_series(own):
    frame = monitors.totals(own)
    (anchor,) = [a for a in monitors.anchors(frame) if a["measure"] == "violations"]
    company = monitors.beside(frame, anchor)
    assert anchor["total_best"] == 2387 and len(company) > 4
    ends = company[company["misfits"].map(len) == 0].sort_values("last_day")
    assert ends["value"].is_monotonic_increasing
    later = company[company["before_id"] == anchor["count_id"]].iloc[0]
    assert (later["value"], later["gap_low"], later["more_low"]) == (2397, 1, 10)
    assert (company["misfits"].map(lambda found: "other_unit" in found)).sum() == 1


def test_wholes_and_parts_of_the_record_fit(own):
    found = monitors.parts(monitors.totals(own))
    assert set(found["whole_low"]) == {1089, 387} and found["fits"].all()


def test_the_seed_holds_its_own_totals_and_no_other():
    frame = monitors.totals(known(opened(), "seed"))
    assert frame["of_reports"].all() and 2387 in set(frame["total_best"])


def test_every_total_of_the_record_is_shown_once(own):
    counts = own.facts("counts")
    kept = monitors.totals(own)
    series = own.clean.tables["series"]
    monitored = series[series["kind"] == "monitor"]["series_id"]
    assert set(counts[counts["series_id"].isin(monitored)]["count_id"]) == set(
        kept[~kept["of_reports"]]["count_id"]
    )
    assert kept["count_id"].is_unique
    assert not kept[kept["is_sound"]]["grade"].eq("not found again").any()


def test_a_total_names_that_of_another_counter_for_the_same_days(own):
    frame = monitors.totals(own)
    shown = "".join(words.every_total(own, frame))
    value = dict(zip(frame["count_id"], frame["value"], strict=True))
    in_series = set(frame[~frame["of_reports"]]["count_id"])
    apart = {
        frozenset((p["one_id"], p["other_id"]))
        for p in monitors.pairs(frame).to_dict("records")
        if p["same_unit"] and value[p["one_id"]] != value[p["other_id"]]
    }
    assert apart and shown.count(words.UNDISPUTED) == 1
    for key in in_series:
        item = shown.split(f'<li id="{key}">')[1].split("</li>")[0]
        others = {other for pair in apart if key in pair for other in pair - {key}}
        assert ("Another counter, another number" in item) == bool(others)
        assert all(f"#{other}" in item for other in others)


def test_a_counter_whose_series_bears_another_name_is_said_to_be_the_same(folder):
    watch(folder, "T001", "2021-05-01/2021-05-31", "12")
    frame = totals(folder)
    (said,) = words._also_called(record(folder), frame)
    own = record(folder).names_of("actors")["harbour-watch"]
    assert said.endswith(f": {own} (watch).")
    same = frame.assign(series_title=f"{own}: violations")
    assert words._also_called(record(folder), same) == []
