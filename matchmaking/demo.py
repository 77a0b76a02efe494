"""The story of the introductions: eight months, every status, lived through the acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from matchmaking import actions
from matchmaking.enums import (
    Ask,
    Checkpoint,
    ContactSource,
    DeclineReason,
    Function,
    IntroductionStatus,
    LinkPurpose,
    Maturity,
    Outcome,
    RejectReason,
)
from matchmaking.models import AnswerLink, DecisionMaker, Introduction, StartupProfile
from programmes.models import Topic
from servindus import clock
from servindus.actors import SYSTEM, Actor, Channel, LinkHolder
from servindus.demo import World
from servindus.models import User
from servindus.workflow import write_journal

S = IntroductionStatus
YES = {point: True for point in Checkpoint.values}


@dataclass(frozen=True)
class Manager:
    """An invented decision maker of an invented plant."""

    key: str
    plant: str
    given: str
    family: str
    function: Function
    topics: tuple[str, ...]
    formats: tuple[str, ...]
    visible: bool = True
    account: str = ""


MANAGERS = (
    Manager("lefebvre-m", "deux-rives", "Marc", "Lefebvre", Function.MAINTENANCE,
            ("remote-maintenance", "industrial-iot"), ("video", "on_site")),
    Manager("lefebvre-c", "quais", "Claire", "Lefebvre", Function.PRODUCTION,
            ("machine-data",), ("video", "on_site"), account="directrice@usine.example"),
    Manager("hervieu", "port-neuf", "Pauline", "Hervieu", Function.PURCHASING,
            ("logistics", "port-and-river"), ("phone", "video")),
    Manager("moreau", "boucle", "Olivier", "Moreau", Function.IT,
            ("machine-data", "cybersecurity"), ("on_site",), visible=False),
    Manager("benali", "cailly", "Nadia", "Benali", Function.PRODUCTION,
            ("remote-maintenance",), ("video", "on_site"), account="temoin@usine.example"),
    Manager("duval", "orival", "Sylvain", "Duval", Function.RESEARCH,
            ("prototyping",), ("video",), visible=False),
    Manager("poiret", "val-clair", "Anne", "Poiret", Function.PRODUCTION,
            ("machine-data",), ("phone", "video")),
    Manager("colin", "trois-rus", "Gérard", "Colin", Function.MAINTENANCE,
            ("remote-maintenance",), ("on_site",)),
    Manager("aubert", "garlaban", "Lucie", "Aubert", Function.LOGISTICS,
            ("logistics",), ("video",), visible=False),
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One introduction: who asks whom, when (working days ago), and how it ends."""

    asker: str
    manager: str
    days: int
    subject: str
    why: str
    ask: Ask
    end: str


STORIES = (
    Story("fondatrice@startup.example", "lefebvre-m", 9,
          "Détecter l’usure des tréfileuses avant l’arrêt",
          "Chez un câblier de 180 personnes, nos capteurs ont signalé 4 roulements sur 5"
          " entre 9 et 21 jours avant la casse. Nous n’avons pas encore de référence en"
          " ligne humide : c’est ce que nous aimerions comprendre avec vous.",
          Ask.UNDERSTAND, "sent"),
    Story("fondatrice@startup.example", "benali", 6,
          "Équilibrer les pompes sans démontage",
          "Deux fabricants nous ont confié leurs bancs d’essai : l’équilibrage à distance"
          " a évité 3 démontages sur 4. Nous cherchons un atelier qui accepte de comparer.",
          Ask.SHOW, "sent"),
    Story("fondatrice@startup.example", "duval", 15,
          "Prévoir les pannes des bancs de contrôle",
          "Vos bancs tournent la nuit : nos alertes arrivent sur le téléphone de"
          " l’astreinte, sans toucher aux automates. Limite connue : il faut 3 semaines"
          " de mesures avant la première alerte utile.",
          Ask.TRIAL, "accepted"),
    Story("fondatrice@startup.example", "poiret", 3,
          "Notre plateforme pour optimiser votre étuve",
          "Nous surveillons les vibrations de machines tournantes et nous aimerions en"
          " parler avec vous.",
          Ask.SHOW, "needs_info"),
    Story("fondatrice@startup.example", "moreau", 70,
          "Capteurs sur broyeurs : un essai de 30 jours",
          "Trois broyeurs suivis 30 jours dans une papeterie : deux paliers changés à"
          " temps. Nous cherchons une seconde ligne pour confirmer.",
          Ask.TRIAL, "closed"),
    Story("fondatrice@startup.example", "colin", 110,
          "Écouter les compresseurs d’une fonderie",
          "Nos capteurs tiennent à 80 degrés ; au-delà nous ne savons pas. Votre atelier"
          " nous dirait où s’arrête notre méthode.",
          Ask.UNDERSTAND, "declined"),
    Story("fondateur2@startup.example", "lefebvre-c", 2,
          "Regrouper les livraisons du quai le matin",
          "Sur un site voisin, 11 camions par jour sont passés à 7 en regroupant les"
          " créneaux. Il nous manque un site agroalimentaire pour comparer.",
          Ask.UNDERSTAND, "sent"),
    Story("fondateur2@startup.example", "hervieu", 1,
          "Deux barges par semaine au lieu de six camions",
          "Le port de Grand-Couronne est à 900 mètres de votre chaîne. Un essai de quatre"
          " semaines coûterait le prix actuel de la route.",
          Ask.TRIAL, "submitted"),
    Story("fondateur2@startup.example", "aubert", 60,
          "Suivre les palettes qui ne reviennent pas",
          "Une palette sur neuf se perd entre deux ateliers. Nous suivons 400 palettes à"
          " Fos et nous cherchons un deuxième client.",
          Ask.SUPPLY, "deferred"),
    Story("fondateur2@startup.example", "lefebvre-m", 45,
          "Tournées partagées entre Amfreville et le port",
          "Deux usines voisines partagent déjà un camion le mardi. Une troisième rendrait"
          " la tournée quotidienne.",
          Ask.UNDERSTAND, "redirected"),
    Story("fondateur2@startup.example", "moreau", 90,
          "Plan de transport calculé chaque nuit",
          "Nous recalculons les tournées chaque nuit. Sur 40 jours d’essai, 12 % de"
          " kilomètres en moins.",
          Ask.SHOW, "expired"),
    Story("fondateur2@startup.example", "duval", 30,
          "La solution logistique que tout le monde attend",
          "Nous proposons la meilleure solution du marché à tous les industriels.",
          Ask.SUPPLY, "rejected"),
    Story("fondatrice@startup.example", "hervieu", 130,
          "Surveiller les presses de trituration",
          "Deux presses peuvent être écoutées sans contact pendant 30 jours.",
          Ask.TRIAL, "withdrawn"),
    Story("fondatrice@startup.example", "lefebvre-c", 160,
          "Alerter avant l’arrêt de la tempéreuse",
          "Une tempéreuse arrêtée coûte une nuit de nettoyage. Nous avons un cas mesuré.",
          Ask.SHOW, "cancelled"),
    Story("fondatrice@startup.example", "aubert", 0,
          "Suivre l’usure des ponts roulants", "", Ask.UNDERSTAND, "draft"),
)  # fmt: skip


def seed(world: World) -> None:
    """Make the decision makers and profiles, then tell each introduction."""
    if not world.is_new:
        return
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for spec in MANAGERS:
        world.tell(world.starts_at, partial(_manager, world, spec, topics))
    for email, problem in (
        ("fondatrice@startup.example", "Savoir qu’une machine va casser avant qu’elle casse."),
        ("fondateur2@startup.example", "Faire rouler moins de camions à moitié vides."),
    ):
        world.tell(world.starts_at, partial(_profile, world, email, problem))
    for number, story in enumerate(STORIES):
        world.tell(
            world.worked(story.days + 1, f"{9 + number % 8}:{5 * number % 60:02d}"),
            partial(_ask, world, story),
        )


def _manager(world: World, spec: Manager, topics: dict[str, Topic]) -> None:
    plant = world.organisation(spec.plant)
    site = plant.sites.first()
    card = DecisionMaker.objects.create(
        organisation=plant,
        site=site,
        lab=site.lab if site else plant.lab,
        user=world.people.get(spec.account),
        given_name=spec.given,
        family_name=spec.family,
        function=spec.function,
        email=spec.account or f"{spec.key}@usine.example",
        phone="+33 2 35 00 00 00",
        name_visible=spec.visible,
        formats=list(spec.formats),
        source_of_contact=ContactSource.VISIT,
        source_note="Visite du laboratoire",
    )
    card.wanted_topics.set([topics[slug] for slug in spec.topics if slug in topics])
    staff = _staff(world, card)
    write_journal("add_decision_maker", card, by=staff, now=clock.now(), target=card.status)
    world.things[spec.key] = actions.activate_decision_maker(
        card, by=staff, channel=Channel.ADMIN, spoken_on=clock.today()
    )


def _staff(world: World, card: DecisionMaker) -> User:
    """Give the person of the cast who moderates for the card's lab."""
    people = {
        "rouen": "moderatrice@rouen.example",
        "amiens": "referent@amiens.example",
        "marseille": "referente@marseille.example",
        "nancy": "referente@nancy.example",
    }
    return world.person(people[card.lab.slug])


def _profile(world: World, email: str, problem: str) -> None:
    user = world.person(email)
    startup = user.memberships.get().organisation
    profile = StartupProfile.objects.create(organisation=startup)
    profile = actions.edit_startup_profile(
        profile,
        by=user,
        pitch=problem,
        problem=problem,
        references="Trois sites industriels suivis depuis un an.",
        maturity=Maturity.PILOT,
        languages=["fr", "en"],
    )
    actions.publish_startup_profile(profile, by=user)


def _ask(world: World, story: Story) -> None:
    """Write the request, submit it, and tell what comes next a while later."""
    user = world.person(story.asker)
    startup = user.memberships.get().organisation
    card: DecisionMaker = world.things[story.manager]
    introduction = actions.draft_introduction(startup, card, by=user)
    formats = card.formats
    introduction = actions.edit_introduction(
        introduction,
        by=user,
        subject=story.subject,
        why_you=story.why,
        ask=story.ask,
        formats=formats,
    )
    world.sample(f"introduction_{story.end}_{introduction.pk}", introduction)
    if story.end == "draft":
        return
    introduction = actions.submit_introduction(introduction, by=user)
    if story.end != "submitted":
        world.tell(
            world.worked(story.days, "14:02"),
            partial(_moderate, world, story, introduction),
        )


def _moderate(world: World, story: Story, introduction: Introduction) -> None:
    staff = _staff(world, introduction.decision_maker)
    if story.end == "needs_info":
        actions.ask_info_introduction(
            introduction,
            by=staff,
            channel=Channel.ADMIN,
            text="Quelle machine, et quel cas semblable ? Nommez l’étuve dans l’objet.",
        )
        return
    if story.end == "rejected":
        actions.reject_introduction(
            introduction,
            by=staff,
            channel=Channel.ADMIN,
            code=RejectReason.MASS_TEXT,
            text="Ce texte pourrait aller à tout le monde. Partez d’un problème du site.",
        )
        return
    introduction = actions.approve_introduction(
        introduction, by=staff, channel=Channel.ADMIN, checklist=YES
    )
    if story.end == "sent":
        return
    delay = 16 if story.end == "expired" else 3
    moment = world.worked(max(story.days - delay, 0), "10:14")
    world.tell(moment, partial(ENDS[story.end], world, introduction))


def _holder(introduction: Introduction) -> Actor:
    link = AnswerLink.objects.get(
        introduction=introduction, purpose=LinkPurpose.ANSWER, revoked_at=None
    )
    return LinkHolder(link)


def _accept(world: World, introduction: Introduction) -> Introduction:
    return actions.accept_introduction(introduction, by=_holder(introduction))


def _decline(world: World, introduction: Introduction) -> None:
    actions.decline_introduction(
        introduction,
        by=_holder(introduction),
        code=DeclineReason.HAVE_SOLUTION,
        shared="Nous avons équipé l’atelier l’an dernier. Bonne idée, mais trop tard.",
        private="Contrat signé jusqu’en 2028.",
    )


def _defer(world: World, introduction: Introduction) -> None:
    actions.defer_introduction(introduction, by=_holder(introduction), days=90)


def _redirect(world: World, introduction: Introduction) -> None:
    actions.redirect_introduction(
        introduction,
        by=_holder(introduction),
        given_name="Thierry",
        family_name="Samson",
        email="samson@usine.example",
        function=Function.LOGISTICS,
    )


def _expire(world: World, introduction: Introduction) -> None:
    actions.expire_introduction(introduction, by=SYSTEM)


def _withdraw(world: World, introduction: Introduction) -> None:
    actions.withdraw_introduction(introduction, by=introduction.requested_by)


def _later(world: World, days: int, act: Callable[[], Any]) -> None:
    """Tell a step some days after the present moment of the story."""
    now: datetime = clock.now()
    day = world.calendar.add_working_days(clock.local_day(now), days)
    moment = now.replace(year=day.year, month=day.month, day=day.day)
    world.tell(moment, act)


def _close(world: World, introduction: Introduction) -> None:
    introduction = _accept(world, introduction)
    staff = _staff(world, introduction.decision_maker)
    _later(
        world,
        12,
        lambda: actions.close_introduction(
            introduction,
            by=staff,
            channel=Channel.ADMIN,
            outcome=Outcome.TRIAL,
            text="Un essai de 30 jours est convenu sur la ligne 2.",
        ),
    )


def _cancel(world: World, introduction: Introduction) -> None:
    introduction = _accept(world, introduction)
    _later(
        world,
        4,
        lambda: actions.cancel_introduction(
            introduction,
            by=introduction.requested_by,
            text="Notre technicien est indisponible ce mois-ci ; nous reviendrons.",
        ),
    )


ENDS: dict[str, Callable[[World, Introduction], object]] = {
    "accepted": _accept,
    "closed": _close,
    "declined": _decline,
    "deferred": _defer,
    "redirected": _redirect,
    "expired": _expire,
    "withdrawn": _withdraw,
    "cancelled": _cancel,
}
