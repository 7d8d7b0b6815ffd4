"""Asking axe about pages, as two tests do: one of what everybody reads, one of the pages of work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from action_plans.models import ActionPlan
from forums.models import Forum, Selection
from tests.browser.reading import PHONE, WIDE

# WCAG 2.0 to 2.2, levels A and AA, and what axe's authors recommend beyond.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # half of axe's time goes into these
IN_THE_LIGHT = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
BUT_COLOURS = {**IN_THE_LIGHT, "rules": {rule: {"enabled": False} for rule in COLOURS}}
# In the dark only colours can differ from what was found in the light.
IN_THE_DARK = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": COLOURS}}


def plans() -> tuple[ActionPlan, ActionPlan]:
    running, made = ActionPlan.objects.select_related("forum").order_by("number")
    return running, made


def selections(forum: Forum) -> tuple[Selection, Selection]:
    """The election that is over and the call that is open."""
    return forum.selections.over().get(), forum.selections.running().get()


def violations(page: Page, addresses: Iterable[str]) -> list[str]:
    """What axe finds, each with the page, how it was looked at, and the elements; and what is
    wider than a phone.

    Each page is looked at in both sizes; its colours in the light in one and in the dark in the
    other, by turns.
    """
    found = []
    script = Axe().axe_script
    for turn, address in enumerate(addresses):
        response = page.goto(address)
        assert response is not None
        assert response.status == (404 if "no-such" in address else 200), address
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        page.evaluate(script)
        for number, (width, height) in enumerate((WIDE, PHONE)):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            dark = turn % 2 == number
            asked = BUT_COLOURS if dark else IN_THE_LIGHT
            found += _run(page, asked, f"{address} {width} light")
            if dark:
                page.emulate_media(color_scheme="dark", reduced_motion="reduce")
                found += _run(page, IN_THE_DARK, f"{address} {width} dark")
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > PHONE[0]:
            found.append(f"{address}: scrolls sideways, {needed} wide")
    return found


def _run(page: Page, options: dict[str, Any], where: str) -> list[str]:
    results: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [
        f"{where}: {broken['id']} at "
        + "; ".join(" ".join(node["target"]) for node in broken["nodes"][:3])
        for broken in results["violations"]
    ]
