"""What templates say about text, languages and addresses. Loads the other libraries with it."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

import nh3
from django import template
from django.http import QueryDict
from django.template.context import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext

from forums.domain.readable import MARKDOWN
from forums.templatetags import charts, dates, forms, status, tables

register = template.Library()
for library in (charts, dates, forms, status, tables):
    register.tags.update(library.register.tags)
    register.filters.update(library.register.filters)

_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("em", "strong", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}


@register.filter
def markdown(text: object) -> SafeString:
    """Markdown as clean HTML. Its headings begin at the third level, below those of the page."""
    tokens = MARKDOWN.parse(str(text or ""))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, max(3, int(token.tag[1]) + 1))}"
    rendered = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    clean = nh3.clean(rendered, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES)
    return mark_safe(clean)  # noqa: S308 - cleaned one line above


@register.filter
def plain(text: object) -> str:
    """The words of a Markdown text, for summaries and link previews."""
    words = html.unescape(nh3.clean(MARKDOWN.render(str(text or "")), tags=set()))
    return re.sub(r"\s+", " ", words).strip()


@register.filter
def initials(name: object) -> str:
    """ "AM" for "Ana María Morales": the first letters of the first and the last word."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def language_label(code: str) -> str:
    """The language's name in the reader's language."""
    try:
        return gettext(get_language_info(code)["name"])
    except KeyError:
        return code


@register.filter
def language_itself(code: str) -> str:
    """The language's name in itself."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


@register.simple_tag
def lang_attr(text: object) -> SafeString:
    """The lang attribute of a translated text that is shown in another language than the page."""
    if getattr(text, "is_fallback", False):
        return format_html(' lang="{}"', text.language)  # type: ignore[attr-defined]
    return SafeString("")


@register.inclusion_tag("partials/language_note.html")
def language_note(text: object) -> dict[str, Any]:
    """Says in which language a text stands, where it is not the reader's."""
    return {"language": text.language if getattr(text, "is_fallback", False) else ""}  # type: ignore[attr-defined]


def _get(context: RequestContext) -> QueryDict:
    request = getattr(context, "request", None) or context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


def _as_query(data: QueryDict) -> str:
    return f"?{data.urlencode()}" if data else "?"


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The page's query string with some values replaced; None removes one."""
    data = _get(context)
    for name, value in changes.items():
        if value in (None, ""):
            data.pop(name, None)
        else:
            data[name] = str(value)
    return _as_query(data)


@register.simple_tag(takes_context=True)
def query_page(context: RequestContext, parameter: str, number: int) -> str:
    """The page's query string with another page number, under its own name or `page`."""
    return query(context, **{parameter or "page": number})


@register.simple_tag(takes_context=True)
def query_without(context: RequestContext, name: str, value: object = None) -> str:
    """The page's query string without one value of a filter, and back on the first page."""
    data = _get(context)
    kept = [each for each in data.getlist(name) if value is not None and each != str(value)]
    data.setlist(name, kept)
    if not kept:
        data.pop(name, None)
    data.pop("page", None)
    return _as_query(data)


@register.simple_tag(takes_context=True)
def active_params(context: RequestContext, **labels: Any) -> list[dict[str, str]]:
    """Chips for a page's own filters: `{% active_params theme=theme_name q=q as chips %}`."""
    return [
        {"label": str(label), "query": query_without(context, name)}
        for name, label in labels.items()
        if label
    ]


@register.simple_tag
def url_if(name: str, *args: object) -> str:
    """The address of a page by its name; empty where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag
def fresh_id() -> str:
    """A new id for a form, so that a double click is one act."""
    return str(uuid.uuid4())


@register.simple_tag
def crumbs(*pairs: object) -> list[dict[str, str]]:
    """Breadcrumbs from label, address, label, address …; the last may come without one."""
    words = [str(part) for part in pairs]
    words += [""] * (len(words) % 2)
    return [
        {"label": label, "url": url} for label, url in zip(words[::2], words[1::2], strict=True)
    ]
