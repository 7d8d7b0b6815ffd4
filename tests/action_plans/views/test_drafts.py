from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from action_plans.domain import authors, drafts, visits
from action_plans.domain.templates import questions
from action_plans.models import ActionPlan, Draft, DraftState, DraftVisit, PlanState
from action_plans.views.drafts import open_items
from forums.domain import comments
from forums.models import Comment, Person, Sector
from tests.factories import (
    DraftFactory,
    OrganisationFactory,
    PersonFactory,
    PhaseFactory,
    RunningPlanFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
ODD = ["", "\x00", "9" * 40, "2026-99-99", "-1", "²"]


def save(draft: Draft, by: Person, text: str, base: int = 0, question: str = "problem") -> None:
    drafts.save(draft, by=by, question=question, language="en", text=text, base_number=base)


def page(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def draft() -> Draft:
    made: Draft = DraftFactory(published_at=timezone.now())
    return made


@pytest.fixture
def ana(draft: Draft, client: Client) -> Person:
    """A member who is logged in."""
    person = seated(draft.plan.forum, sector=Sector.CIVIL_SOCIETY, name="Ana")
    client.force_login(person)
    return person


def test_the_page_names_the_authors_and_says_which_sectors_write(
    client: Client, draft: Draft
) -> None:
    save(draft, seated(draft.plan.forum, name="Gil"), "One.")
    shown = page(client, draft.get_absolute_url())
    assert "Gil" in shown
    assert "Only government has written so far" in shown
    save(draft, seated(draft.plan.forum, sector=Sector.CIVIL_SOCIETY), "Two.", 1)
    assert "Both sectors write" in page(client, draft.get_absolute_url())


def test_an_author_sees_what_others_changed_since_she_was_here(
    client: Client, draft: Draft, ana: Person
) -> None:
    save(draft, ana, "We publish every year.")
    visits.come(draft, by=ana, at=timezone.now() - days(2))
    draft.revisions.update(created_at=timezone.now() - days(3))
    save(draft, seated(draft.plan.forum, name="Gil"), "We publish every month.", 1)
    shown = page(client, draft.get_absolute_url())
    assert "Since you were last here" in shown
    assert "<ins>month.</ins>" in shown


def test_who_is_there_is_told_to_authors_alone_and_never_to_the_public(
    client: Client, draft: Draft
) -> None:
    address = f"{draft.get_absolute_url()}presence/"
    gil, ana = (seated(draft.plan.forum, name=name) for name in ("Gil", "Ana"))
    client.force_login(gil)
    client.post(address, {"question": "causes"})
    client.force_login(ana)
    assert "Gil is here, at question 2." in client.post(address).content.decode()
    client.force_login(PersonFactory())
    assert client.post(address).status_code == 403
    client.logout()
    assert client.post(address).status_code == 302
    assert "data-presence" not in page(client, draft.get_absolute_url())


@pytest.mark.parametrize("question", ["", "nothing", "x" * 500, "caus\x00es"])
def test_a_question_that_is_not_asked_is_no_place_to_be_at(
    client: Client, draft: Draft, ana: Person, question: str
) -> None:
    client.post(f"{draft.get_absolute_url()}presence/", {"question": question})
    assert DraftVisit.objects.get().question == ""


def test_a_person_who_was_asked_reads_and_writes_without_a_seat(client: Client) -> None:
    hidden = DraftFactory()
    official = PersonFactory()
    client.force_login(official)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    authors.ask(hidden, by=seated(hidden.plan.forum), email=official.email)
    shown = page(client, hidden.get_absolute_url())
    assert f'href="{hidden.get_absolute_url()}problem/en/"' in shown
    assert "Propose to the forum" not in shown
    address = f"{hidden.get_absolute_url()}problem/en/"
    client.post(address, {"text": "From the office.", "base_number": 0})
    assert hidden.revisions.get().author == official


def test_a_resolved_comment_stands_with_all_others_and_only_authors_resolve(
    client: Client, draft: Draft, ana: Person
) -> None:
    said = comments.add(draft, by=ana, text="Since when?", question="problem")
    comments.add(draft, by=ana, text="Since May.", parent=said)
    address = f"{draft.get_absolute_url()}comments/{said.pk}/settle/"
    shown = page(client, draft.get_absolute_url())
    assert "1 open comment" in shown
    assert "1 answer" in shown
    assert client.post(address, {"resolve": "1"}).status_code == 302
    shown = page(client, draft.get_absolute_url())
    assert "1 resolved comment" in shown
    assert "Since when?" not in shown
    shown = page(client, draft.address_of("problem"))
    assert "Since when?" in shown
    assert "Since May." in shown
    assert client.post(address, {"reopen": "1", "all": "1"})["Location"] == said.get_absolute_url()
    assert "1 open comment" in page(client, draft.get_absolute_url())
    client.force_login(PersonFactory())
    assert client.post(address).status_code == 403


def test_a_draft_of_which_very_much_is_said_is_still_a_small_page(
    client: Client, draft: Draft
) -> None:
    chair = coordinator(draft.plan.forum)
    for question in (asked.key for asked in questions(draft.plan.template)):
        for number in range(12):
            said = comments.add(draft, by=chair, text=f"{number} {'x' * 3000}", question=question)
            comments.add(draft, by=chair, text="Answered.", parent=said)
    for _number in range(12):
        comments.add(draft, by=PersonFactory(), text="Of the whole draft." * 20)
    client.force_login(chair)
    shown = page(client, draft.get_absolute_url())
    assert "Read all 12 open comments" in shown
    assert len(shown.encode()) < 100_000
    assert "11 xxx" in page(client, draft.address_of("problem"))


def test_the_address_of_a_comment_opens_the_page_on_which_it_stands(
    client: Client, draft: Draft, ana: Person
) -> None:
    said = [comments.add(draft, by=ana, text=f"No. {n}", question="problem") for n in range(16)]
    answer = comments.add(draft, by=ana, text="Of the last.", parent=said[15])
    place = draft.address_of("problem")
    last = f"{place}?comment={said[15].pk}"
    assert said[15].get_absolute_url() == f"{last}#comment-{said[15].pk}"
    assert answer.get_absolute_url() == f"{last}#comment-{answer.pk}"
    shown = page(client, last)
    assert f'id="comment-{said[15].pk}"' in shown
    assert f'id="comment-{answer.pk}"' in shown
    assert f'id="comment-{said[14].pk}"' not in shown
    assert f'id="comment-{said[14].pk}"' in page(client, place, comment=said[14].pk)
    assert f'id="comment-{said[0].pk}"' in page(client, place, comment=said[15].pk, comments=1)


@pytest.mark.parametrize("name", ["comment", "comments"])
@pytest.mark.parametrize("odd", ODD)
def test_odd_values_in_the_address_of_comments_are_answered(
    client: Client, draft: Draft, ana: Person, name: str, odd: str
) -> None:
    comments.add(draft, by=ana, text="Since when?", question="problem")
    answer = client.get(draft.address_of("problem"), {name: odd})
    assert answer.status_code == (404 if "\x00" in odd else 200)
    assert ("Since when?" in answer.content.decode()) == (answer.status_code == 200)


def test_an_unknown_question_has_no_comments_and_one_without_any_says_so(
    client: Client, draft: Draft
) -> None:
    assert client.get(draft.address_of("nothing")).status_code == 404
    assert "Nobody has said anything yet." in page(client, draft.address_of("problem"))


def test_each_question_has_one_link_to_write_and_one_fold_for_versions_and_languages(
    client: Client, draft: Draft, ana: Person
) -> None:
    save(draft, ana, "One.")
    shown = page(client, draft.get_absolute_url()).partition('id="causes"')[0]
    assert shown.count("Versions and other languages") == 1
    inside = shown.partition("Versions and other languages")[2]
    for address in ("problem/en/history/", "problem/en/words/", "problem/es/"):
        assert address in inside
    assert "problem/es/history/" not in inside
    client.logout()
    shown = page(client, draft.get_absolute_url())
    assert "problem/en/history/" in shown
    assert f'{draft.get_absolute_url()}problem/es/"' not in shown


def test_readiness_is_said_in_points_and_only_while_the_draft_can_go_on(
    client: Client, draft: Draft, ana: Person
) -> None:
    shown = page(client, draft.get_absolute_url())
    assert "Before it is proposed" in shown
    assert "2 of 10 points are ready." in shown
    for state in (DraftState.ADOPTED, DraftState.WITHDRAWN):
        Draft.objects.update(state=state)
        assert "Before it is" not in page(client, draft.get_absolute_url())
    Draft.objects.update(state=DraftState.DRAFTING)
    ActionPlan.objects.update(state=PlanState.IMPLEMENTATION)
    shown = page(client, draft.get_absolute_url())
    assert "Before it is" not in shown
    assert "The plan was adopted without this draft." in shown


def test_many_authors_are_folded_after_four(client: Client, draft: Draft) -> None:
    for number in range(6):
        authors.join(draft, person=PersonFactory(name=f"Author {number}"))
    before, _fold, after = page(client, draft.get_absolute_url()).partition("and 2 more")
    assert "Author 3" in before
    assert "Author 4" not in before
    assert "Author 5" in after


def test_who_was_asked_is_named_to_members_alone_until_she_writes(
    client: Client, draft: Draft, ana: Person
) -> None:
    authors.ask(draft, by=ana, email="nora@example.org", name="Nora Vega")
    nora = Person.objects.get(email="nora@example.org")
    assert "Nora Vega" in page(client, draft.get_absolute_url())
    client.force_login(nora)
    assert "Nora Vega" in page(client, draft.get_absolute_url()).partition("Written by")[2]
    for reader in (None, PersonFactory()):
        client.logout()
        if reader:
            client.force_login(reader)
        assert "Nora Vega" not in page(client, draft.get_absolute_url())
    assert client.get("/api/v1/drafts/").json()["results"][0]["authors"] == []
    save(draft, nora, "From the office.")
    client.logout()
    assert "Nora Vega" in page(client, draft.get_absolute_url())
    assert client.get("/api/v1/drafts/").json()["results"][0]["authors"] == ["Nora Vega"]


def test_publishing_says_first_what_becomes_public_with_the_draft(client: Client) -> None:
    hidden = DraftFactory()
    chair = coordinator(hidden.plan.forum)
    client.force_login(chair)
    save(hidden, chair, "One.")
    save(hidden, chair, "Two.", 1)
    comments.add(hidden, by=chair, text="Since when?", question="problem")
    address = f"{hidden.get_absolute_url()}publish/"
    shown = page(client, address)
    assert "2 versions of its answers" in shown
    assert "1 comment<" in shown
    hidden.refresh_from_db()
    assert not hidden.is_public
    client.post(address)
    hidden.refresh_from_db()
    assert hidden.is_public
    assert client.get(address).status_code == 302


def test_looking_at_the_page_never_publishes(client: Client) -> None:
    closed = DraftFactory(state=DraftState.WITHDRAWN)
    left = DraftFactory(plan=RunningPlanFactory())
    for hidden in (closed, left):
        client.force_login(coordinator(hidden.plan.forum))
        answer = client.get(f"{hidden.get_absolute_url()}publish/")
        assert answer["Location"] == hidden.get_absolute_url()
        assert not list(get_messages(answer.wsgi_request))


def test_proposing_a_draft_that_only_the_forum_sees_says_that_it_becomes_public(
    client: Client,
) -> None:
    hidden = DraftFactory()
    client.force_login(seated(hidden.plan.forum))
    shown = client.post(f"{hidden.get_absolute_url()}propose/").content.decode()
    assert "It becomes public" in shown
    hidden.refresh_from_db()
    assert not hidden.is_public


def test_a_draft_that_was_left_over_is_not_published(client: Client) -> None:
    left = DraftFactory(plan=RunningPlanFactory())
    client.force_login(coordinator(left.plan.forum))
    assert "Let everybody read it" not in page(client, left.get_absolute_url())
    answer = client.post(f"{left.get_absolute_url()}publish/", follow=True)
    assert "The plan was adopted without this draft." in answer.content.decode()
    left.refresh_from_db()
    assert not left.is_public


def test_a_comment_of_another_draft_is_not_settled_here(
    client: Client, draft: Draft, ana: Person
) -> None:
    other = DraftFactory(plan=draft.plan)
    said = comments.add(other, by=ana, text="Since when?", question="problem")
    address = f"{draft.get_absolute_url()}comments/{said.pk}/settle/"
    assert client.post(address).status_code == 404


def test_proposing_with_something_open_asks_first_and_never_forbids(
    client: Client, draft: Draft, ana: Person
) -> None:
    address = f"{draft.get_absolute_url()}propose/"
    asked = client.post(address).content.decode()
    assert "Propose all the same?" in asked
    assert "At least two milestones" in asked
    draft.refresh_from_db()
    assert draft.state == DraftState.DRAFTING
    client.post(address, {"anyway": "1"})
    draft.refresh_from_db()
    assert draft.state == DraftState.PROPOSED


def form_of(draft: Draft, **values: Any) -> dict[str, Any]:
    return {"title__en": "A draft", "seen": drafts.fingerprint(draft), **values}


def test_values_supporters_and_the_person_to_ask_are_saved_and_shown(
    client: Client, draft: Draft, ana: Person
) -> None:
    association = OrganisationFactory(name={"en": "Open Ledger"})
    PersonFactory(organisation=association)
    ana.organisation = association
    ana.save()
    client.post(
        f"{draft.get_absolute_url()}edit/",
        form_of(
            draft,
            values_served=["transparency", "participation"],
            supporting=[association.pk],
            contact_name="Nora Vega",
            contact_role="Head of procurement",
            contact_email="procurement@example.org",
        ),
    )
    shown = page(client, draft.get_absolute_url())
    for words in ("Transparency, Citizen participation", "Open Ledger", "Nora Vega"):
        assert words in shown
    assert "procurement@example.org" not in shown  # it is where the form's questions go


@pytest.mark.parametrize(
    "values",
    [
        {"values_served": ["power"]},
        {"supporting": ["999999"]},
        {"contact_email": "nobody"},
        {"lead": "9" * 30},
        {"title__en": "x\x00"},
        {"contact_name": "x" * 151},
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_saved(
    client: Client, draft: Draft, ana: Person, values: dict[str, Any]
) -> None:
    answer = client.post(
        f"{draft.get_absolute_url()}edit/", form_of(draft, contact_role="Typed", **values)
    )
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
    assert "Typed" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.contact_role == ""


def test_a_description_saved_over_another_shows_what_stands_and_keeps_what_was_typed(
    client: Client, draft: Draft, ana: Person
) -> None:
    mine = form_of(draft, contact_name="Typed by Ana")
    stored = Draft.objects.get(pk=draft.pk)
    drafts.describe(stored, by=ana, contact_name="Saved by Gil")
    address = f"{draft.get_absolute_url()}edit/"
    answer = client.post(address, mine)
    shown = answer.content.decode()
    assert "What somebody else saved" in shown
    assert "Saved by Gil" in shown
    assert 'value="Typed by Ana"' in shown
    again = {**mine, "seen": answer.context["form"].data["seen"]}
    client.post(address, again)
    draft.refresh_from_db()
    assert draft.contact_name == "Typed by Ana"


def test_a_milestone_saved_over_another_shows_what_stands(
    client: Client, draft: Draft, ana: Person
) -> None:
    client.post(
        f"{draft.get_absolute_url()}milestones/new/",
        {"title__en": "A law", "outputs__en": "The gazette", "due_on": "2028-05-01"},
    )
    step = draft.milestones.get()
    assert "The gazette" in page(client, draft.get_absolute_url())
    address = f"{draft.get_absolute_url()}milestones/{step.pk}/"
    before = client.get(address).context["form"].initial["seen"]
    client.post(address, {"title__en": "A law in force", "seen": before})
    answer = client.post(address, {"title__en": "A bill", "seen": before})
    assert "A law in force" in answer.content.decode()
    assert str(draft.milestones.get().title) == "A law in force"


def test_a_coordinator_who_no_longer_writes_is_taken_from_the_authors(
    client: Client, draft: Draft
) -> None:
    chair = coordinator(draft.plan.forum)
    client.force_login(chair)
    address = f"{draft.get_absolute_url()}authors/"
    new = {"email": "nora@example.org", "name": "Nora"}
    assert "Whoever has this address" in client.post(address, new, follow=True).content.decode()
    again = client.post(address, new).content.decode()
    assert "Nora is an author already." in again
    asked = draft.authorships.get()
    client.post(f"{address}{asked.pk}/remove/")
    assert not draft.authorships.exists()


def test_a_person_of_an_office_takes_nobody_but_herself_from_the_authors(
    client: Client, draft: Draft
) -> None:
    ana, official = seated(draft.plan.forum), PersonFactory()
    authors.join(draft, person=ana)
    asked = authors.ask(draft, by=ana, email=official.email)
    address = f"{draft.get_absolute_url()}authors/"
    client.force_login(official)
    of_ana = draft.authorships.get(person=ana)
    assert client.post(f"{address}{of_ana.pk}/remove/").status_code == 403
    client.post(f"{address}{asked.pk}/remove/")
    assert list(draft.authorships.all()) == [of_ana]


def test_outside_its_phase_a_draft_is_read_and_the_page_says_when_it_can_be_written(
    client: Client, draft: Draft, ana: Person
) -> None:
    assert 'problem/en/"' in page(client, draft.get_absolute_url())
    opens = draft.plan.forum.today + days(3)
    PhaseFactory(
        plan=draft.plan, opens_on=opens, closes_on=opens + days(9), acts={"draft": "members"}
    )
    assert 'problem/en/"' not in page(client, draft.get_absolute_url())
    assert "is not open yet" in page(client, f"{draft.get_absolute_url()}problem/en/")
    answer = client.post(
        f"{draft.get_absolute_url()}problem/en/", {"text": "Too soon.", "base_number": 0}
    )
    assert answer.status_code == 422
    assert "Too soon." in answer.content.decode()


def test_who_has_no_seat_asks_no_further_authors(client: Client, draft: Draft, ana: Person) -> None:
    official = PersonFactory()
    authors.ask(draft, by=ana, email=official.email)
    client.force_login(official)
    address = f"{draft.get_absolute_url()}authors/"
    assert 'name="email"' not in client.get(address).content.decode()
    assert client.post(address, {"email": PersonFactory().email}).status_code == 403
    assert draft.authorships.count() == 1


def test_asking_does_not_tell_whose_an_address_is(
    client: Client, draft: Draft, ana: Person
) -> None:
    ben = PersonFactory(name="Benedict")
    answer = client.post(f"{draft.get_absolute_url()}authors/", {"email": ben.email})
    assert draft.authorships.filter(person=ben).exists()
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "Benedict" not in "".join(told)
    assert "Whoever has this address" in told[0]


def test_a_comment_at_a_part_that_is_none_does_not_keep_a_draft_back(
    draft: Draft, ana: Person
) -> None:
    before = [item.label for item in open_items(draft)]
    Comment.objects.filter(pk=comments.add(draft, by=ana, text="Why?").pk).update(question="no")
    assert [item.label for item in open_items(draft)] == before
