from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from forums.domain import working_groups
from forums.domain.errors import ChangedMeanwhile
from forums.forms.working_groups import WorkingGroupForm
from tests.forums.domain.test_working_groups import led

pytestmark = pytest.mark.django_db


def form_of(group: Any, data: QueryDict | None = None, prefix: str | None = None) -> Any:
    return WorkingGroupForm(data, forum=group.forum, instance=group, prefix=prefix)


def test_a_form_with_a_prefix_is_saved_on_top_of_what_stands() -> None:
    group, _by, _one, _two = led()
    typed = form_of(group, QueryDict("mine-mandate__en=Typed&mine-seen=old"), prefix="mine")
    typed.overtaken(ChangedMeanwhile("Somebody saved."), form_of(group))
    assert typed["seen"].value() == working_groups.fingerprint(group)
    assert typed["mandate__en"].value() == "Typed"


def test_a_field_that_was_not_there_to_be_typed_over_is_not_shown() -> None:
    group, _by, _one, _two = led()
    typed = form_of(group, QueryDict("mandate__en=Typed"))
    del typed.fields["mandate__en"]
    shown = [label for label, _text in typed.overtaken(ChangedMeanwhile("No."), form_of(group))]
    assert str(form_of(group)["mandate__en"].label) not in shown
