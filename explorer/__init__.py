"""What people see: pages and the SPARQL endpoint."""
