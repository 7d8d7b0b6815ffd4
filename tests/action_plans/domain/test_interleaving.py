"""Three people write one answer, each saving whenever she likes."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from action_plans.domain import drafts
from action_plans.models import Draft
from forums.models import Person
from tests.action_plans.domain.editing import Edit, changed, touch
from tests.factories import DraftFactory, PersonFactory

BEGINNING = [f"w{number}" for number in range(8)]

TURN = st.tuples(
    st.integers(0, 2),
    st.sampled_from(["read", "write"]),
    st.tuples(st.integers(0, 10), st.integers(0, 3), st.integers(1, 2)),
)


@dataclass
class Writer:
    """Somebody with a text before her, and the revision on which it was written."""

    person: Person
    base: list[str] = field(default_factory=list)
    number: int = 0
    written: int = 0

    def read(self, draft: Draft) -> None:
        head = drafts.head(draft, "problem", "en")
        assert head is not None
        self.base, self.number = head.text.split(), head.number

    def write(self, edit: Edit) -> list[str]:
        self.written += 1
        return changed(self.base, f"{self.person.pk}-{self.written}", [edit])

    def save(self, draft: Draft, text: list[str]) -> drafts.Saved:
        return drafts.save(
            draft,
            by=self.person,
            question="problem",
            language="en",
            text=" ".join(text),
            base_number=self.number,
        )


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TURN, min_size=3, max_size=14))
def test_any_interleaving_of_saves_keeps_every_word_and_conflicts_only_where_edits_touch(
    turns: list[tuple[int, str, Edit]],
) -> None:
    draft = DraftFactory()
    writers = [Writer(PersonFactory()) for _ in range(3)]
    writers[0].save(draft, BEGINNING)
    for writer in writers:
        writer.read(draft)
    typed = set(BEGINNING)
    for who, what, edit in turns:
        writer = writers[who]
        if what == "read":
            writer.read(draft)
            continue
        standing = drafts.head(draft, "problem", "en")
        assert standing is not None
        text = writer.write(edit)
        typed |= set(text)
        saved = writer.save(draft, text)
        assert saved.conflict == touch(writer.base, text, standing.text.split())
        if saved.conflict:
            assert saved.standing == standing
        writer.read(draft)
    kept = " ".join(draft.revisions.values_list("text", flat=True)).split()
    assert typed <= set(kept)
