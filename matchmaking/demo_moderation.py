"""The story's moderation: ready answers, other words, a refusal that is appealed."""

import json
from pathlib import Path

from matchmaking import actions
from matchmaking.enums import Checkpoint, RejectReason
from matchmaking.models import AnswerTemplate, Introduction
from programmes.enums import MembershipRole, MembershipStatus
from programmes.models import Lab, Membership
from servindus import clock
from servindus.actors import Channel
from servindus.admin_tabs import keep_note
from servindus.calendar import DAY
from servindus.demo import World
from servindus.models import User

ANSWERS = Path(__file__).with_name("answers.json")
# Outside the cast: nobody signs in as her, and her requests count for nobody else.
FOUNDER = "founder@massivue.example"
APPEAL_AFTER = 6


def prepare(world: World) -> None:
    """Give each lab its ready answers, and the story one founder more."""
    answers = json.loads(ANSWERS.read_text(encoding="utf-8"))
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(lab=lab, **answer)
        for lab in Lab.objects.order_by("pk")
        for answer in answers
    )
    founder = User.objects.create_user(
        FOUNDER, given_name="Léa", family_name="Fontanel", date_joined=world.starts_at
    )
    Membership.objects.create(
        user=founder,
        organisation=world.organisation("massivue"),
        role=MembershipRole.LEAD,
        status=MembershipStatus.ACTIVE,
        function="Fondatrice",
        started_at=world.starts_at,
    )
    world.people[FOUNDER] = founder


def reword(introduction: Introduction, staff: User) -> None:
    """The moderator proposes words; the startup reads them beside its own."""
    actions.reword_introduction(
        introduction,
        by=staff,
        channel=Channel.ADMIN,
        subject="Écouter vos presses pour espacer leurs révisions",
        why_you="Deux presses de l’atelier peuvent être écoutées sans contact pendant"
        " 30 jours. Nous cherchons un site où comparer nos alertes aux révisions"
        " prévues.",
        ask=introduction.ask,
        checklist=dict.fromkeys(Checkpoint.values, True),
        text="Je propose un objet qui parle de la machine. D’accord ?",
    )


def refuse_and_appeal(world: World, introduction: Introduction, staff: User) -> None:
    """A refusal, and six working days later an appeal, which a colleague will read."""
    actions.reject_introduction(
        introduction,
        by=staff,
        channel=Channel.ADMIN,
        code=RejectReason.OUT_OF_SCOPE,
        text="La métrologie de laboratoire sort du programme.",
    )
    keep_note(
        introduction,
        by=staff,
        text="Appelée le site : intéressés, mais le texte ne parle que du produit.",
    )
    now = clock.now()
    day = clock.local_day(now)
    for _day in range(APPEAL_AFTER):
        day = world.calendar.next_working_day(day + DAY)
    moment = now.replace(year=day.year, month=day.month, day=day.day)
    world.tell(
        moment,
        lambda: actions.appeal_introduction(
            introduction,
            by=introduction.requested_by,
            text="Nos balances pèsent les fûts sur la ligne, pas au laboratoire :"
            " c’est le thème « données machine » du programme.",
        ),
    )
