"""How often something may be tried, counted in the cache that all workers share."""

from django.core.cache import cache

from servindus import clock


def is_too_often(name: str, *, times: int, seconds: int) -> bool:
    """Count one try and tell whether it is beyond `times` in this span of seconds.

    Spans are fixed windows: simple, and at most twice the limit at their border.
    """
    window = int(clock.now().timestamp()) // seconds
    key = f"limit:{name}:{window}"
    cache.add(key, 0, timeout=2 * seconds)
    return int(cache.incr(key)) > times
