"""What a conversation in the terminal holds, and what its commands act on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from agent.channels.chat.vocabulary import Vocabulary
from agent.channels.loading import Loading

if TYPE_CHECKING:
    from agent.answer import Answer
    from agent.assistant import Assistant
    from tools.data.describe import DataDescription
    from tools.data.mapping import MappingOverrides


@dataclass(slots=True)
class ChatSession:
    """One conversation in the terminal.

    Attributes:
        loading: the assistant, loaded or being loaded.
        ask: asks a question that is answered by yes or no.
        vocabulary: what Tab offers.
        named: the table named when the program was started; each thread begun here is about it.
        thread: the id of the thread that messages go to; empty until the assistant is there.
        last: the last answer, for /sources and /evidence.
        has_stopped: True when the user stopped a turn, in which something may still be at work for nobody.
        listed: the ids of the threads listed last, so that they can be named by number.
    """

    loading: "Loading[Assistant]"
    ask: Callable[[str], bool]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    named: Path | None = None
    thread: str = ""
    last: "Answer | None" = None
    has_stopped: bool = False
    listed: list[str] = field(default_factory=list)

    @property
    def assistant(self) -> "Assistant":
        """The assistant, waited for when it is not there yet.

        Raises:
            AgentError: why it can't be loaded.
        """
        if not self.loading.is_done:
            from agent.channels.chat.waiting import waiting

            with waiting("Loading the assistant"):
                return self.loading.result()
        return self.loading.result()

    def begin(self, assistant: "Assistant", name: str | None = None) -> None:
        """Go on in the thread of that name, or in a new one."""
        known = assistant.threads.find(name) if name else None
        self.thread = known.id if known else assistant.threads.begin(name)
        self.last = None
        if self.named is not None:
            assistant.threads.attach_data(self.thread, self.named)
        self._learn(assistant)

    def take_up(self, thread: str) -> None:
        """Go on in a thread that is there already, with its last answer."""
        self.thread = thread
        turns = self.assistant.threads.turns(thread)
        self.last = turns[-1].read_answer() if turns else None
        self._learn(self.assistant)

    def data(self) -> Path | None:
        """Return the table that this thread's questions are about."""
        return self._data(self.assistant)

    def attach(self, path: Path) -> None:
        """Make a table the one that this thread's questions are about.

        Raises:
            ToolError: why it can't be read; the table before stays.
        """
        from tools.data.table import open_table

        with open_table(path, overrides=self.assistant.toolbox.settings.columns):
            pass
        self.assistant.threads.attach_data(self.thread, path)
        self._learn(self.assistant)

    def paste(self, content: str) -> None:
        """Keep a pasted table with this thread, and make it the one that questions are about.

        Raises:
            AgentError: when it can't be kept.
        """
        self.assistant.threads.keep_data(self.thread, "pasted-table.csv", content.encode())
        self._learn(self.assistant)

    def describe(self, said: str | None = None) -> "DataDescription":
        """Say how the thread's table is understood, after what the user says of its columns, which is kept.

        Raises:
            ToolError: when there is none, or it can't be read.
        """
        from tools.data.describe import DescribeData, describe_data
        from tools.data.standing import standing_overrides
        from tools.errors import MissingInput

        data = self.data()
        if data is None:
            raise MissingInput("No data is connected", remedy="Give a file: /data ads.csv, or paste a table.")
        with standing_overrides(self._columns(self.assistant)):
            found = describe_data(DescribeData(data=str(data), columns=said))
        if said:
            self.assistant.threads.say_columns(self.thread, found.said, data)
            self._learn(self.assistant)
        return found

    def _data(self, assistant: "Assistant") -> Path | None:
        return assistant.threads.data_of(self.thread) or assistant.toolbox.data

    def _columns(self, assistant: "Assistant") -> "MappingOverrides":
        return assistant.threads.columns_of(self.thread) or assistant.toolbox.settings.columns

    def _learn(self, assistant: "Assistant") -> None:
        self.vocabulary.learn_data(self._data(assistant), self._columns(assistant))
