from __future__ import annotations

import time

import pytest

from forums.domain import meetings, notices
from forums.models import *
from tests.factories import *

pytestmark = pytest.mark.django_db(transaction=True)
CTRL = ["\r", "\n", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\u2028", "\x7f", "\x01", '"', "\ufffe"]


def test_outbox(mailbox, client):
    from action_plans.domain import contributions

    for ch in CTRL:
        Notice.objects.all().delete()
        plan = ActionPlanFactory()
        PhaseFactory(plan=plan)
        a = PersonFactory()
        b = PersonFactory()
        contributions.submit(plan, by=a, title=f"Hello{ch}Bcc: x@example.org", problem="x")
        contributions.submit(plan, by=b, title="fine", problem="x")
        mailbox.messages.clear()
        try:
            n = notices.deliver_due()
            print(
                repr(ch),
                "delivered",
                n,
                [m["subject"] for m in mailbox.messages],
                [m.get("bcc") for m in mailbox.messages],
            )
        except Exception as e:
            print(repr(ch), "BLOCKED", repr(e)[:200])


def test_feed(client):
    client.raise_request_exception = False
    for ch in CTRL:
        f = ForumFactory()
        MeetingFactory(forum=f, title={"en": f"A{ch}B"}, place={"en": f"A{ch}B"}, published=True)
        print(
            repr(ch),
            "atom",
            client.get(f"/forums/{f.slug}/feed.atom").status_code,
            "ics",
            (r := client.get(f"/forums/{f.slug}/calendar.ics")).status_code,
            [l for l in r.content.split(b"\r\n") if b"SUMMARY" in l],
            "page",
            client.get(f"/forums/{f.slug}/calendar/").status_code,
        )


def test_name(client):
    for ch in CTRL:
        f = ForumFactory()
        c = coordinator(f)
        p = seated(f, name=f"A{ch}B")
        m = MeetingFactory(forum=f)
        AgendaItem.objects.create(meeting=m, position=1, title={"en": "x"})
        try:
            meetings.publish(m, by=c)
            print(repr(ch), "ok")
        except Exception as e:
            print(repr(ch), "PUBLISH FAILS", repr(e)[:150])


def test_markdown():
    from forums.templatetags.portal import markdown, plain

    for name, s in {
        "br": "[" * 20000,
        "quote": ">" * 20000,
        "star": "*a_ " * 5000,
        "em": "*" * 20000,
        "a**": "a**b" * 5000,
        "tick": "`a" * 10000,
        "ticks": "".join("`" * i + "a" for i in range(190)),
        "link": "[a](<b" * 3300,
        "img": "![[]()" * 3300,
        "tbl": "|a" * 200 + "\n" + "|-" * 200 + "\n" + ("|" * 400 + "\n") * 40,
        "list": "* " * 10000,
        "nl": "- a\n" * 5000,
        "entity": "&#1;" * 5000,
        "def": "[a]: b\n" * 2800 + "[a]" * 100,
        "lt": "<" * 20000,
        "lt!": "<!--" * 5000,
        "ul": "".join(" " * i + "* a\n" for i in range(190)),
        "~": "~~a" * 6000,
    }.items():
        t = time.time()
        markdown(s)
        d = time.time() - t
        t = time.time()
        plain(s)
        d2 = time.time() - t
        print(name, round(d, 2), round(d2, 2))


def test_number(client):
    client.raise_request_exception = False
    for v in ("-1e100000", "-1e1000000", "1e51", "1e49", "-1e5000000"):
        t = time.time()
        r = client.get("/api/v1/milestones/?commitment=" + v)
        print(v, r.status_code, round(time.time() - t, 2))


def test_diff():
    import random

    from action_plans.domain.merging import difference, merge

    random.seed(1)
    w = ["de", "la", "el", "que", "y"] + [f"palabra{i}" for i in range(400)]
    base = [
        random.choice(w[:5]) if random.random() < 0.35 else random.choice(w) for _ in range(3000)
    ]
    other = list(base)
    for i in random.sample(range(3000), 60):
        other[i] = "nuevo"
    t = time.time()
    difference(" ".join(base), " ".join(other))
    print("real", round(time.time() - t, 2))
    for n in (1000, 2000, 4000):
        t = time.time()
        difference("a " * n, "a b " * (n // 2))
        print("a", n, round(time.time() - t, 2))
        t = time.time()
        merge("a " * n, "a b " * (n // 2), "c a " * (n // 2))
        print("merge", n, round(time.time() - t, 2))
    a = [random.choice("abcde") for _ in range(4000)]
    b = [random.choice("abcde") for _ in range(4000)]
    t = time.time()
    difference(" ".join(a), " ".join(b))
    print("rnd", round(time.time() - t, 2))
