"""Who may import whom (docs/architecture.md), read from the source."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PURE = {
    "quiz.differences",
    "quiz.document",
    "quiz.draft",
    "quiz.importing",
    "quiz.outline",
    "quiz.steps",
    "quiz.turning",
    "quiz.papers",
    "quiz.emails",
    "quiz.passwords",
    "quiz.time_zones",
    "quiz.proofreading",
    "quiz.questions",
    "quiz.formats",
    "quiz.grading",
    "quiz.players",
    "quiz.highlighting",
    "quiz.images",
    "quiz.pictures",
    "quiz.local_time",
    "quiz.markup",
    "quiz.mathml",
    "quiz.tex",
}
HTTP = {"azure.functions", "werkzeug", "jinja2", "itsdangerous", "http"}
HASHING = {"werkzeug.security"}  # which has nothing to do with HTTP
FILES = [*sorted((ROOT / "quiz").rglob("*.py")), ROOT / "function_app.py"]


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(file: Path) -> Iterator[str]:
    """Every module a file imports, anywhere in it: "sqlalchemy", "quiz.web.door"."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_a_module_imports_only_what_its_layer_may(file: Path) -> None:
    module, wanted = module_of(file), set(imports(file))
    is_web = is_in(module, {"quiz.web"}) or module in ("function_app", "quiz.__main__")
    if not is_web:
        refused = HTTP | {"quiz.web", "function_app"}
        assert not [name for name in wanted if is_in(name, refused) and not is_in(name, HASHING)]
    if is_in(module, PURE):
        allowed = PURE | {"quiz.errors"}
        assert not [name for name in wanted if name.startswith("quiz.") and not is_in(name, allowed)]
        assert not [name for name in wanted if is_in(name, {"sqlalchemy", "alembic"})]
    if module != "quiz.identity":
        assert not [name for name in wanted if is_in(name, {"azure.core", "azure.identity"})]
    if module not in ("quiz.settings", "quiz.web.wsgi"):
        assert "os" not in wanted  # the environment
    if is_in(module, {"quiz.web"}):
        assert not [name for name in wanted if is_in(name, {"sqlalchemy", "alembic", "quiz.tables"})]


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("quiz.settings", {"quiz.database", "quiz.tables", "quiz.attempts", "quiz.catalog"}),
        ("quiz.postgres", {"quiz.database", "quiz.tables"}),
        ("quiz.database", {"quiz.tables", "quiz.attempts", "quiz.catalog", "quiz.schema"}),
        ("quiz.tables", {"quiz.attempts", "quiz.catalog", "quiz.authoring"}),
        ("quiz.catalog", {"quiz.attempts", "quiz.standings", "quiz.authoring"}),
        ("quiz.standings", {"quiz.attempts", "quiz.authoring"}),
        ("quiz.attempts", {"quiz.authoring"}),
    ],
)
def test_lower_modules_do_not_know_upper_ones(lower: str, upper: set[str]) -> None:
    file = ROOT / (lower.replace(".", "/") + ".py")
    assert not [name for name in imports(file) if is_in(name, upper)]


def test_no_template_asks_for_a_kind() -> None:
    for template in (ROOT / "templates").rglob("*.html"):
        assert "kind" not in template.read_text("utf-8"), template


def test_files_and_functions_stay_short() -> None:
    """Files: median at most 80 lines, none over 300. Functions: median at most 8, 95 of 100 at most 25."""
    texts = [file.read_text("utf-8") for file in FILES]
    files = [len(text.splitlines()) for text in texts]
    functions = sorted(
        node.end_lineno - node.lineno + 1
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    )
    *modules, _ = files  # the table of addresses may grow
    assert max(modules) <= 300 and statistics.median(files) <= 80
    assert statistics.median(functions) <= 8 and functions[int(len(functions) * 0.95)] <= 25
