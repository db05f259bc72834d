"""EDTF is read by its strict bounds; words are read by rules that would rather be silent.

The tokens are those of the five reports, each against the day its report was published.
"""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ceasefire.clean.dates import Resolution, Span, read_edtf, resolve_date, write_edtf

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("patient")

ALJAZEERA_2018 = "2018-09-17"
SOL_2018 = "2018-11-27"
ALJAZEERA_2019 = "2019-02-11"
NATIONAL_2020 = "[2020-02-19..2020-02-20]"
ENAB_BALADI_2020 = "[2020-09-19..2020-09-30]"

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
MONTH_NAMES = calendar.month_name[1:]
WEEKDAY_NAMES = list(calendar.day_name)


def day(text: str) -> date:
    return date.fromisoformat(text)


def bounds(*texts: str | None) -> Span:
    """A span from its four bounds as text, None unknown."""
    return Span(*(text and day(text) for text in texts))


def on(published: date) -> Span:
    return Span(published, published, published, published)


@st.composite
def two_days(draw, furthest: int = 60):
    """Two days in order, at most so many days apart."""
    first = draw(DAYS)
    return first, first + timedelta(draw(st.integers(0, furthest)))


@st.composite
def anchors(draw):
    """The day of publication, known or one of a few."""
    first, last = draw(two_days(furthest=14))
    return Span(first, last, first, last)


def resolved(token: str, published: str | Span) -> str | None:
    """The EDTF text that a token resolves to."""
    found = resolve_date(token, read_edtf(published) if isinstance(published, str) else published)
    return found and found.edtf


# --- EDTF ---------------------------------------------------------------------------------------

READ = {
    "2018-10-15": (("2018-10-15",) * 4, 1),
    "2018-09": (("2018-09-01", "2018-09-30") * 2, 4),
    "2020-02": (("2020-02-01", "2020-02-29") * 2, 4),
    "2018": (("2018-01-01", "2018-12-31") * 2, 5),
    "2020": (("2020-01-01", "2020-12-31") * 2, 5),  # 366 days are still a year
    # lasted three days, known to the day: how long is not how well known
    "2020-09-17/2020-09-19": (("2020-09-17", "2020-09-17", "2020-09-19", "2020-09-19"), 1),
    # one day among three
    "[2018-11-25..2018-11-27]": (("2018-11-25", "2018-11-27") * 2, 2),
    "[2018-09-03..2018-09-09]": (("2018-09-03", "2018-09-09") * 2, 3),
    "[2018-09-03..2018-09-10]": (("2018-09-03", "2018-09-10") * 2, 4),
    "[2018-09-01..2018-10-02]": (("2018-09-01", "2018-10-02") * 2, 5),
    "[2018-09..2018-10]": (("2018-09-01", "2018-10-31") * 2, 5),
    "[2018..2019]": (("2018-01-01", "2019-12-31") * 2, None),
    # the vaguer end decides
    "2018-09-17/2018-10": (("2018-09-17", "2018-09-17", "2018-10-01", "2018-10-31"), 4),
    "2017/2018-10-15": (("2017-01-01", "2017-12-31", "2018-10-15", "2018-10-15"), 5),
    "../2018-11-27": ((None, None, "2018-11-27", "2018-11-27"), None),
    "2018-09-17/..": (("2018-09-17", "2018-09-17", None, None), None),
    "[..2018-11-27]": ((None, "2018-11-27") * 2, None),
    "[2018-11-25..]": (("2018-11-25", None) * 2, None),
    # a qualifier widens nothing: the library's fuzzy bounds would make two years of this
    "2020-07-01~": (("2020-07-01",) * 4, 1),
    "2018-09?": (("2018-09-01", "2018-09-30") * 2, 4),
    "2018%": (("2018-01-01", "2018-12-31") * 2, 5),
    "2018-09-17~/2018-09-19?": (("2018-09-17", "2018-09-17", "2018-09-19", "2018-09-19"), 1),
}


@pytest.mark.parametrize("text", READ)
def test_edtf_is_read_by_its_strict_bounds(text):
    expected, precision = READ[text]
    span = read_edtf(text)
    assert span == bounds(*expected)
    assert span.precision == precision
    assert (span.earliest, span.latest) == (span.start_earliest, span.end_latest)


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "2019-02-29", "2018-02-30", "2018-13", "2018-00-10", "0000",
        "2019-02-29/2019-03-05", "[2019-02-28..2019-02-29]",
        "2018-10-15/2018-10-01", "2018-10/2018-09-30", "[2018-11-27..2018-11-25]",
        "2018-11-27/", "/2018-11-27", "../..", "[..]",
        "2018-21", "201X", "2018-XX", "2018S2", "y20180", "-2018", "2018-09-17T18:31:00",
        "{2018..2019}", "[2018-11-25,2018-11-27]", "[2018-11-25]",
        "2018-1-1", "17/09/2018", "September 2018", "unknown", None, float("nan"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_one_line(text):
    with pytest.raises(ValueError) as caught:
        read_edtf(text)
    message = str(caught.value)
    assert repr(text) in message
    assert "2018-09" in message and "[a..b]" in message
    assert "\n" not in message


@given(two_days(), two_days())
def test_a_span_whose_bounds_cross_cannot_be_made(first, second):
    assume(first[1] > second[0])
    with pytest.raises(ValueError):
        Span(first[1], second[0], first[1], first[1])
    with pytest.raises(ValueError):
        Span(first[1], first[1], second[0], second[0])


@st.composite
def writable_ends(draw):
    """The bounds of an end that EDTF can write: a day, a month, a year or unknown."""
    some_day = draw(DAYS)
    text = draw(st.sampled_from([10, 7, 4]))
    span = read_edtf(some_day.isoformat()[:text])
    return draw(st.sampled_from([(span.earliest, span.latest), (None, None)]))


@settings(max_examples=30)  # the grammar of sets takes tens of milliseconds
@given(two_days(furthest=500))
def test_one_day_among_several_reads_back(days):
    for among in (days, (None, days[1]), (days[0], None)):
        span = Span(*among, *among)
        assert read_edtf(write_edtf(span)) == span


@given(writable_ends(), writable_ends())
def test_a_period_reads_back(start, end):
    assume(start != (None, None) or end != (None, None))
    assume(None in (start[0], end[1]) or start[0] <= end[1])
    span = Span(*start, *end)
    assert read_edtf(write_edtf(span)) == span


def test_a_whole_month_among_days_is_written_as_the_month():
    assert write_edtf(read_edtf("[2018-09-01..2018-09-30]")) == "2018-09"
    assert write_edtf(read_edtf("[2018-09-01..2018-09-29]")) == "[2018-09-01..2018-09-29]"


def test_what_edtf_cannot_say_is_not_written():
    with pytest.raises(ValueError):
        write_edtf(bounds(None, None, None, None))
    with pytest.raises(ValueError):  # a period whose start is one of three days
        write_edtf(bounds("2018-09-01", "2018-09-03", "2018-10-15", "2018-10-15"))


# --- the words of the five reports --------------------------------------------------------------

TOKENS = {
    ALJAZEERA_2018: {
        "Monday": "2018-09-17",
        "Monday\u2019s": "2018-09-17",
        "by October 15": "2018-10-15",
        "by October 10": "2018-10-10",
        "By the end of 2018": "2018-12-31",
        "Since the beginning of September": "[2018-09-01..2018-09-10]",
        "Over the past week": "2018-09-11/2018-09-17",
        "in July 2017": "2017-07",
        "On Friday": "2018-09-14",
        "recently": "[..2018-09-17]",
        "in recent days": "[..2018-09-17]",
        "Following the press conference": None,
        "21st century": None,
    },
    SOL_2018: {
        "Tuesday, 27 November 2018 18:31": "2018-11-27",
        "On September 17, 2018": "2018-09-17",
        "on November 24": "2018-11-24",
        "on Sunday": "2018-11-25",
        "on Monday": "2018-11-26",
        "until October 15": "2018-10-15",
        "in September": "2018-09",
        "November 28-29": "2018-11-28/2018-11-29",
        "on the eve": None,
        "missing a deadline": None,
        "hours before the deadline": None,
        "After Akar's talk with Shoigu": None,
    },
    ALJAZEERA_2019: {
        "Monday": "2019-02-11",
        "said last week": "[2019-02-04..2019-02-10]",
        "said last month": "2019-01",
        "earlier this year": "[2019-01-01..2019-02-11]",
        "agreed in September": "2018-09",
        "September deal": "2018-09",
        "since it started in March 2011": "2011-03",
        "eight-year": None,
    },
    NATIONAL_2020: {
        "Wednesday": "2020-02-19",  # the same for both days on which it may have come out
        "last August": "2019-08",
        "in December": "2019-12",
        "last year": "2019",
        "before the end of February": "2020-02-29",
        "2018 Sochi Agreement": "2018",
        "Updated: February 20, 2020 12:28 AM": "2020-02-20",
        "previously": "[..2020-02-20]",
        "nearly 10 years": None,
    },
    ENAB_BALADI_2020: {
        "on 16 September": "2020-09-16",
        "17, 18,19 September": "2020-09-17/2020-09-19",
        "past days of 17, 18,19 September": "2020-09-17/2020-09-19",
        "On 5 of last March": "2020-03-05",
        "until 18 August": "2020-08-18",
        "until the beginning of last July": "[2020-07-01..2020-07-10]",
        "On 7 September": "2020-09-07",
        "since April 2019": "2019-04",
        "on the same day": None,
        "the second day of the talks": None,
        # three Mondays fit: one day among all of them
        "Monday": "[2020-09-14..2020-09-28]",
        "last month": "2020-08",
        "last week": "[2020-09-07..2020-09-27]",
        "last September": "2019-09",
    },
}


@pytest.mark.parametrize(
    ("published", "token"), [(when, token) for when in TOKENS for token in TOKENS[when]]
)
def test_the_words_of_the_reports_resolve(published, token):
    assert resolved(token, published) == TOKENS[published][token]


def test_the_rule_is_named():
    assert resolve_date("by October 15", read_edtf(ALJAZEERA_2018)) == Resolution(
        "2018-10-15", "day and month, nearest year"
    )
    names = {
        token: resolve_date(token, read_edtf(ALJAZEERA_2018)).rule
        for token in ("Monday", "last August", "in August", "August 2018", "recently")
    }
    assert names == {
        "Monday": "weekday, latest up to publication",
        "last August": "month, the last month of that name",
        "in August": "month, latest up to publication",
        "August 2018": "month with its year",
        "recently": "known only to be past",
    }


OTHER_TOKENS = {
    "2018-10-15": "2018-10-15",
    "March 5th, 2020": "2020-03-05",
    "the 5th of March 2020": "2020-03-05",
    "24 Nov. 2018": "2018-11-24",
    "7 february 2020": "2020-02-07",
    "Erdo\u011fan said on Monday": "2018-09-17",
    "28 and 29 November": "2018-11-28/2018-11-29",
    "10 to 15 October 2018": "2018-10-10/2018-10-15",
    "early October": "[2018-10-01..2018-10-10]",
    "mid-October": "[2018-10-11..2018-10-20]",
    "late August": "[2018-08-21..2018-08-31]",
    "end of last month": "2018-08-31",
    "by the end of the year": "2018-12-31",
    "October 15 last year": "2017-10-15",
    "yesterday": "2018-09-16",
    "today": "2018-09-17",
    "two days ago": "2018-09-15",
    "over the past three days": "2018-09-15/2018-09-17",
    "in the last two weeks": "2018-09-04/2018-09-17",
    "earlier this month": "[2018-09-01..2018-09-17]",
    "this month": "2018-09",
    "Monday night": "2018-09-17",
    # "since" looks back, whatever is nearer
    "30 September": "2018-09-30",
    "since 30 September": "2017-09-30",
}


@pytest.mark.parametrize("token", OTHER_TOKENS)
def test_words_that_other_reports_use_resolve(token):
    assert resolved(token, ALJAZEERA_2018) == OTHER_TOKENS[token]


@pytest.mark.parametrize(
    "token",
    [
        "", "deal", "2,387", "M4", "15-20km",
        "the day after October 15", "before October 15", "around October 15", "not October 15",
        "October 10 and October 15", "17 and 24 September", "19, 18 September",
        "31 September", "29 February", "29 February 2018", "30-2 September",
        "Tuesday, September 17, 2018",  # it was a Monday
        "by Monday", "will be held on Thursday", "next Monday", "last Monday", "by October",
        "next week", "a few days ago", "past few days", "in the last month", "mid-2018",
        "Russia may launch", "on the march", "summer 2018", "2018-19", "October 15/16",
        "second half of September", "the month after September", "September or October",
        "\u0623\u064a\u0644\u0648\u0644 2018",  # September 2018, in Arabic
        "4 \u043c\u0430\u044f 2017",  # 4 May 2017, in Russian
    ],
)  # fmt: skip
def test_words_that_may_mean_something_else_are_left_to_a_person(token):
    assert resolve_date(token, read_edtf(ALJAZEERA_2018)) is None


def test_english_rules_read_only_figures_in_another_language():
    anchor = read_edtf(ALJAZEERA_2018)
    assert resolve_date("fine del 2018", anchor, "it") is None
    assert resolve_date("2018", anchor, "it") == resolve_date("2018", anchor)


@pytest.mark.parametrize("token", ["Monday", "October 15", "September", "recently", "last week"])
@pytest.mark.parametrize("published", [None, "2018", "[..2018-09-17]", "[2018-09-01..2018-11-02]"])
def test_a_report_of_unknown_date_dates_nothing_relative_to_it(token, published):
    anchor = published and read_edtf(published)
    assert resolve_date(token, anchor) is None
    assert resolved("September 17, 2018", anchor) == "2018-09-17"
    assert resolved("end of 2018", anchor) == "2018-12-31"


def test_two_months_of_doubt_are_still_an_anchor():
    assert resolved("October 15", "[2018-09-01..2018-11-01]") == "2018-10-15"


# --- properties ---------------------------------------------------------------------------------

FULL_DATES = (
    "{d.day} {month} {d.year}",
    "{month} {d.day}, {d.year}",
    "On {weekday}, {d.day} {month} {d.year} 18:31",
    "by {weekday}, {month} {d.day}, {d.year} 12:28 AM",
    "{d:%Y-%m-%d}",
)


def spelled(form: str, when: date) -> str:
    return form.format(
        d=when, month=MONTH_NAMES[when.month - 1], weekday=WEEKDAY_NAMES[when.weekday()]
    )


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.one_of(st.none(), anchors()),
    st.sampled_from(FULL_DATES),
)
@example(date(2020, 2, 29), None, FULL_DATES[0])
def test_a_full_date_is_itself_whenever_it_was_printed(when, anchor, form):
    assert resolved(spelled(form, when), anchor) == when.isoformat()


@given(DAYS, DAYS)
def test_a_weekday_that_contradicts_the_date_is_not_believed(when, other):
    assume(when.weekday() != other.weekday())
    token = f"{WEEKDAY_NAMES[other.weekday()]}, {spelled('{d.day} {month} {d.year}', when)}"
    assert resolve_date(token, None) is None


@given(DAYS, DAYS)
def test_a_day_without_a_year_is_the_nearest_one(when, published):
    assume((when.month, when.day) != (2, 29))
    found = day(resolved(spelled("on {d.day} {month}", when), on(published)))
    assert (found.month, found.day) == (when.month, when.day)
    distance = abs(found - published).days
    assert distance <= 183
    for year in (found.year - 1, found.year + 1):
        assert abs(found.replace(year=year) - published).days >= distance


@given(DAYS)
@example(date(2019, 6, 1))
@example(date(2019, 12, 1))
@example(date(2020, 2, 28))
def test_29_february_is_found_only_near_a_leap_day(published):
    found = resolved("29 February", on(published))
    if found is None:
        leap_days = [date(year, 2, 29) for year in range(1988, 2068, 4)]
        assert all(abs(leap_day - published).days > 183 for leap_day in leap_days)
    else:
        assert day(found).strftime("%m-%d") == "02-29"
        assert abs(day(found) - published).days <= 183


@given(st.integers(0, 6), DAYS)
def test_a_weekday_is_the_latest_up_to_publication(weekday, published):
    found = day(resolved(f"on {WEEKDAY_NAMES[weekday]}", on(published)))
    assert found.weekday() == weekday
    assert 0 <= (published - found).days <= 6


@given(st.integers(1, 12), DAYS)
def test_a_month_is_the_latest_up_to_publication_and_the_last_one_is_over(month, published):
    name = MONTH_NAMES[month - 1]
    found = read_edtf(resolved(f"in {name}", on(published)))
    assert found.earliest.month == month
    assert found.earliest <= published and (published - found.earliest).days < 366
    over = read_edtf(resolved(f"last {name}", on(published)))
    assert over.earliest.month == month
    assert over.latest < published.replace(day=1)
    assert (over == found) == (month != published.month)


RELATIVE = [
    "Monday", "October 15", "29 February", "in September", "last March", "5 of last March",
    "since the beginning of July", "end of February", "end of the year", "yesterday",
    "last week", "over the past week", "last month", "this year", "earlier this year", "recently",
    "November 28-29", "two days ago",
]  # fmt: skip


@given(st.sampled_from(RELATIVE), anchors())
def test_more_doubt_about_publication_never_narrows_the_answer(token, anchor):
    """What holds for a publication day lies within what holds when that day is one of several."""
    whole = resolved(token, anchor)
    assume(whole is not None)
    whole = read_edtf(whole)
    for offset in range((anchor.latest - anchor.earliest).days + 1):
        part = read_edtf(resolved(token, on(anchor.earliest + timedelta(offset))))
        assert whole.earliest is None or whole.earliest <= part.earliest
        assert whole.latest is None or part.latest <= whole.latest


@given(st.sampled_from(RELATIVE), anchors())
def test_doubt_that_changes_nothing_leaves_the_answer_as_it_is(token, anchor):
    days = range((anchor.latest - anchor.earliest).days + 1)
    answers = {resolved(token, on(anchor.earliest + timedelta(offset))) for offset in days}
    if len(answers) == 1:
        assert resolved(token, anchor) == answers.pop()
    elif None in answers:
        assert resolved(token, anchor) is None


@given(st.text(max_size=40), anchors())
def test_any_words_give_edtf_or_nothing(token, anchor):
    found = resolve_date(token, anchor)
    assert found is None or read_edtf(found.edtf)


TIME_WORDS = """
    on by of last the end beginning since past week year 5 29 31 2018 March February , - Monday ago
    days two earlier this May 12:28
"""


@given(st.lists(st.sampled_from(TIME_WORDS.split()), max_size=6), anchors())
def test_any_heap_of_time_words_gives_edtf_or_nothing(words, anchor):
    found = resolve_date(" ".join(words), anchor)
    assert found is None or read_edtf(found.edtf)
    assert found is None or found.rule


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("token", RELATIVE)
def test_the_edges_of_the_calendar_do_not_break_it(token, published):
    found = resolve_date(token, read_edtf(published))
    assert found is None or read_edtf(found.edtf)
