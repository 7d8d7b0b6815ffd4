from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from action_plans.domain import responses
from action_plans.models import ReasonedResponse
from forums.domain import publication
from forums.models import Comment
from tests.action_plans.consulting import REASON, opened, plan_with_draft, remark, write
from tests.action_plans.domain.test_responses import CHANGED, WHAT
from tests.factories import (
    ContributionFactory,
    DraftFactory,
    PersonFactory,
    ThemeFactory,
    adopting,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def test_an_answer_shows_the_change_that_it_caused_and_the_decision(client: Client) -> None:
    plan, draft, who = plan_with_draft()
    write(draft, who, problem={"en": "The water is brown.\n\nA text message warns."})
    sent = ContributionFactory(plan=plan)
    decision = adopting(plan.forum, plan.forum.today)
    last = draft.revisions.filter(language="en").last()
    response = responses.answer(
        plan, by=who, contributions=[sent], **WHAT, decision=decision, revision=last
    )
    page = client.get(response.get_absolute_url()).content.decode()
    assert "What it changed in the text" in page
    assert "<ins>" in page
    assert decision.get_absolute_url() in page
    publication.withdraw(draft, by=who)
    publication.withdraw(decision, by=who)
    page = client.get(response.get_absolute_url()).content.decode()
    assert "What it changed in the text" not in page
    assert decision.get_absolute_url() not in page


def test_a_draft_that_is_not_public_does_not_leak_through_an_answer(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    secret = DraftFactory(plan=plan, number=2, title={"en": "zanahoria"})
    write(secret, who, problem={"en": "zanahoria"})
    sent = ContributionFactory(plan=plan)
    response = responses.answer(
        plan, by=who, contributions=[sent], **WHAT, revision=secret.revisions.get()
    )
    assert "zanahoria" not in client.get(response.get_absolute_url()).content.decode()
    assert "zanahoria" not in client.get(sent.get_absolute_url()).content.decode()
    client.force_login(who)
    assert "zanahoria" in client.get(response.get_absolute_url()).content.decode()


def test_answers_stand_by_theme_and_can_be_filtered(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    water, money = (ThemeFactory(plan=plan, slug=slug) for slug in ("water", "money"))
    for theme, became in ((water, "included"), (money, "not_included")):
        responses.answer(
            plan, by=who, contributions=[ContributionFactory(plan=plan)],
            **{**WHAT, "disposition": became}, theme=theme,
        )  # fmt: skip
    address = f"{plan.get_absolute_url()}responses/"
    whole = client.get(address).content.decode()
    assert 'id="R1"' in whole
    assert 'id="R2"' in whole
    assert "2 of 2 contributions answered" in whole
    by_theme = client.get(f"{address}?theme=water").content.decode()
    assert 'id="R1"' in by_theme
    assert 'id="R2"' not in by_theme
    by_state = client.get(f"{address}?disposition=not_included").content.decode()
    assert 'id="R1"' not in by_state
    assert client.get(f"{address}?theme=none&disposition=xx&page=9").status_code == 200


def test_a_correction_says_when_why_and_what_it_said_before(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    response = responses.answer(plan, by=who, contributions=[sent], **WHAT)
    better = {**WHAT, "reason": {"en": "No money."}}
    responses.change(response, by=who, why=CHANGED, **better)
    page = client.get(response.get_absolute_url()).content.decode()
    assert "No money." in page
    assert "We looked again." in page
    assert "Because." in page
    assert f"by {who.name}" in page


def test_an_answer_takes_comments_until_its_day(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    today = plan.forum.today
    response = responses.answer(
        plan, by=who, contributions=[ContributionFactory(plan=plan)], **WHAT, comments_until=today
    )
    to = f"/comments/response/{response.pk}/"
    person = PersonFactory()
    client.force_login(person)
    assert client.post(to, {"text": "Thanks."}).status_code == 302
    with time_machine.travel(timezone.now() + days(1), tick=False):
        client.force_login(person)
        page = client.get(response.get_absolute_url()).content.decode()
        assert "Thanks." in page
        assert 'action="/comments/response/' not in page
        assert client.post(to, {"text": "Late."}).status_code == 403
    assert Comment.objects.count() == 1


def test_a_prepared_answer_is_discussed_by_the_forum_alone(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    response = responses.prepare(plan, by=who, contributions=[sent], **WHAT)
    address = response.get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(seated(plan.forum))
    assert "It is being prepared" in client.get(address).content.decode()
    said = client.post(f"/comments/prepared-response/{response.pk}/", {"text": "zanahoria"})
    assert said["Location"].startswith(f"{address}remarks/?comment=")
    assert "zanahoria" in client.get(f"{address}remarks/").content.decode()
    responses.publish(plan, [response], by=who)
    client.logout()
    assert "zanahoria" not in client.get(address).content.decode()
    client.force_login(PersonFactory())
    assert client.get(f"{address}remarks/").status_code == 403
    assert (
        client.post(f"/comments/prepared-response/{response.pk}/", {"text": "Mine."}).status_code
        == 403
    )


def test_an_anonymous_author_is_not_named_beside_the_answer(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    author = PersonFactory(name="Zulema Zanahoria")
    sent = ContributionFactory(plan=plan, author=author, is_anonymous=True)
    response = responses.answer(plan, by=who, contributions=[sent], **WHAT)
    for address in (response.get_absolute_url(), f"{plan.get_absolute_url()}responses/"):
        assert "Zanahoria" not in client.get(address).content.decode()


def test_an_answered_comment_is_named_with_its_place(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    said = remark(opened(plan, who), PersonFactory(), "A date is missing.")
    response = responses.answer(plan, by=who, comments=[said], **WHAT)
    page = client.get(response.get_absolute_url()).content.decode()
    assert f"?at=d1-3&amp;comment={said.pk}#comment-{said.pk}" in page
    said.removed_at, said.removed_reason = timezone.now(), "Rude."
    said.save()
    assert f"comment-{said.pk}" not in client.get(response.get_absolute_url()).content.decode()


def test_all_answers_are_had_as_a_pdf(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    responses.answer(plan, by=who, contributions=[ContributionFactory(plan=plan)], **WHAT)
    answer = client.get(f"{plan.get_absolute_url()}responses/responses.pdf?language=es")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Language"] == "es"
    assert ReasonedResponse.objects.get().answer["es"] == REASON["es"]


def test_a_response_is_headed_by_what_was_heard_and_cited_by_its_number(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    response = responses.answer(
        plan,
        by=who,
        contributions=[ContributionFactory(plan=plan)],
        **{**WHAT, "heard": {"en": "The **water** is brown. It has been for years."}},
    )
    page = client.get(response.get_absolute_url()).content.decode()
    assert '<p class="kicker">Reasoned response R1</p>' in page
    assert ">The water is brown.</h1>" in page
