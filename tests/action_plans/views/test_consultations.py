from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from action_plans.domain import consultations, plans
from action_plans.models import Consultation
from forums.models import Comment
from tests.action_plans.consulting import opened, plan_with_draft, prepared, remark, write
from tests.factories import (
    ContributionFactory,
    DraftFactory,
    PersonFactory,
    adopting,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def test_a_stranger_reads_each_paragraph_under_its_number(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    page = client.get(f"{consultation.get_absolute_url()}?part=d1").content.decode()
    assert "The water is brown." in page
    assert 'href="#d1-3">§ 3</a>' in page
    assert "Welcome." not in page
    assert "See the draft as it is now" in page


def test_a_comment_stands_at_its_paragraph_and_is_counted_there(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    client.force_login(PersonFactory())
    address = consultation.get_absolute_url()
    form = client.get(f"{address}?at=d1-4").content.decode()
    assert 'name="question" value="d1-4"' in form
    to = f"/comments/consultation/{consultation.pk}/"
    said = client.post(to, {"text": "Who warns?", "question": "d1-4"})
    comment = Comment.objects.get()
    assert said["Location"] == f"{address}?at=d1-4&comment={comment.pk}#comment-{comment.pk}"
    opened_page = client.get(said["Location"]).content.decode()
    assert "Who warns?" in opened_page
    part = client.get(f"{address}?part=d1").content.decode()
    assert "Who warns?" not in part
    assert "1 comment<" in part


def test_a_comment_at_no_paragraph_stands_on_the_whole_text(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    client.force_login(PersonFactory())
    to = f"/comments/consultation/{consultation.pk}/"
    client.post(to, {"text": "On all of it.", "question": "d9-99"})
    assert "On all of it." in client.get(consultation.get_absolute_url()).content.decode()


def test_before_the_first_day_and_after_the_last_nobody_comments(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    first = plan.forum.today + days(1)
    consultation = opened(plan, who, opens_on=first, closes_on=first + days(3))
    person = PersonFactory()
    to = f"/comments/consultation/{consultation.pk}/"
    answers = []
    for ahead in (0, 1, 9):
        with time_machine.travel(timezone.now() + days(ahead), tick=False):
            client.force_login(person)
            page = client.get(f"{consultation.get_absolute_url()}?at=d1-3").content.decode()
            answers.append(
                (client.post(to, {"text": f"{ahead}", "question": "d1-3"}).status_code,
                 "comment-text-" in page)
            )  # fmt: skip
    assert answers == [(403, False), (302, True), (403, False)]


def test_what_is_prepared_is_of_the_forum_alone(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    consultation = prepared(plan, who, title={"en": "Only for us"})
    address = consultation.get_absolute_url()
    assert client.get(address).status_code == 404
    assert client.get(f"{address}differences/").status_code == 404
    assert (
        "Only for us" not in client.get(f"{plan.get_absolute_url()}consultations/").content.decode()
    )
    client.force_login(seated(plan.forum))
    assert "Only the forum sees this" in client.get(address).content.decode()
    assert client.get(f"{address}publish/").status_code == 403


def test_a_coordinator_prepares_previews_and_publishes(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    today = plan.forum.today
    client.force_login(who)
    to = f"{plan.get_absolute_url()}consultations/new/"
    assert client.get(to).status_code == 200
    form = {
        "title__en": "The draft", "drafts": "proposed", "opens_on": f"{today}",
        "closes_on": f"{today - days(1)}",
    }  # fmt: skip
    wrong = client.post(to, form).content.decode()
    assert "The last day cannot be before the first." in wrong
    assert 'value="The draft"' in wrong
    client.post(to, {**form, "closes_on": f"{today + days(9)}"})
    consultation = Consultation.objects.get()
    preview = client.get(f"{consultation.get_absolute_url()}publish/").content.decode()
    assert "§ 5" in preview
    assert who.name in preview
    seen = consultations.fingerprint(consultation)
    answer = client.post(f"{consultation.get_absolute_url()}publish/", {"seen": seen})
    assert answer["Location"] == consultation.get_absolute_url()
    assert Consultation.objects.get().is_open


def test_a_coordinator_gives_more_time_and_never_less(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    client.force_login(who)
    to = f"{consultation.get_absolute_url()}extend/"
    less = client.post(to, {"closes_on": f"{consultation.closes_on - days(1)}"})
    assert "Choose a later day." in less.content.decode()
    client.post(to, {"closes_on": f"{consultation.closes_on + days(5)}"})
    assert Consultation.objects.get().closes_on == consultation.closes_on + days(5)


def test_the_differences_say_with_what_the_text_is_compared(client: Client) -> None:
    plan, draft, who = plan_with_draft()
    consultation = opened(plan, who)
    write(draft, who, problem={"en": "The water is yellow.\n\nNobody warns."})
    address = f"{consultation.get_absolute_url()}differences/"
    before = client.get(f"{address}?part=d1").content.decode()
    assert "The plan is not adopted yet." in before
    assert "<del>brown.</del>" in before
    assert "<ins>yellow.</ins>" in before
    plans.adopt(plan, by=who, decision=adopting(plan.forum, plan.forum.today))
    after = client.get(address).content.decode()
    assert "as it was adopted on" in after
    assert "1 of 4 paragraphs changed" in after


def test_readers_see_no_marks_in_a_difference_and_are_told_of_mere_formatting(
    client: Client,
) -> None:
    plan, draft, who = plan_with_draft()
    write(draft, who, problem={"en": "The water is brown.\n\n- **One** well\n- Two"})
    consultation = opened(plan, who)
    write(draft, who, problem={"en": "The **water** is brown.\n\n- **One** well\n- Three"})
    page = client.get(f"{consultation.get_absolute_url()}differences/?part=d1").content.decode()
    assert "Only the formatting changed." in page
    assert "• One well\n• <del>Two</del>" in page
    assert "**" not in page


def test_long_texts_are_cut_into_pages_and_every_paragraph_is_found(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    long = DraftFactory(plan=plan, number=2, state="proposed", published_at=timezone.now())
    text = "\n\n".join(f"Paragraph {number}. {'word ' * 300}" for number in range(60))
    write(long, who, problem={"en": text})
    consultation = opened(plan, who)
    address = consultation.get_absolute_url()
    first = client.get(f"{address}?part=d2")
    assert len(first.content) < 100_000
    assert "Paragraph 59." not in first.content.decode()
    last = consultation.paragraphs.order_by("-position").first()
    assert last is not None
    page = client.get(f"{address}?at={last.key}")
    assert "Paragraph 59." in page.content.decode()
    assert len(page.content) < 100_000
    write(long, who, problem={"en": text.replace("word", "token")})
    differences = client.get(f"{address}differences/?part=d2")
    assert len(differences.content) < 100_000


@pytest.mark.parametrize("query", ["?part=zzz", "?part=-1", "?at=é&page=x", "?at=d1-999999"])
def test_odd_addresses_are_no_fault_of_ours(client: Client, query: str) -> None:
    plan, _draft, who = plan_with_draft()
    address = opened(plan, who).get_absolute_url()
    assert client.get(f"{address}{query}").status_code in (200, 404)
    assert client.get(f"{address}differences/{query}").status_code in (200, 404)


def test_a_removed_comment_is_counted_no_more(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    said = remark(consultation, PersonFactory(), "Rude.")
    said.removed_at, said.removed_reason = timezone.now(), "Rude."
    said.save()
    assert (
        "1 comment<"
        not in client.get(f"{consultation.get_absolute_url()}?part=d1").content.decode()
    )


def test_the_preview_counts_who_contributed_without_a_name_and_does_not_name_them(
    client: Client,
) -> None:
    plan, _draft, who = plan_with_draft()
    ContributionFactory(plan=plan, author__name="Zanahoria", is_anonymous=True)
    ContributionFactory(plan=plan, author__name="Named Nora")
    client.force_login(who)
    preview = client.get(f"{prepared(plan, who).get_absolute_url()}publish/").content.decode()
    assert "Named Nora" in preview
    assert "Zanahoria" not in preview
    assert "3 people get an e-mail each" in preview
    assert "1 person who is not named" in preview
