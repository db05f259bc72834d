"""Charts of compliance: verdicts by viewpoint, deadlines on a time axis, rates with unknowns.

In: frames of ``measures.compliance``. Out: ``alt.Chart``, or None where there is nothing to draw
(the page then says so).
"""

from datetime import date, timedelta

import altair as alt
import pandas as pd

from ceasefire.charts.columns import LINK, data, table
from ceasefire.charts.meanings import (
    CLASS_WORDS,
    class_colour,
    class_scale,
    on_class,
    other_signs,
)
from ceasefire.charts.theme import (
    INK,
    LINE,
    MUTED,
    PAPER,
    at,
    haloed,
    in_columns,
    in_rows,
    in_time,
    titled,
    wrapped,
)
from ceasefire.marks import (
    CLASSES,
    MOST_ROWS,
    PAGES,
    VERDICT_MARKS,
    address,
    counted,
    told_id,
    verdict_address,
)
from ceasefire.phrases import (
    between,
    capital,
    count,
    day,
    listed,
    many,
    missing,
    overdue,
)

WIDTH = 640
NOTHING = frozenset({"no evidence", "not assessable", "not yet due"})
CONTESTED = "hangs on a coding that two readers contest"


def _picked(name: str, label: str, options: list, labels: list[str]) -> alt.Parameter:
    """A menu by which a reader filters a chart; the last option stands at first."""
    return alt.param(
        name=name,
        value=options[-1],
        bind=alt.binding_select(options=options, labels=labels, name=f"{label} "),
    )


def _known_on(frame: pd.DataFrame) -> alt.Parameter:
    """The menu of knowledge dates: those on which some verdict changes."""
    days = sorted(set(frame["as_of"]))
    return _picked("known", "As known on", [d.isoformat() for d in days], [day(d) for d in days])


def _plain(verdicts: pd.DataFrame, viewpoints: dict[str, str]) -> pd.DataFrame:
    """Verdicts as the charts need them: text columns only, so that the page stays light."""
    return pd.DataFrame(
        {
            "commitment": verdicts["commitment_id"] + " " + verdicts["title"],
            "viewpoint": verdicts["viewpoint_id"].map(viewpoints),
            "known": [d.isoformat() for d in verdicts["as_of"]],
            "verdict": verdicts["verdict"],
            "class": [VERDICT_MARKS[v][0] for v in verdicts["verdict"]],
            "symbol": [VERDICT_MARKS[v][1] for v in verdicts["verdict"]],
            "support": [
                ", ".join(part for part in ("" if missing(g) else g, _hangs(ids)) if part)
                for g, ids in zip(verdicts["grade"], verdicts["hangs_on"], strict=True)
            ],
            "rows": [", ".join(ids) for ids in verdicts["hangs_on"]],
            "due": [_due(row) for row in verdicts.to_dict("records")],
            "overdue": [_late(row) for row in verdicts.to_dict("records")],
            "evidence": [
                verdict_address(*ids)
                for ids in zip(verdicts["commitment_id"], verdicts["viewpoint_id"], strict=True)
            ],
        },
        index=verdicts.index,
    )


def _due(row: dict) -> str:
    """A due date in words; of a state the day from which it was to hold."""
    if missing(row["due_earliest"]):
        return "no date"
    days = between(row["due_earliest"], row["due_latest"])
    return f"from {days}" if row["form"] == "maintain" else days


def _late(row: dict) -> str:
    """How long something was overdue; what may be so still is told with its last day."""
    still = VERDICT_MARKS[row["verdict"]][0] == "broken"
    return overdue(row["overdue_low"], row["overdue_high"], row["as_of"] if still else None)


def _hangs(statement_ids: tuple[str, ...]) -> str:
    """That a verdict hangs on a coding on which two readers differ; '' where it does not."""
    return f"{CONTESTED} ({_few(statement_ids)})" if statement_ids else ""


def _lasting(plain: pd.DataFrame) -> pd.DataFrame:
    """Rows that stay the same from one knowledge date of the menu to the next, as one row.

    ``since`` and ``until``: the first and the last date of the menu on which it stands.
    """
    days = sorted(set(plain["known"]))
    place = {day: number for number, day in enumerate(days)}
    columns = [column for column in plain if column != "known"]
    rows: list[dict] = []
    last: dict[tuple, dict] = {}
    for row in plain.to_dict("records"):
        known, key = row.pop("known"), (row["commitment"], row["viewpoint"])
        before = last.get(key)
        same = before is not None and all(
            before[c] == row[c] or (missing(before[c]) and missing(row[c])) for c in columns
        )
        if same and place[before["until"]] == place[known] - 1:
            before["until"] = known
        else:
            last[key] = row | {"since": known, "until": known}
            rows.append(last[key])
    return pd.DataFrame(rows)


KNOWN = "datum.since <= known && known <= datum.until"
# What a file calls the columns of ``_lasting``; days between two stops of the menu stand in none.
_HEADS = {
    "Commitment": "commitment",
    "Seen from": "viewpoint",
    "First knowledge date of the menu": "since",
    "Last knowledge date of the menu": "until",
    "Verdict": "verdict",
    "How well supported": "support",
    "Contested statements it hangs on": "rows",
    "Due (in words)": "due",
    "Overdue (in words)": "overdue",
}


def compliance_matrix(
    history: pd.DataFrame,
    viewpoints: dict[str, str],
    agreements: dict[str, str],
    viewpoint: str = "",
) -> alt.Chart | None:
    """Commitments by viewpoints, a verdict in every cell, for the knowledge date that is picked.

    ``history``: ``measures.compliance.verdict_history``, or those of its days that the menu is to
    offer (``measures.history.telling``). ``viewpoints``, ``agreements``: ids to names, in the order
    in which they are shown. ``viewpoint``: that of which the title speaks; '' for the first of all.
    Of many commitments those are left out, and named in the
    description, on which nothing decisive is known on any of the days.
    """
    if history.empty:
        return None
    known, whole = _known_on(history), history
    titles = {
        day_known.isoformat(): _found(of_day, viewpoints, viewpoint)
        for day_known, of_day in history.groupby("as_of")
    }
    silent = _silent(history)
    history = history[~history["commitment_id"].isin(silent)]
    plain = _plain(history, viewpoints).assign(agreement=history["agreement_id"].map(agreements))
    base = alt.Chart(_lasting(plain)).encode(
        x=alt.X(
            "viewpoint:N",
            sort=list(viewpoints.values()),
            title=None,
            axis=in_columns(viewpoints.values()),
        ),
        y=alt.Y(
            "commitment:N",
            title=None,
            axis=alt.Axis(domain=False, ticks=False, labelExpr=wrapped(30, 17)),
        ),
        href="evidence:N",
        tooltip=[alt.Tooltip("viewpoint:N", title="seen from"), *_told()],
    )
    cells = base.mark_rect(stroke=PAPER.light, strokeWidth=2, cornerRadius=3).encode(
        color=class_colour(plain["class"])
    )
    signs = base.mark_text(fontWeight="bold", fontSize=14).encode(text="symbol:N", color=on_class())
    last = _latest(history)
    return (
        (cells + signs)
        .properties(width=WIDTH, height=alt.Step(34))
        .facet(row=_by_agreement(plain, agreements), spacing=SPACE)
        .transform_filter(KNOWN)
        .add_params(known)
        .resolve_scale(y="independent")
        .properties(
            usermeta=data({"Agreement": "agreement"} | _HEADS | LINK) | titled("known", titles),
            autosize=alt.AutoSizeParams(resize=True),
            title=alt.Title(
                titles[max(titles)],
                subtitle=[
                    "A row is a commitment, a column those whose words count: what do they say?",
                    *other_signs(history["verdict"]),
                    "Choose a sign to see its evidence, and another day in the menu.",
                    *_left_out(silent),
                    _text_speaks_of(whole),
                ],
            ),
            description=f"Matrix of {last['commitment_id'].nunique()} commitments by "
            f"{len(viewpoints)} viewpoints, as known on {day(last['as_of'].iloc[0])}: "
            + _tally(last)
            + "."
            + (f" Nothing decisive is known of {listed(silent)}." if silent else ""),
        )
    )


# Between the charts of two agreements, in px.
SPACE = 10


def _told() -> list[alt.Tooltip]:
    """What the tooltip of a verdict says, in plain words."""
    return [
        alt.Tooltip("commitment:N", title="commitment"),
        alt.Tooltip("verdict:N", title="verdict"),
        alt.Tooltip("support:N", title="how well supported"),
        alt.Tooltip("due:N", title="due"),
        alt.Tooltip("overdue:N", title="overdue"),
    ]


def _found(
    verdicts: pd.DataFrame, viewpoints: dict[str, str], viewpoint: str, unknown: bool = False
) -> str:
    """What the verdicts of one date come to, from one viewpoint, as the title of a chart.

    It names both, so that it stays true whatever a menu shows. ``unknown``: with those of which
    nothing is known.
    """
    seen = verdicts[verdicts["viewpoint_id"] == (viewpoint or next(iter(viewpoints)))]
    if seen.empty:
        return "Verdicts, by those whose words count"
    view = seen["viewpoint_id"].iloc[0]
    counts = counted(seen["verdict"])
    broken, kept, not_known = (count(counts[kind]) for kind in ("broken", "kept", "unknown"))
    when, whole = f"{viewpoints[view]}, {day(max(seen['as_of']))}", many(len(seen), "commitment")
    if unknown:
        return f"{when}: of {whole}, {broken} broken, {kept} kept, {not_known} unknown"
    return f"{when}: {broken} of {whole} said to be broken, {kept} kept"


def _silent(history: pd.DataFrame) -> list[str]:
    """The commitments on which nothing decisive is ever known, where there are many in all."""
    nothing = history["verdict"].isin(NOTHING).groupby(history["commitment_id"]).all()
    if len(nothing) <= MOST_ROWS or nothing.all():
        return []
    return list(nothing.index[nothing])


def _left_out(ids: list[str]) -> list[str]:
    """How many commitments are left out of a chart; its description names them."""
    return (
        [f"Not drawn: {count(len(ids))} of which no viewpoint knows what decides."] if ids else []
    )


def _by_agreement(frame: pd.DataFrame, agreements: dict[str, str]) -> alt.Row:
    """Rows of charts, one per agreement, in the order in which these are given."""
    here = set(frame["agreement"])
    return in_rows("agreement", [name for name in agreements.values() if name in here])


def _text_speaks_of(history: pd.DataFrame) -> str:
    """Which of the dates in the menu the prose of the page goes with."""
    return f"The text of this page speaks of {day(max(history['as_of']))}."


def _latest(history: pd.DataFrame) -> pd.DataFrame:
    """The verdicts of the last knowledge date."""
    return history[history["as_of"] == max(history["as_of"])]


def _tally(verdicts: pd.DataFrame) -> str:
    """'missed 3, no evidence 120', in the order of frequency."""
    return ", ".join(
        f"{verdict} {count}" for verdict, count in verdicts["verdict"].value_counts().items()
    )


def deadline_timeline(
    history: pd.DataFrame, viewpoints: dict[str, str], viewpoint: str, until: date
) -> alt.Chart | None:
    """Due date, verdict and days overdue of each dated commitment, for a viewpoint and a date.

    ``history``: as for the matrix. ``viewpoint``: the one that stands at first. ``until``: where
    the axis ends (``measures.history.last_dated``), or at the last due date if that is later.
    """
    dated = history[history["due_earliest"].notna()]
    if dated.empty:
        return None
    end = max([until, *dated["due_latest"]])
    plain = _plain(dated, viewpoints)
    plain = plain.assign(
        first=at(dated["due_earliest"]),
        last=at(dated["due_latest"]),
        label=[
            ("From that day: " if form == "maintain" else "")
            + (verdict if form == "maintain" else capital(verdict))
            + (f", {over.split(';')[0]}" if over else "")
            for form, verdict, over in zip(
                dated["form"], dated["verdict"], plain["overdue"], strict=True
            )
        ],
        at_least=_overdue_until(dated, "overdue_low", end),
        at_most=_overdue_until(dated, "overdue_high", end),
        late_low=dated["overdue_low"],
        late_high=dated["overdue_high"],
    )
    first = min(dated["due_earliest"])
    # Words stand to the right of their bar, or, where they would not fit, to the left of it.
    starts, ends = (f"time(toDate('{d.isoformat()}T00:00:00'))" for d in (first, end))
    left = f"({ends} - datum.tip) / max({ends} - {starts}, 1)"
    fits = f"{PLOT} * {left} > 6.4 * length(datum.label) + 12"
    scale = alt.Scale(domainMin=alt.ExprRef(starts), domainMax=alt.ExprRef(ends), nice=False)
    known = _known_on(history)
    seen_from = _seen_from(viewpoints, viewpoint)
    y = alt.Y(
        "commitment:N",
        sort=alt.EncodingSortField("first", op="min"),
        title=None,
        axis=alt.Axis(labelExpr=wrapped(44, 17), domain=False, ticks=False, offset=6),
    )
    colour = class_colour(plain["class"])
    lined = alt.condition("datum.class === 'unknown'", alt.value(LINE.light), colour)
    base = (
        alt.Chart(_lasting(plain.drop(columns="label")))
        .transform_filter(f"{KNOWN} && datum.viewpoint === seen_from")
        .transform_calculate(
            label=LABEL,
            tip="max(time(datum.last), time(datum.at_least), time(datum.at_most))",
        )
        .encode(
            y=y,
            href="evidence:N",
            tooltip=_told(),
        )
    )
    due = base.mark_rule(strokeWidth=4).encode(
        x=alt.X("first:T", title=None, scale=scale, axis=in_time()), x2="last:T", color=lined
    )
    mark = base.mark_tick(thickness=4, size=18, opacity=1).encode(x="first:T", color=lined)
    other = [
        base.transform_filter("datum.last > datum.first")
        .mark_tick(thickness=4, size=18, opacity=1)
        .encode(x="last:T", color=lined)
        for _ in (True,)
        if (plain["last"] > plain["first"]).any()
    ]
    at_most = base.mark_bar(size=12, opacity=0.35).encode(x="last:T", x2="at_most:T", color=colour)
    at_least = base.mark_bar(size=12).encode(x="last:T", x2="at_least:T", color=colour)
    words = [
        layer
        for side, align, dx, x in (
            (fits, "left", 8, "tip:T"),
            (f"!({fits})", "right", -8, "first:T"),
        )
        for layer in haloed(
            base.transform_filter(side).mark_text(align=align, dx=dx).encode(x=x, text="label:N")
        )
    ]
    cut = f"No bar goes beyond {day(end)}. " if (plain["at_most"] >= at([end])[0]).any() else ""
    return (
        alt.layer(at_most, at_least, due, mark, *other, *words)
        .add_params(seen_from, known)
        .properties(
            width=WIDTH,
            height=alt.Step(28),
            usermeta=data(
                _HEADS
                | {
                    "Days overdue, at least": "late_low",
                    "Days overdue, at most": "late_high",
                    "Due, or to hold from: first possible day": "first",
                    "Due, or to hold from: last possible day": "last",
                }
                | LINK
            ),
            title=alt.Title(
                _dated(history),
                subtitle=[
                    "Tick: due date, or the day from which a state was to hold. Two: either day.",
                    "Full bar: overdue, as somebody says. Faint bar: longer, if it still was.",
                    cut + _text_speaks_of(history),
                ],
            ),
            description="Dated commitments on a time axis. "
            + "; ".join(
                f"{row['commitment']}: {'' if row['due'].startswith('from') else 'due '}"
                f"{row['due']}, {row['label'].removeprefix('From that day: ')}"
                for row in plain[
                    (plain["known"] == max(plain["known"]))
                    & (plain["viewpoint"] == viewpoints[viewpoint])
                ].to_dict("records")
            )
            + ".",
        )
    )


def _dated(history: pd.DataFrame) -> str:
    """Of how many commitments the chart of due dates tells, as its title."""
    dated = history[history["due_earliest"].notna()]
    states = dated["form"] == "maintain"
    due, begun = (int(dated[which]["commitment_id"].nunique()) for which in (~states, states))
    whole = many(int(history["commitment_id"].nunique()), "commitment")
    have = [
        f"{count(number)} {'has' if number == 1 else 'have'} {what}"
        for number, what in ((due, "a due date"), (begun, "a first day"))
        if number
    ]
    return f"Of {whole}, {listed(have)}: what became of {'it' if due + begun == 1 else 'them'}"


# What stands beside a bar: sign, verdict, and, but on a phone, how long overdue or since when.
LABEL = (
    "datum.symbol + ' ' + (indexof(datum.due, 'from') === 0 && !(containerSize()[0] < 480)"
    " ? 'From that day: ' + datum.verdict"
    " : upper(slice(datum.verdict, 0, 1)) + slice(datum.verdict, 1))"
    " + (datum.overdue && !(containerSize()[0] < 480) ? ', ' + split(datum.overdue, ';')[0] : '')"
)
# About how wide the plot beside labels of commitments is, in px.
PLOT = "(containerSize()[0] < 480 ? 180 : 400)"


def _seen_from(viewpoints: dict[str, str], viewpoint: str) -> alt.Parameter:
    """The menu of viewpoints; the one given stands at first."""
    names = list(viewpoints.values())
    names = [n for n in names if n != viewpoints[viewpoint]] + [viewpoints[viewpoint]]
    return _picked("seen_from", "Seen from", names, names)


def _middle(first: date, last: date) -> date:
    """The day halfway between two."""
    return first + (last - first) / 2


def _overdue_until(dated: pd.DataFrame, column: str, end: date) -> pd.Series:
    """The day up to which something was overdue, at the latest the axis' end; else missing."""
    days = [
        None if missing(days) else min(due + timedelta(days=int(days)), max(due, end))
        for due, days in zip(dated["due_latest"], dated[column], strict=True)
    ]
    return at(pd.Series(days, index=dated.index, dtype=object))


# The first and the last instant that the picked period shows.
BEGINS, ENDS = (f"time(toDate(split(period, ' ')[{part}]))" for part in (0, 1))


def verdict_moves(
    spells: pd.DataFrame,
    publications: pd.DataFrame,
    names: tuple[dict[str, str], dict[str, str]],
    viewpoint: str,
    until: date,
) -> alt.Chart | None:
    """How each verdict moved as evidence was published: a row per commitment, a bar per spell.

    ``spells``, ``publications``: of ``measures.history``. ``names``: ids to names, of viewpoints
    and of agreements. ``viewpoint``: the one that stands at first. ``until``: where the axis ends.
    """
    if spells.empty:
        return None
    viewpoints, agreements = names
    by_view = {name: _moved(spells, view, name) for view, name in viewpoints.items()}
    silent = _silent(spells)
    spells = spells[~spells["commitment_id"].isin(silent)]
    shown = spells[spells["first_day"] <= until]
    if shown.empty:
        return None
    latest = spells.drop_duplicates("commitment_id", keep="last")
    dated = latest[latest["due_latest"].notna()]
    dated = dated[dated["commitment_id"].isin(set(shown["commitment_id"]))]
    ticks = publications[publications["day"] <= until]
    ticks = ticks[~ticks["commitment_id"].isin(silent)]
    until = max([*shown["first_day"], *dated["due_latest"], *ticks["day"]])
    bars = _spell_bars(shown, until)
    titles = dict(zip(latest["commitment_id"], latest["title"], strict=True))
    of = dict(zip(latest["commitment_id"], latest["agreement_id"].map(agreements), strict=True))
    frame = pd.concat(
        [
            bars.assign(kind="spell"),
            pd.DataFrame(
                {
                    "kind": "due",
                    "commitment_id": dated["commitment_id"],
                    "start": at(dated["due_earliest"]),
                    "end": at([_next(day) for day in dated["due_latest"]]).to_numpy(),
                    "words": [_due(row) for row in dated.to_dict("records")],
                    "rows": "",
                }
            ),
            _ticks(ticks, spells),
        ],
        ignore_index=True,
    )  # fmt: skip
    plain = pd.DataFrame(
        {
            "agreement": frame["commitment_id"].map(of),
            "commitment": [f"{i} {titles[i]}" for i in frame["commitment_id"]],
            "viewpoint": frame["viewpoint_id"].map(viewpoints),
            "evidence": frame["leads"].fillna(frame["commitment_id"]).map(address),
            **{name: frame[name] for name in _DRAWN},
        }
    )
    periods = _periods(shown, until)
    period = alt.param(
        name="period",
        value=periods[0][0],
        bind=alt.binding_select(
            options=[value for value, _ in periods],
            labels=[label for _, label in periods],
            name="Published in ",
        ),
    )
    base = alt.Chart(plain).encode(
        y=alt.Y(
            "commitment:N",
            title=None,
            axis=alt.Axis(labelExpr=wrapped(26, 18), domain=False, ticks=False, offset=4),
        ),
        href="evidence:N",
        tooltip=[
            alt.Tooltip("commitment:N", title="commitment"),
            alt.Tooltip("viewpoint:N", title="seen from"),
            alt.Tooltip("words:N", title="what"),
        ],
    )
    scale = alt.Scale(domainMin=alt.ExprRef(BEGINS), domainMax=alt.ExprRef(ENDS), nice=False)
    x = alt.X("left:T", title=None, scale=scale, axis=in_time())
    spell = base.transform_filter("datum.kind == 'spell'")
    colour = class_colour(bars["class"])
    drawn = spell.mark_bar(size=16, stroke=PAPER.light, strokeWidth=1).encode(
        x=x, x2="right:T", color=colour
    )
    signs = (
        spell.transform_filter("datum.share > (containerSize()[0] < 480 ? 0.08 : 0.03)")
        .transform_calculate(
            told="datum.share > (containerSize()[0] < 480 ? 0.6 : 0.25)"
            " ? datum.regraded : datum.symbol"
        )
        .mark_text(fontWeight="bold", fontSize=12)
        .encode(x=alt.X("middle:T", scale=scale), text="told:N", color=on_class())
    )
    # What became known at the very end of the axis has its sign before it.
    last = (
        spell.transform_filter(f"datum.whole && datum.share <= 0.03 && datum.right >= {ENDS}")
        .mark_text(fontWeight="bold", fontSize=12, align="right", dx=-6, color=INK.light)
        .encode(x=x, text="symbol:N")
    )
    due = (
        base.transform_filter("datum.kind == 'due'")
        .mark_bar(size=26, color=INK.light, fillOpacity=0.12, stroke=INK.light, strokeWidth=1.5)
        .encode(x=x, x2="right:T")
    )
    published = (
        base.transform_filter("datum.kind == 'published'")
        .mark_point(
            shape="triangle-up", filled=True, size=36, color=INK.light, opacity=1, yOffset=13
        )
        .encode(x=x)
    )
    seen = shown[shown["viewpoint_id"] == viewpoint]
    beyond = spells[(spells["viewpoint_id"] == viewpoint) & (spells["first_day"] > until)]
    later = sorted(set(beyond["commitment_id"]))
    note = (
        [
            f"The axis ends on {day(until)}. {capital(many(len(beyond), 'move'))} came later, by "
            f"undated pages read on {day(max(beyond['first_day']))}: {listed(later)}."
        ]
        if later
        else []
    )
    return (
        (drawn + signs + last + due + published)
        .add_params(_seen_from(viewpoints, viewpoint), period)
        .properties(width=WIDTH, height=alt.Step(38))
        .facet(row=_by_agreement(plain, agreements), spacing=SPACE)
        .transform_filter("!isValid(datum.viewpoint) || datum.viewpoint === seen_from")
        .transform_calculate(
            left=f"clamp(time(datum.start), {BEGINS}, {ENDS})",
            right=f"clamp(time(isValid(datum.end) ? datum.end : datum.start), {BEGINS}, {ENDS})",
            seen=f"time(datum.start) >= {BEGINS} && time(datum.start) <= {ENDS}",
        )
        .transform_calculate(
            middle="(datum.left + datum.right) / 2",
            share=f"(datum.right - datum.left) / ({ENDS} - {BEGINS})",
        )
        .transform_filter("datum.kind == 'published' ? datum.seen : datum.right > datum.left")
        .resolve_scale(y="independent")
        .properties(
            usermeta=data(
                {
                    "Agreement": "agreement",
                    "Commitment": "commitment",
                    "Seen from": "viewpoint",
                    "Verdict": "verdict",
                    "Grade": "grade",
                    "First day": "start",
                    "Last day": "last",
                    "Decided by": "rows",
                }
                | LINK,
                table(
                    {
                        "Commitment": "commitment",
                        "Seen from": "viewpoint",
                        "Day of publication": "start",
                        "Statements that decide": "rows",
                    }
                    | LINK,
                    "Publications",
                    kind="published",
                ),
                kind="spell",
            )
            | titled("seen_from", by_view),
            autosize=alt.AutoSizeParams(resize=True),
            title=alt.Title(
                by_view[viewpoints[viewpoint]],
                subtitle=[
                    "Bars: what was known on each day. Frame: the due day, or the days it can be.",
                    *other_signs(shown["verdict"]),
                    "Triangles: publication of words that decide; choose one to read them.",
                    f"Shown at first: {periods[0][1]}. The menu has the other times.",
                    *(
                        ["Commitments of which nothing decisive is known are not drawn."]
                        if silent
                        else []
                    ),
                    *note,
                ],
            ),
            description=f"Verdicts of {seen['commitment_id'].nunique()} commitments over the dates "
            f"of publication up to {day(until)}, from {viewpoints[viewpoint]}. "
            + "; ".join(
                f"{key}: "
                + ", then ".join(
                    f"{row['verdict']} from {day(row['first_day'])}"
                    for row in group.to_dict("records")
                )
                for key, group in seen.groupby("commitment_id", sort=False)
                if len(group) > 1
            )
            + ".",
        )
    )


def _moved(spells: pd.DataFrame, viewpoint: str, name: str) -> str:
    """How many verdicts moved, of all, from one viewpoint, as the title of a chart."""
    whole = many(int(spells["commitment_id"].nunique()), "commitment")
    seen = spells[spells["viewpoint_id"] == viewpoint].groupby("commitment_id")["verdict"]
    number = count(int((seen.nunique() > 1).sum()))
    return f"{name}, over the whole time: {number} of {whole} changed verdict"


def _next(value: date) -> date:
    """The day after, so that a bar reaches to the end of its last day."""
    return value + timedelta(days=1)


def _few(ids: tuple[str, ...], most: int = 4) -> str:
    """Some ids, and how many there are more."""
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


_DRAWN = ("kind", "start", "end", "class", "symbol", "regraded", "words", "whole", "rows")
_DRAWN += ("verdict", "grade", "last")  # for the file


def _ticks(ticks: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Publications as marks: each leads to the statement that turned the verdict, else its first.

    ``spells``: the verdicts, to know on which day and by which statements one begins.
    """
    turned = {
        (row["commitment_id"], row["viewpoint_id"], row["first_day"]): set(row["decided_by"])
        for row in spells.to_dict("records")
    }
    rows = []
    for row in ticks.to_dict("records"):
        ids = row["statement_ids"]
        by = turned.get((row["commitment_id"], row["viewpoint_id"], row["day"]))
        first = [i for i in ids if i in (by or ())] or list(ids)
        does = "turned the verdict" if by is not None else "no turn"
        words = f"{day(row['day'])}, {does}: {_few(tuple(first))}"
        rows.append((first[0], ", ".join(first), words))
    return pd.DataFrame(
        {
            "kind": "published",
            "commitment_id": ticks["commitment_id"].to_numpy(),
            "viewpoint_id": ticks["viewpoint_id"].to_numpy(),
            "start": at(list(ticks["day"])),
            **{
                name: pd.Series([row[place] for row in rows], dtype=object)
                for place, name in enumerate(("leads", "rows", "words"))
            },
        }
    )


def _regraded(spells: pd.DataFrame) -> list[str]:
    """The symbol of each spell, with its grade where its neighbour has the same symbol."""
    rows = spells.to_dict("records")
    keys = [(r["commitment_id"], r["viewpoint_id"], VERDICT_MARKS[r["verdict"]][1]) for r in rows]
    return [
        f"{key[2]} {row['grade']}"
        if not missing(row["grade"]) and key in (*keys[max(n - 1, 0) : n], *keys[n + 1 : n + 2])
        else key[2]
        for n, (key, row) in enumerate(zip(keys, rows, strict=True))
    ]


def _spell_bars(spells: pd.DataFrame, until: date) -> pd.DataFrame:
    """The spells as bars that end with the axis."""
    return pd.DataFrame(
        {
            "commitment_id": spells["commitment_id"],
            "viewpoint_id": spells["viewpoint_id"],
            "start": at(spells["first_day"]),
            "end": at([_next(min(day, until)) for day in spells["last_day"]]).to_numpy(),
            "class": [VERDICT_MARKS[v][0] for v in spells["verdict"]],
            "symbol": [VERDICT_MARKS[v][1] for v in spells["verdict"]],
            "regraded": _regraded(spells),
            "whole": ~spells.duplicated(["commitment_id", "viewpoint_id"], keep=False),
            "leads": None,
            "verdict": list(spells["verdict"]),
            "grade": ["" if missing(grade) else grade for grade in spells["grade"]],
            "last": at(spells["last_day"]),
            "rows": [", ".join(ids) for ids in spells["decided_by"]],
            "words": [
                row["verdict"]
                + ("" if missing(row["grade"]) else f", {row['grade']}")
                + f", {between(row['first_day'], row['last_day'])}"
                + (f" ({_few(row['decided_by'])})" if row["decided_by"] else "")
                for row in spells.to_dict("records")
            ],
        }
    )


def _periods(spells: pd.DataFrame, until: date) -> list[tuple[str, str]]:
    """What the menu offers, as instants and in words: the first stands at first.

    The whole time, and each quarter in which some verdict moved. Where the whole time is long, the
    busy time comes first: as few whole quarters in a row as hold half of all moves.
    """
    first, end = min(spells["first_day"]), _next(until)
    told = [(first, end, "the whole time")]
    moved = spells[spells.duplicated(["commitment_id", "viewpoint_id"])]["first_day"]
    if (end - first).days > LONG_TIME and len(moved):
        begins, ends = _busy([_quarter(d) for d in moved])
        told.insert(0, (*_within(begins, ends), "the busy time"))
    told += [(*_within(q, q), "") for q in sorted({_quarter(d) for d in spells["first_day"]})]
    return [
        (
            f"{a.isoformat()}T00:00:00 {b.isoformat()}T00:00:00",
            ", ".join(filter(None, [words, "" if words == "the whole time" else _months(a, b)])),
        )
        for a, b, words in told
    ]


LONG_TIME = 3 * 365


def _quarter(value: date) -> int:
    """The number of a quarter, counted through the years."""
    return 4 * value.year + (value.month - 1) // 3


def _within(first: int, last: int) -> tuple[date, date]:
    """The day on which some quarters begin, and the day after they end."""
    begins, ends = (date(q // 4, 3 * (q % 4) + 1, 1) for q in (first, last + 1))
    return begins, ends


def _busy(quarters: list[int]) -> tuple[int, int]:
    """The fewest quarters in a row that hold half of those given; of several the fullest."""
    days = sorted(quarters)
    half = -(-len(days) // 2)
    runs = [(days[n], days[n + half - 1]) for n in range(len(days) - half + 1)]
    return min(runs, key=lambda run: (run[1] - run[0], -sum(run[0] <= d <= run[1] for d in days)))


def _months(begins: date, ends: date) -> str:
    """'October to December 2018', 'October 2018 to March 2019'."""
    last = ends - timedelta(days=1)
    year = "" if begins.year == last.year else f" {begins.year}"
    return f"{begins:%B}{year} to {last:%B %Y}"


# What statements say became of a thing, as a chart tells it apart: class, shape, assertions.
SAID = {
    "done or kept": ("kept", "circle", ("done", "upheld")),
    "in part, or on its way": ("partly", "diamond", ("partly", "under_way")),
    "not done, undone or broken": ("broken", "cross", ("not_done", "undone", "breached")),
    "refused, put off, or no judgement": ("unknown", "square", ("refused", "extended", None)),
}


# Marks of one kind that stand closer than this share of a case's time are drawn as one.
CLOSE = 0.04


def case_voices(told: pd.DataFrame, sides: dict[str, str]) -> alt.Chart | None:
    """Who said what of which day, case by case: sides by time, each case on an axis of its own.

    ``told``: ``measures.history.told_in_cases``. ``sides``: ids to names.
    """
    if told.empty:
        return None
    ids = told.groupby("case_id")["statement_ids"].agg(
        lambda rows: len({i for r in rows for i in r})
    )
    marks = _gathered(told)
    plain = marks.assign(
        case=marks["case_id"] + " " + marks["title"],
        side=marks["side"].map(sides),
        when=[_short(a, b) for a, b in zip(marks["first"], marks["last"], strict=True)],
        begins=at(marks["first"]),
        ends=at(marks["last"]),
        middle=at(
            [
                _middle(pd.Timestamp(a), pd.Timestamp(b))
                for a, b in zip(marks["first"], marks["last"], strict=True)
            ]
        ).to_numpy(),
        coding=["sound" if s else "not found again, or weak" for s in marks["sound"]],
        number=marks["statement_ids"].map(len),
        rows=marks["statement_ids"].map(", ".join),
        statements=[
            ids[0] if len(ids) == 1 else f"{count(len(ids))}, listed on the card: {_few(ids)}"
            for ids in marks["statement_ids"]
        ],
        evidence=[
            address(ids[0]) if len(ids) == 1 else f"{PAGES[case[0]]}#{told_id(case)}"
            for case, ids in zip(marks["case_id"], marks["statement_ids"], strict=True)
        ],
    ).drop(columns=["case_id", "title", "first", "last", "sound", "statement_ids"])
    words = [said for said in SAID if said in set(plain["said"])]
    colours = dict(zip(class_scale().domain, class_scale().range, strict=True))
    colours["unknown"] = MUTED.light
    domain = {"domain": words}
    legend = alt.Legend(columns=1, title=None)
    axis = in_time(grid=True)
    colour = alt.Color(
        "said:N",
        scale=alt.Scale(**domain, range=[colours[SAID[w][0]] for w in words]),
        legend=legend,
    )
    base = alt.Chart(plain).encode(
        y=alt.Y(
            "side:N",
            sort=list(sides.values()),
            title=None,
            axis=alt.Axis(labelExpr=wrapped(22, 13), grid=True, domain=False, ticks=False),
        ),
        yOffset=alt.YOffset("said:N", sort=words, scale=alt.Scale(domain=words)),
        href="evidence:N",
        tooltip=[
            alt.Tooltip("side:N", title="who"),
            alt.Tooltip("when:N", title="of which day"),
            alt.Tooltip("word:N", title="what is said"),
            alt.Tooltip("statements:N", title="statements"),
            alt.Tooltip("coding:N", title="coding"),
        ],
    )
    scale = alt.Scale(padding=10)
    x = alt.X("middle:T", title=None, axis=axis, scale=scale)
    look = {
        "x": x,
        "shape": alt.Shape(
            "said:N",
            scale=alt.Scale(**domain, range=[SAID[w][1] for w in words]),
            legend=legend,
        ),
        "color": colour,
    }
    spans = (
        base.transform_filter("datum.ends > datum.begins")
        .mark_rule(strokeWidth=2)
        .encode(x=alt.X("begins:T", title=None, axis=axis, scale=scale), x2="ends:T", color=colour)
    )
    sound = base.transform_filter("datum.coding == 'sound'").mark_point(
        filled=True, size=70, opacity=1
    )
    weak = base.transform_filter("datum.coding != 'sound'").mark_point(
        size=70, strokeWidth=1.5, fill=PAPER.light
    )
    numbers = (
        base.transform_filter("datum.number > 1")
        .mark_text(align="left", dx=7, fontSize=11)
        .encode(x=x, text="number:Q")
    )
    known = plain["coding"] == "sound"
    layers = (
        (spans, plain["ends"] > plain["begins"]),
        (sound.encode(**look), known),
        (weak.encode(**look), ~known),
        (numbers, plain["number"] > 1),
    )
    return (
        alt.layer(*(layer for layer, drawn in layers if drawn.any()))
        .properties(width=WIDTH, height=alt.Step(48, **{"for": "position"}))
        .facet(row=in_rows("case", list(dict.fromkeys(plain["case"]))))
        .resolve_scale(x="independent", y="independent", yOffset="independent")
        .properties(
            usermeta=data(
                {
                    "Case": "case",
                    "Side that speaks": "side",
                    "First day spoken of": "begins",
                    "Last day spoken of": "ends",
                    "What is said": "word",
                    "Kind of words": "said",
                    "Coding": "coding",
                    "Statements": "rows",
                }
                | LINK
            ),
            title=alt.Title(
                "Who said what of which day",
                subtitle=[
                    "Days spoken about; a line: all the days meant. A mark leads to its statement.",
                    "Number: so many statements close together; it leads to the list on the card.",
                    "Hollow: the page was not found again, or hardly says it; it decides nothing.",
                ],
            ),
            description="Statements by side and by the day of which they speak. "
            + "; ".join(
                f"{case}: {many(int(ids[case.split(' ')[0]]), 'statement')} by "
                + listed(dict.fromkeys(group["side"]))
                for case, group in plain.groupby("case", sort=False)
            )
            + ".",
        )
    )


def _gathered(told: pd.DataFrame) -> pd.DataFrame:
    """Marks of a case: what one side says of times close together, in one kind of words, is one.

    first, last: of all times meant; word: what is said in them.
    """
    word_of = {word: words for words, (_, _, known) in SAID.items() for word in known}
    found: list[dict] = []
    for _, group in told.groupby("case_id", sort=False):
        near = (max(group["last"]) - min(group["first"])).days * CLOSE
        open_marks: dict[tuple, dict] = {}
        for row in group.to_dict("records"):
            word = (row["act"] if missing(row["assertion"]) else row["assertion"]).replace("_", " ")
            row["said"] = word_of[None if missing(row["assertion"]) else row["assertion"]]
            key = (row["side"], row["said"], row["sound"])
            mark = open_marks.get(key)
            if mark and (row["last"] - mark["first"]).days <= near:
                mark["last"] = max(mark["last"], row["last"])
                mark["statement_ids"] = tuple(
                    dict.fromkeys([*mark["statement_ids"], *row["statement_ids"]])
                )
                mark["word"] = ", ".join(dict.fromkeys([*mark["word"].split(", "), word]))
                continue
            open_marks[key] = row | {"word": word}
            found.append(open_marks[key])
    columns = ["case_id", "title", "side", "first", "last", "said", "word", "sound"]
    return pd.DataFrame(found, dtype=object)[[*columns, "statement_ids"]]


def _short(first: date, last: date) -> str:
    """'10 Oct 2018', 'Nov 2018', '2020', '14 to 15 Oct 2018'."""
    whole_month = first.day == 1 and _next(last).day == 1
    if whole_month and (first.month, last.month, first.year) == (1, 12, last.year):
        return f"{first.year}"
    if whole_month and (first.year, first.month) == (last.year, last.month):
        return f"{first:%b %Y}"
    end = f"{last.day} {last:%b %Y}"
    if first == last:
        return end
    same = (first.year, first.month) == (last.year, last.month)
    return f"{first.day} to {end}" if same else f"{first.day} {first:%b %Y} to {end}"


def compliance_rates(
    verdicts: pd.DataFrame, viewpoints: dict[str, str], viewpoint: str = ""
) -> alt.Chart | None:
    """How many commitments have which verdict, from each viewpoint: the unknown ones included.

    ``verdicts``: ``measures.compliance.compliance`` of one date. ``viewpoint``: as for the matrix.
    """
    if verdicts.empty:
        return None
    marked = verdicts.assign(
        **{"class": [VERDICT_MARKS[v][0] for v in verdicts["verdict"]]},
        viewpoint=verdicts["viewpoint_id"].map(viewpoints),
    )
    groups = marked.groupby(["viewpoint", "viewpoint_id", "class"])["commitment_id"]
    frame = groups.agg(commitments="size", ids=", ".join).reset_index()
    frame["evidence"] = [
        verdict_address(ids.split(",")[0], view)
        for ids, view in zip(frame["ids"], frame.pop("viewpoint_id"), strict=True)
    ]
    frame["order"] = [CLASSES.index(c) for c in frame["class"]]
    frame["verdicts"] = frame["class"].map(CLASS_WORDS)
    of = int(verdicts["commitment_id"].nunique())
    # These are the same ones from every viewpoint.
    never = verdicts[verdicts["verdict"] == "not assessable"]["commitment_id"].nunique()
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "viewpoint:N",
            sort=list(viewpoints.values()),
            title=None,
            axis=alt.Axis(labelExpr=wrapped(20, 12), domain=False, ticks=False),
        ),
        order="order:Q",
        href="evidence:N",
        tooltip=[
            alt.Tooltip("viewpoint:N", title="seen from"),
            alt.Tooltip("verdicts:N", title="verdicts"),
            alt.Tooltip("commitments:Q", title="commitments"),
            alt.Tooltip("ids:N", title="which (the first is opened)"),
        ],
    )
    bars = base.mark_bar(stroke=PAPER.light).encode(
        x=alt.X(
            "commitments:Q",
            stack="zero",
            title=f"commitments, of {of}",
            axis=alt.Axis(tickMinStep=1, tickCount=5, format="d"),
            scale=alt.Scale(domain=[0, of], nice=False),
        ),
        color=class_colour(frame["class"]),
    )
    # A number stands only where its part is wide enough for it.
    room = f"{PLOT} * datum.commitments / {of} > 9 * length(toString(datum.commitments))"
    words = base.transform_calculate(fits=f"{room} ? datum.commitments : ''")
    words = words.mark_text(fontWeight="bold").encode(
        x=alt.X("commitments:Q", stack="zero", bandPosition=0.5),
        text="fits:N",
        color=on_class(),
    )
    return (bars + words).properties(
        width=WIDTH,
        height=alt.Step(32),
        usermeta=data(
            {
                "Seen from": "viewpoint",
                "Class of verdict": "class",
                "Number of commitments": "commitments",
                "Commitments (the evidence is that of the first)": "ids",
            }
            | LINK
        ),
        title=alt.Title(
            _found(verdicts, viewpoints, viewpoint, unknown=True),
            subtitle=[
                "A bar is all commitments as one viewpoint sees them. Choose a part for evidence.",
                "Unknown is no breach: nobody whose words count says what became of them"
                + (f"; {count(never)}" if never else "."),
                *(["name no state that could be checked, whoever looks."] if never else []),
            ],
        ),
        description=f"Stacked bars over {of} commitments. "
        + "; ".join(
            f"{viewpoints[v]}: {_tally(verdicts[verdicts['viewpoint_id'] == v])}"
            for v in viewpoints
        )
        + ".",
    )
