"""The page on the reports in words: what is said of many pages holds for those without a day."""

import re

from ceasefire.charts import sources as charts
from ceasefire.measures import lineage
from ceasefire.measures.compliance import compliance, undated_pages
from ceasefire.measures.coverage import contributions
from ceasefire.parameters import read_parameters
from ceasefire.phrases import capital, count, day, many
from ceasefire.study import open_study
from ceasefire.words import sources as words


def answered(**chosen) -> tuple[object, str]:
    study = open_study(read_parameters(chosen))
    return study, words.answer(study, compliance(study.record))


def test_pages_without_a_day_are_told_apart_from_those_with_one():
    study, said = answered(corpus="all")
    sources, bare = study.record.sources, undated_pages(study.record)
    dated = sources[~sources["source_id"].isin(bare)]["published_end_latest"]
    assert bare and f"and {day(max(dated))}. {capital(many(len(bare), 'page'))} have none" in said
    assert f"read, {day(study.record.as_of)}" in said, "they count from the day they were read"


def test_nothing_is_said_of_pages_without_a_day_before_any_was_known():
    study, said = answered(corpus="all", as_of="2020-01-01")
    assert not undated_pages(study.record) and "have none" not in said


def test_a_day_of_publication_is_no_day_of_an_update():
    study, said = answered()
    printed = int((study.record.sources["published_known"] == "printed").sum())
    assert f"{count(printed)} of them prints the day of its publication" in said
    assert "full date" not in said


def test_a_fact_that_two_reports_carry_is_one_fact_and_two_mentions():
    record = open_study(read_parameters({})).record
    tables = words.table_titles(record)
    carried = contributions(record)
    names = {s: s for s in record.sources["source_id"]}
    chart = charts.contributions(carried, names, tables, lineage.carried_by_side(record), {})
    facts, told = map(int, re.match(r"(\d+) facts .*, (\d+) mentions$", chart.title.text).groups())
    worded = record.citations.query("field == 'wording' and table in @tables")
    assert facts == len(worded[["table", "row"]].drop_duplicates()) < told
    assert told == len(worded[["source_id", "table", "row"]].drop_duplicates())
