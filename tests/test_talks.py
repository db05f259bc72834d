"""Meetings, proposals, what was foretold, one axis: what counts as coming, and what only as said.

The invented truce of `packages`: talks of the two councils announced for 14 May 2021 (M1), a threat
to close the lock (L1), a report of 10 May (post-01) and a page of 1 June (web-01).
"""

from datetime import date

import pytest
from packages import add, cited_in, drop, put, small_package

import ceasefire.charts  # noqa: F401 - sets the theme
from ceasefire.charts import talks as charts
from ceasefire.check import check
from ceasefire.clean.tables import clean
from ceasefire.measures import talks
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package

POST, WEB = "post-01", "web-01"
SOUTH, NORTH = "South Council", "North Council"


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def record(folder, as_of=None, corpus="all"):
    return known(clean(open_package(folder)), corpus, as_of)


@pytest.fixture(scope="module")
def project():
    return known(clean(open_package()), "seed")


def cite(folder, table, row, field, token, value="", source=POST) -> None:
    """Cite words for a literal; a value, where no rule reads them so."""
    place = "1" if source == POST else "https://example.org/a"
    add(folder, "citations", table, row, field, source, place, token)
    if value:
        add(folder, "corrections", table, row, field, source, place, token, value, "as here")


def say(folder, act, assertion="", of="L1", at="", speaker="", source=POST, how="explicit") -> str:
    """One more statement; returns its id."""
    name = f"S{len(open_package(folder).tables['statements']) + 1}"
    how = how if assertion else ""
    add(folder, "statements", name, act, "", of, "", at, assertion, how, f"says {name}", "")
    cite(folder, "statements", name, "wording", f"words of {name}", source=source)
    if speaker:
        cite(folder, "statements", name, "speaker", speaker, source=source)
    return name


def look_alike(folder, kind, by="", due="", name="L2") -> None:
    add(folder, "commitments", name, "", kind, "", "", "A thing", "a thing", "put so")
    cite(folder, "commitments", name, "wording", f"words of {name}")
    if by:
        cite(folder, "commitments", name, "promised", by)
    if due:
        cite(folder, "commitments", name, "due", f"due of {name}", due)


def meeting(folder, name="M2", form="talks", status="held", outcome="", held="") -> None:
    add(folder, "meetings", name, "leaders", form, status, "A meeting", "", outcome, "")
    cite(folder, "meetings", name, "wording", f"words of {name}")
    if held:
        cite(folder, "meetings", name, "held", f"day of {name}", held)


def one(frame, key):
    """The row with that key in the first column, as a dict."""
    found = frame[frame[frame.columns[0]] == key].to_dict("records")
    assert len(found) == 1, list(frame[frame.columns[0]])
    return found[0]


def foretold(folder, key="L1", **how):
    return one(talks.coming(record(folder, **how)), key)


# --- what came ----------------------------------------------------------------------------------


def test_without_a_later_report_nothing_could_tell(folder):
    assert foretold(folder, as_of=date(2021, 5, 10))["outcome"] == "nothing later"
    # The page of 1 June is later, and does not say.
    assert foretold(folder)["outcome"] == "silent"


@pytest.mark.parametrize(
    ("assertions", "outcome"),
    [
        (["done"], "came"),
        (["partly"], "came in part"),
        (["under_way"], "came in part"),
        (["done", "partly"], "came"),
        (["not_done"], "did not come"),
        (["refused"], "did not come"),
        (["undone"], "did not come"),
        (["done", "not_done"], "contested"),
        (["partly", "refused"], "contested"),
        # To agree is not to do.
        (["agreed"], "silent"),
        (["not_agreed"], "silent"),
    ],
)
def test_only_what_a_later_report_asserts_counts(folder, assertions, outcome):
    for assertion in assertions:
        say(folder, "asserts", assertion, source=WEB)
    assert foretold(folder)["outcome"] == outcome
    assert foretold(folder, as_of=date(2021, 5, 31))["outcome"] == "nothing later"


def test_an_answer_of_the_same_report_is_shown_and_not_counted(folder):
    said = say(folder, "asserts", "refused")
    row = foretold(folder)
    assert row["outcome"] == "silent"
    assert row["same_report"] == (said,) and not row["not_by"]


def test_a_report_is_later_only_where_that_is_certain(folder):
    say(folder, "asserts", "done", source=WEB)
    put(folder, "sources", 3, "published", "[2021-05-10..2021-06-01]")
    row = foretold(folder)
    assert row["outcome"] == "nothing later" and len(row["same_report"]) == 1
    put(folder, "sources", 3, "published", "[2021-05-11..2021-06-01]")
    assert foretold(folder)["outcome"] == "came"


def test_explicit_where_any_later_statement_is(folder):
    say(folder, "asserts", "done", source=WEB, how="implied")
    assert foretold(folder)["explicitness"] == "implied"
    say(folder, "asserts", "done", source=WEB)
    assert foretold(folder)["explicitness"] == "explicit"


def test_who_foretells_is_who_means_it(folder):
    look_alike(folder, "plan", by=SOUTH)
    own = say(folder, "announces", of="L2", speaker=SOUTH)
    say(folder, "warns", of="L2", speaker=NORTH)  # warns against it
    row = foretold(folder, "L2")
    assert (row["said_by"], row["foretold_by"]) == (("south-council",), (own,))


def test_where_nobody_is_named_those_who_announce_it_foretell(folder):
    assert foretold(folder)["said_by"] == ("post",)
    say(folder, "warns", speaker=SOUTH)
    assert foretold(folder)["said_by"] == ("post",)
    said = say(folder, "expects", speaker=NORTH)
    row = foretold(folder)
    assert (row["said_by"], row["foretold_by"]) == (("north-council",), (said,))


def test_demands_and_commitments_foretell_nothing(folder):
    look_alike(folder, "demand")
    assert list(talks.coming(record(folder))["row_id"]) == ["L1", "M1"]


def test_a_meeting_date_and_the_meeting_announced_are_one_thing(folder):
    look_alike(folder, "meeting_date", due="2021-05-14")
    # The talks stand under the truce; a date outside it is another.
    assert list(talks.coming(record(folder))["row_id"]) == ["L1", "L2", "M1"]
    put(folder, "commitments", 5, "agreement_id", "ferry-truce")
    rows = talks.coming(record(folder))
    assert list(rows["row_id"]) == ["L1", "L2"]
    assert one(rows, "L2")["meeting_id"] == "M1"


def test_another_day_is_another_meeting(folder):
    look_alike(folder, "meeting_date", due="2021-05-15")
    put(folder, "commitments", 5, "agreement_id", "ferry-truce")
    assert list(talks.coming(record(folder))["row_id"]) == ["L1", "L2", "M1"]


def test_a_later_report_that_tells_of_an_announced_meeting_shows_that_it_came(folder):
    assert foretold(folder, "M1")["outcome"] == "silent"
    cite(folder, "meetings", "M1", "wording", "the talks of May", source=WEB)
    row = foretold(folder, "M1")
    assert (row["outcome"], row["retold_in"]) == ("came", (WEB,))
    assert foretold(folder, "M1", as_of=date(2021, 5, 31))["outcome"] == "nothing later"


def test_a_meeting_held_is_not_foretold(folder):
    put(folder, "meetings", 2, "status", "held")
    assert list(talks.coming(record(folder))["row_id"]) == ["L1"]


# --- proposals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assertions", "fate"),
    [
        ([], "made"),
        (["agreed"], "agreed"),
        (["not_agreed"], "not agreed"),
        (["refused"], "refused"),
        (["not_agreed", "refused"], "refused"),
        (["agreed", "not_agreed"], "contested"),
        (["agreed", "refused"], "contested"),
        (["done"], "made"),
    ],
)
def test_the_fate_of_a_proposal_is_what_the_accounts_say(folder, assertions, fate):
    look_alike(folder, "proposal", by=SOUTH)
    say(folder, "asserts", of="L2", at="M1")
    for assertion in assertions:
        say(folder, "asserts", assertion, of="L2", at="M1")
    rows = talks.proposals(record(folder))
    assert one(rows, "L2")["fate"] == fate
    assert talks.contested(rows, "M1") == (fate == "contested")


def test_a_meeting_is_contested_only_where_the_accounts_speak_of_it(folder):
    meeting(folder)
    look_alike(folder, "proposal")
    say(folder, "asserts", "agreed", of="L2", at="M1")
    say(folder, "asserts", "refused", of="L2")
    say(folder, "asserts", of="L2", at="M2")
    rows = talks.proposals(record(folder))
    assert one(rows, "L2")["meeting_ids"] == ("M1", "M2")
    assert talks.contested(rows, "M1") and not talks.contested(rows, "M2")
    assert list(talks.put_forward_at(rows, "M2")["commitment_id"]) == ["L2"]


def test_a_threat_spoken_of_at_a_meeting_is_no_proposal(folder):
    say(folder, "asserts", at="M1")
    assert talks.proposals(record(folder)).empty
    say(folder, "asserts", "refused", at="M1")
    assert list(talks.proposals(record(folder))["commitment_id"]) == ["L1"]


def test_only_what_was_proposed_can_be_agreed(folder):
    assert not check(folder)
    add(folder, "statements", "S2", "asserts", "ferry-truce", "", "", "", "agreed", "explicit",
        "agreed", "")  # fmt: skip
    cite(folder, "statements", "S2", "wording", "agreed on 1 May")
    assert any("nothing that was proposed" in str(fault) for fault in check(folder))


# --- meetings -----------------------------------------------------------------------------------


def test_words_to_the_press_are_no_dealing(folder):
    meeting(folder, "M2", form="press_conference", outcome="agreement")
    meeting(folder, "M3", form="telephone", outcome="agreement")
    rows = talks.meetings(record(folder))
    assert list(talks.dealt(rows)["meeting_id"]) == ["M3"], "and M1 is only announced"


def test_meetings_stand_in_the_order_of_time_and_the_undated_last(folder):
    meeting(folder, "M2")
    meeting(folder, "M3", held="2021-05-01")
    assert list(talks.meetings(record(folder))["meeting_id"]) == ["M3", "M1", "M2"]


def test_a_period_and_agreements_choose_meetings(folder):
    meeting(folder, "M2", held="2021-05-01")
    may = (date(2021, 5, 1), date(2021, 5, 2))
    assert list(talks.meetings(record(folder), may)["meeting_id"]) == ["M2"]
    chosen = talks.meetings(record(folder), agreements=("ferry-truce",))
    assert list(chosen["meeting_id"]) == ["M1"]


# --- the axis -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "form", "days"),
    [
        ("2021-05-14", "day", ("2021-05-14", "2021-05-14")),
        ("[2021-05-14..2021-05-16]", "within", ("2021-05-14", "2021-05-16")),
        ("2021-05", "within", ("2021-05-01", "2021-05-31")),
        ("2021-05-14/2021-05-16", "lasted", ("2021-05-14", "2021-05-16")),
        ("[..2021-05-16]", "until", (None, "2021-05-16")),
        ("[2021-05-16..]", "since", ("2021-05-16", None)),
    ],
)
def test_how_exactly_a_time_is_known_is_kept(folder, held, form, days):
    meeting(folder, held=held)
    row = one(talks.timeline(record(folder)), "M2")
    found = tuple(d and d.isoformat() for d in (row["start"], row["end"]))
    assert (row["form"], found) == (form, days)


def test_the_axis_holds_every_kind_and_the_undated_last(folder):
    meeting(folder)
    items = talks.timeline(record(folder))
    assert set(items["lane"]) == set(talks.LANES)
    assert items["item_id"].iloc[-1] in {"M2", "N2", "N3"}
    assert one(items, "ferry-truce")["start"] == date(2021, 5, 1)
    assert one(items, "C1")["start"] == date(2021, 5, 20)
    assert "L1" not in set(items["item_id"]), "no look-alike is a deadline"
    assert not one(items, "M1")["held"] and one(items, "I1")["held"]


def test_an_item_belongs_to_those_who_have_a_part_in_it(folder):
    cite(folder, "agreements", "ferry-truce", "party", NORTH)
    cite(folder, "meetings", "M1", "participant", SOUTH)
    cite(folder, "commitments", "C1", "performs", NORTH)
    cite(folder, "reports", "R1", "perpetrator", SOUTH)
    cite(folder, "counts", "N1", "counter", "Harbour Watch")
    items = talks.timeline(record(folder)).set_index("item_id")["sides"]
    assert items["ferry-truce"] == ("north",) and items["M1"] == ("south",)
    assert items["C1"] == ("north",) and items["I1"] == ("south",) and items["N1"] == ("press",)


def test_agreements_choose_all_but_incidents(folder):
    add(folder, "agreements", "other", "Other", "agreement", "another", "")
    cite(folder, "agreements", "other", "wording", "another")
    items = talks.timeline(record(folder), agreements=("other",))
    assert set(items["item_id"]) == {"other", "I1"}


def test_nothing_with_a_date_is_no_chart(folder):
    for row, field in (("ferry-truce", "concluded"), ("M1", "held"), ("C1", "due"),
                       ("I1", "occurred"), ("N1", "start"), ("N1", "end")):  # fmt: skip
        table = {"f": "agreements", "M": "meetings", "C": "commitments", "I": "incidents",
                 "N": "counts"}[row[0]]  # fmt: skip
        drop(folder, "citations", cited_in(folder, table, row, field))
    drop(folder, "corrections", 2)
    items = talks.timeline(record(folder))
    assert set(items["form"]) == {"undated"}
    assert charts.timeline(items, {}) is None


def test_no_sign_stands_for_more_than_a_day(project):
    items = talks.timeline(project)
    spec = charts.timeline(items, project.names_of("sides")).to_dict()
    (rows,) = spec["datasets"].values()
    assert len(rows) == int((items["form"] != "undated").sum())
    for row in rows:
        days = (date.fromisoformat(row["high"][:10]) - date.fromisoformat(row["low"][:10])).days
        assert row["form"] != "day" or days == 1, row["item"]


def test_no_two_items_of_a_lane_hide_each_other(project):
    items = talks.timeline(project)
    (rows,) = charts.timeline(items, project.names_of("sides")).to_dict()["datasets"].values()
    first = min(r["low"] for r in rows if r["lane"] != "Totals")
    for i, row in enumerate(rows):
        for other in rows[i + 1 :]:
            if row["slot"] == other["slot"]:
                low, high = max(row["low"], first), row["high"]
                assert high <= other["low"] or max(other["low"], first) >= high or (
                    other["high"] <= low
                ), (row["item"], other["item"])  # fmt: skip


# --- the project's own data ---------------------------------------------------------------------


def test_the_outcome_of_the_officers_talks_is_contested(project):
    rows = talks.proposals(project)
    assert one(rows, "L05")["fate"] == "refused"
    assert one(rows, "L06")["fate"] == "contested"
    assert talks.contested(rows, "M10") and not talks.contested(rows, "M11")


def test_what_came_of_what_was_foretold_in_the_five_reports(project):
    rows = talks.coming(project).set_index("row_id")
    came = rows[rows["outcome"] == "came"]
    assert list(came.index) == ["L03", "L15"]
    assert set(came["explicitness"]) == {"implied"}
    assert set(rows["outcome"]) == {"came", "silent", "nothing later"}
    assert rows.loc["L07", "meeting_id"] == "M04" and rows.loc["L08", "meeting_id"] == "M07"
    latest = rows[rows["outcome"] == "nothing later"]["said_in"]
    assert set(latest) == {("enabbaladi-2020-09",)}


def test_before_the_later_report_nobody_knew(project):
    then = known(project.clean, "seed", date(2019, 2, 28))
    rows = talks.coming(then).set_index("row_id")
    assert rows.loc["L03", "outcome"] == "silent"
    assert rows.loc["L08", "outcome"] == "nothing later"


def test_every_meeting_held_between_parties_has_an_outcome(project):
    held = talks.dealt(talks.meetings(project))
    assert (held["outcome_kind"] != "not_reported").all()
