"""`serve`: the app on this machine."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from core import demo
from core.cli.workspace import ENVIRONMENT, Workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1. 端口。")] = 8501,
    with_demo: Annotated[
        bool, typer.Option("--demo", help="Write the demo company first if there are no data. 没有数据时写入演示数据。")
    ] = False,
) -> None:
    """Serve the app on 127.0.0.1 until stopped. 在本机启动页面。"""
    workspace: Workspace = context.obj
    os.environ[ENVIRONMENT] = str(workspace.root.resolve())
    if with_demo:
        os.environ[demo.ASKED] = "1"
    root = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root))
    # Streamlit puts the launched script's folder before the standard library: core/ would hide `statistics` there.
    sys.argv = [str(root / "app.py")]
    # By name: no layer below the app may import it.
    importlib.import_module("app").serve(port)
