"""`adroit chat` with an assistant that follows a script, started in a process of its own.

What it does is said by the first word of a message. Files in its folder let a test decide when things happen: a turn
waits as long as `hold a turn` exists, and the assistant loads when `hold loading` is gone.
"""

import sys
import time
from pathlib import Path

from agent.channels.chat.conversation import converse
from agent.workspace import Workspace

WORKSPACE = Workspace(Path.cwd(), is_configured=True)
REPORT = """CPA rose from **$26.03** to **$31.20**.

| segment | CPA before | after | why |
|---|---:|---:|---|
| Prospecting, Mobile | $37.74 | $105.01 | its conversion rate fell from 1.96% to 0.71%, which is rare |
| CTV | $41.93 | $51.66 | its CPM rose |
"""


def hold(what):
    """Wait as long as the test wants."""
    while Path(f"hold {what}").exists():
        time.sleep(0.02)


class ScriptedAssistant:
    """Follows the script."""

    def __init__(self):
        from agent.settings import Settings
        from agent.threads import Threads
        from agent.toolbox import Toolbox

        settings = Settings()
        self.threads = Threads.open(WORKSPACE, settings)
        self.toolbox = Toolbox(WORKSPACE, settings, None, self.threads)

    def waiting(self, thread):
        """Return no question: none waits."""
        del thread

    def stream(self, message, *, thread, user=None):
        """Yield what the first word of the message stands for."""
        del thread, user
        from agent.answer import Answer, Citation, Evidence, FigureTrace, Usage
        from agent.events import CheckedText, ConfirmationNeeded, ToolActivity
        from tools.facts import Fact
        from tools.quantities import Unit

        verb, _, rest = message.partition(" ")
        match verb:
            case "report":
                yield ToolActivity("explain_change", is_done=False, call_id="c1")
                hold("a turn")
                yield ToolActivity("explain_change", is_done=True, seconds=0.8, call_id="c1")
                for end in range(0, len(REPORT), 40):
                    yield CheckedText(REPORT[:end])
                yield Answer(
                    text=REPORT,
                    warnings=["The last two days may still get conversions."],
                    usage=Usage(model="scripted", input_tokens=1200, output_tokens=34, seconds=2.0),
                    citations=[Citation(label="kpis › CPA", chunk_id="1", passage="CPA is spend by conversions.")],
                    figures=[FigureTrace(figure="$26.03", source="e1"), FigureTrace(figure="$31.20", source="e1")],
                    evidence=[
                        Evidence(
                            id="e1", tool="explain_change", arguments={}, text="CPA: $26.03, then $31.20",
                            facts=[Fact(value=26.03, unit=Unit.MONEY, metric="cpa")],
                        )
                    ],
                )  # fmt: skip
            case "slowly":
                lines = [f"- line {n} of a long answer" for n in range(int(rest or 5))]
                for end in range(1, len(lines) + 1):
                    yield CheckedText("\n".join(lines[:end]))
                hold("a turn")
                yield Answer(text="\n".join([*lines, "", "The end."]))
            case "hang":
                yield CheckedText("So far")
                hold("a turn")
                yield Answer(text="too late")
            case "remember":
                yield ConfirmationNeeded(
                    id="q1", tool="remember", question=f"Keep '{rest}'?", preview=f"- margin: **{rest}**"
                )
            case "break":
                raise RuntimeError("a fault \x1b[31m of ours")
            case "refuse":
                from tools.errors import InputError

                raise InputError(f"'{rest}' is not a KPI", remedy="Name one.")
            case "markdown":
                yield Answer(text=rest)
            case _:
                yield Answer(text=f"You said: {message!r}")

    def resume(self, thread, question, approved):
        """Go on after the question."""
        del thread
        from agent.answer import Answer

        yield Answer(text=f"{question} was {'approved' if approved else 'refused'}.")


def opened():
    """Load the assistant when the test lets it."""
    hold("loading")
    return ScriptedAssistant()


if __name__ == "__main__":
    sys.exit(3 if converse(WORKSPACE, opened, data=None, thread=None) else 0)
