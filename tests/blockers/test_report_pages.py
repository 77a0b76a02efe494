"""Reporting in five steps, as the three kinds of reporters live it."""

from datetime import date, timedelta

import pytest

from blockers.actions import submit_report, withdraw_report
from blockers.models import Report, ReportLink
from programmes.models import Commune, Topic
from servindus import clock
from servindus.actors import LinkHolder
from servindus.models import OutboxEmail
from tests.blockers import stories
from tests.blockers.checks import by_link, portal
from tests.blockers.test_draft_report import DOOR, START, VISITOR
from tests.cast import MONDAY, fresh
from tests.evidence import journal, nothing_written

CASE = {
    "title": "Réemployer \n nos bains", "situation": "Nous rinçons des fils.",
    "project": "Un circuit fermé.", "prevented": "Le circuit attend.",
}  # fmt: skip
TEXT = {"norm_title": "Arrêté du 4 octobre 2010", "norm_identifier": "DEVP1020020A"}
COST = {
    "since_when": "2026-01-05", "place": "Rouen", "irritations": ["unclear"],
    "consequences": "Deux postes.", "cost_per_month": "1234,50",
    "jobs_at_stake": "2,5", "months_of_delay": "8",
}  # fmt: skip
LAST = {"confidentiality": "ministry", "name_shared": "on", "understood": "on"}
STEPS = {2: CASE, 3: TEXT, 4: COST, 5: LAST}


def walk(client, address):
    """Fill the steps in, each where the one before led to; give the last address."""
    for number, data in STEPS.items():
        assert address.endswith(f"/etape/{number}/")
        assert client.get(address).status_code == 200
        sent = client.post(address, data)
        assert sent.status_code == 302, sent.context["form"].errors
        address = sent.url
    return address


def all_is_kept(report):
    assert report.title == "Réemployer nos bains"
    assert (report.situation, report.project, report.prevented) == (
        CASE["situation"], CASE["project"], CASE["prevented"],
    )  # fmt: skip
    assert (report.norm_title, report.norm_identifier) == (
        TEXT["norm_title"], "DEVP1020020A",
    )  # fmt: skip
    assert (report.since_when, report.commune.name) == (date(2026, 1, 5), "Rouen")
    assert (report.irritations, report.consequences) == (["unclear"], "Deux postes.")
    assert (str(report.cost_per_month), str(report.jobs_at_stake)) == ("1234.50", "2.5")
    assert (report.months_of_delay, report.confidentiality) == (8, "ministry")
    assert report.name_shared_at == MONDAY
    assert report.path == {"innovative": False, "stuck": True, "abroad": False}


def test_with_an_account(client, cast):
    client.force_login(cast.director)
    start = {**DOOR, "organisation": cast.plant.pk, "lab": cast.rouen.pk}
    received = walk(client, client.post(START, start).url)
    report = Report.objects.get()
    assert received == portal(report, "report_received")
    assert report.reference in client.get(received).text
    assert (report.status, report.company) == ("submitted", cast.plant.name)
    all_is_kept(report)


def test_staff_for_a_company(client, cast):
    client.force_login(cast.moderator)
    start = {**DOOR, **VISITOR, "lab": cast.rouen.pk, "channel": "visit"}
    received = walk(client, client.post(START, start).url)
    report = Report.objects.get()
    assert received == portal(report, "report_received")
    assert (report.status, report.on_behalf_of_by) == ("submitted", cast.moderator)
    all_is_kept(report)
    # Whoever spoke follows it by the link of the receipt.
    link = report.links.get()
    assert client.get(by_link(link.token(), "report_detail")).status_code == 200


def test_a_visitor(client, cast):
    start = {**DOOR, **VISITOR, "lab": cast.rouen.pk}
    waits = walk(client, client.post(START, start).url)
    link = ReportLink.objects.get()
    assert waits == by_link(link.draft_token(), "report_waits")
    assert fresh(link.report).status == "draft"
    mail = OutboxEmail.objects.get()
    assert (mail.kind, mail.recipient) == ("report_link_requested", VISITOR["email"])
    door = by_link(link.token(), "submit_report")
    received = client.post(door)
    assert received.url == by_link(link.token(), "report_received")
    report = fresh(link.report)
    assert report.reference in client.get(received.url).text
    all_is_kept(report)


def test_each_step_shows_what_was_kept(client, cast):
    draft = stories.drafted(cast, project="Un projet", months_of_delay=7)
    client.force_login(cast.director)
    shown = {
        2: ["Un projet", stories.CASE["situation"]], 3: ["LEGIARTI000022959325"],
        4: ['value="7"'],
    }  # fmt: skip
    for number, texts in shown.items():
        page = client.get(portal(draft, "edit_report", number)).text
        for text in texts:
            assert text in page
    first = client.get(portal(draft, "edit_report", 1)).context["form"]
    assert first["nature"].value() == "text_regulatory"
    assert (first["stuck"].value(), first["abroad"].value()) == ("yes", "no")
    sent = client.post(portal(draft, "edit_report", 1), {**DOOR, "nature": "other"})
    assert sent.url == portal(draft, "edit_report", 2)
    assert fresh(draft).nature == "other"


def test_quitting_keeps_the_draft(client, cast):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    for number, data in STEPS.items():
        sent = client.post(portal(draft, "edit_report", number), {**data, "quit": "1"})
        assert sent.url == portal(draft, "report_detail")
    assert fresh(draft).status == "draft"
    all_is_kept(edited_path(fresh(draft)))


def edited_path(report):
    report.path = {"innovative": False, "stuck": True, "abroad": False}
    return report


BAD = [
    (1, DOOR, {"nature": "une-loi"}),
    (1, DOOR, {"nature": ""}),
    (1, DOOR, {"stuck": ""}),
    (1, DOOR, {"abroad": "peut-être"}),
    (1, DOOR, {"norm_level": "roi"}),
    (2, CASE, {"title": ""}),
    (2, CASE, {"title": "x" * 121}),
    (2, CASE, {"situation": "x" * 2001}),
    (2, CASE, {"project": "x" * 601}),
    (2, CASE, {"prevented": "  "}),
    (3, TEXT, {"norm_title": "x" * 201}),
    (3, TEXT, {"norm_identifier": "article 5"}),
    (3, TEXT, {"topic": str(10**30)}),
    (3, TEXT, {"topic": "rien"}),
    (4, COST, {"since_when": "2026-09-08"}),
    (4, COST, {"since_when": "1949-12-31"}),
    (4, COST, {"since_when": "hier"}),
    (4, COST, {"since_when": "9999-99-99"}),
    (4, COST, {"place": "Atlantis"}),
    (4, COST, {"place": "x" * 121}),
    (4, COST, {"cost_per_month": "-1"}),
    (4, COST, {"cost_per_month": "9" * 40}),
    (4, COST, {"cost_per_month": "NaN"}),
    (4, COST, {"cost_per_month": "1e400"}),
    (4, COST, {"jobs_at_stake": "Infinity"}),
    (4, COST, {"jobs_at_stake": "1234567"}),
    (4, COST, {"months_of_delay": "601"}),
    (4, COST, {"months_of_delay": "9" * 5000}),
    (4, COST, {"irritations": ["le-temps"]}),
    (5, LAST, {"confidentiality": "tous"}),
    (5, LAST, {"understood": ""}),
]


@pytest.mark.parametrize(("number", "good", "wrong"), BAD)
def test_bad_input_keeps_what_was_typed_and_changes_nothing(
    client, cast, number, good, wrong
):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    address = portal(draft, "edit_report", number)
    with nothing_written():
        page = client.post(address, {**good, **wrong})
    assert page.status_code == 200
    form = page.context["form"]
    assert form.errors
    for name, value in {**good, **wrong}.items():
        if name in form.fields and name not in ("name_shared", "understood"):
            assert form[name].value() == value


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_nul_bytes_are_refused(client, cast, number):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    for name in {**STEPS, 1: DOOR}[number]:
        data = {**{**STEPS, 1: DOOR}[number], name: "a\0b"}
        with nothing_written():
            sent = client.post(portal(draft, "edit_report", number), data)
        assert sent.status_code == 400, name
        with nothing_written():
            assert client.post(START, {**data, name: "a\0b"}).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "pas une adresse"},
        {"email": "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".example"},
        {"email": "a@b.example\nBcc: c@d.example"},
        {"name": "x" * 161},
        {"company_name": "x" * 161},
        {"company_name": ""},
        {"lab": str(10**30)},
        {"lab": ""},
    ],
)
def test_a_visitor_who_mistypes_keeps_what_was_typed(client, cast, wrong):
    data = {**DOOR, **VISITOR, "lab": cast.rouen.pk, **wrong}
    with nothing_written():
        page = client.post(START, data)
    assert page.status_code == 200
    [name] = wrong
    assert set(page.context["form"].errors) == {name}
    assert page.context["form"]["name"].value() == data["name"]


def test_a_day_is_paris_days(client, cast):
    """Half past midnight in Paris: that day may be said, the next one may not."""
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    with clock.at(MONDAY.replace(hour=0, minute=30)):
        for day, status in (("2026-09-07", 302), ("2026-09-08", 200)):
            sent = client.post(
                portal(draft, "edit_report", 4), {**COST, "since_when": day}
            )
            assert sent.status_code == status


def test_topics_and_communes_are_those_of_the_programme(client, cast):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    topic = Topic.objects.filter(is_open=True).first()
    client.post(portal(draft, "edit_report", 3), {**TEXT, "topic": topic.pk})
    client.post(portal(draft, "edit_report", 4), {**COST, "place": "ROUEN"})
    assert fresh(draft).topic == topic
    assert fresh(draft).commune == Commune.objects.get(name="Rouen")


# --- A page that has aged ------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_stale_step_leads_to_the_case(client, cast, number):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    submit_report(draft, by=cast.director)
    with nothing_written():
        sent = client.post(portal(draft, "edit_report", number), STEPS[number])
    assert sent.url == portal(draft, "report_detail")


def test_the_last_step_twice_hands_in_once(client, cast):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    for _click in range(2):
        assert client.post(portal(draft, "edit_report", 5), LAST).status_code == 302
    assert [line[0] for line in journal(draft)].count("submit_report") == 1
    assert Report.objects.exclude(number=None).count() == 1


def test_a_page_of_an_act_that_has_aged_keeps_the_text(client, cast):
    refused = stories.declined(cast)
    client.force_login(cast.director)
    with clock.at(MONDAY + timedelta(days=31)):
        page = client.post(portal(refused, "appeal_report"), {"text": "Un fait."})
    assert page.status_code == 409
    assert "Un fait." in page.text


def test_there_is_no_receipt_before_it_is_handed_in(client, cast):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    sent = client.get(portal(draft, "report_received"))
    assert sent.url == portal(draft, "report_detail")


# --- What the page of a case offers --------------------------------------------------

BUTTONS = {
    "draft": "submit_report edit_report withdraw_report",
    "submitted": "withdraw_report",
    "needs_info": "submit_report edit_report withdraw_report",
    "attached": "",
    "declined": "appeal_report",
    "withdrawn": "resume_report",
}


def buttons(page):
    known = {
        "transmettre": "submit_report", "etape": "edit_report",
        "retirer": "withdraw_report", "reprendre": "resume_report",
        "faire-relire": "appeal_report",
    }  # fmt: skip
    return " ".join(
        next(name for word, name in known.items() if f"/{word}/" in act.href)
        for act in page.context["acts"]
    )


@pytest.mark.parametrize("status", BUTTONS)
def test_the_reporter_has_the_acts_of_the_status_and_others_none(client, cast, status):
    report = stories.STORIES[status](cast)
    client.force_login(cast.director)
    assert buttons(client.get(report.get_absolute_url())) == BUTTONS[status]
    if status != "draft":
        for who in ("assistant", "moderator", "admin"):
            client.force_login(getattr(cast, who))
            assert buttons(client.get(report.get_absolute_url())) == ""


def test_whoever_may_decide_finds_the_desk(client, cast):
    report = stories.submitted(cast)
    for who, finds in {"moderator": True, "director": False, "admin": False}.items():
        client.force_login(getattr(cast, who))
        page = client.get(report.get_absolute_url())
        assert bool(page.context["desk_url"]) is finds, who


def test_an_unproven_draft_offers_no_handing_in(client, cast):
    link = stories.by_visitor(cast)
    page = client.get(by_link(link.draft_token(), "report_detail"))
    assert "submit_report" not in buttons(page)
    page = client.get(by_link(link.token(), "report_detail"))
    assert "submit_report" in buttons(page)


def test_an_unproven_draft_is_not_withdrawn_by_link(cast):
    link = stories.by_visitor(cast)
    holder = LinkHolder(link, link.name)
    assert not holder.has_perm("blockers.withdraw_report", link.report)
    link.prove(keep=True)
    assert withdraw_report(link.report, by=holder).status == "withdrawn"
