"""The one script that draws live charts: Vega, Vega-Lite and Vega-Embed, taken from vl-convert.

In: the installed vl-convert. Out: a JavaScript file beside the pages, and a folder of the
environment in which costly things are kept. Called by ``sphinx_ext`` and ``chart_pages``.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import vl_convert

VEGALITE = "6.4"
FILE = f"vega-{vl_convert.__version__}.js"

# Vega's own names would collide with the theme's scripts, so the bundle lives in a function and
# hands out one name.
GLOBAL = "ceasefireEmbed"


def write_bundle(static: Path) -> None:
    """The bundle is written once into a book's static folder, and kept there."""
    target = static / FILE
    if target.exists():
        return
    static.mkdir(parents=True, exist_ok=True)
    _replace(target, _bundle())


def _bundle() -> str:
    """The bundle is made once for each environment (1.5 s)."""

    def made() -> str:
        source = vl_convert.javascript_bundle(f"window.{GLOBAL} = vegaEmbed;", VEGALITE)
        return f"(function () {{\n{source}\n}})();\n"

    return kept(FILE, made)


def kept(name: str, make: Callable[[], str]) -> str:
    """A text that was made before, or is made now and kept in the environment where it can be."""
    path = Path(sys.prefix, "var", "cache", "ceasefire", name)
    with suppress(OSError):
        return path.read_text(encoding="utf-8")
    text = make()
    with suppress(OSError):  # an environment of the system's may be read-only
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text)
    return text


def _replace(path: Path, text: str) -> None:
    """A file appears whole or not at all, also where two builds write it at once."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
