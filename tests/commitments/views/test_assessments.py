from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from commitments.domain import assessments
from commitments.domain.assessment_parts import REQUIRED
from commitments.models import SelfAssessment
from forums.domain import comments
from forums.models import Comment, Notice, Person, Sector
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    PersonFactory,
    ReportingRoundFactory,
    RunningPlanFactory,
    SelfAssessmentFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
TEXT: dict[str, str] = {"en": "What we did."}
WRITTEN: dict[str, Any] = dict.fromkeys(REQUIRED["mid-term"], TEXT)


def address(plan: Any, page: str = "", kind: str = "mid-term") -> str:
    return f"{plan.get_absolute_url()}self-assessments/{kind}/{page}"


def opened(plan: Any, chair: Person) -> SelfAssessment:
    assessment = assessments.write(plan, by=chair, kind="mid-term", **WRITTEN)
    assessments.open_consultation(assessment, by=chair, closes_on=plan.forum.today + days(14))
    return assessment


def test_a_published_self_assessment_is_changed_by_coordinators_alone(client: Client) -> None:
    plan = RunningPlanFactory()
    member = seated(plan.forum, sector=Sector.CIVIL_SOCIETY)
    pages = [address(plan, page) for page in ("edit/", "edit/lessons/")]
    client.force_login(member)
    assert [client.get(page).status_code for page in pages] == [200, 200]
    assert client.get(address(plan, "edit/", kind="third-term")).status_code == 404
    assert client.get(address(plan, "edit/secrets/")).status_code == 404

    SelfAssessmentFactory(plan=plan, published_at=timezone.now())
    assert [client.get(page).status_code for page in pages] == [403, 403]
    client.force_login(coordinator(plan.forum))
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_who_saves_over_another_is_shown_both_texts_and_loses_nothing(client: Client) -> None:
    plan = RunningPlanFactory()
    client.force_login(seated(plan.forum))
    page = address(plan, "edit/lessons/")
    before = client.get(page).context["form"]["seen"].value()
    sent = {"lessons__en": "Mine.", "seen": before}
    saved = client.post(page, sent, headers={"X-Requested-With": "autosave"})
    seen = saved.json()["fields"]["seen"]
    assert (
        client.post(page, {**sent, "lessons__en": "Mine, longer.", "seen": seen}).status_code == 302
    )

    late: Any = client.post(page, {"lessons__en": "Theirs.", "seen": before})
    assert "Mine, longer." in late.content.decode()
    assert late.context["form"]["lessons__en"].value() == "Theirs."
    again = client.post(
        page, {"lessons__en": "X", "seen": before}, headers={"X-Requested-With": "autosave"}
    )
    assert (again.status_code, "Somebody else" in again.json()["message"]) == (409, True)
    assert client.post(page, {"lessons__en": "\x00", "seen": before}).status_code == 200
    assert SelfAssessment.objects.get().lessons == {"en": "Mine, longer."}


def test_what_offices_reported_last_is_offered_and_not_saved_by_itself(client: Client) -> None:
    plan = RunningPlanFactory()
    commitment = CommitmentFactory(plan=plan, number=1)
    MilestoneFactory(commitment=commitment).updates.create(
        round=ReportingRoundFactory(plan=plan), status="in_progress", done={"en": "Half is done."},
        state="published", published_at=timezone.now(),
    )  # fmt: skip
    client.force_login(seated(plan.forum))
    page = address(plan, "edit/commitments/1/")
    assert not client.get(page).context["form"]["results__en"].value()
    assert client.get(f"{page}?offer=1").context["form"]["results__en"].value() == "Half is done."
    assert not SelfAssessment.objects.exists()
    assert client.post(page, {"results__en": "It can be read."}).status_code == 302
    assert SelfAssessment.objects.get().accounts.get().results == {"en": "It can be read."}
    assert client.get(address(plan, "edit/commitments/9/")).status_code == 404


def test_a_coordinator_leads_it_from_the_draft_to_the_final_report(client: Client) -> None:
    plan = RunningPlanFactory()
    chair, citizen = coordinator(plan.forum), PersonFactory()
    assessments.write(plan, by=chair, kind="mid-term", introduction=TEXT)
    today = plan.forum.today
    client.force_login(chair)
    page, last = address(plan, "consult/"), today + days(14)
    assert "Action plan process" not in client.get(page).context["missing"]
    for day in (today.isoformat(), "never", last.isoformat()):  # too early, no day, parts missing
        assert client.post(page, {"closes_on": day}).context["form"].errors
    assessments.write(plan, by=chair, kind="mid-term", **WRITTEN)
    told = client.post(page, {"closes_on": last.isoformat()}, follow=True)
    assert "1 person will be told" in told.content.decode()
    assert Notice.objects.filter(key__startswith="assessment:").count() == 1

    public = Client()
    assert "14 days left" in public.get(address(plan)).content.decode()
    assessment = SelfAssessment.objects.get()
    public.force_login(citizen)
    sent = {"text": "And the bridge?", "question": "conclusion"}
    to = f"/comments/self-assessment/{assessment.pk}/"
    assert "And the bridge?" in public.post(to, sent, follow=True).content.decode()
    assert client.get(address(plan, "edit/lessons/")).context["stands"]
    refused = client.post(address(plan, "finish/"), follow=True).content.decode()
    assert "The public can comment until the end of" in refused

    with time_machine.travel(timezone.now() + days(15), tick=False):
        cache.clear()
        for one in (client, public):  # a new session in the new time
            one.force_login(chair if one is client else citizen)
        assert public.post(to, {"text": "Too late."}).status_code == 403
        assert (
            "1 comment has no answer"
            in client.post(address(plan, "finish/"), follow=True).content.decode()
        )
        comment = Comment.objects.get()
        for wrong in ({"text": ""}, {"text": "In May.", "comment": 999_999}, {"comment": "x"}):
            assert client.post(address(plan, "answer/"), wrong).status_code == 422
        answer = {"text": "In May.", "comment": comment.pk}
        assert client.post(address(plan, "answer/"), answer).status_code == 302
        client.post(address(plan, "finish/"))
    assessment.refresh_from_db()
    assert assessment.final_at is not None
    answered = Client().get(address(plan, f"comments/?comment={comment.pk}")).content.decode()
    assert "In May." in answered
    assert Client().get(address(plan), {"comment": comment.pk}).status_code == 302


def test_pages_that_nobody_meant_are_answered_with_sense(client: Client) -> None:
    plan = RunningPlanFactory()
    chair = coordinator(plan.forum)
    assessment = opened(plan, chair)
    comments.add(assessment, by=chair, text="Said.")
    for page in ("commitments/?page=x", "commitments/?number=99999999999", "comments/?at=nothing",
                 "comments/?comment=99999999999999999999", "comments/?answers=-1"):  # fmt: skip
        assert client.get(address(plan, page)).status_code == 200, page
    assert client.get(address(plan, "pdf/?language=%00")).status_code == 404
    client.force_login(PersonFactory())
    for page in ("consult/", "extend/", "finish/", "edit/"):
        assert client.get(address(plan, page)).status_code == 403, page
    client.force_login(chair)
    assert client.post(address(plan, "build/"), {"format": "exe"}).status_code == 404
    assert client.post(address(plan, "extend/"), {"closes_on": "9999-99-99"}).status_code == 200
    later = (plan.forum.today + days(20)).isoformat()
    assert client.post(address(plan, "extend/"), {"closes_on": later}).status_code == 302
