"""Lineage: texts on several pages are one witness; what cannot decide is listed with its reason."""

from datetime import date

import pytest
from packages import add, cite, put, say, small_package

from ceasefire.charts import sources as charts
from ceasefire.clean.tables import clean
from ceasefire.measures import lineage
from ceasefire.measures.coverage import known_or_not, steps
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package
from ceasefire.study import opened
from ceasefire.words import sources as words


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def record(folder, as_of=None, corpus="all"):
    return known(clean(open_package(folder)), corpus, as_of)


def mark(folder, table: str, key: str, column: str, value: str) -> None:
    """Write a cell of the row with that key."""
    frame = open_package(folder).tables[table]
    put(folder, table, int(frame.index[frame.iloc[:, 0] == key][0]) + 2, column, value)


def test_statements_of_one_witness_on_two_pages_are_one_text(folder):
    first, second = say(folder), say(folder, source="web-01")
    other = say(folder, source="web-01")
    for key in (first, second):
        mark(folder, "statements", key, "witness", "W1")
    mark(folder, "statements", other, "witness", "W2")
    found = lineage.shared_texts(record(folder)).to_dict("records")
    assert found == [
        {"kind": "testimony", "text": "W1", "row_ids": (first, second),
         "source_ids": ("post-01", "web-01")}
    ]  # fmt: skip
    assert lineage.kin(lineage.shared_texts(record(folder)))["web-01"] == {
        "testimony": ("post-01",)
    }


def test_a_count_on_two_pages_is_one_text_once_both_are_known(folder):
    cite(folder, "counts", "N1", "wording", "forty", source="web-01")
    assert list(lineage.shared_texts(record(folder))["text"]) == ["N1"]
    assert lineage.shared_texts(record(folder, date(2021, 5, 20))).empty


def test_how_rows_were_checked_is_counted_by_page(folder):
    for coding in ("agreed", "agreed", "contested", ""):
        mark(folder, "statements", say(folder, source="web-01"), "coding", coding)
    assert lineage.checked_by_page(record(folder)) == {"web-01": {"agreed": 2, "contested": 1}}
    assert lineage.checks(record(folder)).values.tolist() == [
        ["statements", "agreed", 2], ["statements", "contested", 1]
    ]  # fmt: skip


@pytest.mark.parametrize("coding", ["not_refound", "low"])
def test_what_was_not_found_again_never_decides(folder, coding):
    key = say(folder)
    mark(folder, "statements", key, "coding", coding)
    mark(folder, "counts", "N2", "coding", coding)
    frame = lineage.never_deciding(record(folder))
    assert list(zip(frame["row_id"], frame["why"], strict=True)) == [(key, coding), ("N2", coding)]


def test_a_statement_on_pages_without_a_day_never_decides(folder):
    key = say(folder, source="web-01")
    mark(folder, "sources", "web-01", "published", "[2019-01-01..2021-06-01]")
    mark(folder, "sources", "web-01", "published_known", "inferred")
    frame = lineage.never_deciding(record(folder))
    assert list(zip(frame["row_id"], frame["why"], strict=True)) == [(key, "no_day")]


def test_leads_belong_to_the_wider_record_and_to_their_day(folder):
    add(folder, "leads", "X1", "no_url", "Post", "A page", "", "2021-05-30", "it says so")
    add(folder, "leads", "X2", "no_date", "Post", "A page", "https://example.org/b", "", "also")
    assert lineage.leads(record(folder, corpus="seed")).empty
    assert list(lineage.leads(record(folder, date(2021, 5, 20)))["origin"]) == ["X2"]
    assert list(lineage.leads(record(folder))["origin"]) == ["X1", "X2"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Talks on the zone", "Talks on the zone"),
        ("(Digest item)", "[Digest item]"),
        ("(Arabic: six (6) breaches)", "[Arabic: six (6) breaches]"),
        ("(A) and (B)", "(A) and (B)"),
        ("", ""),
    ],
)
def test_a_label_in_round_brackets_becomes_a_title_in_square_ones(title, shown):
    assert words.title(title) == shown


def test_the_names_of_languages_and_a_tag_that_the_table_lacks():
    assert words.language("ja") == "Japanese"
    assert words.language("pt-BR") == "Portuguese"
    assert words.language("und") == "language not recorded"
    assert words.language("xx") == "xx"


def test_every_language_of_the_record_has_a_name():
    tags = opened().tables["sources"]["language"].unique()
    assert [tag for tag in tags if words.language(tag) == tag] == []


def test_every_source_has_its_place_on_the_page():
    seen = known(opened(), "all")
    listing = known_or_not(seen)
    shown = "".join([*words.source_cards(seen, listing), *words.bibliography(seen, listing)])
    assert len(listing) > 500
    assert [s for s in listing["source_id"] if shown.count(f'id="{s}"') != 1] == []


def test_of_many_reports_the_chart_counts_by_side():
    for corpus, of_sides in (("seed", False), ("all", True)):
        seen = known(opened(), corpus)
        chart = charts.contributions(
            words.contributions(seen), words.Evidence.of(seen).titles, words.table_titles(seen),
            lineage.carried_by_side(seen), seen.names_of("sides"),
        ).to_dict()  # fmt: skip
        assert ("facet" not in chart) == of_sides


def test_the_wider_record_moves_no_step_of_the_five_reports():
    frame = steps(known(opened(), "seed")).set_index("step")
    for step in ("citations of the package", "facts"):
        assert frame.loc[step, "in"] == frame.loc[step, "out"]
    assert not any("not held" in step for step in frame.index)
    both = steps(known(opened(), "all")).set_index("step")
    read = both.loc["coded from a page whose words are not held"]
    assert read["in"] - read["out"] == both.loc["resolved by a correction", "in"]
