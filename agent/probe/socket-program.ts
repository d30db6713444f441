import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * The vector that starts the socket probe: the bundle beside the agent's own, and in a checkout its
 * source by tsx, which takes a quarter of a second longer to start.
 *
 * @param here the URL of the calling module, or of the bundle that it became.
 */
export function socketProgram(here: string = import.meta.url): string[] {
  const bundle = fileURLToPath(new URL("./probe-socket.js", here));
  if (existsSync(bundle)) return [process.execPath, bundle];
  const source = fileURLToPath(new URL("./socket-main.ts", here));
  const tsx = createRequire(here).resolve("tsx");
  return [process.execPath, "--import", pathToFileURL(tsx).href, source];
}
