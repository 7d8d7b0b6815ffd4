"""No rule of axe is broken on any kind of page: light and dark, phone and desktop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from action_plans.models import ActionPlan, Contribution, Draft, ReturnedFile
from commitments.models import Milestone, UpdateState
from forums.domain import replies
from forums.domain.seats import members
from forums.models import Appeal, Comment, Decision, Forum, Meeting, MeetingSeries, Selection, Term
from ogp_portal.demo import loading
from tests.browser.reading import PHONE, WIDE, Readers
from tests.browser.running import Portal

pytestmark = pytest.mark.browser

# WCAG 2.0 to 2.2, levels A and AA, and what axe's authors recommend beyond.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# In the dark only colours can differ from what was found in the light.
IN_THE_LIGHT = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
IN_THE_DARK = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


@pytest.fixture
def forum(pages: Portal) -> Forum:
    """The demo forum."""
    return loading.load()


def everybody(forum: Forum) -> list[str]:
    """One address of each kind of page that needs no account."""
    base = forum.get_absolute_url()
    minuted = Meeting.objects.exclude(minutes_published_at=None).order_by("number")[0]
    coming = Meeting.objects.public().upcoming()[0]
    cancelled = Meeting.objects.exclude(cancelled_at=None).order_by("number")[0]
    decided = Decision.objects.public().exclude(votes_for=None)[0]
    running, made = _plans()
    answered = Contribution.objects.answered().filter(plan=made).order_by("number")[0]
    waiting = Contribution.objects.public().filter(plan=made).waiting()[0]
    draft = Draft.objects.public().filter(plan=made).order_by("number")[0]
    history = f"{draft.get_absolute_url()}problem/en/history/"
    plan = made.get_absolute_url()
    return [
        "/",
        "/forums/",
        base,
        f"{base}members/",
        f"{base}calendar/",
        *(meeting.get_absolute_url() for meeting in (minuted, coming, cancelled)),
        f"{base}decisions/",
        decided.get_absolute_url(),
        f"{base}action-items/",
        f"{base}action-items/?state=done",
        f"{base}activity/{forum.today.year}/",
        f"{base}moderation/",
        f"{base}repository/",
        *_how_it_is_made_up(forum),
        f"{base}plans/",
        plan,
        f"{plan}calendar/",
        f"{base}ogp-rules/",
        f"{plan}overview/",
        f"{plan}overview/1/",
        f"{plan}outreach/",
        f"{plan}contributions/",
        f"{plan}map/",
        *(contribution.get_absolute_url() for contribution in (answered, waiting)),
        f"{plan}responses/",
        f"{running.get_absolute_url()}responses/",
        *(
            f"{each.get_absolute_url()}consultations/{page}"
            for each in (running, made)
            for page in ("", "1/", "1/?part=d2", "1/differences/", "1/differences/?part=d2")
        ),
        answered.response.get_absolute_url() if answered.response else plan,
        f"{plan}drafts/",
        draft.get_absolute_url(),
        history,
        history.replace("history", "words"),
        f"{draft.get_absolute_url()}suggestions/",
        f"{draft.get_absolute_url()}suggestions/1/",
        running.get_absolute_url(),
        f"{running.get_absolute_url()}commitments/",
        f"{running.get_absolute_url()}commitments/?status=complete",
        *(f"{running.get_absolute_url()}commitments/{number}/" for number in (1, 4)),
        f"{running.get_absolute_url()}self-assessments/mid-term/",
        *(
            f"{running.get_absolute_url()}{page}"
            for page in (
                *("text/", "versions/", "versions/1/", "versions/2/differences/", "amendments/"),
                *("amendments/1/", "amendments/2/"),
            )
        ),
        "/commitments/",
        "/search/?q=water",
        "/search/?q=zzzz",
        "/glossary/",
        "/about/",
        "/accessibility/",
        "/api/docs/",
        "/api/docs/contributions/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/there-is-no-such-page/",
    ]


def _how_it_is_made_up(forum: Forum) -> list[str]:
    """A member, the rules and what was proposed for them, selections, working groups."""
    base = forum.get_absolute_url()
    over, open_call = _selections(forum)
    rules = forum.rules_versions.public().order_by("number").last()
    assert rules is not None
    return [
        f"{base}members/{members(forum)[0].pk}/",
        f"{base}rules/",
        rules.get_absolute_url(),
        f"{base}selections/",
        *(selection.get_absolute_url() for selection in (over, open_call)),
        *(f"{over.get_absolute_url()}{page}" for page in ("roll/", "receipt/", "nominations/1/")),
        f"{base}working-groups/",
        forum.working_groups.public()[0].get_absolute_url(),
    ]


def _selections(forum: Forum) -> tuple[Selection, Selection]:
    """The election that is over and the call that is open."""
    return forum.selections.over().get(), forum.selections.running().get()


def coordinator(forum: Forum) -> list[str]:
    """One address of each kind of page on which somebody works."""
    base = forum.get_absolute_url()
    running, made = _plans()
    held = Meeting.objects.public().past()[0].get_absolute_url()
    coming = Meeting.objects.public().upcoming()[0].get_absolute_url()
    draft = Draft.objects.filter(plan=made).order_by("number")[0].get_absolute_url()
    waiting = Contribution.objects.public().filter(plan=made).waiting()[0]
    handed_in = Milestone.objects.filter(updates__state=UpdateState.SUBMITTED)[0]
    update = handed_in.updates.get(state=UpdateState.SUBMITTED)
    report = (
        f"{handed_in.commitment.get_absolute_url()}milestones/{handed_in.pk}/updates/"
        f"{update.round.slug}/"
    )
    comment = Comment.objects.filter(removed_at=None, held_at=None, internal=False)[0]
    return [
        "/me/",
        f"{base}meetings/new/",
        f"{coming}edit/",
        f"{coming}cancel/",
        coming,
        f"{base}meetings/18/publish/",
        f"{base}meetings/18/discard/",
        *_before_a_meeting(forum),
        *_after_a_meeting(forum),
        held,
        f"{held}attendance/",
        f"{held}minutes/",
        f"{base}decisions/new/",
        f"{base}decisions/propose/",
        f"{base}repository/new/",
        *_rooms_at_work(forum),
        f"{base}plans/new/",
        f"{base}ogp-rules/standards_2021/notice_days/",
        *(f"{made.get_absolute_url()}{page}/" for page in ("edit", "calendar", "transitions/new")),
        *(f"{running.get_absolute_url()}{page}/" for page in ("edit", "deliver", "extend")),
        f"{made.get_absolute_url()}adopt/",
        f"{made.get_absolute_url()}contributions/new/",
        f"{made.get_absolute_url()}contributions/enter/",
        f"{made.get_absolute_url()}contributions/desk/",
        f"{waiting.get_absolute_url()}merge/",
        f"{made.get_absolute_url()}responses/new/?contribution={waiting.number}",
        *(f"{made.get_absolute_url()}responses/{page}/" for page in ("desk", "prepared")),
        f"{made.get_absolute_url()}consultations/new/",
        f"{made.get_absolute_url()}consultations/1/extend/",
        f"{made.get_absolute_url()}drafts/new/",
        draft,
        f"{draft}edit/",
        f"{draft}problem/en/",
        f"{draft}problem/en/suggest/",
        f"{draft}authors/",
        f"{draft}milestones/new/",
        f"{draft}import/",
        *(brought.get_absolute_url() for brought in ReturnedFile.objects.all()),
        f"{running.get_absolute_url()}rounds/new/",
        report,
        f"{report}review/",
        f"{running.get_absolute_url()}self-assessments/mid-term/edit/",
        f"/texts/comment/{comment.pk}/remove/",
        f"/texts/comment/{comment.pk}/report/",
        *_moderation(forum),
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/logout/",
    ]


def _moderation(forum: Forum) -> list[str]:
    """The lists of the queue, a removal with an appeal that waits, rules and settings."""
    base = f"{forum.get_absolute_url()}moderation/"
    appeal = Appeal.objects.waiting()[0]
    return [
        *(f"{base}queue/?show={show}" for show in ("held", "reported", "appeals")),
        f"{base}removals/{appeal.moderation_id}/",
        *(f"{base}rules/{page}" for page in ("", "new/", "1/", "1/retire/")),
        f"{base}settings/",
    ]


def _before_a_meeting(forum: Forum) -> list[str]:
    """Proposals, a series, and the page behind the link in an invitation."""
    base = forum.get_absolute_url()
    proposal = forum.agenda_proposals.waiting()[0]
    called = MeetingSeries.objects.get(forum=forum)
    invited = Meeting.objects.of(members(forum)[0]).upcoming()[0]
    token = replies.token(invited, members(forum)[0])
    return [
        f"{base}proposals/",
        f"{base}proposals/new/",
        f"{base}proposals/{proposal.pk}/accept/",
        f"{base}proposals/{proposal.pk}/decline/",
        f"{base}series/{called.pk}/",
        f"{base}series/{called.pk}/publish/",
        f"{invited.get_absolute_url()}reply/{token}/",
    ]


def _after_a_meeting(forum: Forum) -> list[str]:
    """Draft minutes with the members' remarks, what was promised, and the code for the room."""
    base = forum.get_absolute_url()
    reviewed = Meeting.objects.public().get(forum=forum, minutes_state="review")
    item = forum.action_items.open()[0]
    return [
        reviewed.get_absolute_url(),
        *(f"{reviewed.get_absolute_url()}{page}" for page in ("minutes/review/", "minutes/")),
        *(f"{reviewed.get_absolute_url()}check-in/{page}" for page in ("", "room/")),
        f"{reviewed.get_absolute_url()}action-items/new/",
        *(f"{base}action-items/{item.pk}/{page}/" for page in ("edit", "done")),
    ]


def _rooms_at_work(forum: Forum) -> list[str]:
    """Seats and their terms, rules, groups and selections, as those see them who look after them."""
    base = forum.get_absolute_url()
    group = forum.working_groups.public()[0].get_absolute_url()
    term = Term.objects.current().filter(seat__forum=forum, renewed_by=None, ends_on__isnull=False)[
        0
    ]
    seats = f"{base}members/manage/"
    return [
        seats,
        *(f"{seats}{page}" for page in ("new/", f"{term.seat_id}/")),
        *(f"{seats}terms/{term.pk}/{act}/" for act in ("renew", "end", "alternate")),
        f"{base}rules/new/",
        f"{base}working-groups/new/",
        *(f"{group}{page}" for page in ("", "members/", "documents/new/", "recommendations/new/")),
        f"{base}selections/new/",
    ]


def leading(forum: Forum) -> list[str]:
    """The pages of those who lead a selection: its next stages, candidates and panel."""
    call = _selections(forum)[1].get_absolute_url()
    pages = ("", "edit/", "next/", "postpone/", "cancel/", "panel/", "nominations/1/check/")
    return [f"{call}{page}" for page in pages]


def _plans() -> tuple[ActionPlan, ActionPlan]:
    running, made = ActionPlan.objects.select_related("forum").order_by("number")
    return running, made


def violations(page: Page, addresses: Iterable[str]) -> list[str]:
    """What axe finds, each with the page, how it was looked at, and the elements."""
    found = []
    script = Axe().axe_script
    for address in addresses:
        response = page.goto(address)
        assert response is not None
        assert response.status == (404 if "no-such" in address else 200), address
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        page.evaluate(script)
        for width, height in (WIDE, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            found += _run(page, IN_THE_LIGHT, f"{address} {width} light")
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            found += _run(page, IN_THE_DARK, f"{address} {width} dark")
    return found


def _run(page: Page, options: dict[str, Any], where: str) -> list[str]:
    results: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [
        f"{where}: {broken['id']} at "
        + "; ".join(" ".join(node["target"]) for node in broken["nodes"][:3])
        for broken in results["violations"]
    ]


def test_no_kind_of_page_for_everybody_breaks_a_rule(forum: Forum, readers: Readers) -> None:
    found = violations(readers.visitor(), everybody(forum))
    spanish = readers.visitor(locale="es")
    pages = [*_plans(), *_selections(forum), *forum.working_groups.public()[:1]]
    found += violations(spanish, [page.get_absolute_url() for page in pages])
    assert found == [], "\n".join(found)
    assert spanish.locator("html").get_attribute("lang") == "es"


def test_no_kind_of_page_of_work_breaks_a_rule(forum: Forum, readers: Readers) -> None:
    found = violations(readers.person("coordinator@demo.example"), coordinator(forum))
    leader = _selections(forum)[1].leaders.exclude(email=None)[0]
    found += violations(readers.person(str(leader.email), locale="es"), leading(forum))
    citizen = readers.person("citizen@demo.example")
    found += violations(citizen, [f"{_selections(forum)[1].get_absolute_url()}nominate/"])
    assert found == [], "\n".join(found)
