import { testFaults } from "./fault-turns.ts";

await testFaults(4);
