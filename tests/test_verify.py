"""Tokens against texts, and texts against tokens; the texts here are of our own invention."""

import hashlib
from pathlib import Path

import pytest
from packages import TEXT, add, cited_in, drop, put, small_package, small_texts

from ceasefire.errors import PackageError
from ceasefire.package import open_package
from ceasefire.verify import expressions, fold, occurrences, paragraphs_of, verify

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"


@pytest.fixture
def package(tmp_path):
    return small_package(tmp_path / "data")


@pytest.fixture
def texts(tmp_path):
    return small_texts(tmp_path / "texts")


def found(text: str) -> list[str]:
    """The dates and numbers of a paragraph."""
    folded = fold(text)
    return [folded[start:end] for start, end in expressions(folded)]


# --- folding and looking up ---------------------------------------------------------------------


def test_quotes_dashes_and_spaces_are_folded():
    curly = "\u201cSo\u00a0it\u2019s\u2009ten\u2013twelve\u201d,  he\u200b said"
    assert fold(curly) == '"So it\'s ten-twelve", he said'


def test_paragraphs_are_the_non_empty_lines():
    assert paragraphs_of("\n one\r\n\n\u00a0\n  two \n") == ["one", "two"]


@pytest.mark.parametrize(
    ("token", "paragraph", "times"),
    [
        ("one", "one of the drones", 1),
        ("two", "a two-day truce, two boats", 2),
        ("2", "about 2,387 or 12 or 2.5", 0),
        ("2", "2, 3 and 2.", 2),
        ("15-20", "the 15-20km strip", 1),
        ("Sunday", "Sunday's talks", 1),
        ("", "anything", 0),
    ],
)
def test_a_token_is_found_as_whole_words_and_whole_numbers(token, paragraph, times):
    assert len(occurrences(token, paragraph)) == times


# --- dates and numbers of a text ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on March 3, 2021 they may march", ["March 3, 2021"]),
        ("from 3 March to the 4th of April 2021", ["3 March", "4th of April 2021"]),
        ("the days of 7, 8,9 June", ["7, 8,9 June"]),
        ("on June 7-9", ["June 7-9"]),
        ("the 5 of last May", ["5 of last May"]),
        ("last June and this coming Friday", ["last June", "coming Friday"]),
        ("In May 2020 it may rain", ["May 2020"]),
        ("Updated: 12:28 AM", ["12:28 AM"]),
        ("by the end of 2021", ["2021"]),
        ("2,387 boats, 3.6 million crates", ["2,387", "3.6 million"]),
        ("hundreds of thousands fled, tens died", ["hundreds of thousands", "tens"]),
        ("twenty-five boats, one hundred and more", ["twenty-five", "one hundred"]),
        ("about half, a dozen or dozens", ["half", "dozen", "dozens"]),
        ("the 15-20km strip along the M4 with an S-400", ["15-20km", "M4", "S-400"]),
        ("70 per cent, 70% and $1", ["70", "70%", "$1"]),
        ("a five-year plan for the 21st century", ["five-year", "21st century"]),
        ("the second day, on the same day", ["second day", "same day"]),
        ("last week, over the past two weeks, earlier this year",
         ["last week", "past two weeks", "earlier this year"]),
        ("yesterday, two days ago, hours before", ["yesterday", "two days ago", "hours before"]),
        ("in recent days, next month", ["recent days", "next month"]),
        ("nobody, someone, often, weighty, none, wonder", []),
        ("they second the motion of the monthly", []),
    ],
)
def test_dates_and_numbers_of_a_text(text, expected):
    assert found(text) == expected


# --- the whole ----------------------------------------------------------------------------------


def test_a_sound_package_agrees_with_its_text(package, texts):
    result = verify(open_package(package), texts)
    assert result.ok, "\n".join(map(str, result.faults))
    assert result.counts["texts"] == 1
    assert result.counts["paragraphs"] == 7
    assert result.counts["by_url"] == len(result.by_url) == 3
    assert result.counts["tokens"] == (
        result.counts["citations"] + result.counts["ignored"] - result.counts["by_url"]
    )
    assert "every token stands" in result.summary


def test_a_token_in_another_paragraph_is_named_with_the_right_one(package, texts):
    put(package, "citations", cited_in(package, "counts", "N1", "total"), "locator", "4")
    result = verify(open_package(package), texts)
    (missing,) = result.missing
    assert str(missing).startswith('counts N1 total: "40" does not stand in post-01 paragraph 4')
    assert "it stands in paragraph 5" in str(missing)
    assert not result.ok
    assert "1 tokens not where they are cited" in result.summary


def test_a_misspelt_token_is_shown_beside_what_is_printed(package, texts):
    row = cited_in(package, "places", "ferry-town", "wording")
    put(package, "citations", row, "token", "Fery Town")
    (missing,) = verify(open_package(package), texts).missing
    assert 'nearest words there: "Ferry Town,"' in str(missing)


def test_a_paragraph_that_the_text_does_not_have(package, texts):
    row = cited_in(package, "places", "ferry-town", "wording")
    put(package, "citations", row, "token", "Harbour Town")
    put(package, "citations", row, "locator", "70")
    (missing,) = verify(open_package(package), texts).missing
    assert "the text has 7 paragraphs" in str(missing)


def test_an_ignored_expression_has_to_stand_in_the_text_too(package, texts):
    add(package, "ignored", "post-01", "7", "556", "a telephone number")
    (missing,) = verify(open_package(package), texts).missing
    assert (missing.table, missing.token) == ("ignored", "556")


def test_a_date_or_number_without_a_row_is_listed(package, texts):
    drop(package, "ignored", 3)
    result = verify(open_package(package), texts)
    (uncovered,) = result.uncovered
    assert (uncovered.source_id, uncovered.paragraph, uncovered.expression) == ("post-01", 7, "555")
    assert "call 555 for" in str(uncovered)
    assert not result.ok


def test_a_citation_of_the_same_words_elsewhere_covers_nothing(package, texts):
    put(package, "ignored", 3, "locator", "6")
    assert [u.expression for u in verify(open_package(package), texts).uncovered] == ["555"]


def test_a_changed_text_is_named_before_anything_else(package, tmp_path):
    texts = small_texts(tmp_path / "changed", TEXT.replace("555", "556"))
    result = verify(open_package(package), texts)
    assert [text.file for text in result.unknown_texts] == ["report.txt"]
    assert [text.source_id for text in result.absent_texts] == ["post-01"]
    assert hashlib.sha256((texts / "report.txt").read_bytes()).hexdigest() in str(result.faults[0])
    assert result.missing == result.uncovered == []
    assert not result.ok


def test_a_paragraph_cited_where_no_text_is_held(package, texts):
    row = cited_in(package, "sides", "islands", "wording")
    put(package, "citations", row, "locator", "3")
    (missing,) = verify(open_package(package), texts).missing
    assert "no text of this source is held" in str(missing)


def test_more_than_eight_words_in_a_row_are_not_to_be_copied(package, texts):
    eight = "the South Council agreed on 1 May to"
    put(package, "agreements", 2, "summary", f"here {eight} stop")
    assert verify(open_package(package), texts).ok
    put(package, "agreements", 2, "summary", f"here {eight.upper()} \u201ca\u201d stop")
    result = verify(open_package(package), texts)
    (copied,) = result.copied
    assert (copied.table, copied.row, copied.column) == ("agreements", "ferry-truce", "summary")
    assert "stands so in post-01" in str(copied)
    assert not result.ok


def test_a_title_is_as_published(package, tmp_path):
    title = "Ferry truce broken again as shells hit the market once more"
    texts = small_texts(tmp_path / "titled", TEXT.replace("Ferry truce broken again", title))
    put(package, "sources", 2, "title", title)
    digest = hashlib.sha256((texts / "report.txt").read_bytes()).hexdigest()
    put(package, "sources", 2, "sha256", digest)
    assert verify(open_package(package), texts).ok


def test_a_folder_without_texts_is_a_mistake_in_one_line(package, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder, words in (("nowhere", "no such folder"), ("empty", "holds no text")):
        with pytest.raises(PackageError, match=words) as mistake:
            verify(open_package(package), tmp_path / folder)
        assert "\n" not in str(mistake.value)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the reports' texts, ../shared/seeds, are not here")
def test_the_five_reports_bear_out_every_token_and_hold_no_figure_without_a_row():
    result = verify(open_package(), SEEDS)
    assert result.ok, "\n".join(map(str, result.faults))
    assert result.counts["texts"] == 5
