"""The ledgers: a figure of the zone is known or it is not, two ledgers are never added.

An invented pair of ledgers over the truce of `packages`: a northern and a southern part of one
commission count by day, first over the whole coast, later over the town alone. Then the project's
own bulletins.
"""

from datetime import date, timedelta

import notebook_runs
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import _read, add, cite, put, small_package

from ceasefire.charts import ledgers as charts
from ceasefire.clean.tables import clean
from ceasefire.measures import bootstrap, ledgers
from ceasefire.measures.knowledge import known
from ceasefire.measures.series import by_place
from ceasefire.package import open_package
from ceasefire.study import opened
from ceasefire.words import ledgers as words

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("patient")

WEB = "web-01"
WHO = {"first": "North", "second": "South", "confirmed": "Islands"}


def day(number: int, month: int = 4) -> date:
    return date(2021, month, number)


def row(folder, table: str, **cells: str) -> None:
    """One more row, by the names of its columns; what is not named stays empty."""
    (header, *_) = _read(folder, table)
    add(folder, table, *(cells.get(name, "") for name in header))


@pytest.fixture
def folder(tmp_path):
    """The small package with two ledgers, of the coast and of the town, and nothing in them."""
    here = small_package(tmp_path / "data")
    for actor, side in (("north-part", "north"), ("south-part", "south")):
        row(here, "actors", actor_id=actor, name=actor, kind="organisation", side_id=side, role="x")
        cite(here, "actors", actor, "wording", f"wording {actor}")
        for area, outside in (("town", ""), ("coast", "islands-sea")):
            row(
                here, "series", series_id=f"{actor}-{area}", counter_id=actor, kind="ledger",
                measure="violations", unit="cases", area=area, outside=outside,
                title=f"{actor} {area}",
            )  # fmt: skip
    row(
        here, "series", series_id="north-evening", counter_id="north-council", kind="briefing",
        measure="violations", unit="cases", area="town", title="evening",
    )  # fmt: skip
    row(here, "places", place_id="islands-sea", name="Beyond", kind="area", within="")
    cite(here, "places", "islands-sea", "wording", "beyond")
    return here


def count(
    folder, part: str, of: date, total: int, area: str = "town", coding: str = "checked",
    period: str = "", pages: dict[str, dict[str, int]] | None = None, series: str = "",
) -> str:  # fmt: skip
    """One count of a bulletin, divided as its pages divide it; returns its id."""
    key = f"B{of:%Y%m%d}{part[0]}"
    row(
        folder, "counts", count_id=key, measure="violations", title="cases", basis="as printed",
        series_id=series or f"{part}-part-{area}", bulletin=f"bulletin {of}", coding=coding,
        period=period or f"{of - timedelta(days=1)}/{of}",
    )  # fmt: skip
    cite(folder, "counts", key, "wording", f"wording {key}", source=WEB)
    cite(folder, "counts", key, "total", f"total {key}", f"{total}/{total}/{total}", source=WEB)
    for source, places in (pages or {}).items():
        for place, value in places.items():
            row(folder, "splits", count_id=key, source_id=source, place_id=place, value=str(value))
    return key


def both(folder, of: date, north: int, south: int, **how) -> None:
    """A bulletin with both counts."""
    count(folder, "north", of, north, **how)
    count(folder, "south", of, south, **how)


def record(folder, as_of=None):
    return known(clean(open_package(folder)), "all", as_of)


def read(folder):
    """The record, its figures and its bulletins."""
    held = record(folder)
    figures = ledgers.figures(held)
    return held, figures, ledgers.bulletins(held, figures)


# --- the figure of the zone ---------------------------------------------------------------------

ZONE_FIGURES = [
    # A bulletin on the zone alone: its total, however it is divided.
    (9, None, [], 9),
    (9, None, [{"a": 5, "b": 3}], 9),
    # A wider one: known where the places add up, whatever lies outside.
    (9, "out", [{"a": 5, "b": 3, "out": 1}], 8),
    (9, "out", [{"a": 5, "b": 4}], 9),
    (9, "out", [{"out": 9}], 0),
    (0, "out", [], 0),
    # Not divided, or not wholly: what is left over could lie anywhere.
    (9, "out", [], None),
    (9, "out", [{"a": 5, "b": 3}], None),
    (9, "out", [{"out": 4}], None),
    (9, "out", [{"a": 5, "b": 3, "out": 2}], None),
    # Several pages: one that adds up is enough; two that add up must agree.
    (9, "out", [{"a": 5}, {"a": 5, "out": 4}], 5),
    (9, "out", [{"a": 5, "out": 4}, {"a": 6, "out": 3}], None),
    (9, "out", [{"a": 5, "out": 4}, {"b": 5, "out": 4}], 5),
    # No single total.
    (None, None, [{"a": 5}], None),
    (None, "out", [{"a": 5}], None),
]


@pytest.mark.parametrize(("total", "outside", "pages", "figure"), ZONE_FIGURES)
def test_a_figure_of_the_zone_is_known_only_where_nothing_is_left_over(
    total, outside, pages, figure
):
    assert ledgers.zone_figure(total, outside, pages) == figure


PAGE = st.dictionaries(st.sampled_from(["a", "b", "out"]), st.integers(0, 30))


@given(st.integers(0, 60), st.lists(PAGE, max_size=3))
def test_a_figure_of_the_zone_is_never_more_than_the_total_and_never_a_guess(total, pages):
    figure = ledgers.zone_figure(total, "out", pages)
    if figure is not None and total:
        whole = [page for page in pages if sum(page.values()) == total]
        assert whole and all(sum(page.values()) - page.get("out", 0) == figure for page in whole)
        assert 0 <= figure <= total


def test_every_bulletin_with_both_ledgers_is_used_or_left_out_for_a_reason(folder):
    both(folder, day(1), 5, 3)
    both(folder, day(2), 5, 3, coding="low")
    both(folder, day(3), 5, 3, area="coast")  # not divided: the town's share is not told
    count(folder, "north", day(4), 7)
    *_, bulletins = read(folder)
    told = ledgers.steps(bulletins)
    assert told == {"printed": 3, "unsure": 1, "untold": 1, "used": 1}
    assert told["used"] == len(ledgers.pairs(bulletins))


def test_a_nought_that_is_left_when_all_cases_lie_outside_is_told_apart(folder):
    outside, inside = {WEB: {"islands-sea": 5}}, {WEB: {"ferry-town": 2}}
    count(folder, "north", day(1), 5, area="coast", pages=outside)
    count(folder, "south", day(1), 2, area="coast", pages=inside)
    both(folder, day(2), 0, 0)  # a printed nought is none that is left over
    *_, bulletins = read(folder)
    assert ledgers.emptied(bulletins) == [day(1)]
    assert "on one of them the other ledger counts more" in words.covered(bulletins)


def test_the_total_of_a_wider_bulletin_is_never_taken_for_the_zone(folder):
    count(folder, "north", day(3), 18, area="coast")
    count(
        folder, "south", day(3), 7, area="coast", pages={WEB: {"ferry-town": 2, "islands-sea": 5}}
    )
    _, figures, bulletins = read(folder)
    zone = dict(zip(figures["count_id"], figures["zone"], strict=True))
    assert pd.isna(zone["B20210403n"]) and zone["B20210403s"] == 2
    told = bulletins.iloc[0]
    assert (told["first"], told["second"], told["known"]) == (None, 2, ledgers.ONE)
    assert told["first_total"] == 18 and told["wide"] and told["more"] is None
    assert ledgers.pairs(bulletins).empty


# --- pairs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("north", "south", "more", "difference"),
    [(8, 28, "second", 20), (8, 3, "first", -5), (4, 4, "equal", 0), (0, 0, "equal", 0)],
)
def test_the_second_is_set_against_the_first_and_never_added(
    folder, north, south, more, difference
):
    both(folder, day(3), north, south)
    (pair,) = ledgers.pairs(read(folder)[2]).to_dict("records")
    assert (pair["first"], pair["second"]) == (north, south)
    assert (pair["more"], pair["difference"]) == (more, difference)


def test_what_is_not_counted_is_unknown_and_not_nought(folder):
    count(folder, "north", day(3), 8)
    both(folder, day(6), 1, 2)
    held = ledgers.coverage(read(folder)[2])
    assert (held["days"], held["both"], held["one"], held["nothing"]) == (4, 1, 1, 2)
    assert (held["first"], held["last"], held["unpaired_months"]) == (day(3), day(6), [])


def test_months_without_a_pair_are_named(folder):
    both(folder, day(30), 1, 2)
    both(folder, day(2, 7), 1, 2)
    assert ledgers.coverage(read(folder)[2])["unpaired_months"] == [day(1, 5), day(1, 6)]


@pytest.mark.parametrize("coding", ["low", "not_refound"])
def test_what_is_not_sure_is_kept_and_enters_no_number(folder, coding):
    both(folder, day(3), 8, 3)
    both(folder, day(4), 90, 99, coding=coding)
    _, figures, bulletins = read(folder)
    assert len(figures) == 4 and list(bulletins["is_sound"]) == [True, False]
    assert list(ledgers.pairs(bulletins)["first"]) == [8]
    assert ledgers.coverage(bulletins)["both"] == 1


def test_a_count_of_one_day_among_several_has_no_day(folder):
    both(folder, day(3), 8, 3, period="[2021-04-02..2021-04-03]")
    _, figures, bulletins = read(folder)
    assert figures["day"].isna().all() and not figures["is_sound"].any()
    assert ledgers.pairs(bulletins).empty and ledgers.coverage(bulletins)["days"] == 0


def test_checked_means_both_counts(folder):
    both(folder, day(3), 8, 3)
    count(folder, "north", day(4), 8)
    count(folder, "south", day(4), 3, coding="unchecked")
    assert list(read(folder)[2]["is_checked"]) == [True, False]


def test_a_window_keeps_the_days_that_lie_in_it(folder):
    for number in (3, 4, 5):
        both(folder, day(number), 8, 3)
    held = record(folder)
    for window, kept in [
        ((None, None), 3), ((day(4), None), 2), ((None, day(4)), 2), ((day(4), day(4)), 1),
        ((day(6), None), 0),
    ]:  # fmt: skip
        figures = ledgers.figures(held, window)
        assert len(ledgers.bulletins(held, figures)) == kept


# --- places -------------------------------------------------------------------------------------


def test_a_place_counts_only_where_both_state_it(folder):
    count(folder, "north", day(3), 9, pages={WEB: {"ferry-town": 5, "coast": 4}})
    count(folder, "south", day(3), 2, pages={WEB: {"ferry-town": 2}})
    held, figures, bulletins = read(folder)
    told = ledgers.places(held, figures, bulletins).set_index("place_id")
    assert told.loc["ferry-town", ["first", "second", "difference"]].tolist() == [5, 2, -3]
    # The two add up to the total, so the coast had none of the south's: it is not stated all the
    # same, and stays unknown.
    assert told.loc["coast", "first"] == 4 and told.loc["coast", "second"] is None
    assert told.loc["coast", "more"] is None


def test_what_lies_outside_is_no_place_of_the_zone(folder):
    for part in ("north", "south"):
        pages = {WEB: {"ferry-town": 2, "islands-sea": 5}}
        count(folder, part, day(3), 7, area="coast", pages=pages)
    held, figures, bulletins = read(folder)
    assert set(ledgers.places(held, figures, bulletins)["place_id"]) == {"ferry-town"}


def test_pages_that_differ_leave_a_place_unknown_and_are_shown(folder):
    pages = {WEB: {"ferry-town": 5}, "post-01": {"ferry-town": 6}}
    count(folder, "north", day(3), 9, pages=pages)
    count(folder, "south", day(3), 2, pages={WEB: {"ferry-town": 2}})
    held, figures, bulletins = read(folder)
    assert ledgers.places(held, figures, bulletins)["first"].tolist() == [None]
    (odd,) = ledgers.differing(held, figures).to_dict("records")
    assert (odd["count_id"], odd["values"]) == ("B20210403n", (5, 6))


def test_totals_that_contradict_their_places_are_shown(folder):
    count(folder, "north", day(3), 9, pages={WEB: {"ferry-town": 5, "coast": 6}})
    count(folder, "south", day(3), 2, pages={WEB: {"ferry-town": 2}})
    held, figures, bulletins = read(folder)
    (odd,) = ledgers.mismatches(held, figures).to_dict("records")
    assert (odd["count_id"], odd["total"], odd["stated"]) == ("B20210403n", 9, 11)
    # The printed total of a bulletin on the zone alone still stands.
    assert ledgers.pairs(bulletins)["first"].tolist() == [9]


# --- periods ------------------------------------------------------------------------------------


def period(folder, name: str, agreement: str = "", starts: str = "", source: str = WEB) -> None:
    row(
        folder, "periods", period_id=name, name=f"from {name}", agreement_id=agreement,
        starts=starts, source_id="" if agreement else source, basis=f"basis of {name}",
    )  # fmt: skip


def test_an_agreement_opens_a_period_on_its_own_day(folder):
    period(folder, "truce", agreement="ferry-truce")
    both(folder, day(1, 5), 8, 3)  # tells of the night before the truce, and of its morning
    both(folder, day(2, 5), 2, 3)
    held, _, bulletins = read(folder)
    told = ledgers.by_period(held, bulletins)
    assert told["name"].tolist() == [ledgers.EARLIER[1], "from truce"]
    assert told["first"].tolist() == [1, 0] and told["second"].tolist() == [0, 1]


def test_days_between_the_ends_of_a_cut_belong_to_neither_side(folder):
    period(folder, "storm", starts="[2021-04-05..2021-04-08]")
    for number in (4, 5, 6, 8, 9):
        both(folder, day(number), 8, 3)
    held, _, bulletins = read(folder)
    assert ledgers.by_period(held, bulletins)["days"].tolist() == [2, 1]


def test_a_period_is_known_once_its_page_is(folder):
    period(folder, "storm", starts="2021-04-05")
    put(folder, "sources", 3, "published", "2021-06-01")
    assert len(ledgers.periods(record(folder, date(2021, 6, 1)))) == 2
    assert len(ledgers.periods(record(folder, date(2021, 5, 31)))) == 1


def test_few_days_lean_to_nobody(folder):
    for number in range(1, ledgers.FEW):
        both(folder, day(number), 8, 3)
    held, _, bulletins = read(folder)
    assert ledgers.by_period(held, bulletins)["leans"].tolist() == [None]
    both(folder, day(20), 8, 3)
    held, _, bulletins = read(folder)
    assert ledgers.by_period(held, bulletins)["leans"].tolist() == ["first"]


def test_a_turn_is_told_against_the_last_period_that_leans(folder):
    leans = ["first", None, "first", "second", "equal", "second", "first"]
    frame = pd.DataFrame({"leans": leans, "name": list("abcdefg")})
    assert ledgers.turns(frame)["name"].tolist() == ["d", "g"]


def test_medians_are_of_the_known_days(folder):
    for number, (north, south) in enumerate([(1, 9), (2, 7), (30, 8)], 1):
        both(folder, day(number), north, south)
    held, _, bulletins = read(folder)
    told = ledgers.by_period(held, bulletins).iloc[0]
    assert (told["median_first"], told["median_second"], told["median_difference"]) == (2, 8, 5)


# --- before and after ---------------------------------------------------------------------------


def test_before_and_after_are_equal_windows_on_both_sides_of_the_day(folder):
    truce, width = date(2021, 5, 1), timedelta(days=ledgers.WINDOW_DAYS)
    inside = [truce - width + timedelta(days=1), truce, truce + timedelta(days=1), truce + width]
    for of in [truce - width, *inside, truce + width + timedelta(days=1)]:
        both(folder, of, 4, 2)
    held, _, bulletins = read(folder)
    told = ledgers.changes(held, bulletins)
    assert told["quantity"].tolist() == ["first", "second", "difference"]
    assert set(zip(told["days_before"], told["days_after"], strict=True)) == {(2, 2)}
    # Too few days: the means stand, and no interval.
    assert told["change"].tolist() == [0, 0, 0] and told["low"].isna().all()


def test_a_month_with_many_known_days_weighs_no_more_in_the_monthly_mean(folder):
    both(folder, date(2021, 3, 10), 10, 0)
    for number in (11, 12, 13):
        both(folder, date(2021, 4, number), 2, 0)
    both(folder, date(2021, 5, 10), 1, 0)
    held, _, bulletins = read(folder)
    first = ledgers.changes(held, bulletins).iloc[0]
    assert (first["before"], first["monthly_before"]) == (4, 6)


def test_agreements_can_be_chosen(folder):
    both(folder, date(2021, 4, 10), 10, 0)
    both(folder, date(2021, 5, 10), 10, 0)
    held, _, bulletins = read(folder)
    assert set(ledgers.changes(held, bulletins, ("ferry-truce",))["agreement_id"]) == {
        "ferry-truce"
    }
    assert ledgers.changes(held, bulletins, ("another",)).empty


# --- the bootstrap ------------------------------------------------------------------------------


def test_the_same_values_give_the_same_interval():
    one, other = (bootstrap.change_of_mean(range(20), range(5, 25)) for _ in "ab")
    assert one == other and one.change == 5 and one.low < 5 < one.high


def test_with_few_values_there_is_no_interval():
    few, enough = range(bootstrap.FEWEST - 1), range(bootstrap.FEWEST)
    assert bootstrap.change_of_mean(few, enough).low is None
    assert bootstrap.change_of_mean(enough, few).low is None
    assert bootstrap.change_of_mean(enough, enough).low is not None
    assert bootstrap.change_of_mean([], enough) == (None, 3.5, None, None, None)


def test_blocks_of_one_are_the_plain_bootstrap():
    values = np.random.default_rng(7).normal(size=200)
    drawn = bootstrap.drawn_means(values, np.random.default_rng(1), draws=20000, block=1)
    assert drawn.std() == pytest.approx(values.std() / np.sqrt(200), rel=0.03)
    assert drawn.mean() == pytest.approx(values.mean(), abs=0.005)


def test_runs_of_like_days_widen_the_interval():
    runs = np.repeat(np.random.default_rng(3).normal(size=40), 5)
    rng = np.random.default_rng(1)
    plain, blocked = (bootstrap.drawn_means(runs, rng, block=b).std() for b in (1, 5))
    assert blocked > 1.6 * plain


def test_every_day_weighs_the_same():
    values = np.zeros(10)
    means = []
    for place in range(10):
        values[:] = 0
        values[place] = 10
        means.append(bootstrap.drawn_means(values, np.random.default_rng(1), draws=20000).mean())
    assert means == pytest.approx([1] * 10, abs=0.05)


# --- briefings ----------------------------------------------------------------------------------


def test_a_briefing_stands_beside_the_ledger_of_its_own_side(folder):
    both(folder, day(3), 8, 5)
    both(folder, day(4), 5, 8)
    evening = count(folder, "evening", day(3), 8, series="north-evening")
    held, figures, bulletins = read(folder)
    (beside,) = ledgers.beside_briefings(held, figures).to_dict("records")
    assert (beside["count_id"], beside["briefing"]) == (evening, 8)
    assert (beside["same_id"], beside["same"]) == ("B20210403n", 8)
    assert (beside["next_id"], beside["next"]) == ("B20210404n", 5)
    assert list(bulletins["first"]) == [8, 5]


# --- marks --------------------------------------------------------------------------------------


def test_marks_say_where_the_definition_changes(folder):
    both(folder, day(3), 8, 5, area="coast")
    both(folder, day(6), 8, 5)
    both(folder, day(7), 8, 5)
    period(folder, "storm", starts="2021-04-05")
    held, figures, _ = read(folder)
    told = ledgers.marks(held, figures)
    assert told["kind"].tolist() == ["period", "narrower", "agreement"]
    assert told["day_low"].tolist() == [day(5), day(6), day(1, 5)]
    assert charts.lettered(told)["letter"].tolist() == ["A", "B", "C"]


def test_a_mark_without_an_exact_day_has_no_letter(folder):
    both(folder, day(6), 8, 5)
    period(folder, "storm", starts="2021-04")
    held, figures, _ = read(folder)
    assert "storm" not in set(charts.lettered(ledgers.marks(held, figures))["row"])


# --- the page -----------------------------------------------------------------------------------


def test_nothing_known_is_said_and_not_drawn(folder):
    held, figures, bulletins = read(folder)
    spans, told = ledgers.by_period(held, bulletins), ledgers.changes(held, bulletins)
    split = ledgers.places(held, figures, bulletins)
    marks = ledgers.marks(held, figures)
    assert charts.daily(bulletins, marks, WHO, {}) is None
    assert charts.differences(ledgers.pairs(bulletins), marks, WHO, {}) is None
    assert charts.by_place(split, {}, WHO, {}) is None
    assert charts.periods(spans, WHO, {}) is None and charts.changes(told, {}, WHO, {}) is None
    assert 'class="empty"' in words.all_days(held, figures, by_place(held, figures), WHO)


def test_an_unknown_day_has_no_sign(folder):
    count(folder, "north", day(3), 18, area="coast")
    both(folder, day(6), 8, 0)
    held, figures, bulletins = read(folder)
    drawn = charts.daily(bulletins, ledgers.marks(held, figures), WHO, {}).to_dict()
    signs = [r for rows in drawn["datasets"].values() for r in rows if "count" in r]
    assert sorted((r["row"], r["count"]) for r in signs) == [("B20210406n", 8), ("B20210406s", 0)]


def test_every_count_has_an_address_and_leads_to_its_page(folder):
    both(folder, day(3), 8, 5, pages={WEB: {"ferry-town": 3}})
    count(folder, "evening", day(4), 8, series="north-evening")
    held, figures, _ = read(folder)
    shown = words.all_days(held, figures, by_place(held, figures), WHO)
    for key in figures["count_id"]:
        assert shown.count(f'id="{key}"') == 1
    assert "Ferry Town 3" in shown


# --- the project's own bulletins ----------------------------------------------------------------


@pytest.fixture(scope="module")
def own():
    """The wider record, its figures and its bulletins."""
    held = known(notebook_runs.cleaned_once(open_package()), "all")
    figures = ledgers.figures(held)
    return held, figures, ledgers.bulletins(held, figures)


def test_the_seed_knows_no_ledger():
    held = known(opened(), "seed")
    assert ledgers.figures(held).empty


def test_17_february_2019_stands_as_it_is_printed(own):
    pair = own[2].set_index("bulletin").loc["RUTR-2019-02-17"]
    told = own[1].set_index("count_id")["zone"]
    assert (pair["first"], pair["second"]) == (told["B20190217r"], told["B20190217t"])
    assert pair["day"] == date(2019, 2, 17) and not pair["wide"]


def test_7_may_2017_is_the_zone_and_not_all_of_syria(own):
    pair = own[2].set_index("bulletin").loc["RUTR-2017-05-07"]
    assert (pair["first_total"], pair["first"]) == (18, 5)
    assert (pair["second_total"], pair["second"]) == (15, 7)


def test_the_bulletins_whose_day_is_not_sure_enter_no_number(own):
    unsure = set(own[2].loc[~own[2]["is_sound"].astype(bool), "bulletin"])
    assert {"RUTR-2017-08-20", "RUTR-2019-07-03"} <= unsure
    assert not unsure & set(ledgers.pairs(own[2])["bulletin"])


def test_who_counts_more_turns_at_sochi_and_in_the_offensive_of_2019(own):
    told = ledgers.by_period(own[0], own[2])
    assert ledgers.turns(told)[["period_id", "leans"]].values.tolist() == [
        ["sochi", "second"],
        ["offensive-2019", "first"],
    ]
    assert told["days"].sum() == len(ledgers.pairs(own[2]))


def test_both_ledgers_fall_after_the_moscow_agreement(own):
    told = ledgers.changes(own[0], own[2], ("moscow-2020",)).set_index("quantity")
    assert (told.loc[["first", "second"], "high"] < 0).all()
    assert (told["days_before"] >= bootstrap.FEWEST).all()


def test_the_truces_of_august_2019_tell_one_change(own):
    told = ledgers.changes(own[0], own[2])
    groups = ledgers.same_change(own[0], own[2], told)
    assert ["truce-2019-08", "august-2019", "truce-2019-09"] in groups and ["sochi-2018"] in groups
    assert [key for group in groups for key in group] == list(dict.fromkeys(told["agreement_id"]))


def test_uncertain_bulletins_are_in_no_sentence_and_no_series(own):
    sound = own[2][own[2]["is_sound"].astype(bool)]
    told = words.covered(own[2])
    assert f"{sound['wide'].sum()} bulletins cover more than the zone" in told
    kept = words.series_table(own[1])
    assert kept == words.series_table(own[1][own[1]["is_sound"].astype(bool)])
    assert ledgers.coverage(own[2]) == ledgers.coverage(sound)


def test_the_page_is_light_and_every_count_has_one_address(own):
    held, figures, _ = own
    names = words.who(held, ledgers.counters(held))
    shown = words.all_days(held, figures, by_place(held, figures), names)
    assert len(shown) < 250_000
    assert all(shown.count(f'id="{key}"') == 1 for key in figures["count_id"])


@pytest.mark.parametrize(
    "parameters",
    [
        {"corpus": "all"},
        {"corpus": "all", "as_of": "2018-11-30"},
        {"corpus": "all", "as_of": "2019-06-01", "viewpoint": "turkey"},
        {"corpus": "all", "start": "2019-01-01", "end": "2019-03-31"},
        {"corpus": "all", "start": "2017-10-20", "end": "2017-10-30"},
        {"corpus": "all", "start": "2021-10-01", "end": "2021-11-30"},
        {"corpus": "all", "agreements": "libya-talks-2020"},
        {"corpus": "all", "agreements": "moscow-2020", "end": "2020-12-31"},
    ],
    ids=str,
)
def test_the_page_can_be_read_whatever_part_of_the_wider_record_is_asked_for(parameters):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ceasefire.study.clean", notebook_runs.cleaned_once)
        shown = notebook_runs.run("ledgers", parameters)
    notebook_runs.assert_fit_to_read(shown, str(parameters))
    assert len(shown[0].text.split()) > 12
