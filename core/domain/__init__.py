"""The trade's own facts: tables, steps, codes. No input or output here."""
