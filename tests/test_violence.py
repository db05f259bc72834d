"""Totals, incidents and casualty ranges: what may be added is added end by end, nothing else is.

The invented truce of `packages`: 40 violations in the eight days from 2 to 9 May 2021 (N1), nine
killed in them (N2), two of these children (N3); one shelling on 9 May (I1) with three killed.
"""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import add, cite, cited_in, drop, put, small_package

from ceasefire.clean.tables import clean
from ceasefire.measures.knowledge import known
from ceasefire.measures.violence import (
    HARM,
    REPORTED,
    RIVAL,
    add_ranges,
    by_group,
    incidents,
    itemised,
    reports,
    totals,
    under_agreements,
    within,
)
from ceasefire.package import open_package

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("patient")

POST, WEB = "post-01", "web-01"


def day(text: str | None) -> date | None:
    return text and date.fromisoformat(text)


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def record(folder, as_of=None, corpus="all"):
    return known(clean(open_package(folder)), corpus, as_of)


def recite(folder, table, row, field, token, value="") -> None:
    """Put other words, or another value, in the place of the first that are cited."""
    drop(folder, "citations", cited_in(folder, table, row, field))
    cite(folder, table, row, field, token, value)


def report(folder, harm: str, token: str, source=POST, incident="I1") -> str:
    """One more report of an incident, with one number of harmed people, if it gives any."""
    name = f"R{len(open_package(folder).tables['reports']) + 1}"
    add(folder, "reports", name, incident, "reported", "one more report")
    cite(folder, "reports", name, "wording", f"words of {name}", source=source)
    if token:
        cite(folder, "reports", name, harm, token, source=source)
    return name


def number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)


def of(frame: pd.DataFrame, key: str, *columns: str) -> tuple[float | None, ...]:
    """Numbers of the row with that key (in the first column), None where missing."""
    found = frame[frame[frame.columns[0]] == key]
    assert len(found) == 1
    return tuple(number(found[column].iloc[0]) for column in columns)


# --- totals and the days they cover -------------------------------------------------------------


def test_a_total_covers_its_first_and_its_last_day(folder):
    # 2 to 9 May are eight days, not seven: 40 violations are 5 a day.
    found = of(totals(record(folder)), "N1", "days_low", "days_high", "rate_low", "rate_high")
    assert found == (8, 8, 5, 5)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2021-05-09", "2021-05-09", (1, 1)),
        ("2020-02-28", "2020-03-01", (3, 3)),  # the 29th of February is one of them
        ("2021-02-28", "2021-03-01", (2, 2)),
        # uncertain ends: from the latest start to the earliest end, and the other way round
        ("[2021-05-01..2021-05-03]", "2021-05-09", (7, 9)),
        ("2021-05-01", "[2021-05-08..2021-05-09]", (8, 9)),
        ("2021-04", "2021-05", (2, 61)),
        # the ends may even cross: it lasted a day at least
        ("[2021-05-01..2021-05-20]", "[2021-05-10..2021-05-25]", (1, 25)),
        # an end that nobody knows leaves the length open
        ("[..2021-05-03]", "2021-05-09", (None, None)),
        ("2021-05-03", "[2021-05-09..]", (None, None)),
    ],
)
def test_days_covered_under_uncertain_ends(folder, start, end, days):
    recite(folder, "counts", "N1", "start", "then", start)
    recite(folder, "counts", "N1", "end", "now", end)
    assert of(totals(record(folder)), "N1", "days_low", "days_high") == days


def test_a_rate_spans_the_most_and_the_fewest_days(folder):
    drop(folder, "citations", cited_in(folder, "agreements", "ferry-truce", "concluded"))
    recite(folder, "counts", "N1", "start", "then", "[2021-05-02..2021-05-06]")
    # 40 in eight days at most and four at least.
    assert of(totals(record(folder)), "N1", "rate_low", "rate_high") == (5, 10)


def test_an_open_total_has_an_open_rate(folder):
    recite(folder, "counts", "N1", "total", "over 40")
    # Whole things: more than 40 are at least 41, and there is no upper end.
    found = of(totals(record(folder)), "N1", "total_low", "total_high", "rate_low", "rate_high")
    assert found == (41, None, 41 / 8, None)


def test_a_total_without_days_has_no_rate(folder):
    found = of(totals(record(folder)), "N2", "total_low", "days_low", "rate_low", "rate_high")
    assert found == (9, None, None, None)  # missing, not 0


def test_a_total_that_is_not_a_number_is_missing_and_not_nought(folder):
    recite(folder, "counts", "N1", "total", "countless")
    found = of(totals(record(folder)), "N1", "total_low", "total_high", "rate_low", "rate_high")
    assert found == (None,) * 4


def test_a_total_that_begins_before_any_agreement_is_under_none(folder):
    # The truce is of 1 May.
    for start, under in (("2021-05-01", True), ("2021-04-30", False)):
        recite(folder, "counts", "N1", "start", "then", start)
        held = record(folder)
        frame = totals(held).set_index("count_id")
        assert under_agreements(held, totals(held)).tolist() == [under, False, False]
        # A rate of violations says something only where there was something to be violated.
        assert pd.notna(frame.loc["N1", "rate_low"]) == under


def test_totals_of_the_agreements_asked_for(folder):
    put(folder, "counts", 3, "agreement_id", "")
    held = record(folder)
    assert list(totals(held, agreements=("ferry-truce",))["count_id"]) == ["N1", "N3"]
    assert totals(held, agreements=("other",)).empty
    assert list(totals(held)["count_id"]) == ["N1", "N2", "N3"]


def test_who_counted(folder):
    cite(folder, "counts", "N1", "counter", "Harbour Watch")
    spoken = totals(record(folder)).set_index("count_id")["spoken_by"]
    assert spoken["N1"] == ("harbour-watch",)
    assert spoken["N2"] == ("post",)  # nobody is named: the publisher


# --- the window ---------------------------------------------------------------------------------


def timed(*spans) -> pd.DataFrame:
    """Rows with one date field each: (EDTF or None, first day, last day)."""
    rows = [(edtf, day(first), day(last)) for edtf, first, last in spans]
    columns = ["at_edtf", "at_start_earliest", "at_end_latest"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


SPANS = timed(
    ("2021-05-02/2021-05-09", "2021-05-02", "2021-05-09"),
    ("..", None, "2021-05-09"),
    ("..", "2021-05-02", None),
    (None, None, None),
)


@pytest.mark.parametrize(
    ("window", "inside"),
    [
        ((None, None), [True, True, True, True]),  # no window: the undated too
        (("2021-05-09", None), [True, True, True, False]),  # its last day is the first looked at
        (("2021-05-10", None), [False, False, True, False]),  # an open end may reach anywhere
        ((None, "2021-05-02"), [True, True, True, False]),
        ((None, "2021-05-01"), [False, True, False, False]),
        (("2021-05-04", "2021-05-05"), [True, True, True, False]),  # the window within the span
        (("2021-01-01", "2021-12-31"), [True, True, True, False]),
    ],
)
def test_what_can_touch_the_window_is_inside(window, inside):
    assert within(SPANS, "at", "at", tuple(map(day, window))).tolist() == inside


def test_a_total_is_within_the_window_by_its_start_and_its_end(folder):
    held = record(folder)
    assert list(totals(held, (day("2021-05-09"), None))["count_id"]) == ["N1"]
    assert totals(held, (day("2021-05-10"), None)).empty
    assert list(totals(held, (None, day("2021-05-02")))["count_id"]) == ["N1"]
    assert totals(held, (None, day("2021-05-01"))).empty
    # One end that is known is enough to be looked at.
    drop(folder, "citations", cited_in(folder, "counts", "N1", "start"))
    assert list(totals(record(folder), (day("2021-05-09"), None))["count_id"]) == ["N1"]
    assert totals(record(folder), (day("2021-05-10"), None)).empty


def test_an_incident_is_within_the_window_by_its_day(folder):
    held = record(folder)
    shelled = day("2021-05-09")
    assert list(incidents(held, (shelled, shelled))["incident_id"]) == ["I1"]
    assert incidents(held, (day("2021-05-10"), None)).empty
    assert incidents(held, (None, day("2021-05-08"))).empty


# --- incidents and their reports ----------------------------------------------------------------


def harmed(folder, harm="killed", as_of=None) -> tuple[float | None, float | None]:
    return of(incidents(record(folder, as_of)), "I1", f"{harm}_low", f"{harm}_high")


def test_an_incident_has_the_range_of_its_report(folder):
    assert harmed(folder) == (3, 3)
    # What no report gives is missing and not 0.
    assert harmed(folder, "wounded") == (None, None)
    assert harmed(folder, "casualties") == (None, None)


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (["five"], (3, 5)),  # beside the three of the first report
        (["two"], (2, 3)),
        (["two", "five"], (2, 5)),
        (["2-8"], (2, 8)),
        (["more than 4"], (3, None)),  # at least five: no upper end is known any more
        (["dozens"], (3, None)),
        ([""], (3, 3)),  # a report that gives no number changes nothing
    ],
)
def test_an_incident_spans_the_ranges_of_all_its_reports(folder, tokens, expected):
    for token in tokens:
        report(folder, "killed", token)
    assert harmed(folder) == expected


def test_an_upper_bound_alone_leaves_the_lower_end_open(folder):
    recite(folder, "reports", "R1", "killed", "up to 12")
    assert harmed(folder) == (None, 12)


def test_about_ten_is_no_upper_bound_below_ten(folder):
    # Beside an exact three, somebody says about ten: the range may not end at three.
    report(folder, "killed", "about 10")
    low, high = harmed(folder)
    assert low == 3
    assert high is None or high >= 10


def test_nearly_ten_is_not_at_least_ten(folder):
    recite(folder, "reports", "R1", "killed", "nearly 10")
    low, high = harmed(folder)
    assert (low is None or low < 10) and high == 10


def test_a_report_counts_from_the_day_of_its_publication(folder):
    report(folder, "killed", "nine", source=WEB)
    assert harmed(folder, as_of=day("2021-05-31")) == (3, 3)
    assert harmed(folder, as_of=day("2021-06-01")) == (3, 9)


def test_who_says_it_and_whom_it_names(folder):
    second = report(folder, "killed", "five")
    put(folder, "reports", 3, "attribution", "accused")
    cite(folder, "reports", second, "reporter", "Harbour Watch")
    cite(folder, "reports", second, "perpetrator", "North Council")
    cite(folder, "reports", second, "perpetrator", "South Council")
    shelling = incidents(record(folder)).iloc[0]
    assert shelling["report_ids"] == ("R1", second)
    assert shelling["attributions"] == ("reported", "accused")
    assert shelling["spoken_by"] == ("post", "harbour-watch")
    assert shelling["perpetrator_sides"] == ("north", "south")
    told = reports(record(folder)).set_index("report_id")
    assert told.loc["R1", "perpetrator_sides"] == ()
    assert told.loc[second, "perpetrator_sides"] == ("north", "south")


def test_two_sides_that_one_report_names_are_no_rivals(folder):
    for name in ("North Council", "South Council"):
        cite(folder, "reports", "R1", "perpetrator", name)
    shelling = incidents(record(folder)).iloc[0]
    assert not shelling["rival_accounts"]
    assert shelling["doers"] == shelling["perpetrator_sides"] == ("north", "south")


def test_reports_that_name_different_doers_are_rivals_and_count_for_neither(folder):
    cite(folder, "reports", "R1", "perpetrator", "North Council")
    second = report(folder, "killed", "five")
    cite(folder, "reports", second, "perpetrator", "South Council")
    frame = incidents(record(folder))
    assert frame.iloc[0]["rival_accounts"]
    assert frame.iloc[0]["doers"] == (RIVAL,)
    assert frame.iloc[0]["perpetrator_sides"] == ("north", "south")
    assert set(by_group(frame, "doers")["doers"]) == {RIVAL}


def test_a_report_that_names_one_of_two_doers_is_no_rival_of_that_which_names_both(folder):
    cite(folder, "reports", "R1", "perpetrator", "North Council")
    second = report(folder, "killed", "five")
    for name in ("North Council", "South Council"):
        cite(folder, "reports", second, "perpetrator", name)
    assert incidents(record(folder)).iloc[0]["doers"] == ("north", "south")


def test_an_incident_without_a_report_has_no_numbers(folder):
    add(folder, "incidents", "I2", "airstrike", "Lock hit", "", "", "true")
    cite(folder, "incidents", "I2", "wording", "hit the lock")
    frame = incidents(record(folder))
    assert of(frame, "I2", "killed_low", "killed_high") == (None, None)
    silent = frame[frame["incident_id"] == "I2"].iloc[0]
    assert (silent["report_ids"], silent["perpetrator_sides"], silent["spoken_by"]) == ((), (), ())
    # ... and takes none from its neighbour.
    assert of(frame, "I1", "killed_low", "killed_high") == (3, 3)


# --- adding ranges ------------------------------------------------------------------------------


def ranges(*pairs) -> pd.DataFrame:
    """Incidents with (low, high) of killed each."""
    return pd.DataFrame(pairs, columns=["killed_low", "killed_high"], dtype=object)


@pytest.mark.parametrize(
    ("pairs", "low", "high", "given_"),
    [
        ([(3, 3), (2, 5)], 5, 8, 2),
        ([(3, 3), (None, None)], 3, 3, 1),  # who gives nothing adds nothing, and is told apart
        ([(3, 3), (12, None)], 15, None, 2),  # dozens: one open end leaves the sum open
        ([(0, 0), (None, None)], 0, 0, 1),  # a reported nought is a number
        ([(None, 12), (3, 3)], 3, 15, 2),
        ([(None, None)], None, None, 0),  # nothing given is missing and not 0
        ([], None, None, 0),
    ],
)
def test_ranges_add_low_with_low_and_high_with_high(pairs, low, high, given_):
    added = add_ranges(ranges(*pairs), "killed")
    assert (added["low"], added["high"]) == (low, high)
    assert (added["given"], added["not_given"]) == (given_, len(pairs) - given_)
    assert added["harm"] == "killed"


def test_where_nobody_gives_a_lower_bound_the_sum_has_none():
    added = add_ranges(ranges((None, 12), (None, 4)), "killed")
    assert number(added["low"]) is None  # "up to 12" is not "0 to 12": nobody said nought
    assert added["high"] == 16


LOW_HIGH = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(sorted).map(tuple)
RANGE = st.one_of(LOW_HIGH, LOW_HIGH.map(lambda r: (r[0], None)), st.just((None, None)), LOW_HIGH)


@given(st.lists(RANGE, max_size=8), st.lists(RANGE, max_size=8))
def test_a_sum_of_sums_is_the_sum(first, second):
    one, two, both = (add_ranges(ranges(*p), "killed") for p in (first, second, first + second))
    assert both["given"] == one["given"] + two["given"]
    assert both["given"] + both["not_given"] == len(first) + len(second)
    if one["given"] and two["given"]:
        assert both["low"] == one["low"] + two["low"]
        open_end = one["high"] is None or two["high"] is None
        assert both["high"] == (None if open_end else one["high"] + two["high"])
    if both["given"] and both["high"] is not None:
        assert 0 <= both["low"] <= both["high"]


@given(st.lists(RANGE, max_size=8), st.randoms())
def test_a_sum_does_not_depend_on_the_order(pairs, chance):
    mixed = pairs.copy()
    chance.shuffle(mixed)
    assert add_ranges(ranges(*pairs), "killed") == add_ranges(ranges(*mixed), "killed")


# --- totals and what lies inside them -----------------------------------------------------------


def inside(folder, count: str) -> dict:
    frame = itemised(record(folder))
    return frame[frame["count_id"] == count].iloc[0].to_dict()


def test_a_total_of_violations_less_the_incidents_inside_it(folder):
    found = inside(folder, "N1")
    assert (found["countable"], found["described"], found["incident_ids"]) == (1, 0, ("I1",))
    assert (found["not_itemised_low"], found["not_itemised_high"]) == (39, 39)


def test_a_description_is_inside_and_is_not_taken_off(folder):
    add(folder, "incidents", "I2", "shelling", "Shells all week", "N1", "in the period", "false")
    cite(folder, "incidents", "I2", "wording", "shells all week")
    found = inside(folder, "N1")
    assert (found["countable"], found["described"]) == (1, 1)
    assert found["incident_ids"] == ("I1", "I2")
    assert (found["not_itemised_low"], found["not_itemised_high"]) == (39, 39)


def test_nothing_is_taken_off_a_total_of_people(folder):
    # An incident is a violation, and no person killed.
    put(folder, "incidents", 2, "part_of", "N2")
    found = inside(folder, "N2")
    assert (found["countable"], found["not_itemised_low"], found["not_itemised_high"]) == (1, 9, 9)
    # N1 has nothing inside any more.
    assert inside(folder, "N1")["not_itemised_low"] == 40
    assert inside(folder, "N1")["incident_ids"] == ()


def test_totals_inside_a_total_are_named_and_not_taken_off(folder):
    put(folder, "counts", 3, "part_of", "N1")
    assert inside(folder, "N1")["totals_inside"] == ("N2",)
    assert inside(folder, "N2")["totals_inside"] == ("N3",)  # a subset lies inside too
    assert inside(folder, "N2")["not_itemised_low"] == 9
    assert inside(folder, "N3")["totals_inside"] == ()


def test_an_open_total_less_its_incidents_stays_open(folder):
    recite(folder, "counts", "N1", "total", "over 40")
    found = inside(folder, "N1")
    assert (found["not_itemised_low"], number(found["not_itemised_high"])) == (40, None)


def test_more_incidents_than_a_total_holds_leave_nothing_and_not_less(folder):
    recite(folder, "counts", "N1", "total", "one")
    add(folder, "incidents", "I2", "shelling", "Quay shelled", "N1", "in the period", "true")
    cite(folder, "incidents", "I2", "wording", "shells on the quay")
    assert inside(folder, "N1")["not_itemised_low"] >= 0


def test_only_incidents_that_are_known_are_inside(folder):
    put(folder, "citations", cited_in(folder, "incidents", "I1", "wording"), "source_id", WEB)
    early = itemised(record(folder, day("2021-05-31"))).set_index("count_id").loc["N1"]
    assert (early["countable"], early["not_itemised_low"]) == (0, 40)
    assert inside(folder, "N1")["countable"] == 1


def test_totals_and_incidents_are_never_added(folder):
    held = record(folder)
    counted, happened = totals(held), incidents(held)
    # One frame has no rows of the other, and every total stands as printed.
    assert set(counted["count_id"]) == {"N1", "N2", "N3"}
    assert set(happened["incident_id"]) == {"I1"}
    assert counted["total_low"].tolist() == [40, 9, 2]
    assert of(happened, "I1", "killed_low", "killed_high") == (3, 3)  # not the nine of N2


# --- groups -------------------------------------------------------------------------------------


def grouped(*rows) -> dict[str, tuple[int, int]]:
    """Incidents as (value, countable) to {value: (countable, described)}."""
    frame = pd.DataFrame(
        [(f"I{n}", value, flag) for n, (value, flag) in enumerate(rows)],
        columns=["incident_id", "who", "countable"],
    )
    frame["who"] = pd.Series([value for value, _ in rows], dtype=object)
    counted = by_group(frame.astype({"countable": "boolean"}), "who")
    columns = ["who", "countable", "described", "countable_ids", "described_ids"]
    assert list(counted.columns) == columns
    for row in counted.to_dict("records"):
        assert (len(row["countable_ids"]), len(row["described_ids"])) == (
            row["countable"],
            row["described"],
        )
    return {row["who"]: (row["countable"], row["described"]) for row in counted.to_dict("records")}


def test_an_incident_with_two_values_is_counted_under_each():
    assert grouped((("north", "south"), True), (("north",), True), (("north",), False)) == {
        "north": (2, 1),
        "south": (1, 0),
    }


def test_an_incident_with_no_value_is_counted_under_none():
    assert grouped(((), True), (("north",), True), ((), False)) == {"": (1, 1), "north": (1, 0)}


def test_plain_values_are_groups_too():
    assert grouped(("airstrike", True), ("shelling", False), ("airstrike", False)) == {
        "airstrike": (1, 1),
        "shelling": (0, 1),
    }


def test_a_plain_value_that_is_missing_is_counted_under_none():
    # Where it was not given it is shown as not given, not dropped in silence.
    assert grouped(("airstrike", True), (None, True)) == {"airstrike": (1, 0), "": (1, 0)}


def test_the_largest_group_stands_first_and_equals_by_name():
    rows = [(("b",), True), (("a",), True), (("c",), True), (("c",), True), (("d",), False)]
    assert list(grouped(*rows)) == ["c", "a", "b", "d"]


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(tuple), st.booleans()
        ),
        min_size=1,
        max_size=12,
    )
)
def test_groups_have_every_incident_once_under_each_of_its_values(rows):
    counted = grouped(*rows)
    for name, (countable, described) in counted.items():
        held = [flag for values, flag in rows if name in (values or ("",))]
        assert (countable, described) == (sum(held), len(held) - sum(held))
    sizes = list(counted.values())
    assert all(a >= b for a, b in pairwise(sizes))


# --- nothing there ------------------------------------------------------------------------------


def test_every_frame_of_an_empty_record_is_empty_and_whole(folder):
    nothing = record(folder, day("2021-05-09"))  # the day before the first publication
    assert nothing.sources.empty
    frames = {
        "totals": totals(nothing),
        "incidents": incidents(nothing),
        "reports": reports(nothing),
        "itemised": itemised(nothing),
    }
    for name, frame in frames.items():
        assert frame.empty, name
    assert {"days_low", "days_high", "rate_low", "rate_high", "spoken_by"} <= set(frames["totals"])
    assert set(REPORTED) <= set(frames["incidents"])
    assert {"spoken_by", "perpetrator_sides"} <= set(frames["reports"])
    assert under_agreements(nothing, frames["totals"]).empty
    for harm in HARM:
        added = add_ranges(frames["incidents"], harm)
        assert (added["low"], added["high"], added["given"], added["not_given"]) == (
            None,
            None,
            0,
            0,
        )
    for column in ("method", "perpetrator_sides"):
        assert by_group(frames["incidents"], column).empty


def test_a_window_over_an_empty_record(folder):
    nothing = record(folder, day("2021-05-09"))
    window = (day("2021-05-01"), day("2021-05-31"))
    assert totals(nothing, window).empty
    assert incidents(nothing, window).empty


def test_a_window_without_anything_in_it(folder):
    window = (day("1999-01-01"), day("1999-12-31"))
    frame = incidents(record(folder), window)
    assert frame.empty
    assert add_ranges(frame, "killed")["low"] is None
    assert by_group(frame, "method").empty
    assert totals(record(folder), window).empty


def test_incidents_without_any_report(folder):
    drop(folder, "reports", 2)
    for field in ("wording", "killed", "children"):
        drop(folder, "citations", cited_in(folder, "reports", "R1", field))
    assert harmed(folder) == (None, None)
    assert reports(record(folder)).empty
