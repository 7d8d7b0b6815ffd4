"""No rule of axe is broken on any kind of page on which somebody works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from action_plans.models import Contribution, Draft, ReturnedFile
from commitments.domain import amendments
from commitments.domain.plan_compiling import commitment_text
from commitments.models import AmendmentKind, IrmProduct, Milestone, UpdateState
from forums.domain import replies
from forums.domain.seats import members
from forums.models import Appeal, Comment, Forum, Meeting, MeetingSeries, Term, Translated
from ogp_portal.demo import loading
from tests.browser.accessible import plans, selections, violations
from tests.browser.reading import Readers
from tests.browser.running import Portal
from tests.factories import CommitmentFactory, MilestoneFactory, RunningPlanFactory, adopting
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
        f"{made.get_absolute_url()}import/",
        *(
            f"{made.get_absolute_url()}import/{begun.pk}/{page}"
            for begun in made.imports.all()
            for page in ("", "preview/")
        ),
        *(f"{running.get_absolute_url()}{page}/" for page in ("edit", "deliver", "extend")),
        f"{made.get_absolute_url()}adopt/",
        f"{made.get_absolute_url()}contributions/new/",
        f"{made.get_absolute_url()}contributions/enter/",
        f"{made.get_absolute_url()}responses/desk/",
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
        f"{running.get_absolute_url()}visits/new/",
        f"{running.get_absolute_url()}commitments/5/observations/new/",
        *(f"{update.round.get_absolute_url()}{page}" for page in ("report/", "check/")),
        f"{update.round.get_absolute_url()}commitments/1/",
        f"{running.get_absolute_url()}commitments/5/contracts/import/",
        f"{running.get_absolute_url()}irm/new/",
        *(
            f"{each.get_absolute_url()}{page}"
            for each in IrmProduct.objects.filter(plan=running)
            for page in ("edit/", "codings/", "recommendations/new/", "recommendations/1/answer/")
        ),
        report,
        f"{report}review/",
        *(
            f"{running.get_absolute_url()}self-assessments/end-of-term/edit/{page}"
            for page in ("", "lessons/", "commitments/1/")
        ),
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
    call = selections(forum)[1].get_absolute_url()
    pages = ("", "edit/", "next/", "postpone/", "cancel/", "panel/", "nominations/1/check/")
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
    ]


def test_no_kind_of_page_of_work_breaks_a_rule(forum: Forum, readers: Readers) -> None:
    found = violations(readers.person("coordinator@demo.example"), coordinator(forum))
    leader = selections(forum)[1].leaders.exclude(email=None)[0]
    found += violations(readers.person(str(leader.email), locale="es"), leading(forum))
    amends, pages = amending()
    found += violations(readers.person(amends), pages)
    citizen = readers.person("citizen@demo.example")
    found += violations(citizen, [f"{selections(forum)[1].get_absolute_url()}nominate/"])
    assert found == [], "\n".join(found)
