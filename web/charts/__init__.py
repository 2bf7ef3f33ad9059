"""Charts: the timeline of a search, its concordance, comparisons and first mentions."""
