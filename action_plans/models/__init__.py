from action_plans.models.contributions import Contribution
from action_plans.models.drafts import Draft, DraftMilestone, DraftState, Revision, RevisionKind
from action_plans.models.plans import (
    ActionPlan,
    CommitmentTemplate,
    Phase,
    PhaseKind,
    PlanState,
    Theme,
)
from action_plans.models.responses import Disposition, ReasonedResponse

__all__ = [
    "ActionPlan",
    "CommitmentTemplate",
    "Contribution",
    "Disposition",
    "Draft",
    "DraftMilestone",
    "DraftState",
    "Phase",
    "PhaseKind",
    "PlanState",
    "ReasonedResponse",
    "Revision",
    "RevisionKind",
    "Theme",
]
