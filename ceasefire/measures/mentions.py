"""Who and what is named where: every mention of an actor, agreement, place or term in a report.

In: a ``Record``. Out: frames, one row per mention, or one per thing named and report. Pure. A
mention is a cited token: one that cleaning resolves to the thing, or one of the words that carry
the thing's own row. What was coded from a page without its words shows no use of a name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

import pandas as pd

from ceasefire.clean.names import fold, resolve_name, spellings
from ceasefire.clean.tables import CORRECTION, READING
from ceasefire.measures.knowledge import Record

# The tables of things that are named, and the kind under which `names` holds their spellings.
NAMED = {"actors": "actor", "agreements": "agreement", "places": "place", "terms": ""}
TABLE_OF = {kind: table for table, kind in NAMED.items()}
# The fields that say who speaks in a row, by table; the first is the one whose words it gives.
SPEAKS = {
    "statements": ("speaker", "via"),
    "reports": ("reporter",),
    "counts": ("counter",),
    "figures": ("speaker",),
}
# How a report uses a name, from its own word to somebody else's.
USES = ("own", "reporting", "quoting")
COLUMNS = ["table", "id", "source_id", "locator", "token", "is_name", "is_label", "use", "voices"]
FLAGS = {"is_name": bool, "is_label": bool}


def mentions(record: Record) -> pd.DataFrame:
    """Every mention known, in the order of publication and of paragraphs: ``COLUMNS``.

    ``table`` and ``id``: the thing. ``is_name``: the token as a whole is a spelling of it in
    ``names`` (each wording of a term is). ``is_label``: a spelling that takes a side. ``use``: the
    report's own word, its word as it reports what the actors in ``voices`` say, or a word that it
    sets in quotation marks as theirs (nobody in ``voices``: it does not tell whose).
    """
    things, labels, heard = _Things(record), _labels(record), _voices(record)
    rows: dict[tuple, list] = {}
    worded = record.citations[record.citations["rule"] != READING]
    for cited in worded.to_dict("records"):
        table, key, is_name = things.of(cited)
        if key:
            source, place, token = cited["source_id"], cited["locator"], cited["token"]
            is_label = is_name and (NAMED[table], fold(token), key) in labels
            where = (table, key, source, place, token)
            row = rows.setdefault(where, [*where, is_name, is_label, []])
            row[-1].append(heard(cited, table, key))
    order = _order(record)
    ordered = sorted(rows.values(), key=lambda row: order(row[2], row[3]))
    frame = pd.DataFrame([[*row[:-1], *_nearest(row[-1])] for row in ordered], columns=COLUMNS)
    return frame.astype(FLAGS)


class _Things:
    """What a citation mentions, looked up in the record's names."""

    def __init__(self, record: Record):
        self.names = record.clean.tables["names"]
        self.listed = spellings(self.names)
        ours = self.names["kind"] == NAMED["agreements"]
        self.agreements = set(self.names.loc[ours, "name"].map(fold))

    def of(self, cited: dict) -> tuple[str, str, bool]:
        """Table and id (empty: nothing), and whether the words are a name of it."""
        table, token, source = cited["table"], cited["token"], cited["source_id"]
        if cited["kind"] in TABLE_OF:
            known = cited["value"] == cited["value"]
            return (
                TABLE_OF[cited["kind"]],
                cited["value"] if known else "",
                cited["rule"] != CORRECTION,
            )
        if table in NAMED:
            kind, key = NAMED[table], cited["row"] if cited["kind"] == "text" else ""
            is_name = not kind or resolve_name(token, kind, source, self.listed) == key
            return table, key, is_name
        # No field holds an agreement; it is cited by its name where that carries another fact.
        called = None
        if cited["kind"] == "text" and fold(token) in self.agreements:
            called = resolve_name(token, NAMED["agreements"], source, self.listed)
        return "agreements", called or "", True


def _nearest(uses: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[str, tuple[str, ...]]:
    """Of several uses of a name the one nearest to the report's own, with all its voices."""
    uses = list(uses)
    nearest = min((use for use, _ in uses), key=USES.index)
    return nearest, _all(voices for use, voices in uses if use == nearest)


def _all(voices: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Each voice once, in the order in which they are heard."""
    return tuple(dict.fromkeys(voice for several in voices for voice in several))


def _labels(record: Record) -> set[tuple[str, str, str]]:
    """Kind, folded spelling and id of every name that takes a side."""
    names = record.clean.tables["names"]
    taking = names[names["label"].fillna(False).astype(bool)]
    return {(n["kind"], fold(n["name"]), n["id"]) for n in taking.to_dict("records")}


def _order(record: Record) -> Callable[[str, str], tuple]:
    """The place of a paragraph: by publication, then by number; an address comes last."""
    rank = {source: n for n, source in enumerate(record.sources["source_id"])}

    def place(source: str, locator: str) -> tuple:
        return rank[source], int(locator) if locator.isdecimal() else float("inf"), locator

    return place


def _voices(record: Record) -> Callable[[dict, str, str], tuple[str, tuple[str, ...]]]:
    """How a citation uses a name, and whose words it stands in.

    Quoted, where the actor's literal ``quoted`` says so of that paragraph: whoever speaks there.
    Else the speaker of the row that cites it, or of one that names the same thing there.
    """
    citations = record.citations.to_dict("records")
    by_row: dict[tuple, tuple[str, ...]] = defaultdict(tuple)
    around: dict[tuple, list[tuple[str, ...]]] = defaultdict(list)
    quoted = {
        (c["table"], c["row"], c["source_id"], c["locator"], spelling(c["token"]))
        for c in citations
        if c["field"] == "quoted"
    }
    cited = [c for c in citations if c["table"] in SPEAKS]
    for c in cited:
        spoken = c["field"] == SPEAKS[c["table"]][0] and c["value"] == c["value"]
        by_row[c["table"], c["row"]] += (c["value"],) if spoken else ()
    for c in cited:
        place, voice = (c["source_id"], c["locator"]), by_row[c["table"], c["row"]]
        around[place].append(voice)
        if c["kind"] in TABLE_OF and c["field"] not in SPEAKS[c["table"]]:
            around[(*place, TABLE_OF[c["kind"]], c["value"])].append(voice)

    def heard(c: dict, table: str, key: str) -> tuple[str, tuple[str, ...]]:
        place, fields = (c["source_id"], c["locator"]), SPEAKS.get(c["table"])
        same = around[(*place, table, key)]
        if (table, key, *place, spelling(c["token"])) in quoted:
            return "quoting", _all(same) or _all(around[place])
        if fields:  # who speaks is named by the report itself
            voice = () if c["field"] in fields else by_row[c["table"], c["row"]]
        else:
            voice = () if () in same else _all(same)
        return ("reporting", voice) if voice else ("own", ())

    return heard


def spelling(token: str) -> str:
    """The form in which two names are the same: as ``fold`` has it, without the article."""
    return fold(token).removeprefix("the ")


def used(found: pd.DataFrame) -> pd.DataFrame:
    """The names that each report uses of each thing, each spelling once, as first printed.

    Rows of ``mentions`` with ``is_name``; ``use`` and ``voices``: the nearest to the report's own
    word among all its mentions by that spelling.
    """
    frame = found[found["is_name"]].assign(spelling=lambda f: f["token"].map(spelling))
    key = ["table", "id", "source_id", "spelling"]
    rows = []
    for _, group in frame.groupby(key, sort=False):
        use, voices = _nearest(zip(group["use"], group["voices"], strict=True))
        rows.append({**group.iloc[0], "use": use, "voices": voices})
    return pd.DataFrame(rows, columns=frame.columns).astype(FLAGS)


def named(record: Record, found: pd.DataFrame, table: str) -> pd.DataFrame:
    """The rows of a table that a known report mentions, and the publishers of those reports."""
    frame = record.clean.tables[table]
    key = record.clean.package.key(table)[0]
    ids = set(found.loc[found["table"] == table, "id"])
    cited = record.citations
    ids |= set(cited.loc[(cited["table"] == table) & (cited["field"] == "wording"), "row"])
    if table == "actors":
        ids |= set(record.sources["publisher_id"])
    return frame[frame[key].isin(ids)].reset_index(drop=True)


def pages_read(record: Record) -> pd.DataFrame:
    """What was coded from pages without their words names what: table, id, source_id, is_publisher.

    One row per thing and page, in the order of publication. ``is_publisher``: the page is the
    thing's own, and only that was read there.
    """
    read = record.citations[record.citations["rule"] == READING]
    named_there = read["kind"].isin(TABLE_OF) & read["value"].notna()
    own_row = read["table"].isin(NAMED) & (read["field"] == "wording")
    frame = pd.DataFrame(
        {
            "table": read["kind"].map(TABLE_OF).where(named_there, read["table"]),
            "id": read["value"].where(named_there, read["row"]),
            "source_id": read["source_id"],
        }
    )[named_there | own_row]
    order = {source: n for n, source in enumerate(record.sources["source_id"])}
    frame = frame.drop_duplicates().sort_values(
        "source_id", key=lambda ids: ids.map(order), kind="stable"
    )
    publisher = frame["source_id"].map(record.publisher_of)
    return frame.assign(is_publisher=frame["id"] == publisher).reset_index(drop=True)


def labelled(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``used`` for the actors that some report calls by a name that takes a side."""
    frame = used(found)
    frame = frame[frame["table"] == "actors"]
    return frame[frame["id"].isin(frame.loc[frame["is_label"], "id"])].reset_index(drop=True)
