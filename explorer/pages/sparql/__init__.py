"""The query editor and the saved questions."""
