import { after, before } from "node:test";
import { type LabStatus, lab, labStatus } from "./lab-run.ts";
import "../installed-ovn.ts";

/** TAPLINE_TEST_PREFIX lets two runs of the suite have their labs side by side. */
export function testLabName(name: string): string {
  return `${process.env.TAPLINE_TEST_PREFIX ?? ""}${name}`;
}

/** TAPLINE_TEST_KUBERNETES=1 takes the whole suite to labs with an API server. */
const objectSource = process.env.TAPLINE_TEST_KUBERNETES === "1" ? ["--kubernetes"] : [];

/** A lab for the tests of one file, under a name of its own beside any lab a person has up. */
export interface LabSession {
  readonly status: () => LabStatus;
  readonly env: () => Readonly<Record<string, string>>;
}

export function labSession(name: string, ...options: readonly string[]): LabSession {
  process.env.TAPLINE_LAB = testLabName(name);
  let status: LabStatus | null = null;
  before(async () => {
    await lab("down"); // what an interrupted run may have left
    await lab("up", ...new Set([...options, ...objectSource]));
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
