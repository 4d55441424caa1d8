"""How work comes in: decode, call one service, encode."""
