-- Facts, receipts and editions: one table each, append-only, each agency apart from the others.
-- Roles, grants and who may record which facts: concord_kernel.provision.

-- RFC 6962, 2.1: the hash of a leaf. Immutable, since the database's encoding is UTF8 as well; the
-- built-in convert_to is only declared stable.
create function ledger.leaf(entry text) returns bytea
    language plpgsql immutable strict parallel safe set search_path = '' as $$
begin
    return sha256('\x00'::bytea || convert_to(entry, 'UTF8'));
end
$$;

create table ledger.fact (
    agency      text collate "C" not null,
    position    bigint           not null check (position > 0),
    stream      text collate "C" not null,
    version     integer          not null check (version >= 0),
    name        text collate "C" not null,
    at          timestamptz      not null,
    actor       text             not null,
    causation   text             not null,
    correlation text             not null,
    command     uuid             not null,
    data        text             not null,
    entry       text             not null,
    leaf        bytea            not null generated always as (ledger.leaf(entry)) stored,
    primary key (agency, position),
    unique (agency, stream, version)
) /* partition by hash (agency) */;

comment on table ledger.fact is 'What happened, for ever: docs/explanation/ledger.md';

create table ledger.receipt (
    agency      text collate "C" not null,
    command     uuid             not null,
    fingerprint text             not null,
    first       bigint           not null check (first > 0),
    last        bigint           not null check (last >= first - 1),
    answer      text             not null,
    primary key (agency, command)
) /* partition by hash (agency) */;

comment on table ledger.receipt is 'What each command was answered: the same again gets the same';

create table ledger.edition (
    hash    text collate "C" primary key
        check (hash = encode(sha256(convert_to(body, 'UTF8')), 'hex')),
    edition text             not null,
    body    text             not null
);

comment on table ledger.edition is 'Adopted editions of rules, by content; they belong to no agency';

create function ledger.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
    raise exception 'the ledger is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

-- A statement is refused whether or not it would meet a row; the row's trigger is there for
-- partitions, which inherit it.
create trigger facts_stay before update or delete or truncate on ledger.fact
    for each statement execute function ledger.refuse();
create trigger fact_stays before update or delete on ledger.fact
    for each row execute function ledger.refuse();
create trigger receipts_stay before update or delete or truncate on ledger.receipt
    for each statement execute function ledger.refuse();
create trigger receipt_stays before update or delete on ledger.receipt
    for each row execute function ledger.refuse();
create trigger editions_stay before update or delete or truncate on ledger.edition
    for each statement execute function ledger.refuse();

-- Also where replication is replayed (session_replication_role = replica).
alter table ledger.fact enable always trigger facts_stay;
alter table ledger.fact enable always trigger fact_stays;
alter table ledger.receipt enable always trigger receipts_stay;
alter table ledger.receipt enable always trigger receipt_stays;
alter table ledger.edition enable always trigger editions_stay;

alter table ledger.fact enable row level security;
alter table ledger.fact force row level security;
alter table ledger.receipt enable row level security;
alter table ledger.receipt force row level security;

create policy own_agency on ledger.fact for select
    using (agency = current_setting('concord.agency', true));
create policy own_agency on ledger.receipt for select
    using (agency = current_setting('concord.agency', true));
create policy own_agency_records on ledger.receipt for insert
    with check (agency = current_setting('concord.agency', true));

-- Every log's last position, by two index lookups an agency. It belongs to concord_heads, a role that
-- nobody is: it sees two columns of all agencies, so that its callers need not.
create function ledger.heads() returns table (agency text, "position" bigint)
    language sql stable security definer set search_path = '' as $$
    with recursive log as (
        (select f.agency from ledger.fact f order by f.agency limit 1)
        union all
        select (select f.agency from ledger.fact f where f.agency > log.agency order by f.agency limit 1)
        from log where log.agency is not null
    )
    select log.agency,
        (select f.position from ledger.fact f where f.agency = log.agency order by f.position desc limit 1)
    from log where log.agency is not null
$$;

revoke execute on all functions in schema ledger from public;
