"""The lights of the health check as tiles, and the list of the chosen one."""

from __future__ import annotations

import streamlit as st

from core.charts.palette import CONVERTED, LOST, MUTED
from core.domain.assumptions import Assumptions
from core.reports.health.light_words import LIGHTS
from core.reports.health.report import HealthCheck, Light
from core.reports.health.words import leading
from core.ui import bound, widgets
from core.ui.menu import page
from core.ui.state import HEALTH_LIST, language
from core.ui.words import count, escape_markdown, say

_WORDS = {words.code: words for words in LIGHTS}
_GRID = """<style>
.st-key-lights { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .6rem; }
.st-key-lights > div, .st-key-lights div:has(button), .st-key-lights span:has(button),
.st-key-lights button { width: 100% !important; height: 100%; }
.st-key-lights button { justify-content: flex-start; text-align: left; padding: .5rem .7rem; border-left-width: 5px; }
.st-key-lights button > div { justify-content: flex-start; text-align: left; }
.st-key-lights button strong { display: block; font-size: 1.5rem; line-height: 1.2; }
@media (max-width: 640px) { .st-key-lights { grid-template-columns: 1fr 1fr; } }
"""


def draw(check: HealthCheck, given: Assumptions) -> None:
    """Tiles in a grid, then the list of the chosen light: the address's, else the one the verdict speaks of."""
    chosen = bound.code_of(HEALTH_LIST)
    top = leading(check)
    codes = [light.code for light in check.lights]
    if chosen not in codes:
        chosen = top.code if top else codes[0]
    st.header(
        say("体检", "Health check"),
        anchor=False,
        help=say(
            "只看没解散的群，到群数据的最后一天（{day}）为止。缺数据的群不算有问题，也不算没问题，单独说明。",
            "Living groups only, up to the last day of the groups' data ({day}). A group without the data for a light "
            "is neither counted nor cleared; how many there are is said below.",
            day=check.cutoff,
        ),
    )
    st.html(_GRID + "".join(_colour(light) for light in check.lights) + "</style>")
    with st.container(key="lights"):
        for light in check.lights:
            st.button(
                _tile(light),
                key=f"light_{light.code}",
                type="primary" if light.code == chosen else "secondary",
                help=_contract(light, given),
                on_click=_choose,
                args=(light.code,),
                width="stretch",
            )
    _list(check.light(chosen), given, said=top is not None and top.code == chosen)


def _choose(code: str) -> None:
    bound.set_code(HEALTH_LIST, code)


def _tile(light: Light) -> str:
    """The number in bold, then a sign (not colour alone) and the name."""
    label = light.label.of(language())
    if light.count is None:
        return f"**—** {label}{say('：还看不了', ': not yet')}"
    if light.unit == "days":
        label = (
            say("后开始丢数据", "until data are lost") if light.count > 0 else say("的数据已经丢了", "of data are lost")
        )
    return f"**{_counted(light)}** {'▲' if light.alarm else '✓'} {label}"


def _counted(light: Light) -> str:
    unit = {"groups": say(" 个", ""), "owners": say(" 位", ""), "days": say(" 天", " days")}[light.unit]
    return f"{count(abs(light.count or 0))}{unit}"


def _colour(light: Light) -> str:
    colour = MUTED if light.count is None else LOST if light.alarm else CONVERTED
    return f".st-key-light_{light.code} button {{ border-left-color: {colour}; }}\n"


def _contract(light: Light, given: Assumptions) -> str:
    words = _WORDS[light.code]
    counts = {
        "groups": say("没解散的群，个", "living groups"),
        "owners": say("群主，位", "owners"),
        "days": say("天", "days"),
    }[light.unit]
    lines = [
        say("公式：{t}", "Formula: {t}", t=escape_markdown(words.filled(words.formula, given).of(language()))),
        say("计的是：{t}", "Counts: {t}", t=counts),
        say("来源：{t}", "Source: {t}", t=escape_markdown(words.tables)),
    ]
    if words.trade:
        lines.append(say("行业口径：{t}", "The trade's way: {t}", t=escape_markdown(words.trade.of(language()))))
    return "\n\n".join(lines)


def _list(light: Light, given: Assumptions, said: bool) -> None:
    """The groups behind a light, what to do with them unless the verdict `said` it, or what it needs to be judged."""
    lang = language()
    number = "" if light.count is None or light.unit == "days" else f" · {_counted(light)}"
    title = say("离丢数据还有几天", "How long until data are lost") if light.unit == "days" else light.label.of(lang)
    st.subheader(f"{title}{number}", anchor=False, help=_contract(light, given))
    if light.needs is not None:
        st.text(
            say("现在还看不了。要看这一项：{what}。", "Not visible yet. It needs {what}.", what=light.needs.of(lang))
        )
        where = "labels" if light.code == "overdue" else "data"
        st.page_link(page(where).path, label=say("去补上", "Go there"))
        return
    if not light.listing.rows:
        st.text(say("没有。没有异常也是结论。", "None. Nothing found is a finding too."))
    elif light.unit == "days" and not light.alarm:
        st.text(say("还早，每周照常上传就行。", "Plenty of time: keep uploading every week."))
    elif not said:
        st.text(light.todo.of(lang))
    if light.note is not None:
        st.text(f"{light.note.of(lang)}{say('。', '.')}")
    if not light.listing.rows:
        return
    if light.unit == "days":
        widgets.small_table(light.listing)
        return
    fields = ("owner", "groups") if light.unit == "owners" else ("group_name", "why")
    # The reason of a silent group is the number of days itself.
    listing = light.listing.without("silent_days") if light.code == "silent" else light.listing
    widgets.table(listing, f"health_{light.code}", text_fields=fields)
