"""Files of any kind as sheets of text cells, with the record numbers a spreadsheet shows."""
