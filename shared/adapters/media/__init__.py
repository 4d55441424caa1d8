"""Renderers of stills and videos, and speech engines."""
