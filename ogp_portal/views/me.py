"""What waits for the person who is logged in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from action_plans.models import Contribution, Draft, DraftState
from forums.domain import feeds
from forums.models import Forum, Meeting, Notice, Person
from ogp_portal.forms.me import ProfileForm
from ogp_portal.waiting.everything import coordinated_by, waiting_for
from ogp_portal.waiting.rows import piles


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The one list of what is asked of this person, her forums, notices and settings."""
    person = request.user
    assert isinstance(person, Person)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("me")
    return render(
        request,
        "ogp_portal/me.html",
        {
            "piles": piles(waiting_for(person)),
            "forums": Forum.objects.filter(
                pk__in=[term.seat.forum_id for term in person.current_terms]
            ),
            "coordinated": Forum.objects.filter(pk__in=coordinated_by(person)),
            "meetings": Meeting.objects.of(person).upcoming().select_related("forum")[:5],
            "calendar_url": feeds.address(person),
            "drafts": Draft.objects.visible_to(person)
            .filter(Q(created_by=person) | Q(revisions__author=person), state=DraftState.DRAFTING)
            .select_related("plan__forum", "theme", "lead")
            .distinct()[:10],
            "contributions": Contribution.objects.public()
            .filter(author=person)
            .for_lists()
            .order_by("-submitted_at")[:10],
            "notices": Notice.objects.filter(person=person, due_at__lte=timezone.now()).order_by(
                "-due_at"
            )[:10],
            "form": form,
        },
    )
