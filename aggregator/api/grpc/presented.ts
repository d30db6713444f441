import type { Metadata } from "@grpc/grpc-js";
import type { ClientCertificate, Presented } from "../../access/access.ts";

/** The part of a server's call that says where it comes from. */
interface IncomingCall {
  readonly metadata: Metadata;
  getPeer(): string;
  getAuthContext(): { readonly sslPeerCertificate?: ClientCertificate };
}

/**
 * What a call brought along to say who asks.
 *
 * @param listener at which the call came in. The call itself does not tell for sure: a socket over
 *   TCP whose other end has gone has no address any more, as one over unix never had.
 */
export function presentedBy(call: IncomingCall, listener: Presented["listener"]): Presented {
  const peer = listener === "unix" ? "unix" : call.getPeer();
  const authorization = call.metadata.get("authorization").map(String);
  // Undefined also where the certificate is of no CA that is trusted here.
  const certificate = call.getAuthContext().sslPeerCertificate ?? null;
  return { listener, peer, authorization, certificate };
}
