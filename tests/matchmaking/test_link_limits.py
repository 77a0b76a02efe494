"""A link can be posted to sixty times in ten minutes; reading is never counted."""

from django.test import Client

from servindus import limits
from tests.cast import Cast
from tests.matchmaking import stories


def test_the_sixty_first_post_waits(cast: Cast, client: Client, monday: object) -> None:
    """The sixty-first gesture on one link is put off, another link's is not."""
    asked = stories.sent(cast)
    path = f"/r/{asked.links.get().token()}/decliner/"
    statuses = [client.post(path).status_code for _turn in range(61)]
    assert statuses == [200] * 60 + [429]
    assert client.get(path).status_code == 200
    other = stories.sent(cast, manager=cast.manager_with_account)
    assert client.post(f"/r/{other.links.get().token()}/decliner/").status_code == 200


def test_a_window_ends(db: None, monday: object) -> None:
    """Tries are counted by name."""
    assert [limits.is_too_often("a", times=1, seconds=60) for _ in "ab"] == [
        False,
        True,
    ]
    assert not limits.is_too_often("b", times=1, seconds=60)
