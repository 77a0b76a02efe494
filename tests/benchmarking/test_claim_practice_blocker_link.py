"""claim: one's own lab, a practice or tool that stands, a blocker, what happened."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from benchmarking import actions
from benchmarking.models import PracticeBlockerLink
from servindus.workflow import ActRefused
from tests.benchmarking.links import LIST, TEXT, Tying, copied, portal
from tests.benchmarking.practices import refused_by
from tests.blockers.merges import merge, pair
from tests.cast import fresh, make_lab
from tests.evidence import journal, last_line, newly_owed, nothing_written

CLAIM = f"{LIST}declarer/"


def test_a_lab_ties_a_practice_to_a_blocker(client, tying: Tying) -> None:
    version, blocker = tying.version(), tying.blocker()
    client.force_login(tying.claimer)
    page = client.get(version.get_absolute_url())
    assert [act.label for act in page.context["acts"]][-1] == "Lier à un blocage"
    what = f"p-{version.practice.public_id}"
    with nothing_written():
        page = client.get(f"{CLAIM}?pratique={version.practice.public_id}")
        assert page.context["form"]["what"].value() == what
        sent = {"what": what, "blocker": "ROU-B-2026-9999", "relation": "lifts"}
        refused = client.post(CLAIM, sent)
    assert refused.context["form"].errors == {
        "blocker": ["Aucun blocage n’a cette référence."],
        "text": ["Ce champ est obligatoire."],
    }
    sent |= {"blocker": blocker.reference.lower(), "text": TEXT}
    first = client.post(CLAIM, sent)
    link = PracticeBlockerLink.objects.get()
    assert first.url == link.get_absolute_url()
    assert (link.practice, link.blocker, link.lab, link.relation, link.status) == (
        version.practice, blocker, tying.rouen_lab, "lifts", "claimed",
    )  # fmt: skip
    me = tying.claimer.email
    line = ("claim_practice_blocker_link", "", "claimed", me, "portal")
    assert journal(link) == [line]
    assert newly_owed(last_line(link)) == set()
    # The same click twice is one; another one finds it there.
    assert client.post(CLAIM, sent).url == first.url
    again = client.post(CLAIM, {**sent, "relation": "prevents"})
    assert again.status_code == 409
    assert "déjà déclaré ce lien" in again.content.decode()


def test_only_what_stands_is_tied_for_ones_own_lab(tying: Tying) -> None:
    blocker, draft = tying.blocker(), tying.tool()
    shared = actions.share_tool(tying.tool(name="Autre"), by=tying.writer)
    assert tying.claimed(what=shared, blocker=blocker).tool == shared
    named = f"Vu à {tying.cast.plant.name}."
    for given, words in (
        ({"by": tying.amiens}, "pour lequel vous travaillez"),
        ({"what": draft}, "un outil partagé"),
        ({"text": named}, "retirez"),
    ):
        with pytest.raises(ActRefused, match=words):
            tying.claimed(**given)
    assert PracticeBlockerLink.objects.count() == 1


def test_what_is_merged_is_read_where_it_goes_on(tying: Tying) -> None:
    first, second = pair(tying.cast)
    link = tying.claimed(blocker=first)
    merge(first, second, tying.claimer)
    assert fresh(link).current == second
    rows = PracticeBlockerLink.objects.of_blocker(second.pk)
    assert [one.stands for one in rows.with_words()] == [second.pk]
    with pytest.raises(ActRefused, match="celui qui demeure"):
        # The form was opened before the merge.
        tying.claimed(blocker=first, relation="prevents")
    with pytest.raises(ActRefused, match="déjà déclaré"):
        tying.claimed(blocker=second)
    refused = pytest.raises(IntegrityError, match="tied where it goes on")
    with refused, transaction.atomic():
        copied(link)


@pytest.mark.parametrize("who", ["director", "liaison", "admin"])
def test_nobody_else_claims(client, tying: Tying, who: str) -> None:
    client.force_login(getattr(tying.cast, who))
    assert client.get(CLAIM).status_code == 403


def test_a_lab_takes_its_claim_back(client, tying: Tying) -> None:
    link = tying.claimed()
    client.force_login(tying.amiens)
    assert client.get(portal(link, "withdraw")).status_code == 403
    client.force_login(tying.claimer)
    client.post(portal(link, "withdraw"))
    assert fresh(link).status == "withdrawn"
    assert newly_owed(last_line(link)) == set()
    # It is claimed anew; the one taken back never changes.
    assert tying.claimed(relation="prevents").status == "claimed"
    refused = pytest.raises(IntegrityError, match="never changes")
    with refused, transaction.atomic():
        PracticeBlockerLink.objects.filter(pk=link.pk).update(reason="")


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("link_one_live", {}),
        ("link_says_what_happened", {"text": "", "status": "withdrawn"}),
        ("link_of_a_practice_or_a_tool", {"tool": "tool"}),
        ("link_judged_says_who_and_when", {"status": "refuted", "reason": "Non."}),
        ("link_refuted_says_why", {"status": "withdrawn", "reason": "Non."}),
        (
            "link_judged_by_another_lab",
            {"status": "refuted", "reason": "Non.", "judged_lab": "rouen"},
        ),
        (
            "link_judged_by_somebody_else",
            {"status": "refuted", "reason": "Non.", "judged_lab": "amiens"},
        ),
    ],
)
def test_the_database_refuses_what_no_act_writes(
    tying: Tying, constraint: str, fields: dict[str, Any]
) -> None:
    link = tying.claimed()
    if "tool" in fields:
        fields = {"tool": tying.tool()}
    if "judged_lab" in fields:
        is_own = fields["judged_lab"] == "rouen"
        judged = {
            "judged_by": tying.amiens if is_own else tying.claimer,
            "judged_on": link.created_at.date(),
        }
        fields = {**fields, **judged, "judged_lab": make_lab(fields["judged_lab"])}
    with refused_by(constraint):
        copied(link, **fields)


def test_by_sql_it_stays_as_it_was_claimed(tying: Tying) -> None:
    link = tying.claimed()
    rows = PracticeBlockerLink.objects.filter(pk=link.pk)
    for change, words in (
        (lambda: rows.update(text="Autre"), "stays as it was claimed"),
        (rows.delete, "never deleted"),
        (lambda: copied(link, practice=None, tool=tying.tool()), "on the shelf"),
    ):
        with pytest.raises(Exception, match=words), transaction.atomic():
            change()
    assert fresh(link).status == "claimed"
