from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from action_plans.domain import responses
from action_plans.models import ReasonedResponse
from forums.models import Notice
from tests.action_plans.consulting import opened, plan_with_draft, remark
from tests.action_plans.domain.test_responses import WHAT
from tests.factories import (
    ContributionFactory,
    PersonFactory,
    ThemeFactory,
    days,
    seated,
)

pytestmark = pytest.mark.django_db

FORM = {"disposition": "included", "heard__en": "Water.", "reason__en": "Because."}


def test_the_desk_lists_contributions_and_comments_by_theme_with_their_age(
    client: Client,
) -> None:
    plan, draft, who = plan_with_draft()
    theme = ThemeFactory(plan=plan, slug="water", position=1)
    draft.theme = theme
    draft.save()
    remark(opened(plan, who), PersonFactory(), "A date is missing.")
    ContributionFactory(plan=plan, title="Mud", theme=theme, submitted_at=timezone.now() - days(40))
    ContributionFactory(plan=plan, title="Money", submitted_at=timezone.now() - days(3))
    answered = ContributionFactory(plan=plan, title="Done")
    responses.prepare(plan, by=who, contributions=[answered], **WHAT)
    address = f"{plan.get_absolute_url()}responses/desk/"
    client.force_login(who)
    page = client.get(address).content.decode()
    assert page.index("Mud") < page.index("A date is missing.") < page.index("Money")
    assert "for 40 days" in page
    assert "Done" not in page
    assert "1 response in preparation" in page
    by_theme = client.get(f"{address}?theme=water").content.decode()
    assert "A date is missing." in by_theme
    assert "Money" not in by_theme


@pytest.mark.parametrize("odd", ["", "\x00", "9" * 40, "2026-99-99", "-1", "²"])
def test_odd_values_at_the_desk_are_answered_and_do_nothing(client: Client, odd: str) -> None:
    plan, draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan, number=7, theme=ThemeFactory(plan=plan))
    address = f"{plan.get_absolute_url()}responses/desk/"
    client.force_login(who)
    for name in ("pile", "theme", "page"):
        assert client.get(address, {name: odd}).status_code == (404 if "\x00" in odd else 200)
    chosen = {"contributions": ["7"], "draft": draft.number, "theme": sent.theme_id, "act": "link"}
    for name in ("contributions", "comments", "theme", "draft", "act"):
        if (name, odd) != ("theme", ""):
            answer = client.post(address, {**chosen, name: odd})
            assert answer.status_code == 422 or name == "comments"
    assert not draft.contributions.exists()


def test_a_missing_draft_and_a_wrong_theme_are_said_beside_their_fields(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    ContributionFactory(plan=plan, number=7)
    address = f"{plan.get_absolute_url()}responses/desk/"
    client.force_login(who)
    for act, name in (("link", "draft"), ("sort", "theme")):
        sent = {"contributions": ["7"], "act": act, "theme": "999" if act == "sort" else ""}
        page = client.post(address, sent).content.decode()
        assert f'id="id_{name}_errors"' in page
        assert page.count('class="field-error"') == 1


def test_who_does_not_coordinate_has_no_desk(client: Client) -> None:
    plan, _draft, _who = plan_with_draft()
    client.force_login(seated(plan.forum))
    base = f"{plan.get_absolute_url()}responses"
    for page in ("desk", "new"):
        assert client.get(f"{base}/{page}/").status_code == 403
    assert client.get(f"{base}/prepared/").status_code == 200
    assert client.post(f"{base}/publish/").status_code == 403


def test_the_desk_asks_as_often_with_many_rows_as_with_few(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    client.force_login(who)
    for number in range(50):
        ContributionFactory(plan=plan, theme=ThemeFactory(plan=plan))
        remark(consultation, PersonFactory(), f"Said {number}.")
    with django_assert_max_num_queries(16):
        page = client.get(f"{plan.get_absolute_url()}responses/desk/")
    assert len(page.content) < 100_000


def test_those_that_were_chosen_are_answered_together_and_published(client: Client) -> None:
    plan, draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan, number=7)
    draft.contributions.add(sent)
    said = remark(opened(plan, who), PersonFactory(), "A date is missing.")
    client.force_login(who)
    to = f"{plan.get_absolute_url()}responses/new/?contribution=7&comment={said.pk}"
    page = client.get(to).content.decode()
    assert "7. A problem" in page
    assert "§ 3: A date is missing." in page
    change = draft.revisions.filter(language="en").last()
    assert change is not None
    assert f'<option value="{change.pk}">Draft 1' in page
    form = {
        **FORM, "contributions": [sent.pk], "comments": [said.pk], "revision": change.pk,
        "publish": "1",
    }  # fmt: skip
    answer = client.post(to, form)
    response = ReasonedResponse.objects.get()
    assert answer["Location"] == response.get_absolute_url()
    assert response.is_public
    assert response.revision == change
    assert Notice.objects.filter(key__endswith=":answered").count() == 1


def test_a_refused_answer_loses_nothing_of_what_was_typed(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    client.force_login(who)
    to = f"{plan.get_absolute_url()}responses/new/"
    page = client.post(to, {"heard__en": "Water.", "contributions": [sent.pk], "publish": "1"})
    assert page.status_code == 200
    assert "Water.</textarea>" in page.content.decode()
    assert f'value="{sent.pk}"' in page.content.decode()
    none = client.post(to, {**FORM, "publish": "1"}).content.decode()
    assert "Choose at least one contribution or comment to answer." in none
    assert not ReasonedResponse.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"contributions": ["x", "99999999999999999999"], "comments": ["-1", "\0"]},
        {"revision": "999999999999", "decision": "x", "theme": "\0"},
        {"comments_until": "0000-99-99", "heard__en": "\0"},
        {"disposition": "perhaps"},
        {},
    ],
)
def test_hand_made_requests_get_a_sentence(client: Client, odd: dict[str, Any]) -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    client.force_login(who)
    to = f"{plan.get_absolute_url()}responses/new/?contribution=x&comment=9999999999"
    form = {**FORM, "contributions": [sent.pk], **odd} if odd else {"publish": "1"}
    page = client.post(to, form)
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_a_contribution_to_another_plan_is_not_answered(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    client.force_login(who)
    other = ContributionFactory()
    to = f"{plan.get_absolute_url()}responses/new/"
    page = client.post(to, {**FORM, "contributions": [sent.pk, other.pk]})
    assert 'role="alert"' in page.content.decode()
    assert not ReasonedResponse.objects.exists()


def test_prepared_answers_are_published_together_after_a_look_at_who_is_told(
    client: Client,
) -> None:
    plan, _draft, who = plan_with_draft()
    rows = [
        responses.prepare(plan, by=who, contributions=[ContributionFactory(plan=plan)], **WHAT)
        for _ in range(2)
    ]
    client.force_login(who)
    base = f"{plan.get_absolute_url()}responses"
    assert "Publish R1" in client.get(f"{base}/prepared/").content.decode()
    chosen = {"response": [row.pk for row in rows]}
    preview = client.post(f"{base}/publish/", chosen).content.decode()
    assert "2 people get an e-mail each" in preview
    assert not ReasonedResponse.objects.public().exists()
    client.post(f"{base}/publish/", {**chosen, "confirmed": "1"})
    assert ReasonedResponse.objects.public().count() == 2
    again = client.post(f"{base}/publish/", {**chosen, "confirmed": "1"}, follow=True)
    assert "Choose at least one response" in again.content.decode()


def test_a_correction_needs_its_reason_and_a_stale_one_is_refused(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    response = responses.answer(
        plan, by=who, contributions=[ContributionFactory(plan=plan)], **WHAT
    )
    client.force_login(who)
    to = f"{response.get_absolute_url()}edit/"
    seen = responses.fingerprint(response)
    form = {**FORM, "reason__en": "No money.", "seen": seen}
    assert "Say why the response is corrected" in client.post(to, form).content.decode()
    assert client.post(to, {**form, "why__en": "We counted."}).status_code == 302
    stale = client.post(to, {**form, "reason__en": "Mine.", "why__en": "I know."})
    assert "Mine.</textarea>" in stale.content.decode()
    response.refresh_from_db()
    assert response.answer["en"] == "No money."


def test_a_prepared_answer_can_be_dropped_and_its_contribution_waits_again(
    client: Client,
) -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    response = responses.prepare(plan, by=who, contributions=[sent], **WHAT)
    client.force_login(who)
    client.post(f"{response.get_absolute_url()}discard/")
    assert list(responses.waiting_contributions(plan)) == [sent]


def test_the_look_at_who_is_told_counts_unnamed_authors_and_does_not_name_them(
    client: Client,
) -> None:
    plan, _draft, who = plan_with_draft()
    rows = [
        ContributionFactory(plan=plan, author__name="Named Nora"),
        ContributionFactory(plan=plan, author__name="Zanahoria", is_anonymous=True),
    ]
    response = responses.prepare(plan, by=who, contributions=rows, **WHAT)
    client.force_login(who)
    to = f"{plan.get_absolute_url()}responses/publish/"
    preview = client.post(to, {"response": response.pk}).content.decode()
    assert "Named Nora" in preview
    assert "Zanahoria" not in preview
    assert "2 people get an e-mail each" in preview
    assert "1 person who is not named" in preview
