"""What a process remembers: rows for two seconds, and documents, which never change, while there is room."""

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from quiz.document import Quiz

FRESH = 2.0  # seconds that a remembered row may be old
MOST = 100  # rows, and documents

Found = TypeVar("Found")

_lock = threading.Lock()
_documents: dict[tuple[int, int], Quiz] = {}
_rows: dict[Any, tuple[float, Any]] = {}


def row(key: Any, ask: Callable[[], Found]) -> Found:
    """What `ask` found at most two seconds ago, or finds now."""
    then, value = _rows.get(key, (0.0, None))
    if value is None or time.monotonic() - then > FRESH:
        then, value = time.monotonic(), ask()
        _keep(_rows, key, (then, value))
    return value  # type: ignore[no-any-return]


def document(quiz_id: int, revision: int) -> Quiz | None:
    return _documents.get((quiz_id, revision))


def keep_document(quiz_id: int, revision: int, document: Quiz) -> None:
    _keep(_documents, (quiz_id, revision), document)


def forget() -> None:
    """As a new process, which knows nothing."""
    with _lock:
        _rows.clear()
        _documents.clear()


def _keep(memory: dict[Any, Any], key: Any, value: Any) -> None:
    with _lock:
        if len(memory) >= MOST:
            memory.clear()
        memory[key] = value
