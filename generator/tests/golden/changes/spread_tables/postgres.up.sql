-- 0002_spread_tables on PostgreSQL: changes order, tenants and users.

-- Unties order from tenants while rows move.
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_fkey;

-- Unties order from users while rows move.
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_user_id_fkey;

-- Unties users from tenants while rows move.
ALTER TABLE users DROP CONSTRAINT users_tenant_id_fkey;

-- Spreads the rows of tenants by tenant_id, where PostgreSQL has Citus.
SELECT create_distributed_table_concurrently('tenants', 'tenant_id', colocate_with => 'none');

-- Spreads the rows of users by tenant_id, beside those of tenants, where PostgreSQL has Citus.
SELECT create_distributed_table_concurrently('users', 'tenant_id', colocate_with => 'tenants');

-- Spreads the rows of order by tenant_id, beside those of tenants, where PostgreSQL has Citus.
SELECT create_distributed_table_concurrently('"order"', 'tenant_id', colocate_with => 'tenants');

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
