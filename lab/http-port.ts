import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { LabPaths } from "./names.ts";

/** Where the machine itself reaches the lab's aggregator by HTTP. */
const host = "127.0.0.1";

/** `127.0.0.1:PORT` as it was chosen last; null where none was. */
export function httpAddress({ httpPort }: Pick<LabPaths, "httpPort">): string | null {
  return existsSync(httpPort) ? `${host}:${readFileSync(httpPort, "utf8").trim()}` : null;
}

/** Keeps the port while it is free, else chooses another: before the aggregator is started. */
export async function chooseHttpPort(paths: Pick<LabPaths, "httpPort">): Promise<void> {
  const chosen = httpAddress(paths)?.split(":")[1];
  const port = (await freePort(Number(chosen ?? 0))) ?? (await freePort(0));
  writeFileSync(paths.httpPort, `${port}\n`);
}

/** The port, or any for 0; null where somebody else has it. */
function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen({ host, port }, () => {
      const address = server.address();
      const found = typeof address === "object" && address !== null ? address.port : null;
      server.close(() => resolve(found));
    });
  });
}
