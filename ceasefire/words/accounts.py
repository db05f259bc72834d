"""Accounts side by side in words: of one event, of days called calm, and positions that moved.

In: a ``Record`` and frames of ``measures.accounts`` and ``measures.positions``. Out: cards of
boxes, which stand below one another on a phone.
"""

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address, entry
from ceasefire.measures.accusations import ADVERSE
from ceasefire.measures.answers import FAVOURABLE
from ceasefire.measures.compliance import statements
from ceasefire.measures.knowledge import Record
from ceasefire.measures.positions import CHANGED, JUDGED, SAME, stance
from ceasefire.phrases import capital, count, listed, many, missing
from ceasefire.words import html
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import in_a_word, who


def account_cards(record: Record, accounts: pd.DataFrame) -> list[Markup]:
    """One card per incident told in two ways or more, its accounts side by side."""
    evidence = Evidence.of(record)
    cards = []
    for incident, group in accounts.groupby("incident_id", sort=False):
        first = group.iloc[0].to_dict()
        order = group.assign(nobody=[not ids for ids in group["perpetrator_ids"]])
        order = order.sort_values(["nobody", "perpetrator_sides", "report_id"])
        accounts_of_it = [_account(evidence, told) for told in order.to_dict("records")]
        tellers = listed(dict.fromkeys(evidence.named(ids) for ids in order["spoken_by"]))
        cards.append(
            html.card(
                f"accounts-{incident}",
                f"{incident} {first['title']}, {phrases.span(first, 'occurred')}",
                Markup("<p>{}</p>").format(html.link("The incident itself", address(incident))),
                boxes(accounts_of_it),
                gist=f"{capital(many(len(accounts_of_it), 'account'))}: {tellers}",
            )
        )
    return cards or [Markup('<p class="empty">No known incident is told in more than one way.</p>')]


def boxes(accounts: Iterable[Markup], retold: bool = True) -> Markup:
    """Boxes side by side, one below the other on a phone.

    ``retold``: what they tell has an address elsewhere, under which the search finds it.
    """
    return Markup('<div class="accounts{}">{}</div>').format(
        " unsought" if retold else "", Markup("").join(accounts)
    )


def box(head: object, says: object, terms: list[tuple], *where: object) -> Markup:
    """One account in a box; ``where`` it stands, in one or more pieces."""
    stands = Markup("<p>{}</p>").format(html.joined(where, " ")) if where else ""
    return Markup('<div class="account"><p>{}</p><p>{}</p>{}{}</div>').format(
        head, says, html.terms(terms) if terms else "", stands
    )


def _account(evidence: Evidence, told: dict) -> Markup:
    """What one source says of one incident."""
    through = evidence.named(told["via_ids"])
    head = Markup("<strong>{}</strong> {}").format(
        evidence.named(told["spoken_by"]),
        f"through {through}" if through else "in its own voice",
    )
    said = phrases.span(told, "said") if told["said_edtf"] else "day not reported"
    rows = [html.link(i, address(i)) for i in told["statement_ids"]]
    report = address(told["report_id"])
    return box(
        head,
        told["paraphrase"],
        [
            ("names", evidence.named(told["perpetrator_ids"]) or "nobody"),
            ("attribution", told["attribution"].replace("_", " ")),
            ("said", said),
            ("published", published(evidence.record, told["source_ids"])),
        ],
        html.joined([html.link(told["report_id"], report), *rows]),
        evidence.cite("reports", told["report_id"], ("wording",)),
    )


def published(record: Record, source_ids: Iterable[str]) -> str:
    """The days of publication of some reports."""
    return listed(dict.fromkeys(phrases.between(*record.published[s]) for s in source_ids))


def calm_cards(record: Record, calm: pd.DataFrame) -> list[Markup]:
    """One card per claim of calm: the claim, and beside it what is told of the same days."""
    evidence, spoken = Evidence.of(record), statements(record).set_index("statement_id", drop=False)
    cards = []
    for row in calm.to_dict("records"):
        claim = spoken.loc[row["statement_id"]].to_dict()
        others = [_spoken(evidence, spoken.loc[s].to_dict()) for s in row["against"]]
        title = f"{capital(_time(claim))}: {evidence.named(claim['spoken_by'])}, beside others"
        cards.append(
            html.card(
                f"calm-{row['statement_id']}",
                title,
                _same_days(record, row),
                boxes([_spoken(evidence, claim), *others]),
                gist=claim["paraphrase"],
            )
        )
    return cards or [
        Markup(
            '<p class="empty">No known claim that a state was kept is of days of which '
            "violence or a breach is told.</p>"
        )
    ]


def _same_days(record: Record, calm: dict) -> Markup:
    """The incidents and totals of the days of which calm is claimed."""
    told = record.facts("reports")["incident_id"]
    linked = [
        Markup("{} ({})").format(html.link(i, address(i)), many(int((told == i).sum()), "report"))
        for i in calm["incident_ids"]
    ] + [html.link(i, address(i)) for i in calm["count_ids"]]
    return (
        Markup("<p>Of the same time: {}.</p>").format(html.joined(linked)) if linked else Markup("")
    )


def _time(said: dict) -> str:
    """The time that a statement speaks of, or its day."""
    return phrases.span(said, "about" if said["about_edtf"] else "said")


def _spoken(evidence: Evidence, said: dict) -> Markup:
    """One statement in a box."""
    key = said["statement_id"]
    named = [] if missing(said["incident_id"]) else [said["incident_id"]]
    return box(
        Markup("<strong>{}</strong> {}").format(who(evidence, said), _stance_chip(stance(said))),
        said["paraphrase"],
        [
            ("speaks of", phrases.span(said, "about") if said["about_edtf"] else "time not told"),
            ("said", phrases.span(said, "said") if said["said_edtf"] else "day not reported"),
            ("published", published(evidence.record, said["source_ids"])),
        ],
        html.joined(html.link(i, address(i)) for i in (key, *named)),
        evidence.cite("statements", key, ("wording",)),
    )


def _stance_chip(held: tuple[str, str]) -> Markup:
    """A stance in a word, coloured where it says outright that a thing was kept, or was not."""
    word, how = held
    kind, sign = "unknown", ""
    if how == "implied":
        kind, sign = "unknown", ""
    elif word in ADVERSE:
        kind, sign = "against", "✗"
    elif word in FAVOURABLE:
        kind, sign = "favour", "✓"
    return html.chip(in_a_word(held), kind, sign)


def moved(positions: pd.DataFrame) -> str:
    """On how many subjects a side is quoted twice, and what became of what it says."""
    if positions.empty:
        return (
            "No side is quoted on one commitment, or on one agreement as a whole, in two reports, "
            "so no position can be seen to move."
        )
    subjects = positions.groupby(["side", "commitment_id", "agreement_id"])["step"].agg(set)
    told = {step: sum(step in steps for steps in subjects) for step in (CHANGED, JUDGED, SAME)}
    return (
        f"A side is quoted in two reports or more on {many(len(subjects), 'subject')}. Its "
        f"judgement changes on {count(told[CHANGED])}; words without a judgement, such as a "
        f"promise, are followed by a first judgement on {count(told[JUDGED])}; a judgement is "
        f"repeated on {count(told[SAME])}. Where a judgement is implied, a reader concludes it: "
        "the side itself need not own to it."
    )


def position_cards(record: Record, positions: pd.DataFrame) -> list[Markup]:
    """One card per side and subject: what it says, from report to report, side by side.

    Many are folded by side.
    """
    evidence = Evidence.of(record)
    says = statements(record).set_index("statement_id")["paraphrase"]
    cards: dict[str, list[Markup]] = {}
    keys = ["side", "commitment_id", "agreement_id"]
    for (side, commitment, agreement), group in positions.groupby(keys, sort=False):
        subject = _subject(evidence, commitment, agreement)
        steps = [_step(evidence, step, says) for step in group.to_dict("records")]
        where = address(commitment) if commitment else entry("agreements", agreement)
        cards.setdefault(side, []).append(
            html.card(
                f"position-{side}-{commitment or agreement}",
                f"{capital(evidence.sides[side])} on {subject}",
                Markup("<p>{}</p>").format(html.link("What it is about", where)),
                boxes(steps),
                gist=_course(group),
            )
        )
    if sum(map(len, cards.values())) <= html.MOST_OPEN:
        return [card for of_side in cards.values() for card in of_side]
    return [
        html.folded(f"{capital(evidence.sides[side])}: {many(len(of_side), 'subject')}", *of_side)
        for side, of_side in cards.items()
    ]


def _course(steps: pd.DataFrame) -> str:
    """The stances from report to report, each named once in a row."""
    held = [" and ".join(map(in_a_word, stances)) for stances in steps["stances"]]
    turns = [now for now, before in zip(held, [None, *held], strict=False) if now != before]
    return f"{capital(many(len(held), 'report'))}: {', then '.join(turns)}"


def _subject(evidence: Evidence, commitment: str, agreement: str) -> str:
    """What a position is about: one commitment, or an agreement as a whole."""
    if not commitment:
        return f"{evidence.agreements[agreement]} as a whole"
    return f"{commitment} {evidence.record.names_of('commitments', 'title')[commitment]}"


def _step(evidence: Evidence, step: dict, says: pd.Series) -> Markup:
    """A side's position in one report, in a box."""
    source = step["source_id"]
    since = f", {step['step']}:" if step["step"] else ""
    return box(
        Markup("<strong>{}</strong>{} {}").format(
            html.link(evidence.titles[source], f"{html.SOURCES_PAGE}#{source}"),
            since,
            html.joined(map(_stance_chip, step["stances"]), " "),
        ),
        html.joined(
            (
                Markup("{}: {}").format(html.link(s, address(s)), says[s])
                for s in step["statement_ids"]
            ),
            " ",
        ),
        [],
    )
