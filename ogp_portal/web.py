"""Gunicorn's settings: processes that each serve several requests at once."""

from __future__ import annotations

import os

wsgi_app = "ogp_portal.wsgi:application"
bind = f"{os.environ.get('WEB_HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_PROCESSES") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60  # seconds
graceful_timeout = 20  # seconds
max_requests = 5000  # a process that grew is replaced
max_requests_jitter = 500
control_socket_disable = True
accesslog = None  # the request-id middleware writes one line for each request
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1"
