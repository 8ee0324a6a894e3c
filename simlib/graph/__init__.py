"""What does the whole look like? Permissions and evaluations as graphs, and their drawings."""
