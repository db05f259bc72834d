"""Who disputes what a card tells: the cards say what the page on claims says, and of which days.

The invented truce of `packages`: the Harbour Watch lays the shelling of the market (I1) and the
week's violations (N1, in paragraph 5) to the South Council; each test says what answers it.
"""

import pytest
from bs4 import BeautifulSoup
from packages import cite, happen, say, small_package, tell

from ceasefire.clean.tables import clean
from ceasefire.measures import answers, compliance, violence
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package
from ceasefire.words import deadlines, violations
from ceasefire.words.disputes import NOBODY

SOUTH = {"speaker": "South Council", "place": "6", "of": "2021-05-05"}
ACCUSED = {"speaker": "Harbour Watch", "target": "South Council", "place": "5", "of": "2021-05-05"}


@pytest.fixture
def folder(tmp_path):
    """The package in which somebody is named as the doer of the week's violations."""
    made = small_package(tmp_path / "data")
    cite(made, "counts", "N1", "perpetrator", "South Council", locator="5")
    return made


def record(folder):
    return known(clean(open_package(folder)), "all")


def disputed(folder) -> dict[str, set[str]]:
    """Each row that is disputed, with the answers."""
    found = answers.disputes(record(folder))
    return {row: set(group["answer_id"]) for row, group in found.groupby("row_id")}


def shown(folder, under: str = "disputed") -> dict[str, str]:
    """What each card says ``under`` one of its terms, in words."""
    held = record(folder)
    verdicts, totals = compliance.compliance(held), violence.totals(held)
    cards = [
        *deadlines.commitment_cards(held, verdicts, answers.against(held, verdicts)),
        *violations.incident_cards(held, violence.incidents(held), violence.reports(held)),
        *violations.total_cards(held, totals, violence.itemised(held)),
    ]
    found = {}
    for card in cards:
        soup = BeautifulSoup(str(card), "html.parser")
        term = next((name for name in soup.find_all("dt") if name.get_text() == under), None)
        if term is None:
            continue  # a commitment has a grade for each viewpoint
        words = " ".join(term.find_next("dd").get_text(" ").split())
        found[soup.section["id"]] = words.replace("( ", "(").replace(" ,", ",")
    return found


def test_words_on_the_ceasefire_answer_for_the_promise_the_incident_and_the_total(folder):
    say(folder, incident="I1", **ACCUSED)
    assert disputed(folder) == {}
    key = say(folder, act="asserts", assertion="upheld", how="implied", **SOUTH)
    assert disputed(folder) == {row: {key} for row in ("C2", "I1", "N1")}
    for row in ("I1", "N1"):
        assert shown(folder)[row] == (
            f"by what a reader concludes from words of South Council ({key}, of 5 May 2021)"
        )
    outright = say(folder, act="asserts", assertion="upheld", **SOUTH)
    assert shown(folder)["I1"].startswith(f"outright by South Council ({outright}, of 5 May 2021);")
    assert outright in shown(folder)["C2"] and shown(folder)["N2"] == NOBODY


def test_an_answer_of_another_incident_or_promise_is_none(folder):
    other = happen(folder)
    say(folder, incident="I1", **ACCUSED)
    say(folder, incident=other, **ACCUSED | {"place": "7"})
    denial = say(folder, act="denies", incident="I1", **SOUTH)
    found = disputed(folder)
    assert found["I1"] == {denial} == found["N1"]
    assert other not in found
    assert f"South Council denies it ({denial})" in shown(folder)["I1"].replace(" )", ")")
    # Told once, although both the words and the answers have it.
    assert shown(folder)["I1"].count(denial) == 1
    assert shown(folder)[other] == NOBODY


def test_another_account_disputes_the_incident_and_what_is_owned_to_does_not(folder):
    tell(folder, doer="South Council", reporter="Harbour Watch", place="4")
    tell(folder, doer="South Council", reporter="South Council", place="6")
    assert disputed(folder) == {}
    other = tell(folder, doer="North Council", reporter="South Council", place="7")
    assert disputed(folder)["I1"] >= {other}
    assert other in shown(folder)["I1"] and "different doers" in shown(folder)["I1"]


def test_a_total_is_disputed_only_where_the_accusation_stands_in_its_words(folder):
    say(folder, incident="I1", **ACCUSED | {"place": "7"})
    key = say(folder, act="asserts", assertion="upheld", **SOUTH)
    assert disputed(folder) == {row: {key} for row in ("C2", "I1")}
    assert shown(folder)["N1"] == NOBODY


def test_a_total_of_one_day_has_no_rate(folder):
    held = record(folder)
    totals = violence.totals(held)
    days = [
        (f"{end}_{edge}") for end in ("start_start", "end_end") for edge in ("earliest", "latest")
    ]
    one = totals.assign(days_low=1, days_high=1, **{d: totals["start_start_latest"] for d in days})
    cards = "".join(violations.total_cards(held, one, violence.itemised(held)))
    assert "one day only" in cards and "one day only" not in "".join(
        violations.total_cards(held, totals, violence.itemised(held))
    )


def test_an_incident_and_a_total_are_graded_as_verdicts_are(folder):
    """One teller, two of sides that are no allies, and one who says otherwise outright."""
    tell(folder, doer="South Council", reporter="Harbour Watch", place="4")
    assert shown(folder, "grade")["I1"] == "single" == shown(folder, "grade")["N1"]
    tell(folder, doer="South Council", reporter="South Council", place="6")
    assert shown(folder, "grade")["I1"] == "corroborated"
    say(folder, incident="I1", **ACCUSED)
    say(folder, act="asserts", assertion="upheld", how="implied", **SOUTH)
    assert shown(folder, "grade")["N1"] == "single"
    say(folder, act="asserts", assertion="upheld", **SOUTH)
    assert {shown(folder, "grade")[row] for row in ("I1", "N1")} == {"disputed"}
