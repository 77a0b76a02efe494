"""One introduction as people live it: sign-up, request, review, answer, meeting."""

import re
from datetime import timedelta

from django.db import connection
from playwright.sync_api import Page, expect

from matchmaking.models import Introduction, Meeting
from servindus import clock, letters
from servindus.models import OutboxEmail, User
from tests.cast import Cast
from tests.e2e.conftest import PHONE, People

CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.M)
FOUNDER = "nadia.roche@jeune.example"


def test_an_introduction_is_lived(people: People, stage: Cast) -> None:
    """From an unknown founder to a kept meeting that both sides tell about."""
    manager, moderator = stage.manager, stage.moderator
    founder = people.window()
    sign_up(founder)
    desk = people.window(moderator)
    confirm(desk)
    ask(founder, manager.place)
    asked = Introduction.objects.get()
    assert asked.status == "submitted"

    review_with_a_question(desk, asked)
    complete(founder, asked)
    approve(desk, asked)
    asked.refresh_from_db()
    assert asked.status == "sent"

    phone = people.window(size=PHONE)
    link = link_of("introduction_sent", manager.email)
    say_yes_undo_and_say_yes(phone, link, asked)
    founder.goto(asked.get_absolute_url())
    expect(founder.locator("body")).to_contain_text("Acceptée")
    expect(founder.locator("body")).to_contain_text(manager.email)
    choose_the_first_time(phone, link)
    download_calendar(founder, asked)
    download_calendar(phone, asked, link)

    live_the_meeting(asked)
    tell_how_it_went(founder, f"{asked.get_absolute_url()}rencontre/bilan/")
    tell_how_it_went(phone, f"{link}rencontre/bilan/")
    close(desk, asked)
    founder.goto(asked.get_absolute_url())
    expect(founder.locator("body")).to_contain_text("Close")
    expect(founder.locator("body")).to_contain_text("une suite est convenue")

    others_see_nothing(people, stage, asked)


def button(page: Page, words: str) -> None:
    """Press the button, or follow the link, that says this."""
    target = page.get_by_role("button", name=words).or_(
        page.get_by_role("link", name=words)
    )
    target.first.click()


def sign_up(page: Page) -> None:
    """Open an account with the code from the mail."""
    page.goto("/compte/signup/")
    page.get_by_label("Adresse électronique").fill(FOUNDER)
    page.locator("[name=given_name]").fill("Nadia")
    page.locator("[name=family_name]").fill("Roche")
    page.locator("[name=function]").fill("Fondatrice")
    page.locator("[name=company_name]").fill("Rochelab")
    page.locator("[name=place]").fill("76000")
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    page.locator("main form button.btn-primary").click()
    page.locator("[name=code]").fill(code_for(FOUNDER))
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_url(re.compile(r"/(\?.*)?$"))


def code_for(address: str) -> str:
    """Read the code in the mail that is owed."""
    row = OutboxEmail.objects.filter(recipient=address).latest("pk")
    message = letters.compose(row)
    assert message is not None
    found = CODE.search(str(message.body))
    assert found, message.body
    return found[1]


def link_of(kind: str, address: str) -> str:
    """Give the path of the link in the mail."""
    row = OutboxEmail.objects.filter(kind=kind, recipient=address).latest("pk")
    message = letters.compose(row)
    assert message is not None
    found = re.search(r"https?://[^/]+(/r/[^/\s]+/)", str(message.body))
    assert found, message.body
    return found[1]


def confirm(desk: Page) -> None:
    """The lab confirms the startup's first member."""
    membership = User.objects.get(email=FOUNDER).memberships.get()
    desk.goto(f"/admin/programmes/membership/{membership.pk}/actes/confirm_membership/")
    desk.locator("main button.btn-primary, .submit-row button").first.click()
    membership.refresh_from_db()
    assert membership.status == "active"


def ask(page: Page, place: str) -> None:
    """Find the person in the directory and ask, in three steps."""
    page.goto("/annuaire/")
    page.get_by_role("link", name=re.compile("Demander une rencontre")).first.click()
    button(page, "Demander une rencontre")
    page.locator("[name=pitch]").fill("Nous écoutons les machines tournantes.")
    page.locator("[name=problem]").fill("Savoir qu’un roulement va casser.")
    page.locator("label.choice, .form-check").first.click()
    page.locator("main form button.btn-primary").click()
    page.locator("[name=subject]").fill("x" * 86)
    page.locator("[name=why_you]").fill("Quatre roulements sur cinq signalés à temps.")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".faults")).to_contain_text("86 caractères")
    assert page.locator("[name=subject]").input_value() == "x" * 86
    page.locator("[name=subject]").fill("Prévoir l’arrêt de la tréfileuse")
    page.locator("input[name=ask][value=understand]").check(force=True)
    page.locator("main form button.btn-primary").click()
    page.locator("input[name=formats][value=video]").check(force=True)
    day = clock.today() + timedelta(days=10)
    page.locator("[name=day_1]").fill(day.isoformat())
    page.locator("[name=time_1]").fill("10:00")
    page.locator("[name=consent]").check(force=True)
    page.locator("main form button.btn-primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("laboratoire")


def review_with_a_question(desk: Page, asked: Introduction) -> None:
    """The moderator asks for more."""
    desk.goto(f"/admin/matchmaking/introduction/{asked.pk}/change/")
    desk.locator("[name=text]").fill("Quelle machine ?")
    button(desk, "Demander une précision")
    asked.refresh_from_db()
    assert asked.status == "needs_info"


def complete(page: Page, asked: Introduction) -> None:
    """The startup completes the text and submits again."""
    page.goto(asked.get_absolute_url())
    expect(page.locator("body")).to_contain_text("Quelle machine ?")
    page.goto(f"{asked.get_absolute_url()}demande/2/")
    page.locator("[name=subject]").fill("Prévoir l’arrêt de la tréfileuse n° 2")
    page.locator("main form button.btn-primary").click()
    page.locator("[name=consent]").check(force=True)
    page.locator("main form button.btn-primary").click()
    asked.refresh_from_db()
    assert asked.status == "submitted"


def approve(desk: Page, asked: Introduction) -> None:
    """The moderator ticks six points and approves."""
    desk.goto(f"/admin/matchmaking/introduction/{asked.pk}/change/")
    for box in desk.locator("input[type=radio][value=yes]").all():
        box.press(" ")
    button(desk, "Valider telle quelle")


def say_yes_undo_and_say_yes(page: Page, link: str, asked: Introduction) -> None:
    """Two gestures make a yes; it can be taken back; the second one stays."""
    page.goto(link)
    expect(page.locator("body")).to_contain_text("n’est pas encore enregistrée")
    yes = page.locator("button.answer-yes")
    box = yes.bounding_box()
    assert box is not None and box["y"] + box["height"] <= PHONE["height"]
    yes.click()
    asked.refresh_from_db()
    assert asked.status == "accepted"
    button(page, "Annuler ma réponse")
    asked.refresh_from_db()
    assert asked.status == "sent"
    # The second yes settles at once: the rest of the day need not be waited for.
    asked.lab.reveal_minutes = 0
    asked.lab.save()
    page.goto(link)
    page.locator("button.answer-yes").click()
    asked.refresh_from_db()
    assert asked.status == "accepted"


def choose_the_first_time(page: Page, link: str) -> None:
    """The manager picks the startup's time, still without an account."""
    page.goto(f"{link}creneau/")
    page.locator("main form button.btn-primary").click()
    assert Meeting.objects.get().status == "booked"
    expect(page.locator("body")).to_contain_text("10 h")


def download_calendar(page: Page, asked: Introduction, link: str = "") -> None:
    """The calendar file has the meeting's identity and both people."""
    page.goto(link or asked.get_absolute_url())
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("agenda")).first.click()
    # Long lines are folded (RFC 5545, 3.1).
    text = download.value.path().read_bytes().decode().replace("\r\n ", "")
    assert f"UID:{Meeting.objects.get().ics_uid}" in text
    assert "METHOD:REQUEST" in text
    assert FOUNDER in text and asked.decision_maker.email in text


def live_the_meeting(asked: Introduction) -> None:
    """Put the meeting into the past: nobody waits ten days for a test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE matchmaking_meeting SET span = tstzrange("
            "lower(span) - interval '20 days', upper(span) - interval '20 days')"
        )


def tell_how_it_went(page: Page, address: str) -> None:
    """One minute after the meeting."""
    page.goto(address)
    page.locator("input[name=happened][value=held]").check(force=True)
    page.locator("input[name=outcome][value=next_step]").check(force=True)
    page.locator("main form button.btn-primary").click()


def close(desk: Page, asked: Introduction) -> None:
    """The moderator closes with an outcome."""
    desk.goto(f"/admin/matchmaking/introduction/{asked.pk}/actes/close_introduction/")
    desk.locator("input[name=outcome][value=next_step]").check(force=True)
    desk.locator(".submit-row button").click()
    asked.refresh_from_db()
    assert asked.status == "closed"
    assert asked.meetings.get().reports.count() == 2


def others_see_nothing(people: People, stage: Cast, asked: Introduction) -> None:
    """Another startup and a lab that has no part in it get a missing page."""
    for stranger in (stage.founder, stage.colleague):
        response = people.window(stranger).goto(asked.get_absolute_url())
        assert response is not None and response.status == 404
