"""Start-up stays light: what `--help` and `kpi` load is held here, so that it can't rot."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "langchain", "langchain_core", "langgraph", "langchain_openai", "chromadb", "openai", "pandas", "polars", "numpy",
    "duckdb", "altair", "scipy", "vl_convert", "wordllama", "httpx", "prompt_toolkit", "pymc_marketing", "pymc",
    "statsmodels", "slack_bolt", "slack_sdk", "aiohttp", "phonenumbers", "sklearn",
}  # fmt: skip
PROGRAM = """
import json, sys
from agent.cli import main
sys.argv = ["adroit", *json.loads(sys.argv[1])]
try:
    main()
except SystemExit:
    pass
print("\\n" + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def modules_loaded_by(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(arguments)], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("kpi", "cpa", "--cpm", "12", "--ctr", "1.2%", "--cvr", "3%"),
        ("kpi", "spend 20k cpm 15 ctr 1.2% cvr 3%"),
        ("kpi", "list"),
        ("why", "--help"),
        ("threads", "--help"),
        ("context", "--help"),
        ("brief", "--help"),
        ("audience", "--help"),
        ("audience", "suggest", "desk lamps in Germany, €20k"),
        ("slack", "--help"),
        ("slack", "manifest"),
    ],
)
def test_the_light_commands_load_nothing_heavy(arguments):
    loaded = modules_loaded_by(*arguments)
    assert "agent" in loaded
    assert not loaded & HEAVY


def test_the_kpi_algebra_alone_loads_neither_the_agent_nor_anything_heavy():
    program = """
import json, sys
from tools.kpi.questions import read_question
read_question("spend 20k cpm 15 ctr 1.2% cvr 3%").calls[0].run()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert not loaded & (HEAVY | {"agent", "typer", "rich", "yaml"})


def test_a_kpi_from_counts_loads_scipy_for_its_interval_and_nothing_else_heavy():
    loaded = modules_loaded_by("kpi", "cpa", "--spend", "5000", "--conversions", "125")
    assert loaded & HEAVY == {"numpy", "scipy"}
