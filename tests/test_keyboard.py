"""The built book without a mouse: every control is reached, seen to be reached, and moved."""

import pytest
from browsing import Visit
from conftest import EDITIONS
from test_browser import PAGES, WIDTHS, same_pages

pytestmark = pytest.mark.browser

# What the Tab key has to reach, and how each looks before it does.
LISTEN = """() => {
    // What fades in is judged as it stands in the end.
    document.head.insertAdjacentHTML('beforeend', '<style>* {transition: none !important}</style>');
    const look = element => {
        const shown = element => {
            const s = getComputedStyle(element);
            return [s.outlineStyle === 'none' ? '' : s.outline, s.boxShadow, s.border,
                s.backgroundColor, s.textDecoration, s.stroke, s.strokeWidth].join(';');
        };
        const near = element.closest('label') || element.parentElement;
        return shown(element) + shown(near) + (getComputedStyle(element).outlineStyle !== 'none');
    };
    const all = 'a[href], button, input, select, textarea, summary, [tabindex]';
    const seen = {visibilityProperty: true, contentVisibilityAuto: true};
    window.wanted = [...document.querySelectorAll(all)].filter(element =>
        element.tabIndex >= 0 && !element.disabled && element.checkVisibility(seen) &&
        element.type !== 'hidden' && !element.closest('[inert], [hidden]'));
    window.before = new Map(wanted.map(element => [element, look(element)]));
    window.reached = [];
    window.unseen = [];
    document.addEventListener('focusin', ({target}) => {
        reached.push(target);
        if (before.get(target) === look(target)) unseen.push(target);
    });
}"""
MISSED = """() => {
    const words = element => element.outerHTML.slice(0, 110);
    // Of several radio buttons of one name the Tab key reaches the one that is chosen.
    const missed = wanted.filter(e => e.isConnected && !reached.includes(e) && e.type !== 'radio');
    const round = reached.indexOf(reached[0], 1) > 0 || document.activeElement === document.body;
    return [
        ...(missed.length ? [`${missed.length} not reached: ${words(missed[0])}`] : []),
        ...(unseen.length ? [`${unseen.length} reached unseen: ${words(unseen[0])}`] : []),
        ...(round ? [] : [`the focus is caught: ${words(document.activeElement)}`]),
    ];
}"""


@pytest.mark.parametrize("name", [*PAGES, "search.html", "404.html"])
def test_the_tab_key_reaches_all_there_is_and_shows_where_it_stands(browser, book, name):
    faults = []
    for edition in same_pages(book.parent, name):
        with Visit(browser, 1280) as visit:
            page = visit.open((book.parent / edition / name).as_uri())
            visit.draw_charts()
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            page.evaluate(LISTEN)
            count = page.evaluate("wanted.length")
            for pressed in range(count + 40):
                page.keyboard.press("Tab")
                # Asked now and then: on a page of a thousand links each question takes its time.
                if pressed % 20 == 19 and page.evaluate("reached.indexOf(reached[0], 1) > 0"):
                    break
            visit.faults += page.evaluate(MISSED)
            faults += [f"{edition}/{name}: {fault}" for fault in visit.faults]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PAGES)
def test_keys_move_every_control_and_every_mark(browser, book, name):
    """A menu or slider changes its chart; arrows lead from mark to mark, each with its words.

    Where little is known every choice may show the same: there the key need only make the choice.
    """
    faults = []
    for edition in same_pages(book.parent, name):
        with Visit(browser, 1280) as visit:
            page = visit.open((book.parent / edition / name).as_uri())
            for number, chart in enumerate(visit.draw_charts(), start=1):
                told = _move_controls(page, chart, edition in EDITIONS[:2])
                told += _move_marks(page, chart)
                visit.faults += [f"chart {number}: {fault}" for fault in told]
            visit.faults += _unfold(page)
            faults += [f"{edition}/{name}: {fault}" for fault in visit.faults]
    assert not faults, "\n".join(faults)


def _move_controls(page, chart, differs: bool) -> list[str]:
    faults, chosen = [], "control => control.type === 'checkbox' ? control.checked : control.value"
    for control in chart.query_selector_all(".chart-controls select, .chart-controls input"):
        kind = control.evaluate("control => control.type")
        if kind == "radio":
            keys = ("ArrowDown",)
        elif kind == "checkbox":
            keys = (" ",)
        elif kind == "range":
            keys = ("Home", "End", "ArrowLeft")
        else:
            options = control.evaluate("menu => menu.options.length")
            keys = ("Home", *["ArrowDown"] * (options - 1))
        control.focus()
        drawn, values = {_drawing(chart)}, {control.evaluate(chosen)}
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(120)
            drawn.add(_drawing(chart))
            values.add(control.evaluate(chosen))
            if len(drawn) > 1:
                break
        if len(drawn if differs else values) == 1:
            words = control.evaluate("c => (c.closest('label, div') || c).textContent.slice(0, 60)")
            faults.append(f"a control changes nothing: {words.strip()}")
    return faults


def _drawing(chart) -> str:
    return chart.query_selector(".chart-live svg").inner_html()


def _move_marks(page, chart) -> list[str]:
    marks = chart.query_selector_all(".chart-live svg [tabindex]")
    stops = chart.query_selector_all(".chart-live svg [tabindex='0']")
    if not marks:
        return []
    if len(stops) != 1:
        return [f"{len(stops)} stops of the Tab key for {len(marks)} marks"]
    stops[0].focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(150)
    here = page.evaluate(
        "([marks]) => marks.indexOf(document.activeElement)",
        [page.evaluate_handle("c => [...c.querySelectorAll('.chart-live svg [tabindex]')]", chart)],
    )
    faults = []
    if here < 0 or (len(marks) > 1 and marks[here].evaluate("m => m.tabIndex") != 0):
        faults.append("an arrow key does not lead from mark to mark")
    shown = ".chart-tip:not([hidden])"
    try:
        page.wait_for_selector(shown, timeout=3_000)
    except Exception:
        faults.append("a mark reached by key does not show its words")
    page.keyboard.press("Escape")
    if page.query_selector(shown):
        faults.append("Escape does not take the words of a mark away")
    return faults


def _unfold(page) -> list[str]:
    """Of each kind of fold, the first one opens and closes by key."""
    faults = []
    kinds = page.evaluate_handle(
        """() => Object.values(Object.fromEntries([...document.querySelectorAll('summary')]
            .filter(s => s.checkVisibility({visibilityProperty: true})).reverse()
            .map(s => [s.parentElement.className + s.closest('section, div').className, s])))"""
    )
    for fold in kinds.get_properties().values():
        summary = fold.as_element()
        state = "summary => summary.parentElement.open"
        before = summary.evaluate(state)
        summary.focus()
        page.keyboard.press("Enter")
        after = summary.evaluate(state)
        page.keyboard.press("Space")
        if after == before or summary.evaluate(state) != before:
            faults.append(f"does not unfold by key: {summary.text_content()[:60]}")
    return faults


@pytest.mark.parametrize("width", WIDTHS)
def test_the_themes_own_controls_work_by_key(browser, site, width):
    """The switch of the theme, the contents on a phone, and the way to the search."""
    with Visit(browser, width) as visit:
        page = visit.open(f"{site}{EDITIONS[0]}/notebooks/deadlines.html")
        switch = page.locator(".theme-switch-button").locator("visible=true").first
        modes = set()
        for _ in range(3):
            switch.focus()
            page.keyboard.press("Enter")
            modes.add(page.evaluate("document.documentElement.dataset.mode"))
        assert modes == {"light", "dark", "auto"}
        if width < 500:
            toggle = page.locator(".primary-toggle").locator("visible=true").first
            toggle.focus()
            page.keyboard.press("Enter")
            inside = page.locator("dialog[open] a[href]").first
            inside.wait_for(state="visible", timeout=3_000)
            page.keyboard.press("Escape")
            page.wait_for_selector("dialog[open]", state="detached", timeout=3_000)
        assert not visit.faults


@pytest.mark.parametrize("start", ["folder", "server"])
def test_a_search_by_key_leads_to_a_card(browser, book, site, start):
    """Words typed, the first place found followed: all without a server too."""
    at = site if start == "server" else book.parent.as_uri() + "/"
    with Visit(browser, 1280) as visit:
        page = visit.open(f"{at}{EDITIONS[0]}/search.html")
        page.locator("#finding-query").focus()
        page.keyboard.type("C02")
        page.keyboard.press("Enter")
        page.wait_for_selector(".finding-list a")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/notebooks/**")
        assert page.url.endswith("#C02")
        assert page.locator("id=C02").is_visible()
        assert not visit.faults


def test_a_card_is_opened_by_its_address(browser, book):
    with Visit(browser, 360) as visit:
        page = visit.open((book / "notebooks" / "deadlines.html").as_uri() + "#C02")
        card = page.locator("id=C02").locator("details").first
        assert card.evaluate("details => details.open")
        top = page.locator("id=C02").evaluate("card => card.getBoundingClientRect().top")
        assert -5 < top < 800
        assert not visit.faults
