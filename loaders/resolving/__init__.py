"""Every name, reference and period of a document answered once, for rules and writers alike."""
