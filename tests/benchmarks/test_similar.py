"""How long finding similar contributions takes among 2,000, and how often it finds the right one.

Run by `make bench`. A third are near-duplicates of another one: words in another order, typos,
other endings, sentences shuffled. Times are of one process, in milliseconds.
"""

from __future__ import annotations

import random
import statistics
import sys
import time

import pytest
from django.db import connection
from django.utils import timezone

from action_plans.domain.similar import fingerprint, similar
from action_plans.models import ActionPlan, Contribution
from tests.factories import ActionPlanFactory, PersonFactory

ORIGINALS, COPIES, ASKED = 1400, 600, 60
MOST_MILLISECONDS = 200
LEAST_FOUND = 0.95
THINGS = [
    "water", "school", "hospital", "bridge", "road", "library", "market", "ferry", "clinic",
    "pension", "permit", "budget", "archive", "forest", "river", "harbour", "bus", "police",
    "court", "census",
]  # fmt: skip
TROUBLES = [
    "nobody answers", "the list is secret", "people wait for months", "papers get lost",
    "the price is not published", "the door is closed at noon", "it is only in the capital",
    "the map is wrong", "there is no ramp", "the form asks too much", "the contract is hidden",
    "the results come late",
]  # fmt: skip
PLACES = [
    "San Telmo", "Vado Seco", "Isla Perla", "Pozo Blanco", "Puerto Claro", "Los Llanos",
    "La Salina", "Hondo", "Santa Rita", "Cerro Alto", "El Molino", "Dos Ríos",
]  # fmt: skip
PEOPLE = [
    "fishermen", "pupils", "nurses", "traders", "retired teachers", "farmers", "widows",
    "young mothers", "drivers", "neighbours", "craftsmen", "blind people",
]  # fmt: skip
Text = tuple[str, str]


def say(chance: random.Random) -> Text:
    """A title and a problem."""
    thing, trouble = chance.choice(THINGS), chance.choice(TROUBLES)
    place, people = chance.choice(PLACES), chance.choice(PEOPLE)
    title = f"At the {thing} of {place} {trouble} and {people} pay for it"
    problem = (
        f"Every week {people} from {place} go to the {thing} and {trouble}. Last year this happened"
        f" {chance.randint(2, 90)} times. We wrote to the office, to the mayor and to the"
        f" newspaper. The {thing} says that it is not responsible, and the ministry says that the"
        f" {thing} is. Meanwhile {people} lose days of work."
    )
    return title, problem


def mistype(chance: random.Random, text: str) -> str:
    """The text with three words spelled wrongly."""
    words = text.split()
    for place in chance.sample(range(len(words)), 3):
        word = words[place]
        if len(word) > 4:
            at = chance.randrange(1, len(word) - 1)
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            words[place] = swapped if chance.random() < 0.5 else word[:at] + word[at + 1 :]
    return " ".join(words)


def say_again(chance: random.Random, text: Text) -> Text:
    """The same, as somebody else would write it in a hurry."""
    words = mistype(chance, text[0]).split()
    turn = chance.randrange(1, len(words))
    words = [f"{word}s" if chance.random() < 0.1 else word for word in words[turn:] + words[:turn]]
    sentences = mistype(chance, text[1]).split(". ")
    chance.shuffle(sentences)
    return " ".join(words), ". ".join(sentences)


def fill(plan: ActionPlan, texts: list[Text]) -> None:
    """Public contributions, numbered from 1 in the order of the texts."""
    author, now = PersonFactory(), timezone.now()
    Contribution.objects.bulk_create(
        Contribution(
            plan=plan, number=number, author=author, title=title[:160], problem=problem,
            submitted_at=now, published_at=now, fingerprint=fingerprint(title, problem),
        )
        for number, (title, problem) in enumerate(texts, start=1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["title alone", "title and problem"])
def test_the_duplicate_is_among_the_first_five_in_time(typed: str) -> None:
    chance, plan = random.Random(1), ActionPlanFactory()
    originals = [say(chance) for _ in range(ORIGINALS)]
    copied = [say_again(chance, text) for text in originals[:COPIES]]
    fill(plan, originals + copied)
    times, hits = [], 0
    for number in range(1, ASKED + 1):
        title, problem = say_again(chance, originals[number - 1])
        began = time.perf_counter()
        found = similar(plan, title=title, problem=problem if "problem" in typed else "")
        times.append((time.perf_counter() - began) * 1000)
        hits += bool({number, ORIGINALS + number} & {row.number for row in found})
    median = statistics.median(times)
    sys.stdout.write(
        f"\n{ORIGINALS + COPIES} contributions, {typed}: median {median:.0f} ms, slowest"
        f" {max(times):.0f} ms; found among the first five: {hits} of {ASKED}\n"
    )
    assert median < MOST_MILLISECONDS
    assert hits / ASKED >= LEAST_FOUND
