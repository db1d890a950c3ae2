"""The hooks of azure.yaml, run as azd runs them on Linux and macOS, with an azd that only writes down its arguments."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.settings import ROOT
from tests.infra.test_azd import HOOKS

SECRET = "made-by-azd-and-kept-with-the-environment-48-xx"
AZD = f"""#!/bin/sh
echo "$*" >> asked
[ "$1 $2 $3" = "env config get" ] && echo '"{SECRET}"' || true
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clone with a .venv and without settings, and beside it an azd."""
    for name in ("quiz", "local.settings.sample.json"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "azd").write_text(AZD)
    (tmp_path / "bin" / "azd").chmod(0o755)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (tmp_path / ".venv" / "bin" / "python").chmod(0o755)
    return tmp_path


def run(name: str, folder: Path, **environment: str) -> str:
    script = "set -e\n" + HOOKS[name]["posix"]["run"]
    own = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder), **environment}
    ran = subprocess.run(["sh", "-c", script], cwd=folder, env=own, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def asked(folder: Path) -> list[str]:
    return (folder / "asked").read_text().splitlines() if (folder / "asked").exists() else []


def test_the_first_owners_link_is_signed_with_azds_secret_and_shows_none_of_it(folder: Path) -> None:
    printed = run("postup", folder, SITE_URL="https://func-quiz.azurewebsites.net")
    assert asked(folder) == ["env config get infra.parameters.sessionSecret"]
    assert "https://func-quiz.azurewebsites.net/" in printed
    assert SECRET not in printed
    assert not (folder / "quiz.sqlite3").exists()  # it asks no database


def test_a_secret_of_ones_own_is_taken_instead(folder: Path) -> None:
    printed = run("postup", folder, SITE_URL="https://quiz.example.org", QUIZ_SESSION_SECRET="x" * 40)
    assert asked(folder) == [] and "https://quiz.example.org/" in printed


def test_it_says_so_at_the_end_if_the_package_has_no_bytecode(folder: Path) -> None:
    assert "wakes up slower" in run("postup", folder, SITE_URL="https://quiz.example.org")
    (folder / ".package" / "quiz" / "__pycache__").mkdir(parents=True)
    assert "wakes up slower" not in run("postup", folder, SITE_URL="https://quiz.example.org")


def test_the_site_takes_the_link_that_the_hook_printed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.conftest import using
    from tests.site import Site

    printed = run("postup", folder, SITE_URL="https://quiz.example.org")
    (link,) = (line.strip() for line in printed.splitlines() if line.strip().startswith("https://"))
    monkeypatch.setenv("SESSION_SECRET", SECRET)
    with using(f"sqlite:///{folder / 'site.sqlite3'}"):
        page = Site().get(link.removeprefix("https://quiz.example.org"))
    assert page.status_code in (200, 303), page.text


def test_a_budget_gets_the_first_of_its_month_once(folder: Path) -> None:
    run("preprovision", folder)
    (only,) = asked(folder)
    assert only.startswith("env set QUIZ_BUDGET_START 20") and only.endswith("-01")
    run("preprovision", folder, QUIZ_BUDGET_START="2026-11-01")
    assert asked(folder) == [only]
