"""One worker of the bench of digests: sends what is open as soon as it is told to."""

import os
import sys

import django


def main(port: str) -> None:
    """Say that it is ready, wait for a line, send; print how many were sent."""
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    django.setup()
    from servindus import digest_post

    print("ready", flush=True)
    sys.stdin.readline()
    print(digest_post.send()["sent"], flush=True)


main(sys.argv[1])
