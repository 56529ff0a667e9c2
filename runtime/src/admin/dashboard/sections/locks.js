// Transactions, and who waits for whom.

import { facts, h, known, panel, say } from "../dom.js";
import { count, duration, percent } from "../format.js";

export function mount(root) {
  const transactions = facts(["Begun", "Committed", "Rolled back", "Outcome unknown", "Conflicts", "Begun again"]);
  const locks = facts(["Sessions waiting now", "Longest wait now", "Deadlocks, by the server", "Deadlocks, seen here", "Timeouts of locks", "Wait for SQLite's writer, p99"]);
  const pool = facts(["Wait for a connection, p99", "Waited in vain", "Opened", "Failed to open", "Closed", "Calls whose caller left"]);
  const [one, two, three] = [panel("Transactions", "third", transactions.element), panel("Locks", "third", locks.element), panel("Connections", "third", pool.element)];
  root.append(h("div", { class: "grid" }, one.element, two.element, three.element));
  return {
    stats({ database }) {
      const { begun, committed, rolled_back: back, unknown, conflicts, retries } = database.transactions;
      transactions.set("Begun", count(begun));
      transactions.set("Committed", count(committed));
      transactions.set("Rolled back", back && begun ? `${count(back)} (${percent(back / begun)})` : count(back));
      transactions.set("Outcome unknown", count(unknown));
      transactions.set("Conflicts", count(conflicts));
      transactions.set("Begun again", count(retries));
      locks.set("Deadlocks, seen here", count(database.locks.deadlocks));
      locks.set("Timeouts of locks", count(database.locks.timeouts));
      locks.set("Wait for SQLite's writer, p99", duration(database.locks.writer_wait.p99_seconds));
      pool.set("Wait for a connection, p99", duration(database.pool.wait.p99_seconds));
      pool.set("Waited in vain", count(database.pool.acquire_timeouts));
      pool.set("Opened", count(database.pool.opened));
      pool.set("Failed to open", count(database.pool.failed));
      pool.set("Closed", count(database.pool.closed));
      pool.set("Calls whose caller left", count(database.pool.abandoned_calls));
    },
    inspection(inspection) {
      const [waits, deadlocks] = [known(inspection.lock_waits), known(inspection.deadlocks)];
      locks.set("Sessions waiting now", waits.answer ? count(waits.answer.waiting) : "–");
      locks.set("Longest wait now", waits.answer ? duration(waits.answer.longest_seconds) : "–");
      locks.set("Deadlocks, by the server", count(deadlocks.answer));
      say(two.note, waits.reason ?? "");
    },
  };
}
