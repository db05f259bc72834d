"""Check a data package: every fault in one run, each in words that a person can act on.

In: the folder of a package. Out: a list of `Fault`, empty where the package is sound, sorted by
file and row. The package's own declaration (datapackage.yaml) says what is right; types,
enumerations, patterns and keys are Frictionless's to judge, what a table cannot declare stands in
`rules`. Called by the command line, by `make test`, and before anything is built.
"""

import re
from functools import lru_cache
from pathlib import Path

from ceasefire.errors import PackageError
from ceasefire.package import DESCRIPTOR, is_table, package_root, read_basemap, read_descriptor
from ceasefire.rules import break_rules
from ceasefire.sheets import Fault, Sheet, accepted, read_sheet, suggestion

__all__ = ["Fault", "check"]

# What a spreadsheet may make of true and false; Frictionless would take 1 and 0 as well.
TRUE, FALSE = ["true", "True", "TRUE"], ["false", "False", "FALSE"]
TYPE_WORDS = {
    "boolean": "true or false",
    "number": "a number with a point for decimals, such as 35.93",
    "integer": "a whole number",
}
LITERAL_KINDS = ("date", "quantity", "actor", "place", "text")
BOUNDS = {"minimum": "at least", "maximum": "at most"}


def check(package_dir: str | Path = "") -> list[Fault]:
    """All faults of a package; empty means the project's own.

    Raises PackageError only where there is no such folder or it is no data package.
    """
    root = package_root(package_dir)
    try:
        resources = read_descriptor(root)["resources"]
    except PackageError as error:
        return [Fault(DESCRIPTOR, None, "", "", str(error), "Mend the declaration first.")]
    declared = list(filter(is_table, resources))
    basemaps = [resource for resource in resources if not is_table(resource)]
    faults = _declaration_faults(declared) + _basemap_declared_faults(basemaps)
    if faults:
        return sorted(faults, key=lambda fault: fault.order)
    schemas = {resource["name"]: resource for resource in declared}
    sheets: dict[str, Sheet] = {}
    for name, resource in schemas.items():
        sheets[name], broken = read_sheet(root, resource)
        faults += broken
    faults += _declared_faults(sheets, schemas)
    faults += break_rules(sheets, schemas)
    faults += [fault for basemap in basemaps for fault in _basemap_faults(root, basemap, sheets)]
    return sorted(set(faults), key=lambda fault: fault.order)


def _declaration_faults(resources: list[dict]) -> list[Fault]:
    """What is wrong with the declaration itself; tables can only be judged by a sound one."""
    declared = {resource["name"]: resource for resource in resources}
    faults = [fault for resource in resources for fault in _shape_faults(resource, declared)]
    if faults:
        return faults
    for name, wanted in _own_columns().items():
        found = declared.get(name, {"schema": {"fields": []}})["schema"]["fields"]
        lost = wanted - {field["name"] for field in found}
        if lost:
            missing = "the table" if name not in declared else ", ".join(sorted(lost))
            faults.append(Fault(DESCRIPTOR, None, "", name, f"{missing} is not declared",
                                "Copy it from the project's own datapackage.yaml."))
    return faults


@lru_cache(maxsize=1)
def _own_columns() -> dict[str, frozenset[str]]:
    """The tables and columns that the project's own package declares, and its code reads."""
    return {
        resource["name"]: frozenset(field["name"] for field in resource["schema"]["fields"])
        for resource in filter(is_table, read_descriptor(package_root())["resources"])
    }


def _basemap_declared_faults(basemaps: list[dict]) -> list[Fault]:
    """At most one basemap is declared, with where it lies, where it is from, and its licences."""
    remedy = "Write it as the basemap of the project's own datapackage.yaml is written."
    faults = [Fault(DESCRIPTOR, None, "", basemap["name"],
                    "a package has one basemap at most, and this is another", "Take one out.")
              for basemap in basemaps[1:]]
    for basemap in basemaps:
        credits = [(basemap.get(key) or [{}])[0].get("title") for key in ("sources", "licenses")]
        if not all([basemap.get("title"), basemap.get("path"), *credits]):
            faults.append(Fault(DESCRIPTOR, None, "", basemap["name"],
                                "a basemap needs title, path, sources and licenses with titles: "
                                "the map prints them", remedy))
    return faults


def _basemap_faults(root: Path, resource: dict, sheets: dict[str, Sheet]) -> list[Fault]:
    """The basemap can be read and drawn, and its features lead to places that there are."""
    try:
        features = read_basemap(root, resource)["features"]
    except PackageError as error:
        said = str(error).removeprefix(resource["path"]).lstrip(": ")
        return [Fault(resource["path"], None, "", "", said, "The map of places is drawn on it.")]
    sheet = sheets["places"]
    if "place_id" not in sheet.frame.columns:
        return []
    options = set(sheet.frame["place_id"]) - {""}
    return [
        Fault(resource["path"], None, "place_id", str(place),
              f"it must be a place_id of {sheet.file}, {accepted(str(place), options)}",
              suggestion(str(place), options, f"or add a row for it to {sheet.file}."))
        for place in dict.fromkeys(f["properties"].get("place_id") for f in features)
        if place is not None and place not in options
    ]


def _shape_faults(resource: dict, declared: dict[str, dict]) -> list[Fault]:
    """A table is declared with a path, columns with types, and keys of declared columns."""
    name = str(resource["name"])
    try:
        (resource["path"] + "").strip()
        schema = resource["schema"]
        columns = {field["name"] for field in schema["fields"] if field["type"] + ""}
        literals = {literal["name"]: literal["kind"] for literal in resource.get("literals", [])}
        keys = [("this table", columns, key) for key in schema["primaryKey"]]
        for key in schema.get("foreignKeys", []):
            reference = key["reference"]
            there = declared[reference["resource"]]["schema"]["fields"]
            keys += [("this table", columns, column) for column in key["fields"]]
            keys += [(reference["resource"], {field["name"] for field in there}, column)
                     for column in reference["fields"]]
        lists = [field["references"] for field in schema["fields"] if field.get("items") == "list"]
        _ = [declared[target]["schema"]["primaryKey"] for target in lists]
    except (KeyError, TypeError, AttributeError) as error:
        return [Fault(
            DESCRIPTOR, None, "", name,
            "a table needs path, schema with fields and primaryKey, each field name and type, each "
            f"literal name and kind, each reference a declared table (trouble with {error})",
            "Write it as the tables of the project's own datapackage.yaml are written.",
        )]
    faults = [
        Fault(DESCRIPTOR, None, name, column, f"a key names a column that {where} does not have",
              suggestion(column, options, "or declare the column."))
        for where, options, column in keys if column not in options
    ]
    return faults + [
        Fault(DESCRIPTOR, None, name, kind, f"literal {literal}: {accepted(kind, LITERAL_KINDS)}",
              suggestion(kind, LITERAL_KINDS, "else take one of these."))
        for literal, kind in literals.items() if kind not in LITERAL_KINDS
    ]


def _declared_faults(sheets: dict[str, Sheet], schemas: dict[str, dict]) -> list[Fault]:
    """Types, required cells, enumerations, patterns, limits and keys, by Frictionless."""
    import frictionless  # takes most of a second, so only a check pays for it

    resources = [
        frictionless.Resource(
            name=name,
            data=[list(sheet.frame.columns), *sheet.frame.to_numpy().tolist()],
            schema=frictionless.Schema.from_descriptor(_readable_schema(name, sheets, schemas)),
        )
        for name, sheet in sheets.items()
        if _was_read(sheet)
    ]
    report = frictionless.Package(resources=resources).validate(limit_errors=1_000_000)
    faults: dict[tuple, Fault] = {}  # one for each cell: the first says enough
    for task in report.tasks:
        sheet = sheets[task.name]
        for error in task.errors:
            row = _row(sheet, error)
            if row not in sheet.broken:
                fault = _translate(error, row, sheet, sheets, schemas[task.name]["schema"])
                if fault:
                    faults.setdefault((fault.file, fault.row, fault.column), fault)
    return list(faults.values())


def _readable_schema(name: str, sheets: dict[str, Sheet], schemas: dict[str, dict]) -> dict:
    """A table's schema without the columns that its file lacks, and keys that point at such."""
    schema, present = schemas[name]["schema"], set(sheets[name].frame.columns)
    fields = [
        {key: field[key] for key in ("name", "type", "constraints") if key in field}
        | ({"trueValues": TRUE, "falseValues": FALSE} if field["type"] == "boolean" else {})
        for field in schema["fields"] if field["name"] in present
    ]
    readable = {"fields": fields, "missingValues": schema.get("missingValues", [""])}
    if set(schema.get("primaryKey", [])) <= present:
        readable["primaryKey"] = schema.get("primaryKey", [])
    readable["foreignKeys"] = [
        key for key in schema.get("foreignKeys", [])
        if set(key["fields"]) <= present and _can_look_up(key["reference"], sheets)
    ]
    return readable


def _was_read(sheet: Sheet) -> bool:
    """True unless the file is missing or its header is not to be understood."""
    return len(sheet.frame.columns) > 0


def _can_look_up(reference: dict, sheets: dict[str, Sheet]) -> bool:
    """True where the table that a key points at could be read and has that column."""
    sheet = sheets.get(reference["resource"])
    return sheet is not None and _was_read(sheet) and (
        set(reference["fields"]) <= set(sheet.frame.columns)
    )


def _row(sheet: Sheet, error) -> int | None:
    """The spreadsheet's row of a Frictionless error, which counts only the rows it was given."""
    number = getattr(error, "row_number", None)
    return None if number is None else int(sheet.frame.index[number - 2])


def _translate(
    error, row: int | None, sheet: Sheet, sheets: dict[str, Sheet], schema: dict
) -> Fault | None:
    """One Frictionless error in plain words; None where another fault already says it."""
    if error.type == "primary-key":
        return _key_fault(error, row, sheet, schema["primaryKey"])
    if error.type == "foreign-key":
        return _reference_fault(error, row, sheet, sheets)
    column = getattr(error, "field_name", "") or ""
    value = str(getattr(error, "cell", "") or "")
    field = next((field for field in schema["fields"] if field["name"] == column), None)
    if field and error.type == "type-error":
        kind = TYPE_WORDS.get(field["type"], f"of the type {field['type']}")
        return sheet.fault(row, column, value, f"it must be {kind}", f"Write {kind}.")
    if field and error.type == "constraint-error":
        return _constraint_fault(error, row, sheet, field, value)
    return sheet.fault(row, column, value, error.note or error.title, "Mend this cell.")


def _key_fault(error, row: int | None, sheet: Sheet, key: list[str]) -> Fault | None:
    """Two rows with one key; an empty key is already called a required cell."""
    earlier = re.search(r"position (\d+)", error.note)
    if not earlier or row is None:
        return None
    value = ", ".join(sheet.frame.loc[row, key])
    first = int(sheet.frame.index[int(earlier[1]) - 2])
    return sheet.fault(row, ", ".join(key), value, f"row {first} has the same key",
                       "Delete one of the two rows, or give this one a key of its own.")


def _reference_fault(error, row: int | None, sheet: Sheet, sheets: dict[str, Sheet]) -> Fault:
    """A cell that points at no row of the table it should point at."""
    value = ", ".join(str(cell) for cell in error.field_cells if cell is not None)
    target = sheets[error.reference_name]
    options = set(target.frame[error.reference_field_names[0]]) - {""}
    return sheet.fault(
        row, ", ".join(error.field_names), value,
        f"it must be a {error.reference_field_names[0]} of {target.file}, "
        f"{accepted(value, options)}",
        suggestion(value, options, f"or add a row for it to {target.file}."),
    )


def _constraint_fault(error, row: int | None, sheet: Sheet, field: dict, value: str) -> Fault:
    """A cell that is empty, not listed, too long, of the wrong shape, or out of range."""
    name, constraints = field["name"], field["constraints"]
    said = f"{name} is {field.get('description', 'declared so')}"
    broken = re.search(r'constraint "(\w+)"', error.note)
    kind = broken[1] if broken else ""
    if kind == "required":
        rule = "the cell is empty, and it must not be"
        return sheet.fault(row, name, "", rule, f"Fill it: {said}.")
    if kind == "enum":
        options = [str(option) for option in constraints["enum"]]
        optional = "" if constraints.get("required") else ", or leave the cell empty"
        return sheet.fault(row, name, value, accepted(value, options, 99),
                           suggestion(value, options, f"else take one of these{optional}."))
    longest = re.fullmatch(r"\.\{1,(\d+)\}", str(constraints.get("pattern", "")))
    if kind == "pattern" and longest:
        rule = f"{len(value)} characters; accepted: one line of at most {longest[1]}"
        return sheet.fault(row, name, value, rule, "Shorten it.")
    if kind == "pattern":
        return sheet.fault(row, name, value, f"it must fit the pattern {constraints['pattern']}",
                           f"Rewrite it: {said}.")
    if kind in BOUNDS:
        return sheet.fault(row, name, value, f"it must be {BOUNDS[kind]} {constraints[kind]}",
                           f"Mend it: {said}.")
    return sheet.fault(row, name, value, error.note, f"Mend it: {said}.")
