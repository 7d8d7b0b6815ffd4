"""The forms with which contributions and comments are answered, and the filters of the answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from action_plans.domain.responses import fingerprint, waiting_comments, waiting_contributions
from action_plans.domain.templates import questions
from action_plans.models import (
    ActionPlan,
    Contribution,
    Disposition,
    ReasonedResponse,
    Revision,
    Theme,
)
from forums.domain.dates import full_date
from forums.forms.choosing import DecisionChoice
from forums.forms.days import DayField
from forums.forms.translation import Text, TranslatedFormMixin, language_name
from forums.models import Comment

MOST_CHOSEN = 200  # answered together
LETTERS = 120


class ContributionChoices(forms.ModelMultipleChoiceField[Contribution]):
    """Contributions by number and title."""

    def label_from_instance(self, row: Contribution) -> str:
        return f"{row.number}. {row.title} ({row.public_author})"


class CommentChoices(forms.ModelMultipleChoiceField[Comment]):
    """Comments by their first words."""

    def label_from_instance(self, row: Comment) -> str:
        text = row.text if len(row.text) <= LETTERS else f"{row.text[:LETTERS]}…"
        place = f"§ {row.question.rpartition('-')[2]}: " if row.question else ""
        return f"{place}{text} ({row.author.name})"


class ChangeChoice(forms.ModelChoiceField[Revision]):
    """Changes of drafts: where, by whom and when."""

    def label_from_instance(self, row: Revision) -> str:
        asked = {each.key: each.label for each in questions(row.draft.plan.template)}
        return _("Draft %(draft)s, “%(question)s” (%(language)s), %(author)s, %(day)s") % {
            "draft": row.draft.number,
            "question": asked.get(row.question, row.question),
            "language": language_name(row.language),
            "author": row.author.name,
            "day": full_date(row.created_at),
        }


class ResponseForm(TranslatedFormMixin, forms.Form):
    """One answer with its reason, and what it is linked to.

    `changes` are the revisions that one may choose from.
    """

    texts: ClassVar[dict[str, Text]] = {
        "heard": Text(
            _("What we heard"),
            required=True,
            rows=4,
            help=_("The contributions in your own words, so that the authors recognise them."),
        ),
        "reason": Text(
            _("What we answer, and why"),
            required=True,
            rows=6,
            help=_("Say what changes because of it, or why it does not."),
        ),
    }
    first: ClassVar[tuple[str, ...]] = ("disposition", "theme")

    disposition = forms.ChoiceField(
        label=_("What became of it"), choices=Disposition.choices, widget=forms.RadioSelect
    )
    theme: forms.ModelChoiceField[Theme] = forms.ModelChoiceField(
        queryset=Theme.objects.none(), label=_("Theme"), required=False
    )
    revision = ChangeChoice(
        queryset=Revision.objects.none(),
        label=_("Change of the text that it caused"),
        required=False,
        help_text=_(
            "The latest changes of the drafts that take up what you answer. Readers see the change "
            "word by word beside the answer, once the draft is public."
        ),
    )
    decision = DecisionChoice(label=_("Decision of the forum"), required=False)
    comments_until = DayField(
        label=_("Open to comments until"), required=False, help_text=_("Leave it empty for always.")
    )

    def __init__(
        self, *args: Any, plan: ActionPlan, changes: Iterable[Revision] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "theme", plan.themes.all())
        decision = self.fields["decision"]
        assert isinstance(decision, DecisionChoice)
        decision.offer(plan.forum, chosen=self.initial.get("decision"))
        numbers = [row.pk for row in changes]
        rows = Revision.objects.filter(pk__in=numbers).select_related("draft__plan", "author")
        _offer(self, "revision", rows.order_by("-created_at", "-pk"))


class NewResponseForm(ResponseForm):
    """An answer to contributions and comments that have none."""

    first: ClassVar[tuple[str, ...]] = ("contributions", "comments", "disposition", "theme")

    contributions = ContributionChoices(
        queryset=Contribution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=_("Contributions that this answers"),
        required=False,
    )
    comments = CommentChoices(
        queryset=Comment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=_("Comments that this answers"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        plan: ActionPlan,
        contributions: list[int],
        comments: list[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        waiting = waiting_contributions(plan).filter(pk__in=contributions)
        _offer(self, "contributions", waiting.select_related("author"))
        said = waiting_comments(plan).filter(pk__in=comments)
        _offer(self, "comments", said.select_related("author"))
        for name, chosen in (("contributions", contributions), ("comments", comments)):
            if not chosen:
                del self.fields[name]


class ChangedResponseForm(ResponseForm):
    """A prepared answer, or with `why` a published one that is corrected."""

    texts: ClassVar[dict[str, Text]] = {
        **ResponseForm.texts,
        "why": Text(
            _("Why it is corrected"),
            rows=2,
            help=_("Needed where the words or what became of it change. The authors read it."),
        ),
    }
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, response: ReasonedResponse, **kwargs: Any) -> None:
        initial = {
            "heard": response.heard,
            "reason": response.answer,
            "disposition": response.disposition,
            "theme": response.theme_id,
            "decision": response.decision_id,
            "revision": response.revision_id,
            "comments_until": response.comments_until,
            "seen": fingerprint(response),
        }
        super().__init__(*args, plan=response.plan, initial=initial, **kwargs)
        if response.published_at is None:
            for name in [name for name in self.fields if name.startswith("why__")]:
                del self.fields[name]


def _offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class ResponseFilter(django_filters.FilterSet):
    """`theme` and `disposition` of a plan's answers."""

    theme = django_filters.ModelChoiceFilter(
        label=_("Theme"), queryset=Theme.objects.none(), to_field_name="slug", empty_label=_("All")
    )
    disposition = django_filters.ChoiceFilter(
        label=_("What became of it"), choices=Disposition.choices, empty_label=_("All")
    )

    class Meta:
        model = ReasonedResponse
        fields = ("theme", "disposition")

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["theme"].queryset = plan.themes.all()
