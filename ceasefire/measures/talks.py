"""Talks: meetings and their proposals, what was said to be coming, and whether it came.

In: a ``Record``, a period, agreements. Out: frames. Whether a thing came is read only from what a
report published later asserts of it; a report's own answer is told apart, and silence stays
silence. Nothing here is scored.
"""

from collections.abc import Collection
from datetime import date

import pandas as pd

from ceasefire.clean.tables import BOUNDS
from ceasefire.measures.compliance import commitments, statements
from ceasefire.measures.knowledge import Record, Window, is_day
from ceasefire.measures.violence import within

# Forms in which parties dealt with each other; the others are words to the press.
DEALINGS = ("talks", "summit", "telephone", "round", "signing")
# What is said to be coming; a demand asks for something and foretells nothing.
FORETOLD = ("plan", "expectation", "threat", "ultimatum", "meeting_date", "proposal")
# Acts by which somebody says that a thing is coming, of his own doing or expectation.
FORETELLING = ("announces", "expects", "warns", "threatens", "demands", "proposes", "promises")

CAME = frozenset({"done"})
IN_PART = frozenset({"partly", "under_way"})
NOT_COME = frozenset({"not_done", "undone", "refused"})
ANSWERS = CAME | IN_PART | NOT_COME
# What can become of a proposal at the table, in the order in which the pages tell it.
FATES = ("agreed", "not_agreed", "refused")
AGAINST = frozenset({"refused", "not_agreed"})


def meetings(
    record: Record, window: Window = (None, None), agreements: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The meetings known, by day: those of the period and of the agreements; none given: all.

    Adds ``sides`` (of those who took part) and ``dealing`` (the form is one of ``DEALINGS``).
    """
    frame = record.facts("meetings")
    frame = frame[within(frame, "held", "held", window)]
    if agreements:
        frame = frame[frame["agreement_id"].isin(agreements)]
    frame = frame.assign(
        sides=frame["participant_ids"].map(record.sides_of), dealing=frame["form"].isin(DEALINGS)
    )
    order = [end if is_day(end) else date.max for end in frame["held_end_latest"]]
    return frame.iloc[sorted(range(len(frame)), key=order.__getitem__)].reset_index(drop=True)


PROPOSAL_COLUMNS = [
    "commitment_id",
    "kind",
    "title",
    "promised_ids",
    "told_by",
    "fate_at",
    "agreed_by",
    "not_agreed_by",
    "refused_by",
    "fate",
]


def proposals(record: Record) -> pd.DataFrame:
    """What was put forward at meetings, and what became of it there, by every account.

    A row is a proposal or a demand, or another look-alike of which somebody says that it was
    agreed, not agreed or refused, that some statement links to a meeting. ``agreed_by``,
    ``not_agreed_by``, ``refused_by``: ids of the statements that say so, of whatever speaker.
    ``told_by``: on whose word it rests, where none of those who put it forward says so.
    ``fate_at``: each meeting at which it was put forward, with what became of it there: contested
    (agreed by one account, not agreed or refused by another), agreed, refused, not agreed, or made
    (nothing more is told). ``fate``: that of the latest meeting held of which one is told.
    """
    spoken, rows = statements(record), []
    rounds = _in_order_of_time(record.facts("meetings"))
    for item in commitments(record, scored=False).to_dict("records"):
        about = spoken[spoken["commitment_id"] == item["commitment_id"]]
        accounts = {a: tuple(about.loc[about["assertion"] == a, "statement_id"]) for a in FATES}
        fates = _fates(about)
        if fates and (item["kind"] in ("proposal", "demand") or any(accounts.values())):
            last = next((m for m in reversed(rounds) if fates.get(m, "made") != "made"), None)
            row = [item[c] for c in PROPOSAL_COLUMNS[:4]]
            rows.append(
                [*row, _told_by(about, row[-1]), fates, *accounts.values(), fates.get(last, "made")]
            )
    return pd.DataFrame(rows, columns=PROPOSAL_COLUMNS, dtype=object)


def _told_by(about: pd.DataFrame, owners: tuple[str, ...]) -> tuple[str, ...]:
    """Who speaks of a thing, where it is laid to others and none of them speaks of it."""
    speakers = dict.fromkeys(actor for ids in about["spoken_by"] for actor in ids)
    return tuple(speakers) if owners and not set(owners) & set(speakers) else ()


def _in_order_of_time(meetings: pd.DataFrame) -> list[str]:
    """Ids of meetings: those only announced, then those held, the undated of each first."""
    ends = zip(meetings["status"] == "held", meetings["held_end_latest"], strict=True)
    order = [(held, end if is_day(end) else date.min) for held, end in ends]
    ids = list(meetings["meeting_id"])
    return [ids[i] for i in sorted(range(len(ids)), key=order.__getitem__)]


def _fates(about: pd.DataFrame) -> dict[str, str]:
    """What became of a proposal at each meeting to which some statement links it.

    Accounts that name no meeting may speak of any of which something is told; where they are all
    there is, of each.
    """
    met, telling = about["meeting_id"], about["assertion"].isin(FATES)
    nowhere = set(about.loc[telling & met.isna(), "assertion"])
    told = {m: set(about.loc[telling & (met == m), "assertion"]) for m in met.dropna().unique()}
    anywhere = any(told.values())
    return {m: _fate(said | nowhere if said or not anywhere else said) for m, said in told.items()}


def _fate(told: set[str]) -> str:
    """One word for what some accounts together say became of a proposal."""
    if "agreed" in told and told & AGAINST:
        return "contested"
    for assertion in ("agreed", "refused", "not_agreed"):
        if assertion in told:
            return assertion.replace("_", " ")
    return "made"


def contested(proposals: pd.DataFrame, meeting_id: str) -> bool:
    """Whether the outcome of a meeting is told in competing accounts."""
    return any(fates.get(meeting_id) == "contested" for fates in proposals["fate_at"])


def put_forward_at(proposals: pd.DataFrame, meeting_id: str) -> pd.DataFrame:
    """The proposals that some statement links to a meeting."""
    return proposals[proposals["fate_at"].map(lambda fates: meeting_id in fates).astype(bool)]


def dealt(meetings: pd.DataFrame) -> pd.DataFrame:
    """The meetings held at which parties dealt with each other: words to the press left out."""
    return meetings[meetings["dealing"].astype(bool) & (meetings["status"] == "held")]


COMING_COLUMNS = [
    "row_id",
    "meeting_id",
    "kind",
    "title",
    "said_by",
    "told_by",
    "foretold_by",
    "came_by",
    "in_part_by",
    "not_by",
    "same_report",
    "retold_in",
    "explicitness",
    "outcome",
]
OUTCOMES = ("came", "came in part", "contested", "did not come", "silent", "nothing later")


def coming(record: Record, agreements: tuple[str, ...] = ()) -> pd.DataFrame:
    """What was said to be coming, and whether a report published later shows that it came.

    One row per look-alike of the kinds ``FORETOLD`` and per announced meeting; a meeting date is
    one row with the announced meeting of the same agreement and the same days (``meeting_id``).
    ``said_by``: whose plan it is, else who foretells it, else the publishers of the first report.
    ``told_by``: on whose word that rests, where it is not their own. ``foretold_by``: the
    statements that foretell it. ``came_by``, ``in_part_by``, ``not_by``:
    statements of later reports that assert so; ``same_report``: those of the first report itself.
    ``retold_in``: later reports that tell of the announced meeting, which alone says nothing of
    whether it came. ``explicitness`` of the later statements: explicit where any is. ``outcome``:
    one of ``OUTCOMES``: silent where later reports exist and none tells, nothing later where the
    latest report itself foretold it.
    """
    spoken, dates = statements(record), record.facts("meetings")
    dates = dates[dates["status"] == "announced"]
    foretold = commitments(record, agreements, scored=False)
    foretold = foretold[foretold["kind"].isin(FORETOLD)]
    rows, met = [], set()
    for item in foretold.to_dict("records"):
        meeting = _same_meeting(item, dates) if item["kind"] == "meeting_date" else None
        met |= {meeting["meeting_id"]} if meeting else set()
        rows.append(_foretold(record, item, meeting, spoken))
    for meeting in dates.to_dict("records"):
        if meeting["meeting_id"] not in met and (
            not agreements or meeting["agreement_id"] in agreements
        ):
            rows.append(_foretold(record, None, meeting, spoken))
    return pd.DataFrame(rows, columns=COMING_COLUMNS, dtype=object)


def later(record: Record, sources: Collection[str]) -> set[str]:
    """The reports that were certainly published after the first of those given."""
    end = min(record.published[source][1] for source in sources)
    return {s for s, (first, _) in record.published.items() if first is not None and first > end}


def _same_meeting(item: dict, dates: pd.DataFrame) -> dict | None:
    """The announced meeting that a meeting date speaks of: same agreement, same days."""
    for meeting in dates.to_dict("records"):
        agreements = {"" if pd.isna(x["agreement_id"]) else x["agreement_id"]
                      for x in (item, meeting)}  # fmt: skip
        days = [(item[f"due_{b}"], meeting[f"held_{b}"]) for b in BOUNDS]
        if len(agreements) == 1 and item["due_edtf"] and all(a == b for a, b in days):
            return meeting
    return None


def _spoken_of(spoken: pd.DataFrame, item: dict | None, meeting: dict | None) -> pd.DataFrame:
    """The statements about a thing foretold: of the look-alike, or of the meeting itself.

    What is said at a meeting of a commitment, an incident or another agreement is not of it.
    """
    of_item = spoken["commitment_id"] == (item["commitment_id"] if item else "")
    if not meeting:
        return spoken[of_item]
    of_meeting = spoken["meeting_id"] == meeting["meeting_id"]
    of_meeting &= spoken["commitment_id"].isna() & spoken["incident_id"].isna()
    under = spoken["agreement_id"]
    return spoken[of_item | (of_meeting & (under.isna() | (under == meeting["agreement_id"])))]


def _foretold(
    record: Record, item: dict | None, meeting: dict | None, spoken: pd.DataFrame
) -> list:
    """One row of ``coming``."""
    first = item or meeting
    about, after = _spoken_of(spoken, item, meeting), later(record, first["source_ids"])
    is_later = about["source_ids"].map(lambda ids: bool(set(ids) & after)).astype(bool)
    answers = about[is_later & about["assertion"].isin(ANSWERS)]
    shown = [tuple(answers.loc[answers["assertion"].isin(kind), "statement_id"])
             for kind in (CAME, IN_PART, NOT_COME)]  # fmt: skip
    owners = item["promised_ids"] if item else ()
    foretelling = _foretelling(about[~is_later], set(owners))
    speakers = tuple(dict.fromkeys(i for ids in foretelling["spoken_by"] for i in ids))
    publishers = dict.fromkeys(record.publisher_of[s] for s in first["source_ids"]
                               if s not in after)  # fmt: skip
    return [
        first["commitment_id"] if item else first["meeting_id"],
        meeting["meeting_id"] if meeting else None,
        item["kind"] if item else "announced_meeting",
        first["title"],
        owners or speakers or tuple(publishers),
        _told_by(about[~is_later], owners),
        tuple(foretelling["statement_id"]),
        *shown,
        tuple(about.loc[~is_later & about["assertion"].notna(), "statement_id"]),
        tuple(s for s in meeting["source_ids"] if s in after) if meeting else (),
        _clearest(answers["explicitness"]),
        _outcome(*map(bool, shown), bool(after)),
    ]


def _foretelling(said: pd.DataFrame, owners: set[str]) -> pd.DataFrame:
    """The statements that foretell a thing: of those whose plan, threat or expectation it is.

    Where nobody is named for it: of those who announce or expect it, or say that it was agreed. A
    warning by another against a plan foretells nothing.
    """
    own = said["spoken_by"].map(lambda ids: bool(owners & set(ids))).astype(bool)
    if owners:
        return said[own & said["act"].isin(FORETELLING)]
    return said[said["act"].isin(("announces", "expects")) | (said["assertion"] == "agreed")]


def _clearest(said: pd.Series) -> str | None:
    """Explicit where any statement is, else implied; None without any."""
    return "explicit" if (said == "explicit").any() else "implied" if len(said) else None


def _outcome(came: bool, in_part: bool, not_come: bool, after: bool) -> str:
    """What later reports show of a thing foretold, in the words of ``OUTCOMES``."""
    if not_come:
        return "contested" if came or in_part else "did not come"
    if came or in_part:
        return "came" if came else "came in part"
    return "silent" if after else "nothing later"
