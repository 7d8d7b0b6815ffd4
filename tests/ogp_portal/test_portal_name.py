"""The portal's name: its own stays as it is, that of every portal is said in each language."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_name_that_nobody_chose_is_said_in_the_readers_language(client: Client) -> None:
    english = client.get("/about/", headers={"accept-language": "en"}).content.decode()
    spanish = client.get("/about/", headers={"accept-language": "es"}).content.decode()
    assert 'content="Open Government Forum"' in english
    assert 'content="Foro de Gobierno Abierto"' in spanish


def test_a_name_of_ones_own_is_the_same_in_every_language(
    client: Client, settings: LazySettings
) -> None:
    settings.PORTAL_NAME = "Forum"
    page = client.get("/about/", headers={"accept-language": "es"}).content.decode()
    assert 'og:site_name" content="Forum"' in page
