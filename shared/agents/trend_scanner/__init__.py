"""The Trend Scanner agent; import `TrendScanner` from its module."""
