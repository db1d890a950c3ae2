"""The command line: python -m quiz COMMAND."""

import argparse
import errno
import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import quiz
from quiz import settings
from quiz.errors import QuizError, Unavailable

LOCALLY = "http://localhost:7071"


def main() -> None:
    arguments = _parser().parse_args()
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("quiz").setLevel(logging.INFO)
    try:
        settings.load_local_file()
        arguments.run(arguments)
    except Unavailable as error:
        sys.exit(f"{error} {getattr(error.__cause__, 'orig', '')}".strip())
    except (QuizError, settings.SettingsError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or 'error'}: {error.strerror or error}")
    except KeyboardInterrupt:
        sys.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m quiz", description="Quiz Functions on the command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, description: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=description, description=description)
        added.set_defaults(run=run)
        return added

    serve_ = command("serve", serve, "Serve the site on this machine, without Azure Functions Core Tools.")
    serve_.add_argument("--port", type=_port, default=7071)
    serve_.add_argument(
        "--host", default="127.0.0.1", help="127.0.0.1: this machine only; 0.0.0.0: everybody who can reach it"
    )
    init_ = command(
        "init", init, "Write local.settings.json if it is missing, make the tables, add the sample quizzes."
    )
    init_.add_argument("--url", help=f"the site's address, for the link that is printed; {LOCALLY} if not given")
    invite_ = command("invite", invite, "Make a link: to own a new site, to join one, or to choose a new password.")
    what = invite_.add_mutually_exclusive_group()
    what.add_argument("--role", choices=("owner", "teacher"), help="for a colleague on a site that has teachers")
    what.add_argument(
        "--reset", metavar="E-MAIL", help="for this teacher's new password, which ends all their sessions"
    )
    invite_.add_argument("--url", help=f"the site's address; SITE_URL or {LOCALLY} if not given")
    command("migrate", migrate, "Bring the database's tables up to date.")
    command("seed", seed, "Add the sample quizzes that are not there.")
    import_ = command("import", import_quiz, "Publish a quiz from a file.")
    import_.add_argument("file", type=Path)
    import_.add_argument("--slug", help="the quiz's name in its address; made from the file's name if not given")
    import_.add_argument("--replace", action="store_true", help="even if no question of the quiz that is there stays")
    export = command("export", export_quiz, "Write a published quiz as a file.")
    export.add_argument("slug")
    convert = command("convert", convert_file, "Write a quiz file in another format.")
    convert.add_argument("file", type=Path)
    export.add_argument("--to", choices=(*quiz.formats.NAMES, "zip"), default="markdown", help="zip: with its images")
    convert.add_argument("--to", choices=quiz.formats.NAMES, required=True)
    for writer in (export, convert):
        writer.add_argument("-o", "--output", type=Path, help="a file; the screen if not given")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def serve(arguments: argparse.Namespace) -> None:
    from werkzeug.serving import WSGIRequestHandler, make_server

    from quiz.web.wsgi import local_host

    class Quiet(WSGIRequestHandler):
        """The door logs every request, without the address, which may hold a token."""

        def log(self, *_: object) -> None:
            pass

    try:
        family = socket.AF_INET6 if ":" in arguments.host else socket.AF_INET
        listening = socket.create_server((arguments.host, arguments.port), family=family)
    except OSError as error:
        taken = f"taken. Stop the other program or choose another port: make start PORT={arguments.port + 1}"
        why = taken if error.errno == errno.EADDRINUSE else f"not free for this site: {error.strerror}."
        sys.exit(f"Port {arguments.port} is {why}")
    name = "localhost" if arguments.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else arguments.host
    address = f"[{name}]:{arguments.port}" if ":" in name else f"{name}:{arguments.port}"
    settings.serve_at(address)
    _prepare()
    server = make_server(
        arguments.host, arguments.port, local_host(), threaded=True, request_handler=Quiet, fd=listening.fileno()
    )
    _greet(f"http://{address}")
    print(f"Open http://{address}/ in a browser. Ctrl+C stops the site.", flush=True)
    server.serve_forever()


def init(arguments: argparse.Namespace) -> None:
    _prepare()
    _greet(arguments.url)


def _prepare() -> None:
    """Everything a fresh clone needs before its first page."""
    if settings.write_local_file():
        print(f"Wrote {settings.LOCAL_FILE.name} with a new session secret.")
    settings.load_local_file()
    quiz.schema.ensure()


def _greet(url: str | None) -> None:
    """While the site has no teacher: the link for the first one."""
    with quiz.database.transaction(write=False) as db:
        is_new = not quiz.teachers.are_there(db)
    if is_new:
        _print_link(quiz.links.first_owner(), url)


def invite(arguments: argparse.Namespace) -> None:
    """Without --reset no database is needed, only the secret: the site need not be there yet."""
    if arguments.reset:
        link = quiz.links.new_password(_account(arguments.reset))
    elif arguments.role:
        link = quiz.links.colleague(arguments.role)
    else:
        link = quiz.links.first_owner()
    _print_link(link, arguments.url)


def _account(email: str) -> "quiz.teachers.Teacher":
    quiz.schema.ensure()
    with quiz.database.transaction(write=False) as db:
        found = quiz.teachers.with_password(db, quiz.emails.email_key(email))
    if found is None:
        raise quiz.errors.NotFound(f"No teacher signs in as {email}.")
    return found[0]


def _print_link(link: "quiz.links.Link", url: str | None) -> None:
    """What it is for, then the link on a line of its own."""
    from quiz.web import session

    site = settings.site_address("--url", url or "") or settings.current().site_url or LOCALLY
    meant = {
        "first": "To own this site, open this link. It works within seven days, until somebody has registered:",
        "invite": f"To register as {link.role}, open this link. It works once, within seven days:",
        "reset": "To choose a new password, open this link. It works once, within seven days:",
    }
    print(f"{meant[link.purpose]}\n{site}/teach/invitations/{session.sign_link(link)}", flush=True)


def migrate(_: argparse.Namespace) -> None:
    quiz.schema.migrate()
    print("The tables are up to date.")


def seed(_: argparse.Namespace) -> None:
    quiz.schema.ensure()
    with quiz.database.transaction(write=True) as db:
        added = quiz.authoring.seed(db)
    print(f"Added {', '.join(added) or 'nothing: the sample quizzes are there'}.")


def import_quiz(arguments: argparse.Namespace) -> None:
    quiz.schema.ensure()
    document, images = _read_with_images(arguments.file)
    slug = arguments.slug or quiz.slugs.of_file(arguments.file.name)
    with quiz.database.transaction(write=True) as db:
        done = quiz.authoring.publish(db, slug, document, images=list(images.values()))
        if done.gone and not done.kept and not arguments.replace:
            advice = "Nothing was stored. Choose another --slug, or say --replace."
            raise quiz.errors.Invalid(f"{slug} is there already, with other questions only. {advice}")
    counts = f"{len(done.kept)} questions known, {len(done.new)} new, {len(done.gone)} gone"
    print(f"{done.slug}, revision {done.revision}: {counts}.")
    for label, keys in (("new", done.new), ("gone", done.gone)):
        if done.kept and keys:
            print(f"  {label}: {', '.join(keys)}")


def export_quiz(arguments: argparse.Namespace) -> None:
    from quiz.formats import bundle

    quiz.schema.ensure()
    with quiz.database.transaction(write=False) as db:
        published = quiz.catalog.find_now(db, arguments.slug)
        there = [listing.slug for listing in quiz.catalog.open_quizzes(db)]
        images = quiz.media.whole(db, published.id) if published else {}
    if published is None:
        raise quiz.errors.NotFound(f"There is no quiz {arguments.slug}. Open now: {', '.join(there) or 'none'}.")
    document = quiz.access.with_access(published.document, published)
    if arguments.to == bundle.NAME:
        if arguments.output is None:
            raise quiz.errors.Invalid("A zip is nothing to be shown. Please name a file with -o.")
        arguments.output.write_bytes(bundle.write(document, images))
        return
    if quiz.images.digests_in(quiz.document.encode(document)):
        print("The quiz has images, which are not in this file: --to zip takes them along.", file=sys.stderr)
    _write(quiz.formats.named(arguments.to).write(document), arguments.output)


def _read_with_images(file: Path) -> "tuple[quiz.document.Quiz, dict[str, quiz.images.Image]]":
    from quiz.formats import bundle

    if file.suffix.lower() != bundle.SUFFIX:
        return _read(file), {}
    with _told(file), quiz.database.transaction(write=False) as db:
        return bundle.read(file.read_bytes(), lambda digests: quiz.media.known(db, digests))


def convert_file(arguments: argparse.Namespace) -> None:
    document = quiz.document.keyed(_read(arguments.file))
    for problem in quiz.proofreading.problems(document):
        print(f"{arguments.file.name}: {problem}", file=sys.stderr)
    _write(quiz.formats.named(arguments.to).write(document), arguments.output)


def _read(file: Path) -> "quiz.document.Quiz":
    reader = quiz.formats.of_file(file)
    with _told(file):
        try:
            return reader.read(file.read_text("utf-8"))  # type: ignore[no-any-return]
        except UnicodeDecodeError:
            raise quiz.errors.Invalid("this is not UTF-8 text") from None


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """What is wrong with a file is told with its name."""
    try:
        yield
    except quiz.errors.Invalid as error:
        raise quiz.errors.Invalid("\n".join(f"{file.name}: {line}" for line in error.message.splitlines())) from None


def _write(text: str, output: Path | None) -> None:
    if output:
        output.write_text(text, "utf-8")
    else:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # whatever the console's own is
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
