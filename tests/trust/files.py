"""The introductions of the world, lived through the acts, and what hangs on them."""

from datetime import timedelta
from typing import Any

from matchmaking import actions
from matchmaking.models import Attachment, DecisionMaker, Introduction
from programmes.models import Organisation
from servindus import clock
from servindus.actors import Channel, LinkHolder
from servindus.models import User
from servindus.uploads import read_upload, store
from tests.cast import MONDAY, fresh, holder, make_decision_maker, make_profile
from tests.matchmaking.meetings import offer
from tests.matchmaking.papers import pdf, sent_as
from tests.matchmaking.stories import CHECKED
from tests.trust.people import Companies
from tests.trust.words import canary

# A month earlier: what has settled since, and does not count against this month.
BEFORE = MONDAY - timedelta(days=35)


def card(name: str, organisation: Organisation, **fields: Any) -> DecisionMaker:
    """Make a decision maker whose details are canaries, the name not public."""
    user = fields.get("user")
    return make_decision_maker(
        organisation=organisation,
        **{
            "family_name": canary(f"{name}: name"),
            "function": "it",
            "email": user.email
            if user
            else f"{canary(f'{name}: e-mail')}@usine.example",
            "phone": user.phone if user else canary(f"{name}: phone"),
            "source_note": canary(f"{name}: source of the address"),
            "budget_per_month": 20,
            "budget_per_week": 7,
            **fields,
        },
    )


class Files:
    """One introduction in each state that holds a confidence of its own."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.where, self.people = where, people
        self._profiles()
        self._cards()
        with clock.at(BEFORE):
            self._past()
        self._present()
        self._papers()

    def _profiles(self) -> None:
        where = self.where
        self.profile = make_profile(organisation=where.vibralis)
        self.their_profile = make_profile(
            organisation=where.fluvia,
            status="draft",
            pitch=canary("unpublished profile: pitch"),
        )

    def _cards(self) -> None:
        where, people = self.where, self.people
        self.director = card("card of the director", where.cablerie,
                             user=people["director"])  # fmt: skip
        self.buyer = card("card of the buyer", where.fonderie, user=people["buyer"])
        self.manager = card("card before a yes", where.cablerie)
        self.met_card = card("card after a yes", where.cablerie)
        self.other_cards = [
            card(f"card {number}", where.cablerie) for number in range(5)
        ]
        self.invited = card("invited card", where.cablerie, status="invited")
        self.invited_there = card("invited card of Nancy", where.fonderie,
                                  status="invited")  # fmt: skip
        self.invitation = actions.invite_decision_maker(
            self.invited, by=people["moderator"]
        ).links.get()

    def ask(
        self, name: str, manager: DecisionMaker, *, by: str = "founder"
    ) -> Introduction:
        """Write a request whose texts are canaries."""
        user = self.people[by]
        startup = self.where.vibralis if by == "founder" else self.where.fluvia
        draft = actions.draft_introduction(startup, manager, by=user)
        return actions.edit_introduction(
            draft, by=user, subject=f"Objet {canary(f'{name}: subject')}",
            why_you=f"Parce que {canary(f'{name}: why')}", ask="understand",
            formats=["video"],
        )  # fmt: skip

    def submit(
        self, name: str, manager: DecisionMaker, *, by: str = "founder"
    ) -> Introduction:
        """Submit such a request."""
        return actions.submit_introduction(
            self.ask(name, manager, by=by), by=self.people[by]
        )

    def send(
        self, name: str, manager: DecisionMaker, *, by: str = "founder"
    ) -> Introduction:
        """Have the lab approve it: it leaves at once."""
        who = "moderator" if manager.lab == self.where.rouen else "nancy"
        return actions.approve_introduction(
            self.submit(name, manager, by=by), by=self.people[who],
            channel=Channel.ADMIN, checklist=CHECKED,
        )  # fmt: skip

    def _past(self) -> None:
        people, cards = self.people, self.other_cards
        self.met = self.send("met", self.met_card)
        by = holder(self.met, canary("met: who answered for the manager"))
        actions.accept_introduction(self.met, by=by)
        slot = offer(self.met, at=BEFORE + timedelta(days=2))
        actions.book_meeting(
            self.met, by=people["founder"] if slot.proposed_by == "manager"
            else holder(self.met), slot=slot.pk, place=canary("met: place"),
        )  # fmt: skip
        self.declined = self.send("declined", cards[0])
        actions.decline_introduction(
            self.declined, by=people["moderator"], channel=Channel.PHONE,
            code="have_solution", shared=canary("declined: reason to share"),
            private=canary("declined: reason for the lab"),
            call_note=canary("declined: call note"),
        )  # fmt: skip
        self.rejected = actions.reject_introduction(
            self.submit("rejected", cards[1]), by=people["moderator"],
            channel=Channel.ADMIN, code="unclear",
            text=canary("rejected: word of the moderator"),
        )  # fmt: skip
        self.cancelled = self.send("cancelled", cards[2])
        actions.accept_introduction(self.cancelled, by=holder(self.cancelled))
        self.redirected = self.send("redirected", cards[3], by="rival")
        actions.redirect_introduction(
            self.redirected, by=holder(self.redirected), given_name="Thierry",
            family_name=canary("redirected: name of the colleague"),
            email=f"{canary('redirected: address of the colleague')}@usine.example",
            function="logistics",
        )  # fmt: skip

    def _tell_later(self) -> None:
        """Both sides have said what came of it, for the lab alone."""
        for side, by in (("startup", self.people["founder"]), ("manager", None)):
            actions.ask_follow_up(fresh(self.met), side, "j10")
            asked = self.met.follow_ups.get(side=side)
            actions.answer_follow_up(
                asked, by=by or LinkHolder(asked.link), satisfaction=2,
                comment=canary(f"met: word of the {side} later on"),
            )  # fmt: skip

    def _present(self) -> None:
        people = self.people
        with clock.at(BEFORE + timedelta(days=3)):
            meeting = fresh(self.met).meetings.get()
            meeting = actions.hold_meeting(
                meeting, by=people["founder"], outcome="trial",
                comment=canary("met: report of the startup"),
            )  # fmt: skip
            actions.report_meeting(
                meeting, by=holder(self.met), happened="held", outcome="trial",
                comment=canary("met: report of the manager"),
            )  # fmt: skip
            actions.cancel_introduction(
                self.cancelled, by=people["founder"],
                text=canary("cancelled: reason"),
            )  # fmt: skip
        self._tell_later()
        self.asked = self.send("asked", self.director)
        actions.call_introduction(
            self.asked, by=people["moderator"], result="message",
            text=canary("asked: note of a call"),
        )  # fmt: skip
        self.booked = self.send("booked", self.other_cards[4])
        with clock.at(MONDAY - timedelta(hours=1)):
            actions.accept_introduction(self.booked, by=holder(self.booked))
        slot = offer(self.booked)
        actions.book_meeting(
            self.booked, by=holder(self.booked), slot=slot.pk,
            place=canary("booked: place"),
        )  # fmt: skip
        self.unclear = actions.ask_info_introduction(
            self.submit("unclear", self.director, by="rival"), by=people["moderator"],
            channel=Channel.ADMIN, text=canary("unclear: word of the moderator"),
        )  # fmt: skip
        self.theirs = self.send("theirs", self.manager, by="rival")
        self.elsewhere = self.send("elsewhere", self.buyer, by="rival")
        self.waiting = self.submit("waiting", self.manager)
        self.draft = self.ask("draft", self.buyer)
        self.withdrawn = actions.withdraw_introduction(
            self.submit("withdrawn", self.other_cards[2]), by=people["founder"]
        )

    def _papers(self) -> None:
        self.piece = self._attach("asked", introduction=self.asked)
        self.their_piece = self._attach("theirs", introduction=self.theirs)
        self.document = self._attach("profile", profile=self.profile)
        self.hidden_document = self._attach("unpublished profile",
                                            profile=self.their_profile)  # fmt: skip

    def _attach(self, name: str, **owner: Any) -> Attachment:
        paper = sent_as(
            pdf(canary(f"{name}: content of the file")),
            f"{canary(f'{name}: name of the file')}.pdf",
        )
        upload = read_upload(paper)
        return Attachment.objects.create(
            position=1, name=upload.name, kind=upload.kind, size=len(upload.content),
            digest=upload.digest, file=store(upload), **owner,
        )  # fmt: skip
