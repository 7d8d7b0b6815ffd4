"""The state of a thing as the reader sees it: a word, a shape and a colour, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()


@dataclass(frozen=True)
class Look:
    """`tone` names a colour of tokens.css, `shape` a file in partials/icons."""

    tone: str
    shape: str
    word: str | Promise

    @property
    def icon(self) -> str:
        return f"partials/icons/{self.shape}.svg"


_WORK = {
    "not_started": Look("todo", "todo", _("Not started")),
    "in_progress": Look("now", "now", _("In progress")),
    "complete": Look("done", "done", _("Complete")),
    "withdrawn": Look("gone", "gone", _("Withdrawn")),
    "overdue": Look("late", "late", _("Overdue")),
}
_DISPOSITION = {
    "included": Look("done", "done", _("Included")),
    "included_with_changes": Look("done", "now", _("Included with changes")),
    "not_included": Look("todo", "no", _("Not included")),
    "out_of_scope": Look("todo", "gone", _("Out of scope")),
}

LOOKS: dict[str, dict[str, Look]] = {
    "milestone": _WORK,
    "commitment": _WORK,
    "disposition": _DISPOSITION,
    "plan": {
        "co_creation": Look("wait", "draft", _("In co-creation")),
        "implementation": Look("now", "now", _("In implementation")),
        "closed": Look("done", "done", _("Closed")),
    },
    "plan_date": {
        "done": Look("done", "done", _("Done")),
        "late": Look("late", "late", _("Late")),
        "past": Look("gone", "done", _("Past")),
        "today": Look("now", "now", _("Today")),
        "coming": Look("todo", "todo", _("To come")),
    },
    "phase": {
        "done": Look("done", "done", _("Done")),
        "now": Look("now", "now", _("Now")),
        "next": Look("todo", "todo", _("To come")),
    },
    "draft": {
        "drafting": Look("now", "draft", _("Being written")),
        "proposed": Look("wait", "wait", _("Proposed")),
        "adopted": Look("done", "done", _("Adopted")),
        "withdrawn": Look("gone", "gone", _("Withdrawn")),
    },
    "consultation": {
        "prepared": Look("todo", "draft", _("In preparation")),
        "coming": Look("todo", "todo", _("To come")),
        "open": Look("now", "now", _("Open for comments")),
        "over": Look("done", "done", _("Over")),
    },
    "consulted": {
        "kept": Look("todo", "todo", _("Unchanged")),
        "changed": Look("now", "now", _("Changed")),
        "removed": Look("gone", "gone", _("Does not go on")),
        "not_adopted": Look("gone", "gone", _("Not adopted")),
        "added": Look("done", "done", _("New")),
    },
    "contribution": {
        "waiting": Look("wait", "wait", _("Waiting for an answer")),
        "answered": Look("done", "done", _("Answered")),
        "held": Look("wait", "lock", _("Waits for a first look")),
        "removed": Look("gone", "gone", _("Removed")),
        **_DISPOSITION,
    },
    "meeting": {
        "draft": Look("todo", "draft", _("Not published")),
        "scheduled": Look("now", "todo", _("Coming up")),
        "live": Look("now", "now", _("Taking place now")),
        "held": Look("wait", "wait", _("Held, minutes to come")),
        "past": Look("done", "done", _("Held")),
        "minuted": Look("done", "done", _("Minutes published")),
        "cancelled": Look("gone", "gone", _("Cancelled")),
    },
    "decision": {
        "open": Look("wait", "wait", _("Open")),
        "voting": Look("now", "now", _("Vote open")),
        "adopted": Look("done", "done", _("Adopted")),
        "rejected": Look("late", "no", _("Rejected")),
        "postponed": Look("todo", "gone", _("Postponed")),
    },
    "rules": {
        "draft": Look("todo", "draft", _("Draft")),
        "proposed": Look("wait", "wait", _("Open for comments")),
        "closed": Look("wait", "wait", _("To be decided")),
        "adopted": Look("now", "now", _("Adopted, not yet in force")),
        "in_force": Look("done", "done", _("In force")),
        "past": Look("todo", "gone", _("No longer in force")),
        "not_adopted": Look("todo", "no", _("Not adopted")),
    },
    "selection": {
        "prepared": Look("todo", "draft", _("In preparation")),
        "call": Look("now", "now", _("Open for nominations")),
        "eligibility": Look("wait", "wait", _("Eligibility is checked")),
        "consultation": Look("now", "now", _("Candidates are consulted on")),
        "choice_election": Look("now", "now", _("Organisations vote")),
        "choice_invitation": Look("now", "now", _("A panel scores the candidates")),
        "choice_self_selection": Look("now", "now", _("The network chooses")),
        "acceptance": Look("wait", "wait", _("Those chosen accept")),
        "seated": Look("done", "done", _("Seated")),
        "cancelled": Look("gone", "gone", _("Cancelled")),
    },
    "nomination": {
        "submitted": Look("wait", "wait", _("Received")),
        "eligible": Look("done", "done", _("Eligible")),
        "ineligible": Look("todo", "no", _("Not eligible")),
        "chosen": Look("now", "now", _("Chosen")),
        "not_chosen": Look("todo", "todo", _("Not chosen")),
        "accepted": Look("done", "done", _("Accepted")),
        "declined": Look("todo", "gone", _("Declined")),
        "seated": Look("done", "done", _("Seated")),
        "withdrawn": Look("gone", "gone", _("Withdrawn")),
    },
    "update": {
        "draft": Look("todo", "draft", _("Draft")),
        "submitted": Look("wait", "wait", _("Handed in")),
        "published": Look("done", "done", _("Published")),
    },
    "assessment": {
        "draft": Look("todo", "draft", _("Draft")),
        "consultation": Look("wait", "wait", _("Open for comments")),
        "answering": Look("wait", "wait", _("Comments are being answered")),
        "final": Look("done", "done", _("Final")),
        "published": Look("todo", "done", _("Published without a consultation")),
    },
    "build": {
        "waiting": Look("wait", "wait", _("Waiting")),
        "running": Look("now", "now", _("Being built")),
        "done": Look("done", "done", _("Ready")),
        "failed": Look("late", "late", _("Failed")),
    },
    "presence": {
        "present": Look("done", "done", _("Present")),
        "alternate": Look("done", "now", _("Alternate present")),
        "excused": Look("todo", "gone", _("Excused")),
        "absent": Look("todo", "no", _("Absent")),
    },
    "minutes": {
        "draft": Look("todo", "draft", _("Draft")),
        "review": Look("wait", "wait", _("In review")),
        "approved": Look("done", "done", _("Approved, to be published")),
        "public": Look("done", "done", _("Published")),
        "late": Look("late", "late", _("Minutes are late")),
    },
    "action": {
        "open": Look("now", "todo", _("To do")),
        "late": Look("late", "late", _("Late")),
        "done": Look("done", "done", _("Done")),
    },
    "vote": {
        "for": Look("done", "done", _("For")),
        "against": Look("late", "no", _("Against")),
        "abstain": Look("todo", "gone", _("Abstention")),
        "recused": Look("todo", "lock", _("Does not vote: own interest")),
        "objection": Look("late", "late", _("Objection")),
        "voted": Look("done", "done", _("Has voted")),
        "waiting": Look("wait", "wait", _("Has not voted yet")),
        "nobody": Look("todo", "gone", _("Nobody takes the seat")),
    },
    "requirement": {
        "met": Look("done", "done", _("Met")),
        "not_met": Look("late", "late", _("Not met")),
        "not_yet": Look("wait", "wait", _("Not yet")),
    },
    "verification": {
        "verified": Look("done", "done", _("Verified")),
        "disputed": Look("late", "late", _("Disputed")),
        "unverified": Look("todo", "todo", _("Not verified yet")),
    },
    "reported": {
        "not_started": Look(
            "todo", "todo", pgettext_lazy("the government's report", "Not started")
        ),
        "limited": Look("wait", "now", pgettext_lazy("the government's report", "Limited")),
        "substantial": Look("now", "now", pgettext_lazy("the government's report", "Substantial")),
        "complete": Look("done", "done", pgettext_lazy("the government's report", "Complete")),
    },
    "verdict": {
        "confirmed": Look("done", "done", pgettext_lazy("a verification", "Confirmed")),
        "partly": Look("wait", "now", pgettext_lazy("a verification", "Confirmed in part")),
        "not_confirmed": Look("late", "no", pgettext_lazy("a verification", "Not confirmed")),
        "cannot_tell": Look("todo", "gone", pgettext_lazy("a verification", "Cannot tell")),
    },
    "difference": {
        "open": Look("late", "late", pgettext_lazy("differences", "Open")),
        "settled": Look("done", "done", pgettext_lazy("differences", "Settled")),
    },
    "found": {
        "not_started": Look(
            "todo", "todo", pgettext_lazy("civil society's finding", "Not started")
        ),
        "limited": Look("wait", "now", pgettext_lazy("civil society's finding", "Limited")),
        "substantial": Look("now", "now", pgettext_lazy("civil society's finding", "Substantial")),
        "complete": Look("done", "done", pgettext_lazy("civil society's finding", "Complete")),
        "cannot_tell": Look(
            "todo", "gone", pgettext_lazy("civil society's finding", "Cannot tell")
        ),
    },
    "stage": {
        "": Look("todo", "todo", pgettext_lazy("a report", "Nothing yet")),
        "draft": Look("now", "draft", pgettext_lazy("a report", "Draft")),
        "sent_back": Look("late", "late", pgettext_lazy("a report", "Sent back")),
        "handed_in": Look("wait", "wait", pgettext_lazy("a report", "Handed in, being checked")),
        "published": Look("done", "done", pgettext_lazy("a report", "Published")),
        "none": Look("todo", "todo", pgettext_lazy("a report", "Not handed in")),
    },
    "office": {
        "reported": Look("done", "done", pgettext_lazy("an office", "Reported")),
        "open": Look("now", "now", pgettext_lazy("an office", "Still has time")),
        "late": Look("late", "late", pgettext_lazy("an office", "Late")),
        "missing": Look("gone", "no", pgettext_lazy("an office", "Did not report all")),
    },
    "proposal": {
        "waiting": Look("wait", "wait", _("Waiting for an answer")),
        "accepted": Look("done", "done", _("On an agenda")),
        "declined": Look("todo", "no", _("Not taken up")),
    },
    "suggestion": {
        "open": Look("wait", "wait", _("Open")),
        "accepted": Look("done", "done", _("Accepted")),
        "declined": Look("todo", "no", _("Declined")),
        "withdrawn": Look("gone", "gone", _("Taken back")),
        "held": Look("wait", "lock", _("Waits for a first look")),
        "removed": Look("gone", "gone", _("Removed")),
    },
    "amendment": {
        "proposed": Look("wait", "wait", pgettext_lazy("an amendment", "Proposed")),
        "adopted": Look("done", "done", pgettext_lazy("an amendment", "Adopted")),
        "dropped": Look("gone", "gone", pgettext_lazy("an amendment", "Dropped")),
    },
    "contracting": {
        "planning": Look("todo", "todo", pgettext_lazy("a contracting process", "Planning")),
        "tender": Look("wait", "wait", pgettext_lazy("a contracting process", "Tender")),
        "award": Look("now", "now", pgettext_lazy("a contracting process", "Award")),
        "contract": Look("now", "now", pgettext_lazy("a contracting process", "Contract")),
        "implementation": Look(
            "now", "now", pgettext_lazy("a contracting process", "Implementation")
        ),
        "complete": Look("done", "done", pgettext_lazy("a contracting process", "Complete")),
        "cancelled": Look("gone", "gone", pgettext_lazy("a contracting process", "Cancelled")),
    },
    "recommendation": {
        "open": Look("wait", "wait", pgettext_lazy("a recommendation", "Not answered yet")),
        "accepted": Look("now", "now", pgettext_lazy("a recommendation", "Accepted")),
        "partly": Look("now", "now", pgettext_lazy("a recommendation", "Accepted in part")),
        "rejected": Look("todo", "no", pgettext_lazy("a recommendation", "Not accepted")),
        "carried_out": Look("done", "done", pgettext_lazy("a recommendation", "Carried out")),
    },
    "change": {
        "added": Look("done", "done", _("Added")),
        "changed": Look("now", "now", _("Changed")),
        "removed": Look("gone", "gone", _("Removed")),
        "withdrawn": Look("gone", "gone", _("Withdrawn")),
    },
    "publication": {
        "public": Look("done", "done", _("Public")),
        "private": Look("todo", "lock", _("Only members see this")),
    },
}


@register.simple_tag
def status_look(kind: str, state: str, label: str = "") -> Look:
    """How a state looks. One that is not known is shown by its own word, in grey."""
    look = LOOKS.get(kind, {}).get(str(state))
    if look is None:
        return Look("todo", "todo", label or str(state).replace("_", " ").capitalize())
    return Look(look.tone, look.shape, label) if label else look


@register.inclusion_tag("partials/status.html")
def status(kind: str, state: str, label: str = "", *, boxed: bool = False) -> dict[str, object]:
    """The partial `status` in one line."""
    return {"kind": kind, "state": state, "label": label, "boxed": boxed}
