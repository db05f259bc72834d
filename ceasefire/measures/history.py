"""The history of verdicts: on which days they moved, by which publications, and around which dates.

In: a ``Record`` or frames of ``measures.compliance``. Out: frames. Knowledge dates only, but for
the times of which statements speak in ``told_in_cases``. Pure.
"""

from datetime import date

import pandas as pd

from ceasefire.measures.compliance import (
    WEAK_CODINGS,
    commitments,
    due_days,
    moves,
    statements,
    undated_pages,
)
from ceasefire.measures.knowledge import Record, is_day, named

# How many knowledge dates a menu offers at most, and how many of them for being due days.
MOST_DAYS, DUE_DAYS = 15, 5


def telling(history: pd.DataFrame, most: int = MOST_DAYS, due: int = DUE_DAYS) -> pd.DataFrame:
    """Those rows of ``verdict_history`` that stand on a day worth a place in a menu.

    All days where they are ``most`` or fewer; else the first and the last, up to ``due`` days on
    which a verdict ceased to be *not yet due* because the day had come, and for the rest the days
    on which most verdicts move or begin; of days of one kind those with the most moves, then the
    earlier. Moves are counted over all viewpoints.
    """
    days = sorted(set(history["as_of"]))
    if len(days) <= most:
        return history
    found = moves(history)
    count = found["first_day"].value_counts()
    before = found.groupby(["commitment_id", "viewpoint_id"])["verdict"].shift()
    came = [
        was == "not yet due" and is_day(falls) and day >= falls
        for was, falls, day in zip(before, found["due_earliest"], found["first_day"], strict=True)
    ]
    busiest = sorted(days[1:-1], key=lambda day: (-count.get(day, 0), day))
    came_due = set(found[came]["first_day"])
    chosen = [day for day in busiest if day in came_due][:due]
    chosen += [day for day in busiest if day not in chosen][: most - 2 - len(chosen)]
    return history[history["as_of"].isin({days[0], days[-1], *chosen})].reset_index(drop=True)


def spells(history: pd.DataFrame) -> pd.DataFrame:
    """``measures.compliance.moves`` with the agreement and the form of each commitment.

    The due days are those known last, not those of the first day of the spell.
    """
    told = ["commitment_id", "agreement_id", "form", "due_earliest", "due_latest"]
    known = history.drop_duplicates("commitment_id", keep="last")[told]
    found = moves(history).drop(columns=["due_earliest", "due_latest"])
    return found.merge(known, on="commitment_id", how="left")


def moved(spells: pd.DataFrame, viewpoint: str) -> tuple[str, ...]:
    """The commitments whose verdict changed, from a viewpoint; another grade alone moves none."""
    seen = spells[spells["viewpoint_id"] == viewpoint]
    held = seen.groupby("commitment_id", sort=False)["verdict"].nunique()
    return tuple(held.index[held > 1])


PUBLICATION_COLUMNS = ["commitment_id", "viewpoint_id", "day", "statement_ids"]


def publications(record: Record, history: pd.DataFrame) -> pd.DataFrame:
    """When that was published which ever decided a verdict: ``PUBLICATION_COLUMNS``.

    One row per commitment, viewpoint and day (the last on which the first page can have come out),
    with the statements that it brought. ``history``: ``verdict_history`` of this record.
    """
    frame = record.facts("statements")
    out = {
        statement: record.published[record.first_report(sources)][1]
        for statement, sources in zip(frame["statement_id"], frame["source_ids"], strict=True)
    }
    found: dict[tuple, dict[str, None]] = {}
    for row in history[["commitment_id", "viewpoint_id", "decided_by"]].itertuples(index=False):
        for statement in row.decided_by:
            key = (row.commitment_id, row.viewpoint_id, out[statement])
            found.setdefault(key, {})[statement] = None
    rows = [(*key, tuple(statements)) for key, statements in found.items()]
    return pd.DataFrame(rows, columns=PUBLICATION_COLUMNS, dtype=object)


def last_dated(record: Record) -> date | None:
    """The last day on which a known source with a known day was published; None without any.

    What is known only from pages without a day comes in at the end of all time: it would leave the
    years before it a strip on an axis.
    """
    undated = undated_pages(record)
    days = [last for source, (_, last) in record.published.items() if source not in undated]
    return max(days, default=record.as_of)


def days_of_reading(record: Record) -> frozenset[date]:
    """The days on which only pages without a day of their own count as published."""
    undated = undated_pages(record)
    dated = {last for source, (_, last) in record.published.items() if source not in undated}
    return frozenset(record.published[source][1] for source in undated) - dated


def in_order(record: Record) -> dict[str, str]:
    """Agreements, ids to names, in the order in which they were concluded.

    One of which no day is told stands where the first report of it was published.
    """
    frame = record.facts("agreements")
    begun = {
        row["agreement_id"]: row["concluded_start_earliest"]
        if is_day(row["concluded_start_earliest"])
        else record.published[record.first_report(row["source_ids"])][1]
        for row in frame.to_dict("records")
    }
    known_here = record.names_of("agreements")
    first = sorted((key for key in known_here if key in begun), key=lambda key: begun[key])
    return {key: known_here[key] for key in dict.fromkeys([*first, *known_here])}


def counted_from(record: Record, agreements: tuple[str, ...] = ()) -> dict[str, dict]:
    """Due dates whose two ends are one term, counted from two days: by commitment.

    days: the length of the term; concluded: the day of the agreement; in_force, by: the first day
    of a state promised in the same agreement, and that commitment.
    """
    frame, found = commitments(record, agreements), {}
    signed = record.facts("agreements").set_index("agreement_id")
    for item in frame[frame["form"] != "maintain"].to_dict("records"):
        due = due_days(item)
        if due is None or due[0] == due[1] or item["agreement_id"] not in signed.index:
            continue
        concluded = signed.loc[item["agreement_id"], "concluded_start_earliest"]
        if not is_day(concluded):
            continue
        beside = frame[
            (frame["agreement_id"] == item["agreement_id"]) & (frame["form"] == "maintain")
        ]
        for state in beside.to_dict("records"):
            begins = due_days(state)
            if begins and begins[0] == begins[1] and due[1] - begins[0] == due[0] - concluded:
                found[item["commitment_id"]] = {
                    "days": (due[0] - concluded).days,
                    "concluded": concluded,
                    "in_force": begins[0],
                    "by": state["commitment_id"],
                }
    return found


DUE_COLUMNS = ["commitment_id", "title", "form", "disputed", "source_id", "first", "last"]


def unsure_dues(record: Record, agreements: tuple[str, ...] = ()) -> pd.DataFrame:
    """Due dates that are disputed or wider than a day, as each known source gives them.

    ``DUE_COLUMNS``; first and last: the days that the due date can be by that source. A state has
    the day from which it was to hold.
    """
    cited = record.citations
    cited = cited[(cited["table"] == "commitments") & (cited["field"] == "due")]
    rows = []
    for item in commitments(record, agreements).to_dict("records"):
        due = due_days(item)
        if due is None or not (item["due_disputed"] or due[0] != due[1]):
            continue
        bound = "start" if item["form"] == "maintain" else "end"
        told = [item[name] for name in ("commitment_id", "title", "form", "due_disputed")]
        for one in cited[cited["row"] == item["commitment_id"]].to_dict("records"):
            first, last = one[f"{bound}_earliest"], one[f"{bound}_latest"]
            if is_day(last):
                rows.append((*told, one["source_id"], first if is_day(first) else last, last))
    return pd.DataFrame(rows, columns=DUE_COLUMNS, dtype=object)


CASE_COLUMNS = [
    "case_id", "title", "side", "first", "last", "assertion", "act", "sound", "statement_ids",
]  # fmt: skip


def cases(record: Record, agreements: tuple[str, ...] = ()) -> pd.DataFrame:
    """The tangled cases known; with agreements given, those of which a commitment is theirs."""
    frame = record.facts("cases")
    rows = record.facts("commitments")
    theirs = set(rows[rows["agreement_id"].isin(agreements)]["commitment_id"])
    touched = [not agreements or bool(theirs & set(ids)) for ids in frame["commitment_ids"]]
    return frame[pd.Series(touched, index=frame.index, dtype=bool)].reset_index(drop=True)


def told_in_cases(record: Record, agreements: tuple[str, ...] = ()) -> pd.DataFrame:
    """Who said what of which time in each tangled case: ``CASE_COLUMNS``, in the order of time.

    One row per case, side, time spoken about, assertion (missing: none, then what it does counts)
    and soundness of the coding. Times with an open end are left out: no axis holds them.
    """
    spoken = statements(record)
    found: dict[tuple, list[str]] = {}
    for case in cases(record, agreements).to_dict("records"):
        about = spoken[spoken["commitment_id"].isin(case["commitment_ids"])]
        for said in about.to_dict("records"):
            first, last = said["time"].start_earliest, said["time"].end_latest
            if first is None or last is None:
                continue
            asserted = named(said["assertion"])
            what = (asserted, "" if asserted else said["act"], said["coding"] not in WEAK_CODINGS)
            for side in sorted(said["sides"]):
                key = (case["case_id"], case["title"], side, first, last, *what)
                found.setdefault(key, []).append(said["statement_id"])
    rows = [(*key, tuple(ids)) for key, ids in found.items()]
    frame = pd.DataFrame(rows, columns=CASE_COLUMNS, dtype=object)
    return frame.sort_values(["case_id", "first", "last"], kind="stable").reset_index(drop=True)
