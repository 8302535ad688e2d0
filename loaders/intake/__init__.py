"""From a file on a researcher's shelf to a text in reading order, with where each character was."""
