"""Who may do what with an exchange: host, labs invited, who carries an action."""

from typing import Any

import rules

from programmes.rules import is_active, is_lab_staff, is_staff, lab_ids


@rules.predicate
def _of_host(actor: Any, obj: Any = None) -> bool:
    labs = lab_ids(actor)
    return bool(labs) if obj is None else obj.lab_id in labs


@rules.predicate
def _of_party(actor: Any, obj: Any = None) -> bool:
    """Staff of the host or of a lab that was invited."""
    labs = lab_ids(actor)
    return bool(labs) if obj is None else bool(labs & obj.lab_ids)


@rules.predicate
def _carries(actor: Any, obj: Any = None) -> bool:
    """Whoever carries the action, their lab, and the host who keeps the minutes."""
    labs = lab_ids(actor)
    return bool(labs) if obj is None else bool(labs & {obj.lab_id, obj.exchange.lab_id})


sees_exchanges = is_staff
plans_exchange = is_lab_staff
hosts_exchange = is_active & _of_host
takes_part = is_active & _of_party
ends_action = is_active & _carries

# The exchange is not there yet when one plans it.
rules.add_perm("benchmarking.plan_exchange", plans_exchange)
