"""Places: which of them can be put on a map, how precisely, and what is told of each.

In: a ``Record``, a period, incidents of ``measures.violence``. Out: frames; ``gazetteer`` is made
once and handed to the others. Nothing is guessed: a place has a dot only where the package holds
its coordinates, and what is told of a place without any is put at the nearest place around it that
has them, or only in its governorate.

Precision, defined here and nowhere else, beside UCDP's ``where_prec`` (GED codebook):

- ``spot``: a settlement with coordinates, or something inside one. UCDP 1; but the coordinates are
  those of the town's centre, so a reader should take it as UCDP 2, somewhere in and around it.
- ``governorate``: somewhere in a governorate, or in an area, a village or a road inside it that has
  no coordinates. UCDP 4 (UCDP's 3, the district, is not told apart: no districts are held).
- ``wider``: a zone, a region, a country, nothing narrower. UCDP 5 and 6.
- ``nowhere``: no place is told. UCDP leaves such events out; here they are listed.
"""

import pandas as pd

from ceasefire.measures.knowledge import Record, Window
from ceasefire.measures.mentions import mentions
from ceasefire.measures.violence import within

SPOT, GOVERNORATE, WIDER, NOWHERE = PRECISIONS = ("spot", "governorate", "wider", "nowhere")
# What a dot may stand for: the coordinates of anything larger would be a point in the middle of it.
SETTLEMENTS = ("city", "town", "village", "building")


def ground(record: Record) -> dict | None:
    """The basemap of the package (GeoJSON, degrees, WGS 84); None where it has none."""
    return record.clean.package.basemap


def gazetteer(record: Record) -> pd.DataFrame:
    """Every place of the package: what lies around it, how precisely it is known, who names it.

    What lies where is geography and no news, so this holds whatever is known: around (ids from the
    place itself outwards), precision, at_id (the settlement or governorate at which what is told of
    the place is drawn; missing where that is wider), is_located (a settlement with coordinates of
    its own), on_map (at_id lies in the frame of the basemap, or is a shape of it in which there is
    room to write). Of known reports: is_named, the source_id, locator and token of the first
    mention, and tokens (all wordings); missing where no report names it.
    """
    frame = record.clean.tables["places"]
    row_of = {row["place_id"]: row for row in frame.to_dict("records")}
    shapes = ground(record)
    rows = []
    for key in frame["place_id"]:
        around = _around(row_of, key)
        spot = next((k for k in around if _is_spot(row_of[k])), None)
        governorate = next((k for k in around if row_of[k]["kind"] == "governorate"), None)
        precision = SPOT if spot else GOVERNORATE if governorate else WIDER
        at = spot or governorate
        rows.append([around, precision, at, spot == key, _on_map(shapes, at and row_of[at])])
    added = ["around", "precision", "at_id", "is_located", "on_map"]
    more = pd.DataFrame(rows, columns=added, index=frame.index, dtype=object)
    known = frame.join(more).join(_first_mentions(record), on="place_id")
    known["is_named"] = known["token"].notna()
    return known.astype({"is_located": bool, "on_map": bool})


def _first_mentions(record: Record) -> pd.DataFrame:
    """By place: source_id, locator and token of the first mention, and tokens, each once."""
    found = mentions(record)
    found = found[found["table"] == "places"]
    first = found.drop_duplicates("id").set_index("id")[["source_id", "locator", "token"]]
    tokens = found.groupby("id")["token"].agg(lambda words: tuple(dict.fromkeys(words)))
    return first.assign(tokens=tokens)


def _around(row_of: dict[str, dict], key: str) -> tuple[str, ...]:
    """A place and what it lies in, outwards; a chain that comes back to itself ends there."""
    chain: list[str] = []
    while key in row_of and key not in chain:
        chain.append(key)
        key = row_of[key]["within"]
    return tuple(chain)


def _is_spot(place: dict) -> bool:
    known = pd.notna(place["latitude"]) and pd.notna(place["longitude"])
    return bool(place["kind"] in SETTLEMENTS and known)


def _on_map(shapes: dict | None, place: dict | None) -> bool:
    """Whether a settlement lies in the frame, or a governorate has a shape and a point for it."""
    if shapes is None or place is None:
        return False
    if place["kind"] == "governorate":
        return any(
            feature["properties"].get("place_id") == place["place_id"]
            and feature["properties"].get("label")
            for feature in shapes["features"]
        )
    west, south, east, north = shapes["bbox"]
    return bool(west <= place["longitude"] <= east and south <= place["latitude"] <= north)


PLACED = ["incident_id", "place_id", "precision", "at_id", "on_map"]


def placed(known: pd.DataFrame, incidents: pd.DataFrame) -> pd.DataFrame:
    """One row per incident and place told of it: how precisely it can be placed, and where.

    ``known``: ``gazetteer``. ``incidents``: ``measures.violence.incidents``. Columns: incident_id,
    place_id (as told), and precision, at_id, on_map of ``gazetteer``. An incident of which no place
    is told has one row, without a place.
    """
    where = known.set_index("place_id")[PLACED[2:]].to_dict("index")
    nothing = {"precision": NOWHERE, "at_id": None, "on_map": False}
    rows = [
        {"incident_id": row["incident_id"], "place_id": key, **where.get(key, nothing)}
        for row in incidents.to_dict("records")
        for key in row["place_ids"] or (None,)
    ]
    return pd.DataFrame(rows, columns=PLACED, dtype=object).astype({"on_map": bool})


def best(placed: pd.DataFrame) -> dict[str, str]:
    """The best precision of each incident among the places told of it, by incident."""
    rank: dict[str, int] = {}
    for row in placed.to_dict("records"):
        here = PRECISIONS.index(row["precision"])
        rank[row["incident_id"]] = min(here, rank.get(row["incident_id"], here))
    return {key: PRECISIONS[here] for key, here in rank.items()}


def told_in(known: pd.DataFrame, placed: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The incidents told of each place or of something inside it, by place, in their order."""
    around = known.set_index("place_id")["around"]
    told: dict[str, dict[str, None]] = {}
    for row in placed[placed["place_id"].notna()].to_dict("records"):
        for key in around[row["place_id"]]:
            told.setdefault(key, {})[row["incident_id"]] = None
    return {key: tuple(ids) for key, ids in told.items()}


def most_told(known: pd.DataFrame, placed: pd.DataFrame) -> tuple[tuple[str, ...], int]:
    """The governorates in which most incidents are told, and how many in each; none: ((), 0)."""
    governorates = set(known.loc[known["kind"] == "governorate", "place_id"])
    counts = {k: len(ids) for k, ids in told_in(known, placed).items() if k in governorates}
    most = max(counts.values(), default=0)
    return tuple(key for key, count in counts.items() if count == most), most


def meetings_at(record: Record, window: Window = (None, None)) -> pd.DataFrame:
    """Meetings told to be held somewhere in the period, one row per place and meeting.

    The rows of ``meetings``, with place_id. So a capital stands as a seat of talks, and is not
    taken for a place that the talks are about.
    """
    frame = record.facts("meetings")
    frame = frame[within(frame, "held", "held", window)]
    frame = frame.explode("place_ids").rename(columns={"place_ids": "place_id"})
    return frame[frame["place_id"].notna()].reset_index(drop=True)
