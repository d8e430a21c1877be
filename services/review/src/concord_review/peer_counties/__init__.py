"""The counties that come as peers, each with the host's reasons.

Stream: ``peers-<review>``.
Commands: ChoosePeerCounty, DropPeerCounty.
Facts: PeerCountyChosen, PeerCountyDropped, RuleOverridden.
"""
