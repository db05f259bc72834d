"""The page on monitors in words: its answer, what fits and what does not, every total's address.

In: a ``Study`` or a ``Record`` and frames of ``measures.monitors``. Out: text and HTML in which
every total of a monitor's series has an address of its own (``#T001``).
"""

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address
from ceasefire.measures import monitors
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import between, capital, day, listed, many, missing, ref
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence

NOBODY = "nobody named"
UNDISPUTED = (
    "Where another counter has another number in the same unit for nearly the same days, a total "
    "names that one; one that names none is disputed by nobody in these sources."
)
GRADES = dict(
    zip(monitors.GRADES, ("checked or read in full", "not checked", "not found again"), strict=True)
)
_CHECKED = {"checked": "checked", "unchecked": "not checked", "not found again": "not found again"}
MISFITS = {
    "other_unit": "it counts in another unit: a break, no difference",
    "not_found": "its page was not found again: it enters no rate",
    "other_first_day": "it begins on another day: another definition",
    "laid_to_others": "it is laid to others, in the page's words, than the one before",
    "falls": "it is smaller than the one before: a break",
}


def answer(study: Study, totals: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """What two counters make of one time; how the reports' total fits; how many totals."""
    if totals.empty:
        return (
            f"No monitor's total was known by {as_of(study)} in this period: "
            "that is silence, not calm."
        )
    evidence = Evidence.of(study.record)
    counters, series = totals["counter_id"].nunique(), totals["series_id"].nunique()
    who = f" ({evidence.named(totals['counter_id'].unique())})" if counters == 1 else ""
    quoted = ", all quoted by the reports" if totals["of_reports"].all() else ""
    parts = [
        _telling(evidence, totals, pairs),
        _between_neighbours(totals),
        f"{capital(many(len(totals), 'total'))} by {many(counters, 'counter')}{who} in "
        f"{many(series, 'series', 'series')} {'was' if len(totals) == 1 else 'were'} known by "
        f"{as_of(study)}{quoted}; none is added to another.",
    ]
    return " ".join(filter(None, parts))


def _telling(evidence: Evidence, totals: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """The two counters whose totals over nearly the same days lie furthest apart."""
    sound = pairs[pairs["factor"].notna()]
    if sound.empty:
        return (
            "No two counters' totals that could be relied on cover nearly the same days."
            if totals["counter_id"].nunique() > 1
            else ""
        )
    pair, rows = sound.iloc[0], totals.set_index("count_id")
    one, other = rows.loc[pair["one_id"]], rows.loc[pair["other_id"]]
    least = "at least " if pair["is_open"] else ""
    what = "" if pair["same_unit"] else ", in another unit"

    def told(row: pd.Series, key: str) -> str:
        return (
            f"{evidence.actors[row['counter_id']]}: {_amount(row)} {row['unit']} ({ref(key)}, "
            f"{between(row['first_day'], row['last_day'])}, {_CHECKED[row['grade']]})"
        )

    return (
        "The widest gap between two counters over nearly the same days: "
        f"{told(one, pair['one_id'])}, and {told(other, pair['other_id'])}, "
        f"the first {least}{phrases.number(round(pair['factor'], 1))} times the second{what}."
    )


def _between_neighbours(totals: pd.DataFrame) -> str:
    """Between which totals of the same counter a report's own total stands."""
    anchor, frame = leading(totals)
    if anchor is None:
        return "".join(
            f"Beside the reports' {_amount(row)} {row['unit']} ({ref(row['count_id'])}) no other "
            "total of the same counter, unit and first day was known."
            for row in sorted(monitors.anchors(totals), key=lambda row: -row["value"])[:1]
        )
    sound = frame[frame["is_sound"] & (frame["series_id"] == anchor["series_id"])]
    before = sound[sound["last_day"] < anchor["last_sure"]]
    after = sound[sound["last_sure"] > anchor["last_day"]]
    if before.empty and after.empty:
        return ""
    near = [
        f"{_amount(row)} to {between(row['last_sure'], row['last_day'])} ({ref(row['count_id'])})"
        for row in [*before.tail(1).to_dict("records"), *after.head(1).to_dict("records")]
    ]
    where = "between" if len(near) == 2 else "after" if after.empty else "before"
    return (
        f"The reports' {_amount(anchor)} {anchor['unit']} to "
        f"{between(anchor['last_sure'], anchor['last_day'])} ({ref(anchor['count_id'])}) stand "
        f"{where} the same counter's {listed(near)}."
    )


def leading(totals: pd.DataFrame) -> tuple[dict | None, pd.DataFrame]:
    """The report's total that has the most company of its own unit, with that company."""
    found = [(a, monitors.beside(totals, a)) for a in monitors.anchors(totals)]
    found = [(a, frame) for a, frame in found if (frame["series_id"] == a["series_id"]).sum() > 1]
    if not found:
        return None, pd.DataFrame()
    return max(found, key=lambda pair: (pair[1]["series_id"] == pair[0]["series_id"]).sum())


def kept(study: Study, totals: pd.DataFrame) -> Markup:
    """What of the totals the parameters leave, and from when a page without a day is known."""
    chosen, held = study.parameters, monitors.hidden_by_day(study.record)
    said = _also_called(study.record, totals)
    if chosen.start or chosen.end:
        said.append(
            "A total is kept where its days can touch the period asked for; what of it falls "
            "outside is not taken off, since nobody tells how it lies over its days."
        )
    if chosen.agreement_ids:
        said.append(
            "Monitors' totals stand under no agreement. Those that end before the first of the "
            "agreements asked for was concluded are left off."
        )
    if chosen.viewpoint != "everyone":
        said.append("A viewpoint decides verdicts, not counts: every counter is shown.")
    if held["known"] < held["held"]:
        said.append(
            f"Of {many(held['held'], 'total')} in monitors' series, "
            f"{phrases.count(held['held'] - held['known'])} "
            f"{'is' if held['held'] - held['known'] == 1 else 'are'} not known on this day: a page "
            "without a printed date is known only from the day on which it was read."
        )
    elif held["undated"]:
        said.append(
            f"{capital(phrases.count(held['undated']))} of {many(held['held'], 'total')} in "
            "monitors' own series "
            f"{'rests' if held['undated'] == 1 else 'rest'} on pages without a printed date. "
            "These are known only from the day on which they were read: in an edition with an "
            "earlier knowledge date they are missing."
        )
    quoted = int(totals["of_reports"].sum())
    if quoted and held["known"] and held["known"] + quoted == len(totals):
        said.append(
            f"With the {many(quoted, 'total')} that the reports quote, which stand outside these "
            f"series, the {phrases.number(held['known'])} known here are the "
            f"{phrases.number(len(totals))} of this page."
        )
    return _said(said)


def _also_called(record: Record, totals: pd.DataFrame) -> list[str]:
    """One sentence on counters whose series bear other names than they do; none where none do."""
    names, pairs = record.names_of("actors"), {}
    for row in totals.to_dict("records"):
        own, (called, colon, _) = names[row["counter_id"]], row["series_title"].partition(":")
        if colon and called.casefold() != own.casefold():
            pairs.setdefault(own, {}).setdefault(called)
    if not pairs:
        return []
    told = listed(f"{own} ({', '.join(called)})" for own, called in sorted(pairs.items()))
    return [f"Some counters are also called as their series are, in brackets here: {told}."]


def alone(totals: pd.DataFrame, drawn: pd.Series) -> Markup:
    """Series of which one total is known, as a folded table: nothing stands beside it."""
    rows = totals[~drawn].sort_values(["series_title", "first_day", "count_id"])
    table = html.table(
        [
            {
                "total": _link(row["count_id"]),
                "series": row["series_title"],
                "amount": _amount(row),
                "days": _period(row),
                "per day": "one day only"
                if row["days_high"] == 1
                else phrases.rate(row["rate_low"], row["rate_high"]),
                "laid to, in the page's words": row["laid_to"] or NOBODY,
                "page": GRADES[row["grade"]],
            }
            for row in rows.to_dict("records")
        ],
        "Series of which a single total is known, or one without days",
        "No series with a single total is known in this period.",
    )
    how_many = many(rows["series_id"].nunique(), "series", "series")
    return (
        html.folded(f"{capital(how_many)} of a single total, not drawn", table)
        if len(rows)
        else table
    )


def shifted(totals: pd.DataFrame) -> Markup:
    """Which series begin their totals on one day and on the next: two definitions, not one."""
    return _said(
        f"{row['series_title']}: the totals from {day(row['first_days'][0])} "
        f"({listed(map(ref, row['ids'][0]))}) and those from {day(row['first_days'][1])} "
        f"({listed(map(ref, row['ids'][1]))}) do not begin on the same day, so the definition is "
        "not the same, and no difference is taken between them."
        for row in monitors.shifted(totals).to_dict("records")
    )


def steps_table(steps: pd.DataFrame, breaks: pd.DataFrame) -> Markup:
    """What a definition adds from total to total, and the totals in other units that break it."""
    rows = [
        {
            "totals": html.joined(
                [
                    html.joined(map(_link, ids), " and ")
                    for ids in (row["before_ids"], row["count_ids"])
                    if ids
                ],
                " to ",
            ),
            "series": f"{row['series_title']}, from {day(row['first_day'])}",
            "days": f"{phrases.amount(row['days_low'], None, row['days_high'])}, "
            f"up to {day(row['to_day'])}",
            "more": "not known: both say only how many at least"
            if missing(row["more_low"]) and missing(row["more_high"])
            else phrases.amount(row["more_low"], None, row["more_high"]),
            "per day": "falls: a break"
            if row["falls"]
            else "one day only"
            if row["days_high"] == 1
            else phrases.rate(row["rate_low"], row["rate_high"]) or "not known",
            "laid to, in the page's words": row["laid_to"] or f"{NOBODY}, or all",
            "pages": "checked or read in full" if row["is_checked"] else "not all checked",
        }
        for row in steps.to_dict("records")
    ]
    other = [
        {
            "total": _link(row["count_id"]),
            "would continue": steps[steps["series_id"] == row["chain_id"]]["series_title"].iloc[0],
            "counts instead": f"{_amount(row)} {row['unit']}",
            "days": _period(row),
            "page": GRADES[row["grade"]],
        }
        for row in breaks.to_dict("records")
    ]
    return _wide(
        html.table(
            rows,
            "What is added from one total to the next, where the definition is the same",
            "No two totals of one definition, one ending after the other, were known.",
        )
    ) + html.table(
        other,
        "Breaks: the same counter and first day, and another unit",
        "No change of unit was found in a running total.",
    )


def checks(record: Record, totals: pd.DataFrame) -> list[Markup]:
    """Wholes and parts, rival figures, places that do not add up, kinds that overlap."""
    evidence, rows = Evidence.of(record), totals.set_index("count_id")
    whole = [
        {
            "series": row["series_title"],
            "days": between(row["first_day"], row["last_day"]),
            "whole": _valued(rows, row["whole_id"]),
            "laid to": html.joined(
                [
                    Markup("{} to {}").format(_valued(rows, i), rows.loc[i, "laid_to"])
                    for i in row["part_ids"]
                ],
                "; ",
            ),
            "parts together": phrases.amount(row["parts_low"], None, row["parts_high"]),
            "do they fit?": "yes" if row["fits"] else "no",
        }
        for row in monitors.parts(totals).to_dict("records")
    ]
    rival = [
        {
            "series": row["series_title"],
            "days": between(row["first_day"], row["last_day"]),
            "printed": html.joined([_valued(rows, i) for i in row["count_ids"]], "; "),
            "laid to": rows.loc[row["count_ids"][0], "laid_to"] or NOBODY,
            "do they fit?": "their ranges meet: both may be right" if row["fits"]
            else "no: kept as they are",
        }
        for row in monitors.rivals(totals).to_dict("records")
    ]  # fmt: skip
    uneven = [
        {
            "total": _valued(rows, row["count_id"]),
            "series": row["series_title"],
            "its places together": phrases.number(row["summed"]),
            "page": html.link(
                evidence.titles[row["source_id"]], f"{html.SOURCES_PAGE}#{row['source_id']}"
            ),
        }
        for row in monitors.uneven(record, totals).to_dict("records")
    ]
    kinds = [
        {
            "counted by": evidence.linked([row["counter_id"]]),
            "days": between(row["first_day"], row["last_day"]),
            "widest": _described(rows, row["widest_id"]),
            "beside it": html.joined([_described(rows, i) for i in row["other_ids"]], "; "),
            "what follows": f"together the others would be {phrases.number(row['others_low'])}, "
            "more than the widest: they overlap, or the page contradicts itself"
            if row["exceeds"]
            else "they may overlap: nothing is added",
        }
        for row in monitors.kinds(totals).to_dict("records")
    ]
    return [
        html.table(
            whole,
            "Whole and parts: one total, also told by the party that it is laid to",
            "No total was also told by party.",
        ),
        html.table(
            rival,
            "One series, one period, different figures",
            "No series prints two figures for one period.",
        ),
        html.table(
            uneven,
            "Pages on which the places do not make the total",
            "No page was known whose places fail to make its total.",
        ),
        html.table(
            kinds,
            "One counter, one period, several kinds of deed",
            "No counter prints three or more kinds of deed for one period.",
        ),
    ]


def beside_tables(record: Record, totals: pd.DataFrame) -> list[Markup]:
    """Each of the reports' totals among those of the same counter: who prints what, and when."""
    evidence, tables, single = Evidence.of(record), [], []
    for anchor in monitors.anchors(totals):
        frame = monitors.beside(totals, anchor)
        if len(frame) < 2:
            single.append(ref(anchor["count_id"]))
            continue
        rows = [_beside(evidence, row, anchor) for row in frame.to_dict("records")]
        title = (
            f"{_amount(anchor)} {anchor['unit']} up to "
            f"{between(anchor['last_sure'], anchor['last_day'])} ({anchor['count_id']}), among the "
            "totals of "
            f"{evidence.actors[anchor['counter_id']]} that begin by its first day"
        )
        tables.append(_wide(html.table(rows, title)))
    if single:
        other = f"Beside {listed(single)} no other total of the same counter, unit and first day"
        tables.append(_said([f"{other} was known."]))
    return tables or [Markup('<p class="empty">No total of a report is known in this period.</p>')]


def _beside(evidence: Evidence, row: dict, anchor: dict) -> dict:
    """One row of a total's company."""
    own = row["count_id"] == anchor["count_id"]
    key = _link(row["count_id"])
    since = Markup("")
    if not missing(row["before_id"]):
        days = phrases.amount(row["gap_low"], None, row["gap_high"])
        one = row["gap_high"] == 1  # what one day adds is no mean
        rate = "" if one else phrases.rate(row["step_low"], row["step_high"])
        since = Markup("{} than {} in {} {}{}").format(
            capital(_more(row)), _link(row["before_id"]), days, "day" if days == "1" else "days",
            f": {rate} a day" if rate else "",
        )  # fmt: skip
    printed = [
        html.link(
            evidence.actors[evidence.record.publisher_of[source]], f"{html.SOURCES_PAGE}#{source}"
        )
        for source in row["source_ids"]
    ]
    return {
        "total": Markup("<strong>{}</strong>").format(key) if own else key,
        "days": _period(row),
        "amount": f"{_amount(row)} {row['unit']}",
        "since the one before": since,
        "what does not fit": capital("; ".join(MISFITS[m] for m in row["misfits"])),
        "laid to, in the page's words": row["laid_to"] or NOBODY,
        "page": GRADES[row["grade"]],
        "printed by": html.joined(printed),
    }


def _more(row: dict) -> str:
    low, high = row["more_low"], row["more_high"]
    if missing(low) and missing(high):
        return "not known how many more"
    if not missing(high) and high < 0:
        return f"{phrases.amount(-high, None, None if missing(low) else -low)} fewer"
    return f"{phrases.amount(low, None, high)} more"


def misfits(totals: pd.DataFrame) -> Markup:
    """What does not fit around each of the reports' totals, in sentences."""
    said = []
    for anchor in monitors.anchors(totals):
        short = monitors.shorter(totals, anchor)
        if short.empty or missing(anchor["rate_low"]):
            continue
        low, high = short["rate_low"].min(), short["rate_high"].max()
        own = phrases.rate(anchor["rate_low"], anchor["rate_high"])
        one = len(short) == 1
        said.append(
            f"{capital(many(len(short), 'shorter total'))} of the same series "
            f"{'lies' if one else 'lie'} inside the days of {ref(anchor['count_id'])} "
            f"({listed(map(ref, short['count_id']))}): {'it makes' if one else 'they make'} "
            f"{phrases.rate(low, high)} a day, and {ref(anchor['count_id'])} {own}. "
            + (
                "That is less throughout: either the other days were far worse, or the longer "
                "total counts in another unit under the same name. The pages do not say."
                if not missing(high) and high < anchor["rate_low"]
                else "The rates overlap."
            )
        )
    return _said(said)


def pairs_table(record: Record, totals: pd.DataFrame, pairs: pd.DataFrame) -> Markup:
    """Totals of two counters over nearly the same days, beside each other with their units."""
    evidence, rows = Evidence.of(record), totals.set_index("count_id")

    def side(key: str) -> Markup:
        row = rows.loc[key]
        return Markup("{}: {}, {}").format(
            evidence.actors[row["counter_id"]], _described(rows, key),
            between(row["first_day"], row["last_day"]),
        )  # fmt: skip

    def told(some: pd.DataFrame, caption: str) -> Markup:
        return html.table(
            [
                {
                    "larger": side(pair["one_id"]),
                    "smaller": side(pair["other_id"]),
                    "days in common": f"{pair['share']:.0%}",
                    "units": "the same words" if pair["same_unit"] else "different",
                    "factor": _factor(pair),
                }
                for pair in some.to_dict("records")
            ],
            caption,
            "No two counters' totals that could be relied on cover nearly the same days.",
        )

    sound = pairs["is_sound"].astype(bool)
    table = told(pairs[sound], "Two counters over nearly the same days")
    if sound.all():
        return table
    more = many(int((~sound).sum()), "pair")
    return table + html.folded(
        f"{capital(more)} with a page that was not found again",
        told(pairs[~sound], "Pairs of which no factor is taken"),
    )


def _factor(pair: dict) -> str:
    if not pair["is_sound"]:
        return "none is taken"
    if missing(pair["factor"]):
        return "none: one of the two is nought"
    return f"{'open, about ' if pair['is_open'] else ''}{phrases.number(round(pair['factor'], 1))}"


def casualties_table(record: Record, totals: pd.DataFrame) -> Markup:
    """Killed and wounded by counter and population: smallest and largest total, laid to whom."""
    evidence = Evidence.of(record)
    return _wide(
        html.table(
            [
                {
                    "counted by": evidence.linked([row["counter_id"]]),
                    "harm": row["measure"],
                    "of whom": row["population"] or "not told",
                    "totals": html.joined(map(_link, row["count_ids"])),
                    "smallest": _number(row["smallest"]),
                    "largest": ("at least " if row["is_open"] else "") + _number(row["largest"]),
                    "first to last day": between(row["first_day"], row["last_day"]),
                    "laid to, in the counter's words": "; ".join(
                        words or NOBODY for words in row["laid_to"]
                    ),
                }
                for row in monitors.casualties(totals).to_dict("records")
            ],
            "Killed and wounded, by counter and population (nothing is added)",
            "No monitor's total of killed or wounded is known in this period.",
        )
    )


def leads_table(record: Record) -> Markup:
    """Totals that can be neither dated nor cited: how many, and, folded, which."""
    rows = monitors.leads(record).to_dict("records")
    if not rows:
        return Markup('<p class="empty">{}</p>').format(
            "No such total is listed here: leads belong to the wider record, on its last day."
        )
    table = html.table(
        [
            {
                "row of the harvest": row["origin"],
                "what it lacks": {"no_date": "a date", "no_url": "an address"}.get(
                    row["why"], row["why"]
                ),
                "published by": row["publisher"],
                "page": row["title"]
                if missing(row["url"])
                else html.link(Markup("<bdi>{}</bdi>").format(row["title"]), row["url"]),
                "published": "" if missing(row["published"]) else row["published"],
                "says": row["says"],
            }
            for row in rows
        ],
        "Leads: totals without a date or an address",
    )
    one = len(rows) == 1
    lack = "lacks a date or an address, and is" if one else "lack a date or an address, and are"
    return html.folded(f"{capital(many(len(rows), 'total'))} {lack} used nowhere", table)


def every_total(record: Record, totals: pd.DataFrame) -> list[Markup]:
    """Every total of a monitor's series with its address, one list for each counter."""
    evidence, beside = Evidence.of(record), _other_counters(totals)
    own = totals[~totals["of_reports"]].sort_values(["series_title", "first_day", "count_id"])
    names = {i: evidence.actors[i] for i in own["counter_id"]}
    lists = [
        html.folded(
            f"{names[counter]}: {many(int((own['counter_id'] == counter).sum()), 'total')}",
            Markup('<ul class="statements">{}</ul>').format(
                Markup("").join(
                    _item(evidence, row, beside.get(row["count_id"], []))
                    for row in own[own["counter_id"] == counter].to_dict("records")
                )
            ),
        )
        for counter in sorted(names, key=names.__getitem__)
    ]
    if not lists:
        return [html.nothing("No total in a monitor's series is known in this period.")]
    return [Markup('<p class="muted">{}</p>').format(UNDISPUTED), *lists]


def _other_counters(totals: pd.DataFrame) -> dict[str, list[str]]:
    """By total, those of other counters over nearly the same days that give another number."""
    value, found = dict(zip(totals["count_id"], totals["value"], strict=True)), {}
    for pair in monitors.pairs(totals).to_dict("records"):
        one, other = pair["one_id"], pair["other_id"]
        if pair["same_unit"] and value[one] != value[other]:
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


def _item(evidence: Evidence, row: dict, others: list[str]) -> Markup:
    """One total: what, over which days, of whom, laid to whom, where, how far checked."""
    told = [
        ""
        if missing(row["population"]) or row["population"] in row["series_title"]
        else f"population: {row['population']}",
        f"laid to, in the page's words: {row['laid_to'] or NOBODY}",
        f"area of the series: {row['area']}",
        f"page {GRADES[row['grade']]}",
    ]
    coded = [] if missing(row["origin"]) else [f"Row of the harvest: {row['origin']}."]
    return Markup(
        '<li id="{}">{} <strong>{}</strong>: {}, {}. <span class="muted">{}. '
        '<span class="unsought">{}</span></span> {}{}{}</li>\n'
    ).format(
        row["count_id"], _link(row["count_id"]), row["series_title"], _amount(row), _period(row),
        capital("; ".join(filter(None, told))), " ".join([*coded, row["basis"]]),
        evidence.cite("counts", row["count_id"]),
        Markup(" Another counter, another number: {}.").format(html.joined(map(_link, others)))
        if others else "",
        html.shown_in(row["count_id"]),
    )  # fmt: skip


# --- pieces -------------------------------------------------------------------------------------


def _amount(row: pd.Series | dict) -> str:
    """A total with its doubt: 'at least 450', 'about 70', '49'."""
    low, best, high = row["total_low"], row["total_best"], row["total_high"]
    return phrases.amount(low, best if missing(low) else None, high)


def _said(sentences: Iterable[str]) -> Markup:
    """Sentences as paragraphs, in which every row named leads to its evidence."""
    return Markup("\n").join(Markup("<p>{}</p>").format(html.prose(s)) for s in sentences)


def _number(value: object) -> str:
    return "not known" if missing(value) else phrases.number(value)


def _period(row: dict) -> str:
    """First and last day, or the days among which they lie."""
    if missing(row["first_day"]) or missing(row["last_day"]):
        return "not reported"
    sure = row["first_sure"] == row["first_day"] and row["last_sure"] == row["last_day"]
    if sure:
        return between(row["first_day"], row["last_day"])
    return (
        f"from {between(row['first_day'], row['first_sure'])} "
        f"to {between(row['last_sure'], row['last_day'])}"
    )


def _wide(table: Markup) -> Markup:
    """A table of many columns, whose first stays in sight on a phone."""
    return Markup('<div class="compared">{}</div>').format(table)


def _link(row_id: str) -> Markup:
    return html.link(row_id, address(row_id))


def _valued(rows: pd.DataFrame, key: str) -> Markup:
    return Markup("{} ({})").format(_amount(rows.loc[key]), _link(key))


def _described(rows: pd.DataFrame, key: str) -> Markup:
    row = rows.loc[key]
    return Markup("{} {} ({})").format(_amount(row), row["unit"], _link(key))
