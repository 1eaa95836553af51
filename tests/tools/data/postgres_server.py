"""A real PostgreSQL on loopback for the tests: its own folder, its own port, gone afterwards.

PostgreSQL refuses to run as root, so under root it runs as a user without rights.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "adroit"


def program(name):
    """Find a program of PostgreSQL, on the path or where Debian puts it; None when it is not installed."""
    found = shutil.which(name)
    if found:
        return found
    placed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(placed[-1]) if placed else None


def reason_to_skip():
    """Say why no server can be started here; empty when one can."""
    if not program("initdb") or not program("postgres"):
        return "PostgreSQL is not installed (Debian package: postgresql)"
    try:
        import ibis.backends.postgres  # noqa: F401 - asked for, not used
    except ImportError as error:
        return f"Ibis has no PostgreSQL driver here: {error}"
    if os.geteuid() == 0 and not _powerless_user():
        return "PostgreSQL does not run as root, and there is no other user"
    return ""


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    log: Path

    @property
    def address(self):
        return f"postgres://{USER}:secret@127.0.0.1:{self.port}/postgres"

    def execute(self, *statements):
        """Run statements as its owner."""
        import psycopg

        with psycopg.connect(
            f"host=127.0.0.1 port={self.port} user={USER} dbname=postgres", autocommit=True
        ) as session:
            for statement in statements:
                session.execute(statement)

    def heard(self):
        """Give every SELECT that the server was sent, as it logged them."""
        lines = self.log.read_text("utf-8", errors="replace").replace("\n\t", " ").splitlines()
        return [line for line in lines if "SELECT" in line.upper() and ("execute" in line or "statement:" in line)]


@contextmanager
def postgres():
    """Start a server and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="adroit-postgres-"))
    user = _powerless_user() if os.geteuid() == 0 else None
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    run_as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    options = {"cwd": folder, "env": {**os.environ, "LC_ALL": "C"}, "stdin": subprocess.DEVNULL, **run_as}
    process = None
    try:
        subprocess.run(
            [program("initdb"), "-D", folder / "data", "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync"],
            check=True, capture_output=True, **options,
        )  # fmt: skip
        port, log = _free_port(), folder / "log"
        settings = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "fsync=off",
                    "log_statement=all"]  # fmt: skip
        command = [program("postgres"), "-D", folder / "data", *(x for s in settings for x in ("-c", s))]
        with log.open("wb") as file:
            process = subprocess.Popen(command, stdout=file, stderr=file, **options)
        _wait(port, process, log)
        yield Server(port, log)
    finally:
        if process is not None:
            process.terminate()
            process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _powerless_user():
    for name in ("nobody", "postgres", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port, process, log):
    import psycopg

    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-400:]}")
        try:
            with psycopg.connect(f"host=127.0.0.1 port={port} user={USER} dbname=postgres", connect_timeout=2):
                return
        except psycopg.OperationalError:  # not listening yet, or still starting up
            time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not answer within 30 seconds")
