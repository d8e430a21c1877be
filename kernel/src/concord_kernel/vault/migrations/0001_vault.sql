-- Texts as ciphertext. No column holds what was typed: names and ids are pseudonyms with a closed
-- shape, everything else is sealed under keys that are never in a database.

create function vault.is_name(name text) returns boolean language sql immutable set search_path = ''
    return name collate "C" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(name) <= 80;

create table vault.text (
    agency     text collate "C" not null check (vault.is_name(agency)),
    id         text collate "C" not null check (vault.is_name(id)),
    command    uuid             not null,
    field      text collate "C" not null check (vault.is_name(field)),
    kind       text collate "C" not null check (kind in ('directory', 'raw', 'narrative')),
    object     text collate "C" not null check (vault.is_name(object)),
    subject    text collate "C" not null check (vault.is_name(subject)),
    custodian  text collate "C" not null check (vault.is_name(custodian)),
    commitment bytea            not null check (octet_length(commitment) = 32),
    wrapped    bytea            not null check (octet_length(wrapped) = 60),
    sealed     bytea            not null,
    kept_at    timestamptz      not null default now(),
    settled    boolean          not null default false,
    primary key (agency, id)
);

comment on table vault.text is 'What people typed, sealed: docs/explanation/vault.md';
comment on column vault.text.commitment is 'HMAC of the text under a secret that is sealed with it';
comment on column vault.text.wrapped is 'The key of this text alone, wrapped by its subject''s key';
comment on column vault.text.sealed is 'Secret, length and text, padded to a step';
comment on column vault.text.settled is 'A fact of the command stands in the ledger';

-- Ciphertext does not compress.
alter table vault.text alter column sealed set storage external;

create index text_of_command on vault.text (agency, command);
create index text_about_object on vault.text (agency, object, field);
create index text_of_subject on vault.text (agency, subject);
create index text_unsettled on vault.text (agency, kept_at) where not settled;

alter table vault.text enable row level security;
alter table vault.text force row level security;

create policy own_agency on vault.text
    using (agency = current_setting('concord.agency', true))
    with check (agency = current_setting('concord.agency', true));

revoke all on all functions in schema vault from public;
grant usage on schema vault to concord_vault;
grant execute on function vault.is_name(text) to concord_vault;
grant select, insert, delete, update (kept_at, settled) on vault.text to concord_vault;
