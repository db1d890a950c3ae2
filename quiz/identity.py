"""No password: in Azure the site's managed identity gets a token, and PostgreSQL takes it as the password.

A token is asked for whenever a connection is made. azure-identity keeps it in memory until half its life is over, or
five minutes before its end if that is less than two hours. The import takes longer than the first page, so it waits
for the first connection.
"""

import functools
import logging
from typing import TYPE_CHECKING

from quiz.errors import Unavailable

if TYPE_CHECKING:
    from azure.identity import ManagedIdentityCredential

SCOPE = "https://ossrdbms-aad.database.windows.net/.default"
REFUSED = "The site's identity gets no token for the database right now."
WAIT_SECONDS = 5  # for the endpoint on the same machine; the library's own default is minutes


def token(client_id: str) -> str:
    """What PostgreSQL takes as this identity's password. Raises Unavailable, whose cause says why."""
    from azure.core.exceptions import ClientAuthenticationError

    try:
        return str(_credential(client_id).get_token(SCOPE).token)
    except ClientAuthenticationError as error:
        raise Unavailable(REFUSED) from error


@functools.cache
def _credential(client_id: str) -> "ManagedIdentityCredential":
    from azure.identity import ManagedIdentityCredential

    for chatty in ("azure.core", "azure.identity"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return ManagedIdentityCredential(
        client_id=client_id, connection_timeout=WAIT_SECONDS, read_timeout=WAIT_SECONDS, retry_total=2
    )
