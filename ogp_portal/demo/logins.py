"""Who can log in to the demo, and what is worth trying as each of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "open-government"  # noqa: S105 - meant to be read; it opens the demo only


@dataclass(frozen=True)
class DemoLogin:
    """One account of the demo; `person` is its key in `content/people.toml`."""

    person: str
    email: str
    role: str | Promise
    to_try: str | Promise

    @property
    def password(self) -> str:
        """The same for all; these accounts exist only while the setting DEMO is on."""
        return PASSWORD


DEMO_LOGINS = [
    DemoLogin(
        "coordinator",
        "coordinator@demo.example",
        _("Coordinator"),
        _("Publish a meeting, answer a contribution, check a progress update that waits."),
    ),
    DemoLogin(
        "government",
        "government@demo.example",
        _("Government member"),
        _("Report how far the milestones of the Ministry of Health are, and add evidence."),
    ),
    DemoLogin(
        "society",
        "society@demo.example",
        _("Civil-society member"),
        _("Write a draft commitment together with others, read what changed, comment."),
    ),
    DemoLogin(
        "citizen",
        "citizen@demo.example",
        _("Citizen"),
        _("Send a contribution to the new plan and read the answer to an earlier one."),
    ),
]
