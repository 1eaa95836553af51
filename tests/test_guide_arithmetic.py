"""Every worked example of the guide is recomputed: KPIs by `tools.kpi`, arithmetic by Python, tools by themselves."""

import ast
import math
import operator
import re

import pytest

from knowledge.chapters import chapters
from knowledge.worked_examples import SAMPLE, read_examples
from tools.catalog import tool
from tools.data.samples import sample_path
from tools.kpi.compute import ComputeKpi, compute_kpi
from tools.kpi.definitions import find_metric, kpis
from tools.quantities import parse_digits, parse_quantity

OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg,
}  # fmt: skip
FUNCTIONS = {"sqrt": math.sqrt, "log": math.log, "exp": math.exp}
EXAMPLES = [(chapter.slug, example) for chapter in chapters() for example in read_examples(chapter.text)]
COMPUTED = [pytest.param(e, id=f"{slug}: {e.title}") for slug, e in EXAMPLES if e.given]
CHECKED = [pytest.param(line, id=f"{slug}: {e.title}: {line}") for slug, e in EXAMPLES for line in e.check]
ASKED = [pytest.param(e, id=f"{slug}: {e.title}") for slug, e in EXAMPLES if e.tool]


def half_unit(written):
    """Return half of the last written digit's place: 0.005 for "$40.00", 0.0005 for "1.2%"."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", written)[0]
    places = len(digits.partition(".")[2])
    scale = parse_quantity(written).value / parse_digits(digits)
    return 0.5 * 10.0**-places * abs(scale)


def value_of(node):
    match node:
        case ast.Expression(body=body):
            return value_of(body)
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.UnaryOp(op=sign, operand=inner):
            return OPERATORS[type(sign)](value_of(inner))
        case ast.BinOp(left=left, op=sign, right=right):
            return OPERATORS[type(sign)](value_of(left), value_of(right))
        case ast.Call(func=ast.Name(id=name), args=[inner]):
            return FUNCTIONS[name](value_of(inner))
    pytest.fail(f"not arithmetic: {ast.dump(node)}")


@pytest.mark.parametrize("example", COMPUTED)
def test_an_example_holds_when_it_is_recomputed(example):
    answer = compute_kpi(ComputeKpi(given=dict(example.given), targets=list(example.then)))
    found = {figure.metric: figure.value for figure in answer.results}
    assert answer.contradictions == []
    for name, written in example.then.items():
        assert found[name] == pytest.approx(parse_quantity(written).value, rel=1e-9, abs=half_unit(written) * 1.001)


@pytest.mark.parametrize("line", CHECKED)
def test_a_line_of_arithmetic_holds(line):
    left, _, right = line.partition("=")
    written = right.strip()
    places = len(re.sub(r"[,\s]", "", written).partition(".")[2])
    computed = value_of(ast.parse(left.strip(), mode="eval"))
    assert computed == pytest.approx(float(written.replace(",", "")), rel=1e-9, abs=0.5001 * 10.0**-places)


@pytest.mark.parametrize("example", ASKED)
def test_a_tool_answers_as_its_example_says(example):
    arguments = {name: str(sample_path()) if value == SAMPLE else value for name, value in example.input.items()}
    answer = tool(example.tool).run(arguments).render()
    assert [text for text in example.shows if text not in answer] == [], answer


def test_the_guide_has_examples_enough_to_learn_from():
    assert len(COMPUTED) >= 30
    assert len(CHECKED) >= 40


def test_every_kpi_has_an_example_that_computes_it():
    computed = {find_metric(name).name for _, example in EXAMPLES for name in example.then}
    assert {metric.name for metric in kpis()} - computed == set()
