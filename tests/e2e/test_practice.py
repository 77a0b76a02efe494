"""Nancy writes a practice, Rouen and Amiens judge it, everybody reads it."""

from pathlib import Path

from playwright.sync_api import Page, expect

from benchmarking.models import PracticeVersion
from tests.cast import Cast, fresh, make_lab, make_member
from tests.e2e.conftest import PHONE, People
from tests.e2e.test_access import looked_at, opened
from tests.e2e.test_facility import sent
from tests.matchmaking.papers import pdf

NEED = "Essayer une pièce coûte trop cher"
STEPS: list[dict[str, str]] = [
    {"solution": "1. Un jour fixe.\n2. Un prix fixe.", "started_on": "2026-01-05"},
    {"person_days": "12", "euros": "1 800", "skills": "Un technicien"},
    {"difficulties": "Les pièces arrivent sans plan.", "failures": "Le mois gratuit."},
]


def test_a_practice_until_its_label(
    people: People, stage: Cast, tmp_path: Path
) -> None:
    assert stage.moderator
    amiens = make_lab("amiens").operator
    assert amiens is not None
    referent = make_member(organisation=amiens, email="referent@amiens.example")
    nancy = people.window(stage.colleague)
    found = opened(nancy, "/bonnes-pratiques/")
    nancy.get_by_role("link", name="Proposer une pratique").click()
    found += looked_at(nancy)
    nancy.locator("[name=need]").fill(NEED)
    sent(nancy, "Continuer")
    # What is missing is said, and what was typed stays.
    found += looked_at(nancy)
    expect(nancy.locator("[name=need]")).to_have_value(NEED)
    nancy.locator("[name=title]").fill("Un jour d’atelier à prix fixe")
    nancy.locator("[name=problem]").fill("Une PME hésite à payer pour savoir.")
    nancy.locator("label", has_text="Des techniques à la portée").click()
    sent(nancy, "Continuer")
    for step in STEPS:
        for name, text in step.items():
            nancy.locator(f"[name={name}]").fill(text)
        found += looked_at(nancy)
        sent(nancy, "Continuer")
    _evidence(nancy, tmp_path)
    found += looked_at(nancy)
    sent(nancy, "Relire une fois")
    found += looked_at(nancy)
    version = PracticeVersion.objects.get()
    page = version.get_absolute_url()
    nancy.get_by_role("link", name="Remettre aux laboratoires").click()
    sent(nancy, "Remettre aux laboratoires")
    expect(nancy.locator("main")).to_contain_text("Elle est chez les autres")

    rouen = people.window(stage.moderator, size=PHONE)
    found += opened(rouen, "/bonnes-pratiques/versions/")
    rouen.get_by_role("link", name=NEED).click()
    rouen.get_by_role("link", name="Donner à lire aux laboratoires").click()
    sent(rouen, "Donner à lire aux laboratoires")
    found += _judged(rouen, page, "Clair, et le coût est dit.")
    other = people.window(referent)
    found += _judged(other, page, "Nous ferions de même.")

    found += opened(nancy, page)
    nancy.get_by_role("link", name="Publier").click()
    found += looked_at(nancy)
    sent(nancy, "Publier")
    rouen.goto(page)
    rouen.get_by_role("link", name="Donner le label").click()
    found += looked_at(rouen)
    sent(rouen, "Donner le label")
    assert fresh(version).status == "labelled"

    reader = people.window(None, size=PHONE)
    found += opened(reader, "/bonnes-pratiques/?q=piece")
    expect(reader.locator("main")).to_contain_text("Labellisée")
    reader.get_by_role("link", name=NEED).click()
    found += looked_at(reader)
    expect(reader.locator("main")).to_contain_text("11 sur 23")
    expect(reader.locator("main")).to_contain_text("Nous ferions de même.")
    expect(reader.get_by_role("link", name="Écrire une nouvelle")).to_have_count(0)
    assert found == []


def _evidence(nancy: Page, tmp_path: Path) -> None:
    paper = tmp_path / "mesures.pdf"
    paper.write_bytes(pdf("mesures"))
    said = {
        "claim": "Une sur deux est commandée",
        "indicator": "pièces commandées",
        "numerator": "11",
        "denominator": "23",
        "starts_on": "2026-01-05",
        "source": "Cahier de l’atelier",
    }
    for name, text in said.items():
        nancy.locator(f"[name={name}]").fill(text)
    nancy.locator("[name=file]").set_input_files(str(paper))
    sent(nancy, "Ajouter")
    expect(nancy.locator("main")).to_contain_text("11 sur 23")


def _judged(window: Page, page: str, opinion: str) -> list[str]:
    window.goto(page)
    window.get_by_role("link", name="Écrire l’avis de votre laboratoire").click()
    found: list[str] = looked_at(window)
    for name in (
        *("evidence", "clarity", "cost_known", "transferability", "legal_solidity"),
    ):
        window.locator(f"[name={name}][value='3']").check()
    window.locator("[name=opinion]").fill(opinion)
    sent(window, "Envoyer l’avis")
    return [*found, *looked_at(window)]
