"""What a plan still lacks before the forum adopts it: advice, never a wall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from action_plans.domain.rule_sets import RuleSet
from action_plans.domain.rule_settings import rules_of
from action_plans.models import ActionPlan, Contribution, Draft, DraftState
from commitments.domain.plan_compiling import draft_text
from commitments.domain.plan_text import CommitmentText

ENGLISH = "en"


@dataclass(frozen=True)
class Advice:
    """One thing to look at. `details` names what it is about."""

    label: str | Promise
    met: bool
    details: tuple[str, ...] = ()


def readiness(plan: ActionPlan, proposed: Iterable[Draft]) -> list[Advice]:
    """What the plan has and lacks, as the database has it now."""
    languages = list(dict.fromkeys([plan.forum.main_language, ENGLISH]))
    texts = {draft.number: draft_text(draft) for draft in proposed}
    missing = {
        code: [
            *_plan_lacks(plan, code),
            *(str(text.title) for text in texts.values() if lacks(text, code)),
        ]
        for code in languages
    }
    left = plan.drafts.filter(state=DraftState.DRAFTING)
    waiting = Contribution.objects.public().filter(plan=plan, merged_into=None).waiting().count()
    return [
        *_in_languages(missing),
        _proposed(tuple(str(draft.title) for draft in left)),
        _answered(waiting),
        size_advice(len(texts), rules_of(plan.forum, plan.rule_set)),
    ]


def lacks(text: CommitmentText, language: str) -> bool:
    """Whether the title, an answer or a milestone is missing in the language. Pure."""
    parts = [text.title, *(row.text for row in text.answers)]
    parts += [row.title for row in text.milestones]
    return not text.answers or any(not part.get(language) for part in parts)


def size_advice(count: int, rules: RuleSet) -> Advice:
    """What the rules advise of so many commitments. Pure."""
    fewest = rules.get("fewest_commitments") or 0
    many = rules.get("many_commitments")
    most = rules.get("most_commitments")
    label = ngettext("%(count)d commitment", "%(count)d commitments", count) % {"count": count}
    if count < fewest:
        words = _("%(count)s: fewer than the %(limit)d that are advised")
        return Advice(words % {"count": label, "limit": fewest}, met=False)
    if most is not None and count > most:
        words = _("%(count)s: more than the %(limit)d that are expected at most")
        return Advice(words % {"count": label, "limit": most}, met=False)
    if many is not None and count > many:
        words = _("%(count)s: more than the %(limit)d that are advised")
        return Advice(words % {"count": label, "limit": many}, met=False)
    return Advice(_("%(count)s: as many as advised") % {"count": label}, met=True)


def _plan_lacks(plan: ActionPlan, language: str) -> list[str]:
    parts = {
        _("Introduction"): plan.introduction,
        _("Open government efforts to date"): plan.efforts,
        _("How the plan was developed"): plan.process,
    }
    return [label for label, text in parts.items() if not text.get(language)]


def _in_languages(missing: Mapping[str, list[str]]) -> Iterator[Advice]:
    for code, titles in missing.items():
        words = (
            _("Not everything is written in %(language)s")
            if titles
            else _("Everything is written in %(language)s")
        )
        label = words % {"language": _(get_language_info(code)["name"])}
        yield Advice(label, not titles, tuple(titles))


def _proposed(left: tuple[str, ...]) -> Advice:
    if not left:
        return Advice(_("Every draft has been proposed"), met=True)
    words = ngettext(
        "%(count)d draft has not been proposed",
        "%(count)d drafts have not been proposed",
        len(left),
    )
    return Advice(words % {"count": len(left)}, met=False, details=left)


def _answered(waiting: int) -> Advice:
    if not waiting:
        return Advice(_("Every contribution has been answered"), met=True)
    words = ngettext(
        "%(count)d contribution has no answer yet",
        "%(count)d contributions have no answer yet",
        waiting,
    )
    return Advice(words % {"count": waiting}, met=False)
