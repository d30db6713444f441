import { ServerCredentials } from "@grpc/grpc-js";

/**
 * How the server proves itself and whom it lets in: the one place where this is decided.
 *
 * Plaintext so far; who may connect is decided by the mode of the socket, or by the network.
 */
export function serverCredentials(): ServerCredentials {
  return ServerCredentials.createInsecure();
}
