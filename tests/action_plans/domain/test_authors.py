from __future__ import annotations

import pytest

from action_plans.domain import authors, drafts
from action_plans.models import Draft
from forums.domain.errors import Incomplete
from forums.models import Notice, Sector
from tests.factories import DraftFactory, OrganisationFactory, PersonFactory, seated

pytestmark = pytest.mark.django_db


def test_who_writes_becomes_an_author_once() -> None:
    draft = DraftFactory()
    ana = seated(draft.plan.forum)
    for number, text in enumerate(["one", "two"]):
        drafts.save(draft, by=ana, question="problem", language="en", text=text, base_number=number)
    assert [row.person for row in authors.of(draft)] == [ana]


def test_a_person_of_an_office_without_a_seat_writes_this_draft_and_no_other() -> None:
    draft, other = DraftFactory(), DraftFactory()
    ana, official = seated(draft.plan.forum), PersonFactory()
    authors.ask(draft, by=ana, email=f" {official.email.upper()} ")
    assert list(Draft.objects.visible_to(official)) == [draft]
    assert official.has_perm("action_plans.write_draft", draft)
    assert not official.has_perm("action_plans.write_draft", other)
    assert not official.has_perm("action_plans.write_draft", draft.plan)
    assert not official.has_perm("action_plans.propose_draft", draft)
    assert Notice.objects.filter(person=official).count() == 1


def test_somebody_new_needs_a_name_and_gets_an_account() -> None:
    draft = DraftFactory()
    ana = seated(draft.plan.forum)
    with pytest.raises(Incomplete):
        authors.ask(draft, by=ana, email="new@example.org")
    asked = authors.ask(draft, by=ana, email="new@example.org", name="Nora")
    assert asked.person.name == "Nora"
    assert asked.invited_by == ana
    assert "password" in Notice.objects.get(person=asked.person).text


def test_an_author_is_asked_once() -> None:
    draft = DraftFactory()
    ana, ben = seated(draft.plan.forum), PersonFactory()
    authors.ask(draft, by=ana, email=ben.email)
    with pytest.raises(authors.AlreadyAuthor):
        authors.ask(draft, by=ana, email=ben.email)


def test_who_is_no_author_any_more_reads_the_draft_no_longer() -> None:
    draft = DraftFactory()
    ana, ben = seated(draft.plan.forum), PersonFactory()
    asked = authors.ask(draft, by=ana, email=ben.email)
    authors.remove(asked, by=ana)
    assert not Draft.objects.visible_to(ben).exists()


def test_an_authors_sector_is_that_of_her_seat_before_that_of_her_office() -> None:
    draft = DraftFactory()
    office = OrganisationFactory(sector=Sector.GOVERNMENT)
    ana = seated(draft.plan.forum, sector=Sector.CIVIL_SOCIETY, organisation=office)
    for person in (ana, PersonFactory(organisation=office), PersonFactory()):
        authors.join(draft, person=person)
    assert [row.sector for row in authors.of(draft)] == ["civil_society", "government", ""]


@pytest.mark.parametrize(
    ("sectors", "found"),
    [
        (["government", "civil_society", "government"], "both"),
        (["government", ""], "government"),
        (["civil_society", "academia"], "civil_society"),
        (["academia"], ""),
        ([], ""),
    ],
)
def test_the_balance_of_authors(sectors: list[str], found: str) -> None:
    assert authors.balance(sectors) == found
