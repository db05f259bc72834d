"""What a page says of itself where it is shared: title, description, a picture, its address.

In: the passages of the pages and each page as it is written. Out: tags in the page's head, and
``_static/previews/PAGE.png`` of 1200 by 630. Called by Sphinx.

The description is the page's own answer. Addresses are whole where the site's is known
(``ceasefire build --url``, or ``html_baseurl``); else they are relative, which opens from a disk
and which not every service that shows previews follows.
"""

import hashlib
import json
import os
import re
import textwrap
from html import escape
from pathlib import Path

import vl_convert

from ceasefire.publish import passages, png, script_bundle, site
from ceasefire.publish.pages import EDITIONS

DESCRIPTION = 300
WIDTH, HEIGHT = 1200, 630
PREVIEWS = "_static/previews"
PICTURE = re.compile(r'<div class="chart-picture"[^>]*>\s*(<svg\b.*?</svg>)', re.DOTALL)
VARIABLE = re.compile(r"var\(--[\w-]+,\s*([^()]*)\)")
VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
ROOT = re.compile(r"<svg\b[^>]*>")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FONT = "Arial, 'Liberation Sans', sans-serif"
INK, MUTED, GROUND, LINE = "#1f2328", "#57606a", "#f4f5f7", "#d0d7de"
CARD = (590, 40, 570, 550)


def connect(app) -> None:
    """Each page gets its tags and its preview."""
    app.connect("config-inited", _address)
    app.connect("html-page-context", _share, priority=600)
    app.connect("build-finished", _first_page, priority=900)


def _edition() -> dict:
    said = os.environ.get(EDITIONS, "")
    return json.loads(said) if said else {}


def edition_title() -> str:
    """The title of the edition that is being built; '' for a book alone."""
    edition = _edition()
    return edition.get("titles", {}).get(edition.get("here"), "")


def _address(_app, config) -> None:
    """Where the book will stand, if the build has been told."""
    edition = _edition()
    if edition.get("url"):
        config.html_baseurl = f"{edition['url']}{edition['here']}/"


def tags(title: str, description: str, image: str, words: str, name: str, address: str) -> str:
    """A page's tags for those that show a link: all text escaped.

    ``image``: the preview's address; ``words``: its text alternative; ``address``: the page's own,
    if known.
    """
    named = {
        "og:type": "article",
        "og:site_name": name,
        "og:locale": "en_GB",
        "og:title": title,
        "og:description": description,
        "og:url": address,
        "og:image": image,
        "og:image:type": "image/png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": words,
    }
    others = {
        "description": description,
        "twitter:card": "summary_large_image",
        "twitter:image:alt": words,
    }
    lines = [f'<meta name="{k}" content="{escape(v)}"/>' for k, v in others.items() if v]
    lines += [f'<meta property="{k}" content="{escape(v)}"/>' for k, v in named.items() if v]
    return "\n".join(lines) + "\n"


def page_title(title: str, edition: str, name: str) -> str:
    """What a window or a link is called: the page, the edition, the book."""
    return " – ".join(dict.fromkeys(filter(None, (title, edition, name))))


def _tags_of(app, page_name: str, title: str, to_root: str) -> str:
    """The tags of a page of the book; ``to_root`` leads from where they stand to the book."""
    known = passages.of(app.env)[page_name]
    base, name = app.config.html_baseurl or "", app.config.html_title or app.config.project
    return tags(
        page_title(title, edition_title(), ""),
        passages.shortened(known.answer, DESCRIPTION),
        f"{base or to_root}{PREVIEWS}/{_file(page_name)}",
        passages.shortened(f"{title} {known.answer}", DESCRIPTION),
        name,
        f"{base}{page_name}.html" if base else "",
    )


def _file(page_name: str) -> str:
    return f"{page_name.replace('/', '-')}.png"


def _share(app, page_name, _template, context, doctree) -> None:
    title = context.get("title") or ""
    plain = passages.of(app.env)[page_name].title if doctree is not None else title
    name = app.config.html_title or app.config.project
    context["window_title"] = page_title(plain, edition_title(), name)
    context["sharing_tags"] = ""
    if doctree is None:
        return
    context["sharing_tags"] = _tags_of(app, page_name, plain, "../" * page_name.count("/"))
    drawing = PICTURE.search(context.get("body", ""))
    drawn = preview_svg(
        plain,
        passages.of(app.env)[page_name].answer,
        name,
        edition_title(),
        drawing[1] if drawing else "",
    )
    target = Path(app.outdir, PREVIEWS, _file(page_name))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(preview(drawn))


def preview(svg: str) -> bytes:
    """The picture of a preview, made once for each drawing."""
    key = hashlib.sha256(f"1 {vl_convert.__version__}{svg}".encode()).hexdigest()
    return script_bundle.kept_bytes(
        f"previews/{key}.png", lambda: png.packed(vl_convert.svg_to_png(svg, scale=1.0, ppi=72))
    )


def preview_svg(title: str, answer: str, name: str, edition: str, chart: str) -> str:
    """A preview: the book, the page and its answer beside its first chart, on a light ground."""
    wide = CARD[0] - 100 if chart else WIDTH - 120
    above = "" if title == name else name
    big = 46 if chart else 60
    parts, y = [], 92
    for text, size, lines, weight, colour in (
        (above, 22, 1, "normal", MUTED),
        (title, big, 4, "bold", INK),
        (answer, 25, 6, "normal", INK),
    ):
        for line in _lines(text, int(wide / (size * (0.56 if weight == "bold" else 0.5))), lines):
            y += round(size * 0.3)
            parts.append(_text(line, 60, y, size, weight, colour))
            y += size
        y += 22 if text else 0
    if edition:
        parts.append(_text(_lines(edition, 44, 1)[0], 60, HEIGHT - 42, 22, "bold", MUTED))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>'
        f'<rect width="14" height="{HEIGHT}" fill="{INK}"/>'
        f"{''.join(parts)}{_card(chart) if chart else ''}</svg>"
    )


def _lines(text: str, wide: int, most: int) -> list[str]:
    """A text in so many lines at most, the last one ended by … where there would be more."""
    plain = UNSEEN.sub("", passages.shortened(" ".join(text.split()), wide * most * 2))
    found = textwrap.wrap(plain, wide, max_lines=most, placeholder="…")
    return found or ([""] if most == 1 else [])


def _text(text: str, x: int, y: int, size: int, weight: str, colour: str) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{FONT}" font-size="{size}" '
        f'font-weight="{weight}" fill="{colour}">{escape(text, quote=False)}</text>'
    )


def _card(chart: str) -> str:
    """A chart's picture in its light colours, its upper part where it is long."""
    view = VIEW.search(chart)
    if view is None:
        return ""
    x, y, width, height = CARD
    across, down = float(view[1]), float(view[2])
    inner, room = width - 40, height - 40
    shown = min(down, across * room / inner)
    tall = shown * inner / across
    top = y + 20 + (room - tall) / 2
    opening = (
        f'<svg x="{x + 20}" y="{top:.0f}" width="{inner}" height="{tall:.0f}" '
        f'viewBox="0 0 {across:.0f} {shown:.0f}" font-family="{FONT}">'
    )
    drawing = VARIABLE.sub(r"\1", ROOT.sub(opening, chart, count=1))
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="12" fill="#fff" '
        f'stroke="{LINE}"/>{drawing}'
    )


def _first_page(app, exception) -> None:
    """The page that opens the book says of itself what the first page of the contents does."""
    if exception is not None or app.builder.name != "html":
        return
    root = app.config.root_doc
    known = passages.of(app.env).get(root)
    if not _edition():  # a book alone is its own site
        pages = site.sitemap(Path(app.outdir), ["."], app.config.html_baseurl or "")
        Path(app.outdir, "sitemap.xml").write_text(pages, encoding="utf-8", newline="\n")
    if known is None or root == "index":
        return
    name = app.config.html_title or app.config.project
    page = site.first_page(
        page_title(known.title, edition_title(), name),
        f"{root}.html",
        _tags_of(app, root, known.title, ""),
    )
    Path(app.outdir, "index.html").write_text(page, encoding="utf-8", newline="\n")
