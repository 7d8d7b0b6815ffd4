from action_plans.models import OpenGovernmentValue
from commitments.models.amendments import Amendment, AmendmentKind, AmendmentState
from commitments.models.assessments import (
    AssessmentKind,
    BuildState,
    ReportBuild,
    SelfAssessment,
)
from commitments.models.commitments import (
    Commitment,
    CommitmentStatus,
    Milestone,
    MilestoneStatus,
)
from commitments.models.extensions import MilestoneExtension
from commitments.models.progress import Evidence, ReportingRound, Update, UpdateState
from commitments.models.versions import PlanVersion, VersionCause

__all__ = [
    "Amendment",
    "AmendmentKind",
    "AmendmentState",
    "AssessmentKind",
    "BuildState",
    "Commitment",
    "CommitmentStatus",
    "Evidence",
    "Milestone",
    "MilestoneExtension",
    "MilestoneStatus",
    "OpenGovernmentValue",
    "PlanVersion",
    "ReportBuild",
    "ReportingRound",
    "SelfAssessment",
    "Update",
    "UpdateState",
    "VersionCause",
]
