"""What official prose says, and no record: one package a language."""
