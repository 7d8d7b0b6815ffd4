"""The public pages of a forum as two tests read them: one counts, one looks for secrets.

Both read a forum at /forums/open/ with the plans `made` and `running`, in which number 1 of
everything is public.
"""

from __future__ import annotations

from django.utils import timezone

from ogp_portal.api.urls import router

FORUM = "/forums/open"
MADE, RUNNING = f"{FORUM}/plans/made", f"{FORUM}/plans/running"
ELECTION, INVITATION = f"{FORUM}/selections/election", f"{FORUM}/selections/invitation"
GROUP = f"{FORUM}/working-groups/water"
ACTIVITY = f"{FORUM}/activity/{timezone.now().year}"
API = [prefix for prefix, *_rest in router.registry]
PUBLIC = [
    "/",
    "/forums/",
    f"{FORUM}/",
    f"{FORUM}/members/",
    f"{FORUM}/calendar/",
    f"{FORUM}/calendar.ics",
    f"{FORUM}/feed.atom",
    f"{FORUM}/meetings/1/",
    f"{FORUM}/meetings/1.ics",
    f"{FORUM}/action-items/",
    f"{FORUM}/action-items/?state=done",
    f"{ACTIVITY}/",
    f"{FORUM}/decisions/",
    f"{FORUM}/decisions/?outcome=open",
    f"{FORUM}/decisions/1/",
    f"{FORUM}/decisions.atom",
    f"{FORUM}/rules/",
    f"{FORUM}/rules/1/",
    f"{FORUM}/moderation/",
    f"/api/v1{FORUM}/moderation/",
    f"/api/v1{FORUM}/moderation/?format=csv",
    f"{FORUM}/selections/",
    f"{ELECTION}/",
    f"{ELECTION}/roll/",
    f"{ELECTION}/nominations/1/",
    f"{INVITATION}/",
    f"{INVITATION}/nominations/1/",
    f"{FORUM}/working-groups/",
    f"{GROUP}/",
    f"{FORUM}/repository/",
    f"{FORUM}/plans/",
    f"{FORUM}/ogp-rules/",
    f"{MADE}/",
    f"{MADE}/calendar/",
    f"{MADE}/overview/",
    f"{MADE}/overview/1/",
    f"{MADE}/outreach/",
    f"{MADE}/outreach/?kind=workshop",
    f"{MADE}/contributions/",
    f"{MADE}/contributions/?sort=supported&taken_up=yes&year={timezone.now().year}",
    f"{MADE}/contributions/1/",
    f"{MADE}/map/",
    f"{MADE}/responses/",
    f"{MADE}/responses/?disposition=included",
    f"{MADE}/consultations/",
    f"{MADE}/consultations/1/",
    f"{MADE}/consultations/1/?at=d1-1",
    f"{MADE}/consultations/1/differences/",
    f"{MADE}/consultations/1/differences/?part=d1",
    f"{MADE}/drafts/",
    f"{RUNNING}/",
    f"{RUNNING}/calendar/",
    f"{RUNNING}/calendar.ics",
    f"{RUNNING}/commitments/",
    f"{RUNNING}/commitments/1/",
    f"{RUNNING}/text/",
    f"{RUNNING}/versions/",
    f"{RUNNING}/versions/1/",
    f"{RUNNING}/versions/2/differences/",
    f"{RUNNING}/amendments/",
    f"{RUNNING}/amendments/1/",
    "/commitments/",
    *(f"/api/v1/{name}/{ending}" for name in API for ending in ("", "?format=csv")),
]
