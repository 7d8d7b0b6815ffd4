"""The project: what spans all apps, and what runs them."""

from ogp_portal.celery import app as celery_app

__all__ = ["celery_app"]
