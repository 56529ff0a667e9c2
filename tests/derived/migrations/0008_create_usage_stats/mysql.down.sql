-- 0008_create_usage_stats on MySQL: takes the table back.

DROP TABLE usage_stats;
