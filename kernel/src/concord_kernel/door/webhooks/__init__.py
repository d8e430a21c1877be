"""Webhooks: facts that an agency has sent to a program of its own.

``subscribing`` what is decided and recorded · ``queue`` a row for each fact that has to be sent ·
``keeping`` addresses and secrets, and what the log of deliveries shows · ``address`` where may be
sent to · ``signature`` how a receiver knows it is us · ``sender`` sends, until it is taken or a day
is over · ``page`` the pages and the API.
"""
