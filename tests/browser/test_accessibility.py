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
    coming = Meeting.objects.public().upcoming()[0]
    cancelled = Meeting.objects.exclude(cancelled_at=None).order_by("number")[0]
    decided = Decision.objects.public().exclude(votes_for=None)[0]
    running, made = plans()
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
        f"{base}changes/",
        "/offices/health/",
        f"{base}decisions/",
        decided.get_absolute_url(),
        f"{base}action-items/",
        f"{base}action-items/?state=done",
        f"{base}activity/{forum.today.year}/",
        f"{base}moderation/",
        f"{base}repository/?link=broken",
        f"{base}repository/?q=well",
        f"{base}documents/{forum.documents.get(kind='photo').pk}/about/",
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
        *(f"{plan}consultations/{page}" for page in ("", "1/?part=d2")),
        *(
            f"{running.get_absolute_url()}consultations/1/{page}"
            for page in ("", "differences/?part=d2")
        ),
        answered.response.get_absolute_url() if answered.response else plan,
        f"{plan}drafts/",
        draft.get_absolute_url(),
        history,
        history.replace("history", "words"),
        f"{draft.get_absolute_url()}problem/comments/",
        f"{draft.get_absolute_url()}suggestions/",
        f"{draft.get_absolute_url()}suggestions/1/",
        running.get_absolute_url(),
        f"{running.get_absolute_url()}commitments/",
        f"{running.get_absolute_url()}commitments/?status=complete",
        *(f"{running.get_absolute_url()}commitments/{number}/" for number in (1, 4)),
        f"{running.get_absolute_url()}commitments/4/embed/",
        f"{running.get_absolute_url()}themes/health-and-water/",
        *(
            f"{running.get_absolute_url()}self-assessments/mid-term/{page}"
            for page in ("", "commitments/", "comments/")
        ),
        *(
            f"{running.get_absolute_url()}{page}"
            for page in (
                *("text/", "versions/", "versions/1/", "versions/2/differences/", "amendments/"),
                *("amendments/1/", "amendments/2/"),
                *("rounds/", "rounds/catch-up/", "overdue/"),
                *("monitoring/", "visits/", "visits/1/", "commitments/5/findings/"),
                *("commitments/5/observations/", "commitments/5/observations/1/"),
            )
        ),
        Verification.objects.unsettled().with_place()[0].get_absolute_url(),
        f"{running.get_absolute_url()}irm/",
        *(each.get_absolute_url() for each in IrmProduct.objects.filter(plan=running)),
        *(each.get_absolute_url() for each in ContractingProcess.objects.public()[:1]),
        "/contracts/",
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
    pages = [*plans(), *selections(forum), *forum.working_groups.public()[:1]]
    found += violations(spanish, [page.get_absolute_url() for page in pages])
    assert found == [], "\n".join(found)
    assert spanish.locator("html").get_attribute("lang") == "es"
