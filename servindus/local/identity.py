"""Who the embedded PostgreSQL runs as: it refuses root, and we make no account."""

import ctypes
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from servindus.local.errors import CannotStartError
from servindus.local.processes import BeforeExec

CLONE_NEWUSER = 0x10000000
NOBODY = 65534
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """The owner of the server's files and what its process does before exec."""

    uid: int
    gid: int
    before: BeforeExec | None = None

    def own(self, folder: Path) -> None:
        """Hand a folder over to this identity, root's privilege; or refuse it."""
        owner = folder.lstat().st_uid
        if owner == self.uid:
            return
        if os.geteuid() != 0:
            raise CannotStartError(
                f"{folder} belongs to another user (number {owner}): run as that user"
                " or remove the folder"
            )
        os.chown(folder, self.uid, self.gid, follow_symlinks=False)
        for parent, folders, files in os.walk(folder):
            for name in folders + files:
                path = Path(parent, name)
                os.chown(path, self.uid, self.gid, follow_symlinks=False)


def become_nobody_within() -> None:
    """Enter a user namespace where root is called nobody: same files, no privilege."""
    if _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} 0 1"),
        ("gid_map", f"{NOBODY} 0 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123
            file.write(text)


def _become(uid: int, gid: int) -> BeforeExec:
    def change() -> None:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)

    return change


def _runs(postgres: Path, before: BeforeExec) -> bool:
    try:
        done = subprocess.run(
            [postgres, "--version"],
            cwd="/",
            preexec_fn=before,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def choose(postgres: Path) -> Identity:
    """Give the identity that can run this program here.

    A user is himself. Root becomes nobody inside a namespace, which works below
    folders that only root may enter; where namespaces are refused (many
    containers) it becomes the real nobody.
    """
    if os.geteuid() != 0:
        return Identity(os.geteuid(), os.getegid())
    if _runs(postgres, become_nobody_within):
        return Identity(0, 0, become_nobody_within)
    try:
        account = pwd.getpwnam("nobody")
        uid, gid = account.pw_uid, account.pw_gid
    except KeyError:
        uid = gid = NOBODY
    before = _become(uid, gid)
    if not _runs(postgres, before):
        raise CannotStartError(
            "PostgreSQL refuses root, and the user nobody may not enter"
            f" {postgres.parent}: run as an ordinary user or open the folders above"
        )
    return Identity(uid, gid, before)
