-- 0002_create_tasks on SQLite: makes the table.

CREATE TABLE tasks (
    id INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    reviewer_id INTEGER,
    owner TEXT,
    status TEXT NOT NULL DEFAULT 'open',
    rank INTEGER,
    due_on TEXT,
    "dueAt" INTEGER,
    CONSTRAINT tasks_pkey PRIMARY KEY (id),
    CONSTRAINT tasks_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT tasks_reviewer_id_fkey FOREIGN KEY (reviewer_id) REFERENCES projects (id) ON DELETE SET NULL,
    CONSTRAINT tasks_owner_check CHECK (length(owner) <= 20),
    CONSTRAINT tasks_status_check CHECK (status IN ('open', 'closed'))
) STRICT;

CREATE INDEX "tasks_dueAt_idx" ON tasks ("dueAt");

CREATE INDEX tasks_rank_idx ON tasks (rank DESC);

CREATE INDEX tasks_owner_due_on_idx ON tasks (owner, due_on DESC);

CREATE INDEX tasks_status_rank_due_on_idx ON tasks (status, rank, due_on DESC);

CREATE INDEX tasks_project_id_idx ON tasks (project_id);

CREATE INDEX tasks_reviewer_id_idx ON tasks (reviewer_id);
