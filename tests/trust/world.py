"""One world for all tests of trust: people, companies, files, links, confidences."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from matchmaking.models import AnswerLink, AnswerTemplate
from programmes.enums import MembershipStatus, OrganisationKind, OrganisationStatus
from programmes.models import (
    ColumnMapping,
    Duplicate,
    ImportRun,
    Invitation,
    Membership,
    Organisation,
)
from servindus import clock, preferences
from servindus.categories import REMINDERS
from servindus.models import (
    Export,
    JournalEntry,
    OutboxEmail,
    StaffNote,
    User,
)
from tests.cast import (
    Cast,
    make_link,
    make_membership,
    make_organisation,
    make_site,
    make_user,
)
from tests.trust.comparison import Compared
from tests.trust.escalations import Escalations
from tests.trust.facilities import Facilities
from tests.trust.files import Files
from tests.trust.following import Following
from tests.trust.indicators import Indicators
from tests.trust.jobs import Jobs
from tests.trust.labs import LabTalk
from tests.trust.people import Companies, people, reader_of
from tests.trust.pilots import Pilots
from tests.trust.plan import Plan
from tests.trust.practices import Practices
from tests.trust.reports import Reports
from tests.trust.sittings import Sittings
from tests.trust.witnesses import Witnesses
from tests.trust.words import canary, forged, watch

NOWHERE = uuid.UUID("00000000-0000-4000-8000-000000000000")


class World:
    """Everything that a request of these tests can be about."""

    def __init__(self) -> None:
        cast = Cast()
        self.where = Companies(cast)
        self.people: dict[str, User] = people(self.where)
        self.files = Files(self.where, self.people)
        self.reports = Reports(self.where, self.people)
        self.escalations = Escalations(self.where, self.people)
        self.following = Following(self.where, self.people)
        self.sittings = Sittings(self.where, self.people, self.escalations)
        self.facilities = Facilities(self.where, self.people)
        self.pilots = Pilots(self.where, self.people, self.facilities.bench)
        self.jobs = Jobs(self.where, self.people)
        self.witnesses = Witnesses(self.where, self.people)
        self.plan = Plan(self.where, self.people, self.pilots.judged)
        self.indicators = Indicators(self.where, self.people)
        # The last one counts what the others hold.
        here = self.where, self.people
        self.rooms = (self.facilities, self.pilots, self.jobs, self.witnesses,
                      self.plan, self.indicators, Practices(*here), LabTalk(*here),
                      Compared(*here))  # fmt: skip
        self._members()
        self._imports()
        self._links()
        self._desk_rows()
        mail = OutboxEmail.objects.filter(desk="rouen").order_by("pk").first()
        assert mail is not None
        mail.last_error = canary("outbox: last error")
        mail.save()
        self.mail = mail
        self.reader = reader_of(mail.recipient)
        # Looked up once: what a test makes later is not part of the world.
        self.places = self._places()

    def _members(self) -> None:
        where = self.where
        self.asks = Membership.objects.get(user=self.people["pending"])
        self.asks.function = canary("request to join: function")
        self.asks.save()
        refused = make_user(email=f"{canary('refused member: e-mail')}@x.example")
        self.refused = Membership.objects.create(
            user=refused, organisation=where.vibralis, status=MembershipStatus.ENDED,
            ended_at=clock.now(), refusal=canary("refused member: reason"),
        )  # fmt: skip
        self.refused_company = make_organisation(
            lab=where.rouen, name="Refusée", status=OrganisationStatus.REFUSED,
            refusal=canary("refused company: reason"),
        )  # fmt: skip
        self.new_company = make_organisation(
            lab=where.rouen, name=f"Nouvelle {canary('unconfirmed company: name')}",
            status=OrganisationStatus.PENDING,
        )  # fmt: skip
        newcomer = make_user(email=f"{canary('newcomer: e-mail')}@x.example")
        self.newcomer = make_membership(
            user=newcomer, organisation=self.new_company,
            status=MembershipStatus.PENDING,
        )  # fmt: skip
        self.invited = self._invite("invited member", where.vibralis, "founder")
        self.invited_there = self._invite("invited rival", where.fluvia, "rival")

    def _invite(self, name: str, organisation: Organisation, by: str) -> Invitation:
        return Invitation.objects.create(
            organisation=organisation, invited_by=self.people[by],
            email=f"{canary(f'{name}: e-mail')}@x.example",
            name=canary(f"{name}: name"),
            expires_at=clock.now() + timedelta(days=30),
        )  # fmt: skip

    def _imports(self) -> None:
        self.run = self._import("import", "moderator")
        self.run_there = self._import("import of Nancy", "nancy")

    def _import(self, name: str, by: str) -> ImportRun:
        row = canary(f"{name}: a row")
        return ImportRun.objects.create(
            kind=OrganisationKind.INDUSTRIAL, status="previewed", rows_read=1,
            started_by=self.people[by], created_at=clock.now(),
            file=ContentFile(f"nom;siren\n{row};1\n".encode(), name="x.csv"),
            file_name=f"{canary(f'{name}: name of the file')}.csv",
            counts={"created": 0, "updated": 0, "unchanged": 0, "refused": 1,
                    "without_lab": 0},
            refused_rows=[{"line": 2, "reason": row}],
        )  # fmt: skip

    def _links(self) -> None:
        now, files = clock.now(), self.files
        self.link = files.asked.links.get()
        self.old_link = make_link(
            introduction=files.met, expires_at=now - timedelta(days=1)
        )
        self.revoked_link = make_link(introduction=files.declined)
        self.revoked_link.revoked_at = now
        self.revoked_link.save()
        self.old_welcome = AnswerLink.objects.create(
            decision_maker=files.invited_there, purpose="invitation",
            expires_at=now - timedelta(days=1),
        )  # fmt: skip
        self.stale_invitation = self._invite("stale invitation", self.where.fluvia,
                                             "rival")  # fmt: skip
        self.stale_invitation.expires_at = now - timedelta(days=1)
        self.stale_invitation.save()
        watch("link: asked", str(self.link.public_id))
        watch("link: booked", str(files.booked.links.get().public_id))
        watch("link: invitation of a card", str(files.invitation.public_id))

    def _desk_rows(self) -> None:
        people, where, files = self.people, self.where, self.files
        for name, row in (
            ("a request", files.waiting), ("a card", files.manager),
            ("a company", where.vibralis),
        ):  # fmt: skip
            StaffNote.objects.create(
                object_type=row._meta.label_lower, object_id=row.pk, desk="rouen",
                author=people["moderator2"], text=canary(f"note on {name}: text"),
            )  # fmt: skip
        self.templates = {
            lab.slug: AnswerTemplate.objects.create(
                lab=lab, act="ask_info", title=canary(f"answer of {lab.slug}: title"),
                text_fr=canary(f"answer of {lab.slug}: text"),
            )
            for lab in (where.rouen, where.nancy)
        }  # fmt: skip
        self.mappings = {
            lab.slug: ColumnMapping.objects.create(
                name=f"Registre {lab.slug}", source=f"registre-{lab.slug}", lab=lab,
                fingerprint=lab.slug, columns=["a"], meanings={"name": "a"},
                made_by=people["moderator"],
            )
            for lab in (where.rouen, where.nancy)
        }  # fmt: skip
        self.pairs = {
            "rouen": Duplicate.objects.create(
                first=where.cablerie, second=where.papeterie, score=70
            ),
            "nancy": Duplicate.objects.create(
                first=where.fonderie, second=where.verrerie, score=70
            ),
        }
        self.export = Export.objects.create(
            author=people["founder"], dataset="introductions", format="csv",
            status="failed", failure=canary("export: why it failed"),
            finished_at=clock.now(), expires_at=clock.now() + timedelta(days=7),
        )  # fmt: skip

    def person(self, name: str) -> User | None:
        """Give a person by the tables' name; the visitor has no account."""
        return None if name == "visitor" else self.people[name]

    def _places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give for each kind of thing its rows by name, as an address's arguments."""
        found = {
            **self._portal_places(),
            **self._link_places(),
            **self._desks(),
            **self.reports.places(),
            **self.escalations.places(),
            **self.following.places(),
            **self.sittings.places(),
        }
        for room in self.rooms:
            found |= room.places()
        found["escalation"] |= self.following.dossiers()
        found["dossier"]["closed"] = {"public_id": self.following.closed.public_id}
        return found  # fmt: skip

    def _portal_places(self) -> dict[str, dict[str, dict[str, Any]]]:
        f = self.files
        states = (
            "asked", "booked", "met", "waiting", "declined", "rejected", "cancelled",
            "withdrawn", "draft", "theirs", "redirected", "unclear", "elsewhere",
        )  # fmt: skip
        public: dict[str, dict[str, Any]] = {
            "introduction": {name: getattr(f, name) for name in states},
            "card": {
                "director": f.director, "manager": f.manager, "buyer": f.buyer,
                "invited": f.invited, "invited_there": f.invited_there,
            },
            "organisation": {
                "vibralis": self.where.vibralis, "fluvia": self.where.fluvia,
                "cablerie": self.where.cablerie, "papeterie": self.where.papeterie,
                "new": self.new_company,
            },
            "membership": {
                "asks": self.asks, "newcomer": self.newcomer, **{
                    name: Membership.objects.get(user=self.people[name])
                    for name in ("engineer", "rival", "witness")
                },
            },
            "invitation": {"ours": self.invited, "theirs": self.invited_there},
            "mail": {"one": self.mail},
            "export": {"ours": self.export},
            "report": {
                **self.reports.portal(), "hidden": self.escalations.hidden,
                **self.following.reports(),
            },
            "blocker": self.reports.blockers,
        }  # fmt: skip
        places = {
            kind: {
                **{name: {"public_id": row.public_id} for name, row in rows.items()},
                "missing": {"public_id": NOWHERE},
            }
            for kind, rows in public.items()
        }
        ours, theirs = f.asked.public_id, f.theirs.public_id
        places["piece"] = {
            "asked": {"public_id": ours, "piece": f.piece.public_id},
            "theirs": {"public_id": theirs, "piece": f.their_piece.public_id},
            "mixed": {"public_id": ours, "piece": f.their_piece.public_id},
            "missing": {"public_id": ours, "piece": NOWHERE},
        }
        places["document"] = {
            "published": {"piece": f.document.public_id},
            "unpublished": {"piece": f.hidden_document.public_id},
            "missing": {"piece": NOWHERE},
        }
        places["none"] = {"here": {}}
        places["lab"] = {
            **{slug: {"slug": slug} for slug in ("rouen", "nancy")},
            "missing": {"slug": "bordeaux"},
        }
        places["axis"] = {"two": {"number": 2}, "missing": {"number": 4}}
        places["number"] = {"missing": {"pk": 2**31 - 1}}
        places["nothing"] = {"missing": {"object_id": 2**31 - 1}}
        return places

    def _link_places(self) -> dict[str, dict[str, dict[str, Any]]]:
        f = self.files
        links = {
            "open": self.link, "booked": f.booked.links.get(),
            "expired": self.old_link, "revoked": self.revoked_link,
        }  # fmt: skip
        tokens = {name: link.token() for name, link in links.items()}
        tokens["forged"] = forged(tokens["open"])
        welcome = {
            "open": f.invitation.token(), "expired": self.old_welcome.token(),
            "forged": tokens["open"],
        }  # fmt: skip
        invited = {
            "open": self.invited.token, "expired": self.stale_invitation.token,
            "forged": forged(self.invited.token),
        }  # fmt: skip
        found = {
            kind: {name: {"token": token} for name, token in names.items()}
            for kind, names in {
                "link": tokens, "welcome": welcome, "invited": invited,
                "stop": {"open": tokens["open"], "forged": tokens["forged"]},
            }.items()
        }  # fmt: skip
        reader = self.reader
        mails, quiet = (
            preferences.token_of(reader),
            preferences.token_of(reader, REMINDERS),
        )
        found["mails"] = {
            "open": {"token": mails}, "forged": {"token": forged(mails)},
        }  # fmt: skip
        found["silence"] = {
            "open": {"category": "reminders", "token": quiet},
            "other": {"category": "moderation", "token": quiet},
            "forged": {"category": "reminders", "token": forged(quiet)},
        }
        found["link_piece"] = {
            "open": {"token": tokens["open"], "piece": f.piece.public_id},
            "mixed": {"token": tokens["open"], "piece": f.their_piece.public_id},
            "expired": {"token": tokens["expired"], "piece": f.piece.public_id},
            "forged": {"token": tokens["forged"], "piece": f.piece.public_id},
        }
        return found

    def _desks(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give rows of each desk; the keys are those of the admin's own addresses."""
        f, where = self.files, self.where
        mail_there = OutboxEmail.objects.filter(desk="nancy").first()
        rows: dict[str, dict[str, Any]] = {
            "desk:outboxemail": {"rouen": self.mail, "nancy": mail_there},
            "desk:subscriber": {
                "rouen": self.reader, "nancy": reader_of(mail_there.recipient),
            },
            **{k: v for room in self.rooms for k, v in room.desks().items()},
            "desk:journalentry": {"one": JournalEntry.objects.first()},
            "desk:lab": {"rouen": where.rouen, "nancy": where.nancy},
            "desk:programme": {"one": where.rouen.programme},
            "desk:topic": {"one": _first("programmes.Topic")},
            "desk:importrun": {"rouen": self.run, "nancy": self.run_there},
            "desk:organisation": {
                "rouen": where.vibralis, "nancy": where.fluvia,
                "new": self.new_company, "refused": self.refused_company,
            },
            "desk:site": {
                name: make_site(organisation=company)
                for name, company in (
                    ("rouen", where.cablerie), ("nancy", where.fonderie),
                )
            },
            "desk:membership": {
                "rouen": self.asks, "refused": self.refused,
                "nancy": Membership.objects.get(user=self.people["rival"]),
            },
            "desk:invitation": {"rouen": self.invited, "nancy": self.invited_there},
            "desk:decisionmaker": {
                "rouen": f.manager, "nancy": f.buyer, "director": f.director,
                "met": f.met_card, "invited": f.invited,
                "invited_there": f.invited_there, "colleague": _colleague(f),
                **{f"card{n}": card for n, card in enumerate(f.other_cards)},
            },
            "desk:introduction": {
                "rouen": f.waiting, "theirs": f.theirs, "nancy": f.elsewhere,
                "draft": f.draft, "declined": f.declined,
            },
            "desk:startupprofile": {"rouen": f.profile, "nancy": f.their_profile},
            "desk:report": self.reports.portal(),
            "desk:blocker": self.reports.blockers,
            "desk:answertemplate": self.templates,
            "desk:columnmapping": self.mappings,
            "desk:duplicate": self.pairs,
            "desk:user": {
                name: self.people[name]
                for name in ("moderator", "founder", "nancy", "operator")
            },
            "desk:meeting": {
                "met": f.met.meetings.get(), "booked": f.booked.meetings.get(),
            },
        }  # fmt: skip
        return {
            kind: {
                **{name: {"object_id": row.pk} for name, row in found.items()},
                "missing": {"object_id": 2**31 - 1},
            }
            for kind, found in rows.items()
        }


def _colleague(files: Files) -> Any:
    files.redirected.refresh_from_db()
    assert files.redirected.redirected_to is not None
    return files.redirected.redirected_to.decision_maker


def _first(label: str) -> Any:
    from django.apps import apps

    return apps.get_model(label)._base_manager.order_by("pk").first()
