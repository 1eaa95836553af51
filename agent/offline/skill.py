"""What one intent needs: the grammar that claims a clause for it, its tool calls, and its wording.

To add an intent for a new tool, make three things, each in one place:

1. phrasings in `intents.yaml` under a new name: a dozen or two ways to ask for it, as different as people are;
2. a module in `agent/offline/skills` with a `Skill` of that name. `claim` says how surely the grammar of a clause
   speaks for it (0 when it says nothing, None when the clause can't mean it), `plan` reads the slots and returns the
   calls, or an `Ask` that names what is missing; `word` may be left out, since every result words itself; `follows`
   may say when a clause such as "and for Meta?" builds on the thread's last call of its tools;
3. its name in the list of `agent/offline/skills/__init__.py`.

Requests with the calls they should lead to go to `evals/benchmarks/planner_requests.yaml`; `python -m
evals.benchmarks.planner` says how many are read right, and what was read instead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from agent.offline.signs import Signs
from agent.offline.thread import PlannedCall, Thread
from tools.kpi.questions import KpiQuestion, read_question
from tools.result import ToolResult


@dataclass(frozen=True)
class Failure:
    """A tool call that ended in one of our errors, in its own words."""

    tool: str
    sentence: str


Results = Sequence[ToolResult | Failure]


@dataclass(frozen=True)
class Ask:
    """A question back, because something is missing; or other words said without a tool.

    Attributes:
        reply: asks, talk, capabilities or refusal.
    """

    words: str
    reply: str = "asks"


@dataclass(frozen=True)
class Clause:
    """A request as it stands in the message, with the thread before it."""

    signs: Signs
    thread: Thread = field(default_factory=Thread)

    @property
    def text(self) -> str:
        """Its words."""
        return self.signs.text

    @cached_property
    def figures(self) -> KpiQuestion:
        """What the KPI reader makes of it alone."""
        return _read(self.text)

    def with_text(self, text: str) -> "Clause":
        """Return other words in the same place."""
        return Clause(Signs(text, self.signs.today), self.thread)


@dataclass(frozen=True)
class Part:
    """One request of a message.

    Attributes:
        intent: what it wants.
        clause: its words, with those of other clauses that belong to it.
        question: the clause that asks, alone.
        subject: what "it" stands for, from the clause or turn before.
        follows: whether it builds on the thread's last call: "and for Meta?", "no, I meant leads".
        said: its clauses in the user's own words, as the guide is searched with them.
    """

    intent: str
    clause: Clause
    question: str
    subject: str = ""
    follows: bool = False
    said: str = ""

    @property
    def text(self) -> str:
        """Its words."""
        return self.clause.text

    @property
    def signs(self) -> Signs:
        """Its grammar."""
        return self.clause.signs


@lru_cache(maxsize=256)
def _read(text: str) -> KpiQuestion:
    """Read a text once, though each round of a turn reads the message anew."""
    return read_question(text)


def rendered(_part: Part, results: Results) -> str:
    """Return the results in their own words."""
    return "\n\n".join(dict.fromkeys(r.sentence if isinstance(r, Failure) else r.render() for r in results))


@dataclass(frozen=True)
class Skill:
    """How the planner serves one intent; see the module's docstring for how to add one.

    Attributes:
        intent: its name in the data.
        claim: how surely a clause's grammar speaks for it; None when the clause can't mean it.
        plan: the next calls after the results so far, none when these answer it; or what to ask.
        word: the answer in Markdown.
        tools: the tools whose last call a follow-up builds on.
        follows: whether a clause builds on the last call of one of its tools.
    """

    intent: str
    claim: Callable[[Clause], float | None]
    plan: Callable[[Part, Results], Sequence[PlannedCall] | Ask]
    word: Callable[[Part, Results], str] = rendered
    tools: tuple[str, ...] = ()
    follows: Callable[[Clause], bool] = lambda _clause: False
