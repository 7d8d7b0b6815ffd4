"""Forms with which somebody leaves for good."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.models import Person


class ByHerselfForm(forms.Form):
    """Asks for the own address, so that nobody deletes an account by mistake."""

    email = forms.EmailField(label=_("Type your e-mail address to confirm"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip().lower()
        if typed != self.person.email:
            raise ValidationError(_("This is not the address of your account."))
        return typed


class ByCoordinatorForm(forms.Form):
    """Asks whether the person wants it."""

    asked = forms.BooleanField(label=_("The person asked for it, and knows that it is for good"))
