"""What columns may mean: guessed by names and values, said in a form."""

import pytest

from programmes.imports import mappings
from programmes.imports.forms import MapColumnsForm

pytestmark = pytest.mark.django_db


def test_the_identifier_may_be_the_number_itself():
    columns = [{"name": "a", "samples": ["X"]}, {"name": "n", "samples": ["732829320"]}]
    data = {"register": "L", "rows_are": "companies", "name": "a", "siren": "n",
            "source_id": "n"}  # fmt: skip
    assert MapColumnsForm(data, columns=columns).is_valid()


def test_a_guess_by_names_and_by_values():
    columns = [
        {"name": "Intitulé", "samples": ["Forge"]},
        {"name": "Immat", "samples": ["732829320", "552032534", "123456789"]},
        {"name": "Localité", "samples": ["Rouen"]},
        {"name": "CP", "samples": ["76000"]},
    ]
    assert mappings.guess(columns) == {
        "name": "Intitulé", "siren": "Immat", "postcode": "CP",
        "commune_name": "Localité",
    }  # fmt: skip
