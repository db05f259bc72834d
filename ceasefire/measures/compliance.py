"""Verdicts over the record: commitments by viewpoint and knowledge date, and their rates.

In: a ``Clean`` or a ``Record`` and parameters. Out: frames, one row per commitment and viewpoint.
The rules themselves stand in ``measures.verdicts``.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from ceasefire.clean.dates import Span
from ceasefire.clean.facts import cited_by_row, typed_row
from ceasefire.clean.tables import BOUNDS, Clean
from ceasefire.measures.knowledge import Record, is_day, named, spoken_by
from ceasefire.measures.verdicts import (
    CLASSES,
    DECIDING,
    Testimony,
    Verdict,
    aged,
    class_of,
    falls_due,
    judge,
)

# Codings of statements that decide nothing: the page was not found again, or hardly says it.
WEAK_CODINGS = frozenset({"not_refound", "low"})
# Two readers differ: such a statement decides, and the verdict that hangs on it says so.
CONTESTED_CODING = "contested"
LONGEST_YEAR = 366


def commitments(
    record: Record, agreements: tuple[str, ...] = (), scored: bool = True
) -> pd.DataFrame:
    """The commitments known (scored), or the look-alikes kept beside them and never scored.

    Restricted to the given agreements; none given: all.
    """
    frame = record.facts("commitments")
    frame = frame[(frame["kind"] == "commitment") == scored]
    if agreements:
        frame = frame[frame["agreement_id"].isin(agreements)]
    return frame.reset_index(drop=True)


def viewpoint_sides(clean: Clean) -> dict[str, frozenset[str]]:
    """The sides of each viewpoint, in the order of the table."""
    frame = clean.tables["viewpoints"]
    return {v: frozenset(s) for v, s in zip(frame["viewpoint_id"], frame["sides"], strict=True)}


def allied(clean: Clean) -> frozenset[frozenset[str]]:
    """The pairs of sides that are allies."""
    frame = clean.tables["sides"]
    return frozenset(
        frozenset({side, ally})
        for side, allies in zip(frame["side_id"], frame["allies"], strict=True)
        for ally in allies
    )


def time_spoken_of(row: dict, published: tuple[date | None, date]) -> Span:
    """The time that a statement speaks about.

    As cited; else the day on which it was said, for the report's own voice the day of publication,
    for others some day up to it. Words that a thing is done, without saying when, leave open when.
    """

    def span(field: str) -> Span:
        return Span(*(row[f"{field}_{bound}"] for bound in BOUNDS))

    if row["about_edtf"] is not None:
        return span("about")
    if row["said_edtf"] is not None:
        when = span("said")
    elif row["speaker_ids"]:
        when = Span(None, published[1], None, published[1])
    else:
        when = Span(published[0], published[1], published[0], published[1])
    if row["assertion"] == "done":
        return Span(None, when.start_latest, None, when.end_latest)
    return when


def answerable(record: Record, commitment: dict) -> frozenset[str]:
    """The sides whose own words against themselves are a concession.

    Those who promised and have to act or to answer for those who act; with no one named to act,
    those who promised.
    """

    def sides(role: str) -> frozenset[str]:
        return frozenset(record.sides_of(commitment[f"{role}_ids"]))

    promised, bound = sides("promised"), sides("performs") | sides("guarantees")
    return (promised & bound) or (promised if not bound else frozenset())


def undated_pages(record: Record) -> frozenset[str]:
    """The known sources whose page has no known day: it is inferred, within more than a year."""
    inferred = record.sources[record.sources["published_known"] == "inferred"]["source_id"]
    return frozenset(
        source
        for source, (first, last) in ((s, record.published[s]) for s in inferred)
        if first is None or (last - first).days > LONGEST_YEAR
    )


def can_decide(said: dict, undated: frozenset[str]) -> bool:
    """Whether a statement can decide a verdict.

    It says in so many words what became of one commitment, its coding stood up, and not all the
    pages that carry it are without a day (``undated``: ``undated_pages``).
    """
    return (
        named(said["commitment_id"]) is not None
        and said["explicitness"] == "explicit"
        and said["assertion"] in DECIDING
        and said["coding"] not in WEAK_CODINGS
        and not undated.issuperset(said["source_ids"])
    )


def _heard(record: Record, row: dict, undated: frozenset[str]) -> dict:
    """What ``statements`` adds to a row of the table."""
    spoken = spoken_by(record, row["speaker_ids"], row["source_ids"])
    published = record.published[record.first_report(row["source_ids"])]
    return {
        "spoken_by": spoken,
        "sides": frozenset(record.sides_of(spoken)),
        "time": time_spoken_of(row, published),
        "decides": can_decide(row, undated),
    }


def statements(record: Record) -> pd.DataFrame:
    """Every statement known: by whom, of what time, and whether it can decide a verdict.

    Columns of ``statements`` plus ``spoken_by``, ``sides``, ``time`` (a Span) and ``decides``
    (``can_decide``).
    """
    frame, undated = record.facts("statements").copy(), undated_pages(record)
    heard = [_heard(record, row, undated) for row in frame.to_dict("records")]
    for column in ("spoken_by", "sides", "time"):
        frame[column] = pd.Series([h[column] for h in heard], index=frame.index, dtype=object)
    frame["decides"] = pd.Series([h["decides"] for h in heard], index=frame.index, dtype=bool)
    return frame


def of_whole(said: dict) -> bool:
    """Whether a statement speaks of an agreement as a whole.

    It names no commitment and no incident. What it asserts is then of the agreement by the codebook
    (table statements); where it asserts nothing, a meeting that it names may be all it speaks of.
    """
    of_a_part = any(named(said[f"{thing}_id"]) for thing in ("commitment", "incident"))
    of_a_meeting = named(said["meeting_id"]) and not named(said["assertion"])
    return named(said["agreement_id"]) is not None and not of_a_part and not of_a_meeting


def testimony(record: Record) -> pd.DataFrame:
    """The statements that assert something about one commitment; columns as in ``statements``."""
    frame = statements(record)
    return frame[frame["commitment_id"].notna() & frame["assertion"].notna()].reset_index(drop=True)


VERDICT_COLUMNS = [
    "commitment_id",
    "agreement_id",
    "title",
    "form",
    "due_edtf",
    "due_earliest",
    "due_latest",
    "viewpoint_id",
    "as_of",
    "verdict",
    "grade",
    "decided_by",
    "overdue_low",
    "overdue_high",
    "candidates",
    "hangs_on",
]


def compliance(
    record: Record, agreements: tuple[str, ...] = (), grace_days: int = 0
) -> pd.DataFrame:
    """The verdict on each known commitment from each viewpoint, as of the record's date.

    One row per commitment and viewpoint: ``VERDICT_COLUMNS``. ``decided_by``: the ids of the
    statements that decide. ``hangs_on``: those of them whose coding is contested, where without
    words of contested coding the verdict would be another.
    """
    terms = _terms(record, grace_days)
    return _framed(
        row
        for case in _cases(record, agreements)
        for row in _rows(case, _findings(case, terms, record.as_of), record.as_of)
    )


@dataclass(frozen=True)
class _Terms:
    """What all verdicts of a record share: viewpoints with their sides, alliances, grace."""

    views: dict[str, frozenset[str]]
    allies: frozenset[frozenset[str]]
    grace_days: int


@dataclass(frozen=True)
class _Case:
    """A commitment as known: its row, the statements that can decide it, who answers for it."""

    item: dict
    spoken: list[dict]
    bound: frozenset[str]


@dataclass(frozen=True)
class _Finding:
    """A verdict from one viewpoint, and the contested codings on which its word hangs."""

    verdict: Verdict
    hangs_on: tuple[str, ...] = ()


def _terms(record: Record, grace_days: int) -> _Terms:
    """The terms of a record."""
    return _Terms(viewpoint_sides(record.clean), allied(record.clean), grace_days)


def _cases(record: Record, agreements: tuple[str, ...]) -> list[_Case]:
    """Each known commitment with what can decide it."""
    spoken: dict[str, list[dict]] = defaultdict(list)
    for said in statements(record).to_dict("records"):
        if said["decides"]:
            spoken[said["commitment_id"]].append(said)
    return [
        _Case(item, spoken[item["commitment_id"]], answerable(record, item))
        for item in commitments(record, agreements).to_dict("records")
    ]


def _testimony(case: _Case, sides: frozenset[str]) -> list[Testimony]:
    """What some sides say of a case."""
    return [
        Testimony(
            said["statement_id"],
            said["sides"] & sides,
            said["assertion"],
            said["time"],
            bool(said["sides"] & sides & case.bound),
            named(said["witness"]) or "",
        )
        for said in case.spoken
        if said["sides"] & sides
    ]


def _finding(case: _Case, sides: frozenset[str], terms: _Terms, day: date) -> _Finding:
    """The verdict on a case from one viewpoint, as of a day."""
    item, due = case.item, due_days(case.item)

    def verdict(words: list[Testimony]) -> Verdict:
        observable = bool(item["observable"])
        return judge(item["form"], observable, due, words, day, terms.grace_days, terms.allies)

    words = _testimony(case, sides)
    found = verdict(words)
    contested = {s["statement_id"] for s in case.spoken if s["coding"] == CONTESTED_CODING}
    deciding = tuple(i for i in found.decided_by if i in contested)
    if not deciding:
        return _Finding(found)
    without = verdict([i for i in words if i.statement_id not in contested])
    return _Finding(found, deciding if without.verdict != found.verdict else ())


def _findings(case: _Case, terms: _Terms, day: date) -> dict[str, _Finding]:
    """What each viewpoint finds on a case, as of a day."""
    return {view: _finding(case, sides, terms, day) for view, sides in terms.views.items()}


def _rows(case: _Case, findings: dict[str, _Finding], day: date) -> list[list]:
    """The rows of ``compliance`` of one case."""
    item, due = case.item, due_days(case.item)
    told = [item[name] for name in ("commitment_id", "agreement_id", "title", "form", "due_edtf")]
    return [
        [
            *told,
            *(due or (None, None)),
            viewpoint,
            day,
            finding.verdict.verdict,
            finding.verdict.grade,
            finding.verdict.decided_by,
            finding.verdict.overdue_low,
            finding.verdict.overdue_high,
            finding.verdict.candidates,
            finding.hangs_on,
        ]
        for viewpoint, finding in findings.items()
    ]


def _framed(rows: Iterable[list]) -> pd.DataFrame:
    """Rows of ``compliance`` as a frame."""
    frame = pd.DataFrame(list(rows), columns=VERDICT_COLUMNS, dtype=object)
    return frame.astype({"overdue_low": "Int64", "overdue_high": "Int64"})


def due_days(commitment: dict) -> tuple[date, date] | None:
    """The earliest and the latest day that a due date can be; None where none is told.

    Of a state to be kept the day from which it was to hold: a period begins with it, where the due
    date of something to be done is the end of a period. A date with a last possible day but no
    first one is taken at its last.
    """
    bound = "start" if commitment["form"] == "maintain" else "end"
    earliest, latest = commitment[f"due_{bound}_earliest"], commitment[f"due_{bound}_latest"]
    if not is_day(latest):
        return None
    return (earliest if is_day(earliest) else latest), latest


DUE_END_COLUMNS = ["commitment_id", "viewpoint_id", "due", "verdict", "grade", "decided_by"]


def at_each_end(
    record: Record, agreements: tuple[str, ...] = (), grace_days: int = 0
) -> pd.DataFrame:
    """The verdict at each end of every due date that is wider than a day: ``DUE_END_COLUMNS``."""
    terms, rows = _terms(record, grace_days), []
    for case in _cases(record, agreements):
        due = due_days(case.item)
        for day in due if due and due[0] != due[1] else ():
            bound = "start" if case.item["form"] == "maintain" else "end"
            ends = {f"due_{bound}_earliest": day, f"due_{bound}_latest": day}
            sure = replace(case, item=case.item | ends)
            rows += [
                (case.item["commitment_id"], view, day, v.verdict, v.grade, v.decided_by)
                for view, finding in _findings(sure, terms, record.as_of).items()
                for v in [finding.verdict]
            ]
    return pd.DataFrame(rows, columns=DUE_END_COLUMNS, dtype=object)


class _Growing:
    """The cases of a record as they became known: each report adds to those it bears on."""

    def __init__(self, record: Record, agreements: tuple[str, ...]):
        self._record, self._undated = record, undated_pages(record)
        self._rows = {
            table: {
                row[record.clean.package.key(table)[0]]: row
                for row in record.clean.tables[table].to_dict("records")
            }
            for table in ("commitments", "statements")
        }
        self._cited = {table: cited_by_row(record.citations, table) for table in self._rows}
        # The statements about each commitment, in the order of the table; None until published.
        self._said: dict[str, dict[str, dict | None]] = {
            key: {}
            for key, row in self._rows["commitments"].items()
            if row["kind"] == "commitment" and (not agreements or row["agreement_id"] in agreements)
        }
        for key, row in self._rows["statements"].items():
            if row["commitment_id"] in self._said:
                self._said[row["commitment_id"]][key] = None

    @property
    def commitments(self) -> list[str]:
        """Every commitment that is ever known, in the order of the table."""
        return list(self._said)

    def news(self) -> dict[date, dict[str, set[str]]]:
        """By day of publication the commitments borne on, each with the statements told of it."""
        found: dict[date, dict[str, set[str]]] = {}
        for commitment, said in self._said.items():
            for table, keys in (("commitments", [commitment]), ("statements", said)):
                for key in keys:
                    for cited in self._cited[table].get(key, ()):
                        day = self._record.published[cited["source_id"]][1]
                        told = found.setdefault(day, {}).setdefault(commitment, set())
                        told.update([key] if table == "statements" else [])
        return found

    def case(self, commitment: str, day: date, told: set[str]) -> _Case | None:
        """A case as known on a day, on which some statements were told; None before its wording."""
        said = self._said[commitment]
        for key in told:
            row = self._typed("statements", key, day)
            said[key] = row and row | _heard(self._record, row, self._undated)
        item = self._typed("commitments", commitment, day)
        if item is None:
            return None
        spoken = [row for row in said.values() if row and row["decides"]]
        return _Case(item, spoken, answerable(self._record, item))

    def _typed(self, table: str, key: str, day: date) -> dict | None:
        """A row of a table as known on a day."""
        literals = self._record.clean.package.literals(table)
        published = self._record.published
        cited = [c for c in self._cited[table][key] if published[c["source_id"]][1] <= day]
        return typed_row(self._rows[table][key], literals, cited)


@dataclass(frozen=True)
class _Judged:
    """What was found on a case on the day on which it was last judged."""

    case: _Case
    day: date
    findings: dict[str, _Finding]

    @property
    def state(self) -> list[tuple]:
        """What has to differ for a verdict to have moved."""
        return [(f.verdict.verdict, f.verdict.grade) for f in self.findings.values()]

    def on(self, day: date) -> list[list]:
        """The rows of ``compliance`` on a later day, on which nothing bears on the case."""
        days = (day - self.day).days
        findings = {v: replace(f, verdict=aged(f.verdict, days)) for v, f in self.findings.items()}
        return _rows(self.case, findings, day)


def verdict_history(
    record: Record, agreements: tuple[str, ...] = (), grace_days: int = 0
) -> pd.DataFrame:
    """``compliance`` on each day on which some verdict changes, up to the record's own date.

    The record's own date always stands last, so that the latest verdicts are in it. A case is
    judged anew only when a report bears on it, or when it falls due as it was known then.
    """
    growing, terms = _Growing(record, agreements), _terms(record, grace_days)
    agenda, judged, rows, last = growing.news(), {}, [], None

    def as_on(day: date) -> list[list]:
        return [row for c in growing.commitments if c in judged for row in judged[c].on(day)]

    while agenda:
        day = min(agenda)
        now = _judged_on(day, growing, agenda.pop(day), terms)
        moved = any(c not in judged or judged[c].state != now[c].state for c in now)
        judged |= now
        for commitment, one in now.items():
            for due in _days_to_come(one.case.item, grace_days):
                if day < due <= record.as_of:
                    agenda.setdefault(due, {}).setdefault(commitment, set())
        if moved:
            rows += as_on(day)
            last = day
    if judged and last != record.as_of:
        rows += as_on(record.as_of)
    return _framed(rows)


def _judged_on(
    day: date, growing: _Growing, told: dict[str, set[str]], terms: _Terms
) -> dict[str, _Judged]:
    """What is found on those commitments that are known, on a day that bears on them."""
    cases = {c: growing.case(c, day, statements) for c, statements in told.items()}
    return {
        c: _Judged(case, day, _findings(case, terms, day))
        for c, case in cases.items()
        if case is not None
    }


def _days_to_come(commitment: dict, grace_days: int) -> set[date]:
    """The days on which a commitment falls due, by each end of its due date."""
    ends = due_days(commitment) or ()
    return {falls_due(commitment["form"], day, grace_days) for day in ends}


SPELL_COLUMNS = [
    "commitment_id",
    "title",
    "viewpoint_id",
    "due_earliest",
    "due_latest",
    "first_day",
    "last_day",
    "verdict",
    "grade",
    "decided_by",
]


def moves(history: pd.DataFrame) -> pd.DataFrame:
    """How each verdict moved: ``SPELL_COLUMNS``, one row per spell of one verdict and grade.

    ``history``: ``verdict_history``. first_day and last_day: knowledge dates, both included. The
    due days, and decided_by (the statements that decided), are those of the first day.
    """
    end = max(history["as_of"], default=None)
    spells: dict[tuple[str, str], list[dict]] = defaultdict(list)
    for row in history.to_dict("records"):
        before = spells[row["commitment_id"], row["viewpoint_id"]]
        if before and all(before[-1][name] == row[name] for name in ("verdict", "grade")):
            continue
        if before:
            before[-1]["last_day"] = row["as_of"] - timedelta(days=1)
        before.append(row | {"first_day": row["as_of"], "last_day": end})
    rows = [spell for of_one in spells.values() for spell in of_one]
    return pd.DataFrame(rows, columns=SPELL_COLUMNS, dtype=object)


def summary(verdicts: pd.DataFrame, viewpoint: str) -> dict[str, int]:
    """How many commitments there are of each class of verdict.

    Charts and words count alike. *all*: every one. Within *unknown* stand those *not assessable*.
    *at least*, *at most*: how many of all are kept, if none and if all is that is contested, open
    or unknown; what is indeterminate by what its candidates allow. In part is not kept.
    """
    seen = verdicts[verdicts["viewpoint_id"] == viewpoint]
    classes = [class_of(verdict) for verdict in seen["verdict"]]
    counts = {"all": len(seen)} | {kind: classes.count(kind) for kind in CLASSES}
    candidates = [
        {class_of(word) for word in row["candidates"] or (row["verdict"],)}
        for row in seen.to_dict("records")
    ]
    return counts | {
        "not assessable": int((seen["verdict"] == "not assessable").sum()),
        "at least": sum(kinds == {"kept"} for kinds in candidates),
        "at most": sum(not kinds <= {"broken", "partly"} for kinds in candidates),
    }
