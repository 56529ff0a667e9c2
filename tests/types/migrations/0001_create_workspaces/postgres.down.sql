-- 0001_create_workspaces on PostgreSQL: takes the table back.

DROP TABLE workspaces;
