"""Two people from two sectors and a citizen take a commitment from problem to adopted plan."""

from __future__ import annotations

import pytest

from tests.browser import answering_and_adopting, story, writing_together
from tests.browser.reading import Readers
from tests.browser.running import Portal
from tests.conftest import Mailbox

pytestmark = pytest.mark.browser


def test_a_problem_becomes_a_commitment_of_the_adopted_plan(
    portal: Portal, readers: Readers, mailbox: Mailbox
) -> None:
    walk = writing_together.begin(story.begin(portal, mailbox, readers), readers)

    writing_together.citizen_contributes(walk)
    writing_together.coordinator_merges_what_says_the_same(walk)
    writing_together.government_starts_a_public_draft(walk)
    writing_together.citizen_suggests_a_change(walk)
    writing_together.government_declines_it_with_a_word_why(walk)
    writing_together.both_sectors_write_the_same_words(walk)

    answering_and_adopting.civil_society_takes_the_contribution_in(walk)
    answering_and_adopting.coordinator_answers_with_the_change(walk)
    answering_and_adopting.visitor_reads_the_answer_beside_the_change(walk)
    answering_and_adopting.civil_society_proposes_the_draft(walk)
    answering_and_adopting.coordinator_adopts_the_plan(walk)
    answering_and_adopting.visitor_reads_how_the_commitment_came_about(walk)
    answering_and_adopting.visitor_takes_the_plan_home(walk)
    answering_and_adopting.everybody_is_told_of_the_plan(walk)
