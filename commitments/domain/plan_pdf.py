"""A plan's text set for paper: what the house's typesetter makes the PDF of."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from action_plans.models import ActionPlan
from commitments.domain import versions
from commitments.domain.plan_compiling import languages_of
from commitments.domain.plan_text import PlanText
from commitments.domain.process_in_words import process_in_words
from commitments.models import PlanVersion
from forums.domain import pdf

log = logging.getLogger(__name__)

FOLDER = "plans"


def written_at(plan: ActionPlan, version: PlanVersion | None) -> dt.datetime:
    """When the text was made; where no version was kept, when the plan was adopted or published."""
    moment = version.made_at if version else plan.adopted_at or plan.published_at
    return moment or timezone.now()


def html(plan: ActionPlan, version: PlanVersion | None, text: PlanText, language: str) -> str:
    """The whole plan in one language as the page that is set."""
    with translation.override(language), timezone.override(plan.forum.time_zone):
        return render_to_string(
            "commitments/versions/pdf.html",
            {
                "forum": plan.forum,
                "plan": plan,
                "version": version,
                "text": text,
                "process": process_in_words(text.figures),
                "written_at": written_at(plan, version),
                "portal_url": settings.PORTAL_URL,
                "on_paper": True,
            },
        )


def name_of(plan: ActionPlan, version: PlanVersion | None, language: str) -> str:
    """What the file is called, without its ending."""
    number = f"-v{version.number}" if version else ""
    return f"{plan.forum.slug}-{plan.slug}{number}-{language}"


def prepare(version: PlanVersion) -> None:
    """Has the version set by a worker once the transaction is through, so that no reader waits.

    Where the broker is down, whoever asks first waits while it is set.
    """
    pk = version.pk
    transaction.on_commit(lambda: _nudge(pk))


def set_all(version: PlanVersion) -> int:
    """Sets the version in all its languages. Returns how many."""
    text = versions.text_of(version)
    languages = languages_of(version.plan.forum)
    for language in languages:
        page = html(version.plan, version, text, language)
        pdf.kept(page, folder=FOLDER, name=name_of(version.plan, version, language))
    return len(languages)


def _nudge(pk: int) -> None:
    from commitments.tasks import set_plan

    try:
        set_plan.apply_async((pk,), retry=False, ignore_result=True)
    except Exception as error:  # the broker's client raises errors of many libraries
        log.warning("The broker does not answer, version %s is set when asked for: %s", pk, error)
