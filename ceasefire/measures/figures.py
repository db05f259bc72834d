"""Numbers that reports give about an area and its people: context, never a count of violence.

In: a ``Record``. Out: a frame, one row per figure.
"""

import pandas as pd

from ceasefire.measures.knowledge import Record, speakers


def figures(record: Record) -> pd.DataFrame:
    """Numbers about the area and its people, each with who says so; they are never compared.

    The rows of ``figures`` known, with spoken_by (the speakers, else the publisher).
    """
    frame = record.facts("figures")
    return frame.assign(
        spoken_by=pd.Series(speakers(record, frame), index=frame.index, dtype=object)
    )
