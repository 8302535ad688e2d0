"""The vocabulary of policykg: OWL, SHACL and SKOS as Turtle, and their Python constants."""
