from forums.models.comments import Comment
from forums.models.decisions import Decision, DecisionMethod, Outcome
from forums.models.documents import Document, DocumentKind
from forums.models.forums import Cohort, Forum
from forums.models.meetings import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingKind,
    MeetingMode,
    MeetingPaper,
    Precision,
    Presence,
)
from forums.models.notices import Notice
from forums.models.organisations import Organisation, Sector
from forums.models.people import Person
from forums.models.seats import COORDINATING, VOTING, Role, Seat, Term
from forums.models.translation import Translated, TranslatedField

__all__ = [
    "COORDINATING",
    "VOTING",
    "AgendaItem",
    "Attendance",
    "Cohort",
    "Comment",
    "Decision",
    "DecisionMethod",
    "Document",
    "DocumentKind",
    "Forum",
    "Meeting",
    "MeetingKind",
    "MeetingMode",
    "MeetingPaper",
    "Notice",
    "Organisation",
    "Outcome",
    "Person",
    "Precision",
    "Presence",
    "Role",
    "Seat",
    "Sector",
    "Term",
    "Translated",
    "TranslatedField",
]
