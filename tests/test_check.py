"""Each kind of fault is found where it is, named in words, and all of them in one run."""

import pandas as pd
import pytest
from packages import TABLES, add, cite, cited_in, drop, path_of, put, rewrite, small_package

from ceasefire.check import Fault, check
from ceasefire.clean.tables import type_column
from ceasefire.errors import PackageError


@pytest.fixture
def package(tmp_path):
    return small_package(tmp_path / "data")


def only(package) -> Fault:
    """The one fault of a package; more or none fail the test with all of them shown."""
    faults = check(package)
    assert len(faults) == 1, "\n".join(map(str, faults)) or "no fault"
    return faults[0]


def test_a_sound_package_has_no_fault(package):
    assert check(package) == []


# One cell made wrong at a time: table, row, column, what is written there; where the fault is
# said to be, if elsewhere; and words that the message has to hold.
WRONG_CELLS = {
    "publication date not EDTF": (
        "sources", 2, "published", "10/05/2021", {}, ["EDTF", "2018-10-15"]),
    "a month that does not exist": ("sources", 2, "published", "2021-13-10", {}, ["EDTF"]),
    "a period the wrong way round": (
        "sources", 2, "published", "2021-05-10/2021-05-01", {}, ["before it begins"]),
    "date unknown and given": (
        "sources", 2, "published_known", "unknown", {}, ["does not go with", "2021-05-10"]),
    "publisher not an actor": (
        "sources", 2, "publisher_id", "pots", {}, ["raw/actors.csv", 'Write "post"']),
    "hash too short": ("sources", 2, "sha256", "abc", {}, ["[0-9a-f]{64}", "SHA-256"]),
    "unknown ally": ("sides", 3, "allies", "nort", {}, ["sides", 'Write "north"']),
    "ally named on one side only": (
        "sides", 3, "allies", "north", {}, ["north does not name south"]),
    "own ally": ("sides", 5, "allies", "press", {}, ["its own ally"]),
    "ally twice": ("sides", 2, "allies", "islands;islands", {}, ["stands twice"]),
    "empty entry in a list": ("viewpoints", 2, "sides", "north;;south", {}, ["empty"]),
    "unknown kind of actor": ("actors", 2, "kind", "medium", {}, ["armed_group", 'Write "media"']),
    "unknown side": ("actors", 6, "side_id", "east", {}, ["raw/sides.csv", "islands, north"]),
    "member of itself": ("actors", 3, "member_of", "north-council", {}, ["stand under itself"]),
    "label neither true nor false": ("names", 2, "label", "yes", {}, ["true or false"]),
    "spelling of nothing": ("names", 2, "id", "nroth-council", {}, ['Write "north-council"']),
    "latitude off the globe": ("places", 3, "latitude", "135", {}, ["at most 90"]),
    "latitude with a comma": ("places", 3, "latitude", "10,5", {}, ["point for decimals"]),
    "latitude not a number": ("places", 3, "latitude", "nan", {}, ["at least -90"]),
    "longitude missing": (
        "places", 3, "longitude", "", {"value": ""}, ["latitude is 10.5"]),
    "coordinates from nowhere": ("places", 3, "location_basis", "", {"value": ""}, ["come from"]),
    "commitment without agreement": (
        "commitments", 2, "agreement_id", "", {"value": ""}, ["C1 is a commitment"]),
    "commitment without form": (
        "commitments", 2, "form", "", {"value": ""}, ["C1 is a commitment"]),
    "commitment that may be observable": (
        "commitments", 2, "observable", "", {"value": ""}, ["C1 is a commitment"]),
    "title too long": ("commitments", 2, "title", "x" * 45, {}, ["45 characters", "44", "Shorten"]),
    "required cell empty": ("commitments", 2, "provision", "", {"value": ""}, ["must not be"]),
    "assertion that does not fit the form": (
        "statements", 2, "assertion", "done", {}, ["C2 is to maintain", "upheld, breached"]),
    "assertion neither explicit nor implied": (
        "statements", 2, "explicitness", "", {"value": ""}, ["both or neither"]),
    "explicit nothing": ("statements", 2, "assertion", "", {"value": ""}, ["both or neither"]),
    "unknown incident": ("statements", 2, "incident_id", "I9", {}, ["raw/incidents.csv", "I1"]),
    "incident inside a total without reason": (
        "incidents", 2, "part_of_basis", "", {"value": ""}, ["part_of is filled"]),
    "total subset of itself": ("counts", 4, "subset_of", "N3", {}, ["N3 > N3"]),
    "unknown measure": ("counts", 2, "measure", "violation", {}, ['Write "violations"']),
    "citation of no table": ("citations", 2, "table", "source", {}, ['Write "sources"']),
    "citation of no row": ("citations", 15, "row", "ferry-trucee", {}, ["raw/agreements.csv"]),
    "citation of no field": (
        "citations", 15, "field", "concluding", {}, ["a literal of agreements", "concluded"]),
    "citation of no source": ("citations", 15, "source_id", "post-1", {}, ['Write "post-01"']),
    "citation of no paragraph": ("citations", 15, "locator", "¶3", {}, ["paragraph number"]),
    "token of nine words": (
        "citations", 15, "token", "a b c d e f g h i", {}, ["9 words", "at most 8"]),
    "ignored without a reason": ("ignored", 2, "reason", "", {"value": ""}, ["must not be"]),
    "correction not in EDTF": ("corrections", 2, "value", "14 May 2021", {}, ["EDTF"]),
    "correction without a reason": ("corrections", 2, "reason", "", {"value": ""}, ["must not be"]),
    "correction of no citation": (
        "corrections", 2, "token", "nxt Friday", {}, ["meetings M1 held", "next Friday"]),
}


@pytest.mark.parametrize("name", WRONG_CELLS)
def test_a_wrong_cell_is_named_with_file_row_column_and_value(package, name):
    table, row, column, value, elsewhere, words = WRONG_CELLS[name]
    put(package, table, row, column, value)
    fault = only(package)
    expected = {"file": f"raw/{table}.csv", "row": row, "column": column, "value": value}
    expected |= elsewhere
    assert {key: getattr(fault, key) for key in expected} == expected
    message = str(fault)
    for word in (*words, f"raw/{table}.csv, row {row}, column {column}: ", fault.value):
        assert word in message
    assert len(message.splitlines()) == 2
    assert fault.remedy.endswith(".")


# --- files --------------------------------------------------------------------------------------


def test_missing_file(package):
    path_of(package, "figures").unlink()
    faults = check(package)
    assert [fault.file for fault in faults] == ["raw/figures.csv"]
    assert "missing" in str(faults[0])
    assert "figure_id,what,unit,of_what" in str(faults[0])


def test_empty_file(package):
    rewrite(package, "figures", lambda content: b"")
    assert "raw/figures.csv: the file is empty" in str(check(package)[0])


def test_header_only_is_no_fault_of_its_own(package):
    rewrite(package, "ignored", lambda content: content.splitlines(keepends=True)[0])
    assert check(package) == []


def test_missing_column(package):
    rewrite(package, "figures", lambda content: b"figure_id,what,unit\nF1,share,share\n")
    fault = only(package)
    assert (fault.file, fault.row, fault.column) == ("raw/figures.csv", 1, "of_what")
    assert "missing" in fault.rule


def test_renamed_column_names_what_it_looks_like(package):
    rewrite(package, "figures", lambda content: content.replace(b"of_what", b"of_waht"))
    assert 'Rename the column "of_waht" to "of_what".' in str(only(package))


def test_unknown_column(package):
    rewrite(package, "viewpoints", lambda content: content.replace(b"sides\n", b"sides,remark\n")
            .replace(b"press\n", b"press,x\n").replace(b",north\n", b",north,\n"))
    fault = only(package)
    assert (fault.row, fault.column, fault.value) == (1, "remark", "remark")
    assert "viewpoint_id, name, sides" in fault.rule


def test_doubled_column(package):
    rewrite(package, "figures", lambda content: content.replace(b"unit", b"what"))
    messages = [str(fault) for fault in check(package)]
    assert any("column what: this column stands 2 times" in message for message in messages)
    assert any("column unit: this column is missing" in message for message in messages)


def test_semicolons(package):
    rewrite(package, "figures", lambda content: content.replace(b",", b";"))
    assert "not separated by commas" in check(package)[0].rule


def test_byte_order_mark_and_other_line_ends_are_no_fault(package):
    rewrite(package, "counts", lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    assert check(package) == []


@pytest.mark.parametrize("word", ["TRUE", "True", "true"])
def test_true_as_a_spreadsheet_writes_it_means_true(package, word):
    put(package, "commitments", 2, "observable", word)
    assert check(package) == []
    field = {"name": "observable", "type": "boolean"}
    assert type_column(pd.Series([word]), field).tolist() == [True]


def test_a_commitment_is_numbered_as_a_page_can_find_it(package):
    # By the first letter of its id a row has its page; a P has none.
    add(package, "commitments", "P1", "", "plan", "", "", "Lock closed", "a plan", "a plan")
    cite(package, "commitments", "P1", "wording", "close the lock")
    (fault,) = check(package)
    assert "commitment_id" in str(fault) and "P1" in str(fault)


def test_windows_1252_bytes_are_named_with_their_cell(package):
    put(package, "places", 3, "location_basis", "café")
    rewrite(package, "places", lambda content: content.decode().encode("cp1252"))
    fault = only(package)
    assert (fault.file, fault.row, fault.column, fault.value) == (
        "raw/places.csv", 3, "location_basis", "café")
    assert "UTF-8" in fault.rule
    assert "UTF-8" in fault.remedy


def test_utf_16(package):
    rewrite(package, "figures", lambda content: content.decode().encode("utf-16"))
    assert "not UTF-8" in check(package)[0].rule


def test_unclosed_quote_is_named_by_its_row_and_later_rows_are_still_read(package):
    rewrite(package, "counts", lambda content: content.replace(b"Violations in", b'"Violations in'))
    rewrite(package, "counts", lambda content: content.replace(b"N3,killed", b"N3,kiled"))
    quote, measure = check(package)
    assert (quote.file, quote.row, quote.column) == ("raw/counts.csv", 2, "title")
    assert "quotation marks" in quote.rule
    assert quote.value.startswith("Violations in a week")
    assert (measure.row, measure.column, measure.value) == (4, "measure", "kiled")


def test_row_behind_a_cell_of_two_lines_keeps_the_number_that_a_spreadsheet_shows(package):
    put(package, "counts", 2, "basis", "first line\nsecond line")
    put(package, "counts", 4, "measure", "kiled")
    assert only(package).row == 4


def test_too_many_and_too_few_cells(package):
    rewrite(package, "counts", lambda content: content.replace(b"N1,violations", b"N1,violations,"))
    rewrite(package, "figures", lambda content: content.replace(b",share,people", b",people"))
    many, few = check(package)
    assert (many.file, many.row) == ("raw/counts.csv", 2)
    header = (package / "raw" / "counts.csv").read_text(encoding="utf-8").splitlines()[0]
    columns = header.count(",") + 1
    assert f"{columns + 1} cells, the header has {columns}" in many.rule
    assert (few.file, few.row, few.column) == ("raw/figures.csv", 2, "of_what")
    assert "3 cells, the header has 4" in few.rule


def test_empty_row(package):
    row = add(package, "viewpoints", "", "", "")
    fault = only(package)
    assert (fault.file, fault.row, fault.rule) == ("raw/viewpoints.csv", row, "the row is empty")


# --- keys, citations, corrections ---------------------------------------------------------------


def test_doubled_key_names_both_rows(package):
    row = add(package, "viewpoints", "north", "Again", "north")
    fault = only(package)
    assert (fault.row, fault.column, fault.value) == (row, "viewpoint_id", "north")
    assert "row 3 has the same key" in fault.rule


def test_fact_without_wording(package):
    row = add(package, "figures", "F2", "share", "share", "")
    fault = only(package)
    assert (fault.file, fault.row, fault.column, fault.value) == (
        "raw/figures.csv", row, "figure_id", "F2")
    assert "figures, F2, wording" in fault.remedy


def test_one_spelling_of_two_things(package):
    row = add(package, "names", "north  COUNCIL\u2019s", "actor", "south-council", "", "false")
    fault = only(package)
    assert (fault.row, fault.column) == (row, "name")
    assert "north-council (row 2)" in fault.rule


def test_one_spelling_may_mean_something_else_in_one_report(package):
    add(package, "names", "North Council", "actor", "south-council", "web-01", "false")
    add(package, "names", "North Council", "place", "ferry-town", "", "false")
    assert check(package) == []


def test_correction_that_a_rule_has_caught_up_with(package):
    add(package, "corrections", "incidents", "I1", "occurred", "post-01", "4", "Sunday",
        "2021-05-09", "the Sunday before")
    fault = only(package)
    assert (fault.file, fault.row, fault.value) == ("raw/corrections.csv", 3, "2021-05-09")
    assert "no longer needed" in fault.rule
    assert "Sunday" in fault.rule


@pytest.mark.parametrize(
    ("row", "field", "locator", "token", "value", "words"),
    [
        ("N1", "total", "5", "40", "40/40/40", "no longer needed"),
        ("N1", "total", "5", "40", "41/40/", "low/best/high"),
        ("N1", "total", "5", "40", "forty", "low/best/high"),
        ("N1", "total", "5", "40", "//", "low/best/high"),
        ("N1", "wording", "5", "40 violations", "40", "no value to correct"),
    ],
)
def test_correction_with_a_wrong_value(package, row, field, locator, token, value, words):
    add(package, "corrections", "counts", row, field, "post-01", locator, token, value, "because")
    assert words in only(package).rule


def test_correction_to_an_unknown_actor(package):
    add(package, "corrections", "statements", "S1", "speaker", "post-01", "4", "North Council",
        "north-ofice", "its office spoke")
    assert 'Write "north-office"' in only(package).remedy
    put(package, "corrections", 3, "value", "north-office")
    assert check(package) == []


def test_words_that_nothing_resolves_are_no_fault(package):
    drop(package, "corrections", 2)
    assert check(package) == []


# --- totals, periods, casualties ----------------------------------------------------------------


def test_subset_larger_than_its_whole(package):
    row = cited_in(package, "counts", "N3", "total")
    put(package, "citations", row, "token", "over ten")
    fault = only(package)
    assert (fault.file, fault.row, fault.column, fault.value) == (
        "raw/counts.csv", 4, "subset_of", "N2")
    assert "at least 11, more than the 9 at most of N2" in fault.rule


def test_a_subset_that_may_be_smaller_is_no_fault(package):
    put(package, "citations", cited_in(package, "counts", "N2", "total"), "token", "dozens")
    put(package, "citations", cited_in(package, "counts", "N3", "total"), "token", "40")
    assert check(package) == []


def test_totals_in_a_ring(package):
    put(package, "counts", 3, "part_of", "N3")
    put(package, "counts", 4, "part_of", "N2")
    rings = [fault for fault in check(package) if "stand under itself" in fault.rule]
    assert [(fault.row, fault.value) for fault in rings] == [(3, "N3"), (4, "N2")]


def test_period_that_ends_before_it_begins(package):
    put(package, "citations", cited_in(package, "counts", "N1", "start"), "token", "May 10")
    fault = only(package)
    assert (fault.file, fault.row, fault.value) == ("raw/counts.csv", 2, "N1")
    assert "begins on 2021-05-10" in fault.rule
    assert "ends on 2021-05-09" in fault.rule


def test_more_children_than_casualties(package):
    put(package, "citations", cited_in(package, "reports", "R1", "children"), "token", "four")
    fault = only(package)
    assert (fault.file, fault.row, fault.value) == ("raw/reports.csv", 2, "R1")
    assert "at least 4, its casualties at most 3" in fault.rule


# --- the whole ----------------------------------------------------------------------------------


def test_many_faults_come_in_one_run_sorted_by_file_and_row(package):
    put(package, "sources", 2, "published", "spring")
    put(package, "places", 3, "latitude", "135")
    put(package, "citations", 15, "field", "concluding")
    put(package, "citations", 3, "source_id", "post-99")
    add(package, "viewpoints", "north", "Again", "north")
    path_of(package, "figures").unlink()
    places = [(fault.file, fault.row) for fault in check(package)]
    assert places == [
        ("raw/citations.csv", 3), ("raw/citations.csv", 15), ("raw/figures.csv", None),
        ("raw/places.csv", 3), ("raw/sources.csv", 2), ("raw/viewpoints.csv", 4),
    ]


BROKEN = [b"\x00\xff\xfe", b'"', b"a\n1\n", b"\n\n\n", b"a,a,\n,,,,,", b"\xff\xfea"]


@pytest.mark.parametrize(("table", "content"), list(zip(TABLES, 3 * BROKEN, strict=False)))
def test_no_file_however_broken_raises(package, table, content):
    whole = path_of(package, table).read_bytes()
    rewrite(package, table, lambda old: content)
    assert any(fault.file == f"raw/{table}.csv" for fault in check(package))
    rewrite(package, table, lambda old: whole[: len(whole) * 2 // 3])
    check(package)


def test_a_table_of_facts_is_not_just_any_table(package):
    row = add(package, "citations", "names", "North Council", "name", "post-01", "3", "Council")
    fault = only(package)
    assert (fault.row, fault.column, fault.value) == (row, "table", "names")
    assert "accepted: actors, agreements" in fault.rule


def test_no_such_folder(tmp_path):
    with pytest.raises(PackageError, match="does not exist"):
        check(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("resources:", "resources: [", "YAML"),
        ("kind: quantity", "kind: amount", "quantity"),
        ("resource: sides", "resource: side", "side"),
        ("  - name: figures", "  - name: figure", "figures"),
        ("primaryKey:\n        - side_id", "primaryKey:\n        - sides_id", "side_id"),
    ],
)
def test_broken_declaration_is_one_kind_of_fault(package, old, new, words):
    file = package / "datapackage.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    faults = check(package)
    assert faults
    assert {fault.file for fault in faults} == {"datapackage.yaml"}
    assert any(words in str(fault) for fault in faults)
