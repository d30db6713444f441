import { experimental, ServerCredentials } from "@grpc/grpc-js";
import { type TlsContents, type TlsFileNames, TlsFileWatch } from "../../../lib/tls-files.ts";
import type { Log } from "../../log.ts";

/** On a unix socket, and over TCP where there is no certificate. */
export const plaintext: ServerCredentials = ServerCredentials.createInsecure();

export interface ServerTls extends TlsFileNames {
  /** What the server proves itself with. */
  readonly identity: NonNullable<TlsFileNames["identity"]>;
  /**
   * Whether a connection without a certificate of the CA ends with its handshake. Otherwise it may
   * say in another way who it is, and one that has no such certificate comes without any.
   */
  readonly mustProve: boolean;
}

/** Credentials that follow their files, and how to stop that. */
export interface FollowedCredentials {
  readonly credentials: ServerCredentials;
  stop(): void;
}

/**
 * How a server proves itself over TCP, and by which CA it knows clients. When the files change, new
 * handshakes get what is in them; connections that are open go on.
 *
 * @throws {Error} that names the file that cannot be used.
 */
export async function serverCredentials(
  { identity, ca, mustProve }: ServerTls,
  log: Log,
): Promise<FollowedCredentials> {
  const certificates = new Followed();
  const names = { identity, ...(ca === undefined ? {} : { ca }) };
  const watch = await TlsFileWatch.start(names, {
    onRead: (contents) => {
      certificates.set(contents);
      log.info(
        { certificate: identity.certificate, validTo: contents.validTo },
        "certificate read",
      );
    },
    onTrouble: (reason) => log.error({ reason }, "certificate not read, the last one stays in use"),
  });
  const { createCertificateProviderServerCredentials: make } = experimental;
  const clients = ca === undefined ? null : certificates;
  // The one that must not be null is the identity's, whatever grpc-js 1.14.7 calls the parameters
  // (server-credentials.js hands them on to a constructor that has them the other way round).
  return { credentials: make(certificates, clients, mustProve), stop: () => watch.stop() };
}

type Provider = experimental.CertificateProvider;
type CaListener = experimental.CaCertificateUpdateListener;
type IdentityListener = experimental.IdentityCertificateUpdateListener;

/**
 * What the files held last, for every listener of gRPC. A new one is told a moment later: who adds
 * it is not ready to hear.
 */
class Followed implements Provider {
  readonly #ofCa = new Set<CaListener>();
  readonly #ofIdentity = new Set<IdentityListener>();
  #contents: TlsContents | null = null;

  set(contents: TlsContents): void {
    this.#contents = contents;
    for (const listener of this.#ofIdentity) this.#tellIdentity(listener);
    for (const listener of this.#ofCa) this.#tellCa(listener);
  }

  addCaCertificateListener(listener: CaListener): void {
    this.#ofCa.add(listener);
    process.nextTick(() => this.#tellCa(listener));
  }

  removeCaCertificateListener(listener: CaListener): void {
    this.#ofCa.delete(listener);
  }

  addIdentityCertificateListener(listener: IdentityListener): void {
    this.#ofIdentity.add(listener);
    process.nextTick(() => this.#tellIdentity(listener));
  }

  removeIdentityCertificateListener(listener: IdentityListener): void {
    this.#ofIdentity.delete(listener);
  }

  #tellCa(listener: CaListener): void {
    const ca = this.#contents?.ca ?? null;
    listener(ca === null ? null : { caCertificate: ca });
  }

  #tellIdentity(listener: IdentityListener): void {
    const identity = this.#contents?.identity ?? null;
    listener(identity && { certificate: identity.certificate, privateKey: identity.key });
  }
}
