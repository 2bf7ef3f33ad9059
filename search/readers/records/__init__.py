"""Objects of JSON and rows of tables: which key has which field of an article?"""
