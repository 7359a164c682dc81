"""Formats of stored bytes."""
