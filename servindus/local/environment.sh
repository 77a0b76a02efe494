#!/bin/sh
# Makes .venv and installs one locked list of packages into it. Called by make, from
# the top of the checkout; PYTHON names a Python to try first.
set -eu
list=$1

fail() { echo "make: $1" >&2; exit 2; }

recent() {
  command -v "$1" >/dev/null 2>&1 &&
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
for name in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
  if recent "$name"; then python=$name; break; fi
done
[ -n "$python" ] || fail "Python 3.11 or newer is needed; install it, or name it: make PYTHON=/path/to/python3.11"

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  "$python" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"
  echo "Making the environment .venv ..."
  rm -rf .venv
  "$python" -m venv .venv
fi

echo "Installing the packages locked in $list (once; a minute or two) ..."
.venv/bin/python -m pip install --disable-pip-version-check --no-input \
  --require-hashes -r "$list" ||
  fail "the packages could not be installed: see the lines above, then run the same command again"
