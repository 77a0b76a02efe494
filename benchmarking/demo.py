"""The story of what the labs learn from each other."""

from benchmarking.practices import demo as practices
from servindus.demo import World


def seed(world: World) -> None:
    """Tell the practices and the tools."""
    if not world.is_new:
        return
    practices.tell(world)
