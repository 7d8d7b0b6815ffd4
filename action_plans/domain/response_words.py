"""The figures of contributions and answers as people read them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from action_plans.domain.response_figures import Figures
from action_plans.models import Channel, Disposition, Voice

TONES = {
    Disposition.INCLUDED: "done",
    Disposition.INCLUDED_WITH_CHANGES: "now",
    Disposition.NOT_INCLUDED: "late",
    Disposition.OUT_OF_SCOPE: "gone",
}


@dataclass(frozen=True)
class Chart:
    """A chart as the partials draw it. `rows` are label, value and tone."""

    title: str
    rows: list[tuple[str, int, str]]
    is_whole: bool


def sentences(contributions: Figures, comments: Figures, *, replies: int = 0) -> list[str]:
    """What the figures say, one sentence each; `replies` are those to the comments."""
    found = []
    if comments.received:
        found.append(
            ngettext(
                "%(count)s comment came in by consultation; %(answered)s of them answered.",
                "%(count)s comments came in by consultations; %(answered)s of them answered.",
                comments.received,
            )
            % {"count": comments.received, "answered": comments.answered}
        )
    if replies:
        found.append(
            ngettext(
                "%(count)s reply to these comments is answered together with the comment.",
                "%(count)s replies to these comments are answered together with the comments.",
                replies,
            )
            % {"count": replies}
        )
    if contributions.median_days is not None:
        days = _short(contributions.median_days)
        found.append(
            _("Half of the answers came within %(days)s days of the contribution.") % {"days": days}
        )
    if contributions.oldest_waiting_days is not None:
        days_waiting = contributions.oldest_waiting_days
        found.append(
            ngettext(
                "The oldest contribution without an answer has waited for %(days)s day.",
                "The oldest contribution without an answer has waited for %(days)s days.",
                days_waiting,
            )
            % {"days": days_waiting}
        )
    return found


def charts(contributions: Figures) -> list[Chart]:
    """What became of the contributions, from whom they came, and by which way."""
    if not contributions.received:
        return []
    found = [_what_became(contributions)]
    voices = [(_voice(key), count) for key, count in _most(contributions.by_voice)]
    title = _("Most spoke for: %(voice)s") % {"voice": voices[0][0].lower()}
    found.append(Chart(title, [(*row, "forum") for row in voices], is_whole=False))
    channels = [(str(Channel(key).label), count) for key, count in _most(contributions.by_channel)]
    title = _("Most came by: %(channel)s") % {"channel": channels[0][0].lower()}
    found.append(Chart(title, [(*row, "forum") for row in channels], is_whole=False))
    return found


def _what_became(contributions: Figures) -> Chart:
    counts = contributions.by_disposition
    rows = [
        (str(Disposition(key).label), counts[key], tone)
        for key, tone in TONES.items()
        if counts.get(key)
    ]
    if counts.get(""):
        rows.append((_("Answered, the record does not say how"), counts[""], "todo"))
    if contributions.waiting:
        rows.append((_("Without an answer"), contributions.waiting, "wait"))
    title = ngettext(
        "%(answered)s of %(count)s contribution answered",
        "%(answered)s of %(count)s contributions answered",
        contributions.received,
    ) % {"answered": contributions.answered, "count": contributions.received}
    return Chart(title, rows, is_whole=True)


def _voice(key: str) -> str:
    """For whom somebody spoke, as others say it."""
    return _("Themselves") if key == Voice.PERSON else str(Voice(key).label)


def _short(days: float) -> str:
    """A number of days, with the half where there is one."""
    return number_format(days, decimal_pos=0 if days == int(days) else 1)


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))
