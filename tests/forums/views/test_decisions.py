from __future__ import annotations

import zoneinfo
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.domain import decisions, votes
from forums.domain.subjects import fields_of as about
from forums.models import AgendaItem, Choice, Decision, Forum, Notice, Outcome, Person, Term
from forums.tasks import close_votes
from tests.factories import (
    CommitmentFactory,
    DecisionFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    coordinator,
    days,
    seated,
)
from tests.forums.domain.test_decisions import WHY, in_force, table

pytestmark = pytest.mark.django_db


def taken(forum: Forum, **fields: Any) -> Decision:
    """A published decision."""
    values = {
        "forum": forum,
        "reasons": WHY,
        "outcome": "adopted",
        "decided_on": timezone.now().date(),
        "published_at": timezone.now(),
    }
    decision: Decision = DecisionFactory(**{**values, **fields})
    return decision


def in_vote(**fields: Any) -> tuple[Decision, list[Person], list[Person]]:
    """A public proposal whose vote in writing is open."""
    forum, officials, society = table()
    decision: Decision = DecisionFactory(
        **{"forum": forum, "reasons": WHY, "method": "vote", **fields}
    )
    decisions.publish(decision, by=officials[0])
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(3))
    return decision, officials, society


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_while_a_vote_is_open_the_public_learns_that_and_no_more(client: Client) -> None:
    decision, officials, society = in_vote()
    votes.cast(decision, by=society[0], choice=Choice.AGAINST, reason="Not like this.")
    address = decision.get_absolute_url()
    page = read(client, address)
    assert "The vote is open" in page
    for hidden in (society[0].name, "Not like this", "have voted", 'name="choice"'):
        assert hidden not in page
    row = client.get(f"/api/v1/decisions/{decision.pk}/").json()
    assert (row["votes"], row["votes_against"], row["presence"]) == ([], None, [])

    client.force_login(seated(decision.forum, role="observer"))
    page = read(client, address)
    assert "1 of 4 seats have voted" in page
    assert "Not like this" not in page
    assert 'name="choice"' not in page

    client.force_login(officials[0])
    assert 'name="choice" value="for"' in read(client, address)


def test_one_click_votes_and_the_vote_can_be_changed(client: Client) -> None:
    decision, _officials, society = in_vote()
    client.force_login(society[0])
    address = f"{decision.get_absolute_url()}vote/"
    for choice in ("for", "against"):
        assert client.post(address, {"choice": choice}).status_code == 302
    assert decision.votes.get().choice == "against"
    assert "Your vote: Against." in read(client, decision.get_absolute_url())


def test_a_recusal_without_its_reason_comes_back_with_what_was_chosen(client: Client) -> None:
    decision, _officials, society = in_vote()
    client.force_login(society[0])
    response = client.post(f"{decision.get_absolute_url()}vote/", {"choice": "recused"})
    page = response.content.decode()
    assert "Give the reason" in page
    assert 'value="recused" checked' in page.replace('required id="id_choice_3" ', "")
    assert not decision.votes.exists()


def test_nobody_votes_without_a_seat_that_has_a_vote(client: Client) -> None:
    decision, _officials, _society = in_vote()
    address = f"{decision.get_absolute_url()}vote/"
    assert client.post(address, {"choice": "for"}).status_code == 302  # to the login page
    for person in (
        PersonFactory(),
        seated(decision.forum, role="observer"),
        coordinator(ForumFactory()),
    ):
        client.force_login(person)
        assert client.post(address, {"choice": "for"}).status_code == 403
    assert not decision.votes.exists()


def test_the_vote_is_handed_over_and_taken_back_on_the_page(client: Client) -> None:
    decision, _officials, society = in_vote()
    alternate = PersonFactory(name="Alma Alternate")
    Term.objects.filter(person=society[0]).update(alternate=alternate)
    address = decision.get_absolute_url()
    client.force_login(society[0])
    assert "Leave this vote to my alternate, Alma Alternate" in read(client, address)
    client.post(f"{address}vote/hand-over/")
    assert "Vote myself again" in read(client, address)
    client.force_login(alternate)
    assert f"You vote in place of {society[0].name}" in read(client, address)
    client.force_login(society[0])
    client.post(f"{address}vote/hand-over/", {"back": "1"})
    assert "Leave this vote to my alternate" in read(client, address)


def test_the_coordinator_sees_who_is_asked_before_the_vote_is_opened(client: Client) -> None:
    forum, officials, society = table()
    decision = DecisionFactory(forum=forum, reasons=WHY, method="vote")
    client.force_login(officials[0])
    address = f"{decision.get_absolute_url()}vote/open/"
    page = read(client, address)
    assert all(person.name in page for person in officials + society)
    assert not Notice.objects.exists()
    response = client.post(address, {"day": "", "hour": ""})
    assert "This field is required" in response.content.decode()
    last = forum.today + days(7)
    client.post(address, {"day": last.isoformat(), "hour": "18:00"})
    decision.refresh_from_db()
    assert decision.vote_closes_at is not None
    assert decision.vote_closes_at.astimezone(zoneinfo.ZoneInfo(forum.time_zone)).hour == 18
    assert Notice.objects.count() == 4


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_vote_ends_on_a_day_of_our_time(client: Client, day: str) -> None:
    decision = DecisionFactory(reasons=WHY)
    client.force_login(coordinator(decision.forum))
    address = f"{decision.get_absolute_url()}vote/open/"
    response = client.post(address, {"day": day, "hour": "00:00"})
    assert "between today and one year" in response.content.decode()


def test_once_closed_everybody_reads_the_result_by_sector_and_seat_by_seat(client: Client) -> None:
    decision, officials, society = in_vote()
    rules = in_force(decision.forum, days_ago=9)
    Decision.objects.filter(pk=decision.pk).update(rules=rules)
    for person in officials:
        votes.cast(decision, by=person, choice=Choice.FOR)
    votes.cast(decision, by=society[0], choice=Choice.AGAINST, reason="Not like this.")
    votes.cast(decision, by=society[1], choice=Choice.RECUSED, reason="My own house.")
    client.force_login(officials[0])
    close = f"{decision.get_absolute_url()}vote/close/"
    answer = client.post(close, follow=True).content.decode()
    assert "It closes by itself then." in answer
    assert client.get(close).status_code == 302
    client.logout()
    decisions.close(decision, by=None)
    page = read(client, decision.get_absolute_url())
    for shown in (
        "Adopted: 2 for, 1 against, 1 kept out because of an interest of their own.",
        "Needed: 2 of 3 votes for and against.",
        "Quorum reached",
        "4 of 4 seats with a vote took part",
        "Not like this.",
        "My own house.",
        society[0].name,
        f"/rules/{rules.number}/",
    ):
        assert shown in page, shown
    row = client.get(f"/api/v1/decisions/{decision.pk}/").json()
    assert row["had_quorum"] is True
    assert row["rules"] == rules.number
    assert {"sector": "government", "seats": 2, "present": 2} in row["presence"]
    assert [vote["choice"] for vote in row["votes"]].count("for") == 2
    assert "Not like this." in client.get("/api/v1/decisions/?format=csv").getvalue().decode()


def test_what_was_voted_stays_with_the_forum_until_it_is_published(client: Client) -> None:
    forum, officials, _society = table()
    decision = DecisionFactory(forum=forum, reasons=WHY, method="vote", title={"en": "Zanahoria"})
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(1))
    votes.cast(decision, by=officials[0], choice=Choice.FOR, reason="zanahoria")
    decisions.close(decision, by=None)
    address = decision.get_absolute_url()
    for path in (address, *(f"{address}{end}" for end in ("publish/", "vote/", "correct/"))):
        client.logout()
        assert client.get(path).status_code in (302, 404), path
        client.force_login(PersonFactory())
        assert client.get(path).status_code == 404, path
    base = f"/forums/{forum.slug}"
    for path in (f"{base}/decisions/", f"{base}/decisions.atom", "/api/v1/decisions/"):
        assert "anahoria" not in read(client, path)


def test_after_a_vote_only_reasons_and_dissent_are_written(client: Client) -> None:
    forum, officials, society = table()
    decision = DecisionFactory(forum=forum, reasons=WHY, method="vote")
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(1))
    for person in officials + society:
        votes.cast(decision, by=person, choice=Choice.FOR)
    decisions.close(decision, by=None)
    client.force_login(officials[0])
    edit = f"{decision.get_absolute_url()}edit/"
    assert 'name="outcome"' not in read(client, edit)
    client.post(
        edit,
        {"reasons__en": "Because.", "dissent__en": "One sees it otherwise.", "publish": "1"},
    )
    client.logout()
    assert "One sees it otherwise." in read(client, decision.get_absolute_url())


def test_a_decision_is_proposed_on_an_item_of_an_agenda_by_a_member(client: Client) -> None:
    forum, _officials, society = table()
    meeting = MeetingFactory(forum=forum, published=True)
    item = AgendaItem.objects.create(meeting=meeting, position=1, title={"en": "Budget"})
    client.force_login(society[0])
    address = f"/forums/{forum.slug}/decisions/propose/"
    assert "1. Budget" in read(client, f"{address}?item={item.pk}")
    client.post(
        address,
        {
            "title__en": "More money",
            "text__en": "Ten more.",
            "reasons__en": "It is needed.",
            "options__en": "Five more\nNothing",
            "place": f"item-{item.pk}",
            "method": "consent",
        },
    )
    decision = Decision.objects.get()
    assert (decision.agenda_item, decision.meeting, decision.outcome) == (item, meeting, "open")
    assert decision.option_list == ["Five more", "Nothing"]
    client.force_login(seated(forum, role="observer"))
    assert client.get(address).status_code == 403


def test_a_correction_points_both_ways_once_it_is_published(client: Client) -> None:
    forum, officials, _society = table()
    decision = taken(forum, title={"en": "Ten seats"})
    client.force_login(officials[0])
    client.post(
        f"{decision.get_absolute_url()}correct/",
        {
            "title__en": "Twelve seats",
            "text__en": "x",
            "reasons__en": "y",
            "place": "writing",
            "method": "consensus",
        },
    )
    new = Decision.objects.get(corrects=decision)
    client.logout()
    assert "Twelve seats" not in read(client, decision.get_absolute_url())
    decisions.record(new, by=officials[0], outcome=Outcome.ADOPTED, on=timezone.now().date())
    decisions.publish(new, by=officials[0])
    assert "This decision was corrected" in read(client, decision.get_absolute_url())
    assert f"Decision {decision.number}: Ten seats" in read(client, new.get_absolute_url())


def test_the_page_names_what_the_decision_changed(client: Client) -> None:
    forum, _officials, _society = table()
    version = in_force(forum, days_ago=1)
    assert version.decision is not None
    assert f"/rules/{version.number}/" in read(client, version.decision.get_absolute_url())
    hidden = taken(forum)
    hidden.subject = DecisionFactory(forum=forum, title={"en": "Zanahoria"})
    hidden.save(update_fields=["subject_type", "subject_id"])
    assert "Zanahoria" not in read(client, hidden.get_absolute_url())


def test_the_register_is_searched_and_filtered(client: Client) -> None:
    forum, _officials, _society = table()
    today = timezone.now().date()
    taken(forum, title={"en": "Seats for the youth", "es": "Puestos para jóvenes"}, number=71)
    taken(forum, title={"en": "Water"}, text={"en": "Rivers are tested."}, outcome="rejected")
    taken(forum, title={"en": "Old one"}, decided_on=today.replace(year=2019), method="consent")
    address = f"/forums/{forum.slug}/decisions/"

    def found(query: str, language: str = "en") -> list[str]:
        page = client.get(f"{address}?{query}", headers={"Accept-Language": language})
        return [str(row.title) for row in page.context["page"].object_list]

    assert len(found("")) == 3
    assert found("q=seat") == ["Seats for the youth"]
    assert found("q=testing+river") == ["Water"]
    assert len(found("q=jovenes", "es")) == len(found("q=jóvenes", "es")) == 1
    assert found("q=71") == ["Seats for the youth"]
    assert found("outcome=rejected") == ["Water"]
    assert found("year=2019") == ["Old one"]
    assert found("method=consent&year=2019") == ["Old one"]
    assert found("q=zanahoria") == []
    page = read(client, f"{address}?outcome=rejected&year={today.year}")
    assert "1 of 3" in page
    assert "Outcome: Rejected" in page
    assert client.get(f"{address}?outcome=nonsense&year=x&changes=7&q=%22").status_code == 200


def test_the_register_is_filtered_by_what_a_decision_changes(client: Client) -> None:
    forum, officials, _society = table()
    rules = in_force(forum, days_ago=5)
    commitment = CommitmentFactory(plan__forum=forum, title={"en": "Open rivers"})
    amended = taken(forum, title={"en": "A later end"}, **about(f"commitment-{commitment.pk}"))
    seat = Term.objects.filter(person=officials[0]).get().seat_id
    taken(forum, title={"en": "One seat more"}, **about(f"seat-{seat}"))
    address = f"/forums/{forum.slug}/decisions/"

    def found(word: str) -> list[str]:
        rows = client.get(f"{address}?changes={word}").context["page"].object_list
        return [str(row.title) for row in rows]

    assert found("commitment") == ["A later end"]
    assert found("seat") == ["One seat more"]
    assert [found("rules"), found("plan")] == [[str(rules.decision)], []]
    page = read(client, amended.get_absolute_url())
    assert f'href="{commitment.get_absolute_url()}"' in page
    assert len(client.get("/api/v1/decisions/?changes=seat").json()["results"]) == 1


def test_the_feed_holds_what_was_decided_and_how(client: Client) -> None:
    decision, officials, society = in_vote()
    for person in officials + society:
        votes.cast(decision, by=person, choice=Choice.FOR)
    feed = f"/forums/{decision.forum.slug}/decisions.atom"
    assert "A decision" not in read(client, feed)
    decisions.close(decision, by=None)
    assert "Adopted: A decision" in read(client, feed)
    assert "Adopted: 4 for, 0 against." in read(client, feed)


def test_an_open_vote_waits_on_the_members_own_page(client: Client) -> None:
    decision, _officials, society = in_vote(title={"en": "Read this and vote"})
    client.force_login(society[0])
    assert "Your vote is asked for" in read(client, "/me/")
    votes.cast(decision, by=society[0], choice=Choice.FOR)
    page = read(client, "/me/")
    assert "<span>Your vote is asked for</span>" not in page


def test_a_decision_to_publish_waits_on_the_coordinators_page(client: Client) -> None:
    forum, officials, _society = table()
    DecisionFactory(forum=forum, reasons=WHY, outcome="adopted", decided_on=forum.today)
    client.force_login(officials[0])
    assert "Decision to publish" in read(client, "/me/")


def test_publishing_shows_who_will_be_told(client: Client) -> None:
    forum, officials, society = table()
    decision = DecisionFactory(forum=forum, reasons=WHY, outcome="adopted", decided_on=forum.today)
    client.force_login(officials[0])
    address = f"{decision.get_absolute_url()}publish/"
    page = read(client, address)
    assert all(person.name in page for person in officials + society)
    client.post(address)
    assert Notice.objects.count() == 4
    assert Decision.objects.get().is_public


@pytest.mark.parametrize("open_now", [True, False])
def test_a_page_asks_as_often_for_thirty_votes_as_for_three(client: Client, open_now: bool) -> None:
    counts = []
    for size in (2, 15):
        forum, officials, society = table(size, size)
        decision = DecisionFactory(forum=forum, reasons=WHY, method="consent", number=800)
        decisions.publish(decision, by=officials[0])
        in_force(forum, days_ago=9)
        decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(3))
        for person in officials + society:
            votes.cast(decision, by=person, choice=Choice.FOR)
        if not open_now:
            decisions.close(decision, by=None)
        pages = [decision.get_absolute_url(), f"/forums/{forum.slug}/decisions/?q=decision"]
        pages += [f"/forums/{forum.slug}/decisions.atom", "/api/v1/decisions/"]
        for page in pages:
            ContentType.objects.clear_cache()
            with CaptureQueriesContext(connection) as asked:
                read(client, page)
            counts.append(len(asked))
    assert counts[:4] == counts[4:]
    assert max(counts) <= 12


def test_the_task_of_the_beat_closes_what_is_past_its_time() -> None:
    decision, _officials, _society = in_vote()
    ended = timezone.now() - days(2)
    Decision.objects.update(vote_opened_at=ended - days(1), vote_closes_at=ended)
    assert close_votes() == 1
    assert Decision.objects.get(pk=decision.pk).outcome == Outcome.POSTPONED


def test_the_vote_of_a_meeting_to_come_is_not_opened(client: Client) -> None:
    forum, officials, _society = table()
    meeting = MeetingFactory(forum=forum, published=True)
    decision = DecisionFactory(forum=forum, meeting=meeting, reasons=WHY)
    client.force_login(officials[0])
    page = client.get(f"{decision.get_absolute_url()}vote/open/", follow=True).content.decode()
    assert "once the meeting has begun" in page


def test_a_decision_is_corrected_once(client: Client) -> None:
    forum, officials, _society = table()
    decision = taken(forum)
    decisions.correct(decision, by=officials[0])
    client.force_login(officials[0])
    page = client.get(f"{decision.get_absolute_url()}correct/", follow=True).content.decode()
    assert "Correct that one." in page


def test_who_votes_for_two_seats_has_a_ballot_for_each(client: Client) -> None:
    decision, _officials, [one, other] = in_vote()
    own, lent = Term.objects.get(person=one), Term.objects.get(person=other)
    Term.objects.filter(pk=lent.pk).update(alternate=one)
    votes.hand_over(decision, by=other)
    client.force_login(one)
    address = decision.get_absolute_url()
    page = read(client, address)
    for term in (own, lent):
        assert f'name="seat" value="{term.pk}"' in page
    assert f"You vote in place of {other.name}." in page
    response = client.post(f"{address}vote/", {"choice": "for"})
    assert "Say for which of your seats you vote." in response.content.decode()
    assert not decision.votes.exists()
    client.post(f"{address}vote/", {"choice": "for", "seat": own.pk})
    client.post(f"{address}vote/", {"choice": "against", "seat": lent.pk})
    assert dict(decision.votes.values_list("term", "choice")) == {
        own.pk: "for",
        lent.pk: "against",
    }
    again = read(client, f"{address}vote/?seat={lent.pk}")
    assert f'value="{lent.pk}"' in again
    assert "in place of" in again


@pytest.mark.parametrize("seat", ["0", "x", "99999999999999999999", "7"])
def test_a_seat_that_is_not_hers_is_refused_with_a_sentence(client: Client, seat: str) -> None:
    decision, _officials, society = in_vote()
    client.force_login(society[0])
    response = client.post(
        f"{decision.get_absolute_url()}vote/", {"choice": "for", "seat": seat, "reason": "Mine."}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert 'role="alert"' in page
    assert "Mine." in page
    assert not decision.votes.exists()


def test_the_page_says_why_somebody_with_a_seat_has_no_vote_now(client: Client) -> None:
    decision, _officials, society = in_vote()
    alternate = PersonFactory()
    Term.objects.filter(person=society[0]).update(alternate=alternate)
    client.force_login(alternate)
    address = decision.get_absolute_url()
    assert "The member votes, unless the vote is handed over to you." in read(client, address)
    page = client.get(f"{address}vote/", follow=True).content.decode()
    assert "The member votes, unless" in page


def test_whoever_voted_otherwise_with_a_reason_stands_under_dissent(client: Client) -> None:
    decision, officials, society = in_vote()
    for person in (*officials, society[0]):
        votes.cast(decision, by=person, choice=Choice.FOR, reason="For the children.")
    votes.cast(decision, by=society[1], choice=Choice.AGAINST, reason="Too early.")
    decisions.close(decision, by=None)
    response = client.get(decision.get_absolute_url())
    assert [row["reason"] for row in response.context["dissenting"]] == ["Too early."]
    assert 'id="dissent"' in response.content.decode()
