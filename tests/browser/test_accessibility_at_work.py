"""No rule of axe is broken on any kind of page on which somebody works."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from action_plans.models import ActionPlan, Contribution, Draft, ReturnedFile
from commitments.domain import amendments, assessments
from commitments.domain.assessment_parts import REQUIRED
from commitments.domain.plan_compiling import commitment_text
from commitments.models import (
    CONSULTATION,
    AmendmentKind,
    CommitmentReport,
    IrmProduct,
    Update,
    UpdateState,
    Verification,
)
from forums.domain import comments, replies
from forums.domain.seats import members
from forums.models import Appeal, Comment, Forum, Meeting, MeetingSeries, Person, Term, Translated
from ogp_portal.demo import loading
from tests.browser.accessible import plans, selections, violations
from tests.browser.reading import Readers
from tests.browser.running import Portal
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    PersonFactory,
    RunningPlanFactory,
    adopting,
)
from tests.factories import coordinator as coordinating

pytestmark = pytest.mark.browser


@pytest.fixture
def forum(pages: Portal) -> Forum:
    """The demo forum."""
    return loading.load()


def coordinator(forum: Forum) -> list[str]:
    """One address of each kind of page on which somebody works."""
    base = forum.get_absolute_url()
    running, made = plans()
    held = Meeting.objects.public().past()[0].get_absolute_url()
    coming = Meeting.objects.public().upcoming()[0].get_absolute_url()
    draft = Draft.objects.filter(plan=made).order_by("number")[0].get_absolute_url()
    waiting = Contribution.objects.public().filter(plan=made).waiting()[0]
    comment = Comment.objects.filter(removed_at=None, held_at=None, internal=False)[0]
    return [
        "/me/",
        f"{base}meetings/new/",
        f"{coming}cancel/",
        coming,
        f"{base}meetings/18/publish/",
        f"{base}meetings/18/discard/",
        *_before_a_meeting(forum),
        *_after_a_meeting(forum),
        f"{held}attendance/",
        f"{base}decisions/new/",
        f"{base}decisions/propose/",
        f"{base}repository/new/",
        *_rooms_at_work(forum),
        f"{base}ogp-rules/standards_2021/notice_days/",
        *(f"{made.get_absolute_url()}{page}/" for page in ("edit", "calendar", "transitions/new")),
        *_spreadsheets(made),
        *(f"{running.get_absolute_url()}{page}/" for page in ("deliver", "extend")),
        f"{made.get_absolute_url()}adopt/",
        f"{made.get_absolute_url()}contributions/new/",
        f"{made.get_absolute_url()}contributions/enter/",
        f"{waiting.get_absolute_url()}merge/",
        f"{made.get_absolute_url()}responses/new/?contribution={waiting.number}",
        *(f"{made.get_absolute_url()}responses/{page}/" for page in ("desk", "prepared")),
        f"{made.get_absolute_url()}consultations/new/",
        f"{made.get_absolute_url()}consultations/1/extend/",
        f"{made.get_absolute_url()}drafts/new/",
        draft,
        f"{draft}problem/en/",
        f"{draft}problem/en/suggest/",
        f"{draft}authors/",
        f"{draft}milestones/new/",
        f"{draft}import/",
        *(brought.get_absolute_url() for brought in ReturnedFile.objects.all()),
        *_tracking(running),
        f"/texts/comment/{comment.pk}/remove/",
        f"/texts/comment/{comment.pk}/report/",
        *_moderation(forum),
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/logout/",
    ]


def _spreadsheets(plan: ActionPlan) -> list[str]:
    """Bringing one, and the columns and the preview of one that was brought."""
    base = f"{plan.get_absolute_url()}import/"
    brought = plan.imports.all()[0]
    return [base, *(f"{base}{brought.pk}/{page}" for page in ("", "preview/"))]


def _tracking(plan: ActionPlan) -> list[str]:
    """Rounds, reports, contracts, the IRM and the self-assessment, as the coordinator has them."""
    base = plan.get_absolute_url()
    update = Update.objects.filter(state=UpdateState.SUBMITTED)[0]
    step = f"milestones/{update.milestone_id}/updates/{update.round.slug}/"
    report = f"{update.milestone.commitment.get_absolute_url()}{step}"
    report_of_all = CommitmentReport.objects.get(published_at=None).commitment
    product = IrmProduct.objects.get(plan=plan).get_absolute_url()
    return [
        f"{base}rounds/new/",
        *(f"{update.round.get_absolute_url()}{page}/" for page in ("report", "check", "edit")),
        *(report, f"{report}review/"),
        f"{update.round.get_absolute_url()}commitments/1/",
        f"{update.round.get_absolute_url()}commitments/{report_of_all.number}/review/",
        *(f"{base}commitments/5/{page}/" for page in ("details", "carry-on", "contracts/import")),
        f"{base}visits/new/",
        *(f"{product}{page}/" for page in ("edit", "codings", "recommendations/1/answer")),
        f"{Verification.objects.unsettled().with_place()[0].get_absolute_url()}settle/",
        *(
            f"{base}self-assessments/end-of-term/edit/{page}"
            for page in ("", "lessons/", "commitments/1/")
        ),
    ]


def civil_society(forum: Forum) -> list[str]:
    """What an organisation finds, and what one follows, asks and saw."""
    base = plans()[0].get_absolute_url()
    update = Verification.objects.unsettled().with_place()[0].get_absolute_url().split("verif")[0]
    return [
        f"{update}verify/",
        f"{base}commitments/3/findings/catch-up/",
        *(f"{base}commitments/5/{page}/" for page in ("ask", "observations/new")),
        "/me/following/",
    ]


def _moderation(forum: Forum) -> list[str]:
    """Lists of the queue, a removal with an appeal that waits, rules and settings."""
    base = f"{forum.get_absolute_url()}moderation/"
    appeal = Appeal.objects.waiting()[0]
    return [
        *(f"{base}queue/?show={show}" for show in ("held", "appeals")),
        f"{base}removals/{appeal.moderation_id}/",
        *(f"{base}rules/{page}" for page in ("", "1/", "1/retire/")),
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
        f"{base}action-items/{item.pk}/done/",
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
        f"{seats}{term.seat_id}/",
        *(f"{seats}terms/{term.pk}/{act}/" for act in ("end", "alternate")),
        f"{base}rules/new/",
        f"{base}working-groups/new/",
        *(f"{group}{page}" for page in ("", "members/", "recommendations/new/")),
    ]


def leading(forum: Forum) -> list[str]:
    """The pages of those who lead a selection: its next stages, candidates and panel."""
    call = selections(forum)[1].get_absolute_url()
    pages = ("", "edit/", "next/", "panel/", "nominations/1/check/")
    return [f"{call}{page}" for page in pages]


def amending() -> tuple[str, list[str]]:
    """A coordinator's address, and the pages on which she amends a plan in its first year.

    The demo's running plan is older.
    """
    plan = RunningPlanFactory(forum__slug="lake-country")
    commitment = CommitmentFactory(plan=plan, answers={"problem": {"en": "- One\n- **Two**"}})
    MilestoneFactory(commitment=commitment)
    person = coordinating(plan.forum)
    adopting(plan.forum, plan.forum.today)
    amendment = amendments.propose(
        plan,
        by=person,
        kind=AmendmentKind.CHANGE,
        commitment=commitment,
        after=replace(
            commitment_text(commitment), title=Translated({"en": "Other"}), contact_name="Rosa Vega"
        ),
        reason={"en": "It cannot be done as planned."},
    )
    page = amendment.get_absolute_url()
    started = f"{plan.get_absolute_url()}amendments/new/"
    promise = commitment.get_absolute_url()
    return str(person.email), [
        *(started, f"{started}draft/", f"{started}add/"),
        *(promise, f"{promise}amend/", f"{promise}withdraw/"),
        *(page, f"{page}adopt/", f"{page}drop/"),
        *_accounting(plan, person),
    ]


def _accounting(plan: ActionPlan, person: Person) -> list[str]:
    """A self-assessment that can be put to the public, and one that the public comments on."""
    base = f"{plan.get_absolute_url()}self-assessments/"
    assessments.write(plan, by=person, kind="end-of-term", introduction={"en": "Begun."})
    texts: dict[str, Any] = {key: {"en": "As it was."} for key in REQUIRED["mid-term"]}
    assessment = assessments.write(plan, by=person, kind="mid-term", **texts)
    assessments.open_consultation(assessment, by=person, closes_on=plan.forum.today + CONSULTATION)
    comments.add(assessment, by=PersonFactory(), text="Who was asked?")
    return [
        f"{base}end-of-term/consult/",
        *(f"{base}mid-term/{page}/" for page in ("comments", "extend", "finish")),
    ]


def test_no_kind_of_page_of_work_breaks_a_rule(forum: Forum, readers: Readers) -> None:
    found = violations(readers.person("coordinator@demo.example"), coordinator(forum))
    found += violations(readers.person("society@demo.example"), civil_society(forum))
    leader = selections(forum)[1].leaders.exclude(email=None)[0]
    found += violations(readers.person(str(leader.email), locale="es"), leading(forum))
    amends, pages = amending()
    found += violations(readers.person(amends), pages)
    citizen = readers.person("citizen@demo.example")
    found += violations(citizen, [f"{selections(forum)[1].get_absolute_url()}nominate/"])
    assert found == [], "\n".join(found)
