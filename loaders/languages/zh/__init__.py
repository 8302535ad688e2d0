"""Chinese: numerals, values, dates, periods, brackets of responsibilities, normalising."""
