"""English glosses of quotes: words of our own, checked against the text, signed apart."""
