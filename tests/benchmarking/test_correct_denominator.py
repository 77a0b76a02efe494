"""Correcting a denominator: a new row, which says why; the old one stays."""

from datetime import date
from decimal import Decimal as D

import pytest

from benchmarking import actions
from benchmarking.models import Denominator
from servindus.models import JournalEntry
from servindus.workflow import ActRefused
from tests.benchmarking.test_denominators import make_denominator

pytestmark = pytest.mark.django_db
SAID = {
    "value": D(41_000), "source": "URSSAF, révisé", "source_on": date(2026, 6, 30),
    "reason": "Révision annuelle",
}  # fmt: skip


def test_a_correction_is_a_new_row(cast) -> None:
    old = make_denominator()
    actions.correct_denominator(old, by=cast.admin, **SAID)
    [new] = Denominator.objects.current().filter(kind="industrial_jobs")
    assert (new.supersedes, new.value, new.reason) == (old, 41_000, "Révision annuelle")
    assert (new.lab, new.year, new.frozen_by) == (cast.rouen, 2026, cast.admin)
    assert Denominator.objects.get(pk=old.pk).value == 40_000
    lines = JournalEntry.objects.filter(verb="correct_denominator").order_by("pk")
    assert [(one.object_id, one.user, one.details) for one in lines] == [
        (old.pk, cast.admin, {"value": "41000"}),
        (new.pk, cast.admin, {}),
    ]


def test_what_was_corrected_is_corrected_no_more(cast) -> None:
    old = make_denominator()
    actions.correct_denominator(old, by=cast.admin, **SAID)
    with pytest.raises(ActRefused, match="a été corrigé"):
        actions.correct_denominator(old, by=cast.admin, **SAID)


def test_an_invented_number_stays_one(cast) -> None:
    old = make_denominator(is_fictitious=True)
    actions.correct_denominator(old, by=cast.admin, **SAID)
    assert Denominator.objects.get(supersedes=old).is_fictitious


def test_at_the_desk(client, cast) -> None:
    old = make_denominator()
    address = f"/admin/benchmarking/denominator/{old.pk}/actes/correct_denominator/"
    client.force_login(cast.admin)
    page = client.get(address)
    assert page.status_code == 200
    assert 'value="40' in page.content.decode()
    assert Denominator.objects.filter(supersedes=old).count() == 0
    sent = client.post(address, {**SAID, "value": "41 000,5", "reason": ""})
    assert set(sent.context["form"].errors) == {"reason"}
    sent = client.post(address, {**SAID, "value": "41 000,5"})
    assert sent.status_code == 302
    assert Denominator.objects.get(supersedes=old).value == D("41000.5")


def test_only_the_programme_corrects(client, cast) -> None:
    old = make_denominator()
    address = f"/admin/benchmarking/denominator/{old.pk}/actes/correct_denominator/"
    client.force_login(cast.moderator)
    assert client.get(address).status_code == 403
    assert client.post(address, SAID).status_code == 403
    assert not cast.moderator.has_perm("benchmarking.correct_denominator", old)
    assert cast.admin.has_perm("benchmarking.correct_denominator", old)
