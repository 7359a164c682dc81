"""A workspace made by release 27bd404, kept for ever: later code must open it and go on with it."""
