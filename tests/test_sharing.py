"""What pages say of themselves: titles, descriptions, previews, addresses, and what is missing."""

import json
import re
import struct
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from conftest import EDITIONS

from ceasefire.errors import ParameterError
from ceasefire.publish import sharing, site

HOSTILE = '"><script>window.hit=1</script>\u202eשלום\x07 😀 ' + "x" * 2000
PLAIN = ("search.html",)


class Head(HTMLParser):
    """A page's title and what its tags say."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.titles: list[str] = []
        self._title = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self._title = tag == "title"
        if tag == "meta" and (given.get("name") or given.get("property")):
            self.said[given.get("property") or given["name"]] = given["content"]

    def handle_data(self, text):
        if self._title:
            self.titles.append(text)

    def handle_endtag(self, _tag):
        self._title = False


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_says_what_it_shows(book, edition):
    folder, seen = book.parent / edition, set()
    for path in sorted(p for p in folder.rglob("*.html") if "_static" not in p.parts):
        page = path.relative_to(folder).as_posix()
        text = path.read_text(encoding="utf-8")
        head = Head(text[: text.index("</head>")])
        assert len(head.titles) == 1, page
        if page == "index.html" or page in PLAIN or "og:title" not in head.said:
            assert page in ("index.html", "404.html", *PLAIN), page
            continue
        seen.add(head.titles[0])
        assert 20 < len(head.said["description"]) <= sharing.DESCRIPTION, page
        assert head.said["og:description"] == head.said["description"]
        preview = (path.parent / head.said["og:image"]).read_bytes()
        assert size(preview) == (sharing.WIDTH, sharing.HEIGHT) and len(preview) < 200_000, page
        assert head.said["og:image:alt"] and head.said["twitter:card"] == "summary_large_image"
    assert len(seen) == len(list(folder.glob("*/*.html"))), "two pages have one title"


def test_the_first_page_of_the_site_and_of_an_edition_say_what_the_book_does(book):
    there = Head((book / "notebooks" / "index.html").read_text(encoding="utf-8"))
    for folder in (book, book.parent):
        page = Head((folder / "index.html").read_text(encoding="utf-8"))
        assert page.said["description"] == there.said["description"]
        assert (folder / page.said["og:image"]).is_file()


def test_the_map_of_the_site_names_every_page_of_every_edition(book):
    listed = re.findall(r"<loc>([^<]+)</loc>", (book.parent / "sitemap.xml").read_text())
    pages = {
        path.relative_to(book.parent).as_posix()
        for edition in site.published(book.parent)
        for path in (book.parent / edition).glob("*/*.html")
    }
    assert set(listed) == {page for page in pages if "/_" not in page}
    assert ET.parse(book.parent / "sitemap.xml").getroot().tag.endswith("urlset")


def test_tags_and_previews_hold_hostile_text_as_text():
    told = sharing.tags(HOSTILE, HOSTILE, "p.png", HOSTILE, "Book", "")
    assert "<script" not in told and Head(told).said["og:title"] == HOSTILE
    chart = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 2000"><g/></svg>'
    drawn = sharing.preview_svg(HOSTILE, HOSTILE, "Book", HOSTILE, chart)
    assert ET.fromstring(drawn) is not None and len(drawn) < 5000
    assert size(sharing.preview(drawn)) == (1200, 630)


def test_a_preview_shows_its_chart_in_light_colours_and_crops_a_long_one():
    chart = (
        '<svg class="x" width="640" viewBox="0 0 640 2000">'
        '<path fill="var(--chart-ink, #123456)"/></svg>'
    )
    drawn = sharing.preview_svg("T", "A", "Book", "", chart)
    assert 'fill="#123456"' in drawn and "var(" not in drawn
    assert 'viewBox="0 0 640 616"' in drawn


# --- where the site stands ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    ["example", "ftp://host/", "https://", "https://a b/", "https://host/?q=1", 'https://h/"><b>',
     "https://host:port/", "javascript:alert(1)", "https://[/"],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_one_line(tmp_path, given, shell):
    with pytest.raises(ParameterError, match="accepted: http"):
        site.address(tmp_path, given)
    code, out, err = shell("build", "--out", tmp_path / "site", "--url", given)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert not (tmp_path / "site").exists()


def made(folder, *names: str) -> dict[str, str]:
    for name in names:
        (folder / name / "notebooks").mkdir(parents=True)
        for page in ("index.html", "search.html", "notebooks/a&b.html"):
            (folder / name / page).write_text("<title>T &amp; U</title>")
    return {name: f"Edition <{name}>" for name in names}


def test_a_known_address_is_kept_and_makes_addresses_whole(tmp_path):
    titles = made(tmp_path, "one", "two")
    assert site.address(tmp_path, "https://host/path") == "https://host/path/"
    site.write_list(tmp_path, titles, "https://host/path/")
    assert site.address(tmp_path, None) == "https://host/path/"
    assert site.address(tmp_path, "") == ""
    text = (tmp_path / "sitemap.xml").read_text()
    assert "<loc>https://host/path/two/notebooks/a&amp;b.html</loc>" in text
    assert text.count("<loc>") == 2 and "relative" not in text
    assert "Sitemap: https://host/path/sitemap.xml" in (tmp_path / "robots.txt").read_text()
    lost = (tmp_path / "404.html").read_text()
    assert 'href="https://host/path/one/index.html">Edition &lt;one&gt;<' in lost


def test_an_unknown_address_is_not_made_up(tmp_path):
    site.write_list(tmp_path, made(tmp_path, "one"))
    text = (tmp_path / "sitemap.xml").read_text()
    assert "<loc>one/notebooks/a&amp;b.html</loc>" in text and "relative" in text
    assert "http" not in (tmp_path / "robots.txt").read_text()
    assert "url" not in json.loads((tmp_path / site.LIST).read_text())


@pytest.mark.browser
def test_the_page_for_missing_pages_finds_its_way_home(browser, book, site):
    context = browser.new_context()
    page = context.new_page()
    lost = (book.parent / "404.html").read_text(encoding="utf-8")
    page.route(
        "**/gone/*/x.html",
        lambda route: route.fulfill(status=404, body=lost, content_type="text/html"),
    )
    page.goto(f"{site}gone/deep/x.html")
    page.wait_for_function("document.links[0].href.split('/').length === 5")
    page.click("a >> nth=0")
    page.wait_for_url("**/notebooks/index.html")
    context.close()
