"""MisyBot's own code: domain, contracts, services, agents, adapters."""
