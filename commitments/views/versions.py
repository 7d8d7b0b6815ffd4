"""The plan's text: in force and in every version, as page, PDF and DOCX, and what changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from action_plans.models import ActionPlan
from action_plans.views.plans import find as find_plan
from commitments.domain import plan_differences, plan_docx, plan_pages, plan_pdf, versions
from commitments.domain.plan_compiling import languages_of
from commitments.domain.plan_text import PlanText, to_json
from commitments.domain.process_in_words import process_in_words
from commitments.models import PlanVersion
from forums.domain.dates import full_date
from forums.views.access import number_asked, visible_or_404
from forums.views.files import language_asked, pdf_response, written_response

VERSIONS_ON_A_PAGE = 30


@dataclass(frozen=True)
class Edition:
    """A text to be read. `version` is None for a plan that is older than its versions."""

    plan: ActionPlan
    version: PlanVersion | None
    text: PlanText
    is_in_force: bool

    @property
    def address(self) -> str:
        """The page of this text that stands for ever, else that of the text in force."""
        if self.version is not None:
            return self.version.get_absolute_url()
        return reverse("commitments:plan-text", args=[self.plan.forum.slug, self.plan.slug])


def in_force(request: HttpRequest, forum: str, plan: str) -> Edition:
    """The text in force; 404 for a plan that is not adopted."""
    found = find_plan(request, forum, plan)
    version, text = versions.standing_text(found)
    if text is None:
        raise Http404
    return Edition(found, version, text, is_in_force=True)


def find(request: HttpRequest, forum: str, plan: str, number: int) -> PlanVersion:
    """The version, where the reader may see it; 404 otherwise."""
    found: PlanVersion = visible_or_404(
        PlanVersion.objects.select_related("plan__forum", "decision__forum"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


def edition(request: HttpRequest, forum: str, plan: str, number: int) -> Edition:
    """One version's text."""
    found = find(request, forum, plan, number)
    later = PlanVersion.objects.public().filter(plan=found.plan, number__gt=number)
    return Edition(found.plan, found, versions.text_of(found), is_in_force=not later.exists())


@require_safe
def plan_text(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The plan as it is in force, in the reader's language or in `?language=`."""
    return _page(request, in_force(request, forum, plan))


@require_safe
def version_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """The plan as one version has it."""
    return _page(request, edition(request, forum, plan, number))


@require_safe
def plan_text_pdf(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The text in force set for paper."""
    return _pdf(request, in_force(request, forum, plan))


@require_safe
def version_pdf(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """One version set for paper."""
    return _pdf(request, edition(request, forum, plan, number))


@require_safe
def plan_text_docx(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The text in force as an office document."""
    return _docx(request, in_force(request, forum, plan))


@require_safe
def version_docx(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """One version as an office document."""
    return _docx(request, edition(request, forum, plan, number))


@require_safe
def version_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Every version of the plan, the latest first."""
    found = find_plan(request, forum, plan)
    rows = (
        PlanVersion.objects.visible_to(request.user)
        .filter(plan=found)
        .select_related("plan__forum", "decision__forum")
        .defer("content")
        .order_by("-number")
    )
    page = Paginator(rows, VERSIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "commitments/versions/list.html",
        {"forum": found.forum, "plan": found, "page": page},
    )


@require_safe
def version_differences(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """What a version changes of an earlier one, `?against=`, or of the one before it."""
    after = find(request, forum, plan, number)
    others = PlanVersion.objects.visible_to(request.user).filter(plan=after.plan, number__lt=number)
    asked = number_asked(request, "against")
    before = (others.filter(number=asked) if asked else others.order_by("-number")).first()
    if before is None:
        raise Http404
    language = language_asked(request, languages_of(after.plan.forum))
    changes = plan_differences.of_plans(
        versions.text_of(before), versions.text_of(after), _first(language, after.plan)
    )
    return render(
        request,
        "commitments/versions/differences.html",
        {
            "forum": after.plan.forum,
            "plan": after.plan,
            "before": before,
            "after": after,
            "language": language,
            "changes": changes,
            "page": Paginator(changes.commitments, 10).get_page(request.GET.get("page")),
            "numbers": others.order_by("number").values_list("number", flat=True),
        },
    )


def _first(language: str, plan: ActionPlan) -> list[str]:
    """The plan's languages, this one first."""
    return list(dict.fromkeys([language, *languages_of(plan.forum)]))


def _page(request: HttpRequest, shown: Edition) -> HttpResponse:
    languages = languages_of(shown.plan.forum)
    language = language_asked(request, languages)
    pages = plan_pages.cut(shown.text, language)
    page: Any = Paginator(pages, 1).get_page(request.GET.get("page"))
    with translation.override(language):
        response = render(
            request,
            "commitments/versions/text.html",
            {
                "forum": shown.plan.forum,
                "plan": shown.plan,
                "edition": shown,
                "version": shown.version,
                "text": shown.text,
                "process": process_in_words(shown.text.figures),
                "page": page,
                "part": page.object_list[0],
                "groups": _on_page(shown, page.object_list[0]),
                "contents": _contents(shown, pages),
                "languages": languages,
                "language": language,
                "asked": language if request.GET.get("language") else "",
            },
        )
    response["Content-Language"] = language
    return response


def _on_page(shown: Edition, part: plan_pages.TextPage) -> list[tuple[Any, list[Any]]]:
    """The commitments of a page under their themes."""
    numbers = {row.number for row in part.commitments}
    groups = (
        (theme, [row for row in rows if row.number in numbers])
        for theme, rows in shown.text.by_theme
    )
    return [(theme, rows) for theme, rows in groups if rows]


def _contents(shown: Edition, pages: list[plan_pages.TextPage]) -> list[dict[str, Any]]:
    """Themes with their commitments, each with the page on which it stands."""
    place = {row.number: page.number for page in pages for row in page.commitments}
    return [
        {"theme": theme, "rows": [(row, place[row.number]) for row in rows]}
        for theme, rows in shown.text.by_theme
    ]


def _pdf(request: HttpRequest, shown: Edition) -> HttpResponse:
    language = language_asked(request, languages_of(shown.plan.forum))
    return pdf_response(
        request,
        html=plan_pdf.html(shown.plan, shown.version, shown.text, language),
        folder=plan_pdf.FOLDER,
        name=f"{plan_pdf.name_of(shown.plan, shown.version, language)}.pdf",
        language=language,
    )


def _docx(request: HttpRequest, shown: Edition) -> HttpResponse:
    """The same text on the same day, the same file."""
    language = language_asked(request, languages_of(shown.plan.forum))
    day = str(shown.plan.forum.today) if shown.version is None else ""
    said = [to_json(shown.text), language, shown.address, day]
    return written_response(
        request,
        said=f"plan docx {json.dumps(said, sort_keys=True)}",
        write=lambda: _written(shown, language),
        content_type=plan_docx.CONTENT_TYPE,
        name=f"{plan_pdf.name_of(shown.plan, shown.version, language)}.docx",
        language=language,
    )


def _written(shown: Edition, language: str) -> bytes:
    at = plan_pdf.written_at(shown.plan, shown.version)
    with translation.override(language), timezone.override(shown.plan.forum.time_zone):
        return plan_docx.render(
            shown.text,
            language=language,
            edition=edition_in_words(shown.plan, shown.version),
            written_at=at,
            address=f"{settings.PORTAL_URL}{shown.address}",
        )


def edition_in_words(plan: ActionPlan, version: PlanVersion | None) -> str:
    """Which text this is, and since when it stands."""
    day = full_date(plan_pdf.written_at(plan, version))
    if version is None:
        return _("As it stood on %(day)s") % {"day": full_date(plan.forum.today)}
    return _("Version %(number)d, %(cause)s on %(day)s") % {
        "number": version.number,
        "cause": version.get_cause_display().lower(),
        "day": day,
    }
