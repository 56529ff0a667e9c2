-- 0002_narrow_integer on SQLite: takes the change back.

UPDATE "order" SET total = total WHERE total NOT BETWEEN -32768 AND 32767;
