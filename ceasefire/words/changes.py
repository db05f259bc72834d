"""What changed since the last publication, and how editions differ, in words and tables.

In: snapshots of ``measures.changes``. Out: HTML for the pages ``what-changed`` and ``editions``.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from ceasefire import phrases
from ceasefire.marks import VERDICT_MARKS, address
from ceasefire.measures.changes import differing, moved
from ceasefire.phrases import capital, many
from ceasefire.words import html
from ceasefire.words.verdicts import A_FEW

FIRST = "This is the first publication of this edition: there is nothing to compare it with."
PAGES = "../notebooks/"
# The section of that page which sets the two records side by side.
BESIDE = "#what-the-wider-record-adds"


def report(
    before: dict | None,
    after: dict,
    was: Mapping[str, object],
    now: Mapping[str, object],
    first: dict | None = None,
) -> str:
    """What moved between two publications of one edition; a sentence where there is no earlier.

    ``was``, ``now``: the parameters of each. ``first``: what the first edition of the book says, to
    tell on a first publication how this one differs.
    """
    if before is None:
        return Markup("<p>{}</p>{}").format(FIRST, _beside_first(after, first))
    found = moved(before, after)
    chosen = [
        {"parameter": k, "before": str(was.get(k, "default")), "now": str(now.get(k, "default"))}
        for k in sorted({*was, *now})
        if was.get(k) != now.get(k)
    ]
    harvested = {*before.get("harvested", ()), *after.get("harvested", ())}
    reports = [pair for pair in found["sources"] if pair["id"] not in harvested]
    # Pages of the wider record are too many to be listed one by one.
    pages = [pair for pair in found["sources"] if pair["id"] in harvested]
    counted = [
        many(len(found["verdicts"]), "verdict") + " moved",
        many(len(found["counts"]), "total") + " added or revised",
        *([many(len(found["series"]), "series", "series") + " changed"] if found["series"] else []),
        many(len(reports), "report") + " new, changed or gone",
        *([many(len(pages), "page") + " of the wider record too"] if pages else []),
        many(len(chosen), "parameter") + " changed",
    ]
    return Markup("\n").join(
        [
            Markup("<p>{}.</p>").format(capital(phrases.listed(counted))),
            html.table(
                [_verdict(pair) for pair in found["verdicts"]],
                "Verdicts that moved",
                "No verdict moved.",
            ),
            html.table(
                [_count(pair) for pair in found["counts"]],
                "Totals added, revised or gone",
                "No total was added or revised.",
            ),
            *(
                [html.table([_series(pair) for pair in found["series"]], "Counts in series")]
                if found["series"]
                else []
            ),
            html.table(
                [_source(pair) for pair in reports],
                "Reports new, changed or gone",
                "No report is new.",
            ),
            *(
                [html.table(_pages(pages), "Pages of the wider record, new, changed or gone")]
                if pages
                else []
            ),
            html.table(chosen, "Parameters that differ", "The parameters are the same."),
        ]
    )


def _beside_first(after: dict, first: dict | None) -> Markup:
    """How an edition of the wider record differs from the first one; '' for other editions."""
    if not after.get("harvested"):
        return Markup("")
    where = html.link("verdict by verdict", f"{PAGES}deadlines.html{BESIDE}")
    if first is None:
        told = "What its pages of the wider record change is set out"
    else:
        split = len(differing({"first": first, "this": after}))
        more = after["summary"]["all"] - first["summary"]["all"]
        told = (
            f"Beside the first edition it reaches another verdict on {many(split, 'commitment')} "
            f"and knows {many(more, 'more commitment', 'more commitments')}, set out"
        )
    return Markup("\n<p>{} {}.</p>").format(told, where)


def _verdict(pair: dict) -> dict:
    """A verdict that moved: from, to, because of which evidence."""
    row = pair["now"] or pair["was"]
    return {
        "commitment": _to(row["commitment"], f"{row['commitment']} {row['title']}"),
        "viewpoint": row["viewpoint"].replace("_", " "),
        "from": _chip(pair["was"]),
        "to": _chip(pair["now"]),
        "because of": _because(pair["evidence"])
        if pair["evidence"]
        else "no statement: a date passed, or the commitment itself is new",
    }


def _because(statement_ids: list[str]) -> Markup:
    """The first statements that turned a verdict, and how many more there are."""
    shown = statement_ids if len(statement_ids) <= A_FEW + 1 else statement_ids[:A_FEW]
    links = html.joined((_to(s, s) for s in shown), ", ")
    more = len(statement_ids) - len(shown)
    return Markup("{} and {} more").format(links, phrases.count(more)) if more else links


def _chip(row: dict | None) -> Markup:
    """A verdict with its mark and grade."""
    if row is None:
        return Markup("not there")
    return html.joined(
        [html.chip(row["verdict"], *VERDICT_MARKS[row["verdict"]]), row["grade"] or ""], " "
    )


def _count(pair: dict) -> dict:
    """A total before and now."""
    row = pair["now"] or pair["was"]
    return {
        "total": _to(pair["id"], f"{pair['id']} {row['title']}"),
        "before": phrases.amount(*pair["was"]["total"]) if pair["was"] else "not there",
        "now": phrases.amount(*pair["now"]["total"]) if pair["now"] else "gone",
    }


def _series(pair: dict) -> dict:
    """How many counts a series has before and now: they are too many to be listed one by one."""
    row = pair["now"] or pair["was"]
    return {
        "series": row["title"],
        "counts before": pair["was"]["counts"] if pair["was"] else "not there",
        "counts now": pair["now"]["counts"] if pair["now"] else "gone",
    }


def _pages(pairs: list[dict]) -> list[dict]:
    """How many pages of the wider record are new, changed or gone."""
    found = Counter(map(_what, pairs))
    return [{"what": what, "pages": number} for what, number in found.items()]


def _what(pair: dict) -> str:
    """What became of a source."""
    return "new" if not pair["was"] else "changed" if pair["now"] else "gone"


def _source(pair: dict) -> dict:
    """A report that is new, gone or described anew."""
    row = pair["now"] or pair["was"]
    days = [None if day is None else date.fromisoformat(day) for day in row["published"]]
    return {"report": row["title"], "published": phrases.between(*days), "what": _what(pair)}


def _to(row_id: str, words: str) -> Markup:
    """A link to a row's evidence from a page of prose."""
    return html.link(words, PAGES + address(row_id))


def comparison(snapshots: dict[str, dict], titles: Mapping[str, str], here: str) -> str:
    """Editions side by side: what each knows and finds, and where their verdicts differ."""
    rows = [
        {
            "edition": _edition(titles[name], name, here),
            "knows up to": phrases.day(date.fromisoformat(said["as_of"]))
            if said["as_of"]
            else "nothing",
            "reports": len(said["sources"]) - len(said.get("harvested", ())),
            "other pages": len(said.get("harvested", ())),
            "commitments": said["summary"]["all"],
            "kept": said["summary"]["kept"],
            "broken": said["summary"]["broken"],
            "contested or in part": said["summary"]["contested"] + said["summary"]["partly"],
            "open or not known": said["summary"].get("open", 0) + said["summary"]["unknown"],
        }
        for name, said in snapshots.items()
    ]
    names, homes = {}, {}
    # This edition last, so that a link leads into it wherever it knows the commitment.
    for name in sorted(snapshots, key=lambda name: name == here):
        for row in snapshots[name]["verdicts"].values():
            names[row["commitment"]] = row["title"]
            homes[row["commitment"]] = _book(name, here)
    split = [
        {
            "commitment": html.link(
                f"{commitment} {names[commitment]}",
                homes[commitment] + address(commitment),
            ),
            "verdicts": Markup("<br>").join(
                Markup("{} {}").format(
                    html.chip(verdict, *VERDICT_MARKS[verdict]),
                    html.joined(
                        (
                            html.link(titles[e], _book(e, here) + address(commitment))
                            for e in editions
                        ),
                        "; ",
                    ),
                )
                for verdict, editions in by.items()
            ),
        }
        for commitment, by in sorted(differing(snapshots).items())
    ]
    for column in ("contested or in part", "other pages"):
        if not any(row[column] for row in rows):
            rows = [{k: v for k, v in row.items() if k != column} for row in rows]
    return Markup("\n").join(
        [
            Markup('<div class="answer"><p>{}</p></div>').format(_differ(rows, len(split))),
            Markup('<div class="compared">{}</div>').format(
                html.table(rows, "The editions of this book", "There is no other edition.")
            ),
            html.table(
                split,
                "Commitments on which they differ, each edition from its own viewpoint",
                "They reach the same verdict on every commitment that they know.",
            ),
        ]
    )


def _differ(rows: list[dict], split: int) -> str:
    """In a sentence: how many editions, how much each can tell, on how many they part."""
    if not rows:
        return "No edition is known."
    kept, broken = ([row[word] for row in rows] for word in ("kept", "broken"))

    def between(counts: list[int]) -> str:
        low, high = min(counts), max(counts)
        few = phrases.count(low)
        return few if low == high else f"{few} to {phrases.count(high)}"

    return (
        f"{capital(many(len(rows), 'edition'))} of the same record: of the commitments that an "
        f"edition knows, {between(kept)} count as kept and {between(broken)} as broken. "
        f"They reach different verdicts on {many(split, 'commitment')}."
    )


def _book(name: str, here: str) -> str:
    """Where the notebooks of an edition lie, as seen from a page of prose of this one."""
    return PAGES if name == here else f"../../{name}/notebooks/"


def _edition(title: str, name: str, here: str) -> Markup:
    """An edition's title, leading to its first page."""
    if name == here:
        return Markup("{} (this one)").format(title)
    return html.link(title, f"../../{name}/index.html")
