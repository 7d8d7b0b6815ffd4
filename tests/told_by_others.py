"""Contracts behind commitments, and what the Independent Reporting Mechanism says of them: many
of them for the test that counts queries, and hidden ones for the test that looks for secrets.

At the addresses of `pages` the contract ocds-1 and the product of 2001 are public.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from commitments.models import Commitment
from forums.models import Decision, Document
from tests import factories as new

TEXT = {"en": "As it is said.", "es": "Como se dice."}


def many(first: Commitment, count: int) -> None:
    """So many contracts of the first commitment, and products; the first of each has as many
    commitments, releases, codings and recommendations."""
    plan, now = first.plan, timezone.now()
    commitments = list(plan.commitments.all())
    for number in range(1, count + 1):
        process = new.ContractingProcessFactory(forum=plan.forum, ocid=f"ocds-{number}")
        product = plan.irm_products.create(
            kind="results", scale="new", year=2000 + number, url="https://irm.example/",
            document=new.DocumentFactory(forum=plan.forum, published_at=now), summary=TEXT,
            published_at=now,
        )  # fmt: skip
        for commitment in commitments if number == 1 else [first]:
            commitment.procurements.create(process=process)
            product.codings.create(commitment=commitment, completion="limited", remarks=TEXT)
        for point in range(1, count + 1 if number == 1 else 2):
            process.releases.create(
                release_id=str(point), dated_at=now, content={"tag": ["tender"]}
            )
            product.recommendations.create(
                number=point, text=TEXT, answer=TEXT, answered_on=plan.forum.today,
                outcome="accepted", commitment=first,
                decision=new.DecisionFactory(
                    forum=plan.forum, number=7000 + number * 100 + point, published_at=now
                ),
            )  # fmt: skip


def hidden(
    public: Commitment, draft: Commitment, *, secret: str, decision: Decision, document: Document
) -> None:
    """Public ones that lead to what is hidden, and hidden ones that say the secret."""
    plan, now = public.plan, timezone.now()
    texts: dict[str, Any] = {"en": f"{secret} in English", "es": f"{secret} en español"}
    for ocid, words, behind in (
        ("ocds-1", "What is bought in English", [public, draft]),
        ("ocds-2", f"{secret} in English", [draft]),
        ("ocds-3", f"{secret} in English", []),
    ):
        process = new.ContractingProcessFactory(
            forum=plan.forum, ocid=ocid, title=words, words=words.lower()
        )
        for commitment in behind:
            commitment.procurements.create(process=process)
    for year, said, published in ((2001, TEXT, now), (2002, texts, None)):
        product = plan.irm_products.create(
            kind="results", scale="new", year=year, url="https://irm.example/",
            document=document, summary=said, published_at=published,
        )  # fmt: skip
        product.codings.create(commitment=draft, remarks=texts)
        product.codings.create(commitment=public, remarks=said)
        product.recommendations.create(
            number=1, text=said, answer=said, answered_on=plan.forum.today, outcome="accepted",
            decision=decision, commitment=draft,
        )  # fmt: skip
