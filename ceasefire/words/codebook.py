"""The codebook: every table and column of the package, read from its declaration.

In: a ``Clean``. Out: Markdown and HTML in which every table has an address of its own.
"""

from markupsafe import Markup

from ceasefire.clean.tables import Clean
from ceasefire.phrases import capital, listed, many
from ceasefire.words import html

# What cleaning makes of a literal field, by its kind.
CLEANED = {
    "date": "{0}_edtf; {0}_start_earliest, _start_latest, _end_earliest, _end_latest (days); "
    "{0}_precision (UCDP, 1 to 5); {0}_disputed",
    "quantity": "{0}_low, {0}_best, {0}_high (missing: not known); {0}_disputed",
    "actor": "{0}_ids (actors)",
    "place": "{0}_ids (places)",
    "text": "kept in citations",
}


def answer(clean: Clean) -> str:
    """How many tables, columns and rows the package holds."""
    package = clean.package
    columns = sum(len(package.fields(name)) for name in package.schemas)
    rows = sum(len(frame) for frame in package.tables.values())
    largest = max(package.tables, key=lambda name: len(package.tables[name]))
    return (
        f"{capital(many(len(package.schemas), 'table'))} with {columns} columns hold {rows:,} "
        f"rows in all, whatever an edition reads, {len(package.tables[largest]):,} of them in "
        f"{largest}. All are declared once, in data/datapackage.yaml, from which this page, the "
        "check of the data and the templates for another data set are made."
    )


def tables(clean: Clean) -> list[Markup]:
    """Each table: what it is, its columns, its literal fields; and the basemap, where there is one.

    The basemap is told of as it is declared: its file is not read for this page.
    """
    basemap = clean.package.basemap_declared
    shown = [_table(clean, name) for name in clean.package.schemas]
    return [_index(clean, basemap), *shown, *([_basemap(basemap)] if basemap else [])]


def _index(clean: Clean, basemap: dict | None) -> Markup:
    """The way to each of them."""
    titles = {name: schema["title"] for name, schema in clean.package.schemas.items()}
    titles |= {basemap["name"]: basemap["title"]} if basemap else {}
    links = (html.link(title, f"#table-{name}") for name, title in titles.items())
    return Markup('<nav class="index" aria-label="Tables"><p>{}</p></nav>').format(
        html.joined(links, " · ")
    )


def _basemap(declared: dict) -> Markup:
    """The one resource that is no table: what it is, from whom, under which licences."""
    terms = [
        (word, html.joined((html.link(e["title"], e.get("path", "")) for e in declared[key]), "; "))
        for word, key in (("from", "sources"), ("licences", "licenses"))
    ]
    return Markup(
        '<section class="codebook" id="table-{}"><h2>{}</h2><p><code>data/{}</code>, {}. {}</p>'
        "{}</section>"
    ).format(
        declared["name"],
        declared["title"],
        declared["path"],
        declared.get("mediatype", declared["format"]),
        declared.get("description", ""),
        html.terms(terms),
    )


def _table(clean: Clean, name: str) -> Markup:
    """One table of the codebook."""
    package, schema = clean.package, clean.package.schemas[name]
    references = {
        key["fields"][0]: key["reference"] for key in schema["schema"].get("foreignKeys", [])
    }
    columns = [
        {
            "column": field["name"],
            "type": _type(field),
            "what it holds": field["description"],
            "accepted": _accepted(field, references),
            "whose": "coder's reading" if field.get("coded") else "",
        }
        for field in package.fields(name)
    ]
    literals = [
        {
            "literal field": literal["name"],
            "kind": literal["kind"],
            "what it holds": literal["description"],
            "columns after cleaning": CLEANED[literal["kind"]].format(literal["name"]),
        }
        for literal in package.literals(name).values()
    ]
    title = f"Columns of {name}"
    parts = [html.folded(f"{title}: {len(columns)}", html.table(columns, title))]
    if len(literals):
        title = f"Literal fields of {name}, whose words stand in citations"
        parts.append(html.folded(f"{title}: {len(literals)}", html.table(literals, title)))
    return Markup(
        '<section class="codebook" id="table-{}"><h2>{}</h2><p><code>data/{}</code>, {}. '
        "{} Key: {}.</p>{}</section>"
    ).format(
        name,
        schema["title"],
        schema["path"],
        many(len(package.tables[name]), "row"),
        schema["description"],
        listed(package.key(name)),
        Markup("").join(parts),
    )


def _type(field: dict) -> str:
    """The type of a column, with the form of its text where that is not free."""
    form = {"edtf": "date, EDTF", "list": "list, separated by ;"}.get(field.get("items", ""))
    return form or field["type"]


def _accepted(field: dict, references: dict[str, dict]) -> str:
    """What may stand in a column: its enumeration, range, pattern or the table it points at."""
    rules = field.get("constraints", {})
    parts = ["must be given"] if rules.get("required") else []
    if "enum" in rules:
        parts.append("one of " + ", ".join(rules["enum"]))
    if field["name"] in references:
        target = references[field["name"]]
        parts.append(f"a {target['fields'][0]} of {target['resource']}")
    if field.get("references"):
        parts.append(f"ids of {field['references']}")
    if "minimum" in rules:
        upper = f" to {rules['maximum']}" if "maximum" in rules else " or more"
        parts.append(f"{rules['minimum']}{upper}")
    if "pattern" in rules:
        parts.append(f"the form {rules['pattern']}")
    return "; ".join(parts)
