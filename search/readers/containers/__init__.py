"""Files within files: which are read, by what names, and how much may come out of them?"""
