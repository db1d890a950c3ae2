"""Whether the site can work: its settings, its database, the tables in it."""

from quiz import schema, settings
from quiz.errors import ConnectionLost, Unavailable
from quiz.web.reply import Reply, text


def report() -> Reply:
    """ "ok", or the part that is not, with 503. It mends nothing and tells no value."""
    try:
        settings.current()
        if schema.is_behind():
            return text("schema: the tables are missing or older than this code", status=503)
    except settings.SettingsError as error:
        return text(f"settings: {error}", status=503)
    except ConnectionLost:
        raise  # the door tries once more with a new connection
    except Unavailable as error:
        return text(f"database: {error.message}", status=503)
    return text("ok")
