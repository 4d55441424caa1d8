"""What crosses a boundary: bus messages and HTTP bodies, as pydantic models with camelCase JSON."""
