"""How the product is served: the port, the web process under gunicorn, the worker process beside it."""
