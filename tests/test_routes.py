"""Route templates, as the Functions host (ASP.NET) reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.web.routes import Route, decoded
from tests.texts import moderate


@pytest.mark.parametrize(
    ("template", "path", "parameters"),
    [
        ("/", "/", {}),
        ("", "/", {}),
        ("/", "/x", None),
        ("healthz", "/healthz", {}),
        ("/healthz", "/healthz", {}),
        ("healthz", "/HealthZ", {}),
        ("healthz", "/healthz/", {}),
        ("healthz/", "/healthz", {}),
        ("healthz", "/healthz//", None),
        ("healthz", "/healthz2", None),
        ("healthz", "/x/healthz", None),
        ("healthz", "/", None),
        ("a.b", "/aXb", None),
        ("quizzes/{slug}", "/quizzes/small", {"slug": "small"}),
        ("quizzes/{slug}", "/QUIZZES/Small/", {"slug": "Small"}),
        ("quizzes/{slug}", "/quizzes/a b%2Fé\n", {"slug": "a b%2Fé\n"}),
        ("quizzes/{slug}", "/quizzes/", None),
        ("quizzes/{slug}", "/quizzes", None),
        ("quizzes/{slug}", "/quizzes/a/b", None),
        ("quizzes/{slug}/leaderboard", "/quizzes/a/leaderboard", {"slug": "a"}),
        ("{a}/{b}", "/x/y", {"a": "x", "b": "y"}),
        ("f/{name}.{suffix}", "/f/a.b.css", {"name": "a.b", "suffix": "css"}),
        ("x/{id?}", "/x", {}),
        ("x/{id?}", "/x/7", {"id": "7"}),
        ("x/{id=1}", "/x", {"id": "1"}),
        ("x/{id=1}", "/x/7", {"id": "7"}),
        ("x/{id:int=1}", "/x/y", None),
        ("static/{*path}", "/static/a/b.css", {"path": "a/b.css"}),
        ("static/{*path}", "/static/../b", {"path": "../b"}),
        ("static/{*path}", "/static", {}),
        ("static/{*path}", "/static/", {}),
        ("{*path}", "/", {}),
        ("{*path}", "/a/b", {"path": "a/b"}),
        ("{**path}", "/a/b", {"path": "a/b"}),
    ],
)
def test_a_template_matches_a_path(template: str, path: str, parameters: dict[str, str] | None) -> None:
    assert Route(template).match(path) == parameters


@pytest.mark.parametrize(
    ("constraint", "fitting", "unfit"),
    [
        ("int", ["0", "-7", "+7", "2147483647"], ["x", "1.5", "2147483648", "9" * 40, "٣"]),
        ("long", ["2147483648", "-9223372036854775808"], ["9223372036854775808", "1e3"]),
        ("bool", ["true", "False"], ["1", "yes"]),
        ("alpha", ["abcXYZ"], ["a1", "é", "a-b"]),
        ("guid", ["8" * 32, "00000000-0000-0000-0000-00000000000A"], ["8" * 31, "g" * 32]),
        ("min(5)", ["5", "9223372036854775807"], ["4", "x", "9223372036854775808"]),
        ("max(5)", ["5", "-1"], ["6", "x"]),
        ("range(2,4)", ["2", "4"], ["1", "5"]),
        ("minlength(2)", ["ab", "abc"], ["a"]),
        ("maxlength(2)", ["a", "ab"], ["abc"]),
        ("length(6)", ["abcdef"], ["abcde", "abcdefg"]),
        ("length(1,2)", ["a", "ab"], ["abc"]),
        ("regex(^[a-z0-9-]+$)", ["a-1", "ABC"], ["a_b"]),
        ("int:min(3)", ["3"], ["2", "x"]),
        ("int:range(1,3)", ["1", "3"], ["0", "4", "x"]),
    ],
)
def test_a_constraint_lets_through_what_fits(constraint: str, fitting: list[str], unfit: list[str]) -> None:
    route = Route(f"x/{{value:{constraint}}}")
    assert [value for value in [*fitting, *unfit] if route.match(f"/x/{value}")] == fitting


def test_an_absent_optional_parameter_needs_not_fit() -> None:
    assert [Route("x/{id:int?}").match(path) for path in ("/x", "/x/7", "/x/y")] == [{}, {"id": "7"}, None]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("admin", "begins like the host's own"),
        ("/Admin/users", "begins like the host's own"),
        ("administrator", "begins like the host's own"),
        ("runtime/x", "begins like the host's own"),
        ("a//b", "two slashes"),
        ("a/{b", "cannot be read"),
        ("a/b}", "cannot be read"),
        ("a/{}", "cannot be read"),
        ("a/{b c}", "cannot be read"),
        ("{a}/{a}", "cannot be read"),
        ("{1}", "cannot be read"),
        ("{a}{b}", "leaves open"),
        ("{*a}/b", "leaves open"),
        ("x{*a}", "leaves open"),
        ("{*a}x", "leaves open"),
        ("{a:integer}", "'integer' is not known"),
        ("{a:int:slug}", "'slug' is not known"),
        ("{a:min}", "cannot be read"),
        ("{a:min(x)}", "cannot be read"),
        ("{a:range(1)}", "cannot be read"),
        ("{a:regex(*)}", "cannot be read"),
    ],
)
def test_a_template_that_the_host_would_refuse_stops_the_start(template: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Route(template)


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("/a", "/a"),
        ("/%61%20b", "/a b"),
        ("/a+b", "/a+b"),
        ("/%C3%A9", "/é"),
        ("/a%2Fb", "/a%2Fb"),
        ("/a%2fb", "/a%2Fb"),
        ("/%2e%2e/b", "/../b"),
        ("/a%", "/a%"),
        ("/%FF", "/\ufffd"),
    ],
)
def test_a_path_is_decoded_but_for_its_slashes(raw: str, path: str) -> None:
    assert decoded(raw) == path


@moderate
@given(path=st.text())
def test_the_catch_all_takes_every_path(path: str) -> None:
    assert Route("{*path}").match(f"/{path}") == ({"path": path} if path else {})
