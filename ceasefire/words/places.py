"""The page on places in words: its answer, what the map cannot hold, every place, figures on cards.

In: a ``Study`` or a ``Record`` and frames of ``measures.places``. Out: Markdown and HTML in which
every figure has an address of its own (``#F01``).
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.clean.tables import AMOUNTS
from ceasefire.marks import address, entry
from ceasefire.measures import places as measures
from ceasefire.measures.knowledge import Record
from ceasefire.measures.violence import RIVAL
from ceasefire.phrases import capital, count, listed, many, missing, ref
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence

DISCLAIMER = (
    "Borders, names and lines on this map are those of its sources. They imply no opinion on the "
    "status of any territory or the course of any border, and nothing on it shows who controls "
    "what. A dot is the centre of a town, not the spot that was hit."
)


def answer(study: Study, placed: pd.DataFrame) -> str:
    """How many incidents can be placed, how well, and of where most are told."""
    best = measures.best(placed)
    if not best:
        return (
            f"No incident of this period was known by {as_of(study)}, so nothing can be put on a "
            "map: that is silence, not calm."
        )
    how = {level: sum(b == level for b in best.values()) for level in measures.PRECISIONS}
    spots = [i for i, level in best.items() if level == measures.SPOT]
    named = f" ({listed(map(ref, spots))})" if 0 < len(spots) < 7 else ""
    text = (
        f"Of {many(len(best), 'incident')}, {count(how[measures.SPOT])}{named} can be put at a "
        f"town that is named and {count(how[measures.GOVERNORATE])} only somewhere in a "
        f"governorate; {count(how[measures.WIDER])} "
        f"{'is' if how[measures.WIDER] == 1 else 'are'} told of a wider area, and of "
        f"{count(how[measures.NOWHERE])} no place is told at all."
    )
    where, most = measures.most_told(study.record, placed)
    if most:
        names = study.record.names_of("places")
        each = " each" if len(where) > 1 else ""
        text += f" Most are told of {listed(names[k] for k in where)}: {most} of {len(best)}{each}."
    if study.parameters.agreement_ids:
        text += " Incidents stand under no agreement, so all of them are shown."
    return text


def coverage(study: Study, places: pd.DataFrame) -> str:
    """How many places are named, and how many of them are located and on the map."""
    if places.empty:
        return f"No report published by {as_of(study)} names a place."
    located = int(places["is_located"].sum())
    drawn = int((places["is_located"] & places["on_map"]).sum())
    return (
        f"The reports name {many(len(places), 'place')}; {count(located)} of them "
        f"{'is a settlement' if located == 1 else 'are settlements'} whose coordinates are known, "
        f"{count(drawn)} of these on the map. The others are listed with the reason."
    )


def doer_names(record: Record) -> dict[str, str]:
    """Names for the column doers of incidents: the sides, and those told in rival accounts."""
    return record.names_of("sides") | {RIVAL: "reports name different doers"}


def no_map(record: Record) -> str:
    """Why there is no map, in a sentence."""
    if measures.ground(record) is None:
        return "This data package holds no basemap, so there is no ground to draw places on."
    return "No place that this map could show was known by then."


def credits(record: Record) -> Markup:
    """The disclaimer, and from whom the shapes and the coordinates are, as the package declares."""
    package = record.clean.package
    declared = {"Map": package.basemap_declared, "Coordinates": package.schemas["places"]}
    parts = [Markup("<p>{}</p>").format(DISCLAIMER)] if declared["Map"] else []
    for what, resource in declared.items():
        if resource and resource.get("sources"):
            parts.append(
                Markup('<p class="muted">{}: {}. Licence: {}.</p>').format(
                    what, _linked(resource["sources"]), _linked(resource.get("licenses", []))
                )
            )
    return Markup("\n").join(parts) or Markup("<p>Nobody is credited for coordinates.</p>")


def _linked(declared: list[dict]) -> Markup:
    """Sources or licences of a declaration, each as a link."""
    named = [
        html.link(each["title"], each["path"]) if each.get("path") else each["title"]
        for each in declared
    ]
    return html.joined(named, "; ") if named else Markup("not declared")


def not_drawn(record: Record, placed: pd.DataFrame, incidents: pd.DataFrame) -> str:
    """Which incidents the map leaves off, and why."""
    names, best = record.names_of("places"), measures.best(placed)
    drawn = set(placed.loc[placed["on_map"], "incident_id"])
    parts = []
    for row in incidents.to_dict("records"):
        key = row["incident_id"]
        if key in drawn:
            continue
        where = listed(names[place] for place in row["place_ids"])
        reason = {
            measures.WIDER: f"told of {where}, wider than a governorate",
            measures.NOWHERE: "no place is told",
        }.get(best[key], f"told of {where}, outside this map")
        parts.append(f"{ref(key)} ({reason})")
    if not parts:
        return ""
    return f"{capital(many(len(parts), 'incident'))} cannot be drawn: {listed(parts)}."


def undated(placed: pd.DataFrame, incidents: pd.DataFrame) -> str:
    """What the menus of months do with incidents whose time is not known, or only in part."""
    shown = incidents[incidents["incident_id"].isin(placed.loc[placed["on_map"], "incident_id"])]
    without = shown[shown["occurred_edtf"].isna()]
    open_ended = shown[
        shown["occurred_edtf"].notna()
        & (shown["occurred_start_earliest"].isna() | shown["occurred_end_latest"].isna())
    ]
    parts = []
    if len(without):
        parts.append(
            f"Without any date: {listed(map(ref, without['incident_id']))}; on the map only while "
            "both menus say any."
        )
    if len(open_ended):
        parts.append(
            f"Without a known beginning or end: {listed(map(ref, open_ended['incident_id']))}; "
            "kept wherever they may belong to the months chosen."
        )
    return " ".join(parts)


def roads(record: Record, places: pd.DataFrame) -> str:
    """What the schematic roads are drawn through, and whether a report prints their names."""
    tokens = dict(zip(places["place_id"], places["tokens"], strict=True))
    parts = []
    for feature in (measures.ground(record) or {"features": []})["features"]:
        told = feature["properties"]
        if told["kind"] != "road":
            continue
        words = tokens.get(told.get("place_id"), ())
        through = f" through {listed(told['through'])}" if told.get("through") else ""
        note = f"; {told['note']}" if told.get("note") else ""
        if any(told["name"] in token for token in words):
            named = "The name is printed in the reports."
        elif words:
            named = f"No report prints this name, which is ours; they have “{words[0]}”."
        else:
            named = "No report known by then speaks of it."
        parts.append(f"{told['name']}: straight lines{through}{note}. {named}")
    return " ".join(parts)


def incident_table(record: Record, placed: pd.DataFrame, incidents: pd.DataFrame) -> Markup:
    """Every incident with the places told of it and how well they are known: the map in words."""
    evidence, doers = Evidence(record), doer_names(record)
    rows = []
    for event in incidents.to_dict("records"):
        key = event["incident_id"]
        where = placed[placed["incident_id"] == key].to_dict("records")
        rows.append(
            {
                "incident": Markup("{} {}").format(html.link(key, address(key)), event["title"]),
                "told of, and drawn": Markup("{} {}").format(
                    html.joined((_drawn(evidence, row) for row in where), "; "),
                    evidence.cite("incidents", key, ("place",)),
                ),
                "when": phrases.span(event, "occurred"),
                "said to have done it": listed(doers[d] for d in event["doers"]) or "nobody named",
                "casualties": phrases.harm(event) or "no figure",
            }
        )
    return html.table(
        rows,
        "Every incident, and how well its place is known",
        "No incident was known by then in this period.",
    )


def _drawn(evidence: Evidence, row: dict) -> str:
    """'Sarja: somewhere in Idlib', 'Ariha: at the town'."""
    if row["precision"] == measures.NOWHERE:
        return "no place told"
    told = evidence.places[row["place_id"]]
    if row["precision"] == measures.WIDER:
        return f"{told}: wider than a governorate, not drawn"
    at = evidence.places[row["at_id"]]
    how = f"at {at}" if row["precision"] == measures.SPOT else f"somewhere in {at}"
    return f"{told}: {how}" + ("" if row["on_map"] else ", outside this map")


def place_tables(
    record: Record, places: pd.DataFrame, placed: pd.DataFrame, seats: pd.DataFrame
) -> list[Markup]:
    """Every place known, once: located, not located, too large for a point, seats of talks."""
    evidence, told = Evidence(record), measures.told_in(record, placed)
    is_seat = places["place_id"].isin(set(seats["place_id"]))
    is_settlement = places["kind"].isin(measures.SETTLEMENTS)
    located = places["is_located"] & ~is_seat
    unlocated = is_settlement & ~places["is_located"] & ~is_seat

    def table(chosen: pd.Series, caption: str, empty: str, how) -> Markup:
        rows = [
            {
                "place": Markup("{} ({})").format(
                    html.link(row["name"], entry("places", row["place_id"])), row["kind"]
                ),
                "lies in": listed(evidence.places[k] for k in row["around"][1:]) or "not stated",
                **how(row),
                "first mention": html.citations(
                    pd.DataFrame([row])[["source_id", "locator", "token"]], evidence.titles
                ),
            }
            for row in places[chosen].to_dict("records")
        ]
        return html.table(rows, caption, empty)

    def there(row: dict) -> dict:
        keys = told.get(row["place_id"], ())
        linked = html.joined(html.link(key, address(key)) for key in keys)
        return {"incidents told there": linked or "none"}

    def with_coordinates(row: dict) -> dict:
        at = f"{row['latitude']:.3f} north, {row['longitude']:.3f} east"
        off = "" if row["on_map"] else "; outside this map"
        return {
            "where, and how that is known": f"{at} ({row['location_basis']}){off}",
            **there(row),
        }

    def without_coordinates(row: dict) -> dict:
        return {"why it has no dot": _reason(evidence, row), **there(row)}

    def meetings(row: dict) -> dict:
        here = seats[seats["place_id"] == row["place_id"]].to_dict("records")
        linked = [
            Markup("{} {}, {} ({})").format(
                html.link(m["meeting_id"], address(m["meeting_id"])),
                m["title"],
                phrases.span(m, "held"),
                m["status"],
            )
            for m in here
        ]
        return {"meetings told to be there": html.joined(linked, "; ")}

    return [
        table(
            located,
            "Settlements with coordinates",
            "No settlement with coordinates was known by then.",
            with_coordinates,
        ),
        table(
            unlocated,
            "Settlements and buildings named, but not located",
            "Every settlement named by then has coordinates.",
            without_coordinates,
        ),
        table(
            ~is_settlement & ~is_seat,
            "Countries, regions, governorates, areas, zones, roads: no point can stand for one",
            "No larger area was named by then.",
            there,
        ),
        table(
            is_seat,
            "Seats of talks, outside the map",
            "No meeting outside the map was told of in this period.",
            meetings,
        ),
    ]


def _reason(evidence: Evidence, row: dict) -> str:
    """Why a settlement or building has no dot, and where what is told of it is drawn."""
    if row["precision"] == measures.SPOT:
        return f"no coordinates of its own; taken to be at {evidence.places[row['at_id']]}"
    if row["precision"] == measures.GOVERNORATE:
        at = evidence.places[row["at_id"]]
        return f"the gazetteer used here does not have it; drawn somewhere in {at}"
    return "the gazetteer used here does not have it, and no governorate is told"


def figure_cards(record: Record, figures: pd.DataFrame) -> list[Markup]:
    """One card per context number: value with its doubt, of what, as at when, who says so."""
    evidence = Evidence(record)
    return [
        html.card(
            row["figure_id"],
            f"{row['figure_id']} {row['what']}",
            html.terms(_terms(evidence, row)),
        )
        for row in figures.to_dict("records")
    ] or [Markup('<p class="empty">No figure about the area was known by then.</p>')]


def _terms(evidence: Evidence, row: dict) -> list[tuple]:
    """The terms of a figure's card: name, value, where it stands."""

    def cite(*fields: str) -> Markup:
        return evidence.cite("figures", row["figure_id"], fields)

    value = phrases.amount(*(row[f"value_{a}"] for a in AMOUNTS))
    unit = row["unit"] if missing(row["of_what"]) else f"({row['unit']} of: {row['of_what']})"
    differ = "; reports differ" if row["value_disputed"] else ""
    own = "" if row["speaker_ids"] else " (in its own voice)"
    return [
        ("value", f"{value} {unit}{differ}", cite("value")),
        (
            "as at",
            "no time told" if missing(row["as_at_edtf"]) else phrases.span(row, "as_at"),
            cite("as_at"),
        ),
        ("who says so", f"{evidence.named(row['spoken_by'])}{own}", cite("speaker")),
        ("in the words", "", cite("wording")),
    ]
