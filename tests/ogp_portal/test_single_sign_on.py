"""Signing in by an OpenID Connect provider that the installation names in its settings."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client

from forums.models import Person
from tests.factories import PersonFactory

PERSON = {
    "sub": "248289761001",
    "email": "Ana@Ministry.example",
    "email_verified": True,
    "name": "Ana Souza",
}


class Provider(BaseHTTPRequestHandler):
    """The least of a provider: what it offers, a token for any code, and who that is."""

    asked: list[dict[str, list[str]]]

    def do_GET(self) -> None:
        origin = f"http://{self.headers['Host']}"
        if self.path == "/.well-known/openid-configuration":
            self._answer(
                {
                    "issuer": origin,
                    "authorization_endpoint": f"{origin}/authorize",
                    "token_endpoint": f"{origin}/token",
                    "userinfo_endpoint": f"{origin}/userinfo",
                    "jwks_uri": f"{origin}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.path == "/userinfo":
            self._answer(PERSON)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.asked.append(parse_qs(self.rfile.read(length).decode()))
        self._answer({"access_token": "token", "token_type": "Bearer", "expires_in": 60})

    def _answer(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[type[Provider]]:
    """A running provider, set as OIDC_ISSUER would set it."""
    Provider.asked = []
    server = HTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Ministry login",
                    "client_id": "portal",
                    "secret": "s3cret",
                    "settings": {"server_url": f"http://127.0.0.1:{server.server_address[1]}"},
                }
            ],
        }
    }
    yield Provider
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(client: Client) -> Any:
    """Goes to the provider by the button on the login page and comes back with a code."""
    assert "Ministry login" in client.get("/accounts/login/").content.decode()
    leaving = client.post("/accounts/oidc/oidc/login/")
    assert leaving.status_code == 302
    query = parse_qs(urlsplit(leaving["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    return client.get(
        "/accounts/oidc/oidc/login/callback/", {"code": "code", "state": query["state"][0]}
    )


@pytest.mark.django_db
def test_somebody_new_gets_an_account_with_her_name(
    provider: type[Provider], client: Client
) -> None:
    response = sign_in(client)
    assert response.status_code == 302
    person = Person.objects.get(email="ana@ministry.example")
    assert person.name == "Ana Souza"
    assert client.get("/me/").status_code == 200
    assert provider.asked[0]["client_secret"] == ["s3cret"]
    assert "code_verifier" in provider.asked[0]


@pytest.mark.django_db
def test_an_account_that_is_there_is_not_taken_over_by_its_address(
    provider: type[Provider], client: Client
) -> None:
    """Whoever runs a provider could claim any address: the owner links the two when signed in."""
    PersonFactory(email="ana@ministry.example", name="Ana")
    sign_in(client)
    assert Person.objects.filter(email="ana@ministry.example").count() == 1
    assert client.get("/me/").status_code == 302


@pytest.mark.django_db
def test_without_the_setting_no_provider_is_offered(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "oidc" not in page
