"""What is told a user by a code stands in one registry, once, in both languages, and everything in it is used."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.file_refusals import FILE_REFUSALS
from core.domain.problem_kinds import ROW_PROBLEMS
from core.domain.problems import PROBLEMS, Problem, problem_kind, refusal, sentence
from core.domain.workspace_refusals import WORKSPACE_REFUSALS
from core.errors import UserError
from core.i18n import Text
from tests.conftest import ROOT

NEVER_RAISED = {"UserError", "ImportRefused"}
"""Base classes: each of their errors gets a code of its own."""
REGISTRY = {
    ROOT / "core" / "domain" / f"{name}.py" for name in ("problem_kinds", "file_refusals", "workspace_refusals")
}
MADE_HERE = {"core/domain/problems.py", "core/ingest/staging.py", "core/ingest/comparison.py"}
"""Where an ImportRefused is made: from the registry, read back from a child process, several put together."""


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "core").rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def error_codes() -> dict[str, str]:
    """By name of every class that is an error of a user: its own code, the base's where it has none."""
    codes = {"UserError": UserError.code}
    defined = [node for _, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in range(5):  # bases may be read after the classes made of them
        for node in defined:
            bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id in codes]
            own = [s.value.value for s in node.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant)]
            if bases:
                codes[node.name] = str(own[0]) if own else codes[bases[0]]
    return codes


def places(text: Text) -> set[str]:
    return {name for words in (text.zh, text.en) for _, name, _, _ in string.Formatter().parse(words) if name}


def test_every_entry_is_there_once_in_both_languages_with_what_to_do() -> None:
    entries = (*ROW_PROBLEMS, *FILE_REFUSALS, *WORKSPACE_REFUSALS)
    assert len(entries) == len(PROBLEMS)
    for kind in entries:
        for text in (kind.text, kind.todo):
            assert text.zh.strip(), kind.name
            assert text.en.strip(), kind.name
            for words in (text.zh, text.en):
                assert {n for _, n, _, _ in string.Formatter().parse(words) if n} == places(text), kind.name
        filled = sentence(kind.name, **dict.fromkeys(places(kind.text) | places(kind.todo), "x"))
        assert not any("{" in words for text in filled for words in (text.zh, text.en)), kind.name
        assert kind.variant != kind.code
        assert not places(kind.text) or kind.severity == "refuse", kind.name


def test_every_error_class_has_a_registered_code_of_its_own() -> None:
    codes = [code for name, code in error_codes().items() if name not in NEVER_RAISED]
    assert len(codes) == len(set(codes)) > 10, codes
    assert {kind.code for kind in PROBLEMS.values()} >= set(codes)


def test_every_name_that_is_looked_up_is_registered_and_every_entry_is_used() -> None:
    names: set[str] = set()
    for path, tree in modules():
        if path in REGISTRY:
            continue
        names |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        for function, call in calls(tree):
            if function in ("refusal", "sentence", "problem_kind") and isinstance(call.args[0], ast.Constant):
                assert call.args[0].value in PROBLEMS, (path, call.args[0].value)
    assert set(PROBLEMS) - names == set()


def test_a_refusal_is_made_from_the_registry_with_the_code_of_its_error() -> None:
    codes = error_codes()
    for path, tree in modules():
        for function, call in calls(tree):
            if function == "ImportRefused":
                assert str(path.relative_to(ROOT)) in MADE_HERE, path
            first = call.args[0] if call.args and function in codes else None
            if isinstance(first, ast.Starred) and isinstance(first.value, ast.Call):
                name = first.value.args[0]
                if isinstance(name, ast.Constant):
                    # the page's and the program's own error gives itself its code
                    assert codes[function] in (problem_kind(str(name.value)).code, "error"), (path, name.value)


def test_a_sentence_is_filled_in_both_languages() -> None:
    text, todo = sentence("two_tables_match", file="a.csv", tables=Text("甲、乙", "a, b"), first="a")
    assert (text.zh, text.en) == (
        "文件 a.csv 同时符合多张表：甲、乙。",
        "a.csv fits several tables equally well: a, b.",
    )
    assert todo.en.endswith("--table a.")
    refused = refusal("html_table", file="{x}.xls")
    assert (refused.code, refused.details) == ("unreadable", {"file": "{x}.xls"})
    assert refusal("bad_profile", {"faults": ["x"]}, faults="x").details == {"faults": ["x"]}
    for wrong in (
        lambda: refusal("html_table"),
        lambda: refusal("no such"),
        lambda: Problem("f", 1, "c", "v", "no such"),
    ):
        with pytest.raises(KeyError):
            wrong()
