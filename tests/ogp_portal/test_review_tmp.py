from __future__ import annotations
import datetime as dt, uuid, re
import pytest
from django.utils import timezone
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import *
from action_plans.models import *
from commitments.models import *
from forums.models import *

pytestmark = pytest.mark.django_db(transaction=True)

BAD = ["", "\x00", "a\x00b", "a\nb", "a\rBcc: x@y", "a\x0bb", "\u2028", "-1", "99999999999999999999999", "x"*30000, "0001-01-01", "9999-12-31", "2026-13-45", "nan", "1e400", "\ud7ff", "=1+1", "<script>", "32768","2147483648", "00:00", "23:59:59.999999"]

def setup_world():
    forum = ForumFactory(slug="f")
    who = coordinator(forum)
    now = timezone.now()
    m = MeetingFactory(forum=forum, number=1)
    AgendaItem.objects.create(meeting=m, position=1, title={"en":"x"})
    m2 = MeetingFactory(forum=forum, number=2, starts_at=now-days(3), published_at=now-days(10))
    d = DecisionFactory(forum=forum, number=1)
    doc = DocumentFactory(forum=forum)
    plan = ActionPlanFactory(forum=forum, slug="p")
    PhaseFactory(plan=plan)
    c = ContributionFactory(plan=plan, number=1)
    dr = DraftFactory(plan=plan, number=1)
    dm = DraftMilestone.objects.create(draft=dr, title={"en":"x"})
    run = RunningPlanFactory(forum=forum, slug="r")
    com = CommitmentFactory(plan=run, number=1)
    ms = MilestoneFactory(commitment=com)
    rd = ReportingRoundFactory(plan=run, slug="rd")
    com_ = Comment.objects.create(forum=forum, target=m2, author=who, text="x")
    return locals()

def test_fuzz(client):
    w = setup_world()
    client.force_login(w["who"])
    client.raise_request_exception = False
    P="/forums/f/plans/p"; R="/forums/f/plans/r"
    forms = {
     "/forums/f/meetings/new/": dict(title__en="t", kind="ordinary", mode="in_person", day="2027-01-01", starts="10:00", ends="11:00", description__en="", place__en="", online_url="", open_to_public="on", **{"agenda-TOTAL_FORMS":"1","agenda-INITIAL_FORMS":"0","agenda-0-title__en":"x","agenda-0-presenter":"p","agenda-0-duration":"5","agenda-0-id":""}),
     "/forums/f/meetings/1/edit/": dict(title__en="t", kind="ordinary", mode="in_person", day="2027-01-01", starts="10:00", ends="11:00", **{"agenda-TOTAL_FORMS":"1","agenda-INITIAL_FORMS":"1","agenda-0-title__en":"x","agenda-0-duration":"5","agenda-0-id":str(w["m"].agenda.first().pk)}),
     "/forums/f/meetings/2/cancel/": dict(reason__en="x"),
     "/forums/f/meetings/2/minutes/": dict(minutes__en="x"),
     "/forums/f/meetings/2/attendance/": {f"term_{Term.objects.first().pk}": "present"},
     "/forums/f/decisions/new/": dict(title__en="t", text__en="t", meeting=str(w["m2"].pk), method="vote", outcome="adopted", decided_on="2026-01-01", votes_for="1", votes_against="1", abstentions="1"),
     "/forums/f/decisions/1/edit/": dict(title__en="t", text__en="t", meeting="", method="vote", outcome="adopted", decided_on="2026-01-01", votes_for="1", votes_against="1", abstentions="1"),
     "/forums/f/repository/new/": dict(title__en="t", kind="other", url="https://e.org/", dated_on="2026-01-01", licence="x"),
     f"/comments/meeting/{w['m2'].pk}/": dict(text="x", parent=str(w["com_"].pk), question="", submission=str(uuid.uuid4()), is_official="on", website=""),
     f"/comments/{w['com_'].pk}/remove/": dict(reason="x"),
     f"{P}/contributions/new/": dict(title="t", problem="p", proposal="x", affected="x", theme="", submission=str(uuid.uuid4()), website=""),
     f"{P}/responses/new/": dict(contributions=str(w["c"].pk), disposition="included", heard__en="x", reason__en="x", theme=""),
     f"{P}/drafts/new/": dict(title__en="t", theme="", lead="", contributions=str(w["c"].pk)),
     f"{P}/drafts/1/edit/": dict(title__en="t", theme="", lead="", contributions=str(w["c"].pk)),
     f"{P}/drafts/1/problem/en/": dict(text="x", base_number="0"),
     f"{P}/drafts/1/milestones/new/": dict(title__en="x", starts_on="2026-01-01", due_on="2026-02-01", responsible=""),
     f"{P}/drafts/1/milestones/{w['dm'].pk}/": dict(title__en="x", starts_on="2026-01-01", due_on="2026-02-01", responsible=""),
     f"{P}/adopt/": dict(decision="1"),
     f"{R}/rounds/new/": dict(title__en="x", as_of="2026-01-01", opens_on="2026-01-01", due_on="2026-02-01"),
     f"{R}/commitments/1/milestones/{w['ms'].pk}/updates/rd/": dict(status="complete", done__en="x", obstacles__en="", evidence_title="t", evidence_url="https://e.org/", submit="1"),
     f"{R}/self-assessments/mid-term/edit/": dict(introduction__en="x", process__en="", lessons__en=""),
     f"{R}/self-assessments/mid-term/build/": dict(language="en"),
     "/me/": dict(name="x", language="en", time_zone="UTC", by_mail="on"),
     "/accounts/signup/": dict(email="z@example.org", password1="sdfkjhsdf87!", name="x"),
     "/language/": dict(language="en", next="/"),
    }
    import traceback, logging
    from django.core.signals import got_request_exception
    errs=[]
    def rec(sender, request=None, **k):
        import sys
        errs.append(sys.exc_info()[1])
    got_request_exception.connect(rec)
    seen={}
    for url, base in forms.items():
        s0 = client.post(url, base).status_code
        print(url, s0)
        for method in ("get","head","options","put","delete"):
            r = getattr(client, method)(url)
            if r.status_code>=500: print("  ", method, r.status_code)
        for f in list(base):
            vals = BAD + [None]
            for v in vals:
                data = dict(base)
                if "submission" in data: data["submission"]=str(uuid.uuid4())
                if v is None: data.pop(f)
                else: data[f]=v
                errs.clear()
                r = client.post(url, data)
                if r.status_code>=500:
                    print("500", url, f, repr(v)[:40], repr(errs[-1])[:200] if errs else "")
        # wrong enctype
        for ct in ("text/plain","application/json","multipart/form-data; boundary=x","multipart/form-data"):
            errs.clear()
            r = client.post(url, data=b"\xff\xfe{}", content_type=ct)
            if r.status_code>=500: print("500 ct", url, ct, errs[-1:])
    for q in ("abc","%00","-1","9"*30,""):
        for u in (f"/forums/f/decisions/new/?meeting={q}", f"/forums/f/repository/new/?meeting={q}", f"{P}/responses/new/?contribution={q}", f"/forums/f/meetings/{q}/edit/"):
            errs.clear()
            r = client.get(u)
            if r.status_code>=500: print("500", u[:80], repr(errs[-1])[:150])
    # pages afterwards
    for u in ("/forums/f/","/forums/f/calendar/","/forums/f/calendar.ics","/forums/f/feed.atom","/forums/f/decisions/","/forums/f/repository/",P+"/",P+"/drafts/",P+"/drafts/1/",P+"/drafts/1/problem/en/history/",R+"/",R+"/commitments/1/","/me/",P+"/contributions/",P+"/responses/","/api/v1/meetings/","/api/v1/meetings/?format=csv","/api/v1/decisions/","/search/?q=x",R+"/self-assessments/mid-term/"):
        errs.clear()
        r = client.get(u)
        if r.status_code>=500: print("AFTER 500", u, repr(errs[-1])[:200])
    from forums.models import Meeting
    for m in Meeting.objects.all():
        for u in (f"/forums/f/meetings/{m.number}/", f"/forums/f/meetings/{m.number}.ics"):
            errs.clear()
            r=client.get(u)
            if r.status_code>=500: print("AFTER 500", u, m.title, m.starts_at, repr(errs[-1])[:200])
        errs.clear()
        r = client.post(f"/forums/f/meetings/{m.number}/publish/")
        if r.status_code>=500: print("PUBLISH 500", m.title, m.starts_at, repr(errs[-1])[:200])
    for u in ("/forums/f/","/forums/f/calendar/","/forums/f/calendar.ics","/forums/f/feed.atom","/api/v1/meetings/","/api/v1/meetings/?format=csv"):
        errs.clear()
        r = client.get(u)
        if r.status_code>=500: print("AFTER2 500", u, repr(errs[-1])[:200])
