"""How forms are taken apart: languages side by side, errors gathered, filters folded and as chips."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms, template
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext

register = template.Library()

_BETWEEN = "__"
_CHECKS = (forms.CheckboxInput,)
_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@dataclass
class Group:
    """One field, or the fields in which one text is asked for in several languages."""

    name: str
    fields: list[BoundField] = field(default_factory=list)

    @property
    def is_translated(self) -> bool:
        return len(self.fields) > 1

    @property
    def label(self) -> str:
        """The label without the language that stands in brackets after it."""
        return str(self.fields[0].label).rsplit(" (", 1)[0]

    @property
    def help_text(self) -> str:
        return str(self.fields[0].help_text)

    @property
    def required(self) -> bool:
        return any(bound.field.required for bound in self.fields)


@register.simple_tag
def field_groups(form: BaseForm) -> list[Group]:
    """The visible fields in order; `title__en` and `title__es` stand together."""
    groups: dict[str, Group] = {}
    for bound in form.visible_fields():
        stem = bound.name.split(_BETWEEN, 1)[0] if _BETWEEN in bound.name else bound.name
        groups.setdefault(stem, Group(stem)).fields.append(bound)
    return list(groups.values())


@register.simple_tag
def language_fields(form: BaseForm, name: str) -> Group:
    """The fields of one text in all its languages."""
    return Group(name, [bound for bound in form if bound.name.split(_BETWEEN, 1)[0] == name])


@register.filter
def field_language(bound: BoundField) -> str:
    """The name of the language in which a field asks for a text, in that language."""
    code = bound.name.rsplit(_BETWEEN, 1)[-1]
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


@register.filter
def field_shape(bound: BoundField) -> str:
    """check, choices or line: which arrangement a field wants."""
    widget = bound.field.widget
    if isinstance(widget, _CHOICES):
        return "choices"
    return "check" if isinstance(widget, _CHECKS) else "line"


@register.simple_tag
def control(bound: BoundField, hint: object = "") -> SafeString:
    """The control itself, tied to its hint and its errors."""
    ids = [f"{bound.auto_id}_hint"] if hint or bound.help_text else []
    attributes: dict[str, Any] = {}
    if bound.errors:
        ids.append(f"{bound.auto_id}_errors")
        attributes["aria-invalid"] = "true"
    if ids:
        attributes["aria-describedby"] = " ".join(ids)
    widget = bound.field.widget
    if isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
    if isinstance(widget, forms.EmailInput):
        attributes.setdefault("autocomplete", widget.attrs.get("autocomplete", "email"))
    return bound.as_widget(attrs=attributes)


@register.filter
def error_list(form: Any) -> list[dict[str, str]]:
    """All errors of a form or formset, each with the id of its field; empty where none."""
    if hasattr(form, "forms"):
        found = [{"text": str(text), "target": ""} for text in form.non_form_errors()]
        return found + [error for each in form.forms for error in error_list(each)]
    found = [{"text": str(text), "target": ""} for text in form.non_field_errors()]
    for bound in form:
        target = bound.auto_id
        if field_shape(bound) == "choices":
            target = f"{target}_0"
        label = bound.label
        found += [
            {
                "text": gettext("%(field)s – %(error)s") % {"field": label, "error": text},
                "target": target,
            }
            for text in bound.errors
        ]
    return found


@dataclass
class Filters:
    """The filters of a list: those that always stand open, and the rest, folded away."""

    frequent: list[BoundField]
    rare: list[BoundField]

    @property
    def uses_rare(self) -> bool:
        """Whether one of those folded away is set."""
        return any(bound.value() for bound in self.rare)


_SHOWN = 5
"""Filters that stand open where the page does not say otherwise."""


@register.simple_tag
def filter_fields(form: BaseForm, shown: object = "") -> Filters:
    """The first `shown` filters and the others. One alone is not worth a fold."""
    fields = form.visible_fields()
    first = shown if isinstance(shown, int) else _SHOWN
    first = len(fields) if len(fields) <= first + 1 else first
    return Filters(fields[:first], fields[first:])


@register.simple_tag
def active_filters(form: BaseForm) -> list[dict[str, str]]:
    """The filters that are set, as label and as the query string without them."""
    if not form.is_bound:
        return []
    chips: list[dict[str, str]] = []
    data = form.data if isinstance(form.data, QueryDict) else QueryDict(mutable=True)
    valid = form.is_valid()
    for bound in form.visible_fields():
        name = bound.html_name
        for raw in data.getlist(name):
            if not raw:
                continue
            clean = form.cleaned_data.get(bound.name) if valid else raw
            rest = data.copy()
            rest.setlist(name, [each for each in data.getlist(name) if each != raw])
            rest.pop("page", None)
            chips.append(
                {
                    "label": f"{bound.label}: {_shown(bound, raw, clean)}",
                    "query": f"?{rest.urlencode()}",
                }
            )
    return chips


def _shown(bound: BoundField, raw: str, clean: Any) -> str:
    """What a reader calls the value that stands in the address."""
    if isinstance(bound.field, forms.ModelMultipleChoiceField):
        key = bound.field.to_field_name or "pk"
        return next((str(each) for each in clean if str(getattr(each, key)) == raw), raw)
    if isinstance(bound.field, forms.ModelChoiceField):
        return str(clean)
    if isinstance(bound.field, forms.ChoiceField):
        return str(dict(bound.field.choices).get(raw, raw))  # type: ignore[arg-type]
    if isinstance(bound.field, forms.BooleanField):
        return gettext("yes")
    return raw


@register.simple_tag
def lang_of(bound: BoundField) -> SafeString:
    """Marks the panel of a translated field with its language, for the tabs."""
    return format_html(' data-language="{}"', field_language(bound))
