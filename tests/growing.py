"""A public forum with as many of everything as a test asks for, at the addresses of `pages`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from action_plans.models import ReasonedResponse
from commitments.models import Commitment, Evidence, Update, UpdateState
from forums import models as made_of
from forums.domain import comments
from forums.models import Forum, Person, Sector, Selection, Term, WorkingGroup
from tests import factories as new
from tests.factories import days

TEXT = {"en": "As it is said.", "es": "Como se dice."}


def grow(count: int) -> Forum:
    """A forum with `count` of everything that its pages list."""
    forum: Forum = new.ForumFactory(slug="open")
    new.ForumFactory.create_batch(count)
    people = new.PersonFactory.create_batch(count, organisation=new.OrganisationFactory())
    terms: list[Any] = [
        new.TermFactory(
            seat=new.SeatFactory(
                forum=forum, position=number, organisation=new.OrganisationFactory()
            ),
            person=person,
            alternate=new.PersonFactory(),
        )
        for number, person in enumerate(people)
    ]
    _rules(forum, people)
    _meetings(forum, terms)
    _election(forum, people)
    _invitation(forum, people)
    _groups(forum, people)
    _making(forum, people)
    _running(forum, people)
    return forum


def _rules(forum: Forum, people: list[Person]) -> None:
    today = forum.today
    for number in range(1, len(people) + 1):
        day = today - days(400 - number)
        version = new.RulesVersionFactory(
            forum=forum, number=number, in_force=day, decision=new.DecisionFactory(
                forum=forum, number=1000 + number, outcome="adopted", decided_on=day,
                reasons={"en": "Agreed."}, published_at=timezone.now(),
            ),
        )  # fmt: skip
        if number == 1:
            _discuss(version, people)


def _meetings(forum: Forum, terms: list[Term]) -> None:
    now = timezone.now()
    held = [
        new.MeetingFactory(
            forum=forum,
            number=number + 1,
            starts_at=now - days(number + 1),
            published_at=now - days(number + 9),
            minutes={"en": "Said."},
            minutes_published_at=now,
        )
        for number in range(len(terms))
    ]
    new.MeetingFactory.create_batch(3, forum=forum, published=True)
    first = held[0]
    votes = made_of.Vote.objects
    for number, term in enumerate(terms):
        point = first.agenda.create(position=number + 1, title={"en": "Point"})
        made_of.ActionItem.objects.create(
            forum=forum, meeting=first, owner=term.person, title={"en": "To do"},
            due_on=now.date(),
        )  # fmt: skip
        first.attendance.create(term=term, sector=Sector.GOVERNMENT, presence="present")
        paper = new.DocumentFactory(forum=forum, published_at=now)
        made_of.MeetingPaper.objects.create(meeting=first, document=paper, agenda_item=point)
        decision = new.DecisionFactory(
            forum=forum, number=number + 1, meeting=held[number], published_at=now,
            outcome="adopted", decided_on=now.date(), agenda_item=point if not number else None,
        )  # fmt: skip
        if not number:
            for each in terms:
                votes.create(
                    decision=decision, term=each, sector=Sector.GOVERNMENT, choice="for",
                    reason="Agreed.", cast_by=each.person,
                )  # fmt: skip
            _discuss(decision, [each.person for each in terms])
    _discuss(first, [term.person for term in terms])


def selection(forum: Forum, slug: str, *, model: str, stage: str, **values: Any) -> Selection:
    """A public selection in which nominations are over."""
    today = forum.today
    options = {"title": TEXT, "published_at": timezone.now(), **values}
    return Selection.objects.create(
        forum=forum, slug=slug, call=TEXT, criteria=TEXT, led_by=TEXT, model=model, stage=stage,
        nominations_close_on=today - days(20), consultation_closes_on=today - days(10),
        choice_closes_at=timezone.now() + days(1), term_starts_on=today + days(30), **options,
    )  # fmt: skip


def nominate(selection: Selection, candidate: Person, number: int, **values: Any) -> Any:
    """A nomination that anybody can read."""
    options = {
        "organisation": f"Organisation of {number}", "experience": "Years.", "why": "To be heard.",
        "brings": "People.", "state": "eligible", "eligibility_reason": TEXT,
        "published_at": timezone.now(), **values,
    }  # fmt: skip
    return selection.nominations.create(
        candidate=candidate, number=number, accepts_term=True, **options
    )


def _election(forum: Forum, people: list[Person]) -> None:
    election = selection(forum, "election", model="election", stage="choice")
    for number, person in enumerate(people, start=1):
        past = selection(forum, f"past-{number}", model="self_selection", stage="seated")
        election.seats.add(new.SeatFactory(forum=forum, organisation=new.OrganisationFactory()))
        election.roll.create(organisation=new.OrganisationFactory(), voter=person)
        step = {"stage": "call", "text": TEXT, "by": person}
        asked = election.steps.create(kind="appeal", **step)
        election.steps.create(kind="answer", answers=asked, **step)
        first = nominate(election, person, number)
        past.steps.create(kind="stage", **step)
        if number == 1:
            _discuss(first, people)


def _invitation(forum: Forum, people: list[Person]) -> None:
    invitation = selection(forum, "invitation", model="invitation", stage="acceptance")
    panel = [invitation.panel.create(person=person) for person in people[:5]]
    for number in range(1, len(people) + 1):
        row = nominate(invitation, new.PersonFactory(), number)
        for member in panel:
            member.scores.create(nomination=row, criterion=1, points=3, reason="As seen.")


def working_group(forum: Forum, slug: str, **values: Any) -> WorkingGroup:
    """A group that anybody can read."""
    options = {"name": TEXT, "mandate": TEXT, "published_at": timezone.now(), **values}
    return WorkingGroup.objects.create(forum=forum, slug=slug, **options)


def _groups(forum: Forum, people: list[Person]) -> None:
    now = timezone.now()
    group = working_group(forum, "water")
    for number, person in enumerate(people, start=1):
        working_group(forum, f"group-{number}").memberships.create(person=person, since=forum.today)
        group.memberships.create(person=person, since=forum.today)
        group.documents.add(new.DocumentFactory(forum=forum, published_at=now))
        for ahead in (-number, number):
            new.MeetingFactory(
                forum=forum, number=1000 + number * 2 + (ahead > 0), working_group=group,
                starts_at=now + days(ahead), published_at=now - days(40),
            )  # fmt: skip
        group.recommendations.create(
            number=number, title=TEXT, text=TEXT, made_by=person, made_on=forum.today,
            published_at=now,
        )  # fmt: skip


def _making(forum: Forum, people: list[Person]) -> None:
    now = timezone.now()
    plan = new.ActionPlanFactory(forum=forum, slug="made")
    new.PhaseFactory.create_batch(3, plan=plan)
    first = new.ContributionFactory(plan=plan, number=1)
    for number, person in enumerate(people, start=1):
        response = ReasonedResponse.objects.create(
            plan=plan, reference=f"R{number}", heard="Heard.", answer="Answer.", position=number,
            disposition="included", theme=new.ThemeFactory(plan=plan), published_at=now,
            answered_by=person,
        )  # fmt: skip
        new.ContributionFactory(plan=plan, number=number + 1, response=response)
        draft = new.DraftFactory(
            plan=plan, number=number, published_at=now, lead=new.OrganisationFactory(),
            theme=new.ThemeFactory(plan=plan),
        )  # fmt: skip
        draft.contributions.add(first)
    _discuss(first, people)


def _running(forum: Forum, people: list[Person]) -> None:
    plan = new.RunningPlanFactory(forum=forum, slug="running")
    new.RunningPlanFactory.create_batch(len(people), forum=forum, state="closed")
    reporting_round = new.ReportingRoundFactory(plan=plan)
    new.SelfAssessmentFactory(plan=plan, published_at=timezone.now())
    first = new.CommitmentFactory(plan=plan, number=1)
    for number in range(1, len(people) + 1):
        commitment = new.CommitmentFactory(
            plan=plan,
            number=number + 1,
            lead=new.OrganisationFactory(),
            theme=new.ThemeFactory(plan=plan),
        )
        commitment.supporting.add(new.OrganisationFactory())
        _step(first, reporting_round)
        _step(commitment, reporting_round)
    _discuss(first, people)


def _step(commitment: Commitment, reporting_round: Any) -> None:
    milestone = new.MilestoneFactory(commitment=commitment, responsible=new.OrganisationFactory())
    update = Update.objects.create(
        milestone=milestone, round=reporting_round, status="in_progress", done="Begun.",
        state=UpdateState.PUBLISHED, published_at=timezone.now(),
        reported_by=new.PersonFactory(),
    )  # fmt: skip
    proof = new.DocumentFactory(forum=commitment.plan.forum, published_at=timezone.now())
    Evidence.objects.create(update=update, document=proof)


def _discuss(thing: Any, people: list[Person]) -> None:
    for person in people:
        said = comments.add(thing, by=person, text="Said.")
        comments.add(thing, by=people[0], text="Answered.", parent=said)
