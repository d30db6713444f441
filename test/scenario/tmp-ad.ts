import { runCell } from "./fault-matrix.ts";
import { failureText, labFaults, labStatus } from "./lab-run.ts";

const { env } = await labStatus();
for (const fault of await labFaults()) {
  if (!fault.placements.includes("cross-node") || fault.name === "underlay-loss") continue;
  const cell = {
    fault: { ...fault, protocols: fault.protocols.filter((p) => p === "tcp") },
    placement: "cross-node" as const,
    source: process.argv[2] ?? "a",
    destination: process.argv[3] ?? "d",
    expect: fault.expect,
  };
  try {
    for (const r of await runCell(env, cell)) {
      console.log(
        r.causeRight ? "ok" : "WRONG",
        fault.name,
        r.protocol,
        JSON.stringify(r.got),
        r.run.diagnosis?.confidence,
        r.run.seconds.toFixed(1),
        r.causeRight
          ? ""
          : JSON.stringify(fault.expect) +
              r.run.stderr.slice(0, 200) +
              JSON.stringify(r.run.diagnosis?.coverage.notObserved),
      );
    }
  } catch (e) {
    console.log("BROKEN", fault.name, failureText(e).slice(-300));
  }
}
