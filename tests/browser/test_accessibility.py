"""No rule of axe is broken on any kind of page for everybody: light and dark, phone and desktop."""

from __future__ import annotations

import pytest

from action_plans.models import Contribution, Draft
from commitments.models import ContractingProcess, IrmProduct, Verification
from forums.domain.seats import members
from forums.models import Decision, Forum, Meeting
from ogp_portal.demo import loading
from tests.browser.accessible import plans, selections, violations
from tests.browser.reading import Readers
from tests.browser.running import Portal

pytestmark = pytest.mark.browser


@pytest.fixture
def forum(pages: Portal) -> Forum:
    """The demo forum."""
    return loading.load()


def everybody(forum: Forum) -> list[str]:
    """One address of each kind of page that needs no account."""
    base = forum.get_absolute_url()
    minuted = Meeting.objects.exclude(minutes_published_at=None).order_by("number")[0]
    cancelled = Meeting.objects.exclude(cancelled_at=None).order_by("number")[0]
    decided = Decision.objects.public().exclude(votes_for=None)[0]
    running, made = plans()
    answered = Contribution.objects.answered().filter(plan=made).order_by("number")[0]
    draft = Draft.objects.public().filter(plan=made).order_by("number")[0]
    history = f"{draft.get_absolute_url()}problem/en/history/"
    plan = made.get_absolute_url()
    return [
        "/",
        "/forums/",
        base,
        f"{base}members/",
        f"{base}calendar/",
        *(meeting.get_absolute_url() for meeting in (minuted, cancelled)),
        f"{base}changes/",
        "/offices/health/",
        f"{base}decisions/",
        decided.get_absolute_url(),
        f"{base}action-items/",
        f"{base}activity/{forum.today.year}/",
        f"{base}moderation/",
        f"{base}repository/?q=well",
        f"{base}documents/{forum.documents.get(kind='photo').pk}/about/",
        *_how_it_is_made_up(forum),
        f"{base}plans/",
        plan,
        f"{plan}calendar/",
        f"{base}ogp-rules/",
        f"{plan}overview/1/",
        f"{plan}outreach/",
        f"{plan}contributions/",
        f"{plan}map/",
        answered.get_absolute_url(),
        f"{plan}responses/",
        *(f"{plan}consultations/{page}" for page in ("", "1/?part=d2")),
        f"{running.get_absolute_url()}consultations/1/differences/?part=d2",
        answered.response.get_absolute_url() if answered.response else plan,
        f"{plan}drafts/",
        draft.get_absolute_url(),
        history,
        history.replace("history", "words"),
        f"{draft.get_absolute_url()}problem/comments/",
        f"{draft.get_absolute_url()}suggestions/",
        f"{draft.get_absolute_url()}suggestions/1/",
        *_carried_out(running.get_absolute_url()),
        *(
            "/policy-areas/",
            "/policy-areas/health-and-nutrition/",
            "/contracts/",
            "/data/",
            "/data/dictionary/",
        ),
        "/commitments/?status=in_progress",
        "/search/?q=water",
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


def _carried_out(plan: str) -> list[str]:
    """The running plan, and what is followed, checked and accounted for in it."""
    reviewed = IrmProduct.objects.get(kind="action-plan-review")
    return [
        plan,
        *(f"{plan}{page}/" for page in ("dashboard", "data", "overdue", "monitoring")),
        *(f"{plan}commitments/5/{page}" for page in ("", "embed/", "findings/")),
        *(f"{plan}commitments/5/observations/{page}" for page in ("", "1/")),
        f"{plan}themes/health-and-water/",
        *(f"{plan}rounds/{page}" for page in ("", "catch-up/")),
        *(f"{plan}visits/{page}" for page in ("", "1/")),
        Verification.objects.unsettled().with_place()[0].get_absolute_url(),
        ContractingProcess.objects.public()[0].get_absolute_url(),
        *(f"{plan}irm/", reviewed.get_absolute_url()),
        *(f"{plan}self-assessments/mid-term/{page}" for page in ("", "commitments/", "comments/")),
        *(f"{plan}{page}/" for page in ("text", "versions", "versions/2/differences")),
        *(f"{plan}amendments/{page}" for page in ("", "1/")),
    ]


def _how_it_is_made_up(forum: Forum) -> list[str]:
    """A member, the rules and what was proposed for them, selections, working groups."""
    base = forum.get_absolute_url()
    over, open_call = selections(forum)
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


def test_no_kind_of_page_for_everybody_breaks_a_rule(forum: Forum, readers: Readers) -> None:
    found = violations(readers.visitor(), everybody(forum))
    spanish = readers.visitor(locale="es")
    running = plans()[0].get_absolute_url()
    found += violations(spanish, [f"{running}dashboard/", selections(forum)[0].get_absolute_url()])
    assert found == [], "\n".join(found)
    assert spanish.locator("html").get_attribute("lang") == "es"
