"""What argparse says is said in the command's language, whatever the command."""

from __future__ import annotations

import argparse
import ast
import inspect
from pathlib import Path

import pytest
from django.core.management.base import BaseCommand

from madoguchi.site.arguments import FOR_PROGRAMMERS, JAPANESE
from madoguchi.site.tests.installation import Installation


def spoken() -> set[str]:
    """Every sentence that the argparse of this Python says."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(argparse))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}]
    given = [argument for call in named for argument in call.args]
    return {one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)}


@pytest.mark.engine_free
def test_every_sentence_of_argparse_and_django_has_japanese() -> None:
    assert len(spoken()) > 30
    assert spoken() - JAPANESE.keys() - FOR_PROGRAMMERS == set()
    common = {action.help for action in BaseCommand().create_parser("madoguchi", "x")._actions}
    assert common - JAPANESE.keys() == set()


@pytest.mark.engine_free
def test_japanese_keeps_every_value() -> None:
    values = {"prog": "p", "message": "m", "argument_name": "a", "option": "o", "matches": "s", "value": "v"}
    values |= {"choices": "c", "closest": "l", "parser_name": "n", "type": "t", "filename": "f", "error": "e"}
    for english, japanese in JAPANESE.items():
        for text in (english, japanese):
            filled = text % ("x" if "%s" in text or "%r" in text else values)
            assert "%" not in filled, text
        used = [name for name in values if f"%({name})" in english]
        assert used == [name for name in values if f"%({name})" in japanese], english


@pytest.mark.engine_free
def test_wrong_usage_is_told_in_the_commands_language(tmp_path: Path) -> None:
    told = Installation(tmp_path).run("jobs", "died", LC_ALL="ja_JP.UTF-8")
    assert told.returncode == 2
    assert "誤り：act：'died' は選べません。次のどれかを書いてください：'list', 'dead'" in told.stderr
    assert "error" not in told.stderr
    told = Installation(tmp_path).run("help", "bakup")  # Django would answer in its own words
    assert told.returncode == 2
    assert "Did you mean: backup" in told.stderr
