"""Mail: what do the headers and parts of a message say?"""
