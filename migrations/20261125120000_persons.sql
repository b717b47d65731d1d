-- Personal data that can be searched, proved and erased.

create function folded(name text) returns text language sql immutable strict parallel safe
return translate(lower(normalize(name, nfd) collate "C"), U&'ĐđÐð\0300\0301\0302\0303\0306\0309\031B\0323', 'dddd');
comment on function folded is 'A name in small letters without marks, as `vietnamese::fold` writes it.';

create function holder_digest(salt bytea, value text) returns text language sql immutable parallel safe
return case when value <> '' then encode(sha256(salt || convert_to(value, 'UTF8')), 'hex') end;
comment on function holder_digest is 'What the history keeps of a personal value: SHA-256 over the salt of the parcel and the value, hexadecimal; null of nothing.';

alter table parcel_persons
    add column holder_folded text,
    add column salt bytea;
alter table import_before_persons
    add column holder_folded text,
    add column salt bytea;
update parcel_persons set holder_folded = folded(holder_name);
update import_before_persons set holder_folded = folded(holder_name);
comment on column parcel_persons.holder_folded is 'The name in small letters without marks, for searches; null: not written by an import, folded when it is searched. PERSONAL.';
comment on column parcel_persons.salt is 'Random bytes that go into the digests of this parcel in events: without them no digest tells whose it was. Null: there is no digest yet.';
comment on column import_before_persons.holder_folded is 'The name in small letters without marks, for searches; null: not written by an import, folded when it is searched. PERSONAL.';
comment on column import_before_persons.salt is 'Random bytes that go into the digests of this parcel in events: without them no digest tells whose it was. Null: there is no digest yet.';
comment on column events.fields is 'Object of changed fields, each with a pair: old value, new value; of personal values holder_digest.';
