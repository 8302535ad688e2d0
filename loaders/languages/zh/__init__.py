"""Chinese: numerals, values, dates, periods, brackets of duties, normalising."""
