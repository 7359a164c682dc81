"""The parts of the Overview: lights and their lists, headline numbers, owners, the two questions."""
