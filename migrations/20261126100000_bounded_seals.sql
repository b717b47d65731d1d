-- A seal is over certain rows, never over all that come. Not asked of seals that are there: `matbang audit verify` tells
-- of them, and must not be kept from it by a schema that cannot be brought up to date.
alter table audit_seals
    add constraint audit_seal_bounds_check check (not lower_inf(numbers) and not upper_inf(numbers)) not valid,
    add constraint audit_seal_settled_check check (settled_through <= drawn_through) not valid;
comment on column audit_seals.hash is 'SHA-256 over the hash of the seal before and all other columns; the first form left out the three that follow.';
