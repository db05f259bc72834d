"""Citations gathered onto the rows that they carry, and what cleaning does before that.

The rows are those of the invented truce of `packages`; cited twice, a field holds what both say.
"""

from datetime import date
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from packages import add, cite, cited_in, drop, put, small_package

from ceasefire.clean.dates import Span, read_edtf
from ceasefire.clean.facts import (
    cited_by_row,
    clean_frames,
    facts,
    gather_dates,
    gather_ids,
    gather_quantity,
    meet,
    typed_row,
)
from ceasefire.clean.tables import (
    AMOUNTS,
    BOUNDS,
    CITED,
    CORRECTION,
    UNRESOLVED,
    amounts_of,
    clean,
    write_amounts,
)
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("patient")

POST, WEB = "post-01", "web-01"
NAN = float("nan")


def day(text: str | None) -> date | None:
    return text and date.fromisoformat(text)


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def cleaned(folder):
    return clean(open_package(folder))


def fact(folder, table, row) -> dict:
    """One row with its literals, from all citations."""
    made = cleaned(folder)
    frame = facts(made, made.citations, table)
    return frame[frame[made.package.key(table)[0]] == row].iloc[0].to_dict()


# --- what several ranges share ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([(3, 5)], (3, 5, False)),
        ([(3, 5), (4, 8)], (4, 5, False)),
        ([(3, 5), (5, 8)], (5, 5, False)),  # they share one value
        ([(3, 5), (6, 8)], (3, 8, True)),  # they share none: from the lowest to the highest
        ([(6, 8), (3, 5)], (3, 8, True)),
        ([(3, 9), (4, 8), (5, 7)], (5, 7, False)),
        ([(1, 2), (3, 9), (4, 5)], (1, 9, True)),  # two share, all three do not
        # None is an open end: it narrows nothing ...
        ([(None, 5), (3, 8)], (3, 5, False)),
        ([(3, None), (None, 8)], (3, 8, False)),
        ([(3, None), (4, None)], (4, None, False)),
        ([(None, None), (3, 5)], (3, 5, False)),
        ([(None, None)], (None, None, False)),
        # ... and stays open where nothing is shared
        ([(None, 2), (3, 5)], (None, 5, True)),
        ([(6, None), (3, 5)], (3, None, True)),
        ([(6, None), (None, 5)], (None, None, True)),
    ],
)
def test_ranges_meet_or_are_spanned(ranges, expected):
    for order in permutations(ranges):
        lows, highs = zip(*order, strict=True)
        assert meet(list(lows), list(highs)) == expected


ENDS = st.none() | st.integers(0, 20)
RANGES = st.tuples(ENDS, ENDS).filter(lambda r: None in r or r[0] <= r[1])


@given(st.lists(RANGES, min_size=1, max_size=4))
def test_what_ranges_share_is_in_each_and_their_hull_holds_each(ranges):
    low, high, odds = meet([r[0] for r in ranges], [r[1] for r in ranges])

    def holds(outer, inner):
        below = outer[0] is None or (inner[0] is not None and outer[0] <= inner[0])
        return below and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))

    for one in ranges:
        assert holds((low, high), one) if odds else holds(one, (low, high))


# --- dates --------------------------------------------------------------------------------------


def dated(*values: str) -> dict:
    """The field 'due' from citations with these values."""
    cited = []
    for value in values:
        span = read_edtf(value)
        cited.append({"value": value} | {bound: getattr(span, bound) for bound in BOUNDS})
    return gather_dates("due", cited)


def span_of(found: dict) -> tuple:
    return tuple(found[f"due_{bound}"] for bound in BOUNDS)


@pytest.mark.parametrize(
    ("values", "edtf", "precision", "disputed"),
    [
        (["2018-10-15"], "2018-10-15", 1, False),
        (["2018-10-15", "2018-10-15"], "2018-10-15", 1, False),
        (["2018-10"], "2018-10", 4, False),
        (["2018-10-15~"], "2018-10-15~", 1, False),  # as written, where all write it so
        # the vaguer one is narrowed to the closer one
        (["2018-10", "2018-10-15"], "2018-10-15", 1, False),
        (["[2018-10-14..2018-10-16]", "2018-10"], "[2018-10-14..2018-10-16]", 2, False),
        (["[..2018-10-16]", "[2018-10-14..]"], "[2018-10-14..2018-10-16]", 2, False),
        (["../2018-10-16", "2018-10-14/.."], "2018-10-14/2018-10-16", 1, False),
        # two days: it is one of those from the first to the second
        (["2018-10-15", "2018-10-10"], "[2018-10-10..2018-10-15]", 2, True),
        (["2018-10-15", "2018-11"], "[2018-10-15..2018-11-30]", 5, True),
        (["2018-10-15", "[..2018-10-10]"], "[..2018-10-15]", None, True),
    ],
)
def test_dates_cited_more_than_once(values, edtf, precision, disputed):
    for order in permutations(values):
        found = dated(*order)
        assert found["due_edtf"] == edtf
        assert found["due_precision"] == precision
        assert found["due_disputed"] is disputed
        expected = read_edtf(edtf)
        assert span_of(found) == tuple(getattr(expected, bound) for bound in BOUNDS)


def test_a_date_without_an_edtf_form_is_written_as_the_days_it_lies_among():
    # Two periods that differ at both ends: its start is one of two days and so is its end. EDTF has
    # no form for that; the bounds keep it, the text names the days among which all of it lies.
    found = dated("2018-10-10/2018-10-20", "2018-10-12/2018-10-24")
    assert found["due_edtf"] == "[2018-10-10..2018-10-24]"
    assert span_of(found) == tuple(
        map(day, ("2018-10-10", "2018-10-12", "2018-10-20", "2018-10-24"))
    )
    assert (found["due_precision"], found["due_disputed"]) == (2, True)


def test_a_period_whose_end_alone_is_disputed():
    found = dated("2018-10-10/2018-10-20", "2018-10-10/2018-10-24")
    assert span_of(found) == tuple(
        map(day, ("2018-10-10", "2018-10-10", "2018-10-20", "2018-10-24"))
    )
    assert found["due_disputed"] is True


def test_a_period_that_would_end_before_it_begins_is_disputed():
    # Since the 17th, says one; until the 10th, says another: each is open where the other is not.
    found = dated("2018-09-17/..", "../2018-09-10")
    assert found["due_disputed"] is True
    assert found["due_end_latest"] is None or found["due_end_latest"] >= day("2018-09-17")
    assert found["due_start_earliest"] is None or found["due_start_earliest"] <= day("2018-09-10")


EDTF = st.sampled_from(
    [
        "2018-10-15", "2018-10-10", "2018-10", "2018-11", "2018", "[2018-10-14..2018-10-16]",
        "2018-10-10/2018-10-20", "2018-10-12/2018-10-24", "[..2018-10-16]", "[2018-10-20..]",
        "../2018-10-16", "2018-10-20/..", "2018-10-12/..", "2018-10/2018-11",
    ]
)  # fmt: skip


@given(st.lists(EDTF, min_size=1, max_size=4))
@example(["[..2018-10-16]", "[2018-10-20..]"])  # nothing is left that anybody could write
@example(["2018-10-20/..", "../2018-10-16"])
def test_whatever_is_cited_gives_bounds_and_a_text_that_can_be_read(values):
    found = dated(*values)
    span = Span(*span_of(found))  # in order, or this raises
    if not found["due_disputed"]:
        # What is left is among what each of them allows.
        for one in map(read_edtf, values):
            assert one.start_earliest is None or one.start_earliest <= span.start_earliest
            assert one.end_latest is None or span.end_latest <= one.end_latest
    if span.start_earliest or span.end_latest:
        written = read_edtf(found["due_edtf"])
        assert (written.start_earliest, written.end_latest) == (
            span.start_earliest,
            span.end_latest,
        )


def test_a_date_of_which_nothing_is_left_has_no_text_that_nobody_can_read():
    # At the latest on the 16th, at the earliest on the 20th: any day, as far as these two go.
    found = dated("[..2018-10-16]", "[2018-10-20..]")
    assert (span_of(found), found["due_disputed"]) == ((None,) * 4, True)
    assert found["due_edtf"] is None or read_edtf(found["due_edtf"])


def test_a_disputed_date_stands_on_its_row(folder):
    cite(folder, "commitments", "C1", "due", "25 May 2021", source=WEB)
    quay = fact(folder, "commitments", "C1")
    assert quay["due_edtf"] == "[2021-05-20..2021-05-25]"
    assert quay["due_disputed"] is True
    assert fact(folder, "agreements", "ferry-truce")["concluded_disputed"] is False


# --- quantities ---------------------------------------------------------------------------------


def amount(*triples) -> dict:
    """The field 'killed' from citations with (low, best, high) each; a missing one is not a number,
    as frames hold it."""
    cited = [
        dict(zip(AMOUNTS, [NAN if a is None else a for a in triple], strict=True))
        for triple in triples
    ]
    return gather_quantity("killed", cited)


@pytest.mark.parametrize(
    ("triples", "expected", "disputed"),
    [
        ([(3, 3, 3)], (3, 3, 3), False),
        ([(101, None, None)], (101, None, None), False),  # over one hundred: no upper end
        ([(None, 70, None)], (None, 70, None), False),
        ([(3, 3, 3), (3, 3, 3)], (3, 3, 3), False),  # said twice
        # two numbers: from the lower to the higher, and none of them the best
        ([(3, 3, 3), (5, 5, 5)], (3, None, 5), True),
        ([(2, None, 4), (5, 5, 5), (1, 1, 1)], (1, None, 5), True),
        # an end that one of them leaves open stays open
        ([(101, None, None), (40, 40, 40)], (40, None, None), True),
        ([(None, None, 12), (40, 40, 40)], (None, None, 40), True),
    ],
)
def test_quantities_cited_more_than_once(triples, expected, disputed):
    for order in permutations(triples):
        found = amount(*order)
        assert tuple(found[f"killed_{a}"] for a in AMOUNTS) == expected
        assert found["killed_disputed"] is disputed


def test_a_missing_quantity_is_missing_and_not_nought(folder):
    told = fact(folder, "reports", "R1")
    assert [told[f"killed_{a}"] for a in AMOUNTS] == [3, 3, 3]
    for harm in ("wounded", "casualties", "women"):
        assert all(pd.isna(told[f"{harm}_{a}"]) for a in AMOUNTS)
        assert told[f"{harm}_disputed"] is False


def test_a_reported_nought_is_a_number(folder):
    put(folder, "citations", cited_in(folder, "reports", "R1", "killed"), "token", "0")
    assert [fact(folder, "reports", "R1")[f"killed_{a}"] for a in AMOUNTS] == [0, 0, 0]


# --- actors and places --------------------------------------------------------------------------


def test_ids_stand_once_in_the_order_of_their_citations(folder):
    assert gather_ids("party", [{"value": v} for v in ("b", "a", "b")]) == {"party_ids": ("b", "a")}
    for name in ("South Council", "North Council", "South Council"):
        cite(folder, "agreements", "ferry-truce", "party", name)
    assert fact(folder, "agreements", "ferry-truce")["party_ids"] == (
        "south-council",
        "north-council",
    )
    assert fact(folder, "incidents", "I1")["place_ids"] == ()


# --- known once its wording is ------------------------------------------------------------------


def at(folder, as_of: str):
    return known(cleaned(folder), "all", day(as_of))


def test_a_row_is_known_once_some_of_its_words_are(folder):
    # The day of the incident stands in the Post, its own words only in the page of June.
    put(folder, "citations", cited_in(folder, "incidents", "I1", "wording"), "source_id", WEB)
    assert at(folder, "2021-05-31").facts("incidents").empty
    later = at(folder, "2021-06-01").facts("incidents")
    assert later["incident_id"].tolist() == ["I1"]
    assert later["occurred_edtf"].tolist() == ["2021-05-09"]
    # One wording that is known is enough.
    cite(folder, "incidents", "I1", "wording", "the market")
    assert at(folder, "2021-05-10").facts("incidents")["incident_id"].tolist() == ["I1"]


def test_of_a_known_row_only_known_literals_are_told(folder):
    put(folder, "citations", cited_in(folder, "commitments", "C1", "due"), "source_id", WEB)
    early = at(folder, "2021-05-31").facts("commitments").set_index("commitment_id").loc["C1"]
    assert (early["due_edtf"], early["due_end_latest"]) == (None, None)
    assert pd.isna(early["due_precision"])
    late = at(folder, "2021-06-01").facts("commitments").set_index("commitment_id").loc["C1"]
    assert late["due_end_latest"] == day("2021-05-20")


def test_a_row_by_itself_is_as_in_its_table(folder):
    cite(folder, "commitments", "C1", "due", "25 May 2021", source=WEB)
    made = cleaned(folder)
    for table in made.package.fact_tables:
        literals, cited = made.package.literals(table), cited_by_row(made.citations, table)
        key = made.package.key(table)[0]
        alone = [
            typed_row(row, literals, cited.get(row[key], []))
            for row in made.tables[table].to_dict("records")
        ]
        frame = facts(made, made.citations, table)
        assert frame[key].tolist() == [row[key] for row in alone if row]
        for name in set(frame.columns) - set(made.tables[table].columns):
            assert [x for x in frame[name] if not pd.isna([x]).all()] == [
                row[name] for row in alone if row and not pd.isna([row[name]]).all()
            ]


def test_a_row_names_the_sources_that_carry_it(folder):
    # By its words, that is: a source that gives only a date of it does not carry it.
    cite(folder, "commitments", "C1", "due", "20 May 2021", source=WEB)
    assert fact(folder, "commitments", "C1")["source_ids"] == (POST,)
    cite(folder, "commitments", "C1", "wording", "the quay", source=WEB)
    cite(folder, "commitments", "C1", "wording", "clear it", source=WEB)
    assert fact(folder, "commitments", "C1")["source_ids"] == (POST, WEB)
    assert at(folder, "2021-05-10").facts("commitments")["source_ids"].iloc[0] == (POST,)


def test_a_row_whose_words_nobody_cites_is_never_known(folder):
    drop(folder, "citations", cited_in(folder, "incidents", "I1", "wording"))
    assert at(folder, "2100-01-01").facts("incidents").empty


def test_sources_have_no_words_of_their_own_and_are_all_there(folder):
    made = cleaned(folder)
    assert facts(made, made.citations, "sources")["source_id"].tolist() == [POST, WEB]


def test_facts_of_nothing_have_all_their_columns(folder):
    made = cleaned(folder)
    for table in made.package.fact_tables:
        whole = facts(made, made.citations, table)
        nothing = facts(made, made.citations.head(0), table)
        assert list(nothing.columns) == list(whole.columns)
        assert nothing.dtypes.tolist() == whole.dtypes.tolist(), table
        if table != "sources":
            assert nothing.empty


# --- corrections and quarantine -----------------------------------------------------------------


def cited(folder, table, row, field) -> dict:
    frame = cleaned(folder).citations
    found = frame[(frame["table"] == table) & (frame["row"] == row) & (frame["field"] == field)]
    assert len(found) == 1
    return found.iloc[0].to_dict()


def test_a_correction_gives_the_value_and_says_so(folder):
    found = cited(folder, "meetings", "M1", "held")
    assert (found["rule"], found["value"]) == (CORRECTION, "2021-05-14")
    assert fact(folder, "meetings", "M1")["held_start_earliest"] == day("2021-05-14")
    # What a rule reads keeps the rule's name.
    assert cited(folder, "commitments", "C1", "due")["rule"] not in (CORRECTION, None)


def test_a_correction_goes_before_a_rule(folder):
    key = ["counts", "N1", "total", POST, "5", "40"]
    add(folder, "corrections", *key, "38//41", "the Watch withdrew some")
    total = fact(folder, "counts", "N1")
    assert (total["total_low"], total["total_high"]) == (38, 41)
    assert pd.isna(total["total_best"])


@pytest.mark.parametrize("column", ["row", "source_id", "locator", "token"])
def test_a_correction_is_of_the_citation_it_names_and_of_no_other(folder, column):
    # One cell of its key away from the citation, it corrects nothing.
    put(folder, "corrections", 2, column, {"row": "M9", "source_id": WEB}.get(column, "7"))
    made = cleaned(folder)
    assert not (made.citations["rule"] == CORRECTION).any()
    assert fact(folder, "meetings", "M1")["held_edtf"] != "2021-05-14"


def test_a_correction_of_an_actor_is_an_id(folder):
    cite(folder, "statements", "S1", "via", "a well-placed person", value="harbour-watch")
    assert fact(folder, "statements", "S1")["via_ids"] == ("harbour-watch",)


def test_what_nobody_can_read_stands_in_quarantine_with_its_reason(folder):
    unread = {
        "date": ("commitments", "C2", "due", "in good time"),
        "quantity": ("reports", "R1", "wounded", "countless"),
        "actor": ("statements", "S1", "via", "someone"),
        "place": ("incidents", "I1", "place", "somewhere"),
    }
    for literal in unread.values():
        cite(folder, *literal)
    made = cleaned(folder)
    lost = made.quarantine
    assert list(lost.columns) == [*CITED, "kind", "reason"]
    assert {row["kind"]: row["reason"] for row in lost.to_dict("records")} == UNRESOLVED
    held = set(zip(lost["table"], lost["row"], lost["field"], lost["token"], strict=True))
    assert held == set(unread.values())
    # Nothing is dropped in silence, and nothing of it is used.
    assert len(made.citations) == len(open_package(folder).tables["citations"])
    assert fact(folder, "commitments", "C2")["due_edtf"] is None
    assert pd.isna(fact(folder, "reports", "R1")["wounded_low"])
    assert fact(folder, "statements", "S1")["via_ids"] == ()
    assert fact(folder, "incidents", "I1")["place_ids"] == ()


def test_one_citation_that_nobody_can_read_does_not_spoil_another(folder):
    cite(folder, "commitments", "C1", "due", "in good time")
    quay = fact(folder, "commitments", "C1")
    assert (quay["due_edtf"], quay["due_disputed"]) == ("2021-05-20", False)


def test_a_sound_package_has_nothing_in_quarantine(folder):
    assert cleaned(folder).quarantine.empty


def test_words_are_kept_as_printed_and_need_no_rule(folder):
    cite(folder, "statements", "S1", "wording", "\u201cwords\u201d  as they stand")
    made = cleaned(folder)
    assert "\u201cwords\u201d  as they stand" in set(made.citations["value"])
    assert made.quarantine.empty


def test_every_clean_table_is_published(folder):
    frames = clean_frames(cleaned(folder))
    assert {"citations", "quarantine", "commitments", "viewpoints", "names"} <= set(frames)
    assert "due_start_earliest" in frames["commitments"]
    assert "corrections" not in frames and "ignored" not in frames


@given(st.tuples(*[st.none() | st.integers(0, 10**6) | st.sampled_from([0.5, 2.25])] * 3))
def test_amounts_are_written_as_corrections_write_them(triple):
    assert amounts_of(write_amounts(*triple)) == triple


def test_amounts_in_words():
    assert amounts_of("101//") == (101, None, None)
    assert amounts_of("//12") == (None, None, 12)
    assert amounts_of(" 1 / 2 / 3 ") == (1, 2, 3)
    assert write_amounts(1e15 - 1, None, 0.1) == "999999999999999//0.1"
