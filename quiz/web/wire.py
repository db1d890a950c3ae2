"""From a reply to what goes over the wire: security headers, cookies, 304, compression, HEAD."""

import gzip
import hashlib

import azure.functions as func
from werkzeug.http import parse_accept_header, parse_etags

from quiz.settings import SettingsError, current
from quiz.web.reply import NO_STORE, Reply
from quiz.web.visit import Visit

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000"
COMPRESSIBLE = ("text/", "image/svg+xml", "application/json")
SMALLEST_COMPRESSED = 512  # bytes; below, the headers of gzip cost more than they save


def response(visit: Visit, reply: Reply) -> func.HttpResponse:
    headers = {**SECURITY_HEADERS, "Content-Type": reply.content_type, "Cache-Control": reply.cache, **reply.headers}
    if _is_https():
        headers["Strict-Transport-Security"] = HSTS
    status, body = reply.status, reply.body
    is_text = bool(body) and reply.content_type.startswith(COMPRESSIBLE)
    if is_text:
        headers["Vary"] = "Accept-Encoding"
    if status == 200 and reply.cache != NO_STORE:
        digest = hashlib.sha256(body).hexdigest()[:16]
        headers["ETag"] = f'W/"{digest}"'  # weak: compressed or not, it is the same page
        if parse_etags(visit.request.headers.get("if-none-match")).contains_weak(digest):
            status, body = 304, b""
    if is_text and len(body) >= SMALLEST_COMPRESSED and _takes_gzip(visit):
        body = gzip.compress(body, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    if visit.request.method == "HEAD":
        headers["Content-Length"] = str(len(body))
        body = b""
    response = func.HttpResponse(body, status_code=status, headers=headers)
    for cookie in reply.cookies:
        response.headers.add("Set-Cookie", cookie)
    return response


def _is_https() -> bool:
    try:
        return current().https
    except SettingsError:
        return False


def _takes_gzip(visit: Visit) -> bool:
    return parse_accept_header(visit.request.headers.get("accept-encoding")).quality("gzip") > 0
