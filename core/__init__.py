"""Qunce 群策: decision support for people who run many WeChat customer groups."""

__version__ = "0.1.0"
