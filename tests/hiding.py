"""A public forum in which one thing of each kind is not published, and says the secret.

At the addresses of `pages` number 1 of everything is public, and 2 is hidden.
"""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from action_plans.domain import drafts
from action_plans.models import ReasonedResponse
from commitments.models import Update
from forums.domain import agenda, comments, documents
from forums.models import (
    ActionItem,
    AgendaItem,
    Forum,
    MeetingPaper,
    MeetingSeries,
    Person,
    Role,
    Sector,
)
from tests import factories as new
from tests.factories import days
from tests.growing import nominate, selection, working_group

SECRET = "zanahoria"
HIDDEN = {"en": f"{SECRET} in English", "es": f"{SECRET} en español"}
FILLED = {"title": HIDDEN, "published_at": None}


class World:
    """What is hidden stands in attributes; the rest is there to lead to it."""

    def __init__(self) -> None:
        self.forum: Forum = new.ForumFactory(slug="open")
        self.other: Forum = new.ForumFactory(slug="closed", name=HIDDEN, published_at=None)
        # What stands in an account and not on a page: the address.
        self.insider: Person = new.seated(
            self.forum,
            role=Role.CO_CHAIR,
            sector=Sector.CIVIL_SOCIETY,
            email=f"{SECRET}@example.org",
        )
        self.plan = new.RunningPlanFactory(forum=self.forum, slug="running")
        self.made = new.ActionPlanFactory(forum=self.forum, slug="made")
        self.secret_plan = new.ActionPlanFactory(forum=self.forum, slug="secret", **FILLED)
        self._meetings()
        self._decisions()
        self._documents()
        self._selections()
        self._group()
        self._carried_out()
        self._co_created()

    def _meetings(self) -> None:
        forum, held = self.forum, timezone.now() - days(3)
        self.meeting = new.MeetingFactory(
            forum=forum, number=1, starts_at=held, minutes=HIDDEN, minutes_state="review",
            published_at=held, check_in_code=SECRET[:8],
        )  # fmt: skip
        term = self.insider.terms.get()
        term.end_reason = SECRET
        term.save()
        self.meeting.attendance.create(term=term, sector=term.seat.sector, presence="present")
        series = MeetingSeries.objects.create(forum=forum, title=HIDDEN, every_months=2)
        self.draft_meeting = new.MeetingFactory(forum=forum, number=2, title=HIDDEN, series=series)
        AgendaItem.objects.create(meeting=self.draft_meeting, position=1, title=HIDDEN)
        ActionItem.objects.create(
            forum=forum, meeting=self.draft_meeting, owner=self.insider, title=HIDDEN,
            due_on=held.date(),
        )  # fmt: skip
        comments.add(self.meeting, by=self.insider, text=SECRET, internal=True)
        agenda.propose(forum, by=self.insider, title=HIDDEN)
        new.MeetingFactory(forum=self.other, number=1, title=HIDDEN, published_at=held)

    def _decisions(self) -> None:
        now = timezone.now()
        self.open_decision = new.DecisionFactory(
            forum=self.forum, number=1, published_at=now, method="vote", meeting=self.meeting,
            vote_opened_at=now, vote_closes_at=now + days(3),
        )  # fmt: skip
        self.open_decision.votes.create(
            term=self.insider.terms.get(), sector=Sector.CIVIL_SOCIETY, choice="for",
            reason=SECRET, cast_by=self.insider,
        )  # fmt: skip
        self.decision = new.DecisionFactory(
            forum=self.forum, number=2, title=HIDDEN, meeting=self.meeting
        )
        new.RulesVersionFactory(
            forum=self.forum, number=1, in_force=self.forum.today - days(9),
            decision=new.DecisionFactory(
                forum=self.forum, number=3, outcome="adopted", reasons={"en": "Agreed."},
                decided_on=self.forum.today - days(9), published_at=now,
            ),
        )  # fmt: skip
        self.rules = new.RulesVersionFactory(forum=self.forum, number=2, text=HIDDEN)

    def _documents(self) -> None:
        forum, now = self.forum, timezone.now()
        self.document = new.DocumentFactory(forum=forum, title=HIDDEN)
        self.file = documents.add(
            forum,
            by=self.insider,
            title=HIDDEN,
            kind="paper",
            file=SimpleUploadedFile("paper.txt", SECRET.encode()),
        )
        for document in (self.document, self.file):
            MeetingPaper.objects.create(meeting=self.meeting, document=document)
        self.withdrawn = new.DocumentFactory(
            forum=forum, title=HIDDEN, published_at=now, withdrawn_at=now
        )

    def _selections(self) -> None:
        """One in preparation; nominations that only who leads reads; scores not all in."""
        forum = self.forum
        election = selection(forum, "election", model="election", stage="choice")
        election.roll.create(
            organisation=new.OrganisationFactory(), voter=new.PersonFactory(name=SECRET)
        )
        invitation = selection(forum, "invitation", model="invitation", stage="choice")
        member = invitation.panel.create(person=self.insider)
        invitation.panel.create(person=new.PersonFactory())
        for row in (election, invitation):
            first = nominate(row, new.PersonFactory(), 1)
            nominate(
                row, new.PersonFactory(), 2, organisation=SECRET, state="submitted",
                published_at=None,
            )  # fmt: skip
        member.scores.create(nomination=first, criterion=1, points=5, reason=SECRET)
        self.selection = selection(forum, "secret", model="election", stage="prepared", **FILLED)

    def _group(self) -> None:
        """A group in preparation; drafts, papers and meetings of a group that is public."""
        forum = self.forum
        working_group(forum, "secret", name=HIDDEN, published_at=None)
        group = working_group(forum, "water")
        group.documents.add(self.document)
        new.MeetingFactory(forum=forum, number=5, title=HIDDEN, working_group=group)
        self.recommendation = group.recommendations.create(
            number=2, text=HIDDEN, made_by=self.insider, made_on=forum.today, **FILLED
        )

    def _carried_out(self) -> None:
        self.public_commitment = new.CommitmentFactory(plan=self.plan, number=1)
        self.commitment = new.CommitmentFactory(plan=self.plan, number=2, **FILLED)
        new.MilestoneFactory(commitment=self.commitment, title=HIDDEN)
        update = Update.objects.create(
            milestone=new.MilestoneFactory(commitment=self.public_commitment),
            round=new.ReportingRoundFactory(plan=self.plan),
            status="complete",
            done=HIDDEN,
            state="submitted",
        )
        update.evidence.add(self.document)
        new.ReportingRoundFactory(plan=self.plan, slug="later", **FILLED)
        self.assessment = new.SelfAssessmentFactory(plan=self.plan, introduction=HIDDEN)

    def _co_created(self) -> None:
        self.draft = new.DraftFactory(plan=self.made, number=1, title=HIDDEN)
        drafts.save(
            self.draft,
            by=self.insider,
            question="problem",
            language="en",
            text=SECRET,
            base_number=0,
        )
        response = ReasonedResponse.objects.create(
            plan=self.made, reference="R1", heard=HIDDEN, answer=HIDDEN, disposition="included"
        )
        self.contribution = new.ContributionFactory(plan=self.made, number=1, response=response)
        self.contribution.drafts.add(self.draft)
        new.ContributionFactory(plan=self.made, number=2, title=SECRET, published_at=None)
        secret = self.secret_plan
        new.ContributionFactory(plan=secret, number=1, title=SECRET)
        new.CommitmentFactory(plan=secret, number=1, title=HIDDEN)
        new.DraftFactory(plan=secret, number=1, title=HIDDEN, published_at=timezone.now())
        new.ThemeFactory(plan=secret, name=HIDDEN)
