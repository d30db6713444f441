import { readFileSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { messageOf } from "../lib/errors.ts";
import { reason, said } from "../proto/reasons/index.ts";
import { bearer, secureChannel, tokenIn } from "../proto/secure-channel.ts";
import { Failure, usage } from "./failure.ts";

/** How the aggregator is reached; a file is named on the command line, what it holds never is. */
export interface ConnectionOptions {
  readonly address: string;
  /** Certificate of the CA that vouches for the aggregator: TLS is used where it is given. */
  readonly ca?: string;
  readonly tlsServerName?: string;
  readonly tokenFile?: string;
  /** The caller's own certificate, and its key. */
  readonly cert?: string;
  readonly key?: string;
}

interface Connection {
  readonly credentials: grpc.ChannelCredentials;
  readonly options: grpc.ClientOptions;
}

/**
 * What a client of gRPC takes to prove who calls. Nothing is shown to a unix socket: its mode is
 * the right.
 *
 * @throws {Failure} USAGE
 */
export function connectionTo(
  given: ConnectionOptions,
  env: Readonly<Record<string, string | undefined>>,
): Connection {
  const { address, ca } = given;
  if (address.startsWith("unix:")) {
    return { credentials: grpc.credentials.createInsecure(), options: {} };
  }
  const token = tokenOf(given, env);
  const options = token === null ? {} : { interceptors: [bearer(() => token)] };
  if (ca !== undefined) return secured(given, ca, options);
  if (token !== null && !isLoopback(address))
    throw usage(reason("TOKEN_IN_THE_CLEAR", { address }));
  return { credentials: grpc.credentials.createInsecure(), options };
}

function secured(
  { address, tlsServerName, cert, key }: ConnectionOptions,
  ca: string,
  options: grpc.ClientOptions,
): Connection {
  if ((cert === undefined) !== (key === undefined)) throw usage(reason("CERTIFICATE_HALF", {}));
  const identity =
    cert === undefined || key === undefined
      ? null
      : { certificate: contentsOf(cert), key: contentsOf(key) };
  const tls = { ca: contentsOf(ca), identity, serverName: tlsServerName ?? null };
  try {
    const secure = secureChannel(address, tls);
    return { credentials: secure.credentials, options: { ...options, ...secure.options } };
  } catch (cause) {
    const why = said(messageOf(cause));
    throw new Failure("USAGE", reason("CERTIFICATES_UNUSABLE", { why }), { cause });
  }
}

/** Of TAPLINE_TOKEN, unless a file is named. */
function tokenOf(
  { tokenFile }: ConnectionOptions,
  { TAPLINE_TOKEN: given }: Readonly<Record<string, string | undefined>>,
): string | null {
  const where = tokenFile ?? "TAPLINE_TOKEN";
  const text = tokenFile === undefined ? given : contentsOf(tokenFile).toString("utf8");
  if (!text) return null;
  const token = tokenIn(text);
  if (token === null) throw usage(reason("NO_TOKEN_IN", { where }));
  return token;
}

function contentsOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const why = said(messageOf(cause));
    throw new Failure("USAGE", reason("FILE_UNREADABLE", { file, why }), { cause });
  }
}

/** The near end of a port-forward: what goes on from there is not in the clear. */
function isLoopback(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\]):\d+$/.test(address);
}
