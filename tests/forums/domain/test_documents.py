"""What can be done with a document once it is there."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from forums.domain import document_history, documents, publication
from forums.domain.document_history import Change
from forums.domain.errors import ChangedMeanwhile, Incomplete, NotPublished
from forums.models import Document
from tests.factories import DocumentFactory, ForumFactory, coordinator

pytestmark = pytest.mark.django_db


def facts(change: Change) -> list[tuple[str, str, str]]:
    return [(fact.label, fact.before, fact.after) for fact in change.facts]


def test_a_double_click_takes_a_document_in_once_and_another_one_too() -> None:
    forum = ForumFactory()
    person = coordinator(forum)

    def add(url: str) -> Document:
        return documents.add(forum, by=person, title={"en": "A"}, kind="law", url=url)

    first, second = add("https://example.org/1"), add("https://example.org/1")
    assert (first, add("https://example.org/2") == first) == (second, False)
    assert Document.objects.count() == 2


def test_a_photo_is_a_picture() -> None:
    file = SimpleUploadedFile("photo.pdf", b"%PDF-1.7")
    with pytest.raises(documents.FileRefused, match="no photo"):
        documents.add(ForumFactory(), by=None, title={"en": "A"}, kind="photo", file=file)


def test_facts_change_with_their_history_and_nobody_saves_over_what_she_has_not_seen() -> None:
    document = DocumentFactory(title={"en": "Dradt"})
    person = coordinator(document.forum)
    seen = documents.fingerprint(document)
    documents.change(document, by=person, title={"en": "Draft"})
    document.refresh_from_db()
    publication.publish(document)
    with pytest.raises(ChangedMeanwhile):
        documents.change(document, by=person, seen=seen, licence="CC0-1.0")
    documents.change(document, by=person, licence="CC0-1.0", kind="law")
    documents.change(document, by=person, licence="CC0-1.0")
    forums, everybodys = (
        document_history.changes(document, all_of_them=each) for each in (True, False)
    )
    assert [each.act for each in forums] == ["changed", "published", "changed", "added"]
    assert facts(forums[2]) == [("Title", "Dradt (en)", "Draft (en)")]
    assert [each.act for each in everybodys] == ["changed", "published"]
    assert facts(everybodys[0]) == [
        ("Kind", "Other", "Law or regulation"),
        (
            "Licence",
            "Creative Commons Attribution 4.0",
            "Creative Commons Zero: no rights reserved",
        ),
    ]


def test_a_document_is_withdrawn_with_a_reason_and_published_again() -> None:
    document = DocumentFactory(title={"en": "With names"})
    person = coordinator(document.forum)
    with pytest.raises(NotPublished):
        documents.withdraw(document, by=person, reason={"en": "It names people."})
    publication.publish(document)
    with pytest.raises(Incomplete):
        documents.withdraw(document, by=person, reason={})
    documents.withdraw(document, by=person, reason={"en": "It names people."})
    assert not Document.objects.public().exists()
    documents.change(document, by=person, title={"en": "Without names"})
    document.refresh_from_db()
    publication.publish(document)
    told = document_history.changes(document, all_of_them=False)
    assert [(each.act, facts(each)) for each in told] == [("published", [])]
    with pytest.raises(IntegrityError, match="withdrawn_with_a_reason"), transaction.atomic():
        DocumentFactory(published_at=timezone.now(), withdrawn_at=timezone.now())
