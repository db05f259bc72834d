"""Answers: what is said against an accusation, and against a verdict without deciding it.

In: a ``Record`` and accusations, or verdicts. Out: frames. Words answer only what they speak of:
the same commitment, the agreement as a whole, or the same incident, in overlapping time.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from ceasefire.clean.dates import Span
from ceasefire.measures import violence
from ceasefire.measures.accusations import ADVERSE, accusations, promises
from ceasefire.measures.compliance import allied, of_whole, statements
from ceasefire.measures.knowledge import Record, named
from ceasefire.measures.verdicts import BROKEN, lasting, overlap

FAVOURABLE = frozenset({"done", "upheld", "under_way"})
# As whom somebody answers.
ACCUSED, ALLY, OTHER = "of the side accused", "an ally", "another side"
# What the accused say of their own doing: no answer against an accusation, nor silence.
OWNED = "says so itself"
ANSWER_COLUMNS = ["claim_id", "row_id", "how", "by", "spoken_by"]


def answers(record: Record, claims: pd.DataFrame) -> pd.DataFrame:
    """What is said against each accusation: ``ANSWER_COLUMNS``, one row per claim and answer.

    how: *denies*; *says otherwise* (done, kept or on its way in so many words, of the same
    commitment or of its agreement as a whole, in overlapping time); *implies otherwise* (the same,
    as a reader concludes); *tells it otherwise* (a report of the same incident that names other
    doers); ``OWNED`` (an account of it by a side accused that names itself). by: *of the side
    accused*, *an ally*, or *another side*, of which only denials and accounts of the same incident
    are taken: that an agreement is on course is no answer to what somebody else is accused of.
    ``claims``: ``accusations``.
    """
    spoken, told = _spoken(record), violence.reports(record).to_dict("records")
    promised, allies = promises(record), allied(record.clean)
    rows = []
    for claim in claims.to_dict("records"):
        published = record.published[claim["source_id"]][1]
        found = [
            *_by_words(spoken, claim, promised, published),
            *_by_accounts(told, claim),
            *_owned(record, told, claim),
        ]
        for row_id, how, spoken_by in found:
            by = _answers_as(set(record.sides_of(spoken_by)), claim, allies)
            if by and (by != OTHER or how in ("denies", "tells it otherwise")):
                rows.append((claim["claim_id"], row_id, how, by, spoken_by))
    return pd.DataFrame(rows, columns=ANSWER_COLUMNS, dtype=object)


Found = tuple[str, str, tuple[str, ...]]


def _by_words(
    spoken: list[dict], claim: dict, promised: frozenset[str], published: date
) -> list[Found]:
    """Statements, as (id, how, speakers), that deny an accusation or say otherwise."""
    return [
        (said["statement_id"], _how(said), said["spoken_by"])
        for said in spoken
        if _favours(said)
        and _of_the_same(said, claim, promised)
        and _spares(said, claim["accused"])
        and any(_meet(said, said["time"], time, published) for time in claim["times"])
    ]


def _how(said: dict) -> str:
    """How words stand against an accusation."""
    if said["act"] == "denies":
        return "denies"
    return "implies otherwise" if said["explicitness"] == "implied" else "says otherwise"


def _of_the_same(said: dict, claim: dict, promised: frozenset[str]) -> bool:
    """Whether words speak of what an accusation is about.

    A denial that names an incident is of that incident, and of no other.
    """
    incident, denies = named(said["incident_id"]), said["act"] == "denies"
    if denies and incident and claim["incident_ids"]:
        return incident in claim["incident_ids"]
    if of_whole(said):
        return said["agreement_id"] in claim["agreement_ids"]
    return said["commitment_id"] in promised.intersection(claim["commitment_ids"])


def _by_accounts(told: list[dict], claim: dict) -> list[Found]:
    """Reports of the same incident, as (id, how, tellers), that name doers, and only others."""
    return [
        (one["report_id"], "tells it otherwise", one["spoken_by"])
        for one in told
        if one["incident_id"] in claim["incident_ids"]
        and claim["accused"]
        and one["perpetrator_sides"]
        and not set(claim["accused"]) & set(one["perpetrator_sides"])
    ]


def _owned(record: Record, told: list[dict], claim: dict) -> list[Found]:
    """Reports of the same incident, as (id, how, tellers), by an accused side on its own doing."""
    return [
        (one["report_id"], OWNED, one["spoken_by"])
        for one in told
        if one["incident_id"] in claim["incident_ids"]
        and set(claim["accused"])
        & set(record.sides_of(one["spoken_by"]))
        & set(one["perpetrator_sides"])
    ]


def _answers_as(sides: set[str], claim: dict, allies: frozenset[frozenset[str]]) -> str | None:
    """As whom sides answer an accusation; None where they make it themselves."""
    accused = set(claim["accused"])
    if sides & accused:
        return ACCUSED
    if sides & set(claim["accusers"]):
        return None
    beside = {side for pair in allies if pair & accused for side in pair}
    return ALLY if sides & beside else OTHER


def _favours(said: dict) -> bool:
    """Whether a statement denies, or says that a thing was done, kept or on its way."""
    if said["assertion"] in ADVERSE:
        return False
    return said["act"] == "denies" or said["assertion"] in FAVOURABLE


def _meet(answer: dict, when: Span, time: Span, published: date) -> bool:
    """Whether words, of some time (``when``), can speak against others about a time.

    ``answer``: a statement with ``day`` (its publication). ``published``: when the others were.
    The times must overlap; where one has no known beginning, the answer must not be the older one:
    what had not been said yet could not be answered.
    """
    if not overlap(when, time):
        return False
    bounded = answer["time"].start_earliest is not None and time.start_earliest is not None
    return bounded or answer["day"] >= published


def _spoken(record: Record) -> list[dict]:
    """The statements, each with the sides that it names and the day by which it was published."""
    return [
        said
        | {
            "day": record.published[record.first_report(said["source_ids"])][1],
            "targets": frozenset(record.sides_of(said["target_ids"])),
        }
        for said in statements(record).to_dict("records")
    ]


def _spares(said: dict, accused: Iterable[str]) -> bool:
    """Whether words name nobody, or one of those who are accused: else they defend others."""
    return not said["targets"] or bool(said["targets"] & set(accused))


DISPUTE_COLUMNS = ["row_id", "answer_id", "how", "by", "spoken_by"]


def disputes(record: Record) -> pd.DataFrame:
    """What is said against accusations, by the commitment, incident or total that they are of.

    ``DISPUTE_COLUMNS``, each row and answer once; those of ``answers`` that are none are left out,
    and so is one of another incident, or commitment, than the row's. An accusation is of a total
    where it names the doers of that total in the passage that tells it.
    """
    claims = accusations(record)
    about, totals = _about(record), _passages_of_totals(record)
    rows: dict[tuple, None] = {}
    by_id = {claim["claim_id"]: claim for claim in claims.to_dict("records")}
    for found in answers(record, claims).to_dict("records"):
        if found["how"] == OWNED:
            continue
        claim = by_id[found["claim_id"]]
        incident, commitment, agreement = about[found["row_id"]]
        named_by = [about[i] for i in (*claim["statement_ids"], *claim["report_ids"])]
        answer = (found["row_id"], found["how"], found["by"], found["spoken_by"])
        incidents = {i for i, *_ in named_by if i and incident in (None, i)}
        told = [
            promised
            for _, promised, of in named_by
            if promised and commitment in (None, promised) and agreement in (None, of)
        ]
        if incidents or not claim["incident_ids"]:
            told += [*sorted(incidents), *_totals_of(record, claim, totals)]
        rows |= {(row_id, *answer): None for row_id in told}
    return pd.DataFrame(list(rows), columns=DISPUTE_COLUMNS, dtype=object)


def _about(record: Record) -> dict[str, tuple[str | None, str | None, str | None]]:
    """The incident, the commitment and the agreement that each statement and report is of."""
    said, told = record.facts("statements"), record.facts("reports")
    return {
        **{
            row["statement_id"]: tuple(
                named(row[f"{what}_id"]) for what in ("incident", "commitment", "agreement")
            )
            for row in said.to_dict("records")
        },
        **{i: (incident, None, None) for i, incident in zip(told["report_id"], told["incident_id"],
                                                      strict=True)},
    }  # fmt: skip


def _wording(record: Record, tables: Iterable[str]) -> dict[str, set[tuple[str, str]]]:
    """The passages, as (source, locator), in which rows of some tables stand."""
    cited = record.citations
    cited = cited[cited["table"].isin(list(tables)) & (cited["field"] == "wording")]
    places: dict[str, set[tuple[str, str]]] = {}
    for row in cited[["row", "source_id", "locator"]].itertuples(index=False):
        places.setdefault(row.row, set()).add((row.source_id, row.locator))
    return places


def _passages_of_totals(record: Record) -> list[tuple[str, set, set]]:
    """The totals of no series that name a doer: id, passages, sides of the doers."""
    counts, places = record.facts("counts"), _wording(record, ["counts"])
    return [
        (row["count_id"], places.get(row["count_id"], set()), doers)
        for row in counts[counts["series_id"].isna()].to_dict("records")
        if (doers := set(record.sides_of(row["perpetrator_ids"])))
    ]


def _totals_of(record: Record, claim: dict, totals: list[tuple[str, set, set]]) -> list[str]:
    """The totals that the words of an accusation tell."""
    places = _wording(record, ["statements", "reports"])
    said = [places.get(i, set()) for i in (*claim["statement_ids"], *claim["report_ids"])]
    here = set().union(*said)
    return [key for key, there, doers in totals if there & here and doers & set(claim["accused"])]


AGAINST_COLUMNS = ["commitment_id", "viewpoint_id", "verdict", "statement_ids"]


def against(
    record: Record, verdicts: pd.DataFrame, agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """What is said against each broken verdict without deciding it: ``AGAINST_COLUMNS``.

    ``verdicts``: ``measures.compliance.compliance`` of this record. Words of another side than
    those that decide, about the same commitment or its agreement as a whole, about overlapping
    time: done (which lasts), kept, on its way (implied as well), or denied; against *overdue*, of
    which *under way* is the ground, only done. Words that name whom they defend speak only for
    these. Verdicts with nothing against them have no row. With agreements given, only theirs.
    """
    spoken = _spoken(record)
    by_id = {said["statement_id"]: said for said in spoken}
    favourable = [said for said in spoken if _favours(said)]
    rows = []
    for found in verdicts[verdicts["verdict"].isin(BROKEN)].to_dict("records"):
        if agreements and found["agreement_id"] not in agreements:
            continue
        overdue = found["verdict"] == "overdue"
        deciding = [
            by_id[s] for s in found["decided_by"] if overdue or by_id[s]["assertion"] in ADVERSE
        ]
        ids = tuple(
            said["statement_id"]
            for said in favourable
            if said["statement_id"] not in found["decided_by"]
            and (said["assertion"] == "done" or not overdue)
            and _of_commitment(said, found)
            and any(_opposes(said, other) for other in deciding)
        )
        if ids:
            rows.append((found["commitment_id"], found["viewpoint_id"], found["verdict"], ids))
    return pd.DataFrame(rows, columns=AGAINST_COLUMNS, dtype=object)


def _of_commitment(said: dict, found: dict) -> bool:
    """Whether words speak of the commitment of a verdict, or of its agreement as a whole."""
    if of_whole(said):
        return said["agreement_id"] == found["agreement_id"]
    return said["commitment_id"] == found["commitment_id"]


def _opposes(said: dict, deciding: dict) -> bool:
    """Whether words of another side speak against some that decide."""
    when = lasting(said["time"]) if said["assertion"] == "done" else said["time"]
    return (
        not said["sides"] & deciding["sides"]
        and (not deciding["targets"] or _spares(said, deciding["targets"]))
        and _meet(said, when, deciding["time"], deciding["day"])
    )
