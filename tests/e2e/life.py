"""One blocker's whole life in a browser, chapter by chapter, each at their door."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from blockers.models import Blocker, Commitment, Report
from tests.e2e.everybody import Everybody
from tests.e2e.pages import fill, press, send

COMMITMENT = {
    "commitment_what": "Signer l’arrêté de dérogation",
    "commitment_who": "DGE, bureau des procédés",
}
ROLE = "Sous-directeur"
DESK = "/admin/blockers"


class Life(Everybody):
    """What each does, in the order in which it happens."""

    # --- 1. Two companies, two labs --------------------------------------------------

    def reported_without_an_account(self) -> None:
        """Five steps on a phone, and one click in the mail."""
        page = self.visitor
        page.goto("/blocages/signaler/")
        send(
            page,
            nature="text_regulatory",
            norm_level="order",
            innovative="no",
            stuck="yes",
            abroad="no",
            lab=self.stage.rouen.pk,
            company_name="Atelier Morel",
            name="Lise Morel",
            email="visiteuse@atelier.example",
        )
        send(
            page,
            title="Circuit fermé pris pour un rejet",
            situation="Nous rinçons des fils en circuit fermé.",
            prevented="Le bouclage attend depuis huit mois.",
        )
        send(page, norm_identifier="LEGIARTI000022959325")
        send(page, cost_per_month="1 500,50", jobs_at_stake="4")
        send(page, confidentiality="ministry", understood=True)
        expect(page.locator("h1")).to_have_text("Il reste un clic")
        page.goto(self.link)
        press(page, "/transmettre/")
        send(page, "Votre signalement est au laboratoire")
        self.look(page, "01-recu")

    def reported_with_an_account(self) -> None:
        """The same text blocks a plant of another lab, which may be named."""
        page = self.member
        page.goto("/blocages/signaler/")
        doors = {"innovative": "no", "stuck": "no", "abroad": "no"}
        send(page, nature="text_regulatory", norm_level="order", **doors)
        send(
            page,
            title="L’eau de rinçage ne peut pas tourner",
            situation="Nous émaillons des pièces de fonte.",
            prevented="Nous ne pouvons pas réemployer l’eau.",
        )
        send(page, norm_identifier="LEGIARTI000022959325")
        send(page, cost_per_month="900")
        send(page, confidentiality="ministry", name_shared=True, understood=True)
        expect(page.locator("h1")).to_have_text("Votre signalement est au laboratoire")

    def put_in_the_register(self) -> None:
        """Each lab opens a blocker; Rouen's gets its text, two asks, a local door."""
        for page, lab, title in (
            (self.rouen, self.stage.rouen, "Un circuit fermé traité comme un rejet"),
            (self.nancy, self.stage.nancy, "Eau de rinçage : réemploi impossible"),
        ):
            case = Report.objects.get(lab=lab)
            page.goto(f"{DESK}/report/")
            page.get_by_role("link", name=case.title).click()
            press(page, "/attach_report/")
            if lab == self.stage.rouen:
                self.look(page, "02-qualifier")
            send(page, choice="new", title=title)
            page.wait_for_url(f"**{DESK}/report/")

    # --- 2. One blocker --------------------------------------------------------------

    def merged(self) -> None:
        """Nancy's goes into Rouen's, after a preview; Rouen is told."""
        page, own = self.nancy, Blocker.objects.get(lab=self.stage.nancy)
        page.goto(f"{DESK}/blocker/{own.pk}/change/")
        press(page, "/merge_blocker/")
        send(page, "Rien n’est encore écrit.", reference=self.blocker.reference)
        self.look(page, "03-fusion")
        send(page)
        expect(page.locator("body")).to_contain_text("Fusionné.")
        own.refresh_from_db()
        assert (own.status, own.merged_into) == ("merged", self.blocker)
        assert self.blocker.reports.count() == 2

    def qualified(self) -> None:
        """The desk says what is missing, line by line, until nothing is."""
        page = self.rouen
        page.goto(f"{DESK}/blocker/{self.blocker.pk}/change/")
        press(page, "/edit_blocker/")
        send(
            page,
            nature="text_regulatory",
            public_summary="Un circuit fermé doit être autorisé comme un rejet.",
            summary="Deux usines attendent ; l’inspection lit le texte à la lettre.",
            local_attempt="Préfecture, le 3 septembre : pas de dérogation possible.",
        )
        press(page, "/add_norm_blocker/")
        send(
            page,
            level="order",
            title="Arrêté du 4 octobre 2010",
            identifier="LEGIARTI000022959325",
            article="5",
            quote="Tout rejet est soumis à autorisation.",
        )
        press(page, "/add_ask_blocker/")
        send(
            page,
            kind="derogation",
            wording="Dispenser les circuits fermés d’autorisation",
            territory="Seine-Maritime",
            duration_months=24,
        )
        press(page, "/add_ask_blocker/")
        send(page, kind="change_text", wording="Écrire « rejet » au sens du code")
        self.look(page, "04-bureau")
        press(page, "/qualify_blocker/")
        send(page)
        assert self.blocker.status == "qualified"

    # --- 3. With two authorities -----------------------------------------------------

    def escalated(self) -> None:
        """Exactly what the ministry will read, and nobody's name without a yes."""
        page = self.rouen
        page.goto(f"{DESK}/blocker/{self.blocker.pk}/change/")
        press(page, f"/blocages/dossiers/{self.blocker.public_id}/")
        expect(page.locator("body")).to_contain_text("Le dossier est complet.")
        self.look(page, "05-dossier")
        press(page, "/saisir/")
        both = [self.stage.ministry.pk, self.stage.authority.pk]
        fill(page, authorities=both, note="Deux usines, un texte.")
        self.look(page, "06-saisir")
        send(page)
        assert self.blocker.status == "escalated"
        assert self.blocker.escalations.count() == 2

    def asked_and_replied(self) -> None:
        """A question stops the ministry's clock until the lab has replied."""
        page = self.bercy
        page.goto("/blocages/saisines/")
        self.look(page, "07-file")
        page.get_by_role("link", name=self.blocker.title).first.click()
        body = page.locator("body")
        expect(body).to_contain_text("Émaux de la Meurthe")
        expect(body).not_to_contain_text("Morel")
        self.look(page, "08-saisine")
        press(page, "/accuser-reception/")
        send(page)
        press(page, "/demander/")
        send(page, text="Quel débit ?", due_on="2026-09-21")
        expect(page.locator("body")).to_contain_text("Suspendu")
        self.clock.go("2026-09-17")
        lab = self.rouen
        lab.goto(self.dossier(self.stage.ministry))
        press(lab, "/preciser/")
        send(lab, text="Deux mètres cubes par heure.")
        page.reload()
        expect(page.locator("body")).to_contain_text("Deux mètres cubes par heure.")

    def forwarded(self) -> None:
        """The other authority is not the one; the first day stays."""
        page = self.dgpr
        page.goto(self.dossier(self.stage.authority))
        press(page, "/accuser-reception/")
        send(page)
        press(page, "/reorienter/")
        send(page, authority=self.prefecture.pk, text="C’est au préfet de le dire.")
        row = self.blocker.escalations.get(authority=self.prefecture)
        assert (row.since.isoformat(), row.status) == ("2026-09-07", "sent")
        self.town.goto(self.dossier(self.prefecture))
        press(self.town, "/accuser-reception/")
        send(self.town)

    # --- 4. The answers --------------------------------------------------------------

    def answer(self, page: Page, number: int, name: str = "", **values: Any) -> None:
        """Answer an ask: first its kind, then what this kind demands."""
        ask = self.blocker.asks.order_by("pk")[number]
        press(page, f"/repondre/{ask.public_id}/")
        fill(page, kind=values.pop("kind"))
        page.locator("form button[name=fill]").click()
        expect(page.locator("[name=public_text]")).to_be_visible()
        fill(page, **values)
        if name:
            self.look(page, name)
        send(page)
        expect(page.locator("body")).to_contain_text(values["public_text"])

    def answered(self) -> None:
        """A derogation with an end and a refusal explained; the prefect puts it off."""
        page = self.bercy
        page.goto(self.dossier(self.stage.ministry))
        self.answer(
            page,
            0,
            "09-derogation",
            kind="derogation",
            public_text="Dispense de deux ans en Seine-Maritime.",
            territory="Seine-Maritime",
            ends_on="2028-09-30",
            commitment_due_on="2026-10-30",
            signed_role=ROLE,
            **COMMITMENT,
        )
        refusal = {
            "kind": "explained_refusal",
            "public_text": "La définition du rejet ne change pas.",
            "legal_ground": "Article 5 de l’arrêté",
            "public_interest": "Protection de la nappe",
            "alternative": "La dérogation ci-dessus",
            "signed_role": ROLE,
        }
        self.answer(page, 1, "10-refus", **refusal)
        self.town.goto(self.dossier(self.prefecture))
        self.answer(self.town, 0, **{**refusal, "public_text": "La DGE y pourvoit."})
        self.answer(
            self.town, 1, **{**refusal, "public_text": "Ce n’est pas au préfet."}
        )
        assert self.blocker.status == "answered"

    def published(self) -> None:
        """Each authority publishes; the companies read it at their own door."""
        for page, name in ((self.town, ""), (self.bercy, "11-publier")):
            page.goto("/blocages/saisines/publier/")
            rows = page.locator("form [name=escalations]")
            expect(rows).to_have_count(1)
            rows.check(force=True)
            if name:
                self.look(page, name)
            send(page, "1 dossier")
        assert self.blocker.status == "implementing"
        self.visitor.goto(self.link)
        body = self.visitor.locator("body")
        expect(body).to_contain_text("Dispense de deux ans en Seine-Maritime.")
        expect(body).to_contain_text("Protection de la nappe")
        self.look(self.visitor, "12-reponses")

    # --- 5. On the site --------------------------------------------------------------

    def in_force(self, day: str, name: str = "") -> None:
        """The authority says what shows that its promise is kept."""
        page, promise = self.bercy, Commitment.objects.open().get()
        page.goto("/blocages/engagements/")
        page.get_by_role("link", name=promise.what).first.click()
        press(page, f"/{promise.public_id}/en-vigueur/")
        values = {"in_force_from": day, "evidence": "Arrêté publié au recueil."}
        fill(page, act_reference="ECOI2612345A", **values)
        if name:
            self.look(page, name)
        send(page)
        assert self.blocker.status == "verifying"

    def says(self, page: Page, address: str, solved: str, name: str = "") -> None:
        """A company says what has changed on its own site."""
        page.goto(address)
        if name:
            self.look(page, f"{name}-cas")
        page.locator("main a[href*='/verifier/']").first.click()
        text = "" if solved == "solved" else "Rien n’a changé sur place."
        fill(page, solved=solved, text=text)
        if name:
            self.look(page, f"{name}-mot")
        send(page)

    def promised_again(self) -> None:
        """A new commitment, after a site has said that nothing is solved."""
        page = self.bercy
        page.goto(self.dossier(self.stage.ministry))
        press(page, "/engager/")
        self.look(page, "15-engager")
        send(
            page,
            what="Instruire l’inspection d’appliquer la dispense",
            who="DGE et DREAL",
            due_on=(self.clock.moment + timedelta(days=20)).date().isoformat(),
        )
        for address, name in (
            ("/blocages/engagements/", "16-engagements"),
            ("/blocages/derogations/", "17-derogations"),
        ):
            page.goto(address)
            self.look(page, name)

    def reopened(self) -> None:
        """The lab reads that it has come back, and opens the blocker again."""
        page = self.rouen
        page.goto(f"{DESK}/blocker/{self.blocker.pk}/change/")
        self.look(page, "18-rechute")
        press(page, "/reopen_blocker/")
        send(page, text="L’inspection demande de nouveau une autorisation.")
        self.visitor.goto(self.link)
        expect(self.visitor.locator("body")).to_contain_text("de nouveau une")
        self.look(self.visitor, "19-rouvert")
