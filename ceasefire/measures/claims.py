"""Claims: who lays what to whom, who answers it, who only passes it on, and how positions move.

In: a ``Record``, a period, agreements. Out: frames, and nothing is decided here: who is right is
for ``measures.verdicts`` to say, or nobody. An accusation lays an attack, a breach or a failure to
somebody else:

- words whose act is to accuse, or which say in so many words that a commitment or an agreement was
  not kept, and name whom they mean; *done in part* is none, since it grants as much as it denies,
  and to turn down what was only proposed or demanded wrongs nobody;
- a report of an incident that names a doer.

What only a reader concludes is no accusation. Nor is what a side says of itself. Rows of one
speaker in one report count once where they share a paragraph or an incident, and an accused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from operator import itemgetter

import pandas as pd

from ceasefire.clean.dates import Span
from ceasefire.clean.tables import BOUNDS
from ceasefire.measures import violence
from ceasefire.measures.compliance import allied, statements
from ceasefire.measures.knowledge import Record, is_day
from ceasefire.measures.verdicts import BROKEN, overlap

ADVERSE = frozenset({"not_done", "undone", "breached", "refused"})
FAVOURABLE = frozenset({"done", "upheld", "under_way"})
Window = tuple[date | None, date | None]


@dataclass(frozen=True)
class _Saying:
    """One row, of statements or of reports, that may be part of an accusation.

    ``accuses``: it makes one by itself; others only stand beside one. ``in_words``: the report
    calls it an accusation. ``places``: the paragraphs, as (source, locator).
    """

    row_id: str
    accuses: bool
    in_words: bool
    spoken_by: tuple[str, ...]
    accused_ids: tuple[str, ...]
    accused: frozenset[str]
    places: frozenset[tuple[str, str]]
    sources: tuple[str, ...]
    own_voice: bool
    via_ids: tuple[str, ...]
    commitment: str | None
    agreement: str | None
    incident: str | None
    time: Span


CLAIM_COLUMNS = [
    "claim_id",
    "source_id",
    "spoken_by",
    "accusers",
    "accused_ids",
    "accused",
    "statement_ids",
    "report_ids",
    "commitment_ids",
    "agreement_ids",
    "incident_ids",
    "in_words",
    "own_voice",
    "via_ids",
    "times",
    "only_repeated",
]


def accusations(
    record: Record, window: Window = (None, None), agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Every accusation known, one row each: ``CLAIM_COLUMNS``.

    accusers and accused are sides, accused empty where nobody is named; own_voice: the report says
    it itself; only_repeated: others say it, and no report says of itself the like of the same
    incident or commitment, the same accused and overlapping time. With agreements given, only those
    that speak of one of them; with a window, those whose time can touch it.
    """
    rows = [*_from_statements(record), *_from_reports(record)]
    claims = [_as_one(record, group) for group in _joined(rows) if any(r.accuses for r in group)]
    own = [claim for claim in claims if claim["own_voice"]]
    for claim in claims:
        claim["only_repeated"] = not any(_alike(claim, other) for other in own)
    frame = pd.DataFrame(
        [
            c
            for c in claims
            if any(_touches(time, window) for time in c["times"])
            and (not agreements or set(agreements) & set(c["agreement_ids"]))
        ],
        columns=CLAIM_COLUMNS,
        dtype=object,
    )
    return frame.astype(dict.fromkeys(("in_words", "own_voice", "only_repeated"), bool))


def _touches(time: Span, window: Window) -> bool:
    """Whether a time can share a day with the window."""
    return overlap(time, Span(window[0], window[0], window[1], window[1]))


def _alike(claim: dict, other: dict) -> bool:
    """Whether two accusations are of the same accused, the same thing and overlapping time."""
    return (
        bool(set(claim["accused"]) & set(other["accused"]))
        and any(set(claim[of]) & set(other[of]) for of in ("incident_ids", "commitment_ids"))
        and any(overlap(a, b) for a in claim["times"] for b in other["times"])
    )


def _named(value: object) -> str | None:
    """An id, or None where the cell is empty."""
    return value if isinstance(value, str) else None


def _places(record: Record, table: str) -> dict[str, frozenset[tuple[str, str]]]:
    """The paragraphs, as (source, locator), in which each row of a table stands."""
    cited = record.citations
    cited = cited[(cited["table"] == table) & (cited["field"] == "wording")]
    return {
        row: frozenset(zip(group["source_id"], group["locator"], strict=True))
        for row, group in cited.groupby("row")
    }


def _of_others(record: Record, named: Iterable[str], speakers: Iterable[str]) -> tuple[str, ...]:
    """Those named who are not of the speakers' own sides."""
    own = {record.side_of[actor] for actor in speakers}
    return tuple(actor for actor in named if record.side_of[actor] not in own)


def _sides(record: Record, actors: Iterable[str]) -> tuple[str, ...]:
    """The sides of actors, each once."""
    return tuple(dict.fromkeys(record.side_of[actor] for actor in actors))


def _promises(record: Record) -> frozenset[str]:
    """The commitments that are scored: proposals, demands and the like can be turned down."""
    frame = record.facts("commitments")
    return frozenset(frame.loc[frame["kind"] == "commitment", "commitment_id"])


def _from_statements(record: Record) -> list[_Saying]:
    """Statements that accuse, or that say or imply that something was not kept."""
    places, promises = _places(record, "statements"), _promises(record)
    rows = []
    for said in statements(record).to_dict("records"):
        commitment, agreement = _named(said["commitment_id"]), _named(said["agreement_id"])
        of_a_duty = commitment in promises if commitment else agreement is not None
        in_words = said["act"] == "accuses"
        adverse = said["assertion"] in ADVERSE and of_a_duty
        accused = _of_others(record, said["target_ids"], said["spoken_by"])
        if not (in_words or adverse) or (said["target_ids"] and not accused):
            continue
        rows.append(
            _Saying(
                said["statement_id"],
                in_words or said["explicitness"] == "explicit",
                in_words,
                said["spoken_by"],
                accused,
                frozenset(_sides(record, accused)),
                places[said["statement_id"]],
                said["source_ids"],
                not said["speaker_ids"],
                said["via_ids"],
                commitment,
                agreement,
                _named(said["incident_id"]),
                said["time"],
            )
        )
    return rows


def _from_reports(record: Record) -> list[_Saying]:
    """Reports of incidents that name a doer other than the one who reports."""
    places = _places(record, "reports")
    times = {
        row["incident_id"]: Span(*(row[f"occurred_{b}"] for b in BOUNDS))
        for row in record.facts("incidents").to_dict("records")
    }
    rows = []
    for told in violence.reports(record).to_dict("records"):
        accused = _of_others(record, told["perpetrator_ids"], told["spoken_by"])
        if not accused or told["incident_id"] not in times:
            continue
        rows.append(
            _Saying(
                told["report_id"],
                True,
                told["attribution"] == "accused",
                told["spoken_by"],
                accused,
                frozenset(_sides(record, accused)),
                places[told["report_id"]],
                told["source_ids"],
                not told["reporter_ids"],
                (),
                None,
                None,
                told["incident_id"],
                times[told["incident_id"]],
            )
        )
    return rows


def _joined(rows: list[_Saying]) -> list[list[_Saying]]:
    """Rows that are one accusation, together."""
    groups = [[row] for row in rows]
    of = {row.row_id: group for row, group in zip(rows, groups, strict=True)}
    for a, b in combinations(rows, 2):
        one, other = of[a.row_id], of[b.row_id]
        if one is not other and _is_one(a, b):
            one += other
            of |= {row.row_id: one for row in other}
    return list({id(group): group for group in of.values()}.values())


def _is_one(a: _Saying, b: _Saying) -> bool:
    """Whether two rows are of one speaker, one report, one accused, one passage or event."""
    return (
        a.spoken_by == b.spoken_by
        and a.own_voice == b.own_voice
        and bool(set(a.sources) & set(b.sources))
        and (bool(a.accused & b.accused) or not a.accused | b.accused)
        and (bool(a.places & b.places) or (a.incident is not None and a.incident == b.incident))
    )


def _as_one(record: Record, group: list[_Saying]) -> dict:
    """One accusation from its rows."""

    def each(values: Iterable) -> tuple:
        return tuple(dict.fromkeys(v for v in values if v is not None))

    accused = each(i for row in group if row.accuses for i in row.accused_ids)
    statement_ids = tuple(sorted(r.row_id for r in group if r.row_id.startswith("S")))
    report_ids = tuple(sorted(r.row_id for r in group if not r.row_id.startswith("S")))
    return {
        "claim_id": next(iter(statement_ids + report_ids)),
        "source_id": group[0].sources[0],
        "spoken_by": group[0].spoken_by,
        "accusers": _sides(record, group[0].spoken_by),
        "accused_ids": accused,
        "accused": _sides(record, accused),
        "statement_ids": statement_ids,
        "report_ids": report_ids,
        "commitment_ids": each(row.commitment for row in group),
        "agreement_ids": each(row.agreement for row in group),
        "incident_ids": each(row.incident for row in group),
        "in_words": any(row.in_words for row in group),
        "own_voice": group[0].own_voice,
        "via_ids": each(i for row in group for i in row.via_ids),
        "times": tuple(row.time for row in group),
    }


def pairs(claims: pd.DataFrame) -> pd.DataFrame:
    """Accusations by accuser and accused: accuser, accused ('' for nobody named), source_id, claim.

    ``claims``: ``accusations``. One row per claim and pair: a claim against two sides has two.
    """
    rows = [
        (accuser, accused, c["source_id"], c["claim_id"], c["own_voice"], c["in_words"])
        for c in claims.to_dict("records")
        for accuser in c["accusers"]
        for accused in c["accused"] or ("",)
    ]
    columns = ["accuser", "accused", "source_id", "claim_id", "own_voice", "in_words"]
    return pd.DataFrame(rows, columns=columns)


def acknowledged(record: Record) -> pd.DataFrame:
    """Reports in which a side names itself as the doer: no accusations. As ``violence.reports``."""
    told = violence.reports(record)
    of_itself = [
        bool(set(named) & set(_sides(record, by)))
        for named, by in zip(told["perpetrator_sides"], told["spoken_by"], strict=True)
    ]
    return told[pd.Series(of_itself, index=told.index, dtype=bool)].reset_index(drop=True)


def published(record: Record) -> dict[str, tuple[date, date]]:
    """The first and the last day on which each known source can have been published."""
    return {
        row["source_id"]: (
            row["published_start_earliest"]
            if is_day(row["published_start_earliest"])
            else row["published_end_latest"],
            row["published_end_latest"],
        )
        for row in record.sources.to_dict("records")
    }


def voices(record: Record, claims: pd.DataFrame) -> pd.DataFrame:
    """Publishers, and others through whom words came: what is their own, what they pass on.

    Columns: actor_id, publishes, accusations_own, accusations_passed_on, statements_own,
    statements_passed_on. Their own are those that they make as speakers. ``claims``:
    ``accusations``.
    """
    spoken = statements(record)
    publishers = dict.fromkeys(record.publisher_of[s] for s in record.sources["source_id"])
    relays = dict.fromkeys(i for ids in spoken["via_ids"] for i in ids)

    def counted(rows: Iterable[dict], actor: str) -> tuple[int, int]:
        own = passed = 0
        for row in rows:
            sources = row.get("source_ids") or (row["source_id"],)
            if actor in row["spoken_by"]:
                own += 1
            elif actor in row["via_ids"] or any(record.publisher_of[s] == actor for s in sources):
                passed += 1
        return own, passed

    said, accused = spoken.to_dict("records"), claims.to_dict("records")
    rows = [
        (actor, actor in publishers, *counted(accused, actor), *counted(said, actor))
        for actor in publishers | relays
    ]
    columns = [
        "actor_id",
        "publishes",
        "accusations_own",
        "accusations_passed_on",
        "statements_own",
        "statements_passed_on",
    ]
    return pd.DataFrame(rows, columns=columns)


def _favours(said: dict) -> bool:
    """Whether a statement denies, or says that a thing was done, kept or on its way."""
    if said["assertion"] in ADVERSE:
        return False
    return said["act"] == "denies" or said["assertion"] in FAVOURABLE


def _meet(answer: dict, time: Span, of: date) -> bool:
    """Whether words can speak against others about a time.

    ``answer``: a statement with ``day`` (its publication). ``of``: when the others were published.
    The times must overlap; where one has no known beginning, the answer must not be the older one:
    what had not been said yet could not be answered.
    """
    if not overlap(answer["time"], time):
        return False
    bounded = answer["time"].start_earliest is not None and time.start_earliest is not None
    return bounded or answer["day"] >= of


def _with_days(record: Record) -> list[dict]:
    """The statements, each with the sides it names and the day by which it was published."""
    days = published(record)
    return [
        said
        | {
            "day": min(days[s][1] for s in said["source_ids"]),
            "of": frozenset(_sides(record, said["target_ids"])),
        }
        for said in statements(record).to_dict("records")
    ]


def _spares(said: dict, accused: Iterable[str]) -> bool:
    """Whether words name nobody, or one of those who are accused: else they defend others."""
    return not said["of"] or bool(said["of"] & set(accused))


ANSWER_COLUMNS = ["claim_id", "row_id", "how", "by", "spoken_by"]


def answers(record: Record, claims: pd.DataFrame) -> pd.DataFrame:
    """What is said against each accusation: ``ANSWER_COLUMNS``, one row per claim and answer.

    how: *denies*; *says the opposite* (done, kept or on its way, in so many words or implied, of
    the same commitment or of its agreement as a whole, in overlapping time); *tells it otherwise*
    (a report of the same incident that names other doers). by: *the accused*, *an ally*, or
    *another side*, of which only denials and accounts of the same incident are taken: that an
    agreement is on course is no answer to what somebody else is accused of. ``claims``:
    ``accusations``.
    """
    spoken, told = _with_days(record), violence.reports(record).to_dict("records")
    promises, days, allies = _promises(record), published(record), allied(record.clean)
    rows = []
    for claim in claims.to_dict("records"):
        key, accused = claim["claim_id"], set(claim["accused"])
        beside = {side for pair in allies if pair & accused for side in pair}
        subjects = set(claim["commitment_ids"]) & promises
        for said in spoken:
            by = _answers_as(said["sides"], accused, beside, set(claim["accusers"]))
            denied = said["act"] == "denies"
            if by is None or not _favours(said) or (by == OTHER and not denied):
                continue
            commitment = _named(said["commitment_id"])
            same = commitment in subjects or (
                commitment is None and said["agreement_id"] in claim["agreement_ids"]
            )
            same |= denied and said["incident_id"] in claim["incident_ids"]
            if (
                same
                and _spares(said, accused)
                and any(_meet(said, t, days[claim["source_id"]][1]) for t in claim["times"])
            ):
                how = "denies" if denied else "says the opposite"
                rows.append((key, said["statement_id"], how, by, said["spoken_by"]))
        for one in told:
            sides = frozenset(_sides(record, one["spoken_by"]))
            by = _answers_as(sides, accused, beside, set(claim["accusers"]))
            others = one["perpetrator_sides"] and not accused & set(one["perpetrator_sides"])
            if by and accused and others and one["incident_id"] in claim["incident_ids"]:
                rows.append((key, one["report_id"], "tells it otherwise", by, one["spoken_by"]))
    return pd.DataFrame(rows, columns=ANSWER_COLUMNS, dtype=object)


ACCUSED, ALLY, OTHER = "the accused", "an ally", "another side"


def _answers_as(
    sides: frozenset[str], accused: set[str], beside: set[str], accusers: set[str]
) -> str | None:
    """As whom sides answer an accusation; None where they make it themselves."""
    if sides & accused:
        return ACCUSED
    if sides & accusers:
        return None
    return ALLY if sides & beside else OTHER


AGAINST_COLUMNS = ["commitment_id", "viewpoint_id", "verdict", "statement_ids"]


def against(record: Record, verdicts: pd.DataFrame) -> pd.DataFrame:
    """What is said against each broken verdict without deciding it: ``AGAINST_COLUMNS``.

    ``verdicts``: ``measures.compliance.compliance`` of this record. Words of another side than
    those that decide, about the same commitment or its agreement as a whole, about overlapping
    time: done, kept, on its way (implied as well), or denied. Words that name whom they defend
    speak only for these. Verdicts with nothing against them have no row.
    """
    spoken = _with_days(record)
    by_id = {said["statement_id"]: said for said in spoken}
    favourable = [said for said in spoken if _favours(said)]
    rows = []
    for found in verdicts[verdicts["verdict"].isin(BROKEN)].to_dict("records"):
        deciding = [by_id[s] for s in found["decided_by"] if by_id[s]["assertion"] in ADVERSE]
        ids = tuple(
            said["statement_id"]
            for said in favourable
            if said["statement_id"] not in found["decided_by"]
            and (
                said["commitment_id"] == found["commitment_id"]
                or (
                    _named(said["commitment_id"]) is None
                    and said["agreement_id"] == found["agreement_id"]
                )
            )
            and any(
                not said["sides"] & d["sides"]
                and (not d["of"] or _spares(said, d["of"]))
                and _meet(said, d["time"], d["day"])
                for d in deciding
            )
        )
        if ids:
            rows.append((found["commitment_id"], found["viewpoint_id"], found["verdict"], ids))
    return pd.DataFrame(rows, columns=AGAINST_COLUMNS, dtype=object)


def accounts(record: Record, window: Window = (None, None)) -> pd.DataFrame:
    """The reports of incidents that are told in two ways or more, in the order of incidents.

    Two ways: doers of which no side is common to both, or one report names somebody and another
    nobody. As ``violence.reports``, with title, when (the incident's EDTF), rivals, via_ids (the
    publisher too, where it quotes), statement_ids (the same speaker on the same incident) and the
    dates of these statements (``said_…``), missing where none has one.
    """
    events = violence.incidents(record, window)
    told, spoken = violence.reports(record), statements(record)
    rows = []
    for event in events.to_dict("records"):
        group = told[told["incident_id"] == event["incident_id"]]
        named = [bool(sides) for sides in group["perpetrator_sides"]]
        if not (event["rival_accounts"] or (any(named) and not all(named))):
            continue
        about = spoken[spoken["incident_id"] == event["incident_id"]]
        for one in group.to_dict("records"):
            own = about[about["spoken_by"] == one["spoken_by"]]
            dated = own[own["said_edtf"].notna()].head(1)
            said = {c: dated[c].iloc[0] if len(dated) else None for c in _DATE}
            via = tuple(dict.fromkeys(i for ids in own["via_ids"] for i in ids))
            if one["reporter_ids"]:
                via += tuple(dict.fromkeys(record.publisher_of[s] for s in one["source_ids"]))
            rows.append(
                one
                | said
                | {f"occurred_{b}": event[f"occurred_{b}"] for b in ("edtf", *BOUNDS)}
                | {
                    "title": event["title"],
                    "rivals": event["rival_accounts"],
                    "via_ids": via,
                    "statement_ids": tuple(own["statement_id"]),
                }
            )
    columns = [*told.columns, *_DATE, *(f"occurred_{b}" for b in ("edtf", *BOUNDS))]
    columns += ["title", "rivals", "via_ids", "statement_ids"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


_DATE = ["said_edtf", *(f"said_{b}" for b in BOUNDS)]


def calm(record: Record, window: Window = (None, None)) -> pd.DataFrame:
    """Claims that a state was kept, of days of which violence or a breach is told.

    Columns: statement_id, against (statements that say of the same commitment, or of its agreement
    as a whole, that it was breached in those days), incident_ids (of these statements, and, where
    the claim is of a single day, every incident dated to that very day), count_ids (totals of
    which these incidents are part). Only times with a known first and last day are compared.
    """
    spoken = statements(record)
    events = record.facts("incidents").to_dict("records")
    kept = spoken[spoken["assertion"] == "upheld"].to_dict("records")
    breached = spoken[spoken["assertion"] == "breached"].to_dict("records")
    part_of = {e["incident_id"]: _named(e["part_of"]) for e in events}
    rows = []
    for claim in kept:
        time = claim["time"]
        if not _bounded(time) or not _touches(time, window):
            continue
        against = [
            b
            for b in breached
            if _bounded(b["time"])
            and overlap(time, b["time"])
            and not b["sides"] & claim["sides"]
            and _same_subject(claim, b)
        ]
        incidents = dict.fromkeys(i for b in against if (i := _named(b["incident_id"])) in part_of)
        if time.start_earliest == time.end_latest:
            incidents |= dict.fromkeys(
                e["incident_id"]
                for e in events
                if e["occurred_start_earliest"] == e["occurred_end_latest"] == time.end_latest
            )
        if against or incidents:
            counts = dict.fromkeys(part_of[i] for i in incidents if part_of[i])
            rows.append(
                (
                    claim["statement_id"],
                    tuple(b["statement_id"] for b in against),
                    tuple(incidents),
                    tuple(counts),
                )
            )
    columns = ["statement_id", "against", "incident_ids", "count_ids"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _bounded(time: Span) -> bool:
    """Whether a time has a first and a last possible day."""
    return time.start_earliest is not None and time.end_latest is not None


def _same_subject(a: dict, b: dict) -> bool:
    """Whether both speak of one commitment, or of one agreement and one of them of it whole."""
    one, other = _named(a["commitment_id"]), _named(b["commitment_id"])
    if one and other:
        return one == other
    return _named(a["agreement_id"]) is not None and a["agreement_id"] == b["agreement_id"]


def said_and_published(record: Record) -> pd.DataFrame:
    """Every statement with its report and the days from its being said to its publication.

    Columns of ``measures.compliance.statements`` plus source_id, published_first, published_last,
    days_low and days_high: missing where no first or no last day of its being said is known.
    """
    days, frame = published(record), statements(record)
    rows = []
    for said in frame.to_dict("records"):
        source = min(said["source_ids"], key=lambda s: (days[s][1], s))
        first, last = said["said_start_earliest"], said["said_end_latest"]
        lag = (None, None)
        if is_day(first) and is_day(last):
            lag = tuple(
                max((a - b).days, 0) for a, b in zip(days[source], (last, first), strict=True)
            )
        rows.append((source, *days[source], *lag))
    columns = ["source_id", "published_first", "published_last", "days_low", "days_high"]
    lags = pd.DataFrame(rows, columns=columns, index=frame.index, dtype=object)
    frame = pd.concat([frame, lags], axis=1)
    return frame.astype({"days_low": "Int64", "days_high": "Int64"})


POSITION_COLUMNS = [
    "side",
    "commitment_id",
    "agreement_id",
    "source_id",
    "published_last",
    "statement_ids",
    "stances",
    "moved",
]


def positions(record: Record, agreements: tuple[str, ...] = ()) -> pd.DataFrame:
    """What a side says of one commitment, or of an agreement as a whole, from report to report.

    One row per side, subject and report, in the order of publication: ``POSITION_COLUMNS``, for
    sides that are quoted on it in two reports or more. stances: what is asserted, else the act,
    each as (word, explicitness or ''). moved: the stances differ from those of the report before
    (missing in the first). A report's own voice is nobody's position.
    """
    frame = said_and_published(record)
    frame = frame[frame["speaker_ids"].map(len) > 0]
    frame = frame[frame["commitment_id"].notna() | frame["agreement_id"].notna()]
    if agreements:
        frame = frame[frame["agreement_id"].isin(agreements)]
    spoken: dict[tuple, dict[tuple, list[dict]]] = {}
    for said in frame.to_dict("records"):
        commitment = _named(said["commitment_id"])
        subject = commitment or "", _named(said["agreement_id"]) or ""
        for side in sorted(said["sides"]):
            reports = spoken.setdefault((side, *subject), {})
            reports.setdefault((said["published_last"], said["source_id"]), []).append(said)
    rows = []
    for (side, commitment, agreement), reports in sorted(spoken.items(), key=itemgetter(0)):
        before = None
        for (day, source), group in sorted(reports.items(), key=itemgetter(0)):
            if len(reports) < 2:
                continue
            stances = tuple(dict.fromkeys(_stance(said) for said in group))
            moved = None if before is None else set(stances) != set(before)
            ids = tuple(said["statement_id"] for said in group)
            rows.append((side, commitment, agreement, source, day, ids, stances, moved))
            before = stances
    return pd.DataFrame(rows, columns=POSITION_COLUMNS, dtype=object)


def _stance(said: dict) -> tuple[str, str]:
    """What a statement asserts and whether in so many words; else what it does."""
    asserted = _named(said["assertion"])
    return (asserted, said["explicitness"]) if asserted else (said["act"], "")
