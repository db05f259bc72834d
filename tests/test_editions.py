"""The editions side by side: every verdict leads to the card of the edition that reached it."""

import re

import pytest

from ceasefire.measures.changes import differing, snapshot
from ceasefire.parameters import read_parameters
from ceasefire.study import open_study
from ceasefire.words.changes import comparison

EDITIONS = {"five": {}, "wider": {"corpus": "all"}, "early": {"as_of": "2018-10-10"}}
TITLES = {"five": "The five", "wider": "The <wider>", "early": "Early"}


@pytest.fixture(scope="module")
def said() -> dict[str, dict]:
    """What each edition says."""
    found = {}
    for name, parameters in EDITIONS.items():
        study = open_study(read_parameters(parameters))
        found[name] = snapshot(study.record, (), 0, study.parameters.viewpoint)
    return found


@pytest.mark.parametrize("here", EDITIONS)
def test_each_verdict_leads_to_the_card_of_the_edition_that_reached_it(said, here):
    table = comparison(said, TITLES, here).partition("Commitments on which they differ")[2]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]
    expected = differing(said)
    assert len(rows) == len(expected) > 0
    for row, (commitment, by) in zip(rows, sorted(expected.items()), strict=True):
        links = re.findall(r'href="([^"]+)"', row)[1:]
        homes = {e: f"../../{e}/notebooks/" for e in EDITIONS} | {here: "../notebooks/"}
        there = f"deadlines.html#{commitment}"
        assert links == [homes[e] + there for editions in by.values() for e in editions]
        assert "<wider>" not in row
