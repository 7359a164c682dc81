"""What release 27bd404 printed for a list of questions, kept to show that later code prints the same numbers."""
