"""The page on deadlines in words: its answer, its tables, one card of evidence per commitment.

In: a ``Study`` or a ``Record`` and frames of ``measures.compliance``. Out: Markdown and HTML in
which every commitment has an address of its own (``#C02``).
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import CLASSES, MOST_ROWS, VERDICT_MARKS, address, entry
from ceasefire.measures.accusations import ADVERSE
from ceasefire.measures.answers import FAVOURABLE
from ceasefire.measures.compliance import commitments, due_days, statements, summary
from ceasefire.measures.history import in_order, moved
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import capital, listed, many, missing
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.disputes import Disputes
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import listing, speaks_against
from ceasefire.words.verdicts import A_FEW, due, graded, named, reached, some, support, verdict_chip
from ceasefire.words.wider import EDITION, own_reports

# How many deciding statements stand open on a card.
MOST_OPEN = 5
# So many citations stand beside a verdict in a table.
MOST_CITED = 1
# Of how many moved verdicts the table stands open.
MOST_MOVES = 8


def answer(study: Study, verdicts: pd.DataFrame) -> str:
    """Which deadlines were kept: all commitments with their unknowns, then the dated ones."""
    view = study.parameters.viewpoint
    if study.record.sources.empty:
        return f"No report had been published by {as_of(study)}: nothing is known."
    if verdicts.empty:
        return f"No commitment was known by {as_of(study)}."
    seen = verdicts[verdicts["viewpoint_id"] == view]
    said = f"{_all(summary(verdicts, view))} {_dated(seen[seen['due_earliest'].notna()])}"
    is_known = seen["decided_by"].map(len).any()
    has_more = "wider" in set(study.clean.tables["sources"]["corpus"])
    if is_known or study.parameters.corpus != "seed" or not has_more:
        return said
    return Markup("{} This edition knows {} alone; more pages stand in the edition {}.").format(
        said, own_reports(study), EDITION
    )


def _all(counts: dict[str, int]) -> str:
    """'Of 25 commitments, none is known to be kept and six are broken; of 14 nothing …'."""
    known = [
        _are(counts[kind], word) if counts[kind] else f"none is {word}"
        for kind, word in (
            ("kept", "known to be kept"),
            ("broken", "broken"),
            ("contested", "contested"),
            ("partly", "kept in part"),
        )
        if counts[kind] or kind in ("broken", "kept")
    ]
    rest = [_are(counts["open"], "open")] if counts["open"] else []
    return (
        f"Of {many(counts['all'], 'commitment')}, {'; '.join([listed(known), *rest])}"
        f"{''.join(f'; {words}' for words in _unknown(counts))}."
    )


def _are(number: int, word: str) -> str:
    """'one is open', 'two are open'."""
    return f"{phrases.count(number)} {'is' if number == 1 else 'are'} {word}"


def _unknown(counts: dict[str, int]) -> list[str]:
    """'of 12 nothing is known', 'five name nothing that could be checked'."""
    never, silent = counts["not assessable"], counts["unknown"] - counts["not assessable"]
    return [
        *([f"of {phrases.count(silent)} nothing is known that decides"] if silent else []),
        *(
            [f"{phrases.count(never)} {'names' if never == 1 else 'name'} no state to be checked"]
            if never
            else []
        ),
    ]


# What the answer says of the dated commitments on which no verdict is reached.
UNTOLD = {
    "indeterminate": "{} {is_are} open because days are not exactly known",
    "no evidence": "nothing that decides is said of {}",
    "not yet due": "{} {is_are} not due yet",
    "not assessable": "nothing was promised that could be seen in {}",
}


def _dated(seen: pd.DataFrame) -> str:
    """'Of the four with a date, one is missed (C02); of three nothing is said that …'.

    At most ``A_FEW`` rows are named: those of the smaller groups, with a verdict before without.
    """
    if seen.empty:
        return "No commitment with a date was known."
    if set(seen["verdict"]) == {"no evidence"}:
        return f"Of the {phrases.count(len(seen))} with a date nothing is said that decides."
    order = list(VERDICT_MARKS)
    groups = sorted(
        ((verdict in UNTOLD, order.index(verdict), verdict, list(group["commitment_id"]))
         for verdict, group in seen.groupby("verdict")),
    )  # fmt: skip
    room, named_here = A_FEW, set()
    for *_, verdict, ids in sorted(groups, key=lambda g: (len(g[3]), g[:2])):
        if len(ids) <= room:
            room -= len(ids)
            named_here.add(verdict)
    told = []
    for _, _, verdict, ids in groups:
        word = "kept in part" if verdict == "partly" else verdict
        words = UNTOLD.get(verdict, f"{{}} {{is_are}} {word}").format(
            phrases.count(len(ids)), is_are="is" if len(ids) == 1 else "are"
        )
        told.append(
            f"{words} ({listed(map(phrases.ref, ids))})" if verdict in named_here else words
        )
    return f"Of the {phrases.count(len(seen))} with a date, {'; '.join(told)}."


def disputed(verdicts: pd.DataFrame) -> str:
    """On which commitments the viewpoints differ, in a sentence."""
    known = verdicts[~verdicts["verdict"].isin(["no evidence", "not yet due", "not assessable"])]
    grouped = known.groupby("commitment_id")["verdict"].nunique()
    split = [i for i in grouped.index if grouped[i] > 1]
    if known.empty:
        return "From no viewpoint is anything said that decides." if len(verdicts) else ""
    if not split:
        return (
            "No viewpoint has testimony that decides the other way; what speaks against a verdict "
            "without deciding stands on the cards."
        )
    links = some((phrases.ref(i) for i in split), 8)
    return f"Viewpoints that say anything reach different verdicts on {links}."


def hanging(verdicts: pd.DataFrame, views: dict[str, str]) -> str:
    """Which verdicts hang on codings that two readers contest, from which viewpoint."""
    rows = [v for v in verdicts.to_dict("records") if v["hangs_on"]]
    if not rows:
        return ""
    told = [
        f"{phrases.ref(v['commitment_id'])} from {views[v['viewpoint_id']]} "
        f"({v['verdict']}, on {some(map(phrases.ref, v['hangs_on']))})"
        for v in rows
    ]
    verb = "hangs" if len(rows) == 1 else "hang"
    who = f"{capital(many(len(rows), 'verdict'))} {verb}"
    return f"{who} on words whose coding two readers contest: {some(told, 8)}."


def undecided(verdicts: pd.DataFrame, offered: pd.DataFrame | None = None) -> str:
    """The commitments, of many, on which nothing decisive is known; '' where they are few.

    ``offered``: the history that the matrix draws. What had another verdict on some day of it is
    drawn there all the same, and named.
    """
    open_words = verdicts["verdict"].isin(["no evidence", "not assessable"])
    ids = [key for key, group in open_words.groupby(verdicts["commitment_id"]) if group.all()]
    if not ids or verdicts["commitment_id"].nunique() <= MOST_ROWS:
        return ""
    links = listed(map(phrases.ref, ids))
    told = f"From no viewpoint is anything decisive known of {links}."
    if offered is None:
        return told
    silent = ["no evidence", "not assessable", "not yet due"]
    before = offered[offered["commitment_id"].isin(ids) & ~offered["verdict"].isin(silent)]
    drawn = list(dict.fromkeys(before["commitment_id"]))
    if not drawn:
        return told
    words = sorted(set(before["verdict"]))
    return (
        f"{told} The matrix draws {listed(map(phrases.ref, drawn))} all the same: on an earlier "
        f"day of its menu the verdict was {listed(words, 'or')}."
    )


def scored(study: Study) -> str:
    """How many rows are scored and how many look-alikes are only kept."""
    kept = commitments(study.record, study.parameters.agreement_ids)
    beside = commitments(study.record, scored=False)
    if kept.empty and beside.empty:
        return ""
    return (
        f"{capital(many(len(kept), 'commitment'))} "
        f"{'is' if len(kept) == 1 else 'are'} scored; "
        f"{many(len(beside), 'look-alike')} (ultimatums, threats, proposals, demands, plans, "
        "meeting dates) are kept and shown, never scored."
    )


def verdict_table(record: Record, verdicts: pd.DataFrame, viewpoint: str) -> Markup:
    """Dated commitments from one viewpoint: due, verdict, grade, days overdue, evidence."""
    evidence = Evidence.of(record)
    seen = verdicts[(verdicts["viewpoint_id"] == viewpoint) & verdicts["due_earliest"].notna()]
    rows = [
        {
            "commitment": named(v),
            "due": due(v),
            "verdict": html.joined([verdict_chip(v["verdict"]), html.prose(support(v))], " "),
            "decided by": _decided_by(evidence, v),
        }
        for v in seen.sort_values(["due_earliest", "commitment_id"]).to_dict("records")
    ]
    return html.table(
        rows,
        "Dated commitments, in the order of their due dates",
        "No commitment with a date is known here.",
    )


def _decided_by(evidence: Evidence, verdict: dict) -> Markup:
    """The first words that decide a verdict, and how many more stand on its card."""
    ids = verdict["decided_by"]
    shown = ids if len(ids) <= MOST_CITED + 1 else ids[:MOST_CITED]
    says = evidence.record.names_of("statements", "paraphrase")
    cited = [
        Markup("{} {} {}").format(
            html.link(statement, address(statement)),
            says[statement],
            evidence.cite("statements", statement, ("wording",), quoted=False),
        )
        for statement in shown
    ]
    if len(ids) > len(shown):
        more = f"{capital(phrases.count(len(ids) - len(shown)))} more on its card"
        cited.append(html.link(more, address(verdict["commitment_id"])))
    return Markup("<br>").join(cited)


def disputed_dates(record: Record, unsure: pd.DataFrame, ends: pd.DataFrame) -> Markup:
    """Due dates that leave several days open: each source's own, and the verdict at each end.

    ``unsure``: ``measures.history.unsure_dues``. ``ends``: ``measures.compliance.at_each_end`` from
    one viewpoint.
    """
    evidence = Evidence.of(record)
    rows = []
    for key, told in unsure.groupby("commitment_id", sort=False):
        first = told.iloc[0].to_dict()
        state = "from " if first["form"] == "maintain" else ""
        by_day: dict[tuple, list[str]] = {}
        for row in told.to_dict("records"):
            by_day.setdefault((row["first"], row["last"]), []).append(row["source_id"])
        either = ends[ends["commitment_id"] == key].to_dict("records")
        rows.append(
            {
                "commitment": named(first),
                "due": html.joined(
                    (
                        Markup("{}{}: {}").format(
                            state,
                            phrases.between(*days),
                            _given_by(evidence, key, sources),
                        )
                        for days, sources in sorted(by_day.items())
                    ),
                    Markup("<br>"),
                ),
                "why": "the sources differ" if first["disputed"] else "the words leave it open",
                "verdict at each end": html.joined(
                    (
                        Markup("{}: {}").format(
                            phrases.day(end["due"]), graded(end["verdict"], end["grade"])
                        )
                        for end in either
                    ),
                    Markup("<br>"),
                ),
            }
        )
    return html.table(
        rows,
        "Dates that are themselves disputed",
        "No known due date leaves more than one day open.",
    )


def counting(ends: pd.DataFrame, counted: dict[str, dict]) -> tuple[str, ...]:
    """Where the verdict turns on the day that counts: a sentence for each such commitment.

    ``ends``: as for ``disputed_dates``. ``counted``: ``measures.history.counted_from``.
    """
    told = []
    for key, group in ends.groupby("commitment_id", sort=False):
        if group["verdict"].nunique() < 2:
            continue
        found = dict(zip(group["due"], group["verdict"], strict=True))
        ways = {day: f"due {phrases.day(day)} it is {word}" for day, word in found.items()}
        if how := counted.get(key):
            since = (
                f"{phrases.day(how['concluded'])}, when the agreement was concluded,",
                f"{phrases.day(how['in_force'])}, the first day in force "
                f"({phrases.ref(how['by'])}),",
            )
            ways = {
                day: f"{many(how['days'], 'day')} from {start} end on {phrases.day(day)}, "
                f"and it is {found[day]}"
                for start, day in zip(since, sorted(found), strict=True)
            }
        told.append(
            f"On {phrases.ref(key)} the verdict turns on how days are counted: "
            f"{'; '.join(ways[d] for d in sorted(ways))}."
        )
    return tuple(told)


def _given_by(evidence: Evidence, commitment: str, sources: list[str]) -> Markup:
    """Where some sources give the due date of a commitment."""
    cited = evidence.record.citations
    of_due = (cited["table"] == "commitments") & (cited["field"] == "due")
    cited = cited[of_due & (cited["row"] == commitment) & cited["source_id"].isin(sources)]
    return html.citations(cited.to_dict("records"), evidence.titles)


def moves_table(spells: pd.DataFrame, viewpoint: str, read: frozenset = frozenset()) -> Markup:
    """How each verdict moved as evidence was published, from one viewpoint, in words.

    ``spells``: ``measures.history.spells``. Verdicts that never moved are left out; where only the
    grade did, a sentence below names them. ``read``:
    ``measures.history.days_of_reading``, on which pages count that bear no day of their own.
    """
    seen, turned = spells[spells["viewpoint_id"] == viewpoint], moved(spells, viewpoint)
    spoken_of = seen["commitment_id"]
    graded_anew = [i for i in dict.fromkeys(spoken_of[spoken_of.duplicated()]) if i not in turned]
    rows = [
        {
            "commitment": named(group.iloc[0].to_dict()),
            "as known from": html.joined(_moved(group.to_dict("records"), read), Markup("<br>")),
        }
        for key, group in seen.groupby("commitment_id", sort=False)
        if key in turned
    ]
    caption = "Verdicts that moved as evidence was published, and the words that turned them"
    table = html.table(
        rows,
        caption,
        "From this viewpoint no verdict has moved since its commitment was first known.",
    )
    if len(rows) > MOST_MOVES:
        table = html.folded(f"{caption}: {len(rows)} of {spoken_of.nunique()}", table)
    if not graded_anew:
        return table
    note = f"Of {some(map(phrases.ref, graded_anew), 8)} the grade moved, and not the verdict."
    return table + Markup("<p>{}</p>").format(html.prose(note))


def _moved(spells: list[dict], read: frozenset) -> list[Markup]:
    """The spells of one verdict, each with the statements that decide it and did not before."""
    told, before = [], set()
    for row in spells:
        day = phrases.day(row["first_day"])
        when = f"page undated, read on {day}" if row["first_day"] in read else day
        new = [i for i in row["decided_by"] if i not in before]
        before = set(row["decided_by"])
        by = html.prose(f" ({some(map(phrases.ref, new))})") if new else ""
        told.append(Markup("{}: {}{}").format(when, graded(row["verdict"], row["grade"]), by))
    return told


def set_beside(study: Study, found: pd.DataFrame) -> list[Markup]:
    """The comparison as a sentence and a table; where there is nothing to compare, a sentence."""
    told = Markup("<p>{}</p>").format(html.prose(compared_answer(study, found)))
    return [told, compared_table(study, found)] if study.parameters.corpus == "all" else [told]


def compared_answer(study: Study, found: pd.DataFrame) -> str:
    """What the wider record does to the verdicts of the reports coded here, in three sentences."""
    own = own_reports(study)
    if study.parameters.corpus != "all":
        return Markup(
            "This edition knows {} alone; the edition {} sets the two side by side."
        ).format(own, EDITION)
    told = found[~found["new"].astype(bool)]
    if told.empty:
        return f"{capital(own)} tell of no commitment here, so there is nothing to compare."
    turned = told[told["moved"].astype(bool)]
    new = found[found["new"].astype(bool)]
    ids = some(map(phrases.ref, turned["commitment_id"]), 8)
    silent = told[told["seed_verdict"] == "no evidence"]
    decided = silent[silent["decided_by"].map(len) > 0]
    split = int((decided["wider_verdict"] == "contested").sum())
    contested = int((found["contested"] > 0).sum())
    sentences = [
        f"Of {many(len(told), 'commitment')} of which {own} tell, the wider record "
        f"moves the verdict on {phrases.count(len(turned))}"
        + (f" ({ids})" if len(turned) else "")
        + f", and it adds {many(len(new), 'commitment')}.",
        f"Of {phrases.count(len(silent))} on which {own} say nothing that decides, it has "
        f"words that decide on {phrases.count(len(decided))}"
        + (f"; on {phrases.count(split)} of these they contradict each other." if split else ".")
        if len(silent)
        else "",
        f"{capital(many(contested, 'verdict'))} {'rests' if contested == 1 else 'rest'} in part "
        "on words whose coding two readers contest."
        if contested
        else "",
    ]
    return " ".join(part for part in sentences if part)


def compared_table(study: Study, found: pd.DataFrame) -> Markup:
    """Verdict by verdict: the reports coded here, the wider record, what moved, how checked.

    What moved or is new stands open, what stayed as before is folded.
    """
    own = own_reports(study)
    order = [
        (row["new"], not row["moved"], row["commitment_id"]) for row in found.to_dict("records")
    ]
    rows = [
        {
            "commitment": named(row),
            capital(own.removeprefix("the ")): graded(row["seed_verdict"], row["seed_grade"]),
            "wider record": graded(row["wider_verdict"], row["wider_grade"]),
            "so": _became(row, own),
            "rows that decide": _checked(row),
        }
        for _, row in sorted(zip(order, found.to_dict("records"), strict=True), key=lambda p: p[0])
    ]
    same = [row for row in rows if row["so"].startswith("as before")]
    caption = f"{capital(own)} against the wider record, as of the same day"
    return html.table(
        [row for row in rows if row not in same] or same,
        caption,
        "No commitment is known here.",
    ) + (
        html.folded(
            f"{capital(many(len(same), 'verdict'))} as before",
            html.table(same, f"{caption}: verdicts as before"),
        )
        if same and len(same) < len(rows)
        else Markup("")
    )


def _became(row: dict, own: str) -> str:
    """What the wider record makes of a verdict."""
    if row["new"]:
        return f"not in {own}"
    if row["moved"]:
        return "moved"
    same = missing(row["seed_grade"]) and missing(row["wider_grade"])
    return "as before" if same or row["seed_grade"] == row["wider_grade"] else "as before, regraded"


def _checked(row: dict) -> str:
    """How many statements decide, and how far their coding was checked."""
    total = len(row["decided_by"])
    if not total:
        return "none"
    kinds = {
        "agreed": "agreed by two readers",
        "settled": "settled with a reason",
        "checked": "checked by one reader",
        "contested": "contested",
    }
    parts = [f"{row[name]} {words}" for name, words in kinds.items() if row[name]]
    own = total - sum(row[name] for name in kinds)
    return f"{total}: " + ", ".join([*parts, *([f"{own} coded by this book"] if own else [])])


def commitment_cards(
    record: Record,
    verdicts: pd.DataFrame,
    against: pd.DataFrame,
    agreements: tuple[str, ...] = (),
    viewpoint: str = "everyone",
) -> list[Markup]:
    """One card per commitment: promise, parties, verdicts, and every statement that bears on it.

    ``against``: ``measures.answers.against`` of the verdicts; it stands beside the broken ones.
    ``viewpoint``: what decides from there stands open where it is not much, the rest is folded.
    """
    evidence, views = Evidence.of(record), record.names_of("viewpoints")
    spoken, answered = statements(record), Disputes(record)
    cards = []
    for item in commitments(record, agreements).to_dict("records"):
        key = item["commitment_id"]
        seen = verdicts[verdicts["commitment_id"] == key]
        about = spoken[spoken["commitment_id"] == key]
        opposed = against[against["commitment_id"] == key]
        beside = spoken[
            spoken["statement_id"].isin(s for ids in opposed["statement_ids"] for s in ids)
        ]
        deciding = {s for ids in seen["decided_by"] for s in ids}
        here = {s for ids in seen[seen["viewpoint_id"] == viewpoint]["decided_by"] for s in ids}
        promise = Markup('<p>{} <span class="muted">{}; {}</span></p>').format(
            item["provision"],
            html.link(
                evidence.agreements[item["agreement_id"]],
                entry("agreements", item["agreement_id"]),
            ),
            evidence.cite("commitments", key, ("wording",)),
        )
        cards.append(
            html.card(
                key,
                f"{key} {item['title']}",
                promise,
                html.terms(
                    [
                        *_terms(evidence, item),
                        ("disputed", answered.of(key, _disputed(evidence, about, beside))),
                    ]
                ),
                Markup('<div class="verdicts">{}</div>').format(reached(seen, views, key)),
                _against(record, spoken, opposed, views, viewpoint),
                _told(evidence, about, deciding, here),
                gist=_gist(evidence, item, seen[seen["viewpoint_id"] == viewpoint]),
            )
        )
    return cards


def _gist(evidence: Evidence, item: dict, seen: pd.DataFrame) -> Markup:
    """The verdict from the viewpoint of the page, by when, and whose promise."""
    chips = [verdict_chip(verdict) for verdict in seen["verdict"]]
    when = _due_in_full(item)
    due = when if when == "no date reported" else f"{_due_word(item)} {when}"
    whose = evidence.named(item["promised_ids"])
    return html.joined([*chips, due, *([f"promised by {whose}"] if whose else [])], " · ")


def _disputed(evidence: Evidence, about: pd.DataFrame, beside: pd.DataFrame) -> str:
    """Who says outright that it was kept or on its way, and who that it was not; else ''.

    ``beside``: what speaks against a verdict without deciding it.
    """
    plain = about[about["explicitness"] == "explicit"]
    favour, adverse = (
        _sides(evidence, plain[plain["assertion"].isin(words)]) for words in (FAVOURABLE, ADVERSE)
    )
    if favour and adverse:
        return f"kept or on its way, by {favour}; not so, by {adverse}; not always of the same time"
    others = _sides(evidence, beside)
    return f"by {others}, whose words do not decide" if others else ""


def _sides(evidence: Evidence, said: pd.DataFrame) -> str:
    """The sides that speak, each once."""
    sides = dict.fromkeys(s for ids in said["spoken_by"] for s in evidence.record.sides_of(ids))
    return listed(evidence.sides[side] for side in sides)


def _told(evidence: Evidence, about: pd.DataFrame, deciding: set[str], here: set[str]) -> Markup:
    """The statements on a commitment: those that decide from ``here`` if few, the rest folded."""
    if about.empty:
        return listing(evidence, about, deciding)
    shown = about["statement_id"].isin(here if len(here) <= MOST_OPEN else ())
    rest = about[~shown]
    decide = int(rest["statement_id"].isin(deciding).sum())
    more = "more " if shown.any() else ""
    where = "a verdict for another viewpoint" if shown.any() else "a verdict"
    does = f"{phrases.count(decide)} {'decides' if decide < 2 else 'decide'} {where}"
    summary = f"{capital(many(len(rest), f'{more}statement'))}; {does}"
    return Markup("\n").join(
        [
            *([listing(evidence, about[shown], deciding)] if shown.any() else []),
            *([html.folded(summary, listing(evidence, rest, deciding))] if len(rest) else []),
        ]
    )


def _against(
    record: Record,
    spoken: pd.DataFrame,
    against: pd.DataFrame,
    views: dict[str, str],
    viewpoint: str,
) -> Markup:
    """What speaks against the broken verdicts of one commitment, by the viewpoints it concerns.

    What concerns other viewpoints than the given one is folded.
    """
    here, others = [], []
    for (verdict, ids), group in against.groupby(["verdict", "statement_ids"], sort=False):
        told = Markup('<p class="against">{} {}: {}</p>').format(
            verdict_chip(verdict),
            listed(views[v] for v in group["viewpoint_id"]),
            html.prose(speaks_against(record, spoken, ids)),
        )
        (here if viewpoint in set(group["viewpoint_id"]) else others).append(told)
    rest = Markup("\n").join(others)
    summary = "What speaks against the verdicts of other viewpoints"
    return Markup("\n").join([*here, *([html.folded(summary, rest)] if others else [])])


def _terms(evidence: Evidence, item: dict) -> list[tuple]:
    """Due date and parties of a commitment, each with its words."""
    key = item["commitment_id"]
    terms = [
        (
            _due_word(item),
            _due_in_full(item),
            evidence.cite("commitments", key, ("due",)),
        )
    ]
    terms += [
        (role, evidence.linked(item[f"{field}_ids"]), evidence.cite("commitments", key, (field,)))
        for role, field in (
            ("promised by", "promised"),
            ("to be done by", "performs"),
            ("answered for by", "guarantees"),
        )
        if item[f"{field}_ids"]
    ]
    return [*terms, ("coded so because", item["basis"])]


def _due_word(item: dict) -> str:
    """A thing is due by its date; a state is to hold from then."""
    return "to hold" if item["form"] == "maintain" and item["due_edtf"] else "due"


def _due_in_full(item: dict) -> str:
    """A due date, and whether sources differ on it."""
    days = due_days(item)
    if days is None:
        return phrases.span(item, "due") if item["due_edtf"] else "no date reported"
    told = due(item | dict(zip(("due_earliest", "due_latest"), days, strict=True)))
    return f"{told}: the sources differ" if item["due_disputed"] else told


def agreement_cards(record: Record, agreements: tuple[str, ...] = ()) -> list[Markup]:
    """One card per agreement: what it is, who made it and when, what is said of it as a whole."""
    evidence, spoken = Evidence.of(record), statements(record)
    whole = spoken[spoken["commitment_id"].isna() & spoken["assertion"].notna()]
    frame = record.facts("agreements")
    cards = []
    for item in frame.to_dict("records"):
        key = item["agreement_id"]
        if agreements and key not in agreements:
            continue
        terms = [
            ("kind", item["kind"].replace("_", " ")),
            (
                "concluded",
                phrases.span(item, "concluded"),
                evidence.cite("agreements", key, ("concluded",)),
            ),
            (
                "by",
                evidence.linked(item["party_ids"]) or "not told",
                evidence.cite("agreements", key, ("party",)),
            ),
            ("told apart because", "" if missing(item["basis"]) else item["basis"]),
        ]
        said = whole[whole["agreement_id"] == key]
        cards.append(
            html.card(
                key,
                item["name"],
                Markup("<p>{}</p>").format(item["summary"]),
                html.terms(terms),
                html.folded("Where it is told", evidence.cite("agreements", key, ("wording",))),
                html.folded(
                    f"{capital(many(len(said), 'statement'))} on the agreement as a whole",
                    listing(evidence, said, set()),
                )
                if len(said)
                else Markup(""),
                gist=", ".join(filter(None, [
                    phrases.span(item, "concluded") if item["concluded_edtf"] else "no day told",
                    evidence.named(item["party_ids"]),
                ])),
            )
        )  # fmt: skip
    return cards or [Markup('<p class="empty">No agreement is known here.</p>')]


def look_alikes(record: Record) -> Markup:
    """Ultimatums, threats, proposals, demands, plans, meeting dates: shown, never scored."""
    evidence = Evidence.of(record)
    rows = [
        {
            "row": html.anchored(item["commitment_id"], item["commitment_id"])
            + html.shown_in(item["commitment_id"]),
            "kind": item["kind"].replace("_", " "),
            "by": evidence.linked(item["promised_ids"]),
            "what": item["provision"],
            "date": phrases.span(item, "due") if item["due_edtf"] else "",
            "why not scored": item["basis"],
            "where": evidence.cite("commitments", item["commitment_id"], ("wording", "due")),
        }
        for item in commitments(record, scored=False).to_dict("records")
    ]
    return html.long_table(
        rows,
        "Kept beside the commitments and never scored",
        "Nothing of the kind is known here.",
    )


def rates(verdicts: pd.DataFrame, viewpoint: str) -> str:
    """The share kept of those that can be judged, never without what is unknown."""
    counts = summary(verdicts, viewpoint)
    judged = counts["all"] - counts["unknown"] - counts["open"]
    rest = listed([*([_are(counts["open"], "open")] if counts["open"] else []), *_unknown(counts)])
    if not counts["all"]:
        return ""
    if not judged:
        return (
            "From this viewpoint no verdict is reached on any of "
            f"{many(counts['all'], 'commitment')}, so there is no rate: {rest}."
        )
    beside = [
        f"{phrases.count(counts[kind])} {word}"
        for kind, word in (("contested", "contested"), ("partly", "kept in part"))
        if counts[kind]
    ]
    within = f", among which {listed(beside)} count as not kept," if beside else ""
    doubtful = [kind for kind in ("contested", "open", "unknown") if counts[kind]]
    low, high = (f"{counts[end] / counts['all']:.0%}" for end in ("at least", "at most"))
    share = (
        f"The share kept of all {counts['all']} lies between {low} and {high}: the lowest if "
        f"nothing that is {listed(doubtful, 'or')} was kept, the highest if all of it was"
        if low != high
        else f"The share kept of all {counts['all']} is {low}"
    )
    either = counts["at least"] - counts["kept"]
    sure = f"; {_are(either, 'kept by every possible answer, and counted so')}" if either else ""
    return (
        f"From this viewpoint {counts['kept']} of {judged} on which a verdict is reached"
        f"{within} {'was' if counts['kept'] == 1 else 'were'} kept."
        f"{f' Beside them, {rest}.' if rest else ''} {share}{sure}."
    )


def rates_table(record: Record, verdicts: pd.DataFrame, viewpoint: str) -> Markup:
    """Commitments kept, broken and unknown, by agreement, from one viewpoint."""
    counted = {
        name: summary(verdicts[verdicts["agreement_id"] == agreement], viewpoint)
        for agreement, name in in_order(record).items()
        if (verdicts["agreement_id"] == agreement).any()
    }
    # Columns that are empty throughout would only push the others out of sight.
    shown = [
        kind
        for kind in ("all", *CLASSES)
        if kind not in ("partly", "contested", "open") or any(c[kind] for c in counted.values())
    ]
    return html.table(
        [{"agreement": name} | {kind: c[kind] for kind in shown} for name, c in counted.items()],
        "Commitments by agreement and what is known of them",
        "No commitment is known here.",
    )
