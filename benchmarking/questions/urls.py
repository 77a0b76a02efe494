"""Addresses of the questions."""

from django.urls import URLPattern, path

from benchmarking.views import questions

ACTS = {
    "answer_question": ("repondre", questions.answer_question_view),
    "accept_question": ("retenir", questions.accept_question_view),
    "reopen_question": ("reposer", questions.reopen_question_view),
    "withdraw_question": ("retirer", questions.withdraw_question_view),
}
urlpatterns: list[URLPattern] = [
    path("questions/", questions.question_list, name="question_list"),
    path("questions/poser/", questions.ask_question_view, name="ask_question"),
    path(
        "questions/<uuid:public_id>/",
        questions.question_detail,
        name="question_detail",
    ),
    *(
        path(f"questions/<uuid:public_id>/{word}/", view, name=name)
        for name, (word, view) in ACTS.items()
    ),
    path(
        "questions/reponses/<uuid:public_id>/corriger/",
        questions.correct_question_answer_view,
        name="correct_question_answer",
    ),
]
