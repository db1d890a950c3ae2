"""`make start` on a fresh copy of the project, and what it says where it cannot work."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.postgres import free_port

ROOT = Path(__file__).parent.parent
DEADLINE = 240  # seconds: a first start installs packages


@pytest.fixture
def clone() -> Iterator[Path]:
    """What git would clone, with the changes of the moment; other users may read it."""
    folder = Path(tempfile.mkdtemp(prefix="quiz-clone-"))
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def environment() -> dict[str, str]:
    """A new user's: no settings of the tests, no active virtual environment."""
    ours = ("DATABASE_URL", "SESSION_SECRET", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "PYTHON")
    return {name: value for name, value in os.environ.items() if name not in ours}


def start(clone: Path, port: int) -> tuple["subprocess.Popen[str]", str]:
    """The running site and its home page."""
    process = subprocess.Popen(
        ["make", "start", f"PORT={port}"], cwd=clone, env=environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + DEADLINE
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/") as page:
                return process, page.read().decode()
        except OSError:
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.2)


def stop(process: "subprocess.Popen[str]") -> str:
    """Ctrl+C, and everything the site has printed."""
    os.killpg(process.pid, signal.SIGINT)
    return process.communicate(timeout=30)[0]


def test_a_fresh_copy_starts_with_one_command_and_a_second_start_loses_nothing(clone: Path) -> None:
    port = free_port()
    process, home = start(clone, port)
    said = stop(process)
    assert "How the Web works" in home
    assert f"Open http://localhost:{port}/" in said and "Traceback" not in said
    assert said.count(f"http://localhost:{port}/teach/invitations/") == 1
    settings = clone / "local.settings.json"
    assert settings.stat().st_mode & 0o777 == 0o600
    secret, database = settings.read_text(), (clone / ".data/quiz.sqlite3").stat().st_ino

    process, home = start(clone, port)
    assert "Installing" in said and "Installing" not in stop(process)
    assert "How the Web works" in home
    assert settings.read_text() == secret
    assert (clone / ".data/quiz.sqlite3").stat().st_ino == database


def failed_start(clone: Path, *arguments: str, **who: object) -> str:
    ran = subprocess.run(
        ["make", "start", *arguments], cwd=clone, env=environment(), capture_output=True, text=True, **who,
    )  # type: ignore[call-overload]  # fmt: skip
    assert ran.returncode != 0
    lines = [line for line in (ran.stdout + ran.stderr).splitlines() if not line.startswith("make")]
    assert len(lines) == 1, lines
    return lines[0]


def test_without_a_python_that_is_new_enough_it_says_so(clone: Path) -> None:
    assert failed_start(clone, "PYTHON=").startswith("Python 3.11 or newer was not found.")


def test_without_ensurepip_it_names_debians_package(clone: Path) -> None:
    without = clone / "python"
    without.write_text('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\n')
    without.chmod(0o755)
    assert "sudo apt install python3-venv" in failed_start(clone, f"PYTHON={without}")


def test_in_a_folder_that_cannot_be_written_it_says_so(clone: Path) -> None:
    clone.chmod(0o555)
    who = {"user": "nobody"} if os.geteuid() == 0 else {}
    assert failed_start(clone, **who).startswith("This folder cannot be written to.")
    clone.chmod(0o755)
