"""The command line: every command works on one workspace and prints people's or machines' text."""

from core.cli.program import main

__all__ = ["main"]
