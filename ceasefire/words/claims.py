"""The page on claims in words: its answer, accusations by pair, who repeats them, who answers.

In: a ``Study`` or a ``Record`` and frames of ``measures.accusations`` and ``measures.answers``.
Out: sentences and HTML in which every statement has an address of its own (``#S050``), and every
pair of accuser and accused (``#claims-russia-turkey``).
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address, pair_id
from ceasefire.measures.accusations import accusations
from ceasefire.measures.answers import ACCUSED, ALLY, OWNED, answers
from ceasefire.measures.compliance import statements
from ceasefire.measures.knowledge import Record, relays
from ceasefire.phrases import capital, count, listed, many, ref
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.disputes import spoken_of
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import listing, speaks_against, times, who

NOBODY = "nobody by name"
UNDISPUTED = "A statement that names nothing against it is disputed by nobody in these sources."
FEW = 12  # more names than these are counted in a sentence, and named in a table


def reports_in_order(record: Record) -> dict[str, str]:
    """Short names of the known reports, in the order of their publication."""
    titles = Evidence.of(record).titles
    return {source: titles[source] for source in record.published}


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
    own, repeated = int(claims["own_voice"].sum()), int(claims["only_repeated"].sum())
    other = len(claims) - own - repeated
    parts = [
        f"{_none_is(own)} made in a report's own voice",
        f"{_none_is(repeated)} only repeated" + (" from others" if repeated else ""),
        f"{_none_is(other)} quoted while a report says the like itself" if other else "",
    ]
    return [
        f"{capital(many(len(claims), 'accusation'))} "
        f"{'is' if len(claims) == 1 else 'are'} on record{within}; {_most(pairs, sides)}. "
        f"{_met_in_short(claims, answers)}",
        f"{_clauses(parts)}.",
    ]


def _clauses(parts: Iterable[str]) -> str:
    """Clauses as one sentence; those that are empty left out."""
    return capital(listed(filter(None, parts)))


def _met_in_short(claims: pd.DataFrame, answers: pd.DataFrame) -> str:
    """How many accusations are denied, met in another way, or left standing."""
    denied, other, owned, left = _ways(claims, answers)
    answered = sum(len(found) for _, found in other)
    return (
        _clauses(
            [
                f"{_none_is(len(denied))} denied outright",
                f"{_none_is(answered)} answered in another way" if answered else "",
                f"of {count(len(owned))} the side accused says so itself" if owned else "",
                f"{count(len(left))} {_verb(len(left) == 1, 'stand')} unanswered" if left else "",
            ]
        )
        + "."
    )


def how_met(claims: pd.DataFrame, answers: pd.DataFrame) -> str:
    """In which other ways accusations are answered, and how many in each; '' where in none."""
    _, other, *_ = _ways(claims, answers)
    told = [f"{_none_is(len(found))} {words}" for words, found in other if found]
    return f"{capital('; '.join(told))}." if told else ""


def _ways(
    claims: pd.DataFrame, answers: pd.DataFrame
) -> tuple[set[str], list[tuple[str, set[str]]], set[str], set[str]]:
    """Accusations denied; answered otherwise, by words; owned to; unanswered: each in one alone."""
    left = set(claims["claim_id"])
    against = answers[answers["how"] != OWNED]
    near = against["by"].isin([ACCUSED, ALLY])
    side = "answered by the side accused or an ally"
    told = (
        ("denied outright", against["how"] == "denies"),
        (f"{side}, outright or by another account", near & (against["how"] != "implies otherwise")),
        (f"{side} only in what a reader concludes", near),
        ("contradicted only by another side", ~near),
    )
    ways = []
    for words, which in told:
        ways.append((words, left & set(against.loc[which, "claim_id"])))
        left -= ways[-1][1]
    owned = left & set(answers.loc[answers["how"] == OWNED, "claim_id"])
    return ways[0][1], ways[1:], owned, left - owned


def _none_is(number: int) -> str:
    """'no accusation is', 'one is', 'six are'."""
    if not number:
        return "no accusation is"
    return f"{count(number)} {'is' if number == 1 else 'are'}"


def _most(pairs: pd.DataFrame, sides: dict[str, str]) -> str:
    """'the most frequent pair is Press against Russia (six)', ties included."""
    named = pairs[pairs["accused"] != ""]
    if named.empty:
        return "none of them names anybody"
    counted = named.groupby(["accuser", "accused"])["claim_id"].nunique()
    top = counted[counted == counted.max()]
    times = count(int(counted.max()))
    if len(top) > 3 or (len(top) > 1 and counted.max() == 1):
        return f"no pair of sides stands out, with {times} at most"
    whom = listed(f"{sides[a]} against {sides[b]}" for a, b in top.index)
    if len(top) == 1:
        return f"the most frequent pair by name is {whom} ({times})"
    return f"the most frequent pairs by name are {whom} ({times} each)"


def kinds(record: Record, claims: pd.DataFrame, acknowledged: pd.DataFrame) -> str:
    """What was counted: accusations in so many words, plain reports, nobody named, own doings."""
    if claims.empty:
        return ""
    in_words = int(claims["in_words"].sum())
    unnamed = [c for c in claims.to_dict("records") if not c["accused"]]
    told = "put as an accusation by whoever tells of it"
    parts = [
        f"{capital(count(in_words))} of {many(len(claims), 'accusation')} "
        f"{'is' if in_words == 1 else 'are'} {told}; the others are plain reports that name a doer "
        "or say what was not kept."
    ]
    if in_words == len(claims):
        parts = ["It is" if in_words == 1 else "All are", told + "."]
    if unnamed:
        ids = listed(ref(i) for c in unnamed for i in c["statement_ids"])
        parts.append(
            f"{capital(count(len(unnamed)))} ({ids}) {_verb(len(unnamed) == 1, 'name')} nobody."
        )
    if len(acknowledged):
        ids = listed(ref(i) for i in dict.fromkeys(acknowledged["incident_id"]))
        evidence = Evidence.of(record)
        told = listed(dict.fromkeys(evidence.named(by) for by in acknowledged["spoken_by"]))
        parts.append(
            f"Words of a side about its own doing are no accusations and are left out: {told} "
            f"on {ids}."
        )
    return " ".join(parts)


def _verb(one: bool, several: str, single: str = "") -> str:
    """'names' of one, 'name' of several."""
    return (single or several + "s") if one else several


def pair_cards(
    record: Record, claims: pd.DataFrame, pairs: pd.DataFrame, answers: pd.DataFrame
) -> list[Markup]:
    """One card per accuser and accused, with each claim, its rows, and what is said against it."""
    evidence, spoken = Evidence.of(record), statements(record).set_index("statement_id")
    told = record.facts("reports").set_index("report_id")
    by_id = {c["claim_id"]: c for c in claims.to_dict("records")}
    against = dict(list(answers.groupby("claim_id")))
    cards = []
    for (accuser, accused), group in _by_size(pairs):
        whom = evidence.sides[accused] if accused else NOBODY
        card = pair_id(accuser, accused)
        title = f"{capital(evidence.sides[accuser])} on {whom}: {many(len(group), 'accusation')}"
        items = [
            _claim(card, evidence, by_id[i], spoken, told, against.get(i))
            for i in group["claim_id"]
        ]
        body = Markup('<ul class="statements">{}</ul>').format(Markup("").join(items))
        unanswered = sum(i not in against for i in group["claim_id"])
        gist = {0: "Answered", len(group): "No answer on record"}.get(
            unanswered, f"{capital(count(unanswered))} without an answer on record"
        )
        cards.append(html.card(card, title, body, gist=gist))
    return cards or [Markup('<p class="empty">No accusation is known here.</p>')]


def _by_size(pairs: pd.DataFrame) -> list[tuple[tuple[str, str], pd.DataFrame]]:
    """The pairs of accuser and accused, the accuser with the most claims first."""
    most = pairs.groupby("accuser")["claim_id"].count()
    groups = list(pairs.groupby(["accuser", "accused"], sort=False))
    return sorted(groups, key=lambda g: (-most[g[0][0]], g[0][0], not g[0][1], -len(g[1])))


def _claim(
    card: str,
    evidence: Evidence,
    claim: dict,
    spoken: pd.DataFrame,
    told: pd.DataFrame,
    answers: pd.DataFrame | None,
) -> Markup:
    """One accusation: who, through whom, what, which rows, about what, and what is said against.

    Its address is that of its ``card`` and of its first row: an accusation of two stands on two.
    """
    says = [(i, spoken.loc[i, "paraphrase"]) for i in claim["statement_ids"]]
    says = says or [("", told.loc[i, "paraphrase"]) for i in claim["report_ids"]]
    words = [
        Markup("{} {}").format(html.link(i, address(i)), p) if i else Markup("{}").format(p)
        for i, p in says
    ]
    about = [html.link(i, address(i)) for i in (*claim["commitment_ids"], *claim["incident_ids"])]
    rows = [("statements", i) for i in claim["statement_ids"]]
    rows += [("reports", i) for i in claim["report_ids"]]
    reports = [html.link(i, address(i)) for i in claim["report_ids"]] if says[0][0] else []
    return Markup(
        '<li id="{}" class="unsought"><strong>{}</strong> <span class="asserted">{}</span> {} '
        '<span class="muted">{}{}{}</span> {} {}</li>\n'
    ).format(
        f"{card}-{claim['claim_id']}",
        _voice(evidence, claim),
        "accuses" if claim["in_words"] else "reports",
        html.joined(words, " "),
        f"{times(spoken.loc[claim['statement_ids'][0]].to_dict())} "
        if claim["statement_ids"]
        else "",
        Markup("With {}. ").format(html.joined(reports)) if reports else "",
        Markup("About {}.").format(html.joined(about)) if about else "",
        evidence.cite_rows(rows),
        _answered(evidence, answers),
    )


def _voice(evidence: Evidence, claim: dict) -> str:
    """Who says it, and through whom it comes."""
    through = relays(evidence.record, claim["spoken_by"], claim["via_ids"], [claim["source_id"]])
    speaker = evidence.named(claim["spoken_by"])
    return f"{speaker}, {f'through {evidence.named(through)}' if through else 'in its own voice'}"


def _answered(evidence: Evidence, answers: pd.DataFrame | None) -> Markup:
    """What is said against an accusation, and what the accused own to, with addresses."""
    if answers is None:
        return Markup('<span class="muted">No answer is on record.</span>')
    told = evidence.record.facts("reports").set_index("report_id")["incident_id"]
    said = evidence.record.facts("statements")
    days = spoken_of(said[said["statement_id"].isin(answers["row_id"])])
    against, owned = [], []
    for a in answers.to_dict("records"):
        who_ = f"{evidence.named(a['spoken_by'])} ({a['by']})"
        when = f", {days[a['row_id']]}" if a["row_id"] in days else ""
        (owned if a["how"] == OWNED else against).append(
            Markup("{} {}, {}{}").format(who_, a["how"], _row_link(a["row_id"], told), when)
        )
    parts = [Markup("Against it: {}.").format(html.joined(against, "; "))] if against else []
    parts += [Markup("{}.").format(html.joined(owned, "; "))] if owned else []
    return html.joined(parts, " ")


def _row_link(row_id: str, incident_of: pd.Series) -> Markup:
    """A row's own address; with a report its incident."""
    if row_id not in incident_of:
        return html.link(row_id, address(row_id))
    return Markup("{} on {}").format(
        html.link(row_id, address(row_id)),
        html.link(incident_of[row_id], address(incident_of[row_id])),
    )


def voices_said(record: Record, voices: pd.DataFrame) -> str:
    """Who says nothing of its own and only passes on the words of others."""
    passed, repeats = voices["statements_passed_on"] > 0, voices["accusations_passed_on"] > 0
    parts = [
        _only_through(record, "words", voices[(voices["statements_own"] == 0) & passed]),
        _only_through(record, "accusations", voices[(voices["accusations_own"] == 0) & repeats]),
    ]
    if not parts[1] and repeats.any():
        parts[1] = "Whoever passes accusations on also makes some in its own voice."
    return " ".join(part for part in parts if part)


def _only_through(record: Record, what: str, voices: pd.DataFrame) -> str:
    """'Only words of others, and none of their own, come through A and B', or how many they are."""
    actors = record.names_of("actors")
    names = listed(actors[i] for i in voices["actor_id"])
    if len(voices) > FEW:
        names = f"{many(len(voices), 'publisher')} and channels of the table below"
    own = "its" if len(voices) == 1 else "their"
    return f"Only {what} of others, and none of {own} own, come through {names}." if names else ""


def _most_first(voices: pd.DataFrame) -> pd.DataFrame:
    """Who hands on most accusations, and then most statements, stands first."""
    sums = pd.DataFrame(
        {
            what: voices[f"{what}_own"] + voices[f"{what}_passed_on"]
            for what in ("accusations", "statements")
        }
    )
    in_order = sums.sort_values(["accusations", "statements"], ascending=False, kind="stable")
    return voices.loc[in_order.index]


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
        for v in _most_first(voices).to_dict("records")
    ]
    return html.long_table(
        rows,
        "In whose voice claims reach the reader: publishers, and channels that they quote. What a "
        "channel says itself is passed on by the report that quotes it, and counts for both",
        "No report is known here.",
    )


def denials(record: Record, answers: pd.DataFrame) -> str:
    """Who denies, and what of it answers an accusation.

    ``answers`` may be those of a period or of some agreements; denials are all that are known.
    """
    spoken = statements(record)
    if spoken.empty:
        return "No statement is known here, so nobody denies anything."
    denied = spoken[spoken["act"] == "denies"]
    told = _denied(Evidence.of(record), denied, answers)
    return f"{told} What stands unanswered here may have been answered elsewhere."


def _denied(evidence: Evidence, denied: pd.DataFrame, answers: pd.DataFrame) -> str:
    """Each denial, and whether it answers an accusation that is shown."""
    if denied.empty:
        return "No denial is on record."
    answering = set(answers["row_id"])
    said = [
        f"{ref(d['statement_id'])}, {who(evidence, d)}: {d['paraphrase'].rstrip('.')}. It answers "
        f"{'an' if d['statement_id'] in answering else 'no'} accusation shown here."
        for d in denied.to_dict("records")
    ]
    one = len(denied) == 1
    return f"{capital(many(len(said), 'statement'))} {_verb(one, 'deny', 'denies')} something. " + (
        " ".join(said)
    )


def answers_table(record: Record, claims: pd.DataFrame, answers: pd.DataFrame) -> Markup:
    """Each accusation that is answered: what was said, by whom it is contradicted, and how."""
    evidence, incident_of = Evidence.of(record), record.facts("reports").set_index("report_id")
    incident_of = incident_of["incident_id"]
    says = pd.concat(
        record.facts(table).set_index(key)["paraphrase"]
        for table, key in (("statements", "statement_id"), ("reports", "report_id"))
    )
    against = dict(list(answers.groupby("claim_id")))
    days = spoken_of(record.facts("statements"))
    rows = [
        {
            "accusation": Markup("{}: {}").format(
                _row_link(claim["claim_id"], incident_of), evidence.named(claim["spoken_by"])
            ),
            "accused": listed(evidence.sides[s] for s in claim["accused"]) or NOBODY,
            "against it": html.joined(
                (
                    Markup("{} {}: {} <em>{}</em>").format(
                        _row_link(a["row_id"], incident_of),
                        evidence.named(a["spoken_by"]),
                        says[a["row_id"]],
                        ", ".join(
                            filter(None, [f"{a['how']} ({a['by']})", days.get(a["row_id"], "")])
                        ),
                    )
                    for a in against[claim["claim_id"]].to_dict("records")
                ),
                Markup("<br>"),
            ),
        }
        for claim in claims.to_dict("records")
        if claim["claim_id"] in against
    ]
    return html.table(
        rows,
        "Accusations that somebody contradicts, or that the side accused owns to",
        "No known accusation is contradicted by anybody.",
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
            f"the longest wait, until the first of these reports to print it, was of "
            f"{_most_days(drawn)}."
        )
    return " ".join(parts)


def _most_days(drawn: pd.DataFrame) -> str:
    """The longest that words took, with its doubt."""
    row = drawn.sort_values(["days_low", "days_high"]).iloc[-1]
    days = phrases.amount(int(row["days_low"]), None, int(row["days_high"]))
    return f"{days} {'day' if days == '1' else 'days'} ({ref(row['statement_id'])})"


def every_statement(record: Record, said: pd.DataFrame, verdicts: pd.DataFrame) -> list[Markup]:
    """All statements known, by report in the order of publication: where their addresses lead.

    Many reports are folded by the year of their publication.

    ``said``: ``measures.positions.said_and_published``. ``verdicts``: on which some of them decide.
    """
    evidence = Evidence.of(record)
    deciding = {s for ids in verdicts["decided_by"] for s in ids}
    by_source = dict(list(said.groupby("source_id")))
    accused = accusations(record)
    answered = {
        i: _answered(evidence, group)
        for claim, group in answers(record, accused).groupby("claim_id")
        for i in accused.set_index("claim_id").loc[claim, "statement_ids"]
    }
    cards = {
        source: html.card(
            f"statements-{source}",
            f"{title}: {many(len(by_source[source]), 'statement')}",
            Markup('<p class="muted">{}</p>').format(UNDISPUTED),
            listing(evidence, by_source[source], deciding, answered),
            gist=_in_short(by_source[source], deciding),
            sought=False,
        )
        for source, title in reports_in_order(record).items()
        if source in by_source
    }
    if len(cards) <= html.MOST_OPEN:
        return list(cards.values()) or [html.nothing("No statement is known here.")]
    years: dict[str, list[str]] = {}
    for source in cards:
        years.setdefault(_year(*record.published[source]), []).append(source)
    return [
        html.folded(
            f"{year}: {many(sum(len(by_source[s]) for s in sources), 'statement')} "
            f"in {many(len(sources), 'report')}",
            *(cards[s] for s in sources),
        )
        for year, sources in sorted(years.items())
    ]


def _year(first: date, last: date) -> str:
    """The year in which a report was published."""
    return f"Published in {first.year}" if first.year == last.year else "Published, year not known"


def _in_short(said: pd.DataFrame, deciding: set[str]) -> str:
    """How many of a report's statements say what became of something, and how many decide."""
    judge = int(said["assertion"].notna().sum())
    decide = int(said["statement_id"].isin(deciding).sum())
    return (
        f"{capital(count(judge)) if judge else 'Not one'} {_verb(judge <= 1, 'say')} what became "
        f"of something; {count(decide)} {_verb(decide == 1, 'decide')} a verdict"
    )
