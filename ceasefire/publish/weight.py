"""A page asks for little: what it does not use is not loaded, and icons are drawn without a font.

In: the theme's files, and each page as it is written. Out: ``icons.css`` with the icons that the
book's pages use, the theme's style without the others, pages without scripts that do nothing on
them. Called by Sphinx.
"""

import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pydata_sphinx_theme

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
ICONS = "icons.css"
STYLE = "styles/pydata-sphinx-theme.css"
FONTS = "vendor/fontawesome"
# A rule that gives an icon its sign in the web font, and the font itself.
SIGN = re.compile(r'\.fa-[a-z0-9-]+:before(?:,\.fa-[a-z0-9-]+:before)*\{content:"[^"]*"\}')
FONT = re.compile(r"@font-face\{[^}]*Font ?Awesome[^}]*\}")
# What the pages and the theme's scripts show.
USED = (
    "angle-left", "angle-right", "arrow-up", "bars", "check", "chevron-down", "chevron-right",
    "circle-half-stroke", "download", "file", "file-pdf", "list", "magnifying-glass", "moon", "sun",
)  # fmt: skip
# A page's scripts and styles, and the sign in its body without which they have nothing to do.
NEEDED_BY = {
    "design-tabs.js": "sd-tab",
    "sphinx-design.min.css": 'class="sd-',
    "togglebutton.js": "toggle",
    "togglebutton.css": "toggle",
    "clipboard.min.js": "highlight",
    "copybutton.js": "highlight",
    "copybutton.css": "highlight",
}

# In a picture: what Vega's scripts would hold on to, and paths that paint nothing.
STILL = re.compile(r'<div class="chart-picture".*?</svg>', re.DOTALL)
HANDLES = re.compile(r' class="(?:mark|role)-[^"]*"')
BLANK = re.compile(
    r'<path (?:[^>]*class="foreground"[^>]*|[^>]*d="M0,0h0v0h0Z"[^>]*|[^>]*display="none"[^>]*)/>'
)


@cache
def icons_css() -> str:
    """The icons as pictures in CSS, in the colour of the words beside them."""
    script = (THEME / "scripts" / "fontawesome.js").read_text(encoding="utf-8")
    rules = [
        ".fa-solid::before, .fas::before { content: ''; display: inline-block; width: 1em;"
        " height: 1em; vertical-align: -0.125em; background: currentColor;"
        " -webkit-mask: var(--icon) center / contain no-repeat;"
        " mask: var(--icon) center / contain no-repeat; }",
        "@media (forced-colors: active) { .fa-solid::before, .fas::before"
        " { background: CanvasText; } }",
    ]
    for name in USED:
        # Of each style (solid, regular) the script holds one drawing; the first is the solid one.
        drawing = r'\[(\d+),(\d+),\[[^\]]*\],"[^"]*",("[^"]*")\]'
        found = re.search(rf'(?:"{name}"|\b{name}):{drawing}', script)
        if found is None:
            continue
        picture = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {found[1]} {found[2]}">'
            f'<path d="{json.loads(found[3])}"/></svg>'
        )
        rules.append(f'.fa-{name} {{ --icon: url("data:image/svg+xml,{quote(picture)}"); }}')
    return "\n".join(rules) + "\n"


def lighter(style: str) -> str:
    """The theme's style without the web fonts of icons and the signs in them."""
    return SIGN.sub("", FONT.sub("", style))


def light_pictures(body: str) -> str:
    """A page whose pictures hold only what is seen."""
    return STILL.sub(lambda picture: HANDLES.sub("", BLANK.sub("", picture[0])), body)


def connect(app) -> None:
    """Icons are a style of the book; files that nothing uses are not published."""
    app.add_css_file(ICONS, priority=150)
    app.connect("builder-inited", _write)
    app.connect("html-page-context", _drop, priority=950)
    app.connect("build-finished", _finish)


def _write(app) -> None:
    if app.builder.format == "html":
        static = Path(app.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        (static / ICONS).write_text(icons_css(), encoding="utf-8", newline="\n")


def _drop(_app, _page, _template, context, _doctree) -> None:
    """A page does not ask for what nothing in it needs."""
    body = context.get("body", "")
    for listed in ("script_files", "css_files"):
        context[listed][:] = [one for one in context[listed] if _needed(one, body)]
    if body:
        context["body"] = light_pictures(body)


def _needed(file, body: str) -> bool:
    name = str(file.filename or "").rpartition("/")[2]
    return NEEDED_BY.get(name, "") in body


def _finish(app, exception) -> None:
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    style = static / STYLE
    style.write_text(lighter(style.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    for path in (static / FONTS).rglob("*"):
        if path.suffix in (".woff2", ".ttf"):
            path.unlink()
