"""Where links are read: practice, tool, blocker, card, report, desk, list, digest."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarking import actions
from benchmarking.links import digests
from benchmarking.models import PracticeBlockerLink
from blockers.actions import hide_blocker, reopen_blocker
from programmes import known
from servindus import clock
from tests.benchmarking.links import LIST, NUMBER, TEXT, Tying
from tests.benchmarking.test_nudge_practice_version import reader_of
from tests.blockers import stories
from tests.blockers.cards import full
from tests.blockers.factories import make_report
from tests.blockers.following import day, later
from tests.cast import fresh, make_lab


def parts(ways: Any) -> tuple[list[str], list[str]]:
    """Give what helps and what had no effect, by what came of it."""
    if ways is None:
        return [], []
    good, without = (
        (ways["good"], ways["without"])
        if isinstance(ways, dict)
        else (ways.good, ways.without)
    )
    return [str(one.relation.label) for one in good], [one.text for one in without]


def shown(client, address: str) -> tuple[list[str], list[str]]:
    page = client.get(address)
    assert page.status_code == 200
    return parts(page.context.get("links", page.context.get("ways")))


def test_everybody_reads_what_is_judged_of_a_public_card(client, tying: Tying) -> None:
    blocker, practice = tying.blocker(), tying.version().practice
    tool = actions.share_tool(tying.tool(), by=tying.writer)
    tying.claimed(relation="prevents")
    tying.claimed(what=tool, relation="tried_no_effect")
    address, card = (
        practice.get_absolute_url(),
        f"/blocages/registre/{blocker.reference}/",
    )
    # Neither the practice nor the tool tells of a blocker that is hidden.
    assert (shown(client, address), shown(client, tool.get_absolute_url())) == (
        ([], []), ([], []),
    )  # fmt: skip
    blocker = full(blocker, tying.cast)
    assert shown(client, address) == ([], [])
    # "Tried, no effect" is told before another lab has judged it, as the lab says so.
    assert shown(client, tool.get_absolute_url()) == ([], [TEXT])
    assert shown(client, card) == ([], [TEXT])
    link = PracticeBlockerLink.objects.get(practice=practice)
    actions.confirm_practice_blocker_link(link, by=tying.amiens)
    assert shown(client, address) == (["L’évite"], [])
    assert shown(client, card) == (["L’évite"], [TEXT])
    assert link.get_absolute_url() not in client.get(address).content.decode()
    # Both stand under a heading of the same rank.
    words = client.get(card).content.decode()
    assert words.count("<h3><svg") == 2
    hide_blocker(blocker, by=tying.claimer)
    assert shown(client, address) == ([], [])
    client.force_login(tying.writer)
    assert shown(client, address) == (["L’évite"], [])


def test_a_lift_is_told_as_the_register_tells_it(client, tying: Tying) -> None:
    link = tying.confirmed()
    blocker = full(link.blocker, tying.cast)
    address = tying.version().practice.get_absolute_url()
    assert shown(client, address) == (["Lève le blocage"], [])
    # A company that has joined since is not named.
    make_report(
        lab=tying.rouen_lab, status="attached", blocker=blocker,
        company_name="inspection",
    )  # fmt: skip
    [one] = client.get(address).context["links"].good
    assert one.text == TEXT.replace("inspection", "[…]")
    blocker.escalations.update(embargo_until=day(10))
    assert shown(client, address) == ([], [])


def test_what_cannot_be_opened_waits_for_nobody(client, tying: Tying) -> None:
    tool = actions.share_tool(tying.tool(), by=tying.writer)
    link = tying.claimed(what=tool, relation="prevents")
    assert list(PracticeBlockerLink.objects.to_judge(tying.amiens)) == [link]
    actions.withdraw_tool(fresh(tool), by=tying.writer)
    assert not PracticeBlockerLink.objects.to_judge(tying.amiens)
    assert digests.parts([reader_of(tying.amiens)], clock.now()) == {}
    client.force_login(tying.amiens)
    page = client.get(link.get_absolute_url())
    assert page.context["way"].href == ""


def test_the_blockers_page_is_the_labs(client, tying: Tying) -> None:
    link = tying.claimed()
    address = link.blocker.get_absolute_url()
    client.force_login(tying.amiens)
    page = client.get(address)
    assert parts(page.context["ways"]) == (["Lève le blocage"], [])
    claim = f"{LIST}declarer/?blocage={link.blocker.reference}"
    assert claim in page.content.decode()
    client.force_login(tying.cast.director)
    page = client.get(address)
    assert "ways" not in page.context
    assert TEXT not in page.content.decode()
    assert client.get(link.get_absolute_url()).status_code == 404
    assert client.get(LIST).status_code == 403


def step_three(client, who: Any) -> tuple[list[str], list[str]]:
    """Give what the report's form proposes to a company that has typed a number."""
    draft = stories.drafted(who, norm_identifier=NUMBER)
    client.force_login(who.director)
    return shown(client, f"{draft.get_absolute_url()}etape/3/")


def test_a_report_that_cites_the_text_is_told(client, tying: Tying) -> None:
    blocker = tying.blocker()
    tool = actions.share_tool(tying.tool(), by=tying.writer)
    tying.confirmed(relation="works_around")
    tying.confirmed(what=tool, relation="tried_no_effect", text="Rien n’a changé.")
    tying.claimed(lab=tying.cast.nancy, by=tying.writer, what=tool, relation="prevents")
    # Its company hears nothing of a blocker that is no card.
    assert step_three(client, tying.cast) == ([], [])
    full(blocker, tying.cast)
    assert step_three(client, tying.cast) == (["Le contourne"], ["Rien n’a changé."])
    # Staff read it at the desk, whatever everybody reads.
    case = make_report(lab=tying.rouen_lab, status="submitted", norm_identifier=NUMBER)
    client.force_login(tying.claimer)
    desk = reverse("admin:blockers_report_change", args=[case.pk])
    assert shown(client, desk) == (["Le contourne"], ["Rien n’a changé."])
    # A tool that is taken off the shelf is proposed to nobody.
    actions.withdraw_tool(fresh(tool), by=tying.writer)
    assert shown(client, desk) == (["Le contourne"], [])


def test_what_no_longer_holds_is_not_proposed(client, tying: Tying) -> None:
    link = tying.confirmed()
    case = make_report(lab=tying.rouen_lab, status="submitted", norm_identifier=NUMBER)
    desk = reverse("admin:blockers_report_change", args=[case.pk])
    client.force_login(tying.claimer)
    assert shown(client, desk) == (["Lève le blocage"], [])
    with later(40):
        reopen_blocker(fresh(link).blocker, by=tying.claimer, text="Revenu.")
    assert shown(client, desk) == ([], [])


def test_what_waits_for_a_lab_stands_first(client, tying: Tying) -> None:
    tying.claimed(relation="prevents")
    tool = actions.share_tool(tying.tool(), by=tying.writer)
    # A lift waits for a company before it waits for a lab.
    tying.claimed(what=tool)
    client.force_login(tying.amiens)
    page = client.get(LIST)
    assert [(tab.label, tab.count, tab.current) for tab in page.context["tabs"]] == [
        ("À confirmer par nous", 1, True),
        ("Déclarés", 2, False),
        ("Confirmés", 0, False),
        ("Essayés, sans effet", 0, False),
        ("Réfutés", 0, False),
        ("Tous", 2, False),
    ]
    assert [(row.who, row.edge) for row in page.context["rows"]] == [("Vous", "mine")]
    for who in (tying.claimer, tying.writer):
        client.force_login(who)
        assert client.get(LIST).context["tabs"][0].count == 0
    people = [tying.amiens, tying.claimer, tying.writer]
    found = digests.parts([reader_of(one) for one in people], clock.now())
    assert set(found) == {tying.amiens.email}
    [section] = found[tying.amiens.email].sections
    assert [line.text for line in section.lines] == ["L’évite, d’après Rouen"]


def test_pages_cost_the_same_for_few_and_for_many(client, tying: Tying) -> None:
    blocker, practice = full(tying.blocker(), tying.cast), tying.version().practice
    seen = (
        (tying.amiens, f"{LIST}?vue=tous"),
        (tying.amiens, blocker.get_absolute_url()),
        (None, practice.get_absolute_url()),
        (None, f"/blocages/registre/{blocker.reference}/"),
    )
    counts: list[list[int]] = []
    for labs in ([tying.rouen_lab], known.labs()):
        for lab in labs:
            for relation in ("prevents", "tried_no_effect"):
                tied(tying, blocker, practice, lab, relation)
        counts.append([cost(client, *one) for one in seen])
    assert counts == [[6, 13, 10, 9]] * 2


def tied(tying: Tying, blocker: Any, practice: Any, lab: Any, relation: str) -> None:
    """Insert a link that another lab has refuted, or left as it was claimed."""
    PracticeBlockerLink.objects.create(
        lab=lab, blocker=blocker, practice=practice, relation=relation, text=TEXT,
        claimed_by=tying.claimer, status="refuted", reason="Non.",
        judged_by=tying.amiens, judged_on=clock.today(),
        judged_lab=make_lab("amiens" if lab.slug != "amiens" else "marseille"),
    )  # fmt: skip


def cost(client, who: Any, address: str) -> int:
    """Give how many statements a page takes, once warm."""
    client.logout()
    if who is not None:
        client.force_login(who)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
