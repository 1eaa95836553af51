"""The assistant, loaded in a thread of its own while the prompt already takes text."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Loaded = TypeVar("Loaded")


class Loading(Generic[Loaded]):
    """Something slow to load.

    Args:
        load: returns it; called once, in a thread of its own.
        on_failure: called there with what went wrong.
    """

    def __init__(self, load: Callable[[], Loaded], on_failure: Callable[[BaseException], None] | None = None) -> None:
        self._load = load
        self._on_failure = on_failure
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loaded: list[Loaded] = []
        self.failure: BaseException | None = None

    def start(self) -> None:
        """Begin, unless it has begun."""
        with self._lock:
            if self._thread is None:
                # A daemon: one who leaves at once must not wait for what nobody will use.
                self._thread = threading.Thread(target=self._work, name="loading", daemon=True)
                self._thread.start()

    @property
    def is_done(self) -> bool:
        """True when it is there, or has failed."""
        return self._done.is_set()

    @property
    def is_under_way(self) -> bool:
        """True while its thread works."""
        return self._thread is not None and not self._done.is_set()

    def result(self) -> Loaded:
        """Return it, when it is there.

        Raises:
            BaseException: what went wrong while loading.
        """
        self.start()
        while not self._done.wait(0.1):  # in steps, so that Ctrl-C is heard
            pass
        if self.failure is not None:
            raise self.failure
        return self._loaded[0]

    def _work(self) -> None:
        try:
            self._loaded.append(self._load())
        except BaseException as error:  # noqa: BLE001 - it is raised again where the result is asked for
            self.failure = error
        self._done.set()
        if self.failure is not None and self._on_failure is not None:
            self._on_failure(self.failure)
