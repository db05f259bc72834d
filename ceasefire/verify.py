"""Compare the record with the reports' own texts, which are not in the repository.

In: a package (ceasefire.package) and a folder of texts, *.txt in UTF-8. Out: a `Verification`:
tokens that do not stand where they are cited, dates and numbers of the texts that nothing cites
or ignores, texts and sources that do not fit together, cells that copy more of a text than a
token may, and what is cited by URL and so cannot be checked here. Nothing is written. Called by
the command line and by tests.

A text belongs to the source with its SHA-256. Its paragraphs are its non-empty lines, counted
from 1. White space, no-break spaces, curly quotes and dashes are folded on both sides.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ceasefire.errors import PackageError
from ceasefire.package import Package

MOST_WORDS = 8  # the texts are their publishers'; the record quotes no more in a row than this

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
SEASONS = "spring|summer|autumn|winter"
UNITS = "second|minute|hour|day|night|week|weekend|month|year|decade|century"
CARDINALS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
SCALES = "hundreds?|thousands?|millions?|billions?|trillions?"
COLLECTIVES = "dozens?|tens|scores|half|halves|quarters?|two-thirds|one-third"

# One number in digits: 2,387 · 3.6 · 15-20km · S-400 · M4 · 28-29 · 12:28 · 21st · $1 · 70%
DIGITS = (
    r"[$€£]?(?:\b[A-Za-z]{1,3}-?)?\d+(?:[.,:]\d+)*"
    r"(?:\s?-\s?\d+(?:[.,:]\d+)*)?(?:%|[A-Za-z]+\b)?"
)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
WHICH = "(?:(?:[Ll]ast|[Nn]ext|[Pp]ast|[Tt]his|[Cc]oming)\\s)?"
NEAR = "(?:last|next|past|this|coming|following|previous|recent|same|earlier this|later this)"
DAYS = rf"{DAY}(?:\s?(?:-|,|and|or|to)\s?{DAY})*"

# Ordered: of patterns that start at the same place, the first is taken. Names of months and
# weekdays and "May" are told apart from other words by their capital, so case matters here.
DATE_PATTERNS = (
    rf"\b(?:{MONTHS})\.?\s{DAYS}\b(?:,?\s(?:19|20)\d\d\b)?",
    rf"\b{DAYS}(?:\sof)?(?:\s(?:last|next|this))?\s(?:{MONTHS})\b(?:,?\s(?:19|20)\d\d\b)?",
    rf"\b{WHICH}(?:{MONTHS})\b(?:,?\s(?:19|20)\d\d\b)?",
    rf"\b{WHICH}(?:{WEEKDAYS})s?\b",
    r"\b\d{1,2}[:.]\d\d(?:\s?[AaPp]\.?[Mm]\b\.?)?",
)
TIME_PATTERNS = (
    rf"\b(?:{DIGITS}|(?:{CARDINALS}|{ORDINALS}|several|few|couple of|many))[\s-](?:{UNITS})s?\b",
    rf"\b{NEAR}\s(?:(?:few|couple of|several|{CARDINALS}|{DIGITS})\s)?(?:{UNITS}|{SEASONS})s?\b",
    rf"\b(?:{UNITS})s?\s(?:ago|before|after|earlier|later)\b",
    r"\b(?:yesterday|today|tomorrow|tonight|midnight|noon)\b",
)
NUMBER_PATTERNS = (
    rf"{DIGITS}(?:[\s-](?:{SCALES}|dozen))?",
    rf"\b(?:{CARDINALS})(?:[\s-](?:{CARDINALS}|{SCALES}|dozen))*\b",
    rf"\b(?:{SCALES})(?:\s(?:of\s)?(?:{SCALES}))*\b",
    rf"\b(?:{COLLECTIVES})\b",
)
EXPRESSIONS = (
    *(re.compile(pattern) for pattern in DATE_PATTERNS),
    *(re.compile(pattern, re.IGNORECASE) for pattern in TIME_PATTERNS + NUMBER_PATTERNS),
)

FOLDED = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")  # hyphens, dashes, minus
    | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad")  # of no width: left out
)


@dataclass(frozen=True)
class Missing:
    """A token that does not stand where the record says; `found` tells what stands there."""

    table: str
    row: str
    field: str
    source_id: str
    locator: str
    token: str
    found: str

    def __str__(self) -> str:
        where = f"{self.table} {self.row} {self.field}".strip()
        return (
            f'{where}: "{self.token}" does not stand in {self.source_id} paragraph '
            f"{self.locator}; {self.found}. Copy the words as printed, or mend the locator."
        )


@dataclass(frozen=True)
class Uncovered:
    """A date or number in a text that no citation and no ignored row speaks for."""

    source_id: str
    paragraph: int
    expression: str
    context: str

    def __str__(self) -> str:
        return (
            f'{self.source_id} paragraph {self.paragraph}: "{self.expression}" '
            f"(… {self.context} …) is neither cited nor ignored. Code it, or give it a row in "
            "ignored.csv with the reason."
        )


@dataclass(frozen=True)
class UnknownText:
    """A text in the folder whose SHA-256 no source has."""

    file: str
    sha256: str

    def __str__(self) -> str:
        return (
            f"{self.file}: its SHA-256 {self.sha256} is that of no source. Give it to its source "
            "in sources.csv, or restore the text if it was changed."
        )


@dataclass(frozen=True)
class AbsentText:
    """A source whose text, known by its SHA-256, is not in the folder."""

    source_id: str
    sha256: str

    def __str__(self) -> str:
        return (
            f"{self.source_id}: no text in the folder has its SHA-256 {self.sha256}. "
            "Add the text as it was when its paragraphs were counted."
        )


@dataclass(frozen=True)
class Copied:
    """A cell that holds more words of a text in a row than the record may quote."""

    table: str
    row: str
    column: str
    source_id: str
    words: str

    def __str__(self) -> str:
        return (
            f'{self.table} {self.row} {self.column}: "{self.words}" stands so in {self.source_id}; '
            f"at most {MOST_WORDS} words in a row may. Say it in other words."
        )


@dataclass(frozen=True)
class ByUrl:
    """A citation that points to a page on the web; it is listed and not checked."""

    table: str
    row: str
    field: str
    source_id: str
    locator: str
    token: str

    def __str__(self) -> str:
        return f'{self.table} {self.row} {self.field}: "{self.token}" at {self.locator}'


@dataclass
class Verification:
    """What the comparison found. `counts` holds how many texts, tokens, … were looked at."""

    missing: list[Missing] = field(default_factory=list)
    uncovered: list[Uncovered] = field(default_factory=list)
    unknown_texts: list[UnknownText] = field(default_factory=list)
    absent_texts: list[AbsentText] = field(default_factory=list)
    copied: list[Copied] = field(default_factory=list)
    by_url: list[ByUrl] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True where nothing is missing, uncovered, unknown, absent or copied."""
        return not self.faults

    @property
    def faults(self) -> list:
        """All that stands against the record, texts first, since the rest depends on them."""
        return [
            *self.unknown_texts, *self.absent_texts, *self.missing, *self.uncovered, *self.copied
        ]

    @property
    def summary(self) -> str:
        """One line: how much was looked at, and what was found."""
        looked = self.counts
        line = (
            f"{looked['texts']} texts, {looked['tokens']} tokens, {looked['expressions']} dates "
            f"and numbers looked at, {looked['by_url']} cited by URL: "
        )
        if self.ok:
            return f"{line}every token stands where it is cited, every date and number has a row"
        found = {
            "texts of no source": self.unknown_texts,
            "texts absent": self.absent_texts,
            "tokens not where they are cited": self.missing,
            "dates or numbers without a row": self.uncovered,
            "cells that copy a text": self.copied,
        }
        return line + ", ".join(f"{len(some)} {what}" for what, some in found.items() if some)


def fold(text: str) -> str:
    """Same letters, plain quotes, hyphens and single spaces: what may differ between copies."""
    plain = unicodedata.normalize("NFKC", text.translate(FOLDED)).translate(FOLDED)
    return " ".join(plain.split())


def paragraphs_of(text: str) -> list[str]:
    """The non-empty lines of a text, folded; paragraph n is item n - 1."""
    return [fold(line) for line in text.split("\n") if line.strip()]


def occurrences(token: str, paragraph: str) -> list[tuple[int, int]]:
    """Where a token stands in a paragraph as whole words and whole numbers; both folded.

    "one" does not stand in "drones", nor "2" in "2,387"; "15-20" does stand in "15-20km".
    """
    spans = []
    start = paragraph.find(token) if token else -1
    while start >= 0:
        end = start + len(token)
        if not _cut(paragraph, start) and not _cut(paragraph, end):
            spans.append((start, end))
        start = paragraph.find(token, start + 1)
    return spans


def _cut(text: str, at: int) -> bool:
    """True where a border at this place would cut a word or a number in two."""
    before, after = text[:at][-2:], text[at:][:2]
    if not before or not after:
        return False
    if before[-1].isalpha() and after[0].isalpha():
        return True
    return bool(re.fullmatch(r".?\d\|\d.?|\d[.,]\|\d.?|.?\d\|[.,]\d", f"{before}|{after}"))


def expressions(paragraph: str) -> list[tuple[int, int]]:
    """Where a folded paragraph holds a date, an expression of time or a number, in order.

    Overlapping finds are one expression: "the 28-29 November", "3.6 million", "last August".
    """
    spans = sorted({m.span() for pattern in EXPRESSIONS for m in pattern.finditer(paragraph)})
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def uncovered_in(paragraph: str, tokens: Iterable[str]) -> list[tuple[int, int]]:
    """The expressions of a folded paragraph that no occurrence of a token overlaps."""
    covered = [span for token in tokens for span in occurrences(fold(token), paragraph)]
    return [
        (start, end)
        for start, end in expressions(paragraph)
        if not any(a < end and start < b for a, b in covered)
    ]


def verify(package: Package, texts_dir: str | Path) -> Verification:
    """Every cited token stands in its paragraph, and every date and number is spoken for.

    Raises PackageError where the folder does not exist or holds no text.
    """
    result = Verification()
    texts = _texts_by_source(package, Path(texts_dir), result)
    _check_tokens(package, texts, result)
    _check_coverage(package, texts, result)
    _check_copies(package, texts, result)
    return result


def _texts_by_source(
    package: Package, folder: Path, result: Verification
) -> dict[str, list[str]]:
    """The paragraphs of each source whose text is there, told by its hash."""
    if not folder.is_dir():
        raise PackageError(f"{folder}: no such folder; --texts takes the folder of the texts")
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise PackageError(f"{folder}: holds no text; the texts are files named *.txt")
    sources = package.tables["sources"]
    source_of = {row.sha256: row.source_id for row in sources.itertuples() if row.sha256}
    texts = {}
    for file in files:
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if digest in source_of:
            texts[source_of[digest]] = paragraphs_of(content.decode("utf-8-sig", "replace"))
        else:
            result.unknown_texts.append(UnknownText(file.name, digest))
    result.absent_texts = [
        AbsentText(source, digest) for digest, source in source_of.items() if source not in texts
    ]
    result.counts = {"texts": len(texts), "paragraphs": sum(map(len, texts.values()))}
    return texts


def _check_tokens(
    package: Package, texts: dict[str, list[str]], result: Verification
) -> None:
    """Look up each citation's and each ignored row's token; list what is cited by URL."""
    citations = [
        (row.table, row.row, row.field, row.source_id, row.locator, row.token)
        for row in package.tables["citations"].itertuples()
    ]
    ignored = [
        ("ignored", "", "", row.source_id, row.locator, row.token)
        for row in package.tables["ignored"].itertuples()
    ]
    absent = {text.source_id for text in result.absent_texts}
    checked = 0
    for place in citations + ignored:
        *_, source, locator, token = place
        if not locator.isdecimal():
            result.by_url.append(ByUrl(*place))
        elif source in texts:
            checked += 1
            found = _what_stands(token, int(locator), texts[source])
            if found:
                result.missing.append(Missing(*place, found))
        elif source not in absent:
            result.missing.append(Missing(*place, "no text of this source is held (no SHA-256)"))
    result.counts |= {
        "tokens": checked,
        "citations": len(citations),
        "ignored": len(ignored),
        "by_url": len(result.by_url),
    }


def _what_stands(token: str, number: int, paragraphs: list[str]) -> str:
    """Empty where the token stands in that paragraph; else what is there instead."""
    folded = fold(token)
    if 1 <= number <= len(paragraphs) and occurrences(folded, paragraphs[number - 1]):
        return ""
    elsewhere = [str(n) for n, text in enumerate(paragraphs, 1) if occurrences(folded, text)]
    if elsewhere:
        return f"it stands in paragraph {', '.join(elsewhere)}"
    if not 1 <= number <= len(paragraphs):
        return f"the text has {len(paragraphs)} paragraphs"
    return f'nearest words there: "{_nearest(folded, paragraphs[number - 1])}"'


def _nearest(token: str, paragraph: str) -> str:
    """The run of as many words that is most like the token, so that a slip shows at once."""
    from rapidfuzz import fuzz, process

    words, length = paragraph.split(), max(len(token.split()), 1)
    runs = [" ".join(words[at : at + length]) for at in range(max(len(words) - length, 0) + 1)]
    return process.extractOne(token, runs, scorer=fuzz.ratio)[0]


def _check_coverage(
    package: Package, texts: dict[str, list[str]], result: Verification
) -> None:
    """Hold every date and number of the texts against the tokens of the same paragraph."""
    tokens: dict[tuple[str, str], set[str]] = {}
    for name in ("citations", "ignored"):
        for row in package.tables[name].itertuples():
            tokens.setdefault((row.source_id, row.locator), set()).add(row.token)
    looked_at = 0
    for source, paragraphs in texts.items():
        for number, text in enumerate(paragraphs, 1):
            looked_at += len(expressions(text))
            for start, end in uncovered_in(text, tokens.get((source, str(number)), ())):
                context = text[max(start - 25, 0) : end + 25].strip()
                result.uncovered.append(Uncovered(source, number, text[start:end], context))
    result.counts["expressions"] = looked_at


def _check_copies(package: Package, texts: dict[str, list[str]], result: Verification) -> None:
    """Look for more than eight words in a row of a text in any cell; titles are as published."""
    runs = {
        run: source
        for source, paragraphs in texts.items()
        for run in _runs(" ".join(paragraphs))
    }
    for name, frame in package.tables.items():
        key = package.key(name)[0]
        for row in frame.to_dict("records"):
            for column, cell in row.items():
                copied = [run for run in _runs(cell) if run in runs]
                if copied and (name, column) != ("sources", "title"):
                    result.copied.append(
                        Copied(name, row[key], column, runs[copied[0]], " ".join(copied[0]))
                    )


def _runs(text: str) -> list[tuple[str, ...]]:
    """Every run of one word more than may be quoted, without case and punctuation."""
    words = [word.strip(".,;:!?()[]\"'") for word in fold(text).casefold().split()]
    words = [word for word in words if word]
    return list(zip(*(words[at:] for at in range(MOST_WORDS + 1)), strict=False))
