"""What a decision can be about, beyond its text: the rules, a seat, a plan or a part of it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forums.models import Decision, Forum
from forums.models.publication import PublicationQuerySet

# By the word that stands in a form; models of the other apps by name, for imports run one way.
KINDS: dict[str, tuple[str, str | Promise, str]] = {
    "plan": ("action_plans.ActionPlan", _("Action plans"), "forum"),
    "commitment": ("commitments.Commitment", _("Commitments"), "plan__forum"),
    "rules": ("forums.RulesVersion", _("Rules"), "forum"),
    "seat": ("forums.Seat", _("Seats"), "forum"),
}
MOST = 100


def choices(forum: Forum) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """What a decision of the forum can be about, by kind: `word-id` and name of each."""
    found = []
    for word, (label, heading, path) in KINDS.items():
        rows = _with_names(apps.get_model(label)).filter(**{path: forum})[:MOST]
        named = [(f"{word}-{row.pk}", str(row)) for row in rows]
        if named:
            found.append((heading, named))
    return found


def key_of(decision: Decision) -> str:
    """The `word-id` of what the decision is about; empty where it is about nothing else."""
    kind = decision.subject_type
    if kind is None:
        return ""
    label = f"{kind.app_label}.{kind.model}"
    words = {model.lower(): word for word, (model, _heading, _path) in KINDS.items()}
    return f"{words[label]}-{decision.subject_id}" if label in words else ""


def fields_of(key: str) -> dict[str, Any]:
    """The values by which a decision names what it is about."""
    word, _dash, pk = key.partition("-")
    if word not in KINDS:
        return {"subject_type": None, "subject_id": None}
    model = apps.get_model(KINDS[word][0])
    return {"subject_type": ContentType.objects.get_for_model(model), "subject_id": int(pk)}


def about(word: str) -> Q:
    """Decisions about a thing of the kind, and those that such a thing names as its own."""
    model = apps.get_model(KINDS[word][0])
    found = Q(subject_type=ContentType.objects.get_for_model(model))
    for relation in Decision._meta.related_objects:
        if relation.related_model is model:
            named = model._default_manager.filter(**{f"{relation.field.name}__isnull": False})
            found |= Q(pk__in=named.order_by().values(relation.field.name))
    return found


def changed_by(decision: Decision, reader: Any) -> list[tuple[str, str]]:
    """What the decision is about and what names it as its own, as (name, address).

    Only what the reader may see; the address is empty where a thing has no page.
    """
    found: dict[tuple[str, int], Model] = {}
    if decision.subject_type is not None and decision.subject_id is not None:
        model = decision.subject_type.model_class()
        if model is not None:
            for row in _visible(model, reader).filter(pk=decision.subject_id):
                found[row._meta.label, row.pk] = row
    for relation in Decision._meta.related_objects:
        model = relation.related_model
        if not (relation.one_to_many and isinstance(model, type) and _has_a_page(model)):
            continue
        for row in _visible(model, reader).filter(**{relation.field.name: decision}):
            found[row._meta.label, row.pk] = row
    return [(str(row), _address(row)) for row in found.values()]


def _has_a_page(model: type[Model]) -> bool:
    return hasattr(model, "get_absolute_url") and isinstance(
        model._default_manager.all(), PublicationQuerySet
    )


def _visible(model: type[Model], reader: Any) -> Any:
    rows = _with_names(model)
    return rows.visible_to(reader) if isinstance(rows, PublicationQuerySet) else rows


def _with_names(model: type[Model]) -> Any:
    """The rows with all that their name and address take."""
    through = {"forum": "forum", "organisation": "organisation", "plan": "plan__forum"}
    paths = [through[row.name] for row in model._meta.fields if row.name in through]
    rows = model._default_manager.all()
    return rows.select_related(*paths) if paths else rows


def _address(row: Any) -> str:
    if hasattr(row, "get_absolute_url"):
        return str(row.get_absolute_url())
    try:
        return reverse("forums:member-list", args=[row.forum.slug])
    except (AttributeError, NoReverseMatch):
        return ""
