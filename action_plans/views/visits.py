"""Who else is at a draft now, for its authors alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from action_plans.domain import visits
from action_plans.domain.templates import questions
from action_plans.views.drafts import find
from forums.views.access import members_only, require


@members_only
@require_POST
def presence(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Notes where the author is, and says who else is there; a page asks every 20 seconds."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    places = {item.key: place for place, item in enumerate(questions(draft.plan.template), 1)}
    asked = request.POST.get("question", "")
    visits.come(draft, by=person, question=asked if asked in places else "")
    others = [
        {"name": visit.person.name, "place": places.get(visit.question), "key": visit.question}
        for visit in visits.here(draft, apart_from=person)
    ]
    return render(request, "action_plans/drafts/_presence.html", {"others": others, "draft": draft})
