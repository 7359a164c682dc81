"""`report …` and `coverage`: every report of the registry as text or JSON, its options those of its query."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Annotated, Any

import typer

from core.cli.printing import language, say, say_json, say_table
from core.cli.workspace import Workspace
from core.codec.listing import to_csv
from core.i18n import Text
from core.reports import registry
from core.reports.inputs import Inputs
from core.reports.options import options, read_options
from core.reports.report import Report
from core.reports.verdict import Missing, Verdict

_Version = Annotated[int | None, typer.Option("--version", help="Default: the newest. 默认最新版本。")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]


class _Reports(typer.core.TyperGroup):
    """A command per report, made when it is asked for: no other report is imported."""

    def list_commands(self, _: Any) -> list[str]:
        return list(registry.MODULES)

    def get_command(self, _: Any, name: str) -> Any:
        return _command(registry.report(name)) if name in registry.MODULES else None


group = typer.Typer(cls=_Reports, help="Reports as tables or JSON. 报表。", invoke_without_command=True)


@group.callback()
def listed(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--list", help="Name all reports. 列出全部报表。")] = False,
    as_json: _Json = False,
) -> None:
    """Name all reports, or answer one."""
    if context.invoked_subcommand is not None:
        return
    if not every:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)
    if as_json:
        rows = [{"name": r.name, "title": r.title, "needs": [sorted(needed) for needed in r.needs]} for r in _listed()]
        say_json(rows)
        return
    for report in _listed():
        say(Text(f"{report.name}  {report.title.zh}", f"{report.name}  {report.title.en}"))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="report")

    @app.command("coverage")
    def coverage(context: typer.Context, as_json: _Json = False) -> None:
        """Which days and groups have data, and how many people are recognised. 覆盖与识别率。"""
        _answer(context.obj, registry.report("coverage"), {}, None, as_json)


def answer_json(inputs: Inputs, report: Report[Any, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The report with its sections under their keys, and the verdict; `values`: fields of the queries."""
    query = _query(report, values)
    view = inputs.view(report, _complete(report, query))
    version = inputs.version.number or None
    verdict = _verdict(report, view, inputs)
    if isinstance(view, Missing):
        missing = {"tables": view.tables, "line": view.line, "todo": view.todo}
        return {"version": version, "verdict": verdict, "missing": missing}
    own = report.to_json(view)
    found = {**as_object(own, report.key or report.name), "version": version, "verdict": verdict}
    for section, asked in _asked(report, values):
        part = inputs.view(section, _complete(section, asked)) if asked is not None else None
        if section.key is not None and (part is not None or not section.personal):
            found[section.key] = None if part is None or isinstance(part, Missing) else section.to_json(part)
    return found


def as_object(value: Any, name: str) -> dict[str, Any]:
    """JSON of a report as an object: a dataclass by its fields, anything but an object under a name."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return value if isinstance(value, dict) else {name: value}


def _listed() -> list[Report[Any, Any]]:
    return list(registry.reports())


def _command(report: Report[Any, Any]) -> Any:
    """The command of one report: an option per field of its query and of those of its sections."""

    def run(context: typer.Context, version: int | None, as_json: bool, **given: Any) -> None:
        asked = {name: value for name, value in given.items() if value not in (None, False)}
        texts = {name: [value] if isinstance(value, str) else value for name, value in asked.items()}
        _answer(context.obj, report, texts, version, as_json)

    parameters = [_parameter("context", typer.Context)]
    for name, option in _options(report).items():
        kind: Any = list[str] | None if option.repeats else str | None
        help_ = f"{option.label.en} {option.label.zh}"
        if option.read is None:
            parameters.append(_parameter(name, Annotated[bool, typer.Option(f"--{option.name}", help=help_)], False))
        else:
            asked = typer.Option(f"--{option.name}", help=help_, metavar="VALUE")
            parameters.append(_parameter(name, Annotated[kind, asked], None))
    parameters += [_parameter("version", _Version, None), _parameter("as_json", _Json, False)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__doc__ = f"{report.title.en}. {report.title.zh}。"
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(report.name)(run)
    return typer.main.get_command(alone)


def _parameter(name: str, kind: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _options(report: Report[Any, Any]) -> dict[str, Any]:
    found = options(report.query)
    for section in registry.sections(report.name):
        found |= options(section.query)
    return found


def _answer(
    workspace: Workspace, report: Report[Any, Any], given: dict[str, Any], version: int | None, as_json: bool
) -> None:
    store = workspace.store
    inputs = Inputs.of(store, workspace.version(version), datetime.now(store.zone).date())
    values: dict[str, Any] = {}
    for asked in (report, *registry.sections(report.name)):
        values |= read_options(asked.query, given, store.zone)
    if as_json:
        say_json(answer_json(inputs, report, values))
    else:
        _tell(inputs, report, values)


def _tell(inputs: Inputs, report: Report[Any, Any], values: dict[str, Any]) -> None:
    """Verdict first, then the tables; then sections that were asked for. A list of people is printed alone, as CSV."""
    own = [(section, query) for section, query in _asked(report, values) if section.asked and query is not None]
    for section, query in own:
        if section.personal and not isinstance(view := inputs.view(section, query), Missing):
            typer.echo(to_csv(section.tables(view)[-1].download(), language()), nl=False)
            return
    for asked, query in ((report, _query(report, values)), *own):
        view = inputs.view(asked, query)
        for line in _lines(_verdict(asked, view, inputs)):
            say(line)
        for table in () if isinstance(view, Missing) else asked.tables(view):
            for line in table.lines:
                say(line)
            if table.short.rows:
                say_table(table.short)
            for line in table.notes:
                say(line)


def _verdict(report: Report[Any, Any], view: Any, inputs: Inputs) -> Verdict:
    return view.verdict() if isinstance(view, Missing) else report.verdict(view, inputs.today)


def _lines(verdict: Verdict) -> Iterator[Text]:
    yield verdict.line
    if verdict.todo is not None:
        yield verdict.todo
    yield from verdict.notes


def _query(report: Report[Any, Any], values: dict[str, Any]) -> Any:
    return report.query(**{name: value for name, value in values.items() if name in options(report.query)})


def _complete(report: Report[Any, Any], query: Any) -> Any:
    return query if report.complete is None else report.complete(query)


def _asked(report: Report[Any, Any], values: dict[str, Any]) -> Iterator[tuple[Report[Any, Any], Any]]:
    """The sections with their queries; None for one whose own options are not given."""
    for section in registry.sections(report.name):
        query = _query(section, values)
        yield section, query if section.asked is None or section.asked(query) else None
