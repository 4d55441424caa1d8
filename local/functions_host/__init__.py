"""A Functions host for one machine: runs a Python v2 app's HTTP, Service Bus and timer functions."""
