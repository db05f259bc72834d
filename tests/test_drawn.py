"""Charts as Vega-Lite draws them: without a warning, in plain words, naming the rows they show.

The charts of ledgers, monitors, patrols, places and talks, on the project's whole record.
"""

import json
import re
from functools import cache

import pytest
import vl_convert
from notebook_runs import run

from ceasefire.charts import renderer
from ceasefire.publish.script_bundle import VEGALITE

PAGES = ("ledgers", "monitors", "patrols", "places", "talks")
ROW = re.compile(r"[A-Z]\d+[a-z]*")


@cache
def charts(page: str) -> list[dict]:
    """The charts of a page, on the wider record."""
    return [output.chart for output in run(page, {"corpus": "all"}) if output.chart]


@pytest.mark.parametrize("page", PAGES)
def test_vega_has_nothing_to_warn_of(page, capfd):
    for chart in charts(page):
        svg = vl_convert.vegalite_to_svg(
            chart, vl_version=VEGALITE, allowed_base_urls=[], show_warnings=True
        )
        sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)}
        assert min(sizes) >= 11
    out, err = capfd.readouterr()
    assert "WARN" not in out + err


@pytest.mark.parametrize("page", PAGES)
def test_a_tooltip_speaks_in_words(page):
    for chart in charts(page):
        for part in renderer.parts(chart):
            told = part.get("encoding", {}).get("tooltip", [])
            for field in told if isinstance(told, list) else [told]:
                assert field.get("title"), f"{page}: {field}"
                assert not re.search("_|[a-z][A-Z]", field["title"]), f"{page}: {field}"


@pytest.mark.parametrize("page", PAGES)
def test_a_mark_that_leads_somewhere_names_rows_that_are_there(page):
    for chart in charts(page):
        for rows in chart["datasets"].values():
            for row in rows:
                for key in ("row", "rows", "reports", "total", "incident"):
                    named = row.get(key) or ""
                    assert all(map(ROW.fullmatch, filter(None, named.split(", ")))), named
                if row.get("evidence"):
                    assert re.fullmatch(r"[a-z]+\.html#[\w-]+", row["evidence"]), row


@pytest.mark.parametrize("page", PAGES)
def test_words_fit_the_width_of_the_picture(page):
    """The picture breaks no line: a title has at most 84 signs, a line below it 104."""
    for chart in charts(page):
        for part in renderer.parts(chart):
            title = part.get("title")
            title = title if isinstance(title, dict) else {"text": title or ""}
            for key, most in (("text", 84), ("subtitle", 104)):
                held = title.get(key, "")
                for line in [held] if isinstance(held, str) else held:
                    assert len(line) <= most, json.dumps(line)
