"""Numbers of texts are told apart by their form."""

import pytest

from blockers.forms import TextForm
from blockers.norms import kind_of, plain


@pytest.mark.parametrize(
    ("typed", "kind", "kept"),
    [
        ("LEGIARTI000022959325", "LEGIARTI", "LEGIARTI000022959325"),
        (" legiarti 0000 2295 9325 ", "LEGIARTI", "LEGIARTI000022959325"),
        ("LEGITEXT000006074075", "LEGITEXT", "LEGITEXT000006074075"),
        ("JORFTEXT000022959292", "JORFTEXT", "JORFTEXT000022959292"),
        ("NOR : DEVP1020020A", "NOR", "DEVP1020020A"),
        ("nor devp1020020a", "NOR", "DEVP1020020A"),
        ("32010L0075", "CELEX", "32010L0075"),
        ("CELEX:32010L0075", "CELEX", "32010L0075"),
        ("32010L0075(01)", "CELEX", "32010L0075(01)"),
        ("/eli/decret/2020/4/8/2020-412/jo/texte", "ELI",
         "/eli/decret/2020/4/8/2020-412/jo/texte"),
        ("https://www.legifrance.gouv.fr/eli/a/2010", "ELI",
         "https://www.legifrance.gouv.fr/eli/a/2010"),
    ],
)  # fmt: skip
def test_a_number_is_known_by_its_form(typed, kind, kept):
    assert kind_of(typed) == kind
    assert plain(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "article 5", "LEGIARTI00002295932", "LEGIARTI0000229593255",
        "LEGIART1000022959325", "DEVP102002A", "12010L00756", "eli", "=1+1",
        "٣٢٠١٠L٠٠٧٥",
    ],
)  # fmt: skip
def test_anything_else_is_no_number(typed):
    assert kind_of(typed) == ""


def form(number):
    return TextForm({"norm_title": "", "norm_identifier": number, "topic": ""}, {})


@pytest.mark.django_db
def test_the_form_keeps_the_plain_number_and_refuses_the_rest():
    assert form("nor : devp1020020a").is_valid()
    checked = form("nor : devp1020020a")
    assert checked.is_valid()
    assert checked.cleaned_data["norm_identifier"] == "DEVP1020020A"
    assert form("").is_valid()
    for wrong in ("article 5", "/eli/" + "x" * 40, "x" * 81):
        assert set(form(wrong).errors) == {"norm_identifier"}, wrong
