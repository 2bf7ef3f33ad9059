"""What is written how: a module for each format.

Each has ``SUFFIXES``, the endings of names that promise it (lower case, with the
dot); ``recognises``, which tells from a file's beginning that it is this format
whatever its name; and ``read``, which yields a ``Draft`` for each article, an
``Unread`` for each part that cannot be read, and raises ``ReadError`` where there
is nothing more to be had. A format that only holds other files yields what
``registry.read`` makes of them. Packages are imported where they are used.
"""
