"""Who is told of an answer, and of its correction."""

from __future__ import annotations

from action_plans.domain.consultation_comments import replies_to
from action_plans.models import Contribution, ReasonedResponse
from forums.domain import notices
from forums.models import Comment, Person


def contributions_of(response: ReasonedResponse) -> list[Contribution]:
    """What the response answers: its contributions, and those merged into them."""
    rows = list(response.contributions.select_related("author", "plan__forum"))
    merged = Contribution.objects.filter(merged_into__in=rows, response=None)
    return rows + list(merged.select_related("author", "plan__forum"))


def comments_of(response: ReasonedResponse) -> list[Comment]:
    """The consultation comments that the response answers."""
    answers = response.comment_answers.select_related("comment__author")
    return [row.comment for row in answers]


def repliers(response: ReasonedResponse) -> dict[int, list[Person]]:
    """Who replied to the comments that the response answers, by the ids of these."""
    answered = Comment.objects.filter(reasoned_answer__response=response)
    found: dict[int, list[Person]] = {}
    for row in replies_to(answered).select_related("author").order_by("created_at", "pk"):
        assert row.parent_id is not None
        found.setdefault(row.parent_id, []).append(row.author)
    return found


def authors(response: ReasonedResponse, *, by_name: bool = False) -> list[Person]:
    """Each author of what is answered, once; `by_name` without those who are not to be named."""
    found = [
        row.author
        for row in contributions_of(response)
        if row.author is not None and not (by_name and row.is_anonymous)
    ]
    found += [row.author for row in comments_of(response)]
    found += [person for people in repliers(response).values() for person in people]
    return list({person.pk: person for person in found}.values())


def tell(response: ReasonedResponse) -> int:
    """Tells each author what became of each thing that she said. Returns how many are told.

    Who replied to a comment is told of the answer to it, once however much she said there. What a
    removed comment said is told to its author alone.
    """
    plan = response.plan
    common = {
        "response": response,
        "plan": plan,
        "url": notices.absolute(response.get_absolute_url()),
    }
    told = 0
    for contribution in contributions_of(response):
        told += notices.queue(
            [contribution.author] if contribution.author else [],
            template="action_plans/mail/contribution_answered",
            key=f"contribution:{contribution.pk}:answered",
            context={**common, "contribution": contribution},
            forum=plan.forum,
        )
    replied = repliers(response)
    for comment in comments_of(response):
        told += notices.queue(
            {
                person.pk: person for person in [comment.author, *replied.get(comment.pk, [])]
            }.values(),
            template="action_plans/mail/remark_answered",
            key=f"comment:{comment.pk}:reasoned",
            context={**common, "comment": comment},
            forum=plan.forum,
        )
    return told


def tell_of_correction(response: ReasonedResponse) -> int:
    """Tells each author once what is answered now, and why it was corrected."""
    correction = response.corrections.last()
    assert correction is not None
    return notices.queue(
        authors(response),
        template="action_plans/mail/response_corrected",
        key=f"response:{response.pk}:corrected:{correction.pk}",
        context={
            "response": response,
            "plan": response.plan,
            "why": correction.reason,
            "url": notices.absolute(response.get_absolute_url()),
        },
        forum=response.plan.forum,
    )
