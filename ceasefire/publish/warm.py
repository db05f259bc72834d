"""What every task needs, imported once: the server process of ``publish.workers`` loads this.

In: the name of a data package in the environment. Out: nothing but loaded modules and, where it can
be had, the clean tables, which each fork then finds ready.
"""

import gc
import os
from contextlib import suppress
from importlib import import_module

from ceasefire.publish.workers import DATA
from ceasefire.study import opened

for module in (
    "IPython.core.interactiveshell",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "sphinx_book_theme",
    "ceasefire.publish.changes",
    "ceasefire.publish.shell",
    "ceasefire.publish.sphinx_ext",
):
    import_module(module)

if DATA in os.environ:
    with suppress(Exception):  # the check says what is wrong with it
        opened(os.environ[DATA])

# What stands here lives as long as each fork does: no fork need look through it for garbage.
gc.collect()
gc.freeze()
