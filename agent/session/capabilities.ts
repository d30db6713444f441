import { run } from "../../lib/exec.ts";
import type { Capabilities } from "../../proto/gen/tapline/v1/Capabilities.ts";
import { findTool, toolNames } from "../facts/own/tools.ts";

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
  const looks = toolNames.map(async (name) =>
    (await findTool(name, path)) === null ? [] : [name],
  );
  return (await Promise.all(looks)).flat();
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
