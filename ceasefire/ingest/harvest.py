"""The harvest of public pages into raw tables: the wider record, made anew from its four files.

In: the folder of a harvest (``FILES``), and the package's own tables with what people decided
about it: ``recodings`` (cells changed, with reasons) and the mapping files beside the raw tables
(who is meant, which provision is which, which series a count belongs to). Out: every raw table with
its wider rows replaced. What a person wrote in a raw table stays; the same input gives the same
bytes. Called by the command line and by tests.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ceasefire.errors import PackageError
from ceasefire.package import Package

FILES = ("evidence", "commitments", "violation_counts", "patrols")
MAPPINGS = (
    "actors", "speakers", "publishers", "provisions", "agreements", "cases", "pages", "series",
    "notes",
)  # fmt: skip
TABLES = (
    "sources", "actors", "statements", "counts", "splits", "patrols", "citations", "readings",
    "readers", "leads",
)  # fmt: skip
READ_ON = "2026-11-22"  # the day on which the pages were read, after which none was published
STOPS = ("drop",)
# The cells of a harvest that its makers wrote for each other and that readers see, by file.
NOTES = {
    "evidence": ("publisher", "second_note"),
    "violation_counts": ("publisher", "period_certainty", "note"),
    "patrols": ("publisher", "note"),
}
AS_TOLD = "a page on what became of it, by its words and its day"
NO_VERDICT = ("no_outcome", "accuses_other", "rebuts_claim")
ASSERTIONS = {
    "achieve": {
        "met": "done", "met_late": "done", "partly": "partly", "on_course": "under_way",
        "missed": "not_done", "reversed": "undone", "extended": "extended",
        "rejects_duty": "refused",
    },
    "maintain": {
        "met": "upheld", "met_late": "upheld", "partly": "partly", "on_course": "upheld",
        "missed": "breached", "reversed": "breached", "extended": "extended",
        "rejects_duty": "refused",
    },
}  # fmt: skip
ACTS = {"rejects_duty": "refuses", "rebuts_claim": "denies", "accuses_other": "accuses"}
LEDGERS = {"RU": "r", "TR": "t", "RU (briefing, not commission bulletin)": "h"}
CONFIRMED = "c"
PROVINCES = {
    "idlib": "idlib",
    "aleppo": "aleppo-governorate",
    "hama": "hama-governorate",
    "latakia": "latakia-governorate",
    "other": "rest-of-syria",
}
PATROLS = "A03"  # the provision of which every run that the harvest tells is a part
EXTENTS = ("complete", "partial", "shortened", "interrupted")
COUNTERS = {"Turkey": ("turkey",), "Russia": ("russia",), "both": ("turkey", "russia")}


@dataclass
class Harvest:
    """The harvest's files with the recodings applied, the mappings, and the rows made so far."""

    files: dict[str, pd.DataFrame]
    maps: dict[str, pd.DataFrame]
    forms: dict[str, dict]
    made: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    source_of: dict[str, str] = field(default_factory=dict)

    def cite(self, table: str, row: str, what: str, url: str, token: str) -> None:
        """A citation of the few words that the harvest kept of a page."""
        self.made["citations"].append(
            {"table": table, "row": row, "field": what, "source_id": self.source_of[url],
             "locator": url, "token": token}
        )  # fmt: skip

    def read(self, table: str, row: str, what: str, url: str, value: str, basis: str = "") -> None:
        """A value coded from a page whose words are not held."""
        self.made["readings"].append(
            {"table": table, "row": row, "field": what, "source_id": self.source_of[url],
             "locator": url, "value": value, "basis": basis}
        )  # fmt: skip


def convert(folder: Path, mappings: Path, package: Package) -> dict[str, pd.DataFrame]:
    """The raw tables with their wider rows made anew; PackageError names what does not fit."""
    files = {name: _table(folder / f"{name}.csv") for name in FILES}
    maps = {name: _table(mappings / f"{name}.csv") for name in MAPPINGS}
    maps["series"] = maps["series"].merge(package.tables["series"], on="series_id", how="left")
    read_twice = _readers(files["evidence"])
    _recode(files, package.tables["recodings"])
    _reword(files, maps["notes"])
    harvest = Harvest(files, maps, _by(package.tables["commitments"], "commitment_id"))
    harvest.made["readers"] = read_twice
    _set_leads_apart(harvest)
    _sources(harvest)
    _agreements(harvest)
    _commitments(harvest)
    _statements(harvest)
    _bulletins(harvest)
    _totals(harvest)
    _patrols(harvest)
    _cases(harvest)
    _places(harvest, package)
    _actors(harvest)
    theirs = set(maps["actors"]["actor_id"])
    return {table: _merged(package, table, harvest.made[table], theirs) for table in TABLES}


def _table(path: Path) -> pd.DataFrame:
    """A CSV file as text; PackageError where there is none."""
    if not path.is_file():
        raise PackageError(
            f"harvest file {str(path)!r} is missing; accepted: a folder with "
            f"{', '.join(f'{name}.csv' for name in FILES)}; name that folder"
        )
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _by(frame: pd.DataFrame, key: str) -> dict[str, dict]:
    return {row[key]: row for row in frame.to_dict("records")}


def _readers(evidence: pd.DataFrame) -> list[dict]:
    """The labels of both readers, as they gave them; the first had one word for two kinds of no."""
    twice = evidence[evidence["second_reading"].isin(["agree", "changed"])]
    return [
        {
            "origin": row["evidence_id"],
            "first": row["assertion2"]
            if row["assertion"] == "denied" and row["second_reading"] == "agree"
            else row["assertion"].replace(" ", "_"),
            "second": row["assertion2"],
        }
        for row in twice.to_dict("records")
    ]


def _recode(files: dict[str, pd.DataFrame], recodings: pd.DataFrame) -> None:
    """Put what people settled into the harvest's cells; a recoding that fits none is a fault."""
    runs = files["patrols"]
    runs["origin"] = [f"patrols row {number}" for number in range(1, len(runs) + 1)]
    keys = {"evidence": "evidence_id", "violation_counts": "id", "patrols": "origin"}
    for name in keys:
        files[name]["recoded"] = ""
    for change in recodings.to_dict("records"):
        column, found = change["column"], change["found"]
        for name, key in keys.items():
            frame = files[name]
            here = frame[key] == change["origin"]
            if here.any():
                break
        if not here.any() or column not in frame or (frame.loc[here, column] != found).any():
            raise PackageError(
                f"recodings: {change['origin']} {column} is not {found!r} in the harvest; "
                "accepted: an origin, a column and the cell as it stands there; mend or delete "
                "the recoding"
            )
        frame.loc[here, column] = change["settled"]
        frame.loc[here, "recoded"] += f"{column};"


def _reword(files: dict[str, pd.DataFrame], notes: pd.DataFrame) -> None:
    """Put the shorthand of the harvest's makers into words, whole words only, the longest first."""
    known = dict(notes[["shorthand", "words"]].itertuples(index=False))
    if not known:
        return
    longest = "|".join(re.escape(short) for short in sorted(known, key=len, reverse=True))
    shorthand, used = re.compile(rf"(?<!\w)(?:{longest})(?!\w)"), set()

    def worded(found: re.Match) -> str:
        used.add(found[0])
        return known[found[0]]

    for name, columns in NOTES.items():
        for column in columns:
            files[name][column] = [shorthand.sub(worded, cell) for cell in files[name][column]]
    if idle := set(known) - used:
        raise PackageError(
            f"notes.csv: {min(idle)!r} stands in no note of the harvest; accepted: whole words of "
            "a note as it stands there; mend or delete the row"
        )


def _set_leads_apart(harvest: Harvest) -> None:
    """Rows that are not used leave the files: dropped ones for good, uncitable ones as leads."""
    for name, key, days in (
        ("evidence", "evidence_id", ["publication_date"]),
        ("violation_counts", "id", ["period_start", "period_end"]),
        ("patrols", "origin", ["patrol_date"]),
    ):
        frame = harvest.files[name]
        frame = frame[~frame["verified"].isin(STOPS)]
        lost = frame[(frame["url"] == "") | (frame[days] == "").any(axis=1)]
        for row in lost.to_dict("records"):
            harvest.made["leads"].append({
                "origin": row[key],
                "why": "no_url" if row["url"] == "" else "no_date",
                "publisher": row["publisher"],
                "title": row["page_title"],
                "url": row["url"],
                "published": row["publication_date"],
                "says": _says(name, row),
            })  # fmt: skip
        harvest.files[name] = frame.drop(lost.index)


def _says(name: str, row: dict) -> str:
    """What a row of the harvest says, in a line."""
    if name == "evidence":
        return row["paraphrase"]
    if name == "patrols":
        return f"Patrol {row['patrol_no']}: {row['completeness']}"
    return f"{row['monitor']}: {row['value_best']} {row['what_counted']}"


def _publisher(harvest: Harvest, name: str) -> str:
    """The actor that published a page."""
    known = dict(harvest.maps["publishers"].itertuples(index=False))
    if name not in known:
        raise PackageError(f"publishers.csv has no publisher {name!r}; add a row that says whom")
    return known[name]


def _sources(harvest: Harvest) -> None:
    """One source per page, in the order of the addresses."""
    pages: dict[str, dict] = {}
    told = _by(harvest.maps["pages"], "url")
    for name in FILES:
        for row in harvest.files[name].to_dict("records"):
            page = pages.setdefault(row["url"], {"days": set(), "ends": set(), "row": row})
            page["days"] |= {row.get("publication_date", "")} - {""}
            page["ends"] |= {row.get("period_end") or row.get("agreement_date") or ""} - {""}
            page["language"] = row.get("language") or page.get("language", "")
    taken: dict[str, int] = defaultdict(int)
    for url in sorted(pages):
        page, row = pages[url], pages[url]["row"]
        published, known, basis = _published(page, told.get(url, {}))
        publisher = _publisher(harvest, row["publisher"])
        base = f"{publisher}-{published if len(published) <= 10 else 'undated'}"
        taken[base] += 1
        source = base if taken[base] == 1 else f"{base}-{taken[base]}"
        harvest.source_of[url] = source
        harvest.made["sources"].append({
            "source_id": source, "corpus": "wider", "publisher_id": publisher,
            "title": row["page_title"],
            "language": page["language"] or told.get(url, {}).get("language", "und"),
            "url": url, "published": published, "published_known": known,
            "published_basis": basis, "stance": _stance(harvest, url), "sha256": "",
        })  # fmt: skip


def _published(page: dict, told: dict) -> tuple[str, str, str]:
    """When a page was published, how that is known, and the reasoning."""
    days = sorted(page["days"], key=lambda day: (len(day), day))
    if days and len(days[-1]) == 10:
        return days[-1], "catalogue", "The day noted by those who collected the pages."
    if days:
        part = "month" if len(days[-1]) == 7 else "year"
        return days[-1], "inferred", f"What was read of the page gives its {part} only."
    if told.get("published"):
        return told["published"], "inferred", told["published_basis"]
    return (
        f"[{max(day + '-01' * (len(day) == 7) for day in page['ends'])}..{READ_ON}]",
        "inferred",
        "What was read of the page bears no date: not before the last day that it speaks of, not "
        "after the day on which it was read.",
    )


def _stance(harvest: Harvest, url: str) -> str:
    """Whose words and counts a page carries."""
    speakers = harvest.files["evidence"].loc[harvest.files["evidence"]["url"] == url, "speaker"]
    here = harvest.files["violation_counts"]
    counters = here.loc[here["url"] == url, "monitor"]
    runs = harvest.files["patrols"]
    parts = [
        f"words of {'; '.join(dict.fromkeys(speakers))}" if len(speakers) else "",
        f"counts of {'; '.join(dict.fromkeys(counters))}" if len(counters) else "",
        "reports of joint patrols" if (runs["url"] == url).any() else "",
        "the text or a retelling of provisions"
        if (harvest.files["commitments"]["url"] == url).any() else "",
    ]  # fmt: skip
    return f"Taken from it: {', '.join(part for part in parts if part)}."


def _agreements(harvest: Harvest) -> None:
    """When and by whom an agreement was concluded, from the page of one of its provisions."""
    pages = _by(harvest.files["commitments"], "commitment_id")
    for row in harvest.maps["agreements"].to_dict("records"):
        page = pages[row["provision"]]
        harvest.cite(
            "agreements", row["agreement_id"], "wording", page["url"], page["literal_token"]
        )
        for what, values in (("concluded", row["concluded"]), ("party", row["parties"])):
            for value in filter(None, values.split(";")):
                harvest.read("agreements", row["agreement_id"], what, page["url"], value)


def _commitments(harvest: Harvest) -> None:
    """The provisions on the commitments that they are: words, due dates, parties."""
    pages = _by(harvest.files["commitments"], "commitment_id")
    spoken = _by(harvest.files["evidence"], "evidence_id")
    for row in harvest.maps["provisions"].to_dict("records"):
        page, key = pages[row["provision"]], row["commitment_id"]
        for told in filter(None, row["also"].split(";")):
            harvest.read("commitments", key, "due", spoken[told]["url"], row["due"], AS_TOLD)
        harvest.cite("commitments", key, "wording", page["url"], page["literal_token"])
        if row["due"]:
            harvest.read("commitments", key, "due", page["url"], row["due"], page["due_date"])
        for what in ("promised", "performs", "guarantees"):
            for actor in filter(None, row[what].split(";")):
                harvest.read("commitments", key, what, page["url"], actor, page["obligors"])


def _statements(harvest: Harvest) -> None:
    """A statement for each provision that a row speaks of: S1006, and S2006 for its second."""
    ours = dict(harvest.maps["provisions"][["provision", "commitment_id"]].itertuples(index=False))
    whole = {"form": "achieve", "commitment_id": ""}  # words on an agreement: see table statements
    first: dict[str, dict] = {}
    for row in harvest.files["evidence"].to_dict("records"):
        by_provision = _labels(row)
        spoken_of: dict[str, str] = {}
        for provision, label in by_provision.items():
            spoken_of.setdefault(ours.get(provision, provision), label)
        for number, (subject, label) in enumerate(spoken_of.items(), 1):
            key = f"S{number}{row['evidence_id'][1:]}"
            commitment = harvest.forms.get(subject, whole | {"agreement_id": subject})
            _statement(harvest, key, row, commitment, label)
            if not commitment["commitment_id"]:
                continue
            order = (_last_day(row["publication_date"]), key)
            if order < first.get(subject, {}).get("order", ("9",)):
                first[subject] = row | {"order": order}
    for commitment, row in sorted(first.items()):
        harvest.read("commitments", commitment, "wording", row["url"], row["commitment_id"],
                     "the first page that speaks of it")  # fmt: skip


def _last_day(day: str) -> str:
    """The last day that a day, month or year can mean, in a form that sorts."""
    return day + "-12-31"[len(day) - 4 :] if len(day) < 10 else day


def _labels(row: dict) -> dict[str, str]:
    """The label of each provision that a row of evidence speaks of."""
    provisions = [p for p in row["commitment_id"].split("|") if p]
    label = row["assertion_final"]
    if ":" not in label:
        return dict.fromkeys(provisions, label)
    told = dict(part.split(":") for part in label.split("|"))
    return {provision: told[provision] for provision in provisions}


def _statement(harvest: Harvest, key: str, row: dict, commitment: dict, label: str) -> None:
    """One row of statements with its words and readings."""
    form = commitment["form"]
    said = "" if label in NO_VERDICT else ASSERTIONS.get(form, {}).get(label, "")
    implied = form == "maintain" and label == "on_course"
    harvest.made["statements"].append({
        "statement_id": key, "act": ACTS.get(label, "asserts"),
        "agreement_id": commitment["agreement_id"], "commitment_id": commitment["commitment_id"],
        "assertion": said, "explicitness": ("implied" if implied else "explicit") if said else "",
        "paraphrase": row["paraphrase"], "basis": _basis(row, label),
        "witness": row["witness_group"], "coding": _coding(row), "origin": row["evidence_id"],
    })  # fmt: skip
    harvest.cite("statements", key, "wording", row["url"], row["literal_token"])
    for what, column in (("said", "statement_date"), ("about", "fact_date")):
        if row[column]:
            harvest.read("statements", key, what, row["url"], row[column])
    meant = _meant(harvest, row)
    for what, column in (("speaker", "actor_ids"), ("via", "via_ids")):
        for actor in filter(None, meant[column].split(";")):
            harvest.read("statements", key, what, row["url"], actor, row["speaker"])


def _meant(harvest: Harvest, row: dict) -> dict:
    """Whom the harvest's speaker and side mean."""
    known = harvest.maps["speakers"]
    here = known[(known["speaker"] == row["speaker"]) & (known["side"] == row["side"])]
    if len(here) != 1:
        raise PackageError(
            f"speakers.csv: {row['speaker']!r} of the side {row['side']!r} stands there "
            f"{len(here)} times; give each speaker and side one row"
        )
    return here.iloc[0].to_dict()


def _basis(row: dict, label: str) -> str:
    """How a statement was coded, by how many readers, and where they differ."""
    words = [f"read from the page as {label.replace('_', ' ')}."]
    if _coding(row) == "contested":
        both = (row["assertion"], row["assertion2"].replace("_", " "))
        words.append(f"Two readers differ: {both[0]} and {both[1]}.")
    if row["second_note"]:
        words.append(f"Second reader: {row['second_note'].removeprefix('contested, ')}.")
    return " ".join(words)


def _coding(row: dict) -> str:
    """How far the coding of a row of evidence was checked."""
    if "not_refound" in (row["verified"], row["second_reading"]):
        return "not_refound"
    if row["confidence"] == "low":
        return "low"
    if row["second_note"].startswith("contested"):
        return "contested"
    if "assertion_final;" in row["recoded"]:
        return "settled"
    return {"agree": "agreed", "changed": "settled"}.get(row["second_reading"], "checked")


def _check_of(row: dict) -> str:
    """How far a count or a patrol was checked."""
    if row["confidence"] == "low":
        return "low"
    return {"yes": "checked", "corrected": "checked"}.get(row["verified"], row["verified"])


def _best_check(rows: list[dict]) -> str:
    """The best check among the pages that carry one count."""
    order = ("checked", "unchecked", "not_refound", "low")
    return min((_check_of(row) for row in rows), key=order.index)


def _bulletins(harvest: Harvest) -> None:
    """One count for each bulletin and ledger, whatever the number of pages that reprint it."""
    frame = harvest.files["violation_counts"]
    frame = frame[frame["ledger"].isin(LEDGERS)]
    for (day, ledger), group in frame.groupby([frame["period_end"], "ledger"]):
        rows = group.to_dict("records")
        key = f"B{day.replace('-', '')}{LEDGERS[ledger]}"
        _count(harvest, key, rows, f"{day}, ")
        told = {
            row["syrian_side_figure"]: row
            for row in rows
            if ledger == "RU" and row["syrian_side_figure"]
        }
        for value, row in sorted(told.items()):
            confirmed = row | dict.fromkeys(PROVINCES, "") | {
                "ledger": "confirmed", "value_low": value, "value_best": value, "value_high": value,
            }  # fmt: skip
            _count(harvest, key[:-1] + CONFIRMED, [confirmed], f"{day}, ")


def _totals(harvest: Harvest) -> None:
    """A monitor's total over a period, once for all pages that print it."""
    frame = harvest.files["violation_counts"]
    frame = frame[~frame["ledger"].isin(LEDGERS)]
    alike = frame["id"].str.rsplit("-s", n=1).str[0]
    for number, (_, group) in enumerate(frame.groupby(alike, sort=False), 1):
        _count(harvest, f"T{number:03d}", group.to_dict("records"), "")


def _count(harvest: Harvest, key: str, rows: list[dict], before: str) -> None:
    """One row of counts with its readings, and its places on each page."""
    row = rows[0]
    series = _series(harvest, row)
    start, end = row["period_start"], row["period_end"]
    harvest.made["counts"].append({
        "count_id": key, "measure": series["measure"], "population": series["population"],
        "title": f"{before}{series['title']}"[:60],
        "basis": _period_basis(rows), "series_id": series["series_id"],
        "period": f"{start}/{end}", "laid_to": _laid_to(row), "bulletin": row["bulletin_id"],
        "coding": _best_check(rows), "origin": row["id"],
    })  # fmt: skip
    for url, row in {row["url"]: row for row in rows}.items():
        amounts = "/".join(row[f"value_{name}"] for name in ("low", "best", "high"))
        if row["ledger"] == "confirmed":
            harvest.read("counts", key, "wording", url, "given beside the Russian part's count")
        else:
            harvest.cite("counts", key, "wording", url, row["literal_token"])
        harvest.read("counts", key, "total", url, amounts)
        for column, place in PROVINCES.items():
            if row[column]:
                harvest.made["splits"].append({
                    "count_id": key, "source_id": harvest.source_of[url], "place_id": place,
                    "value": row[column],
                })  # fmt: skip


def _laid_to(row: dict) -> str:
    """To whom a count is laid; '' where the page does not say."""
    told = row["counts_against"]
    return "" if told == "not stated in bulletin" else told


def _series(harvest: Harvest, row: dict) -> dict:
    """The series that a count belongs to: by counter, unit and whether it covers all Syria."""
    known = harvest.maps["series"]
    asked = {
        "monitor": row["monitor"],
        "what_counted": row["what_counted"],
        "syria_wide": "yes" if row["area"].startswith("Syria") else "",
        "confirmed": "yes" if row["ledger"] == "confirmed" else "",
    }
    here = known[(known[list(asked)] == list(asked.values())).all(axis=1)]
    if len(here) != 1:
        raise PackageError(
            f"series.csv: {row['monitor']!r}, {row['what_counted']!r} ({row['id']}) stands there "
            f"{len(here)} times; give each counter and unit one row"
        )
    return here.iloc[0].to_dict()


def _period_basis(rows: list[dict]) -> str:
    """How the period is known, what the area is called, and that pages reprint one bulletin."""
    row = rows[0]
    pages = len({r["url"] for r in rows})
    many = f" Printed on {pages} pages, counted once." if pages > 1 else ""
    note = f" {row['note'][:1].upper()}{row['note'][1:].rstrip('.')}." if row["note"] else ""
    beside = {r["syrian_side_figure"] for r in rows if r["syrian_side_figure"]}
    figure = ", ".join(sorted(beside))
    aside = f" Beside it, as the Syrian side's figure: {figure}." if beside else ""
    certainty = row["period_certainty"].strip("; ")
    return f"Period: {certainty}. Area as told: {row['area']}.{note}{aside}{many}"


def _patrols(harvest: Harvest) -> None:
    """One row for each page and run, on the commitment that the joint patrols are."""
    ours = dict(harvest.maps["provisions"][["provision", "commitment_id"]].itertuples(index=False))
    for row in harvest.files["patrols"].to_dict("records"):
        key = f"P{int(row['origin'].split()[-1]):02d}"
        told = re.match(r"\d+", row["patrol_no"])
        extent = re.match(r"[a-z]+", row["completeness"])[0]
        known = extent in EXTENTS
        detail = row["completeness"].removeprefix(extent).strip(", ()") if known else ""
        harvest.made["patrols"].append({
            "patrol_id": key, "commitment_id": ours[PATROLS], "ran": row["patrol_date"],
            "number": told[0] if told else "",
            "running_total": "true" if "total" in row["patrol_no"] else "false",
            "extent": extent if known else "not_told",
            "incident": "" if row["incident"] == "none" else row["incident"],
            "note": "; ".join(filter(None, (detail, row["note"]))),
            "coding": _check_of(row), "origin": row["origin"],
        })  # fmt: skip
        harvest.cite("patrols", key, "wording", row["url"], row["literal_token"])
        counters = COUNTERS.get(row["counted_by"], (_publisher(harvest, row["publisher"]),))
        for actor in counters:
            harvest.read("patrols", key, "counter", row["url"], actor)
        for actor in filter(None, _meant(harvest, row)["actor_ids"].split(";")):
            harvest.read("patrols", key, "speaker", row["url"], actor, row["speaker"])


def _cases(harvest: Harvest) -> None:
    """The words on which the telling of a tangled case rests."""
    rows = _by(harvest.files["evidence"], "evidence_id")
    for row in harvest.maps["cases"].to_dict("records"):
        told = rows[row["evidence_id"]]
        harvest.cite("cases", row["case_id"], "wording", told["url"], told["literal_token"])


def _actors(harvest: Harvest) -> None:
    """The actors that only the wider record names, each with the pages that name it."""
    new = _by(harvest.maps["actors"], "actor_id")
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for row in harvest.made["readings"]:
        if row["value"] in new:
            named[row["value"]][row["locator"]] = None
    for row in harvest.made["sources"]:
        if row["publisher_id"] in new:
            named[row["publisher_id"]][row["url"]] = None
    counters = {
        row["series_id"]: row["counter_id"] for row in harvest.maps["series"].to_dict("records")
    }
    series_of = {row["count_id"]: row["series_id"] for row in harvest.made["counts"]}
    for row in harvest.made["readings"]:
        if row["table"] == "counts" and counters[series_of[row["row"]]] in new:
            named[counters[series_of[row["row"]]]][row["locator"]] = None
    for actor in list(named):
        above = new[actor]["member_of"]
        if above in new:
            named[above] |= named[actor]
    harvest.made["actors"] = [row for row in new.values() if row["actor_id"] in named]
    for actor, urls in sorted(named.items()):
        for url in urls:
            harvest.read("actors", actor, "wording", url, new[actor]["name"])


def _places(harvest: Harvest, package: Package) -> None:
    """The places by which counts are divided, known from the first page that does so."""
    url_of = {source: url for url, source in harvest.source_of.items()}
    names = _by(package.tables["places"], "place_id")
    first: dict[str, str] = {}
    for row in harvest.made["splits"]:
        first.setdefault(row["place_id"], url_of[row["source_id"]])
    for place, url in sorted(first.items()):
        harvest.read("places", place, "wording", url, names[place]["name"])


def _merged(package: Package, table: str, rows: list[dict], actors: set[str]) -> pd.DataFrame:
    """A raw table with what a person wrote in it first, then the rows of the harvest."""
    columns = [column["name"] for column in package.fields(table)]
    own = package.tables[table]
    if table in ("leads", "readers", "readings", "splits", "patrols"):
        own = own.head(0)
    elif table == "sources":
        own = own[own["corpus"] == "seed"]
    elif table == "citations":
        own = own[own["locator"].str.fullmatch("[0-9]+")]
    elif table == "actors":
        own = own[~own["actor_id"].isin(actors)]
    else:
        own = own[own["origin"] == ""]
    made = pd.DataFrame(rows, columns=columns, dtype=object).fillna("")
    made = made.drop_duplicates(package.key(table))
    return pd.concat([own, made], ignore_index=True)
