import { type Collector, isPlaced } from "../collector.ts";

/** The connections to the databases, and what was known of their leaders in the end. */
export const connectionsCollector: Collector = {
  name: "rows/connections",
  gives: ["databases"],
  needs: [],
  phase: "end",
  isInstant: true,
  applies: isPlaced,
  collect: async ({ inventory, record }) => {
    record.ok(null, { kind: "row", name: "databases", data: inventory.databases() });
  },
};
