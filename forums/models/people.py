"""People. A person is also the account with which she logs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forums.models.organisations import Organisation

if TYPE_CHECKING:
    from forums.models.seats import Term
    from forums.models.working_groups import GroupMembership


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts; the e-mail address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person who can log in; without a password only by reset or single sign-on."""
        person = self.model(email=email.strip().lower() if email else None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person who may do everything on the installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())


@pghistory.track(exclude=["password", "last_login", "feed_revision"])
class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who sits, writes, decides or comments. Name and roles are public, no more."""

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=150)
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
        help_text=_("The office or association that the person works for, set by a coordinator."),
    )
    language = models.CharField(_("language of e-mails"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    mail_stopped_at = models.DateTimeField(
        _("e-mails stopped"),
        null=True,
        blank=True,
        help_text=_("Notices are then only shown on the person's own page."),
    )
    is_active = models.BooleanField(_("can log in"), default=True)
    is_staff = models.BooleanField(_("looks after the installation"), default=False)
    feed_revision = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("Raised to make the address of her calendar void.")
    )
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="person_email_lower_case",
                condition=models.Q(email__isnull=True) | models.Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="person_anonymised_is_nobody",
                condition=models.Q(anonymised_at__isnull=True)
                | models.Q(
                    email__isnull=True, is_active=False, is_staff=False, organisation__isnull=True
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @cached_property
    def current_terms(self) -> list[Term]:
        """The terms that the person holds today, as principal or alternate, with their seats."""
        from forums.models.seats import Term

        return list(Term.objects.current().held_by(self).select_related("seat"))

    def forum_ids(self) -> models.QuerySet[Term, int]:
        """Ids of the forums in which the person sits today, as a subquery."""
        from forums.models.seats import Term

        return Term.objects.current().held_by(self).values_list("seat__forum_id", flat=True)

    def group_ids(self) -> models.QuerySet[GroupMembership, int]:
        """Ids of the working groups in which the person takes part now, as a subquery."""
        from forums.models.working_groups import GroupMembership

        return GroupMembership.objects.filter(person=self, until=None).values_list(
            "group_id", flat=True
        )

    def trusted_group_ids(self) -> models.QuerySet[GroupMembership, int]:
        """Of these, the groups whose drafts she reads: anybody can take part in an open one."""
        from forums.models.working_groups import GroupRole

        return self.group_ids().exclude(role=GroupRole.PARTICIPANT)
