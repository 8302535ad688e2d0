"""What a reader's verdicts on drafts write: records into facts files, each change undoable."""
