"""The glossary: every mention, whose word a name is, and what the page shows of it."""

import re
from datetime import date

import notebook_runs
import pytest
from packages import add, cite, cited_in, drop, put, small_package

from ceasefire import marks
from ceasefire.clean.tables import clean
from ceasefire.measures import mentions, verdicts
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package
from ceasefire.parameters import Parameters
from ceasefire.study import open_study
from ceasefire.words import glossary
from ceasefire.words.evidence import Evidence

POST, WEB = "post-01", "web-01"


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def record(folder, as_of=None, corpus="all"):
    return known(clean(open_package(folder)), corpus, as_of)


def of(found, key, token=None):
    """The mentions of one thing, in order; by one spelling where that is given."""
    found = found[found["id"] == key]
    return found if token is None else found[found["token"] == token]


def uses(folder, token, key="south-council"):
    """How the record uses a name, as (is_label, use, voices) of its mentions."""
    frame = of(mentions.mentions(record(folder)), key, token)
    return frame[["is_label", "use", "voices"]].values.tolist()


# --- mentions -----------------------------------------------------------------------------------


def test_a_mention_is_a_token_that_resolves_or_words_that_carry_the_row(folder):
    cite(folder, "commitments", "C1", "promised", "South Council", locator="3")
    found = mentions.mentions(record(folder))
    south = of(found, "south-council")
    # The same words in the same paragraph are one mention, though two rows cite them.
    where = south[["source_id", "locator", "token"]].values.tolist()
    assert where == [[POST, "3", "South Council"]]
    assert of(found, "ferry-town")["is_name"].all()
    assert not of(found, "ferry-truce", "agreed on 1 May to a truce")["is_name"].any()
    assert of(found, "truce")["is_name"].all(), "what words a report uses for a term is its name"


def test_mentions_stand_in_the_order_of_publication_and_of_paragraphs(folder):
    cite(folder, "actors", "south-council", "wording", "Council of the South", locator="10")
    cite(folder, "actors", "south-council", "wording", "the South", source=WEB, locator="1")
    cite(folder, "actors", "south-council", "wording", "Southerners", locator="2")
    found = of(mentions.mentions(record(folder)), "south-council")
    places = found[["source_id", "locator"]].values.tolist()
    assert places == [[POST, "2"], [POST, "3"], [POST, "10"], [WEB, "1"]]
    # The wider report comes first once it was published first.
    put(folder, "sources", 3, "published", "2021-05-01")
    assert of(mentions.mentions(record(folder)), "south-council")["source_id"].iloc[0] == WEB


def test_only_what_was_known_by_the_day_is_a_mention(folder):
    cite(folder, "actors", "south-council", "wording", "South", source=WEB)
    early = of(mentions.mentions(record(folder, date(2021, 5, 31))), "south-council")
    assert set(early["source_id"]) == {POST}
    assert mentions.mentions(record(folder, date(2021, 5, 1))).empty


def test_a_spelling_that_no_report_uses_is_no_name_of_it(folder):
    add(folder, "names", "Southern Board", "actor", "south-council", "", "false")
    assert "Southern Board" not in set(mentions.used(mentions.mentions(record(folder)))["token"])


def test_words_that_a_person_resolves_are_a_mention_and_no_name(folder):
    cite(folder, "commitments", "C1", "promised", "its council", "south-council")
    found = of(mentions.mentions(record(folder)), "south-council", "its council")
    assert found["is_name"].tolist() == [False]


def test_an_agreement_is_mentioned_where_its_name_carries_another_fact(folder):
    cite(folder, "statements", "S1", "wording", "the Ferry truce")
    add(folder, "names", "the Ferry truce", "agreement", "ferry-truce", "", "false")
    found = of(mentions.mentions(record(folder)), "ferry-truce", "the Ferry truce")
    assert found["is_name"].tolist() == [True]
    # A place of that name is not the agreement.
    cite(folder, "incidents", "I1", "place", "Ferry truce", "ferry-town")
    found = of(mentions.mentions(record(folder)), "ferry-town", "Ferry truce")
    assert found["table"].tolist() == ["places"]


# --- labels -------------------------------------------------------------------------------------


@pytest.fixture
def labelled(folder):
    """The package with a spelling that takes a side."""
    add(folder, "names", "rabble", "actor", "south-council", "", "true")
    return folder


def test_a_label_in_the_words_of_nobody_else_is_the_report_s_own(labelled):
    cite(labelled, "incidents", "I1", "wording", "a quarrel", locator="4")
    cite(labelled, "reports", "R1", "perpetrator", "rabble", locator="4")
    assert uses(labelled, "rabble") == [[True, "own", ()]]


def test_a_label_in_what_somebody_says_is_said_to_report_that(labelled):
    cite(labelled, "statements", "S1", "target", "rabble", locator="4")
    assert uses(labelled, "rabble") == [[True, "reporting", ("north-council",)]]


def test_a_speaker_is_named_by_the_report_itself(labelled):
    cite(labelled, "statements", "S1", "speaker", "rabble", locator="4")
    assert uses(labelled, "rabble") == [[True, "own", ()]]


def test_a_label_in_quotation_marks_is_the_word_of_whoever_speaks_there(labelled):
    cite(labelled, "reports", "R1", "perpetrator", "rabble", locator="4")
    cite(labelled, "actors", "south-council", "quoted", "rabble", locator="4")
    assert uses(labelled, "rabble") == [[True, "quoting", ("north-council",)]]


def test_a_label_in_quotation_marks_can_be_nobody_s(labelled):
    cite(labelled, "actors", "south-council", "quoted", "rabble", locator="7")
    assert uses(labelled, "rabble") == [[True, "quoting", ()]]


def test_quotation_marks_elsewhere_say_nothing_of_this_paragraph(labelled):
    cite(labelled, "actors", "south-council", "quoted", "rabble", locator="4")
    cite(labelled, "actors", "south-council", "wording", "rabble", locator="5")
    assert [use for _, use, _ in uses(labelled, "rabble")] == ["quoting", "own"]


def test_one_use_in_its_own_words_makes_a_label_the_report_s_own(labelled):
    cite(labelled, "statements", "S1", "target", "rabble", locator="4")
    cite(labelled, "actors", "south-council", "wording", "The rabble", locator="5")
    add(labelled, "names", "The rabble", "actor", "south-council", "", "true")
    found = of(mentions.used(mentions.mentions(record(labelled))), "south-council")
    label = found[found["is_label"]]
    # With and without its article it is one name.
    assert label[["token", "use", "voices"]].values.tolist() == [["rabble", "own", ()]]


def test_only_parties_with_a_label_are_compared(labelled):
    assert mentions.labelled(mentions.mentions(record(labelled))).empty
    cite(labelled, "actors", "south-council", "wording", "rabble", locator="5")
    found = mentions.labelled(mentions.mentions(record(labelled)))
    assert set(found["id"]) == {"south-council"}
    assert found["token"].tolist() == ["South Council", "rabble"]


def test_a_publisher_has_an_entry_though_no_report_names_it(folder):
    drop(folder, "citations", cited_in(folder, "actors", "post", "wording"))
    cite(folder, "actors", "post", "wording", "Harbour Post", source=WEB)
    seen = record(folder, corpus="seed")
    found = mentions.mentions(seen)
    assert "post" not in set(found["id"])
    assert "post" in set(mentions.named(seen, found, "actors")["actor_id"])
    assert "does not name it" in glossary.parties(seen, found)


def test_an_actor_and_a_place_of_one_id_keep_their_voices_apart(labelled):
    add(labelled, "actors", "coast", "Coast Guard", "organisation", "south", "", "")
    add(labelled, "names", "Coast Guard", "actor", "coast", "", "false")
    add(labelled, "names", "the edge", "place", "coast", "", "true")
    cite(labelled, "statements", "S1", "target", "Coast Guard", locator="4")
    cite(labelled, "incidents", "I1", "place", "the edge", locator="4")
    found = mentions.mentions(record(labelled))
    guard = of(found, "coast", "Coast Guard")[["table", "use", "voices"]].values.tolist()
    assert guard == [["actors", "reporting", ("north-council",)]]
    edge = of(found, "coast", "the edge")[["table", "use", "voices"]].values.tolist()
    assert edge == [["places", "own", ()]]
    # Nor do quotation marks around the one stand around the other.
    add(labelled, "names", "the edge", "actor", "coast", "", "true")
    cite(labelled, "actors", "coast", "quoted", "the edge", locator="4")
    edge = of(mentions.mentions(record(labelled)), "coast", "the edge").set_index("table")
    assert edge["use"].to_dict() == {"places": "own", "actors": "quoting"}


def test_two_reports_of_one_day_have_two_titles_and_two_columns(labelled):
    for key in ("post-02", "post-03"):
        add(labelled, "sources", key, "seed", "post", "Quay still closed", "en", "", "2021-05-10",
            "printed", "printed there", "even", "0" * 64)  # fmt: skip
    add(labelled, "names", "The Council", "actor", "south-council", "", "false")
    cite(labelled, "actors", "south-council", "wording", "rabble", locator="5")
    cite(labelled, "actors", "south-council", "wording", "The Council", source="post-03")
    for key in ("post-02", "post-03"):
        cite(labelled, "actors", "south-council", "wording", "rabble", source=key)
    seen = record(labelled)
    assert Evidence(seen).titles == {
        "post-01": "Harbour Post, 10 May 2021, Ferry truce broken again",
        "post-02": "Harbour Post, 10 May 2021, Quay still closed, post-02",
        "post-03": "Harbour Post, 10 May 2021, Quay still closed, post-03",
        "web-01": "Harbour Post, 1 June 2021",
    }
    shown = glossary.compared(seen, mentions.mentions(seen))
    assert shown.count('<th scope="col">') == 1 + 3, "a report without labels has no column"
    text = notebook_runs.words_of(shown)
    assert "rabble (label)" in text and "The Council" in text


# --- the page -----------------------------------------------------------------------------------


def test_a_label_is_shown_as_its_report_s(labelled):
    cite(labelled, "actors", "south-council", "wording", "rabble", locator="5")
    cite(labelled, "statements", "S1", "target", "rabble", source=WEB)
    seen = record(labelled)
    shown = notebook_runs.words_of(glossary.parties(seen, mentions.mentions(seen)))
    assert "Harbour Post, 10 May 2021 ¶5 says rabble ." in shown
    assert "Harbour Post, 1 June 2021 ¶1 reporting North Council, says rabble ." in shown
    table = notebook_runs.words_of(glossary.compared(seen, mentions.mentions(seen)))
    assert "rabble (label)" in table and "rabble (label, reporting North Council)" in table


def test_names_are_escaped(labelled):
    add(labelled, "names", "<b>they</b>", "actor", "south-council", "", "true")
    cite(labelled, "actors", "south-council", "wording", "<b>they</b>", locator="5")
    seen = record(labelled)
    assert "<b>they" not in glossary.parties(seen, mentions.mentions(seen))
    assert "&lt;b&gt;they" in glossary.parties(seen, mentions.mentions(seen))


def test_the_answer_counts_what_the_reports_name(labelled):
    def told():
        study = open_study(Parameters(data_dir=str(labelled), corpus="all"))
        found = mentions.mentions(study.record)
        return glossary.answer(study, found), glossary.who_labels(study.record, found)

    answer, who = told()
    assert "five parties and people, one agreement or round of talks and two places" in answer
    assert "two of their terms are explained. Nobody is called" in answer
    assert who == "No party has more than one name."
    cite(labelled, "actors", "south-council", "quoted", "rabble", locator="5")
    answer, who = told()
    assert "For one of the parties and people some report uses a label" in answer
    assert who.startswith(
        "Labels are used only in quotation marks by these reports: Harbour Post, 10 May 2021."
    )
    assert "The most names, two, go to “South Council”." in who
    cite(labelled, "actors", "south-council", "wording", "rabble", locator="6")
    assert "in text of their own by these reports: Harbour Post, 10 May 2021." in told()[1]


def test_quotation_marks_of_the_report_are_not_doubled():
    def inside(token):
        return re.fullmatch('<q dir="auto">(.*)</q>', glossary._quoted(token))[1]

    for token in ("“rabble”", '"rabble"', "«rabble»", "„rabble“", "‘rabble’"):
        assert inside(token) == "rabble"
    assert inside('"rabble" groups') == inside("«rabble» groups") == "‘rabble’ groups"
    assert inside("“Harbour” and „Quay“") == "‘Harbour’ and ‘Quay’"


def test_words_of_another_script_keep_their_own_direction(folder):
    cite(folder, "actors", "south-council", "wording", "المجلس", locator="5")
    put(folder, "actors", 5, "name", "מועצה")
    seen = record(folder)
    shown = glossary.parties(seen, mentions.mentions(seen))
    assert '<q dir="auto">المجلس</q>' in Evidence(seen).cite("actors", "south-council")
    assert "<bdi>מועצה</bdi>" in shown
    # The number of the paragraph stands outside what may run from right to left.
    assert "<bdi>Harbour Post, 10 May 2021</bdi> ¶3" in shown


def test_every_verdict_and_grade_has_its_meaning():
    assert list(marks.VERDICT_MEANINGS) == list(verdicts.VERDICTS) == list(marks.VERDICT_MARKS)
    given = {word for word in re.findall(r"(\w+): ", verdicts.grade.__doc__)}
    assert set(marks.GRADE_MEANINGS) == given
    meanings = [*marks.VERDICT_MEANINGS.values(), *marks.GRADE_MEANINGS.values()]
    assert len(set(meanings)) == len(meanings)
    assert all(text.endswith(".") and len(text) <= 180 for text in meanings)


def test_the_book_s_own_words_have_addresses_of_their_own():
    ids = re.findall(r'id="([^"]+)"', glossary.book_words())
    assert len(ids) == len(set(ids)) == len(glossary._book_words())
    assert all(re.fullmatch(r"words-[\w-]+", i) for i in ids)


# --- the project's own data ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def own():
    """The record of the five reports, with all its mentions."""
    seen = open_study(Parameters()).record
    return seen, mentions.mentions(seen)


def test_whose_word_regime_is_in_each_report(own):
    calls = mentions.used(own[1])
    calls = calls[(calls["id"] == "syrian-government") & calls["is_label"]]
    regime = calls[calls["spelling"] == "regime"].set_index("source_id")
    assert {s: (row["use"], row["voices"]) for s, row in regime.iterrows()} == {
        "aljazeera-2018-09": ("quoting", ("recep-tayyip-erdogan",)),
        "sol-2018-11": ("quoting", ("anadolu-agency",)),
        "national-2020-02": ("own", ()),
        "enabbaladi-2020-09": ("own", ()),
    }


def test_every_name_in_quotation_marks_is_a_label_there(own):
    seen, found = own
    quoted = seen.citations[seen.citations["field"] == "quoted"]
    assert len(quoted)
    for cited in quoted.to_dict("records"):
        there = of(found, cited["row"])
        there = there[(there["source_id"] == cited["source_id"]) & (there["use"] == "quoting")]
        same = there[there["locator"] == cited["locator"]]
        assert same["is_label"].any(), cited["token"]


def test_everything_named_has_one_entry_and_the_index_leads_there(own):
    seen, found = own
    page = "".join(
        [
            glossary.parties(seen, found),
            glossary.agreements(seen, found),
            glossary.places(seen, found),
            glossary.terms(seen, found),
            glossary.book_words(),
        ]
    )
    ids = re.findall(r'class="entry" id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    wanted = {
        marks.entry_id(table, key)
        for table in mentions.NAMED
        for key in mentions.named(seen, found, table).iloc[:, 0]
    }
    assert wanted < set(ids)
    assert set(re.findall(r'href="#([^"]+)"', glossary.index(seen, found))) == set(ids)
    asked = re.findall(r'href="glossary\.html#([^"]+)"|href="#([^"]+)"', page)
    assert {a or b for a, b in asked} <= set(ids)


def test_no_definition_takes_a_label_for_its_own_word(own):
    seen, _ = own
    frame = seen.clean.tables["terms"]
    for row in frame[~frame["term_id"].str.startswith("label-")].to_dict("records"):
        assert not re.search(r"regime|terroris|jihadist|radical", row["definition"]), row["term_id"]


def test_who_is_known_from_pages_alone_has_their_number_and_the_first(folder):
    add(folder, "actors", "envoy", "The envoy", "person", "south", "", "")
    add(folder, "readings", "actors", "envoy", "wording", WEB, "https://web.example/1", "", "read")
    seen = record(folder)
    pages = mentions.pages_read(seen)
    assert pages.values.tolist() == [["actors", "envoy", WEB, False]]
    text = notebook_runs.words_of(glossary.parties(seen, mentions.mentions(seen)))
    assert "Named on one page of the wider record: " in text
