"""A practice of Amiens: judged by Nancy and Marseille, taken over by Rouen."""

from functools import cached_property
from pathlib import Path

from playwright.sync_api import Page, expect

from benchmarking.models import PracticeVersion, Transfer
from blockers.models import Blocker
from servindus.models import User
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
MARKS = (*("evidence", "clarity", "cost_known", "transferability", "legal_solidity"),)
LESSON = "Essayé deux mois : les fonderies n’ont pas de pièces à essayer."


def member(slug: str, email: str) -> User:
    """Give somebody of a lab."""
    operator = make_lab(slug).operator
    assert operator is not None
    return make_member(organisation=operator, email=email)


class Carried:
    """The people of four labs with their windows, and the practice between them."""

    def __init__(self, people: People, stage: Cast) -> None:
        self.people, self.stage = people, stage
        self.found: list[str] = []
        self.bruno = member("amiens", "referent@amiens.example")
        self.samia = member("marseille", "referente@marseille.example")
        # They exist before anybody looks for them.
        stage.moderator, stage.colleague  # noqa: B018

    @cached_property
    def amiens(self) -> Page:
        return self.people.window(self.bruno)

    @cached_property
    def marseille(self) -> Page:
        return self.people.window(self.samia)

    @cached_property
    def nancy(self) -> Page:
        return self.people.window(self.stage.colleague, size=PHONE)

    @cached_property
    def rouen(self) -> Page:
        return self.people.window(self.stage.moderator)

    @property
    def version(self) -> PracticeVersion:
        return PracticeVersion.objects.get()

    @property
    def page(self) -> str:
        return self.version.get_absolute_url()

    def look(self, window: Page) -> None:
        """Look at a page with axe at both widths, light and dark."""
        self.found += looked_at(window)

    # --- Written, judged, labelled ---------------------------------------------------

    def written(self, tmp_path: Path) -> None:
        """Amiens writes it in five steps and hands it in."""
        amiens = self.amiens
        self.found += opened(amiens, "/bonnes-pratiques/")
        amiens.get_by_role("link", name="Proposer une pratique").click()
        self.look(amiens)
        amiens.locator("[name=need]").fill(NEED)
        sent(amiens, "Continuer")
        # What is missing is said, and what was typed stays.
        self.look(amiens)
        expect(amiens.locator("[name=need]")).to_have_value(NEED)
        amiens.locator("[name=title]").fill("Un jour d’atelier à prix fixe")
        amiens.locator("[name=problem]").fill("Une PME hésite à payer pour savoir.")
        amiens.locator("label", has_text="Des techniques à la portée").click()
        sent(amiens, "Continuer")
        for step in STEPS:
            for name, text in step.items():
                amiens.locator(f"[name={name}]").fill(text)
            self.look(amiens)
            sent(amiens, "Continuer")
        self._evidence(tmp_path)
        self.look(amiens)
        sent(amiens, "Relire une fois")
        self.look(amiens)
        amiens.get_by_role("link", name="Remettre aux laboratoires").click()
        sent(amiens, "Remettre aux laboratoires")
        expect(amiens.locator("main")).to_contain_text("Elle est chez les autres")

    def _evidence(self, tmp_path: Path) -> None:
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
            self.amiens.locator(f"[name={name}]").fill(text)
        self.amiens.locator("[name=file]").set_input_files(str(paper))
        sent(self.amiens, "Ajouter")
        expect(self.amiens.locator("main")).to_contain_text("11 sur 23")

    def judged(self) -> None:
        """Nancy looks it through; Nancy and Marseille write their opinions."""
        self.found += opened(self.nancy, "/bonnes-pratiques/versions/")
        self.nancy.get_by_role("link", name=NEED).click()
        self.nancy.get_by_role("link", name="Donner à lire aux laboratoires").click()
        sent(self.nancy, "Donner à lire aux laboratoires")
        self._opinion(self.nancy, "Clair, et le coût est dit.")
        self._opinion(self.marseille, "Nous ferions de même.")

    def _opinion(self, window: Page, opinion: str) -> None:
        window.goto(self.page)
        window.get_by_role("link", name="Écrire l’avis de votre laboratoire").click()
        self.look(window)
        for name in MARKS:
            window.locator(f"[name={name}][value='3']").check()
        window.locator("[name=opinion]").fill(opinion)
        sent(window, "Envoyer l’avis")

    def labelled(self) -> None:
        """Amiens publishes it, Nancy gives the label, everybody reads it."""
        self.found += opened(self.amiens, self.page)
        self.amiens.get_by_role("link", name="Publier").click()
        self.look(self.amiens)
        sent(self.amiens, "Publier")
        self.nancy.goto(self.page)
        self.nancy.get_by_role("link", name="Donner le label").click()
        self.look(self.nancy)
        sent(self.nancy, "Donner le label")
        assert self.version.status == "labelled"
        reader = self.people.window(None, size=PHONE)
        self.found += opened(reader, "/bonnes-pratiques/?q=piece")
        expect(reader.locator("main")).to_contain_text("Labellisée")
        reader.get_by_role("link", name=NEED).click()
        self.look(reader)
        main = reader.locator("main")
        expect(main).to_contain_text("11 sur 23")
        expect(main).to_contain_text("Nous ferions de même.")
        expect(main).to_contain_text("la première reprise sera suivie ici")
        expect(reader.get_by_role("link", name="Écrire une nouvelle")).to_have_count(0)

    # --- Taken over ------------------------------------------------------------------

    @property
    def transfer(self) -> Transfer:
        return Transfer.objects.get(receiver__slug="rouen")

    def _go(self, window: Page, link: str) -> None:
        window.goto(self.transfer.get_absolute_url())
        window.get_by_role("link", name=link, exact=True).click()

    def proposed(self) -> None:
        """Rouen wants it; Amiens notes the visit, Rouen what it keeps of it."""
        self.rouen.goto(self.page)
        self.rouen.get_by_role("link", name="La reprendre chez nous").click()
        self.look(self.rouen)
        self.rouen.locator("[name=why]").fill("Trois usines de Rouen hésitent.")
        sent(self.rouen, "La proposer")
        self._go(self.amiens, "Noter une visite ou un appel")
        self.look(self.amiens)
        self.amiens.locator("[name=contact_kind][value=visit]").check()
        day = self.transfer.created_at.date().isoformat()
        self.amiens.locator("[name=contact_on]").fill(day)
        self.amiens.locator("[name=text]").fill("Tout tient à un classeur.")
        sent(self.amiens, "La noter")
        self._go(self.rouen, "Dire ce que vous en retenez")
        self.rouen.locator("[name=text]").fill("Nous gardons le jour fixe.")
        sent(self.rouen, "Nous avons compris")
        expect(self.rouen.locator(".stage-here")).to_contain_text("Vu et compris")

    def planned(self, until: str) -> None:
        """Rouen writes its plan, forgets who looked at the law, and says it."""
        rouen = self.rouen
        self._go(rouen, "Écrire le plan")
        self.look(rouen)
        rouen.locator("[name=sponsor]").select_option(index=1)
        rouen.locator("[name=owner]").select_option(index=1)
        for name, text in {
            "plan": "1. Deux usines disent oui.",
            "indicator": "pièces d’essai par trimestre",
            "baseline": "2",
            "target": "1 200,5",
            "target_on": until,
            "kept": "Le jour fixe.",
            "dropped": "Le mois gratuit.",
        }.items():
            rouen.locator(f"[name={name}]").fill(text)
        rouen.locator("[name=legal_state][value=checked]").check()
        sent(rouen, "Le plan est prêt")
        expect(rouen.locator("main")).to_contain_text("Dites ce qui a été vérifié")
        expect(rouen.locator("[name=target]")).to_have_value("1 200,5")
        rouen.locator("[name=legal_text]").fill("Relu par un juriste.")
        sent(rouen, "Le plan est prêt")
        self._go(rouen, "Commencer")
        sent(rouen, "Nous commençons")
        expect(rouen.locator(".stage-here")).to_contain_text("En adaptation")

    def in_use(self, since: str) -> None:
        """The first dated evidence."""
        self._go(self.rouen, "C’est en usage")
        self.look(self.rouen)
        for name, text in {
            "used_on": since,
            "text": "Sept pièces en un mois.",
            "source": "Carnet de l’atelier",
            "value": "7",
        }.items():
            self.rouen.locator(f"[name={name}]").fill(text)
        sent(self.rouen, "C’est en usage")
        self.look(self.rouen)

    def sustained(self) -> None:
        """A year later Marseille looks, from the board."""
        later = self.people.window(self.samia)
        self.found += opened(later, "/bonnes-pratiques/transferts/")
        later.get_by_role("link", name="Les examiner").click()
        later.get_by_role("link", name="Un jour d’atelier à prix fixe").click()
        later.get_by_role("link", name="Confirmer que c’est toujours en usage").click()
        later.locator("[name=text]").fill("Un mardi sur deux, avec quatre usines.")
        sent(later, "C’est toujours en usage")
        expect(later.locator(".stage-here")).to_contain_text("Tenu un an")
        assert fresh(self.transfer).checked_by == self.samia

    def tied(self, blocker: Blocker) -> None:
        """Rouen ties it to a blocker that a company says is solved; Nancy confirms."""
        rouen = self.people.window(self.stage.moderator)
        rouen.goto(self.page)
        rouen.get_by_role("link", name="Lier à un blocage").click()
        self.look(rouen)
        rouen.locator("[name=blocker]").fill(blocker.reference)
        rouen.locator("[name=relation][value=lifts]").check()
        rouen.locator("[name=text]").fill("L’essai d’un jour a montré ce qui suffit.")
        sent(rouen, "Déclarer ce lien")
        nancy = self.people.window(self.stage.colleague, size=PHONE)
        self.found += opened(nancy, "/bonnes-pratiques/liens/")
        nancy.get_by_role("link", name="Un jour d’atelier à prix fixe").click()
        nancy.get_by_role("link", name="Le confirmer", exact=True).click()
        self.look(nancy)
        sent(nancy, "Oui")
        expect(nancy.locator("main")).to_contain_text("Confirmé")
        rouen.goto(self.page)
        helps = rouen.locator("#blocages")
        expect(helps).to_contain_text(blocker.reference)
        expect(helps).to_contain_text("Confirmé")
        self.look(rouen)

    def stopped_elsewhere(self) -> None:
        """Amiens offers it to Nancy, which declines: everybody reads why."""
        amiens = self.people.window(self.bruno)
        amiens.goto(self.page)
        amiens.get_by_role("link", name="La proposer à un autre laboratoire").click()
        amiens.locator("[name=receiver][value=nancy]").check()
        amiens.locator("[name=why]").fill("Vos fonderies ont posé la question.")
        sent(amiens, "La proposer")
        nancy = self.people.window(self.stage.colleague, size=PHONE)
        other = Transfer.objects.get(receiver__slug="nancy")
        nancy.goto(other.get_absolute_url())
        nancy.get_by_role("link", name="Décliner", exact=True).click()
        self.look(nancy)
        nancy.locator("[name=code][value=no_need]").check()
        nancy.locator("[name=text]").fill(LESSON)
        sent(nancy, "Décliner la proposition")
        reader = self.people.window(None)
        reader.goto(self.page)
        taken = reader.locator("#usages")
        expect(taken).to_contain_text("Tenu un an")
        expect(taken).to_contain_text("Le problème n’existe pas ici")
        expect(taken).to_contain_text(LESSON)
        self.look(reader)
