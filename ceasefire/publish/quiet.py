"""What a reader need not see at once: the code of a page, and sections that have nothing to show.

In: Sphinx's events. Out: one button for all code of a page; no caption or number where a chart has
nothing to draw; where a whole section has nothing, one sentence, and its prose folded under it;
where several sections on end have nothing, what they have to say once, and all of them folded.
Called by ``sphinx_ext``, as one of its parts.
"""

import re
from html import escape
from itertools import groupby

from docutils import nodes

from ceasefire.publish import chart_pages

EMPTY = re.compile(r'<p class="empty">(?:(?!</p>).)*</p>', re.DOTALL)
WRAPPED = re.compile(r'<div class="compared">|</div>|\s')
BUTTONS = '<div class="article-header-buttons">'
FOLDED = "What stands here where it is known"
UNKNOWN = "unknown"  # class of a section that has nothing to show


def connect(app) -> None:
    """Pages are made quiet as they are read, and bear the button as they are written."""
    # Before Sphinx makes the contents of a page from its sections.
    app.connect("doctree-read", _quieten, priority=400)
    app.connect("html-page-context", _offer_code)


def _quieten(_app, doctree: nodes.document) -> None:
    for figure in list(doctree.findall(nodes.figure)):
        if next(figure.findall(chart_pages.chart), None) is None and _is_nothing(figure):
            # The address stays, without a number and a caption of its own.
            block = nodes.container(ids=figure["ids"], names=figure["names"])
            block += [c for c in figure.children if not isinstance(c, nodes.caption)]
            figure.replace_self(block)
    for section in list(doctree.findall(nodes.section)):
        _say_once(section)
    for section in list(doctree.findall(nodes.section)):
        _gather(section)


def _say_once(section: nodes.section) -> None:
    """A section in which no cell has anything to show says so in its first sentence alone."""
    inner = next((c for c in section.children if isinstance(c, nodes.section)), None)
    cells = [c for c in section.children if _of_notebook(c, "cell_code")]
    said = [raw for cell in cells for raw in _told(cell)]
    if inner or not said or not all(_is_nothing(cell) for cell in cells):
        return
    for raw in said:
        first = EMPTY.search(raw.astext()).group() if raw is said[0] else ""
        raw.replace_self(_raw(first))
    title, prose = section.children[0], [c for c in section.children[1:] if c not in cells]
    section["classes"].append(UNKNOWN)
    section.children = []
    section += [title, *cells]
    section += [_opened(FOLDED), *prose, _raw("</details>")] if prose else []


def _gather(section: nodes.section) -> None:
    """Sections on end that have nothing to show become one block, without headings of their own.

    Their addresses stay: each leads into the fold, which opens.
    """
    children = []
    for empty, group in groupby(section.children, _is_unknown):
        run = list(group)
        children += _gathered(run) if empty and len(run) > 1 else run
    if len(children) != len(section.children):
        section.children = []
        section += children


def _is_unknown(node: nodes.Node) -> bool:
    return isinstance(node, nodes.section) and UNKNOWN in node["classes"]


def _gathered(sections: list[nodes.section]) -> list[nodes.Node]:
    """Every sentence of these sections once, and under it what would stand there."""
    said: dict[str, nodes.raw] = {}
    parts = []
    for one in sections:
        for raw in _told(one):
            if EMPTY.search(raw.astext()):
                said.setdefault(raw.astext(), _raw(raw.astext()))
                raw.parent.remove(raw)
            elif "folded unknown" in raw.astext() or raw.astext() == "</details>":
                raw.parent.remove(raw)
        title, rest = one.children[0], one.children[1:]
        part = nodes.container(ids=one["ids"], names=one["names"])
        part += [nodes.rubric("", "", *title.children), *rest]
        parts.append(part)
    topics = "; ".join(one.children[0].astext() for one in parts)
    return [*said.values(), _opened(f"{FOLDED}: {escape(topics)}"), *parts, _raw("</details>")]


def _opened(summary: str) -> nodes.raw:
    return _raw(f'<details class="folded unknown"><summary>{summary}</summary>')


def _of_notebook(node: nodes.Node, kind: str) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == kind


def _told(node: nodes.Node) -> list[nodes.raw]:
    """The pieces of HTML in a part of a page that say anything."""
    return [r for r in node.findall(nodes.raw) if r.get("format") == "html" and r.astext().strip()]


def _is_nothing(node: nodes.Node) -> bool:
    """Whether a part of a page holds no chart, and no more than sentences of nothing to show."""
    if next(node.findall(chart_pages.chart), None) is not None:
        return False
    return not any(WRAPPED.sub("", EMPTY.sub("", raw.astext())) for raw in _told(node))


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def _offer_code(app, _page_name, _template, context, doctree) -> None:
    if doctree is None or not any(_of_notebook(n, "cell_code") for n in doctree.findall()):
        return
    show, hide = escape(app.config.nb_code_prompt_show), escape(app.config.nb_code_prompt_hide)
    button = (
        f'<button type="button" class="btn btn-sm code-button" aria-expanded="false" '
        f'data-other="{hide}"><span class="code-sign" aria-hidden="true">&lt;/&gt;</span> '
        f'<span class="code-words">{show}</span></button>\n'
    )
    context["body_mends"].append(lambda html: html.replace(BUTTONS, f"{BUTTONS}{button}", 1))
    app.add_js_file("quiet.js", loading_method="defer")
