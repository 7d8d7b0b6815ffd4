"""How a plan was made, in sentences: its figures as page, PDF and DOCX say them."""

from __future__ import annotations

from django.utils.translation import ngettext

from commitments.domain.plan_text import Process


def process_in_words(figures: Process) -> list[str]:
    """The figures of co-creation as sentences, in the current language."""
    lines = [
        ngettext(
            "%(count)d contribution was received; %(answered)d answered with reasons.",
            "%(count)d contributions were received; %(answered)d answered with reasons.",
            figures.contributions,
        )
        % {"count": figures.contributions, "answered": figures.answered}
    ]
    if figures.activities:
        lines.append(
            ngettext(
                "%(count)d outreach activity was held.",
                "%(count)d outreach activities were held.",
                figures.activities,
            )
            % {"count": figures.activities}
        )
    if figures.people_counted_in:
        lines.append(
            ngettext(
                "%(people)d people were reached, counted in %(count)d activity.",
                "%(people)d people were reached, counted in %(count)d activities.",
                figures.people_counted_in,
            )
            % {"people": figures.people_reached, "count": figures.people_counted_in}
        )
    if figures.meetings:
        lines.append(
            ngettext(
                "The forum held %(count)d public meeting until the plan was adopted.",
                "The forum held %(count)d public meetings until the plan was adopted.",
                figures.meetings,
            )
            % {"count": figures.meetings}
        )
    return lines
