import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../lib/exec.ts";
import type { Capabilities } from "../../proto/gen/tapline/v1/Capabilities.ts";

/** Programs that the commands start. */
export const toolNames = [
  "ethtool",
  "ip",
  "ip6tables-legacy-save",
  "ip6tables-nft-save",
  "iptables-legacy-save",
  "iptables-nft-save",
  "nft",
  "nsenter",
  "nstat",
  "ovn-appctl",
  "ovs-appctl",
  "ovs-ofctl",
  "ping",
  "setpriv",
  "ss",
  "tc",
  "tcpdump",
] as const;

/** tcpdump opens the device for it; a machine that takes longer has other worries. */
const listTimeoutMs = 1_500;

/**
 * What this agent can do here; never throws.
 *
 * @param commands those that it knows.
 * @param path directories in which programs are looked for, as execvp(3) does.
 */
export async function capabilities(
  commands: readonly string[],
  path: readonly string[],
): Promise<Capabilities> {
  const [tools, linkTypes] = await Promise.all([foundTools(path), tapLinkTypes()]);
  return { commands: [...commands].sort(), linkTypes, tools };
}

async function foundTools(path: readonly string[]): Promise<string[]> {
  const looks = toolNames.map(async (name) => {
    const places = path.map((directory) => access(join(directory, name), constants.X_OK));
    return (await Promise.any(places).then(
      () => true,
      () => false,
    ))
      ? name
      : null;
  });
  return (await Promise.all(looks)).filter((name) => name !== null);
}

/** Of the pseudo-device "any", on which taps listen; none where tcpdump does not say. */
async function tapLinkTypes(): Promise<string[]> {
  const vector = ["tcpdump", "-i", "any", "-L"];
  const options = { timeoutMs: listTimeoutMs, maxBytes: 64 * 1024 };
  const said = await run(vector, options).catch(() => ({ stdout: "", stderr: "" }));
  return parseLinkTypes(`${said.stdout}\n${said.stderr}`);
}

/** Lines such as "  LINUX_SLL2 (Linux cooked v2)", as tcpdump(8) -L prints them. */
export function parseLinkTypes(text: string): string[] {
  return [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]*)(?: \(.*\))?$/gm)].map(([, name = ""]) => name);
}
