"""Typed rows against what is stored: repeats, the difference, new segments."""
