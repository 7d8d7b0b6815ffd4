from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from action_plans.domain import contributions, merges, responses
from action_plans.models import ActionPlan, Contribution
from forums.domain import comments, moderation
from forums.models import Comment, ModerationRule, Notice
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    DraftFactory,
    PersonFactory,
    PhaseFactory,
    ThemeFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def test_who_sends_very_much_is_asked_to_wait_and_keeps_the_text(client: Client) -> None:
    plan = ActionPlanFactory()
    PhaseFactory(plan=plan)
    client.force_login(PersonFactory())
    to = f"{plan.get_absolute_url()}contributions/new/"
    answers = [
        client.post(
            to,
            {
                "title": f"Water {number}",
                "problem": f"It is brown {number}.",
                "voice": "person",
            },
        )
        for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    page = answers[-1].content.decode()
    assert "Wait a few minutes" in page
    assert "It is brown 10.</textarea>" in page
    assert Contribution.objects.count() == 10


TEXT: dict[str, Any] = {
    "title": "Slow answers at the land registry",
    "problem": "Requests wait for months.",
}


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response).decode()


def open_plan() -> ActionPlan:
    acts = {"contribute": "anybody", "support": "anybody"}
    plan: ActionPlan = PhaseFactory(acts=acts).plan
    return plan


def test_the_form_asks_for_everything_and_sends_it(client: Client) -> None:
    plan, author = open_plan(), PersonFactory(name="Rosa Vidal")
    theme = ThemeFactory(plan=plan)
    client.force_login(author)
    sent = {
        **TEXT, "proposal": "A number at the counter.", "affected": "Everybody", "place": "Hondo",
        "theme": theme.pk, "voice": "civil_society", "is_anonymous": "on",
        "file": SimpleUploadedFile("table.csv", b"a,b\n1,2\n"),
    }  # fmt: skip
    assert client.post(f"{plan.get_absolute_url()}contributions/new/", sent).status_code == 302
    row = plan.contributions.get()
    assert (row.voice, row.place, row.theme) == ("civil_society", "Hondo", theme)
    assert row.is_anonymous
    assert row.files.get().name == "table.csv"
    assert "This is yours" in page(client, row.get_absolute_url())


def test_a_file_that_is_not_taken_is_refused_beside_its_field_and_the_text_stays(
    client: Client,
) -> None:
    plan = open_plan()
    client.force_login(PersonFactory())
    sent = {**TEXT, "voice": "person", "file": SimpleUploadedFile("a.exe", b"MZ\x90\x00")}
    answer = client.post(f"{plan.get_absolute_url()}contributions/new/", sent)
    shown = answer.content.decode()
    assert "cannot be taken" in shown
    assert "Requests wait for months.</textarea>" in shown
    assert not plan.contributions.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "a\x00b", "problem": "c", "voice": "person"},
        {"title": "a", "problem": "c", "voice": "x" * 40},
        {"title": "a", "problem": "c", "theme": "99999999999999999999"},
        {"title": "a" * 500, "problem": "c", "voice": "person"},
        {"submission": "not one", "title": "a", "problem": "b", "voice": "person"},
        {},
    ],
    ids=["NUL", "voice", "theme", "long", "submission", "empty"],
)
def test_a_form_made_by_hand_gets_a_sentence_and_sends_nothing(
    client: Client, sent: dict[str, str]
) -> None:
    plan = open_plan()
    client.force_login(PersonFactory())
    answer = client.post(f"{plan.get_absolute_url()}contributions/new/", sent)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode() or not sent
    assert not plan.contributions.exists()


ANONYMOUS = "Graciela Quesada"


def unnamed(**fields: Any) -> Contribution:
    row: Contribution = ContributionFactory(
        plan=open_plan(), author=PersonFactory(name=ANONYMOUS), is_anonymous=True, **fields
    )
    return row


def test_who_is_not_named_is_named_on_no_page_to_nobody(client: Client) -> None:
    row = unnamed(number=1)
    plan = row.plan
    draft = DraftFactory(plan=plan, published_at=timezone.now(), number=1)
    draft.contributions.add(row)
    responses.answer(
        plan, by=PersonFactory(), contributions=[row], disposition="included",
        heard={"en": "Heard."}, reason={"en": "Answered."},
    )  # fmt: skip
    place = plan.get_absolute_url()
    public = [
        row.get_absolute_url(), f"{place}contributions/", f"{place}map/", f"{place}responses/",
        f"{place}responses/R1/", f"{place}drafts/1/", place, plan.forum.get_absolute_url(),
        f"{plan.forum.get_absolute_url()}feed.atom", "/api/v1/contributions/",
        "/api/v1/contributions/?format=csv", "/api/v1/responses/", "/api/v1/drafts/",
        f"/search/?q={row.title}", "/",
    ]  # fmt: skip
    inside = [f"{place}responses/desk/", f"{place}responses/new/", "/me/"]
    for reader, pages in (
        (None, public),
        (PersonFactory(), public),
        (seated(plan.forum), public),
        (coordinator(plan.forum), [*public, *inside]),
    ):
        if reader:
            client.force_login(reader)
        for address in pages:
            assert ANONYMOUS not in page(client, address), address
    assert not Notice.objects.exclude(person=row.author).filter(text__contains=ANONYMOUS).exists()


def test_coordinators_see_that_unnamed_contributions_are_of_one_person(client: Client) -> None:
    row = unnamed(number=1)
    ContributionFactory(plan=row.plan, number=2, author=row.author, is_anonymous=True)
    client.force_login(coordinator(row.plan.forum))
    shown = page(client, row.get_absolute_url())
    assert "Anonymous person 1, verified address, 2 contributions" in shown
    client.force_login(seated(row.plan.forum))
    assert "Anonymous person" not in page(client, row.get_absolute_url())


def test_who_comments_under_her_own_unnamed_contribution_is_warned(client: Client) -> None:
    row = unnamed()
    client.force_login(row.author)  # type: ignore[arg-type]
    assert "Your name stands at what you write below" in page(client, row.get_absolute_url())


def test_a_held_text_is_shown_to_its_author_and_to_nobody_else(client: Client) -> None:
    row = ContributionFactory(plan=open_plan(), published_at=None, held_at=timezone.now())
    assert client.get(row.get_absolute_url()).status_code == 404
    client.force_login(seated(row.plan.forum))
    assert client.get(row.get_absolute_url()).status_code == 404
    client.force_login(row.author)
    assert "waits for a first look" in page(client, row.get_absolute_url())


def test_what_was_removed_leaves_a_trace_with_rule_and_reason(client: Client) -> None:
    row = ContributionFactory(plan=open_plan(), title="Zanahoria", problem="Zanahoria")
    comments.add(row, by=PersonFactory(), text="I answered this.")
    rule = ModerationRule.objects.create(
        forum=row.plan.forum, number=3, title={"en": "No insults"}, published_at=timezone.now()
    )
    moderation.remove(row, by=coordinator(row.plan.forum), rule=rule, reason="It insults a clerk.")
    shown = page(client, row.get_absolute_url())
    for text in ("No insults", "It insults a clerk.", "I answered this."):
        assert text in shown
    listed = page(client, f"{row.plan.get_absolute_url()}contributions/")
    assert "It insults a clerk." in listed
    assert "Zanahoria" not in shown + listed


def test_no_filter_tells_what_a_removed_text_said(client: Client) -> None:
    row = ContributionFactory(plan=open_plan(), title="Zanahoria", place="Hondo", voice="academia")
    moderation.remove(row, by=coordinator(row.plan.forum), reason="It insults a clerk.")
    place = f"{row.plan.get_absolute_url()}contributions/"
    assert "insults" in page(client, place)
    for query in ("q=zanahoria", "place=hondo", "voice=academia", "channel=portal", "taken_up=no"):
        assert "insults" not in page(client, f"{place}?{query}")


def test_a_held_text_that_was_removed_leaves_no_trace(client: Client) -> None:
    row = ContributionFactory(plan=open_plan(), published_at=None, held_at=timezone.now())
    moderation.remove(row, by=coordinator(row.plan.forum), reason="Spam.")
    assert client.get(row.get_absolute_url()).status_code == 404
    assert "Spam." not in page(client, f"{row.plan.get_absolute_url()}contributions/")


def test_one_click_supports_and_another_takes_it_back(client: Client) -> None:
    row = ContributionFactory(plan=open_plan())
    client.force_login(PersonFactory())
    to = f"{row.get_absolute_url()}support/"
    client.post(to)
    assert "1 person supports it. You do." in page(client, row.get_absolute_url())
    client.post(to, {"back": "1"})
    assert "Nobody has supported it yet." in page(client, row.get_absolute_url())


def test_the_author_cannot_support_her_own(client: Client) -> None:
    row = ContributionFactory(plan=open_plan())
    client.force_login(row.author)
    assert "It matters to me too" not in page(client, row.get_absolute_url())
    assert client.post(f"{row.get_absolute_url()}support/").status_code == 403


def test_a_letter_is_entered_with_its_source(client: Client) -> None:
    plan = open_plan()
    client.force_login(coordinator(plan.forum))
    to = f"{plan.get_absolute_url()}contributions/enter/"
    sent = {
        **TEXT, "channel": "letter", "source": "Letter of 3 May", "voice": "person",
        "language": "es", "received_on": str(plan.forum.today), "author_name": "Don Elías",
    }  # fmt: skip
    assert client.post(to, sent).status_code == 302
    shown = page(client, plan.contributions.get().get_absolute_url())
    for text in ("Letter of 3 May", "Don Elías", "Letter", "Entered by"):
        assert text in shown


def test_what_is_entered_wrongly_is_said_beside_the_field(client: Client) -> None:
    plan = open_plan()
    client.force_login(coordinator(plan.forum))
    sent = {
        **TEXT, "channel": "portal", "source": "", "voice": "person", "language": "xx",
        "received_on": str(plan.forum.today + days(2)), "author_email": "nobody@example.org",
    }  # fmt: skip
    shown = client.post(f"{plan.get_absolute_url()}contributions/enter/", sent).content.decode()
    for text in ("still to come", "Nobody has an account", "Select a valid choice", "required"):
        assert text in shown
    assert not plan.contributions.exists()


@pytest.mark.parametrize("to", ["contributions/enter/", "responses/desk/"])
def test_only_coordinators_enter_and_sort(client: Client, to: str) -> None:
    plan = open_plan()
    address = f"{plan.get_absolute_url()}{to}"
    assert client.get(address).status_code == 302
    client.force_login(seated(plan.forum))
    assert client.get(address).status_code == 403


def test_an_author_corrects_her_text_on_her_own_page(client: Client) -> None:
    row = ContributionFactory(plan=open_plan())
    client.force_login(row.author)
    assert client.get(f"{row.get_absolute_url()}correct/").status_code == 200
    client.post(f"{row.get_absolute_url()}correct/", TEXT)
    assert "Corrected by its author on" in page(client, row.get_absolute_url())
    client.force_login(PersonFactory())
    assert client.post(f"{row.get_absolute_url()}correct/", TEXT).status_code == 403


def test_a_file_is_served_to_whoever_may_read_the_contribution(client: Client) -> None:
    plan, author = open_plan(), PersonFactory()
    row = contributions.submit(
        plan, by=author, file=SimpleUploadedFile("a.html.txt", b"<script>"), **TEXT
    )
    address = row.files.get().get_absolute_url()
    served = client.get(address)
    assert b"".join(served) == b"<script>"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served["Content-Security-Policy"]
    assert client.get(f"{address}x").status_code == 404
    assert client.get(address.replace("/files/", "/files/999999999")).status_code == 404
    moderation.remove(row, by=coordinator(plan.forum), reason="Names a child.")
    assert client.get(address).status_code == 404
    client.force_login(author)
    assert client.get(address).status_code == 200


def test_what_others_said_is_shown_while_one_types(client: Client) -> None:
    plan = open_plan()
    ContributionFactory(plan=plan, title=TEXT["title"])
    to = f"{plan.get_absolute_url()}contributions/similar/"
    assert client.post(to, TEXT).status_code == 302
    client.force_login(PersonFactory())
    typed = {"title": "slow anwsers in the land regsitry"}
    assert TEXT["title"] in client.post(to, typed).content.decode()
    for odd in ({}, {"title": "\x00" * 99}, {"title": "x" * 99999}):
        assert client.post(to, odd).content.decode().strip() == ""


def test_after_sending_others_that_sound_like_it_are_shown_without_a_script(
    client: Client,
) -> None:
    plan = open_plan()
    before = ContributionFactory(plan=plan, title=TEXT["title"])
    client.force_login(PersonFactory())
    client.post(f"{plan.get_absolute_url()}contributions/new/", {**TEXT, "voice": "person"})
    sent = plan.contributions.exclude(pk=before.pk).get()
    assert "Others that sound like it" in page(client, sent.get_absolute_url())
    client.logout()
    assert "Others that sound like it" not in page(client, sent.get_absolute_url())


def test_a_coordinator_finds_the_one_that_goes_on_and_merges(client: Client) -> None:
    plan = open_plan()
    row = ContributionFactory(plan=plan, number=1)
    other = ContributionFactory(plan=plan, number=2, title="Wells and their water")
    client.force_login(coordinator(plan.forum))
    to = f"{row.get_absolute_url()}merge/"
    assert "Wells and their water" in page(client, f"{to}?q=wells")
    for wrong in ({}, {"into": "1"}, {"into": "99"}, {"into": "x"}, {"into": "9" * 30}):
        assert "error-summary" in client.post(to, wrong).content.decode()
    assert client.post(to, {"into": "2"}).headers["Location"] == other.get_absolute_url()
    client.logout()
    shown = page(client, row.get_absolute_url())
    assert "It was merged into contribution 2" in shown
    assert "A problem" in page(client, other.get_absolute_url())
    client.force_login(coordinator(plan.forum))
    client.post(f"{row.get_absolute_url()}apart/")
    assert "It was merged" not in page(client, row.get_absolute_url())


def test_an_author_of_a_draft_links_and_unlinks_it(client: Client) -> None:
    row = ContributionFactory(plan=open_plan())
    draft = DraftFactory(plan=row.plan, number=1, published_at=timezone.now())
    client.force_login(seated(row.plan.forum))
    to = f"{row.get_absolute_url()}drafts/"
    client.post(to, {"draft": "1"})
    assert list(row.drafts.all()) == [draft]
    assert "Unlink" in page(client, row.get_absolute_url())
    client.post(to, {"draft": "1", "release": "1"})
    assert not row.drafts.exists()
    assert client.post(to, {"draft": "x"}).status_code == 404
    client.force_login(PersonFactory())
    assert client.post(to, {"draft": "1"}).status_code == 403


def test_a_draft_that_is_not_public_stays_hidden_on_the_map(client: Client) -> None:
    row = ContributionFactory(plan=open_plan())
    draft = DraftFactory(plan=row.plan, title={"en": "Zanahoria"})
    draft.contributions.add(row)
    place = f"{row.plan.get_absolute_url()}map/"
    assert "Zanahoria" not in page(client, place)
    client.force_login(seated(row.plan.forum))
    assert "Zanahoria" in page(client, place)


def test_the_desk_shows_the_oldest_first_and_sorts_many(client: Client) -> None:
    plan = open_plan()
    theme = ThemeFactory(plan=plan)
    now = timezone.now()
    ContributionFactory(plan=plan, number=1, title="New", submitted_at=now)
    ContributionFactory(plan=plan, number=2, title="Old", submitted_at=now - days(40))
    client.force_login(coordinator(plan.forum))
    to = f"{plan.get_absolute_url()}responses/desk/"
    shown = page(client, to)
    assert shown.index("Old") < shown.index("New")
    assert "for 40 days" in shown
    client.post(to, {"contributions": ["1", "2"], "theme": theme.pk, "act": "sort"})
    assert theme.contributions.count() == 2
    answer = client.post(to, {"contributions": ["1", "2"], "act": "answer"})
    assert answer.headers["Location"].endswith("responses/new/?contribution=1&contribution=2")
    for wrong in ({}, {"contributions": ["77"]}, {"contributions": ["x", "\x00"]}):
        for act in ("answer", "sort", "merge", "link", "\x00"):
            asked = client.post(to, {**wrong, "act": act})
            assert asked.status_code == 422
            assert "error-summary" in asked.content.decode()


def test_several_are_merged_or_linked_to_a_draft_at_the_desk(client: Client) -> None:
    plan = open_plan()
    now = timezone.now()
    first, *_others = (
        ContributionFactory(plan=plan, number=number, submitted_at=now - days(9 - number))
        for number in (1, 2, 3)
    )
    PhaseFactory(plan=plan, kind="drafting", acts={"draft": "members"})
    draft = DraftFactory(plan=plan, number=4)
    client.force_login(coordinator(plan.forum))
    to = f"{plan.get_absolute_url()}responses/desk/"
    one = {"contributions": ["3"], "act": "merge"}
    assert "Choose at least two contributions to merge." in client.post(to, one).content.decode()
    none = {"contributions": ["3"], "act": "link"}
    assert "Choose a draft." in client.post(to, none).content.decode()
    client.post(to, {"contributions": ["3", "2", "1"], "act": "merge"})
    assert [row.number for row in first.merged.order_by("number")] == [2, 3]
    client.post(to, {"contributions": ["1"], "draft": "4", "act": "link"})
    assert list(draft.contributions.all()) == [first]


def test_the_old_address_of_the_desk_leads_to_it(client: Client) -> None:
    plan = open_plan()
    answer = client.get(f"{plan.get_absolute_url()}contributions/desk/?pile=held")
    assert answer.headers["Location"] == f"{plan.get_absolute_url()}responses/desk/?pile=held"


def test_the_list_filters_and_sorts(client: Client) -> None:
    plan = open_plan()
    theme = ThemeFactory(plan=plan, slug="water")
    supported = ContributionFactory(plan=plan, number=1, title="Supported", place="Hondo")
    supported.supports.create(person=PersonFactory())
    ContributionFactory(
        plan=plan, number=2, title="Lettered", channel="letter", source="x",
        entered_by=PersonFactory(), voice="academia", theme=theme,
    )  # fmt: skip
    answered = ContributionFactory(plan=plan, number=3, title="Declined")
    responses.answer(
        plan, by=PersonFactory(), contributions=[answered], disposition="not_included",
        heard={"en": "Heard."}, reason={"en": "Answered."},
    )  # fmt: skip
    place = f"{plan.get_absolute_url()}contributions/"
    titles = {"Supported", "Lettered", "Declined"}
    for query, expected in {
        "state=not_included": {"Declined"},
        "state=answered": {"Declined"},
        "state=included": set(),
        "state=waiting": {"Supported", "Lettered"},
        "voice=academia": {"Lettered"},
        "channel=letter": {"Lettered"},
        "place=hond": {"Supported"},
        "theme=water": {"Lettered"},
        "taken_up=yes": set(),
        "taken_up=no": titles,
        "q=lettere": {"Lettered"},
        "q=3": {"Declined"},
        f"year={timezone.now().year}": titles,
        "sort=oldest": titles,
    }.items():
        shown = page(client, f"{place}?{query}")
        assert {title for title in titles if f">{title}</a>" in shown} == expected, query
    first = page(client, f"{place}?sort=supported")
    assert first.index(">Supported<") < first.index(">Declined<")
    for odd in ("state=x", "year=abc", "theme=%00", "q=%00", "sort=x", "page=x", "voice=x"):
        assert client.get(f"{place}?{odd}").status_code < 500


def test_what_was_entered_shows_no_number_of_an_unnamed_person(client: Client) -> None:
    plan, author = open_plan(), PersonFactory()
    ContributionFactory(plan=plan, number=1, author=author, is_anonymous=True)
    by = coordinator(plan.forum)
    row = contributions.enter(
        plan,
        by=by,
        channel="letter",
        source="A letter",
        received_on=plan.forum.today,
        author=author,
        is_anonymous=True,
        **TEXT,
    )
    client.force_login(by)
    assert "Anonymous person" not in page(client, row.get_absolute_url())
    desk = page(client, f"{plan.get_absolute_url()}responses/desk/")
    assert desk.count("Anonymous person 1") == 1


def test_what_a_text_was_merged_into_is_named_by_its_number_once_that_is_removed(
    client: Client,
) -> None:
    plan = open_plan()
    row = ContributionFactory(plan=plan, number=1)
    goes_on = ContributionFactory(plan=plan, number=2, title="A car for sale")
    by = coordinator(plan.forum)
    merges.merge(row, into=goes_on, by=by)
    responses.answer(
        plan,
        by=by,
        contributions=[goes_on],
        disposition="included",
        heard={"en": "You said."},
        reason={"en": "Because."},
    )
    moderation.remove(goes_on, by=by, reason="It sells.")
    shown = page(client, row.get_absolute_url())
    assert "It was merged into contribution 2" in shown
    assert "A car for sale" not in shown


def test_what_was_removed_takes_no_comments_of_its_author(client: Client) -> None:
    row = ContributionFactory(plan=open_plan())
    client.force_login(row.author)
    to = f"/comments/contribution/{row.pk}/"
    assert client.post(to, {"text": "Before."}).status_code == 302
    moderation.remove(row, by=coordinator(row.plan.forum), reason="It sells.")
    assert client.post(to, {"text": "After."}).status_code in (403, 404)
    assert not Comment.objects.filter(text="After.").exists()
    assert "comment-text" not in page(client, row.get_absolute_url())


def header(client: Client, row: Contribution) -> str:
    """The head of a contribution's page, where its one main action stands."""
    found = page(client, row.get_absolute_url())
    return found[found.index('<header class="page-header">') :].partition("</header>")[0]


def test_the_main_action_of_a_contribution_is_that_of_whoever_looks(client: Client) -> None:
    row = ContributionFactory(plan=open_plan())
    assert "Sign in to support it" in header(client, row)
    client.force_login(PersonFactory())
    assert "It matters to me too" in header(client, row)
    client.post(f"{row.get_absolute_url()}support/")
    assert "button" not in header(client, row)
    client.force_login(row.author)
    assert "Add something to it" in header(client, row)
    client.force_login(coordinator(row.plan.forum))
    assert ">Answer</a>" in header(client, row)
    assert "It matters to me too" in page(client, row.get_absolute_url())


def test_an_author_first_meets_the_correction_while_it_can_be_made(client: Client) -> None:
    row = ContributionFactory(plan=open_plan())
    client.force_login(row.author)
    assert "Correct it" in header(client, row)
