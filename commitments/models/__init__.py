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
    OpenGovernmentValue,
)
from commitments.models.progress import Evidence, ReportingRound, Update, UpdateState

__all__ = [
    "AssessmentKind",
    "BuildState",
    "Commitment",
    "CommitmentStatus",
    "Evidence",
    "Milestone",
    "MilestoneStatus",
    "OpenGovernmentValue",
    "ReportBuild",
    "ReportingRound",
    "SelfAssessment",
    "Update",
    "UpdateState",
]
