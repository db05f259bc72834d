"""The map of places: what lies where, and incidents by how well their place is known.

In: the basemap and frames of ``measures.places`` and ``measures.violence``. Out: an ``alt.Chart``,
or None where there is no ground or nothing to put on it (the page then says so).

The projection is fixed: equirectangular, true to scale in the middle latitude of the frame, fitted
to the frame. Shapes are projected here, so that marks lie on the same plane and can be set apart by
pixels, whatever the width of the page.
"""

from datetime import date
from itertools import groupby
from math import cos, radians

import altair as alt
import pandas as pd

from ceasefire.charts.columns import LINK, data, table
from ceasefire.charts.meanings import NOT_ATTRIBUTED, side_scale
from ceasefire.charts.theme import GRID, INK, LINE, MUTED, PAPER, wrapped
from ceasefire.marks import address
from ceasefire.phrases import capital, harm, listed, many, missing, span

WIDTH = 640
# How well a place is known, in the words of the key, and the shape of its mark.
KNOWN = {
    "spot": ("at a town, drawn at its centre", "circle"),
    "governorate": ("somewhere in the governorate", "square"),
}
# Marks side by side are as far apart as their numbers need; on a phone no more than that.
PHONE = "width < 480"
IN_A_ROW = f"({PHONE} ? 3 : 4)"
STEP = f"({PHONE} ? max(21, 7 * datum.signs) : max(25, 7 * datum.signs + 4))"
# Where a block of them is high it stands a little above its point, off the towns below.
RISE = f"({PHONE} ? max(datum.lines - 1, 0) * {STEP} / 4 : 0)"
ANY, OPEN = "", "9999"  # no limit to the months shown; an end that is not known
# What a file holds of a point on the map; what lies somewhere in a governorate has none.
_POINT = {"Latitude (degrees north)": "latitude", "Longitude (degrees east)": "longitude"}
_TOWNS = {"Town": "town"} | _POINT
_INCIDENTS = (
    {
        "Incident": "incident",
        "What": "title",
        "Told of": "told of",
        "Drawn": "drawn",
        "How well the place is known": "how well",
    }
    | _POINT
    | {
        "First possible month": "first",
        "Last possible month": "last_month",
        "When (in words)": "when",
        "Said to have done it": "said to have done it",
        "Casualties (in words)": "casualties",
    }
    | LINK
)
# Words that the pointer looks through, to the mark under them (the book's style sheet knows it).
PASSIVE = "passive"


def incident_map(
    ground: dict | None,
    known: pd.DataFrame,
    placed: pd.DataFrame,
    incidents: pd.DataFrame,
    doers: dict[str, str],
) -> alt.LayerChart | None:
    """Settlements with coordinates as dots, incidents as circles at them or squares in a shape.

    ``ground``, ``known`` (the gazetteer), ``placed``: of ``measures.places``. ``incidents``: of
    ``measures.violence``. ``doers``: ids of its column doers to names. Menus pick the months. Only
    what a known report names has a dot; an incident is drawn wherever it lies.
    """
    dots = known[known["is_named"] & known["is_located"] & known["on_map"]]
    shown = placed[placed["on_map"]]
    if ground is None or (dots.empty and shown.empty):
        return None
    plane = Plane(ground)
    marks = _marks(plane, known, shown, incidents, doers)
    towns = _towns(plane, dots, marks)
    layers = _land(plane)
    if len(towns):
        layers += _named_dots(plane, towns)
    if len(marks):
        layers += _incidents(plane, marks, doers)
    # The shapes are the data of the whole, so that they stand in it once.
    chart = alt.layer(*layers, data=alt.Data(values=_shapes(plane, marks))).properties(
        width=WIDTH,
        height=round(WIDTH * plane.height / plane.width),
        title=alt.Title(
            f"Where {many(marks['incident'].nunique(), 'incident')} "
            f"{'is' if marks['incident'].nunique() == 1 else 'are'} told of"
            if len(marks)
            else "Places named, where they can be drawn",
            subtitle=_key(plane, len(marks) > 0),
        ),
        description=_description(towns, marks),
        usermeta=data(_INCIDENTS, table(_TOWNS, "Towns")) if len(marks) else data(_TOWNS),
    )
    return chart.add_params(*_menus(marks)) if len(marks) else chart


class Plane:
    """The frame of a map as a flat rectangle: as wide and high as its degrees of latitude."""

    def __init__(self, ground: dict):
        self.west, self.south, self.east, self.north = ground["bbox"]
        self.squeeze = cos(radians((self.south + self.north) / 2))
        self.width, self.height = self.at(self.east, self.north)
        self.points = {
            feature["properties"].get("place_id"): self.at(*feature["properties"]["label"])
            for feature in ground["features"]
            if feature["properties"].get("label")
        }
        self.features = ground["features"]

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """A point of the earth on the plane, from its lower left corner, to a third of a pixel."""
        x, y = (longitude - self.west) * self.squeeze, latitude - self.south
        return round(x, 3), round(y, 3)

    def moved(self, coordinates: list) -> list:
        """Coordinates of a shape, however nested, on the plane; points that coincide are one."""
        if isinstance(coordinates[0][0], list):
            return [self.moved(inner) for inner in coordinates]
        return [list(point) for point, _ in groupby(self.at(*pair[:2]) for pair in coordinates)]

    def frame(self) -> dict:
        """The frame as a shape, to which the map is fitted."""
        corners = [(self.west, self.south), (self.east, self.south), (self.east, self.north)]
        corners += [(self.west, self.north), (self.west, self.south)]
        ring = [list(self.at(*corner)) for corner in corners]
        return _feature("Polygon", [ring], kind="frame", name="")

    def x(self, field: str = "x:Q") -> alt.X:
        """Where a mark stands across the map."""
        return alt.X(field, axis=None, scale=alt.Scale(domain=[0, self.width], nice=False))

    def y(self, field: str = "y:Q") -> alt.Y:
        """Where a mark stands up the map."""
        return alt.Y(field, axis=None, scale=alt.Scale(domain=[0, self.height], nice=False))


def _feature(shape: str, coordinates: list, **properties: object) -> dict:
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _shapes(plane: Plane, marks: pd.DataFrame) -> list[dict]:
    """The features on the plane, each with its words, their point and what is drawn under them."""
    told = marks["at_id"].value_counts() if len(marks) else {}
    shapes = [plane.frame()]
    for feature in plane.features:
        given, geometry = feature["properties"], feature["geometry"]
        name = given["name"] if given["kind"] == "road" else given["name"].upper()
        own = {"kind": given["kind"], "name": name}
        own["name"] += " (schematic)" if given.get("schematic") else ""
        if given.get("label"):
            own["x"], own["y"] = plane.at(*given["label"])
            own["there"] = int(told.get(given.get("place_id"), 0))
            own["signs"] = _signs(marks)
        moved = plane.moved(geometry["coordinates"])
        shapes.append(_feature(geometry["type"], moved, **own))
    return shapes


def _signs(marks: pd.DataFrame) -> int:
    """How many signs the longest number of a mark has."""
    return int(marks["incident"].str.len().max()) if len(marks) else 0


def _land(plane: Plane) -> list[alt.Chart]:
    """Land, roads, borders and their names (``_shapes``); the sea is left blank."""
    base = alt.Chart().project("identity", reflectY=True)

    def drawn(kind: str, **look: object) -> alt.Chart:
        return base.transform_filter(f"datum.properties.kind === '{kind}'").mark_geoshape(
            **{"filled": "fill" in look, "strokeJoin": "round", **look}
        )

    names = (
        base.transform_filter("isValid(datum.properties.x)")
        .transform_calculate(
            label="datum.properties.name",
            x="datum.properties.x",
            y="datum.properties.y",
            there="datum.properties.there",
            signs="datum.properties.signs",
            lines=f"ceil(datum.properties.there / {IN_A_ROW})",
            kind="datum.properties.kind",
        )
        # On a phone the key alone says that roads are schematic.
        .transform_calculate(
            label=f"{PHONE} && datum.kind === 'road' ? split(datum.label, ' (')[0] : datum.label"
        )
        .transform_calculate(name=wrapped(40, 12))
        .encode(x=plane.x(), y=plane.y())
    )
    above = f"datum.there ? -(datum.lines * {STEP} / 2 + {RISE} + 7) : 0"
    return [
        drawn("frame", fill=PAPER.light),
        drawn("country", fill=GRID.light),
        drawn("governorate", fill=GRID.light, fillOpacity=0.35, stroke=LINE.light, strokeWidth=0.8),
        drawn("road", stroke=PAPER.light, strokeWidth=6),
        drawn("road", stroke=LINE.light, strokeWidth=2, strokeDash=[5, 3]),
        drawn("border", stroke=INK.light, strokeWidth=1.6, strokeDash=[9, 3, 2, 3]),
        drawn("frame", stroke=LINE.light, strokeWidth=1),
        *_written(
            names,
            "name:N",
            color=MUTED.light,
            fontSize=11,
            dy=alt.expr(above),
            align=alt.expr("datum.kind === 'road' ? 'left' : 'center'"),
        ),
    ]


def _written(base: alt.Chart, field: str, **look: object) -> list[alt.Chart]:
    """Words on the map: their halo, and the words themselves upon it."""
    halo = {**look, "color": PAPER.light, "stroke": PAPER.light, "strokeWidth": 3}
    words = {"strokeJoin": "round", "aria": False}
    return [base.mark_text(**words, **style).encode(text=field) for style in (halo, look)]


def _towns(plane: Plane, dots: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """Town, its point, whether its words stand to the left of it, how far off."""
    rows = []
    for row in dots.to_dict("records"):
        x, y = plane.at(row["longitude"], row["latitude"])
        busy = bool((marks["at_id"] == row["place_id"]).any()) if len(marks) else False
        rows.append({"town": row["name"], "at_id": row["place_id"], "x": x, "y": y})
        rows[-1] |= {"off": 17 if busy else 8, **_degrees(row)}
    for row in rows:
        # A neighbour close to the right, or the edge of the map, leaves room on the left only.
        beside = [
            other
            for other in rows
            if 0 < other["x"] - row["x"] < plane.width / 4
            and abs(other["y"] - row["y"]) < plane.height / 12
        ]
        row["left"] = bool(beside) or row["x"] > plane.width * 0.66
    return pd.DataFrame(rows)


def _degrees(place: dict) -> dict[str, float]:
    """Where a point of the map lies on the earth."""
    return {axis: float(place[axis]) for axis in _POINT.values()}


def _named_dots(plane: Plane, towns: pd.DataFrame) -> list[alt.Chart]:
    """Dots with their names."""
    base = alt.Chart(towns).encode(x=plane.x(), y=plane.y())
    dot = base.mark_point(
        filled=True, size=55, fill=INK.light, stroke=PAPER.light, strokeWidth=1.5, opacity=1
    )
    look = {"color": INK.light, "fontWeight": "bold", "fontSize": 12}
    return [
        dot.encode(tooltip=alt.Tooltip("town:N", title="town")),
        *_written(base, "town:N", **look, **BESIDE),
    ]


# Words stand beside their point: to the left of it where there is no room on the right.
BESIDE = {
    "align": alt.expr("datum.left ? 'right' : 'left'"),
    "dx": alt.expr("datum.left ? -datum.off : datum.off"),
}


def _marks(
    plane: Plane,
    known: pd.DataFrame,
    shown: pd.DataFrame,
    incidents: pd.DataFrame,
    doers: dict[str, str],
) -> pd.DataFrame:
    """One row per mark: incident, its words, its point on the plane, the months it can lie in."""
    told = incidents.set_index("incident_id").to_dict("index")
    place = known.set_index("place_id").to_dict("index")
    rows = []
    for row in shown.to_dict("records"):
        event, at = told[row["incident_id"]], place[row["at_id"]]
        spot = row["precision"] == "spot"
        x, y = plane.at(at["longitude"], at["latitude"]) if spot else plane.points[row["at_id"]]
        doer = capital(listed(doers[d] for d in event["doers"])) or NOT_ATTRIBUTED
        drawn = f"at {at['name']}" if spot else f"somewhere in {at['name']}"
        when, hurt = span(event, "occurred"), harm(event)
        dated = not missing(event["occurred_edtf"])
        rows.append(
            {
                "incident": row["incident_id"],
                "title": event["title"],
                "told of": place[row["place_id"]]["name"],
                "drawn": drawn,
                "how well": KNOWN[row["precision"]][0],
                "when": when,
                "said to have done it": doer,
                "casualties": hurt or "no figure",
                "about": f"{row['incident_id']} {event['title']}, {drawn}, {when}; {doer}"
                f"; {hurt or 'no figure of casualties'}",
                "hurt": f"{row['incident_id']}: {hurt}" if spot and hurt else "",
                "first": _month(event["occurred_start_earliest"]),
                "last": _month(event["occurred_end_latest"]) or (OPEN if dated else ""),
                "last_month": _month(event["occurred_end_latest"]),
                "dated": dated,
                **(_degrees(at) if spot else dict.fromkeys(_POINT.values())),
                "spot": spot,
                "at_id": row["at_id"],
                "x": x,
                "y": y,
                "evidence": address(row["incident_id"]),
            }
        )
    return pd.DataFrame(rows)


def _month(day: date | None) -> str:
    return "" if missing(day) else f"{day:%Y-%m}"


IN_MONTHS = (
    "(from_month === '' || (datum.dated && datum.last >= from_month)) && "
    "(until_month === '' || (datum.dated && datum.first <= until_month))"
)


def _incidents(plane: Plane, marks: pd.DataFrame, doers: dict[str, str]) -> list[alt.Chart]:
    """Incidents: circles at a town, squares side by side in a governorate, each with its number."""
    columns, row = f"min(datum.there, {IN_A_ROW})", f"floor((datum.number - 1) / {IN_A_ROW})"
    base = (
        alt.Chart(marks)
        .transform_filter(IN_MONTHS)
        .transform_joinaggregate(there="count()", groupby=["at_id"])
        .transform_window(
            number="row_number()", groupby=["at_id"], sort=[alt.SortField("incident")]
        )
        .transform_calculate(signs=str(_signs(marks)), lines=f"ceil(datum.there / {IN_A_ROW})")
        .transform_calculate(step=STEP)
        .transform_calculate(
            across=f"datum.spot ? 0 : ((datum.number - 1) % {IN_A_ROW} - ({columns} - 1) / 2)"
            " * datum.step",
            down=f"datum.spot ? (1 - datum.number) * datum.step : "
            f"({row} - (datum.lines - 1) / 2) * datum.step - {RISE}",
        )
        .encode(x=plane.x(), y=plane.y())
    )
    moved = {"xOffset": alt.expr("datum.across"), "yOffset": alt.expr("datum.down")}
    names = {key: capital(name) for key, name in doers.items()}
    shown = list(dict.fromkeys(marks["said to have done it"]))
    ways = [KNOWN[key] for key in KNOWN if KNOWN[key][0] in set(marks["how well"])]
    signs = base.mark_point(
        **moved,
        fill=PAPER.light,
        opacity=1,
        size=alt.expr("pow(datum.step - 3, 2) * (datum.spot ? 1.25 : 1)"),
        strokeWidth=alt.expr("datum.step < 25 ? 2 : 3"),
    ).encode(
        stroke=alt.Stroke(
            "said to have done it:N",
            title="Said to have done it",
            scale=side_scale(names, shown, NOT_ATTRIBUTED),
            legend=alt.Legend(
                columns=alt.ExprRef("containerSize()[0] < 480 ? 1 : 3"),
                symbolType="square",
                symbolStrokeWidth=3,
            ),
        ),
        shape=alt.Shape(
            "how well:N",
            scale=alt.Scale(domain=[w for w, _ in ways], range=[s for _, s in ways]),
            legend=None,
        ),
        href="evidence:N",
        description="about:N",
        tooltip=[
            alt.Tooltip("incident:N", title="incident"),
            alt.Tooltip("title:N", title="what"),
            alt.Tooltip("told of:N", title="told of"),
            alt.Tooltip("drawn:N", title="drawn"),
            alt.Tooltip("when:N", title="when"),
            alt.Tooltip("said to have done it:N", title="said to have done it"),
            alt.Tooltip("casualties:N", title="casualties"),
        ],
    )
    numbers = base.mark_text(
        **moved,
        aria=False,
        fontSize=11,
        fontWeight="bold",
        color=INK.light,
    ).encode(text="incident:N")
    hurt = (
        base.transform_filter("datum.spot && datum.hurt !== ''")
        .transform_calculate(label="datum.hurt")
        .transform_calculate(hurt=wrapped(40, 14))
        .transform_window(line="row_number()", groupby=["at_id"], sort=[alt.SortField("incident")])
    )
    look = {"color": INK.light, "fontSize": 11, "dy": alt.expr("8 + 14 * datum.line")}
    return [
        *_written(hurt, "hurt:N", **look),
        signs,
        numbers.properties(name=f"{PASSIVE}_numbers"),
        *_how_many(marks),
    ]


def _how_many(marks: pd.DataFrame) -> list[alt.Chart]:
    """How many of the incidents on the map the menus leave, said on the map itself."""
    total = marks["incident"].nunique()
    counted = (
        alt.Chart(marks)
        .transform_calculate(left_in=f"{IN_MONTHS} ? 1 : 0")
        .transform_aggregate(left_in="max(left_in)", groupby=["incident"])
        .transform_aggregate(shown="sum(left_in)")
        .transform_calculate(said=f"datum.shown + ' of {total} incidents'")
        .encode(x=alt.value(alt.expr("width - 6")), y=alt.value(alt.expr("height - 6")))
    )
    look = {"align": "right", "baseline": "bottom", "color": MUTED.light, "fontSize": 11}
    return _written(counted, "said:N", **look)


def _menus(marks: pd.DataFrame) -> list[alt.Parameter]:
    """Menus of the months between which something happened; at first, no limit."""
    dated = marks[marks["dated"]]
    months = sorted({*dated["first"], *dated["last"]} - {"", OPEN})
    words = [f"{date.fromisoformat(m + '-01'):%B %Y}" for m in months]
    return [
        alt.param(
            name=name,
            value=ANY,
            bind=alt.binding_select(options=[ANY, *months], labels=["any", *words], name=label),
        )
        for name, label in (("from_month", "From "), ("until_month", "Until "))
    ]


def _key(plane: Plane, incidents: bool) -> list[str]:
    """What the lines and letters of the ground mean, as far as this ground has them."""
    kinds = {feature["properties"]["kind"] for feature in plane.features}
    borders = [
        f["properties"]["name"] for f in plane.features if f["properties"]["kind"] == "border"
    ]
    return [
        *([f"{capital(shape)}: {words}." for words, shape in KNOWN.values()] if incidents else []),
        *(["Numbers of killed and wounded: as reported."] if incidents else []),
        *(["Dots: towns that the reports name. CAPITALS: governorates, countries."]),
        *([f"Dash-dotted: {listed(dict.fromkeys(borders))}."] if borders else []),
        *(["Dashed: roads as straight lines between towns."] if "road" in kinds else []),
    ]


def _description(towns: pd.DataFrame, marks: pd.DataFrame) -> str:
    """What the map shows, for those who cannot see it."""
    named = f"Map with {listed(towns['town'])}. " if len(towns) else "Map without towns. "
    told = "; ".join(marks["about"]) if len(marks) else "No incident is drawn"
    return f"{named}{told}."
