"""A plan with proposed drafts, and a consultation on it, for the tests of both and of answers."""

from __future__ import annotations

from typing import Any

from action_plans.domain import consultations, drafts
from action_plans.models import ActionPlan, Consultation, Draft
from forums.domain import comments
from forums.models import Comment, Person
from tests.factories import ActionPlanFactory, DraftFactory, coordinator, days

PROBLEM = {
    "en": "The water is brown.\n\nNobody warns.",
    "es": "El agua es marrón.\n\nNadie avisa.",
}
REASON = {"en": "Because.", "es": "Porque."}


def write(draft: Draft, by: Person, **answers: dict[str, str]) -> None:
    """Saves answers of a draft in several languages, on top of what stands."""
    for question, texts in answers.items():
        for language, text in texts.items():
            standing = drafts.head(draft, question, language)
            drafts.save(
                draft,
                by=by,
                question=question,
                language=language,
                text=text,
                base_number=standing.number if standing else 0,
            )


def plan_with_draft(**fields: Any) -> tuple[ActionPlan, Draft, Person]:
    """A public plan, its proposed draft 1 with a problem of two paragraphs, and a coordinator."""
    plan: ActionPlan = ActionPlanFactory(introduction={"en": "Welcome.", "es": "Bienvenida."})
    who = coordinator(plan.forum)
    draft: Draft = DraftFactory(plan=plan, number=1, **fields)
    write(draft, who, problem=PROBLEM)
    draft.milestones.create(
        title={"en": "A map", "es": "Un mapa"}, due_on=plan.starts_on + days(90)
    )
    drafts.propose(draft, by=who)
    return plan, draft, who


def prepared(plan: ActionPlan, who: Person, **fields: Any) -> Consultation:
    """A consultation that would open today and close in ten days."""
    today = plan.forum.today
    values = {
        "title": {"en": "The draft plan", "es": "El borrador del plan"},
        "text": {"en": "What is missing?", "es": "¿Qué falta?"},
        "drafts": "proposed",
        "opens_on": today,
        "closes_on": today + days(10),
        **fields,
    }
    return consultations.prepare(plan, by=who, **values)


def opened(plan: ActionPlan, who: Person, **fields: Any) -> Consultation:
    """The same, published."""
    consultation = prepared(plan, who, **fields)
    consultations.publish(consultation, by=who)
    return consultation


def remark(consultation: Consultation, by: Person, text: str, *, number: int = 3) -> Comment:
    """A comment on the paragraph with this number."""
    key = consultation.paragraphs.get(position=number).key
    return comments.add(consultation, by=by, text=text, question=key)
