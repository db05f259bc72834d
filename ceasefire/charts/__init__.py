"""Charts: a frame of measures goes in, an ``alt.Chart`` with a description comes out.

May import: measures' results as frames, never files. Called by notebooks and by tests.

Importing this package switches Altair to the book's look and to a renderer whose output is plain
data (``ceasefire.charts.renderer``), so that a notebook needs no set-up line of its own.

What a chart in the book must do, since the page cannot do it for the chart:

- carry a ``description`` (a facet or a concatenation on its outermost level);
- take numeric widths or steps: the page fits them to the reader's screen;
- put facets in rows, legends on top, and long category labels through ``theme.wrapped``;
- take its colours from ``theme``, whose names follow the page's light and dark;
- give time as datetime columns: a date as text is read as UTC by the browser and may move a day.
"""

from ceasefire.charts import renderer, theme

renderer.enable()
theme.enable()
