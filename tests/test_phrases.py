"""How numbers, dates, ranges and lists are written, at the places where a reader would stumble."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceasefire.clean.dates import read_edtf
from ceasefire.clean.tables import BOUNDS
from ceasefire.phrases import (
    amount,
    between,
    capital,
    day,
    days_overdue,
    listed,
    many,
    missing,
    number,
    overdue,
    rate,
    ref,
    span,
)

NAN = float("nan")


@pytest.mark.parametrize("value", [None, NAN, pd.NA, pd.NaT, np.float64("nan")])
def test_missing_is_missing_however_a_frame_holds_it(value):
    assert missing(value) is True


@pytest.mark.parametrize("value", [0, 0.0, "", False, (), (None,), [], date(2018, 1, 1)])
def test_nought_and_empty_are_not_missing(value):
    assert missing(value) is False


@pytest.mark.parametrize(
    ("value", "written"),
    [(5, "5"), (5.0, "5"), (2387, "2,387"), (3.6e6, "3,600,000"), (0.5, "0.5"), (0, "0")],
)
def test_numbers(value, written):
    assert number(value) == written


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (0, "no days"), (1, "one day"), (2, "two days"), (12, "twelve days"), (13, "13 days"),
        (2387, "2,387 days"),
    ],
)  # fmt: skip
def test_counted_things(count, written):
    assert many(count, "day") == written


def test_plurals_of_their_own():
    assert many(2, "party", "parties") == "two parties"
    assert many(1, "party", "parties") == "one party"


@pytest.mark.parametrize(
    ("words", "written"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists(words, written):
    assert listed(words) == written
    assert listed(iter(words), "or") == written.replace(" and ", " or ")


def test_capitals():
    assert capital("no deadline of the UN") == "No deadline of the UN"
    assert capital("") == ""


# --- dates --------------------------------------------------------------------------------------

FIRST, LAST = date(2020, 9, 3), date(2020, 9, 30)


def test_days():
    assert day(FIRST) == "3 September 2020"  # no leading nought


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (FIRST, FIRST, "3 September 2020"),
        (FIRST, LAST, "3 to 30 September 2020"),
        (FIRST, date(2020, 10, 3), "3 September 2020 to 3 October 2020"),
        (FIRST, date(2021, 9, 3), "3 September 2020 to 3 September 2021"),  # the month alone is not
        (None, LAST, "by 30 September 2020"),
        (FIRST, None, "from 3 September 2020"),
        (None, None, "date not reported"),
        (NAN, pd.NaT, "date not reported"),
    ],
)
def test_days_between(low, high, written):
    assert between(low, high) == written


def spelled(edtf: str | None) -> str:
    bounds = read_edtf(edtf) if edtf else None
    row = {"due_edtf": edtf} | {f"due_{b}": getattr(bounds, b, None) for b in BOUNDS}
    return span(row, "due")


@pytest.mark.parametrize(
    ("edtf", "written"),
    [
        (None, "date not reported"),
        ("2020-09-03", "3 September 2020"),
        # one day among several is not a time that lasted
        ("[2020-09-17..2020-09-19]", "a day or days in 17 to 19 September 2020"),
        ("2020-09-17/2020-09-19", "17 to 19 September 2020, throughout"),
        ("2020-09", "a day or days in 1 to 30 September 2020"),
        # begun on a day, ended on some day of that month
        ("2020-09-01/2020-09", "from 1 September 2020 until 1 to 30 September 2020"),
        ("[..2020-09-19]", "by 19 September 2020"),
        ("[2020-09-19..]", "from 19 September 2020"),
    ],
)
def test_how_long_and_how_well_known_stay_apart(edtf, written):
    assert spelled(edtf) == written


@pytest.mark.parametrize(
    "edtf", ["../2020-09-19", "2020-09-17/..", "2020-08/2020-09", "2020-09-17/2020-10"]
)
def test_periods_with_an_end_that_is_open_or_vague_name_what_is_known(edtf):
    written = spelled(edtf)
    for part in ("17", "19"):
        assert (part in written) == (f"-{part}" in edtf)
    assert "throughout" not in written  # that is said only where both ends are certain


# --- quantities ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "best", "high", "written"),
    [
        (5, 5, 5, "5"),
        (15, None, 20, "15 to 20"),
        (101, None, None, "at least 101"),
        (None, None, 12, "at most 12"),
        (None, 70, None, "about 70"),
        (None, 10, 10, "nearly 10"),
        (NAN, 10.0, 10.0, "nearly 10"),
        (NAN, NAN, NAN, "not reported"),
        (0, 0, 0, "0"),  # a reported nought
        (0.5, 0.5, 0.5, "0.5"),
    ],
)
def test_amounts(low, best, high, written):
    assert amount(low, best, high) == written


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (14.3, 14.3, "14.3"),
        (0.151, 0.164, "0.15 to 0.16"),
        (0.151, 0.152, "0.15"),  # no false difference
        (0.7, None, "at least 0.7"),
        (None, 0.7, "at most 0.7"),
        (None, None, ""),
        (pd.NA, pd.NA, ""),
        (5.0, 10.0, "5.0 to 10.0"),
    ],
)
def test_rates(low, high, written):
    assert rate(low, high) == written


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (78, 716, "78 to 716 days"),
        (3, None, "at least 3 days"),
        (1, None, "at least 1 day"),
        (5, 5, "5 days"),
        (1, 1, "1 day"),
        (0, 1, "0 to 1 days"),
        (1000, 2000, "1,000 to 2,000 days"),
        (pd.NA, pd.NA, ""),
        (None, None, ""),
    ],
)
def test_days_overdue(low, high, written):
    assert days_overdue(low, high) == written


def test_references():
    assert ref("S050") == "[[S050]]"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_missing_is_never_written_as_a_number(low, high):
    low, high = sorted((low, high))
    assert amount(low, None, None).startswith("at least ")
    assert amount(None, None, high).startswith("at most ")
    assert (amount(low, None, high) == number(low)) == (low == high)


def test_a_lower_bound_of_nought_says_that_nothing_is_told():
    day_known = date(2020, 9, 30)
    assert overdue(0, 716, day_known) == (
        "how long overdue is not told; 716 days if it still was on 30 September 2020"
    )
    assert overdue(78, 716, day_known).startswith("at least 78 days overdue; 716 if")
    assert overdue(0, 0, day_known) == "0 days overdue"
