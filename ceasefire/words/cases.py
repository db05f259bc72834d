"""The tangled cases in words: what each side can mean, and who said what of which day.

In: a ``Record``, verdicts, and statements. Out: one card per case, each with an address (``#K01``).
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import address, told_id
from ceasefire.measures.compliance import statements
from ceasefire.measures.knowledge import Record
from ceasefire.phrases import capital, listed, many
from ceasefire.words import html
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import asserted, coding, who
from ceasefire.words.verdicts import named, reached

NONE = "No tangled case is told from what is known here."


def case_cards(record: Record, verdicts: pd.DataFrame, cases: pd.DataFrame) -> Markup:
    """One card per case: the telling, the verdicts from every viewpoint, the words in time.

    ``cases``: ``measures.history.cases``.
    """
    evidence, views = Evidence.of(record), record.names_of("viewpoints")
    spoken, rows = statements(record), record.facts("commitments").set_index("commitment_id")
    cards = []
    for case in cases.to_dict("records"):
        about = rows.loc[[i for i in case["commitment_ids"] if i in rows.index]].reset_index()
        said = spoken[spoken["commitment_id"].isin(case["commitment_ids"])]
        cards.append(
            html.card(
                case["case_id"],
                f"{case['case_id']} {case['title']}",
                Markup('<p>{} <span class="muted">{}</span></p>').format(
                    case["telling"], evidence.cite("cases", case["case_id"], ("wording",))
                ),
                *(_judged(row, verdicts, views) for row in about.to_dict("records")),
                _words(evidence, said, case["case_id"]),
                gist=Markup("{}; {}").format(
                    listed(about["commitment_id"]), many(len(said), "statement")
                ),
            )
        )
    return Markup("\n").join(cards or [Markup('<p class="empty">{}</p>').format(NONE)])


def _judged(row: dict, verdicts: pd.DataFrame, views: dict[str, str]) -> Markup:
    """A commitment of a case with its verdicts; a look-alike has none."""
    seen = verdicts[verdicts["commitment_id"] == row["commitment_id"]]
    if row["kind"] != "commitment":
        kind = row["kind"].replace("_", " ")
        return Markup("<p>{}: {}, kept and never scored.</p>").format(named(row), kind)
    if seen.empty:
        return Markup("<p>{}</p>").format(named(row))
    return Markup('<p>{}</p><div class="verdicts">{}</div>').format(
        named(row), reached(seen, views)
    )


def _words(evidence: Evidence, said: pd.DataFrame, case: str) -> Markup:
    """The statements of a case in the order of the time of which they speak, folded."""
    said = said.assign(
        ends=[time.end_latest or time.start_latest for time in said["time"]],
        begins=[time.start_earliest or time.end_latest for time in said["time"]],
    ).sort_values(["begins", "ends", "statement_id"], na_position="first")
    rows = [
        {
            "of": phrases.between(row["time"].start_earliest, row["time"].end_latest),
            "who": who(evidence, row),
            "says": capital(", ".join(part for part in (asserted(row), coding(row)) if part)),
            "what": row["paraphrase"],
            "row": html.link(row["statement_id"], address(row["statement_id"])),
        }
        for row in said.to_dict("records")
    ]
    table = html.table(
        rows,
        f"{case}: who said what, in the order of the time spoken about",
        "No statement on it is known.",
    )
    return Markup(
        '<details class="folded unsought" id="{}"><summary>{}</summary>\n{}</details>'
    ).format(
        told_id(case),
        f"{capital(many(len(rows), 'statement'))}, in the order of the time spoken about",
        table,
    )
