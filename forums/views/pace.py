"""How much one person, or one address, may send in a while. The numbers stand in the settings."""

from __future__ import annotations

from allauth.core import ratelimit
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _


def too_often(request: HttpRequest, action: str, form: BaseForm) -> bool:
    """Whether too much was sent lately; the form then says so and keeps what was typed.

    Counts this one. With Redis down nothing is too often.
    """
    if ratelimit.consume(request, action=action):
        return False
    form.add_error(
        None, _("You have sent many texts in a short time. Wait a few minutes, then send this one.")
    )
    return True
