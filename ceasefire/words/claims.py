"""The page on claims in words: its answer, accusations by pair, answers, accounts side by side.

In: a ``Study`` or a ``Record`` and frames of ``measures.claims``. Out: sentences and HTML in which
every statement has an address of its own (``#S050``), and every pair of accuser and accused
(``#claims-russia-turkey``).
"""

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address, pair_id
from ceasefire.measures.claims import ACCUSED, ADVERSE, ALLY, FAVOURABLE, OTHER
from ceasefire.measures.compliance import statements
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import capital, count, listed, many, missing, ref
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import listing, speaks_against, who

NOBODY = "nobody by name"


def reports_in_order(record: Record) -> dict[str, str]:
    """Short names of the known reports, in the order of their publication."""
    titles = Evidence(record).titles
    known = record.sources.sort_values(["published_end_latest", "source_id"])["source_id"]
    return {source: titles[source] for source in known}


def answer(
    study: Study, claims: pd.DataFrame, pairs: pd.DataFrame, answers: pd.DataFrame
) -> list[str]:
    """How many accusations, who accuses whom most, how many are answered or only repeated."""
    chosen = study.parameters
    within = " in this period" if chosen.start or chosen.end else ""
    within += " under these agreements" if chosen.agreement_ids else ""
    if claims.empty:
        return [
            f"No accusation was known by {as_of(study)}{within}: nobody is on record as laying an "
            "attack, a breach or a failure to anybody."
        ]
    sides = study.record.names_of("sides")
    denied = answers.loc[answers["how"] == "denies", "claim_id"].nunique()
    met = answers.loc[answers["by"].isin([ACCUSED, ALLY]), "claim_id"].nunique()
    own, repeated = int(claims["own_voice"].sum()), int(claims["only_repeated"].sum())
    return [
        f"{capital(many(len(claims), 'accusation'))} "
        f"{'is' if len(claims) == 1 else 'are'} on record{within}; {_most(pairs, sides)}. "
        f"{capital(_none(denied))} met by a denial.",
        f"{capital(_none(met))} met by another account, or the opposite claim, of the accused or "
        f"of an ally. {capital(_none(own))} made in a report's own voice; {_none(repeated)} only "
        "repeated: others make them, and no report says the like itself.",
    ]


def _none(number: int) -> str:
    """'no accusation is', 'one is', 'six are'."""
    if not number:
        return "no accusation is"
    return f"{count(number)} {'is' if number == 1 else 'are'}"


def _most(pairs: pd.DataFrame, sides: dict[str, str]) -> str:
    """'most often the press accuses the Syrian government (six)', ties included."""
    named = pairs[pairs["accused"] != ""]
    if named.empty:
        return "none of them names anybody"
    counted = named.groupby(["accuser", "accused"])["claim_id"].nunique()
    top = counted[counted == counted.max()]
    times = count(int(counted.max()))
    if len(top) > 3:
        return f"no pair of sides stands out, with {times} at most"
    whom = listed(f"{sides[a]} against {sides[b]}" for a, b in top.index)
    if len(top) == 1:
        return f"the most frequent pair is {whom} ({times})"
    return f"the most frequent pairs are {whom} ({times} each)"


def kinds(record: Record, claims: pd.DataFrame, acknowledged: pd.DataFrame) -> str:
    """What was counted: accusations in so many words, plain reports, nobody named, own doings."""
    if claims.empty:
        return ""
    in_words = int(claims["in_words"].sum())
    unnamed = [c for c in claims.to_dict("records") if not c["accused"]]
    parts = [
        f"{capital(count(in_words))} of {many(len(claims), 'accusation')} "
        f"{'is' if in_words == 1 else 'are'} put as an accusation by whoever tells of it; the "
        "others are plain reports that name a doer or say what was not kept."
    ]
    if unnamed:
        ids = listed(ref(i) for c in unnamed for i in c["statement_ids"])
        parts.append(f"{capital(count(len(unnamed)))} ({ids}) {_verb(unnamed, 'name')} nobody.")
    if len(acknowledged):
        ids = listed(ref(i) for i in dict.fromkeys(acknowledged["incident_id"]))
        told = listed(dict.fromkeys(Evidence(record).named(by) for by in acknowledged["spoken_by"]))
        parts.append(
            f"Words of a side about its own doing are no accusations and are left out: {told} "
            f"on {ids}."
        )
    return " ".join(parts)


def _verb(items: list, word: str) -> str:
    return word + "s" if len(items) == 1 else word


def pair_cards(
    record: Record, claims: pd.DataFrame, pairs: pd.DataFrame, answers: pd.DataFrame
) -> list[Markup]:
    """One card per accuser and accused, with each claim, its rows, and what is said against it."""
    evidence, spoken = Evidence(record), statements(record).set_index("statement_id")
    told = record.facts("reports").set_index("report_id")
    by_id = {c["claim_id"]: c for c in claims.to_dict("records")}
    against = dict(list(answers.groupby("claim_id")))
    cards = []
    for (accuser, accused), group in _by_size(pairs):
        whom = evidence.sides[accused] if accused else NOBODY
        title = f"{capital(evidence.sides[accuser])} on {whom}: {many(len(group), 'accusation')}"
        items = [
            _claim(evidence, by_id[i], spoken, told, against.get(i)) for i in group["claim_id"]
        ]
        body = Markup('<ul class="statements">{}</ul>').format(Markup("").join(items))
        cards.append(html.card(pair_id(accuser, accused), title, body))
    return cards or [Markup('<p class="empty">No accusation was known by then.</p>')]


def _by_size(pairs: pd.DataFrame) -> list[tuple[tuple[str, str], pd.DataFrame]]:
    """The pairs of accuser and accused, the accuser with the most claims first."""
    most = pairs.groupby("accuser")["claim_id"].count()
    groups = list(pairs.groupby(["accuser", "accused"], sort=False))
    return sorted(groups, key=lambda g: (-most[g[0][0]], g[0][0], not g[0][1], -len(g[1])))


def _claim(
    evidence: Evidence,
    claim: dict,
    spoken: pd.DataFrame,
    told: pd.DataFrame,
    answers: pd.DataFrame | None,
) -> Markup:
    """One accusation: who, through whom, what, which rows, about what, and what is said against."""
    says = [(i, spoken.loc[i, "paraphrase"]) for i in claim["statement_ids"]]
    says = says or [("", told.loc[i, "paraphrase"]) for i in claim["report_ids"]]
    words = [
        Markup("{} {}").format(html.link(i, address(i)), p) if i else Markup("{}").format(p)
        for i, p in says
    ]
    about = [html.link(i, address(i)) for i in (*claim["commitment_ids"], *claim["incident_ids"])]
    rows = [("statements", i) for i in claim["statement_ids"]]
    rows += [("reports", i) for i in claim["report_ids"]]
    beside = f"With {listed(claim['report_ids'])}. " if says[0][0] and claim["report_ids"] else ""
    return Markup(
        '<li><strong>{}</strong> <span class="asserted">{}</span> {} '
        '<span class="muted">{}{}</span> {} {}</li>\n'
    ).format(
        _voice(evidence, claim),
        "accuses" if claim["in_words"] else "reports",
        html.joined(words, " "),
        beside,
        Markup("About {}.").format(html.joined(about)) if about else "",
        evidence.cite_rows(rows),
        _answered(evidence, answers),
    )


def _voice(evidence: Evidence, claim: dict) -> str:
    """Who says it, and through whom it comes."""
    speaker = evidence.named(claim["spoken_by"])
    if claim["own_voice"]:
        return f"{speaker}, in its own voice"
    publisher = evidence.record.publisher_of[claim["source_id"]]
    relays = [*claim["via_ids"], *([] if publisher in claim["spoken_by"] else [publisher])]
    return f"{speaker}, through {evidence.named(dict.fromkeys(relays))}"


def _answered(evidence: Evidence, answers: pd.DataFrame | None) -> Markup:
    """What is said against an accusation, with addresses."""
    if answers is None:
        return Markup('<span class="muted">No answer is on record.</span>')
    told = evidence.record.facts("reports").set_index("report_id")["incident_id"]
    parts = [
        Markup("{} ({}) {}, {}").format(
            evidence.named(a["spoken_by"]),
            a["by"],
            a["how"],
            _row_link(a["row_id"], told),
        )
        for a in answers.to_dict("records")
    ]
    return Markup("Against it: {}.").format(html.joined(parts, "; "))


def _row_link(row_id: str, incident_of: pd.Series) -> Markup:
    """A statement's own address; for a report that of its incident."""
    if row_id.startswith("S"):
        return html.link(row_id, address(row_id))
    return Markup("{} on {}").format(
        row_id, html.link(incident_of[row_id], address(incident_of[row_id]))
    )


def voices_said(record: Record, voices: pd.DataFrame) -> str:
    """Who says nothing of its own and only passes on the words of others."""
    evidence = Evidence(record)
    passed = voices["statements_passed_on"] > 0
    silent = voices[(voices["statements_own"] == 0) & passed]
    none_own = voices[(voices["accusations_own"] == 0) & (voices["accusations_passed_on"] > 0)]
    parts = []
    if len(silent):
        parts.append(
            f"{capital(listed(evidence.actors[i] for i in silent['actor_id']))} "
            f"{'passes' if len(silent) == 1 else 'pass'} on the words of others and "
            f"{'says' if len(silent) == 1 else 'say'} nothing of "
            f"{'its' if len(silent) == 1 else 'their'} own in these reports."
        )
    if len(none_own):
        parts.append(
            f"{capital(listed(evidence.actors[i] for i in none_own['actor_id']))} "
            f"{'repeats' if len(none_own) == 1 else 'repeat'} accusations of others and "
            f"{'makes' if len(none_own) == 1 else 'make'} none."
        )
    elif voices["accusations_passed_on"].any():
        parts.append("Whoever passes accusations on also makes some in its own voice.")
    return " ".join(parts)


def voices_table(record: Record, voices: pd.DataFrame) -> Markup:
    """Per publisher and relay: what it says itself, and what it passes on."""
    actors = record.names_of("actors")
    rows = [
        {
            "who": actors[v["actor_id"]] + ("" if v["publishes"] else ", a channel"),
            "accusations: own": v["accusations_own"],
            "accusations: passed on": v["accusations_passed_on"],
            "statements: own": v["statements_own"],
            "statements: passed on": v["statements_passed_on"],
        }
        for v in voices.to_dict("records")
    ]
    return html.table(
        rows,
        "In whose voice claims reach the reader: publishers, and channels that they quote",
        "No report was known by then.",
    )


def denials(record: Record, claims: pd.DataFrame, answers: pd.DataFrame) -> str:
    """Who denies, what of it answers an accusation, and how much stands unanswered."""
    evidence, spoken = Evidence(record), statements(record)
    if spoken.empty:
        return "No statement was known by then, so nobody denies anything."
    denied = spoken[spoken["act"] == "denies"]
    answering = set(answers["row_id"])
    parts = [
        "No denial is on record."
        if denied.empty
        else f"{capital(many(len(denied), 'statement'))} "
        f"{'denies' if len(denied) == 1 else 'deny'} something: "
        + " ".join(
            f"{who(evidence, d)} {_lowered(d['paraphrase'])} ({ref(d['statement_id'])}), which "
            f"answers {'an' if d['statement_id'] in answering else 'no'} accusation on record."
            for d in denied.to_dict("records")
        )
    ]
    if len(claims):
        by = {
            kind: answers.loc[answers["by"].isin(who_), "claim_id"].nunique()
            for kind, who_ in (("own", [ACCUSED, ALLY]), ("all", [ACCUSED, ALLY, OTHER]))
        }
        parts.append(
            f"Of {many(len(claims), 'accusation')}, {count(by['own'])} "
            f"{'has' if by['own'] == 1 else 'have'} words of the accused or of an ally against "
            f"them, {count(by['all'] - by['own'])} only those of another side, and "
            f"{count(len(claims) - by['all'])} stand unanswered: nobody's denial of them is in "
            "these reports, which is not to say that nobody denied them."
        )
    return " ".join(parts)


def answers_table(record: Record, claims: pd.DataFrame, answers: pd.DataFrame) -> Markup:
    """Each accusation that is answered: what was said, by whom it is contradicted, and how."""
    evidence, spoken = Evidence(record), statements(record).set_index("statement_id")
    told = record.facts("reports").set_index("report_id")
    rows = []
    for claim in claims[claims["claim_id"].isin(answers["claim_id"])].to_dict("records"):
        against = answers[answers["claim_id"] == claim["claim_id"]].to_dict("records")
        accused = listed(evidence.sides[s] for s in claim["accused"]) or NOBODY
        rows.append(
            {
                "accusation": Markup("{}: {}").format(
                    _row_link(claim["claim_id"], told["incident_id"]),
                    evidence.named(claim["spoken_by"]),
                ),
                "accused": accused,
                "against it": html.joined(
                    (
                        Markup("{} {}: {} <em>{}</em>").format(
                            _row_link(a["row_id"], told["incident_id"]),
                            evidence.named(a["spoken_by"]),
                            (spoken if a["row_id"] in spoken.index else told).loc[
                                a["row_id"], "paraphrase"
                            ],
                            f"{a['how']} ({a['by']})",
                        )
                        for a in against
                    ),
                    Markup("<br>"),
                ),
            }
        )
    return html.table(
        rows,
        "Accusations that somebody contradicts",
        "No accusation known by then is contradicted by anybody.",
    )


def against_verdicts(record: Record, against: pd.DataFrame, viewpoint: str) -> list[str]:
    """What speaks against each broken verdict of a viewpoint, without deciding it."""
    spoken, titles = statements(record), record.names_of("commitments", "title")
    seen = against[against["viewpoint_id"] == viewpoint].to_dict("records")
    said = [
        f"{ref(a['commitment_id'])} ({titles[a['commitment_id']]}): {a['verdict']}. "
        + speaks_against(record, spoken, a["statement_ids"])
        for a in seen
    ]
    return said or ["From this viewpoint no broken commitment has words against its verdict."]


def account_cards(record: Record, accounts: pd.DataFrame) -> list[Markup]:
    """One card per incident told in two ways or more, its accounts side by side."""
    evidence = Evidence(record)
    cards = []
    for incident, group in accounts.groupby("incident_id", sort=False):
        first = group.iloc[0].to_dict()
        order = group.assign(nobody=[not ids for ids in group["perpetrator_ids"]])
        order = order.sort_values(["nobody", "perpetrator_sides", "report_id"])
        boxes = [_account(evidence, told) for told in order.to_dict("records")]
        where = html.link(incident, address(incident))
        cards.append(
            html.card(
                f"accounts-{incident}",
                Markup("{} {}, {}").format(where, first["title"], phrases.span(first, "occurred")),
                _columns(boxes),
            )
        )
    return cards or [
        Markup('<p class="empty">No incident known by then is told in more than one way.</p>')
    ]


def _columns(boxes: Iterable[Markup]) -> Markup:
    """Boxes side by side, one below the other on a phone."""
    return Markup('<div class="accounts">{}</div>').format(Markup("").join(boxes))


def _box(head: object, says: object, terms: list[tuple], *where: object) -> Markup:
    """One account in a box; ``where`` it stands, in one or more pieces."""
    return Markup('<div class="account"><p>{}</p><p>{}</p>{}<p>{}</p></div>').format(
        head, says, html.terms(terms) if terms else "", html.joined(where, " ")
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
    return _box(
        head,
        told["paraphrase"],
        [
            ("names", evidence.named(told["perpetrator_ids"]) or "nobody"),
            ("attribution", told["attribution"].replace("_", " ")),
            ("said", said),
            ("published", _published(evidence.record, told["source_ids"])),
        ],
        html.joined([told["report_id"], *rows]),
        evidence.cite("reports", told["report_id"], ("wording",)),
    )


def _published(record: Record, source_ids: tuple[str, ...]) -> str:
    """The days of publication of some reports."""
    rows = record.sources[record.sources["source_id"].isin(source_ids)].to_dict("records")
    days = [phrases.between(r["published_start_earliest"], r["published_end_latest"]) for r in rows]
    return listed(dict.fromkeys(days))


def calm_cards(record: Record, calm: pd.DataFrame) -> list[Markup]:
    """One card per claim of calm: the claim, and beside it what is told of the same days."""
    evidence, spoken = Evidence(record), statements(record).set_index("statement_id", drop=False)
    told = record.facts("reports")
    cards = []
    for row in calm.to_dict("records"):
        claim = spoken.loc[row["statement_id"]].to_dict()
        boxes = [_spoken(evidence, claim)]
        boxes += [_spoken(evidence, spoken.loc[s].to_dict()) for s in row["against"]]
        linked = [
            Markup("{} ({})").format(
                html.link(i, address(i)), many(int((told["incident_id"] == i).sum()), "report")
            )
            for i in row["incident_ids"]
        ] + [html.link(i, address(i)) for i in row["count_ids"]]
        note = Markup("<p>Of the same time: {}.</p>").format(html.joined(linked))
        title = f"{capital(_time(claim))}: {evidence.named(claim['spoken_by'])}, beside others"
        body = [note, _columns(boxes)] if linked else [_columns(boxes)]
        cards.append(html.card(f"calm-{row['statement_id']}", title, *body))
    return cards or [
        Markup(
            '<p class="empty">No claim known by then that a state was kept is of days of which '
            "violence or a breach is told.</p>"
        )
    ]


def _lowered(text: str) -> str:
    """The sentence with its first letter in lower case and without its full stop."""
    return text[:1].lower() + text[1:].rstrip(".")


def _time(said: dict) -> str:
    """The time that a statement speaks of, or its day."""
    return phrases.span(said, "about" if said["about_edtf"] else "said")


def _spoken(evidence: Evidence, said: dict) -> Markup:
    """One statement in a box."""
    key = said["statement_id"]
    named = [] if missing(said["incident_id"]) else [said["incident_id"]]
    return _box(
        Markup("<strong>{}</strong> {}").format(who(evidence, said), _stance_chip(_stance(said))),
        said["paraphrase"],
        [
            ("speaks of", phrases.span(said, "about") if said["about_edtf"] else "time not told"),
            ("said", phrases.span(said, "said") if said["said_edtf"] else "day not reported"),
            ("published", _published(evidence.record, said["source_ids"])),
        ],
        html.joined(html.link(i, address(i)) for i in (key, *named)),
        evidence.cite("statements", key, ("wording",)),
    )


def _stance(said: dict) -> tuple[str, str]:
    """What is asserted, and how; else the act."""
    asserted = said["assertion"]
    return (said["act"], "") if missing(asserted) else (asserted, said["explicitness"])


def _stance_chip(stance: tuple[str, str]) -> Markup:
    """A stance in a word, coloured where it speaks for or against what was agreed."""
    word, how = stance
    kind, sign = "unknown", ""
    if word in ADVERSE:
        kind, sign = "against", "✗"
    elif word in FAVOURABLE:
        kind, sign = "favour", "✓"
    said = word.replace("_", " ") + (f", {how}" if how else "")
    return html.chip(said, kind, sign)


def lag_said(said: pd.DataFrame) -> str:
    """How many statements have a day, how many none, and how long the others took."""
    if said.empty:
        return ""
    drawn = said[said["days_low"].notna()]
    partly = said[said["days_low"].isna() & said["said_edtf"].notna()]
    none = len(said) - len(drawn) - len(partly)
    parts = [
        f"Of {many(len(said), 'statement')}, {count(none)} "
        f"{'does' if none == 1 else 'do'} not let the day be known on which it was said"
        + (
            f", and {count(len(partly))} only a last possible day; they are not drawn."
            if len(partly)
            else "; they are not drawn."
        )
    ]
    if len(drawn):
        exact = drawn[drawn["days_low"] == drawn["days_high"]]["days_low"]
        same = int((exact == 0).sum())
        parts.append(
            f"Of {count(len(drawn))} with a day, or days, {count(same)} "
            f"{'was' if same == 1 else 'were'} surely published on the day of being said; "
            f"the longest wait was of {_most_days(drawn)}."
        )
    return " ".join(parts)


def _most_days(drawn: pd.DataFrame) -> str:
    """The longest that words took, with its doubt."""
    row = drawn.sort_values(["days_low", "days_high"]).iloc[-1]
    days = phrases.amount(int(row["days_low"]), None, int(row["days_high"]))
    return f"{days} {'day' if days == '1' else 'days'} ({ref(row['statement_id'])})"


def moved(record: Record, positions: pd.DataFrame) -> str:
    """How many positions moved from report to report, and how many stayed."""
    subjects = positions.groupby(["side", "commitment_id", "agreement_id"])["moved"]
    if positions.empty:
        return (
            "No side is quoted on one commitment, or on one agreement as a whole, in two reports, "
            "so no position can be seen to move."
        )
    changed = sum(any(m is True for m in group) for _, group in subjects)
    return (
        f"A side is quoted in two reports or more on {many(len(subjects), 'subject')}: "
        f"{count(changed)} of these positions moved, {count(len(subjects) - changed)} did not. "
        "A promise that is followed by a judgement counts as a move; so do words that are only "
        "implied, which is marked."
    )


def position_cards(record: Record, positions: pd.DataFrame) -> list[Markup]:
    """One card per side and subject: what it says, from report to report, side by side."""
    evidence = Evidence(record)
    spoken = statements(record).set_index("statement_id", drop=False)
    commitments = record.names_of("commitments", "title")
    cards = []
    keys = ["side", "commitment_id", "agreement_id"]
    for (side, commitment, agreement), group in positions.groupby(keys, sort=False):
        subject = (
            Markup("{} {}").format(
                html.link(commitment, address(commitment)), commitments[commitment]
            )
            if commitment
            else Markup("{} as a whole").format(evidence.agreements[agreement])
        )
        boxes = [
            _box(
                Markup("<strong>{}</strong>{} {}").format(
                    _published(record, (step["source_id"],)),
                    {None: "", True: ", moved:", False: ", as before:"}[step["moved"]],
                    html.joined(map(_stance_chip, step["stances"]), " "),
                ),
                html.joined(
                    (
                        Markup("{}: {}").format(
                            html.link(s, address(s)), spoken.loc[s, "paraphrase"]
                        )
                        for s in step["statement_ids"]
                    ),
                    " ",
                ),
                [],
                evidence.cite_rows(("statements", s) for s in step["statement_ids"]),
            )
            for step in group.to_dict("records")
        ]
        title = Markup("{} on {}").format(capital(evidence.sides[side]), subject)
        name = f"position-{side}-{commitment or agreement}"
        cards.append(html.card(name, title, _columns(boxes)))
    return cards


def every_statement(record: Record, said: pd.DataFrame, verdicts: pd.DataFrame) -> list[Markup]:
    """All statements known, by report in the order of publication: where their addresses lead.

    ``said``: ``measures.claims.said_and_published``. ``verdicts``: on which some of them decide.
    """
    evidence = Evidence(record)
    deciding = {s for ids in verdicts["decided_by"] for s in ids}
    parts = []
    for source, title in reports_in_order(record).items():
        group = said[said["source_id"] == source].sort_values("statement_id", kind="stable")
        if len(group):
            parts.append(
                html.card(
                    f"statements-{source}",
                    f"{title}: {many(len(group), 'statement')}",
                    listing(evidence, group, deciding, at_home=True),
                )
            )
    return parts or [Markup('<p class="empty">No statement was known by then.</p>')]
