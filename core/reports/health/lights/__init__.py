"""The lights of the health check, one file each: a module here with a `LIGHT`; nothing else has to be registered.

Lights from elsewhere: append their folder to `__path__` of this package.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from core.reports.health.light import Light


def all_lights() -> tuple[Light, ...]:
    """Every light in its order."""
    return _in(tuple(__path__))


@cache
def _in(folders: tuple[str, ...]) -> tuple[Light, ...]:
    names = [f"{__name__}.{module.name}" for module in pkgutil.iter_modules(folders)]
    found: list[Light] = [importlib.import_module(name).LIGHT for name in names]
    return tuple(sorted(found, key=lambda light: light.order))
