"""The demo company 演示数据: a believable year and a half of 240 groups, written through the real import."""

from core.demo.stories import STORIES
from core.demo.writing import ACTION, COMMIT, Progress, remove, write

ASKED = "QUNCE_DEMO"
"""Environment variable by which `serve --demo` asks the server to write the demo while it is already answering."""

__all__ = ["ACTION", "ASKED", "COMMIT", "STORIES", "Progress", "remove", "write"]
