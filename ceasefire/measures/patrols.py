"""Joint patrols: which runs are told, how far each came, and by whose numbering.

In: a ``Record``. Out: frames: one row per report, per run, per number. A run is what the reports of
one day tell of; what no report tells stays open. Pure.
"""

from collections.abc import Iterable
from itertools import combinations

import pandas as pd

from ceasefire.measures.compliance import WEAK_CODINGS, commitments, statements
from ceasefire.measures.knowledge import Record, Window, spoken_by
from ceasefire.measures.series import CHECKED

# How far a run came, the whole way first; and what stands where no report tells it.
WHOLE = "complete"
EXTENTS = (WHOLE, "partial", "shortened", "interrupted")
NOT_TOLD, SEVERAL = "not_told", "told_differently"
# What a statement may say of a promise beside how it was carried out; the last two hold it up.
TURNS = ("under_way", "extended", "undone", "refused")
HOLDS = TURNS[2:]


def promises(record: Record, agreements: tuple[str, ...] = ()) -> pd.DataFrame:
    """The known commitments to patrol jointly: those on which runs stand, known by then or not."""
    on = record.clean.tables["patrols"]["commitment_id"].dropna()
    known = commitments(record, agreements)
    return known[known["commitment_id"].isin(on)].reset_index(drop=True)


def reports(
    record: Record, window: Window = (None, None), agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """What each known page says of each run, in the order of the days.

    Columns of ``patrols`` with ``first_day`` and ``last_day`` (between which the run lies),
    ``numbering`` (the sides whose numbering it is, in the order of their table), ``spoken_by``,
    ``told`` (the extent; None where the page does not tell it) and ``is_sound``: not a row whose
    page could not be found again. ``window``: runs that can lie in it. ``agreements``: under which
    the runs were promised; none given: all.
    """
    frame = record.facts("patrols")
    if agreements:
        promised = commitments(record, agreements)["commitment_id"]
        frame = frame[frame["commitment_id"].isin(promised)]
    order = {side: n for n, side in enumerate(record.clean.tables["sides"]["side_id"])}
    frame = frame.assign(
        first_day=frame["ran_start_earliest"],
        last_day=frame["ran_end_latest"],
        numbering=_tuples(
            tuple(sorted(record.sides_of(ids), key=order.__getitem__))
            for ids in frame["counter_ids"]
        ).set_axis(frame.index),
        spoken_by=_tuples(
            spoken_by(record, ids, sources)
            for ids, sources in zip(frame["speaker_ids"], frame["source_ids"], strict=True)
        ).set_axis(frame.index),
        told=frame["extent"].map(lambda extent: None if extent == NOT_TOLD else extent),
        is_sound=frame["coding"].isna() | frame["coding"].isin(CHECKED[:2]),
    )
    start, end = window
    if start:
        frame = frame[frame["last_day"].map(lambda day: day >= start).astype(bool)]
    if end:
        frame = frame[frame["first_day"].map(lambda day: day <= end).astype(bool)]
    return frame.sort_values(["first_day", "last_day", "patrol_id"]).reset_index(drop=True)


def _tuples(values: Iterable[tuple]) -> pd.Series:
    """Tuples as a column."""
    return pd.Series(list(values), dtype=object)


RUN_COLUMNS = [
    "ran", "first_day", "last_day", "patrol_ids", "sound_ids", "extent", "extents", "numbers",
    "incident_ids", "pages", "is_sound",
]  # fmt: skip


def runs(told: pd.DataFrame) -> pd.DataFrame:
    """One row per run, by its day: ``RUN_COLUMNS``; totals of runs so far are no runs.

    ``told``: ``reports``. ``extent``: that which every sound report that tells one agrees on;
    ``not_told`` where none does, ``told_differently`` where they part. ``extents`` and ``numbers``:
    what sound reports tell, each once. ``is_sound``: some sound report tells of the run.
    """
    rows = []
    single = told[~told["running_total"].astype(bool)]
    for ran, group in single.groupby("ran", sort=False):
        sound = group[group["is_sound"]]
        extents = tuple(dict.fromkeys(sound["told"].dropna()))
        rows.append(
            {
                "ran": ran,
                "first_day": group["first_day"].iloc[0],
                "last_day": group["last_day"].iloc[0],
                "patrol_ids": tuple(group["patrol_id"]),
                "sound_ids": tuple(sound["patrol_id"]),
                "extent": extents[0] if len(extents) == 1 else SEVERAL if extents else NOT_TOLD,
                "extents": extents,
                "numbers": tuple(sorted({int(n) for n in sound["number"].dropna()})),
                "incident_ids": tuple(sound[sound["incident"].notna()]["patrol_id"]),
                "pages": group["source_ids"].explode().nunique(),
                "is_sound": bool(len(sound)),
            }
        )
    return pd.DataFrame(rows, columns=RUN_COLUMNS).astype({"is_sound": bool})


def numbers(told: pd.DataFrame) -> pd.DataFrame:
    """Each number by each side whose numbering it is: side, number, and the report's columns.

    A number by which two sides count stands under both. Sound reports only.
    """
    frame = told[told["is_sound"] & told["number"].notna()]
    frame = frame.explode("numbering").rename(columns={"numbering": "side"})
    return frame[frame["side"].notna()].reset_index(drop=True)


def numberers(record: Record, promised: pd.DataFrame, counted: pd.DataFrame) -> tuple[str, ...]:
    """The sides whose numberings are compared: those that are to patrol by a promise that is known.

    Where none tells it, all sides that number runs.
    """
    performers = record.sides_of(actor for ids in promised["performs_ids"] for actor in ids)
    return performers or tuple(dict.fromkeys(counted["side"]))


def departures(counted: pd.DataFrame, gone: pd.DataFrame, sides: tuple[str, ...]) -> pd.DataFrame:
    """Where each side's number first differs from the runs that pages tell so far.

    Columns side, first_day, last_day, number, told, patrol_id; no row for a side that keeps step.
    ``gone``: ``runs`` from the beginning on.
    """
    sound = gone[gone["is_sound"]].reset_index(drop=True)
    place = {ran: n for n, ran in enumerate(sound["ran"], 1)}
    single = counted[~counted["running_total"].astype(bool)]
    frame = single[["side", "ran", "first_day", "last_day", "number", "patrol_id"]].assign(
        told=single["ran"].map(place)
    )
    frame = frame[frame["side"].isin(sides) & (frame["number"] != frame["told"])]
    frame = frame.sort_values(["first_day", "side"], kind="stable")
    return frame.drop_duplicates("side").drop(columns="ran").reset_index(drop=True)


def splits(counted: pd.DataFrame, sides: tuple[str, ...]) -> pd.DataFrame:
    """Runs that two sides both number: first_side, second_side, first_day, both numbers, apart.

    ``counted``: ``numbers``. ``apart``: the second side's number less the first's, from the lowest
    to the highest where a side gives several. ``patrol_ids``: the reports that give them.
    """
    rows = []
    single = counted[~counted["running_total"].astype(bool)]
    for first, second in combinations(sides, 2):
        for _, day in single.groupby("ran", sort=False):
            one, two = day[day["side"] == first], day[day["side"] == second]
            if len(one) and len(two):
                rows.append(
                    {
                        "first_side": first,
                        "second_side": second,
                        "first_day": day["first_day"].iloc[0],
                        "last_day": day["last_day"].iloc[0],
                        "first_numbers": tuple(sorted({int(n) for n in one["number"]})),
                        "second_numbers": tuple(sorted({int(n) for n in two["number"]})),
                        "apart_low": int(two["number"].min() - one["number"].max()),
                        "apart_high": int(two["number"].max() - one["number"].min()),
                        "patrol_ids": tuple(dict.fromkeys([*one["patrol_id"], *two["patrol_id"]])),
                    }
                )
    columns = ["first_side", "second_side", "first_day", "last_day", "first_numbers",
               "second_numbers", "apart_low", "apart_high", "patrol_ids"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def untold(counted: pd.DataFrame, sides: tuple[str, ...]) -> pd.DataFrame:
    """The numbers up to a side's highest that no sound report gives, in that side's numbering.

    Columns side, first and last (a stretch of numbers), after and before (the days of the numbers
    on either side of the stretch; None where it begins with the first), ``patrol_ids`` of these.
    """
    rows = []
    for side in sides:
        given = counted[counted["side"] == side].sort_values(["number", "first_day"])
        given = given.drop_duplicates("number").to_dict("records")
        for low, high in zip([None, *given], given, strict=False):
            first = int(low["number"]) + 1 if low else 1
            if first < high["number"]:
                rows.append(
                    {
                        "side": side,
                        "first": first,
                        "last": int(high["number"]) - 1,
                        "after": low["first_day"] if low else None,
                        "before": high["last_day"],
                        "patrol_ids": tuple(r["patrol_id"] for r in (low, high) if r),
                    }
                )
    columns = ["side", "first", "last", "after", "before", "patrol_ids"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def by_numbering(told: pd.DataFrame) -> pd.DataFrame:
    """What the reports of one numbering say of each run, and of a total: one row for each.

    Columns ran, first_day, last_day, numbering, running_total, numbers, extent (as in ``runs``),
    incident (whether one is told), coding (the best of them), patrol_ids. Where a sound report is
    among them, the others are left aside.
    """
    rows = []
    keys = ["ran", "numbering", "running_total"]
    for (ran, numbering, total), group in told.groupby(keys, sort=False):
        best = group[group["is_sound"]] if group["is_sound"].any() else group
        extents = tuple(dict.fromkeys(best["told"].dropna()))
        codings = [CHECKED.index(c) if isinstance(c, str) else 0 for c in best["coding"]]
        rows.append(
            {
                "ran": ran,
                "first_day": group["first_day"].iloc[0],
                "last_day": group["last_day"].iloc[0],
                "numbering": numbering,
                "running_total": bool(total),
                "numbers": tuple(sorted({int(n) for n in best["number"].dropna()})),
                "extent": extents[0] if len(extents) == 1 else SEVERAL if extents else NOT_TOLD,
                "incident": bool(best["incident"].notna().any()),
                "coding": CHECKED[min(codings)],
                "patrol_ids": tuple(best["patrol_id"]),
            }
        )
    columns = ["ran", "first_day", "last_day", "numbering", "running_total", "numbers", "extent",
               "incident", "coding", "patrol_ids"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def against_each_other(told: pd.DataFrame) -> pd.DataFrame:
    """Where accounts of one run part: ran, first_day, last_day, what, patrol_ids, is_sound.

    *number*: two reports give the run different numbers. *extent*: one has it go the whole way,
    another not. *incident*: two reports each tell one in words of their own, to be read side by
    side; silence contradicts nothing. ``is_sound``: sound reports alone part so.
    """
    rows = []
    single = told[~told["running_total"].astype(bool)]
    for ran, group in single.groupby("ran", sort=False):
        sound = group[group["is_sound"]]
        for what, parted in (("number", _number), ("extent", _extent), ("incident", _incident)):
            ids = parted(group)
            if ids:
                rows.append(
                    {
                        "ran": ran,
                        "first_day": group["first_day"].iloc[0],
                        "last_day": group["last_day"].iloc[0],
                        "what": what,
                        "patrol_ids": ids,
                        "is_sound": bool(parted(sound)),
                    }
                )
    columns = ["ran", "first_day", "last_day", "what", "patrol_ids", "is_sound"]
    return pd.DataFrame(rows, columns=columns).astype({"is_sound": bool})


def _number(group: pd.DataFrame) -> tuple[str, ...]:
    """The reports that number a run, where they do so differently."""
    given = group[group["number"].notna()]
    return tuple(given["patrol_id"]) if given["number"].nunique() > 1 else ()


def _extent(group: pd.DataFrame) -> tuple[str, ...]:
    """The reports that say how far a run came, where one says the whole way and another not."""
    given = group[group["told"].notna()]
    return tuple(given["patrol_id"]) if (given["told"] == WHOLE).nunique() > 1 else ()


def _incident(group: pd.DataFrame) -> tuple[str, ...]:
    """The reports that tell what happened on the way, where there are several tellings."""
    given = group[group["incident"].notna()]
    return tuple(given["patrol_id"]) if given["incident"].nunique() > 1 else ()


def said_of(record: Record, promised: pd.DataFrame) -> pd.DataFrame:
    """The statements on the promised patrols, in the order of the time that they speak about."""
    frame = statements(record)
    frame = frame[frame["commitment_id"].isin(promised["commitment_id"])]
    days = frame["about_start_earliest"].where(
        frame["about_start_earliest"].notna(), frame["said_start_earliest"]
    )
    order = [(day is None or day != day, str(day), n) for n, day in enumerate(days)]
    places = sorted(range(len(frame)), key=order.__getitem__)
    return frame.iloc[places].reset_index(drop=True)


MILESTONE_COLUMNS = ["step", "first_day", "last_day", "row_id"]


def milestones(promised: pd.DataFrame, gone: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """What was planned and what came, in the order of time: ``MILESTONE_COLUMNS``.

    Steps: ``due`` (the day promised); ``first``, ``whole`` and ``last``, the first run, the first
    over the whole way and the last that sound reports tell; ``plan`` and ``halt``, what a
    statement says of the promise beside how runs went (``halts``).
    """
    sound = gone[gone["is_sound"]]
    steps = [
        ("due", row["due_start_earliest"], row["due_end_latest"], row["commitment_id"])
        for row in promised[promised["due_edtf"].notna()].to_dict("records")
    ]
    for step, run in (
        ("first", sound.head(1)),
        ("whole", sound[sound["extent"] == WHOLE].head(1)),
        ("last", sound.tail(1)),
    ):
        steps += [(step, r["first_day"], r["last_day"], r["sound_ids"][0])
                  for r in run.to_dict("records")]  # fmt: skip
    halted = set(halts(said, gone)["statement_id"])
    steps += [
        (
            "halt" if r["statement_id"] in halted else "plan",
            r["time"].start_earliest,
            r["time"].end_latest,
            r["statement_id"],
        )
        for r in beside(said).to_dict("records")
        if r["time"].start_earliest and r["time"].end_latest
    ]
    frame = pd.DataFrame(steps, columns=MILESTONE_COLUMNS, dtype=object)
    return frame.sort_values(["first_day", "last_day"], kind="stable").reset_index(drop=True)


def beside(said: pd.DataFrame) -> pd.DataFrame:
    """The statements that tell something else of the promise than how runs went.

    ``said``: ``said_of``. Those whose page was not found again, or hardly says it, are left out.
    """
    turns = said["assertion"].isna() | said["assertion"].isin(TURNS)
    return said[turns & ~said["coding"].isin(WEAK_CODINGS)].reset_index(drop=True)


def halts(said: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """The statements ``beside`` the runs that say that these stopped.

    By rule: of a time not before the first sound run (``gone``: ``runs`` from the beginning on),
    and telling no outcome, or that the promise is undone or refused. What is said of an earlier
    day, or of a course still held, is a plan.
    """
    frame = beside(said)
    began = min(gone[gone["is_sound"]]["first_day"], default=None)
    stops = frame["assertion"].isna() | frame["assertion"].isin(HOLDS)
    late = [
        began is not None and time.start_earliest is not None and time.start_earliest >= began
        for time in frame["time"]
    ]
    return frame[stops & pd.Series(late, frame.index, dtype=bool)].reset_index(drop=True)


def totals_so_far(told: pd.DataFrame) -> pd.DataFrame:
    """The sound reports that count the runs so far: these are no runs."""
    kept = told["running_total"].astype(bool) & told["is_sound"].astype(bool)
    return told[kept].reset_index(drop=True)
