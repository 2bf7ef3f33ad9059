"""Saved web pages: which part is the article, what do they state of it, and what is HTML in pieces?"""
