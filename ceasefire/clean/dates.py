"""Dates: EDTF text to bounds in days, and the words of a report to EDTF.

In: an EDTF text (ISO 8601-2), or the words of a report beside the day on which it was published.
Out: a `Span` of four bounds, or a `Resolution`, the EDTF text with the rule that gave it.
Pure: no file, no clock, no setting. May be called by anybody above; imports only its neighbour
`quantities`, for number words.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from edtf import EDTFObject, parse_edtf
from edtf.parser import parser_classes as forms
from edtf.parser.edtf_exceptions import EDTFParseException

from ceasefire.clean.quantities import read_number, speaks_english

ACCEPTED = (
    "a day 2018-10-15, a month 2018-09, a year 2018, a period a/b, a/.. or ../b, "
    "one day among several [a..b], [..b] or [a..], each with ~, ? or % where it is doubtful"
)
PLAIN_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PLAIN_DAYS = re.compile(r"(\[?)(\d{4}-\d\d-\d\d)(/|\.\.)(\d{4}-\d\d-\d\d)(\]?)", re.ASCII)
WIDEST_ANCHOR = 62  # days: a publication date vaguer than two months says nothing about "Monday"


@dataclass(frozen=True)
class Span:
    """When something began and ended: each between an earliest and a latest day, None unknown.

    How long it lasted (start to end) and how well we know it (earliest to latest) stay apart.
    Raises ValueError where a latest day lies before its earliest, or the end before the start.
    """

    start_earliest: date | None
    start_latest: date | None
    end_earliest: date | None
    end_latest: date | None

    def __post_init__(self) -> None:
        for first, last in (
            (self.start_earliest, self.start_latest),
            (self.end_earliest, self.end_latest),
            (self.start_earliest, self.end_latest),
        ):
            if first and last and first > last:
                raise ValueError(f"it would end on {last}, before it begins on {first}")

    @property
    def earliest(self) -> date | None:
        """The first day it can have touched."""
        return self.start_earliest

    @property
    def latest(self) -> date | None:
        """The last day it can have touched."""
        return self.end_latest

    @property
    def precision(self) -> int | None:
        """How well it is known, on UCDP's `date_prec`; None where a bound is unknown or too wide.

        1 the day, 2 two to six days, 3 a week, 4 up to a month, 5 up to a year: the wider of the
        doubt about the start and the doubt about the end, never how long it lasted.
        """
        bounds = (self.start_earliest, self.start_latest, self.end_earliest, self.end_latest)
        if None in bounds:
            return None
        start = self.start_latest - self.start_earliest
        end = self.end_latest - self.end_earliest
        doubt = max(start, end).days + 1
        for grade, widest in ((1, 1), (2, 6), (3, 7), (4, 31), (5, 366)):
            if doubt <= widest:
                return grade
        return None


@dataclass(frozen=True)
class Resolution:
    """What a token means: the date in EDTF, and the name of the rule that says so."""

    edtf: str
    rule: str


# --- EDTF ---------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def read_edtf(text: str) -> Span:
    """The bounds of an EDTF text, the library's strict ones: a doubtful day stays that day.

    Raises ValueError, in one line, for anything but the forms in `ACCEPTED`, and for dates that
    the calendar does not have. The library's fuzzy bounds would make two years of 2020-07-01~.
    """
    try:
        if not isinstance(text, str) or not text.strip():
            raise ValueError("empty")
        return _plain(text) or _span_of(parse_edtf(text))
    except EDTFParseException:
        reason = "not EDTF"
    except ValueError as error:
        reason = str(error)
    raise ValueError(f"date {text!r}: {reason}; accepted: {ACCEPTED}")


def _plain(text: str) -> Span | None:
    """A day, a period or a range of days in full; None for the rest, which the grammar reads.

    They are most of the dates, and the grammar takes milliseconds for each.
    """
    if PLAIN_DAY.fullmatch(text):
        return Span(*[date.fromisoformat(text)] * 4)
    found = PLAIN_DAYS.fullmatch(text)
    if not found or bool(found[1]) != bool(found[5]) or bool(found[1]) != (found[3] == ".."):
        return None
    first, last = date.fromisoformat(found[2]), date.fromisoformat(found[4])
    if first > last:
        return None
    return Span(first, last, first, last) if found[1] else Span(first, first, last, last)


def _span_of(parsed: EDTFObject) -> Span:
    """The bounds of a parsed text; ValueError for forms that this project does not use."""
    if isinstance(parsed, forms.Interval):
        if not (str(parsed.lower) and str(parsed.upper)):
            raise ValueError("an unknown end is written ..")
        start, end = _days_of(parsed.lower), _days_of(parsed.upper)
        if start == end == (None, None):
            raise ValueError("a period with no known end says nothing")
        return Span(*start, *end)
    if isinstance(parsed, forms.OneOfASet):
        if len(parsed.objects) > 1 or not isinstance(parsed.objects[0], forms.Interval):
            raise ValueError("one day among several is written from the first to the last")
        days = parsed.objects[0]
        among = (_days_of(days.lower)[0], _days_of(days.upper)[1])
        return Span(*among, *among)
    days = _days_of(parsed)
    return Span(*days, *days)


def _days_of(parsed: EDTFObject | str | None) -> tuple[date | None, date | None]:
    """First and last day that a day, month or year can mean; (None, None) for an open end."""
    if parsed is None or str(parsed) in ("", ".."):
        return None, None
    plain = parsed.date if isinstance(parsed, forms.UncertainOrApproximate) else parsed
    known = (forms.Date, forms.PartialUncertainOrApproximate)
    if type(plain) not in known or getattr(plain, "significant_digits", None):
        raise ValueError("this form of EDTF is not used here")
    bounds = (parsed.lower_strict(), parsed.upper_strict())
    return tuple(date(bound.tm_year, bound.tm_mon, bound.tm_mday) for bound in bounds)


def write_edtf(span: Span) -> str:
    """The EDTF text that `read_edtf` reads back as this span; ValueError where EDTF has none.

    EDTF has no period whose ends are sets of days, unless such a set is a whole month or year.
    """
    start = (span.start_earliest, span.start_latest)
    end = (span.end_earliest, span.end_latest)
    if start != end:
        return f"{_write_end(start)}/{_write_end(end)}"
    if start == (None, None):
        raise ValueError("a span without any bound has no EDTF form")
    if None not in start:
        try:
            return _write_end(start)
        except ValueError:
            pass  # not a whole day, month or year: one day among several
    return "[{}..{}]".format(*(bound.isoformat() if bound else "" for bound in start))


def _write_end(days: tuple[date | None, date | None]) -> str:
    """A day, a month, a year or `..`, as the two bounds say; ValueError for any other pair."""
    first, last = days
    if first is None and last is None:
        return ".."
    if first is not None and last is not None:
        if first == last:
            return first.isoformat()
        if days == _month(first.year, first.month):
            return first.isoformat()[:7]
        if days == _year(first.year):
            return first.isoformat()[:4]
    raise ValueError(f"EDTF has no form for an end between {first} and {last}")


# --- the words of a report ----------------------------------------------------------------------

VERBS = ("March", "May")  # months only where they have their capital
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for name, number in MONTHS.items() if name not in VERBS}
MONTHS |= {name[:3].title(): number for name, number in MONTHS.items()} | {"Sept": 9}
WEEKDAYS = {name: number for number, name in enumerate(calendar.day_name)}

MONTH = rf"\b(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
WEEKDAY = rf"\b(?P<weekday>{'|'.join(WEEKDAYS)})\b"
YEAR = r"(?<![\d.,/-])(?P<year>(?:19|20)\d\d)\b(?![/-]|[.,]\d)"
OF_YEAR = rf",? ?(?:of )?{YEAR}"
OF_WHICH_YEAR = r",? (?:of )?(?P<which>this|last) year\b"
DAY = r"\d{1,2}(?:st|nd|rd|th)?\b"
DAYS = rf"(?<![\d.:/-])(?P<days>{DAY}(?:(?: ?[-,&] ?| and | to ){DAY})*)"
CLOCK = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\b\.?)?(?: (?:GMT|UTC)\b)?")

# A word left over beside the date is harmless ("September deal", "said last week") unless it may
# shift or blur the time: then no rule speaks, and a person does.
TIME_WORDS = """
    about after ago ahead almost anniversary another approximately around autumn before beginning
    between century circa coming dawn day days decade decades dusk each earlier early end ends
    entire eve eventually every except fall few first following former fortnight half hour hours
    last late later mid middle midnight minute minutes month months nearly never next no not past
    pending previous prior quarter recent roughly same season second several soon spring start
    starts summer than then third throughout today tomorrow tonight turn twice upcoming week weekend
    weekends weeks whole winter within year years yesterday
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
"""
SHIFTING = frozenset(TIME_WORDS.split())
AHEAD = frozenset(("by", "until", "till", "will", "would", "shall", "expected", "planned", "due"))


@dataclass(frozen=True)
class Rule:
    """One way in which reports speak of time.

    `read` turns a match and a day of publication into a span; it may raise ValueError or
    OverflowError for a date that the calendar does not have. `relative`: that day matters.
    `backward`: it looks for a past date, so words that point ahead silence it.
    """

    name: str
    pattern: re.Pattern
    read: Callable[[re.Match, date], Span]
    relative: bool = True
    backward: bool = False

    def fits(self, text: str) -> re.Match | None:
        """The match, if the words that it leaves over carry no meaning of time."""
        match = self.pattern.search(text)
        if match is None:
            return None
        rest = re.findall(r"\w+", f"{text[: match.start()]} {text[match.end() :]}")
        for word in rest:
            if re.search(r"\d", word) or word in MONTHS or word.lower() in SHIFTING:
                return None
            if self.backward and word.lower() in AHEAD:
                return None
        return match


def resolve_date(token: str, anchor: Span | None, language: str = "en") -> Resolution | None:
    """What a report's words for a date mean, by the first rule that understands all of them.

    `anchor` bounds the day of publication. A rule that depends on it is read for each day it may
    be; where the answers differ, the result is one day among all of them. None: no rule dares (the
    rules are English), and the token is left to a person.
    """
    if not speaks_english(token, language):
        return None
    text = _tidy(token)
    for rule in RULES:
        match = rule.fits(text)
        if match:
            days = _anchor_days(anchor) if rule.relative else [date.min]
            try:
                spans = {rule.read(match, day) for day in days}
            except (ValueError, OverflowError):
                return None  # the calendar has no such date
            return Resolution(write_edtf(_unite(spans)), rule.name) if spans else None
    return None


def _tidy(token: str) -> str:
    """The token with plain dashes and spaces, and without possessives, quotes and clock times."""
    text = unicodedata.normalize("NFKC", token)
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(r"['\u2018\u2019`\u00b4]s\b", "", text)
    text = re.sub(r"['\"\u2018\u2019\u201c\u201d\u00ab\u00bb()\[\]]", " ", text)
    text = CLOCK.sub(" ", text)
    text = re.sub(r"\s*-\s*", "-", text)
    return " ".join(text.split()).strip(" ,;:.-")


def _anchor_days(anchor: Span | None) -> list[date]:
    """Every day on which the report may have been published; none where that is too vague."""
    if anchor is None or anchor.earliest is None or anchor.latest is None:
        return []
    width = (anchor.latest - anchor.earliest).days + 1
    if width > WIDEST_ANCHOR:
        return []
    return [anchor.earliest + timedelta(days) for days in range(width)]


def _unite(spans: set[Span]) -> Span | None:
    """One span that covers all: the span itself where they agree, else one day among all."""
    if len(spans) == 1:
        return next(iter(spans))
    firsts = {span.earliest for span in spans}
    lasts = {span.latest for span in spans}
    return _among(None if None in firsts else min(firsts), None if None in lasts else max(lasts))


# --- what the rules read ------------------------------------------------------------------------


def _among(first: date | None, last: date | None) -> Span:
    """One day between these two, both included."""
    return Span(first, last, first, last)


def _lasting(first: date, last: date) -> Span:
    """From the first of these days to the last."""
    return Span(first, first, last, last)


def _month(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year(year: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def _given(match: re.Match, name: str) -> str | None:
    """What the words give under this name; None where they, or the rule, have no such part."""
    return match.groupdict().get(name)


def _printed_year(match: re.Match, today: date) -> int | None:
    """The year that the words give, as a number or as this or last year; None if they do not."""
    if _given(match, "which"):
        return today.year - (match["which"] == "last")
    return int(match["year"]) if _given(match, "year") else None


def _last_such_month(month: int, today: date) -> int:
    """The year of the latest such month that was over before the month of publication began."""
    return today.year if month < today.month else today.year - 1


def _nearest_year(day_in: Callable[[int], date], match: re.Match, today: date) -> int:
    """The year that puts a day nearest to publication, at most 183 days off; ties go to the past.

    After "since" only days that are not still to come count, at most 366 days back. ValueError
    where there is none: 29 February far from a leap day.
    """
    since = re.search(r"\b[Ss]ince\b", match.string)
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            days = (day_in(year) - today).days
        except ValueError:
            continue  # 29 February in a common year, or a year beyond the calendar
        if not (since and days > 0):
            found.append((abs(days), year))
    if not found or min(found)[0] > (366 if since else 183):
        raise ValueError("no such day near publication")
    return min(found)[1]


def _day_numbers(words: str) -> list[int]:
    """The days that "15", "28-29" or "17, 18,19" name; ValueError unless they run on in order."""
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if len(numbers) == 2 and re.search(r"-|to", words) and numbers[0] < numbers[1]:
        return numbers
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise ValueError("days that do not follow one another are not one period")
    return numbers


def _read_days(match: re.Match, today: date) -> Span:
    """A day, or several in a row, of a named month; a weekday printed beside it must agree."""
    month = MONTHS[match["month"]]
    numbers = _day_numbers(match["days"])
    year = _printed_year(match, today)
    if year is None and _given(match, "last"):
        year = _last_such_month(month, today)
    if year is None:
        year = _nearest_year(lambda year: date(year, month, numbers[0]), match, today)
    first, last = date(year, month, numbers[0]), date(year, month, numbers[-1])
    if _given(match, "weekday") and first.weekday() != WEEKDAYS[match["weekday"]]:
        raise ValueError("the weekday contradicts the date")
    return _lasting(first, last)


def _read_iso_day(match: re.Match, today: date) -> Span:
    """A day printed as 2018-10-15."""
    day = date.fromisoformat(match[0])
    return _lasting(day, day)


def _read_part_of_month(first: int | None, last: int | None) -> Callable[[re.Match, date], Span]:
    """One day between two days of a named month, None for its very last one.

    Without a year the nearest one: unlike a bare month, such words are used of deadlines too.
    """

    def read(match: re.Match, today: date) -> Span:
        month = MONTHS[match["month"]]

        def bounds(year: int) -> tuple[date, date]:
            end = _month(year, month)[1]
            return end.replace(day=first or end.day), end.replace(day=last or end.day)

        year = _printed_year(match, today)
        if year is None and _given(match, "last"):
            year = _last_such_month(month, today)
        if year is None:
            year = _nearest_year(lambda year: bounds(year)[0], match, today)
        return _among(*bounds(year))

    return read


def _read_end_of(match: re.Match, today: date) -> Span:
    """The last day of a year, or of this or the last year, month or week."""
    if _given(match, "year"):
        day = _year(int(match["year"]))[1]
    else:
        day = PERIODS[match["unit"]](today, match["which"].lower() == "last")[1]
    return _lasting(day, day)


def _read_month(match: re.Match, today: date) -> Span:
    """Some time in a named month; without a year, the nearest such month not after publication."""
    month = MONTHS[match["month"]]
    year = _printed_year(match, today)
    if year is None:
        this_one = month == today.month and not _given(match, "last")
        year = today.year if this_one else _last_such_month(month, today)
    return _among(*_month(year, month))


def _read_year(match: re.Match, today: date) -> Span:
    """Some time in a year."""
    return _among(*_year(int(match["year"])))


def _read_weekday(match: re.Match, today: date) -> Span:
    """The latest such weekday on or before the day of publication."""
    day = today - timedelta((today.weekday() - WEEKDAYS[match["weekday"]]) % 7)
    return _lasting(day, day)


def _read_day(match: re.Match, today: date) -> Span:
    """Today, yesterday, tomorrow."""
    day = today + timedelta({"today": 0, "yesterday": -1, "tomorrow": 1}[match[0].lower()])
    return _lasting(day, day)


def _read_days_ago(match: re.Match, today: date) -> Span:
    """So many days before publication."""
    day = today - timedelta(_whole_number(match["number"]))
    return _lasting(day, day)


def _read_past_days(match: re.Match, today: date) -> Span:
    """The so many days, or weeks of seven, that end with the day of publication."""
    if match["number"] is None:
        length = 7  # "the past week"
    else:
        length = _whole_number(match["number"]) * (7 if match["unit"] == "week" else 1)
    return _lasting(today - timedelta(length - 1), today)


def _whole_number(words: str) -> int:
    """A number of days or weeks of at least one; ValueError for what is none."""
    number = read_number(words)
    if not isinstance(number, int) or number < 1:
        raise ValueError(f"{words!r} is no number of days")
    return number


def _week(today: date, last: bool) -> tuple[date, date]:
    """Monday and Sunday of this week or the last."""
    monday = today - timedelta(today.weekday() + 7 * last)
    return monday, monday + timedelta(6)


def _this_month(today: date, last: bool) -> tuple[date, date]:
    """First and last day of this month or the last."""
    day = today.replace(day=1) - timedelta(1) if last else today
    return _month(day.year, day.month)


def _this_year(today: date, last: bool) -> tuple[date, date]:
    """First and last day of this year or the last."""
    return _year(today.year - last)


PERIODS = {"week": _week, "month": _this_month, "year": _this_year}


def _read_period(match: re.Match, today: date) -> Span:
    """Some time in this or the last week (Monday to Sunday), month or year."""
    return _among(*PERIODS[match["unit"]](today, match["which"].lower() == "last"))


def _read_earlier(match: re.Match, today: date) -> Span:
    """Some day of this week, month or year up to publication."""
    return _among(PERIODS[match["unit"]](today, False)[0], today)


def _read_past(match: re.Match, today: date) -> Span:
    """Some day on or before that of publication: no more is known than that it is past."""
    return _among(None, today)


# --- the rules, tried in this order -------------------------------------------------------------

# <MONTH> stands for a month's name, with or without "last" before it.
DAY_MONTH = rf"(?:{WEEKDAY},? )?(?:(?:past |last )?days of )?{DAYS} (?:of )?<MONTH>"
MONTH_DAY = rf"(?:{WEEKDAY},? )?<MONTH> {DAYS}"
BEGINNING = r"\b(?i:(?:beginning|start) of (?:the )?|early[ -])<MONTH>"
MIDDLE = r"\b(?i:middle of (?:the )?|mid[ -])<MONTH>"
LATE = r"\b(?i:late )<MONTH>"
END = r"\b(?i:(?:before the )?end of (?:the )?)"
PERIOD = r"(?P<unit>week|month|year)\b"
NUMBER = r"(?P<number>\d+|[a-z]+(?:-[a-z]+)?) "


def _rule(name: str, pattern: str, read: Callable, **flags: bool) -> Rule:
    """A rule that searches the tidied words for a pattern."""
    return Rule(name, re.compile(pattern), read, **flags)


def _month_rules(name: str, pattern: str, read: Callable, else_: str, **flags: bool) -> list[Rule]:
    """The rules for a month's name: with a year, of this or last year, "last" so and so, bare."""
    bare = pattern.replace("<MONTH>", MONTH)
    last = pattern.replace("<MONTH>", rf"(?P<last>(?i:last)) {MONTH}")
    return [
        _rule(f"{name} with its year", bare + OF_YEAR, read, relative=False),
        _rule(f"{name} of this or last year", bare + OF_WHICH_YEAR, read),
        _rule(f"{name}, the last month of that name", last, read),
        _rule(f"{name}, {else_}", bare, read, **flags),
    ]


def _part_rules(name: str, pattern: str, first: int | None, last: int | None) -> list[Rule]:
    """The rules for a part of a month, given as its first and last day."""
    return _month_rules(name, pattern, _read_part_of_month(first, last), "nearest year")


RULES = (
    _rule("full date", r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])", _read_iso_day, relative=False),
    *_month_rules("day and month", DAY_MONTH, _read_days, "nearest year"),
    *_month_rules("day and month", MONTH_DAY, _read_days, "nearest year"),
    *_part_rules("first ten days of a month", BEGINNING, 1, 10),
    *_part_rules("middle ten days of a month", MIDDLE, 11, 20),
    *_part_rules("from the 21st of a month", LATE, 21, None),
    *_part_rules("last day of a month", rf"{END}<MONTH>", None, None),
    _rule("last day of a year", END + YEAR, _read_end_of, relative=False),
    _rule(
        "last day of a week, month or year, as published",
        rf"\b(?i:(?:before the )?end of (?P<which>the|this|last)) {PERIOD}",
        _read_end_of,
    ),
    *_month_rules("month", "<MONTH>", _read_month, "latest up to publication", backward=True),
    _rule("year", YEAR, _read_year, relative=False),
    _rule("weekday, latest up to publication", WEEKDAY, _read_weekday, backward=True),
    _rule("day before, of or after publication", r"\b(?i:today|yesterday|tomorrow)\b", _read_day),
    _rule("so many days before publication", rf"\b{NUMBER}days? ago\b", _read_days_ago),
    _rule(
        "so many days up to publication",
        rf"\b(?i:past|the last) (?:week|{NUMBER}(?P<unit>day|week)s?)\b",
        _read_past_days,
    ),
    _rule("earlier in the week, month or year", rf"\b(?i:earlier) this {PERIOD}", _read_earlier),
    _rule(
        "this or the last week, month or year",
        rf"(?<!the )\b(?P<which>(?i:this|last)) {PERIOD}",
        _read_period,
    ),
    _rule(
        "known only to be past",
        r"\b(?i:recent(?: (?:days|weeks|months|years))?|recently|previously|repeatedly)\b",
        _read_past,
    ),
)
