"""Witness companies: they let their lab look, wave after wave, as far as they agree."""


def connect() -> None:
    """Declare its notices, timers and files, and what a merge of companies asks."""
    from programmes.duplicates import moving
    from programmes.witnesses import (  # noqa: F401
        exports,
        merging,
        notifications,
        timers,
    )

    moving.refusals.append(merging.refusals)
