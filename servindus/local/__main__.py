"""`python -m servindus.local run|test|setup|servers`: what make and CI call."""

import argparse
import sys

from servindus.local.errors import CannotStartError


def main() -> int:
    """Run one command; what cannot start says why in one line."""
    parser = argparse.ArgumentParser(prog="servindus.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="serve the site with its worker and beat")
    commands.add_parser("test", help="run the tests; further arguments go to pytest")
    setup = commands.add_parser("setup", help="bring the database up to date")
    setup.add_argument("--no-demo", action="store_true", help="leave it without people")
    servers = commands.add_parser("servers", help="tell whether two servers answer")
    servers.add_argument("database_url")
    servers.add_argument("redis_url")
    chosen, further = parser.parse_known_args()
    if further and chosen.command != "test":
        parser.error(f"unknown: {' '.join(further)}")
    try:
        return _call(chosen, further)
    except CannotStartError as error:
        print(f"{chosen.command}: {error}", file=sys.stderr)
    except PermissionError as error:
        print(f"{chosen.command}: may not use {error.filename}", file=sys.stderr)
    return 2


def _call(chosen: argparse.Namespace, further: list[str]) -> int:
    from servindus.local import launcher, preparation, servers
    from servindus.local.configuration import BASE_DIR

    if chosen.command == "run":
        return launcher.run()
    if chosen.command == "test":
        return launcher.test(further)
    if chosen.command == "servers":
        servers.refuse_silent_servers(chosen.database_url, chosen.redis_url)
        return 0
    preparation.prepare(BASE_DIR, demo=not chosen.no_demo)
    return 0


if __name__ == "__main__":
    sys.exit(main())
