"""Gunicorn's settings: processes that each serve several requests at once.

They read the portal's own settings, so that a wrong one ends the start here, with its sentence.
"""

from __future__ import annotations

from django.conf import settings

wsgi_app = "ogp_portal.wsgi:application"
bind = f"{settings.WEB_HOST}:{settings.PORT}"
workers = settings.WEB_PROCESSES
threads = settings.WEB_THREADS
timeout = 60  # seconds
graceful_timeout = 20  # seconds
max_requests = 5000  # a process that grew is replaced
max_requests_jitter = 500
control_socket_disable = True
accesslog = None  # the request-id middleware writes one line for each request
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "propagate": False}},
}
forwarded_allow_ips = ",".join(settings.FORWARDED_ALLOW_IPS)
