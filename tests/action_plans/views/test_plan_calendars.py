"""The pages of a plan's dates, and those on which a coordinator prepares it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from action_plans.models import ActionPlan, Extension, RuleSetting, Transition
from forums.domain import feeds
from forums.models import Notice
from tests.factories import (
    ActionPlanFactory,
    DocumentFactory,
    ForumFactory,
    RunningPlanFactory,
    ThemeFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def odd_plan(**fields: Any) -> ActionPlan:
    """A public plan of 2021 to 2023 by the handbook of its time."""
    values = {
        "slug": "third",
        "rule_set": "handbook_4",
        "starts_on": dt.date(2021, 9, 1),
        "ends_on": dt.date(2023, 8, 31),
        **fields,
    }
    if "forum" not in values:
        values["forum"] = ForumFactory(slug="river")
    plan: ActionPlan = ActionPlanFactory(**values)
    return plan


PAGE = "/forums/river/plans/third/calendar/"


def text_of(client: Client, page: str = PAGE) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("today", "heading", "sentence"),
    [
        ("2021-08-01", "On time so far", "by Tuesday 31 August 2021: 30 days left."),
        (
            "2021-09-10",
            "10 days late",
            (
                "It stays in the same cohort and still ends on Thursday 31 August 2023: 23 months of "
                "implementation remain."
            ),
        ),
        ("2021-12-31", "122 days late", "20 months of implementation remain."),
        (
            "2022-01-01",
            "123 days late",
            (
                "The member moves to the cohort of even years, as one of 2022. This counts as a new "
                "cycle, which ends on Saturday 31 August 2024. The member has acted contrary to process"
            ),
        ),
    ],
)
def test_a_plan_moved_from_on_time_to_each_kind_of_late_shows_the_right_words(
    client: Client, today: str, heading: str, sentence: str
) -> None:
    odd_plan()
    with time_machine.travel(f"{today}T15:00:00Z", tick=False):
        text = text_of(client)
        assert heading in text
        assert sentence in text
        assert heading in text_of(client, "/forums/river/plans/third/")


def test_what_follows_from_being_late_is_said_before_it_happens(client: Client) -> None:
    odd_plan()
    with time_machine.travel("2021-05-01T15:00:00Z", tick=False):
        text = text_of(client)
    assert "If it is handed in by Tuesday 31 August 2021" in text
    assert "If it is handed in by Friday 31 December 2021" in text
    assert "on the last of these days only 20 months of implementation remain." in text
    assert "If it is handed in from Saturday 1 January 2022 on" in text
    assert "acted contrary to process" in text


@pytest.mark.parametrize(
    ("delivered", "words"),
    [
        (dt.date(2021, 8, 31), "Handed in on time"),
        (dt.date(2021, 9, 1), "Handed in 1 day late"),
        (dt.date(2022, 1, 1), "Handed in 123 days late"),
    ],
)
def test_a_plan_that_was_handed_in_says_how(client: Client, delivered: dt.date, words: str) -> None:
    odd_plan(delivered_on=delivered, delivered_url="https://example.org/plan")
    text = text_of(client)
    assert words in text
    assert "https://example.org/plan" in text
    assert "If it is handed in" not in text


def test_by_the_current_rules_a_plan_is_contrary_to_process_after_twelve_months(
    client: Client,
) -> None:
    plan = odd_plan(
        rule_set="standards_2021", starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2024, 12, 31)
    )
    RunningPlanFactory(
        forum=plan.forum, starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2022, 12, 31)
    )
    with time_machine.travel("2023-12-31T15:00:00Z", tick=False):
        assert "The plan is to be handed in today." in text_of(client)
    with time_machine.travel("2024-01-01T15:00:00Z", tick=False):
        text = text_of(client)
    assert "More than 12 months after the end of the last plan" in text


def test_the_dates_stand_in_the_calendars_to_subscribe_to(client: Client) -> None:
    plan = odd_plan()
    Transition.objects.create(
        plan=plan, kind="election", title={"en": "Vote"}, starts_on=dt.date(2022, 3, 1),
        ends_on=dt.date(2022, 3, 2),
    )  # fmt: skip
    own = Calendar.from_ical(client.get("/forums/river/plans/third/calendar.ics").content)
    forum = Calendar.from_ical(client.get("/forums/river/calendar.ics").content)
    for found in (own, forum):
        events: dict[str, Any] = {
            str(event["UID"]).partition("@")[0]: event for event in found.events
        }
        due = events[f"plan-{plan.pk}-due"]
        assert due["DTSTART"].dt == dt.date(2021, 8, 31)
        assert due["DTEND"].dt == dt.date(2021, 9, 1)
        election = next(each for uid, each in events.items() if "transition" in uid)
        assert (election["DTSTART"].dt, election["DTEND"].dt) == (
            dt.date(2022, 3, 1),
            dt.date(2022, 3, 3),
        )


def test_a_member_finds_the_dates_in_her_own_calendar(client: Client) -> None:
    plan = odd_plan()
    odd_plan(forum=ForumFactory())
    member = seated(plan.forum)
    address = "/me/calendar.ics?" + feeds.address(member).partition("?")[2]
    found = Calendar.from_ical(client.get(address).content)
    assert {str(event["UID"]).split("-")[1] for event in found.events} == {str(plan.pk)}


def test_the_forums_calendar_page_lists_what_is_ahead(client: Client) -> None:
    odd_plan()
    with time_machine.travel("2021-08-01T15:00:00Z", tick=False):
        text = text_of(client, "/forums/river/calendar/")
        assert "The plan is due to OGP" in text
        assert "Co-creation starts" not in text
        assert "Other dates" not in text_of(client, "/forums/river/calendar/?kind=public")


def test_a_plan_that_is_not_public_has_dates_for_the_forum_alone(client: Client) -> None:
    plan = odd_plan(published_at=None)
    member = logged_in(seated(plan.forum))
    for page in (PAGE, "/forums/river/plans/third/calendar.ics"):
        assert client.get(page).status_code == 404
        assert member.get(page).status_code == 200
    assert b"plan-" not in client.get("/forums/river/calendar.ics").content
    assert b"plan-" not in member.get("/forums/river/calendar.ics").content


def test_the_open_data_tell_a_plans_dates_and_how_it_stands(client: Client) -> None:
    plan = odd_plan(delivered_on=dt.date(2021, 12, 31))
    found = client.get(f"/api/v1/plans/{plan.pk}/").json()["calendar"]
    assert found["lateness"] == {
        "standing": "late",
        "due_on": "2021-08-31",
        "days_late": 122,
        "ends_on": "2023-08-31",
        "months_left": 20,
        "cohort_year": 2021,
        "contrary_to_process": False,
    }
    due = next(row for row in found["dates"] if row["key"] == "due")
    assert (due["day"], due["done_on"], due["state"]) == ("2021-08-31", "2021-12-31", "done")


def themes(**names: str) -> dict[str, str]:
    return {
        "themes-TOTAL_FORMS": str(len(names)),
        "themes-INITIAL_FORMS": "0",
        **{f"themes-{index}-name__en": name for index, name in enumerate(names.values())},
    }


def test_a_coordinator_prepares_a_plan_and_publishes_it() -> None:
    forum = ForumFactory(slug="river")
    client = logged_in(coordinator(forum))
    page = client.get("/forums/river/plans/new/?rule_set=handbook_4&years=2")
    initial = page.context["form"].initial
    assert (initial["starts_on"].month, initial["starts_on"].day) == (9, 1)
    assert initial["starts_on"].year % 2 == 1
    sent = {key: value for key, value in initial.items() if value is not None}
    answer = client.post(
        "/forums/river/plans/new/",
        {**sent, "title__en": "Next plan", "template": "handbook_2022", **themes(one="Water")},
    )
    plan = ActionPlan.objects.get()
    assert answer["Location"] == f"/forums/river/plans/{plan.slug}/calendar/"
    assert [str(theme.name) for theme in plan.themes.all()] == ["Water"]
    assert client.get(f"/forums/river/plans/{plan.slug}/publish/").status_code == 200
    client.post(f"/forums/river/plans/{plan.slug}/publish/")
    plan.refresh_from_db()
    assert plan.is_public
    assert Notice.objects.filter(key=f"plan:{plan.pk}:published").count() == 1


def test_of_two_coordinators_the_second_keeps_what_she_typed() -> None:
    plan = odd_plan()
    client = logged_in(coordinator(plan.forum))
    page = "/forums/river/plans/third/edit/"
    form = client.get(page).context["form"]
    sent = {
        **{name: form[name].value() for name in form.fields if form[name].value() is not None},
        **themes(),
    }
    assert client.post(page, {**sent, "title__en": "First"}).status_code == 302
    second = client.post(page, {**sent, "title__en": "Second"})
    text = second.content.decode()
    assert "Somebody else changed this plan" in text
    assert 'value="Second"' in text
    plan.refresh_from_db()
    assert str(plan.title) == "First"


def test_a_plan_says_beside_the_field_what_is_wrong() -> None:
    plan = odd_plan()
    client = logged_in(coordinator(plan.forum))
    answer = client.post(
        "/forums/river/plans/new/",
        {
            "slug": "third", "number": "9" * 30, "years": "4", "rule_set": "handbook_4",
            "template": "handbook_4", "starts_on": "2025-09-01", "ends_on": "2025-08-31",
            "title__en": "a\x00b", "co_creation_starts_on": "2026-01-01", **themes(),
        },
    )  # fmt: skip
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {
        "slug", "number", "years", "ends_on", "title__en", "co_creation_starts_on",
    }  # fmt: skip


def test_a_hand_in_is_recorded_with_its_proof() -> None:
    plan = RunningPlanFactory(forum=ForumFactory(slug="river"), slug="third")
    client = logged_in(coordinator(plan.forum))
    page = "/forums/river/plans/third/deliver/"
    assert client.get(page).status_code == 200
    wrong = client.post(page, {"on": plan.forum.today + days(1), "url": "https://example.org/"})
    assert b"still to come" in wrong.content
    client.post(page, {"on": plan.forum.today, "url": "https://example.org/plan"})
    plan.refresh_from_db()
    assert (plan.delivered_on, plan.delivered_url) == (
        plan.forum.today,
        "https://example.org/plan",
    )


def test_an_extension_shows_its_document_and_the_dates_before(client: Client) -> None:
    plan = RunningPlanFactory(forum=ForumFactory(slug="river"), slug="third")
    basis = DocumentFactory(
        forum=plan.forum, title={"en": "Resolution of 2020"}, published_at=plan.published_at
    )
    own = logged_in(coordinator(plan.forum))
    page = "/forums/river/plans/third/extend/"
    assert own.get(page).status_code == 200
    before = plan.ends_on
    sent = {"ends_on": before + days(365), "reason__en": "The pandemic.", "basis": basis.pk}
    assert own.post(page, {**sent, "ends_on": before}).status_code == 200
    assert own.post(page, sent).status_code == 302
    text = text_of(client)
    assert "Resolution of 2020" in text
    assert "The pandemic." in text
    assert f"before: {before.day} {before:%B %Y}" in text
    Extension.objects.update(withdrawn_at=plan.published_at)
    assert "The pandemic." not in text_of(client)


def test_an_election_is_recorded_changed_and_removed(client: Client) -> None:
    plan = odd_plan()
    own = logged_in(coordinator(plan.forum))
    new = "/forums/river/plans/third/transitions/new/"
    assert own.get(new).status_code == 200
    sent = {
        "kind": "transition", "title__en": "A new government", "starts_on": "2021-08-01",
        "ends_on": "2021-08-31",
    }  # fmt: skip
    wrong = own.post(new, {**sent, "ends_on": "2021-07-01"})
    assert "ends_on" in wrong.context["form"].errors
    own.post(new, sent)
    text = text_of(client)
    assert "A new government" in text
    assert "It falls on: The plan is due to OGP." in text
    assert "OGP’s rules do not ask for it." in text
    transition = Transition.objects.get()
    page = f"/forums/river/plans/third/transitions/{transition.pk}/"
    own.post(page, {**sent, "title__en": "An old government"})
    assert "An old government" in text_of(client)
    own.post(page, {"remove": "1"})
    assert not Transition.objects.exists()


def test_the_numbers_of_the_rules_are_public_and_set_by_coordinators(client: Client) -> None:
    plan = odd_plan()
    page = "/forums/river/ogp-rules/"
    text = text_of(client, page)
    assert "Not verified" in text
    assert "Set this number" not in text
    own = logged_in(coordinator(plan.forum))
    number = f"{page}handbook_4/end_of_term_months/"
    assert own.get(number).status_code == 200
    for odd in ({"value": "0", "basis": "x"}, {"value": "9" * 40, "basis": "x"}, {"value": "4"}):
        assert own.post(number, odd).status_code == 200
    assert not RuleSetting.objects.exists()
    own.post(number, {"value": "4", "basis": "Handbook, page 30"})
    assert "Handbook, page 30" in text_of(client, page)
    assert "31 December 2023" in text_of(client)
    own.post(number, {"clear": "1"})
    assert not RuleSetting.objects.exists()
    for fixed in ("handbook_4/minimum_months/", "handbook_4/nothing/", "other/notice_days/"):
        assert own.get(f"{page}{fixed}").status_code == 404


def test_only_who_coordinates_prepares_records_and_sets() -> None:
    plan = RunningPlanFactory(forum=ForumFactory(slug="river"), slug="third")
    ThemeFactory(plan=plan)
    member = logged_in(seated(plan.forum))
    base = "/forums/river/plans"
    for page in (
        f"{base}/new/", f"{base}/third/edit/", f"{base}/third/publish/", f"{base}/third/deliver/",
        f"{base}/third/extend/", f"{base}/third/transitions/new/",
        "/forums/river/ogp-rules/handbook_4/notice_days/",
    ):  # fmt: skip
        assert member.get(page).status_code == 403, page
        assert Client().get(page).status_code == 302, page


ODD = ["", "a\x00b", "-1", "²", "9" * 40, "9999-99-99", "http://[x"]


def test_odd_values_in_the_forms_of_a_plan_are_answered() -> None:
    plan = odd_plan()
    ThemeFactory(plan=plan)
    transition = Transition.objects.create(
        plan=plan, kind="election", title={"en": "Vote"}, starts_on=plan.starts_on,
        ends_on=plan.starts_on,
    )  # fmt: skip
    client = logged_in(coordinator(plan.forum))
    base = "/forums/river/plans/third"
    names = {
        "/forums/river/plans/new/": ["slug", "number", "years", "rule_set", "starts_on", "seen",
                                     "themes-TOTAL_FORMS", "themes-0-id", "title__en"],
        f"{base}/edit/": ["number", "due_on", "seen", "themes-TOTAL_FORMS", "themes-0-id"],
        f"{base}/transitions/{transition.pk}/": ["kind", "title__en", "starts_on", "ends_on"],
        "/forums/river/ogp-rules/handbook_4/notice_days/": ["value", "basis"],
    }  # fmt: skip
    for page, fields in names.items():
        for name in fields:
            for odd in ODD:
                assert client.post(page, {name: odd}).status_code == 200, (page, name, odd)
    for asked in ("rule_set=x&years=9", "years=-1", "rule_set=handbook_4&years=4"):
        assert client.get(f"/forums/river/plans/new/?{asked}").status_code == 200
    assert client.get(f"{base}/transitions/{'9' * 40}/").status_code == 404
    plan.refresh_from_db()
    assert plan.themes.count() == 1
