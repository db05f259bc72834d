"""The page on violations in words: its answer, its tables of totals, incidents and casualties.

In: a ``Study`` or a ``Record`` and frames of ``measures.violence``. Out: Markdown and HTML in which
every total and incident has an address of its own (``#N01``, ``#I01``).
"""

import pandas as pd
from markupsafe import Markup

from ceasefire import phrases
from ceasefire.clean.tables import AMOUNTS
from ceasefire.marks import PAGES, address
from ceasefire.measures.compliance import statements
from ceasefire.measures.knowledge import Record
from ceasefire.measures.violence import add_ranges
from ceasefire.phrases import between, capital, listed, many, missing
from ceasefire.study import Study
from ceasefire.words import html
from ceasefire.words.accounts import box, boxes, published
from ceasefire.words.disputes import Disputes
from ceasefire.words.edition import as_of, reports_alone
from ceasefire.words.evidence import Evidence
from ceasefire.words.statements import who


def answer(study: Study, totals: pd.DataFrame, incidents: pd.DataFrame) -> str:
    """What was counted, by whom, at which rate; and how many incidents are told singly."""
    if totals.empty and incidents.empty:
        return (
            f"No total and no incident was known by {as_of(study)} in this period: "
            "that is silence, not calm."
        )
    evidence = Evidence.of(study.record)
    counted = totals[totals["measure"] == "violations"]
    parts = [_total_sentence(evidence, row) for row in counted.to_dict("records")]
    if not parts:
        parts = ["No total of ceasefire violations was known."]
    countable = int(incidents["countable"].sum())
    named = int((incidents["perpetrator_sides"].map(len) > 0).sum())
    parts.append(
        f"The reports tell of {many(len(incidents), 'incident')}; {phrases.count(countable)} could "
        "be counted as a single event, the rest is told in general. "
        f"Somebody is named as the doer of {phrases.count(named)}."
        if len(incidents)
        else "No single incident was known."
    )
    if study.parameters.agreement_ids:
        parts.append("Incidents stand under no agreement, so all of them are shown.")
    return " ".join(parts)


def beside(study: Study, totals: pd.DataFrame) -> str:
    """Where further counts stand, in an edition that has them; '' where there are none.

    ``totals``: those of this page.
    """
    kinds = set(study.record.facts("counts").dropna(subset="series_id")["series_id"])
    told = reports_alone(study, {"incidents": "incidents"})
    if not kinds:
        return told
    of_reports = "The total above is from the reports" if len(totals) else "No total is shown here"
    if len(totals) > 1:
        of_reports = "The totals above are from the reports"
    pages = Markup("{} and {}").format(
        html.link("ledgers", PAGES["B"]), html.link("monitors", PAGES["T"])
    )
    return Markup("{}; counts published again and again stand under {}. {}").format(
        of_reports, pages, told
    )


def _total_sentence(evidence: Evidence, row: dict) -> str:
    """Who counted how many over which days, against whom, and the rate that makes."""
    from_to = (
        f"from {phrases.between(row['start_start_earliest'], row['start_start_latest'])} to "
        f"{phrases.between(row['end_end_earliest'], row['end_end_latest'])}"
    )
    rate = ""
    if not missing(row["rate_low"]) and row["days_high"] != 1:
        days = phrases.amount(row["days_low"], None, row["days_high"])
        rate = f", {phrases.rate(row['rate_low'], row['rate_high'])} a day over {days} days"
    whose = evidence.named(row["perpetrator_ids"])
    blamed = f"; laid to: {whose}" if whose else ""
    counter = evidence.named(row["counter_ids"]) or evidence.named(row["spoken_by"])
    amount = phrases.amount(row["total_low"], row["total_best"], row["total_high"])
    if amount == "not reported":
        return (
            f"The total {phrases.ref(row['count_id'])} of the {counter} could not be read: "
            "its words stand in quarantine."
        )
    return (
        f"{capital(amount)} violations ({phrases.ref(row['count_id'])})"
        f" were counted by the {counter} {from_to}{rate}{blamed}."
    )


def nothing_itemised(totals: pd.DataFrame, itemised: pd.DataFrame) -> str:
    """How much of the totals of violations is told singly."""
    frame = itemised[
        (itemised["measure"] == "violations") & itemised["count_id"].isin(totals["count_id"])
    ]
    parts = []
    for row in frame.to_dict("records"):
        key = phrases.ref(row["count_id"])
        if row["countable"]:
            left = phrases.amount(row["not_itemised_low"], None, row["not_itemised_high"])
            parts.append(
                f"Of the total {key}, {many(row['countable'], 'violation')} "
                f"{'is' if row['countable'] == 1 else 'are'} told singly; {left} are not."
            )
        else:
            general = (
                f" ({listed(map(phrases.ref, row['incident_ids']))} describes it in general)"
                if row["described"]
                else ""
            )
            parts.append(f"Of the total {key} no violation is told singly{general}.")
    return " ".join(parts)


def total_cards(record: Record, totals: pd.DataFrame, itemised: pd.DataFrame) -> list[Markup]:
    """One card per total: amount, period, rate, counter, attribution, what of it is itemised."""
    evidence, inside = Evidence.of(record), itemised.set_index("count_id")
    opposed = Disputes(record)
    return [
        html.card(
            row["count_id"],
            f"{row['count_id']} {row['title']}",
            html.terms(_terms(evidence, row, inside.loc[row["count_id"]], opposed)),
            gist=_in_short(evidence, row),
        )
        for row in totals.to_dict("records")
    ] or [Markup('<p class="empty">No total is known in this period.</p>')]


def _in_short(evidence: Evidence, row: dict) -> str:
    """A total's amount, its days and whose count it is."""
    whose = evidence.named(row["counter_ids"])
    days = dict.fromkeys(d for d in (_first_day(row), _last_day(row)) if d != "not reported")
    return " · ".join(
        [
            phrases.amount(*(row[f"total_{a}"] for a in AMOUNTS)),
            " until ".join(days) or "no days told",
            f"counted by {whose}" if whose else f"told by {evidence.named(row['spoken_by'])}",
        ]
    )


def _first_day(row: dict) -> str:
    return between(row["start_start_earliest"], row["start_start_latest"])


def _last_day(row: dict) -> str:
    return between(row["end_end_earliest"], row["end_end_latest"])


def _terms(evidence: Evidence, row: dict, inside: pd.Series, opposed: Disputes) -> list[tuple]:
    """The terms of a total's card: name, value, where it stands."""

    def cite(*fields: str) -> Markup:
        return evidence.cite("counts", row["count_id"], fields)

    parts = [row["measure"].replace("_", " "), row["population"]]
    what = ", ".join(dict.fromkeys(p for p in parts if not missing(p)))
    return [
        ("amount", phrases.amount(*(row[f"total_{a}"] for a in AMOUNTS)), cite("total")),
        ("of what", what, cite("wording")),
        ("first day", _first_day(row), cite("start")),
        ("last day", _last_day(row), cite("end")),
        (
            "per day",
            "one day only"
            if row["days_high"] == 1
            else phrases.rate(row["rate_low"], row["rate_high"]) or "not known",
            "",
        ),
        (
            "counted by",
            evidence.linked(row["counter_ids"])
            or Markup("not named, told by {}").format(evidence.linked(row["spoken_by"])),
            cite("counter"),
        ),
        ("attributed to", evidence.linked(row["perpetrator_ids"]) or "nobody", cite("perpetrator")),
        ("where", evidence.located(row["place_ids"]) or "not stated", cite("place")),
        ("inside it", _itemised(inside)),
        (
            "disputed",
            opposed.of(
                row["count_id"],
                "the reports give different figures" if row["total_disputed"] else "",
            ),
        ),
        (
            "grade",
            opposed.grade(
                row["count_id"], [row["counter_ids"] or row["spoken_by"]], row["total_disputed"]
            ),
            "",
        ),
        ("published", published(evidence.record, row["source_ids"])),
        ("told in", html.joined(map(evidence.report, row["source_ids"]), "; "), ""),
        ("coded so because", row["basis"], ""),
    ]


def _itemised(row: pd.Series) -> Markup:
    """What lies inside a total, each with its address and the reason to think so."""
    inside = [
        Markup("{}{}").format(
            html.link(i, address(i)), "" if missing(why) else Markup(" ({})").format(why)
        )
        for i, why in zip(row["incident_ids"], row["incident_reasons"], strict=True)
    ] + [html.link(i, address(i)) for i in row["totals_inside"]]
    return html.joined(inside) if inside else Markup("nothing")


def incident_cards(record: Record, incidents: pd.DataFrame, reports: pd.DataFrame) -> list[Markup]:
    """One card per incident: the event first, and apart from it who tells of it and blames whom."""
    evidence, spoken, opposed = Evidence.of(record), statements(record), Disputes(record)
    cards = []
    for row in incidents.to_dict("records"):
        key = row["incident_id"]
        told = reports[reports["incident_id"] == key].to_dict("records")
        about = spoken[spoken["incident_id"] == key]
        when, where = capital(phrases.span(row, "occurred")), evidence.located(row["place_ids"])
        event = Markup('<p>{}; {}; {}; {} <span class="muted">{}</span></p>').format(
            when,
            where or "place not stated",
            row["method"].replace("_", " "),
            "countable" if row["countable"] else "described in general",
            evidence.cite("incidents", key),
        )
        blamed = dict.fromkeys(i for one in told for i in one["perpetrator_ids"])
        denied = _denied(evidence, row, about)
        cards.append(
            html.card(
                key,
                f"{key} {row['title']}",
                event,
                html.terms(
                    [
                        ("disputed", opposed.of(key, *denied)),
                        ("grade", opposed.grade(key, (o["spoken_by"] for o in told), bool(denied))),
                    ]
                ),
                boxes((_report(evidence, one, about) for one in told), retold=False),
                gist=" · ".join(
                    [
                        when,
                        where or "place not stated",
                        "reports name different doers"
                        if row["rival_accounts"]
                        else f"laid to {evidence.named(blamed) or 'nobody'}",
                    ]
                ),
            )
        )
    return cards or [Markup('<p class="empty">No incident is known in this period.</p>')]


def _denied(evidence: Evidence, incident: dict, about: pd.DataFrame) -> list[object]:
    """Whether reports name different doers, and who denies it."""
    parts = ["the reports name different doers"] if incident["rival_accounts"] else []
    return parts + [
        Markup("{} denies it ({})").format(
            who(evidence, said), html.link(said["statement_id"], address(said["statement_id"]))
        )
        for said in about[about["act"] == "denies"].to_dict("records")
    ]


def _report(evidence: Evidence, told: dict, about: pd.DataFrame) -> Markup:
    """What one source says of one incident, in a box with an address of its own."""

    def how_many(field: str) -> str:
        return phrases.amount(told[f"{field}_low"], told[f"{field}_best"], told[f"{field}_high"])

    harm = {field: how_many(field) for field in ("killed", "wounded", "points_hit")}
    among = [f"{w}: {how_many(w)}" for w in ("children", "women") if how_many(w) != "not reported"]
    own = about[about["spoken_by"] == told["spoken_by"]]
    dated = own[own["said_edtf"].notna()].to_dict("records")
    silent = [field.replace("_", " ") for field, said in harm.items() if said == "not reported"]
    terms = [
        ("done by", evidence.linked(told["perpetrator_ids"]) or "nobody named"),
        ("known as", told["attribution"].replace("_", " ")),
        *(
            (field.replace("_", " "), said)
            for field, said in harm.items()
            if said != "not reported"
        ),
        *([("among these", "; ".join(among))] if among else []),
        *([("not reported", listed(silent))] if silent else []),
        *([("aimed at", evidence.linked(told["target_ids"]))] if told["target_ids"] else []),
        ("said", phrases.span(dated[0], "said") if dated else "day not reported"),
        ("published", published(evidence.record, told["source_ids"])),
    ]
    return box(
        Markup("<strong>{}</strong>").format(evidence.linked(told["spoken_by"])),
        told["paraphrase"],
        terms,
        html.joined(
            [
                html.anchored(told["report_id"], told["report_id"])
                + html.shown_in(told["report_id"]),
                *(html.link(i, address(i)) for i in own["statement_id"]),
            ]
        ),
        evidence.cite("reports", told["report_id"]),
    )


def casualties_table(incidents: pd.DataFrame) -> Markup:
    """Casualty ranges over the incidents: low with low, high with high, and how many gave none."""
    rows = [
        {
            "harm": {
                "killed": "killed",
                "wounded": "wounded",
                "casualties": "killed or wounded, not told apart",
            }[s["harm"]],
            "reported": phrases.amount(s["low"], None, s["high"]) if s["given"] else "not reported",
            "incidents that give a figure": s["given"],
            "that give none": s["not_given"],
        }
        for s in (add_ranges(incidents, harm) for harm in ("killed", "wounded", "casualties"))
    ]
    return html.table(
        rows if len(incidents) else [],
        "Casualties of the incidents (totals are not added to them)",
        "No incident is known in this period.",
    )


def counters(record: Record, totals: pd.DataFrame) -> list[str]:
    """Who counted each total, in words; where nobody is named, who tells of it."""
    evidence = Evidence.of(record)
    return [
        evidence.named(ids) or f"not named, told by {evidence.named(told)}"
        for ids, told in zip(totals["counter_ids"], totals["spoken_by"], strict=True)
    ]


def not_drawn(totals: pd.DataFrame, drawn: pd.Series) -> str:
    """A sentence on the totals that the chart leaves off, and why."""
    left = totals[~drawn]
    if left.empty:
        return ""
    one = len(left) == 1
    return (
        f"{capital(many(len(left), 'total'))} ({listed(map(phrases.ref, left['count_id']))}) "
        f"{'is' if one else 'are'} not drawn here: the reports give no first or last day, "
        "or one before the first of these agreements, when there was nothing to violate."
    )


def not_known(incidents: pd.DataFrame) -> str:
    """Of how many incidents the reports leave out the day, the doer, the place or the harm."""
    if incidents.empty:
        return ""
    harm = [f"{h}_{end}" for h in ("killed", "wounded", "casualties") for end in ("low", "high")]
    gaps = {
        "the day": incidents["occurred_precision"].fillna(9) > 1,
        "who did it": incidents["perpetrator_sides"].map(len) == 0,
        "where": incidents["place_ids"].map(len) == 0,
        "whether anyone was harmed": incidents[harm].isna().all(axis=1),
    }
    said = [
        f"{what} for {phrases.count(int(untold.sum()))}"
        for what, untold in gaps.items()
        if untold.any()
    ]
    return (
        f"Of {many(len(incidents), 'incident')}, the reports do not tell {listed(said)}."
        if said
        else ""
    )
