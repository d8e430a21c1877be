"""The door: where people come in, leave, and see where they may go.

``service`` puts it together · ``front`` the first page · ``entering`` ``sign_in`` ``invitation``
how one comes in · ``ways_in`` ``passkeys`` ``signatures`` ``provider`` ``issuer`` without a
password · ``account`` ``oneself`` what one keeps here · ``inside`` what a page asks about its own
session, and leaving · ``agencies`` where one may go · ``standing`` who may enter an agency ·
``access_log`` who looked · ``facts_feed`` what was recorded, for programs · ``webhooks`` the same,
sent · ``paths`` ``browsers`` small help.
"""
