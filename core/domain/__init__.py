"""Facts of the field: tables, steps, codes. No input or output here."""
