"""From an application to a server: processes, a socket, logs and figures."""
