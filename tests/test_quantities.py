"""Numbers are read as printed, and words around them open a bound or silence the rule."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ceasefire.clean.quantities import Quantity, read_number, resolve_quantity

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("patient")

TO_NINETEEN = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""
FROM_TWENTY = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = TO_NINETEEN.split()
TENS = ["", "", *FROM_TWENTY.split()]


def in_words(number: int, joint: str = " and ") -> str:
    """How English spells a whole number below a thousand million."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")
    for value, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= value:
            many, rest = divmod(number, value)
            link = joint if value == 100 else " "
            head = f"{in_words(many, joint)} {name}"
            return head + (link + in_words(rest, joint) if rest else "")


def values(token: str) -> tuple | None:
    """Low, best and high of a token."""
    found = resolve_quantity(token)
    return found and (found.low, found.best, found.high)


def exactly(number) -> tuple:
    return number, number, number


# The tokens of the five reports, then their like.
TOKENS = {
    "over one hundred": (101, None, None),
    "over one hundred people": (101, None, None),
    "three neighbourhoods": exactly(3),
    "2,387": exactly(2387),
    "2,387 ceasefire violations": exactly(2387),
    "18 civilians": exactly(18),
    "five children": exactly(5),
    "including five children": exactly(5),
    "five people": exactly(5),
    "a civilian": exactly(1),
    "killing a civilian": exactly(1),
    "six others": exactly(6),
    "wounding six others": exactly(6),
    "a child": exactly(1),
    "a woman": exactly(1),
    "14 points": exactly(14),
    "15-20km": (15, None, 20),
    "the 15-20km-wide zone": (15, None, 20),
    "three million people": exactly(3_000_000),
    "3.6 million": exactly(3_600_000),
    "dozens of people": (12, None, None),
    "hundreds of thousands": (100_000, None, None),
    "displaced millions": (1_000_000, None, None),
    "thousands took to the streets": (1000, None, None),
    "about 70 percent": (None, 70, None),
    "about a dozen": (None, 12, None),
    "about half": (None, 0.5, None),
    "nearly 10 years": (None, 10, 10),
    "a dozen": exactly(12),
    "nobody": exactly(0),
    "no one was hurt": exactly(0),
    "no casualties": exactly(0),
    "zero": exactly(0),
    "2 387": exactly(2387),
    "2\u00a0387": exactly(2387),
    "1,002,387": exactly(1_002_387),
    "2.5": exactly(2.5),
    "0.125": exactly(0.125),
    "2.387 million": exactly(2_387_000),
    "one hundred and five": exactly(105),
    "two dozen": exactly(24),
    "half a million": exactly(500_000),
    "half a dozen": exactly(6),
    "a total of 18": exactly(18),
    "a further five": exactly(5),
    "70 per cent": exactly(70),
    "half of the population": exactly(0.5),
    "three-quarters of the zone": exactly(0.75),
    "tens of thousands": (10_000, None, None),
    "at least dozens": (12, None, None),
    "at least 12": (12, None, None),
    "no fewer than five": (5, None, None),
    "20 or more": (20, None, None),
    "more than 1,000": (1001, None, None),
    "more than two dozen": (25, None, None),
    # a measure need not be whole: nothing between 70 and 71 percent may be lost
    "more than 70 percent": (70, None, None),
    "over 15 km": (15, None, None),
    "more than half": (0.5, None, None),
    "fewer than 10": (None, None, 9),
    "up to 30": (None, None, 30),
    "no more than 5": (None, None, 5),
    "some 200": (None, 200, None),
    "an estimated 200": (None, 200, None),
    "~ 200": (None, 200, None),
    "between 3 and 5": (3, None, 5),
    "between one hundred and two hundred": (100, None, 200),
    "15 to 20": (15, None, 20),
    "15\u201320 km": (15, None, 20),
    "two to three million": (2_000_000, None, 3_000_000),
    "2.4-2.6 million": (2_400_000, None, 2_600_000),
    "100 to three hundred": (100, None, 300),
    "one or two": (1, None, 2),
    "16 more": exactly(16),
    "13 times": exactly(13),
    "no violations": exactly(0),
    "did not record any": exactly(0),
    "7 in Ag\u0306r\u0131": exactly(7),
}


@pytest.mark.parametrize("token", TOKENS)
def test_the_words_resolve(token):
    assert values(token) == TOKENS[token]


@pytest.mark.parametrize(
    "token",
    [
        "", "people", "2.387", "2,38", "1,0000", "12,34,567",
        "several", "a few hundred", "a couple of people", "a number of people", "a family",
        "several dozen", "many thousands", "about dozens", "hundreds or thousands",
        "M4", "S-400", "18:31", "21st century", "the third", "twenty-first", "$1 a month", "-5",
        "October 15", "18 August",
        "18 civilians, including five children", "wounding six others, including a child",
        "a child and a woman", "a man and his son", "three and five",
        "20-15", "5 to 3", "from 3 to 5", "twice 12", "12 per day", "not 12", "ten or so",
        "one hundred hundred", "twenty eleven", "two thousand million million",
        "no information on casualties",
        "has not registered", "three times the population", "5+4", "one+one+two",
        "\u0431\u043e\u043b\u0435\u0435 100",  # more than, in Russian
        "\u0623\u0643\u062b\u0631 \u0645\u0646 7730",  # more than, in Arabic
    ],
)  # fmt: skip
def test_words_that_may_mean_something_else_are_left_to_a_person(token):
    assert resolve_quantity(token) is None


def test_the_rule_is_named():
    assert resolve_quantity("over one hundred") == Quantity(
        101, None, None, "more than: the number itself excluded"
    )
    assert resolve_quantity("14 points").rule == "number as printed"
    assert resolve_quantity("dozens").rule == "plural, in ACLED's conservative reading"
    assert resolve_quantity("a child").rule == "a or an: one"


def test_whole_values_are_whole_numbers():
    """A count of 3.6 million is an int, so that it is not published as 3600000.0."""
    for token in ("3.6 million", "half a million", "2.4-2.6 million", "2.0"):
        found = resolve_quantity(token)
        assert isinstance(found.low, int) and isinstance(found.high, int)


def test_english_rules_read_only_figures_in_another_language():
    assert resolve_quantity("en fazla 20", "en-GB") is not None  # the rule cannot know better
    assert resolve_quantity("en fazla 20", "tr") is None
    assert resolve_quantity("2,387", "tr") == resolve_quantity("2,387", "en")


@given(st.integers(0, 999), st.sampled_from([" ", " and "]))
def test_small_numbers_survive_being_spelled_out(number, joint):
    assert read_number(in_words(number, joint)) == number
    assert read_number(in_words(number, joint).title()) == number


@given(st.integers(0, 10**9 - 1), st.sampled_from([" ", " and "]))
@example(100_005, " and ")
@example(1_000_001, " ")
def test_large_numbers_survive_being_spelled_out(number, joint):
    assert read_number(in_words(number, joint)) == number


@given(st.integers(0, 10**12), st.sampled_from([",", " "]))
def test_thousands_may_be_parted(number, mark):
    token = f"{number:,}".replace(",", mark)
    assert read_number(token) == number
    assert values(f"killing {token} people") == exactly(number)


@given(st.integers(1, 999), st.integers(0, 999))
def test_three_digits_after_a_point_are_ambiguous_alone_and_decimals_before_a_magnitude(a, b):
    figure = f"{a}.{b:03}"
    assert resolve_quantity(figure) is None
    assert values(f"{figure} million") == exactly(a * 10**6 + b * 1000)


@given(
    st.integers(1, 10**6), st.sampled_from(["more than", "over", "above", "fewer than", "below"])
)
def test_more_or_fewer_than_a_number_excludes_it(number, words):
    low, best, high = values(f"{words} {number:,} people")
    assert best is None
    if words in ("fewer than", "below"):
        assert (low, high) == (None, number - 1)
    else:
        assert (low, high) == (number + 1, None)


@given(st.integers(0, 10**6))
def test_at_least_and_at_most_include_the_number(number):
    assert values(f"at least {number}") == (number, None, None)
    assert values(f"at most {number}") == (None, None, number)


@given(st.integers(0, 10**5), st.integers(0, 10**5), st.sampled_from(["{}-{}", "{} to {}"]))
def test_a_range_rises(low, high, form):
    found = values(form.format(low, high))
    assert found == ((low, None, high) if low < high else None)


@given(st.integers(20, 99), st.integers(100, 999))
def test_two_numbers_are_never_read_as_one(first, second):
    assert resolve_quantity(f"{first} killed, {second} wounded") is None
    assert resolve_quantity(f"{in_words(first)} killed, {in_words(second)} wounded") is None


WORDS = """
    a an about over more than at least up to nearly between and or no one two five twelve twenty
    dozen dozens hundred hundreds thousand million half of 3 15 20 2,387 3.6 people killed percent
    km - from
"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=6).map(" ".join) | st.text(max_size=30))
@example("nearly 5")
def test_low_best_and_high_never_cross(token):
    found = resolve_quantity(token)
    if found is None:
        return
    known = [value for value in (found.low, found.best, found.high) if value is not None]
    assert known and known == sorted(known)
    assert all(value >= 0 for value in known)
    assert found.rule
