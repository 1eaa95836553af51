"""What Tab offers: commands, files, threads, KPIs, dimensions and their values."""

from collections.abc import Iterable, Iterator, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from agent.channels.chat.commands import COMMANDS, Completes, find_command
from agent.channels.chat.vocabulary import Vocabulary

_PERIODS = ("yesterday", "last week", "this week", "last month", "this month", "last 7 days", "last 30 days")
_MOST = 60
_MOST_WORDS = 4


class ChatCompleter(Completer):
    """Offers what fits where the cursor stands.

    Args:
        vocabulary: the words of the connected data, which may grow while the prompt is shown.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._files = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Yield the completions for the text before the cursor."""
        text = document.text_before_cursor
        name, space, rest = text.partition(" ")
        if not text.startswith("/"):
            yield from self._words(text, (*self._data_words(), *_PERIODS))
        elif not space:
            yield from _commands(name)
        elif (command := find_command(name)) is not None:
            yield from self._arguments(command.completes, rest, complete_event)

    def _arguments(self, kind: Completes, rest: str, event: CompleteEvent) -> Iterator[Completion]:
        words = self._vocabulary
        match kind:
            case "file":
                yield from self._files.get_completions(Document(rest), event)
            case "change":
                yield from self._words(rest, (*self._data_words(), *_PERIODS))
            case "figures":
                yield from self._words(rest, (*words.metrics, *(f"{m}=" for m in words.metrics)))
            case "nothing":
                return

    def _data_words(self) -> tuple[str, ...]:
        words = self._vocabulary
        return (*words.metrics, *words.dimensions, *words.values)

    @staticmethod
    def _words(text: str, offered: Sequence[str]) -> Iterator[Completion]:
        """Offer what begins with the last words: the longest stretch of them that anything begins with."""
        starts = [i for i in range(len(text)) if i == 0 or text[i - 1] in " \n=("][-_MOST_WORDS:]
        for start in starts:
            typed = text[start:].casefold()
            fitting = [o for o in dict.fromkeys(offered) if o.casefold().startswith(typed) and o != text[start:]]
            if typed.strip() and fitting:
                for word in fitting[:_MOST]:
                    yield Completion(word, start_position=start - len(text))
                return


def _commands(typed: str) -> Iterator[Completion]:
    for command in COMMANDS:
        if command.name.startswith(typed):
            yield Completion(command.name, start_position=-len(typed), display_meta=command.summary)
