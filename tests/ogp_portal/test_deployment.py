"""What runs in production: the compose file, the image, and a start that says what is wrong."""

from __future__ import annotations

import importlib.util
import json
import re
import secrets
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.test import Client

from ogp_portal import checks, environment
from ogp_portal.embedded import processes

ROOT = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
ONE_SHOT = {
    name
    for service in SERVICES.values()
    for name, how in service.get("depends_on", {}).items()
    if how["condition"] == "service_completed_successfully"
}
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
PROXY_FILE: str = COMPOSE["configs"]["caddyfile"]["content"]


def interpolated(text: str) -> set[str]:
    """The variables that compose puts into the text."""
    return set(re.findall(r"(?<!\$)\$\{(\w+)", text))


def commands(name: str) -> list[list[str]]:
    """What a service runs, word by word; a shell runs one command after another."""
    words: list[str] = SERVICES[name]["command"]
    if words[:2] == ["sh", "-c"]:
        return [shlex.split(each) for each in words[2].split("&&")]
    return [words]


class TestCompose:
    def test_the_services_are_those_that_the_portal_needs(self) -> None:
        assert set(OURS) == {"web", "worker", "beat", "migrate"}
        assert set(SERVICES) - set(OURS) == {"postgres", "redis", "caddy"}

    @pytest.mark.parametrize("name", OURS)
    def test_every_variable_of_ours_is_a_setting(self, name: str) -> None:
        unknown = {
            key
            for key in OURS[name]["environment"]
            if key.removesuffix("_FILE") not in environment.DECLARED
        }
        assert not unknown

    @pytest.mark.parametrize("name", OURS)
    def test_every_required_setting_is_set(self, name: str) -> None:
        required = {
            row.name
            for row in environment.DECLARED.values()
            if row.default == environment.REQUIRED_IN_PRODUCTION
        }
        given = OURS[name]["environment"]

        assert required == {"SECRET_KEY", "PORTAL_URL", "DATABASE_URL", "REDIS_URL"}
        assert required <= set(given)
        assert given["PRODUCTION"] == "1"
        assert given["LOG_FORMAT"] == "json"

    def test_the_example_names_every_variable_that_compose_asks_for(self) -> None:
        example = (ROOT / ".env.example").read_text()
        named = set(re.findall(r"^(\w+)=", example, re.MULTILINE))

        assert named == interpolated((ROOT / "docker-compose.yml").read_text())

    @pytest.mark.parametrize("name", SERVICES)
    def test_an_image_has_a_number_and_comes_back(self, name: str) -> None:
        assert re.fullmatch(r"[a-z-]+:\d+(\.\d+)*", SERVICES[name]["image"])
        assert SERVICES[name]["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")

    @pytest.mark.parametrize("name", OURS)
    def test_a_command_names_what_is_there(self, name: str) -> None:
        for program, *arguments in commands(name):
            assert program == "python"
            modules = [arguments[1]] if arguments[0] == "-m" else []
            modules += [
                match[1]
                for match in (
                    re.fullmatch(r"(?:python:|--app=)([\w.]+)", each) for each in arguments
                )
                if match
            ]

            assert modules or (ROOT / arguments[0]).is_file()
            assert all(importlib.util.find_spec(module) for module in modules)
            if arguments[0] == "manage.py":
                assert arguments[1] in get_commands()

    def test_worker_and_beat_run_as_make_run_runs_them(self, tmp_path: Path) -> None:
        beat = [each for each in OURS["beat"]["command"] if not each.startswith("--schedule=")]

        assert OURS["worker"]["command"][1:] == processes.worker()[1:]
        assert beat[1:] == processes.beat(tmp_path)[1:-1]

    @pytest.mark.parametrize("name", SERVICES)
    def test_a_service_is_watched_or_ends(self, name: str) -> None:
        if name in ONE_SHOT:
            assert SERVICES[name]["healthcheck"] == {"disable": True}
        elif name == "web":
            assert "/healthz" in DOCKERFILE.split("HEALTHCHECK")[1]
        else:
            assert SERVICES[name]["healthcheck"]["test"]

    def test_everything_waits_for_the_migrations(self) -> None:
        assert {"migrate"} == ONE_SHOT
        for name in set(OURS) - ONE_SHOT:
            assert {"migrate", "postgres", "redis"} <= set(OURS[name]["depends_on"])

    def test_only_the_proxy_can_be_reached_from_outside(self) -> None:
        assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
        assert not any(service.get("network_mode") for service in SERVICES.values())
        assert [name for name, row in SERVICES.items() if "front" in row["networks"]] == [
            "web",
            "caddy",
        ]

    def test_the_proxy_says_how_it_was_reached_and_names_the_request(self) -> None:
        assert "header_up X-Forwarded-Proto https" in PROXY_FILE
        assert "header_up X-Request-ID {http.request.uuid}" in PROXY_FILE
        assert OURS["web"]["environment"]["BEHIND_PROXY"] == "1"

    def test_uploads_are_shared_and_everything_kept_has_a_volume(self) -> None:
        folder = re.search(r"\bVAR=(\S+)", DOCKERFILE)
        assert folder
        for name in ("web", "worker"):
            assert OURS[name]["volumes"] == [f"media:{folder[1]}/media"]
        used = {
            mount.split(":")[0] for row in SERVICES.values() for mount in row.get("volumes", [])
        }
        assert used == set(COMPOSE["volumes"]) == {"media", "database", "redis", "caddy"}

    def test_redis_forgets_nothing(self) -> None:
        said = " ".join(SERVICES["redis"]["command"])
        assert "--appendonly yes" in said
        assert "--maxmemory-policy noeviction" in said


class TestImage:
    def test_it_holds_every_part_of_the_portal(self) -> None:
        packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
        copied = set(re.findall(r"^COPY (\S+?)/? ", DOCKERFILE, re.MULTILINE))

        assert {*packages, "templates", "static", "locale", "manage.py"} <= copied
        assert all((ROOT / path).exists() for path in copied)
        assert not copied & set((ROOT / ".dockerignore").read_text().splitlines())

    def test_its_libraries_are_those_that_the_check_names(self) -> None:
        installed = re.search(r"--no-install-recommends\s+(.*?)\s+&&", DOCKERFILE)
        assert installed
        assert installed[1].split() == checks.DEBIAN.removeprefix("apt-get install ").split()

    def test_continuous_integration_reads_the_same_list(self) -> None:
        script = (ROOT / ".ci" / "run").read_text()
        rule = re.search(r"sed -n '(s/.*/p)' (\S+)\)", script)
        assert rule
        read = subprocess.run(
            ["sed", "-n", rule[1], ROOT / rule[2]], capture_output=True, text=True, check=True
        )
        assert f"apt-get install {read.stdout.strip()}" == checks.DEBIAN

    def test_it_trusts_only_locked_packages_and_runs_as_nobody_in_particular(self) -> None:
        assert re.search(r"pip install .*--require-hashes\s+--requirement", DOCKERFILE)
        assert re.search(r"^USER portal$", DOCKERFILE, re.MULTILINE)
        assert re.search(r"^FROM python:3\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)

    def test_it_starts_the_web_process_by_itself(self) -> None:
        command = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
        assert command
        assert json.loads(command[1]) == OURS["web"]["command"]


@pytest.fixture
def production(portal_environment: dict[str, str]) -> dict[str, str]:
    """The environment of a portal in production, on this test's services."""
    return {
        **portal_environment,
        "PRODUCTION": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PORTAL_URL": "https://forum.example.org",
    }


def start(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python process with these arguments, once it has ended."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


CHECK = ("manage.py", "check")
MIGRATE = ("manage.py", "migrate")
SHELL = ("manage.py", "shell", "-c", "pass")
GUNICORN = ("-m", "gunicorn", "--config", "python:ogp_portal.web")
WORKER = ("-m", "celery", "--app=ogp_portal", "worker")
BEAT = ("-m", "celery", "--app=ogp_portal", "beat")


class TestStart:
    def test_a_sound_installation_passes_every_check(self, production: dict[str, str]) -> None:
        done = start(production, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"SECRET_KEY": ""}, r"SECRET_KEY is not set\. .*"),
            ({"SECRET_KEY_FILE": "/nowhere/key"}, r"SECRET_KEY_FILE names /nowhere/key, .*"),
            ({"PORTAL_URL": "http://forum.example.org"}, r"PORTAL_URL must start with https://.*"),
            ({"EMAIL_PORT": "abc"}, r"EMAIL_PORT must be a whole number, not “abc”\."),
            ({"EMAIL_SECURITY": "ssl"}, r"EMAIL_SECURITY must be one of none, starttls, tls, .*"),
            ({"DEMO": "1"}, r"DEBUG and DEMO must be off in production, .*"),
            ({"PRODUCTION": "perhaps"}, r"PRODUCTION must be yes or no \(1 or 0\), .*"),
            ({"DATABASE_URL": "nonsense"}, r"DATABASE_URL must be an address such as .*"),
            ({"REDIS_URL": ""}, r"REDIS_URL is not set\. .*"),
            ({"OIDC_ISSUER": "https://id.example.org"}, r"OIDC_CLIENT_ID is not set\. .*"),
            ({"MEDIA_STORAGE": "s3"}, r"S3_BUCKET is not set\. .*"),
            ({"WEB_PROCESSES": "0"}, r"WEB_PROCESSES must be from 1 to 64, not “0”\."),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
    )
    def test_a_wrong_setting_ends_it_with_one_sentence(
        self, production: dict[str, str], change: dict[str, str], sentence: str
    ) -> None:
        done = start({**production, **change}, *CHECK)

        assert done.returncode == 2
        assert done.stdout == ""
        assert re.fullmatch(sentence + "\n", done.stderr)

    @pytest.mark.parametrize("program", [MIGRATE, SHELL, GUNICORN, WORKER, BEAT], ids=" ".join)
    def test_every_part_of_the_portal_says_it_like_that(
        self, production: dict[str, str], program: tuple[str, ...]
    ) -> None:
        done = start({**production, "EMAIL_PORT": "abc"}, *program)

        assert done.returncode != 0
        assert done.stdout == ""
        said = done.stderr.strip().removeprefix("Error: ")
        assert said == "EMAIL_PORT must be a whole number, not “abc”."

    def test_a_password_in_a_wrong_address_is_not_repeated(
        self, production: dict[str, str]
    ) -> None:
        wrong = {**production, "DATABASE_URL": "mysql://portal:geheim@db/portal"}

        assert "geheim" not in start(wrong, *CHECK).stderr

    def test_behind_a_proxy_attempts_are_counted_by_person(
        self, production: dict[str, str]
    ) -> None:
        code = (
            "from allauth.core.internal.httpkit import get_client_ip as ip\n"
            "from django.test import RequestFactory\n"
            "print(ip(RequestFactory().get('/', HTTP_X_FORWARDED_FOR='10.9.9.9, 192.0.2.7')))"
        )
        shell = ("manage.py", "shell", "--no-imports", "-c", code)

        assert start({**production, "BEHIND_PROXY": "1"}, *shell).stdout == "192.0.2.7\n"
        assert start(production, *shell).stdout == "127.0.0.1\n"


class TestWithoutDemo:
    def test_nobody_reads_the_portals_mail(self, client: Client) -> None:
        assert not settings.DEMO
        assert client.get("/outbox/").status_code == 404

    @pytest.mark.django_db
    def test_the_demo_is_not_loaded(self) -> None:
        with pytest.raises(CommandError, match="DEMO=1"):
            call_command("load_demo")
