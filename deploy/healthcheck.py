"""Ask a probe of the site: `healthcheck.py ADDRESS [FLAG ...]`.

Exit 0 when it answers 200 and each named flag of `/readyz` is true. It needs nothing
but Python, so that asking every half minute costs little.
"""

import http.client
import json
import os
import sys
from urllib.parse import urlsplit

PATIENCE = 4.0


def main(address: str, *flags: str) -> int:
    """Ask once; say what is wrong."""
    parts = urlsplit(address)
    # The site answers to its own name only, wherever it is asked.
    name = urlsplit(os.environ.get("PUBLIC_URL", "")).netloc or parts.netloc
    connection = http.client.HTTPConnection(
        parts.hostname or "127.0.0.1", parts.port or 80, timeout=PATIENCE
    )
    try:
        connection.request("GET", parts.path, headers={"Host": name})
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        print(f"{address}: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()
    if answer.status != 200:
        print(f"{address}: {answer.status} {body[:200]!r}", file=sys.stderr)
        return 1
    state = json.loads(body) if flags else {}
    wrong = [flag for flag in flags if state.get(flag) is not True]
    if wrong:
        print(f"{address}: not well: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
