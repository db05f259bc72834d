"""How the book writes numbers, dates, ranges and lists. Pure text, no data."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def missing(value: object) -> bool:
    """True for None and for pandas' missing values."""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def number(value: float) -> str:
    """Digits with thousands separators, decimals only where there are any."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def many(count: int, one: str, several: str = "") -> str:
    """'three deadlines', 'one deadline', 'no deadlines', '24 deadlines'."""
    word = NUMBERS[count] if count < len(NUMBERS) else number(count)
    return f"{word} {one if count == 1 else several or one + 's'}"


def count(number_of: int) -> str:
    """'none', 'one', 'twelve', '13'."""
    if not number_of:
        return "none"
    return NUMBERS[number_of] if number_of < len(NUMBERS) else number(number_of)


def capital(text: str) -> str:
    """The sentence with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def listed(words: Iterable[str], last: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    words = list(words)
    return (
        f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
    )


def day(value: date) -> str:
    """'15 October 2018'."""
    return f"{value.day} {value:%B %Y}"


def between(low: date | None, high: date | None) -> str:
    """A day, or the days between which it lies: '17 September 2018', '19 to 30 September 2020'."""
    if missing(low) and missing(high):
        return "date not reported"
    if missing(low) or missing(high):
        return f"by {day(high)}" if missing(low) else f"from {day(low)}"
    if low == high:
        return day(low)
    if (low.year, low.month) == (high.year, high.month):
        return f"{low.day} to {day(high)}"
    return f"{day(low)} to {day(high)}"


def span(row: dict, field: str) -> str:
    """A date field of a fact, in words: how long it lasted and how well it is known stay apart."""
    if missing(row[f"{field}_edtf"]):
        return "date not reported"
    begins = (row[f"{field}_start_earliest"], row[f"{field}_start_latest"])
    ends = (row[f"{field}_end_earliest"], row[f"{field}_end_latest"])
    if begins == ends:
        exact = begins[0] == begins[1]
        return (
            between(*begins) if exact or None in begins else f"a day or days in {between(*begins)}"
        )
    if begins[0] == begins[1] and ends[0] == ends[1] and None not in begins + ends:
        return f"{between(begins[0], ends[0])}, throughout"
    if begins == (None, None):
        return f"until {between(*ends)}, since when is not reported"
    if ends == (None, None):
        return f"from {between(*begins)}, until when is not reported"
    return f"from {between(*begins)} until {between(*ends)}"


def amount(low: float | None, best: float | None, high: float | None) -> str:
    """A quantity with its doubt: '5', '15 to 20', 'at least 101', 'about 70', 'not reported'.

    'nearly 10' where the best value is also the highest and there is no lowest.
    """
    if all(missing(v) for v in (low, best, high)):
        return "not reported"
    if not missing(best) and (missing(low) or missing(high)):
        return f"{'nearly' if best == high else 'about'} {number(best)}"
    if missing(high):
        return f"at least {number(low)}"
    if missing(low):
        return f"at most {number(high)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def harm(row: dict) -> str:
    """Casualties of an incident with their doubt: '1 killed, 6 wounded', '' where none is told."""
    words = {"killed": "killed", "wounded": "wounded", "casualties": "killed or wounded"}
    told = {kind: amount(row[f"{kind}_low"], None, row[f"{kind}_high"]) for kind in words}
    return ", ".join(f"{told[k]} {words[k]}" for k in words if told[k] != "not reported")


def rate(low: float | None, high: float | None) -> str:
    """A total per day in words, two digits at least: '14.3', '0.15 to 0.16', 'at least 0.7'."""

    def digits(value: float) -> str:
        return f"{value:.1f}" if value >= 1 else f"{value:.2g}"

    if missing(low) and missing(high):
        return ""
    if missing(high):
        return f"at least {digits(low)}"
    if missing(low):
        return f"at most {digits(high)}"
    return digits(low) if digits(low) == digits(high) else f"{digits(low)} to {digits(high)}"


def ref(row_id: str) -> str:
    """A row named in a sentence; ``words.html`` turns it into a link to its evidence."""
    return f"[[{row_id}]]"


def days_overdue(low: object, high: object) -> str:
    """'78 to 705 days', 'at least 3 days', '' where nothing is overdue."""
    if missing(low) and missing(high):
        return ""
    unit = "day" if low == 1 and (missing(high) or high == 1) else "days"
    if missing(high):
        return f"at least {number(low)} {unit}"
    return f"{number(low)} {unit}" if low == high else f"{number(low)} to {number(high)} {unit}"


def overdue(low: object, high: object, known: date | None = None) -> str:
    """'129 days overdue', '3 to 5 days overdue', '' where nothing is overdue.

    ``known``: the knowledge date, where the thing may be overdue still and ``high`` counts up to
    then: 'at least 78 days overdue; 716 if it still was on 30 September 2020'. A lowest of nought
    says nothing: 'how long overdue is not told; 716 days if it still was on …'.
    """
    if missing(high) or missing(low) or low == high or known is None:
        told = days_overdue(low, high)
        return f"{told} overdue" if told else ""
    if not low:
        longest = f"{number(high)} {'day' if high == 1 else 'days'}"
        return f"how long overdue is not told; {longest} if it still was on {day(known)}"
    return f"{days_overdue(low, None)} overdue; {number(high)} if it still was on {day(known)}"
