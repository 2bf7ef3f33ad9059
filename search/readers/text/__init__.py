"""Plain text and Markdown: which lines belong together, and what do their marks say?"""
