"""What is each piece to its article, and what do the pieces tell of it?"""
