"""The demonstration's room: what the labs learn from each other, ask and compare."""

from benchmarking.comparison import demo as comparison
from benchmarking.exchanges import demo as exchanges
from benchmarking.links import demo as links
from benchmarking.practices import demo as practices
from benchmarking.questions import demo as questions
from benchmarking.transfers import demo as transfers
from servindus.demo import World


def seed(world: World) -> None:
    """Tell the story; each aggregate tells its own part."""
    comparison.begin(world)
    if not world.is_new:
        return
    practices.tell(world)
    transfers.tell(world)
    links.tell(world)
    questions.tell(world)
    exchanges.tell(world)
    comparison.tell(world)
