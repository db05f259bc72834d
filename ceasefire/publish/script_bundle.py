"""The scripts that draw live charts: Vega, Vega-Lite and Vega-Embed, and the look all charts share.

In: the installed vl-convert, the theme. Out: JavaScript files beside the pages, and a folder of the
environment in which costly things are kept. Called by ``sphinx_ext`` and chart pages.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import vl_convert

VEGALITE = "6.4"
FILE = f"vega-{vl_convert.__version__}.js"
THEME = "chart-theme.js"

# Vega's own names would collide with the theme's scripts, so the bundle lives in a function and
# hands out one name.
GLOBAL = "ceasefireEmbed"


def write_bundle(static: Path) -> None:
    """The bundle is written once into a book's static folder, and kept there."""
    target = static / FILE
    if target.exists():
        return
    static.mkdir(parents=True, exist_ok=True)
    _replace(target, _bundle().encode())


def write_call(path: Path, function: str, *values: object) -> str:
    """A script that hands values to a function of ``charts.js``; returns its name with its version.

    A script element may load it from a folder, where a browser fetches nothing.
    """
    given = ",".join(json.dumps(v, separators=(",", ":"), ensure_ascii=False) for v in values)
    text = f"{function}({given});\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, text.encode())
    return f"{path.name}?v={hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _bundle() -> str:
    """The bundle is made once for each environment (1.5 s)."""

    def made() -> str:
        source = vl_convert.javascript_bundle(f"window.{GLOBAL} = vegaEmbed;", VEGALITE)
        return f"(function () {{\n{source}\n}})();\n"

    return kept(FILE, made)


def kept(name: str, make: Callable[[], str]) -> str:
    """A text that was made before, or is made now and kept in the environment where it can be."""
    return kept_bytes(name, lambda: make().encode()).decode()


def kept_bytes(name: str, make: Callable[[], bytes]) -> bytes:
    """As ``kept``, for what is no text."""
    path = Path(sys.prefix, "var", "cache", "ceasefire", name)
    with suppress(OSError):
        return path.read_bytes()
    content = make()
    with suppress(OSError):  # an environment of the system's may be read-only
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    return content


def _replace(path: Path, content: bytes) -> None:
    """A file appears whole or not at all, also where two builds write it at once."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
