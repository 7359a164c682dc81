"""Every kind of element our pages use, and four ways to break."""

from __future__ import annotations

import streamlit as st

from core.errors import BadRequest
from core.i18n import Text

SECRET = "13812345678"


def fail() -> None:
    raise ValueError(f"cell {SECRET}")


@st.fragment
def part() -> None:
    if st.button("break the fragment"):
        fail()


st.title("Everything")
st.dataframe({"a": [1, 2, 3], "b": ["x", "y", "z"]}, alt="table")
st.echarts_chart({"xAxis": {"data": ["a", "b"]}, "yAxis": {}, "series": [{"type": "bar", "data": [1, 2]}]}, alt="chart")
st.html("<b style='color:#0b6b50'>html</b>")
st.code("code", language=None)
st.popover("more").text("inside")
st.date_input("day", None)
st.multiselect("many", ["a", "b"])
st.data_editor({"a": [1]}, key="edited")
st.download_button("download", lambda: b"a,b\n", "list.csv", "text/csv")
file = st.file_uploader("file")
if file is not None:
    st.text(f"got {file.size} bytes")
st.button("break the callback", on_click=fail)
part()
if st.button("break the page"):
    fail()
if st.button("refuse"):
    name = "**a**_b_.csv"
    raise BadRequest(Text(f"文件 {name} 读不了。", f"File {name} cannot be read."), Text("换一个。", "Take another."))
st.text("the end")
