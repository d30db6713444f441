import { connect } from "node:net";
import { LabError } from "../errors.ts";

/**
 * One request to an OVSDB server over its unix socket (JSON-RPC 1.0, RFC 7047 section 4).
 *
 * The lab declares whole databases; a connection per question keeps this to a page.
 */

/** A server answers within milliseconds; a busy machine may keep it from that for seconds. */
const timeoutMs = 5_000;
const maxReplyBytes = 64 * 1024 * 1024;

/** @throws {LabError} OVSDB when the server is away, silent, or answers with an error. */
export function ovsdbRequest(
  socketPath: string,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const socket = connect(socketPath);
    const fail = (detail: string): void => {
      socket.destroy();
      const message = `Cannot ${method} at ${socketPath}: ${detail}`;
      reject(new LabError({ code: "OVSDB", detail }, message));
    };
    socket.setTimeout(timeoutMs, () => fail(`no answer in ${timeoutMs} ms`));
    socket.on("error", (error) => fail(error.message));
    socket.on("end", () => fail("connection closed before the answer"));
    socket.on("connect", () => socket.write(JSON.stringify({ method, params, id: 1 })));
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxReplyBytes) return fail(`answer exceeds ${maxReplyBytes} bytes`);
      if (chunk.at(-1) !== closingBrace) return;
      const reply = parseReply(Buffer.concat(chunks).toString("utf8"));
      if (reply === undefined) return;
      if (reply.error !== null) return fail(JSON.stringify(reply.error));
      socket.destroy();
      resolve(reply.result);
    });
  });
}

/**
 * Runs one transaction and gives the result of each operation.
 *
 * @throws {LabError} OVSDB also when one of the operations fails.
 */
export async function transact(
  socketPath: string,
  database: string,
  operations: readonly unknown[],
): Promise<readonly OperationResult[]> {
  const reply = await ovsdbRequest(socketPath, "transact", [database, ...operations]);
  const results: OperationResult[] = Array.isArray(reply) ? reply : [];
  const failed = results.findIndex((result) => result?.error !== undefined);
  if (failed !== -1) {
    const detail = JSON.stringify(results[failed]);
    const of = JSON.stringify(operations[failed] ?? "commit").slice(0, 300);
    const message = `Cannot change ${database}: ${detail} of ${of}`;
    throw new LabError({ code: "OVSDB", detail }, message);
  }
  return results;
}

export interface OperationResult {
  readonly error?: string;
  readonly rows?: readonly Record<string, unknown>[];
}

const closingBrace = "}".charCodeAt(0);

function parseReply(text: string): { result: unknown; error: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("result" in value)) return undefined;
    return { result: value.result, error: "error" in value ? value.error : null };
  } catch {
    return undefined; // more to come
  }
}
