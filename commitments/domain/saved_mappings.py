"""Mappings as text: of an import under way, and those that a forum keeps by name."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.domain import importing
from commitments.domain.import_files import choices_of, grids_of, ground_of
from commitments.domain.importing import Mapping
from commitments.domain.proposing import proposal, writing
from commitments.domain.proposing.choices import Choices
from commitments.domain.proposing.from_mapping import rebound
from commitments.models import SavedMapping, SpreadsheetImport
from forums.domain.errors import Incomplete
from forums.models import Person


def named(name: str, *, forum: str) -> Mapping:
    """A mapping that comes with the portal, a file, or one that the forum (slug) keeps.

    Raises Broken where there is none of the name.
    """
    try:
        return importing.read(importing.find(name))
    except importing.Broken:
        saved = SavedMapping.objects.filter(forum__slug=forum, slug=name).first()
        if saved is None:
            raise
    return importing.parse(saved.mapping.encode(), name)


def says_more(mapping: Mapping) -> bool:
    """Whether a mapping says things that cannot be assigned column by column."""
    return bool(
        mapping.themes
        or mapping.rounds
        or mapping.updates
        or mapping.responses
        or mapping.meetings
        or mapping.readings
        or mapping.not_evidence
        or mapping.base_url
    )


@transaction.atomic
def save(imported: SpreadsheetImport, *, by: Person, slug: str) -> SavedMapping:
    """Keeps what was chosen under a name of the forum; one of that name is replaced.

    Rows that were left out belong to this file and are not kept. Raises Incomplete.
    """
    choices = choices_of(imported)
    for sheet in choices.sheets:
        sheet.skip = []
    text = _text_of(imported, choices)
    saved, _is_new = SavedMapping.objects.update_or_create(
        forum=imported.plan.forum, slug=slug, defaults={"mapping": text, "saved_by": by}
    )
    return saved


def text_of(imported: SpreadsheetImport) -> str:
    """What was chosen as the text of a mapping file. Raises Incomplete."""
    return _text_of(imported, choices_of(imported))


def mapping_of(imported: SpreadsheetImport) -> Mapping:
    """The mapping by which the import's files are read. Raises Incomplete, Broken."""
    choices = choices_of(imported)
    if choices.saved:
        return rebound(saved_by_name(imported, choices.saved), grids_of(imported))
    return importing.parse(text_of(imported).encode(), _("what you chose"))


def saved_by_name(imported: SpreadsheetImport, slug: str) -> Mapping:
    """The mapping that the import's forum keeps under this name. Raises Incomplete, Broken."""
    return importing.parse(_saved_text(imported, slug).encode(), slug)


def _text_of(imported: SpreadsheetImport, choices: Choices) -> str:
    if choices.saved:
        return _saved_text(imported, choices.saved)
    if not choices.ready:
        raise Incomplete(_("Assign the columns first."))
    ground = ground_of(imported.plan)
    sheets = proposal.look_again(grids_of(imported), choices, ground)
    return writing.write(choices, sheets, dict(ground.known))


def _saved_text(imported: SpreadsheetImport, slug: str) -> str:
    saved = SavedMapping.objects.filter(forum=imported.plan.forum_id, slug=slug).first()
    if saved is None:
        raise Incomplete(_("The saved mapping is not there any more. Begin again."))
    return saved.mapping
