"""The demo forum: an invented country, its texts under `content/`, and what loads them.

The texts are TOML, one subject a file, English and Spanish side by side. They pass through the
same verbs as everything that people do in the portal, so that the demo is never in a state that
could not have come about.
"""
