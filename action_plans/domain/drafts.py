"""Writing a commitment together: starting, saving, restoring, describing, proposing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from action_plans.domain import authors, phases
from action_plans.domain.merging import merge
from action_plans.domain.templates import questions
from action_plans.models import (
    Act,
    ActionPlan,
    Contribution,
    Draft,
    DraftState,
    PlanState,
    ReturnedFile,
    Revision,
    RevisionKind,
)
from forums.domain import fingerprints, publication
from forums.domain.errors import Incomplete, Refused
from forums.models import Organisation, Person

OPEN = (DraftState.DRAFTING, DraftState.PROPOSED)


class NotInCoCreation(Refused):
    """The plan is adopted; its drafts are commitments now."""


class NotWritable(Refused):
    """The draft is adopted or withdrawn."""


@dataclass(frozen=True)
class Saved:
    """What became of a text that somebody saved.

    `revision` holds exactly what she typed or the merge of it with `standing`; where `conflict`
    is true it waits in the history beside `standing`, the text that stands. `typed` is what she
    goes on from who has her own words before her: its number is the base of her next save.
    """

    revision: Revision
    standing: Revision
    typed: Revision
    conflict: bool = False
    merged: bool = False


@transaction.atomic
def start(plan: ActionPlan, *, by: Person, for_amendment: bool = False, **fields: Any) -> Draft:
    """A draft that only the forum sees, with the plan's next number.

    One `for_amendment` is written for a plan that is adopted, and knows no phases. Raises
    NotInCoCreation, NotOpen.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not for_amendment:
        if locked.state != PlanState.CO_CREATION:
            raise NotInCoCreation(_("This plan is adopted. New drafts belong to the next one."))
        phases.require(locked, Act.DRAFT, by=by)
    last = plan.drafts.aggregate(last=Max("number"))["last"] or 0
    draft = Draft.objects.create(
        plan=plan, number=last + 1, created_by=by, for_amendment=for_amendment, **fields
    )
    authors.join(draft, person=by)
    return draft


def goes_on(draft: Draft) -> bool:
    """Whether the draft can still become part of its plan: it is open, and so is the plan."""
    return draft.state in OPEN and _has_place(draft)


def require_open(draft: Draft) -> None:
    """Raises NotWritable for a draft that is adopted or withdrawn."""
    if draft.state not in OPEN:
        raise NotWritable(_("This draft is closed; it cannot be changed any more."))


def require_going_on(draft: Draft) -> None:
    """Raises NotWritable for a draft that is closed, NotInCoCreation for one left over."""
    require_open(draft)
    if not _has_place(draft):
        raise NotInCoCreation(
            _("The plan was adopted without this draft. It cannot become part of it any more.")
        )


def _has_place(draft: Draft) -> bool:
    return draft.for_amendment or draft.plan.state == PlanState.CO_CREATION


def changeable(draft: Draft, *, by: Person) -> Draft:
    """The draft, locked until the transaction ends.

    Raises NotWritable where it is closed, NotOpen outside the phases in which it can be written.
    """
    rows = Draft.objects.select_for_update(of=("self",)).select_related("plan__forum")
    locked = rows.get(pk=draft.pk)
    require_open(locked)
    if not locked.for_amendment:
        phases.require(locked.plan, Act.DRAFT, by=by)
    return locked


def writable(draft: Draft, *, by: Person) -> Draft:
    """The same, and who writes it is one of its authors then."""
    locked = changeable(draft, by=by)
    authors.join(locked, person=by)
    return locked


def check_question(draft: Draft, question: str) -> None:
    """Raises Incomplete for a question that the plan's template does not ask."""
    if question not in {asked.key for asked in questions(draft.plan.template)}:
        raise Incomplete(_("The template of this plan does not ask this question."))


def head(draft: Draft, question: str, language: str) -> Revision | None:
    """The text that stands as the answer to a question in a language; None before the first."""
    return (
        draft.revisions.standing()
        .filter(question=question, language=language)
        .select_related("author")
        .order_by("-number")
        .first()
    )


@transaction.atomic
def save(
    draft: Draft,
    *,
    by: Person,
    question: str,
    language: str,
    text: str,
    base_number: int,
    words_of: Person | None = None,
    source: ReturnedFile | None = None,
) -> Saved:
    """Saves one answer, written on top of revision `base_number` (0 for an empty one).

    Nothing that was typed is ever lost. Where somebody else saved since `base_number`: edits
    that do not touch are merged; edits that touch leave the other's text standing and keep this
    one beside it as a conflicting revision. Who has looked at both saves on top of the text that
    stands. `words_of` is the author of the words, where `by` takes in what another suggested,
    `source` the file that they came in.
    Raises NotWritable, NotOpen, or Incomplete for a question that the template does not ask.
    """
    locked = writable(draft, by=by)
    check_question(locked, question)
    text = clean(text)
    standing = head(locked, question, language)
    if standing is not None and standing.text == text:
        return Saved(standing, standing, standing)
    answer = _Answer(locked, question, language, words_of or by, source)
    if standing is None or standing.number == base_number:
        revision = answer.add(text, RevisionKind.SAVED, base_number)
        return Saved(revision, revision, revision)
    outcome = merge(answer.text_of(base_number), text, standing.text)
    if outcome.conflict:
        revision = answer.add(text, RevisionKind.CONFLICT, base_number)
        return Saved(revision, standing, revision, conflict=True)
    typed = answer.add(text, RevisionKind.TYPED, base_number)
    merged = answer.add(outcome.text, RevisionKind.MERGED, standing.number)
    return Saved(merged, merged, typed, merged=True)


def clean(text: str) -> str:
    """The text as it is kept: one kind of line end, nothing around it."""
    return text.replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class _Answer:
    """One answer of a draft that is locked, and whose words are added to it."""

    draft: Draft
    question: str
    language: str
    author: Person
    source: ReturnedFile | None = None

    @property
    def revisions(self) -> Any:
        return self.draft.revisions.filter(question=self.question, language=self.language)

    def text_of(self, number: int) -> str:
        """The text of a revision; empty where there is none."""
        return self.revisions.filter(number=number).values_list("text", flat=True).first() or ""

    def add(self, text: str, kind: RevisionKind, base_number: int) -> Revision:
        """The next revision. A text that already waits beside another is not kept twice."""
        last: Revision | None = self.revisions.order_by("number").last()
        if kind == RevisionKind.CONFLICT and last is not None:
            same = (last.kind, last.text, last.author_id) == (kind, text, self.author.pk)
            if same:
                return last
        number = (last.number if last else 0) + 1
        return Revision.objects.create(
            draft=self.draft,
            question=self.question,
            language=self.language,
            number=number,
            text=text,
            author=self.author,
            kind=kind,
            base_number=base_number if base_number < number else 0,
            source=self.source,
        )


@transaction.atomic
def restore(revision: Revision, *, by: Person) -> Revision:
    """Makes an earlier text the one that stands, as a new revision. Raises NotWritable."""
    draft = writable(revision.draft, by=by)
    standing = head(draft, revision.question, revision.language)
    if standing is not None and standing.text == revision.text:
        return standing
    answer = _Answer(draft, revision.question, revision.language, by)
    return answer.add(revision.text, RevisionKind.RESTORED, revision.number)


@transaction.atomic
def propose(draft: Draft, *, by: Person) -> None:
    """Puts a draft before the forum, and before the public. Raises NotInCoCreation, NotWritable."""
    plan = ActionPlan.objects.select_for_update(of=("self",)).get(pk=draft.plan_id)
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    locked.plan = plan
    if locked.state != DraftState.DRAFTING:
        raise NotWritable(_("Only a draft that is being written can be proposed."))
    require_going_on(locked)
    draft.state = DraftState.PROPOSED
    draft.save(update_fields=["state"])
    if not locked.is_public:
        publication.publish(draft)


DESCRIBED = (
    "title",
    "theme_id",
    "lead_id",
    "values",
    "contact_name",
    "contact_role",
    "contact_email",
    "supporting",
    "contributions",
)


def fingerprint(draft: Draft) -> str:
    """Tells one description of a draft from another; its answers are not part of it."""
    return fingerprints.fingerprint(draft, DESCRIBED)


@transaction.atomic
def describe(
    draft: Draft,
    *,
    by: Person,
    contributions: Iterable[Contribution] | None = None,
    supporting: Iterable[Organisation] | None = None,
    seen: str = "",
    **fields: Any,
) -> None:
    """Changes title, theme, lead and the like, and what the draft takes up.

    `seen` is the fingerprint of what the person had before her; where somebody else saved in
    between, ChangedMeanwhile, and nothing is lost. Raises NotWritable.
    """
    locked = writable(draft, by=by)
    fingerprints.check_seen(seen, fingerprint(locked))
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(fields))
    if contributions is not None:
        draft.contributions.set(contributions)
    if supporting is not None:
        draft.supporting.set(supporting)
