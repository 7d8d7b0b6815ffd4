"""The field's terms, each explained once (see `style.md`: one word for one thing everywhere)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TERMS: list[tuple[str | Promise, str | Promise]] = [
    (
        _("Action item"),
        _(
            "What somebody promised at a meeting to do by a day. It stands on the next agenda until it is done."
        ),
    ),
    (
        _("Action plan"),
        _(
            "The commitments that government and civil society agree on for two years, written together and carried out in public."
        ),
    ),
    (
        _("Agenda item"),
        _("One point of a meeting: what is discussed, who presents it, for how long."),
    ),
    (_("Alternate"), _("The person who takes a member's place when the member cannot come.")),
    (
        _("Amendment"),
        _(
            "A change of an adopted plan: a commitment added, changed or withdrawn, with the reason and the forum's decision."
        ),
    ),
    (_("Attendance"), _("Who took which seat at a meeting, counted by sector.")),
    (
        _("Ballot"),
        _(
            "One secret vote of an organisation in an election. It names nobody; its receipt shows the voter that it was counted."
        ),
    ),
    (
        _("Co-chair"),
        _("One of the two who lead the forum, one from government and one from civil society."),
    ),
    (
        _("Co-creation"),
        _(
            "Making an action plan together: collecting contributions, writing drafts, answering, adopting."
        ),
    ),
    (
        _("Coding"),
        _(
            "How the Independent Reporting Mechanism marks a commitment, in the scales of its time. Old and new scales are never compared."
        ),
    ),
    (
        _("Cohort"),
        _(
            "The members that hand in their plans in the same years, the odd or the even ones. Who is very late moves to the next."
        ),
    ),
    (
        _("Commitment"),
        _("A promise in an action plan, with a responsible office, milestones and dates."),
    ),
    (_("Consensus"), _("A decision that nobody in the room opposes, once all have been heard.")),
    (
        _("Consent"),
        _(
            "A decision that stands unless somebody objects with a reason. Not to be in favour is no objection."
        ),
    ),
    (
        _("Consultation"),
        _(
            "The draft plan put to the public for a stated time, paragraph by paragraph. Its text stands still while it is discussed, and every comment is answered."
        ),
    ),
    (
        _("Contracting process"),
        _(
            "Everything by which an office buys one thing, from the plan to the last invoice, under one Open Contracting id."
        ),
    ),
    (
        _("Contrary to process"),
        _(
            "What OGP says of a member that broke a basic rule, such as handing in no plan in time. Twice in a row leads to a review."
        ),
    ),
    (
        _("Contribution"),
        _("What somebody brings to a plan: a problem, a proposal, or both. Each one is answered."),
    ),
    (
        _("Coordinator"),
        _(
            "Who runs the forum's calendar, papers and answers: the co-chairs and the government's point of contact."
        ),
    ),
    (
        _("Decision"),
        _(
            "What the forum settled, how, and why. A published decision is corrected by a new one, never edited."
        ),
    ),
    (
        _("Disposition"),
        _(
            "What became of a contribution: included, included with changes, not included, or out of scope."
        ),
    ),
    (
        _("Draft"),
        _(
            "A commitment while it is being written, question by question, with every revision kept."
        ),
    ),
    (
        _("Evidence"),
        _(
            "A document that proves what is said: a law, a page, a dataset, a photograph. “See above” is none."
        ),
    ),
    (
        _("Extension"),
        _(
            "More time for a running plan, on the basis of a document. The dates before stay on record."
        ),
    ),
    (
        _("Forum"),
        _(
            "The multi-stakeholder forum: the table at which government and civil society sit, decide and follow up."
        ),
    ),
    (
        _("Independent Reporting Mechanism (IRM)"),
        _("OGP's own researchers, who assess how a plan was made and what came of it."),
    ),
    (
        _("Indicator"),
        _(
            "A figure by which a milestone is measured: what it was before, and what it shall become."
        ),
    ),
    (
        _("Mapping"),
        _(
            "What says which column of a spreadsheet is what, so that a plan can be imported from it."
        ),
    ),
    (
        _("Milestone"),
        _(
            "A step of a commitment that anybody can see was taken, with a date and one responsible office."
        ),
    ),
    (_("Minutes"), _("What was said and settled at a meeting, published afterwards.")),
    (
        _("Moderation"),
        _(
            "Looking at comments and contributions by published rules. What is removed leaves its place, the rule and the reason, and the author can appeal."
        ),
    ),
    (
        _("Monitoring visit"),
        _(
            "A visit, or a meeting with an office, to see how commitments go; recorded by whoever went, and public."
        ),
    ),
    (
        _("Nomination"),
        _("An organisation and the person whom it proposes for a seat, in a selection."),
    ),
    (
        _("Notice period"),
        _("The days that the rules want between the notice of a meeting and the meeting."),
    ),
    (
        _("Observation"),
        _(
            "What somebody of the public saw of a commitment herself, with a photo or a link. The office answers it in public."
        ),
    ),
    (_("Observer"), _("Somebody who sits at the table and speaks, without a vote.")),
    (
        _("Open Government Partnership (OGP)"),
        _(
            "A partnership of countries and cities whose governments promise to be open, and of the civil society that holds them to it."
        ),
    ),
    (
        _("Outreach"),
        _(
            "What is done so that people know of a plan and how to take part, with how many it reached and how that is known."
        ),
    ),
    (
        _("Overview"),
        _(
            "When and how people can take part in a co-creation, published before it starts. Each version stays readable."
        ),
    ),
    (
        _("Phase"),
        _(
            "A stretch of co-creation with its own dates and its own work, such as outreach or drafting."
        ),
    ),
    (_("Quorum"), _("How many seats have to be taken for the forum to decide.")),
    (
        _("Reasoned response"),
        _(
            "The forum's published answer to contributions: what was heard, what is done about it, and why."
        ),
    ),
    (
        _("Recusal"),
        _(
            "Taking no part in a decision because of an interest of one’s own, which is declared. The seat does not count."
        ),
    ),
    (
        _("Reporting round"),
        _("A time in which all responsible offices say how far their milestones are on one day."),
    ),
    (
        _("Repository"),
        _("The public list of all documents of a forum, free to read without an account."),
    ),
    (_("Revision"), _("One saved text of an answer in a draft. None is ever lost.")),
    (_("Roll"), _("The list of the organisations that may vote in an election, one ballot each.")),
    (
        _("Rules of procedure"),
        _(
            "How the forum works: quorum, majority, notice, terms. Every version stays public, and a meeting is judged by the one in force then."
        ),
    ),
    (
        _("Seat"),
        _("A place at the forum's table. It belongs to a sector and stays when its holder goes."),
    ),
    (
        _("Sector"),
        _(
            "Where a seat or an organisation comes from: government, civil society, private sector, academia."
        ),
    ),
    (
        _("Selection"),
        _(
            "How civil society chooses its members: by election, by invitation with a scored panel, or within its own network; public from the call to the seat."
        ),
    ),
    (
        _("Self-assessment"),
        _(
            "The government's own account of a plan, at mid-term and at the end, with the figures behind it."
        ),
    ),
    (
        _("Suggestion"),
        _(
            "A changed answer that somebody puts before the authors of a draft. They accept it, or decline it with a word why; it stays readable."
        ),
    ),
    (
        _("Support"),
        _("One click that says: this contribution matters to me too. Each person counts once."),
    ),
    (_("Tally"), _("The count of the ballots. Anyone can count the published ballots again.")),
    (_("Term"), _("The time for which a person holds a seat.")),
    (
        _("Update"),
        _(
            "What a responsible office reports of one milestone in one round, checked and published by the coordinator."
        ),
    ),
    (
        _("Verification"),
        _(
            "What an organisation of civil society in the forum finds of an update: confirmed, in part, not, or cannot tell. It stands beside the update and never over it."
        ),
    ),
    (
        _("Version"),
        _(
            "What an adopted plan says from one day on. Each amendment makes another; none is ever changed."
        ),
    ),
    (
        pgettext_lazy("a noun", "Vote"),
        _("A decision by counting who is for and against, by the majority that the rules ask for."),
    ),
    (
        _("Working group"),
        _(
            "People who work on one theme between the forum’s meetings, led by both sides. What they recommend goes on the forum’s agenda."
        ),
    ),
]
