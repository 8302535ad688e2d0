"""What tests share: examples, a browser, servers, and the command line."""
