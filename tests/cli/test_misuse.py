"""A command typed wrong: one Chinese sentence that names the option, no word of the parser's English."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Run

WRONG: dict[str, tuple[list[str], str]] = {
    "no command": ([], "没有写命令。"),
    "--tabel": (["import", "x.csv", "--tabel", "orders"], "没有选项 --tabel。是不是 --table？"),
    "no such option": (["--verbos", "verify"], "没有选项 --verbos。"),
    "value missing": (["import", "x.csv", "--table"], "选项 --table 后面要写一个值。"),
    "value too many": (["import", "x.csv", "--json=3"], "选项 --json 后面不能写值。"),
    "argument missing": (["import"], "缺少参数 files。"),
    "argument named": (["undo"], "缺少参数 N。"),
    "option missing": (["export-table", "orders"], "缺少选项 --out。"),
    "too large": (["serve", "--port", "99999"], "选项 --port 的值 99999 超出范围，不能大于 65535。"),
    "too small": (["serve", "--port", "0"], "选项 --port 的值 0 超出范围，不能小于 1。"),
    "no number": (["undo", "last"], "参数 N 的值“last”不是整数。"),
    "empty": (["serve", "--port", ""], "选项 --port 的值“”不是整数。"),
    "extra": (["verify", "a", "b"], "多写了这些内容：a b。"),
    "command": (["verfy"], "没有命令 verfy。是不是 verify？"),
    "report": (["report", "sales_of_moon"], "没有命令 sales_of_moon。"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_command_is_told_in_chinese(name: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    words, sentence = WRONG[name]
    monkeypatch.setenv("QUNCE_LANG", "zh")
    answer = run(*words)
    assert answer.code == 2
    assert answer.err.strip() == f"bad_request: {sentence} 用 --help 查看用法。"
    own = [word for text in words for word in re.findall("[A-Za-z]+", text)]
    english = re.findall("[A-Za-z]{2,}", answer.err.removeprefix("bad_request:").replace("--help", ""))
    assert set(english) <= {*own, "out", "files", "table", "verify"}


def test_json_has_both_languages(run: Run) -> None:
    told = run("undo", "last", "--json").json["error"]
    assert told["code"] == "bad_request"
    assert told["zh"] == "参数 N 的值“last”不是整数。用 --help 查看用法。"
    assert told["en"].startswith("Invalid value for 'N'")


def test_a_command_that_needs_another_word_shows_its_help(run: Run) -> None:
    answer = run("report")
    assert answer.code == 2
    assert answer.err.startswith("Usage: ")
    assert "bad_request" not in answer.err
