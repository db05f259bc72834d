"""The page on talks in words: its answer, a card per meeting, what was foretold and what came.

In: a ``Study`` or a ``Record``, frames of ``measures.talks`` and ``measures.timeline``. Out:
sentences and HTML in which every meeting has an address of its own (``#M01``).
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
from ceasefire.words.edition import as_of, reports_alone
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import asserted, listing, who

# What came of a meeting: as a noun, and as a sentence goes on after "ended".
ENDED = {
    "agreement": ("an agreement", "in an agreement"),
    "joint_statement": ("a joint statement", "in a joint statement"),
    "no_agreement": ("no agreement", "without an agreement"),
    "exchange_of_views": ("an exchange of views", "in an exchange of views"),
    "not_reported": ("no outcome told", "with no outcome told"),
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
    "came": ("a later report says that it came", "open", "✓"),
    "came in part": ("later reports say that it came in part", "partly", "½"),
    "did not come": ("a later report says that it did not come", "open", "✗"),
    "contested": ("later reports differ", "contested", "≠"),
    "silent": ("no later report tells whether it came", "unknown", "?"),
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
    kinds = _outcome_kind(between)
    ends = [
        f"{phrases.count(len(group))} {{}}{words} ({listed(map(ref, group))})"
        for kind, (_, words) in ENDED.items()
        if len(group := between.loc[kinds == kind, "meeting_id"])
    ]
    # 'two ended in an agreement, one in a joint statement': the verb once is enough.
    ends = [end.format("" if i else "ended ") for i, end in enumerate(ends)]
    doubt = [m for m in between["meeting_id"] if contested(put_forward, m)]
    told = f" What was decided at {listed(map(ref, doubt))} is contested." if doubt else ""
    return f"{first} Of these dealings, {listed(ends)}.{told}"


def told_by(study: Study) -> str:
    """Whether only the book's own reports tell of meetings and incidents; '' where pages do."""
    return reports_alone(study, {"meetings": "meetings", "incidents": "incidents"})


def _outcome_kind(met: pd.DataFrame) -> pd.Series:
    return met["outcome_kind"].fillna("not_reported")


def answer_coming(study: Study, foretold: pd.DataFrame) -> str:
    """Of how many things foretold a later report shows what became of them."""
    if foretold.empty:
        under = " under the agreements asked for" if study.parameters.agreement_ids else ""
        return f"Nothing was known by {as_of(study)} to have been said to be coming{under}."
    rows = {outcome: foretold[foretold["outcome"] == outcome] for outcome in SHOWN}
    came, never = rows["came"], rows["did not come"]
    implied = came["explicitness"] == "implied"
    said, concluded = came[~implied], came[implied]
    parts = [
        f"{_are_said(said)} by a later report to have come{_which(said)}",
        *(
            [f"of {phrases.count(len(concluded))} a reader may conclude it{_which(concluded)}"]
            if len(concluded)
            else []
        ),
        f"{_are_said(never)} not to have come{_which(never)}",
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
    stands = "stands" if last == 1 else "stand"
    return (
        f"Of {many(len(foretold), 'thing')} said to be coming, {listed(parts)}; "
        f"of {phrases.count(silent)} no later report tells"
        + (
            f", and {phrases.count(last)} {stands} in the latest report, after which nothing could "
            "tell."
            if last
            else "."
        )
    )


def _are_said(rows: pd.DataFrame) -> str:
    return f"{phrases.count(len(rows))} {'is' if len(rows) < 2 else 'are'} said"


def _which(rows: pd.DataFrame) -> str:
    """' (L03 and L15)'; '' where there are none."""
    return f" ({listed(map(ref, rows['row_id']))})" if len(rows) else ""


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
    kinds = _outcome_kind(met)
    groups = {noun: met[held & (kinds == kind)] for kind, (noun, _) in ENDED.items()}
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
        "No meeting is known among those asked for.",
    )


def _level(level: str) -> str:
    return "level not told" if level == "unspecified" else level


def _linked(ids: Iterable[str]) -> Markup:
    """Rows by their ids, each leading to its card."""
    return html.joined([html.link(i, address(i)) for i in ids])


def proposal_cards(record: Record, put_forward: pd.DataFrame) -> list[Markup]:
    """What was put forward at meetings, by whom, and what each account says became of it."""
    evidence, spoken = Evidence.of(record), statements(record)
    said = _by_id(spoken, "statement_id")
    return [
        _card(
            f"fate-{p['commitment_id']}",
            p["commitment_id"],
            p["title"],
            _fate(p["fate"]),
            html.terms(
                [
                    (p["kind"], "by", _whose(evidence, p, "promised_ids")),
                    ("at", _rounds(p["fate_at"])),
                    *(
                        (fate.replace("_", " "), _accounts(evidence, said, p[f"{fate}_by"]))
                        for fate in FATES
                        if p[f"{fate}_by"]
                    ),
                    *_also_said(evidence, spoken[spoken["commitment_id"] == p["commitment_id"]]),
                ]
            ),
        )
        for p in put_forward.to_dict("records")
    ] or [Markup('<p class="empty">Nothing put forward at a meeting is known here.</p>')]


def _whose(evidence: Evidence, item: dict, column: str) -> str:
    """Whose a thing is, and on whose word that rests where it is not their own."""
    told = f", as told by {evidence.named(item['told_by'])}" if item["told_by"] else ""
    return f"{evidence.named(item[column]) or 'nobody named'}{told}"


def _also_said(evidence: Evidence, about: pd.DataFrame) -> list[tuple]:
    """What is said of a proposal besides its fate."""
    rest = about[~about["assertion"].isin(FATES)].to_dict("records")
    links = [
        Markup("{}: {} ({})").format(
            who(evidence, row), row["paraphrase"].removesuffix("."),
            html.link(row["statement_id"], address(row["statement_id"])),
        )
        for row in rest
    ]  # fmt: skip
    return [("also said of it", html.joined(links, "; "))] if links else []


def _card(card_id: str, row_id: str, title: str, chip: Markup, *body: Markup) -> Markup:
    """A card of a row whose home is another page, and the way there."""
    home = html.link(f"{row_id} among what was never scored", address(row_id))
    return html.card(
        card_id, f"{row_id} {title}", Markup("<p>{}</p>").format(home), *body, gist=chip
    )


def _by_id(frame: pd.DataFrame, key: str) -> dict[str, dict]:
    return {row[key]: row for row in frame.to_dict("records")}


def _fate(fate: str) -> Markup:
    """A fate with its symbol and colour; of what was only made nothing more is told."""
    kind, symbol = FATE_MARKS[fate]
    return html.chip("made, nothing more told" if fate == "made" else fate, kind, symbol)


def _rounds(fates: dict[str, str]) -> Markup:
    """The meetings at which a thing was put forward; with its fate at each, where several."""
    if len(fates) == 1:
        return _linked(fates)
    return html.joined(
        Markup("{} {}").format(html.link(m, address(m)), _fate(fate)) for m, fate in fates.items()
    )


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
    evidence, spoken = Evidence.of(record), statements(record)
    owed = commitments(record)
    scored = set(owed["commitment_id"])
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
                        (
                            "disputed",
                            "accounts of what was decided differ"
                            if contested(put_forward, key)
                            else "by nobody in these sources",
                        ),
                        *_put_forward(evidence, here, key),
                        *_promised(said, scored),
                        *_of_the_accord(row, owed),
                    ]
                ),
                _positions(evidence, said),
                gist=Markup("{} · {}").format(
                    phrases.span(row, "held"),
                    html.joined(filter(None, _outcome(row, contested(put_forward, key))), " "),
                ),
            )
        )
    return cards or [Markup('<p class="empty">No meeting is known among those asked for.</p>')]


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


def _put_forward(evidence: Evidence, here: pd.DataFrame, meeting_id: str) -> list[tuple]:
    """Each thing put forward at a meeting, by whom, its fate there; the accounts stand above."""
    return [
        (
            f"{p['kind']} put forward",
            html.link(f"{p['commitment_id']} {p['title']}", address(p["commitment_id"])),
            f"by {_whose(evidence, p, 'promised_ids')}",
            _fate(p["fate_at"][meeting_id]),
            html.link("every account", f"#fate-{p['commitment_id']}"),
        )
        for p in here.to_dict("records")
    ]


def _promised(said: pd.DataFrame, scored: set[str]) -> list[tuple]:
    """The commitments that somebody gave at the meeting."""
    given = said[said["commitment_id"].isin(scored) & (said["act"] == "promises")]
    ids = list(dict.fromkeys(given["commitment_id"]))
    return [("promised there or in its name", _linked(ids))] if ids else []


def _of_the_accord(row: dict, owed: pd.DataFrame) -> list[tuple]:
    """The commitments of the accord in which a meeting ended."""
    if row["outcome_kind"] != "agreement":
        return []
    ids = owed.loc[owed["agreement_id"] == row["agreement_id"], "commitment_id"]
    return [("commitments of the accord", _linked(ids))] if len(ids) else []


def _positions(evidence: Evidence, said: pd.DataFrame) -> Markup:
    """What was said there or of it, by side, each statement leading to its evidence."""
    if said.empty:
        return Markup('<p class="empty">No statement made there or about it is told.</p>')
    sides = said["spoken_by"].map(
        lambda ids: listed(evidence.sides[side] for side in evidence.record.sides_of(ids))
    )
    return Markup("\n").join(
        Markup('<p class="muted">{}</p>\n{}').format(
            f"Said there or about it: {side}", listing(evidence, group, None)
        )
        for side, group in said.groupby(sides, sort=False)
    )


def coming_cards(record: Record, foretold: pd.DataFrame) -> list[Markup]:
    """What was said to be coming: by whom, when, for when, and what a later report shows."""
    evidence, spoken = Evidence.of(record), statements(record)
    said = _by_id(spoken, "statement_id")
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
            _later(evidence, spoken, item),
        )
        for item in sorted(foretold.to_dict("records"), key=lambda i: order.index(i["outcome"]))
    ] or [Markup('<p class="empty">Nothing asked for is known to have been foretold.</p>')]


def _outcome_chip(item: dict) -> Markup:
    """What later reports say became of it; what only a reader concludes is called so."""
    words, kind, symbol = SHOWN[item["outcome"]]
    if item["explicitness"] == "implied":
        return html.chip(f"a reader may conclude: {item['outcome']}", "unknown", "~")
    return html.chip(words, kind, symbol)


def _meeting(item: dict) -> list[tuple]:
    """The meeting that a meeting date announces."""
    other = item["meeting_id"] and item["meeting_id"] != item["row_id"]
    return [("meeting", _linked([item["meeting_id"]]))] if other else []


def _by_whom(evidence: Evidence, said: dict[str, dict], item: dict) -> list[object]:
    """Who foretold it, when, as far as that is told, in which statements and words."""
    table = "meetings" if item["row_id"] == item["meeting_id"] else "commitments"
    when = [phrases.span(said[s], "said") for s in item["foretold_by"] if said[s]["said_edtf"]]
    parts = [_whose(evidence, item, "said_by"), f"said {when[0]}" if when else ""]
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
        Markup("{} ({})").format(html.link(s, address(s)), asserted(said[s]))
        for s in item["same_report"]
    ]
    return [("in the same report", html.joined(own))] if own else []


def _later(evidence: Evidence, spoken: pd.DataFrame, item: dict) -> Markup:
    """The statements of later reports, with how plainly they speak and where they stand."""
    shown = [*item["came_by"], *item["in_part_by"], *item["not_by"]]
    if not shown:
        return Markup("")
    return listing(evidence, spoken.set_index("statement_id", drop=False).loc[shown], None)
