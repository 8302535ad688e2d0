"""SPARQL: guard, bind, run, results and data frames."""
