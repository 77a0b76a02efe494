"""The demonstration's room: what the labs learn from each other, ask and agree on."""

from benchmarking.exchanges import demo as exchanges
from benchmarking.practices import demo as practices
from benchmarking.questions import demo as questions
from servindus.demo import World


def seed(world: World) -> None:
    """Tell the story; each aggregate tells its own part."""
    if not world.is_new:
        return
    practices.tell(world)
    questions.tell(world)
    exchanges.tell(world)
