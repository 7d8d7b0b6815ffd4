from action_plans.models import OpenGovernmentValue
from commitments.models.amendments import Amendment, AmendmentKind, AmendmentState
from commitments.models.assessments import (
    CONSULTATION,
    AssessmentKind,
    AssessmentStage,
    BuildState,
    CommitmentAccount,
    ReportBuild,
    ReportFormat,
    SelfAssessment,
)
from commitments.models.commitments import (
    Commitment,
    CommitmentStatus,
    GovernmentStatus,
    Milestone,
    MilestoneStatus,
)
from commitments.models.continuations import Continuation
from commitments.models.extensions import MilestoneExtension
from commitments.models.goals import Goal
from commitments.models.indicators import Indicator, Reading
from commitments.models.irm_codings import (
    NEW_SCALE,
    OLD_SCALE,
    Completion,
    DidItOpen,
    EarlyResults,
    IrmCoding,
    IrmValue,
    PotentialForResults,
    PotentialImpact,
    Specificity,
)
from commitments.models.irm_products import IrmProduct, ProductKind
from commitments.models.irm_recommendations import IrmRecommendation, RecommendationOutcome
from commitments.models.observations import Observation
from commitments.models.policy_areas import PolicyArea
from commitments.models.procurement import (
    ContractingProcess,
    ContractingRelease,
    ContractingStatus,
    Procurement,
)
from commitments.models.progress import Evidence, ReportingRound, Stage, Update, UpdateState
from commitments.models.questions import OfficeQuestion
from commitments.models.reports import CommitmentFinding, CommitmentReport, SocietyStatus
from commitments.models.spreadsheets import (
    ImportState,
    SavedMapping,
    SpreadsheetFile,
    SpreadsheetImport,
)
from commitments.models.verifications import DISPUTING, Verdict, Verification, VerificationEvidence
from commitments.models.versions import PlanVersion, VersionCause
from commitments.models.visits import MonitoringVisit, VisitKind

__all__ = [
    "CONSULTATION",
    "DISPUTING",
    "NEW_SCALE",
    "OLD_SCALE",
    "Amendment",
    "AmendmentKind",
    "AmendmentState",
    "AssessmentKind",
    "AssessmentStage",
    "BuildState",
    "Commitment",
    "CommitmentAccount",
    "CommitmentFinding",
    "CommitmentReport",
    "CommitmentStatus",
    "Completion",
    "Continuation",
    "ContractingProcess",
    "ContractingRelease",
    "ContractingStatus",
    "DidItOpen",
    "EarlyResults",
    "Evidence",
    "Goal",
    "GovernmentStatus",
    "ImportState",
    "Indicator",
    "IrmCoding",
    "IrmProduct",
    "IrmRecommendation",
    "IrmValue",
    "Milestone",
    "MilestoneExtension",
    "MilestoneStatus",
    "MonitoringVisit",
    "Observation",
    "OfficeQuestion",
    "OpenGovernmentValue",
    "PlanVersion",
    "PolicyArea",
    "PotentialForResults",
    "PotentialImpact",
    "Procurement",
    "ProductKind",
    "Reading",
    "RecommendationOutcome",
    "ReportBuild",
    "ReportFormat",
    "ReportingRound",
    "SavedMapping",
    "SelfAssessment",
    "SocietyStatus",
    "Specificity",
    "SpreadsheetFile",
    "SpreadsheetImport",
    "Stage",
    "Update",
    "UpdateState",
    "Verdict",
    "Verification",
    "VerificationEvidence",
    "VersionCause",
    "VisitKind",
]
