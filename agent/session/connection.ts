import { readFileSync } from "node:fs";
import { type ChannelOptions, credentials } from "@grpc/grpc-js";
import { messageOf } from "../../lib/errors.ts";
import { channelOptions, wire } from "../../proto/load.ts";
import { bearer, secureChannel, tokenIn } from "../../proto/secure-channel.ts";
import type { AggregatorPlace, TlsPlace } from "../options.ts";
import { SessionError } from "./session-error.ts";

type Client = InstanceType<typeof wire.AgentService>;

/**
 * A client of the aggregator with what the files of certificates and token hold at this moment:
 * both are renewed in place, and a connection that is open goes on.
 *
 * @throws {SessionError} CREDENTIALS_UNUSABLE
 */
export function connectTo({ address, tls }: AggregatorPlace, more: ChannelOptions = {}): Client {
  const options = { ...channelOptions, ...more };
  if (tls === null || address.startsWith("unix:")) {
    return new wire.AgentService(address, credentials.createInsecure(), options);
  }
  try {
    const ca = readFileSync(tls.ca);
    const secure = secureChannel(address, { ca, ...identityOf(tls), serverName: tls.serverName });
    const { tokenFile } = tls;
    const interceptors = tokenFile === null ? [] : [bearer(tokenOf(tokenFile))];
    return new wire.AgentService(address, secure.credentials, {
      ...options,
      ...secure.options,
      interceptors,
    });
  } catch (cause) {
    const message = `Cannot use certificates or token: ${messageOf(cause)}`;
    throw new SessionError({ code: "CREDENTIALS_UNUSABLE" }, message, { cause });
  }
}

function identityOf({ identity }: TlsPlace) {
  if (identity === null) return { identity: null };
  const { certificate, key } = identity;
  return { identity: { certificate: readFileSync(certificate), key: readFileSync(key) } };
}

function tokenOf(file: string): () => string {
  const token = tokenIn(readFileSync(file, "utf8"));
  if (token === null) throw new RangeError(`Cannot use ${file}: it holds no token`);
  return () => token;
}
