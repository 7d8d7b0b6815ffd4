"""From a meeting's notice to a plan's self-assessment, as five people, in real browsers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import carrying_it_out, making_the_plan, story
from tests.browser.reading import Readers
from tests.browser.running import Portal
from tests.conftest import Mailbox

pytestmark = pytest.mark.browser


def test_a_forum_walks_from_a_meeting_to_a_self_assessment(
    portal: Portal, readers: Readers, mailbox: Mailbox, tmp_path: Path
) -> None:
    walk = story.begin(portal, mailbox, readers)

    making_the_plan.coordinator_calls_a_meeting(walk)
    making_the_plan.coordinator_publishes_the_meeting(walk)
    making_the_plan.members_start_drafts(walk)
    making_the_plan.members_answer_its_questions(walk)
    making_the_plan.edits_that_do_not_touch_are_merged(walk)
    making_the_plan.edits_that_touch_are_shown_side_by_side(walk)
    making_the_plan.members_add_milestones(walk)
    making_the_plan.citizen_signs_up(walk)
    making_the_plan.citizen_contributes_and_comments(walk)
    making_the_plan.coordinator_answers_with_reasons(walk)
    making_the_plan.members_propose_the_draft(walk)

    carrying_it_out.the_day_of_the_meeting_passes(walk)
    carrying_it_out.coordinator_records_attendance(walk)
    carrying_it_out.coordinator_publishes_minutes(walk)
    carrying_it_out.coordinator_publishes_the_decision(walk)
    carrying_it_out.coordinator_adopts_the_plan(walk)
    carrying_it_out.coordinator_opens_a_round(walk)
    carrying_it_out.government_reports_with_evidence(walk, tmp_path)
    carrying_it_out.coordinator_publishes_the_update(walk)
    carrying_it_out.visitor_sees_update_and_evidence(walk)
    carrying_it_out.coordinator_writes_the_self_assessment(walk)
    carrying_it_out.coordinator_puts_it_to_the_public_and_the_files_are_built(walk)
    carrying_it_out.visitor_reads_the_report(walk)

    making_the_plan.each_member_has_one_invitation(walk)
