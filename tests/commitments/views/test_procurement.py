"""The pages of contracts: searching, reading, taking in, untying."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commitments.domain import procurement
from commitments.models import ContractingProcess
from tests.commitments.domain.test_contracting import as_file, release
from tests.factories import (
    CommitmentFactory,
    OrganisationFactory,
    PersonFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db


def upload(*contents: Any) -> list[SimpleUploadedFile]:
    return [
        SimpleUploadedFile(f"{number}.json", json.dumps(content).encode())
        for number, content in enumerate(contents)
    ]


def test_the_responsible_office_takes_in_ties_and_unties(client: Client) -> None:
    office = OrganisationFactory()
    commitment = CommitmentFactory(lead=office)
    other = CommitmentFactory(plan=commitment.plan, lead=office)
    client.force_login(PersonFactory(organisation=office))
    url = f"{commitment.get_absolute_url()}contracts/import/"
    wrong = upload(release(1), release(2, tender={"value": {"amount": "x"}}, awards={}))

    page = client.post(url, {"sent": wrong}).content.decode()
    assert "1.json: tender/value/amount: is not a number" in page
    assert "1.json: awards: is not a list" in page
    assert not ContractingProcess.objects.exists()

    package = {"releases": [release(1, tender={"title": "Pipes"}), {**release(1), "ocid": "o/2"}]}
    done = client.post(url, {"sent": upload(package), "only": "ocds-x-1\n \n"}, follow=True)
    assert "The files tell of 1 contract: 1 new" in done.content.decode()
    process = ContractingProcess.objects.get()
    for data in ({"ocid": "ocds-none"}, {"ocid": "a\x00"}, {"sent": ""}, {}):
        assert client.post(url, data).status_code == 200

    elsewhere = f"{other.get_absolute_url()}contracts/import/"
    assert client.post(elsewhere, {"ocid": "ocds-x-1"}).status_code == 302
    for _twice in range(2):
        client.post(f"{other.get_absolute_url()}contracts/{process.pk}/untie/")
    assert list(process.commitments.all()) == [commitment]

    client.force_login(seated(commitment.plan.forum))
    assert client.get(url).status_code == 403
    client.logout()
    assert client.get(url).status_code == 302


def test_contracts_are_searched_by_all_that_is_known_of_them(client: Client) -> None:
    commitment = CommitmentFactory()
    contract = {
        "value": {"amount": 900, "currency": "USD"},
        "period": {"startDate": "2024-05-01T00:00:00Z"},
    }
    procurement.import_files(
        commitment.plan.forum,
        by=coordinator(commitment.plan.forum),
        files=[
            as_file(
                {
                    **release(1, tender={"title": "Water <b>pumps</b>"}, language="en"),
                    "ocid": "ocds-x/ 1?",
                    "buyer": {"name": "Water office"},
                    "contracts": [contract],
                }
            ),
            as_file({**release(2, tender={"title": "Roads"}), "ocid": "ocds-x-2"}),
        ],
        commitment=commitment,
    )

    for query, found in {
        "": 2,
        "q=pump": 1,
        "q=nothing": 0,
        "status=contract": 1,
        "status=made-up": 0,
        "year=2024": 2,
        "year=2023": 0,
        "year=nan": 0,
        "amount_from=900&amount_to=900.00&currency=usd": 1,
        "amount_from=901": 0,
        "amount_from=1e400": 0,
        f"forum={commitment.plan.forum.slug}": 2,
        "forum=nowhere": 0,
        f"commitment={commitment.pk}": 2,
        f"commitment={10**30}": 0,
    }.items():
        response = client.get(f"/contracts/?{query}")
        assert response.status_code == 200
        assert response.context["page"].paginator.count == found, query

    process = ContractingProcess.objects.get(ocid="ocds-x/ 1?")
    page = client.get(process.get_absolute_url()).content.decode()
    assert "Water &lt;b&gt;pumps&lt;/b&gt;" in page
    assert "900 USD" in page
    assert "1 May 2024" in page
    row = client.get(f"/api/v1/contracts/{process.pk}/").json()
    assert (row["commitments"], row["compiled"]["ocid"]) == ([commitment.pk], "ocds-x/ 1?")
    rows = client.get("/api/v1/contracts/?q=roads").json()["results"]
    assert [(each["ocid"], each["status"]) for each in rows] == [("ocds-x-2", "tender")]
    assert b"Roads" in client.get("/search/?q=roads").content
