"""python -m quiz …, run as a person would."""

import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import quiz
from tests import pictures, postgres
from tests.site import PASSWORD, Site, new_teacher

MARKDOWN = "# From a file\n\n## Yes?\n\n- [x] True\n- [ ] False\n"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quiz", *map(str, arguments)]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=60)


def test_a_quiz_goes_in_and_comes_out_the_same(database: str, tmp_path: Path) -> None:
    file = tmp_path / "From a file.md"
    file.write_text(MARKDOWN)
    assert run("import", file).stdout == "from-a-file, revision 1: 0 questions known, 1 new, 0 gone.\n"
    exported = tmp_path / "again.md"
    assert run("export", "from-a-file", "-o", exported).returncode == 0
    assert run("import", exported, "--slug", "from-a-file").stdout.startswith(
        "from-a-file, revision 1: 1 questions known"
    )


def test_an_import_over_a_quiz_says_what_it_could_not_match(database: str, tmp_path: Path) -> None:
    file = tmp_path / "q.md"
    file.write_text(MARKDOWN + "\n## Stays?\n\n= yes\n")
    run("import", file)
    file.write_text(MARKDOWN.replace("Yes?", "Really?") + "\n## Stays?\n\n= yes\n")
    assert run("import", file).stdout == ("q, revision 2: 1 questions known, 1 new, 1 gone.\n  new: q3\n  gone: q1\n")


def test_another_quiz_of_the_same_name_is_replaced_only_when_told(database: str, tmp_path: Path) -> None:
    file = tmp_path / "q.md"
    file.write_text(MARKDOWN)
    run("import", file)
    file.write_text("# Other\n\n## What?\n\n= x\n")
    refused = run("import", file)
    assert refused.returncode == 1 and "--replace" in refused.stderr
    assert "From a file" in run("export", "q").stdout
    assert run("import", file, "--replace").stdout.startswith("q, revision 2")


def test_a_file_with_mistakes_is_refused_with_a_line_for_each(database: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.md"
    file.write_text(
        "# T\n\n## No answers\n\n## Two right?\n\n- [x] a\n- [x] b\n- [x] b\n\n## Attribute {mark=2}\n\n= x\n"
    )
    failed = run("import", file)
    assert failed.returncode == 1
    assert [line.split(":")[1].strip() for line in failed.stderr.splitlines()] == ["line 3", "line 11"]
    file.write_text("# T\n\n## None right?\n\n- [ ] a\n- [ ] b\n- [ ] b\n")
    failed = run("import", file)
    assert failed.stderr.splitlines() == [
        "Question 1: two choices are alike.",
        "Question 1: no choice is right.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("q.docx", b"x", "must be one of .md, .markdown, .json"),
        ("q.md", b"\xff\xfe", "not UTF-8"),
        ("q.json", b"{}", "missing required field"),
        ("q.json", b'{"title"', "truncated"),
        ("q.md", b"", "“# Title”"),
        ("Ж.md", MARKDOWN.encode(), "cannot be part of an address"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_in_one_line(
    database: str, tmp_path: Path, name: str, content: bytes, complaint: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    failed = run("import", file)
    assert failed.returncode == 1
    assert complaint in failed.stderr and failed.stderr.count("\n") == 1


def test_a_quiz_goes_in_and_comes_out_with_its_images(database: str, tmp_path: Path) -> None:
    file, again = tmp_path / "pets.zip", tmp_path / "again.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("pets.md", MARKDOWN + "".join(f"\n## ![Picture {n}]({n}.png)\n\n= x\n" for n in range(40)))
        for number in range(40):
            archive.writestr(f"{number}.png", pictures.png(number))
    assert run("import", file).stdout == "pets, revision 1: 0 questions known, 41 new, 0 gone.\n"
    assert run("export", "pets", "--to", "zip", "-o", again).stderr == ""
    assert len(zipfile.ZipFile(again).namelist()) == 41
    assert run("import", again, "--slug", "pets").stdout.startswith("pets, revision 1: 41 questions known")
    assert run("import", again, "--slug", "copies").stdout.startswith("copies, revision 1")


def test_images_that_do_not_travel_with_a_file_are_told(database: str, tmp_path: Path) -> None:
    file = tmp_path / "pets.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("pets.md", MARKDOWN + "\n## ![a cat](cat.png)\n\n= x\n")
        archive.writestr("cat.png", pictures.png(1))
    run("import", file)
    exported = tmp_path / "pets.md"
    assert "--to zip takes them along" in run("export", "pets", "-o", exported).stderr
    assert "name a file with -o" in run("export", "pets", "--to", "zip").stderr
    assert run("import", exported).stdout.startswith("pets, revision 1: 2 questions known")
    refused = run("import", exported, "--slug", "other")
    assert refused.returncode == 1 and "1 of the quiz's images is not here" in refused.stderr
    file.write_bytes(b"PK")
    assert run("import", file).stderr == "pets.zip: This zip is broken and cannot be read. Please make it anew.\n"


def test_missing_things_are_named(database: str, tmp_path: Path) -> None:
    assert "nothing.md: No such file" in run("import", tmp_path / "nothing.md").stderr
    assert run("export", "nothing").stderr == "There is no quiz nothing. Open now: none.\n"


def test_convert_writes_both_formats_and_needs_no_database(tmp_path: Path) -> None:
    source = Path("quiz/samples/python.md")
    as_json, back = tmp_path / "q.json", tmp_path / "back.md"
    assert run("convert", source, "--to", "json", "-o", as_json).returncode == 0
    assert run("convert", as_json, "--to", "markdown", "-o", back).returncode == 0
    assert run("convert", back, "--to", "json").stdout == as_json.read_text()


def test_a_taken_port_is_one_clear_line(database: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        failed = run("serve", "--port", str(port))
    assert failed.returncode == 1
    assert failed.stderr == (
        f"Port {port} is taken. Stop the other program or choose another port: make start PORT={port + 1}\n"
    )


@pytest.mark.parametrize("port", ["0", "-1", "99999", "x"])
def test_a_port_that_is_none_is_refused_without_a_traceback(port: str) -> None:
    failed = run("serve", "--port", port)
    assert failed.returncode == 2 and "Traceback" not in failed.stderr


def test_a_console_of_another_encoding_gets_utf_8() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "quiz", "convert", "quiz/samples/how-the-web-works.md", "--to", "markdown"],
        env=os.environ | {"PYTHONIOENCODING": "cp1252"}, capture_output=True,
    )  # fmt: skip
    assert "“See Other”" in shown.stdout.decode("utf-8")


def test_a_wrong_setting_stops_the_start_and_says_what_to_write() -> None:
    failed = run("serve", "--port", str(postgres.free_port()), DATABASE_URL="mysql://secret@host/db")
    assert failed.returncode == 1
    assert failed.stderr.startswith("DATABASE_URL: write postgresql://") and "secret" not in failed.stderr


# ------------------------------------------------------------------ links


def link_in(printed: str) -> str:
    """The path of the link, which stands on a line of its own."""
    line = printed.splitlines()[-1]
    return line[line.index("/teach/invitations/") :]


def test_a_first_link_needs_no_database_only_the_secret(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    for more in ((), ("--role", "teacher"), ("--role", "owner")):
        made = run("invite", *more, "--url", "https://quiz.example.org/", DATABASE_URL=nowhere)
        assert made.returncode == 0, made.stderr
        assert made.stdout.splitlines()[1].startswith("https://quiz.example.org/teach/invitations/")
    assert "SESSION_SECRET" in run("invite", SESSION_SECRET="short").stderr


def test_a_printed_link_registers_the_first_owner(site: Site) -> None:
    link = link_in(run("invite").stdout)
    typed = {"name": "Olga", "email": "olga@example.org", "password": PASSWORD, "time_zone": "UTC"}
    assert site.post(link, typed).headers["Location"] == "/teach"
    assert site.get(link).status_code == 404


@pytest.mark.parametrize("role", ["teacher", "owner"])
def test_a_printed_link_registers_a_colleague(site: Site, role: str) -> None:
    new_teacher()
    typed = {"name": "Carl", "email": "carl@example.org", "password": PASSWORD, "time_zone": "UTC"}
    assert site.post(link_in(run("invite", "--role", role).stdout), typed).status_code == 303
    with quiz.database.transaction(write=False) as db:
        assert [teacher.role for teacher in quiz.teachers.everybody(db)] == [role, "teacher"]


def test_a_printed_link_resets_a_password(site: Site) -> None:
    new_teacher()
    made = run("invite", "--reset", " TESS@example.org", "--url", "http://localhost:8000")
    assert "http://localhost:8000/teach/" in made.stdout
    assert site.post(link_in(made.stdout), {"password": PASSWORD}).status_code == 303
    signed = site.post("/teach/sign-in", {"email": "tess@example.org", "password": PASSWORD})
    assert signed.headers["Location"] == "/teach"


def test_a_link_is_where_the_site_is(database: str) -> None:
    assert run("invite", SITE_URL="https://a.example").stdout.splitlines()[1].startswith("https://a.example/teach/")
    assert run("invite", SITE_URL="").stdout.splitlines()[1].startswith("http://localhost:7071/teach/")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--reset", "nobody@example.org"), "No teacher signs in as nobody@example.org."),
        (("--url", "quiz.example.org"), "--url: write the site's address"),
        (("--url", "https://quiz.example.org/path"), "--url: write the site's address"),
    ],
)
def test_a_link_that_cannot_be_made_is_one_clear_line(
    database: str, arguments: tuple[str, ...], complaint: str
) -> None:
    failed = run("invite", *arguments)
    assert failed.returncode == 1 and failed.stderr.startswith(complaint) and failed.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [("--role", "king"), ("--role", "owner", "--reset", "a@b"), ("--reset",)])
def test_a_wrong_option_is_refused(arguments: tuple[str, ...]) -> None:
    failed = run("invite", *arguments)
    assert failed.returncode == 2 and "Traceback" not in failed.stderr


def test_init_prints_the_first_link_only_while_there_is_no_teacher(database: str) -> None:
    assert "http://localhost:8000/teach/invitations/" in run("init", "--url", "http://localhost:8000").stdout
    new_teacher()
    assert "invitations" not in run("init").stdout
