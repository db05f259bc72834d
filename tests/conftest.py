"""What several test files share: the built book, and a browser to read it in."""

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ceasefire.cli import main
from ceasefire.publish.editions import read_editions

ROOT = Path(__file__).resolve().parent.parent
# A folder of an edition that was built before, with the site around it, to be tested in place of
# one that is built for the tests.
BOOK = Path(os.environ["BOOK"]).resolve() if "BOOK" in os.environ else None
EDITIONS = tuple(
    [each["name"] for each in json.loads((BOOK.parent / "site.json").read_text())["editions"]]
    if BOOK
    else [each.name for each in read_editions()]
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Path:
    """The folder of the first edition, made once for all workers, as a person makes it.

    All others stand beside it.
    """
    if BOOK:
        return BOOK
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    pages, told = shared / "book", shared / "book.log"
    try:
        (shared / "book.begun").mkdir()
    except FileExistsError:
        _wait_for(told)
    else:
        script = "import sys; from ceasefire.cli import main; sys.exit(main(sys.argv[1:]))"
        command = [sys.executable, "-c", script, "build", "--all", "--out", str(pages)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        told.write_text(done.stdout + done.stderr, encoding="utf-8")
    if not all((pages / name).is_dir() for name in EDITIONS):
        words = told.read_text(encoding="utf-8")
        pytest.fail(f"the book could not be built:\n{words}", pytrace=False)
    return pages / EDITIONS[0]


def _wait_for(path: Path, seconds: int = 600) -> None:
    """Another worker is building: wait until it has written what it has to tell."""
    for _ in range(seconds * 5):
        if path.exists():
            return
        time.sleep(0.2)
    pytest.fail(f"another worker did not finish building the book in {seconds} s")


@pytest.fixture
def shell(capsys):
    """Run the command as a person would; gives exit code, output, errors. No traceback, ever."""

    def command(*words: object) -> tuple[int, str, str]:
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = end.code or 0
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return code, printed.out, printed.err

    return command


@pytest.fixture(scope="session")
def site(book: Path) -> Iterator[str]:
    """The address of the site, all editions, on a small server of its own."""
    handler = functools.partial(_Quiet, directory=str(book.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of files that does not write every request to the screen."""

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium without a network. Where it is absent its tests are skipped, but in CI they fail."""
    if not Path(CHROMIUM).exists():
        words = f"no Chromium at {CHROMIUM}: install it, or name one in CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield opened
        opened.close()
