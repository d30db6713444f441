import { readFileSync } from "node:fs";

/** Output of `ping -n -D -O`, stdout and stderr together, as the kernel of the lab made it. */
export function pingFixture(name: string): string {
  const file = `../../../fixtures/ping/${name}.iputils-20221126.txt`;
  return readFileSync(new URL(file, import.meta.url), "utf8");
}
