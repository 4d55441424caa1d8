"""Built-in stand-ins for model services: they work without network and keys, and always answer the same."""
