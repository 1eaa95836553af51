"""System prompt and tools stay under 4,000 tokens whatever the catalog holds, and the tools that matter are sent.

Tokens are counted with the tokenizer in the wordllama wheel, an upper bound (see agent/tool_schemas.py).
"""

import json
import subprocess
import sys

import pytest
from langchain.agents.middleware.types import ModelRequest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolCall, ToolMessage
from langchain_core.tools import StructuredTool

from agent.middleware.tool_choice import PROMPT_TOKENS, ChooseTools
from agent.prompt import SYSTEM
from agent.settings import Settings
from agent.tool_schemas import compact_tool, count_tokens, tokens_of_tools
from agent.toolbox import Toolbox
from agent.workspace import Workspace
from knowledge.embedding import open_embedder
from tests.agent.models.test_failures import GOOD, QUESTION
from tests.agent.openai_server import serving

SUBJECTS = {
    "schedule_email": "Schedule a newsletter or an email to a list of subscribers at a time of day.",
    "translate_copy": "Translate the text of an advertisement into another language.",
    "resize_picture": "Resize a picture or a banner to the formats of a placement.",
    "forecast_budget": "Forecast how much of a monthly budget will be spent by the end of the month.",
    "score_landing_page": "Score how fast a landing page loads and how clear its form is.",
    "find_competitors": "Find the competitors that bid on the same search terms.",
}


def made_up(name, purpose):
    field = {
        "type": "string",
        "title": "Field",
        "description": "what it is about, in the words that people use for it " * 3,
    }
    schema = {
        "type": "object",
        "properties": {f"field_{n}": {"anyOf": [field, {"type": "null"}], "default": None} for n in range(6)},
    }
    return StructuredTool.from_function(
        func=lambda **_: "", name=name, description=purpose, args_schema=schema, infer_schema=False
    )


@pytest.fixture(scope="module")
def own_tools(tmp_path_factory):
    return Toolbox(Workspace(tmp_path_factory.mktemp("w"), is_configured=True), Settings()).langchain_tools()


@pytest.fixture(scope="module")
def catalog(own_tools):
    """Adroit's own tools among 60 made-up ones."""
    others = [made_up(f"{name}_{n}", text) for n in range(10) for name, text in SUBJECTS.items()]
    return [*others[:30], *own_tools, *others[30:]]


@pytest.fixture(scope="module")
def chooser():
    return ChooseTools(lambda: open_embedder("wordllama"))


def chosen_for(chooser, catalog, *messages):
    request = ModelRequest(
        model=FakeListChatModel(responses=[]),
        tools=catalog,
        messages=[HumanMessage(m) if isinstance(m, str) else m for m in messages],
        system_message=SystemMessage(SYSTEM),
    )
    return chooser.chosen(request)


def names_of(tools):
    return [tool["function"]["name"] for tool in tools]


REQUESTS = {
    "why did CPA rise last week?": "explain_change",
    "we spent $5,000 and got 125 sales; what is our CPA?": "compute_kpi",
    "plan a funnel for $20k at a $15 CPM": "plan_funnel",
    "what happens to our CPA if CTR rises by a fifth?": "what_if",
    "30 sales from 1,000 clicks against 52 from 1,100: is that a real difference?": "compare_rates",
    "what is in my data?": "describe_data",
    "draft a campaign brief for our spring sale": "draft_brief",
    "is the brief ready to launch?": "check_brief",
    "what are our customers worth over their lifetime?": "estimate_customer_value",
    "remember that our margin is 42%": "remember",
    "please translate this ad into French": "translate_copy_0",
    "which competitors bid on our search terms?": "find_competitors_0",
}


@pytest.mark.parametrize(("request_text", "tool"), REQUESTS.items())
def test_with_60_more_tools_the_prompt_fits_and_the_right_tool_is_in_it(chooser, catalog, request_text, tool):
    chosen = chosen_for(chooser, catalog, request_text)
    assert tool in names_of(chosen)
    assert "search_guide" in names_of(chosen)
    assert len(chosen) < len(catalog)
    assert count_tokens(SYSTEM) + tokens_of_tools(chosen) < PROMPT_TOKENS


def test_a_tool_that_the_thread_used_stays_for_its_follow_ups(chooser, catalog):
    call = ToolCall(name="resize_picture_7", args={}, id="c1")
    done = [AIMessage("", tool_calls=[call]), ToolMessage("ok", tool_call_id="c1")]
    chosen = chosen_for(chooser, catalog, "resize my banner", *done, "and for the other one?")
    assert "resize_picture_7" in names_of(chosen)


def test_a_small_catalog_is_sent_whole(chooser, own_tools):
    small = own_tools[:8]
    chosen = chosen_for(chooser, small, "hello")
    assert names_of(chosen) == [tool.name for tool in small]
    assert count_tokens(SYSTEM) + tokens_of_tools(chosen) < PROMPT_TOKENS


def test_a_compacted_schema_says_all_that_is_needed_to_call_the_tool(own_tools):
    for tool in own_tools:
        short = compact_tool(tool)["function"]
        full = tool.args_schema
        assert set(short["parameters"]["properties"]) == set(full["properties"])
        assert set(short["parameters"].get("required", [])) == set(full.get("required", []))
        assert "$ref" not in json.dumps(short)
        for name, part in full["properties"].items():
            assert short["parameters"]["properties"][name].get("description") == part.get("description")
    assert tokens_of_tools([compact_tool(t) for t in own_tools]) < 400 * len(own_tools)


def test_what_is_sent_over_the_wire_is_what_was_counted(assistant_over):
    with serving(*GOOD) as (url, received):
        assistant_over(url).ask(QUESTION)
    prompt = str(received[0]["messages"][0]["content"])
    assert count_tokens(prompt) + tokens_of_tools(received[0]["tools"]) < PROMPT_TOKENS
    assert received[0]["tools"] == [compact_tool(tool) for tool in received[0]["tools"]]


@pytest.mark.process
def test_counting_tokens_leaves_logging_as_it_was():
    program = (
        "import logging; from agent.tool_schemas import count_tokens; count_tokens('x'); print(logging.root.handlers)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
