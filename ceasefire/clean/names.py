"""Names: a spelling in a report to the id of the actor, place or agreement that it means.

In: the words, what is looked for, the report, and the spellings of the `names` table (columns name,
kind, id, source_id). Out: an id, or None where no spelling or more than one thing fits. Pure. May
be called by anybody above; imports nothing of ours.
"""

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

import pandas as pd

INVISIBLE_AND_DOUBLE = re.compile('[\u00ad\u200b-\u200f\ufeff"\u201c-\u201f\u2033\u00ab\u00bb]')
SINGLE = re.compile("['`\u00b4\u02b9-\u02bf\u2018-\u201b\u2032\u2039\u203a]")
POSSESSIVE = re.compile("['\u2019\u02bc]{1,2}s$")
GAPS = re.compile(r"[\s\u2010-\u2015\u2212-]+")
EDGES = " .,;:()[]"


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The form in which spellings are compared: what typesetting and transliteration vary is gone.

    NFKC, lower case, no diacritics, no quotes (straight, curly, doubled), no possessive at the
    end, hyphens and runs of spaces as one space, no punctuation at the edges.
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("\u0131", "i")
    letters = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    text = POSSESSIVE.sub("", INVISIBLE_AND_DOUBLE.sub("", text).strip(EDGES))
    return GAPS.sub(" ", SINGLE.sub("", text)).strip(EDGES)


# By kind and folded spelling: the report whose own it is ('': any report's), and the id meant.
Spellings = dict[tuple[str, str], list[tuple[str, str]]]


def spellings(names: pd.DataFrame) -> Spellings:
    """The table of names made ready to look words up in."""
    found: Spellings = defaultdict(list)
    for row in names.fillna("").to_dict("records"):
        found[row["kind"], fold(row["name"])].append((row["source_id"], row["id"]))
    return dict(found)


def resolve_name(token: str, kind: str, source_id: str, listed: Spellings) -> str | None:
    """The id that the words mean among things of this kind; this report's own spellings go first.

    None where there is no such spelling, or it is given to more than one thing.
    """
    alike = listed.get((kind, fold(token)), [])
    own = {meant for owner, meant in alike if owner == source_id}
    ids = own or {meant for owner, meant in alike if not owner}
    return ids.pop() if len(ids) == 1 else None
