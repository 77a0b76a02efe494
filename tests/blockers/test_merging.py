"""Two companies are merged: their cases go along, and come back with the undoing."""

import pytest
from django.db import IntegrityError, transaction

from blockers.actions import draft_report
from blockers.models import Report
from programmes.actions import unmerge_duplicate
from tests.blockers import stories
from tests.cast import fresh, make_organisation
from tests.programmes.pairs import merge, pair


def test_cases_move_to_the_one_that_goes_on_and_back(cast):
    kept = cast.plant
    twin = make_organisation(kind="industrial", lab=cast.rouen, name="CABLERIE QUAI")
    asked = {"by": cast.director, **stories.ANSWERS}
    case = draft_report(cast.rouen, organisation=twin, **asked)
    merged = merge(pair(kept, twin), cast.moderator)
    assert fresh(case).organisation == kept
    # Neither a new case nor an old one stands with the one that is no more.
    late = draft_report(cast.rouen, organisation=twin, **asked)
    assert late.organisation == kept
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=case.pk).update(organisation=twin)
    unmerge_duplicate(merged, by=cast.moderator)
    assert (fresh(case).organisation, fresh(late).organisation) == (twin, kept)
