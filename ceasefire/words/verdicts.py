"""Verdicts in words: chip, support, due date, and who reaches which.

In: rows of ``measures.compliance.compliance``. Out: HTML and sentences.
"""

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import VERDICT_MARKS, address, verdict_id
from ceasefire.phrases import listed, missing
from ceasefire.words import html

# How many rows a sentence or a cell names before it says how many more there are.
A_FEW = 4


def verdict_chip(verdict: str) -> Markup:
    """A verdict with its symbol and colour."""
    kind, symbol = VERDICT_MARKS[verdict]
    return html.chip(verdict, kind, symbol)


def graded(verdict: object, grade: object) -> Markup:
    """A verdict with its chip and its grade; a dash where there is none."""
    if missing(verdict):
        return Markup("–")
    return html.joined([verdict_chip(verdict), "" if missing(grade) else grade], " ")


def support(verdict: dict) -> str:
    """The grade of a verdict, the days overdue, what else it can be, and on what it hangs."""
    still = VERDICT_MARKS[verdict["verdict"]][0] == "broken"
    parts = [
        "" if missing(verdict["grade"]) else verdict["grade"],
        phrases.overdue(
            verdict["overdue_low"], verdict["overdue_high"], verdict["as_of"] if still else None
        ),
        listed(verdict["candidates"], "or"),
        hangs_on(verdict),
    ]
    return "; ".join(part for part in parts if part)


def hangs_on(verdict: dict) -> str:
    """That a verdict would be another without codings on which two readers differ; '' if not."""
    ids = verdict["hangs_on"]
    if not ids:
        return ""
    rows = "a coding" if len(ids) == 1 else f"{phrases.count(len(ids))} codings"
    return f"hangs on {rows} that two readers contest ({some(map(phrases.ref, ids))})"


def some(words: Iterable[str], most: int = A_FEW) -> str:
    """'a, b and c', or the first few and how many there are more."""
    words = list(words)
    if len(words) <= most + 1:
        return listed(words)
    return f"{', '.join(words[:most])} and {phrases.count(len(words) - most)} more"


def due(row: dict) -> str:
    """A due date in words; of a state the day from which it was to hold."""
    if missing(row["due_earliest"]):
        return "no date"
    days = phrases.between(row["due_earliest"], row["due_latest"])
    return f"from {days}" if row["form"] == "maintain" else days


def named(row: dict) -> Markup:
    """A commitment by id and title, leading to its card."""
    return html.link(f"{row['commitment_id']} {row['title']}", address(row["commitment_id"]))


def _of_view(view: str, views: dict[str, str], at_home: str) -> Markup:
    """The name of a viewpoint, with the address of its verdict."""
    place = Markup(' id="{}"').format(verdict_id(at_home, view)) if at_home else ""
    return Markup("<span{}>{}</span>").format(place, views[view])


def reached(seen: pd.DataFrame, views: dict[str, str], at_home: str = "") -> Markup:
    """The verdicts on one commitment, each with the viewpoints that reach it.

    ``at_home``: the commitment, where this is the place to which its verdicts' addresses lead.
    """
    seen = seen.assign(support=[support(v) for v in seen.to_dict("records")])
    return Markup("").join(
        Markup('<span class="verdict">{} {}{}</span>').format(
            verdict_chip(verdict),
            Markup(listed(_of_view(v, views, at_home) for v in group["viewpoint_id"])),
            html.prose(f" ({why})") if why else "",
        )
        for (verdict, why), group in seen.groupby(["verdict", "support"], sort=False)
    )
