"""A public forum in which one thing of each kind is not published, and says the secret.

At the addresses of `pages` number 1 of everything is public, and 2 is hidden.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from action_plans.domain import drafts
from action_plans.models import CommentAnswer, ReasonedResponse
from commitments.domain import versions
from commitments.domain.plan_compiling import commitment_text
from commitments.domain.plan_text import to_json
from commitments.models import Amendment, Continuation, PolicyArea, Update
from forums.domain import agenda, comments, documents, moderation
from forums.models import (
    ActionItem,
    AgendaItem,
    Comment,
    DocumentText,
    Forum,
    MeetingPaper,
    MeetingSeries,
    Person,
    Role,
    Sector,
)
from tests import factories as new
from tests import told_by_others
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
        self._dates()

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
        self._moderated()
        agenda.propose(forum, by=self.insider, title=HIDDEN)
        new.MeetingFactory(forum=self.other, number=1, title=HIDDEN, published_at=held)

    def _moderated(self) -> None:
        """Texts that wait for a first look or were removed, and a rule that is a draft."""
        new.ModerationRuleFactory(forum=self.forum, number=1)
        new.ModerationRuleFactory(forum=self.forum, number=2, **FILLED)
        for number, act in ((8, moderation.hold), (9, self._remove)):
            act(comments.add(self.meeting, by=self.insider, text=SECRET))
            act(
                new.ContributionFactory(
                    plan=self.made, number=number, title=SECRET, problem=SECRET,
                    published_at=None if act == moderation.hold else timezone.now(),
                )
            )  # fmt: skip

    def _remove(self, text: Any) -> None:
        rule = self.forum.moderation_rules.get(number=1)
        row = moderation.remove(text, by=self.insider, rule=rule, reason="It sells.")
        moderation.appeal(row, by=text.author, text=SECRET)

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
            forum=forum, title=HIDDEN, published_at=now, withdrawn_at=now,
            withdrawal_reason={"en": "It names people."},
        )  # fmt: skip
        for document in (self.document, self.file, self.withdrawn):
            DocumentText.objects.create(
                document=document, text=f"Said: {SECRET} in it.", read_at=now
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
        self.public_commitment = new.CommitmentFactory(
            plan=self.plan, number=1, lead=new.OrganisationFactory(slug="office"),
            theme=new.ThemeFactory(plan=self.plan, slug="water"),
        )  # fmt: skip
        self.commitment = new.CommitmentFactory(plan=self.plan, number=2, **FILLED)
        area = PolicyArea.objects.create(slug="water", name={"en": "Water"})
        for commitment in (self.public_commitment, self.commitment):
            commitment.policy_areas.add(area)
        Continuation.objects.create(earlier=self.public_commitment, later=self.commitment)
        self._amended()
        new.MilestoneFactory(commitment=self.commitment, title=HIDDEN)
        update = Update.objects.create(
            milestone=new.MilestoneFactory(commitment=self.public_commitment),
            round=new.ReportingRoundFactory(plan=self.plan, slug="half-year"),
            status="complete",
            done=HIDDEN,
            state="submitted",
            sent_back=SECRET,
        )
        update.evidence.add(self.document)
        self._reported(update)
        new.ReportingRoundFactory(plan=self.plan, slug="later", **FILLED)
        self._watched()
        told_by_others.hidden(
            self.public_commitment, self.commitment, secret=SECRET, decision=self.decision,
            document=self.document,
        )  # fmt: skip
        self.assessment = new.SelfAssessmentFactory(plan=self.plan, introduction=HIDDEN)
        self._assessed()

    def _reported(self, update: Update) -> None:
        """A report that is handed in and one that was taken back; figures of what is hidden."""
        now, values = timezone.now(), {"status": "limited", "text": HIDDEN, "obstacles": HIDDEN}
        self.public_commitment.reports.create(round=update.round, submitted_at=now, **values)
        self.public_commitment.reports.create(
            round=new.ReportingRoundFactory(plan=self.plan), published_at=now, withdrawn_at=now,
            sent_back=SECRET, **values,
        )  # fmt: skip
        shown = update.milestone.indicators.create(number="1", title={"en": "Volumes"})
        update.readings.create(indicator=shown, value=SECRET)
        self.commitment.milestones.get().indicators.create(number="1", title=HIDDEN)

    def _watched(self) -> None:
        """Public findings, visits and observations that lead to what is hidden, and hidden ones."""
        now, plan, forum = timezone.now(), self.plan, self.forum
        watch = new.OrganisationFactory(slug="watch", sector=Sector.CIVIL_SOCIETY)
        said = {"organisation": watch, "by": self.insider, "published_at": now}
        watched = new.ReportingRoundFactory(plan=plan, slug="watched")
        shown = new.DocumentFactory(pk=uuid.UUID(int=1), forum=forum, published_at=now)
        MeetingPaper.objects.create(meeting=self.draft_meeting, document=shown)
        for number, withdrawn, words in ((9001, None, {"en": "Open."}), (9002, now, HIDDEN)):
            update = new.UpdateFactory(
                milestone=new.MilestoneFactory(pk=number, commitment=self.public_commitment),
                round=watched, done=words, withdrawn_at=withdrawn,
                state="draft" if withdrawn else "published",
            )  # fmt: skip
            update.evidence.add(self.document, shown)
            found = update.verifications.create(verdict="not_confirmed", reason=words, **said)
            found.evidence.add(self.document)
            proposal = agenda.propose(forum, by=self.insider, title=HIDDEN, source=found)
            agenda.accept(proposal, by=self.insider, meeting=self.draft_meeting)
        findings = {"status": "limited", "reason": HIDDEN, **said}
        self.public_commitment.findings.create(round=plan.rounds.get(slug="later"), **findings)
        self.commitment.findings.create(round=watched, **findings)
        for number, published, words in ((1, now, {"en": "Open."}), (2, None, HIDDEN)):
            visit = plan.visits.create(
                number=number, kind="visit", title=words, notes=words, held_on=forum.today,
                meeting=self.draft_meeting, recorded_by=self.insider, published_at=published,
            )  # fmt: skip
            visit.commitments.set([self.commitment, self.public_commitment])
            visit.documents.add(self.document, shown)
        for number, text, states in (
            (1, "Open.", {"published_at": now}),
            (2, SECRET, {"held_at": now}),
            (3, SECRET, {"published_at": now, "withdrawn_at": now}),
        ):
            self.public_commitment.observations.create(
                number=number, author=self.insider, text=text, seen_on=forum.today,
                file=f"observations/{SECRET[:3]}.txt", **states,
            )  # fmt: skip

    def _assessed(self) -> None:
        """A final self-assessment beside an account of a hidden commitment and comments that
        nobody sees."""
        today = self.forum.today
        final = new.SelfAssessmentFactory(
            plan=self.plan, kind="end-of-term", published_at=timezone.now(),
            final_at=timezone.now(), consultation_opens_on=today - days(20),
            consultation_closes_on=today - days(1),
        )  # fmt: skip
        final.accounts.create(commitment=self.commitment, results=HIDDEN)
        for state in ("held_at", "removed_at"):
            said = comments.add(final, by=self.insider, text=SECRET)
            Comment.objects.filter(pk=said.pk).update(
                **{state: timezone.now()}, removed_reason="Insult."
            )

    def _amended(self) -> None:
        """An amendment that only the forum reads; two versions, compiled beside what is hidden."""
        reason = {"en": "As it was decided."}
        values = {"plan": self.plan, "kind": "change", "commitment": self.public_commitment}
        for number, is_public in ((1, True), (2, False)):
            text = to_json(commitment_text(self.public_commitment))
            after = {**text, "title": {"en": "Open"} if is_public else HIDDEN}
            Amendment.objects.create(
                number=number, before=text, after=after, reason=reason if is_public else HIDDEN,
                published_at=timezone.now() if is_public else None, **values,
            )  # fmt: skip
            versions.make(self.plan, by=self.insider, cause="amended", decision=self.decision)

    def _dates(self) -> None:
        """An extension that was taken back, on a document of the forum; dates of a secret plan."""
        self.plan.extensions.create(
            number=1, previous_ends_on=self.plan.ends_on - days(30), ends_on=self.plan.ends_on,
            reason=HIDDEN, basis=self.document, published_at=timezone.now(),
            withdrawn_at=timezone.now(),
        )  # fmt: skip
        shown = {"starts_on": self.forum.today, "ends_on": self.forum.today + days(9)}
        self.plan.extensions.create(
            number=2, previous_ends_on=self.plan.ends_on - days(30), ends_on=self.plan.ends_on,
            reason={"en": "More time."}, basis=self.document, published_at=timezone.now(),
            decision=self.decision,
        )  # fmt: skip
        self.plan.transitions.create(kind="election", title={"en": "Election"}, **shown)
        self.secret_plan.transitions.create(kind="election", title=HIDDEN, **shown)

    def _told(self) -> None:
        """Outreach that is not published, with evidence that is not; a plan that nobody sees."""
        plan, now = self.made, timezone.now()
        new.PhaseFactory(plan=plan)
        plan.overviews.create(number=1, text={"en": "Come."}, published_at=now)
        new.OutreachActivityFactory(
            plan=plan, number=1, document=self.document, meeting=self.draft_meeting
        )
        new.OutreachActivityFactory(plan=plan, number=2, description=HIDDEN, **FILLED)
        self.secret_plan.overviews.create(number=1, text=HIDDEN, published_at=now)
        new.OutreachActivityFactory(plan=self.secret_plan, number=1, title=HIDDEN)
        new.PhaseFactory(plan=self.secret_plan, title=HIDDEN)

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
        self.draft.suggestions.create(
            number=1, question="problem", language="en", text=SECRET, author=self.insider
        )
        response = ReasonedResponse.objects.create(
            plan=self.made, reference="R1", heard=HIDDEN, answer=HIDDEN, disposition="included"
        )
        self.contribution = new.ContributionFactory(plan=self.made, number=1, response=response)
        self.contribution.drafts.add(self.draft)
        unnamed = new.PersonFactory(name=SECRET)
        new.ContributionFactory(plan=self.made, number=88, author=unnamed, is_anonymous=True)
        new.ContributionFactory(
            plan=self.made, number=89, title=SECRET, problem=SECRET, withdrawn_at=timezone.now()
        ).files.create(
            file="contributions/paper.txt", name="paper.txt", size=1, content_type="text/plain",
            pk=909,
        )  # fmt: skip
        new.ContributionFactory(plan=self.made, number=2, title=SECRET, published_at=None)
        seen = new.DraftFactory(plan=self.made, number=5, published_at=timezone.now())
        for number, state in enumerate(("held_at", "removed_at"), start=1):
            seen.suggestions.create(
                number=number, question="problem", language="en", text=SECRET, why=SECRET,
                author=self.insider, **{state: timezone.now()},
            )  # fmt: skip
        self._answered()
        secret = self.secret_plan
        self._told()
        new.ContributionFactory(plan=secret, number=1, title=SECRET)
        new.CommitmentFactory(plan=secret, number=1, title=HIDDEN)
        new.DraftFactory(plan=secret, number=1, title=HIDDEN, published_at=timezone.now())
        new.ThemeFactory(plan=secret, name=HIDDEN)

    def _answered(self) -> None:
        """A public answer that points at what is hidden; consultations, one in preparation."""
        now, today = timezone.now(), self.forum.today
        days_of = {"opens_on": today, "closes_on": today}
        for number, title, published in ((1, {"en": "Open"}, now), (2, HIDDEN, None)):
            consultation = self.made.consultations.create(
                number=number, title=title, text=title, published_at=published, **days_of
            )
            consultation.paragraphs.create(
                position=1, key="d1-1", kind="heading", question="title", text=title,
                draft=self.draft,
            )  # fmt: skip
            said = comments.add(
                consultation, by=self.insider, question="d1-1",
                text="Said." if published else SECRET,
            )  # fmt: skip
        answer = ReasonedResponse.objects.create(
            plan=self.made, reference="R2", position=2, heard={"en": "Heard."}, published_at=now,
            answer={"en": "Answered."}, disposition="included", decision=self.decision,
            revision=self.draft.revisions.get(),
        )  # fmt: skip
        new.ContributionFactory(plan=self.made, number=3, response=answer)
        CommentAnswer.objects.create(comment=said, response=answer)
        comments.add(answer, by=self.insider, text=SECRET, internal=True)
