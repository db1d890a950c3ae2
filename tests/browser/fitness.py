"""What any page is judged by: axe, in light on a phone and in the dark on a desk; and targets that a thumb can hit."""

from collections.abc import Iterator
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
VIEWS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 360), ("dark", 1280))
SMALLEST_TARGET = 44  # CSS pixels; design.md, "The look"


def violations(page: Page) -> Iterator[str]:
    """What the editor's bar covers by chance can be scrolled to, so the bar does not float meanwhile."""
    page.locator(".bar").evaluate_all("bars => bars.forEach(bar => { bar.style.position = 'static'; })")
    for colour, width in VIEWS:
        page.emulate_media(color_scheme=colour)
        page.set_viewport_size({"width": width, "height": 800})
        for found in Axe().run(page, options={"runOnly": list(RULES)}).response["violations"]:
            for node in found["nodes"]:
                yield f"{colour} {width}: {found['id']}: {node['html']} {node['failureSummary']}"


def low_targets(page: Page) -> Iterator[str]:
    """The site's name is a target of every page, so there is always one."""
    for html, height in page.locator(TARGETS).evaluate_all(HEIGHTS):
        if height < SMALLEST_TARGET:
            yield f"{height} px: {html}"


TARGETS = (
    "header a, h2 a, button:visible, .button, .choice, .flag, summary, .summary a, "
    "input:is([type=text], [type=email], [type=password], :not([type])):visible, select:visible:not([aria-hidden])"
)
HEIGHTS = "found => found.map(each => [each.outerHTML, each.getBoundingClientRect().height])"
