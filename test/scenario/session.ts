import { after, before } from "node:test";
import { type LabStatus, lab, labStatus } from "./lab-run.ts";

/** A lab for the tests of one file, under a name of its own beside any lab a person has up. */
export interface LabSession {
  readonly status: () => LabStatus;
  readonly env: () => Readonly<Record<string, string>>;
}

export function labSession(name: string, ...options: readonly string[]): LabSession {
  process.env.TAPLINE_LAB = name;
  let status: LabStatus | null = null;
  before(async () => {
    await lab("down"); // what an interrupted run may have left
    await lab("up", ...options);
    status = await labStatus();
  });
  after(async () => {
    await lab("down");
  });
  const known = (): LabStatus => {
    if (status === null) throw new Error("Cannot ask the lab: it is not up");
    return status;
  };
  return { status: known, env: () => known().env };
}
