"""The page on places in words: its answer, what the map cannot hold, every incident and place.

In: a ``Study`` or a ``Record`` and frames of ``measures.places``; ``known`` is its ``gazetteer``.
Out: sentences and HTML.
"""

import re

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.clean.names import fold
from ceasefire.marks import address, entry
from ceasefire.measures import places as measures
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import capital, count, listed, many, ref
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of, reports_alone
from ceasefire.words.evidence import Evidence

DISCLAIMER = (
    "Borders, names and lines on this map are those of its sources. They imply no opinion on the "
    "status of any territory or the course of any border, and nothing on it shows who controls "
    "what. A dot is the centre of a town, not the spot that was hit."
)

HARMS = ("killed", "wounded", "casualties")


def answer(study: Study, known: pd.DataFrame, placed: pd.DataFrame) -> str:
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
    spot, governorate, wider, nowhere = how.values()
    parts = [
        f"{count(spot)}{named} can be put at a settlement whose coordinates are known"
        if spot
        else "",
        f"{count(governorate)} {'' if spot else 'can be put '}only somewhere in a governorate"
        f"{_villages(known, placed, best)}"
        if governorate
        else "",
        f"{count(wider)} {'is' if wider == 1 else 'are'} told of a wider area" if wider else "",
        f"of {count(nowhere)} no place is told at all" if nowhere else "",
    ]
    text = f"Of {many(len(best), 'incident')}, {listed(filter(None, parts))}."
    where, most = measures.most_told(known, placed)
    if most:
        names = study.record.names_of("places")
        each = " each" if len(where) > 1 else ""
        text += f" Most are told of {listed(names[k] for k in where)}: {most} of {len(best)}{each}."
    if study.parameters.agreement_ids:
        text += " Incidents stand under no agreement, so all of them are shown."
    return text


def _villages(known: pd.DataFrame, placed: pd.DataFrame, best: dict[str, str]) -> str:
    """Of how many of those in a governorate a settlement is named that has no coordinates."""
    settled = set(known.loc[known["kind"].isin(measures.SETTLEMENTS), "place_id"])
    told = placed[placed["place_id"].isin(settled)]["incident_id"]
    lost = {i for i in told if best[i] == measures.GOVERNORATE}
    if not lost:
        return ""
    return f" ({count(len(lost))} at a named settlement that the gazetteer lacks)"


def told_by(study: Study) -> str:
    """Whether only the book's own reports tell of incidents; '' where pages do as well."""
    return reports_alone(study, {"incidents": "incidents"})


def coverage(study: Study, known: pd.DataFrame) -> str:
    """How many places are named, and how many of them are located and on the map."""
    places = known[known["is_named"]]
    if places.empty:
        return f"No report published by {as_of(study)} names a place."
    located = int(places["is_located"].sum())
    drawn = int((places["is_located"] & places["on_map"]).sum())
    return (
        f"The reports name {many(len(places), 'place')}; {count(located)} of them "
        f"{'is a settlement' if located == 1 else 'are settlements'} whose coordinates are known, "
        f"{count(drawn)} of these on the map. The others are listed with the reason."
    )


def no_map(record: Record) -> str:
    """Why there is no map, in a sentence."""
    if measures.ground(record) is None:
        return "This data package holds no basemap, so there is no ground to draw places on."
    return "No place that this map could show is known here."


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
    """Which incidents the map leaves off, and why; '' where there is no map."""
    if measures.ground(record) is None:
        return ""
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


def roads(record: Record, known: pd.DataFrame) -> str:
    """What the schematic roads are drawn through, and whether a report prints their names."""
    places = known[known["is_named"]]
    tokens = dict(zip(places["place_id"], places["tokens"], strict=True))
    parts = []
    for feature in (measures.ground(record) or {"features": []})["features"]:
        told = feature["properties"]
        if told["kind"] != "road":
            continue
        words = tokens.get(told.get("place_id"), ())
        through = f" through {listed(told['through'])}" if told.get("through") else ""
        note = f"; {told['note']}" if told.get("note") else ""
        if any(_prints(token, told["name"]) for token in words):
            named = "The name is printed in the reports."
        elif words:
            named = f"No report prints this name, which is ours; they have “{words[0]}”."
        else:
            named = "No known report speaks of it."
        parts.append(f"{told['name']}: straight lines{through}{note}. {named}")
    return " ".join(parts)


def _prints(token: str, name: str) -> bool:
    """Whether a name stands in words of a report as words of its own: no M4 in "M45"."""
    return bool(re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", fold(token)))


def incident_table(record: Record, placed: pd.DataFrame, incidents: pd.DataFrame) -> Markup:
    """Every incident with the places told of it and how well they are known: the map in words."""
    evidence, rows = Evidence.of(record), []
    told = record.facts("reports").groupby("incident_id")["report_id"].agg(tuple).to_dict()
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
                "said to have done it": listed(evidence.doers[d] for d in event["doers"])
                or "nobody named",
                "casualties, as reported": Markup("{} {}").format(
                    phrases.harm(event) or "no figure",
                    html.joined(
                        (evidence.cite("reports", r, HARMS) for r in told.get(key, ())), " "
                    ),
                ),
            }
        )
    return html.table(
        rows,
        "Every incident, and how well its place is known",
        "No incident is known in this period.",
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
    return f"{told}: {how}" + _off_map(evidence.record, row, ", outside this map")


def _off_map(record: Record, row: dict, words: str) -> str:
    """These words for a place outside the map; '' for one on it, and where there is no map."""
    return "" if row["on_map"] or measures.ground(record) is None else words


def place_tables(
    record: Record, known: pd.DataFrame, placed: pd.DataFrame, meetings: pd.DataFrame
) -> list[Markup]:
    """Every place that is named, once: located, not located, too large for a point.

    ``meetings``: ``measures.places.meetings_at``.
    """
    evidence = Evidence.of(record)
    places = known[known["is_named"]]
    is_settlement = places["kind"].isin(measures.SETTLEMENTS)
    held = {key: frame.to_dict("records") for key, frame in meetings.groupby("place_id")}
    told = measures.told_in(known, placed)

    def table(chosen: pd.Series, caption: str, empty: str, where=lambda row: {}) -> Markup:
        rows = places[chosen].to_dict("records")
        has_meetings = any(row["place_id"] in held for row in rows)
        return html.table(
            [
                {
                    "place": Markup("{} ({})").format(
                        html.link(row["name"], entry("places", row["place_id"])), row["kind"]
                    ),
                    "lies in": listed(evidence.places[k] for k in row["around"][1:])
                    or "not stated",
                    **where(row),
                    "incidents told there": _incidents(told.get(row["place_id"], ())),
                    **(
                        {"meetings told to be there": _meetings(held.get(row["place_id"], []))}
                        if has_meetings
                        else {}
                    ),
                    "first mention": html.citations([row], evidence.titles),
                }
                for row in rows
            ],
            caption,
            empty,
        )

    return [
        table(
            places["is_located"],
            "Settlements with coordinates",
            "No settlement with coordinates is known here.",
            lambda row: {"where, and how that is known": _coordinates(record, row)},
        ),
        table(
            is_settlement & ~places["is_located"],
            "Settlements and buildings named, but not located",
            "No settlement without coordinates is named here.",
            lambda row: {"why it has no dot": _reason(evidence, row)},
        ),
        table(
            ~is_settlement,
            "Countries, regions, governorates, areas, zones, roads: no point can stand for one",
            "No larger area is named here.",
        ),
    ]


def _incidents(keys: tuple[str, ...]) -> object:
    return html.joined(html.link(key, address(key)) for key in keys) or "none"


def _meetings(held: list[dict]) -> object:
    """Meetings, each with its days, and whether it is told as held or only announced."""
    return (
        html.joined(
            (
                Markup("{} {} ({})").format(
                    html.link(one["meeting_id"], address(one["meeting_id"])),
                    phrases.span(one, "held"),
                    one["status"],
                )
                for one in held
            ),
            "; ",
        )
        or "none"
    )


def _coordinates(record: Record, row: dict) -> str:
    """'35.814 north, 36.610 east (a gazetteer)'."""
    at = f"{row['latitude']:.3f} north, {row['longitude']:.3f} east ({row['location_basis']})"
    return at + _off_map(record, row, "; outside this map")


def _reason(evidence: Evidence, row: dict) -> str:
    """Why a settlement or building has no dot, and where what is told of it is drawn."""
    if row["precision"] == measures.SPOT:
        return f"no coordinates of its own; taken to be at {evidence.places[row['at_id']]}"
    if row["precision"] == measures.GOVERNORATE:
        at = evidence.places[row["at_id"]]
        return f"the gazetteer used here does not have it; drawn somewhere in {at}"
    return "the gazetteer used here does not have it, and no governorate is told"
