"""Signing up: what we ask beyond e-mail and password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from forums.models import Person


class SignupForm(forms.Form):
    """Asks for a name; the language of e-mails is the page's."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("Shown with what you contribute."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Completes the new account."""
        user.name = self.cleaned_data["name"].strip()
        user.language = (get_language() or "en").split("-")[0]
        user.save()


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Takes the name that the OpenID Connect provider knows."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        whole = data.get("name") or " ".join(part for part in parts if part)
        user.name = (whole or (data.get("email") or "").split("@")[0])[:150]
        return user
