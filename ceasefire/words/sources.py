"""The page on the reports in words: its answer, the bibliography, where the reports are silent.

In: a ``Study`` or a ``Record``, frames of ``measures.coverage`` and ``measures.lineage``. Out:
Markdown and HTML in which every report has an address of its own (``#sol-2018-11``).
"""

from itertools import accumulate
from urllib.parse import urlsplit

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address
from ceasefire.measures.compliance import undated_pages
from ceasefire.measures.coverage import contributions, known_or_not, only_carrier
from ceasefire.measures.knowledge import Record
from ceasefire.measures.lineage import checked_by_page, kin, shared_texts
from ceasefire.phrases import capital, day, listed, many, missing
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of
from ceasefire.words.evidence import Evidence

# The languages of the pages by their tags (BCP 47); another tag is shown as it is.
LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "bg": "Bulgarian", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hu": "Hungarian", "hy": "Armenian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "ku": "Kurdish",
    "lt": "Lithuanian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sr": "Serbian", "sv": "Swedish", "tr": "Turkish",
    "uk": "Ukrainian", "und": "language not recorded", "ur": "Urdu", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip
# How a row taken from a page was checked, in words.
CHECKS = {
    "agreed": "two readers agree",
    "settled": "settled with a reason",
    "contested": "the two readers differ",
    "checked": "page checked",
    "unchecked": "not checked",
    "not_refound": "page not found again",
    "low": "low confidence",
}
LACKS = {
    "no_url": "no address, so it cannot be cited",
    "no_date": "no date, so it has no place in time",
    "no_day": "no page that carries it has a day of publication",
}
OTHERS = 4  # pages of the same text that an entry names; more are counted


def answer(study: Study, verdicts: pd.DataFrame) -> str:
    """How many reports, over which time, how their dates are known, and where they are silent."""
    listing = known_or_not(study.record)
    seen = listing[listing["is_known"]]
    if seen.empty:
        return f"No report had been published by {as_of(study)}."
    if (seen["corpus"] != "seed").any():
        return _of_many(study, seen, verdicts)
    first, last = min(seen["published_start_earliest"]), max(seen["published_end_latest"])
    printed = int((seen["published_known"] == "printed").sum())
    silent = verdicts[
        (verdicts["viewpoint_id"] == study.parameters.viewpoint)
        & (verdicts["verdict"] == "no evidence")
    ]
    publishers = seen["publisher_id"].nunique()
    when = f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
    return (
        f"{capital(many(len(seen), 'report'))} by {many(publishers, 'publisher')}, "
        f"published {when}; "
        f"{phrases.count(printed)} of them {'print' if printed > 1 else 'prints'} the day of "
        f"{'their' if printed > 1 else 'its'} publication. "
        f"On {many(len(silent), 'commitment')} they say nothing that decides: "
        "silence of the reports, not of the ground."
    )


def _of_many(study: Study, seen: pd.DataFrame, verdicts: pd.DataFrame) -> str:
    """The same of the wider record: how many of the book's own, languages, dates, silence."""
    undated = undated_pages(study.record)
    dated = seen[~seen["source_id"].isin(undated)]
    own = int((seen["corpus"] == "seed").sum())
    when = ""
    if len(dated):
        first, last = min(dated["published_start_earliest"]), max(dated["published_end_latest"])
        when = f" Those with a day were published between {day(first)} and {day(last)}."
    if undated:
        ends = seen[seen["source_id"].isin(undated)]["published_end_latest"]
        read = f", {day(max(ends))}" if ends.nunique() == 1 else ""
        none = f"{capital(many(len(undated), 'page'))} {'has' if len(undated) == 1 else 'have'}"
        when += f" {none} none and {'counts' if len(undated) == 1 else 'count'} only from the day "
        when += f"on which they were read{read}."
    silent = verdicts[
        (verdicts["viewpoint_id"] == study.parameters.viewpoint)
        & (verdicts["verdict"] == "no evidence")
    ]
    was = "was" if own == 1 else "were"
    publishers = seen["publisher_id"].nunique()
    tongues = seen[seen["language"] != "und"]["language"].nunique()
    return (
        f"{capital(many(len(seen), 'page'))} by {many(publishers, 'publisher')} in "
        f"{many(tongues, 'language')}.{when} {capital(phrases.count(own))} of all pages {was} "
        "coded by this book from the text, the others were harvested. "
        f"On {many(len(silent), 'commitment')} they say nothing that decides: "
        "silence of the reports, not of the ground."
    )


def days_known(study: Study) -> str:
    """How the days of publication of many pages are known; '' where each report has its card."""
    seen = study.record.sources
    if not (seen["corpus"] != "seed").any():
        return ""
    ways = seen["published_known"].value_counts()
    known = listed(
        f"{words} {phrases.count(ways[way])}"
        for way, words in (
            ("printed", "read off the page itself for"),
            ("catalogue", "noted by those who collected the pages for"),
            ("inferred", "worked out from what the page says for"),
        )
        if way in ways
    )
    left = len(undated_pages(study.record))
    bare = (
        f" For {many(left, 'page')} it is not known within a year; what they say decides nothing."
        if left
        else ""
    )
    return f"The day of publication is {known}.{bare}"


def source_cards(record: Record, listing: pd.DataFrame) -> list[Markup]:
    """One card per report coded by this book: publisher, date and how it is known, whose account.

    Pages that were harvested stand in the ``bibliography``.
    """
    listing = listing[listing["corpus"] == "seed"]
    evidence, sides = Evidence.of(record), record.names_of("sides")
    cards = []
    for row in listing.to_dict("records"):
        key = row["source_id"]
        terms = [
            ("publisher", _publisher(evidence, row)),
            ("language", language(row["language"])),
            ("address", address_of(row)),
            ("its side", sides[record.side_of[row["publisher_id"]]]),
            ("whose account", row["stance"]),
            (
                "published",
                phrases.between(row["published_start_earliest"], row["published_end_latest"]),
            ),
            (
                f"date {row['published_known']}",
                row["published_basis"],
                evidence.cite("sources", key),
            ),
            ("known here", "yes" if row["is_known"] else "not yet published by the knowledge date"),
        ]
        when = phrases.between(row["published_start_earliest"], row["published_end_latest"])
        gist = f"{evidence.actors[row['publisher_id']]}, {when}"
        cards.append(html.card(key, row["title"], html.terms(terms), gist=gist))
    return cards or [Markup('<p class="empty">This corpus holds no report.</p>')]


def address_of(row: dict) -> object:
    """The site of a page, linked to the page itself; a word where no address is known."""
    if missing(row["url"]):
        return "no address known"
    return html.link(urlsplit(row["url"]).netloc.removeprefix("www."), row["url"])


def _publisher(evidence: Evidence, row: dict) -> object:
    """The publisher; the glossary has an entry of it once a report of its is known."""
    key = row["publisher_id"]
    return evidence.linked([key]) if row["is_known"] else evidence.actors[key]


def bibliography(record: Record, listing: pd.DataFrame) -> list[Markup]:
    """The pages that were harvested, by year, then publisher and day, each with its address.

    ``listing``: ``measures.coverage.known_or_not``. Pages without a known year stand last.
    """
    pages = listing[listing["corpus"] != "seed"]
    if pages.empty:
        return [Markup('<p class="empty">This corpus holds no page but the reports above.</p>')]
    entry, evidence = _Entries(record), Evidence.of(record)
    years = [
        str(first.year) if first.year == last.year else "No known year"
        for first, last in zip(
            pages["published_start_earliest"], pages["published_end_latest"], strict=True
        )
    ]
    pages = pages.assign(
        year=years,
        fold=pages["publisher_id"].map(evidence.actors).str.casefold().str.removeprefix("the "),
    ).sort_values(["year", "fold", "published_start_earliest", "source_id"], kind="stable")
    return [_by_publisher(evidence, pages)] + [
        Markup(
            '<details class="bibliography"><summary>{}: {}</summary>\n<ul>{}</ul></details>'
        ).format(
            year,
            many(len(group), "page"),
            Markup("").join(entry.item(row) for row in group.to_dict("records")),
        )
        for year, group in pages.groupby("year", sort=True)
    ]


def _by_publisher(evidence: Evidence, pages: pd.DataFrame) -> Markup:
    """The publishers from A to Z, each with a link to every page of its.

    ``pages``: as ``bibliography`` sorts them, with ``fold``.
    """
    groups = [
        Markup("<li>{}: {}</li>\n").format(
            evidence.actors[group["publisher_id"].iloc[0]],
            html.joined(
                (html.link(_date(row), f"#{row['source_id']}") for row in group.to_dict("records")),
                "; ",
            ),
        )
        for _, group in pages.groupby(["fold", "publisher_id"], sort=True)
    ]
    return Markup(
        '<details class="index"><summary>{} from A to Z</summary>\n<ul>{}</ul></details>'
    ).format(capital(many(len(groups), "publisher")), Markup("").join(groups))


class _Entries:
    """What the entries of a bibliography look up, once for all of them."""

    def __init__(self, record: Record):
        self.evidence, self.sides = Evidence.of(record), record.names_of("sides")
        self.record = record
        self.kin, self.checks = kin(shared_texts(record)), checked_by_page(record)
        self.carried: dict[str, list[tuple[str, int]]] = {}
        titles = table_titles(record) | {"patrols": "Joint patrols"}
        for row in contributions(record).to_dict("records"):
            if row["table"] in titles:
                self.carried.setdefault(row["source_id"], []).append(
                    (titles[row["table"]].lower(), row["facts"])
                )

    def item(self, row: dict) -> Markup:
        """One entry: publisher, title, date, language, address; what it carries, and of whom."""
        key, words = row["source_id"], title(row["title"])
        own_words = words == row["title"] and row["language"] != "und"
        named = Markup("<cite{}>{}</cite>").format(
            Markup(' lang="{}" dir="auto"').format(row["language"]) if own_words else "", words
        )
        linked = named if missing(row["url"]) else html.link(named, row["url"])
        host = "no address known" if missing(row["url"]) else urlsplit(row["url"]).netloc
        return Markup(
            '<li id="{}">{}. {}. {}. {}. {}.\n<span class="muted unsought">{}</span>{}</li>\n'
        ).format(
            key,
            _publisher(self.evidence, row),
            linked,
            _date(row),
            capital(language(row["language"])),
            host.removeprefix("www."),
            html.joined(self._notes(row), " "),
            html.shown_in(key),
        )

    def _notes(self, row: dict) -> list[object]:
        """What stands under an entry: the publisher's side, what is taken from it, its kin."""
        key = row["source_id"]
        notes: list[object] = [
            f"Side of the publisher: {self.sides[self.record.side_of[row['publisher_id']]]}."
        ]
        if not row["is_known"]:
            return [*notes, "Not yet published by the knowledge date."]
        if row["published_known"] == "inferred":
            notes.append(Markup("Date: {}").format(row["published_basis"]))
        notes.append(row["stance"])
        carried = [f"{name} {number}" for name, number in self.carried.get(key, [])]
        if carried:
            notes.append(f"Rows: {', '.join(carried)}.")
        for kind, words in (
            ("testimony", "The same testimony, counted once, also stands in"),
            ("count", "The same count, taken once, also stands in"),
        ):
            others = self.kin.get(key, {}).get(kind, ())
            if others:
                links = [html.link(self.evidence.titles[o], f"#{o}") for o in others[:OTHERS]]
                more = len(others) - OTHERS
                rest = [f"{many(more, 'more page')}"] if more > 0 else []
                notes.append(Markup("{}: {}.").format(words, html.joined([*links, *rest], "; ")))
        checked = [f"{CHECKS[c]} {n}" for c, n in self.checks.get(key, {}).items()]
        if checked:
            notes.append(f"Checked: {', '.join(checked)}.")
        return notes


def title(text: str) -> str:
    """A page's title; where the words in round brackets describe it, in square ones, by custom."""
    inside = text[1:-1]
    whole = text.startswith("(") and text.endswith(")") and _closes(inside)
    return f"[{inside}]" if whole else text


def _closes(inside: str) -> bool:
    """Whether the brackets within some words are closed within them."""
    depth = 0
    for letter in inside:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0


def language(tag: str) -> str:
    """The name of a language; the tag itself where the table has none."""
    return LANGUAGES.get(tag.split("-")[0], tag)


def _date(row: dict) -> str:
    """The day of publication as far as it is known, and how."""
    when = phrases.between(row["published_start_earliest"], row["published_end_latest"])
    first, last = row["published_start_earliest"], row["published_end_latest"]
    if not missing(first) and not missing(last):
        month_end = (last + pd.Timedelta(days=1)).month != last.month
        if first.day == 1 and month_end and (first.year, first.month) == (last.year, last.month):
            when = f"{first:%B %Y}"
        elif (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            when = str(first.year) if first.year == last.year else when
    return when if row["published_known"] == "catalogue" else f"[{when}, {row['published_known']}]"


def languages_table(frame: pd.DataFrame, record: Record) -> Markup:
    """How many known pages are in which language, by the side of their publisher.

    ``frame``: ``measures.lineage.pages``.
    """
    names = record.names_of("sides")
    sides = frame["side_id"].value_counts()
    counted = frame.groupby(["language", "side_id"]).size()
    rows = [
        {"language": capital(language(tag)), "pages": number}
        | {names[side]: counted.get((tag, side), "") for side in sides.index}
        for tag, number in frame["language"].value_counts().items()
    ]
    return html.table(rows, "Pages by language and side of the publisher", "No page was known.")


def shared(texts: pd.DataFrame) -> str:
    """How many texts stand on several pages, and on how many."""
    if texts.empty:
        return ""
    words = {"testimony": "statement by one witness", "count": "count"}
    several = {"testimony": "statements by one witness each", "count": "counts"}
    parts = [
        f"{many(len(group), words[kind], several[kind])} on "
        f"{many(group['source_ids'].explode().nunique(), 'page')}"
        for kind, group in texts.groupby("kind", sort=True)
    ]
    return (
        f"Printed more than once: {listed(parts)}. Such pages are one witness; the first of them "
        "need not be the one from which the others took it."
    )


def shared_table(record: Record, texts: pd.DataFrame) -> Markup:
    """The texts that stand on several pages: their rows, and the pages that print them."""
    evidence = Evidence.of(record)
    rows = [
        {
            "text": "count" if row["kind"] == "count" else f"testimony {row['text']}",
            "rows": html.joined([html.link(k, address(k)) for k in row["row_ids"]], " "),
            "pages": html.joined(
                [html.link(evidence.titles[s], f"#{s}") for s in row["source_ids"]], "; "
            ),
        }
        for row in texts.to_dict("records")
    ]
    return _folded(
        html.table(rows, "Texts that several pages print", "No text stands on several pages."),
        rows,
        "text that several pages print",
        "texts that several pages print",
    )


def checks_table(record: Record, checked: pd.DataFrame) -> Markup:
    """How the rows that were taken from pages were checked, by table."""
    titles = {n: s["title"] for n, s in record.clean.package.schemas.items()}
    rows = []
    for table, group in checked.groupby("table", sort=False):
        total = int(group["rows"].sum())
        rows += [
            {
                "rows": titles[table],
                "how checked": CHECKS[row["coding"]],
                "number": row["rows"],
                "share": f"{row['rows'] / total:.0%}",
            }
            for row in group.to_dict("records")
        ]
    return html.table(
        rows,
        "How the rows taken from pages were checked",
        "Every row of this corpus was coded by this book from the text of a report.",
    )


def readers_said(found: pd.DataFrame) -> str:
    """How far the two readers agree, on either scale; '' where no row was read twice.

    ``found``: ``measures.agreement.readers``.
    """
    by_scale = {row["scale"]: row for row in found.to_dict("records") if row["rows"]}
    if "full" not in by_scale:
        return ""
    full, common = by_scale["full"], by_scale.get("common")
    said = (
        f"Two readers labelled {many(full['rows'], 'row')} each without seeing the other's label. "
        f"They gave the same label to {_agreed(full)}."
    )
    if common is not None:
        said += f" On the labels that both had, they agree on {_agreed(common)}."
    return (
        f"{said} Kappa is what is left of their agreement once chance is taken off: "
        "1 is full agreement, 0 no more than chance."
    )


def _agreed(row: dict) -> str:
    """'107 of 170 rows (63%, Cohen’s kappa 0.56)'."""
    beyond = "not defined" if missing(row["kappa"]) else f"{row['kappa']:.2f}"
    return (
        f"{phrases.count(row['agreed'])} of {many(row['rows'], 'row')} "
        f"({row['share']:.0%}, Cohen’s kappa {beyond})"
    )


def undeciding_table(record: Record, weak: pd.DataFrame) -> Markup:
    """The rows that never decide, each with its reason and the page that carries it."""
    evidence = Evidence.of(record)
    titles = {n: s["title"] for n, s in record.clean.package.schemas.items()}
    rows = [
        {
            "row": html.link(row["row_id"], address(row["row_id"])),
            "table": titles[row["table"]],
            "why": CHECKS.get(row["why"], LACKS.get(row["why"])),
            "page": html.joined(
                [html.link(evidence.titles[s], f"#{s}") for s in row["source_ids"]], "; "
            ),
        }
        for row in weak.to_dict("records")
    ]
    return _folded(
        html.table(rows, "Rows that never decide", "No known row is barred from deciding."),
        rows,
        "row that never decides",
        "rows that never decide",
    )


def leads_table(found: pd.DataFrame) -> Markup:
    """What can be neither cited nor dated: listed with the reason, used nowhere."""
    rows = [
        {
            "origin": row["origin"],
            "lacks": LACKS[row["why"]],
            "publisher": row["publisher"],
            "title": title(row["title"])
            if missing(row["url"])
            else html.link(title(row["title"]), row["url"]),
            "published": "not told"
            if missing(row["published"])
            else phrases.between(row["published_start_earliest"], row["published_end_latest"]),
            "says": row["says"],
        }
        for row in found.to_dict("records")
    ]
    return _folded(
        html.table(rows, "Leads", "This corpus holds no row without an address or a date."),
        rows,
        "lead",
    )


def _folded(table: Markup, rows: list[dict], one: str, several: str = "") -> Markup:
    """A long table folded away, under a line that says how long it is."""
    if not rows:
        return table
    return Markup('<details class="folded"><summary>{}</summary>\n{}</details>').format(
        capital(many(len(rows), one, several)), table
    )


def table_titles(record: Record) -> dict[str, str]:
    """The titles of the tables whose rows are facts told by the reports."""
    schemas = record.clean.package.schemas
    return {
        name: schemas[name]["title"]
        for name in (
            "commitments",
            "statements",
            "incidents",
            "reports",
            "counts",
            "meetings",
            "figures",
        )
    }


def alone(study: Study) -> str:
    """How much of what decides rests on one report alone."""
    parts = []
    for table, word in (
        ("commitments", "commitments and look-alikes"),
        ("incidents", "incidents"),
    ):
        facts = study.record.facts(table)
        single = int(only_carrier(study.record, table)["facts"].sum())
        if len(facts):
            parts.append(f"{single} of {len(facts)} {word}")
    return f"On one report alone rest: {listed(parts)}." if parts else ""


def silence_table(silent: pd.DataFrame) -> Markup:
    """The commitments of which no report says what became."""
    rows = [
        {
            "commitment": html.link(
                f"{r['commitment_id']} {r['title']}", address(r["commitment_id"])
            ),
            "due": "no date"
            if missing(r["due_earliest"])
            else phrases.between(r["due_earliest"], r["due_latest"]),
        }
        for r in silent.to_dict("records")
    ]
    return html.long_table(
        rows, "Commitments without deciding evidence", "There is no such commitment."
    )


def gap(study: Study) -> str:
    """The longest time between two reports, in which the record is blind."""
    seen = study.record.sources
    seen = seen[~seen["source_id"].isin(undated_pages(study.record))]
    seen = seen.sort_values("published_start_earliest")
    if len(seen) < 2:
        return ""
    starts = seen["published_start_earliest"].tolist()
    ends = list(accumulate(seen["published_end_latest"], max))
    days, last, after = max(
        ((start - end).days, end, start) for end, start in zip(ends, starts[1:], strict=False)
    )
    return (
        f"The longest gap between two of them is {days} days, from {day(last)} to {day(after)}: "
        "what was said then is known only where a later report tells it."
    )


def sides_table(record: Record) -> Markup:
    """The sides whose testimony is told apart, their allies, and why."""
    evidence, sides = Evidence.of(record), record.facts("sides")
    names = record.names_of("sides")
    rows = [
        {
            "side": row["name"],
            "allies": listed(names[a] for a in row["allies"]) or "none coded",
            "why": "" if missing(row["note"]) else row["note"],
            "where": evidence.cite("sides", row["side_id"]),
        }
        for row in sides.to_dict("records")
    ]
    return html.table(rows, "Sides and their allies", "No side is known here.")
