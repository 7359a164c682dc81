"""A chart as options of ECharts: a file per kind (core/ui/echarts.py draws them)."""
