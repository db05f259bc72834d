"""The page on talks in words: its answer, a card per meeting, what was foretold and what came.

In: a ``Study`` or a ``Record`` and frames of ``measures.talks``. Out: sentences and HTML in which
every meeting has an address of its own (``#M01``).
"""

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address, entry
from ceasefire.measures.compliance import commitments, statements
from ceasefire.measures.knowledge import Record
from ceasefire.measures.talks import FATES, contested, dealt, put_forward_at
from ceasefire.phrases import capital, listed, many, missing, ref
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import who

# What came of a meeting, as a sentence goes on.
CAME_OF_IT = {
    "agreement": "in an agreement",
    "joint_statement": "in a joint statement",
    "no_agreement": "without an agreement",
    "exchange_of_views": "in an exchange of views",
    "not_reported": "with no outcome told",
}
ENDED = {
    kind: words.removeprefix("in ").removeprefix("with ") for kind, words in CAME_OF_IT.items()
}
# Symbol and colour of an outcome: came is no praise and did not come no blame, so no verdict's.
FATE_MARKS = {
    "agreed": ("open", "✓"),
    "refused": ("open", "✗"),
    "not agreed": ("open", "✗"),
    "contested": ("contested", "≠"),
    "made": ("unknown", "…"),
}
SHOWN = {
    "came": ("a later report shows that it came", "open", "✓"),
    "came in part": ("later reports show that it came in part", "partly", "½"),
    "did not come": ("a later report shows that it did not come", "open", "✗"),
    "contested": ("later reports differ", "contested", "≠"),
    "silent": ("no later report tells", "unknown", "?"),
    "nothing later": ("foretold in the latest report: nothing later could tell", "unknown", "–"),
}


def answer(study: Study, met: pd.DataFrame, put_forward: pd.DataFrame) -> str:
    """How many meetings, of whom, and how those held between the parties ended."""
    if met.empty:
        return f"No meeting was known by {as_of(study)} among those asked for."
    between, to_press = dealt(met), met[~met["dealing"].astype(bool)]
    announced = met[met["dealing"].astype(bool) & (met["status"] == "announced")]
    parts = [
        f"{phrases.count(len(between))} at which parties dealt with each other",
        f"{phrases.count(len(announced))} only announced" if len(announced) else "",
        f"{phrases.count(len(to_press))} before the press" if len(to_press) else "",
    ]
    first = f"The reports tell of {many(len(met), 'meeting')}: {listed(filter(None, parts))}."
    if between.empty:
        return first
    ends = [
        f"{phrases.count(len(group))} {words} ({listed(map(ref, sorted(group['meeting_id'])))})"
        for kind, words in CAME_OF_IT.items()
        if len(group := between[_outcome_kind(between) == kind])
    ]
    doubt = [m for m in between["meeting_id"] if contested(put_forward, m)]
    told = f" What was decided at {listed(map(ref, doubt))} is contested." if doubt else ""
    return f"{first} Of these dealings, {_ended(listed(ends))}.{told}"


def _ended(ends: str) -> str:
    """'two ended in an agreement (…), one in a joint statement (…)': the verb once is enough."""
    number, _, rest = ends.partition(" ")
    return f"{number} ended {rest}"


def _outcome_kind(met: pd.DataFrame) -> pd.Series:
    return met["outcome_kind"].fillna("not_reported")


def answer_coming(study: Study, foretold: pd.DataFrame) -> str:
    """Of how many things foretold a later report shows what became of them."""
    if foretold.empty:
        return f"Nothing was known by {as_of(study)} to have been said to be coming."
    rows = {outcome: foretold[foretold["outcome"] == outcome] for outcome in SHOWN}
    came, never = rows["came"], rows["did not come"]
    parts = [
        f"{_shown_to(came)} by a later report to have come{_which(came)}",
        f"{phrases.count(len(never))} not to have come{_which(never)}",
        *(
            f"{phrases.count(len(rows[outcome]))} {words}{_which(rows[outcome])}"
            for outcome, words in (
                ("came in part", "to have come in part"),
                ("contested", "told by later reports in different ways"),
            )
            if len(rows[outcome])
        ),
    ]
    silent, last = len(rows["silent"]), len(rows["nothing later"])
    return (
        f"Of {many(len(foretold), 'thing')} said to be coming, {listed(parts)}; "
        f"of {phrases.count(silent)} no later report tells, and {phrases.count(last)} "
        f"{'stands' if last == 1 else 'stand'} in the latest report, after which nothing could "
        "tell."
    )


def _shown_to(rows: pd.DataFrame) -> str:
    return f"{phrases.count(len(rows))} {'is' if len(rows) == 1 else 'are'} shown"


def _which(rows: pd.DataFrame) -> str:
    """' (L03 and L15, by implication only)'; '' where there are none."""
    return f" ({listed(map(ref, rows['row_id']))}{_how_sure(rows)})" if len(rows) else ""


def _how_sure(rows: pd.DataFrame) -> str:
    """', by implication only' where no later statement says it in so many words."""
    return ", by implication only" if (rows["explicitness"] == "implied").all() else ""


def beside_the_axis(study: Study, items: pd.DataFrame) -> list[Markup]:
    """What the axis cannot show, and what a choice of period or agreements leaves out."""
    parts = [_undated(study.record, items), _choice(study)]
    return [part for part in parts if part]


def _undated(record: Record, items: pd.DataFrame) -> Markup:
    """A sentence on the items that no axis can hold, each leading to its evidence."""
    left = items[items["form"] == "undated"]
    if left.empty:
        return Markup("")
    names = record.names_of("agreements")
    parts = [
        Markup("{} ({})").format(
            f"{phrases.count(len(group))} among the {lane}",
            html.joined(
                html.link(names[i], entry("agreements", i))
                if lane == "agreements"
                else html.link(i, address(i))
                for i in group["item_id"]
            ),
        )
        for lane, group in left.groupby("lane", sort=False)
    ]
    one = len(left) == 1
    return Markup("<p>{} {} no date that an axis could show, and {} not drawn: {}.</p>").format(
        capital(many(len(left), "item")), "has" if one else "have", "is" if one else "are",
        html.joined(parts, "; "),
    )  # fmt: skip


def _choice(study: Study) -> Markup:
    """What a choice of period or agreements leaves out, and what it cannot."""
    chosen = study.parameters
    words = []
    if chosen.agreement_ids:
        words.append("Incidents stand under no agreement, so all of them are shown.")
    if any(chosen.window):
        words.append(
            "The period chooses what is on the axis and which meetings are told; proposals and "
            "what was said to be coming are told whole, and undated items are left out."
        )
    return Markup("<p>{}</p>").format(" ".join(words)) if words else Markup("")


def outcomes_table(met: pd.DataFrame) -> Markup:
    """Meetings by what came of them, each with its level; words to the press in a column apart."""
    held = met["status"] == "held"
    groups = {words: met[held & (_outcome_kind(met) == kind)] for kind, words in ENDED.items()}
    groups["only announced"] = met[~held]
    rows = [
        {"how it ended": words}
        | {
            column: html.joined(
                Markup("{} ({})").format(html.link(i, address(i)), _level(level))
                for i, level in zip(some["meeting_id"], some["level"], strict=True)
            )
            for column, some in (
                ("parties dealing with each other", group[group["dealing"].astype(bool)]),
                ("words to the press", group[~group["dealing"].astype(bool)]),
            )
        }
        for words, group in groups.items()
        if len(group)
    ]
    return html.table(
        rows,
        "Meetings by outcome and level, in the order of time",
        "No meeting was known by then among those asked for.",
    )


def _level(level: str) -> str:
    return "level not told" if level == "unspecified" else level


def _linked(ids: Iterable[str]) -> Markup:
    """Rows by their ids, each leading to its card."""
    return html.joined([html.link(i, address(i)) for i in ids])


def proposal_cards(record: Record, put_forward: pd.DataFrame) -> list[Markup]:
    """What was put forward at meetings, by whom, and what each account says became of it."""
    evidence, said = Evidence(record), _by_id(statements(record), "statement_id")
    return [
        _card(
            f"fate-{p['commitment_id']}",
            p["commitment_id"],
            p["title"],
            _fate(p["fate"]),
            html.terms(
                [
                    (p["kind"], "by", evidence.named(p["promised_ids"]) or "nobody named"),
                    ("at", _linked(p["meeting_ids"])),
                    *(
                        (fate.replace("_", " "), _accounts(evidence, said, p[f"{fate}_by"]))
                        for fate in FATES
                        if p[f"{fate}_by"]
                    ),
                ]
            ),
        )
        for p in put_forward.to_dict("records")
    ] or [Markup('<p class="empty">Nothing put forward at a meeting was known by then.</p>')]


def _card(card_id: str, row_id: str, title: str, chip: Markup, *body: Markup) -> Markup:
    """A card of a row whose home is another page: its title leads there."""
    head = html.link(f"{row_id} {title}", address(row_id))
    return html.card(card_id, head, Markup("<p>{}</p>").format(chip), *body)


def _by_id(frame: pd.DataFrame, key: str) -> dict[str, dict]:
    return {row[key]: row for row in frame.to_dict("records")}


def _fate(fate: str) -> Markup:
    """A fate with its symbol and colour; of what was only made nothing more is told."""
    kind, symbol = FATE_MARKS[fate]
    return html.chip("made, nothing more told" if fate == "made" else fate, kind, symbol)


def _accounts(evidence: Evidence, said: dict[str, dict], ids: Iterable[str]) -> Markup:
    """Who says so, each with the statement and how plainly it speaks."""
    return html.joined(
        Markup("{} ({}, {})").format(
            who(evidence, said[s]), html.link(s, address(s)), said[s]["explicitness"]
        )
        for s in ids
    )


def meeting_cards(record: Record, met: pd.DataFrame, put_forward: pd.DataFrame) -> list[Markup]:
    """One card per meeting: when, where, who, what was put forward and said, what came of it."""
    evidence, spoken = Evidence(record), statements(record)
    scored = set(commitments(record)["commitment_id"])
    cards = []
    for row in met.to_dict("records"):
        key = row["meeting_id"]
        here = put_forward_at(put_forward, key)
        said = spoken[spoken["meeting_id"] == key]
        form = row["form"].replace("_", " ")
        what = " · ".join([_level(row["level"]), form, row["status"]])
        cards.append(
            html.card(
                key,
                f"{key} {row['title']}",
                Markup('<p>{} <span class="muted">{}</span></p>').format(
                    capital(what), evidence.cite("meetings", key, ("wording",))
                ),
                html.terms(
                    [
                        *_terms(evidence, row),
                        ("outcome", *_outcome(row, contested(put_forward, key))),
                        *_put_forward(evidence, here),
                        *_promised(said, scored),
                    ]
                ),
                _positions(evidence, said),
            )
        )
    return cards or [
        Markup('<p class="empty">No meeting was known by then among those asked for.</p>')
    ]


def _terms(evidence: Evidence, row: dict) -> list[tuple]:
    """When, where, who, and under which agreement."""

    def cite(field: str) -> Markup:
        return evidence.cite("meetings", row["meeting_id"], (field,))

    terms = [
        ("when", phrases.span(row, "held"), cite("held")),
        ("where", evidence.located(row["place_ids"]) or "not stated", cite("place")),
        (
            "who was to take part" if row["status"] == "announced" else "who took part",
            evidence.named(row["participant_ids"]) or "not stated",
            cite("participant"),
        ),
    ]
    under = row["agreement_id"]
    if not missing(under):
        name = evidence.agreements[under]
        terms.append(("about or towards", html.link(name, entry("agreements", under))))
    return terms


def _outcome(row: dict, disputed: bool) -> list[object]:
    """What came of a meeting, in a word and in a sentence; contested where accounts compete."""
    kind = "not_reported" if missing(row["outcome_kind"]) else row["outcome_kind"]
    parts = [kind.replace("_", " ")] if kind != "not_reported" or missing(row["outcome"]) else []
    parts = ["it was still to come"] if row["status"] == "announced" else parts
    parts += [] if missing(row["outcome"]) else [row["outcome"]]
    chip = html.chip("contested", "contested", "≠") if disputed else ""
    return [chip, capital(": ".join(parts)).removesuffix(".") + "."]


def _put_forward(evidence: Evidence, here: pd.DataFrame) -> list[tuple]:
    """Each thing put forward at a meeting, by whom, with its fate; the accounts stand above."""
    return [
        (
            f"{p['kind']} put forward",
            html.link(f"{p['commitment_id']} {p['title']}", address(p["commitment_id"])),
            f"by {evidence.named(p['promised_ids']) or 'nobody named'}",
            _fate(p["fate"]),
            html.link("every account", f"#fate-{p['commitment_id']}"),
        )
        for p in here.to_dict("records")
    ]


def _promised(said: pd.DataFrame, scored: set[str]) -> list[tuple]:
    """The commitments that somebody gave at the meeting."""
    given = said[said["commitment_id"].isin(scored) & (said["act"] == "promises")]
    ids = list(dict.fromkeys(given["commitment_id"]))
    return [("promised there or in its name", _linked(ids))] if ids else []


def _positions(evidence: Evidence, said: pd.DataFrame) -> Markup:
    """What was said there or of it, by side, each statement leading to its evidence."""
    if said.empty:
        return Markup('<p class="empty">No statement made there or about it is told.</p>')
    order: dict[str, list[dict]] = {}
    for row in said.sort_values("statement_id").to_dict("records"):
        sides = " and ".join(dict.fromkeys(
            evidence.sides[evidence.record.side_of[i]] for i in row["spoken_by"]))  # fmt: skip
        order.setdefault(sides, []).append(row)
    return Markup("\n").join(
        Markup('<p class="muted">{}</p>\n<ul class="statements">{}</ul>').format(
            f"Said there or about it: {side}", Markup("").join(_said(evidence, r) for r in rows)
        )
        for side, rows in order.items()
    )


def _said(evidence: Evidence, row: dict) -> Markup:
    """One statement in a line."""
    told = (
        ""
        if missing(row["assertion"])
        else Markup('<span class="asserted">{}</span>').format(_asserts(row))
    )
    return Markup("<li>{} <strong>{}</strong>: {} {}</li>\n").format(
        html.link(row["statement_id"], address(row["statement_id"])),
        who(evidence, row),
        row["paraphrase"],
        told,
    )


def _asserts(row: dict) -> str:
    """'done, implied': what a statement says became of a thing, and how plainly."""
    return f"{row['assertion'].replace('_', ' ')}, {row['explicitness']}"


def coming_cards(record: Record, foretold: pd.DataFrame) -> list[Markup]:
    """What was said to be coming: by whom, when, for when, and what a later report shows."""
    evidence, said = Evidence(record), _by_id(statements(record), "statement_id")
    facts = _by_id(record.facts("commitments"), "commitment_id")
    facts |= _by_id(record.facts("meetings"), "meeting_id")
    order = list(SHOWN)
    return [
        _card(
            f"coming-{item['row_id']}",
            item["row_id"],
            item["title"],
            _outcome_chip(item),
            html.terms(
                [
                    (item["kind"].replace("_", " "), *_by_whom(evidence, said, item)),
                    ("for when", _for_when(facts[item["row_id"]])),
                    *_meeting(item),
                    *_retold(evidence, item),
                    *_same_report(said, item),
                ]
            ),
            _later(evidence, said, item),
        )
        for item in sorted(foretold.to_dict("records"), key=lambda i: order.index(i["outcome"]))
    ] or [Markup('<p class="empty">Nothing was known by then to have been foretold.</p>')]


def _outcome_chip(item: dict) -> Markup:
    """What later reports show, with a word on it where no report says so in so many words."""
    words, kind, symbol = SHOWN[item["outcome"]]
    return html.chip(
        words + (", implied" if item["explicitness"] == "implied" else ""), kind, symbol
    )


def _meeting(item: dict) -> list[tuple]:
    """The meeting that a meeting date announces."""
    other = item["meeting_id"] and item["meeting_id"] != item["row_id"]
    return [("meeting", _linked([item["meeting_id"]]))] if other else []


def _by_whom(evidence: Evidence, said: dict[str, dict], item: dict) -> list[object]:
    """Who foretold it, when, as far as that is told, in which statements and words."""
    table = "meetings" if item["row_id"] == item["meeting_id"] else "commitments"
    when = [phrases.span(said[s], "said") for s in item["foretold_by"] if said[s]["said_edtf"]]
    parts = [evidence.named(item["said_by"]), f"said {when[0]}" if when else ""]
    parts += [_linked(item["foretold_by"])] if item["foretold_by"] else []
    return [
        html.joined([part for part in parts if part], "; "),
        evidence.cite(table, item["row_id"], ("wording",)),
    ]


def _for_when(row: dict) -> str:
    """The time for which a thing was foretold."""
    field = "due" if "due_edtf" in row else "held"
    return phrases.span(row, field) if row[f"{field}_edtf"] else "no date told"


def _retold(evidence: Evidence, item: dict) -> list[tuple]:
    """The later reports that tell of an announced meeting."""
    told = listed(evidence.titles[s] for s in item["retold_in"])
    return [("told of again", told)] if told else []


def _same_report(said: dict[str, dict], item: dict) -> list[tuple]:
    """What the first report itself says became of it: shown, and no later evidence."""
    own = [
        Markup("{} ({})").format(html.link(s, address(s)), _asserts(said[s]))
        for s in item["same_report"]
    ]
    return [("in the same report", html.joined(own))] if own else []


def _later(evidence: Evidence, said: dict[str, dict], item: dict) -> Markup:
    """The statements of later reports, with how plainly they speak and where they stand."""
    rows = [said[s] for s in (*item["came_by"], *item["in_part_by"], *item["not_by"])]
    return (
        Markup('<ul class="statements">{}</ul>').format(
            Markup("").join(
                Markup(
                    '<li>{} <strong>{}</strong>: {} <span class="asserted">{}</span> {} '
                    '<span class="muted">{}</span></li>\n'
                ).format(
                    html.link(row["statement_id"], address(row["statement_id"])),
                    who(evidence, row),
                    row["paraphrase"],
                    _asserts(row),
                    evidence.cite("statements", row["statement_id"], ("wording",)),
                    "" if missing(row["basis"]) else f"Coded so because: {row['basis']}",
                )
                for row in rows
            )
        )
        if rows
        else Markup("")
    )
