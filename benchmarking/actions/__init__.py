"""Acts of the room, one module per aggregate."""

from benchmarking.actions.exchanges import (
    assign_exchange,
    cancel_exchange,
    decide_exchange,
    edit_exchange,
    hold_exchange,
    minute_exchange,
    move_exchange,
    plan_exchange,
    strike_exchange,
)
from benchmarking.actions.questions import (
    accept_question,
    answer_question,
    ask_question,
    correct_question_answer,
    remind_question,
    reopen_question,
    withdraw_question,
)
from benchmarking.actions.undertakings import (
    chase_exchange_action,
    drop_exchange_action,
    finish_exchange_action,
)

__all__ = [
    "accept_question",
    "answer_question",
    "ask_question",
    "assign_exchange",
    "cancel_exchange",
    "chase_exchange_action",
    "correct_question_answer",
    "decide_exchange",
    "drop_exchange_action",
    "edit_exchange",
    "finish_exchange_action",
    "hold_exchange",
    "minute_exchange",
    "move_exchange",
    "plan_exchange",
    "remind_question",
    "reopen_question",
    "strike_exchange",
    "withdraw_question",
]
