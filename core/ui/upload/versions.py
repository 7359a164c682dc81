"""The versions of the data: who changed what and when, going back to one, and taking the demo out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core import demo
from core.cli.workspace import user_name
from core.codec.listing import Field, Listing, Value
from core.domain.tables import TABLES
from core.errors import UserError
from core.i18n import Text
from core.store import Store, Version
from core.ui import cache, widgets
from core.ui.errors import show_error
from core.ui.state import UPLOAD_NOTICE, language
from core.ui.upload.outcome import action_label, what_changed
from core.ui.words import say

_SHOWN = 20


def draw(found: Sequence[Version]) -> None:
    """The newest versions, and undo of any of them with a second click to confirm."""
    if not found:
        return
    st.subheader(say("版本", "Versions"), anchor=False)
    newest = list(reversed(found))[:_SHOWN]
    widgets.small_table(_listing(newest), wide=("who", "new", "changed"))
    with st.container(horizontal=True):
        _go_back(newest)
        if newest[0].action == demo.ACTION:
            _remove_demo()


def notice() -> None:
    """What the last click did, once."""
    words = st.session_state.pop(UPLOAD_NOTICE, None)
    if words:
        st.success(words)


def undo(store: Store, to: int | None) -> None:
    """Make the data what version `to` was (None: empty, as before the first version), as a new version."""
    if to is not None:
        version = store.undo(to, user_name())
    else:
        head = store.head()
        version = (
            store.commit({}, parent=head.number, action="undo", who=user_name(), summary={"to": 0}) if head else None
        )
    if version is None:
        st.session_state[UPLOAD_NOTICE] = say("数据本来就是这样，没有变化。", "The data are like that already.")
        return
    if to is None:
        words = say(
            "已撤销：又回到没有数据的样子，记为版本 {n}。", "Undone: empty again, as version {n}.", n=version.number
        )
    else:
        words = say(
            "已撤销：现在的数据和版本 {to} 一样，记为版本 {n}。",
            "Undone: the data are now those of version {to}, kept as version {n}.",
            to=to,
            n=version.number,
        )
    st.session_state[UPLOAD_NOTICE] = words


def _go_back(newest: Sequence[Version]) -> None:
    older = newest[1:]
    if not older:
        return
    with st.popover(say("回到以前的版本", "Go back to a version"), key="go_back"):
        chosen = st.selectbox(
            say("回到哪个版本？", "Back to which version?"),
            older,
            format_func=lambda v: f"{v.number} · {v.created_at:%Y-%m-%d %H:%M} · {what_changed(v)}",
            key="go_back_to",
        )
        st.text(
            say(
                "所有页面都会按那个版本显示。现在的版本不会丢，随时可以再回来。",
                "Every page will show that version. The present one is kept and can be returned to.",
            )
        )
        if st.button(say("确认回到这个版本", "Yes, go back to it"), key="go_back_ok", type="primary"):
            _try(lambda: undo(cache.store(), chosen.number))


def _remove_demo() -> None:
    with st.popover(say("移除演示数据", "Remove the demo data"), key="remove_demo"):
        st.text(
            say(
                "移除后页面是空的，等您上传。想再看演示，可以在版本里找回。",
                "The pages are then empty until you upload. The demo can be brought back from the versions.",
            )
        )
        if st.button(say("确认移除", "Yes, remove it"), key="remove_demo_ok", type="primary"):
            _try(_without_demo)


def _without_demo() -> None:
    version = demo.remove(cache.store(), user_name())
    st.session_state[UPLOAD_NOTICE] = say(
        "演示数据已移除（版本 {n}）。", "The demo data are removed (version {n}).", n=version.number
    )


def _try(act: Callable[[], None]) -> None:
    try:
        act()
    except UserError as error:
        show_error(error)
        return
    st.rerun()


def _listing(newest: Sequence[Version]) -> Listing:
    return Listing(
        "versions",
        Text("版本列表", "List of versions"),
        (
            Field("version", Text("版本", "Version")),
            Field("at", Text("时间", "Time"), "time"),
            Field("who", Text("操作人", "Who")),
            Field("what", Text("内容", "What")),
            Field("new", Text("新增行", "New rows"), "count"),
            Field("changed", Text("变更行", "Changed rows"), "count"),
        ),
        tuple(_row(version) for version in newest),
    )


def _row(version: Version) -> tuple[Value, ...]:
    files = [entry for entry in version.summary.get("files", ()) if not entry.get("derived")]
    tables = dict.fromkeys(TABLES[str(entry["table"])].label.of(language()) for entry in files)
    names = what_changed(version) if files else None
    comma = "、" if language() == "zh" else ", "
    filled = comma.join(list(tables)[:4]) + (" …" if len(tables) > 4 else "")
    what = filled if version.action == demo.ACTION else f"{names} → {filled}"
    back = version.summary.get("to") if version.action == demo.ACTION else None
    return (
        f"{version.number} · {action_label(version)}",
        version.created_at,
        say("系统", "Qunce") if version.action == demo.ACTION and not back else version.who,
        what if files else say("回到版本 {n}", "back to version {n}", n=back) if back else None,
        sum(int(entry["new"]) for entry in files) if files else None,
        sum(int(entry["changed"]) for entry in files) if files else None,
    )
