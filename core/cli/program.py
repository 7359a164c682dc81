"""Entry point: global options, one place where errors become sentences and exit codes."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli import demo, importing, reporting, serving, upkeep
from core.cli.misuse import is_help, misuse
from core.cli.printing import log_error, say_error
from core.cli.workspace import DEFAULT_WORKSPACE, ENVIRONMENT, Workspace
from core.domain.problems import sentence
from core.errors import UserError

REFUSED = 2
"""Exit code of everything a user can mend."""

app = typer.Typer(
    name="core",
    help="群策 Qunce: exports of WeChat groups in, decisions out. 导出文件进，经营决定出。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def options(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(envvar=ENVIRONMENT, help="Folder that holds the data (made if missing). 数据所在文件夹。"),
    ] = None,
) -> None:
    """Options of every command."""
    context.obj = Workspace(workspace or DEFAULT_WORKSPACE)


for part in (importing, demo, upkeep, reporting, serving):
    part.register(app)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 something is damaged or broke, 2 refused with a reason."""
    words = sys.argv[1:] if arguments is None else arguments
    logging.basicConfig(level=logging.WARNING)
    sys.exit(_run(words))


def _run(words: list[str]) -> int:
    as_json = "--json" in words
    try:
        answer: Any = typer.main.get_command(app).main(args=words, prog_name="python -m core", standalone_mode=False)
        return answer if isinstance(answer, int) else 0
    except UserError as error:
        say_error(error, as_json)
        return REFUSED
    except typer.TyperException as error:
        if is_help(error):
            typer.echo(error.format_message(), err=True)
        else:
            say_error(misuse(error), as_json)
        return REFUSED
    except typer.Exit as leave:
        return leave.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`… | head`): nothing to say to nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        say_error(_internal(log_error(error)), as_json)
        return 1


def _internal(number: str) -> UserError:
    error = UserError(*sentence("internal", id=number), id=number)
    error.code = "internal"
    return error
