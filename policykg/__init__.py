"""policykg: development policies as a graph whose every fact opens its words."""
