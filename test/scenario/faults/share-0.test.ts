import { testFaults } from "./turns.ts";

await testFaults(0);
