"""Writing a self-assessment together: each section and each commitment's account by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from action_plans.models import ActionPlan
from action_plans.views.plans import find as find_plan
from commitments.domain import assessments
from commitments.domain.assessment_commitments import promise_of, reported_last
from commitments.domain.assessment_figures import figures_of, with_figures
from commitments.domain.assessment_parts import ACCOUNT, PARTS, REQUIRED, SECTIONS, written
from commitments.domain.assessment_words import of_section
from commitments.domain.plan_compiling import languages_of
from commitments.forms.assessments import AccountForm, SectionForm, section_form
from commitments.models import AssessmentKind, Commitment, CommitmentAccount, SelfAssessment
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import Person
from forums.views.access import members_only, require

AUTOSAVE = "autosave"


def _open(
    request: HttpRequest, forum: str, plan: str, kind: str
) -> tuple[Person, ActionPlan, SelfAssessment]:
    """Who writes, the plan, and its self-assessment, unsaved where nobody has begun.

    Raises Http404, PermissionDenied. What is public is the forum's word: from then on only
    coordinators change it.
    """
    if kind not in AssessmentKind.values:
        raise Http404
    found = find_plan(request, forum, plan)
    rows = SelfAssessment.objects.select_related("plan__forum")
    assessment = rows.filter(plan=found, kind=kind).first()
    act = "publish" if assessment and assessment.is_public else "write"
    person = require(request, f"commitments.{act}_assessment", found)
    return person, found, assessment or SelfAssessment(plan=found, kind=kind)


def _standing(assessment: SelfAssessment) -> str:
    """Why the words cannot be changed today; empty where they can."""
    try:
        assessments.refuse_standing(assessment)
    except Refused as refused:
        return str(refused)
    return ""


def _page(found: SelfAssessment, **more: Any) -> dict[str, Any]:
    where = [found.plan.forum.slug, found.plan.slug, found.kind]
    return {
        "forum": found.plan.forum,
        "plan": found.plan,
        "assessment": found,
        "stands": _standing(found),
        "edit_url": reverse("commitments:assessment-edit", args=where),
        **more,
    }


@members_only
@require_safe
def assessment_edit(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """All that is to be written, and how much of it is there in each language."""
    _person, found, assessment = _open(request, forum, plan, kind)
    languages = languages_of(found.forum)
    rows = (
        Commitment.objects.visible_to(request.user)
        .filter(plan=found, taken_out_on=None)
        .select_related("lead")
        .defer("answers")
        .order_by("number")
    )
    told = {row.commitment_id: row for row in assessment.accounts.all()} if assessment.pk else {}
    return render(
        request,
        "commitments/assessments/edit.html",
        _page(
            assessment,
            parts=[
                (part, [(row, _languages(assessment, [row.key]), row.key in REQUIRED[kind])
                        for row in part.sections])
                for part in PARTS
            ],
            progress=written(assessment, languages),
            commitments=[(row, _languages(told.get(row.pk), ACCOUNT)) for row in rows],
            told=sum(bool(_languages(row, ACCOUNT)) for row in told.values()),
        ),
    )  # fmt: skip


def _languages(row: Any, names: Any) -> list[str]:
    """The languages in which there is any of these texts."""
    texts = [getattr(row, name) for name in names] if row is not None else []
    return sorted({code for text in texts for code in text.languages})


@members_only
@require_http_methods(["GET", "POST"])
def section_edit(
    request: HttpRequest, forum: str, plan: str, kind: str, section: str
) -> HttpResponseBase:
    """Writes one section. Who saves over somebody else's words is shown both."""
    if section not in SECTIONS:
        raise Http404
    person, found, assessment = _open(request, forum, plan, kind)
    make = section_form(section)
    form = make(request.POST or None, forum=found.forum, instance=assessment)

    def save() -> str:
        values = form.values()
        saved = assessments.write(found, by=person, kind=kind, **values)
        return assessments.fingerprint(saved, [section])

    def stored() -> SectionForm:
        row = SelfAssessment.objects.filter(plan=found, kind=kind).first()
        return make(forum=found.forum, instance=row or SelfAssessment(plan=found, kind=kind))

    answer, theirs = _save(request, form, save, stored, assessment)
    if answer is not None:
        return answer
    return render(
        request,
        "commitments/assessments/section.html",
        _page(
            assessment,
            section=SECTIONS[section],
            form=form,
            theirs=theirs,
            figures=_figures(assessment, section),
        ),
    )


@members_only
@require_http_methods(["GET", "POST"])
def account_edit(
    request: HttpRequest, forum: str, plan: str, kind: str, number: int
) -> HttpResponseBase:
    """Writes what became of one commitment. With `?offer=1` what offices reported last stands in
    the fields that are empty; nothing of it is saved until somebody does."""
    person, found, assessment = _open(request, forum, plan, kind)
    commitment = get_object_or_404(
        Commitment.objects.visible_to(request.user).select_related("plan__forum"),
        plan=found,
        number=number,
    )
    rows = CommitmentAccount.objects.filter(assessment__plan=found, assessment__kind=kind)
    account = rows.filter(commitment=commitment).first()
    account = account or CommitmentAccount(assessment=assessment, commitment=commitment)
    form = AccountForm(request.POST or None, forum=found.forum, instance=account)
    last = reported_last(assessment, commitment)
    if request.method == "GET" and request.GET.get("offer"):
        for name, text in last.items():
            for code, words in text.texts().items():
                field = f"{name}__{code}"
                if field in form.fields and not form.fields[field].initial:
                    form.fields[field].initial = words

    def save() -> str:
        values = form.values()
        saved = assessments.give_account(
            found, by=person, kind=kind, commitment=commitment, **values
        )
        return assessments.fingerprint(saved, ACCOUNT)

    def stored() -> AccountForm:
        row = rows.filter(commitment=commitment).first()
        row = row or CommitmentAccount(assessment=assessment, commitment=commitment)
        return AccountForm(forum=found.forum, instance=row)

    answer, theirs = _save(request, form, save, stored, assessment)
    if answer is not None:
        return answer
    return render(
        request,
        "commitments/assessments/account.html",
        _page(
            assessment,
            commitment=commitment,
            promise=promise_of(commitment),
            form=form,
            theirs=theirs,
            last=[(AccountForm.texts[name].label, text) for name, text in last.items() if text],
        ),
    )


def _save(
    request: HttpRequest, form: Any, save: Any, stored: Any, assessment: SelfAssessment
) -> tuple[HttpResponseBase | None, list[tuple[str, str]]]:
    """Saves what was sent. Gives the answer, or none and what somebody else saved meanwhile.

    A form that saves itself is answered in JSON, with the fingerprint for its next saving.
    """
    if request.method != "POST":
        return None, []
    by_itself = request.headers.get("X-Requested-With") == AUTOSAVE
    theirs: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            seen = save()
        except ChangedMeanwhile as refused:
            theirs = form.overtaken(refused, stored())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if by_itself:
                return JsonResponse({"fields": {"seen": seen}}), []
            messages.success(
                request,
                _("Saved.") if assessment.is_public else _("Saved. Only the forum sees it."),
            )
            return redirect("commitments:assessment-edit", *_where(assessment)), []
    if by_itself:
        errors = [str(error) for each in form.errors.values() for error in each]
        return JsonResponse({"message": " ".join(errors)}, status=409 if theirs else 422), []
    return None, theirs


def _where(assessment: SelfAssessment) -> list[str]:
    return [assessment.plan.forum.slug, assessment.plan.slug, assessment.kind]


def _figures(assessment: SelfAssessment, section: str) -> list[str]:
    """The sentences that the portal puts before the text by itself."""
    if not assessment.pk:
        return []
    row = with_figures(SelfAssessment.objects.select_related("plan__forum")).get(pk=assessment.pk)
    return of_section(section, figures_of(row))
