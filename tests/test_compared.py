"""The seed reports beside the wider record, on the invented truce of `packages`.

The Harbour Post of 10 May 2021 is the seed; a page of 1 June makes the record wider.
"""

from datetime import date, timedelta

import pytest
from packages import add, cite, put, silent_package

from ceasefire.clean.tables import clean
from ceasefire.measures.compared import CODINGS, COMPARED_COLUMNS, compared
from ceasefire.package import open_package

POST, WEB = "post-01", "web-01"
POSTED, LATER = date(2021, 5, 10), date(2021, 6, 1)
NORTH, SOUTH = "North Council", "South Council"


@pytest.fixture
def folder(tmp_path):
    """The package in which nobody has said anything yet."""
    return silent_package(tmp_path / "data")


def say(folder, key, assertion, speaker, about, source=WEB, of="C1", coding="") -> str:
    """Somebody says something of a commitment; returns the statement's id."""
    what = ("asserts", "ferry-truce", of, "", "", assertion, "explicit", "a paraphrase", "")
    add(folder, "statements", key, *what, "", coding, "")
    cite(folder, "statements", key, "wording", f"words of {key}", source=source)
    cite(folder, "statements", key, "speaker", speaker, source=source)
    cite(folder, "statements", key, "about", f"about {key}", about, source)
    return key


def one_more(folder, source=WEB) -> None:
    """A commitment that only a page of the wider record tells of."""
    add(folder, "commitments", "C3", "ferry-truce", "commitment", "achieve", "true", "Lock open",
        "the lock is opened", "as told")  # fmt: skip
    cite(folder, "commitments", "C3", "wording", "open the lock", source=source)


def rows(folder, *terms, **more) -> dict[str, dict]:
    """The comparison, by commitment."""
    frame = compared(clean(open_package(folder)), *terms, **more)
    assert list(frame.columns) == COMPARED_COLUMNS
    return {row["commitment_id"]: row for row in frame.to_dict("records")}


def test_a_verdict_that_the_wider_record_moves(folder):
    first = say(folder, "S1", "not_done", SOUTH, "2021-05-09", source=POST)
    agreed = say(folder, "S2", "done", NORTH, "2021-05-19", coding="agreed")
    found = rows(folder)["C1"]
    assert (found["seed_verdict"], found["seed_grade"]) == ("no evidence", None)
    assert (found["wider_verdict"], found["wider_grade"]) == ("met", "single")
    assert (found["moved"], found["new"]) == (True, False)
    assert found["decided_by"] == (agreed,)
    assert first not in found["decided_by"]
    assert {name: found[name] for name in CODINGS} == {
        "checked": 0, "agreed": 1, "settled": 0, "contested": 0
    }  # fmt: skip


def test_another_grade_alone_moves_no_verdict(folder):
    say(folder, "S1", "done", SOUTH, "2021-05-09", source=POST)
    say(folder, "S2", "done", NORTH, "2021-05-09", coding="contested")
    found = rows(folder)["C1"]
    assert (found["seed_grade"], found["wider_grade"]) == ("single", "corroborated")
    assert found["moved"] is False
    # The words of the seed have no coding of this kind: they stand in none of these columns.
    assert [found[name] for name in CODINGS] == [0, 0, 0, 1]


def test_a_commitment_that_the_seed_does_not_know_is_new_and_has_not_moved(folder):
    one_more(folder)
    found = rows(folder)["C3"]
    assert (found["new"], found["moved"], found["seed_verdict"]) == (True, False, None)
    assert found["wider_verdict"] == "no evidence"
    assert [row["new"] for row in rows(folder).values()] == [False, False, True]


def test_both_corpora_look_back_from_the_same_day(folder):
    # Due on 20 May: on its own last day the seed would still call it not yet due.
    assert rows(folder)["C1"]["seed_verdict"] == "no evidence"
    assert rows(folder, POSTED)["C1"]["seed_verdict"] == "not yet due"
    # ... and where the seed's last day is the later one, that day it is.
    put(folder, "sources", 3, "published", "2021-05-01")
    assert rows(folder)["C1"]["seed_verdict"] == "not yet due"
    assert not any(row["moved"] for row in rows(folder).values())


def test_what_is_published_later_is_not_compared(folder):
    say(folder, "S1", "breached", SOUTH, "2021-05-09", of="C2")
    assert not rows(folder, LATER - timedelta(1))["C2"]["moved"]
    assert rows(folder, LATER)["C2"]["moved"]


def test_a_viewpoint_agreements_and_days_of_grace(folder):
    say(folder, "S1", "done", SOUTH, "2021-05-22")
    assert rows(folder)["C1"]["wider_verdict"] == "met late"
    assert rows(folder, grace_days=2)["C1"]["wider_verdict"] == "met"
    assert rows(folder, viewpoint="north")["C1"]["wider_verdict"] == "no evidence"
    assert rows(folder, agreements=("lock-pact",)) == {}


def test_nothing_known_and_no_day_at_all(folder):
    assert rows(folder, POSTED - timedelta(1)) == {}
    for source in (2, 3):
        put(folder, "sources", source, "published", "")
    assert rows(folder) == {}


def test_the_wider_record_knows_every_commitment_of_the_seed(folder):
    one_more(folder, POST)
    assert list(rows(folder)) == ["C1", "C2", "C3"]
