"""Why a column or a sheet was taken for what it was, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REASONS = {
    "heading": _("because of its heading"),
    "dates": _("because its cells are dates"),
    "states": _("because its cells are words for how far something is"),
    "language": _("because its heading names a language and its cells are texts"),
    "longest": _("because it has the longest texts and no heading names a title"),
    "keys_above": _("because its cells are the keys of the level above"),
    "level_words": _("because its cells say of which level each row is"),
    "numbering": _("because its cells are a numbering such as 1, 1.1, 1.1.1"),
    "several_titles": _("because its headings name the titles of several levels"),
    "name": _("because of its name"),
    "columns": _("because of its columns"),
    "no_title": _("because it has no column that looks like a title"),
    "no_rows": _("because it has no rows under a heading"),
    "unknown": _("The portal does not know what this is. Choose, or leave it out."),
    "empty": _("It has no cells."),
    "not_here": _("These rows have no such field."),
    "taken": _("Another column was taken for this. Choose which one it is."),
    "which_language": _("It is a text, but in which language? Choose."),
    "other_language": _("The forum does not work in this language."),
    "chosen": _("as you chose"),
}
OF_A_SHEET = {
    **REASONS,
    "numbering": _("because a column is a numbering such as 1, 1.1, 1.1.1"),
    "level_words": _("because a column says of which level each row is"),
    "chosen": "",
}
