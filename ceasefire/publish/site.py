"""The site: one folder per edition, each put in place whole, and a first page that opens one.

In: finished folders of pages. Out: a folder that any host can serve, and that opens from a disk.
Called by ``publish.build``. Under the site's folder, names that begin with a dot are being made, or
are left by a build that was killed; the next one clears them away.
"""

import contextlib
import ctypes
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

from ceasefire.errors import BuildError, ParameterError

# The mark of a folder that a build may replace: the editions that stand there, as JSON.
LIST = "site.json"
# What an edition was made from, and what it says: read by the next build, and by whoever likes.
ABOUT = "edition.json"
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")
STAGE = ".making-"
OLD = ".old-"

NOT_FOUND = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<meta name="robots" content="noindex">
<title>There is no such page – {title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 40rem; padding: 3rem 1.2rem; margin: auto; font: 1.1rem/1.6 sans-serif; }}
</style>
</head>
<body>
<main>
<h1>There is no such page</h1>
<p>The page may have been renamed, or the edition may no longer be built. These open the book:</p>
<ul>
{links}
</ul>
</main>
{script}</body>
</html>
"""
# A host shows the page above in the place of any missing one: its links are put right by looking
# for the list of the editions, in the missing page's folder and upwards.
HOMING = """<script>
(async () => {
  for (let up = new URL(".", location); ; up = new URL("..", up)) {
    const found = await fetch(new URL("site.json", up)).catch(() => 0);
    if (found.ok) {
      for (const link of document.links) link.href = new URL(link.getAttribute("href"), up);
      return;
    }
    if (up.pathname === "/") return;
  }
})();
</script>
"""
# Pages that no search engine should send a reader to.
UNLISTED = ("index.html", "search.html", "404.html")
TAGS = re.compile(r'<meta (?:name|property)="[^"]*" content="[^"]*"/>')


def first_page(title: str, target: str, tags: str = "") -> str:
    """A page that only opens another one; ``tags`` say of it what that one says."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(title)}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'{tags}</head>\n<body><main><p><a href="{target}">{escape(title)}</a></p></main></body>\n'
        "</html>\n"
    )


def must_be_replaceable(site: Path) -> None:
    """BuildError where the folder for the site holds something that is not one."""
    if site.is_dir():
        if (site / LIST).is_file() or all(p.name.startswith(".") for p in site.iterdir()):
            return
    elif not site.exists():
        return
    raise BuildError(
        f"{str(site)!r} is no book and is not replaced; give --out a new folder, or remove it"
    )


@contextlib.contextmanager
def held(site: Path) -> Iterator[None]:
    """The site for one build alone: a second one is told so. Ends with the process, however."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    site.mkdir(parents=True, exist_ok=True)
    with (site / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BuildError(
                f"another build is at work on {str(site)!r}; wait until it has ended"
            ) from None
        yield


def recover(site: Path) -> None:
    """Clear what a killed build left; an edition that it had put aside stands again."""
    for path in site.glob(f"{OLD}*"):
        name = path.name.removeprefix(OLD)
        if not (site / name).exists():
            path.rename(site / name)
    for path in [*site.glob(f"{STAGE}*"), *site.glob(f"{OLD}*")]:
        shutil.rmtree(path, ignore_errors=True)


def about(site: Path, name: str) -> dict:
    """What the published edition says of itself; empty where none stands or it cannot be read."""
    try:
        found = json.loads((site / name / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def published(site: Path) -> dict[str, str]:
    """The titles of the editions that stand in the site, by name, in the order of its list."""
    try:
        listed = json.loads((site / LIST).read_text(encoding="utf-8"))["editions"]
        return {e["name"]: e["title"] for e in listed if (site / e["name"]).is_dir()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def publish(fresh: Path, site: Path, name: str) -> None:
    """A finished folder takes the place of an edition, in one step where the system can."""
    target, old = site / name, site / f"{OLD}{name}"
    if not target.exists():
        fresh.rename(target)
    elif _exchange(fresh, target):
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Two folders change names in one step; False where this system or disk cannot."""
    names = os.fsencode(one), os.fsencode(other)
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        if sys.platform == "linux":
            return libc.renameat2(-100, names[0], -100, names[1], 2) == 0  # RENAME_EXCHANGE
        if sys.platform == "darwin":
            return libc.renamex_np(*names, 2) == 0  # RENAME_SWAP
    return False


def address(site: Path, given: str | None) -> str:
    """Where the site will be found, ending in /; that of the last build if none is given.

    '' where it is not known. ParameterError for what is no address.
    """
    if given is None:
        try:
            kept = json.loads((site / LIST).read_text(encoding="utf-8")).get("url", "")
        except (OSError, ValueError, AttributeError):
            return ""
        return kept if isinstance(kept, str) else ""
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        host = (parts.hostname or "").encode("idna").decode()
        fine = parts.scheme in ("http", "https") and bool(HOST.fullmatch(host)) and parts.port != 0
    except ValueError:
        fine = False
    odd = re.search(r'[\s"<>\\^`{|}?#@]|%(?![0-9A-Fa-f]{2})|/\.\.?(/|$)|\.html?$', given)
    if not fine or odd or not given.isprintable():
        raise ParameterError(
            f"--url {given!r} is no address of a site; accepted: http or https with a host and, if "
            "any, the folder in which the site stands, such as https://host/path/, or '' for none"
        )
    port = f":{parts.port}" if parts.port else ""
    folder = quote(parts.path.rstrip("/"), safe="/%~:+,;=!$&'()*")
    return f"{parts.scheme}://{host}{port}{folder}/"


def write_list(site: Path, titles: dict[str, str], url: str = "") -> None:
    """The list of the editions that stand there, and what stands beside them.

    The page that opens the first of them, a page for addresses that lead nowhere, and the site's
    pages for search engines. ``url``: where the site will be found, if that is known.
    """
    listed = [
        {"name": name, "title": title} for name, title in titles.items() if (site / name).is_dir()
    ]
    known = {"url": url} if url else {}
    told = json.dumps({**known, "editions": listed}, indent=1, ensure_ascii=False)
    _replace(site / LIST, told + "\n")
    if not listed:
        return
    names = [edition["name"] for edition in listed]
    title, tags = _says(site, names[0])
    title = title or listed[0]["title"]
    _replace(site / "index.html", first_page(title, f"{names[0]}/index.html", tags))
    links = "\n".join(
        f'<li><a href="{url}{e["name"]}/index.html">{escape(e["title"])}</a></li>' for e in listed
    )
    lost = NOT_FOUND.format(title=escape(title), links=links, script="" if url else HOMING)
    _replace(site / "404.html", lost)
    _replace(site / "sitemap.xml", sitemap(site, names, url))
    where = f"\nSitemap: {url}sitemap.xml\n" if url else ""
    _replace(site / "robots.txt", f"User-agent: *\nAllow: /\n{where}")


def _says(site: Path, name: str) -> tuple[str, str]:
    """Title and tags of the page that opens an edition, as seen from the site's folder."""
    try:
        page = (site / name / "index.html").read_text(encoding="utf-8")
    except OSError:
        return "", ""
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    tags = "".join(f"{tag}\n" for tag in TAGS.findall(page) if "viewport" not in tag)
    return unescape(title[1]) if title else "", tags.replace('"_static/', f'"{name}/_static/')


def sitemap(site: Path, names: list[str], url: str = "") -> str:
    """Every page of these editions; whole addresses where the site's is known, else relative."""
    note = "" if url else (
        "<!-- Addresses are relative to this file: the book was built without the address of its "
        "site, and search engines want whole ones. -->\n"
    )  # fmt: skip
    pages = [
        path.relative_to(site).as_posix()
        for name in names
        for path in sorted((site / name).rglob("*.html"))
        if path.name not in UNLISTED or path.parent != site / name
    ]
    listed = "".join(
        f"<url><loc>{escape(url + page)}</loc></url>\n" for page in pages if "/_" not in page
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{note}'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
    )


def _replace(path: Path, text: str) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
