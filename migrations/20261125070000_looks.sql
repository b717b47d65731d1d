-- One statement says what changed and up to which moment. PostgreSQL keeps the plan of what is written in plpgsql.
create function current_era() returns text language plpgsql stable as $$
begin
    -- A restore makes the table anew; recovery from a crash, and a standby, begin their statistics anew.
    return (
        select to_hex('changes'::regclass::oid::bigint) || '.'
            || coalesce(to_hex((extract(epoch from stats_reset) * 1000000)::bigint), '')
        from pg_stat_wal
    );
end $$;
comment on function current_era is 'Within one era, numbers of transactions can be compared: a crash, a restore or another server begins a new one.';
