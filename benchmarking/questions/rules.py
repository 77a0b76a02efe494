"""Who may do what with a question: the lab that asks, and the labs that are asked."""

from typing import Any

import rules

from programmes.rules import is_active, is_lab_staff, is_staff, lab_ids


@rules.predicate
def _of_asker(actor: Any, obj: Any = None) -> bool:
    labs = lab_ids(actor)
    return bool(labs) if obj is None else obj.lab_id in labs


@rules.predicate
def _of_asked(actor: Any, obj: Any = None) -> bool:
    """Staff of a lab that is asked; nobody answers their own lab."""
    labs = lab_ids(actor)
    return bool(labs) if obj is None else bool(labs & obj.asked_lab_ids)


@rules.predicate
def _author(actor: Any, obj: Any = None) -> bool:
    """Whoever wrote the answer, as long as they work for the lab that gave it."""
    labs = lab_ids(actor)
    if obj is None:
        return bool(labs)
    return obj.author_id == getattr(actor, "pk", None) and obj.lab_id in labs


# Companies and administrations read nothing of what labs ask each other.
sees_questions = is_staff
asks_question = is_lab_staff
answers_question = is_active & _of_asked
keeps_question = is_active & _of_asker
corrects_answer = is_active & _author

# The question is not there yet when one asks it.
rules.add_perm("benchmarking.ask_question", asks_question)
