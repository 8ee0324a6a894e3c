"""What `python -m simlib` does: a module for each command, and what they read and print."""
