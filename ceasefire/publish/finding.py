"""Search: every card, entry, chart and section of the book, by id and by words, with no network.

In: the passages of the pages. Out: the page ``search.html`` and, in a script that only this page
loads, what it searches. Called by Sphinx.

Sphinx's own search knows pages, not the cards inside them, and shows words around a hit only by
fetching the page, which no browser allows a book opened from a folder. So its index is not made.
"""

import hashlib
import json
from pathlib import Path

from ceasefire.publish import passages

INDEX = "finding-index.js"
# So many signs of a place are searched and shown; what is longer has places of its own inside.
LONGEST = 700
UNUSED = ("searchtools.js", "language_data.js", "sphinx_highlight.js")


def index(pages: dict[str, passages.Page]) -> dict:
    """What the search page knows: pages by address and title, and places by page."""
    return {
        "pages": [[f"{name}.html", page.title] for name, page in pages.items()],
        "places": [
            [number, place.anchor, place.title, _searched(place)]
            for number, page in enumerate(pages.values())
            for place in page.passages
            if place.title or place.text
        ],
    }


def _searched(place: passages.Passage) -> str:
    """What is searched of a place, and shown around what was found: its words, its other names."""
    text = passages.shortened(place.text, LONGEST)
    return f"{text} Also: {place.names}." if place.names else text


def script(known: dict) -> str:
    """The index as a script that hands it over: a page opened from a folder may load no more."""
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return f"ceasefireFinds({text});\n"


def connect(app) -> None:
    """The search page takes the place of Sphinx's."""
    app.add_css_file("finding.css")
    app.connect("builder-inited", _begin)
    app.connect("html-collect-pages", _page)
    app.connect("html-page-context", _context)
    app.connect("build-finished", _finish)


def _begin(app) -> None:
    app.builder.search = False


def _page(_app):
    return [("search", {"title": "Search"}, "search.html")]


def _context(app, page_name, _template, context, _doctree) -> None:
    has = context["hasdoc"]
    context["hasdoc"] = lambda name: name == "search" or has(name)
    scripts = context["script_files"]
    scripts[:] = [one for one in scripts if not str(one.filename or "").endswith(UNUSED)]
    if page_name == "search":
        mark = hashlib.sha256(_script(app).encode()).hexdigest()[:8]
        given = {"data-index": f"{INDEX}?v={mark}"}
        app.add_js_file("finding.js", loading_method="defer", **given)


def _script(app) -> str:
    known = passages.of(app.env)
    return script(index({name: known[name] for name in sorted(known)}))


def _finish(app, exception) -> None:
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    (static / INDEX).write_text(_script(app), encoding="utf-8", newline="\n")
    for name in UNUSED:
        (static / name).unlink(missing_ok=True)
