"""Test data with the least that a test needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.utils import timezone

from action_plans.domain.similar import fingerprint
from action_plans.models import (
    ActionPlan,
    Contribution,
    Draft,
    OutreachActivity,
    OutreachKind,
    Phase,
    PhaseKind,
    PlanState,
    ReasonedResponse,
    Theme,
    Who,
)
from commitments.models import (
    Commitment,
    ContractingProcess,
    Milestone,
    ReportingRound,
    SelfAssessment,
    Update,
)
from forums.models import (
    Decision,
    Document,
    Forum,
    Meeting,
    MeetingKind,
    ModerationRule,
    Organisation,
    Person,
    Role,
    RulesVersion,
    Seat,
    Sector,
    Term,
)


def days(count: float) -> dt.timedelta:
    return dt.timedelta(days=count)


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    language = "en"


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.Sequence(lambda n: {"en": f"Organisation {n}", "es": f"Organización {n}"})
    sector = Sector.GOVERNMENT


class ForumFactory(factory.django.DjangoModelFactory[Forum]):
    class Meta:
        model = Forum

    slug = factory.Sequence(lambda n: f"forum-{n}")
    name = factory.Sequence(lambda n: {"en": f"Forum {n}", "es": f"Foro {n}"})
    member = {"en": "Country", "es": "País"}
    languages = ["en", "es"]
    time_zone = "America/Montevideo"
    contact_email = "forum@example.org"
    published_at = factory.LazyFunction(timezone.now)


class SeatFactory(factory.django.DjangoModelFactory[Seat]):
    class Meta:
        model = Seat

    forum = factory.SubFactory(ForumFactory)
    sector = Sector.GOVERNMENT
    role = Role.MEMBER


class TermFactory(factory.django.DjangoModelFactory[Term]):
    class Meta:
        model = Term

    seat = factory.SubFactory(SeatFactory)
    person = factory.SubFactory(PersonFactory)
    starts_on = factory.LazyFunction(lambda: timezone.now().date() - days(100))


def seated(
    forum: Forum, *, role: str = Role.MEMBER, sector: str = Sector.GOVERNMENT, **person: Any
) -> Person:
    """A person who sits in the forum today."""
    member = PersonFactory(**person)
    TermFactory(seat=SeatFactory(forum=forum, role=role, sector=sector), person=member)
    return member


def coordinator(forum: Forum) -> Person:
    """A co-chair of the forum."""
    return seated(forum, role=Role.CO_CHAIR)


class MeetingFactory(factory.django.DjangoModelFactory[Meeting]):
    """A draft two weeks from now; `published=True` makes it public."""

    class Meta:
        model = Meeting

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    forum = factory.SubFactory(ForumFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = {"en": "Ordinary meeting", "es": "Sesión ordinaria"}
    kind = factory.LazyAttribute(
        lambda row: MeetingKind.WORKING_GROUP if row.working_group else MeetingKind.ORDINARY
    )
    working_group = None
    starts_at = factory.LazyFunction(lambda: timezone.now() + days(14))
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + dt.timedelta(hours=2))
    time_zone = "America/Montevideo"


class DecisionFactory(factory.django.DjangoModelFactory[Decision]):
    class Meta:
        model = Decision

    forum = factory.SubFactory(ForumFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = {"en": "A decision", "es": "Una decisión"}
    text = {"en": "It is decided.", "es": "Se decide."}


class RulesVersionFactory(factory.django.DjangoModelFactory[RulesVersion]):
    """A draft of rules; `published=True` makes it a proposal, `in_force=<day>` adopted rules."""

    class Meta:
        model = RulesVersion

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))
        in_force = None

    forum = factory.SubFactory(ForumFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = {"en": "1. The forum meets.", "es": "1. El foro se reúne."}
    proposed_on = factory.LazyFunction(lambda: timezone.now().date() - days(30))
    in_force_from = factory.SelfAttribute("in_force")
    published_at = factory.LazyAttribute(lambda row: timezone.now() if row.in_force else None)
    decision = factory.LazyAttribute(
        lambda row: adopting(row.forum, row.in_force) if row.in_force else None
    )


def adopting(forum: Forum, on: dt.date) -> Decision:
    """A public decision that was adopted on the day."""
    return DecisionFactory(
        forum=forum,
        outcome="adopted",
        decided_on=on,
        reasons={"en": "Agreed."},
        published_at=timezone.now(),
    )


class ModerationRuleFactory(factory.django.DjangoModelFactory[ModerationRule]):
    """A published rule."""

    class Meta:
        model = ModerationRule

    forum = factory.SubFactory(ForumFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = {"en": "Advertising", "es": "Publicidad"}
    text = {"en": "Goods and candidates.", "es": "Bienes y candidaturas."}
    published_at = factory.LazyFunction(timezone.now)


class DocumentFactory(factory.django.DjangoModelFactory[Document]):
    class Meta:
        model = Document

    forum = factory.SubFactory(ForumFactory)
    title = {"en": "A document", "es": "Un documento"}
    url = factory.Sequence(lambda n: f"https://example.org/{n}")


class ActionPlanFactory(factory.django.DjangoModelFactory[ActionPlan]):
    """A public plan in co-creation whose implementation starts in half a year."""

    class Meta:
        model = ActionPlan

    forum = factory.SubFactory(ForumFactory)
    slug = factory.Sequence(lambda n: f"plan-{n}")
    title = factory.Sequence(lambda n: {"en": f"Plan {n}", "es": f"Plan {n}"})
    starts_on = factory.LazyFunction(lambda: timezone.now().date() + days(180))
    ends_on = factory.LazyAttribute(lambda plan: plan.starts_on + days(730))
    published_at = factory.LazyFunction(timezone.now)


class RunningPlanFactory(ActionPlanFactory):
    """A public plan in its first year of implementation."""

    state = PlanState.IMPLEMENTATION
    starts_on = factory.LazyFunction(lambda: timezone.now().date() - days(200))
    adopted_at = factory.LazyFunction(timezone.now)


class ThemeFactory(factory.django.DjangoModelFactory[Theme]):
    class Meta:
        model = Theme

    plan = factory.SubFactory(ActionPlanFactory)
    slug = factory.Sequence(lambda n: f"theme-{n}")
    name = factory.Sequence(lambda n: {"en": f"Theme {n}", "es": f"Tema {n}"})


class PhaseFactory(factory.django.DjangoModelFactory[Phase]):
    """A phase that is open today and takes contributions."""

    class Meta:
        model = Phase
        skip_postgeneration_save = True

    plan = factory.SubFactory(ActionPlanFactory)
    kind = PhaseKind.OUTREACH
    title = {"en": "Outreach", "es": "Difusión"}
    opens_on = factory.LazyFunction(lambda: timezone.now().date() - days(10))
    closes_on = factory.LazyFunction(lambda: timezone.now().date() + days(10))

    @factory.post_generation  # type: ignore[untyped-decorator]
    def acts(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`acts={"draft": "members"}` says what can be done in it instead, and by whom."""
        named = {"contribute": Who.ANYBODY} if extracted is None else extracted
        for act, who in named.items():
            self.acts.create(act=act, who=who)


class OutreachActivityFactory(factory.django.DjangoModelFactory[OutreachActivity]):
    """A published workshop of which nobody knows how many came."""

    class Meta:
        model = OutreachActivity

    plan = factory.SubFactory(ActionPlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = OutreachKind.WORKSHOP
    title = {"en": "Evening in the library", "es": "Tarde en la biblioteca"}
    held_on = factory.LazyFunction(lambda: timezone.now().date() - days(5))
    counted_how = "List of those present"
    published_at = factory.LazyFunction(timezone.now)


class ContributionFactory(factory.django.DjangoModelFactory[Contribution]):
    class Meta:
        model = Contribution

    plan = factory.SubFactory(ActionPlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    author = factory.SubFactory(PersonFactory)
    title = "A problem"
    problem = "What happens."
    submitted_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyFunction(timezone.now)
    fingerprint = factory.LazyAttribute(lambda row: fingerprint(row.title, row.problem))


class DraftFactory(factory.django.DjangoModelFactory[Draft]):
    """A draft that only the forum sees."""

    class Meta:
        model = Draft

    plan = factory.SubFactory(ActionPlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = {"en": "A draft", "es": "Un borrador"}


class ResponseFactory(factory.django.DjangoModelFactory[ReasonedResponse]):
    """A response in preparation."""

    class Meta:
        model = ReasonedResponse

    plan = factory.SubFactory(ActionPlanFactory)
    reference = factory.Sequence(lambda number: f"R{number + 1}")
    heard = factory.LazyFunction(lambda: {"en": "The water is brown."})
    answer = factory.LazyFunction(lambda: {"en": "It will be measured."})
    disposition = "included"


class CommitmentFactory(factory.django.DjangoModelFactory[Commitment]):
    class Meta:
        model = Commitment

    plan = factory.SubFactory(RunningPlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = {"en": "A commitment", "es": "Un compromiso"}
    published_at = factory.LazyFunction(timezone.now)


class MilestoneFactory(factory.django.DjangoModelFactory[Milestone]):
    class Meta:
        model = Milestone

    commitment = factory.SubFactory(CommitmentFactory)
    number = factory.Sequence(lambda n: f"{n + 1}")
    title = {"en": "A step", "es": "Un paso"}


class ReportingRoundFactory(factory.django.DjangoModelFactory[ReportingRound]):
    """A public round that is open today."""

    class Meta:
        model = ReportingRound

    plan = factory.SubFactory(RunningPlanFactory)
    slug = factory.Sequence(lambda n: f"round-{n}")
    title = {"en": "Round", "es": "Ronda"}
    as_of = factory.Sequence(lambda n: timezone.now().date() - days(n))
    opens_on = factory.LazyFunction(lambda: timezone.now().date() - days(5))
    due_on = factory.LazyFunction(lambda: timezone.now().date() + days(20))
    published_at = factory.LazyFunction(timezone.now)


class UpdateFactory(factory.django.DjangoModelFactory[Update]):
    """A published update of a milestone that is in progress."""

    class Meta:
        model = Update

    milestone = factory.SubFactory(MilestoneFactory)
    round = factory.SubFactory(
        ReportingRoundFactory, plan=factory.SelfAttribute("..milestone.commitment.plan")
    )
    status = "in_progress"
    done = {"en": "Begun.", "es": "Empezado."}
    state = "published"
    published_at = factory.LazyFunction(timezone.now)


class ContractingProcessFactory(factory.django.DjangoModelFactory[ContractingProcess]):
    """Seen by everybody once it stands behind a public commitment."""

    class Meta:
        model = ContractingProcess

    forum = factory.SubFactory(ForumFactory)
    ocid = factory.Sequence(lambda n: f"ocds-made-{n}")
    title = "What is bought"
    words = "what is bought"
    status = "contract"
    amount = 5
    currency = "USD"
    starts_on = dt.date(2024, 5, 1)
    released_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyFunction(timezone.now)


class SelfAssessmentFactory(factory.django.DjangoModelFactory[SelfAssessment]):
    class Meta:
        model = SelfAssessment

    plan = factory.SubFactory(RunningPlanFactory)
    kind = "mid-term"
