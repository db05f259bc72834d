"""Places: how precisely they are known, what the map shows, and what never becomes a dot."""

import html
import json
import math
import re
import shutil
from datetime import date
from pathlib import Path

import altair as alt
import pytest
from notebook_runs import assert_fit_chart, run, words_of
from packages import add, cite, cited_in, drop, put, small_package

from ceasefire.charts import places as charts
from ceasefire.check import check
from ceasefire.clean.tables import clean
from ceasefire.errors import PackageError
from ceasefire.measures import figures, places, violence
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package, package_root
from ceasefire.parameters import Parameters
from ceasefire.publish import chart_pages, pictures
from ceasefire.study import open_study
from ceasefire.words import codebook
from ceasefire.words import figures as numbers
from ceasefire.words import places as words
from ceasefire.words.evidence import Evidence

CREDITED = """  - name: basemap
    title: Basemap
    path: geo/basemap.geojson
    format: geojson
    sources:
      - title: Sea Charts of Old
        path: https://example.org/charts
    licenses:
      - title: Free for All
"""
SQUARE = [[[20, 10], [21, 10], [21, 11], [20, 11], [20, 10]]]


def feature(kind: str, name: str, shape: str, coordinates: list, **more) -> dict:
    """A feature of a basemap."""
    geometry = {"type": shape, "coordinates": coordinates}
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name, **more},
        "geometry": geometry,
    }


def basemap(*features: dict) -> dict:
    """A basemap of one degree by one, with the governorate in which the small package plays."""
    shire = feature("governorate", "Shire", "Polygon", SQUARE, place_id="shire", label=[20.5, 10.4])
    return {
        "type": "FeatureCollection",
        "bbox": [20, 10, 21, 11],
        "features": [shire, *features],
    }


def lay(package: Path, ground: dict | None = None) -> Path:
    """Give the package a basemap; returns its file."""
    declaration = package / "datapackage.yaml"
    declaration.write_text(declaration.read_text(encoding="utf-8") + CREDITED, encoding="utf-8")
    (package / "geo").mkdir()
    file = package / "geo" / "basemap.geojson"
    file.write_text(json.dumps(ground or basemap()), encoding="utf-8")
    return file


@pytest.fixture
def package(tmp_path):
    """The small package with a governorate, a town in it, and a village without coordinates."""
    made = small_package(tmp_path / "data")
    add(made, "places", "shire", "Shire", "governorate", "coast", "", "", "")
    put(made, "places", 3, "within", "shire")  # Ferry Town
    add(made, "places", "mill", "Mill", "village", "shire", "", "", "")
    add(made, "places", "market", "Market", "building", "ferry-town", "", "", "")
    add(made, "places", "far-town", "Far Town", "town", "coast", "12.5", "25.5", "invented")
    for key in ("shire", "mill", "market", "far-town"):
        cite(made, "places", key, "wording", f"the {key}")
    return made


def record(package: Path):
    """The record of a package, with its wider part."""
    return known(clean(open_package(package)), "all")


def at(package: Path, *place_ids: str) -> None:
    """Tell the one incident of the small package of these places."""
    for key in place_ids:
        cite(package, "incidents", "I1", "place", f"in {key}", key)


def placed(package: Path):
    """Where the incidents of a package can be drawn."""
    one = record(package)
    return places.placed(places.gazetteer(one), violence.incidents(one))


def named(one):
    """The places that a record names."""
    found = places.gazetteer(one)
    return found[found["is_named"]]


def drawing(package: Path, corpus: str = "all") -> alt.LayerChart | None:
    """The map of a package."""
    one = known(clean(open_package(package)), corpus)
    gazetteer, events = places.gazetteer(one), violence.incidents(one)
    put_there = places.placed(gazetteer, events)
    doers = Evidence(one).doers
    return charts.incident_map(places.ground(one), gazetteer, put_there, events, doers)


def tables(package: Path) -> list[str]:
    """The tables of every place named."""
    one = record(package)
    gazetteer = places.gazetteer(one)
    put_there = places.placed(gazetteer, violence.incidents(one))
    return words.place_tables(one, gazetteer, put_there, places.meetings_at(one))


def line(table: str, place: str) -> str:
    """What a table says of a place; '' where it has no line for it."""
    rows = (words_of(row) for row in table.split("<tr>"))
    return next((row for row in rows if row.startswith(f"{place} (")), "")


def table(spec: dict, column: str) -> list[dict]:
    """The data of a chart whose rows have a column."""
    return next(rows for rows in spec["datasets"].values() if column in rows[0])


@pytest.fixture(scope="module")
def ours():
    """The project's own record."""
    return known(clean(open_package()), "seed")


# --- how precisely a place is known -------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "precision", "where"),
    [
        ("ferry-town", "spot", "ferry-town"),
        ("market", "spot", "ferry-town"),  # inside a town that is located
        ("mill", "governorate", "shire"),  # a village without coordinates
        ("shire", "governorate", "shire"),
        ("coast", "wider", None),
        ("far-town", "spot", "far-town"),  # located, in no governorate
    ],
)
def test_the_nearest_place_around_it_that_is_located_decides(package, place, precision, where):
    at(package, place)
    (row,) = placed(package).to_dict("records")
    assert (row["place_id"], row["precision"], row["at_id"]) == (place, precision, where)


def test_no_place_told_is_a_row_of_its_own(package):
    (row,) = placed(package).to_dict("records")
    assert (row["incident_id"], row["place_id"], row["precision"]) == ("I1", None, "nowhere")


def test_coordinates_of_an_area_are_no_spot(package):
    # The middle of a region would be a dot where nothing happened.
    for column, value in (("latitude", "10.5"), ("longitude", "20.5"), ("location_basis", "x")):
        put(package, "places", 2, column, value)
    at(package, "coast")
    assert list(placed(package)["precision"]) == ["wider"]


def test_a_place_within_itself_ends_somewhere(package):
    put(package, "places", 2, "within", "shire")  # the coast lies in the shire, which lies in it
    around = places.gazetteer(record(package)).set_index("place_id")["around"]
    assert around["mill"] == ("mill", "shire", "coast")


def test_an_incident_of_several_places_counts_once_at_its_best(package):
    at(package, "coast", "mill", "ferry-town")
    found = placed(package)
    assert list(found["precision"]) == ["wider", "governorate", "spot"]
    assert places.best(found) == {"I1": "spot"}
    gazetteer = places.gazetteer(record(package))
    told = places.told_in(gazetteer, found)
    assert told == {key: ("I1",) for key in ("coast", "shire", "mill", "ferry-town")}
    assert places.most_told(gazetteer, found) == (("shire",), 1)


def test_most_told_is_nothing_where_nothing_is_told(package):
    assert places.most_told(places.gazetteer(record(package)), placed(package)) == ((), 0)


def test_a_place_is_known_from_its_first_mention(package):
    found = named(record(package)).set_index("place_id")
    assert found.loc["ferry-town", ["source_id", "locator"]].tolist() == ["post-01", "3"]
    # Its own row rests on a page of the wider record, so the seed does not know it.
    seed = known(clean(open_package(package)), "seed")
    assert "coast" not in set(named(seed)["place_id"])
    # What lies where is geography all the same.
    assert "coast" in places.gazetteer(seed).set_index("place_id").loc["mill", "around"]


# --- the map ------------------------------------------------------------------------------------


def test_without_a_basemap_there_is_no_map_and_a_sentence(package):
    at(package, "ferry-town")
    assert open_package(package).basemap is None
    assert drawing(package) is None
    assert "no basemap" in words.no_map(record(package))
    assert not placed(package)["on_map"].any()
    assert "no opinion" not in words.credits(record(package))
    events = violence.incidents(record(package))
    assert words.not_drawn(record(package), placed(package), events) == ""
    assert "this map" not in words.incident_table(record(package), placed(package), events)
    assert words.roads(record(package), places.gazetteer(record(package))) == ""


def test_a_spot_is_a_circle_and_a_governorate_a_square(package):
    lay(package)
    at(package, "ferry-town", "mill")
    spec = drawing(package).to_dict()
    assert_fit_chart(spec, "map")
    spot, inside = table(spec, "incident")
    assert (spot["spot"], inside["spot"]) == (True, False)
    squeeze = math.cos(math.radians(10.5))
    assert (spot["x"], spot["y"]) == pytest.approx((0.25 * squeeze, 0.5), abs=0.001)
    assert (inside["x"], inside["y"]) == pytest.approx((0.5 * squeeze, 0.4), abs=0.001)
    assert inside["drawn"] == "somewhere in Shire" and inside["told of"] == "Mill"
    assert spot["evidence"] == "violations.html#I1"
    assert spot["casualties"] == "3 killed"
    assert spec["height"] / spec["width"] == pytest.approx(1 / squeeze, rel=0.01)


def test_only_settlements_in_the_frame_are_dots(package):
    lay(package)
    at(package, "far-town")
    spec = drawing(package).to_dict()
    assert [row["town"] for row in table(spec, "town")] == ["Ferry Town"]
    assert not any("incident" in rows[0] for rows in spec["datasets"].values())
    left = words.not_drawn(record(package), placed(package), violence.incidents(record(package)))
    assert left == "One incident cannot be drawn: [[I1]] (told of Far Town, outside this map)."


def test_an_incident_is_drawn_though_no_report_names_the_place_around_it(package):
    lay(package)
    drop(package, "citations", cited_in(package, "places", "shire", "wording"))
    cite(package, "places", "shire", "wording", "the shire", source="web-01")
    at(package, "mill")
    seed = known(clean(open_package(package)), "seed")
    assert "shire" not in set(named(seed)["place_id"])
    (mark,) = table(drawing(package, "seed").to_dict(), "incident")
    assert (mark["told of"], mark["drawn"]) == ("Mill", "somewhere in Shire")


def test_every_mark_of_what_is_placed_on_the_map_is_drawn(package):
    lay(package)
    at(package, "market", "mill", "ferry-town", "shire")
    found = placed(package)
    marks = table(drawing(package).to_dict(), "incident")
    assert len(marks) == found["on_map"].sum() == 4
    assert [m["told of"] for m in marks] == ["Market", "Mill", "Ferry Town", "Shire"]


def test_a_governorate_without_a_shape_or_a_point_for_it_holds_no_mark(package):
    ground = basemap()
    del ground["features"][0]["properties"]["label"]
    lay(package, ground)
    at(package, "mill")
    (row,) = placed(package).to_dict("records")
    assert row["precision"] == "governorate" and not row["on_map"]


def test_the_menus_offer_the_months_of_the_incidents_and_start_without_limit(package):
    lay(package)
    at(package, "ferry-town")
    spec = drawing(package).to_dict()
    menus = {p["name"]: p for p in spec["params"]}
    assert set(menus) == {"from_month", "until_month"}
    for menu in menus.values():
        assert menu["value"] == "" and menu["bind"]["options"] == ["", "2021-05"]
        assert menu["bind"]["labels"] == ["any", "May 2021"]
    (row,) = table(spec, "incident")
    assert (row["first"], row["last"], row["dated"]) == ("2021-05", "2021-05", True)


def test_who_is_credited_is_read_from_the_declaration(package):
    lay(package)
    text = words_of(str(words.credits(record(package))))
    assert "Sea Charts of Old" in text and "Free for All" in text
    assert "no opinion" in text
    listed = "".join(codebook.tables(clean(open_package(package))))
    assert "Sea Charts of Old" in listed and "Free for All" in listed


def test_a_road_says_whether_a_report_prints_its_name(package):
    add(package, "places", "lane", "Mill Lane", "road", "shire", "", "", "")
    add(package, "places", "way", "The way", "road", "shire", "", "", "")
    cite(package, "places", "lane", "wording", "along Mill Lane")
    cite(package, "places", "way", "wording", "the old road")
    route = [[20.1, 10.1], [20.9, 10.9]]
    lane = feature("road", "Mill Lane", "LineString", route, place_id="lane", through=["A", "B"])
    way = feature("road", "R2", "LineString", route, place_id="way", note="bent")
    # Another road's name begins with this one's.
    add(package, "places", "long", "R22", "road", "shire", "", "", "")
    cite(package, "places", "long", "wording", "the R22")
    cite(package, "places", "way", "wording", "the R22, further on")
    lay(package, basemap(lane, way))
    text = words.roads(record(package), places.gazetteer(record(package)))
    assert "Mill Lane: straight lines through A and B. The name is printed" in text
    assert "R2: straight lines; bent. No report prints this name, which is ours" in text
    assert "“the old road”" in text


# --- the file of the basemap --------------------------------------------------------------------


def faults(package: Path) -> list[str]:
    """What the check says of the basemap."""
    return [str(f) for f in check(package) if "basemap" in f"{f.file}{f.value}"]


def test_a_sound_basemap_has_no_faults(package):
    lay(package)
    assert not faults(package)


def test_a_missing_basemap_is_a_fault_in_plain_words(package):
    lay(package).unlink()
    (said,) = faults(package)
    assert "geo/basemap.geojson: missing" in said
    with pytest.raises(PackageError, match="missing"):
        _ = open_package(package).basemap


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{\n  broken", "line 2: broken JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "no basemap"),
        (b'{"bbox": [1, 2, 0, 3], "features": []}', "no basemap"),
        (basemap(feature("lake", "Sea", "Polygon", SQUARE)), "kind 'lake'"),
        (basemap() | {"bbox": ["20", "10", "21", "11"]}, "no basemap"),
        (basemap(feature("governorate", "P", "Point", [20.5, 10.5])), "type 'Point'"),
        (basemap(feature("road", "P", "Blob", [[1, 2], [2, 3]])), "type 'Blob'"),
        (basemap(feature("country", "P", "MultiPolygon", [[]])), "coordinates of a MultiPolygon"),
        (basemap(feature("country", "P", "Polygon", SQUARE[0])), "coordinates of a Polygon"),
        (basemap(feature("road", "P", "LineString", [["a", "b"]])), "coordinates of a LineString"),
        (basemap(feature("country", "P", "Polygon", SQUARE, label="here")), "label 'here'"),
        (basemap(feature("country", "P", "Polygon", SQUARE, label=[20.5])), "label [20.5]"),
        (
            basemap(feature("road", "P", "LineString", SQUARE[0], through="Ferry")),
            "through 'Ferry'; accepted: a list",
        ),
    ],
)
def test_a_broken_basemap_is_a_fault_in_plain_words(package, content, said):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    lay(package).write_bytes(raw)
    (found,) = faults(package)
    assert said in found, found


@pytest.mark.parametrize(
    ("shape", "coordinates"),
    [
        ("LineString", SQUARE[0]),
        ("MultiLineString", SQUARE),
        ("Polygon", SQUARE),
        ("MultiPolygon", [SQUARE]),
    ],
)
def test_every_shape_that_is_accepted_can_be_drawn(package, shape, coordinates):
    more = {"label": [20.5, 10.5], "through": ["A", "B"]}
    lay(package, basemap(feature("road", "R", shape, coordinates, **more)))
    assert not faults(package)
    spec = drawing(package).to_dict()
    assert_fit_chart(spec, "map")
    assert [s["geometry"]["type"] for s in spec["data"]["values"]][-1] == shape


def test_a_feature_leads_to_a_place_that_there_is(package):
    lay(package, basemap(feature("country", "Elsewhere", "Polygon", SQUARE, place_id="shrie")))
    (said,) = faults(package)
    assert "shrie" in said and "place_id" in said and "shire" in said


def test_a_basemap_without_credit_is_a_fault(package):
    lay(package)
    file = package / "datapackage.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.removesuffix("    licenses:\n      - title: Free for All\n"), "utf-8")
    assert any("sources and licenses" in said for said in map(str, check(package)))


# --- the tables of places -----------------------------------------------------------------------


@pytest.mark.parametrize("ground", [False, True])
def test_a_seat_of_talks_keeps_its_line_its_coordinates_and_its_incidents(package, ground):
    if ground:
        lay(package)
    at(package, "ferry-town", "far-town")
    for key in ("ferry-town", "far-town", "coast"):
        cite(package, "meetings", "M1", "place", f"at {key}", key)
    located, unlocated, larger = tables(package)
    for name, where in (("Ferry Town", "10.500 north"), ("Far Town", "12.500 north")):
        said = line(located, name)
        assert where in said and "I1 " in said and "M1 14 May 2021 (announced)" in said
    assert ("outside this map" in line(located, "Far Town")) == ground
    assert "outside this map" not in line(located, "Ferry Town")
    assert "M1 " in line(larger, "The coast") and "I1 " in line(larger, "The coast")
    assert line(unlocated, "Mill") and "meetings told" not in unlocated
    assert "M1 " not in line(larger, "Shire"), "a meeting is at the place told, not around it"


def test_the_answer_has_no_clause_about_nothing(package):
    def told(*where):
        at(package, *where)
        study = open_study(Parameters(data_dir=str(package), corpus="all"))
        found = places.gazetteer(study.record)
        events = violence.incidents(study.record)
        return words.answer(study, found, places.placed(found, events))

    assert told() == "Of one incident, of one no place is told at all."
    assert told("coast") == "Of one incident, one is told of a wider area."
    assert told("shire").startswith(
        "Of one incident, one can be put only somewhere in a governorate. Most are told of Shire"
    )
    assert told("mill").startswith(
        "Of one incident, one can be put only somewhere in a governorate (one at a named "
        "settlement that the gazetteer lacks). Most are told of Shire"
    )


def test_casualties_lead_to_the_words_that_tell_them(package):
    one = record(package)
    shown = words_of(words.incident_table(one, placed(package), violence.incidents(one)))
    assert "3 killed Harbour Post, 10 May 2021 ¶4 three" in shown


def test_meetings_of_the_period_stand_at_every_place_told_of_them(package):
    for key in ("ferry-town", "coast"):
        cite(package, "meetings", "M1", "place", f"at {key}", key)
    one = record(package)
    found = places.meetings_at(one)
    assert found[["meeting_id", "place_id"]].values.tolist() == [
        ["M1", "ferry-town"],
        ["M1", "coast"],
    ]
    assert places.meetings_at(one, (date(2021, 5, 15), None)).empty
    assert len(places.meetings_at(one, (date(2021, 5, 14), None))) == 2


def test_a_meeting_without_a_place_is_at_none(package):
    assert places.meetings_at(record(package)).empty
    assert not any("meetings told" in table for table in tables(package))


# --- figures ------------------------------------------------------------------------------------


def test_a_figure_says_value_doubt_whole_and_speaker(package):
    put(package, "figures", 2, "of_what", "people of the town")
    one = record(package)
    (card,) = numbers.cards(one, figures.figures(one))
    text = words_of(str(card))
    assert 'id="F1"' in card
    assert "about 0.5 (share of: people of the town)" in text
    assert "no time told" in text and "Harbour Post (in its own voice)" in text


def test_nearly_a_number_is_not_that_number(package):
    cite(package, "figures", "F2", "value", "nearly 10 years")
    cite(package, "figures", "F2", "wording", "nearly 10 years")
    add(package, "figures", "F2", "length of the quarrel", "years", "")
    one = record(package)
    card = next(c for c in numbers.cards(one, figures.figures(one)) if 'id="F2"' in c)
    assert "value nearly 10 years" in " ".join(words_of(str(card)).split())


# --- the project's own data ---------------------------------------------------------------------

GOVERNMENTS = ("Moscow", "Ankara", "Astana", "Sochi", "Damascus", "Doha")


def dots(one) -> set[str]:
    """The places that the project's map shows as dots."""
    found = named(one)
    return set(found.loc[found["is_located"] & found["on_map"], "place_id"])


def test_dots_are_settlements_in_the_frame_and_capitals_are_none(ours):
    found = places.gazetteer(ours).set_index("place_id")
    west, south, east, north = places.ground(ours)["bbox"]
    assert dots(ours) == {"aleppo", "ariha", "hama", "latakia", "saraqib"}
    for key in dots(ours):
        row = found.loc[key]
        assert row["kind"] in places.SETTLEMENTS
        assert west < row["longitude"] < east and south < row["latitude"] < north


def test_a_name_that_means_a_government_or_an_agreement_never_becomes_a_place(ours):
    package = ours.clean.package
    names = package.tables["names"]
    standing = names[names["kind"].isin(("actor", "agreement"))]
    assert {"Moscow", "Ankara"} <= set(standing["name"])
    # An id means one kind of thing only, so what is read as an actor cannot be a place.
    ids = set(package.tables["places"]["place_id"])
    agreements = set(package.tables["agreements"]["agreement_id"])
    assert not ids & agreements
    cited = ours.citations[ours.citations["field"] == "place"]
    assert set(cited["value"]) <= ids
    # In fields of actors and agreements the same word is read as them, and nowhere as a place.
    capitals = ours.citations[
        ours.citations["token"].isin(GOVERNMENTS) & (ours.citations["kind"] == "actor")
    ]
    actors = set(package.tables["actors"]["actor_id"])
    assert len(capitals) and set(capitals["value"]) <= actors
    # No incident and no total is told of a seat of government.
    struck = ours.citations[
        ours.citations["table"].isin(("incidents", "counts")) & (ours.citations["field"] == "place")
    ]
    assert not {name.lower() for name in GOVERNMENTS} & set(struck["value"])


def test_a_spelling_known_only_as_an_actor_cannot_stand_for_a_place(package):
    # "South Council" is an actor in names; cited as a place, it is put aside and never drawn.
    cite(package, "incidents", "I1", "place", "South Council")
    lay(package)
    made = clean(open_package(package))
    assert "South Council" in set(made.quarantine["token"])
    (row,) = placed(package).to_dict("records")
    assert row["precision"] == "nowhere" and not row["on_map"]


def test_where_the_incidents_of_the_five_reports_can_be_put(ours):
    events = violence.incidents(ours)
    gazetteer = places.gazetteer(ours)
    found = places.placed(gazetteer, events)
    best = places.best(found)
    assert {i for i, level in best.items() if level == "spot"} == {"I01", "I17"}
    assert {i for i, level in best.items() if level == "wider"} == {"I03", "I16"}
    assert {i for i, level in best.items() if level == "nowhere"} == {"I04"}
    assert len(best) == len(events)
    assert places.most_told(gazetteer, found) == (("idlib",), 15)
    # A village that no gazetteer has is somewhere in its governorate, and says which village.
    sarja = found[found["incident_id"] == "I13"].iloc[0]
    assert (sarja["place_id"], sarja["at_id"]) == ("sarja", "idlib")


def test_coordinates_name_their_source(ours):
    for row in ours.clean.tables["places"].to_dict("records"):
        located = row["latitude"] == row["latitude"]
        assert located == isinstance(row["location_basis"], str)
        assert not located or "GeoNames" in row["location_basis"]


def test_the_basemap_is_small_framed_and_documented():
    folder = package_root() / "geo"
    file = folder / "basemap.geojson"
    assert file.stat().st_size < 40_000
    ground = open_package().basemap
    west, south, east, north = ground["bbox"]
    assert 35 < west < east < 38.5 and 34.5 < south < north < 37.5

    def points(part):
        return [part] if isinstance(part[0], (int, float)) else [p for q in part for p in points(q)]

    for one in ground["features"]:
        for x, y in points(one["geometry"]["coordinates"]):
            assert west <= x <= east and south <= y <= north
            assert round(x, 4) == x and round(y, 4) == y
        if one["properties"]["kind"] == "road":
            assert one["properties"]["schematic"] is True and one["properties"]["through"]
    kinds = [one["properties"]["kind"] for one in ground["features"]]
    assert kinds.count("road") == 2 and kinds.count("border") == 1 and "governorate" in kinds
    readme = (folder / "README.md").read_text(encoding="utf-8")
    declared = open_package().basemap_declared
    for source in declared["sources"]:
        assert source["title"].split(",")[0] in readme.replace("`", "")
    assert readme.count("SHA-256") >= 2 and "MIT" in readme and "CC BY 4.0" in readme


def test_the_page_lists_every_place_once_and_every_figure_has_its_card(ours):
    shown = run("places")
    page = "".join(output.html for output in shown)
    for row in named(ours).to_dict("records"):
        assert page.count(f'href="glossary.html#places-{row["place_id"]}"') == 1, row["place_id"]
    for key in ours.facts("figures")["figure_id"]:
        assert page.count(f'id="{key}"') == 1
    text = words_of(page)
    assert "No report prints this name, which is ours" in text  # M5
    assert "meetings told to be there" in text and "no opinion" in text
    for unlocated in ("Sarja", "Shnan", "Kanasfara"):
        assert unlocated in text


def test_every_mark_of_the_map_leads_to_its_incident_and_says_what_it_is(ours):
    chart = next(output.chart for output in run("places") if output.chart)
    marks = table(chart, "incident")
    assert len(marks) == 19 and {m["incident"] for m in marks} >= {"I01", "I17", "I18"}
    for mark in marks:
        assert mark["evidence"] == f"violations.html#{mark['incident']}"
        assert mark["drawn"] in mark["about"] and mark["said to have done it"] in mark["about"]
    told = {m["incident"]: m for m in marks}
    assert told["I01"]["hurt"] == "I01: at least 101 wounded"
    assert told["I01"]["said to have done it"] == "Reports name different doers"
    assert [m["dated"] for m in marks if m["incident"] == "I19"] == [False]
    assert sum(m["incident"] == "I18" for m in marks) == 3  # three governorates


def test_the_picture_links_to_every_incident_and_its_data_hold_no_shapes(ours):
    chart = next(output.chart for output in run("places") if output.chart)
    picture = pictures.static_svg(chart_pages.for_page(chart), "A map.", "map")
    marks = table(chart, "incident")
    assert sorted(re.findall(r'href="violations.html#(I\d+)"', picture)) == sorted(
        mark["incident"] for mark in marks
    )
    assert all(html.escape(mark["about"], quote=False) in picture for mark in marks)
    held = list(chart_pages.tables(chart))
    assert len(held) == 2 and not any("geometry" in row for rows in held for row in rows)


def test_a_package_without_a_basemap_makes_the_page_all_the_same(tmp_path):
    folder = shutil.copytree(package_root(), tmp_path / "data")
    file = folder / "datapackage.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("  - name: basemap\n")], encoding="utf-8")
    shown = run("places", {"data_dir": str(folder)})
    assert not [output for output in shown if output.chart]
    assert "no basemap" in " ".join(output.text for output in shown)
