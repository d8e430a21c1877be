"""The ledger's statements. Every one names the agency and is served by an index that it leads.

Nothing here runs them: ``committer`` runs an append's in two round trips, ``ledger`` the reads.
"""

from __future__ import annotations

from typing import Final

SETTINGS: Final = (
    "set timezone = 'UTC'; set synchronous_commit = on; set jit = off; set enable_seqscan = off;"
    " set enable_bitmapscan = off; set enable_sort = off; set enable_incremental_sort = off;"
    " set plan_cache_mode = force_generic_plan;"
    " set idle_in_transaction_session_timeout = '10s'"
)
"""What a connection of the ledger runs with.

An acknowledged fact is on disk whatever the cluster's default. Every statement is served by the
index that has its order, also when it was planned while a table was small: without this, the
planner takes any index that begins with the agency, sorts, and keeps to it while the log grows
(measured: a sixth of the speed at 5,000 facts). Plans do not depend on what is asked, so each is
made once: to plan anew, as the server would, costs more than to read. A process that stops in the
middle of an append holds its agency up for ten seconds at most.
"""

BEGIN: Final = "begin isolation level read committed"
"""Each statement sees what is committed when it begins: ``READ`` sees what ``LOCK`` waited for."""

LOCK: Final = (
    "select set_config('concord.agency', %s, true), pg_advisory_xact_lock(hashtextextended(%s, 0))"
)
"""Agency twice. A statement of its own: one that also reads sees what stood before it waited."""

READ: Final = """
select json_build_array(
  coalesce((select position from ledger.fact where agency = %s order by position desc limit 1), 0),
  (select json_agg(json_build_array(f.stream, f.version, encode(f.leaf, 'hex')))
   from unnest(%s::text[]) as asked (stream) cross join lateral (
     select stream, version, leaf from ledger.fact
     where agency = %s and stream = asked.stream order by version desc limit 1) as f),
  (select json_agg(json_build_array(r.command, r.fingerprint, r.first, r.last, r.answer))
   from ledger.receipt as r where r.agency = %s and r.command = any (%s::uuid[]))
)::text"""
"""Agency, streams, agency, agency, commands: the head, how streams stand, what was answered."""

WRITE: Final = """
with recorded as (
  insert into ledger.fact
    (agency, position, stream, version, name, at,
     actor, causation, correlation, command, data, entry)
  select %s, p, s, v, n, %s::timestamptz, a, u, o, c, d, e from json_to_recordset(%s) as
    row (p bigint, s text, v integer, n text, a text, u text, o text, c uuid, d text, e text))
insert into ledger.receipt (agency, command, fingerprint, first, last, answer)
select %s, c, f, a, b, w from json_to_recordset(%s) as
  row (c uuid, f text, a bigint, b bigint, w text)"""
"""Agency, time, facts, agency, receipts; facts and receipts each as one JSON document."""

COMMIT: Final = "commit"

AGENCY: Final = "select set_config('concord.agency', %s, true)"

AGENCY_OF_SESSION: Final = "select set_config('concord.agency', %s, false)"

STREAMS: Final = """
select f.agency, f.position, f.stream, f.version, f.name, f.at,
  f.actor, f.causation, f.correlation, f.command, f.data
from unnest(%s::text[]) as asked (stream) cross join lateral (
  select * from ledger.fact where agency = %s and stream = asked.stream order by version) as f
order by f.position"""
"""Streams, agency: every fact of these streams, in the log's order."""

AFTER: Final = """
select agency, position, stream, version, name, at,
  actor, causation, correlation, command, data
from ledger.fact where agency = %s and position > %s order by position limit %s"""
"""Agency, position, limit: a page of the log."""

AFTER_NAMED: Final = """
select agency, position, stream, version, name, at,
  actor, causation, correlation, command, data
from ledger.fact
where agency = %s and position > %s and name = any (%s) order by position limit %s"""
"""Agency, position, names, limit: a page of the log, of these facts only."""

PLACES: Final = """
select agency, position, stream, version, name, at,
  actor, causation, correlation, command, data
from ledger.fact where agency = %s and position = any (%s) order by position"""
"""Agency, positions: these facts of a log."""

SEAL: Final = """
select position, entry, encode(leaf, 'hex')
from ledger.fact where agency = %s and position >= %s order by position limit 1"""
"""Agency, position: what the verifiable history holds of the first fact from there on.

Asked for one position alone, the planner takes the other index while the table is small.
"""

RECEIPT: Final = (
    "select command, fingerprint, first, last, answer from ledger.receipt"
    " where agency = %s and command = %s"
)

HEADS: Final = "select agency, position from ledger.heads()"

ENTRIES: Final = """
select position, stream, version, name, at, actor, command, data, entry, leaf
from ledger.fact where agency = %s and position > %s order by position limit %s"""
"""Agency, position, limit: what the verifiable history is computed from."""

EVENTS: Final = """
select agency, position, stream, version, name, at,
  actor, causation, correlation, command, data
from ledger.fact where agency = %s and stream = %s and version > %s and version <= %s
order by version limit %s"""
"""Agency, stream, version, version, limit or none: part of a stream."""

EVENTS_BACKWARDS: Final = EVENTS.replace("order by version", "order by version desc")

NOTIFICATIONS: Final = """
select agency, position, stream, version, name, at,
  actor, causation, correlation, command, data
from ledger.fact where agency = %s and position > %s and position <= %s
  and (%s or name = any (%s)) order by position limit %s"""
"""Agency, position, position, whether of any name, names, limit: part of a log."""

LAST: Final = """
select agency, position, stream, version, name, at,
  actor, causation, correlation, command, data
from ledger.fact where agency = %s order by position desc limit 1"""
"""Agency: the last fact of a log."""
