"""What argparse and Django say about a command's arguments, in Japanese: one table for every command.

argparse asks gettext, for catalogues that no Python brings along; Django writes the help of the options that every
command has in English. Both are answered from here, so that no command needs to know of it.
Source of the sentences: argparse of Python 3.11 to 3.14, django.core.management.base.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Final

from django.core.management.base import DjangoHelpFormatter

JAPANESE: Final[Mapping[str, str]] = {
    "usage: ": "使い方：",
    "positional arguments": "引数",
    "options": "オプション",
    "subcommands": "すること",
    "%(prog)s: error: %(message)s\n": "%(prog)s: 誤り：%(message)s\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s: 注意：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "次の引数が足りません：%s",
    "one of the arguments %s is required": "次のうち1つが要ります：%s",
    "unrecognized arguments: %s": "知らない引数です：%s",
    "ambiguous option: %(option)s could match %(matches)s": (
        "%(option)s だけでは、どれか決められません。終わりまで書いてください：%(matches)s"
    ),
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "%(value)r は選べません。次のどれかを書いてください：%(choices)s"
    ),
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "%(value)r は選べません。もしかして：%(closest)r。次のどれかを書いてください：%(choices)s"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "%(parser_name)r は選べません。次のどれかを書いてください：%(choices)s"
    ),
    "invalid %(type)s value: %(value)r": ("%(value)r は使えません（%(type)s ではありません。int は整数、float は数）"),
    "can't open '%(filename)s': %(error)s": "%(filename)s を開けません：%(error)s",
    "expected one argument": "値を1つ書いてください",
    "expected at most one argument": "値は1つまでです",
    "expected at least one argument": "値を1つ以上書いてください",
    "expected %s argument": "値を%s個書いてください",
    "expected %s arguments": "値を%s個書いてください",
    "not allowed with argument %s": "%s と一緒には使えません",
    "unexpected option string: %s": "知らないオプションです：%s",
    "ignored explicit argument %r": "値は付けられません：%r",
    "option '%(option)s' is deprecated": "%(option)s は、やがてなくなります",
    "argument '%(argument_name)s' is deprecated": "%(argument_name)s は、やがてなくなります",
    "command '%(parser_name)s' is deprecated": "%(parser_name)s は、やがてなくなります",
    "show this help message and exit": "この説明を表示して終わります。",
    # Django, on every command
    "Show program's version number and exit.": "Django の版を表示して終わります。",
    "Verbosity level; 0=minimal output, 1=normal output, 2=verbose output, 3=very verbose output": (
        "表示の詳しさ（0 最小、1 ふつう、2 詳しく、3 もっと詳しく）。"
    ),
    'The Python path to a settings module, e.g. "myproject.settings.main". If this isn\'t provided, the '
    "DJANGO_SETTINGS_MODULE environment variable will be used.": (
        "設定のモジュール（ふつうは要りません。既定は環境変数 DJANGO_SETTINGS_MODULE）。"
    ),
    'A directory to add to the Python path, e.g. "/home/djangoprojects/myproject".': (
        "Python が探すフォルダーに加えるもの（ふつうは要りません）。"
    ),
    "Display a full stack trace on CommandError exceptions.": "誤りのとき、プログラムのどこで起きたかも表示します。",
    "Don't colorize the command output.": "表示に色を付けません。",
    "Force colorization of the command output.": "表示にいつも色を付けます。",
    "Skip system checks.": "実行前のシステムの検査をしません。",
}
# Mistakes of whoever writes a command. No operator ever sees them.
FOR_PROGRAMMERS: Final = frozenset(
    {
        ".__call__() not defined",
        "'required' is an invalid argument for positionals",
        "mutually exclusive arguments must be optional",
        "%r is not callable",
        "cannot merge actions - two groups are named %r",
        "invalid option string %(option)r: must start with a character %(prefix_chars)r",
        "dest= is required for options like %r",
        "invalid conflict_resolution value: %r",
        "cannot have multiple subparser arguments",
        "conflicting option string: %s",
        "conflicting option strings: %s",
        "conflicting subparser: %s",
        "conflicting subparser alias: %s",
        'argument "-" with mode %r',
    }
)


def speak_japanese() -> None:
    """From now on argparse and the common options of commands speak Japanese in this process."""
    setattr(argparse, "_", _said)  # noqa: B010 - what argparse calls its gettext, which no stub declares
    setattr(argparse, "ngettext", _counted)  # noqa: B010
    setattr(DjangoHelpFormatter, "_get_help_string", _help_of)  # noqa: B010


def _said(text: str) -> str:
    return JAPANESE.get(text, text)


def _counted(one: str, many: str, n: int) -> str:
    return _said(one if n == 1 else many)


def _help_of(_formatter: argparse.HelpFormatter, action: argparse.Action) -> str | None:
    return action.help and _said(action.help)
