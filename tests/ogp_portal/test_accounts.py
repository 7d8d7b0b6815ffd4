from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from forums.models import Person

SIGNUP = {"email": "ana@example.org", "name": "Ana", "password1": "a long enough sentence"}


@pytest.mark.django_db
def test_who_signs_up_while_the_mail_server_is_down_is_told_so(
    client: Client, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = client.post("/accounts/signup/", SIGNUP, follow=True)
    assert page.status_code == 200
    assert b"could not be sent" in page.content
    assert Person.objects.filter(email="ana@example.org").exists()
