"""Connections to PostgreSQL: few of them, because every instance of the site has its own and the server's are counted.

One does most of the work, a second is made at need, and what nobody has used for half a minute is closed by the server,
even if Azure has frozen the instance. docs/scaling.md has the arithmetic.
"""

import random
import time
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from quiz import identity, settings

SCHEMA = "quiz"  # where the tables are
ROLE = "quiz_app"  # may read and write rows; quiz/privileges.py makes it
IDLE_SECONDS = 30
SPENT_SECONDS = IDLE_SECONDS - 5  # not used for so long, the server may be closing it just now
FULL = ("too many clients", "slots are reserved", "too many connections", "no more connections")
PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)  # seconds, at most, before a full server is asked again

# In the session and not in libpq's options, which PgBouncer refuses. Whoever may not become ROLE stays who they are.
PREPARE = f"""
SELECT set_config('search_path', '{SCHEMA}', false),
       set_config('timezone', 'utc', false),
       set_config('idle_session_timeout', '{IDLE_SECONDS}s', false),
       (SELECT set_config('role', rolname, false) FROM pg_roles
         WHERE rolname = '{ROLE}' AND pg_has_role(rolname, 'MEMBER'))
"""


def make_engine(url: URL) -> Engine:
    made = create_engine(
        url,
        hide_parameters=True,  # names and answers do not belong into a log
        pool_size=2,
        max_overflow=0,
        pool_use_lifo=True,  # the one that was just used; the other may rest until it is closed
        pool_timeout=10,
        connect_args={"connect_timeout": 5, "application_name": "quiz"},
    )
    event.listen(made, "do_connect", _connect)
    event.listen(made, "connect", _prepare)
    event.listen(made, "checkin", _note_the_time)
    event.listen(made, "checkout", _refuse_the_spent)
    return made


def _connect(dialect: Any, _: object, arguments: list[Any], parameters: dict[str, Any]) -> Any:
    """A server that has no connection left is asked again, at different times by different instances."""
    client_id = settings.current().database_identity
    for pause in (*PAUSES, None):
        if client_id:
            parameters["password"] = identity.token(client_id)
        try:
            return dialect.connect(*arguments, **parameters)
        except dialect.loaded_dbapi.OperationalError as error:
            if pause is None or not any(words in str(error) for words in FULL):
                raise
            time.sleep(random.uniform(0, pause))


def _prepare(connection: Any, _: object) -> None:
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(PREPARE)
    connection.autocommit = False


def _note_the_time(_: object, record: Any) -> None:
    record.info["idle since"] = time.monotonic()


def _refuse_the_spent(_: object, record: Any, __: object) -> None:
    """The pool makes a new one then."""
    if time.monotonic() - record.info.get("idle since", time.monotonic()) > SPENT_SECONDS:
        raise DisconnectionError
