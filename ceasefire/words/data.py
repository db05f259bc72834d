"""The page on the data in words: what each table holds, where it lies, how to cite it.

In: a ``Study``. Out: ``Table``s, each a frame as known with every column described, and the HTML of
the page. ``publish.takeaway`` makes, of the same tables, the files that the page leads to.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from ceasefire.marks import GLOSSARY, GRADE_MEANINGS, PAGES, VERDICT_MARKS, entry_id
from ceasefire.measures.tables import CITATIONS, QUARANTINE, VERDICTS, VERDICTS_KEY, tables
from ceasefire.phrases import between, capital, listed, many, missing
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.edition import as_of, edition
from ceasefire.words.evidence import Evidence

# Where the files lie, as seen from the page; takeaway writes them there.
FOLDER = "data"
HERE = f"../{FOLDER}"
WORK = "work"  # what marks the title where the page cites it: an edition adds its own there
ROWS, CITE = "rows", "cite"  # folders within it: tables for the explorer, citations one by one
DESCRIPTOR, BIBTEX, CSL = "datapackage.json", "citation.bib", "citation.json"
# A date that is a day, a month or a year, and nothing less certain.
PLAIN = re.compile(r"\d{4}(-\d\d){0,2}")
# Where the glossary begins to explain the verdicts and grades.
MEANINGS = entry_id("words", next(iter(VERDICT_MARKS)).replace(" ", "-"))
# The tables whose rows have an entry in the glossary.
ENTRIES = ("actors", "agreements", "places", "terms")
# What each column that cleaning makes of a field holds, by the end of its name, and its type.
DAYS = {
    "start_earliest": "first day on which it can have begun",
    "start_latest": "last day on which it can have begun",
    "end_earliest": "first day on which it can have ended",
    "end_latest": "last day on which it can have ended",
}
MADE = {
    "date": {
        "edtf": ("string", "as EDTF"),
        **{end: ("date", words) for end, words in DAYS.items()},
        "precision": ("number", "how exactly the day is known, on UCDP's scale from 1 to 5"),
        "disputed": ("boolean", "true where the citations contradict each other"),
    },
    "quantity": {
        "low": ("number", "the lowest that it can be"),
        "best": ("number", "the number given, where there is one"),
        "high": ("number", "the highest that it can be"),
        "disputed": ("boolean", "true where the citations give different numbers"),
    },
    "actor": {"ids": ("string", "ids of actors, separated by ;")},
    "place": {"ids": ("string", "ids of places, separated by ;")},
    "text": {},
}
# Columns that say how well something is known: the explorer shows them when it is asked to.
FINER = (*DAYS, "due_earliest", "due_latest", "as_of", "precision", "disputed", "sha256")
# The tables that the package does not declare as they stand here: title, what a row is, columns.
OWN = {
    VERDICTS: (
        "Verdicts",
        "One row per commitment and viewpoint: what became of it, by the book's rules, as known "
        "in this edition.",
        {
            "commitment_id": ("string", "the commitment"),
            "title": ("string", "the commitment in a few words"),
            "viewpoint_id": ("string", "whose testimony counts"),
            "verdict": ("string", "what became of it"),
            "grade": ("string", "how well the verdict is supported"),
            "decided_by": ("string", "the statements that decide, ids separated by ;"),
            "due_edtf": ("string", "the due date, EDTF; of a state, when it was to hold"),
            "due_earliest": ("date", "first day that the due date can be"),
            "due_latest": ("date", "last day that the due date can be"),
            "overdue_low": ("integer", "days overdue, at least"),
            "overdue_high": ("integer", "days overdue, at most"),
            "candidates": ("string", "the verdicts possible where it is open, separated by ;"),
            "hangs_on": ("string", "deciding statements whose coding two readers contest"),
            "form": ("string", "achieve: something done; maintain: a state kept"),
            "agreement_id": ("string", "the agreement it stands in"),
            "as_of": ("date", "the day up to which the book knows what was published"),
        },
    ),
    CITATIONS: (
        "Citations",
        "One row per cited word or figure, or reading of a page: where it stands, and what it was "
        "read as.",
        {
            "kind": ("string", "what it is read as: text, date, quantity, actor or place"),
            "rule": ("string", "the rule that read it; empty where none does"),
            "value": ("string", "what it was read as"),
            **{end: ("date", f"of a date: {words}") for end, words in DAYS.items()},
            "precision": ("number", "of a date: how exactly it is known (UCDP, 1 to 5)"),
            "low": ("number", "of a quantity: the lowest that it can be"),
            "best": ("number", "of a quantity: the number given, where there is one"),
            "high": ("number", "of a quantity: the highest that it can be"),
        },
    ),
    QUARANTINE: (
        "Quarantine",
        "One row per cited word or figure that no rule and no person could resolve.",
        {
            "kind": ("string", "what it should be read as"),
            "reason": ("string", "why nobody could resolve it"),
        },
    ),
}

VERDICTS_POINT = {
    "commitment_id": "commitments",
    "agreement_id": "agreements",
    "viewpoint_id": "viewpoints",
}


@dataclass(frozen=True)
class Table:
    """A table to take away: its rows as known, and what it and each of its columns hold.

    ``fields``: Frictionless descriptors, one per column of ``frame``. ``points``: by column, the
    table whose ids it holds; several ids stand in one cell, separated by ';'.
    """

    name: str
    title: str
    words: str
    frame: pd.DataFrame
    fields: tuple[dict, ...]
    key: tuple[str, ...]
    foreign: tuple[dict, ...]
    points: dict[str, str]


def as_tables(study: Study) -> tuple[Table, ...]:
    """Every table of the edition, the verdicts first."""
    chosen = study.parameters
    frames = tables(study.record, chosen.agreement_ids, chosen.grace_days)
    frames[VERDICTS] = frames[VERDICTS][list(OWN[VERDICTS][2])]
    return tuple(_table(study, name, frame) for name, frame in frames.items())


def _table(study: Study, name: str, frame: pd.DataFrame) -> Table:
    """One table described: a declared one, or one of the book's own."""
    package = study.clean.package
    declared = {"schema": {}} if name == VERDICTS else package.schemas.get(name, {"schema": {}})
    title, words, own = OWN.get(name, (declared.get("title"), declared.get("description"), {}))
    described = {f["name"]: f for f in _described(study, name)}
    described |= {c: {"name": c, "type": t, "description": w} for c, (t, w) in own.items()}
    if name == VERDICTS:
        described["verdict"]["constraints"] = {"required": True, "enum": list(VERDICT_MARKS)}
        described["grade"]["constraints"] = {"enum": list(GRADE_MEANINGS)}
    keys = list(declared["schema"].get("foreignKeys", []))
    keys += [
        {"fields": [column], "reference": {"resource": table, "fields": [column]}}
        for column, table in VERDICTS_POINT.items()
        if name == VERDICTS
    ]
    key = VERDICTS_KEY if name == VERDICTS else declared["schema"].get("primaryKey", [])
    if name in OWN and name != VERDICTS:
        key = []  # readings of a page have no words, and share their place
    return Table(
        name,
        title,
        words,
        frame,
        tuple(described.get(c, {"name": c, "type": "string"}) for c in frame.columns),
        tuple(key),
        tuple(keys),
        _points(study, name, frame, keys, key),
    )


def _points(study: Study, name: str, frame: pd.DataFrame, keys: list, key: list) -> dict[str, str]:
    """The table whose ids each column holds: by its keys, its literal fields, its own id."""
    package = study.clean.package
    found = {k["fields"][0]: k["reference"]["resource"] or name for k in keys}
    found |= {f["name"]: f["references"] for f in _declared(study, name) if "references" in f}
    for literal in package.literals(name).values() if name in package.schemas else ():
        if literal["kind"] in ("actor", "place"):
            found[f"{literal['name']}_ids"] = f"{literal['kind']}s"
    found |= {"source_ids": "sources", "decided_by": "statements", "hangs_on": "statements"}
    if len(key) == 1:
        found[key[0]] = name
    return {column: table for column, table in found.items() if column in frame}


def _declared(study: Study, name: str) -> list[dict]:
    schemas = study.clean.package.schemas
    name = CITATIONS if name == QUARANTINE else name
    return schemas[name]["schema"]["fields"] if name in schemas else []


def _described(study: Study, name: str) -> Iterator[dict]:
    """Each column that cleaning makes of a declared table, as a Frictionless field."""
    for declared in _declared(study, name):
        if name in OWN:  # of a cited place only the words are the same
            yield {k: declared[k] for k in ("name", "type", "description")}
            continue
        kept = ("name", "type", "description", "constraints")
        a_list = declared.get("items") == "list"
        yield {k: v for k, v in declared.items() if k in kept and not (a_list and k == kept[3])}
        if declared.get("items") == "edtf":
            for end, words in DAYS.items():
                column = f"{declared['name']}_{end}"
                yield {"name": column, "type": "date", "description": words}
    if name in OWN:
        return
    for literal in study.clean.package.literals(name).values():
        for end, (kind, words) in MADE[literal["kind"]].items():
            yield {
                "name": f"{literal['name']}_{end}",
                "type": kind,
                "description": f"{literal['description']}: {words}",
            }
    yield {"name": "source_ids", "type": "string", "description": "the reports that carry it"}


# --- the book as something to cite --------------------------------------------------------------


def about(study: Study) -> dict:
    """Title, authors, version, year, licences and name of the data, as the package declares them.

    A package that names none has none: nothing is invented.
    """
    declared = study.clean.package.descriptor
    return {
        "name": declared.get("name", "data"),
        "title": declared.get("title", "Data of this book"),
        "description": declared.get("description", ""),
        "version": str(declared.get("version", "")),
        "authors": [c["title"] for c in declared.get("contributors", []) if c.get("title")],
        "created": str(declared.get("created", ""))[:10],
        "licenses": declared.get("licenses", []),
        "edition": edition(study),
    }


def citation(study: Study) -> Markup:
    """How to cite the data of this edition, in one line, its title marked as such."""
    it = about(study)
    by = ", ".join(it["authors"])
    parts = [
        f"{by} ({it['created'][:4]})" if by and it["created"] else by,
        it["title"],
        f"Version {it['version']}" if it["version"] else "",
        "Data set",
        it["edition"],
    ]
    ended = [p if not p or p[-1] in ".?!" else f"{p}." for p in parts]
    ended[1] = Markup('<span class="{}">{}</span>').format(WORK, ended[1])
    return html.joined(filter(None, ended), " ")


# --- the page -----------------------------------------------------------------------------------


def answer(study: Study, held: tuple[Table, ...]) -> tuple[str, str]:
    """How many tables with how many rows, in which forms; and under which licence."""
    rows = sum(len(table.frame) for table in held)
    if study.record.sources.empty:
        known = (
            f"Nothing had been published by {as_of(study)}: of {many(len(held), 'table')} only "
            "those that the book sets itself hold rows."
        )
    else:
        known = (
            f"{capital(many(len(held), 'table'))} with {rows:,} rows hold all that this edition "
            "knows and judges: the verdicts, the facts, and where each fact is cited."
        )
    terms = listed(entry.get("title", entry.get("name", "")) for entry in about(study)["licenses"])
    return known, (
        "Take them as one workbook, as CSV or as Parquet, with a description of every column and a "
        f"citation of every report.{f' Licence: {terms}.' if terms else ''}"
    )


def downloads(study: Study) -> Markup:
    """Everything at once: each file with what it is good for."""
    name = about(study)["name"]
    files = [
        (f"{name}.xlsx", "Workbook", "every table on a sheet of its own, for Excel, LibreOffice or "
         "Numbers; the first sheet explains them"),
        (f"{name}.zip", "All of it in one archive", "the tables as CSV and as Parquet, the "
         "workbook, the description and the citations"),
        (DESCRIPTOR, "Description for machines", "a Data Package: every table and column with its "
         "type, its keys and its meaning"),
        (BIBTEX, "Citations, BibTeX", "the book and every report, for LaTeX, Zotero or JabRef"),
        (CSL, "Citations, CSL-JSON", "the same for Pandoc, Zotero and other programs"),
    ]  # fmt: skip
    items = (
        Markup('<li>{}<span class="muted">{}</span></li>\n').format(_download(label, file), words)
        for file, label, words in files
    )
    return Markup('<ul class="downloads">{}</ul>').format(Markup("").join(items))


def _download(label: str, file: str, said: str = "") -> Markup:
    """A link to a file beside the pages; ``said``: what it is called out of its context."""
    heard = Markup(' aria-label="{}"').format(said) if said else ""
    return Markup('<a href="{}/{}" download{}>{}</a>').format(HERE, file, heard, label)


def explorer(held: tuple[Table, ...]) -> Markup:
    """The place where ``tables.js`` shows one table at a time; without script, where to look."""
    options = (
        Markup('<option value="{}">{} ({:,})</option>').format(t.name, t.title, len(t.frame))
        for t in held
    )
    return Markup(
        '<div class="explorer" data-rows="{}/{}" data-cards="{}" hidden>'
        '<label>Table <select class="explorer-table">{}</select></label></div>\n'
        '<p class="explorer-note">Here a table can be sorted and filtered on the screen, with '
        "script. Every table is also a CSV file: see the list below.</p>"
    ).format(HERE, ROWS, json.dumps(PAGES), Markup("").join(options))


def link_to(table: str) -> str:
    """Where the rows of a table stand: an address to which an id is added, 'cards' or ''.

    'cards': the first letter of an id names the page (``marks.PAGES``).
    """
    if table == "sources":
        return f"{html.SOURCES_PAGE}#"
    return f"{GLOSSARY}#{table}-" if table in ENTRIES else "cards"


def listing(held: tuple[Table, ...]) -> Markup:
    """Each table: what a row is, how many, its columns, its files."""
    return Markup("\n").join(_listed(table) for table in held)


def _listed(table: Table) -> Markup:
    columns = [
        {"column": f["name"], "type": f["type"], "what it holds": _held(table, f)}
        for f in table.fields
    ]
    codebook = html.link("What may stand in each column", f"codebook.html#table-{table.name}")
    if table.name == VERDICTS:
        codebook = html.link("What each verdict and grade means", f"{GLOSSARY}#{MEANINGS}")
    return Markup(
        '<details class="table-about" id="table-{}"><summary>{}: {}</summary>\n'
        '<p>{}</p><p>{} · {}{}</p><div class="unsought">{}</div></details>'
    ).format(
        table.name,
        table.title,
        many(len(table.frame), "row"),
        table.words,
        _download("CSV", f"{table.name}.csv", f"{table.title} as CSV"),
        _download("Parquet", f"{table.name}.parquet", f"{table.title} as Parquet"),
        Markup(" · {}").format(codebook) if table.name != QUARANTINE else "",
        html.table(columns, f"Columns of {table.title.lower()}"),
    )


def _held(table: Table, field: dict) -> str:
    """What a column holds; of the verdicts, which have no place in the codebook, what may stand."""
    allowed = field.get("constraints", {}).get("enum", []) if table.name == VERDICTS else []
    return "; one of: ".join(filter(None, (field.get("description", ""), ", ".join(allowed))))


def cite(study: Study) -> Markup:
    """The words with which to cite the data, and every report with its citations."""
    book = Markup('<blockquote class="citation"><p>{}</p></blockquote>').format(citation(study))
    evidence = Evidence.of(study.record)
    rows = study.record.sources.to_dict("records")
    if not rows:
        return book + Markup('<p class="empty">No report was known, so there is none to cite.</p>')
    items = (
        Markup('<li>{}, <a href="{}#{}"><bdi>{}</bdi></a>\n{} {}</li>\n').format(
            evidence.actors[row["publisher_id"]],
            html.SOURCES_PAGE,
            row["source_id"],
            row["title"],
            _download("BibTeX", f"{CITE}/{row['source_id']}.bib"),
            _download("CSL", f"{CITE}/{row['source_id']}.json"),
        )
        for row in rows
    )
    return book + Markup(
        '<details class="reports"><summary>{}</summary>\n<ul>{}</ul></details>'
    ).format(capital(many(len(rows), "report")) + " one by one", Markup("").join(items))


def works(study: Study) -> list[dict]:
    """The reports as works to cite: key, title, publisher, language, url, date, note.

    ``date``: EDTF where the day, month or year is known; else None, and ``first``, ``last`` and the
    ``note`` say between which days it lies.
    """
    evidence, found = Evidence.of(study.record), []
    for row in study.record.sources.to_dict("records"):
        first, last = row["published_start_earliest"], row["published_end_latest"]
        exact = bool(PLAIN.fullmatch(row["published"]))
        found.append(
            {
                "key": row["source_id"],
                "title": row["title"],
                "publisher": evidence.actors[row["publisher_id"]],
                "language": "" if row["language"] == "und" else row["language"],
                "url": "" if missing(row["url"]) else row["url"],
                "date": row["published"] if exact else None,
                "first": None if missing(first) else first,
                "last": last,
                "note": "" if exact else f"Day of publication: {between(first, last)}",
            }
        )
    return found
