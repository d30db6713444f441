import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";
import {
  type ChannelCredentials,
  type ChannelOptions,
  credentials,
  InterceptingCall,
  type Interceptor,
  type VerifyOptions,
} from "@grpc/grpc-js";

/** By what a client knows its server, and what it proves itself with. */
export interface ChannelTls {
  /** PEM: who vouches for the server. */
  readonly ca: Buffer;
  /** PEM: the client's own; null for none. */
  readonly identity: { readonly certificate: Buffer; readonly key: Buffer } | null;
  /** The name that the server's certificate must have; null for the host of the address. */
  readonly serverName: string | null;
}

/** No name that a certificate has: for addresses, which are looked for as such. */
const noName = "address.invalid";

/**
 * TLS to the server at an address.
 *
 * @param address `HOST:PORT` or `[IPv6]:PORT`.
 * @throws {Error} of OpenSSL, for what is no certificate or no key.
 */
export function secureChannel(
  address: string,
  { ca, identity, serverName }: ChannelTls,
): { readonly credentials: ChannelCredentials; readonly options: ChannelOptions } {
  const host = serverName ?? address.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  const isAddress = isIP(host) !== 0;
  // An address is no name for the handshake (RFC 6066 section 3).
  const verify: VerifyOptions = isAddress
    ? { checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate) }
    : {};
  const { key = null, certificate = null } = identity ?? {};
  new X509Certificate(ca); // what is none would be no CA, and said by nobody
  return {
    credentials: credentials.createSsl(ca, key, certificate, verify),
    options: { "grpc.ssl_target_name_override": isAddress ? noName : host },
  };
}

/** Puts a bearer token on every call; it is asked for anew each time, as it may be renewed. */
export function bearer(token: () => string): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start(metadata, listener, next) {
        metadata.set("authorization", `Bearer ${token()}`);
        next(metadata, listener);
      },
    });
}

/** Space around a token, as an editor leaves it at a file's end, is none of it. */
export function tokenIn(text: string): string | null {
  return /^\s*([\w.~+/-]+=*)\s*$/.exec(text)?.[1] ?? null;
}
