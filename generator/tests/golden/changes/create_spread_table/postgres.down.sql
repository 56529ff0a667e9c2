-- 0002_create_spread_table on PostgreSQL: takes the change back.

-- Unties users from tenants, so that dropping it locks no other table.
ALTER TABLE users DROP CONSTRAINT users_tenant_id_fkey;

-- Drops users with all its rows.
DROP TABLE users;
