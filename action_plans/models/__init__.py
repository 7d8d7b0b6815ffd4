from action_plans.models.calendar import Extension, RuleSetting, Transition, TransitionKind
from action_plans.models.consultations import (
    Consultation,
    ConsultationParagraph,
    ConsultedDrafts,
    ParagraphKind,
)
from action_plans.models.contributions import (
    Channel,
    Contribution,
    ContributionFile,
    Support,
    Voice,
)
from action_plans.models.drafts import Draft, DraftAuthor, DraftMilestone, DraftState, DraftVisit
from action_plans.models.outreach import OutreachActivity, OutreachKind
from action_plans.models.phases import Act, Overview, Phase, PhaseAct, PhaseKind, Who
from action_plans.models.plans import (
    ActionPlan,
    CommitmentTemplate,
    PlanState,
    RuleSetKey,
    Theme,
)
from action_plans.models.responses import (
    CommentAnswer,
    Disposition,
    ReasonedResponse,
    ResponseCorrection,
)
from action_plans.models.returned_files import ReturnedFile
from action_plans.models.revisions import Revision, RevisionKind
from action_plans.models.suggestions import Suggestion, SuggestionState
from action_plans.models.values import OpenGovernmentValue

__all__ = [
    "Act",
    "ActionPlan",
    "Channel",
    "CommentAnswer",
    "CommitmentTemplate",
    "Consultation",
    "ConsultationParagraph",
    "ConsultedDrafts",
    "Contribution",
    "ContributionFile",
    "Disposition",
    "Draft",
    "DraftAuthor",
    "DraftMilestone",
    "DraftState",
    "DraftVisit",
    "Extension",
    "OpenGovernmentValue",
    "OutreachActivity",
    "OutreachKind",
    "Overview",
    "ParagraphKind",
    "Phase",
    "PhaseAct",
    "PhaseKind",
    "PlanState",
    "ReasonedResponse",
    "ResponseCorrection",
    "ReturnedFile",
    "Revision",
    "RevisionKind",
    "RuleSetKey",
    "RuleSetting",
    "Suggestion",
    "SuggestionState",
    "Support",
    "Theme",
    "Transition",
    "TransitionKind",
    "Voice",
    "Who",
]
