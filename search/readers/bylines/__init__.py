"""Who wrote it, where and when? The lines of an article that are about the article."""
