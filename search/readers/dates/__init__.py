"""Which day is meant? Dates as articles, paths and addresses print them."""
