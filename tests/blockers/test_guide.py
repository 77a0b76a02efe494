"""The door finder: five answers, and who can lift the blocker, in order."""

import pytest

from blockers.enums import Door, Nature, NormLevel
from blockers.guide import WHY, doors

NO = {"innovative": False, "stuck": False, "abroad": False}


def found(nature, level, *yes):
    return " ".join(doors(nature, level, {**NO, **dict.fromkeys(yes, True)}))


@pytest.mark.parametrize(
    ("nature", "level", "yes", "expected"),
    [
        ("text_regulatory", "decree", "", "prefect"),
        ("text_regulatory", "order", "", "prefect"),
        ("administrative_practice", "circular", "", "prefect simplification"),
        ("text_regulatory", "order", "innovative", "prefect experimentation"),
        ("text_regulatory", "order", "stuck", "prefect simplification"),
        (
            "text_regulatory", "order", "innovative stuck",
            "prefect experimentation simplification",
        ),
        # A prefect sets no law aside, and nobody here a rule of the Union.
        ("text_legislative", "law", "", "directorate"),
        ("text_legislative", "law", "innovative", "experimentation directorate"),
        ("text_legislative", "law", "stuck", "simplification directorate"),
        ("text_eu", "eu", "", "directorate"),
        ("text_eu", "eu", "innovative", "directorate"),
        ("text_eu", "eu", "abroad", "solvit directorate"),
        ("individual_decision", "", "abroad", "solvit simplification"),
        ("text_local", "local", "", "directorate"),
        ("text_local", "local", "stuck", "simplification"),
        ("administrative_practice", "practice", "", "simplification"),
        ("individual_decision", "", "", "simplification"),
        ("delay_silence", "", "", "simplification"),
        ("digital_procedure", "", "", "simplification"),
        ("legal_void", "", "", "lab"),
        ("other", "practice", "", "lab"),
        ("legal_void", "", "stuck", "simplification"),
        ("conflicting_rules", "", "", "directorate"),
        ("other", "", "", "directorate"),
    ],
)  # fmt: skip
def test_which_door(nature, level, yes, expected):
    assert found(nature, level, *yes.split()) == expected


def test_there_is_always_a_door_and_each_once():
    for nature in Nature.values:
        for level in ("", *NormLevel.values):
            for bits in range(8):
                answers = {name: bool(bits >> n & 1) for n, name in enumerate(NO)}
                ways = doors(nature, level, answers)
                assert ways
                assert len(set(ways)) == len(ways)
                assert set(ways) <= set(WHY)


def test_unanswered_is_no():
    assert doors("text_regulatory", "order", {}) == [Door.PREFECT]


def test_each_door_says_why():
    assert set(WHY) == set(Door)
    assert len({str(why) for why in WHY.values()}) == len(Door)
