"""Static files: types, caching by content, and nothing outside the folder."""

import re

import pytest

from tests.site import Site


def test_the_pages_link_leads_to_a_file_that_may_be_kept_for_a_year(site: Site) -> None:
    found = re.search(r'href="(/static/style\.css\?v=[0-9a-f]{16})"', site.get("/").text)
    assert found
    named = site.get(found[1])
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert named.headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0000000000000000", "?v=a&v=b"])
def test_another_address_of_the_file_is_asked_for_each_time(site: Site, query: str) -> None:
    assert site.get(f"/static/style.css{query}").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nothing.css",
        "../function_app.py",
        "..%2Ffunction_app.py",
        "%2e%2e/local.settings.json",
        "..%5Cfunction_app.py",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "style.css%00.png",
        "style.css/",
        ".",
        "style",
        "ｓtyle.css",
        "a" * 5000 + ".css",
    ],
)
def test_nothing_else_is_served(site: Site, path: str) -> None:
    assert site.get(f"/static/{path}").status_code == 404


def test_a_folder_is_no_file(site: Site) -> None:
    assert site.get("/static").status_code == 404
