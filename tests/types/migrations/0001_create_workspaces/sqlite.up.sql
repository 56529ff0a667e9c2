-- 0001_create_workspaces on SQLite: makes the table.

CREATE TABLE workspaces (
    "workspaceId" BLOB NOT NULL,
    "workspaceKey" TEXT NOT NULL,
    "changedAt" INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT workspaces_pkey PRIMARY KEY ("workspaceId"),
    CONSTRAINT "workspaces_workspaceKey_key" UNIQUE ("workspaceKey"),
    CONSTRAINT "workspaces_workspaceKey_check" CHECK (length("workspaceKey") BETWEEN 3 AND 50 AND "workspaceKey" NOT LIKE '% ')
) STRICT;
