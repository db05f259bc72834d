"""Quantities: the words of a report for a number, to a lowest, best and highest value.

In: a few words, such as "over one hundred" or "2,387". Out: a `Quantity` with the rule that gave
it, or None where no rule dares. Pure. May be called by anybody above; imports nothing of ours.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Number = int | float
Bounds = tuple[Number | None, Number | None, Number | None]  # low, best, high


@dataclass(frozen=True)
class Quantity:
    """Lowest, best and highest value; None where the words leave it open; the rule that says so."""

    low: Number | None
    best: Number | None
    high: Number | None
    rule: str


# --- numbers ------------------------------------------------------------------------------------

TO_NINETEEN = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""
TO_NINETY = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: value for value, word in enumerate(TO_NINETEEN.split())}
TENS = {word: 10 * value for value, word in enumerate(TO_NINETY.split(), start=2)}
HUNDREDS = {"hundred": 100, "dozen": 12}
THOUSANDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
SCALES = HUNDREDS | THOUSANDS


def speaks_english(token: str, language: str) -> bool:
    """True where English rules may read a token: it is in English, or has figures only.

    `language` is the report's (BCP 47); a letter that English does not have tells another one,
    but for the marks on names. A rule would take "more than" in another tongue for a noun.
    """
    letters = unicodedata.normalize("NFKD", token).replace("\u0131", "i")
    letters = "".join(letter for letter in letters if letter.isalpha())
    return not letters or (letters.isascii() and language.lower().split("-")[0] == "en")


def _either(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?"
FIGURES = rf"{DIGITS}(?: {_either(SCALES)}\b)*"
WORD = _either([*UNITS, *TENS, *SCALES])
WORDS = rf"(?:(?:half an? |half |an? )(?={_either(SCALES)}\b))?{WORD}\b(?:(?: and |[ -]){WORD}\b)*"


def read_number(text: str) -> Number | None:
    """The number that digits or English words spell, whole ones as int; None if they spell none.

    "2,387", "2 387", "3.6 million", "one hundred and five", "a dozen", "half a million".
    "2.387" is two thousand to some and a little over two to others: None.
    """
    text = " ".join(text.lower().split())
    if re.fullmatch(FIGURES, text):
        return _read_figures(text)
    if not re.fullmatch(WORDS, text):
        return None
    share = 0.5 if text.startswith("half ") else 1
    number = _read_words(re.findall(_either([*UNITS, *TENS, *SCALES, "and"]), text))
    return None if number is None else _whole(share * number)


def _read_figures(text: str) -> Number | None:
    """Digits, with commas or spaces between thousands, and the words of magnitude after them."""
    figure = re.match(DIGITS, text)[0]
    scales = text[len(figure) :].split()
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", figure) and not scales:
        return None
    figure = re.sub(r"[, ]", "", figure)
    magnitude = math.prod(SCALES[word] for word in scales)
    return _whole(round(float(figure) * magnitude, 6)) if "." in figure else int(figure) * magnitude


def _read_words(words: list[str]) -> int | None:
    """Number words as English orders them; None for words in a row that are no single number."""
    if "zero" in words:
        return 0 if words == ["zero"] else None
    total = group = 0
    before = "start"
    for word in words:
        if word == "and":
            if before != "scale":
                return None  # "three and five" are two numbers
            continue
        if word in UNITS:
            if before == "unit" or (before == "tens" and UNITS[word] > 9):
                return None
            group, before = group + UNITS[word], "unit"
        elif word in TENS:
            if before in ("unit", "tens"):
                return None
            group, before = group + TENS[word], "tens"
        elif word in HUNDREDS:
            if group >= 100:
                return None
            group, before = (group or 1) * HUNDREDS[word], "scale"
        else:
            if total % (THOUSANDS[word] * 1000):
                return None  # a larger magnitude after a smaller one
            total, group, before = total + (group or 1) * THOUSANDS[word], 0, "scale"
    return total + group


def _whole(value: Number) -> Number:
    """An int where the value is whole."""
    return int(value) if value == int(value) else value


# --- the words around a number ------------------------------------------------------------------

# A share is a number of its own; "a third" alone may count persons, so it is left to a person.
SHARES = {"half": 0.5, "three quarters": 3 / 4, "two thirds": 2 / 3}
# ACLED's conservative reading of plurals that are no number.
PLURALS = {"tens": 10, "dozens": 12, "hundreds": 100, "thousands": 1000, "millions": 10**6}

# Not the 4 of M4, the 400 of S-400, a clock time, a sum of money, an ordinal, half of a figure.
START = r"(?<![\w.,:/$€£-])"
END = r"(?![,.:/]?\d|(?:st|nd|rd|th)\b)"
MEASURE = r"(?P<measure> ?(?:%|per ?cent\b|km|kilomet|met(?:er|re)s?\b|miles?\b|hours?\b))?"
SHARE = rf"\b{_either(SHARES).replace(' ', '[ -]')}(?= of\b| the\b| its\b|$)"
N = rf"(?P<number>{START}{FIGURES}{END}|{SHARE}|\b{WORDS}){MEASURE}"
PLURAL = _either(PLURALS)

# Words that, left over beside the number, may change it: then no rule speaks, and a person does.
CHANGING_WORDS = """
    a about above almost an another approximately around below between both close couple crowd
    double each estimated every exceeding except family few fewer first group half handful least
    less lot majority many maximum minimum minority minus more most nearly no nobody none nor not
    number numerous or over pair per plus quarter quarters range roughly second series several some
    than third thirds times triple twice under up upward upwards variety wave without
    january february march april june july august september october november december
"""
CHANGING = frozenset(CHANGING_WORDS.split()) | {*UNITS, *TENS, *SCALES, *PLURALS}


@dataclass(frozen=True)
class Rule:
    """One way in which reports give a number: `read` turns a match into low, best and high."""

    name: str
    pattern: re.Pattern
    read: Callable[[re.Match], Bounds]

    def fits(self, text: str) -> re.Match | None:
        """The match, if the words that it leaves over do not change the number."""
        match = self.pattern.search(text)
        if match is None:
            return None
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        if re.search(r"\d", rest) or CHANGING.intersection(re.findall(r"[^\W\d_]+", rest)):
            return None
        return match


def resolve_quantity(token: str, language: str = "en") -> Quantity | None:
    """What a report's words for a number mean, by the first rule that understands all of them.

    A noun or verb beside the number is passed over: "18 civilians", "injured five people". None:
    no rule dares ("several", two numbers, "2.387", words that are not English), and the token is
    left to a person.
    """
    if not speaks_english(token, language):
        return None
    text = unicodedata.normalize("NFKC", token).casefold()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = " ".join(text.split()).strip(" .,;:'\"\u2018\u2019\u201c\u201d()")
    for rule in RULES:
        match = rule.fits(text)
        if match:
            try:
                return Quantity(*rule.read(match), rule.name)
            except ValueError:
                return None  # the words look like a number and are none
    return None


def _number(text: str) -> Number:
    """The value of number words that a pattern found; ValueError if they are no one number."""
    value = SHARES.get(text.replace("-", " "), read_number(text))
    if value is None:
        raise ValueError(f"{text!r} is no number")
    return value


def _read_exact(match: re.Match) -> Bounds:
    """The number, as low, best and high."""
    value = _number(match["number"])
    return value, value, value


def _next(match: re.Match, step: int) -> Number:
    """The number beside the bound: things that are counted come whole, measures do not."""
    value = _number(match["number"])
    return value if match["measure"] or isinstance(value, float) else value + step


def _read_range(match: re.Match) -> Bounds:
    """Low and high, best unknown; in "2-3 million" the first number shares the last word."""
    low, high = _number(match["low"]), _number(match["high"])
    shared = re.search(rf"(?: {_either(SCALES)})+$", match["high"])
    if shared and not re.search(rf"{_either(SCALES)}$", match["low"]):
        magnitude = math.prod(SCALES[word] for word in shared[0].split())
        if low < high / magnitude:
            low = round(low * magnitude, 6)
    if low >= high:
        raise ValueError("a range that does not rise")
    return _whole(low), None, high


def _read_plural(match: re.Match) -> Bounds:
    """ACLED's reading as the low bound, a product for "tens of thousands"; no best, no high."""
    words = re.findall(PLURAL, match["plural"])
    return math.prod(PLURALS[word] for word in words), None, None


def _rule(name: str, pattern: str, read: Callable) -> Rule:
    """A rule that searches the lower-case words for a pattern."""
    return Rule(name, re.compile(pattern), read)


AMOUNT = rf"(?:{FIGURES}|{WORDS})"
# "from 3 to 5" may tell of a rise, so it is left to a person.
TO = rf"(?<!from ){START}(?P<low>{AMOUNT})(?: to | or )(?P<high>{AMOUNT}){END}"
DASH = rf"{START}(?P<low>{FIGURES}) ?- ?(?P<high>{FIGURES}){END}"
COUNTED = """
    attacks breaches cases casualties children civilians deaths fatalities incidents injuries
    people persons shelling shellings strikes victims violations women
"""
NOTHING = rf"no(?= {_either(COUNTED.split())}\b)"
BETWEEN = rf"\bbetween (?P<low>{AMOUNT}) and (?P<high>{AMOUNT}){END}"

RULES = (
    _rule("range", DASH + MEASURE, _read_range),
    _rule("range", BETWEEN + MEASURE, _read_range),
    _rule("range", TO + MEASURE, _read_range),
    _rule(
        "at least: no less than the number",
        rf"\b(?:at least|not? (?:fewer|less) than|a minimum of) {N}",
        lambda match: (_number(match["number"]), None, None),
    ),
    _rule(
        "at least: no less than the number",
        rf"{N}(?:-plus\b| ?\+| or more\b)",
        lambda match: (_number(match["number"]), None, None),
    ),
    _rule(
        "at most: no more than the number",
        rf"\b(?:at most|up to|not? more than|as many as|a maximum of) {N}",
        lambda match: (None, None, _number(match["number"])),
    ),
    _rule(
        "more than: the number itself excluded",
        rf"\b(?:more than|over|above|upwards? of|exceeding) {N}",
        lambda match: (_next(match, 1), None, None),
    ),
    _rule(
        "less than: the number itself excluded",
        rf"\b(?:fewer than|less than|below) {N}",
        lambda match: (None, None, _next(match, -1)),
    ),
    _rule(
        "nearly: the number is best and highest",
        rf"\b(?:nearly|almost|close to|just under) {N}",
        lambda match: (None, *[_number(match["number"])] * 2),
    ),
    _rule(
        "about: the number is best, its bounds unknown",
        rf"(?:(?:\b(?:about|around|some|roughly|approximately|(?:an )?estimated|circa) )|~ ?){N}",
        lambda match: (None, _number(match["number"]), None),
    ),
    _rule(
        "number as printed",
        rf"(?:\b(?:a total of|a further|another|exactly) )?{N}(?: more$| times$)?",
        _read_exact,
    ),
    _rule(
        "plural, in ACLED's conservative reading",
        rf"(?:\bat least )?\b(?P<plural>(?:{PLURAL} of )?{PLURAL})\b",
        _read_plural,
    ),
    _rule(
        "none",
        rf"\b(?:nobody|no one|none|{NOTHING}|not (?:record|register)(?:ed)? any)\b",
        lambda match: (0, 0, 0),
    ),
    # "a man and his son" are two.
    _rule("a or an: one", r"\ban? (?=[a-z])(?!.*\band\b)", lambda match: (1, 1, 1)),
)
