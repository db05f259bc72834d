"""The page on the ledgers in words: its answer, its tables, and the address of every daily count.

In: a ``Study`` or a ``Record`` and frames of ``measures.ledgers``. Out: sentences, and HTML in
which every count of a ledger or a briefing has an address of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import groupby
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
    pairs,
    turns,
)
from ceasefire.phrases import capital, day, listed, many, missing, number, ref
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence

NO_LEDGER = "No ledger of a joint commission was known by then in this period."
NO_PAIR = "No day was known by then on which both ledgers give a figure of the zone."
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
    if bulletins.empty:
        return (
            f"No ledger of a joint commission was known by {as_of(study)} in this period, so no "
            "two counts can be set side by side: that is silence, not calm.",
        )
    known, paired = coverage(bulletins), pairs(bulletins)
    over = phrases.between(known["first"], known["last"])
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
        _turning(by_period, who),
    )


def _turning(by_period: pd.DataFrame, who: Mapping[str, str]) -> str:
    """The runs of periods in which one ledger is ahead."""
    leaning = by_period[by_period["leans"].isin([FIRST, SECOND])]
    if leaning.empty:
        return f"No period holds {many(FEW, 'such day')} and a ledger that is ahead in it."
    runs = []
    for side, rows in groupby(leaning.to_dict("records"), key=lambda row: row["leans"]):
        rows = list(rows)
        days, ahead = sum(r["days"] for r in rows), sum(r[side] for r in rows)
        first = rows[0]
        name = first["name"] + (" on" if len(rows) > 1 and runs else "")
        at_first = f", at first on {first[side]} of {first['days']}" if len(rows) > 1 else ""
        runs.append(
            f"{who[side]}'s {name} (on {number(ahead)} of {number(days)} known days{at_first})"
        )
    turned = len(turns(by_period))
    often = {0: "does not turn", 1: "turns once", 2: "turns twice"}.get(
        turned, f"turns {phrases.count(turned)} times"
    )
    return f"Which ledger is ahead {often} from period to period: {', then '.join(runs)}."


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
    months = [f"{m:%B %Y}" for m in known["unpaired_months"]]
    without = (
        f" In {many(len(months), 'month')} of {number(known['months'])} no day is known by both"
        + (f" ({listed(months)})." if len(months) <= 6 else ".")
        if months
        else ""
    )
    wide = bulletins[bulletins["wide"].astype(bool)]
    told = int((wide["known"] == BOTH).sum())
    of_wide = (
        f" {capital(many(len(wide), 'bulletin'))} {'covers' if len(wide) == 1 else 'cover'} more "
        f"than the zone; {phrases.count(told)} of them {'gives' if told == 1 else 'give'} a figure "
        "of the zone in both ledgers, because the places named add up to the total."
        if len(wide)
        else ""
    )
    unsure = bulletins[~bulletins["is_sound"].astype(bool)]
    left = (
        f" {capital(many(len(unsure), 'bulletin'))} whose day is not sure, or whose page was not "
        f"found again, {'enters' if len(unsure) == 1 else 'enter'} no number on this page."
        if len(unsure)
        else ""
    )
    return (
        f"Of {many(known['days'], 'day')}, {number(known[BOTH])} are known by both ledgers and "
        f"{number(known[ONE])} by one; of the other {number(known[NOTHING])} no bulletin is known "
        f"that surely gives a figure of the zone.{without}{of_wide}{left}"
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
    """What the letters in the charts stand for; marks without an exact day have none."""
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
    return html.table(rows, "The letters in the charts", "Nothing is marked.")


def _ref(count_id: str) -> Markup:
    return html.link(count_id, address(count_id))


def place_table(places: pd.DataFrame, names: dict[str, str], who: Mapping[str, str]) -> Markup:
    """Of each place: days by who counts more, and days on which only one ledger states it."""
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
    return html.table(rows, "Days by place and by who counts more", NO_PAIR)


def period_table(record: Record, by_period: pd.DataFrame, who: Mapping[str, str]) -> Markup:
    """The periods: days, who counts more, medians, and why each begins when it does."""
    evidence = Evidence.of(record)
    held = by_period if by_period["days"].sum() else by_period.head(0)
    rows = [
        {
            "period": capital(row["name"]),
            "opens": phrases.between(row["opens_low"], row["opens_high"])
            if row["opens_low"]
            else "before",
            "known days": row["days"],
            "of them on a wider area": row["wide"],
            "checked": row["checked"],
            f"{who[FIRST]} more": row[FIRST],
            "as many": row[EQUAL],
            f"{who[SECOND]} more": row[SECOND],
            f"median, {who[FIRST]}": _median(row["median_first"]),
            f"median, {who[SECOND]}": _median(row["median_second"]),
            "median difference": _signed(row["median_difference"]),
            "why it begins then": Markup("{} {}").format(row["basis"], _opened_by(evidence, row)),
        }
        for row in held.to_dict("records")
    ]
    return html.table(rows, "The ledgers, period by period", NO_PAIR)


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


def change_sentences(record: Record, changes: pd.DataFrame, who: Mapping[str, str]) -> list[str]:
    """What can be said of each agreement: which ledger rises or falls, beyond the draw of days."""
    names, parts = record.names_of("agreements"), []
    held = changes[changes["low"].notna() & changes["quantity"].isin([FIRST, SECOND])]
    for key, rows in held.groupby("agreement_id", sort=False):
        told = [
            f"{who[row['quantity']]}'s {_moves(row)}, by {abs(row['change']):.1f} a day "
            f"({_signed(row['low'])} to {_signed(row['high'])})"
            if row["low"] > 0 or row["high"] < 0
            else f"{who[row['quantity']]}'s shows no change beyond what the choice of days could "
            f"make ({_signed(row['low'])} to {_signed(row['high'])})"
            for row in rows.to_dict("records")
        ]
        others = _within(record, rows.iloc[0])
        wide = rows.iloc[0]["wide_before"] + rows.iloc[0]["wide_after"]
        area = (
            f" {capital(phrases.count(wide))} of these days {'rests' if wide == 1 else 'rest'} on "
            "bulletins on a wider area."
            if wide
            else ""
        )
        beside = f" Also dated within these days: {listed(others)}." if others else ""
        parts.append(f"{names[key]}: {'; '.join(told)}.{area}{beside}")
    return parts


def _mean(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _moves(row: dict) -> str:
    return "is higher after it" if row["change"] > 0 else "is lower after it"


def method() -> str:
    """How the intervals were made, with every number that they rest on."""
    return (
        f"For each agreement or truce with a date: the known days of the {WINDOW_DAYS} days before "
        f"it and of the {WINDOW_DAYS} days after it. The mean per known day is drawn anew "
        f"{number(DRAWS)} times in blocks of {many(BLOCK, 'known day')} that lie side by side, "
        f"because days of fighting come in runs; {LEVEL:.0%} of the changes drawn lie in the "
        f"interval. With fewer than {many(FEWEST, 'known day')} on a side none is computed. The "
        "last columns weigh each month alike, however many of its days are known."
    )


def change_table(record: Record, changes: pd.DataFrame, who: Mapping[str, str]) -> Markup:
    """Before and after each agreement: days, means, change and interval, months weighed alike."""
    names = record.names_of("agreements")
    label = {side: f"{who[side]}'s ledger" for side in (FIRST, SECOND) if side in who}
    label["difference"] = f"{who.get(SECOND, '')} less {who.get(FIRST, '')}"
    rows = []
    for row in changes.to_dict("records"):
        wide = [f" ({row[f'wide_{s}']} on a wider area)" if row[f"wide_{s}"] else "" for s in ENDS]
        rows.append(
            {
                "agreement": html.link(
                    names[row["agreement_id"]], entry("agreements", row["agreement_id"])
                ),
                "of": label[row["quantity"]],
                "known days before": f"{row['days_before']}{wide[0]}",
                "after": f"{row['days_after']}{wide[1]}",
                "mean before": _mean(row["before"]),
                "mean after": _mean(row["after"]),
                "change": _signed(row["change"]),
                f"{LEVEL:.0%} interval": "too few days"
                if missing(row["low"])
                else f"{_signed(row['low'])} to {_signed(row['high'])}",
                "months weighed alike": f"{_mean(row['monthly_before'])} to "
                f"{_mean(row['monthly_after'])}",
            }
        )
    return html.table(rows, "Before and after each agreement, cases a day", NO_PAIR)


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
        )
        if divided
        else Markup(""),
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
        return "No evening briefing was known by then in this period."

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
    """The briefings that have a ledger beside them."""
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
        return Markup('<p class="empty">{}</p>').format(NO_LEDGER)
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
    parts = []
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
        parts.append(_folded(f"{year}: {many(len(rows), 'bulletin')}", rows))
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
        parts.append(_folded(capital(many(len(rows), "evening briefing")), rows))
    return Markup("\n").join(parts)


def _folded(title: str, rows: list[dict]) -> Markup:
    return Markup('<details class="index"><summary>{}</summary>\n{}</details>').format(
        title, html.table(rows, title)
    )


def _cell(row: dict, divided: dict[str, set], places: dict[str, str]) -> Markup:
    """One count with its address: the total as printed, the figure of the zone, the places."""
    split = ", ".join(f"{places[p]} {'/'.join(map(str, sorted(v)))}" for p, v in divided.items())
    total = phrases.amount(row["total_low"], row["total_best"], row["total_high"])
    if row["wide"]:
        zone = "not known" if missing(row["zone"]) else number(row["zone"])
        total = f"{total} in all, zone {zone}"
    return Markup('<span id="{}">{}</span>{}').format(
        row["count_id"],
        total,
        Markup(' <span class="muted">({})</span>').format(split) if split else "",
    )


def _checked(group: pd.DataFrame) -> str:
    """How far the counts of one bulletin were checked."""
    codes = group["coding"].fillna("checked")
    doubts = [DOUBTS[code] for code in dict.fromkeys(codes) if code in DOUBTS]
    if doubts:
        return listed(doubts)
    return "checked" if (codes == "checked").all() else "not checked"


def series_table(figures: pd.DataFrame) -> Markup:
    """The series on this page: who counts, in which unit, over which area, on how many days."""
    rows = []
    for _, group in figures.groupby("series_id", sort=False):
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
    return html.table(rows, "The series, and what each counts", NO_LEDGER)
