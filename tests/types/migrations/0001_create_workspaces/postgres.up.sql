-- 0001_create_workspaces on PostgreSQL: makes the table.

CREATE TABLE workspaces (
    "workspaceId" uuid NOT NULL,
    "workspaceKey" varchar(50) NOT NULL,
    "changedAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT workspaces_pkey PRIMARY KEY ("workspaceId"),
    CONSTRAINT "workspaces_workspaceKey_key" UNIQUE ("workspaceKey"),
    CONSTRAINT "workspaces_workspaceKey_check" CHECK (char_length("workspaceKey") >= 3 AND "workspaceKey" NOT LIKE '% ')
);
