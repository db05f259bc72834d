"""The harvest of public pages: converted without loss, the same each time, one witness once."""

from pathlib import Path

import pandas as pd
import pytest

from ceasefire.errors import PackageError
from ceasefire.ingest.harvest import FILES, convert
from ceasefire.package import PROJECT, Package, Tables, open_package

HARVEST = PROJECT.parent / "shared" / "extended"
MAPPINGS = PROJECT / "data" / "harvest"
held = pytest.mark.skipif(not HARVEST.is_dir(), reason="the harvest's files are not here")

PAGE = "https://www.urdupoint.com/en/world/a-page.html"
OTHER = "https://tass.com/another"
EVIDENCE = {
    "evidence_id": "E901", "commitment_id": "A01", "speaker": "SOHR", "side": "monitor",
    "assertion": "met", "statement_date": "2020-03-07", "fact_date": "2020-03-07",
    "publisher": "TASS", "page_title": "A page", "url": OTHER, "publication_date": "2020-03-08",
    "literal_token": "calm", "confidence": "high", "paraphrase": "Says that it is calm",
    "verified": "yes", "assertion2": "", "second_reading": "", "second_note": "",
    "assertion_final": "met", "witness_group": "W901",
}  # fmt: skip
COUNT = {
    "id": "RUTR-2019-02-17-RU-s1", "bulletin_id": "RUTR-2019-02-17", "source_no": "1",
    "monitor": "Joint Russia-Turkey Commission, Russian part", "ledger": "RU",
    "counts_against": "not stated in bulletin",
    "what_counted": "violations (cases/facts of opening fire)", "value_low": "8",
    "value_best": "8", "value_high": "8", "literal_token": "eight", "period_start": "2019-02-16",
    "period_end": "2019-02-17", "period_certainty": "stated", "area": "Idlib de-escalation zone",
    "idlib": "5", "aleppo": "", "hama": "3", "latakia": "0", "other": "", "split_sum": "8",
    "split_check": "sum=total", "syrian_side_figure": "", "publisher": "UrduPoint/Sputnik",
    "page_title": "A page", "publication_date": "2019-02-17", "url": PAGE, "language": "en",
    "excerpt_note": "", "confidence": "high", "note": "", "verified": "unchecked",
}  # fmt: skip
PATROL = {
    "patrol_no": "16", "counted_by": "Russia", "patrol_date": "2020-06-10",
    "completeness": "partial (40 km)", "incident": "", "speaker": "SOHR", "side": "monitor",
    "publisher": "TASS", "page_title": "A page", "url": OTHER, "publication_date": "2020-06-10",
    "literal_token": "16th", "confidence": "high", "note": "", "verified": "yes",
}  # fmt: skip


EMPTY = ("cases", "provisions", "agreements", "notes")  # what rests on rows of the real harvest


@pytest.fixture
def package() -> Package:
    """The project's package without what was decided about rows of the real harvest."""
    own = open_package()
    return with_recodings(own, own.tables["recodings"].head(0))


def with_recodings(package: Package, recodings: pd.DataFrame) -> Package:
    frames = {**package.tables, "recodings": recodings}
    return Package(package.root, package.descriptor, Tables(frames))


@pytest.fixture
def mappings(tmp_path) -> Path:
    """The project's mappings, without those that rest on rows of the real harvest."""
    folder = tmp_path / "mappings"
    folder.mkdir()
    for path in MAPPINGS.glob("*.csv"):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame = frame.head(0) if path.stem in EMPTY else frame
        if path.stem == "provisions":
            frame.loc[0] = ["A01", "C20", *[""] * (len(frame.columns) - 2)]
            frame.loc[1] = ["A03", "C22", *[""] * (len(frame.columns) - 2)]
        frame.to_csv(folder / path.name, index=False)
    return folder


@pytest.fixture
def made(tmp_path, package, mappings):
    """Convert a small harvest of the rows given; the tables it makes, its own rows only."""

    def make(evidence=(), counts=(), patrols=(), package=package) -> dict[str, pd.DataFrame]:
        provisions = [
            {
                "commitment_id": name, "agreement_date": "2020-03-05", "publisher": "TASS",
                "page_title": "A text", "url": "https://tass.com/text", "literal_token": "text",
                "due_date": "", "obligors": "",
            }
            for name in ("A01", "A03")
        ]  # fmt: skip
        rows = {
            "evidence": evidence, "violation_counts": counts, "patrols": patrols,
            "commitments": provisions,
        }  # fmt: skip
        columns = {"evidence": EVIDENCE, "violation_counts": COUNT, "patrols": PATROL}
        for name in FILES:
            names = list(columns.get(name, provisions[0]))
            pd.DataFrame(rows[name], columns=names).to_csv(tmp_path / f"{name}.csv", index=False)
        tables = convert(tmp_path, mappings, package)
        return {name: frame[_is_theirs(name, frame)] for name, frame in tables.items()}

    return make


def _is_theirs(table: str, frame: pd.DataFrame) -> pd.Series:
    if "origin" in frame and table != "leads":
        return frame["origin"] != ""
    if table == "sources":
        return frame["corpus"] == "wider"
    return ~frame.get("locator", pd.Series("-", frame.index)).str.fullmatch("[0-9]+")


@held
def test_the_project_s_tables_are_what_the_conversion_makes():
    package = open_package()
    for name, frame in convert(HARVEST, MAPPINGS, package).items():
        pd.testing.assert_frame_equal(frame, package.tables[name], check_dtype=False, obj=name)


@held
def test_every_row_of_the_harvest_is_used_set_apart_or_dropped():
    package = open_package()
    tables = package.tables
    settled = tables["recodings"].query("column == 'verified'").set_index("origin")["settled"]
    used = {"evidence": set(tables["statements"]["origin"]), "violation_counts": set()}
    leads = set(tables["leads"]["origin"])
    for name, key in (("evidence", "evidence_id"), ("violation_counts", "id")):
        frame = pd.read_csv(HARVEST / f"{name}.csv", dtype=str, keep_default_na=False)
        verified = frame[key].map(settled).fillna(frame["verified"])
        dropped = set(frame.loc[verified == "drop", key])
        if name == "violation_counts":
            # A count stands under the first page that prints it; the others are its reprints.
            printed = set(tables["readings"].query("table == 'counts'")["locator"])
            used[name] = set(frame.loc[frame["url"].isin(printed), key])
        lost = set(frame[key]) - used[name] - leads - dropped
        assert not lost, name
        assert not dropped & (leads | set(tables["counts"]["origin"])), name
        assert not dropped & set(tables["statements"]["origin"]), name


def test_pages_that_reprint_a_bulletin_are_one_count_with_each_page_s_places(made):
    again = COUNT | {"id": "RUTR-2019-02-17-RU-s2", "url": OTHER, "publisher": "TASS", "hama": "2"}
    tables = made(counts=[COUNT, again])
    assert tables["counts"]["count_id"].tolist() == ["B20190217r"]
    assert len(tables["sources"]) == 3
    places = tables["splits"].set_index(["source_id", "place_id"])["value"]
    assert sorted(places.xs("hama-governorate", level=1)) == ["2", "3"]
    # A province that the page does not name has no row; nought stands only where it is printed.
    assert not (places.index.get_level_values(1) == "aleppo-governorate").any()
    assert set(places.xs("latakia-governorate", level=1)) == {"0"}


def test_both_parts_of_a_bulletin_are_two_counts(made):
    turkish = COUNT | {
        "id": "RUTR-2019-02-17-TR-s1", "ledger": "TR",
        "monitor": "Joint Russia-Turkey Commission, Turkish part", "value_best": "17",
    }  # fmt: skip
    counts = made(counts=[COUNT, turkish])["counts"]
    assert counts["count_id"].tolist() == ["B20190217r", "B20190217t"]
    assert counts["series_id"].tolist() == ["commission-russia", "commission-turkey"]


@pytest.mark.parametrize(("cells", "why"), [
    ({"url": ""}, "no_url"), ({"period_end": ""}, "no_date"), ({"period_start": ""}, "no_date"),
])  # fmt: skip
def test_a_row_that_cannot_be_cited_or_dated_is_a_lead(made, cells, why):
    tables = made(counts=[COUNT | cells])
    assert tables["leads"]["why"].tolist() == [why]
    assert tables["counts"].empty


def test_dropped_rows_stay_out(made):
    tables = made(counts=[COUNT | {"verified": "drop"}], evidence=[EVIDENCE | {"verified": "drop"}])
    assert all(tables[name].empty for name in ("counts", "statements", "leads"))


@pytest.mark.parametrize(("label", "provision", "assertion", "act", "how"), [
    ("met", "A01", "upheld", "asserts", "explicit"),
    ("partly", "A01", "partly", "asserts", "explicit"),
    ("missed", "A01", "breached", "asserts", "explicit"),
    ("on_course", "A01", "upheld", "asserts", "implied"),
    ("met_late", "A03", "done", "asserts", "explicit"),
    ("on_course", "A03", "under_way", "asserts", "explicit"),
    ("reversed", "A03", "undone", "asserts", "explicit"),
    ("rejects_duty", "A03", "refused", "refuses", "explicit"),
    ("rebuts_claim", "A03", "", "denies", ""),
    ("accuses_other", "A03", "", "accuses", ""),
    ("no_outcome", "A03", "", "asserts", ""),
])  # fmt: skip
def test_a_label_becomes_the_assertion_that_fits_the_form(
    made, label, provision, assertion, act, how
):
    cells = {"commitment_id": provision, "assertion_final": label}
    (row,) = made(evidence=[EVIDENCE | cells])["statements"].to_dict("records")
    assert (row["assertion"], row["act"], row["explicitness"]) == (assertion, act, how)


def test_a_row_on_two_provisions_is_two_statements_of_one_witness(made):
    cells = {"commitment_id": "A01|A03", "assertion_final": "A01:met|A03:missed"}
    rows = made(evidence=[EVIDENCE | cells])["statements"]
    assert rows["statement_id"].tolist() == ["S1901", "S2901"]
    assert rows["assertion"].tolist() == ["upheld", "not_done"]
    assert rows["witness"].tolist() == ["W901", "W901"]


def test_words_on_an_agreement_are_not_spread_over_its_provisions(made):
    (row,) = made(evidence=[EVIDENCE | {"commitment_id": "moscow-2020"}])["statements"].to_dict(
        "records"
    )
    assert (row["agreement_id"], row["commitment_id"]) == ("moscow-2020", "")


@pytest.mark.parametrize(("cells", "coding"), [
    ({}, "checked"),
    ({"verified": "unchecked", "second_reading": "agree"}, "agreed"),
    ({"verified": "unchecked", "second_reading": "changed"}, "settled"),
    ({"verified": "unchecked", "second_reading": "changed", "assertion2": "partly",
      "second_note": "contested, first value kept"}, "contested"),
    ({"verified": "not_refound"}, "not_refound"),
    ({"verified": "unchecked", "second_reading": "not_refound"}, "not_refound"),
    ({"confidence": "low"}, "low"),
])  # fmt: skip
def test_a_statement_says_how_far_its_coding_was_checked(made, cells, coding):
    (row,) = made(evidence=[EVIDENCE | cells])["statements"].to_dict("records")
    assert row["coding"] == coding
    assert ("Two readers differ" in row["basis"]) == (coding == "contested")


def test_a_recoding_changes_the_row_and_settles_its_coding(made, package):
    change = {
        "origin": "E901", "column": "assertion_final", "found": "met", "settled": "missed",
        "reason": "The words say so.",
    }  # fmt: skip
    changed = with_recodings(package, pd.DataFrame([change]))
    (row,) = made(evidence=[EVIDENCE], package=changed)["statements"].to_dict("records")
    assert (row["assertion"], row["coding"]) == ("breached", "settled")


def test_a_coding_that_readers_contest_stays_contested_when_it_is_settled(made, package):
    cells = {"second_note": "contested, first value kept", "assertion2": "partly"}
    change = {
        "origin": "E901", "column": "assertion_final", "found": "met", "settled": "missed",
        "reason": "The words say so.",
    }  # fmt: skip
    changed = with_recodings(package, pd.DataFrame([change]))
    (row,) = made(evidence=[EVIDENCE | cells], package=changed)["statements"].to_dict("records")
    assert (row["assertion"], row["coding"]) == ("breached", "contested")
    assert "Two readers differ: met and partly" in row["basis"]


def test_a_commitment_is_known_from_the_first_page_that_surely_came_first(made):
    """A page of some day in March is surely known only when March is over."""
    day = EVIDENCE | {"publication_date": "2020-03-08"}
    month = EVIDENCE | {"evidence_id": "E902", "url": PAGE, "publication_date": "2020-03"}
    readings = made(evidence=[month, day])["readings"]
    first = readings.query("table == 'commitments' and row == 'C20' and field == 'wording'")
    assert first["locator"].tolist() == [OTHER]


def test_a_recoding_that_no_longer_fits_stops_the_conversion(made, package):
    change = {
        "origin": "E901", "column": "assertion_final", "found": "partly", "settled": "missed",
        "reason": "The words say so.",
    }  # fmt: skip
    with pytest.raises(PackageError, match="E901 assertion_final is not 'partly'"):
        made(evidence=[EVIDENCE], package=with_recodings(package, pd.DataFrame([change])))


def test_a_page_without_a_date_lies_between_what_it_counts_and_the_reading(made):
    (source,) = [
        row for row in made(counts=[COUNT | {"publication_date": ""}])["sources"].to_dict("records")
        if row["url"] == PAGE
    ]  # fmt: skip
    assert source["published"].startswith("[2019-02-17..")
    assert source["published_known"] == "inferred"


def test_a_patrol_keeps_its_number_its_extent_and_what_else_is_told(made):
    total = PATROL | {"patrol_no": "24 total", "completeness": "n/a", "counted_by": "both"}
    first, second = made(patrols=[PATROL, total])["patrols"].to_dict("records")
    assert (first["number"], first["extent"], first["running_total"]) == ("16", "partial", "false")
    assert "40 km" in first["note"]
    assert (second["number"], second["extent"], second["running_total"]) == (
        "24", "not_told", "true",
    )  # fmt: skip


@pytest.mark.parametrize(("rows", "said"), [
    ({"evidence": [EVIDENCE | {"speaker": "Nobody"}]}, "speakers.csv: 'Nobody'"),
    ({"evidence": [EVIDENCE | {"publisher": "Nowhere"}]}, "publisher 'Nowhere'"),
    ({"counts": [COUNT | {"what_counted": "nothing"}]}, "series.csv: .*'nothing'"),
])  # fmt: skip
def test_whom_no_mapping_knows_is_named(made, rows, said):
    with pytest.raises(PackageError, match=said):
        made(**rows)


def test_a_folder_without_the_files_is_named_in_one_line(shell, tmp_path):
    code, _, err = shell("harvest", tmp_path / "nowhere")
    assert code == 2
    assert "evidence.csv" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(("shorthand", "note", "said"), [
    ("own URL lost", "own URL lost; same words elsewhere", "could not be found; same words"),
    ("URL", "URLs; by URL", "URLs; by could not be found"),
])  # fmt: skip
def test_shorthand_of_a_note_is_put_into_words(made, mappings, shorthand, note, said):
    worded = f"shorthand,words\n{shorthand},could not be found\n"
    (mappings / "notes.csv").write_text(worded, encoding="utf-8")
    (row,) = made(evidence=[EVIDENCE | {"second_note": note}])["statements"].to_dict("records")
    assert said in row["basis"]


def test_the_longest_shorthand_wins_and_one_that_fits_none_stops_the_conversion(made, mappings):
    told = "shorthand,words\nRU,Russian part\nRU ledger,Russian ledger\n"
    (mappings / "notes.csv").write_text(told, encoding="utf-8")
    note = {"note": "RU 3 by the RU ledger"}
    (row,) = made(counts=[COUNT | note])["counts"].to_dict("records")
    assert "Russian part 3 by the Russian ledger" in row["basis"]
    with pytest.raises(PackageError, match=r"notes\.csv: 'RU.*' stands in no note"):
        made(counts=[COUNT])


WORKING = ("not returned", "second try", "harvester", "The brief", "shown text", "suggest drop")


@pytest.mark.parametrize(("table", "column"), [
    ("commitments", "basis"), ("agreements", "basis"), ("terms", "note"), ("statements", "basis"),
])  # fmt: skip
def test_what_no_report_says_is_said_of_the_five_alone(table, column):
    """One basis serves both corpora: what the five are silent on, a page may say."""
    said = open_package().tables[table][column].str.casefold()
    assert not said[said.str.contains(r"\bno report\b|\bno other report\b")].tolist()


def test_no_working_note_of_those_who_collected_pages_is_published():
    tables = open_package().tables
    texts = [
        f"{name}.{column}: {cell}"
        for name in ("sources", "statements", "counts", "patrols", "leads")
        for column in tables[name]
        for cell in tables[name][column]
    ]
    assert not [text for text in texts if any(word in text for word in WORKING)]
    assert not [text for text in texts if "; ." in text]
