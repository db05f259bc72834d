"""How a chart leaves a notebook: as data and words, never as a script that loads from elsewhere.

In: a Vega-Lite specification, as Altair hands it over. Out: a MIME bundle of the specification and
its description. Called by Altair, through the entry point ``altair.vegalite.v6.renderer``.
"""

from collections.abc import Iterator

import altair as alt

NAME = "ceasefire"

# Altair 6's own type for notebooks, ``application/vnd.vegalite.v6.json``, lacks the ``+json`` that
# nbformat asks of structured data, and JupyterLab draws no ``v6+json``. It does draw this one.
MIME = "application/vnd.vegalite.v5+json"

NO_DESCRIPTION = "A chart without a description."


def render(spec: dict, **_options: object) -> dict[str, object]:
    """A chart shows as its specification where charts can be drawn, else as its description."""
    return {MIME: spec, "text/plain": description(spec) or NO_DESCRIPTION}


def description(spec: dict) -> str:
    """A chart's description is the outermost one in it: composing charts buries it in a part."""
    return next((part["description"] for part in parts(spec) if part.get("description")), "")


def parts(spec: dict) -> Iterator[dict]:
    """A chart's parts are itself, then those it layers, concatenates, facets or repeats."""
    yield spec
    for part in inner(spec):
        yield from parts(part)


def inner(spec: dict) -> list[dict]:
    """What a chart layers, concatenates, facets or repeats."""
    within = [spec["spec"]] if isinstance(spec.get("spec"), dict) else []
    return within + [
        p for key in ("layer", "concat", "hconcat", "vconcat") for p in spec.get(key, [])
    ]


def enable() -> None:
    """Charts shown from now on use this renderer, whether or not the package is installed."""
    alt.renderers.register(NAME, render)
    alt.renderers.enable(NAME)
