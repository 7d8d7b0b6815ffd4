from __future__ import annotations

import pytest

from commitments.domain import assessments, report_builds
from commitments.models import BuildState, ReportBuild
from tests.factories import PersonFactory, SelfAssessmentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [BuildState.WAITING, BuildState.RUNNING])
def test_a_build_of_the_draft_starts_over_when_the_text_is_published(state: str) -> None:
    assessment, by = SelfAssessmentFactory(introduction={"en": "What we did."}), PersonFactory()
    before = report_builds.request_build(assessment, by=by, language="en")
    ReportBuild.objects.filter(pk=before.pk).update(state=state)
    assessments.publish(assessment, by=by)
    asked = report_builds.request_build(assessment, by=by, language="en")
    after = ReportBuild.objects.get()
    assert asked.pk == after.pk
    assert after.state == BuildState.WAITING
    assert after.requested_at >= assessment.published_at
    assert after.attempts == before.attempts + 1  # so that whoever is at it cannot finish it
