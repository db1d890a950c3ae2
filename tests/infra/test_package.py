"""The package: made in a clean folder, started from a copy that nobody can write to, under Microsoft's worker."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pathspec
import pytest

from infra.package import LIBRARIES, PACKAGE, SITE
from quiz.settings import ROOT
from tests.site import publish
from tests.worker.test_worker import DRIVER, PYTHON, Server, needs_worker, serving

MEGABYTES = 130  # unpacked; whatever is here has to be fetched for a cold start
TRACED = ("-v",)  # Python says on stderr where each module's code came from
OF_THE_WORKER = {"azure_functions_runtime", "azurefunctions", "google"}  # with the host's half, all that is not in it
AS_ROOT = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")  # whom no permission stops otherwise


def tracked() -> set[str]:
    """The files of this clone that git knows or would take."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return {name for name in names if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def clean_clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def package(clean_clone: Path) -> Path:
    made = subprocess.run([sys.executable, "infra/package.py"], cwd=clean_clone, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert "files" in made.stdout
    return clean_clone / PACKAGE.name


# ------------------------------------------------------------------ what is in it


def test_it_holds_the_site_and_its_libraries_and_nothing_else(package: Path) -> None:
    ours = {*SITE, "compiled_templates", ".python_packages", ".funcignore"}
    assert {path.name for path in package.iterdir()} - {"__pycache__"} == ours
    shipped = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    sources = {
        name for name in shipped if not name.startswith((".", "compiled_templates/")) and "__pycache__" not in name
    }
    assert sources == {name for name in tracked() if name.partition("/")[0] in SITE}


def test_who_deploys_without_azd_ships_the_same_and_the_templates(package: Path) -> None:
    """.funcignore, by which Core Tools choose, leaves what the package is made of."""
    ignored = pathspec.GitIgnoreSpec.from_lines((ROOT / ".funcignore").read_text("utf-8").splitlines())
    left = {name for name in tracked() if not ignored.match_file(name)} - {".funcignore"}
    assert {name.partition("/")[0] for name in left} == {*SITE, "templates", "requirements.txt"}


def test_its_libraries_are_those_for_azures_python(package: Path) -> None:
    """An old pip that runs under another Python takes version 1 of this one, which is for Pythons before 3.13."""
    (found,) = (package / LIBRARIES.relative_to(PACKAGE)).glob("azure_functions-*.dist-info")
    assert found.name.startswith("azure_functions-2.")


def test_it_is_not_large(package: Path) -> None:
    size = sum(path.stat().st_size for path in package.rglob("*") if path.is_file())
    assert size < MEGABYTES * 1e6


def test_it_has_every_template(package: Path) -> None:
    compiled = list((package / "compiled_templates").glob("tmpl_*.py"))
    assert len(compiled) == len(list((ROOT / "templates").rglob("*.html")))


def test_azd_does_not_leave_out_the_bytecode(package: Path) -> None:
    """Without an ignore file in the folder that it packs, it leaves out every __pycache__."""
    spec = pathspec.GitIgnoreSpec.from_lines((package / ".funcignore").read_text("utf-8").splitlines())
    assert not spec.match_file("quiz/__pycache__/settings.cpython-313.pyc")


def test_it_holds_no_secret_of_this_machine(package: Path) -> None:
    assert not [path for path in package.rglob("*") if path.name in ("local.settings.json", ".env", ".azure", ".data")]


# ------------------------------------------------------------------ how it starts


@pytest.fixture(scope="module")
def read_only(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("azure") / "wwwroot"
    shutil.copytree(package, folder)
    driver = folder / DRIVER
    driver.parent.mkdir(parents=True)
    shutil.copy(ROOT / DRIVER, driver)  # the host's half, which is not in the package
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)


@pytest.fixture
def started(read_only: Path, database: str, tmp_path: Path) -> Iterator[Server]:
    publish()
    command = (str(PYTHON), *TRACED, str(read_only / DRIVER), "--port={port}")
    libraries = str(read_only / LIBRARIES.relative_to(PACKAGE))
    may_not_write = AS_ROOT if os.geteuid() == 0 else ()
    with serving(tmp_path, *may_not_write, *command, DATABASE_URL=database, PYTHONPATH=libraries) as server:
        yield server


@needs_worker
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_it_runs_from_where_nobody_can_write_and_compiles_nothing(started: Server, read_only: Path) -> None:
    page = started.ask("GET", "/quizzes/small")
    assert page.status == 200 and "Which?" in page.text
    assert started.ask("GET", "/static/style.css").status == 200
    assert started.ask("GET", "/nothing").status == 404

    log = started.log.read_text()
    bytecode = re.findall(r"^# code object from '(.+)'$", log, re.M)
    source = re.findall(r"^# code object from (/.+)$", log, re.M)
    ours = [path for path in bytecode if path.startswith(str(read_only))]
    assert [path for path in source if path.startswith(str(read_only)) and not path.endswith(DRIVER)] == []
    assert len(ours) > 100 and any("compiled_templates" in path for path in ours)

    elsewhere = "/lib/python3.13/site-packages/"
    extensions = re.findall(r"^# extension module .+ loaded from '(.+)'$", log, re.M)
    outside = {path.partition(elsewhere)[2].partition("/")[0] for path in bytecode + extensions if elsewhere in path}
    assert outside <= OF_THE_WORKER


EVERYTHING = """
import pkgutil, sys
from io import BytesIO
from zoneinfo import ZoneInfo
from PIL import Image
import function_app, quiz
for module in pkgutil.walk_packages(quiz.__path__, "quiz."):
    if module.name not in ("quiz.__main__", "quiz.migrations.env"):
        __import__(module.name)
quiz.schema.ensure()
sent = BytesIO()
Image.new("RGB", (40, 30), "teal").save(sent, "PNG")
quiz.pictures.take(sent.getvalue())
import azure.identity, psycopg2, segno
ZoneInfo("Europe/Berlin")
with quiz.database.transaction(write=False) as db:
    print(len(quiz.catalog.open_quizzes(db)), "quizzes")
print({path for path in map(str, sys.path) if "site-packages" in path})
"""


@needs_worker
def test_all_that_the_site_may_ever_need_is_in_it(read_only: Path, tmp_path: Path) -> None:
    """Every module, the migrations, the samples, a picture, a time zone: with the package alone."""
    libraries = read_only / LIBRARIES.relative_to(PACKAGE)
    own = {"PYTHONPATH": f"{read_only}:{libraries}", "PYTHONTZPATH": "", "PATH": os.environ["PATH"]}
    given = {"SESSION_SECRET": "x" * 40, "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    command = [*(AS_ROOT if os.geteuid() == 0 else ()), str(PYTHON), "-S", "-c", EVERYTHING]
    ran = subprocess.run(command, cwd=tmp_path, env=own | given, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "5 quizzes" in ran.stdout and str({str(libraries)}) in ran.stdout


def test_nobody_could_have_written_to_it(read_only: Path) -> None:
    write = [sys.executable, "-c", f"open({str(read_only / 'quiz' / 'new.py')!r}, 'w')"]
    ran = subprocess.run([*(AS_ROOT if os.geteuid() == 0 else ()), *write], capture_output=True, text=True)
    assert "PermissionError" in ran.stderr
