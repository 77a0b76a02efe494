"""Whether the servers of two addresses answer: CI tests on them if they do."""

import psycopg2
import redis

from servindus.local.errors import CannotStartError

PATIENCE = 5


def refuse_silent_servers(database_url: str, redis_url: str) -> None:
    """Stop with one line unless both servers answer; the database need not exist."""
    server, _, _name = database_url.rpartition("/")
    try:
        psycopg2.connect(f"{server}/postgres", connect_timeout=PATIENCE).close()
    except psycopg2.OperationalError as error:
        first = str(error).strip().splitlines()[0]
        raise CannotStartError(f"PostgreSQL: {first}") from error
    client = redis.Redis.from_url(redis_url, socket_timeout=PATIENCE)
    try:
        client.ping()
    except redis.RedisError as error:
        raise CannotStartError(f"Redis: {error}") from error
    finally:
        client.close()
