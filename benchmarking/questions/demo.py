"""The demonstration's questions: one that helped, one to accept, one open to Rouen."""

from typing import Any

from benchmarking import actions
from benchmarking.models import Question
from programmes import known
from programmes.models import Lab, Topic, Workstream
from servindus.demo import World
from servindus.workflow import Act

ROUEN, NANCY = "moderatrice@rouen.example", "referente@nancy.example"
AMIENS, MARSEILLE = "referent@amiens.example", "referente@marseille.example"


def tell(world: World) -> None:
    """Tell how each was asked, answered, and what came of it."""
    _helped(world)
    _to_accept(world)
    _to_answer(world)


def _labs(*slugs: str) -> list[Lab]:
    return [lab for lab in known.labs() if lab.slug in slugs]


def _ask(
    world: World, key: str, days: int, who: str, lab: str, labs: tuple[str, ...],
    **words: Any,
) -> None:  # fmt: skip
    topic, axis = words.pop("topic", ""), words.pop("axis", 0)

    def step() -> None:
        question = actions.ask_question(
            Lab.objects.get(slug=lab),
            by=world.person(who),
            labs=_labs(*labs),
            topic=Topic.objects.get(slug=topic) if topic else None,
            workstream=Workstream.objects.get(number=axis) if axis else None,
            **words,
        )
        world.things[f"question_{key}"] = question
        world.sample(f"question_{key}", question)

    world.tell(world.worked(days, "9:40"), step)


def _do(
    world: World, act: Act[Any], key: str, who: str, days: int, **inputs: Any
) -> None:
    def step() -> None:
        question = Question.objects.get(pk=world.things[f"question_{key}"].pk)
        given = dict(inputs)
        if slug := given.pop("lab", ""):
            given["lab"] = Lab.objects.get(slug=slug)
        if slugs := given.pop("helped_by", ()):
            rows = question.answers.filter(lab__slug__in=slugs)
            given["answers"] = list(rows.values_list("pk", flat=True))
        act(question, by=world.person(who), **given)

    world.tell(world.worked(days, "11:30"), step)


def _helped(world: World) -> None:
    """Nancy asks for an agreement; Amiens and Rouen answer; one is taken up."""
    key = "agreement"
    _ask(
        world, key, 52, NANCY, "nancy", ("amiens", "marseille", "rouen"),
        title="Qui a une convention type pour partager un atelier le soir ?",
        text=(
            "Deux usines de Nancy veulent prêter leur atelier d’usinage à des startups,"
            " de 18 h à 21 h. Leur assureur demande une convention. Nous n’avons trouvé"
            " que des contrats de location, trop lourds pour trois heures par semaine."
        ),
        topic="prototyping", axis=2,
    )  # fmt: skip
    _do(
        world, actions.answer_question, key, AMIENS, 48, lab="amiens",
        text=(
            "Nous avons essayé un simple échange de courriels : l’assureur l’a refusé"
            " après un petit sinistre. À ne pas refaire."
        ),
    )  # fmt: skip
    _do(
        world, actions.answer_question, key, ROUEN, 46, lab="rouen",
        text=(
            "Oui : une convention de quatre pages, signée par trois usines depuis"
            " dix-huit mois. L’article 4 règle l’assurance, l’article 7 les pannes."
            " Elle a demandé deux rendez-vous avec un juriste, environ 900 €. Ce qui a"
            " manqué au début : qui ferme le soir."
        ),
    )  # fmt: skip
    _do(
        world, actions.accept_question, key, NANCY, 43, helped_by=("rouen",),
        text=(
            "Nous reprenons les articles 4 et 7, et nous ajoutons une ligne sur la"
            " fermeture. Signature prévue avec la première usine le mois prochain."
        ),
    )  # fmt: skip


def _to_accept(world: World) -> None:
    """Amiens asks about first meetings; Marseille answers, Amiens has to say."""
    key = "no_show"
    _ask(
        world, key, 9, AMIENS, "amiens", ("marseille", "nancy", "rouen"),
        title="Que faites-vous quand une usine ne vient pas au premier rendez-vous ?",
        text=(
            "Trois rendez-vous sur douze n’ont pas eu lieu ce trimestre. Rappelez-vous"
            " la veille ? Qui appelle, le laboratoire ou la startup ?"
        ),
        axis=1,
    )  # fmt: skip
    _do(
        world, actions.answer_question, key, MARSEILLE, 2, lab="marseille",
        text=(
            "Le laboratoire appelle l’assistante deux jours avant, jamais la veille :"
            " il reste le temps de déplacer. Nous sommes passés de quatre absences"
            " à une. Les rappels par SMS n’ont rien changé."
        ),
    )  # fmt: skip


def _to_answer(world: World) -> None:
    """Marseille asks Rouen alone: it waits on the home of its moderators."""
    _ask(
        world, "quotas", 3, MARSEILLE, "marseille", ("rouen",),
        title="Combien de demandes par mois une directrice accepte-t-elle ?",
        text=(
            "Nous réglons les quotas de nos premières usines. À Rouen, avec combien de"
            " demandes par mois avez-vous commencé, et qu’avez-vous changé depuis ?"
        ),
        axis=1,
    )  # fmt: skip
