"""Jupyter Book over staged sources: what ``jupyter-book build`` does, in this process.

In: a folder with ``_config.yml``, ``_toc.yml``, pages and executed notebooks. Out: its
``_build/html``, and the warnings. Called, in another process, by ``publish.build``.
"""

import contextlib
import io
import os
import random
from pathlib import Path

# Names the edition that is being built and those that it lists, as JSON, for ``sphinx_ext``.
EDITIONS = "CEASEFIRE_EDITIONS"


def build_pages(stage: str, editions: str) -> str:
    """Build the pages of a stage, warnings as errors; '' or what Sphinx has to say against them."""
    from jupyter_book.sphinx import build_sphinx  # heavy, and only this process needs it

    os.environ[EDITIONS] = editions
    random.seed(0)
    folder, said = Path(stage), io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        result = build_sphinx(
            folder,
            folder / "_build" / "html",
            noconfig=True,
            path_config=folder / "_config.yml",
            confoverrides={
                "external_toc_path": (folder / "_toc.yml").as_posix(),
                "latex_individualpages": False,
                "nitpicky": True,
            },
            warningiserror=True,
            keep_going=True,
            quiet=True,
        )
    if result == 0 and (folder / "_build" / "html" / "index.html").is_file():
        return ""
    lines = f"{said.getvalue()}\n{result if isinstance(result, Exception) else ''}".splitlines()
    telling = [line for line in lines if "WARNING" in line or "rror" in line] or lines
    return "\n".join(telling[-12:]).replace(f"{folder}{os.sep}", "") or "no word of why"
