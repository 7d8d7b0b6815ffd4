from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.test import Client

from forums.domain import (
    anonymity,
    appeals,
    ballots,
    comments,
    notices,
    panels,
    people,
    roll,
    tally,
    terms,
)
from forums.domain.errors import Incomplete, Refused
from forums.models import Attendance, Comment, Forum, Notice, Person, Term
from tests.factories import (
    ContributionFactory,
    ForumFactory,
    MeetingFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    TermFactory,
    days,
)
from tests.selecting import WHY, Selecting

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Zenobia Quartz", "zenobia@quartz.example"


def former(forum: Forum | None = None, **fields: Any) -> Person:
    """A person who sat until last week, with all that an account can have."""
    forum = forum or ForumFactory()
    person: Person = PersonFactory(
        name=NAME,
        email=ADDRESS,
        organisation=OrganisationFactory(),
        language="es",
        time_zone="America/Panama",
        **fields,
    )
    person.name = f"{NAME} Old"
    person.save()
    person.name = NAME
    person.save()
    TermFactory(
        seat=SeatFactory(forum=forum),
        person=person,
        ends_on=forum.today - days(7),
        end_reason="Moved to another town",
    )
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=True, primary=True)
    SocialAccount.objects.create(user=person, provider="openid_connect", uid=ADDRESS)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "s"})
    return person


def tables_that_say(*words: str) -> set[str]:
    """The tables in which one of the words stands anywhere, history included."""
    found = set()
    for model in apps.get_models():
        for row in model._default_manager.values():
            text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, default=str)
            if any(word in text for word in words):
                found.add(model._meta.label)
    return found


def test_who_is_invited_gets_an_account_without_a_password() -> None:
    forum = ForumFactory(main_language="es")
    person = people.invite(email=" Ana@Example.org ", name="Ana", by=PersonFactory(), forum=forum)
    assert (person.email, person.name, person.language) == ("ana@example.org", "Ana", "es")
    assert not person.has_usable_password()
    again = people.invite(email="ana@example.org", name="", by=PersonFactory(), forum=forum)
    assert again == person
    with pytest.raises(Incomplete):
        people.invite(email="new@example.org", name=" ", by=PersonFactory(), forum=forum)


def test_the_link_in_the_mail_sets_the_password(client: Client) -> None:
    seat = SeatFactory()
    person = people.invite(
        email="ana@example.org", name="Ana", by=PersonFactory(), forum=seat.forum
    )
    terms.fill(seat, by=PersonFactory(), person=person, starts_on=seat.forum.today, ends_on=None)
    text = Notice.objects.get(person=person).text
    link = next(line for line in text.splitlines() if "/accounts/password/reset/key/" in line)
    page = client.get(link.removeprefix(notices.absolute("")), follow=True)
    chosen = "a long enough secret 42"
    client.post(page.redirect_chain[-1][0], {"password1": chosen, "password2": chosen}, follow=True)
    client.post("/accounts/login/", {"login": "ana@example.org", "password": chosen})
    assert client.get("/me/").status_code == 200
    assert people.password_url(Person.objects.get(pk=person.pk)) == ""


def test_name_and_address_leave_every_table_and_what_was_done_stays() -> None:
    forum = ForumFactory()
    person = former(forum)
    term = Term.objects.get(person=person)
    meeting = MeetingFactory(forum=forum, published=True)
    Attendance.objects.create(meeting=meeting, term=term, sector="government", presence="present")
    comment = comments.add(meeting, by=person, text="I object.")
    notices.queue(
        [person], template="forums/mail/seated", key="x", forum=forum,
        context={"term": term, "url": "/"},
    )  # fmt: skip
    assert "forums.PersonEvent" in tables_that_say(NAME)
    anonymity.anonymise(person, by=person)
    assert not tables_that_say(NAME, ADDRESS, "Moved to another town")
    person.refresh_from_db()
    assert person.name == f"Former member {person.pk}"
    assert person.anonymised_at is not None
    assert not person.is_active
    assert Attendance.objects.get().term.person == person
    assert Comment.objects.get() == comment
    assert not Authenticator.objects.exists()


def test_the_neutral_name_is_in_the_forums_main_language() -> None:
    person = former(ForumFactory(main_language="es"))
    anonymity.anonymise(person, by=person)
    assert person.name.endswith(str(person.pk))
    citizen = PersonFactory()
    anonymity.anonymise(citizen, by=citizen)
    assert citizen.name == f"Former participant {citizen.pk}"


def test_pages_work_on_after_a_member_became_nobody(client: Client) -> None:
    forum = ForumFactory(slug="valley")
    person = former(forum)
    meeting = MeetingFactory(forum=forum, number=1, published=True, starts_at=forum.published_at)
    Attendance.objects.create(
        meeting=meeting, term=Term.objects.get(), sector="government", presence="present"
    )
    comments.add(meeting, by=person, text="I object.")
    anonymity.anonymise(person, by=person)
    for address in ("meetings/1/", "members/", f"members/{person.pk}/"):
        page = client.get(f"/forums/valley/{address}")
        assert page.status_code == 200
        assert NAME not in page.content.decode()
        assert person.name in page.content.decode()


def test_sessions_end_and_nobody_logs_in_any_more() -> None:
    person = former()
    person.set_password("open sesame 42")
    person.save()
    client = Client()
    client.force_login(person)
    Client().force_login(PersonFactory())
    assert Session.objects.count() == 2
    anonymity.anonymise(person, by=person)
    assert Session.objects.count() == 1
    assert client.get("/me/").status_code == 302
    assert not client.login(email=ADDRESS, password="open sesame 42")


@pytest.mark.parametrize("part", ["person", "alternate"])
@pytest.mark.parametrize("starts", [-10, 10])
def test_who_holds_a_seat_or_is_to_take_one_keeps_her_name(part: str, starts: int) -> None:
    forum = ForumFactory()
    person = former(forum)
    TermFactory(
        seat=SeatFactory(forum=forum),
        starts_on=forum.today + days(starts),
        **{part: person},
    )
    with pytest.raises(anonymity.StillSeated, match="Ask the coordinator"):
        anonymity.anonymise(person, by=person)
    assert Person.objects.get(pk=person.pk).name == NAME


def test_an_account_is_deleted_once() -> None:
    person = former()
    anonymity.anonymise(person, by=person)
    with pytest.raises(anonymity.AlreadyAnonymous):
        anonymity.anonymise(person, by=person)


def test_the_database_keeps_nobody_without_a_name_from_having_an_address() -> None:
    person = former()
    anonymity.anonymise(person, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(email="back@example.org")


@pytest.mark.django_db(transaction=True)
def test_nobody_is_seated_while_she_deletes_her_account() -> None:
    person, seat = former(), SeatFactory()
    begin = threading.Barrier(2)
    refused: list[str] = []

    def act(verb: Any) -> None:
        try:
            begin.wait(10)
            verb()
        except Refused as error:
            refused.append(str(error))
        finally:
            connection.close()

    verbs = [
        lambda: anonymity.anonymise(Person.objects.get(pk=person.pk), by=person),
        lambda: terms.fill(
            seat, by=PersonFactory(), person=person, starts_on=seat.forum.today, ends_on=None
        ),
    ]
    threads = [threading.Thread(target=act, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    seated = seat.terms.filter(person=person).exists()
    assert seated == (Person.objects.get(pk=person.pk).anonymised_at is None)


def test_ones_own_data_hold_what_one_did_and_no_secret() -> None:
    person = former()
    ContributionFactory(author=person, title="My street has no light")
    data = people.own_data(person)
    text = json.dumps(data, cls=DjangoJSONEncoder)
    assert "My street has no light" in text
    assert "forums.Term.person" in data
    assert "secret" not in text
    assert not any("Event" in key for key in data)
    other = json.dumps(people.own_data(PersonFactory()), cls=DjangoJSONEncoder)
    assert "My street" not in other


def test_what_she_wrote_as_a_candidate_goes_and_her_scores_ballots_and_appeals_stay() -> None:
    world = Selecting(model="invitation", candidates=2, seats=1)
    members = world.name_panel(2)
    world.to_choice()
    gone, one = members[0], world.nominations()[0]
    comments.add(one, by=gone, text="I know them.")
    for member in members:
        for row in world.nominations():
            panels.score(
                row, by=member, points={1: row.number, 2: 1}, reasons={1: "As said.", 2: "So."}
            )
    world.advance()
    appeals.appeal(world.selection, by=world.people[0], text={"en": "Count again."})
    seed = world.selection.result["rounds"][0]["seed"]
    for person in (gone, world.people[0]):
        anonymity.anonymise(person, by=person)
    assert tally.seed_of(tally.scores_file(panels.rows(world.selection))) == seed
    assert "Ten years." not in {row.experience for row in world.nominations()[:1]}
    events: Any = apps.get_model("forums", "NominationEvent")
    assert not events.objects.filter(candidate=world.people[0]).exclude(experience="").exists()
    page = Client().get(world.selection.get_absolute_url()).content.decode()
    assert gone.name in page
    assert "Former participant" in gone.name
    assert "Count again." in page
    words = Client().get(one.get_absolute_url()).content.decode()
    assert "has deleted the account" in words
    assert "I know them." in words


def test_a_voter_who_leaves_stays_on_the_roll_until_somebody_else_votes() -> None:
    world = Selecting(candidates=1, seats=1, organisations=2)
    world.to_choice()
    ballots.cast(world.selection, by=world.voters[0], choices=[1])
    for voter in world.voters:
        anonymity.anonymise(voter, by=voter)
    assert roll.turnout(world.selection) == (1, 2)
    entry = world.voters[1].roll_entries.get()
    new = PersonFactory()
    roll.replace(entry, by=world.lead, voter=new, reason=WHY)
    ballots.cast(world.selection, by=new, choices=[1])
    assert roll.turnout(world.selection) == (2, 2)
