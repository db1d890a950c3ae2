"""The local host: serves function_app.py where Azure Functions Core Tools are not installed.

    python -m quiz serve                     Werkzeug's server
    gunicorn quiz.web.wsgi:application       any WSGI server

It behaves as the Functions host does, with what surprises people (azure-functions-host 4.1037): routes are
tried in order of function name and the first that fits is taken, a wrong method is 404 and HEAD is not implied by
GET, repeated query keys and headers arrive joined by commas, cookies are parsed and written anew, keys are not
checked, a chunked body never arrives.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import Morsel, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

import azure.functions as func
from werkzeug.http import HTTP_STATUS_CODES

from quiz import settings
from quiz.web.routes import Route, decoded

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 104_857_600  # bytes; ScriptConstants.DefaultMaxRequestBodySize
HOMEPAGE = b"<h1>Your Azure Function App is up and running.</h1>"
NAME = re.compile(r"(?!host$)[a-z][a-z0-9_-]{0,127}", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """What the host hands to the worker; header names are lower-case, repeated keys joined by commas."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    params: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    status: int
    headers: Sequence[tuple[str, str]] = ()
    cookies: Sequence[Morsel[str]] = ()
    body: bytes = b""


@dataclass(frozen=True)
class Trigger:
    """An HTTP function. `invoke` is how the worker runs it."""

    name: str
    route: Route
    methods: frozenset[str] | None  # None: all
    invoke: Callable[[Request], Response] = field(repr=False)


class Host:
    """A WSGI application over triggers, whoever runs them."""

    def __init__(self, triggers: Iterable[Trigger]) -> None:
        self.triggers = sorted(triggers, key=lambda trigger: trigger.name.upper())
        self.custom_headers: dict[str, str] = _http_settings().get("customHeaders", {})
        self.largest_body = int(os.environ.get("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", LARGEST_BODY))
        self._refuse_what_the_host_refuses()

    def _refuse_what_the_host_refuses(self) -> None:
        seen: list[Trigger] = []
        for trigger in self.triggers:
            if not NAME.fullmatch(trigger.name):
                raise ValueError(f"{trigger.name!r} is no name for a function")
            for other in seen:
                same = other.route.template.strip("/").lower() == trigger.route.template.strip("/").lower()
                if same and (not other.methods or not trigger.methods or other.methods & trigger.methods):
                    raise ValueError(f"{trigger.name} has the route and a method of {other.name}")
            seen.append(trigger)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        response = self._respond(environ)
        headers = [*response.headers, *(("Set-Cookie", _set_cookie(cookie)) for cookie in response.cookies)]
        names = {name.lower() for name, _ in headers}
        headers += [(name, value) for name, value in self.custom_headers.items() if name.lower() not in names]
        if response.status not in (204, 304) and "content-length" not in names:
            headers.append(("Content-Length", str(len(response.body))))
        start_response(f"{response.status} {HTTP_STATUS_CODES.get(response.status, 'Unknown')}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]

    def _respond(self, environ: "WSGIEnvironment") -> Response:
        raw_path, _, query = _target(environ).partition("?")
        path = decoded(raw_path)
        given = environ.get("CONTENT_LENGTH", "")
        length = int(given) if given.isdecimal() and "HTTP_TRANSFER_ENCODING" not in environ else 0
        if length > self.largest_body:
            return Response(413)
        for trigger in self.triggers:
            if trigger.methods and environ["REQUEST_METHOD"].upper() not in trigger.methods:
                continue
            params = trigger.route.match(path)
            if params is not None:
                url = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', 'localhost')}{_target(environ)}"
                body = environ["wsgi.input"].read(length) if length else b""
                headers = dict(_headers(environ))
                return trigger.invoke(Request(environ["REQUEST_METHOD"], url, headers, _joined(query), params, body))
        if path != "/":
            return Response(404)
        is_disabled = os.environ.get("AzureWebJobsDisableHomepage", "").lower() == "true"
        return Response(204) if is_disabled else Response(200, [("Content-Type", "text/html")], body=HOMEPAGE)


# ------------------------------------------------------------------ HTTP in, HTTP out


def _target(environ: "WSGIEnvironment") -> str:
    """The request line's target as it came: PATH_INFO is decoded already and cannot tell %2F from a slash."""
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "")
    if raw.startswith("/"):
        return raw
    return quote(environ["PATH_INFO"], encoding="latin-1") + (
        f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""
    )


def _headers(environ: "WSGIEnvironment") -> Iterator[tuple[str, str]]:
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            yield name.removeprefix("HTTP_").replace("_", "-").lower(), value
        elif name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            yield name.replace("_", "-").lower(), value


def _joined(query: str) -> dict[str, str]:
    """Keys ignore case and the first spelling is kept; empty values are dropped."""
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        known = next((key for key in values if key.lower() == name.lower()), name)
        values.setdefault(known, []).append(value)
    return {name: joined for name, several in values.items() if (joined := ",".join(several))}


def _set_cookie(cookie: "Morsel[str]") -> str:
    """As ASP.NET writes it: the value percent-encoded, a path always there, names of attributes in small letters."""
    parts = [f"{cookie.key}={quote(cookie.value, safe='')}"]
    parts += [f"{name}={cookie[name]}" for name in ("expires", "max-age", "domain") if cookie[name] != ""]
    parts.append(f"path={cookie['path'] or '/'}")
    parts += ["secure"] if cookie["secure"] else []
    parts += [f"samesite={cookie['samesite'].lower()}"] if cookie["samesite"] else []
    parts += ["httponly"] if cookie["httponly"] else []
    return "; ".join(parts)


# ------------------------------------------------------------------ the functions of function_app.py


def _http_settings() -> dict[str, Any]:
    host = json.loads((settings.ROOT / "host.json").read_text("utf-8"))
    return host.get("extensions", {}).get("http", {})  # type: ignore[no-any-return]


def prefixed(route: str) -> Route:
    prefix = str(_http_settings().get("routePrefix", "api")).strip("/")
    return Route(f"{prefix}/{route}" if prefix else route)


def _triggers(app: func.FunctionApp) -> Iterator[Trigger]:
    for function in app.get_functions():
        name, trigger = str(function.get_function_name()), function.get_trigger()
        methods = getattr(trigger, "methods", None)
        yield Trigger(
            name,
            prefixed(getattr(trigger, "route", None) or name),
            frozenset(str(method).upper() for method in methods) if methods else None,
            _in_this_process(function.get_user_function()),
        )


def _in_this_process(run: Callable[[func.HttpRequest], func.HttpResponse]) -> Callable[[Request], Response]:
    def invoke(request: Request) -> Response:
        response = run(
            func.HttpRequest(
                request.method,
                request.url,
                headers=request.headers,
                params=request.query,
                route_params=request.params,
                body=request.body,
            )
        )
        # A header that is not Set-Cookie and stands twice: only the last one arrives.
        headers = {name: value for name, value in response.headers.items() if name.lower() != "set-cookie"}
        cookies = [cookie for text in response.headers.getlist("Set-Cookie") for cookie in SimpleCookie(text).values()]
        return Response(response.status_code, list(headers.items()), cookies, response.get_body())

    return invoke


def local_host() -> Host:
    settings.load_local_file()
    sys.path.insert(0, str(settings.ROOT))
    import function_app

    return Host(_triggers(function_app.app))


def __getattr__(name: str) -> Host:
    """`application`, made when a WSGI server asks for it: importing this module starts nothing."""
    if name == "application":
        return local_host()
    raise AttributeError(name)
