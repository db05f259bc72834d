"""Charts of claims: who accuses whom, and how long words took from being said to being published.

In: frames of ``measures.accusations`` and ``measures.positions``. Out: ``alt.Chart``, or None where
there is nothing to draw (the page then says so). A number always stands beside size or length.
"""

import altair as alt
import pandas as pd

from ceasefire.charts.columns import LINK, data
from ceasefire.charts.meanings import side_scale
from ceasefire.charts.theme import INK, LINE, in_columns, in_rows, titled, wrapped
from ceasefire.marks import PAGES, address, pair_id
from ceasefire.phrases import between, capital, count, listed, many, span

WIDTH = 640
ALL = "All reports"
# So many lines for each report and speaker are drawn; of more, one for each side.
MOST_LINES = 60
NOBODY = "Nobody named"


def accusation_matrix(
    pairs: pd.DataFrame, sides: dict[str, str], reports: dict[str, str]
) -> alt.Chart | None:
    """Accusers by accused, the number of accusations in every cell, for the report that is picked.

    ``pairs``: ``measures.accusations.pairs``. ``sides``: ids to names. ``reports``: ids to short
    names, in the order of the menu. A cell leads to the claims themselves.
    """
    if pairs.empty:
        return None
    names = {i: capital(n) for i, n in sides.items()} | {"": NOBODY}
    told = [r for r in reports if r in set(pairs["source_id"])]
    frame = pd.concat(
        [pairs.assign(report=pairs["source_id"].map(reports)), pairs.assign(report=ALL)]
    )
    frame = (
        frame.groupby(["accuser", "accused", "report"])
        .agg(claims=("claim_id", "nunique"), own=("own_voice", "sum"), ids=("claim_id", _ids))
        .reset_index()
    )
    total = frame[frame["report"] == ALL]
    rows = total.groupby("accuser")["claims"].sum().sort_values(ascending=False, kind="stable")
    columns = total.groupby("accused")["claims"].sum().sort_values(ascending=False, kind="stable")
    across = [names[i] for i in columns.index if i] + ([NOBODY] if "" in columns else [])
    titles = {report: _most_accused(cells, names) for report, cells in frame.groupby("report")}
    frame = pd.DataFrame(
        {
            "accuser": frame["accuser"].map(names),
            "accused": frame["accused"].map(names),
            "report": frame["report"],
            "over": frame["report"]
            .eq(ALL)
            .map({True: "all reports, each accusation once", False: "one report"}),
            "claims": frame["claims"],
            "own": frame["own"].astype(int),
            "ids": frame["ids"],
            "evidence": [
                f"{PAGES['S']}#{pair_id(a, b)}"
                for a, b in zip(frame["accuser"], frame["accused"], strict=True)
            ],
        }
    )
    options = [*(reports[r] for r in told), ALL]
    picked = alt.param(
        name="report_shown", value=ALL, bind=alt.binding_select(options=options, name="Told in ")
    )
    base = (
        alt.Chart(frame)
        .transform_filter("datum.report === report_shown")
        .encode(
            x=alt.X(
                "accused:N",
                title="accused",
                scale=alt.Scale(domain=across),
                axis=in_columns(across, 12, grid=True),
            ),
            y=alt.Y(
                "accuser:N",
                title="accuser",
                scale=alt.Scale(domain=[names[i] for i in rows.index]),
                axis=alt.Axis(
                    labelExpr=wrapped(20, 12),
                    domain=False,
                    ticks=False,
                    grid=True,
                    titleAngle=0,
                    titleAlign="left",
                    titleAnchor="start",
                    titleY=-8,
                    titleX=-60,
                ),
            ),
            href="evidence:N",
            tooltip=[
                alt.Tooltip("accuser:N", title="accuser"),
                alt.Tooltip("accused:N", title="accused"),
                alt.Tooltip("claims:Q", title="accusations"),
                alt.Tooltip("own:Q", title="of these in its own voice"),
                alt.Tooltip("ids:N", title="which"),
            ],
        )
    )
    # Each accuser in its own colour; the number stands on a pale ground, to be read in any colour.
    colours = side_scale(names, [names[i] for i in rows.index], NOBODY)
    colour = {"scale": colours, "legend": None}
    discs = base.mark_point(filled=False, strokeWidth=2, fillOpacity=0.16, opacity=1).encode(
        color=alt.Color("accuser:N", **colour),
        fill=alt.Fill("accuser:N", **colour),
        size=alt.Size(
            "claims:Q",
            legend=None,
            scale=alt.Scale(domain=[0, int(total["claims"].max())], range=[260, 1300]),
        ),
    )
    numbers = base.mark_text(fontWeight="bold", color=INK.light).encode(text="claims:Q")
    told_cells = "; ".join(
        f"{names[c['accuser']]}, of {names[c['accused']]}: {c['claims']}"
        for c in total.sort_values("claims", ascending=False, kind="stable").to_dict("records")
    )
    return (
        (discs + numbers)
        .add_params(picked)
        .properties(
            width=WIDTH,
            height=alt.Step(46),
            usermeta=data(
                {
                    "Counted over": "over",
                    "Report": "report",
                    "Accuser": "accuser",
                    "Accused": "accused",
                    "Number of accusations": "claims",
                    "Of these in the report's own voice": "own",
                    "Accusations": "ids",
                }
                | LINK
            )
            | titled("report_shown", titles),
            title=alt.Title(
                titles[ALL],
                subtitle=[
                    "A row accuses, a column is accused; one against two sides stands under both.",
                    *_in_two_cells(pairs),
                    "Choose a number to read the accusations.",
                ],
            ),
            description=f"Matrix of {len(rows)} accusers by {len(columns)} accused. {told_cells}.",
        )
    )


def _in_two_cells(pairs: pd.DataFrame) -> list[str]:
    """How many accusations add up to how many in the cells, where that is not the same."""
    told = pairs["claim_id"].nunique()
    if told == len(pairs):
        return []
    return [f"So the cells of {many(told, 'accusation')} add up to {count(len(pairs))}."]


def _ids(claims: pd.Series) -> str:
    """The ids of claims, each once, in their order."""
    return ", ".join(sorted(set(claims)))


def _most_accused(cells: pd.DataFrame, names: dict[str, str]) -> str:
    """Who is accused most often, and by how many, as the title of a chart of one report or all."""
    told, by_name = cells["report"].iloc[0], cells[cells["accused"] != ""]
    if by_name.empty:
        return f"{told}: nobody is accused by name"
    each = by_name.groupby("accused")["claims"].sum()
    if (tied := int((each == each.max()).sum())) > 1:
        return f"{told}: {many(tied, 'side')} are accused equally often, more than others"
    of = by_name[by_name["accused"] == each.idxmax()]
    by, most = many(of["accuser"].nunique(), "accuser"), int(of["claims"].sum())
    times = {1: "once", 2: "twice"}.get(most, f"{count(most)} times")
    return f"{told}: {names[each.idxmax()]} most accused by name, {times} by {by}"


def said_to_published(
    said: pd.DataFrame, sides: dict[str, str], reports: dict[str, str]
) -> alt.Chart | None:
    """Days from being said to being published: a point where they are known, a bar where not.

    ``said``: ``measures.positions.said_and_published``; those without a first and a last day are
    left off (the page counts them). One line for each report, speaker's side and number of days; of
    many such lines one for each side, whichever the report. ``reports``: ids to short names, in the
    order of publication.
    """
    frame = said[said["days_low"].notna()]
    if frame.empty:
        return None
    frame = frame.assign(
        side=[capital(listed(sides[s] for s in sides if s in them)) for them in frame["sides"]]
    )
    rows = []
    keys = ["source_id", "side", "days_low", "days_high"]
    if together := frame.groupby(keys).ngroups > MOST_LINES:
        frame = frame.assign(source_id="")
        reports = {"": f"{capital(many(len(set(said['source_id'])), 'report'))} together"}
    for (source, side, low, high), group in frame.groupby(keys, sort=False):
        ids = list(group["statement_id"])
        spoken = f"{side}, " + (", ".join(ids) if len(ids) < 3 else f"{len(ids)} statements")
        rows.append(
            {
                "report": reports[source],
                "speaker": side,
                "line": side if together else spoken,
                "number": len(ids),
                "low": int(low),
                "high": int(high),
                "exact": bool(low == high),
                "days": f"{low}" if low == high else f"{low} to {high}",
                "statements": ", ".join(ids),
                "said": "" if together else span(group.iloc[0].to_dict(), "said"),
                "published": between(group["published_first"].min(), group["published_last"].max()),
                "evidence": address(ids[0]),
            }
        )
    plain = pd.DataFrame(rows)
    plain["left"] = plain["low"] > plain["high"].max() / 2
    names = {i: capital(n) for i, n in sides.items()}
    base = alt.Chart(plain).encode(
        y=alt.Y(
            "line:N",
            title=None,
            sort=list(names.values())
            if together
            else alt.EncodingSortField("high", "max", "descending"),
            axis=alt.Axis(labelExpr=wrapped(26, 15), domain=False, ticks=False),
        ),
        color=alt.Color(
            "speaker:N",
            scale=side_scale(names, list(dict.fromkeys(plain["speaker"])), ""),
            legend=None,
        ),
        href="evidence:N",
        tooltip=[
            alt.Tooltip("speaker:N", title="speaker"),
            alt.Tooltip("statements:N", title="statements (the first is opened)"),
            alt.Tooltip("said:N", title="said"),
            alt.Tooltip("published:N", title="published"),
            alt.Tooltip("days:N", title="days between"),
        ],
    )
    # A few long times among short ones would leave these no room.
    far = plain["high"].max() > 5 * plain["high"].quantile(0.75)
    x = alt.X(
        "low:Q",
        title="days before publication" + (" (square-root scale)" if far else ""),
        scale=alt.Scale(reverse=True, domainMin=0, type="sqrt" if far else "linear"),
        axis=alt.Axis(tickMinStep=1, tickCount=8, format="d"),
    )
    bars = (
        base.transform_filter("!datum.exact")
        .mark_bar(size=8, opacity=0.3 if together else 1)
        .encode(x=x, x2="high:Q")
    )
    points = (
        base.transform_filter("datum.exact").mark_point(filled=True, size=90, opacity=1).encode(x=x)
    )
    if together:
        most = int(plain["number"].max())
        size = alt.Scale(domain=[1, most], range=[40, 500])
        legend = alt.Legend(values=sorted({1, max(most // 2, 1), most}), format="d")
        points = points.encode(size=alt.Size("number:Q", scale=size, title="statements",
                                             legend=legend if most > 1 else None))  # fmt: skip
    # Words above a mark reach into the chart, never over the labels on its left.
    words = [
        base.transform_filter(side)
        .mark_text(align=align, baseline="bottom", dx=dx, dy=-7, color=INK.light)
        .encode(x="low:Q", text="days:N", color=alt.value(INK.light))
        for side, align, dx in (("datum.left", "left", -4), ("!datum.left", "right", -4))
        if not together
    ]
    day = alt.Chart(plain).mark_rule(color=LINE.light, strokeWidth=2).encode(x=alt.datum(0))
    shown = [reports[r] for r in reports if reports[r] in set(plain["report"])]
    return (
        alt.layer(day, bars, points, *words)
        .properties(width=WIDTH, height=alt.Step(40))
        .facet(row=in_rows("report", shown))
        .resolve_scale(y="independent")
        .properties(
            usermeta=data(
                {
                    "Reports": "report",
                    "Side that speaks": "speaker",
                    "Days between being said and published, at least": "low",
                    "Days between being said and published, at most": "high",
                    "Number of statements": "number",
                    "Statements (the evidence is that of the first)": "statements",
                    "Said (in words)": "said",
                    "Published (in words)": "published",
                }
                | LINK
            ),
            title=alt.Title(
                "Days from being said to being published",
                subtitle=[
                    "Point: the number of days is known"
                    + ("; the larger, the more statements." if together else ".")
                    + " Bar: it lies in between"
                    + ("; where many lie over each other it is stronger." if together else "."),
                    "The line on the right is the day of publication.",
                ],
            ),
            description="Days from being said to being published. "
            + "; ".join(
                f"{r['report']}: {r['line']}, {r['days']} {'day' if r['days'] == '1' else 'days'}"
                for r in rows
            )
            + ".",
        )
    )
