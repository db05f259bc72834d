"""Spellings are compared without what typesetting varies, and never guessed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceasefire.clean.names import fold, resolve_name, spellings

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("patient")

NAMES = pd.DataFrame(
    [
        ("Moscow", "actor", "russian-government", None),
        ("Moscow", "place", "moscow", None),
        ("“Moscow” ceasefire agreement", "agreement", "moscow-2020", None),
        ("Hay\u2019et Tahrir al-Sham", "actor", "hts", None),
        ("Hayat Tahrir al-Sham", "actor", "hts", None),
        ("HTS", "actor", "hts", None),
        ("Recep Tayyip Erdoğan", "actor", "erdogan", None),
        ("Sergey Lavrov", "actor", "lavrov", None),
        ("Lavrov", "actor", "lavrov", None),
        ("Sergei Shoigu", "actor", "shoigu", None),
        ("the source", "actor", "sputnik-source", "report-a"),
        ("the source", "actor", "newspaper-source", "report-b"),
        ("the regime", "actor", "syrian-government", None),
        ("the regime", "actor", "somebody-else", "report-a"),
        ("the minister", "actor", "lavrov", None),
        ("The Minister", "actor", "shoigu", None),
    ],
    columns=["name", "kind", "id", "source_id"],
)
LISTED = spellings(NAMES)

ALIKE = {
    "Hay\u2019et Tahrir al-Sham": "hts",
    "Hay'et Tahrir al-Sham": "hts",
    "Hay''et Tahrir al-Sham": "hts",
    "Hayet Tahrir al Sham": "hts",
    "HAY\u2018ET  TAHRIR AL\u2013SHAM": "hts",
    "Hay\u2019et\u00a0Tahrir al-Sham\u2019s": "hts",
    "Recep Tayyip Erdogan": "erdogan",
    "Recep Tayyip ERDOĞAN": "erdogan",
    "Erdogan": None,
    "Lavrov\u2019s": "lavrov",
    "Lavrov's": "lavrov",
    "“Lavrov,”": "lavrov",
    "(HTS)": "hts",
    "\ufeffHTS\u200b": "hts",
    "HT S": None,
    "": None,
}


@pytest.mark.parametrize("token", ALIKE)
def test_typesetting_does_not_part_spellings(token):
    assert resolve_name(token, "actor", "report-a", LISTED) == ALIKE[token]


def test_a_spelling_means_different_things_among_different_kinds():
    assert resolve_name("Moscow", "actor", "report-a", LISTED) == "russian-government"
    assert resolve_name("Moscow", "place", "report-a", LISTED) == "moscow"
    assert resolve_name("Moscow", "agreement", "report-a", LISTED) is None


def test_a_report_s_own_spelling_goes_first():
    assert resolve_name("the regime", "actor", "report-a", LISTED) == "somebody-else"
    assert resolve_name("the regime", "actor", "report-b", LISTED) == "syrian-government"


def test_a_spelling_of_one_report_says_nothing_of_another():
    assert resolve_name("the source", "actor", "report-a", LISTED) == "sputnik-source"
    assert resolve_name("the source", "actor", "report-b", LISTED) == "newspaper-source"
    assert resolve_name("the source", "actor", "report-c", LISTED) is None


def test_a_spelling_of_two_things_is_left_to_a_person():
    assert resolve_name("the minister", "actor", "report-a", LISTED) is None


def test_an_empty_column_read_as_text_is_no_report():
    blank = spellings(NAMES.assign(source_id=NAMES["source_id"].fillna("")))
    assert resolve_name("HTS", "actor", "report-a", blank) == "hts"
    assert resolve_name("the source", "actor", "report-c", blank) is None


def test_an_empty_table_resolves_nothing():
    assert resolve_name("HTS", "actor", "report-a", {}) is None


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@given(st.lists(LETTERS, min_size=1, max_size=4), st.sampled_from(["\u2019s", "'s", "", "”", ","]))
def test_case_hyphens_and_possessives_do_not_matter(words, tail):
    plain = " ".join(words)
    assert fold("-".join(words).upper().replace("-", " \u2013 ") + tail) == fold(plain)
    assert fold("\u2018" + "-".join(words).title() + "\u2019") == fold(plain)


@given(LETTERS, LETTERS)
def test_letters_do_matter(one, other):
    assert (fold(one) == fold(other)) == (one == other)


def test_letters_without_their_marks_are_the_same():
    assert fold("A\u011fr\u0131") == fold("AGRI") == fold("Ag\u0306ri")
