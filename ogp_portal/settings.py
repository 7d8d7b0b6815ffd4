"""Settings of the portal. Everything that differs between installations comes from the environment.

The README holds the table of what is read here; a test holds the two together.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import pghistory
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from ogp_portal import embedded, environment

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# What kind of installation this is

PRODUCTION = environment.flag(
    "PRODUCTION",
    about="Serve the public: nothing is guessed, nothing embedded, cookies only over TLS.",
)
DEBUG = environment.flag("DEBUG", about="Show Django's own error pages. Refused in production.")
DEMO = environment.flag(
    "DEMO", about="Show the demo's logins and its mail at `/outbox/`. Refused in production."
)
if PRODUCTION and (DEBUG or DEMO):
    raise environment.WrongSetting(
        "DEBUG and DEMO must be off in production, and PRODUCTION is on."
    )

VAR = Path(
    environment.text(
        "VAR",
        "var",
        about="Folder for what the portal keeps on this machine: uploads, embedded services.",
    )
)
VAR = VAR if VAR.is_absolute() else BASE_DIR / VAR


def _local_secret() -> str:
    """The key of a machine that is not in production: made once, kept beside its data."""
    path = VAR / "secret_key"
    VAR.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = environment.secret(
    "SECRET_KEY",
    None if PRODUCTION else "",
    about="Signs sessions and links; 50 random characters.",
    shown=environment.REQUIRED_IN_PRODUCTION,
)
SECRET_KEY = SECRET_KEY or _local_secret()

# The portal's name and address

_named = environment.text(
    "PORTAL_NAME", "Open Government Forum", about="The name in the header and in e-mails."
)
# A name of one's own stays as it is; that of every portal is said in the reader's language.
PORTAL_NAME = _("Open Government Forum") if _named == "Open Government Forum" else _named
PORT = environment.number(
    "PORT", 8000, least=1, most=65535, about="The port on which the web process listens."
)
PORTAL_URL = environment.origin(
    "PORTAL_URL",
    None if PRODUCTION else f"http://localhost:{PORT}",
    about="Where people reach the portal; links in e-mails start with it.",
    shown=environment.REQUIRED_IN_PRODUCTION,
)
PORTAL_HOST = urlsplit(PORTAL_URL).hostname or "localhost"
# A health check asks from inside, by the machine's own name.
ALLOWED_HOSTS = [
    PORTAL_HOST,
    "localhost",
    "127.0.0.1",
    *environment.words("ALLOWED_HOSTS", about="Other host names under which the portal answers."),
]
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]

# Services

_database_url = environment.secret(
    "DATABASE_URL",
    None if PRODUCTION else "",
    about="PostgreSQL, as `postgresql://user:password@host:5432/name`; outside production embedded.",
    shown=environment.REQUIRED_IN_PRODUCTION,
)
REDIS_URL = environment.secret(
    "REDIS_URL",
    None if PRODUCTION else "",
    about="Redis, as `redis://host:6379/0` or `unix:///path`; outside production embedded.",
    shown=environment.REQUIRED_IN_PRODUCTION,
)
if not (_database_url and REDIS_URL):
    _services = embedded.join(VAR)
    _database_url = _database_url or _services.database_url
    REDIS_URL = REDIS_URL or _services.redis_url

_pool = environment.number(
    "DATABASE_POOL",
    8,
    most=200,
    about="Most database connections of one process; 0 turns the pool off.",
)
_database = environment.database("DATABASE_URL", _database_url)
_database["TEST"] = {
    "NAME": environment.text("TEST_DATABASE", "test_portal", about="The tests' database.")
}
if _pool:
    _database["OPTIONS"] = {
        **_database["OPTIONS"],  # type: ignore[dict-item]
        "pool": {"min_size": 1, "max_size": _pool, "timeout": 10},
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "ogp_portal.cache.TolerantRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {
            "socket_connect_timeout": 1,
            "socket_timeout": 2,
            "retry": Retry(NoBackoff(), 0),  # no page waits for a cache that is down
        },
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # logins outlive Redis

CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)

EMAIL_HOST = environment.text(
    "EMAIL_HOST", "localhost", about="The server that takes our mail (SMTP)."
)
EMAIL_PORT = environment.number(
    "EMAIL_PORT", 25, least=1, most=65535, about="The mail server's port."
)
EMAIL_HOST_USER = environment.text(
    "EMAIL_USER", about="The user at the mail server, where it asks."
)
EMAIL_HOST_PASSWORD = environment.secret("EMAIL_PASSWORD", about="That user's password.")
_email_security = environment.choice(
    "EMAIL_SECURITY",
    ("none", "starttls", "tls"),
    "none",
    about="How the way to the mail server is sealed.",
)
EMAIL_USE_TLS = _email_security == "starttls"
EMAIL_USE_SSL = _email_security == "tls"
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = environment.text(
    "EMAIL_FROM", f"{_named} <noreply@{PORTAL_HOST}>", about="Whom e-mails are from.",
    shown="noreply@ the portal's host",
)  # fmt: skip
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The web process; `web.py` hands these to Gunicorn

WEB_HOST = environment.text(
    "WEB_HOST", "127.0.0.1", about="The address on which the web process listens."
)
WEB_PROCESSES = environment.number(
    "WEB_PROCESSES", 2, least=1, most=64, about="Processes that serve pages."
)
WEB_THREADS = environment.number(
    "WEB_THREADS", 4, least=1, most=64, about="Requests that each of them serves at once."
)
FORWARDED_ALLOW_IPS = environment.words(
    "FORWARDED_ALLOW_IPS",
    ["127.0.0.1"],
    about="Addresses of the proxies whose word on scheme and client counts; `*` for all.",
)

# What the portal is made of

INSTALLED_APPS = [
    "forums",
    "action_plans",
    "commitments",
    "ogp_portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rules.apps.AutodiscoverRulesConfig",  # loads each app's rules.py
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "ogp_portal.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ogp_portal.middleware.PublicCaching",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ogp_portal.middleware.SoundAddress",
    "ogp_portal.middleware.History",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "ogp_portal.urls"
WSGI_APPLICATION = "ogp_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ogp_portal.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Every insert, change and removal of a domain row is kept, by triggers of the database.
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
PGHISTORY_BASE_MODEL = "ogp_portal.history.Event"

# Languages and time: stored in UTC, shown in the forum's zone

LANGUAGE_CODE = environment.choice(
    "PORTAL_LANGUAGE",
    ("en", "es"),
    "en",
    about="The language for readers whose browser asks for another.",
)
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_collected"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640

_media = environment.choice(
    "MEDIA_STORAGE",
    ("local", "s3"),
    "local",
    about="Where uploads are kept: under `VAR`, or in a bucket.",
)
_bucket = {
    "bucket_name": environment.text("S3_BUCKET", about="The bucket's name."),
    "endpoint_url": environment.text(
        "S3_ENDPOINT", about="The storage's address, where it is not AWS."
    )
    or None,
    "region_name": environment.text("S3_REGION", about="The bucket's region.") or None,
    "access_key": environment.secret("S3_ACCESS_KEY", about="The storage's access key."),
    "secret_key": environment.secret("S3_SECRET_KEY", about="The storage's secret key."),
}
if _media == "s3":
    for _name, _key in (("S3_BUCKET", "bucket_name"), ("S3_ACCESS_KEY", "access_key"), ("S3_SECRET_KEY", "secret_key")):  # fmt: skip
        if not _bucket[_key]:
            raise environment.missing(_name, environment.DECLARED[_name].about)
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {**_bucket, "default_acl": "private", "file_overwrite": False},
        }
        if _media == "s3"
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION

# Links of documents are asked by the worker whether they still answer

LINK_CHECKS = not DEMO  # the demo's addresses are invented
LINK_CHECKS_REACH_PRIVATE_HOSTS = False  # or a link could look into our own network

# People and what they may do

AUTH_USER_MODEL = "forums.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "ogp_portal.forms.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "ogp_portal.forms.accounts.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(PORTAL_URL).scheme
ACCOUNT_CHANGE_EMAIL = True
# What people send is counted as attempts to log in are. An address may be that of a whole workshop.
ACCOUNT_RATE_LIMITS = {
    "comment": "20/10m/user,200/10m/ip",
    "contribution": "10/h/user,100/h/ip",
    "suggestion": "20/h/user,100/h/ip",
    "observation": "10/h/user,100/h/ip",
    "author": "20/h/user,100/h/ip",
    "import": "20/h/user,60/h/ip",
    "similar": "200/10m/user,1000/10m/ip",
    "report": "30/h/user,100/h/ip",
    "follow": "100/h/user,500/h/ip",
    "appeal": "10/h/user,100/h/ip",
    "question": "10/h/user,50/h/ip",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = _named
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

SOCIALACCOUNT_ADAPTER = "ogp_portal.forms.accounts.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
_oidc = {
    "name": environment.text("OIDC_NAME", "Single sign-on", about="What the button for it says."),
    "server_url": environment.text(
        "OIDC_ISSUER",
        about="Address of an OpenID Connect provider; people can sign in by it where it is set.",
    ),
    "client_id": environment.text("OIDC_CLIENT_ID", about="Our name at that provider."),
    "secret": environment.secret("OIDC_CLIENT_SECRET", about="Our secret at that provider."),
}
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
if _oidc["server_url"]:
    for _name, _key in (("OIDC_CLIENT_ID", "client_id"), ("OIDC_CLIENT_SECRET", "secret")):
        if not _oidc[_key]:
            raise environment.missing(_name, environment.DECLARED[_name].about)
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": _oidc["name"],
                "client_id": _oidc["client_id"],
                "secret": _oidc["secret"],
                "settings": {"server_url": _oidc["server_url"]},
            }
        ],
    }

# Safety

_tls = urlsplit(PORTAL_URL).scheme == "https"
if PRODUCTION and not _tls:
    raise environment.WrongSetting(
        f"PORTAL_URL must start with https:// in production, not “{PORTAL_URL}”."
    )
if environment.flag(
    "BEHIND_PROXY",
    about="A TLS proxy in front sets X-Forwarded-Proto, and nobody reaches us past it.",
):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits of attempts count people, not the proxy
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = environment.number(
    "HSTS_SECONDS", 31_536_000, about="How long browsers insist on TLS; in production only."
) * int(PRODUCTION)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _tls
SESSION_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ogp_portal.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of the second factor is an image in the page
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Browsers hold the redirect after a form to this as well: single sign-on leaves by one.
        "form-action": [SELF, *([_oidc["server_url"]] if _oidc["server_url"] else [])],
    }
}

# Open data

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
DATA_LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{_named}: open data",
    "VERSION": "1",
    "LICENSE": DATA_LICENCE,
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [],  # choices stand where they are used, without names of their own
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

# Log: one line of JSON for each event, with the request's id

_log_format = environment.choice(
    "LOG_FORMAT", ("json", "text"), "json" if PRODUCTION else "text", about="How a line of the log is written.",
    shown="json in production, else text",
)  # fmt: skip
_log_level = environment.choice(
    "LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", about="The least that is logged."
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "ogp_portal.logs.JsonFormatter"},
        "text": {"()": "ogp_portal.logs.TextFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": _log_format}},
    "root": {"handlers": ["stderr"], "level": _log_level},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": _log_level, "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": _log_level, "propagate": False},
        "fontTools": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},  # of the demo's mail server
        "weasyprint": {"level": "ERROR"},
    },
}
