"""Makes .package/, which azd uploads as it is: the site, its libraries for Azure's Linux, and nothing else.

Without bytecode a cold start takes almost three times as long, and Azure's copy of the package cannot be written to.
So the bytecode goes with it, made by the Python that Azure runs and valid whatever the files' times become on the way.
"""

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PYTHON = "3.13"  # infra/functions.bicep
SITE = ("function_app.py", "host.json", "quiz", "static")
PACKAGE = ROOT / ".package"
LIBRARIES = PACKAGE / ".python_packages" / "lib" / "site-packages"  # where Azure's worker looks
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
IN_AZURE = "/home/site/wwwroot"  # for the file names in tracebacks


def main() -> None:
    shutil.rmtree(PACKAGE, ignore_errors=True)
    copy_site()
    compile_templates()
    python = python_of_azure()
    install_libraries(python)
    if python:
        compile_python(python)
    # Without an ignore file of its own, azd leaves out every __pycache__ (createDeployableZip in project_utils.go).
    (PACKAGE / ".funcignore").write_text("# Everything here is meant for Azure.\n", "utf-8")
    files = [file for file in PACKAGE.rglob("*") if file.is_file()]
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    print(f"{PACKAGE.name}: {len(files)} files, {megabytes:.0f} MB, {'with' if python else 'WITHOUT'} bytecode.")
    if not python:
        print(
            f"There is no Python {PYTHON} on this machine: the site will work, and wake up almost three times slower."
        )


def copy_site() -> None:
    for name in SITE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, PACKAGE / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            PACKAGE.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, PACKAGE / name)


def compile_templates() -> None:
    from quiz.web import render

    render.compile_templates(PACKAGE / render.COMPILED.name)


def install_libraries(python: str | None) -> None:
    """For Azure's Python and system, whatever runs here.

    By Azure's Python if it is here: pip judges some conditions by the Python that runs it, and an old one (23) takes
    an azure-functions for that Python instead of Azure's. The hook in azure.yaml asks for a newer pip.
    """
    runs = ["--python", python] if python else []
    platforms = [argument for platform in PLATFORMS for argument in ("--platform", platform)]
    target = ["--target", str(LIBRARIES), "--python-version", PYTHON, "--only-binary=:all:", *platforms]
    quietly = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    requirements = ["-r", str(ROOT / "requirements.txt")]
    subprocess.run([sys.executable, "-m", "pip", *runs, "install", *quietly, *target, *requirements], check=True)
    for unneeded in ("bin", "share"):
        shutil.rmtree(LIBRARIES / unneeded, ignore_errors=True)


def compile_python(python: str) -> None:
    places = ["-s", str(PACKAGE), "-p", IN_AZURE, str(PACKAGE)]
    subprocess.run([python, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", *places], check=True)


def python_of_azure() -> str | None:
    """The path of a Python on this machine that makes Azure's bytecode."""
    of_pyenv = sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/{PYTHON}.*/bin/python")))
    candidates = [[sys.executable], [f"python{PYTHON}"], ["py", f"-{PYTHON}"], *([python] for python in of_pyenv)]
    return next(filter(None, map(path_if_of_azure, candidates)), None)


def path_if_of_azure(python: list[str]) -> str | None:
    question = "import sys; print('{}.{}'.format(*sys.version_info), sys.executable)"
    try:
        answer = subprocess.run([*python, "-c", question], capture_output=True, text=True).stdout.strip()
    except OSError:
        return None
    version, _, path = answer.partition(" ")
    return path if version == PYTHON else None


if __name__ == "__main__":
    main()
