"""What a chart's data file holds: columns of its rows, under headings that can be read alone.

In: fields of the rows that a chart draws. Out: a chart's ``usermeta``. Called by the chart modules;
``ceasefire.publish.chart_pages`` writes the file. Fields that only place a mark are not named here,
and so stand in no file. A day that ends a bar is drawn as the day after; a file has the day itself.
"""

from collections.abc import Mapping

from ceasefire.phrases import missing, rate

EVIDENCE = "Evidence (address in this book)"
LINK = {EVIDENCE: "evidence"}  # the field that leads to a card, as every chart calls it
# How a field becomes a cell; all others stay as they are.
ADDRESS, LAST_DAY = "address", "last day"


def last_day(field: str) -> tuple[str, str]:
    """A field with the day after the last one, as a bar needs it, as the last day itself."""
    return field, LAST_DAY


def table(
    columns: Mapping[str, str | tuple[str, str]], name: str = "", **only: object
) -> dict[str, object]:
    """One file: headings to fields, what it holds (``name``), and which rows are ``only`` in it."""
    pairs = ((head, f if isinstance(f, tuple) else (f, "")) for head, f in columns.items())
    return {
        "name": name,
        "only": only,
        "columns": [
            [head, field, ADDRESS if field == LINK[EVIDENCE] else kind]
            for head, (field, kind) in pairs
        ],
    }


def data(
    columns: Mapping[str, str | tuple[str, str]], *further: dict, **only: object
) -> dict[str, list[dict]]:
    """A chart's ``usermeta``: its file, and ``further`` ones, each a ``table`` with a name."""
    return {"data": [table(columns, **only), *further]}


def bounds(low: object, best: object, high: object) -> tuple[object, object]:
    """How many at least and at most, None where it is not told: as ``phrases.amount`` reads it."""
    low, best, high = (None if missing(value) else value for value in (low, best, high))
    if best is not None and low is None and high is None:
        return None, None  # 'about 70'
    return low, high


def per_day(value: object) -> float | None:
    """A rate with as many digits as words give it, None where it is not known."""
    return None if missing(value) else float(rate(value, value))
