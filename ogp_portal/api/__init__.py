"""Open data: what is public, read-only, for everybody, as JSON and CSV under `/api/v1/`.

One module for each app; every answer comes from `.public()` and tells of people their names alone.
"""
