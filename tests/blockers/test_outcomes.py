"""How a blocker ends: only what lifts counts as lifted, and only a site verifies."""

from itertools import combinations

import pytest

from blockers.enums import LIFTING, AnswerKind, Outcome, Solved
from blockers.outcomes import outcome_of

LIFTED = {
    Outcome.LIFTED_VERIFIED,
    Outcome.LIFTED_UNVERIFIED,
    Outcome.DEROGATION,
    Outcome.PRACTICE,
    Outcome.FEASIBLE,
}


@pytest.mark.parametrize(
    ("kinds", "words", "outcome"),
    [
        ("lifted", "solved", "lifted_verified"),
        ("lifted", "", "lifted_unverified"),
        ("lifted", "no_longer_relevant", "lifted_unverified"),
        ("lifted", "solved partly", "partly_lifted"),
        ("lifted", "solved not_solved", "partly_lifted"),
        ("lifted practice_corrected", "solved", "lifted_verified"),
        ("derogation", "solved", "derogation_in_force"),
        ("derogation lifted", "solved", "derogation_in_force"),
        ("practice_corrected", "solved", "practice_corrected"),
        ("feasible_as_is", "solved", "feasible_as_is"),
        ("feasible_as_is practice_corrected", "", "practice_corrected"),
        ("lifted explained_refusal", "solved", "partly_lifted"),
        ("deferred lifted", "", "partly_lifted"),
        ("explained_refusal", "", "refused_explained"),
        ("explained_refusal deferred", "", "refused_explained"),
        ("explained_refusal", "solved", "refused_explained"),
    ],
)
def test_outcomes(kinds: str, words: str, outcome: str) -> None:
    """One row for each end."""
    assert outcome_of(kinds.split(), words.split()) == outcome


def test_a_refusal_never_raises_what_was_lifted() -> None:
    """B11, for every set of answers and words: with a refusal it is never lifted."""
    kinds = [kind for kind in AnswerKind if kind != AnswerKind.REDIRECTED]
    for size in range(1, len(kinds) + 1):
        for given in combinations(kinds, size):
            for words in ([], ["solved"], ["partly"], ["solved", "not_solved"]):
                found = outcome_of(given, words)
                refused = set(given) - set(LIFTING)
                if refused:
                    assert found not in LIFTED
                if found == Outcome.LIFTED_VERIFIED:
                    assert Solved.SOLVED in words


def test_without_an_answer_there_is_no_outcome() -> None:
    with pytest.raises(ValueError, match="nothing was answered"):
        outcome_of([], ["solved"])
