from forums.models.action_items import ActionItem
from forums.models.agenda import AgendaItem, AgendaProposal, MeetingPaper, ProposalState
from forums.models.attendance import Attendance, Presence
from forums.models.ballots import Ballot, RollEntry
from forums.models.comments import Comment
from forums.models.decisions import Choice, Decision, DecisionMethod, Handover, Outcome, Vote
from forums.models.document_care import DocumentText, LinkCheck
from forums.models.documents import Document, DocumentKind
from forums.models.following import Follow, Pace, Told
from forums.models.forums import Cohort, Forum
from forums.models.meetings import (
    Meeting,
    MeetingKind,
    MeetingMode,
    MeetingSeries,
    MinutesState,
    Precision,
)
from forums.models.minutes import MinutesApproval, MinutesCorrection
from forums.models.moderation import Appeal, Flag, Moderation, ModerationAct, ModerationRule
from forums.models.notices import Notice
from forums.models.organisations import Organisation, Sector
from forums.models.panels import PanelMember, Score
from forums.models.people import Person
from forums.models.replies import Coming, Reply
from forums.models.rules_of_procedure import CountedOf, RulesVersion, TieRule
from forums.models.seats import COORDINATING, VOTING, Role, Seat, Term
from forums.models.selections import (
    CLOSED,
    MOST_MONTHS,
    Nomination,
    NominationState,
    Selection,
    SelectionModel,
    SelectionStep,
    SelectionTie,
    Stage,
    StepKind,
)
from forums.models.translation import Translated, TranslatedField
from forums.models.working_groups import (
    LEADING,
    GroupMembership,
    GroupRole,
    Recommendation,
    WorkingGroup,
)

__all__ = [
    "CLOSED",
    "COORDINATING",
    "LEADING",
    "MOST_MONTHS",
    "VOTING",
    "ActionItem",
    "AgendaItem",
    "AgendaProposal",
    "Appeal",
    "Attendance",
    "Ballot",
    "Choice",
    "Cohort",
    "Coming",
    "Comment",
    "CountedOf",
    "Decision",
    "DecisionMethod",
    "Document",
    "DocumentKind",
    "DocumentText",
    "Flag",
    "Follow",
    "Forum",
    "GroupMembership",
    "GroupRole",
    "Handover",
    "LinkCheck",
    "Meeting",
    "MeetingKind",
    "MeetingMode",
    "MeetingPaper",
    "MeetingSeries",
    "MinutesApproval",
    "MinutesCorrection",
    "MinutesState",
    "Moderation",
    "ModerationAct",
    "ModerationRule",
    "Nomination",
    "NominationState",
    "Notice",
    "Organisation",
    "Outcome",
    "Pace",
    "PanelMember",
    "Person",
    "Precision",
    "Presence",
    "ProposalState",
    "Recommendation",
    "Reply",
    "Role",
    "RollEntry",
    "RulesVersion",
    "Score",
    "Seat",
    "Sector",
    "Selection",
    "SelectionModel",
    "SelectionStep",
    "SelectionTie",
    "Stage",
    "StepKind",
    "Term",
    "TieRule",
    "Told",
    "Translated",
    "TranslatedField",
    "Vote",
    "WorkingGroup",
]
