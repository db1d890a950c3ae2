import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import NotFound
from quiz.web import assets
from tests.texts import moderate

FILES = ("style.css", "js/a.min.js", "icon.svg", "a-b_c.png", "robots.txt")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """static/ with a few files, beside a file that nobody may have."""
    static = tmp_path / "static"
    for name in (*FILES, ".hidden.css", ".git/a.txt", "page.html", "none", "UPPER.CSS", "folder.css/x.css"):
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_text(f"content of {name}")
    (tmp_path / "outside.txt").write_text("secret")
    monkeypatch.setattr(assets, "FOLDER", static)
    return static


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("style.css", "text/css; charset=utf-8"),
        ("js/a.min.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("a-b_c.png", "image/png"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("folder.css/x.css", "text/css; charset=utf-8"),
    ],
)
def test_a_file_has_the_type_of_its_suffix(folder: Path, name: str, content_type: str) -> None:
    found = assets.find(name)
    assert (found.body, found.content_type) == (f"content of {name}".encode(), content_type)


def change(file: Path, content: str) -> None:
    """Write later than the last time: a fast test would do both in one tick of the file system's clock."""
    changed = file.stat().st_mtime_ns
    file.write_text(content)
    os.utime(file, ns=(changed + 1_000_000_000,) * 2)


def test_the_digest_changes_with_the_content_and_with_nothing_else(folder: Path) -> None:
    before = assets.find("style.css")
    change(folder / "style.css", "new")
    changed = assets.find("style.css")
    assert (changed.body, changed.digest) != (before.body, before.digest)
    assert changed.body == b"new"
    change(folder / "style.css", "content of style.css")
    assert assets.find("style.css") == before


def test_an_address_names_the_content(folder: Path) -> None:
    before = assets.url("js/a.min.js")
    assert before == f"/static/js/a.min.js?v={assets.find('js/a.min.js').digest}"
    change(folder / "js" / "a.min.js", "new")
    assert assets.url("js/a.min.js") != before


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "/",
            ".",
            "..",
            "missing.css",
            "folder.css",
            "js",
            "js/",
            "js/missing.js",
            "style.css/",
            "style.css/x.css",
        ),
        *("../outside.txt", "js/../../outside.txt", "js/../style.css", "./style.css", "js//a.min.js", "//style.css"),
        *("%2e%2e/outside.txt", "..%2Foutside.txt", "%2E%2E%2Foutside.txt", "..\\outside.txt", "js\\a.min.js"),
        *("/style.css", "/etc/passwd", "C:/a.txt", "~/a.txt", "style.css\0", "style.css\n", "style.css?", "style.css "),
        *(".hidden.css", ".git/a.txt", "page.html", "none", "UPPER.CSS", "style.CSS", "ſtyle.css", "x" * 5000 + ".css"),
    ],
    ids=lambda name: ascii(name)[:30],
)
def test_nothing_else_is_found(folder: Path, name: str) -> None:
    with pytest.raises(NotFound):
        assets.find(name)


def test_an_absolute_path_is_not_found(folder: Path) -> None:
    with pytest.raises(NotFound):
        assets.find(str(folder / "style.css"))


def test_a_link_may_lead_to_a_file_inside_and_not_outside(folder: Path) -> None:
    (folder / "inside.css").symlink_to(folder / "style.css")
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    (folder / "up").symlink_to(folder.parent)
    (folder / "dangling.txt").symlink_to(folder / "gone.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    assert assets.find("inside.css").body == b"content of style.css"
    for name in ("link.txt", "up/outside.txt", "dangling.txt", "loop.txt"):
        with pytest.raises(NotFound):
            assets.find(name)


@moderate
@given(
    name=st.lists(st.sampled_from(("..", ".", "/", "\\", "%2f", "static", "quiz", ".css", ".txt", "~"))).map("".join)
)
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(NotFound):
        assets.find(name)
