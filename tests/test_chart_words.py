"""Charts of verdicts, violence, claims, sources and cleaning: plain words, neutral colours, ids.

In: the five reports. Out: what the charts say of themselves.
"""

import json
import re
from functools import cache

import pytest

from ceasefire.charts import (
    claims,
    cleaning,
    deadlines,
    meanings,
    renderer,
    sources,
    theme,
    violations,
)
from ceasefire.clean.tables import CORRECTION, READING
from ceasefire.marks import VERDICT_MARKS
from ceasefire.measures import accusations, history, lineage, positions, violence
from ceasefire.measures.compliance import compliance, verdict_history
from ceasefire.measures.coverage import UNREAD, contributions, rules_used
from ceasefire.measures.knowledge import known
from ceasefire.phrases import count, day
from ceasefire.study import opened
from ceasefire.words import claims as of_claims
from ceasefire.words import sources as of_sources
from ceasefire.words.evidence import Evidence


@cache
def seed():
    return known(opened(), "seed")


def rates():
    return deadlines.compliance_rates(compliance(seed()), seed().names_of("viewpoints"))


def matrix():
    offered = history.telling(verdict_history(seed()))
    names = seed().names_of("viewpoints"), history.in_order(seed())
    return deadlines.compliance_matrix(offered, *names)


def totals():
    counted = violence.totals(seed())
    drawn = violence.under_agreements(seed(), counted)
    return violations.total_spans(counted, drawn, ["a monitor"] * len(counted))


def timeline():
    return violations.incident_timeline(violence.incidents(seed()), Evidence.of(seed()).doers)


def groups():
    grouped = violence.by_group(violence.incidents(seed()), "method")
    return violations.incident_groups(grouped, "method", {}, "Incidents by method", "not stated")


def casualties():
    return violations.casualty_ranges(violence.incidents(seed()))


def matrix_of_claims():
    pairs = accusations.pairs(accusations.accusations(seed()))
    names = seed().names_of("sides"), of_claims.reports_in_order(seed())
    return claims.accusation_matrix(pairs, *names)


def days():
    names = seed().names_of("sides"), of_claims.reports_in_order(seed())
    return claims.said_to_published(positions.said_and_published(seed()), *names)


def carried():
    names = Evidence.of(seed()).titles, of_sources.table_titles(seed())
    sides = lineage.carried_by_side(seed()), seed().names_of("sides")
    return sources.contributions(contributions(seed()), *names, *sides)


def pages():
    return sources.pages_in_time(lineage.pages(seed()), seed().names_of("sides"))


def rules():
    return cleaning.rules(rules_used(seed()))


OF_NO_SIDE = (rates, matrix, totals, groups, casualties, carried, pages, rules)
OF_SIDES = (timeline, matrix_of_claims, days)


@pytest.mark.parametrize("make", [*OF_NO_SIDE, *OF_SIDES])
def test_a_chart_speaks_plain_words(make):
    spec = make().to_dict()
    assert renderer.description(spec).endswith(".")
    assert any(character.isdigit() for character in renderer.description(spec)), "the numbers"
    told = [t for part in renderer.parts(spec) for t in part.get("encoding", {}).get("tooltip", [])]
    assert told
    assert all(tip.get("title") for tip in told), "no raw names of fields"
    assert all(part["title"]["subtitle"] for part in [spec] if isinstance(part["title"], dict))


@pytest.mark.parametrize("make", OF_NO_SIDE)
def test_what_is_of_no_side_wears_no_colour_of_a_side(make):
    drawn = json.dumps(make().to_dict())
    assert not [shade for shade in theme.PARTIES if shade.light in drawn]


@pytest.mark.parametrize("make", [rates, groups, matrix_of_claims, pages])
def test_a_mark_made_of_several_rows_names_each_and_leads_to_one(make):
    (rows,) = (
        rows for rows in make().to_dict()["datasets"].values() if any("ids" in row for row in rows)
    )
    for row in rows:
        number = next(
            row[key] for key in ("commitments", "incidents", "claims", "pages") if key in row
        )
        assert len(row["ids"].split(", ")) == number
        assert "#" in row["evidence"]


@pytest.mark.parametrize("make", [*OF_NO_SIDE, *OF_SIDES])
def test_a_key_in_words_is_true_on_a_light_page_and_on_a_dark_one(make):
    """Grey is dark on the one and light on the other; a side's colour is never made paler."""
    told = json.dumps(make().to_dict()["title"]).lower()
    assert not re.search(r"\b(dark|pale|light)(er)?\b", told)


@pytest.mark.parametrize("viewpoint", ["everyone", "turkey"])
def test_a_title_beside_a_menu_names_what_it_speaks_of(viewpoint):
    offered = history.telling(verdict_history(seed()))
    views, agreements = seed().names_of("viewpoints"), history.in_order(seed())
    last = max(offered["as_of"])
    seen = offered[(offered["viewpoint_id"] == viewpoint) & (offered["as_of"] == last)]
    broken = sum(VERDICT_MARKS[verdict][0] == "broken" for verdict in seen["verdict"])
    drawn = deadlines.compliance_matrix(offered, views, agreements, viewpoint)
    assert drawn.title.text.startswith(f"{views[viewpoint]}, {day(last)}: {count(broken)} of ")
    counted = deadlines.compliance_rates(compliance(seed()), views, viewpoint)
    assert counted.title.text.startswith(f"{views[viewpoint]}, {day(last)}: ")
    assert counted.title.text != drawn.title.text, "two charts, two names"


def test_a_sign_that_the_legend_lacks_is_told():
    told = " ".join(matrix().title.subtitle)
    assert "– not assessable" in told and "✗" not in told
    assert meanings.other_signs(["met", "no evidence"]) == []


def test_bars_stand_by_their_length_and_what_is_not_stated_last():
    (rows,) = (
        rows for rows in groups().to_dict()["datasets"].values() if any("all" in r for r in rows)
    )
    stated = [row["all"] for row in rows if row["group"] != "Not stated"]
    assert stated == sorted(stated, reverse=True)
    assert "Not stated" not in [row["group"] for row in rows[:-1]]


def test_a_total_of_one_day_has_no_rate_beside_it():
    rows = next(iter(totals().to_dict()["datasets"].values()))
    one = [row["label"] for row in rows if row["from"] and row["from"] == row["until"]]
    assert one and not any("a day" in label for label in one)
    assert any("a day" in row["label"] for row in rows)


def test_accusers_level_are_told_as_level():
    rows = accusations.pairs(accusations.accusations(seed()))
    one = rows.drop_duplicates(["accused"]).query("accused != ''").head(2)
    chart = claims.accusation_matrix(
        one, seed().names_of("sides"), of_claims.reports_in_order(seed())
    )
    assert chart.title.text == "All reports: two sides are accused equally often, more than others"


def test_a_person_is_no_rule():
    assert set(cleaning.NO_RULES) == {READING, CORRECTION, UNREAD}
    title = rules().title.text
    used = rules_used(seed())
    assert f"{int(used['tokens'].sum()):,} cited words" in title and "by a person" in title
    assert f"by {used['rule'].nunique() - 1} rules" in title
