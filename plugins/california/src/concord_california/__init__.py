"""The rules of California: the Peer Quality Case Review and the dated chain that follows it."""
