"""Charts of joint patrols: runs in time, their numbers by numbering, what was planned and came.

In: frames of ``measures.patrols``. Out: ``alt.Chart``, or None where there is nothing to draw (the
page then says so). Nothing is drawn between two runs: what lies there is not known.
"""

from datetime import date

import altair as alt
import pandas as pd

from ceasefire.charts.columns import LINK, data
from ceasefire.charts.meanings import side_scale
from ceasefire.charts.theme import GREY, INK, LINE, MUTED, PAPER, at, haloed, wrapped
from ceasefire.marks import address
from ceasefire.phrases import between, capital, listed, many

WIDTH = 640
LONGEST = 84  # letters of a title in the picture
PHONE = "containerSize()[0] < 480"
# How far a run came, by the shape of its mark.
SHAPES = {
    "complete": "circle",
    "partial": "triangle-up",
    "shortened": "triangle-down",
    "interrupted": "cross",
    "told differently": "diamond",
    "not told": "square",
}
SMALL = "not told"  # a small mark: the run is told, and no more
# How a row was checked: filled, hollow, or hollow and in brackets.
LOST, HOLLOW = "not found again", "hollow"
_CHECKS = {"checked": "page checked", "unchecked": "not checked"}
NOBODY = "not told whose"


# What a file calls the columns that the charts of runs share.
_DAYS = {"First day": "first", "Last day": "last"}
_RUN = _DAYS | {"Numbered by": "numbering", "Number of the run": "number"}
_REPORTS = {"Reports": "reports"} | LINK


def _named(numbering: tuple[str, ...], sides: dict[str, str]) -> str:
    """Whose numbering it is, in words."""
    return capital(listed(sides[side] for side in numbering)) if numbering else NOBODY


def _in_order(lanes: set[tuple[str, ...]], sides: dict[str, str]) -> list[str]:
    """Numberings of one side in the order of the sides, then those of several."""
    order = list(sides)
    placed = sorted(lanes, key=lambda lane: (len(lane) != 1, [order.index(s) for s in lane]))
    return [_named(lane, sides) for lane in placed]


def _plain(drawn: pd.DataFrame, sides: dict[str, str]) -> pd.DataFrame:
    """Runs by numbering as the charts need them."""
    return pd.DataFrame(
        {
            "first": at(drawn["first_day"]),
            "last": at(drawn["last_day"]),
            "day": [between(*d) for d in zip(drawn["first_day"], drawn["last_day"], strict=True)],
            "numbering": [_named(n, sides) for n in drawn["numbering"]],
            "number": ["/".join(map(str, n)) for n in drawn["numbers"]],
            "extent": drawn["extent"].str.replace("_", " "),
            "incident told": ["!" if told else "" for told in drawn["incident"]],
            "incident_is_told": ["yes" if told else "no" for told in drawn["incident"]],
            "check": [_CHECKS.get(c, LOST) for c in drawn["coding"]],
            "reports": [", ".join(ids) for ids in drawn["patrol_ids"]],
            "evidence": [address(ids[0]) for ids in drawn["patrol_ids"]],
        }
    )


def _axis(first: date, last: date) -> alt.X:
    """The days from the first run to the last, with a few days on either side, and the year."""
    margin = pd.Timedelta(days=max(3, (last - first).days // 25))
    low, high = pd.Timestamp(first) - margin, pd.Timestamp(last) + margin
    ends = [f"time(datetime({d.year}, {d.month - 1}, {d.day}))" for d in (low, high)]
    scale = alt.Scale(domainMin=alt.ExprRef(ends[0]), domainMax=alt.ExprRef(ends[1]), nice=False)
    years = str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    return alt.X(
        "first:T",
        title=years,
        scale=scale,
        axis=alt.Axis(
            format="%-d %B",
            tickCount=alt.ExprRef(f"{PHONE} ? 3 : 6"),
            labelOverlap="greedy",
            labelSeparation=12,
        ),
    )


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("day:N", title="day"),
        alt.Tooltip("numbering:N", title="numbered by"),
        alt.Tooltip("number:N", title="number"),
        alt.Tooltip("extent:N", title="how far it came"),
        alt.Tooltip("check:N", title="page"),
        alt.Tooltip("reports:N", title="reports"),
    ]


def _levels(frame: pd.DataFrame) -> pd.Series:
    """On which of three levels a number stands, so that those of neighbours can be read."""
    letter = (frame["first"].max() - frame["first"].min()) / 32  # of a phone's width
    levels = []
    taken: dict[tuple[str, int], pd.Timestamp] = {}
    for row in frame.to_dict("records"):
        lane, half = row["numbering"], letter * (len(row["label"]) + 0.4) / 2
        last = [taken.get((lane, level), pd.Timestamp.min) for level in range(3)]
        free = [level for level in range(3) if last[level] <= row["first"] - half]
        level = free[0] if free else last.index(min(last))
        if row["label"]:
            taken[lane, level] = row["first"] + half
        levels.append(level)
    return pd.Series(levels, index=frame.index)


def runs_in_time(drawn: pd.DataFrame, sides: dict[str, str]) -> alt.LayerChart | None:
    """Each run in the lane of each numbering, with its number; shape: how far it came.

    ``drawn``: ``measures.patrols.by_numbering``. ``sides``: ids to names in their order.
    """
    single = drawn[~drawn["running_total"].astype(bool)]
    if single.empty:
        return None
    frame = _plain(single, sides)
    lanes = _in_order(set(single["numbering"]), sides)
    lost = (frame["check"] == LOST) & (frame["number"] != "")
    frame["label"] = frame["number"].where(~lost, "(" + frame["number"] + ")")
    frame["level"] = _levels(frame)
    frame["told"] = [
        f"{r['numbering']}, {r['day']}{', number ' if r['number'] else ''}{r['number']}: "
        f"{r['extent']}"
        for r in frame.to_dict("records")
    ]
    shown = [extent for extent in SHAPES if extent in set(frame["extent"])]
    named = {side: capital(name) for side, name in sides.items()}
    colours = side_scale(named, lanes, NOBODY)
    frame["ground"] = frame["numbering"].where(frame["check"] == _CHECKS["checked"], HOLLOW)
    base = alt.Chart(frame).encode(
        x=_axis(min(single["first_day"]), max(single["last_day"])),
        y=alt.Y(
            "numbering:N",
            sort=lanes,
            title=None,
            axis=alt.Axis(labelExpr=wrapped(12, 8), domain=False, ticks=False, grid=True),
        ),
    )
    marks = base.mark_point(strokeWidth=1.8, opacity=1).encode(
        href="evidence:N",
        description="told:N",
        tooltip=_tooltip(),
        shape=alt.Shape(
            "extent:N",
            title="how far it came",
            scale=alt.Scale(domain=shown, range=[SHAPES[extent] for extent in shown]),
            legend=alt.Legend(columns=3, symbolStrokeColor=INK.light, symbolFillColor=PAPER.light),
        ),
        size=alt.condition(f"datum.extent === '{SMALL}'", alt.value(30), alt.value(85)),
        fill=alt.Fill(
            "ground:N",
            legend=None,
            scale=alt.Scale(domain=[*colours.domain, HOLLOW], range=[*colours.range, PAPER.light]),
        ),
        stroke=alt.Stroke("numbering:N", legend=None, scale=colours),
    )
    words = [
        base.transform_filter(f"datum.level == {level}")
        .mark_text(dy=-14 - 13 * level, color=INK.light, aria=False)
        .encode(text="label:N")
        for level in range(3)
    ]
    # A thin line leads from a mark to a number that stands higher.
    leads = [
        base.transform_filter(f"datum.level == {level} && datum.label !== ''").mark_tick(
            orient="vertical", size=13 * level, thickness=1, yOffset=-7 - 6.5 * level,
            color=LINE.light, aria=False,
        )
        for level in (1, 2)
    ]  # fmt: skip
    signs = base.transform_filter("datum['incident told'] !== ''").mark_text(
        dy=17, fontSize=14, fontWeight="bold", color=INK.light, aria=False
    )
    return alt.layer(*leads, marks, *words, signs.encode(text="incident told:N")).properties(
        width=WIDTH,
        height=alt.Step(96),
        usermeta=data(
            _RUN
            | {
                "How far it came": "extent",
                "Is an incident told": "incident_is_told",
                "How far the page was checked": "check",
            }
            | _REPORTS
        ),
        title=alt.Title(
            _numbered(frame, lanes),
            subtitle=[
                "The figure is the number given to the run.",
                "Filled: the page was checked. Hollow: it was not.",
                "!: an incident is told. In brackets: page not found again.",
            ],
        ),
        description="Runs in time, one lane for each numbering. "
        + "; ".join(
            f"{lane}: "
            + ", ".join(
                f"{r['day']} {'number ' + r['number'] if r['number'] else 'without a number'}, "
                f"{r['extent']}"
                for r in frame[frame["numbering"] == lane].to_dict("records")
            )
            for lane in lanes
        )
        + ".",
    )


def _numbered(frame: pd.DataFrame, lanes: list[str]) -> str:
    """In how many runs each numbering gives a number, as a title where it has room."""
    given = frame[frame["number"] != ""]["numbering"].value_counts()
    told = ", ".join(f"{lane} {given[lane]}" for lane in lanes if lane in given.index)
    title = "Runs of joint patrols, by whose numbering"
    longer = f"Numbered runs of joint patrols: {told}"
    return longer if told and len(longer) <= LONGEST else title


# Outlines one within the other, so that equal numbers of several sides can all be seen.
MARKS = ("circle", "triangle-up", "diamond", "square", "triangle-down", "cross")
SIZES = (230, 120, 60, 170, 80, 30)
OF_THIS_BOOK = "runs told so far"


def numbers_in_time(
    counted: pd.DataFrame, gone: pd.DataFrame, sides: dict[str, str]
) -> alt.LayerChart | None:
    """Number against day, side by side, beside the runs of which pages tell so far.

    ``counted``: ``measures.patrols.numbers``; totals of runs so far are left out. ``gone``:
    ``runs``. A step of the line is one more run told; the points are numbers that somebody gives.
    """
    counted = counted[~counted["running_total"].astype(bool)]
    if counted.empty:
        return None
    sides = {side: capital(name) for side, name in sides.items()}
    frame = pd.DataFrame(
        {
            "first": at(counted["first_day"]).to_numpy(),
            "last": at(counted["last_day"]).to_numpy(),
            "day": [
                between(*d) for d in zip(counted["first_day"], counted["last_day"], strict=True)
            ],
            "side": counted["side"].map(sides),
            "number": counted["number"].astype(int),
            "reports": counted["patrol_id"],
            "evidence": counted["patrol_id"].map(address),
        }
    )  # fmt: skip
    shown = [name for name in sides.values() if name in set(frame["side"])]
    places = range(len(shown))
    told = gone[gone["is_sound"]].reset_index(drop=True)
    line = pd.DataFrame(
        {
            "first": at(told["first_day"]),
            "last": at(told["last_day"]),
            "day": [between(*d) for d in zip(told["first_day"], told["last_day"], strict=True)],
            "number": range(1, len(told) + 1),
            "side": OF_THIS_BOOK,
            "reports": [", ".join(ids) for ids in told["sound_ids"]],
            "evidence": [address(ids[0]) for ids in told["sound_ids"]],
        }
    )
    last = frame.sort_values(["first", "number"]).drop_duplicates("side", keep="last")
    frame["label"] = frame["number"].astype(str).where(frame.index.isin(last.index), "")
    line["label"] = [""] * (len(line) - 1) + [f"{len(line)} told"][: len(line)]
    both = pd.concat([frame, line], ignore_index=True)
    sizes = dict(zip(shown, (SIZES[n % 6] for n in places), strict=True))
    both["size"] = both["side"].map(sizes).fillna(0)
    both["ends"] = both["first"] == both["first"].max()
    both["told"] = [f"{r['side']}, {r['day']}: {r['number']}" for r in both.to_dict("records")]
    top = max(frame["number"].max(), len(told))
    days = [*counted["first_day"], *counted["last_day"], *told["first_day"]]
    scale = side_scale({**sides, "": OF_THIS_BOOK}, shown, OF_THIS_BOOK)
    x = _axis(min(days), max(days))
    base = alt.Chart(both).encode(
        x=x,
        y=alt.Y("number:Q", title="number of the run", axis=alt.Axis(tickMinStep=1),
                scale=alt.Scale(domain=[0, top + 1], nice=False)),
    )  # fmt: skip
    ours = alt.FieldEqualPredicate(field="side", equal=OF_THIS_BOOK)
    steps = base.transform_filter(ours).mark_line(
        interpolate="step-after", color=GREY.light, strokeWidth=2, aria=False
    )
    of_side = {"field": "side", "type": "nominal", "sort": shown, "title": "numbered by"}
    points = (
        base.transform_filter({"not": ours})
        .transform_calculate(drawn=f"datum.size * ({PHONE} ? 0.45 : 1)")
        .mark_point(strokeWidth=2, opacity=1)
        .encode(
            color=alt.Color(**of_side, scale=scale, legend=alt.Legend(columns=3)),
            shape=alt.Shape(
                **of_side, scale=alt.Scale(domain=shown, range=[MARKS[n % 6] for n in places])
            ),
            size=alt.Size("drawn:Q", scale=None),
            href="evidence:N",
            description="told:N",
            tooltip=[
                alt.Tooltip("day:N", title="day"),
                alt.Tooltip("side:N", title="numbered by"),
                alt.Tooltip("number:Q", title="number"),
                alt.Tooltip("reports:N", title="report"),
            ],
        )
    )
    # What ends before the line does has its number on the left: the line runs on beside it.
    labelled = base.transform_filter("datum.label !== ''")
    words = [
        layer
        for ends in sorted(set(both.loc[both["label"] != "", "ends"]))
        for layer in haloed(
            labelled.transform_filter(f"{'' if ends else '!'}datum.ends")
            .mark_text(align="left" if ends else "right", dx=12 if ends else -12, aria=False)
            .encode(text="label:N", color=alt.value(INK.light))
        )
    ]
    given = ", ".join(
        f"{side} {number}"
        for side, number in frame.groupby("side")["number"]
        .max()
        .sort_values(ascending=False)
        .items()
    )
    return alt.layer(steps, points, *words).properties(
        width=WIDTH,
        height=380,
        usermeta=data(
            _DAYS
            | {f"Numbered by (or: {OF_THIS_BOOK})": "side", "Number of the run": "number"}
            | _REPORTS
        ),
        title=alt.Title(
            f"Highest number given: {given}; pages tell of {many(len(told), 'run')}",
            subtitle=[
                "Line: runs of which pages tell so far.",
                "A point above it: more were counted than pages tell.",
            ],
        ),
        description="Numbers of runs against their days. "
        + "; ".join(
            f"{side}: "
            + ", ".join(
                dict.fromkeys(
                    f"{r['number']} on {r['day']}"
                    for r in frame[frame["side"] == side].to_dict("records")
                )
            )
            for side in shown
        )
        + f"; pages tell of {len(told)} runs in all.",
    )


STEPS = {"due": "square", "first": "circle", "whole": "circle", "last": "circle",
         "plan": "square", "halt": "triangle-right"}  # fmt: skip
KINDS = {"due": "planned", "first": "run", "whole": "run", "last": "run", "plan": "planned",
         "halt": "halted"}  # fmt: skip


def planned_and_come(steps: pd.DataFrame, labels: list[str]) -> alt.LayerChart | None:
    """What was promised, what came and what was said of it, each on its day.

    ``steps``: ``measures.patrols.milestones``. ``labels``: one for each, in words.
    """
    if steps.empty:
        return None
    frame = pd.DataFrame(
        {
            "what": [f"{key} {label}" for key, label in zip(steps["row_id"], labels, strict=True)],
            "kind": steps["step"].map(KINDS),
            "first": at(steps["first_day"]),
            "last": at(steps["last_day"]),
            "day": [between(*d) for d in zip(steps["first_day"], steps["last_day"], strict=True)],
            "evidence": steps["row_id"].map(address),
        }
    )
    middle = frame["first"].min() + (frame["last"].max() - frame["first"].min()) / 2
    frame["late"] = frame["first"] > middle
    frame["told"] = [f"{r['day']}: {r['what']}" for r in frame.to_dict("records")]
    kinds = [kind for kind in dict.fromkeys(KINDS.values()) if kind in set(frame["kind"])]
    shapes = {KINDS[step]: shape for step, shape in STEPS.items()}
    colours = {"planned": INK.light, "run": MUTED.light, "halted": INK.light}
    x = _axis(min(steps["first_day"]), max(steps["last_day"]))
    x.axis = alt.Axis(tickCount="month", format="%B")
    base = alt.Chart(frame).encode(
        x=x,
        y=alt.Y(
            "what:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelExpr=wrapped(34, 24), domain=False, ticks=False, grid=True),
        ),
        color=alt.Color("kind:N", title=None, legend=None,
                        scale=alt.Scale(domain=kinds, range=[colours[k] for k in kinds])),
    )  # fmt: skip
    spans = base.mark_rule(strokeWidth=3, aria=False).encode(x2="last:T")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        href="evidence:N",
        description="told:N",
        tooltip=[alt.Tooltip("what:N", title="step"), alt.Tooltip("day:N", title="day")],
        shape=alt.Shape(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=kinds, range=[shapes[k] for k in kinds]),
            legend=None,
        ),
    )
    words = [
        layer
        for late in sorted({bool(late) for late in frame["late"]})
        for layer in haloed(
            base.transform_filter(alt.FieldEqualPredicate(field="late", equal=late))
            .mark_text(align="right" if late else "left", dx=-9 if late else 9, aria=False)
            .encode(text="day:N", color=alt.value(INK.light))
        )
    ]
    return alt.layer(spans, points, *words).properties(
        width=WIDTH - 160,  # the words beside it are long
        height=alt.Step(60),
        usermeta=data({"Step": "what", "Kind": "kind"} | _DAYS | LINK),
        title=alt.Title(
            "What was planned, what was run, and what was said to be halted",
            subtitle=["Square: planned. Circle: a run. Triangle: said to be halted."],
        ),
        description="Steps in the order of time. "
        + "; ".join(f"{r['day']}: {r['what']}" for r in frame.to_dict("records"))
        + ".",
    )
