import { randomBytes } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { run } from "../../../../lib/exec.ts";

/** Why tests with network namespaces cannot run here; false when they can. */
export const skipNetns: string | false =
  process.getuid?.() === 0 ? false : "network namespaces need root";

/** Whether a program is on the path, or where root's programs are. */
export function isInstalled(program: string): boolean {
  const folders = (process.env.PATH ?? "").split(":").concat("/usr/sbin", "/sbin");
  return folders.some((folder) => {
    try {
      accessSync(`${folder}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A network namespace of a test, with a veth into the test's own pair of namespaces. */
export interface TestNetns {
  readonly name: string;
  readonly path: string;
  /** Runs a program in it; gives its stdout. */
  exec(...argv: string[]): Promise<string>;
  /** The same for a program that reads its input. */
  write(argv: readonly string[], input: string): Promise<string>;
}

/** Namespaces that live as long as a test. */
export class TestNetnses {
  readonly #names: string[] = [];

  async add(part: string): Promise<TestNetns> {
    const name = `tlt-${part}-${randomBytes(3).toString("hex")}`;
    await run(["ip", "netns", "add", name]);
    this.#names.push(name);
    const exec = async (...argv: string[]): Promise<string> =>
      (await run(["ip", "netns", "exec", name, ...argv])).stdout;
    const write = async (argv: readonly string[], input: string): Promise<string> =>
      (await run(["ip", "netns", "exec", name, ...argv], { input })).stdout;
    await exec("ip", "link", "set", "lo", "up");
    return { name, path: `/run/netns/${name}`, exec, write };
  }

  /** A node and a pod on it: `eth0` in the pod, `hostInterface` in the node, both addressed. */
  async pair(hostInterface: string, mac = "00:00:00:aa:01:05"): Promise<TestPair> {
    const [node, pod] = [await this.add("node"), await this.add("pod")];
    await run([
      ...["ip", "link", "add", hostInterface, "netns", node.name, "type", "veth"],
      ...["peer", "name", "eth0", "netns", pod.name, "address", mac],
    ]);
    await node.exec("ip", "addr", "add", "192.0.2.1/24", "dev", hostInterface);
    await node.exec("ip", "link", "set", hostInterface, "up");
    await pod.exec("ip", "addr", "add", "192.0.2.5/24", "dev", "eth0");
    await pod.exec("ip", "link", "set", "eth0", "up");
    return { node, pod };
  }

  async remove(): Promise<void> {
    for (const name of this.#names) await run(["ip", "netns", "del", name]);
  }
}

export interface TestPair {
  readonly node: TestNetns;
  readonly pod: TestNetns;
}
