"""The book in the browser while somebody writes it: a saved file is built, and the page shows it.

In: the project's files. Out: the site on this machine only. Called by the shell command.
"""

import contextlib
import functools
import http.server
import json
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path

from ceasefire.errors import ParameterError
from ceasefire.package import PROJECT
from ceasefire.publish.build import CODE, SITE, SOURCES, Summary
from ceasefire.publish.site import must_be_replaceable

WATCHED = (*(PROJECT / name for name in SOURCES), PROJECT / "notebooks", PROJECT / "data", CODE)
MADE = PROJECT / "data" / "clean"
PAUSE = 0.4  # seconds between two looks at the files
# A page asks for this address with the number of its build; the answer comes after a later one.
NEWS = "/built-after/"
SCRIPT = "<script>fetch('%s%d').then((r) => r.ok && location.reload()).catch(() => 0)</script>"


class News:
    """How often the book has been built, for those who wait for it."""

    def __init__(self) -> None:
        self.build = 0
        self._told = threading.Condition()

    def tell(self) -> None:
        """It has been built once more."""
        with self._told:
            self.build += 1
            self._told.notify_all()

    def after(self, build: str) -> bool:
        """Wait for a build after this one; False where an hour brings none."""
        with self._told:
            return self._told.wait_for(lambda: str(self.build) != build, timeout=3600)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """The site's files, each page with a script that waits for news."""

    news: News

    def do_GET(self) -> None:
        if self.path.startswith(NEWS):
            told = self.news.after(self.path.removeprefix(NEWS))
            self.send_response(204 if told else 503)
            self.end_headers()
            return
        shown = self.news.build
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        if page.suffix != ".html" or not page.is_file():
            super().do_GET()
            return
        content = page.read_bytes() + (SCRIPT % (NEWS, shown)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        pass


def saved(before: dict[Path, int]) -> Iterator[None]:
    """Something each time that a watched file is saved, made or removed."""
    while True:
        time.sleep(PAUSE)
        now = times()
        if now != before:
            before = now
            yield


def times() -> dict[Path, int]:
    """When each watched file was saved; a cheap look that only says when to look closer."""
    found = {}
    for place in WATCHED:
        for path in [place] if place.is_file() else place.rglob("*"):
            if "__pycache__" in path.parts or MADE in path.parents:
                continue
            with contextlib.suppress(OSError):  # an editor's own file, gone again
                if path.is_file():
                    found[path] = path.stat().st_mtime_ns
    return found


def serve(out: Path | None, port: int, tell: Callable[[str], None]) -> None:
    """Serve the first edition until Ctrl-C, and build it again whenever a file is saved."""
    folder = Path(out or SITE).resolve()
    must_be_replaceable(folder)
    news, before = News(), times()
    handler = functools.partial(type("Handler", (_Handler,), {"news": news}), directory=str(folder))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise ParameterError(
            f"port {port}: {error.strerror}; accepted: a free one, or --port 0 for any"
        ) from None
    with server:
        server.daemon_threads = True
        _build(folder, tell)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        tell(f"The book: {address} (Ctrl-C ends)")
        webbrowser.open(address)
        for _ in saved(before):
            if _build(folder, tell):
                news.tell()


def _build(folder: Path, tell: Callable[[str], None]) -> bool:
    """Build what changed; True where something was published. A mistake is told, and no end.

    By a process of its own, since what was saved may be the code that this one has loaded.
    """
    command = [sys.executable, "-m", "ceasefire.cli", "build", "--json", "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        tell(done.stderr.strip())
        return False
    summary = json.loads(done.stdout)
    tell(Summary(**summary).in_words())
    return bool(summary["published"])
