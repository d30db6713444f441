// Passes TCP connections on: relay.js LISTEN CONNECT, each unix:PATH or tcp:HOST:PORT. Two of them
// with a socket between them lead from one network namespace into another.
import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";

const [listen = "", target = ""] = process.argv.slice(2);

function place(text) {
  if (text.startsWith("unix:")) return { path: text.slice(5) };
  const [, host, port] = /^tcp:(.+):(\d+)$/.exec(text) ?? [];
  return { host, port: Number(port) };
}

const server = createServer((near) => {
  const far = connect(place(target));
  for (const [one, other] of [
    [near, far],
    [far, near],
  ]) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
    one.pipe(other);
  }
});
const at = place(listen);
if (at.path !== undefined) rmSync(at.path, { force: true });
server.listen(at);
