-- 0002_spread_tables on PostgreSQL: takes the change back.

-- Unties order from tenants while rows move.
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_fkey;

-- Unties order from users while rows move.
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_user_id_fkey;

-- Unties users from tenants while rows move.
ALTER TABLE users DROP CONSTRAINT users_tenant_id_fkey;

-- Gathers the rows of order on one server, where PostgreSQL has Citus.
SELECT undistribute_table('"order"');

-- Gathers the rows of users on one server, where PostgreSQL has Citus.
SELECT undistribute_table('users');

-- Gathers the rows of tenants on one server, where PostgreSQL has Citus.
SELECT undistribute_table('tenants');

-- Ties order to tenants again: new rows are checked from here on.
ALTER TABLE "order"
    ADD CONSTRAINT order_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_tenant_id_fkey;

-- Ties order to users again: new rows are checked from here on.
ALTER TABLE "order"
    ADD CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_tenant_id_user_id_fkey;

-- Ties users to tenants again: new rows are checked from here on.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_tenant_id_fkey;
