"""Every component in plausible states, for those who work on the portal. Only while DEBUG."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forums.templatetags.status import LOOKS

TODAY = dt.date(2026, 3, 4)
THEMES = [
    ("health", "Health"),
    ("budget", "Open budgets"),
    ("justice", "Justice"),
    ("water", "Water"),
]


class SampleForm(forms.Form):
    title__en = forms.CharField(
        label="Title (English)", help_text="One sentence that a newspaper could print."
    )
    title__es = forms.CharField(label="Title (Spanish)", required=False)
    problem = forms.CharField(
        label="What is the problem?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Who has it, since when, and how do you know?",
    )
    theme = forms.ChoiceField(label="Theme", choices=[("", "Choose a theme"), *THEMES])
    due = forms.DateField(
        label="Due", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    sector = forms.ChoiceField(
        label="Who speaks?",
        widget=forms.RadioSelect,
        choices=[("government", "Government"), ("civil_society", "Civil society")],
    )
    follow = forms.BooleanField(label="Tell me when it is answered", required=False)


class SampleFilter(forms.Form):
    q = forms.CharField(label="Words", required=False)
    theme = forms.ChoiceField(label="Theme", choices=[("", "All themes"), *THEMES], required=False)
    status = forms.ChoiceField(
        label="State",
        choices=[("", "All states"), ("complete", "Complete"), ("in_progress", "In progress")],
        required=False,
    )


def _people() -> list[SimpleNamespace]:
    names = [("Ana María Morales", "Ministry of Health"), ("Tomás Ferreira", "Water for All")]
    return [SimpleNamespace(name=name, organisation=organisation) for name, organisation in names]


def _comments(people: list[SimpleNamespace]) -> list[SimpleNamespace]:
    ana, tomas = people
    when = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)
    comment: dict[str, Any] = {
        "created_at": when,
        "is_official": False,
        "removed_at": None,
        "language": "en",
        "answers": [],
    }
    answer = {
        **comment,
        "pk": 2,
        "author": ana,
        "is_official": True,
        "text": "They will: the first list is published in June, for all 42 hospitals.",
    }
    gone = {
        **comment,
        "pk": 4,
        "author": tomas,
        "text": "",
        "removed_at": when,
        "removed_reason": "advertising",
    }
    return [
        SimpleNamespace(
            **{
                **comment,
                "pk": 1,
                "author": tomas,
                "text": "Will the waiting times of rural hospitals be published too?\n"
                "Last year only the capital reported them.",
                "answers": [SimpleNamespace(**answer)],
            }
        ),
        SimpleNamespace(**gone),
    ]


def _documents() -> list[SimpleNamespace]:
    common = {"get_absolute_url": "#", "licence": "CC-BY-4.0", "url": ""}
    return [
        SimpleNamespace(
            **common, title="Minutes of the 14th meeting", kind="minutes", size=184_320,
            get_kind_display="Minutes", language="es", dated_on=dt.date(2026, 1, 20),
        ),
        SimpleNamespace(
            **common, title="Waiting times by hospital, 2025", kind="dataset", size=48_128,
            get_kind_display="Dataset", language="en", dated_on=dt.date(2025, 12, 31),
        ),
    ]  # fmt: skip


def _meetings() -> list[SimpleNamespace]:
    rows = [
        ("scheduled", "15th meeting of the forum", dt.datetime(2026, 3, 24, 13, tzinfo=dt.UTC)),
        ("minuted", "14th meeting of the forum", dt.datetime(2026, 1, 20, 13, tzinfo=dt.UTC)),
        ("cancelled", "Working group on water", dt.datetime(2025, 12, 9, 13, tzinfo=dt.UTC)),
    ]
    return [
        SimpleNamespace(
            title=title, state=state, starts_at=start, local_start=start, get_absolute_url="#",
            time_zone="America/Montevideo", place="Casa de los Ciudadanos, Room 2",
            get_mode_display="In person and online", get_kind_display="Ordinary meeting",
        )
        for state, title, start in rows
    ]  # fmt: skip


def _plans() -> dict[str, Any]:
    day = dt.date
    making = SimpleNamespace(
        co_creation_starts_on=day(2026, 1, 12), starts_on=day(2026, 9, 1), ends_on=day(2028, 8, 31)
    )
    running = SimpleNamespace(
        co_creation_starts_on=day(2024, 2, 1), starts_on=day(2024, 9, 1), ends_on=day(2026, 8, 31)
    )
    phases = [
        SimpleNamespace(title=title, opens_on=day(2026, *opens), closes_on=day(2026, *closes))
        for title, opens, closes in [
            ("Outreach", (1, 12), (2, 15)),
            ("Contributions", (2, 16), (4, 15)),
            ("Drafting", (4, 16), (6, 30)),
            ("Review", (7, 1), (8, 20)),
        ]
    ]
    return {"making": making, "running": running, "phases": phases}


def styleguide(request: HttpRequest) -> HttpResponse:
    """Samples of every partial; 404 outside DEBUG."""
    if not settings.DEBUG:
        raise Http404
    people = _people()
    messages.success(request, "Published. 23 people will be told by e-mail.")
    old = "The ministry publishes waiting times of large hospitals every year."
    pieces = [
        ("same", "The ministry publishes "), ("added", "the "), ("same", "waiting times of "),
        ("removed", "large hospitals every year."), ("added", "all 42 hospitals every quarter."),
    ]  # fmt: skip
    context = {
        **_plans(),
        "today": TODAY,
        "old": old,
        "pieces": [SimpleNamespace(kind=kind, text=text) for kind, text in pieces],
        "looks": {kind: list(states) for kind, states in LOOKS.items()},
        "people": people,
        "comments": _comments(people),
        "comment_form": forms.Form(),
        "comment_word": "meeting",
        "comment_target": SimpleNamespace(pk=1),
        "documents": _documents(),
        "meetings": _meetings(),
        "form": SampleForm({"title__en": "", "problem": "", "sector": ""}),
        "filter": SampleFilter(request.GET or None),
        "page": Paginator(range(220), 20).get_page(request.GET.get("page", 5)),
        "balance": [("government", 7, 6), ("civil_society", 7, 5), ("academia", 1, 1)],
        "votes": [
            {"sector": "government", "seats": 7, "present": 6, "votes_for": 5, "votes_against": 1},
            {"sector": "civil_society", "seats": 7, "present": 5, "votes_for": 5},
        ],
        "columns": ["Commitment", "Responsible", ("Milestones", "number"), "State"],
        "rows": [
            [
                {"text": "1. Waiting times of every hospital", "url": "#", "sub": "Health"},
                "Ministry of Health",
                "3 of 4",
                {"status_kind": "commitment", "status": "in_progress"},
            ],
            [
                {"text": "2. The budget in plain words", "url": "#", "sub": "Open budgets"},
                "Ministry of Finance",
                "5 of 5",
                {"status_kind": "commitment", "status": "complete"},
            ],
            [
                {"text": "3. Water quality of every well", "url": "#", "sub": "Water"},
                "Water Authority",
                "0 of 3",
                {"status_kind": "commitment", "status": "overdue"},
            ],
        ],
        "bars": [("Health", 9, "forum"), ("Open budgets", 14, "forum"), ("Justice", 4, "forum")],
        "stack": [
            ("complete", 14, "done"), ("in progress", 15, "now"),
            ("overdue", 3, "late"), ("not started", 4, "todo"),
        ],
        "steps": [
            {"title": "Outreach", "state": "done", "dates": "12 January – 15 February 2026"},
            {"title": "Contributions", "state": "now", "dates": "until Wednesday 15 April 2026",
             "text": "Anyone can send a problem and a proposal.", "url": "#"},
            {"title": "Drafting", "state": "next", "dates": "from 16 April 2026"},
        ],
        "events": [
            {"title": "Register of hospitals", "state": "complete", "date": dt.date(2025, 6, 30)},
            {"title": "First data published", "state": "in_progress", "date": dt.date(2026, 1, 31),
             "overdue": True, "text": "Two of 42 hospitals have sent nothing."},
            {"title": "Law changed", "state": "not_started", "date": dt.date(2026, 8, 31)},
        ],
        "builds": [
            SimpleNamespace(pk=1, state="running", progress=62, step="Page 8 of 12", error=""),
            SimpleNamespace(pk=2, state="done", progress=100, step="", error=""),
            SimpleNamespace(pk=3, state="failed", progress=40, step="", error="x"),
        ],
        "told": [("members", 19), ("alternates", 4)],
        "mail_text": "24 March 2026, 10:00 (Montevideo time)\n\nAgenda\n1. Progress\n2. Budget",
        "prose": "## What was said\n\nThe **ministry** reported on `42` hospitals.\n\n"
        "- Waiting times are published [here](https://example.org/).\n- Two are missing.\n\n"
        "> The forum asks for them by June.",
        "saved_at": dt.datetime(2026, 3, 4, 9, 41, tzinfo=dt.UTC),
    }  # fmt: skip
    return render(request, "ogp_portal/styleguide.html", context)
