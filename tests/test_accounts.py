"""Accounts side by side, calm on days of violence, age of words in print, positions that moved.

The invented truce of `packages`: in the one report the North Council accuses nobody by name (S1) of
shells in the town; each test adds what it is about.
"""

from datetime import date

import pytest
from packages import add, cite, put, say, small_package, tell

from ceasefire.clean.tables import clean
from ceasefire.measures import accounts, positions
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package

POST, WEB = "post-01", "web-01"


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def record(folder, as_of=None):
    return known(clean(open_package(folder)), "all", as_of)


ACCUSED = {"speaker": "Harbour Watch", "target": "South Council", "place": "5"}


def test_accounts_that_differ_stand_side_by_side(folder):
    assert accounts.accounts(record(folder)).empty  # one report
    tell(folder, reporter="Harbour Watch", place="5")
    assert accounts.accounts(record(folder)).empty  # neither names anybody
    tell(folder, doer="South Council", reporter="North Council", place="5")
    frame = accounts.accounts(record(folder))
    assert list(frame["report_id"]) == ["R1", "R2", "R3"]
    assert list(frame["via_ids"]) == [(), ("post",), ("post",)]
    assert list(frame["statement_ids"]) == [(), (), ("S1",)]  # the same speaker on the same event
    assert accounts.accounts(record(folder), (date(2021, 5, 10), None)).empty


def test_nobody_tells_through_itself_and_nobody_twice(folder):
    add(folder, "names", "Harbour Post", "actor", "post", "", "false")
    tell(folder, doer="South Council", reporter="North Council", place="5")
    tell(folder, doer="North Council", reporter="Harbour Post", place="6")
    say(folder, act="asserts", speaker="North Council", via="Harbour Post", incident="I1")
    frame = accounts.accounts(record(folder)).set_index("report_id")
    assert frame["via_ids"].to_dict() == {"R1": (), "R2": ("post",), "R3": ()}


@pytest.mark.parametrize(
    ("of", "against", "incidents"),
    [
        ("2021-05-09", ("S3",), ("I1",)),  # the day of the shelling
        ("2021-05-05/2021-05-09", ("S3",), ("I1",)),  # through the breach that speaks of it
        ("2021-05-05/2021-05-08", (), ()),
        ("", (), ()),  # no day is told: the time is open
    ],
)
def test_calm_claimed_on_days_of_violence(folder, of, against, incidents):
    say(folder, act="asserts", assertion="upheld", how="implied", speaker="South Council", of=of)
    say(folder, act="asserts", assertion="breached", of="2021-05-09", incident="I1", **ACCUSED)
    rows = accounts.calm(record(folder)).to_dict("records")
    assert [(r["statement_id"], r["against"], r["incident_ids"]) for r in rows] == (
        [("S2", against, incidents)] if against else []
    )
    assert not rows or rows[0]["count_ids"] == ("N1",)


def test_an_incident_of_the_very_day_stands_beside_a_claim_of_that_day(folder):
    put(folder, "statements", 2, "assertion", "")
    put(folder, "statements", 2, "explicitness", "")
    for day, found in (("2021-05-09", ("I1",)), ("2021-05-08", None)):
        key = say(folder, act="asserts", assertion="upheld", speaker="South Council", of=day)
        rows = accounts.calm(record(folder)).set_index("statement_id")["incident_ids"]
        assert (rows[key] if key in rows.index else None) == found


def test_a_breach_of_one_commitment_is_not_set_beside_calm_under_another(folder):
    calm = {"act": "asserts", "assertion": "upheld", "speaker": "South Council",
            "of": "2021-05-03/2021-05-04"}  # fmt: skip
    breach = {"act": "asserts", "assertion": "breached", "of": "2021-05-04"} | ACCUSED
    of_c2, of_all = say(folder, **calm), say(folder, commitment="", **calm)
    other = say(folder, commitment="C1", **breach)
    part = say(folder, commitment="", incident="I1", **breach)
    rows = accounts.calm(record(folder)).set_index("statement_id")["against"]
    assert of_c2 not in rows.index and rows[of_all] == (other, part)


def test_days_from_being_said_to_being_published(folder):
    keys = [say(folder, act="asserts", speaker="South Council", said=said) for said in
            ("2021-05-07", "[2021-05-01..2021-05-04]", "[..2021-05-04]", "")]  # fmt: skip
    frame = positions.said_and_published(record(folder)).set_index("statement_id")
    days = frame.loc[keys[:2], ["days_low", "days_high"]].to_numpy().tolist()
    assert days == [[3, 3], [6, 9]]
    assert frame.loc[keys[2:], "days_low"].isna().all()


def test_a_report_whose_first_day_is_open_leaves_open_how_old_words_are(folder):
    key = say(folder, act="asserts", speaker="South Council", said="2021-05-20", source=WEB,
              place="1")  # fmt: skip
    put(folder, "sources", 3, "published", "[..2021-06-01]")
    row = positions.said_and_published(record(folder)).set_index("statement_id").loc[key]
    assert (row["days_low"], row["days_high"]) == (0, 12)
    assert (row["published_first"], row["published_last"]) == (None, date(2021, 6, 1))


def test_words_in_two_reports_count_from_the_first(folder):
    key = say(folder, act="asserts", speaker="South Council", said="2021-05-07", source=WEB,
              place="1")  # fmt: skip
    cite(folder, "statements", key, "wording", "again", source=POST, locator="5")
    row = positions.said_and_published(record(folder)).set_index("statement_id").loc[key]
    assert (row["source_id"], row["days_high"]) == (POST, 3)


def test_a_position_moves_when_the_next_report_quotes_another_stance(folder):
    quoted = {"act": "asserts", "speaker": "South Council"}
    say(folder, assertion="upheld", **quoted)
    say(folder, assertion="upheld", source=WEB, place="1", **quoted)
    say(folder, act="promises", commitment="C1", speaker="South Council")
    say(folder, assertion="not_done", commitment="C1", source=WEB, place="1", **quoted)
    # One report only, and a report's own voice: no positions.
    say(folder, act="demands", commitment="L1", agreement="", speaker="South Council")
    say(folder, act="asserts", assertion="breached")
    say(folder, act="asserts", assertion="upheld", source=WEB, place="2")
    frame = positions.positions(record(folder))
    assert list(zip(frame["commitment_id"], frame["source_id"], frame["step"], strict=True)) == [
        ("C1", POST, ""), ("C1", WEB, positions.JUDGED),
        ("C2", POST, ""), ("C2", WEB, positions.SAME),
    ]  # fmt: skip
    assert frame["stances"].iloc[1] == (("not_done", "explicit"),)
    assert positions.positions(record(folder), ("another",)).empty


def test_only_another_judgement_is_a_change(folder):
    for source, place, assertion, how in (
        (POST, "5", "upheld", "implied"), (WEB, "1", "breached", "implied"),
    ):  # fmt: skip
        say(folder, act="asserts", speaker="South Council", assertion=assertion, how=how,
            source=source, place=place)  # fmt: skip
        say(folder, act="asserts", speaker="North Council", assertion="breached", source=source,
            how="implied" if source == POST else "explicit", place=place)  # fmt: skip
    frame = positions.positions(record(folder))
    steps = frame.groupby("side", sort=False)["step"].last().to_dict()
    assert steps == {"north": positions.SAME, "south": positions.CHANGED}


def test_words_of_a_meeting_are_no_position_on_the_agreement(folder):
    south = {"act": "assesses", "speaker": "South Council", "commitment": ""}
    for more in ({}, {"source": WEB, "place": "1"}):
        say(folder, meeting="M1", **south | more)
        say(folder, incident="I1", **south | more)
    assert positions.positions(record(folder)).empty
    first = say(folder, **south)
    say(folder, source=WEB, place="1", **south)
    frame = positions.positions(record(folder))
    assert (frame["commitment_id"].tolist(), frame["step"].tolist()) == (
        ["", ""],
        ["", positions.UNJUDGED],
    )
    assert frame["statement_ids"].iloc[0] == (first,)
