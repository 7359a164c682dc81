"""Text cells as typed values: numbers, money, dates and times, ids, choices."""
