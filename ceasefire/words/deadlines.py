"""The page on deadlines in words: its answer, its tables, one card of evidence per commitment.

In: a ``Study`` or a ``Record`` and frames of ``measures.compliance``. Out: Markdown and HTML in
which every commitment has an address of its own (``#C02``).
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import VERDICT_MARKS, address
from ceasefire.measures.compliance import commitments, statements, summary
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import capital, listed, many, missing
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import listing, speaks_against


def answer(study: Study, verdicts: pd.DataFrame) -> str:
    """Which deadlines were kept: the dated ones each, then all commitments with their unknowns."""
    view = study.parameters.viewpoint
    if study.record.sources.empty:
        return f"No report had been published by {as_of(study)}: nothing is known."
    if verdicts.empty:
        return f"No commitment was known by {as_of(study)}."
    seen = verdicts[verdicts["viewpoint_id"] == view]
    return f"{_dated(seen[seen['due_earliest'].notna()])} {_all(summary(verdicts, view))}"


def _dated(seen: pd.DataFrame) -> str:
    """'Of four commitments with a date, one is missed (C02, corroborated); of three …'."""
    if seen.empty:
        return "No commitment with a date was known."
    open_words = {
        "no evidence": "of {} nothing is said that decides",
        "not yet due": "{} not due yet",
        "not assessable": "in {} nothing was promised that could be seen",
    }
    told, untold = [], []
    for verdict, group in seen.groupby("verdict", sort=False):
        ids = listed(_with_grade(row) for row in group.to_dict("records"))
        is_are = "is" if len(group) == 1 else "are"
        if verdict in open_words:
            number = phrases.count(len(group))
            if verdict == "not yet due":
                number += f" {is_are}"
            untold.append(f"{open_words[verdict].format(number)} ({ids})")
        else:
            told.append(f"{phrases.count(len(group))} {is_are} {verdict} ({ids})")
    return f"Of {many(len(seen), 'commitment')} with a date, {'; '.join([*told, *untold])}."


def _all(counts: dict[str, int]) -> str:
    """'Of all 25 commitments, six are broken and none is known to be kept; of 19 …'."""
    known = [
        f"{phrases.count(counts[kind])} {'are' if counts[kind] > 1 else 'is'} {word}"
        for kind, word in (
            ("broken", "broken"),
            ("contested", "contested"),
            ("partly", "kept in part"),
            ("kept", "known to be kept"),
        )
        if counts[kind] or kind in ("broken", "kept")
    ]
    return (
        f"Of all {many(counts['all'], 'commitment')}, {listed(known)}; "
        f"of {phrases.count(counts['unknown'])} nothing can be said yet."
    )


def _with_grade(row: dict) -> str:
    """A commitment with its address and, where it has one, its grade."""
    address = phrases.ref(row["commitment_id"])
    return f"{address}, {row['grade']}" if not missing(row["grade"]) else address


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
    links = listed(phrases.ref(i) for i in split)
    return f"Viewpoints that say anything reach different verdicts on {links}."


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


def verdict_chip(verdict: str) -> Markup:
    """A verdict with its symbol and colour."""
    kind, symbol = VERDICT_MARKS[verdict]
    return html.chip(verdict, kind, symbol)


def verdict_table(record: Record, verdicts: pd.DataFrame, viewpoint: str) -> Markup:
    """Dated commitments from one viewpoint: due, verdict, grade, days overdue, evidence."""
    evidence = Evidence.of(record)
    seen = verdicts[(verdicts["viewpoint_id"] == viewpoint) & verdicts["due_earliest"].notna()]
    rows = [
        {
            "commitment": html.link(
                f"{v['commitment_id']} {v['title']}", address(v["commitment_id"])
            ),
            "due": phrases.between(v["due_earliest"], v["due_latest"]),
            "verdict": html.joined([verdict_chip(v["verdict"]), *_support(v)], " "),
            "decided by": html.joined(
                (evidence.cite("statements", s, ("wording",)) for s in v["decided_by"]), "; "
            ),
        }
        for v in seen.sort_values(["due_earliest", "commitment_id"]).to_dict("records")
    ]
    return html.table(
        rows,
        "Dated commitments, in the order of their due dates",
        "No commitment with a date was known by then.",
    )


def _support(verdict: dict) -> list[str]:
    """The grade of a verdict, the days overdue, and what else an indeterminate one can be."""
    over = phrases.days_overdue(verdict["overdue_low"], verdict["overdue_high"])
    either = listed(verdict["candidates"], "or")
    parts = [
        "" if missing(verdict["grade"]) else verdict["grade"],
        f"{over} overdue" if over else "",
        either,
    ]
    return ["; ".join(part for part in parts if part)]


def commitment_cards(
    record: Record,
    verdicts: pd.DataFrame,
    against: pd.DataFrame,
    agreements: tuple[str, ...] = (),
) -> list[Markup]:
    """One card per commitment: promise, parties, verdicts, and every statement that bears on it.

    ``against``: ``measures.answers.against`` of the verdicts; it stands beside the broken ones.
    """
    evidence, views = Evidence.of(record), record.names_of("viewpoints")
    spoken = statements(record)
    cards = []
    for item in commitments(record, agreements).to_dict("records"):
        key = item["commitment_id"]
        seen = verdicts[verdicts["commitment_id"] == key]
        about = spoken[spoken["commitment_id"] == key]
        deciding = {s for ids in seen["decided_by"] for s in ids}
        promise = Markup('<p>{} <span class="muted">{}; {}</span></p>').format(
            item["provision"],
            evidence.agreements[item["agreement_id"]],
            evidence.cite("commitments", key, ("wording",)),
        )
        cards.append(
            html.card(
                key,
                f"{key} {item['title']}",
                promise,
                html.terms(_terms(evidence, item)),
                Markup('<div class="verdicts">{}</div>').format(_verdicts(seen, views)),
                _against(record, spoken, against[against["commitment_id"] == key], views),
                listing(evidence, about, deciding),
            )
        )
    return cards


def _verdicts(seen: pd.DataFrame, views: dict[str, str]) -> Markup:
    """The verdicts on one commitment, each with the viewpoints that reach it."""
    seen = seen.assign(support=["; ".join(_support(v)) for v in seen.to_dict("records")])
    return Markup("").join(
        Markup('<span class="verdict">{} {}{}</span>').format(
            verdict_chip(verdict),
            listed(views[v] for v in group["viewpoint_id"]),
            f" ({support})" if support else "",
        )
        for (verdict, support), group in seen.groupby(["verdict", "support"], sort=False)
    )


def _against(
    record: Record, spoken: pd.DataFrame, against: pd.DataFrame, views: dict[str, str]
) -> Markup:
    """What speaks against the broken verdicts of one commitment, by the viewpoints it concerns."""
    return Markup("").join(
        Markup('<p class="against">{} {}: {}</p>').format(
            verdict_chip(verdict),
            listed(views[v] for v in group["viewpoint_id"]),
            html.prose(speaks_against(record, spoken, ids)),
        )
        for (verdict, ids), group in against.groupby(["verdict", "statement_ids"], sort=False)
    )


def _terms(evidence: Evidence, item: dict) -> list[tuple]:
    """Due date and parties of a commitment, each with its words."""
    key = item["commitment_id"]
    terms = [
        (
            "due",
            phrases.span(item, "due") if item["due_edtf"] else "no date reported",
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
                Markup('<p>{} <span class="muted">{}</span></p>').format(
                    item["summary"], evidence.cite("agreements", key, ("wording",))
                ),
                html.terms(terms),
                listing(evidence, said, set()) if len(said) else Markup(""),
            )
        )
    return cards or [Markup('<p class="empty">No agreement was known by then.</p>')]


def look_alikes(record: Record) -> Markup:
    """Ultimatums, threats, proposals, demands, plans, meeting dates: shown, never scored."""
    evidence = Evidence.of(record)
    rows = [
        {
            "row": item["commitment_id"],
            "kind": item["kind"].replace("_", " "),
            "by": evidence.linked(item["promised_ids"]),
            "what": item["provision"],
            "date": phrases.span(item, "due") if item["due_edtf"] else "",
            "why not scored": item["basis"],
            "where": evidence.cite("commitments", item["commitment_id"], ("wording", "due")),
        }
        for item in commitments(record, scored=False).to_dict("records")
    ]
    return html.table(
        rows,
        "Kept beside the commitments and never scored",
        "None was known by then.",
        row_id="row",
    )


def rates(verdicts: pd.DataFrame, viewpoint: str) -> str:
    """The share kept of those that can be judged, never without what is unknown."""
    counts = summary(verdicts, viewpoint)
    judged = counts["all"] - counts["unknown"]
    if not counts["all"]:
        return ""
    if not judged:
        return (
            f"From this viewpoint none of {many(counts['all'], 'commitment')} can be judged, so "
            "there is no rate."
        )
    return (
        f"From this viewpoint {counts['kept']} of {judged} that can be judged "
        f"{'was' if counts['kept'] == 1 else 'were'} kept. {counts['unknown']} of "
        f"{counts['all']} cannot be judged, so the share kept of all lies between "
        f"{counts['kept'] / counts['all']:.0%} and "
        f"{(counts['kept'] + counts['unknown']) / counts['all']:.0%}."
    )


def rates_table(record: Record, verdicts: pd.DataFrame, viewpoint: str) -> Markup:
    """Commitments kept, broken and unknown, by agreement, from one viewpoint."""
    names = record.names_of("agreements")
    counted = {
        names[agreement]: summary(group, viewpoint)
        for agreement, group in verdicts.groupby("agreement_id", sort=False)
    }
    # Columns that are empty throughout would only push the others out of sight.
    shown = [
        kind
        for kind in ("all", "kept", "partly", "broken", "contested", "unknown")
        if kind not in ("partly", "contested") or any(c[kind] for c in counted.values())
    ]
    return html.table(
        [{"agreement": name} | {kind: c[kind] for kind in shown} for name, c in counted.items()],
        "Commitments by agreement and what is known of them",
        "No commitment was known by then.",
    )
