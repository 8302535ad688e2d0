"""English glosses of quotes: words of our own under the text's, checked against them, signed apart."""
