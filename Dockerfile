# One image for web, worker, beat and migrate; docker-compose.yml chooses the command.
FROM python:3.11-slim-bookworm

# What reports as PDF need; the same list as in ogp_portal/checks.py.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 \
    PRODUCTION=1 \
    VAR=/var/lib/portal

# The number is fixed, so that the owner of the uploads stays the same.
RUN useradd --system --uid 10001 --home-dir $VAR --create-home portal \
    && install --directory --owner=portal --mode=0750 $VAR/media

WORKDIR /srv/portal

COPY requirements/base.txt requirements/base.txt
RUN python -m pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --requirement requirements/base.txt

COPY manage.py ./
COPY static/ static/
COPY locale/ locale/
COPY templates/ templates/
COPY forums/ forums/
COPY action_plans/ action_plans/
COPY commitments/ commitments/
COPY ogp_portal/ ogp_portal/

# These values are for building alone; nothing connects, and none of them stays in the image.
RUN export SECRET_KEY=only-while-the-image-is-built \
        PORTAL_URL=https://build.invalid \
        DATABASE_URL=postgresql://nobody@build.invalid/none \
        REDIS_URL=redis://build.invalid \
    && python manage.py compile_translations \
    && python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q .

USER portal
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT') or 8000}/healthz\", timeout=4)"]
CMD ["python", "-m", "gunicorn", "--config", "python:ogp_portal.web"]
