"""Two independent readings of a document compared, and readings kept without the text's words."""
