"""A public forum with as many of everything as a test asks for, at the addresses of `pages`."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from action_plans.domain import consultations, overviews, responses
from action_plans.models import (
    ActionPlan,
    CommentAnswer,
    Consultation,
    Contribution,
    ReasonedResponse,
)
from commitments.domain import versions
from commitments.domain.plan_compiling import commitment_text
from commitments.domain.plan_text import to_json
from commitments.models import (
    Commitment,
    Continuation,
    Evidence,
    PolicyArea,
    Update,
    UpdateState,
)
from forums import models as made_of
from forums.domain import comments, moderation
from forums.domain.publication import forum_of
from forums.models import Forum, Person, Sector, Selection, Term, Translated, WorkingGroup
from tests import factories as new
from tests import told_by_others
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
    _moderation(forum, people)
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
        made_of.DocumentText.objects.create(document=paper, text="Words of it.", read_at=now)
        made_of.LinkCheck.objects.create(document=paper, broken_since=now, checked_at=now)
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


def _told(plan: ActionPlan, people: list[Person]) -> None:
    """What was published and done so that people know, with evidence of each."""
    now, timeline = timezone.now(), [entry.frozen() for entry in overviews.timeline(plan)]
    for number, person in enumerate(people, start=1):
        plan.overviews.create(
            number=number, text=TEXT, timeline=timeline, published_by=person, published_at=now
        )
        new.OutreachActivityFactory(
            plan=plan, number=number, people_reached=number, phase=plan.phases.first(),
            meeting=new.MeetingFactory(forum=plan.forum, number=3000 + number, published=True),
            document=new.DocumentFactory(forum=plan.forum, published_at=now),
        )  # fmt: skip


def _making(forum: Forum, people: list[Person]) -> None:
    now = timezone.now()
    plan = new.ActionPlanFactory(forum=forum, slug="made")
    new.PhaseFactory.create_batch(3, plan=plan)
    _told(plan, people)
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
        _brought(first, person)
        if number == 1:
            _write(draft, people)
    _discuss(first, people)
    _consulted(plan, people)


def _brought(contribution: Contribution, person: Person) -> None:
    """A supporter, a file, one that was merged into it and one that was removed."""
    plan, now = contribution.plan, timezone.now()
    contribution.supports.create(person=person)
    contribution.files.create(
        file="contributions/paper.txt", name="paper.txt", size=1, content_type="text/plain"
    )
    number = 2000 + plan.contributions.count()
    new.ContributionFactory(plan=plan, number=number, merged_into=contribution, merged_at=now)
    removed = new.ContributionFactory(plan=plan, number=number + 1, author=person)
    moderation.remove(removed, by=person, reason="Said twice.")


def _consulted(plan: Any, people: list[Person]) -> None:
    """A consultation with comments and answers; the answer R1 has all that an answer can have."""
    now, today = timezone.now(), plan.forum.today
    draft = plan.drafts.get(number=1)
    revision = draft.revisions.create(
        question="solution", language="en", text="Said.", author=people[0], number=1
    )
    values = {"title": TEXT, "drafts": "public", "opens_on": today, "closes_on": today}
    consultation = consultations.prepare(plan, by=people[0], **values)
    consultations.publish(consultation, by=people[0])
    for number, person in enumerate(people, start=1):
        paragraph = consultation.paragraphs.get(position=min(number, 2))
        said = comments.add(consultation, by=person, text="Said.", question=paragraph.key)
        answer = plan.responses.get(reference=f"R{number}")
        CommentAnswer.objects.create(comment=said, response=answer)
        comments.add(consultation, by=person, text="Said.", question=paragraph.key)
        later = consultations.prepare(plan, by=person, **values)
        Consultation.objects.filter(pk=later.pk).update(published_at=now)
        later.paragraphs.create(position=1, key="plan-1", kind="text", text=TEXT)
        responses.prepare(
            plan, by=person, heard=TEXT, reason=TEXT, disposition="included",
            contributions=[new.ContributionFactory(plan=plan, number=3000 + number)],
        )  # fmt: skip
    first = plan.responses.get(reference="R1")
    decision = new.adopting(plan.forum, today)
    for person in people:
        responses.change(
            first, by=person, heard=TEXT, reason={"en": person.name}, disposition="included",
            revision=revision, decision=decision, why=TEXT, theme=first.theme,
        )  # fmt: skip
    _discuss(first, people)


def _write(draft: Any, people: list[Person]) -> None:
    """A draft that many write, discuss and suggest changes to."""
    for number, person in enumerate(people, start=1):
        for question in ("problem", "causes"):
            draft.revisions.create(
                question=question, language="en", number=number, author=person,
                text=f"Text {number}.", base_number=number - 1,
            )  # fmt: skip
        draft.authorships.create(person=person)
        draft.milestones.create(title=TEXT, responsible=new.OrganisationFactory())
        draft.supporting.add(new.OrganisationFactory())
        draft.suggestions.create(
            number=number, question="problem", language="en", text="Better.", author=person
        )
        said = comments.add(draft, by=person, text="Said.", question="problem")
        comments.add(draft, by=people[0], text="Answered.", parent=said)
    _discuss(draft, people)


def _running(forum: Forum, people: list[Person]) -> None:
    plan = new.RunningPlanFactory(forum=forum, slug="running")
    new.RunningPlanFactory.create_batch(len(people), forum=forum, state="closed")
    _dates(plan, len(people))
    reporting_round = new.ReportingRoundFactory(plan=plan, slug="half-year")
    _assessed(plan, people)
    water, office = (
        new.ThemeFactory(plan=plan, slug="water"),
        new.OrganisationFactory(slug="office"),
    )
    first = new.CommitmentFactory(plan=plan, number=1, theme=water)
    for number in range(1, len(people) + 1):
        commitment = new.CommitmentFactory(
            plan=plan,
            number=number + 1,
            lead=new.OrganisationFactory(),
            theme=water if number % 2 else new.ThemeFactory(plan=plan),
        )
        commitment.supporting.add(new.OrganisationFactory(), office)
        _spread(first, commitment, number)
        _step(first, reporting_round)
        _step(commitment, reporting_round)
        _rounds(commitment, reporting_round)
    _discuss(first, people)
    _watched(first, people)
    _amended(plan, first, people)
    told_by_others.many(first, len(people))


def _spread(first: Commitment, commitment: Commitment, number: int) -> None:
    """Policy areas that both share, and a plan that carries the first one on."""
    area = PolicyArea.objects.create(
        slug="water" if number == 1 else f"area-{number}", name=TEXT, about=TEXT
    )
    first.policy_areas.add(area)
    commitment.policy_areas.add(PolicyArea.objects.get(slug="water"))
    later = new.CommitmentFactory(plan=new.RunningPlanFactory(forum=new.ForumFactory()))
    later.policy_areas.add(area, PolicyArea.objects.get(slug="water"))
    Continuation.objects.create(earlier=first, later=later)


def _watched(commitment: Commitment, people: list[Person]) -> None:
    """What civil society finds of one update and of a commitment, visits, and observations."""
    plan, now = commitment.plan, timezone.now()
    step = new.MilestoneFactory(pk=9001, commitment=commitment)
    update = new.UpdateFactory(
        milestone=step, round=new.ReportingRoundFactory(plan=plan, slug="watched")
    )
    meeting = new.MeetingFactory(forum=plan.forum, number=7000, published=True)
    for number, person in enumerate(people, start=1):
        watch = new.OrganisationFactory(slug="watch") if number == 1 else new.OrganisationFactory()
        paper = new.DocumentFactory(
            pk=uuid.UUID(int=number), forum=plan.forum, published_at=now, url="https://example.org/"
        )
        found = update.verifications.create(
            organisation=watch, by=person, verdict="partly", reason=TEXT, published_at=now,
            settled_on=plan.forum.today if number % 2 else None, settlement=TEXT,
            settled_in=meeting, settled_by=person,
        )  # fmt: skip
        found.proofs.create(document=paper)
        update.proofs.create(document=paper)
        point = meeting.agenda.create(position=number, title=TEXT)
        made_of.AgendaProposal.objects.create(
            forum=plan.forum, title=TEXT, source=found, state="accepted", meeting=meeting,
            item=point,
        )  # fmt: skip
        commitment.findings.create(
            round=new.ReportingRoundFactory(plan=plan), organisation=watch, by=person,
            status="limited", reason=TEXT, published_at=now,
        )  # fmt: skip
        visit = plan.visits.create(
            number=number, kind="visit", title=TEXT, held_on=plan.forum.today, notes=TEXT,
            meeting=meeting, recorded_by=person, published_at=now,
        )  # fmt: skip
        visit.commitments.set(plan.commitments.all())
        visit.offices.add(watch)
        visit.documents.add(paper)
        seen = commitment.observations.create(
            number=number, author=person, milestone=step, seen_on=plan.forum.today, text="Seen.",
            published_at=now,
        )  # fmt: skip
        commitment.observations.create(
            number=1000 + number, author=person, seen_on=plan.forum.today, text="Gone.",
            published_at=now, withdrawn_at=now,
        )  # fmt: skip
        if number == 1:
            _discuss(seen, people)


def _assessed(plan: Any, people: list[Person]) -> None:
    """One that is open to comments, and one that is final, each comment with its answer."""
    today = plan.forum.today
    open_one = new.SelfAssessmentFactory(
        plan=plan, published_at=timezone.now(), consultation_opens_on=today,
        consultation_closes_on=today + days(14),
    )  # fmt: skip
    final = new.SelfAssessmentFactory(
        plan=plan, kind="end-of-term", published_at=timezone.now(), final_at=timezone.now(),
        consultation_opens_on=today - days(20), consultation_closes_on=today - days(1),
    )  # fmt: skip
    _discuss(open_one, people)
    for person in people:
        said = comments.add(final, by=person, text="Said.", question="conclusion")
        comments.add(final, by=people[0], text="Answered.", parent=said, is_official=True)


def _amended(plan: Any, first: Commitment, people: list[Person]) -> None:
    draft = new.DraftFactory(plan=plan, state="adopted", published_at=timezone.now())
    text, decided = commitment_text(first), new.adopting(plan.forum, plan.forum.today)
    for number, person in enumerate(people, start=1):
        draft.revisions.create(
            question="problem", language="en", text="Said.", author=person, number=number
        )
        draft.contributions.add(new.ContributionFactory(plan=plan, number=number))
        after = replace(text, title=Translated({"en": person.name}))
        amendment = plan.amendments.create(
            number=number, kind="change", commitment=first, reason=TEXT, proposed_by=person,
            before=to_json(text), after=to_json(after), published_at=timezone.now(),
        )  # fmt: skip
        if number == 1:
            _discuss(amendment, people)
    first.draft = draft
    first.save()
    version = versions.make(plan, by=people[0], cause="adopted", decision=decided)
    for _person in people:
        version.pk, version.number, version.cause = None, version.number + 1, "amended"
        version.save(force_insert=True)


def _dates(plan: Any, count: int) -> None:
    now, forum = timezone.now(), plan.forum
    for number in range(1, count + 1):
        plan.transitions.create(
            kind="election", title=TEXT, starts_on=forum.today, ends_on=forum.today
        )
        plan.extensions.create(
            number=number, previous_ends_on=plan.ends_on + days(number),
            ends_on=plan.ends_on + days(number + 1), reason=TEXT, published_at=now,
            basis=new.DocumentFactory(forum=forum, published_at=now),
            decision=new.DecisionFactory(forum=forum, number=5000 + number, published_at=now),
        )  # fmt: skip


def _rounds(commitment: Commitment, reporting_round: Any) -> None:
    """What is reported of a whole commitment; a milestone that is late, silent and measured."""
    now, past = timezone.now(), commitment.plan.forum.today - days(400 - commitment.number)
    new.ReportingRoundFactory(plan=commitment.plan, as_of=past, opens_on=past, due_on=past)
    commitment.reports.create(
        round=reporting_round, status="substantial", text=TEXT, submitted_at=now, published_at=now
    )
    late = new.MilestoneFactory(
        commitment=commitment, due_on=past, responsible=new.OrganisationFactory()
    )
    late.indicators.create(number="1", title=TEXT)
    step = commitment.milestones.filter(updates__round=reporting_round)[0]
    indicator = step.indicators.create(number="1", title=TEXT, target="9")
    step.updates.get().readings.create(indicator=indicator, value="3")


def _step(commitment: Commitment, reporting_round: Any) -> None:
    milestone = new.MilestoneFactory(commitment=commitment, responsible=new.OrganisationFactory())
    update = Update.objects.create(
        milestone=milestone, round=reporting_round, status="in_progress", done="Begun.",
        state=UpdateState.PUBLISHED, published_at=timezone.now(),
        reported_by=new.PersonFactory(),
    )  # fmt: skip
    proof = new.DocumentFactory(forum=commitment.plan.forum, published_at=timezone.now())
    Evidence.objects.create(update=update, document=proof)


def _moderation(forum: Forum, people: list[Person]) -> None:
    """Rules, and texts of each kind that wait, are reported, or are appealed for."""
    meeting, by = new.MeetingFactory(forum=forum, published=True), people[0]
    plan = new.ActionPlanFactory(forum=forum)
    for number, person in enumerate(people, start=1):
        rule = new.ModerationRuleFactory(forum=forum, number=number)
        for text in (
            comments.add(meeting, by=person, text="Said."),
            new.ContributionFactory(plan=plan, number=number, author=person),
        ):
            moderation.flag(text, by=new.PersonFactory())
        gone = comments.add(forum.meetings.get(number=1), by=person, text="Said.")
        row = moderation.remove(gone, by=by, rule=rule, reason="Advertising.")
        moderation.appeal(row, by=person, text="It is none.")
        moderation.hold(new.ContributionFactory(plan=plan, number=900 + number, published_at=None))


def _discuss(thing: Any, people: list[Person]) -> None:
    """A comment of each with an answer: rows without the notices that `comments.add` sends."""
    values = {"forum": forum_of(thing), "object_id": thing.pk}
    values["content_type"] = ContentType.objects.get_for_model(thing)
    said = made_of.Comment.objects.bulk_create(
        made_of.Comment(author=person, text="Said.", **values) for person in people
    )
    made_of.Comment.objects.bulk_create(
        made_of.Comment(author=people[0], text="Answered.", parent=each, **values) for each in said
    )
