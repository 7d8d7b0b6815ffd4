"""The public pages of a forum as two tests read them: one counts, one looks for secrets.

Both read a forum at /forums/open/ with the plans `made` and `running`, in which number 1 of
everything is public.
"""

from __future__ import annotations

from django.utils import timezone

from ogp_portal.api.urls import router

FORUM = "/forums/open"
MADE, RUNNING = f"{FORUM}/plans/made", f"{FORUM}/plans/running"
WATCHED = f"{RUNNING}/commitments/1/milestones/9001/updates/watched"
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
    f"{FORUM}/changes/",
    f"{FORUM}/changes/?plan=running&commitment=1",
    *("/offices/office/", "/offices/office/feed.atom"),
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
    f"{FORUM}/repository/?kind=other&phase=drafting&link=broken&sort=dated",
    f"{FORUM}/repository/?plan=running&commitment=running/1&meeting=1",
    f"{FORUM}/repository/?q=words",
    f"{FORUM}/repository.atom",
    f"{FORUM}/documents/00000000-0000-0000-0000-000000000001/about/",
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
    f"{RUNNING}/dashboard/",
    f"{RUNNING}/commitments/",
    f"{RUNNING}/feed.atom",
    *(f"{RUNNING}/themes/water/", f"{RUNNING}/themes/water/feed.atom"),
    *(f"{RUNNING}/commitments/1/embed/", f"{RUNNING}/commitments/1/feed.atom"),
    f"{RUNNING}/commitments/1/",
    f"{RUNNING}/commitments/1/findings/",
    f"{RUNNING}/commitments/1/observations/",
    f"{RUNNING}/commitments/1/observations/1/",
    f"{WATCHED}/verifications/watch/",
    f"{RUNNING}/monitoring/",
    f"{RUNNING}/monitoring/?state=settled",
    f"{RUNNING}/visits/",
    f"{RUNNING}/visits/1/",
    f"{RUNNING}/text/",
    f"{RUNNING}/versions/",
    f"{RUNNING}/versions/1/",
    f"{RUNNING}/versions/2/differences/",
    *(
        f"{RUNNING}/self-assessments/end-of-term/{page}"
        for page in ("", "commitments/", "comments/")
    ),
    f"{RUNNING}/amendments/",
    f"{RUNNING}/amendments/1/",
    f"{RUNNING}/rounds/",
    f"{RUNNING}/rounds/half-year/",
    f"{RUNNING}/rounds/half-year/?page=1&reports=1",
    f"{RUNNING}/overdue/",
    f"{RUNNING}/irm/",
    f"{RUNNING}/irm/results/2001/",
    f"{FORUM}/contracts/ocds-1/",
    "/contracts/",
    "/contracts/?q=bought&year=2024&status=contract&amount_from=1&currency=USD",
    *("/policy-areas/", "/policy-areas/water/"),
    "/commitments/",
    "/commitments/?q=english&area=water&status=in_progress&theme=water&office=office&goal=16",
    "/commitments/ogp.csv",
    *("/data/", "/data/dictionary/", "/data/dictionary.csv", "/data/dictionary.json"),
    *(f"{RUNNING}/data{ending}" for ending in ("/", ".xlsx", ".json", ".toml")),
    *("/api/v1/changes/", "/api/v1/changes/?forum=open&format=csv"),
    *(f"/api/v1/{name}/{ending}" for name in API for ending in ("", "?format=csv")),
]
