from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain.authorship import Run, Written, attribute

ANA, BEN = 1, 2
TEXT = st.lists(
    st.sampled_from(["water ", "law\n\n", "people ", "open  ", "data ", "year"]), max_size=12
).map(lambda parts: "".join(parts).strip())


def test_a_word_that_stays_keeps_its_author() -> None:
    runs = attribute(
        [Written(1, "We publish every year.", ANA), Written(2, "We publish every month.", BEN)]
    ).runs
    assert runs == [Run(ANA, "We publish every "), Run(BEN, "month.")]


def test_a_paragraph_after_somebody_elses_is_not_the_others() -> None:
    runs = attribute([Written(1, "One.", ANA), Written(2, "One.\n\nTwo.", BEN)]).runs
    assert runs == [Run(ANA, "One.\n\n"), Run(BEN, "Two.")]


def test_what_is_restored_is_again_by_those_who_wrote_it() -> None:
    runs = attribute(
        [
            Written(1, "Ana wrote this.", ANA),
            Written(2, "Nothing left.", BEN),
            Written(3, "Ana wrote this.", BEN, restores=1),
        ]
    ).runs
    assert runs == [Run(ANA, "Ana wrote this.")]


def test_an_empty_text_has_no_author() -> None:
    assert attribute([]).runs == attribute([Written(1, "", ANA)]).runs == []


@given(st.lists(st.tuples(TEXT, st.integers(1, 3)), min_size=1, max_size=8))
def test_the_attributed_words_are_the_text_and_each_author_is_one_of_the_chain(
    chain: list[tuple[str, int]],
) -> None:
    rows = [Written(number, text, who) for number, (text, who) in enumerate(chain, 1)]
    runs = attribute(rows).runs
    assert "".join(run.text for run in runs) == chain[-1][0]
    assert {run.author for run in runs} <= {who for _text, who in chain}


@given(TEXT, TEXT)
def test_words_of_the_second_author_are_only_those_that_were_not_there(old: str, new: str) -> None:
    runs = attribute([Written(1, old, ANA), Written(2, new, BEN)]).runs
    brought = " ".join(run.text for run in runs if run.author == ANA).split()
    there = old.split()
    assert all(brought.count(word) <= there.count(word) for word in brought)


def test_words_older_than_what_can_be_compared_in_time_are_nobodys() -> None:
    rewritten = [" ".join(f"{n}-{word}" for word in range(2000)) for n in range(6)]
    last = f"{rewritten[-1]} more"
    rows = [Written(n, text, ANA) for n, text in enumerate(rewritten, 1)]
    found = attribute([*rows, Written(7, last, BEN)])
    assert not found.cut or [run.author for run in found.runs] == [ANA, BEN]
    assert found.cut
    small = [f"{rewritten[0]} {'more ' * n}".strip() for n in range(30)]
    assert not attribute([Written(n, text, ANA) for n, text in enumerate(small, 1)]).cut


def test_what_is_restored_from_before_all_that_is_compared_is_nobodys() -> None:
    rewritten = [" ".join(f"{n}-{word}" for word in range(2000)) for n in range(6)]
    rows = [Written(n, text, ANA) for n, text in enumerate(rewritten, 1)]
    found = attribute([*rows, Written(7, rewritten[0], BEN, restores=1)])
    assert found.cut
    assert {run.author for run in found.runs} == {0}
