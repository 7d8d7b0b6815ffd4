"""Asking the office behind a commitment, without its address standing on a page."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments.domain import questions
from commitments.forms.questions import QuestionForm
from commitments.views.details import find
from forums.domain.errors import Refused
from forums.views.access import members_only, require
from forums.views.pace import too_often


@members_only
@require_http_methods(["GET", "POST"])
def office_ask(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """The form; what is sent is mailed to the office, and its answer to who asked."""
    commitment = find(request, forum, plan, number)
    person = require(request, "commitments.ask_office", commitment)
    form = QuestionForm(request.POST or None, initial={"submission": uuid.uuid4()})
    if request.method == "POST" and form.is_valid() and not too_often(request, "question", form):
        try:
            questions.ask(commitment, by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Sent to the office. Its answer comes to your e-mail address.")
            )
            return redirect(commitment)
    return render(
        request,
        "commitments/commitments/ask.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "form": form,
            "can_be_asked": questions.can_be_asked(commitment),
        },
    )
