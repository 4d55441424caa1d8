"""The specialists that work from the bus, the front desk that sends to them, and what they run on."""
