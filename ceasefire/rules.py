"""What a table cannot declare: how rows, citations and corrections have to fit together.

In: the sheets of a package and its declaration. Out: faults; nothing is raised. Each rule is a
small function that names the columns it needs, and is passed over where a file lacks them, since
that is a fault already. Tokens that nothing resolves are no faults: cleaning sets them apart.
Called by `check` only. Words are read by cleaning's own rules, so that both always agree.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property

import pandas as pd

from ceasefire.clean.dates import Span, read_edtf
from ceasefire.clean.names import Spellings, fold, spellings
from ceasefire.clean.tables import Page, resolve
from ceasefire.sheets import Fault, Sheet, accepted, suggestion
from ceasefire.verify import MOST_WORDS

CITED = ["table", "row", "field", "source_id", "locator", "token"]
NAMED_TABLES = {"actor": "actors", "place": "places", "agreement": "agreements"}
NO_DATE = Span(None, None, None, None)
WRITE_EDTF = (
    "Write it as 2018-10-15, 2018-09, 2018, 2018-10-15/2018-10-20 (lasted so long) or "
    "[2018-10-01..2018-10-10] (one day among these)."
)

# What can be said of something to be done, and of a state to be kept.
ASSERTIONS = {
    "achieve": ("done", "partly", "under_way", "not_done", "undone", "refused", "extended"),
    "maintain": ("upheld", "breached", "partly", "refused", "extended"),
}
# What can be said only of something that was put forward and never scored.
OF_PROPOSALS = ("agreed", "not_agreed")
# A count of the first kind can stand under one of the second.
COUNTED_IN = {"killed": ("killed", "casualties"), "wounded": ("wounded", "casualties")}


class Record:
    """The sheets of a package with what the rules look up in them."""

    def __init__(self, sheets: dict[str, Sheet], schemas: dict[str, dict]):
        self.sheets, self.schemas = sheets, schemas
        self._keys: dict[str, set[str]] = {}

    def has(self, table: str, columns: tuple[str, ...]) -> bool:
        """True where the table could be read with all these columns."""
        return table in self.sheets and set(columns) <= set(self.sheets[table].frame.columns)

    def rows(self, table: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Each sound row with its number in the spreadsheet."""
        sheet = self.sheets[table]
        for number, row in zip(sheet.frame.index, sheet.frame.to_dict("records"), strict=True):
            if number not in sheet.broken:
                yield int(number), row

    def key(self, table: str) -> str:
        """The column by which a table's rows are pointed at."""
        return self.schemas[table]["schema"]["primaryKey"][0]

    def keys(self, table: str) -> set[str]:
        """All keys of a table, those of broken rows too."""
        if table not in self._keys:
            frame = self.sheets[table].frame if table in self.sheets else pd.DataFrame()
            name = self.key(table) if table in self.schemas else ""
            self._keys[table] = set(frame[name]) - {""} if name in frame else set()
        return self._keys[table]

    def literals(self, table: str) -> dict[str, dict]:
        """The literal fields of a table, by name."""
        return {field["name"]: field for field in self.schemas[table].get("literals", [])}

    @cached_property
    def fact_tables(self) -> list[str]:
        """The tables whose rows rest on citations."""
        return [table for table in self.schemas if self.literals(table)]

    @cached_property
    def pages(self) -> dict[str, Page]:
        """What the words of each source are read against; no date where it is not EDTF."""
        return {row["source_id"]: Page(row["source_id"], row["language"],
                                       _span(row["published"]) or NO_DATE)
                for _, row in self.rows("sources")}

    @cached_property
    def corrections(self) -> dict[tuple[str, ...], str]:
        """The value of each correction, by the citation that it corrects."""
        return {tuple(row[name] for name in CITED): row["value"]
                for _, row in self.rows("corrections")}

    @cached_property
    def citations(self) -> dict[tuple[str, str, str], list[dict[str, str]]]:
        """The citations of each literal field of each row."""
        found = defaultdict(list)
        for _, row in self.rows("citations"):
            found[row["table"], row["row"], row["field"]].append(row)
        return found

    @cached_property
    def readings(self) -> dict[tuple[str, str, str], list[str]]:
        """The values coded from pages for each literal field of each row."""
        found = defaultdict(list)
        for _, row in self.rows("readings"):
            found[row["table"], row["row"], row["field"]].append(row["value"])
        return found

    @cached_property
    def spellings(self) -> Spellings:
        """The spellings of the table of names."""
        return spellings(self.sheets["names"].frame)

    def kind(self, citation: dict[str, str]) -> str:
        """The kind of literal that a citation is for; '' where it is for none."""
        table = citation["table"]
        literals = self.literals(table) if table in self.schemas else {}
        return literals.get(citation["field"], {"kind": ""})["kind"]

    def by_rule(self, citation: dict[str, str]) -> dict:
        """What the rules alone make of a cited token; empty where they fail."""
        source, kind = citation["source_id"], self.kind(citation)
        page = self.pages.get(source, Page(source, "en", NO_DATE))
        found = resolve(kind, citation["token"], page, self.spellings)
        if found and kind == "quantity":  # to the last digit, which a value for reading may round
            amounts = (found[name] for name in ("low", "best", "high"))
            found["value"] = "/".join("" if part is None else repr(part) for part in amounts)
        return found

    def values(self, table: str, row: str, field: str) -> list[str]:
        """The values of one literal of one row: corrections first, then what the rules give."""
        found = []
        for citation in self.citations[table, row, field]:
            by_person = self.corrections.get(tuple(citation[name] for name in CITED))
            found.append(by_person or self.by_rule(citation).get("value", ""))
        return [value for value in found if value] + self.readings[table, row, field]

    def period(self, table: str, row: str, field: str) -> Span | None:
        """The span from the earliest to the latest day that a cited date allows; None if none."""
        spans = [span for value in self.values(table, row, field) if (span := _span(value))]
        if not spans:
            return None
        firsts, lasts = [span.earliest for span in spans], [span.latest for span in spans]
        first = None if None in firsts else min(firsts)
        last = None if None in lasts else max(lasts)
        return Span(first, last, first, last)

    def amount(self, table: str, row: str, field: str) -> tuple[float | None, float | None]:
        """The lowest and the highest value that a cited quantity allows; None: not known."""
        amounts = [got for value in self.values(table, row, field) if (got := _amounts(value))]
        lows, highs = [got[0] for got in amounts], [got[2] for got in amounts]
        low = None if not lows or None in lows else min(lows)
        high = None if not highs or None in highs else max(highs)
        return low, high


RULES: list[tuple[dict[str, tuple[str, ...]], Callable[[Record], Iterator[Fault]]]] = []


def needs(**columns: str):
    """Register a rule with the columns it reads, by table; without these it is passed over."""
    def register(rule: Callable[[Record], Iterator[Fault]]):
        RULES.append(({table: tuple(names.split()) for table, names in columns.items()}, rule))
        return rule
    return register


def break_rules(sheets: dict[str, Sheet], schemas: dict[str, dict]) -> list[Fault]:
    """All faults against the rules below."""
    record = Record(sheets, schemas)
    return [
        fault
        for columns, rule in RULES
        if all(record.has(table, names) for table, names in columns.items())
        for fault in rule(record)
    ]


def _span(text: str) -> Span | None:
    """The bounds of an EDTF text, None where it is empty or none."""
    try:
        return read_edtf(text) if text else None
    except ValueError:
        return None


def _date_problem(text: str) -> str:
    """Why a text is no date in EDTF; '' where it is one, or empty."""
    try:
        read_edtf(text or "2018")
    except ValueError as error:
        reason = str(error).partition("; accepted")[0].partition(f"{text!r}: ")[2]
        return f"it must be a date in EDTF ({reason or error})"
    return ""


def _amounts(text: str) -> tuple[float | None, float | None, float | None] | None:
    """Low, best and high of "101//"; None where it is no such triple in order."""
    parts = text.split("/")
    try:
        low, best, high = (float(part) if part.strip() else None for part in parts)
    except ValueError:
        return None
    known = [part for part in (low, best, high) if part is not None]
    if not known or known != sorted(known) or not all(map(math.isfinite, known)):
        return None
    return low, best, high


# --- what the declaration says beyond the standard ----------------------------------------------


@needs()
def dates_are_edtf(record: Record) -> Iterator[Fault]:
    """A column with `items: edtf` holds EDTF or nothing."""
    for table, sheet in record.sheets.items():
        for column in _columns(record, table, "edtf"):
            for number, row in record.rows(table):
                if problem := _date_problem(row[column]):
                    yield sheet.fault(number, column, row[column], problem, WRITE_EDTF)


@needs()
def lists_point_at_rows(record: Record) -> Iterator[Fault]:
    """A column with `items: list` holds keys of the table it `references`, each once."""
    for table, sheet in record.sheets.items():
        for column, target in _columns(record, table, "list").items():
            options = record.keys(target)
            if not record.has(target, (record.key(target),)):
                continue
            for number, row in record.rows(table):
                entries = [part.strip() for part in row[column].split(";")] if row[column] else []
                for entry in sorted(set(entries) - options - {""}):
                    yield sheet.fault(
                        number, column, entry,
                        f"each entry must be a key of {target}, {accepted(entry, options)}",
                        suggestion(entry, options, f"or add a row for it to {target}."))
                if "" in entries or len(set(entries)) < len(entries):
                    yield sheet.fault(number, column, row[column],
                                      "an entry of this list is empty or stands twice",
                                      "Write each once, with one ; between two.")


def _columns(record: Record, table: str, items: str) -> dict[str, str]:
    """The columns of a table with such items, and the table that each points at."""
    fields = record.schemas[table]["schema"]["fields"]
    return {field["name"]: field.get("references", "") for field in fields
            if field.get("items") == items and field["name"] in record.sheets[table].frame}


@needs()
def nothing_stands_under_itself(record: Record) -> Iterator[Fault]:
    """Where rows of a table point at others of it, no way leads back to where it began."""
    for table, sheet in record.sheets.items():
        for key in record.schemas[table]["schema"].get("foreignKeys", []):
            column, name = key["fields"][0], key["reference"]["fields"][0]
            if key["reference"]["resource"] != table or not record.has(table, (column, name)):
                continue
            above = {row[name]: row[column] for _, row in record.rows(table)}
            for number, row in record.rows(table):
                way = _way_up(row[name], above)
                if row[name] and row[name] in way[1:]:
                    yield sheet.fault(number, column, row[column],
                                      f"{row[name]} would stand under itself: {' > '.join(way)}",
                                      "Empty this cell, or name the right row.")


def _way_up(start: str, above: dict[str, str]) -> list[str]:
    """The rows above one row, up to the top or to the first that comes again."""
    way = [start]
    while above.get(way[-1]):
        way.append(above[way[-1]])
        if way[-1] in way[:-1]:
            break
    return way


# --- citations, corrections, names --------------------------------------------------------------


@needs(citations="table row field source_id locator token",
       readings="table row field source_id locator value")
def citations_point_at_facts(record: Record) -> Iterator[Fault]:
    """A citation or a reading names a table of facts, a row of it, and one of its literals."""
    for name in ("citations", "readings"):
        for number, row in record.rows(name):
            yield from _points_at_fact(record, record.sheets[name], number, row)


def _points_at_fact(record: Record, sheet: Sheet, number: int, row: dict) -> Iterator[Fault]:
    """What one citation or reading names that there is not."""
    table = row["table"]
    if table not in record.fact_tables:
        if table:
            yield sheet.fault(
                number, "table", table,
                f"it must be a table of facts, {accepted(table, record.fact_tables, 20)}",
                suggestion(table, record.fact_tables, "or delete the row."))
        return
    keys, fields = record.keys(table), record.literals(table)
    readable = record.has(table, (record.key(table),))
    if readable and row["row"] and row["row"] not in keys:
        yield sheet.fault(number, "row", row["row"],
                          f"it must be a {record.key(table)} of "
                          f"{record.sheets[table].file}, {accepted(row['row'], keys)}",
                          suggestion(row["row"], keys, "or add that row, or delete this one."))
    if row["field"] and row["field"] not in fields:
        yield sheet.fault(number, "field", row["field"],
                          f"it must be a literal of {table}, {accepted(row['field'], fields)}",
                          suggestion(row["field"], fields, "else take one of these."))


@needs(readings="table row field source_id locator value")
def readings_have_a_value_of_their_kind(record: Record) -> Iterator[Fault]:
    """A reading's value is of the kind of its literal: EDTF, amounts, or an id."""
    for number, row in record.rows("readings"):
        kind = record.kind(row)
        if kind and kind != "text" and row["value"]:
            problem = _value_problem(record, kind, row["value"])
            if problem:
                yield record.sheets["readings"].fault(number, "value", row["value"], *problem)


@needs()
def tokens_are_short(record: Record) -> Iterator[Fault]:
    """A token has at most eight words."""
    for table in ("citations", "ignored"):
        if not record.has(table, ("token",)):
            continue
        for number, row in record.rows(table):
            words = len(row["token"].split())
            if words > MOST_WORDS:
                yield record.sheets[table].fault(
                    number, "token", row["token"],
                    f"{words} words, at most {MOST_WORDS} of a report are quoted",
                    "Keep the few words that carry the fact, or cite them in two rows.")


@needs(citations="table row field", readings="table row field value")
def facts_have_wording(record: Record) -> Iterator[Fault]:
    """Every row of a table that has the literal `wording` has at least one such citation."""
    for table in record.fact_tables:
        if "wording" not in record.literals(table) or not record.has(table, (record.key(table),)):
            continue
        name = record.key(table)
        for number, row in record.rows(table):
            here = table, row[name], "wording"
            if row[name] and not record.citations[here] and not record.readings[here]:
                yield record.sheets[table].fault(
                    number, name, row[name], "no citation gives its wording, so nobody can know it",
                    f"Add a row to citations: {table}, {row[name]}, wording, then the source, the "
                    "paragraph and the few words that carry the fact.")


@needs(names="name kind id source_id")
def names_mean_something(record: Record) -> Iterator[Fault]:
    """A spelling stands for a row of the table of its kind, and for one only in each report."""
    sheet = record.sheets["names"]
    meant: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for number, row in record.rows("names"):
        table = NAMED_TABLES.get(row["kind"], "")
        options = record.keys(table)
        readable = table in record.schemas and record.has(table, (record.key(table),))
        if readable and row["id"] and row["id"] not in options:
            yield sheet.fault(number, "id", row["id"],
                              f"it must be a key of {table}, {accepted(row['id'], options)}",
                              suggestion(row["id"], options, f"or add a row for it to {table}."))
        others = meant[fold(row["name"]), row["kind"], row["source_id"]]
        different = [(first, other) for other, first in others.items() if other != row["id"]]
        if different:
            first, other = different[0]
            yield sheet.fault(
                number, "name", row["name"],
                f"this spelling of {row['kind']} already stands for {other} (row {first}), here "
                f"for {row['id']}",
                "Keep one, or say in source_id which report means which.")
        others.setdefault(row["id"], number)


@needs(citations="table row field source_id locator token", sources="source_id published",
       corrections="table row field source_id locator token value reason",
       names="name kind id source_id")
def corrections_are_needed(record: Record) -> Iterator[Fault]:
    """A correction has its citation, a value of the right kind, and something to correct."""
    sheet = record.sheets["corrections"]
    for number, row in record.rows("corrections"):
        here = record.citations[row["table"], row["row"], row["field"]]
        if not any(all(cited[name] == row[name] for name in CITED) for cited in here):
            tokens = {cited["token"] for cited in here}
            yield sheet.fault(
                number, "token", row["token"],
                f"no citation of {row['table']} {row['row']} {row['field']} has these words in "
                f"{row['source_id']} {row['locator']}",
                f"Copy the citation's first six cells; cited there: {', '.join(sorted(tokens))}."
                if tokens else "Delete the correction, or add its citation.")
            continue
        kind = record.kind(row)
        problem = _value_problem(record, kind, row["value"]) if row["value"] and kind else None
        if problem:
            yield sheet.fault(number, "value", row["value"], *problem)
        elif kind and row["value"] and _same(kind, row["value"], record.by_rule(row)):
            yield sheet.fault(
                number, "value", row["value"],
                f'the correction is no longer needed: the rules read "{row["token"]}" so already',
                "Delete the row.")


def _value_problem(record: Record, kind: str, value: str) -> tuple[str, str] | None:
    """What a correction's value of this kind must be, and what to do; None where it is right."""
    if kind == "date" and (problem := _date_problem(value)):
        return problem, WRITE_EDTF
    if kind == "quantity" and _amounts(value) is None:
        return ("it must be low/best/high in rising order, with nothing for unknown",
                "Write it as 101// or 15//20 or 7/7/7.")
    if kind in NAMED_TABLES:
        table = NAMED_TABLES[kind]
        options = record.keys(table)
        if value not in options:
            return (f"it must be a key of {table}, {accepted(value, options)}",
                    suggestion(value, options, f"or add a row for it to {table}."))
    if kind == "text":
        return "words as printed have no value to correct", "Delete the row, or mend the citation."
    return None


def _same(kind: str, value: str, by_rule: dict) -> bool:
    """True where the rules alone give a correction's value."""
    found = by_rule.get("value", "")
    if kind == "date":
        return _span(value) == _span(found)
    if kind == "quantity":
        return _amounts(value) == _amounts(found)
    return value == found


# --- what a coder's readings must agree on ------------------------------------------------------


@needs(sources="published published_known sha256")
def publication_dates_say_how_known(record: Record) -> Iterator[Fault]:
    """A source has a date, or nobody knows it; one text belongs to one source."""
    sheet = record.sheets["sources"]
    texts: dict[str, int] = {}
    for number, row in record.rows("sources"):
        if bool(row["published"]) == (row["published_known"] == "unknown"):
            yield sheet.fault(
                number, "published_known", row["published_known"],
                f'it does not go with the date "{row["published"]}"',
                "Leave published empty where published_known is unknown, and only there.")
        if row["sha256"] and row["sha256"] in texts:
            yield sheet.fault(number, "sha256", row["sha256"],
                              f"row {texts[row['sha256']]} has the same text",
                              "Give each source the SHA-256 of its own text.")
        texts.setdefault(row["sha256"], number)


@needs(sides="side_id allies")
def alliances_are_mutual(record: Record) -> Iterator[Fault]:
    """Where one side names an ally, that ally names it; nobody is their own ally."""
    sheet = record.sheets["sides"]
    allies = {row["side_id"]: {part.strip() for part in row["allies"].split(";")} - {""}
              for _, row in record.rows("sides")}
    for number, row in record.rows("sides"):
        side = row["side_id"]
        if side in allies[side]:
            yield sheet.fault(number, "allies", row["allies"], f"{side} is named as its own ally",
                              "Take it out of the list.")
        for ally in sorted(allies[side] - {side}):
            if ally in allies and side not in allies[ally]:
                yield sheet.fault(number, "allies", ally,
                                  f"{side} names {ally} as an ally, {ally} does not name {side}",
                                  f"Add {side} to the allies of {ally}, or take {ally} out here.")


@needs(places="latitude longitude location_basis")
def coordinates_come_in_pairs(record: Record) -> Iterator[Fault]:
    """A place has latitude, longitude and their basis, or none of them."""
    sheet = record.sheets["places"]
    for number, row in record.rows("places"):
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if row[name] and not row[other]:
                yield sheet.fault(number, other, "", f"it is empty, though {name} is {row[name]}",
                                  f"Fill {other}, or empty {name}.")
        if (row["latitude"] or row["longitude"]) and not row["location_basis"]:
            yield sheet.fault(number, "location_basis", "", "it is empty beside coordinates",
                              "Say where the coordinates come from.")


@needs(commitments="commitment_id kind agreement_id form observable")
def commitments_can_be_scored(record: Record) -> Iterator[Fault]:
    """Whatever is a commitment stands in an agreement, has a form, and says if it is observable."""
    sheet = record.sheets["commitments"]
    for number, row in record.rows("commitments"):
        for name in ("agreement_id", "form", "observable"):
            if row["kind"] == "commitment" and not row[name]:
                yield sheet.fault(number, name, "",
                                  f"it is empty, and {row['commitment_id']} is a commitment",
                                  "Fill it, or give the row another kind: only commitments are "
                                  "scored.")


@needs(statements="statement_id agreement_id commitment_id assertion explicitness",
       commitments="commitment_id agreement_id form")
def assertions_fit(record: Record) -> Iterator[Fault]:
    """An assertion is explicit or implied, speaks of something, and fits the form of that thing."""
    sheet = record.sheets["statements"]
    commitments = {row["commitment_id"]: row for _, row in record.rows("commitments")}
    for number, row in record.rows("statements"):
        said, commitment = row["assertion"], commitments.get(row["commitment_id"], {})
        if bool(said) != bool(row["explicitness"]):
            empty, full = ("explicitness", "assertion") if said else ("assertion", "explicitness")
            yield sheet.fault(number, empty, "", f"it is empty, though {full} is {row[full]}",
                              "Fill both or neither.")
        if said and not row["commitment_id"] and not row["agreement_id"]:
            yield sheet.fault(number, "assertion", said, "nothing is named that it speaks about",
                              "Fill commitment_id or agreement_id, or empty the assertion.")
        form = commitment.get("form", "")
        if said and form in ASSERTIONS and said not in ASSERTIONS[form]:
            yield sheet.fault(
                number, "assertion", said,
                f"{row['commitment_id']} is to {form}; accepted: {', '.join(ASSERTIONS[form])}",
                "Take one of these, or mend the form of the commitment.")
        if said in OF_PROPOSALS and not commitment:
            yield sheet.fault(number, "assertion", said, "it speaks of nothing that was proposed",
                              "Fill commitment_id with the proposal, or empty the assertion.")
        stands_in = commitment.get("agreement_id", "")
        if row["agreement_id"] and stands_in and row["agreement_id"] != stands_in:
            yield sheet.fault(number, "agreement_id", row["agreement_id"],
                              f"{row['commitment_id']} stands in {stands_in}",
                              f"Write {stands_in}, or mend commitment_id.")


@needs(incidents="incident_id part_of part_of_basis")
def parts_give_their_reason(record: Record) -> Iterator[Fault]:
    """An incident that lies inside a total says why it is thought so."""
    for number, row in record.rows("incidents"):
        if bool(row["part_of"]) != bool(row["part_of_basis"]):
            empty, full = (("part_of_basis", "part_of") if row["part_of"]
                           else ("part_of", "part_of_basis"))
            yield record.sheets["incidents"].fault(
                number, empty, "", f"it is empty, though {full} is filled", "Fill both or neither.")


WORDS_NEEDED = {
    "citations": "table row field source_id locator token",
    "readings": "table row field value",
    "corrections": "table row field source_id locator token value",
    "names": "name kind id source_id",
    "sources": "source_id published",
}


@needs(counts="count_id measure subset_of part_of", **WORDS_NEEDED)
def parts_are_not_larger(record: Record) -> Iterator[Fault]:
    """A total that stands under another of the same measure is not surely larger than it."""
    sheet = record.sheets["counts"]
    measures = {row["count_id"]: row["measure"] for _, row in record.rows("counts")}
    for number, row in record.rows("counts"):
        for column in ("subset_of", "part_of"):
            whole, measure = row[column], row["measure"]
            if measures.get(whole) not in COUNTED_IN.get(measure, (measure,)):
                continue
            low, _ = record.amount("counts", row["count_id"], "total")
            _, high = record.amount("counts", whole, "total")
            if low is not None and high is not None and low > high:
                yield sheet.fault(
                    number, column, whole,
                    f"{row['count_id']} is at least {low:g}, more than the {high:g} at most of "
                    f"{whole}, under which it stands",
                    "Mend one of the totals, or name the right one.")


@needs(counts="count_id", **WORDS_NEEDED)
def periods_are_in_order(record: Record) -> Iterator[Fault]:
    """A counted period does not end before it begins."""
    for number, row in record.rows("counts"):
        start = record.period("counts", row["count_id"], "start")
        end = record.period("counts", row["count_id"], "end")
        if start and end and start.earliest and end.latest and start.earliest > end.latest:
            yield record.sheets["counts"].fault(
                number, "count_id", row["count_id"],
                f"its period begins on {start.earliest} at the earliest and ends on {end.latest} "
                "at the latest",
                f"Mend the citations of {row['count_id']} start and end, or their corrections.")


@needs(reports="report_id", **WORDS_NEEDED)
def children_and_women_are_among_the_casualties(record: Record) -> Iterator[Fault]:
    """Children and women together are not surely more than the casualties they stand under."""
    for number, row in record.rows("reports"):
        key = row["report_id"]
        amounts = {name: record.amount("reports", key, name)
                   for name in ("killed", "wounded", "casualties", "children", "women")}
        among = sum(amounts[name][0] or 0 for name in ("children", "women"))
        high = _most_casualties(record, key, amounts)
        if high is not None and among > high:
            yield record.sheets["reports"].fault(
                number, "report_id", key,
                f"its children and women are at least {among:g}, its casualties at most {high:g}",
                f"Mend the citations of {key} children, women, killed, wounded or casualties.")


def _most_casualties(record: Record, key: str, amounts: dict[str, tuple]) -> float | None:
    """The most people harmed that a report allows: casualties, else killed and wounded together."""
    cited = {name for name in ("killed", "wounded", "casualties")
             if record.citations["reports", key, name]}
    if "casualties" in cited:
        return amounts["casualties"][1]
    highs = [amounts[name][1] for name in cited]
    return None if not highs or None in highs else sum(highs)


@needs(counts="count_id series_id period", series="series_id")
def counts_in_a_series_say_their_period(record: Record) -> Iterator[Fault]:
    """A count in a series has a period and an id of its own kind; another has neither."""
    for number, row in record.rows("counts"):
        sheet, inside = record.sheets["counts"], bool(row["series_id"])
        if inside != bool(row["period"]):
            empty, full = ("period", "series_id") if inside else ("series_id", "period")
            yield sheet.fault(number, empty, "", f"it is empty, though {full} is filled",
                              "Fill both or neither.")
        if row["count_id"] and inside == row["count_id"].startswith("N"):
            yield sheet.fault(number, "count_id", row["count_id"],
                              "the id of a count in a series begins with B or T, of another with N",
                              "Give it another id, or mend series_id.")

