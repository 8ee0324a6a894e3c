"""The names that reading the grammar finds: a row each, with its examples."""
