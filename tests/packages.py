"""A small sound package about an invented truce, to be broken one fault at a time.

`small_package(folder)` writes it with the project's own declaration; `TEXT` is the one report it
rests on. `put`, `add`, `drop` and `rewrite` change one file of it, as a person at a keyboard would,
and `cite` adds a citation; rows are numbered as in a spreadsheet, the header being row 1.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import yaml

# What a package of another ceasefire calls itself.
OWN_TITLES = {"Were the Idlib deals kept?": "Was the truce kept?", "Idlib Deals": "Truce"}
DECLARATION = Path(__file__).resolve().parent.parent / "data" / "datapackage.yaml"

TEXT = """Ferry truce broken again

Monday, 10 May 2021
The North Council and the South Council agreed on 1 May to a truce in Ferry Town, and to clear \
the quay by May 20.

\u201cShells hit the market on Sunday,\u201d the North Council\u2019s office said; three people \
were killed, among them one child.
The Harbour Watch counted 40 violations since 2 May until 9 May, with nine people killed, two of \
them children.
The South Council threatened to close the lock. The two sides\u00a0will meet next Friday.
About half of the town has left; call 555 for news.
"""
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()

TABLES = {
    "sources": f"""
source_id,corpus,publisher_id,title,language,url,published,published_known,published_basis,stance,sha256
post-01,seed,post,Ferry truce broken again,en,,2021-05-10,printed,printed there,even,{SHA256}
web-01,wider,post,A page on the web,en,https://example.org/a,2021-06-01,printed,printed there,even,
""",
    "sides": """
side_id,name,allies,note
north,North,islands,
south,South,,
islands,Islands,north,
press,Press,,
""",
    "actors": """
actor_id,name,kind,side_id,member_of,role
post,Harbour Post,media,press,,newspaper
north-council,North Council,organisation,north,,
north-office,Office of the North Council,organisation,north,north-council,
south-council,South Council,organisation,south,,
harbour-watch,Harbour Watch,monitor,press,,
""",
    "names": """
name,kind,id,source_id,label
North Council,actor,north-council,,false
South Council,actor,south-council,,false
Harbour Watch,actor,harbour-watch,,false
Ferry Town,place,ferry-town,,false
Ferry truce,agreement,ferry-truce,,false
""",
    "places": """
place_id,name,kind,within,latitude,longitude,location_basis
coast,The coast,region,,,,
ferry-town,Ferry Town,town,coast,10.5,20.25,invented
""",
    "agreements": """
agreement_id,name,kind,summary,basis
ferry-truce,Ferry truce,agreement,a truce in the town,
""",
    "commitments": """
commitment_id,agreement_id,kind,form,observable,title,provision,basis
C1,ferry-truce,commitment,achieve,true,Quay cleared,the quay is cleared,dated
C2,ferry-truce,commitment,maintain,true,No shelling,nobody shells the town,a state
L1,,threat,,,Lock closed,the lock would be closed,a threat
""",
    "statements": """
statement_id,act,agreement_id,commitment_id,incident_id,meeting_id,assertion,explicitness,paraphrase,basis
S1,accuses,ferry-truce,C2,I1,,breached,explicit,shells fell in the town,
""",
    "incidents": """
incident_id,method,title,part_of,part_of_basis,countable
I1,shelling,Market shelled,N1,the day lies in the period,true
""",
    "reports": """
report_id,incident_id,attribution,paraphrase
R1,I1,reported,three were killed
""",
    "counts": """
count_id,measure,population,agreement_id,subset_of,part_of,title,basis
N1,violations,,ferry-truce,,,Violations in a week,as printed
N2,killed,people,ferry-truce,,,People killed,as printed
N3,killed,children,ferry-truce,N2,,Children killed,as printed
""",
    "meetings": """
meeting_id,level,form,status,title,outcome,outcome_kind,agreement_id
M1,officials,talks,announced,Talks of the two councils,,not_reported,ferry-truce
""",
    "figures": """
figure_id,what,unit,of_what
F1,share of people who left,share,people of the town
""",
    "terms": """
term_id,name,definition,note
truce,Truce,a halt to fighting,
quay,Quay,where ships are tied up,
""",
    "citations": """
table,row,field,source_id,locator,token
sources,post-01,published_words,post-01,2,"Monday, 10 May 2021"
sides,north,wording,post-01,3,North Council
sides,south,wording,post-01,3,South Council
sides,islands,wording,web-01,https://example.org/a,the islands
sides,press,wording,post-01,5,Harbour Watch
actors,post,wording,web-01,https://example.org/a,Harbour Post
actors,north-council,wording,post-01,3,North Council
actors,north-office,wording,post-01,4,North Council's office
actors,south-council,wording,post-01,3,South Council
actors,harbour-watch,wording,post-01,5,Harbour Watch
places,coast,wording,web-01,https://example.org/a,the coast
places,ferry-town,wording,post-01,3,Ferry Town
agreements,ferry-truce,wording,post-01,3,agreed on 1 May to a truce
agreements,ferry-truce,concluded,post-01,3,1 May
commitments,C1,wording,post-01,3,clear the quay
commitments,C1,due,post-01,3,by May 20
commitments,C2,wording,post-01,3,a truce in Ferry Town
commitments,L1,wording,post-01,6,threatened to close the lock
statements,S1,wording,post-01,4,"on Sunday,"" the North Council"
statements,S1,speaker,post-01,4,North Council
incidents,I1,wording,post-01,4,Shells hit the market
incidents,I1,occurred,post-01,4,Sunday
reports,R1,wording,post-01,4,three people were killed
reports,R1,killed,post-01,4,three
reports,R1,children,post-01,4,one child
counts,N1,wording,post-01,5,40 violations
counts,N1,total,post-01,5,40
counts,N1,start,post-01,5,since 2 May
counts,N1,end,post-01,5,until 9 May
counts,N2,wording,post-01,5,nine people killed
counts,N2,total,post-01,5,nine people
counts,N3,wording,post-01,5,two of them children
counts,N3,total,post-01,5,two
meetings,M1,wording,post-01,6,will meet
meetings,M1,held,post-01,6,next Friday
figures,F1,wording,post-01,7,About half of the town
figures,F1,value,post-01,7,About half
terms,truce,wording,post-01,3,a truce in Ferry Town
terms,truce,wording,post-01,1,Ferry truce
terms,quay,wording,post-01,3,the quay
""",
    "corrections": """
table,row,field,source_id,locator,token,value,reason
meetings,M1,held,post-01,6,next Friday,2021-05-14,the Friday after the day of publication
""",
    "ignored": """
source_id,locator,token,reason
post-01,6,two sides,the two councils themselves
post-01,7,555,a telephone number
""",
    "viewpoints": """
viewpoint_id,name,sides
everyone,Everyone,north;south;islands;press
north,North,north
""",
}


def small_package(folder: Path) -> Path:
    """Write the sound package into a folder, which is made; returns the folder."""
    (folder / "raw").mkdir(parents=True)
    declared = DECLARATION.read_text(encoding="utf-8")
    for ours, theirs in OWN_TITLES.items():
        assert ours in declared
        declared = declared.replace(ours, theirs)
    (folder / "datapackage.yaml").write_text(declared, encoding="utf-8", newline="\n")
    without_basemap(folder)
    for table, columns in _declared().items():
        rows = list(csv.reader(io.StringIO(TABLES.get(table, "").lstrip("\n"))))
        assert not rows or rows[0] == columns[: len(rows[0])], table
        filled = [row + [""] * (len(columns) - len(row)) for row in rows[1:]]
        _write(folder, table, [columns, *filled])
    return folder


@lru_cache(maxsize=1)
def _declared() -> dict[str, list[str]]:
    """The columns of each declared table."""
    resources = yaml.safe_load(DECLARATION.read_text(encoding="utf-8"))["resources"]
    return {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in resources
        if "schema" in resource
    }


def silent_package(folder: Path) -> Path:
    """The package without its own statement, so that each test says what is said."""
    made = small_package(folder)
    drop(made, "statements", 2)
    for field in ("speaker", "wording"):
        drop(made, "citations", cited_in(made, "statements", "S1", field))
    return made


def without_basemap(folder: Path) -> None:
    """Take the basemap out of a package's declaration: it shows another part of the world."""
    path = folder / "datapackage.yaml"
    declared = path.read_text(encoding="utf-8")
    kept = re.sub(r"  - name: basemap\n(?:    .*\n)+", "", declared)
    assert kept != declared
    path.write_text(kept, encoding="utf-8")


def small_texts(folder: Path, text: str = TEXT) -> Path:
    """Write the report into a folder of texts, which is made; returns the folder."""
    folder.mkdir(parents=True)
    (folder / "report.txt").write_text(text, encoding="utf-8", newline="")
    return folder


def path_of(folder: Path, table: str) -> Path:
    """The file of a table."""
    return folder / "raw" / f"{table}.csv"


def put(folder: Path, table: str, row: int, column: str, value: str) -> None:
    """Write one cell; rows are numbered as in a spreadsheet, the header being row 1."""
    rows = _read(folder, table)
    rows[row - 1][rows[0].index(column)] = value
    _write(folder, table, rows)


def add(folder: Path, table: str, *cells: str) -> int:
    """Append a row, its last cells empty where none are given; returns its number."""
    rows = _read(folder, table)
    filled = [*cells, *[""] * (len(rows[0]) - len(cells))]
    _write(folder, table, [*rows, filled])
    return len(rows) + 1


def drop(folder: Path, table: str, row: int) -> None:
    """Delete a row."""
    rows = _read(folder, table)
    _write(folder, table, rows[: row - 1] + rows[row:])


def rewrite(folder: Path, table: str, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of a file."""
    path_of(folder, table).write_bytes(change(path_of(folder, table).read_bytes()))


def cited_in(folder: Path, table: str, row: str, field: str) -> int:
    """The spreadsheet row of the first citation of a literal."""
    rows = _read(folder, "citations")
    return next(n for n, cells in enumerate(rows, 1) if cells[:3] == [table, row, field])


def cite(
    folder: Path,
    table: str,
    row: str,
    field: str,
    token: str,
    value: str = "",
    source: str = "post-01",
    locator: str = "1",
) -> None:
    """Cite words for a literal; with a value, where no rule reads them so, correct them to it."""
    cited = (table, row, field, source, locator, token)
    add(folder, "citations", *cited)
    if value:
        add(folder, "corrections", *cited, value, "as the test has it")


def say(
    folder: Path, act: str = "accuses", speaker: str = "", target: str = "", assertion: str = "",
    how: str = "explicit", of: str = "", commitment: str = "C2", agreement: str = "ferry-truce",
    incident: str = "", meeting: str = "", source: str = "post-01", place: str = "4",
    via: str = "", said: str = "",
) -> str:  # fmt: skip
    """One more statement, and its id; ``of``: the time that it speaks about, in EDTF."""
    key = f"S{len(_read(folder, 'statements'))}"
    add(
        folder, "statements", key, act, agreement, commitment, incident, meeting, assertion,
        how if assertion else "", f"words of {key}", "",
    )  # fmt: skip
    cite(folder, "statements", key, "wording", f"wording {key}", source=source, locator=place)
    for field, name in (("speaker", speaker), ("target", target), ("via", via)):
        if name:
            cite(folder, "statements", key, field, name, source=source, locator=place)
    for field, day in (("about", of), ("said", said)):
        if day:
            cite(folder, "statements", key, field, f"{field} {key}", day, source, place)
    return key


def tell(
    folder: Path, doer: str = "", reporter: str = "", attribution: str = "reported",
    incident: str = "I1", place: str = "4", source: str = "post-01",
) -> str:  # fmt: skip
    """One more report of an incident, and its id."""
    key = f"R{len(_read(folder, 'reports'))}"
    add(folder, "reports", key, incident, attribution, f"words of {key}")
    cited = {"wording": f"wording {key}", "perpetrator": doer, "reporter": reporter}
    for field, token in cited.items():
        if token:
            cite(folder, "reports", key, field, token, source=source, locator=place)
    return key


def happen(folder: Path, day: str = "2021-05-09", place: str = "4") -> str:
    """One more incident, of a day in EDTF, and its id."""
    key = f"I{len(_read(folder, 'incidents'))}"
    add(folder, "incidents", key, "shelling", f"incident {key}", "", "", "true")
    cite(folder, "incidents", key, "wording", f"wording {key}", locator=place)
    cite(folder, "incidents", key, "occurred", f"occurred {key}", day, locator=place)
    return key


def _read(folder: Path, table: str) -> list[list[str]]:
    with path_of(folder, table).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write(folder: Path, table: str, rows: list[list[str]]) -> None:
    with path_of(folder, table).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
