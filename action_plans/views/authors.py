"""Who writes a draft: asking somebody to, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from action_plans.domain import authors
from action_plans.forms.authors import AuthorForm
from action_plans.views.drafts import find
from forums.domain.errors import Refused
from forums.views.access import members_only, require
from forums.views.pace import too_often


@members_only
@require_http_methods(["GET", "POST"])
def author_list(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """The authors of a draft, and the form with which the forum asks somebody to write it too."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    if request.method == "POST":
        require(request, "action_plans.ask_author", draft)
    form = AuthorForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not too_often(request, "author", form):
        try:
            authors.ask(draft, by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("Whoever has this address can read and write this draft, and is told by e-mail."),
            )
            return redirect("action_plans:draft-authors", forum, plan, number)
    found = list(authors.of(draft))
    return render(
        request,
        "action_plans/drafts/authors.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "authors": found,
            "who_writes": authors.balance(row.sector for row in found if row.writes),
            "form": form,
        },
    )


@members_only
@require_POST
def author_remove(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int
) -> HttpResponse:
    """Takes somebody from among the authors; what she wrote stays."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    author = get_object_or_404(draft.authorships.select_related("person"), pk=pk)
    if author.person_id != person.pk:
        require(request, "action_plans.remove_author", draft)
    authors.remove(author, by=person)
    messages.success(
        request,
        _("%(name)s is no author any more. What she wrote stays.") % {"name": author.person.name},
    )
    if author.person_id == person.pk:
        return redirect(draft if draft.is_public else "me")
    return redirect("action_plans:draft-authors", forum, plan, number)
