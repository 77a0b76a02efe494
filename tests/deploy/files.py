"""What the files of a deployment say: compose, Dockerfile, what goes into the image."""

import fnmatch
import os
import re
import shlex
import shutil
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
# ${NAME:-default}, the only form that the compose file uses.
VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")


def compose(path=COMPOSE):
    """Read a compose file; `<<` merges are YAML's own."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def interpolated(text, values):
    return VARIABLE.sub(lambda found: values.get(found[1]) or found[2], str(text))


def grace(service):
    """Give how many seconds a service has to end."""
    return int(service["stop_grace_period"].removesuffix("s"))


def instructions():
    """Give the Dockerfile's instructions as (word, rest), with joined lines."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def build_steps():
    """Give the steps of the image's build that run our own code, as argument lists."""
    runs = [shlex.split(rest) for word, rest in instructions() if word == "RUN"]
    steps = []
    for words in runs:
        env = {}
        while "=" in words[0] and not words[0].startswith("-"):
            name, _, value = words.pop(0).partition("=")
            env[name] = value
        if words[0] == "python" and words[1:3] != ["-m", "venv"]:
            steps.append((env, words))
    return steps


def ignored():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def goes_in(name):
    """Tell whether a path goes into the image, as Docker decides: the last rule wins.

    A rule counts for a path or for any folder above it.
    """
    parts = name.split("/")
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    sent = True
    for rule in ignored():
        pattern = rule.lstrip("!")
        if pattern.startswith("**/"):
            hit = any(fnmatch.fnmatch(part, pattern[3:]) for part in parts)
        elif pattern == "*":
            hit = True
        else:
            hit = pattern in above
        if hit:
            sent = rule.startswith("!")
    return sent


def copy_image(target):
    """Copy what the image holds of this checkout, as COPY would."""
    skipped = {".git", ".venv", "var", "node_modules", "__pycache__"}
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in skipped]
        for name in names:
            path = Path(folder) / name
            inside = path.relative_to(ROOT)
            if goes_in(inside.as_posix()):
                (target / inside).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target / inside)
    return target
