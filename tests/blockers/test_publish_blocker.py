"""The card: words, approvals, publication; nothing is shown without its companies."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from blockers import actions, invariants
from blockers.merging import plan
from blockers.models import Approval, Blocker, Report
from blockers.versions import version_of
from servindus import clock, letters
from servindus.actors import LinkHolder
from servindus.models import JournalEntry, OutboxEmail
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import stories
from tests.blockers.cards import SUMMARY, agreed, approval, full, listed, worded
from tests.blockers.escalations import qualified
from tests.blockers.factories import make_report
from tests.blockers.leading import desk, edited
from tests.cast import MONDAY, Cast, fresh
from tests.threads import together


def mails() -> list[tuple[str, int | None]]:
    rows = OutboxEmail.objects.order_by("kind", "user")
    return list(rows.values_list("kind", "user"))


def verbs(row: Any) -> list[str]:
    return [line.verb for line in JournalEntry.objects.about(row)]


def refuses(blocker: Blocker, cast: Cast, level: str = "full") -> str:
    with pytest.raises(ActRefused) as refused:
        actions.publish_blocker(blocker, by=cast.moderator, level=level)
    assert fresh(blocker).public_status == "hidden"
    return str(refused.value)


def test_each_company_is_asked_once_about_the_same_words(cast: Cast) -> None:
    """Ten working days from the Monday; the second click asks nobody."""
    blocker = worded(qualified(cast), cast.moderator)
    row = Approval.objects.get()
    assert (row.status, row.due_on) == ("asked", date(2026, 9, 21))
    assert mails() == [("card_asked", cast.director.pk)]
    assert verbs(row) == ["ask_approval"]
    assert verbs(blocker) == ["write_card_blocker"]
    with pytest.raises(ActRefused):
        worded(blocker, cast.moderator)
    assert Approval.objects.count() == 1


def test_a_full_card_needs_a_yes(cast: Cast) -> None:
    """A case for the ministry: silence is no yes, however long."""
    blocker = worded(qualified(cast), cast.moderator)
    assert refuses(blocker, cast).endswith("1.")
    with clock.at(MONDAY + timedelta(days=90)):
        refuses(blocker, cast)
    blocker = agreed(blocker, cast)
    blocker = actions.publish_blocker(blocker, by=cast.moderator, level="full")
    assert (blocker.public_status, blocker.public_since) == ("full", MONDAY)
    assert list(invariants.full_cards_are_agreed()) == []
    line = JournalEntry.objects.about(blocker).last()
    assert line is not None
    assert (line.verb, line.details, line.user) == (
        "publish_blocker",
        {"level": "full"},
        cast.moderator,
    )


@pytest.mark.parametrize(("days", "works"), [(14, False), (15, True)])
def test_silence_agrees_for_a_case_told_to_everybody(
    cast: Cast, days: int, works: bool
) -> None:
    """To the end of the tenth working day, Monday the 21st, and not a day less."""
    blocker = qualified(cast)
    blocker.reports.update(confidentiality="public_redacted")
    worded(blocker, cast.moderator)
    with clock.at(MONDAY + timedelta(days=days)):
        if not works:
            refuses(blocker, cast)
            return
        done = actions.publish_blocker(blocker, by=cast.moderator, level="full")
        assert done.public_status == "full"


def test_a_change_asked_for_blocks_until_the_lab_words_it_anew(cast: Cast) -> None:
    """Whatever the confidentiality; new words are asked about anew."""
    blocker = qualified(cast)
    blocker.reports.update(confidentiality="public_redacted")
    worded(blocker, cast.moderator)
    OutboxEmail.objects.all().delete()
    first = Approval.objects.get()
    actions.amend_approval(first, by=cast.director, text="Sans le bassin.")
    assert mails() == [("card_amended", cast.moderator.pk)]
    with clock.at(MONDAY + timedelta(days=60)):
        assert "modification" in refuses(blocker, cast)
        worded(blocker, cast.moderator, public_summary="Le texte vise tout rejet.")
    assert list(Approval.objects.order_by("pk").values_list("status", flat=True)) == [
        "change",
        "asked",
    ]
    with pytest.raises(ActRefused):
        # The words that it was asked about first stand no more.
        actions.agree_approval(fresh(first), by=cast.director)


def test_a_company_can_take_its_yes_back(cast: Cast) -> None:
    """The card is hidden at once, with a line that says why."""
    blocker = full(qualified(cast), cast)
    actions.amend_approval(Approval.objects.get(), by=cast.director, text="Trop clair.")
    blocker = fresh(blocker)
    assert (blocker.public_status, blocker.public_since) == ("hidden", None)
    line = JournalEntry.objects.about(blocker).last()
    assert line is not None
    assert (line.verb, line.details) == ("hide_blocker", {"cause": "amend_approval"})


@pytest.mark.parametrize("level", ["listed", "full"])
@pytest.mark.parametrize("field", ["title", "public_summary"])
def test_other_words_hide_the_card(cast: Cast, level: str, field: str) -> None:
    """At the desk too; what is not of the card hides nothing."""
    blocker = full(qualified(cast), cast)
    if level == "listed":
        blocker = listed(blocker, cast)
    blocker = edited(blocker, cast.moderator, is_systemic=True)
    assert blocker.public_status == level
    blocker = edited(blocker, cast.moderator, **{field: "D’autres mots."})
    assert fresh(blocker).public_status == "hidden"
    if level == "full":
        refuses(blocker, cast)


@pytest.mark.parametrize("where", ["title", "public_summary"])
def test_a_card_names_no_company_even_with_its_consent(cast: Cast, where: str) -> None:
    """The plant has agreed that the ministry reads its name; everybody is not it."""
    blocker = qualified(cast)
    with pytest.raises(ActRefused) as refused:
        worded(blocker, cast.moderator, **{where: f"Chez {cast.plant.name.upper()} !"})
    assert cast.plant.name in str(refused.value)
    assert Approval.objects.count() == 0


@pytest.mark.parametrize("part", ["ask", "norm"])
def test_neither_do_its_asks_and_texts(cast: Cast, part: str) -> None:
    blocker = agreed(worded(qualified(cast), cast.moderator), cast)
    if part == "ask":
        blocker.asks.update(wording=f"Dispenser {cast.plant.name}")
    else:
        blocker.norms.update(quote=f"Vu {cast.plant.name}")
    assert cast.plant.name in refuses(blocker, cast)


def test_a_title_can_be_listed_without_a_company(cast: Cast) -> None:
    """Its name is looked for all the same."""
    blocker = qualified(cast)
    assert listed(blocker, cast).public_status == "listed"
    hidden = actions.hide_blocker(fresh(blocker), by=cast.moderator)
    assert hidden.public_status == "hidden"
    Blocker.objects.filter(pk=blocker.pk).update(title=f"Le bassin de {cast.plant}")
    assert cast.plant.name in refuses(fresh(blocker), cast, "listed")


def test_a_company_that_joins_is_asked(cast: Cast) -> None:
    """The card stays meanwhile; what it wants changed hides it."""
    blocker = full(qualified(cast), cast)
    report = make_report(
        lab=cast.rouen, reporter=cast.founder, organisation=cast.startup
    )
    with clock.at(MONDAY + timedelta(days=1)):
        actions.attach_report(report, by=cast.moderator, blocker=blocker)
        joined = approval(fresh(report))
        assert (joined.status, fresh(blocker).public_status) == ("asked", "full")
        assert list(invariants.full_cards_are_agreed()) == []
        actions.amend_approval(joined, by=cast.founder, text="Non.")
    assert fresh(blocker).public_status == "hidden"


def test_a_company_that_the_card_names_hides_it_when_it_joins(cast: Cast) -> None:
    """Nobody had reported under that name before."""
    blocker = full(qualified(cast), cast, public_summary="Comme à l’Atelier Morel.")
    report = make_report(lab=cast.rouen, company_name="ATELIER MOREL")
    actions.attach_report(report, by=cast.moderator, blocker=blocker)
    assert fresh(blocker).public_status == "hidden"


def test_a_merge_hides_both_cards(cast: Cast) -> None:
    """Other companies, texts and asks stand there by then."""
    one, two = full(qualified(cast), cast), listed(qualified(cast), cast)
    actions.merge_blocker(two, by=cast.moderator, into=one.pk, seen=plan(two, one).seen)
    shown = Blocker.objects.order_by("pk").values_list("status", "public_status")
    assert list(shown) == [("qualified", "hidden"), ("merged", "hidden")]


def test_the_invariant_tells_a_card_without_its_yes(cast: Cast) -> None:
    blocker = full(qualified(cast), cast)
    report = Report.objects.get(blocker=blocker)
    Blocker.objects.filter(pk=blocker.pk).update(public_summary="Autre.")
    assert list(invariants.full_cards_are_agreed()) == [
        f"blocker {blocker.pk}: other words",
        f"blocker {blocker.pk}: report {report.pk}",
    ]


def test_who_may(cast: Cast) -> None:
    """The leading lab words and publishes; the company alone agrees."""
    blocker = full(qualified(cast), cast)
    row = Approval.objects.get()
    for name in ("write_card", "publish", "hide"):
        perm = f"blockers.{name}_blocker"
        assert cast.moderator.has_perm(perm, blocker)
        assert not cast.colleague.has_perm(perm, blocker)
        assert not cast.director.has_perm(perm, blocker)
        assert not cast.liaison.has_perm(perm, blocker)
    for name in ("agree", "amend"):
        perm = f"blockers.{name}_approval"
        assert cast.director.has_perm(perm, row)
        assert not cast.moderator.has_perm(perm, row)
        assert not cast.founder.has_perm(perm, row)


def test_a_status_moves_only_by_its_acts(cast: Cast) -> None:
    """The second yes is refused; the database refuses a jump and other words."""
    blocker = agreed(worded(qualified(cast), cast.moderator), cast)
    row = Approval.objects.get()
    with pytest.raises(TransitionNotAllowed):
        actions.agree_approval(row, by=cast.director)
    for change in (
        {"status": "change", "text": "x"},
        {"card_hash": "0" * 64},
        {"due_on": date(2027, 1, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.filter(pk=row.pk).update(**change)
    for wrong in (
        {"public_status": "full"},
        {"public_since": MONDAY},
        {
            "public_status": "full",
            "public_since": MONDAY,
            "public_hash": "a",
            "public_summary": "",
        },
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Blocker.objects.filter(pk=blocker.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_publication_at_once(cast: Cast) -> None:
    """Whichever comes first: a card that a company wants changed is not shown."""
    blocker = agreed(worded(qualified(cast), cast.moderator), cast)
    row = Approval.objects.get()
    people = cast.moderator, cast.director
    together(
        lambda: actions.publish_blocker(blocker, by=people[0], level="full"),
        lambda: actions.amend_approval(row, by=people[1], text="Non."),
    )
    assert fresh(row).status == "change"
    assert fresh(blocker).public_status == "hidden"


# --- Pages ----------------------------------------------------------------------------


def test_the_lab_words_and_publishes_at_the_desk(client: Any, cast: Cast) -> None:
    """What was typed stays with a refusal; GET writes nothing."""
    blocker = qualified(cast)
    client.force_login(cast.moderator)
    page = client.get(desk(blocker, "write_card_blocker"))
    assert page.status_code == 200
    typed = {"title": f"Chez {cast.plant.name}", "public_summary": SUMMARY}
    typed["seen"] = version_of(blocker)
    page = client.post(desk(blocker, "write_card_blocker"), typed)
    assert page.status_code == 409
    assert f"Chez {cast.plant.name}" in page.content.decode()
    typed["title"] = "Un bassin tampon"
    page = client.post(desk(blocker, "write_card_blocker"), typed)
    assert page.status_code == 302
    page = client.post(desk(blocker, "publish_blocker"), {"level": "full"})
    assert page.status_code == 409
    page = client.post(desk(blocker, "publish_blocker"), {"level": "listed"})
    assert (page.status_code, fresh(blocker).public_status) == (302, "listed")
    page = client.post(desk(blocker, "publish_blocker"), {"level": "hidden"})
    assert page.status_code == 200


def test_the_company_agrees_on_its_page(client: Any, cast: Cast) -> None:
    """It reads the words, agrees in one click, twice without harm."""
    blocker = worded(qualified(cast), cast.moderator)
    report = Report.objects.get(blocker=blocker)
    address = reverse("blockers:agree_approval", args=[report.public_id])
    client.force_login(cast.director)
    assert SUMMARY in client.get(address).content.decode()
    assert Approval.objects.get().status == "asked"
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302
    assert Approval.objects.get().status == "agreed"
    amend = reverse("blockers:amend_approval", args=[report.public_id])
    assert client.post(amend, {"text": "  "}).status_code == 200
    assert client.post(amend, {"text": "x" * 1001}).status_code == 200
    assert client.post(amend, {"text": "Sans le bassin."}).status_code == 302
    row = Approval.objects.get()
    assert (row.status, row.text) == ("change", "Sans le bassin.")
    client.force_login(cast.founder)
    assert client.get(address).status_code == 404
    client.force_login(cast.moderator)
    assert client.get(address).status_code == 403


def test_a_mail_about_other_words_leads_to_the_case(client: Any, cast: Cast) -> None:
    """The lab has changed them at the desk, and not asked about the new ones yet."""
    blocker = worded(qualified(cast), cast.moderator)
    edited(blocker, cast.moderator, public_summary="Autre.")
    report = Report.objects.get(blocker=blocker)
    client.force_login(cast.director)
    address = reverse("blockers:agree_approval", args=[report.public_id])
    assert client.get(address).url == report.get_absolute_url()
    assert client.post(address).status_code == 302
    assert Approval.objects.get().status == "asked"


def test_nothing_is_asked_nothing_is_there(client: Any, cast: Cast) -> None:
    report = Report.objects.get(blocker=qualified(cast))
    client.force_login(cast.director)
    address = reverse("blockers:agree_approval", args=[report.public_id])
    assert client.get(address).status_code == 404


def test_a_visitor_agrees_by_link(client: Any, cast: Cast) -> None:
    """The link of the mail opens the card itself."""
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    report = actions.submit_report(link.report, by=LinkHolder(link, link.name))
    report = actions.attach_report(report, by=cast.moderator)
    blocker = worded(report.blocker, cast.moderator)
    address = reverse("blockers:link_agree_approval", args=[link.token()])
    row = OutboxEmail.objects.get(kind="card_asked")
    assert address in letters.compose(row).body
    page = client.get(address, follow=True)
    assert SUMMARY in page.content.decode()
    assert client.post(address).status_code == 302
    assert Approval.objects.get().status == "agreed"
    done = actions.publish_blocker(blocker, by=cast.moderator, level="full")
    assert done.public_status == "full"
