"""Files of word processors and books: what is in their parts?"""
