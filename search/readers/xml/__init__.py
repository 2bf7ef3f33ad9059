"""XML from strangers: what is in it, read within bounds?"""
