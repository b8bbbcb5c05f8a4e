"""Charts as SVG drawn on the server: exact input, presentation attributes only, readable without colour."""

from marketkit.web.charts.bars import Bar, stacked_bars
from marketkit.web.charts.drawing import Chart
from marketkit.web.charts.intervals import Interval, interval_chart
from marketkit.web.charts.lines import Line, line_chart

__all__ = ["Bar", "Chart", "Interval", "Line", "interval_chart", "line_chart", "stacked_bars"]
