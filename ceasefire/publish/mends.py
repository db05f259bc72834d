"""What the theme gets wrong, put right as each page is written.

In: a piece of the theme's HTML. Out: the same, mended. Called by ``templates/layout.html``.
"""

import re
from pathlib import Path

# Labels that say something else than the words they stand on ("Search Ctrl+K", "Show code"):
# without the label, the words are the name.
SEARCH_LABEL = re.compile(r'(<button class="btn search-button-field[^>]*?) aria-label="[^"]*"')
SUMMARY = '<summary aria-label="Toggle hidden content">'
TITLE = re.compile(r'(<article class="bd-article">.*?</h1>\n?)', re.DOTALL)
SIDEBAR = '<div id="pst-primary-sidebar" '

# The icons come from a web font; this script (1.5 MB) would only draw them once more.
ICON_SCRIPT = re.compile(r"<script[^>]*/fontawesome\.js[^>]*></script>")


def head(html: str) -> str:
    """A page does not load the script that draws icons anew."""
    return ICON_SCRIPT.sub("", html)


def below_title(html: str, added: str) -> str:
    """A page with something under the title of its article."""
    return TITLE.sub(lambda found: found.group() + added, html, count=1)


def body(html: str) -> str:
    """A page's buttons are named by their words, and its sidebar is a landmark."""
    html = SEARCH_LABEL.sub(r"\1", html).replace(SUMMARY, "<summary>")
    return html.replace(SIDEBAR, f'{SIDEBAR}role="complementary" aria-label="This book" ')


def drop_unused_files(static: Path) -> None:
    """What no page asks for is not published: the icon script, the theme's templates and maps."""
    for unused in ("scripts/fontawesome.js*", "*webpack-macros.html", "**/*.map"):
        for path in static.glob(unused):
            path.unlink()
