"""How a blocker ends, from what was answered and what the sites say; pure.

A refusal can never raise the rate of what was lifted (B11), and only a company makes
a lift verified (B6).
"""

from collections.abc import Iterable

from blockers.enums import LIFTING, AnswerKind, Outcome, Solved

K = AnswerKind


def outcome_of(kinds: Iterable[str], words: Iterable[str]) -> Outcome:
    """Give the outcome of standing answers (`kinds`) and of the sites' words.

    `kinds` are those of the answers that no later one replaces, redirections left out;
    `words` what companies said last. Raises ValueError without an answer.
    """
    given, said = set(kinds), set(words)
    if not given:
        raise ValueError("nothing was answered")
    lifting = given & set(LIFTING)
    if not lifting:
        return Outcome.REFUSED
    half_said = Solved.PARTLY in said or {Solved.SOLVED, Solved.NOT_SOLVED} <= said
    if given - lifting or half_said:
        return Outcome.PARTLY
    if K.DEROGATION in lifting:
        return Outcome.DEROGATION
    if K.LIFTED in lifting:
        is_verified = Solved.SOLVED in said
        return Outcome.LIFTED_VERIFIED if is_verified else Outcome.LIFTED_UNVERIFIED
    if K.CORRECTED in lifting:
        return Outcome.PRACTICE
    return Outcome.FEASIBLE
