"""What documents are evidence for: everything on the portal that rests on a document.

A reader is told only of what she may see. For a page of documents it is one query.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, DateTimeField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.fields.json import JSONField
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from action_plans.models import Extension, OutreachActivity
from commitments.models import (
    Evidence,
    IrmProduct,
    MonitoringVisit,
    ProductKind,
    Update,
    Verification,
    VerificationEvidence,
)
from forums.models import Decision, Meeting, MeetingPaper, Selection, WorkingGroup
from forums.models.translation import Translated

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forums.models import Person

    Reader = Person | AnonymousUser

COLUMNS = ("p_document", "p_what", "p_title", "p_forum", "p_slug", "p_number", "p_on")


@dataclass(frozen=True)
class Source:
    """One way in which things rest on documents.

    `rows` are those that the reader may see. The paths lead from a row to its document, its forum,
    its title, the address of its plan or of itself (`slug`), its number and its day, and to the
    plan, the commitment and the meeting, where it has them. `url` names the page of what rests.
    """

    label: str | Promise
    rows: Callable[[Reader], QuerySet[Any]]
    document: str
    forum: str
    url: str
    title: str = ""
    slug: str | Concat = ""
    number: str = ""
    on: str | Func[Any] = ""
    plan: str = ""
    commitment: str = ""
    meeting: str = ""


_HELD_ON = Func(
    F("meeting__time_zone"),
    F("meeting__starts_at"),
    function="timezone",
    output_field=DateTimeField(),
)


def _of_an_update(update: str) -> dict[str, str]:
    """The paths of what says something of an update."""
    milestone = f"{update}__milestone"
    plan = f"{milestone}__commitment__plan"
    return {
        "document": "document",
        "title": f"{milestone}__title",
        "forum": f"{plan}__forum__slug",
        "slug": f"{plan}__slug",
        "number": f"{milestone}__commitment__number",
        "on": f"{update}__round__as_of",
        "url": "commitments:commitment-detail",
        "plan": plan,
        "commitment": f"{milestone}__commitment",
    }


_OF_A_PLAN = {"forum": "plan__forum__slug", "slug": "plan__slug", "plan": "plan"}

SOURCES: dict[str, Source] = {
    "paper": Source(
        _("Meeting paper"),
        lambda reader: MeetingPaper.objects.filter(meeting__in=Meeting.objects.visible_to(reader)),
        "document",
        title="meeting__title",
        forum="meeting__forum__slug",
        number="meeting__number",
        on=_HELD_ON,
        url="forums:meeting-detail",
        meeting="meeting",
    ),
    "decision": Source(
        _("Paper of a decision"),
        lambda reader: Decision.objects.visible_to(reader).exclude(agenda_item=None),
        "agenda_item__papers__document",
        title="title",
        forum="forum__slug",
        number="number",
        on="decided_on",
        url="forums:decision-detail",
    ),
    "update": Source(
        _("Evidence of an update"),
        lambda reader: Evidence.objects.filter(update__in=Update.objects.visible_to(reader)),
        **_of_an_update("update"),
    ),
    "verification": Source(
        _("Evidence of a verification"),
        lambda reader: VerificationEvidence.objects.filter(
            verification__in=Verification.objects.visible_to(reader)
        ),
        **_of_an_update("verification__update"),
    ),
    "visit": Source(
        _("Record of a monitoring visit"),
        lambda reader: MonitoringVisit.objects.visible_to(reader),
        "documents",
        title="title",
        number="number",
        on="held_on",
        url="commitments:visit-detail",
        commitment="commitments",
        meeting="meeting",
        **_OF_A_PLAN,
    ),
    "outreach": Source(
        _("Evidence of outreach"),
        lambda reader: OutreachActivity.objects.visible_to(reader),
        "document",
        title="title",
        number="number",
        on="held_on",
        url="action_plans:outreach-list",
        meeting="meeting",
        **_OF_A_PLAN,
    ),
    "extension": Source(
        _("Basis of an extension"),
        lambda reader: Extension.objects.visible_to(reader),
        "basis",
        title="reason",
        on="ends_on",
        url="action_plans:plan-calendar",
        **_OF_A_PLAN,
    ),
    "irm": Source(
        _("IRM product"),
        lambda reader: IrmProduct.objects.visible_to(reader),
        "document",
        forum="plan__forum__slug",
        slug=Concat("plan__slug", Value("/"), "kind"),
        number="year",
        on="issued_on",
        url="commitments:irm-product",
        plan="plan",
    ),
    "group": Source(
        _("Document of a working group"),
        lambda reader: WorkingGroup.objects.visible_to(reader),
        "documents",
        title="name",
        forum="forum__slug",
        slug="slug",
        url="forums:working-group",
    ),
    "selection": Source(
        _("Account of a selection"),
        lambda reader: Selection.objects.visible_to(reader),
        "account",
        title="title",
        forum="forum__slug",
        slug="slug",
        url="forums:selection",
    ),
}


@dataclass(frozen=True)
class Proof:
    """One thing that rests on a document: what, of which title, where it stands, and its day."""

    what: str
    title: Translated
    url: str
    on: Any

    @property
    def label(self) -> str | Promise:
        """What it is, for people."""
        return SOURCES[self.what].label


def of_documents(documents: Iterable[uuid.UUID], *, reader: Reader) -> dict[uuid.UUID, list[Proof]]:
    """What each of the documents is evidence for, as far as the reader may see it; one query."""
    wanted = list(documents)
    found: dict[uuid.UUID, list[Proof]] = defaultdict(list)
    if not wanted:
        return found
    first, *others = (_branch(what, source, wanted, reader) for what, source in SOURCES.items())
    for of, what, title, forum, slug, number, on in first.union(*others, all=True):
        if what == "irm":
            title = _of_product(slug, number)
        proof = Proof(what, title, _address(what, forum, slug, number), on)
        if proof not in found[of]:
            found[of].append(proof)
    order = list(SOURCES)
    for proofs in found.values():
        proofs.sort(key=lambda proof: (order.index(proof.what), str(proof.on)))
    return found


def resting_on(reader: Reader, **about: Any) -> Q:
    """The condition of documents on which something of a plan, a commitment or a meeting rests.

    `about` is one of `plan`, `commitment` and `meeting`, with a queryset.
    """
    [(name, of)] = about.items()
    condition = Q()
    for source in SOURCES.values():
        if way := getattr(source, name):
            rows = source.rows(reader).filter(**{f"{way}__in": of})
            named = rows.exclude(**{source.document: None}).order_by().values(source.document)
            condition |= Q(pk__in=named)
    return condition


def _branch(
    what: str, source: Source, wanted: list[uuid.UUID], reader: Reader
) -> QuerySet[Any, Any]:
    rows = source.rows(reader).filter(**{f"{source.document}__in": wanted}).order_by()
    columns: QuerySet[Any, Any] = rows.annotate(
        p_document=F(source.document),
        p_what=Value(what, output_field=TextField()),
        p_title=F(source.title) if source.title else Value({}, output_field=JSONField()),
        p_forum=F(source.forum),
        p_slug=Cast(source.slug or Value(""), TextField()),
        p_number=F(source.number) if source.number else Value(0),
        p_on=Cast(source.on or Value(None), DateField()),
    ).values_list(*COLUMNS)
    return columns


def _of_product(slug: str, year: int) -> Translated:
    """The name of a product of the IRM, which has no title of its own."""
    name = ProductKind(slug.partition("/")[2]).label
    return Translated({(get_language() or "en").split("-")[0]: f"{name} {year}"})


def _address(what: str, forum: str, slug: str, number: int) -> str:
    """Where the thing stands."""
    source = SOURCES[what]
    if what == "outreach":
        return f"{reverse(source.url, args=[forum, slug])}#outreach-{number}"
    parts = [part for part in (*slug.split("/"), number) if part]
    return reverse(source.url, args=[forum, *parts])
