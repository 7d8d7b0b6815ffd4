"""The published rules by which texts are removed: written, published, replaced, retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.domain import publication
from forums.domain.errors import Incomplete, Refused
from forums.models import Forum, ModerationRule, Person, Translated

PROPOSED: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        gettext_lazy("Insults, threats and hatred"),
        gettext_lazy(
            "Texts that insult or threaten people, or that call for hatred of a group. Hard"
            " criticism of an office, a policy or a decision is welcome and is never removed for"
            " being hard."
        ),
    ),
    (
        gettext_lazy("Private data of other people"),
        gettext_lazy(
            "Addresses, telephone numbers, data on health and the like of people who have not"
            " agreed. What somebody does in a public office is not private."
        ),
    ),
    (
        gettext_lazy("Advertising and repeated texts"),
        gettext_lazy(
            "Advertising for goods, services or candidates, texts that a machine sends, and the"
            " same text sent again and again."
        ),
    ),
    (
        gettext_lazy("Another subject"),
        gettext_lazy(
            "Texts that have nothing to do with what is discussed on the page. Where there is a"
            " better place for them, the reason names it."
        ),
    ),
    (
        gettext_lazy("Somebody else's name"),
        gettext_lazy("Texts by which somebody pretends to be another person or organisation."),
    ),
    (
        gettext_lazy("What the law forbids"),
        gettext_lazy("Texts that the law of the country forbids. The reason names the law."),
    ),
)
"""A set of rules to begin with. Each forum changes them as it likes before it publishes them."""


@transaction.atomic
def add(
    forum: Forum, *, by: Person, title: Mapping[str, str], text: Mapping[str, str]
) -> ModerationRule:
    """Another rule, as a draft, with the next number. Numbers are never used twice."""
    if not any(title.values()):
        raise Incomplete(_("Say in a few words what is removed."))
    Forum.objects.select_for_update(no_key=True).get(pk=forum.pk)
    last = forum.moderation_rules.aggregate(last=Max("number"))["last"] or 0
    return forum.moderation_rules.create(number=last + 1, title=title, text=text)


@transaction.atomic
def propose(forum: Forum, *, by: Person) -> int:
    """Adds the proposed set as drafts, in all languages of the forum, where it has no rule yet.

    Returns how many were added.
    """
    Forum.objects.select_for_update(no_key=True).get(pk=forum.pk)
    if forum.moderation_rules.exists():
        raise Refused(_("This forum has rules already."))
    for title, text in PROPOSED:
        add(forum, by=by, title=_in_all(forum, title), text=_in_all(forum, text))
    return len(PROPOSED)


def _in_all(forum: Forum, words: str | Promise) -> Translated:
    spoken: Iterable[str] = [code for code, _name in settings.LANGUAGES if code in forum.languages]
    found = {}
    for code in spoken or [settings.LANGUAGE_CODE]:
        with translation.override(code):
            found[code] = str(words)
    return Translated.of(found)


@transaction.atomic
def change(
    rule: ModerationRule, *, by: Person, title: Mapping[str, str], text: Mapping[str, str]
) -> ModerationRule:
    """Changes a rule, and returns the one that stands from now on.

    One by which something was removed stays as it was read then: it is retired, and the new words
    are a rule of their own with the next number.
    """
    if not any(title.values()):
        raise Incomplete(_("Say in a few words what is removed."))
    locked = _lock(rule)
    if locked.moderations.exists():
        retire(locked, by=by)
        replacing = add(locked.forum, by=by, title=title, text=text)
        publish(replacing, by=by)
        return replacing
    locked.title, locked.text = title, text
    locked.save(update_fields=["title", "text"])
    return locked


@transaction.atomic
def publish(rule: ModerationRule, *, by: Person) -> None:
    """Brings a draft into force."""
    publication.publish(rule)


@transaction.atomic
def publish_all(forum: Forum, *, by: Person) -> int:
    """Brings all drafts of the forum into force. Returns how many."""
    Forum.objects.select_for_update(no_key=True).get(pk=forum.pk)
    drafts = list(forum.moderation_rules.filter(published_at=None))
    for rule in drafts:
        publish(rule, by=by)
    return len(drafts)


@transaction.atomic
def retire(rule: ModerationRule, *, by: Person) -> None:
    """Nothing is removed by it any more; it can still be read. A draft is thrown away."""
    locked = _lock(rule)
    if locked.published_at is None:
        locked.delete()
        return
    locked.retired_on = locked.forum.today
    locked.save(update_fields=["retired_on"])


def _lock(rule: ModerationRule) -> ModerationRule:
    """The rule, which nobody removes by and nobody changes until the transaction ends."""
    rows = ModerationRule.objects.select_for_update(of=("self",)).select_related("forum")
    locked = rows.filter(pk=rule.pk, retired_on=None).first()
    if locked is None:
        raise Refused(_("This rule does not apply any more."))
    return locked
