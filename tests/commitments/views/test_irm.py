"""The pages of the Independent Reporting Mechanism: recording, coding, answering, reading."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commitments.domain import irm_products
from commitments.models import IrmCoding, IrmProduct
from ogp_portal.waiting.everything import waiting_for
from tests.factories import CommitmentFactory, adopting, coordinator, seated

pytestmark = pytest.mark.django_db


def test_a_coordinator_records_codes_publishes_and_answers(client: Client) -> None:
    commitment = CommitmentFactory(number=1, title={"en": "Clean water"})
    plan = commitment.plan
    chair = coordinator(plan.forum)
    client.force_login(chair)
    pages = f"{plan.get_absolute_url()}irm/"
    new = {"kind": "end-of-term", "year": 2019, "scale": "old", "url": "https://irm.example/r"}

    for wrong in (
        {},
        {**new, "year": "99999999"},
        {**new, "kind": "x\x00"},
        {**new, "scale": "both"},
    ):
        assert client.post(f"{pages}new/", wrong).status_code == 200
    assert not IrmProduct.objects.exists()
    product_url = client.post(f"{pages}new/", new)["Location"]
    assert product_url == f"{pages}end-of-term/2019/"
    assert "recorded already" in client.post(f"{pages}new/", new).content.decode()

    form = client.get(f"{product_url}codings/")
    name = f"c{commitment.pk}"
    assert f"{name}-specificity" in form.content.decode()
    assert f"{name}-early_results" not in form.content.decode()
    typed = {
        "seen": form.context["seen"],
        f"{name}-specificity": "high",
        f"{name}-completion": "complete",
        f"{name}-values": ["transparency", "technology"],
        f"{name}-starred": "on",
        f"{name}-early_results": "moderate",
        f"{name}-remarks__en": "It works.",
    }
    refused = client.post(f"{product_url}codings/", {**typed, f"{name}-completion": "done"})
    assert (refused.status_code, IrmCoding.objects.count()) == (200, 0)
    assert "It works." in refused.content.decode()
    assert client.post(f"{product_url}codings/", typed).status_code == 302
    late = client.post(f"{product_url}codings/", {**typed, f"{name}-specificity": "low"})
    assert "Somebody else saved this" in late.content.decode()
    assert IrmCoding.objects.get().specificity == "high"

    client.post(f"{product_url}recommendations/new/", {"text__en": "Ask the coast."})
    client.post(f"{product_url}recommendations/new/", {"text__en": "Ask the hills."})
    client.post(f"{product_url}edit/", {"url": new["url"], "summary__en": "A *fair* plan."})
    assert "2 commitments" not in client.get(f"{product_url}publish/").content.decode()
    assert client.get(f"{product_url}publish/").context["count"] == 1
    assert client.post(f"{product_url}publish/").status_code == 302
    assert [row.what for row in waiting_for(chair) if "irm" in row.url] == [
        "2 recommendations to answer"
    ]

    decision = adopting(plan.forum, plan.forum.today)
    answer = {
        "outcome": "carried_out",
        "answered_on": str(plan.forum.today),
        "answer__en": "We asked.",
        "decision": decision.pk,
        "commitment": commitment.pk,
    }
    for wrong in ({}, {**answer, "answered_on": "2190-01-01"}, {**answer, "outcome": "open"}):
        assert client.post(f"{product_url}recommendations/1/answer/", wrong).status_code == 200
    assert client.post(f"{product_url}recommendations/1/answer/", answer).status_code == 302
    assert client.get(f"{product_url}recommendations/9/answer/").status_code == 404
    assert client.post(f"{product_url}drop/", follow=True).status_code == 200
    assert IrmProduct.objects.exists()

    client.logout()
    page = client.get(product_url).content.decode()
    for words in (
        "Clean water",
        "Starred",
        "Transparency, Technology and innovation",
        "1 of 2 recommendations answered, 1 carried out",
        "We asked.",
        "Ask the hills.",
        "until the plans of 2019",
    ):
        assert words in page, words
    assert "1 of 2 recommendations answered" in client.get(pages).content.decode()
    row = client.get("/api/v1/irm-codings/?starred=true").json()["results"][0]
    assert (row["completion"], row["early_results"], row["scale"]) == ("complete", "", "old")
    row = client.get("/api/v1/irm-recommendations/?outcome=carried_out").json()["results"][0]
    assert (row["decision"], row["commitment"]) == (decision.number, commitment.pk)


def test_members_read_what_is_recorded_and_only_coordinators_write_it(client: Client) -> None:
    commitment = CommitmentFactory(number=1)
    plan = commitment.plan
    product = irm_products.record(
        plan, by=coordinator(plan.forum), kind="results", year=2024, scale="new"
    )
    url = product.get_absolute_url()
    client.force_login(seated(plan.forum))

    assert client.get(url).status_code == 200
    for page in ("edit/", "publish/", "codings/", "recommendations/new/"):
        assert client.get(f"{url}{page}").status_code == 403, page
    assert client.post(f"{url}drop/").status_code == 403

    client.force_login(coordinator(plan.forum))
    coded = {"verifiable": False, "open_gov_lens": True, "potential_for_results": "modest"}
    product.codings.create(commitment=commitment, values=["participation"], **coded)
    asked: Any = client.get(f"{url}codings/").context
    (row,) = asked["rows"]
    shown = {bound.html_name: bound.value() or "" for bound in row}
    assert client.post(f"{url}codings/", {**shown, "seen": asked["seen"]}).status_code == 302
    kept: Any = product.codings.get()
    assert kept.events.count() == 1
    refused: Any = client.post(f"{url}publish/")
    assert "Say first where it can be read" in refused.content.decode()
    assert client.get(f"{plan.get_absolute_url()}irm/results/{10**12}/").status_code == 404
    client.post(f"{url}drop/")
    assert not IrmProduct.objects.exists()
