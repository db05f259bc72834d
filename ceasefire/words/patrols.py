"""The page on joint patrols in words: its answer, every run and report, where accounts part.

In: a ``Study`` or a ``Record`` and frames of ``measures.patrols``. Out: Markdown and HTML in which
every report of a run has an address of its own (``#P01``).
"""

from datetime import date
from itertools import pairwise

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address
from ceasefire.measures.knowledge import Record
from ceasefire.measures.patrols import (
    EXTENTS,
    NOT_TOLD,
    SEVERAL,
    WHOLE,
    against_each_other,
    beside,
    departures,
    halts,
    numberers,
    splits,
    totals_so_far,
    untold,
)
from ceasefire.phrases import between, capital, day, listed, many, missing, ref
from ceasefire.study import Study
from ceasefire.words import html, statements
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence
from ceasefire.words.wider import EDITION

# How far a run came, in words that stand after "told as".
TOLD = {NOT_TOLD: "not told", SEVERAL: "told differently"}
# How far runs came, in the order of the table that splits them.
SPLIT = ("shortened", "partial", WHOLE, "interrupted")
UNDISPUTED = (
    "A report from which another account of its run parts names that one; one that names none is "
    "disputed by nobody in these sources."
)
CHECKS = {
    "checked": "page checked",
    "unchecked": "page not checked",
    "not_refound": "page not found again, decides nothing",
    "low": "low confidence, decides nothing",
}
STEPS = {
    "due": "Patrols are due",
    "first": "First run told",
    "whole": "First run told as complete",
    "last": "Last run told",
}


def _elsewhere(study: Study) -> Markup:
    """Where runs are told, if the edition of the reports knows of none."""
    held = study.parameters.corpus == "seed" and len(study.clean.tables["patrols"])
    return Markup(" The edition {} tells of runs.").format(EDITION) if held else Markup("")


def answer(study: Study, promised: pd.DataFrame, gone: pd.DataFrame) -> str:
    """How many runs are told, between which days, how far they came, the first complete one."""
    due = f" Patrols were promised in {_refs(promised['commitment_id'])}." if len(promised) else ""
    sound = gone[gone["is_sound"]].to_dict("records")
    if not sound:
        return Markup("{}{}").format(
            f"No run of a joint patrol was known by {as_of(study)} from these reports in this "
            f"period: that is silence, and says of no run that it failed.{due}",
            _elsewhere(study),
        )
    first, last = sound[0], sound[-1]
    runs = f"{capital(many(len(sound), 'run'))} of joint patrols {_is(len(sound))} reported"
    when = (
        f"of {between(first['first_day'], first['last_day'])} ({ref(first['sound_ids'][0])})"
        if len(sound) == 1
        else f"between {day(first['first_day'])} ({ref(first['sound_ids'][0])}) and "
        f"{day(last['last_day'])} ({ref(last['sound_ids'][0])})"
    )
    lost = len(gone) - len(sound)
    more = f" {capital(many(lost, 'more run'))} stand on pages not found again." if lost else ""
    return f"{runs} {when}: {_extents(sound)}.{more} {_first_whole(promised, sound)}"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _refs(ids) -> str:
    return listed(map(ref, ids))


def _extents(sound: list[dict]) -> str:
    """How many runs are told as having come how far; of how many nobody tells it."""
    parts = []
    for extent in (*EXTENTS, SEVERAL):
        count = sum(run["extent"] == extent for run in sound)
        if count:
            verb = "" if parts else f"{_is(count)} told as "
            parts.append(f"{phrases.count(count)} {verb}{TOLD.get(extent, extent)}")
    silent = sum(run["extent"] == NOT_TOLD for run in sound)
    if silent:
        parts.append(
            f"of {phrases.count(silent)} no page tells how far "
            + ("it came" if silent == 1 else "they came")
        )
    return listed(parts)


def _first_whole(promised: pd.DataFrame, sound: list[dict]) -> str:
    """The first run told as complete, and how long after the day that was promised."""
    whole = next((run for run in sound if run["extent"] == WHOLE), None)
    if whole is None:
        return "No run is told as complete."
    when = between(whole["first_day"], whole["last_day"])
    text = f"The first told as complete is of {when} ({_refs(whole['sound_ids'][:1])})"
    due = promised[promised["due_edtf"].notna()].to_dict("records")
    if len(due) == 1 and not missing(due[0]["due_end_latest"]):
        row = due[0]
        low = (whole["first_day"] - row["due_end_latest"]).days
        high = (whole["last_day"] - row["due_start_earliest"]).days
        after = phrases.days_overdue(low, high)
        if low > 0:
            text += f", {after} after the day for which {ref(row['commitment_id'])} has them begin"
    return text + "."


def numbered(
    record: Record,
    promised: pd.DataFrame,
    counted: pd.DataFrame,
    ever: pd.DataFrame,
    gone: pd.DataFrame,
) -> list[str]:
    """By whose numbering the runs are told, until when the two agree, and how far they part.

    ``counted``, ``ever``: numbers and runs from the beginning on. ``gone``: the runs of the period
    looked at; where there is none, nothing is said.
    """
    sides = numberers(record, promised, counted)
    parted, departed = splits(counted, sides), departures(counted, ever, sides)
    names, sentences = record.names_of("sides"), []
    if gone.empty:
        return sentences
    single = counted[~counted["running_total"].astype(bool)]
    held = single.groupby("side", sort=False)["ran"].nunique().sort_values(ascending=False)
    given = [
        f"{names[side]} gives a number to {phrases.count(runs)}" for side, runs in held.items()
    ]
    shorter = [part.replace(" gives a number to ", " to ") for part in given[1:]]
    if given:
        sentences.append(f"Of the runs {listed([*given[:1], *shorter])}.")
    for (one, two), pair in parted.groupby(["first_side", "second_side"], sort=False):
        sentences.append(_pair(names[one], names[two], pair.to_dict("records")))
    off = [
        f"{names[row['side']]} first on {between(row['first_day'], row['last_day'])} "
        f"(number {phrases.number(row['number'])}, where pages tell of "
        f"{phrases.number(row['told'])}; {ref(row['patrol_id'])})"
        for row in departed.to_dict("records")
    ]
    if off:
        sentences.append(f"Out of step with the runs that pages tell: {listed(off)}.")
    return sentences


def _pair(one: str, two: str, both: list[dict]) -> str:
    """Until when two numberings agree, and where they stand at the end."""
    alike = [row for row in both if row["apart_low"] == row["apart_high"] == 0]
    apart = [row for row in both if not row["apart_low"] <= 0 <= row["apart_high"]]
    parts = []
    if alike:
        row = alike[-1]
        parts.append(
            f"the last run to which {one} and {two} give the same number, "
            f"{_figures(row['first_numbers'])}, is of {between(row['first_day'], row['last_day'])} "
            f"({_refs(row['patrol_ids'])})"
        )
    if apart:
        row = apart[-1]
        low, high = sorted((abs(row["apart_low"]), abs(row["apart_high"])))
        parts.append(
            f"the run of {between(row['first_day'], row['last_day'])} is number "
            f"{_figures(row['first_numbers'])} to {one} and {_figures(row['second_numbers'])} to "
            f"{two}, {phrases.amount(low, None, high)} apart ({_refs(row['patrol_ids'])})"
        )
    elif both:
        parts.append("no run has different numbers by these two")
    between_them = ""
    if alike and apart and alike[-1]["first_day"] < apart[0]["first_day"]:
        between_them = " Between these days no run bears a number by both, so the day on which the "
        between_them += "numberings part is not told."
    return capital("; ".join(parts)) + "." + between_them


def so_far(record: Record, told: pd.DataFrame) -> str:
    """The totals of runs so far in one sentence, if there are any: they are no runs."""
    evidence = Evidence.of(record)
    parts = [
        f"{phrases.number(row['number'])} by {between(row['first_day'], row['last_day'])} "
        f"({evidence.named(row['spoken_by'])}, {ref(row['patrol_id'])}"
        + ("" if missing(row["incident"]) else f": {row['incident']}")
        + ")"
        for row in totals_so_far(told).to_dict("records")
    ]
    return f"Totals of the runs so far, which are no runs: {listed(parts)}." if parts else ""


def split(
    record: Record,
    promised: pd.DataFrame,
    told: pd.DataFrame,
    gone: pd.DataFrame,
    said: pd.DataFrame,
) -> Markup:
    """What was planned, what began, how far the runs came, and what was said to be suspended."""
    sound = gone[gone["is_sound"]]
    first = sound.head(1).to_dict("records")
    far = told.set_index("patrol_id")["told"].to_dict()
    rows = []

    def add(what: str, how_many: str, ids: list[str]) -> None:
        links = html.joined([html.link(key, address(key)) for key in ids], " ")
        rows.append({"what": what, "how many, or when": how_many, "rows": links})

    days = [
        between(row["due_start_earliest"], row["due_end_latest"])
        for row in promised[promised["due_edtf"].notna()].to_dict("records")
    ]
    due = listed(dict.fromkeys(days)) or "no day is known here"
    add("planned: the day for which they were promised", due if len(promised) else "not known here",
        list(promised["commitment_id"]))  # fmt: skip
    add(
        "begun: the first run",
        between(first[0]["first_day"], first[0]["last_day"]) if first else "no run is told here",
        list(first[0]["sound_ids"]) if first else [],
    )
    for extent in (*SPLIT, SEVERAL, NOT_TOLD):
        group = sound[sound["extent"] == extent].to_dict("records")
        if not group and extent not in SPLIT:
            continue
        what = {NOT_TOLD: "how far is not told", SEVERAL: "how far is told differently"}
        add(
            what.get(extent, f"told as {extent}"),
            many(len(group), "run"),
            [_teller(run, far) for run in group],
        )
    halted = halts(said, gone)
    add("said to be suspended", many(len(halted), "statement"), list(halted["statement_id"]))
    totals = so_far(record, told)
    table = html.table(rows, "Planned, begun, completed, suspended")
    return table + (Markup("<p>{}</p>").format(html.prose(totals)) if totals else "")


def _teller(run: dict, far: dict[str, object]) -> str:
    """The first sound report that tells how far a run came; where none does, the first."""
    return next((key for key in run["sound_ids"] if not missing(far[key])), run["sound_ids"][0])


def apart(record: Record, promised: pd.DataFrame, counted: pd.DataFrame, gone: pd.DataFrame) -> str:
    """Where the numbers of two sides stand at the last run that both number differently."""
    if gone.empty:
        return ""
    parted = splits(counted, numberers(record, promised, counted))
    parted = parted[(parted["apart_low"] > 0) | (parted["apart_high"] < 0)]
    names = record.names_of("sides")
    for row in parted.tail(1).to_dict("records"):
        low, high = sorted((abs(row["apart_low"]), abs(row["apart_high"])))
        return (
            f"The run of {between(row['first_day'], row['last_day'])} is number "
            f"{_figures(row['first_numbers'])} to {names[row['first_side']]} and "
            f"{_figures(row['second_numbers'])} to {names[row['second_side']]}: "
            f"{phrases.amount(low, None, high)} apart."
        )
    return ""


def _figures(numbers: tuple[int, ...]) -> str:
    return listed(map(str, numbers), "or")


def paused(study: Study, gone: pd.DataFrame, said: pd.DataFrame) -> list[str]:
    """What is said of the promise beside the runs, what came after it, and the longest silence."""
    evidence, sentences = Evidence.of(study.record), []
    sound, halted = gone[gone["is_sound"]], set(halts(said, gone)["statement_id"])
    for row in beside(said).to_dict("records"):
        when = row["time"].end_latest
        later = int((sound["first_day"] > when).sum()) if when else 0
        stopped = bool(when) and row["statement_id"] in halted
        after = f" Of later days {many(later, 'run')} {_is(later)} told." if stopped else ""
        sentences.append(
            f"{statements.who(evidence, row)} ({_day_of(row)}, {ref(row['statement_id'])}): "
            f"{row['paraphrase'][:1].lower()}{row['paraphrase'][1:]}.{after}"
        )
    days = list(sound[["first_day", "last_day"]].itertuples(index=False))
    if len(days) > 1:
        length, ended, began = max(
            (began - ended).days and ((began - ended).days, ended, began)
            for (_, ended), (began, _) in pairwise(days)
        )
        sentences.append(
            f"The longest time between two runs that are told is {many(length, 'day')}, "
            f"from {day(ended)} to {day(began)}."
        )
    return sentences


def _day_of(row: dict) -> str:
    span = row["time"]
    return between(span.start_earliest, span.end_latest)


def verdict(study: Study, verdicts: pd.DataFrame, promised: pd.DataFrame) -> str:
    """What the runs make of the promise, from the viewpoint of the page; judged on deadlines."""
    seen = verdicts[
        (verdicts["viewpoint_id"] == study.parameters.viewpoint)
        & verdicts["commitment_id"].isin(promised["commitment_id"])
    ]
    view = study.record.names_of("viewpoints")[study.parameters.viewpoint]
    parts = [
        f"the verdict on {ref(row['commitment_id'])} is {row['verdict']}"
        + ("" if missing(row["grade"]) else f" ({row['grade']})")
        for row in seen.to_dict("records")
    ]
    if not parts:
        return "No promise of joint patrols is known here, so nothing is judged."
    return (
        f"What this makes of the promise: from the viewpoint {view}, {listed(parts)}. A run is a "
        "run whoever looks, so nothing else on this page depends on the viewpoint."
    )


def step_labels(
    record: Record, steps: pd.DataFrame, gone: pd.DataFrame, said: pd.DataFrame
) -> list[str]:
    """Each step of the promise in words, for the chart."""
    evidence = Evidence.of(record)
    by_id = said.set_index("statement_id").to_dict("index")
    extent = {ids[0]: e for ids, e in zip(gone["sound_ids"], gone["extent"], strict=True) if ids}
    labels = []
    for row in steps.to_dict("records"):
        key = row["row_id"]
        if row["step"] in ("plan", "halt"):
            labels.append(f"{statements.who(evidence, by_id[key])}: {by_id[key]['paraphrase']}")
        elif row["step"] in ("first", "last"):
            far = extent[key]
            how = "how far is not told" if far == NOT_TOLD else TOLD.get(far, far)
            labels.append(f"{STEPS[row['step']]}: {how}")
        else:
            labels.append(STEPS[row["step"]])
    return labels


def runs_table(record: Record, told: pd.DataFrame, gone: pd.DataFrame) -> Markup:
    """Every run: its day, how far it came, its numbers by numbering, incidents, its reports."""
    by_id = told.set_index("patrol_id")
    rows = []
    for run in gone.to_dict("records"):
        ids = run["sound_ids"] or run["patrol_ids"]
        numbers: dict[str, list[str]] = {}
        for key in ids:
            row = by_id.loc[key]
            if not missing(row["number"]):
                numbers.setdefault(_whose(record, row["numbering"]), []).append(
                    f"{row['number']:.0f}"
                )
        rows.append(
            {
                "day": between(run["first_day"], run["last_day"]),
                "how far": _far(run) if run["is_sound"] else "told only by pages not found again",
                "number": "; ".join(
                    f"{whose} {listed(dict.fromkeys(given), 'or')}"
                    for whose, given in numbers.items()
                )
                or "none given",
                "on the way": "; ".join(dict.fromkeys(by_id.loc[key, "incident"]
                                                      for key in run["incident_ids"])),
                "reports": html.joined([html.link(k, f"#{k}") for k in run["patrol_ids"]], " "),
            }
        )  # fmt: skip
    return html.table(rows, "Runs of joint patrols", "No run is known in this period.")


def _far(run: dict) -> str:
    """How far a run came by its sound reports."""
    if run["extent"] == SEVERAL:
        return f"told differently: {listed(run['extents'], 'or')}"
    return TOLD.get(run["extent"], run["extent"])


def _whose(record: Record, numbering: tuple[str, ...]) -> str:
    """Whose numbering it is."""
    names = record.names_of("sides")
    return listed(names[side] for side in numbering) or "not told whose"


def report_cards(record: Record, told: pd.DataFrame) -> list[Markup]:
    """What each page says of each run, run by run; totals of runs so far stand apart."""
    evidence, cards = Evidence.of(record), []
    total, against = told["running_total"].astype(bool), _against(told)
    for ran, group in told[~total].groupby("ran", sort=False):
        rows = group.to_dict("records")
        title = f"Run of {between(rows[0]['first_day'], rows[0]['last_day'])}"
        cards.append(html.card(
            f"run-{_slug(ran)}", title, _listing(evidence, rows, against),
            gist=f"{capital(many(len(rows), 'report'))}: {_tellers(evidence, rows)}",
        ))  # fmt: skip
    if total.any():
        cards.append(
            html.card("totals-of-runs", "Runs so far, as somebody counts them",
                      _listing(evidence, told[total].to_dict("records"), against))
        )  # fmt: skip
    if cards:
        return [Markup('<p class="muted">{}</p>').format(UNDISPUTED), *cards]
    return [Markup('<p class="empty">No run is known in this period.</p>')]


def _tellers(evidence: Evidence, rows: list[dict]) -> str:
    """Who tells of a run, each once."""
    return listed(dict.fromkeys(evidence.named(row["spoken_by"]) for row in rows))


def _slug(text: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in text)


def _against(told: pd.DataFrame) -> dict[str, dict[str, list[str]]]:
    """By report, the other reports of its run that part from it, by what they part on."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in against_each_other(told).to_dict("records"):
        for key in row["patrol_ids"]:
            others = [other for other in row["patrol_ids"] if other != key]
            found.setdefault(key, {})[row["what"]] = others
    return found


def _parts(against: dict[str, list[str]]) -> Markup:
    """'Another account of its number: P12.'; '' where no account parts from this one."""
    if not against:
        return Markup("")
    return Markup(" Another account of its {}.").format(
        html.joined(
            (
                Markup("{}: {}").format(
                    what, html.joined(html.link(key, address(key)) for key in others)
                )
                for what, others in against.items()
            ),
            "; ",
        )
    )


def _listing(
    evidence: Evidence, rows: list[dict], against: dict[str, dict[str, list[str]]]
) -> Markup:
    """Reports as a list, each with its address."""
    return Markup('<ul class="statements">{}</ul>').format(
        Markup("").join(_item(evidence, row, against.get(row["patrol_id"], {})) for row in rows)
    )


def _item(evidence: Evidence, row: dict, against: dict[str, list[str]]) -> Markup:
    """One report: who says it, by whose numbering, how far, what happened, how it was checked."""
    key = row["patrol_id"]
    number = "no number" if missing(row["number"]) else f"number {phrases.number(row['number'])}"
    if row["running_total"]:
        number = (
            f"{phrases.number(row['number'])} runs by {between(row['first_day'], row['last_day'])}"
        )
    far = "how far: not told" if missing(row["told"]) else row["told"]
    more = [f"On the way: {row['incident']}." if not missing(row["incident"]) else "",
            f"Note: {row['note']}." if not missing(row["note"]) else ""]  # fmt: skip
    coded = "coded by this book" if missing(row["coding"]) else CHECKS[row["coding"]]
    origin = "" if missing(row["origin"]) else f", {row['origin']} of the harvest"
    return Markup(
        '<li id="{}"{}>{} <strong>{}</strong>: {}, by the numbering of {} '
        '<span class="asserted">{}</span> {} {} <span class="muted">{}{}.</span>{}{}</li>\n'
    ).format(
        key,
        Markup("") if row["is_sound"] else Markup(' class="beside"'),
        html.link(key, address(key)),
        evidence.named(row["spoken_by"]),
        number,
        evidence.named(row["counter_ids"]) or "nobody named",
        far,
        " ".join(filter(None, more)),
        evidence.cite("patrols", key, ("wording",)),
        capital(coded),
        origin,
        _parts(against),
        html.shown_in(key),
    )


def parted_table(record: Record, told: pd.DataFrame, odds: pd.DataFrame) -> Markup:
    """Where accounts of one run part: what each says, and whether pages that were found say so."""
    evidence = Evidence.of(record)
    by_id = told.set_index("patrol_id").to_dict("index")
    rows = []
    for row in odds.to_dict("records"):
        accounts = [
            Markup("{} {}: {}{}").format(
                html.link(key, f"#{key}"),
                evidence.named(by_id[key]["spoken_by"]),
                _value(by_id[key], row["what"]),
                "" if by_id[key]["is_sound"] else " (page not found again)",
            )
            for key in row["patrol_ids"]
        ]
        rows.append(
            {
                "day": between(row["first_day"], row["last_day"]),
                "they part on": row["what"],
                "accounts": html.joined(accounts, "; "),
            }
        )
    return html.table(
        rows,
        "Accounts of one run that part",
        "No two accounts of one run part, as far as their number, their extent and what happened "
        "on the way are told.",
    )


def _value(row: dict, what: str) -> str:
    """What a report says of the thing on which accounts part."""
    if what == "number":
        return phrases.number(row["number"])
    return row["told"] if what == "extent" else row["incident"]


def agreed(gone: pd.DataFrame, odds: pd.DataFrame) -> str:
    """How many runs have accounts that part, and on what."""
    several = int((gone["patrol_ids"].map(len) > 1).sum())
    if not several:
        return ""
    parts = [
        f"on {what} of {phrases.count(count)}"
        for what, count in odds[odds["is_sound"]]["what"].value_counts(sort=False).items()
    ]
    said = listed(parts) if parts else "on none"
    far = "" if (odds["what"] == "extent").any() else \
        " No two say of one run that it did and did not go the whole way."  # fmt: skip
    return (
        f"Several reports tell of {many(several, 'run')}; pages not found again left aside, "
        f"they part {said}.{far}"
    )


def untold_table(record: Record, promised: pd.DataFrame, counted: pd.DataFrame) -> Markup:
    """The numbers that a side must have given and no page carries."""
    gaps = untold(counted, numberers(record, promised, counted))
    names = record.names_of("sides")
    rows = [
        {
            "numbering of": names[row["side"]],
            "numbers": str(row["first"]) if row["first"] == row["last"]
            else f"{row['first']} to {row['last']}",
            "they lie between": _lies(row["after"], row["before"]),
            "known from": html.joined([html.link(k, f"#{k}") for k in row["patrol_ids"]], " "),
        }
        for row in gaps.to_dict("records")
    ]  # fmt: skip
    none = "No number of a run is known in this period."
    if len(counted):
        none = "No number is missing below the highest that is told."
    return html.table(rows, "Numbers that no page gives", none)


def _lies(after: date | None, before: date) -> str:
    return f"before {day(before)}" if after is None else f"{day(after)} and {day(before)}"


def not_reported(gone: pd.DataFrame) -> str:
    """What of the runs nobody reports, in numbers."""
    sound = gone[gone["is_sound"]]
    if sound.empty:
        return ""
    far = int((sound["extent"] == NOT_TOLD).sum())
    bare = int((sound["numbers"].map(len) == 0).sum())
    calm = int((sound["incident_ids"].map(len) == 0).sum())
    return (
        f"Of {many(len(sound), 'run')}, how far it came is not told of {phrases.count(far)}, and "
        f"{phrases.count(bare)} {'bears' if bare == 1 else 'bear'} no number on any page. Of "
        f"{phrases.count(calm)} no incident is told, which does not say that there was none. "
        f"After {day(max(sound['last_day']))} no run is told here."
    )


def said_listing(record: Record, said: pd.DataFrame) -> Markup:
    """Everything that is said of the promise, in the order of the time that it speaks about."""
    return statements.listing(Evidence.of(record), said, None)
