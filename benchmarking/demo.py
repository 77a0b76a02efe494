"""The demonstration's room: what the labs ask each other, and how they meet."""

from benchmarking.exchanges import demo as exchanges
from benchmarking.questions import demo as questions
from servindus.demo import World


def seed(world: World) -> None:
    """Tell the story; each aggregate tells its own part."""
    if not world.is_new:
        return
    questions.tell(world)
    exchanges.tell(world)
