"""The page on the ledgers in words: its answer, its tables, and the address of every daily count.

In: a ``Study`` or a ``Record`` and frames of ``measures.ledgers``. Out: sentences, and HTML in
which every count of a ledger or a briefing has an address of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address, entry
from ceasefire.measures.bootstrap import BLOCK, DRAWS, FEWEST, LEVEL
from ceasefire.measures.knowledge import Record
from ceasefire.measures.ledgers import (
    AGREED,
    BOTH,
    BRIEFING,
    CONFIRMED,
    EQUAL,
    FEW,
    FIRST,
    LEDGER,
    NOTHING,
    ONE,
    SECOND,
    WINDOW_DAYS,
    between,
    coverage,
    emptied,
    pairs,
    steps,
    turns,
)
from ceasefire.phrases import capital, day, listed, many, missing, number, ref
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence
from ceasefire.words.wider import EDITION

EMPTY = "No daily counts that can be compared are known here."
# As the first bulletin of a new kind is told.
FIRSTS = {
    "narrower": "first bulletin on the zone alone",
    "confirmed": "first figure given as another side's",
}
# As an unsound row is told.
DOUBTS = {"not_refound": "page not found again", "low": "day or figure not sure"}


def who(record: Record, counters: Iterable[str]) -> Mapping[str, str]:
    """The names of the sides behind the first and the second ledger, and the confirmed figure."""
    names, series = record.names_of("sides"), record.clean.tables["series"]
    confirmed = series.loc[series["kind"] == CONFIRMED, "counter_id"].head(1)
    counted = zip((FIRST, SECOND, CONFIRMED), [*counters, *confirmed], strict=False)
    return MappingProxyType({kind: names[record.side_of[who]] for kind, who in counted})


def answer(
    study: Study, bulletins: pd.DataFrame, by_period: pd.DataFrame, who: Mapping[str, str]
) -> tuple[str, ...]:
    """How often which ledger counts more, and where that turns."""
    if bulletins.empty and study.parameters.corpus == "seed":
        return (
            Markup(
                "The reports hold no daily counts by the parts of a joint commission: that is "
                "silence, not calm. The edition {} holds such counts."
            ).format(EDITION),
        )
    if bulletins.empty:
        return (
            f"No ledger of a joint commission was known by {as_of(study)} in this period, so no "
            "two counts can be set side by side: that is silence, not calm.",
        )
    known, paired = coverage(bulletins), pairs(bulletins)
    over = phrases.between(known["first"], known["last"]) if known["days"] else "their day not sure"
    if paired.empty:
        return (
            f"Bulletins are known ({over}), and none of them gives both sides' counts of the zone: "
            "what each side counted in it is not known.",
        )
    ahead = [phrases.count(int((paired["more"] == s).sum())) for s in (FIRST, SECOND, EQUAL)]
    return (
        f"Both sides' counts are known for {phrases.count(known[BOTH])} of "
        f"{many(known['days'], 'day')} ({over}): on {ahead[0]} of them {who[FIRST]}'s ledger shows "
        f"more cases of opening fire, on {ahead[1]} {who[SECOND]}'s, on {ahead[2]} both the same.",
        _agreeing(paired),
        _ahead(by_period, who),
    )


def _agreeing(paired: pd.DataFrame) -> str:
    """How often the two ledgers agree, as a share of the compared days."""
    gap = paired["difference"].astype(float).abs()
    same, near = ((gap <= most).mean() for most in (0, 1))
    return (
        f"They give the same number on {same:.0%} of these days, and numbers at most one apart on "
        f"{near:.0%}."
    )


def _ahead(by_period: pd.DataFrame, who: Mapping[str, str]) -> str:
    """Which ledger is ahead in each period that holds enough days, one clause for each."""
    leaning = by_period[by_period["leans"].notna()]
    if leaning.empty:
        return f"No period holds {many(FEW, 'such day')}, so none is said to lean to one side."
    told = [
        f"neither {row['name']} ({number(row[FIRST])} and {number(row[SECOND])} of {row['days']})"
        if row["leans"] == EQUAL
        else f"{who[row['leans']]} {row['name']} ({row[row['leans']]} of {row['days']})"
        for row in leaning.to_dict("records")
    ]
    return f"Who counts more, on how many of the known days: {'; '.join(told)}."


def area(bulletins: pd.DataFrame, by_period: pd.DataFrame, who: Mapping[str, str]) -> str:
    """Whether a turn could come from a change of area: the days before it on the zone alone."""
    parts = []
    for key in turns(by_period)["period_id"]:
        place = by_period.index[by_period["period_id"] == key][0]
        before = by_period.loc[: place - 1]
        if not before["wide"].sum() or not before["days"].sum():
            continue
        last = before[before["days"] > 0].iloc[-1]
        if not last["wide"]:
            continue
        within = between(pairs(bulletins), last["opens_high"], last["closes_low"])
        alone = within[~within["wide"].astype(bool)]
        same = int((alone["more"] == last["leans"]).sum())
        often = "each" if same == len(alone) else phrases.count(same)
        parts.append(
            f"The bulletins had changed their area before the turn "
            f"{by_period.loc[place, 'name']}: {many(len(alone), 'known day')} of the period before "
            f"it {'rests' if len(alone) == 1 else 'rest'} on bulletins on the zone alone, and "
            f"{who[last['leans']]}'s ledger is ahead on {often} of them. So few days cannot rule "
            "out that the change of area plays a part."
        )
    return " ".join(parts)


def covered(bulletins: pd.DataFrame) -> str:
    """How many days are known, and what the bulletins on a wider area give."""
    if bulletins.empty:
        return ""
    known = coverage(bulletins)
    if not known["days"]:
        return _left_out(bulletins)
    months = [f"{m:%B %Y}" for m in known["unpaired_months"]]
    without = (
        f" In {many(len(months), 'month')} of {number(known['months'])} no day is known by both"
        + (f" ({listed(months)})." if len(months) <= 6 else ".")
        if months
        else ""
    )
    wide = bulletins[bulletins["wide"].astype(bool) & bulletins["is_sound"].astype(bool)]
    told = int((wide["known"] == BOTH).sum())
    of_wide = (
        f" {capital(many(len(wide), 'bulletin'))} {'covers' if len(wide) == 1 else 'cover'} more "
        f"than the zone; {phrases.count(told)} of them {'gives' if told == 1 else 'give'} a figure "
        "of the zone in both ledgers, because the places named add up to the total."
        if len(wide)
        else ""
    )
    empty = set(emptied(bulletins))
    days = pairs(bulletins)
    unequal = int((days["day"].isin(empty) & (days["difference"] != 0)).sum())
    of_nought = (
        f" On {many(len(empty), 'day')} a zone figure of nought is there because every case that "
        "the page counts is placed outside the zone; on "
        f"{phrases.count(unequal)} of them the other ledger counts more."
        if empty
        else ""
    )
    return (
        f"Of {many(known['days'], 'day')}, {number(known[BOTH])} are known by both ledgers and "
        f"{number(known[ONE])} by one; of the other {number(known[NOTHING])} no bulletin is known "
        f"that surely gives a figure of the zone.{without}{of_wide}{of_nought} "
        f"{_left_out(bulletins)}".strip()
    )


def reconciled(bulletins: pd.DataFrame) -> str:
    """From the bulletins with both ledgers to the days used."""
    told = steps(bulletins)
    if not told["printed"]:
        return ""
    unsure, untold = told["unsure"], told["untold"]
    return (
        f"Of {many(told['printed'], 'bulletin')} with both ledgers, {phrases.count(unsure)} "
        f"{'is' if unsure == 1 else 'are'} not sure, and for {phrases.count(untold)} more a figure "
        f"of the zone cannot be told; the other {number(told['used'])} are the days compared."
    )


def _left_out(bulletins: pd.DataFrame) -> str:
    """Which bulletins are listed and not counted."""
    unsure = bulletins[~bulletins["is_sound"].astype(bool)]
    if unsure.empty:
        return ""
    one = len(unsure) == 1
    return (
        f"{capital(many(len(unsure), 'bulletin'))} whose day is not sure, or whose page was not "
        f"found again, {'is' if one else 'are'} drawn as a cross and listed under every bulletin, "
        f"and {'enters' if one else 'enter'} no other number on this page."
    )


def density(bulletins: pd.DataFrame) -> str:
    """How unevenly the known days lie."""
    paired = pairs(bulletins)
    if paired.empty:
        return ""
    months = pd.Series([f"{d:%B %Y}" for d in paired["day"]]).value_counts()
    fullest = listed([name for name, n in months.items() if n == months.iloc[0]])
    return (
        f"No month holds more than {many(int(months.iloc[0]), 'known day')} ({fullest}); "
        f"half of the months with any hold {number(months.median())} or fewer."
    )


def confirmed(bulletins: pd.DataFrame, who: Mapping[str, str]) -> str:
    """How the figure given as another side's stands to the first ledger of the same bulletin."""
    held = bulletins[
        bulletins["confirmed"].notna()
        & bulletins[FIRST].notna()
        & bulletins["is_sound"].astype(bool)
    ]
    if held.empty:
        return ""
    gap = (held["confirmed"] - held[FIRST]).astype(float)
    above = held.loc[gap > 0, "confirmed_id"]
    told = f" (higher: {listed(map(ref, above))})" if 0 < len(above) <= 5 else ""
    return (
        f"From {day(min(held['day']))} on, {number(len(held))} known bulletins also give a figure "
        f"as that of another side ({who[CONFIRMED]}): lower than {who[FIRST]}'s on "
        f"{phrases.count(int((gap < 0).sum()))}, the same on "
        f"{phrases.count(int((gap == 0).sum()))}, higher on {phrases.count(len(above))}{told}."
    )


def marks_table(record: Record, lettered: pd.DataFrame, marks: pd.DataFrame) -> Markup:
    """What the letters in the charts stand for; marks without an exact day have none.

    '' where nothing is marked.
    """
    if marks.empty:
        return Markup("")
    letters = dict(zip(lettered["row"], lettered["letter"], strict=True))
    rows = []
    for row in marks.to_dict("records"):
        if row["kind"] == "period":
            what = f"a period opens: {row['name']}"
        elif row["kind"] == "agreement":
            what = html.link(row["name"], entry("agreements", row["row"]))
        else:
            what = Markup("{}: {}").format(FIRSTS[row["kind"]], _ref(row["row"]))
        rows.append(
            {
                "letter": letters.get(row["row"], "not drawn"),
                "day": phrases.between(row["day_low"], row["day_high"]),
                "what": what,
            }
        )
    return html.table(rows, "The letters in the charts")


def _ref(count_id: str) -> Markup:
    return html.link(count_id, address(count_id))


def place_table(places: pd.DataFrame, names: dict[str, str], who: Mapping[str, str]) -> Markup:
    """Of each place: days by who counts more, and days on which only one ledger states it.

    '' where no place is stated.
    """
    rows = []
    for place, group in places.groupby("place_id", sort=False):
        told = group["more"].value_counts()
        rows.append(
            {
                "place": names[place],
                "days stated in both": int(group["more"].notna().sum()),
                f"{who[FIRST]} more": int(told.get(FIRST, 0)),
                "as many": int(told.get(EQUAL, 0)),
                f"{who[SECOND]} more": int(told.get(SECOND, 0)),
                f"stated by {who[FIRST]} only": int(group[SECOND].isna().sum()),
                f"stated by {who[SECOND]} only": int(group[FIRST].isna().sum()),
            }
        )
    return html.table(rows, "Days by place and by who counts more") if rows else Markup("")


def period_table(record: Record, by_period: pd.DataFrame, who: Mapping[str, str]) -> Markup:
    """The periods: days and medians, and below them why each begins when it does.

    '' where no period has a known day.
    """
    evidence = Evidence.of(record)
    if not by_period["days"].sum():
        return Markup("")
    held = by_period.to_dict("records")
    rows = [
        {
            "period": capital(row["name"]),
            "opens": phrases.between(row["opens_low"], row["opens_high"])
            if row["opens_low"]
            else "before",
            "known days": f"{row['days']}{_of_wide(row['wide'])}",
            f"{who[FIRST]} more": row[FIRST],
            "as many": row[EQUAL],
            f"{who[SECOND]} more": row[SECOND],
            f"median, {who[FIRST]} and {who[SECOND]}": f"{_median(row['median_first'])} and "
            f"{_median(row['median_second'])}"
            if row["days"]
            else "not known",
        }
        for row in held
    ]
    reasons = [
        (
            capital(row["name"]),
            Markup("{} {}").format(row["basis"], _opened_by(evidence, row)),
            f"Checked against its page: {row['checked']} of {many(row['days'], 'known day')}.",
        )
        for row in held
    ]
    return Markup("{}\n<p>Why each period begins when it does:</p>\n{}").format(
        html.table(rows, "The ledgers, period by period"), html.terms(reasons)
    )


def _of_wide(days: int) -> str:
    """' (8 on a wider area)'; '' for none."""
    return f" ({days} on a wider area)" if days else ""


def _opened_by(evidence: Evidence, row: dict) -> Markup:
    """The agreement or the page that dates a period."""
    if row["agreement_id"]:
        return html.link(
            evidence.agreements[row["agreement_id"]], entry("agreements", row["agreement_id"])
        )
    source = row["source_id"]
    if not source:
        return Markup("")
    return html.link(evidence.titles[source], f"{html.SOURCES_PAGE}#{source}")


def _median(value: object) -> str:
    return "not known" if missing(value) else number(value)


def _signed(value: object) -> str:
    """'+8.0', '−1.5', '0'; 'not known' where it is missing."""
    if missing(value):
        return "not known"
    text = f"{abs(value):.1f}"
    return text if text == "0.0" else f"{'+' if value > 0 else '−'}{text}"


def change_sentences(
    record: Record, changes: pd.DataFrame, groups: list[list[str]], who: Mapping[str, str]
) -> list[str]:
    """What can be said of each change: which ledger rises or falls, beyond the draw of days.

    ``groups``: ``measures.ledgers.same_change``; agreements of one group are told as one change.
    """
    names, parts = record.names_of("agreements"), []
    held = changes[changes["low"].notna() & changes["quantity"].isin([FIRST, SECOND])]
    for group in groups:
        rows = held[held["agreement_id"].isin(group)]
        if rows.empty:
            continue
        keys = list(dict.fromkeys(rows["agreement_id"]))
        told = "; ".join(
            f"{who[side]}'s {_moved(of.to_dict('records'))}"
            for side, of in rows.groupby("quantity", sort=False)
        )
        wide = max(rows["wide_before"] + rows["wide_after"])
        area = (
            f" {capital(phrases.count(wide))} of these days {'rests' if wide == 1 else 'rest'} on "
            "bulletins on a wider area."
            if wide
            else ""
        )
        compared = rows.drop_duplicates("agreement_id")
        others = dict.fromkeys(o for _, row in compared.iterrows() for o in _within(record, row))
        others = [other for other in others if other not in {names[key] for key in keys}]
        beside = f" Also dated within these days: {listed(others)}." if others else ""
        one = " (one change: the days compared are mostly the same)" if len(keys) > 1 else ""
        parts.append(f"{listed(names[k] for k in keys)}{one}: {told}.{area}{beside}")
    return parts


def _moved(rows: list[dict]) -> str:
    """How one ledger moves in one comparison, or in several that tell one change."""
    sure = [row for row in rows if row["low"] > 0 or row["high"] < 0]
    span = f"({_signed(min(r['low'] for r in rows))} to {_signed(max(r['high'] for r in rows))})"
    ways = {_moves(row) for row in sure}
    if len(sure) < len(rows) or len(ways) > 1:
        often = "" if not sure else f" in {number(len(rows) - len(sure))} of {number(len(rows))}"
        return f"shows no sure change{often} {span}"
    sizes = sorted({f"{abs(row['change']):.1f}" for row in sure}, key=float)
    size = sizes[0] if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"
    return f"{ways.pop()}, by {size} a day {span}"


def _mean(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _moves(row: dict) -> str:
    return "is higher after it" if row["change"] > 0 else "is lower after it"


def method(changes: pd.DataFrame) -> str:
    """How the intervals were made, with every number that they rest on; '' where there are none."""
    if changes.empty:
        return ""
    return (
        f"For each agreement or truce with a date: the known days of the {WINDOW_DAYS} days before "
        f"it and of the {WINDOW_DAYS} days after it. The mean per known day is drawn anew "
        f"{number(DRAWS)} times in blocks of {many(BLOCK, 'known day')} that lie side by side, "
        f"because days of fighting come in runs; {LEVEL:.0%} of the changes drawn lie in the "
        f"interval. With fewer than {many(FEWEST, 'known day')} on a side none is computed."
        f"{_alike(changes)}"
    )


def _alike(changes: pd.DataFrame) -> str:
    """Whether a change turns its direction if each month weighs alike."""
    monthly = (changes["monthly_after"] - changes["monthly_before"]).astype(float)
    turned = int((monthly * changes["change"].astype(float) < 0).sum())
    how = (
        "no change turns"
        if not turned
        else f"{many(turned, 'change')} of {len(changes)} would turn"
    )
    return f" If each month weighs alike, however many of its days are known, {how} round."


def change_table(record: Record, changes: pd.DataFrame, who: Mapping[str, str]) -> Markup:
    """Before and after each agreement: known days, means, change and interval; '' without any."""
    names = record.names_of("agreements")
    label = {side: f"{who[side]}'s ledger" for side in (FIRST, SECOND) if side in who}
    label["difference"] = f"{who.get(SECOND, '')} less {who.get(FIRST, '')}"
    rows = [
        {
            "agreement": html.link(
                names[row["agreement_id"]], entry("agreements", row["agreement_id"])
            ),
            "of": label[row["quantity"]],
            "known days, before and after": " and ".join(
                f"{row[f'days_{end}']}{_of_wide(row[f'wide_{end}'])}" for end in ENDS
            ),
            "mean, before and after": " and ".join(_mean(row[end]) for end in ENDS),
            "change": _signed(row["change"]),
            f"{LEVEL:.0%} interval": "too few days"
            if missing(row["low"])
            else f"{_signed(row['low'])} to {_signed(row['high'])}",
        }
        for row in changes.to_dict("records")
    ]
    caption = "Before and after each agreement, cases a day"
    return html.table(rows, caption) if rows else Markup("")


ENDS = ("before", "after")


def _within(record: Record, row: pd.Series) -> list[str]:
    """The other agreements and truces dated within the days compared."""
    width, frame = timedelta(days=WINDOW_DAYS), record.facts("agreements")
    return [
        other["name"]
        for other in frame.to_dict("records")
        if other["agreement_id"] != row["agreement_id"]
        and other["kind"] in AGREED
        and not missing(other["concluded_start_earliest"])
        and other["concluded_end_latest"] > row["opens_low"] - width
        and other["concluded_start_earliest"] < row["opens_high"] + width
    ]


def contradictions(
    record: Record, mismatches: pd.DataFrame, differing: pd.DataFrame, divided: int
) -> list[Markup]:
    """Totals that are not the sum of their places; pages of one bulletin that differ."""
    if not divided:
        return [Markup('<p class="empty">{}</p>').format(EMPTY)]
    evidence = Evidence.of(record)
    rows = [
        {
            "count": _ref(row["count_id"]),
            "day": "not sure" if missing(row["day"]) else day(row["day"]),
            "total printed": number(row["total"]),
            "its places add up to": number(row["stated"]),
            "so the figure of the zone": "is not known" if row["wide"] else "is the total printed",
            "page": html.link(
                evidence.titles[row["source_id"]], f"{html.SOURCES_PAGE}#{row['source_id']}"
            ),
        }
        for row in mismatches.to_dict("records")
    ]
    places = record.names_of("places")
    differ = [
        {
            "count": _ref(row["count_id"]),
            "of": places[row["place_id"]] if row["place_id"] else "the total",
            "pages say": listed(map(number, row["values"]), "or"),
        }
        for row in differing.to_dict("records")
    ]
    return [
        Markup("<p>{}</p>").format(
            f"Pages divide {many(divided, 'count')} by place; "
            f"{phrases.count(len(rows))} of these pages print a total that is not the sum."
        ),
        html.table(
            rows, "Totals that are not the sum of their places", "No total contradicts its places."
        ),
        html.table(
            differ, "Pages of one bulletin that differ", "No two pages of one bulletin differ."
        ),
    ]


def briefings(beside: pd.DataFrame, who: Mapping[str, str]) -> str:
    """How often an evening's number is the ledger's of that date, or of the next."""
    if beside.empty:
        return ""

    def told(column: str) -> str:
        held = beside[beside[column].notna() & beside["briefing"].notna()]
        alike = int((held["briefing"] == held[column]).sum())
        verb = "is" if alike == 1 else "are"
        return f"{phrases.count(len(held))}, of which {phrases.count(alike)} {verb} the same number"

    return (
        f"{capital(many(len(beside), 'evening briefing'))} can be looked up in {who[FIRST]}'s "
        f"ledger. Beside the bulletin of the same date stand {told('same')}; beside that of the "
        f"next morning {told('next')}. The two are never added: they may tell the same cases twice."
    )


def briefing_table(beside: pd.DataFrame) -> Markup:
    """The briefings that have a ledger beside them; '' where no briefing is known."""
    if beside.empty:
        return Markup("")
    held = beside[beside["same"].notna() | beside["next"].notna()]
    rows = [
        {
            "briefing": _ref(row["count_id"]),
            "evening of": day(row["day"]),
            "it gives": number(row["briefing"]) if not missing(row["briefing"]) else "a range",
            "bulletin of the same date": _beside(row["same_id"], row["same"]),
            "of the next morning": _beside(row["next_id"], row["next"]),
        }
        for row in held.to_dict("records")
    ]
    return html.table(rows, "Briefings beside the ledger", "No briefing has a ledger beside it.")


def _beside(count_id: object, value: object) -> object:
    return (
        "not known" if missing(value) else Markup("{} ({})").format(number(value), _ref(count_id))
    )


def all_days(
    record: Record, figures: pd.DataFrame, splits: pd.DataFrame, who: Mapping[str, str]
) -> Markup:
    """Every count in a table by year, one row per bulletin, and the briefings: their addresses."""
    if figures.empty:
        return Markup('<p class="empty">{}</p>').format(EMPTY)
    evidence, places = Evidence.of(record), record.names_of("places")
    divided: dict[str, dict[str, set]] = {}
    for row in splits.to_dict("records"):
        divided.setdefault(row["count_id"], {}).setdefault(row["place_id"], set()).add(row["value"])
    cells = {
        row["count_id"]: _cell(row, divided.get(row["count_id"], {}), places)
        for row in figures.to_dict("records")
    }
    columns = {FIRST: f"{who[FIRST]}'s ledger", SECOND: f"{who[SECOND]}'s ledger"}
    order = list(dict.fromkeys(figures.loc[figures["kind"] == LEDGER, "counter_id"]))
    parts = [Markup('<p class="muted">{}</p>').format(_disputed(figures))]
    ledgers = figures[figures["kind"] != BRIEFING]
    for year, frame in ledgers.groupby([d.year for d in ledgers["last_day"]]):
        rows = []
        for _, group in frame.groupby("bulletin", sort=False):
            in_ledgers = group[group["kind"] == LEDGER]
            by_counter = {
                counter: cells[count]
                for counter, count in zip(
                    in_ledgers["counter_id"], in_ledgers["count_id"], strict=True
                )
            }
            others = group.loc[group["kind"] == CONFIRMED, "count_id"]
            rows.append(
                {"day": day(group["last_day"].iloc[0])}
                | {
                    name: by_counter.get(c, "not known")
                    for name, c in zip(columns.values(), order, strict=False)
                }
                | {
                    "given as another side's": html.joined(cells[i] for i in others),
                    "check": _checked(group),
                    "pages": evidence.cite_rows([("counts", i) for i in group["count_id"]]),
                }
            )
        title = f"{year}: {many(len(rows), 'bulletin')}"
        parts.append(html.folded(title, html.table(rows, title)))
    told = figures[figures["kind"] == BRIEFING]
    rows = [
        {
            "day": day(row["last_day"]),
            "number": cells[row["count_id"]],
            "unit": row["unit"],
            "laid to, as the page puts it": row["laid_to"],
            "check": _checked(told[told["count_id"] == row["count_id"]]),
            "pages": evidence.cite("counts", row["count_id"], ("wording",)),
        }
        for row in told.to_dict("records")
    ]
    if rows:
        title = capital(many(len(rows), "evening briefing"))
        parts.append(html.folded(title, html.table(rows, title)))
    return Markup("\n").join(parts)


def _disputed(figures: pd.DataFrame) -> str:
    """On how many days one ledger stands against the other; the rest nobody disputes."""
    counted = figures[figures["kind"] == LEDGER].groupby("bulletin")
    both = [group for _, group in counted if group["counter_id"].nunique() > 1]
    apart = sum(group["total_best"].nunique() > 1 for group in both)
    return (
        f"Of {many(len(both), 'bulletin')} in which both ledgers are known they differ in "
        f"{phrases.count(apart)}: the row has both. Else a count is disputed by nobody in these "
        "sources; what pages print differently stands in brackets."
    )


def _cell(row: dict, divided: dict[str, set], places: dict[str, str]) -> Markup:
    """One count with its address: the total as printed, the figure of the zone, the places."""
    split = ", ".join(f"{places[p]} {'/'.join(map(str, sorted(v)))}" for p, v in divided.items())
    total = phrases.amount(row["total_low"], row["total_best"], row["total_high"])
    if row["wide"]:
        zone = "not known" if missing(row["zone"]) else number(row["zone"])
        total = f"{total} in all, zone {zone}"
    return Markup("{}{}{}").format(
        html.anchored(row["count_id"], total),
        Markup(' <span class="muted">({})</span>').format(split) if split else "",
        html.shown_in(row["count_id"]),
    )


def _checked(group: pd.DataFrame) -> str:
    """How far the counts of one bulletin were checked."""
    codes = group["coding"].fillna("checked")
    doubts = [DOUBTS[code] for code in dict.fromkeys(codes) if code in DOUBTS]
    if doubts:
        return listed(doubts)
    return "checked" if (codes == "checked").all() else "not checked"


def series_table(figures: pd.DataFrame) -> Markup:
    """The series on this page: who counts, in which unit, over which area, how many sound counts.

    '' where there is none.
    """
    rows = []
    sound = figures[figures["is_sound"].astype(bool)]
    for _, group in sound.groupby("series_id", sort=False):
        row = group.iloc[0]
        rows.append(
            {
                "series": row["series_title"],
                "unit": row["unit"],
                "area": row["area"],
                "counts": len(group),
                "days": phrases.between(min(group["last_day"]), max(group["last_day"])),
                "note": row["note"],
            }
        )
    return html.table(rows, "The series, and what each counts") if rows else Markup("")
