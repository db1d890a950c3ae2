import json
import os
import stat
from itertools import count
from pathlib import Path

import pytest

from quiz import settings
from quiz.settings import ROOT, SettingsError, load_local_file, read, write_local_file

SECRET = "s3cret-" * 5
LOCAL = {"SESSION_SECRET": SECRET}
IN_AZURE = {"WEBSITE_INSTANCE_ID": "1", "PGHOST": "db.example", **LOCAL}


def test_only_a_secret_is_needed_on_this_machine() -> None:
    assert read(LOCAL) == settings.Settings(
        database_url=f"sqlite:///{ROOT.as_posix()}/.data/quiz.sqlite3",
        session_secrets=(SECRET,),
        site_url="",
        in_azure=False,
    )


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({"DATABASE_URL": "postgresql://u:p@h/d"}, "postgresql+psycopg2://u:p@h/d"),
        ({"DATABASE_URL": "postgres://u:p@h/d?sslmode=require"}, "postgresql+psycopg2://u:p@h/d?sslmode=require"),
        ({"DATABASE_URL": " postgresql+psycopg2:///d\n"}, "postgresql+psycopg2:///d"),
        ({"DATABASE_URL": "sqlite:////tmp/q.sqlite3"}, "sqlite:////tmp/q.sqlite3"),
        ({"PGHOST": "h"}, "postgresql+psycopg2://"),
        ({"PGHOSTADDR": "10.0.0.1"}, "postgresql+psycopg2://"),
        ({"PGSERVICE": "s"}, "postgresql+psycopg2://"),
        ({"PGDATABASE": "d"}, "postgresql+psycopg2://"),
        ({"PGHOST": "h", "DATABASE_URL": "sqlite:///q"}, "sqlite:///q"),
        ({"PGHOST": "", "DATABASE_URL": " "}, read(LOCAL).database_url),
        ({"PGUSER": "u"}, read(LOCAL).database_url),
        ({"PGHOST": "h", "WEBSITE_SKU": "FlexConsumption"}, "postgresql+psycopg2://"),
    ],
    ids=count(),  # not the names of databases, by which conftest.py counts the suites
)
def test_the_database_is_an_address_or_libpqs_own_variables(environment: dict[str, str], url: str) -> None:
    assert read(LOCAL | environment).database_url == url


@pytest.mark.parametrize(
    "url",
    ["mysql://u:hunter2@h/d", "postgresql://", "postgresql:u:hunter2@h", "hunter2", "sqlite://", "://hunter2"],
    ids=count(),
)
def test_an_address_of_no_known_database_is_refused(url: str) -> None:
    refused("DATABASE_URL", LOCAL | {"DATABASE_URL": url}, "hunter2")


@pytest.mark.parametrize("mark", settings.AZURE_MARKS)
@pytest.mark.parametrize("url", ["", "sqlite:////home/q.sqlite3"], ids=["missing", "a file"])
def test_in_azure_a_database_server_is_needed(mark: str, url: str) -> None:
    refused("DATABASE_URL", LOCAL | {mark: "x", "DATABASE_URL": url}, "q.sqlite3")


@pytest.mark.parametrize(
    ("environment", "name", "value"),
    [
        ({}, "SESSION_SECRET", "s3cret"),
        ({"SESSION_SECRET": ""}, "SESSION_SECRET", "s3cret"),
        ({"SESSION_SECRET": "s3cret" + "x" * 25}, "SESSION_SECRET", "s3cret"),
        (LOCAL | {"SESSION_SECRET_PREVIOUS": "old" * 10}, "SESSION_SECRET_PREVIOUS", "oldold"),
        (LOCAL | {"SITE_URL": "x.example"}, "SITE_URL", "x.example"),
        (LOCAL | {"SITE_URL": "ftp://x.example"}, "SITE_URL", "x.example"),
        (LOCAL | {"SITE_URL": "https://x.example/path"}, "SITE_URL", "x.example"),
        (LOCAL | {"SITE_URL": "https://x.example?a"}, "SITE_URL", "x.example"),
        (LOCAL | {"SITE_URL": "https://u:hunter2@x.example"}, "SITE_URL", "hunter2"),
        (LOCAL | {"SITE_URL": "https://x.example\n"}, "SITE_URL", "x.example"),
        (LOCAL | {"SITE_URL": "https://"}, "SITE_URL", "https:///"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], name: str, value: str) -> None:
    refused(name, environment, value)


def refused(name: str, environment: dict[str, str], value: str) -> None:
    """The message names the setting and does not hold its value."""
    with pytest.raises(SettingsError) as caught:
        read(environment)
    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name}: ")
    assert value not in str(caught.value)


def test_a_secret_is_ascii_and_never_in_a_repr() -> None:
    with pytest.raises(SettingsError):
        read({"SESSION_SECRET": "é" * 40})
    assert SECRET not in repr(read(LOCAL))


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:////"])
def test_a_database_in_memory_is_refused_as_every_connection_would_have_its_own(url: str) -> None:
    with pytest.raises(SettingsError):
        read(LOCAL | {"DATABASE_URL": url})


def test_in_azure_the_name_of_a_database_without_its_host_is_not_enough() -> None:
    with pytest.raises(SettingsError):
        read(LOCAL | {"WEBSITE_SKU": "FlexConsumption", "PGDATABASE": "quiz"})


def test_the_new_secret_signs_and_the_previous_one_still_verifies() -> None:
    previous = "previous" * 4
    assert read(LOCAL | {"SESSION_SECRET_PREVIOUS": previous}).session_secrets == (previous, SECRET)
    assert read(LOCAL | {"SESSION_SECRET_PREVIOUS": ""}).session_secrets == (SECRET,)


@pytest.mark.parametrize(
    ("environment", "url", "https"),
    [
        (LOCAL, "", False),
        (LOCAL | {"SITE_URL": "https://quiz.example/"}, "https://quiz.example", True),
        (LOCAL | {"SITE_URL": "http://localhost:7071"}, "http://localhost:7071", False),
        (LOCAL | {"SITE_URL": "http://[::1]:7071"}, "http://[::1]:7071", False),
        (LOCAL | {"WEBSITE_HOSTNAME": "localhost:7071"}, "http://localhost:7071", False),
        (IN_AZURE, "", True),
        (IN_AZURE | {"WEBSITE_HOSTNAME": "a.azurewebsites.net"}, "https://a.azurewebsites.net", True),
        (IN_AZURE | {"WEBSITE_HOSTNAME": "a.b", "SITE_URL": "https://c.example"}, "https://c.example", True),
    ],
)
def test_the_sites_address_is_set_or_the_platforms(environment: dict[str, str], url: str, https: bool) -> None:
    found = read(environment)
    assert (found.site_url, found.https) == (url, https)


# ------------------------------------------------------------------ local.settings.json


@pytest.fixture
def local_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "LOCAL_FILE", tmp_path / "local.settings.json")
    monkeypatch.setattr(os, "environ", {"ALREADY": "set"})
    return tmp_path / "local.settings.json"


def test_a_local_file_is_written_for_its_owners_eyes_only(local_file: Path) -> None:
    assert write_local_file()
    assert stat.S_IMODE(local_file.stat().st_mode) == 0o600
    sample = json.loads((ROOT / "local.settings.sample.json").read_text("utf-8"))
    written = json.loads(local_file.read_text("utf-8"))
    assert len(written["Values"].pop("SESSION_SECRET")) == 64
    assert written == sample


def test_a_written_file_is_enough_to_start(local_file: Path) -> None:
    write_local_file()
    load_local_file()
    assert read(os.environ).session_secrets == (json.loads(local_file.read_text("utf-8"))["Values"]["SESSION_SECRET"],)


def test_every_file_has_another_secret(local_file: Path) -> None:
    found = set()
    for _ in range(3):
        assert write_local_file()
        found.add(local_file.read_text("utf-8"))
        local_file.unlink()
    assert len(found) == 3


def test_a_file_is_never_overwritten(local_file: Path) -> None:
    local_file.write_text("mine")
    assert not write_local_file()
    assert local_file.read_text() == "mine"


def test_what_is_set_already_wins_over_the_file(local_file: Path) -> None:
    local_file.write_text('\ufeff{"Values": {"ALREADY": "other", "NEW": "n", "PORT": 7071}}', "utf-8")
    load_local_file()
    assert os.environ.items() >= {"ALREADY": "set", "NEW": "n", "PORT": "7071"}.items()


def test_without_a_file_nothing_is_loaded(local_file: Path) -> None:
    load_local_file()
    assert not local_file.exists()
    assert "SESSION_SECRET" not in os.environ


@pytest.mark.parametrize(
    "content",
    [b"", b"s3cret", b"{}", b"[]", b"null", b'{"Values": ["s3cret"]}', b'{"Values": null}', b'{"Values": "\xff"}'],
)
def test_a_broken_file_is_named(local_file: Path, content: bytes) -> None:
    local_file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_local_file()
    assert caught.value.name == "local.settings.json"
    assert "s3cret" not in str(caught.value)
