"""Authority files: who is who, and the ids that documents may bear."""
