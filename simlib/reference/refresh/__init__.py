"""Makes `data/reference/services/` anew from pinned packages, and says what changed."""
