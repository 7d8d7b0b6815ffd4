"""Signing up: what we ask beyond e-mail and password."""

from __future__ import annotations

import logging
import smtplib
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from forums.models import Person

log = logging.getLogger(__name__)


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


class AccountAdapter(DefaultAccountAdapter):
    """Says so where an e-mail cannot be sent; what was done before it stands."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            log.error("The e-mail %s could not be sent: %s", template_prefix, error)
            text = _("The e-mail could not be sent. Please try again in a few minutes.")
            messages.error(self.request, text)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Takes the name that the OpenID Connect provider knows."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        whole = data.get("name") or " ".join(part for part in parts if part)
        user.name = (whole or (data.get("email") or "").split("@")[0])[:150]
        return user
