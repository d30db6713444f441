import { readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { messageOf } from "../errors.ts";
import { abortedError, OvsdbError } from "./ovsdb-error.ts";
import type { Remote } from "./remote.ts";

/** Files (PEM) that an `ssl:` remote takes, as OVS's own programs do (ovs-vsctl(8), PKI). */
export interface TlsFiles {
  /** Option --private-key. */
  readonly key: string;
  /** Option --certificate: the client's own. */
  readonly certificate: string;
  /** Option --ca-cert: whose servers are trusted. */
  readonly ca: string;
}

interface TlsContents {
  readonly key: Buffer;
  readonly cert: Buffer;
  readonly ca: Buffer;
}

export interface DialOptions {
  /** Milliseconds until the socket must be open, its handshake done. */
  readonly connectTimeoutMs: number;
  /** For `ssl:` remotes. */
  readonly tls?: TlsFiles;
}

/**
 * Opens a socket to a server.
 *
 * @throws {OvsdbError} CONNECT_FAILED (also for certificates and their files), CONNECT_TIMED_OUT or
 *   ABORTED.
 */
export async function dial(
  remote: Remote,
  options: DialOptions,
  signal: AbortSignal,
): Promise<Socket> {
  const contents = await tlsContents(remote, options.tls);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortedError());
    let socket: Socket;
    try {
      socket = socketTo(remote, contents);
    } catch (thrown) {
      return reject(failed(remote, thrown)); // a key or a certificate that is none
    }
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.removeListener("error", onError);
      socket.removeListener(openedBy(remote), onOpen);
    };
    const fail = (error: OvsdbError): void => {
      settle();
      socket.on("error", () => {}); // a destroyed socket may still report its last error
      socket.destroy();
      reject(error);
    };
    const timeoutMs = options.connectTimeoutMs;
    const timer = setTimeout(() => {
      const message = `Cannot connect to ${remote.text}: no answer within ${timeoutMs} ms`;
      const type = { code: "CONNECT_TIMED_OUT", remote: remote.text, timeoutMs } as const;
      fail(new OvsdbError(type, message));
    }, timeoutMs);
    const onAbort = (): void => fail(abortedError());
    const onError = (cause: unknown): void => fail(failed(remote, cause));
    const onOpen = (): void => {
      settle();
      resolve(socket);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("error", onError);
    socket.once(openedBy(remote), onOpen);
  });
}

function openedBy(remote: Remote): "connect" | "secureConnect" {
  return remote.kind === "ssl" ? "secureConnect" : "connect";
}

async function tlsContents(remote: Remote, files: TlsFiles | undefined): Promise<TlsContents> {
  const none = { key: Buffer.alloc(0), cert: Buffer.alloc(0), ca: Buffer.alloc(0) };
  if (remote.kind !== "ssl" || files === undefined) return none;
  return readTlsFiles(files).catch((thrown) => {
    throw failed(remote, thrown);
  });
}

function socketTo(remote: Remote, contents: TlsContents): Socket {
  if (remote.kind === "unix") return connect({ path: remote.path });
  const { host, port } = remote;
  if (remote.kind === "tcp") return connect({ host, port, noDelay: true });
  // Certificates of OVS name no hosts: whom the CA vouches for is the server.
  const checkServerIdentity = (): undefined => undefined;
  const socket = connectTls({ host, port, ...contents, checkServerIdentity });
  return socket.setNoDelay();
}

function failed({ text }: Remote, cause: unknown): OvsdbError {
  const reason = messageOf(cause);
  const type = { code: "CONNECT_FAILED", remote: text, reason } as const;
  return new OvsdbError(type, `Cannot connect to ${text}: ${reason}`, { cause });
}

/**
 * Reads the files, anew for each connection: certificates are renewed in place.
 *
 * @throws {Error} that names the first file that cannot be read, and why.
 */
async function readTlsFiles(files: TlsFiles): Promise<TlsContents> {
  const read = (what: string, path: string): Promise<Buffer> =>
    readFile(path).catch((cause) => {
      throw new Error(`cannot read the ${what}: ${messageOf(cause)}`, { cause });
    });
  const [key, cert, ca] = await Promise.all([
    read("private key", files.key),
    read("certificate", files.certificate),
    read("CA certificate", files.ca),
  ]);
  return { key, cert, ca };
}
