"""The glossary in words: who and what is named, by whom how, and what the book's own words mean.

In: a ``Study`` or a ``Record`` and frames of ``measures.mentions``. Out: sentences and HTML in
which every actor, agreement, place and term has an address of its own (``#actors-turkey``).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.clean.names import fold
from ceasefire.marks import (
    GRADE_MEANINGS,
    PAGES,
    VERDICT_MARKS,
    VERDICT_MEANINGS,
    entry_id,
)
from ceasefire.measures.knowledge import Record
from ceasefire.measures.mentions import (
    NAMED,
    USES,
    labelled,
    named,
    pages_read,
    spelling,
    used,
)
from ceasefire.phrases import capital, listed, many, missing
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence

OPENS, CLOSES = '"“„«', '"”“»'
MARKS = f"{OPENS}{CLOSES}‘’‚‹›"
# The book's own words, beside its verdicts and grades; the rules stand on the page on methods.
BOOK_WORDS: dict[str, str] = {
    "commitment": "What a party promised under an agreement; only commitments are judged.",
    "commitment to achieve": "A commitment to do something, by a day or at all.",
    "commitment to maintain": "A commitment to keep a state, such as a ceasefire.",
    "look-alike": "An ultimatum, threat, proposal, demand, plan, forecast or date of a meeting: "
    "kept beside the commitments and never judged.",
    "verdict": "What became of a commitment, from one viewpoint, as known by one day.",
    "grade": "How well a verdict is supported.",
    "side": "A party whose testimony is told apart, with all who speak or act for it.",
    "ally": "A side that another is coded to stand with; their agreement corroborates nothing.",
    "viewpoint": "A set of sides whose testimony counts towards a verdict.",
    "knowledge date": "The day by which a report must have been published to be known here.",
    "grace": "Days added to a due date before something counts as late.",
    "explicit": "The words themselves say what became of the commitment; only such words decide.",
    "implied": "A reader would have to conclude it; shown beside a verdict, deciding nothing.",
    "decides": "Said of a statement on which a verdict rests.",
    "paragraph (¶)": "A line of the report's text that is not empty, counted from the first.",
    "standfirst": "The lines under a headline that sum a report up.",
    "incident": "One event of violence, whoever did it; what is said of it stands apart from it.",
    "countable": "Said of an incident that is told as one event, not as violence in general.",
    "total": "What somebody counted over a period; never added to incidents or to another total.",
    "itemised": "Told singly as incidents inside a total.",
    "precision": "How well a day is known: the day, a few days, the week, the month, the year.",
    "disputed figure": "A figure or day on which the reports themselves differ.",
    "label": "A name for a party that takes a side; shown only as the label of who uses it.",
    "ledger": "The daily counts of one part of a joint commission. Two ledgers are two lists of "
    "different cases.",
    "bulletin": "What a joint commission or a centre gave out for one day and night: one, however "
    "many pages reprint it.",
    "interval": "The range in which a number lies: between the least and the most that words can "
    "mean, or, of a mean, as far as it would move if other days had been kept.",
    "witness": "Whoever said a thing first; pages that only repeat it are the same witness, "
    "counted once.",
    "harvest": "The collecting of public pages for the wider record. A row of the harvest is one "
    "line of the tables that came of it: what one page says, with its address.",
    "lead": "A row of the harvest without an address or a day: listed for whoever looks further, "
    "used nowhere.",
    "quarantine": "Words of a report that no rule and no person could read, kept apart and listed.",
}


def answer(study: Study, found: pd.DataFrame) -> str:
    """How many are named, how many terms explained, and for how many some report uses a label."""
    record = study.record
    if record.sources.empty:
        return f"No report had been published by {as_of(study)}: nobody is named yet, and nothing."
    counts = {table: len(named(record, found, table)) for table in NAMED}
    people = many(counts["actors"], "party or person", "parties and people")
    deals = many(counts["agreements"], "agreement or round of talks", "agreements and talks")
    terms = f"{phrases.count(counts['terms'])} of their terms"
    by_label = labelled(found)["id"].nunique()
    return (
        f"{_who_names(record)} name {people}, {deals} and {many(counts['places'], 'place')}; "
        f"{terms} {'is' if counts['terms'] == 1 else 'are'} explained. "
        + (
            f"For {phrases.count(by_label)} of the parties and people some report uses a label, "
            "a name that takes a side."
            if by_label
            else "Nobody is called by a name that takes a side."
        )
    )


def _who_names(record: Record) -> str:
    """What the names stand on: reports, and pages where some are known."""
    wider = (record.sources["corpus"] == "wider").any()
    return "The reports and the pages of the wider record" if wider else "The reports"


def who_labels(record: Record, found: pd.DataFrame) -> str:
    """Which reports use labels outside quotation marks, and which party has the most names."""
    frame = labelled(found)
    labels = frame[frame["is_label"]]
    titles = _titles(record)
    unquoted = set(labels.loc[labels["use"] != "quoting", "source_id"])
    quoted = set(labels["source_id"]) - unquoted
    told = [
        f"{how}: {'; '.join(titles[s] for s in titles if s in those)}."
        for how, those in (
            ("Labels are used in text of their own by these reports", unquoted),
            ("Labels are used only in quotation marks by these reports", quoted),
        )
        if those
    ]
    return " ".join([*told, _most_names(record, found)]).strip()


def _most_names(record: Record, found: pd.DataFrame) -> str:
    """Which party is called by the most different names."""
    frame = used(found)
    counts = frame[frame["table"] == "actors"].groupby("id")["spelling"].nunique()
    if counts.empty:
        return ""
    names = record.names_of("actors")
    most = [f"“{names[i]}”" for i in counts.index[counts == counts.max()]]
    if len(most) > 3 or counts.max() == 1:
        return f"No party has more than {many(counts.max(), 'name')}."
    each = " each" if len(most) > 1 else ""
    return f"The most names, {phrases.count(counts.max())}{each}, go to {listed(most)}."


def _titles(record: Record) -> dict[str, str]:
    """What each known report is called, in the order of publication."""
    titles = Evidence.of(record).titles
    return {source: titles[source] for source in record.sources["source_id"]}


def _sorted(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of name and target as an index has them."""
    return sorted(names, key=lambda pair: (fold(pair[0]), pair[1]))


def index(record: Record, found: pd.DataFrame) -> Markup:
    """Every entry by its first letter, each a link."""
    entered = [
        (row["name"], entry_id(table, row[record.clean.package.key(table)[0]]), table)
        for table in NAMED
        for row in named(record, found, table).to_dict("records")
    ]
    entered += [(word, _word_id(word), "words of this book") for word in _book_words()]
    alike = Counter(fold(name) for name, *_ in entered)
    entered = [
        (f"{name} ({table})" if alike[fold(name)] > 1 else name, target)
        for name, target, table in entered
    ]
    letters: dict[str, list[Markup]] = {}
    for name, target in _sorted(entered):
        letters.setdefault(fold(name)[:1].upper(), []).append(html.link(name, f"#{target}"))
    rows = Markup("").join(
        Markup("<p><strong>{}</strong> {}</p>\n").format(letter, html.joined(links, " · "))
        for letter, links in letters.items()
    )
    return Markup(
        '<details class="index"><summary>All {} entries from A to Z</summary>\n{}</details>'
    ).format(len(entered), rows)


# --- one party, several names ---------------------------------------------------------------------


def compared(record: Record, found: pd.DataFrame) -> Markup:
    """Parties for which some report uses a label: what each report that uses one calls them."""
    evidence, frame = Evidence.of(record), labelled(found)
    labelling = set(frame.loc[frame["is_label"], "source_id"])
    titles = {s: title for s, title in _titles(record).items() if s in labelling}
    frame = frame[frame["id"].map(frame.groupby("id")["spelling"].nunique()) > 1]
    rows = []
    for row in named(record, frame, "actors").to_dict("records"):
        key = row["actor_id"]
        calls = frame[frame["id"] == key]
        if calls.empty:
            continue
        cells = {
            title: _calls(evidence, calls[calls["source_id"] == source])
            for source, title in titles.items()
        }
        rows.append(
            {"in this book": html.link(row["name"], f"#{entry_id('actors', key)}"), **cells}
        )
    return Markup('<div class="compared">{}</div>').format(
        html.table(
            rows,
            "Parties for which some report uses a label, and what each report calls them",
            "No known report calls anybody by a name that takes a side.",
        )
    )


def _calls(evidence: Evidence, calls: pd.DataFrame) -> Markup:
    """What one report calls one party; labels are marked as such."""
    if calls.empty:
        return Markup('<span class="muted">none cited</span>')
    plain = [_quoted(t) for t in calls.loc[~calls["is_label"], "token"]]
    labels = [
        Markup('<span class="taking-side">{} <span class="muted">(label{})</span></span>').format(
            _quoted(row["token"]), _whose(evidence, row)
        )
        for row in calls[calls["is_label"]].to_dict("records")
    ]
    return Markup("").join([*([html.joined(plain)] if plain else []), *labels])


def _whose(evidence: Evidence, row: dict) -> str:
    """Whose word a label is, where it is not the report's own."""
    if row["use"] == "own":
        return ""
    if not row["voices"]:
        return ", in quotation marks"
    return f", {row['use']} {evidence.named(row['voices'])}"


def _quoted(token: str) -> Markup:
    """Words of a report; quotation marks of its own stand as single ones within ours."""
    whole = token[0] in MARKS and token[-1] in MARKS and not set(MARKS) & set(token[1:-1])
    inner = re.sub(rf"[{OPENS}]([^{OPENS}{CLOSES}]*)[{CLOSES}]", r"‘\1’", token)
    return html.quoted(token[1:-1] if whole else inner)


# --- entries --------------------------------------------------------------------------------------


def parties(record: Record, found: pd.DataFrame) -> Markup:
    """Actors by side: what they are, where first named, by which names, by whose labels."""
    evidence, calls, read = Evidence.of(record), used(found), pages_read(record)
    frame = named(record, found, "actors")
    inside, also = set(frame["actor_id"]), _also(record, "actors")
    groups = []
    for side, members in frame.groupby("side_id", sort=False):
        rows = []
        for row in members.to_dict("records"):
            key = row["actor_id"]
            seen, called = _of(found, "actors", key), _of(calls, "actors", key)
            rows.append(
                (
                    entry_id("actors", key),
                    _head(row["name"], row["kind"]),
                    _role(evidence, row, inside),
                    _first(evidence, seen, _of(read, "actors", key)),
                    _names(row["name"], seen, called),
                    *_labels(evidence, called),
                )
            )
        groups.append(
            Markup('<h3 id="{}">{}</h3>\n{}').format(
                entry_id("sides", side), evidence.sides[side], html.entries(rows, also)
            )
        )
    return Markup("\n").join(groups) if groups else _nothing("a party or a person")


def _also(record: Record, table: str) -> dict[str, str]:
    """Every known name without a side, by the address of what it names."""
    names, kind = record.clean.tables["names"], table.removesuffix("s")
    known = names["source_id"].isna() | names["source_id"].isin(record.sources["source_id"])
    plain = names[known & (names["kind"] == kind) & ~names["label"].fillna(False).astype(bool)]
    return {
        entry_id(table, key): "; ".join(dict.fromkeys(group))
        for key, group in plain.groupby("id")["name"]
    }


def _of(calls: pd.DataFrame, table: str, key: str) -> pd.DataFrame:
    """The rows of one thing."""
    return calls[(calls["table"] == table) & (calls["id"] == key)]


def _nothing(what: str) -> Markup:
    return Markup('<p class="empty">No known report names {}.</p>').format(what)


def _head(name: str, kind: str, above: object = "") -> Markup:
    """A name, what it is the name of, and in what it lies."""
    lies = Markup(" in {}").format(above) if above else ""
    return Markup('<bdi>{}</bdi> <span class="muted">{}{}</span>').format(
        name, kind.replace("_", " "), lies
    )


def _said(what: str, text: object) -> Markup:
    """A line of an entry under a word that says what it is."""
    return Markup('<span class="muted">{}:</span> {}').format(what, text)


def _role(evidence: Evidence, row: dict, inside: set[str]) -> Markup:
    """Office or description, and the actor to which it belongs."""
    parts = [] if missing(row["role"]) else [f"{capital(row['role'])}."]
    above = row["member_of"]
    if not missing(above):
        name = evidence.linked([above]) if above in inside else evidence.actors[above]
        parts.append(_said("Belongs to", name))
    return html.joined(parts, " ")


def _first(evidence: Evidence, seen: pd.DataFrame, read: pd.DataFrame) -> Markup:
    """The earliest published mention; else how many pages name it, and the first of them.

    ``read``: its rows of ``measures.mentions.pages_read``.
    """
    if len(seen):
        return _said(
            "First named", html.citations(seen.head(1).to_dict("records"), evidence.titles)
        )
    others, own = read[~read["is_publisher"]], read[read["is_publisher"]]
    if others.empty and own.empty:
        return Markup('<span class="muted">Publishes a report that does not name it.</span>')
    lines = [
        Markup("{} {} of the wider record{} {}").format(
            words,
            many(len(rows), "page"),
            ":" if len(rows) == 1 else ", first",
            _page(evidence, rows["source_id"].iloc[0]),
        )
        for words, rows in (("Named on", others), ("Publishes", own))
        if len(rows)
    ]
    return Markup('<span class="muted unsought">{}.</span>').format(html.joined(lines, ". "))


def _page(evidence: Evidence, source: str) -> Markup:
    """A page by its title, with a link to its entry in the bibliography."""
    return html.link(evidence.titles[source], f"{html.SOURCES_PAGE}#{source}")


def _others(name: str, seen: pd.DataFrame, called: pd.DataFrame) -> pd.DataFrame:
    """The names without a side, but for the book's own and what stands at the first mention."""
    first = spelling(seen["token"].iloc[0]) if len(seen) else ""
    shown = called["spelling"].isin([spelling(name), first])
    return called[~called["is_label"] & ~shown]


def _names(name: str, seen: pd.DataFrame, called: pd.DataFrame) -> Markup:
    """The other names without a side, each spelling once."""
    other = _others(name, seen, called).drop_duplicates("spelling")
    return _said("Also", html.joined(map(_quoted, other["token"]))) if len(other) else Markup("")


def _labels(evidence: Evidence, calls: pd.DataFrame) -> Iterator[Markup]:
    """Per report the names that take a side, as that report's."""
    labels = calls[calls["is_label"]]
    for source, group in labels.groupby("source_id", sort=False):
        places = ", ".join(f"¶{p}" for p in group["locator"].unique() if p.isdecimal())
        where = html.link(f"{evidence.titles[source]} {places}", f"{html.SOURCES_PAGE}#{source}")
        said = [
            Markup("{} {}").format(_lead(evidence, use, voices), html.joined(map(_quoted, tokens)))
            for (use, voices), tokens in _by_use(group)
        ]
        yield Markup('<span class="taking-side">{} {}.</span>').format(
            where, html.joined(said, "; ")
        )


def _by_use(group: pd.DataFrame) -> Iterator[tuple[tuple, list[str]]]:
    """The tokens of one report by use and voices, its own words first."""
    ordered = group.assign(rank=group["use"].map(USES.index)).sort_values("rank", kind="stable")
    for (_, use, voices), rows in ordered.groupby(["rank", "use", "voices"], sort=False):
        yield (use, voices), rows["token"].tolist()


def _lead(evidence: Evidence, use: str, voices: tuple[str, ...]) -> str:
    """How a report uses a label: itself, as it reports others, or in quotation marks."""
    who = evidence.named(voices)
    if use == "own":
        return "says"
    if use == "reporting":
        return f"reporting {who}, says"
    return f"quotes {who}:" if who else "in quotation marks:"


def agreements(record: Record, found: pd.DataFrame, chosen: tuple[str, ...] = ()) -> Markup:
    """Agreements and talks: what they are, when concluded, by whom, what each report calls them.

    ``chosen``: the agreements to which the page on deadlines is narrowed; none: all.
    """
    evidence = Evidence.of(record)
    facts = {row["agreement_id"]: row for row in record.facts("agreements").to_dict("records")}
    rows = []
    for row in named(record, found, "agreements").to_dict("records"):
        key, lines = row["agreement_id"], []
        fact = facts.get(key)
        if fact and not missing(fact["concluded_edtf"]):
            lines.append(_said("Concluded", phrases.span(fact, "concluded")))
        if fact and fact["party_ids"]:
            lines.append(_said("Parties", evidence.linked(fact["party_ids"])))
        lines.append(_in_reports(evidence, _of(found, "agreements", key)))
        if fact and (not chosen or key in chosen):
            lines.append(html.link("Its card on the page on deadlines", f"{PAGES['C']}#{key}"))
        rows.append(
            (
                entry_id("agreements", key),
                _head(row["name"], row["kind"]),
                row["summary"],
                *lines,
            )
        )
    also = _also(record, "agreements")
    return html.entries(rows, also) if rows else _nothing("an agreement")


def _in_reports(evidence: Evidence, seen: pd.DataFrame) -> Markup:
    """The words of each report with their paragraphs, the first mention first."""
    words = seen[~seen.duplicated(["source_id", "token"])]
    told = [
        Markup("{}: {}").format(
            html.link(evidence.titles[source], f"{html.SOURCES_PAGE}#{source}"),
            html.joined(
                Markup("{} {}").format(_paragraph(row["locator"]), _quoted(row["token"]))
                for row in group.to_dict("records")
            ),
        )
        for source, group in words.groupby("source_id", sort=False)
    ]
    return _said("In the reports", html.joined(told, "; "))


def _paragraph(locator: str) -> Markup:
    """A paragraph by its number, a page by a link."""
    known = locator.isdecimal()
    return Markup("¶{}").format(locator) if known else html.link("its page", locator)


def places(record: Record, found: pd.DataFrame) -> Markup:
    """Places: what they are, in which other they lie, where first named, how spelled."""
    evidence, calls, read = Evidence.of(record), used(found), pages_read(record)
    frame = named(record, found, "places")
    inside = set(frame["place_id"])
    by_key = {row["place_id"]: row for row in frame.to_dict("records")}
    rows = []
    for name, key in _sorted(zip(frame["name"], frame["place_id"], strict=True)):
        within = by_key[key]["within"]
        above = "" if missing(within) else evidence.places[within]
        if within in inside:
            above = html.link(above, f"#{entry_id('places', within)}")
        seen, called = _of(found, "places", key), _of(calls, "places", key)
        rows.append(
            (
                entry_id("places", key),
                _head(name, by_key[key]["kind"], above),
                _first(evidence, seen, _of(read, "places", key)),
                _spellings(evidence, _others(name, seen, called)),
                *_labels(evidence, called),
            )
        )
    also = _also(record, "places")
    return html.entries(rows, also) if rows else _nothing("a place")


def _spellings(evidence: Evidence, other: pd.DataFrame) -> Markup:
    """Other names, with the reports that use each."""
    said = [
        Markup("{} ({})").format(
            _quoted(group["token"].iloc[0]),
            "; ".join(evidence.titles[s] for s in group["source_id"]),
        )
        for _, group in other.groupby("spelling", sort=False)
    ]
    return _said("Also", html.joined(said)) if said else Markup("")


def terms(record: Record, found: pd.DataFrame) -> Markup:
    """Terms of the reports: what they mean in general, what a report says of them, its words."""
    evidence = Evidence.of(record)
    frame = named(record, found, "terms")
    order = _sorted(zip(frame["name"], frame["term_id"], strict=True))
    by_key = {row["term_id"]: row for row in frame.to_dict("records")}
    rows = [
        (
            entry_id("terms", key),
            name,
            by_key[key]["definition"],
            "" if missing(by_key[key]["note"]) else by_key[key]["note"],
            _in_reports(evidence, _of(found, "terms", key)),
        )
        for name, key in order
    ]
    return (
        html.entries(rows)
        if rows
        else Markup('<p class="empty">No known report uses a term that is explained here.</p>')
    )


# --- the book's own words -------------------------------------------------------------------------


def _book_words() -> list[str]:
    """Every word of the book that has an entry."""
    return [*VERDICT_MEANINGS, *GRADE_MEANINGS, *BOOK_WORDS]


def _word_id(word: str) -> str:
    """The address of a word of the book."""
    return entry_id("words", fold(word).split(" (")[0].replace(" ", "-"))


def book_words() -> Markup:
    """Verdicts with their signs, grades, and the other words that this book uses in its own way."""
    verdicts = [
        (_word_id(word), html.chip(word, *VERDICT_MARKS[word]), meaning)
        for word, meaning in VERDICT_MEANINGS.items()
    ]
    parts = [("Verdicts", verdicts)] + [
        (title, [(_word_id(word), word, meaning) for word, meaning in words.items()])
        for title, words in (("Grades", GRADE_MEANINGS), ("Other words", BOOK_WORDS))
    ]
    return Markup("\n").join(
        Markup("<h3>{}</h3>\n{}").format(title, html.entries(rows)) for title, rows in parts
    )
