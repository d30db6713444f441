import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { stringify } from "yaml";

/**
 * As much of an API server and a kubelet as the command line needs: objects by path, and
 * port-forward by WebSocket (protocol v4.channel.k8s.io: channel 0 data, channel 1 errors, each
 * beginning with the port; k8s.io/kubelet/pkg/cri/streaming/portforward).
 */
export interface Script {
  /** Answers by path, without query. */
  readonly objects: Readonly<Record<string, object>>;
  /** Status of paths that are refused. */
  readonly refused?: Readonly<Record<string, number>>;
  /** Where a forwarded connection ends; null: nothing listens in the Pod. */
  readonly port: number | null;
}

export interface ScriptedServer {
  readonly kubeconfig: string;
  /** "METHOD path?query" of each request, in order. */
  readonly requests: readonly string[];
  /** Credentials that came with the requests. */
  readonly credentials: ReadonlySet<string>;
  readonly close: () => Promise<void>;
}

export async function scriptedApiServer(script: Script): Promise<ScriptedServer> {
  const requests: string[] = [];
  const credentials = new Set<string>();
  const open = new Set<Duplex>();
  const note = ({ method, url, headers }: IncomingMessage): string => {
    requests.push(`${method} ${url}`);
    credentials.add(headers.authorization ?? "");
    return new URL(url ?? "", "http://server").pathname;
  };
  const server = createServer((request, response) => {
    const path = note(request);
    request.resume();
    const status = script.refused?.[path] ?? (path in script.objects ? 200 : 404);
    const refusal = { kind: "Status", message: `${path} is not for you` };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? script.objects[path] : refusal));
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.on("upgrade", (request, socket) => {
    const path = note(request);
    if ((script.refused?.[path] ?? 200) !== 200) {
      socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    forward(request, socket, script.port);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), "tapline-kube-"));
  const kubeconfig = join(folder, "config");
  // client-node takes http: with it alone.
  const plain = { "insecure-skip-tls-verify": true };
  const cluster = { name: "c", cluster: { server: `http://127.0.0.1:${port}`, ...plain } };
  const contexts = [
    { name: "main", context: { cluster: "c", user: "u", namespace: "shop" } },
    { name: "other", context: { cluster: "c", user: "u" } },
  ];
  const users = [{ name: "u", user: { token: "of-the-cluster" } }];
  writeFileSync(
    kubeconfig,
    stringify({ clusters: [cluster], contexts, users, "current-context": "main" }),
  );
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy();
    rmSync(folder, { recursive: true });
    await new Promise((resolve) => server.close(resolve));
  };
  return { kubeconfig, requests, credentials, close };
}

/** RFC 6455, section 4.2.2. */
function accept(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

function forward(request: IncomingMessage, socket: Duplex, target: number | null): void {
  const asked = Number(new URL(request.url ?? "", "http://s").searchParams.get("ports"));
  socket.on("error", () => {}); // the client went away: "close" follows
  const answer = accept(request.headers["sec-websocket-key"] ?? "");
  const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  const own = [`Sec-WebSocket-Accept: ${answer}`, "Sec-WebSocket-Protocol: v4.channel.k8s.io"];
  socket.write(`${[...head, ...own].join("\r\n")}\r\n\r\n`);
  const port = Buffer.alloc(2);
  port.writeUInt16LE(asked);
  socket.write(frame(0, port));
  socket.write(frame(1, port));
  if (target === null) {
    socket.write(frame(1, Buffer.from(`connect to port ${asked}: connection refused`)));
    return;
  }
  const pod = connect(target, "127.0.0.1");
  pod.on("data", (data) => socket.write(frame(0, data)));
  pod.on("close", () => socket.end());
  pod.on("error", () => socket.end());
  socket.on("close", () => pod.destroy());
  let waiting = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (let message = unframe(waiting); message !== null; message = unframe(waiting)) {
      waiting = waiting.subarray(message.bytes);
      if (message.opcode === 8) socket.end();
      else if (message.payload[0] === 0) pod.write(message.payload.subarray(1));
    }
  });
}

const mostInFrame = 0xffff;

/** Binary messages of a server: unmasked (RFC 6455, section 5.2). */
function frame(channel: number, data: Buffer): Buffer {
  const length = data.length + 1;
  if (length > mostInFrame) {
    const at = mostInFrame - 1;
    return Buffer.concat([frame(channel, data.subarray(0, at)), frame(channel, data.subarray(at))]);
  }
  const header = Buffer.alloc(length < 126 ? 2 : 4);
  header[0] = 0x82;
  header[1] = Math.min(length, 126);
  if (length >= 126) header.writeUInt16BE(length, 2);
  return Buffer.concat([header, Buffer.from([channel]), data]);
}

interface Message {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly bytes: number;
}

/** The first message of a client, masked; null while it is not whole. */
function unframe(bytes: Buffer): Message | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 0x7f;
  const extra = { 126: 2, 127: 8 }[short] ?? 0;
  const start = 2 + extra + 4;
  if (bytes.length < start) return null;
  const size = sizeOf(bytes, short);
  if (bytes.length < start + size) return null;
  const mask = bytes.subarray(2 + extra, start);
  const payload = Buffer.from(bytes.subarray(start, start + size));
  for (let at = 0; at < size; at += 1) payload[at] = (payload[at] ?? 0) ^ (mask[at % 4] ?? 0);
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload, bytes: start + size };
}

function sizeOf(bytes: Buffer, short: number): number {
  if (short < 126) return short;
  return short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
}
