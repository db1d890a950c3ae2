"""Who has signed in at Microsoft, as Azure's own sign-in in front of the site tells in a header.

Azure takes the header off what visitors send, but only while its sign-in is on: anywhere else it is anybody's word. So
it counts only if Azure says that it is on, and the templates have switched it on (quiz/settings.py).
"""

import base64
import re
from urllib.parse import quote

import msgspec

from quiz import settings
from quiz.principals import Principal
from quiz.web.visit import Visit

HEADER = "x-ms-client-principal"
CLAIMS = "http://schemas.microsoft.com/identity/claims/"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_NAME = 80


class Claim(msgspec.Struct):
    typ: str
    val: str


class Said(msgspec.Struct):
    """What Azure writes into the header, as far as we need it."""

    auth_typ: str
    claims: list[Claim]


def sign_in(then: str) -> str:
    """The address that signs in at Microsoft and goes to `then`, an address of this site; "" if that is off."""
    is_on = settings.current().microsoft_sign_in
    return f"/.auth/login/aad?post_login_redirect_uri={quote(then, safe='')}" if is_on else ""


def sign_out(then: str) -> str:
    return f"/.auth/logout?post_logout_redirect_uri={quote(then, safe='')}"


def principal(visit: Visit) -> Principal | None:
    """None if nobody has, or Azure's sign-in is off."""
    header = str(visit.request.headers.get(HEADER, ""))
    if not header or not settings.current().microsoft_sign_in:
        return None
    try:
        said = msgspec.json.decode(base64.b64decode(header, validate=True), type=Said)
    except (ValueError, msgspec.MsgspecError):
        return None
    claims = {claim.typ.removeprefix(CLAIMS): claim.val for claim in said.claims}
    tenant = claims.get("tenantid", claims.get("tid", "")).lower()
    object_id = claims.get("objectidentifier", claims.get("oid", "")).lower()
    if said.auth_typ != "aad" or not (GUID.fullmatch(tenant) and GUID.fullmatch(object_id)):
        return None
    name = claims.get("preferred_username") or claims.get("name") or object_id
    return Principal(tenant, object_id, name[:LONGEST_NAME])
