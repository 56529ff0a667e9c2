-- 0019_change_errands on PostgreSQL: takes the change back.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_owner_due_at_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_owner_due_at_idx2;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_rank_due_at_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_label_rank_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_kind_born_on_weight_label_rank_due_at_idx;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_owner_due_at_idx ON errands (owner, due_at DESC);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_owner_due_at_idx2 ON errands (owner, due_at);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_rank_due_at_idx ON errands (rank, due_at DESC);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_label_rank_idx ON errands (label DESC, rank);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_kind_born_on_weight_label_rank_due_at_idx ON errands (kind, born_on DESC, weight, label, rank DESC, due_at);
