-- Who may enter, and who is inside. No column holds a token, a password or a code that lets anybody
-- in: tokens and codes are kept as SHA-256, passwords as argon2id, providers' secrets sealed.

create function people.is_id(id text) returns boolean language sql immutable set search_path = ''
    return id collate "C" ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(id) <= 80;

create function people.is_agency(code text) returns boolean language sql immutable set search_path = ''
    return code collate "C" ~ '^[a-z]{2}(-[a-z0-9]+)+$' and length(code) <= 60;

create function people.is_hash(hash text) returns boolean language sql immutable set search_path = ''
    return hash collate "C" ~ '^[0-9a-f]{64}$';

create table people.account (
    id         text collate "C" primary key check (people.is_id(id)),
    name       text collate "C" not null unique check (name ~ '^[a-z0-9][a-z0-9._@+-]{1,79}$'),
    display    text             not null check (length(display) between 1 and 120),
    home       text collate "C" not null check (people.is_agency(home)),
    kind       text collate "C" not null default 'person' check (kind in ('person', 'program')),
    password   text             check (password like '$argon2id$%'),
    created_at timestamptz      not null default now(),
    created_by text             not null,
    closed_at  timestamptz
);

comment on table people.account is 'Who may sign in; the id is the actor that facts name';
comment on column people.account.name is 'What is typed at sign-in; never recorded in a fact';

create view people.seen with (security_invoker = true) as
    select id, name, display, home, kind, password is not null as has_password, created_at, closed_at
    from people.account;

comment on view people.seen is 'An account without what opens it';

create table people.session (
    id           text collate "C" primary key check (people.is_hash(id)),
    account      text collate "C" not null references people.account,
    kind         text collate "C" not null check (kind in ('person', 'program')),
    scopes       text[]           not null default '{}',
    agency       text collate "C" not null default '' check (agency = '' or people.is_agency(agency)),
    name         text             not null default '' check (length(name) <= 120),
    created_by   text             not null default '',
    signed_in_at timestamptz      not null default now(),
    fresh_until  timestamptz      not null,
    last_seen_at timestamptz      not null default now(),
    idle         interval,
    until        timestamptz      not null,
    ended_at     timestamptz,
    check ((kind = 'program') = (agency <> '' and cardinality(scopes) > 0)),
    check (kind = 'program' or idle is not null)
);

comment on column people.session.id is 'SHA-256 of the token';
comment on column people.session.name is 'Programs: what it is called; people: which kind of browser';
comment on column people.session.idle is 'How long it may go unused; programs have no such limit';

create index session_of_account on people.session (account);

create table people.attempt (
    key  text collate "C" primary key check (people.is_hash(key)),
    at   timestamptz[]    not null,
    last timestamptz      not null default now()
);

comment on table people.attempt is 'When somebody last tried, by a hash of the name or of the address';

create index attempt_last on people.attempt (last);

create table people.invitation (
    id         text collate "C" primary key check (people.is_hash(id)),
    account    text collate "C" not null references people.account,
    created_at timestamptz      not null default now(),
    until      timestamptz      not null,
    used_at    timestamptz
);

create index invitation_of_account on people.invitation (account);

create table people.passkey (
    id           bytea            primary key,
    account      text collate "C" not null references people.account,
    public_key   bytea            not null,
    sign_count   bigint           not null check (sign_count >= 0),
    name         text             not null check (length(name) between 1 and 120),
    transports   text[]           not null default '{}',
    created_at   timestamptz      not null default now(),
    last_used_at timestamptz
);

create index passkey_of_account on people.passkey (account);

create table people.provider (
    issuer     text             primary key,
    slug       text collate "C" not null unique check (people.is_id(slug)),
    home       text collate "C" not null check (people.is_agency(home)),
    title      text             not null check (length(title) between 1 and 120),
    client_id  text             not null,
    secret     bytea,
    created_at timestamptz      not null default now(),
    closed_at  timestamptz
);

comment on column people.provider.secret is 'The client secret, sealed; none for a public client';

create table people.provided (
    issuer  text             not null references people.provider,
    subject text             not null check (length(subject) between 1 and 255),
    account text collate "C" not null references people.account,
    primary key (issuer, subject)
);

comment on table people.provided is 'Which account is whom at which provider';

create table people.ceremony (
    id      text collate "C" primary key check (people.is_hash(id)),
    kind    text collate "C" not null check (people.is_id(kind)),
    account text collate "C" references people.account,
    session text collate "C" references people.session on delete cascade,
    data    jsonb            not null default '{}',
    until   timestamptz      not null
);

comment on table people.ceremony is 'A sign-in that is under way: a challenge or a state, taken once';

create index ceremony_until on people.ceremony (until);

create function people.session_of(given text, touching boolean)
    returns table (id text, account text, home text, kind text, scopes text[], agency text,
                   signed_in_at timestamptz, fresh_until timestamptz, until timestamptz,
                   idle_until timestamptz)
    language plpgsql volatile security definer set search_path = '' as $$
begin
    return query
        select s.id, s.account, a.home, s.kind, s.scopes, s.agency, s.signed_in_at, s.fresh_until,
               s.until, least(s.until, coalesce(s.last_seen_at + s.idle, s.until))
        from people.session s join people.account a on a.id = s.account
        where s.id = given and s.ended_at is null and a.closed_at is null and s.until > now()
          and (s.idle is null or s.last_seen_at + s.idle > now());
    if found and touching then
        update people.session s set last_seen_at = now()
        where s.id = given and s.ended_at is null and s.last_seen_at < now() - interval '1 minute';
    end if;
end $$;

comment on function people.session_of is 'The session of a hash while it lasts; all that services see';

revoke all on all functions in schema people from public;
grant usage on schema people to concord_people, concord_sessions;
grant execute on function people.session_of(text, boolean) to concord_sessions, concord_people;
grant execute on function people.is_id(text), people.is_agency(text), people.is_hash(text)
    to concord_people;
grant select on people.seen to concord_people;
grant select, insert, update on people.account, people.provider to concord_people;
grant select, insert, update, delete
    on people.session, people.attempt, people.invitation, people.passkey, people.provided, people.ceremony
    to concord_people;
