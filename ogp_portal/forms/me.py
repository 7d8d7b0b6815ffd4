"""A person's own settings."""

from __future__ import annotations

import zoneinfo
from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models import Person


class ProfileForm(forms.ModelForm[Person]):
    """Name, language and time zone, and whether notices come by e-mail."""

    language = forms.ChoiceField(label=_("Language of e-mails"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(label=_("Time zone"), required=False)
    by_mail = forms.BooleanField(label=_("Send me notices by e-mail"), required=False)

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = ["name", "language", "time_zone"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["by_mail"].initial = self.instance.mail_stopped_at is None
        self.fields["time_zone"].help_text = _("For example America/Montevideo.")

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"].strip()
        if zone and zone not in zoneinfo.available_timezones():
            raise forms.ValidationError(
                _("“%(zone)s” is not a time zone. Write it like America/Montevideo.")
                % {"zone": zone}
            )
        return zone

    def save(self, commit: bool = True) -> Person:
        person: Person = super().save(commit=False)
        if self.cleaned_data["by_mail"]:
            person.mail_stopped_at = None
        elif person.mail_stopped_at is None:
            person.mail_stopped_at = timezone.now()
        person.save()
        return person
