import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { messageOf } from "./errors.ts";

/** PEM files of one side of TLS connections. */
export interface TlsFileNames {
  /** The own certificate, with the chain up to its CA, and its key. */
  readonly identity?: { readonly certificate: string; readonly key: string };
  /** Certificates of the CAs that vouch for the other side. */
  readonly ca?: string;
}

/** What the files hold, checked: the key is that of the certificate. */
export interface TlsContents {
  readonly identity: { readonly certificate: Buffer; readonly key: Buffer } | null;
  readonly ca: Buffer | null;
  /** RFC 3339; null without a certificate. */
  readonly validTo: string | null;
}

/**
 * Reads the files.
 *
 * @throws {Error} that names the first file that cannot be used, and why.
 */
export async function readTlsFiles({ identity, ca }: TlsFileNames): Promise<TlsContents> {
  const [certificate, key, authorities] = await Promise.all([
    identity === undefined ? null : readOne(identity.certificate),
    identity === undefined ? null : readOne(identity.key),
    ca === undefined ? null : readOne(ca),
  ]);
  if (authorities !== null) usable(ca ?? "", () => void new X509Certificate(authorities));
  if (certificate === null || key === null)
    return { identity: null, ca: authorities, validTo: null };
  const file = identity?.certificate ?? "";
  const read = usable(file, () => new X509Certificate(certificate));
  usable(`${file} with ${identity?.key ?? ""}`, () =>
    createSecureContext({ cert: certificate, key }),
  );
  const validTo = new Date(read.validTo).toISOString();
  return { identity: { certificate, key }, ca: authorities, validTo };
}

async function readOne(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new Error(`Cannot read ${file}: ${messageOf(cause)}`, { cause });
  }
}

function usable<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (cause) {
    throw new Error(`Cannot use ${file}: ${messageOf(cause)}`, { cause });
  }
}

export interface TlsWatchOptions {
  readonly everyMs?: number;
  /** The files were written anew, and can be used. */
  readonly onRead: (contents: TlsContents) => void;
  /** They were written anew and cannot be used: what was read before stays in use. */
  readonly onTrouble: (message: string) => void;
}

/** How soon a renewed certificate is used; kubelet takes a minute to bring it. */
const defaultEveryMs = 2_000;

/** Follows files that are renewed in place, as those of a Secret are, and cert-manager's. */
export class TlsFileWatch {
  readonly #names: TlsFileNames;
  readonly #options: TlsWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #version: string;
  /** The trouble that was told last, which is told once. */
  #told = "";
  #isLooking = false;

  private constructor(names: TlsFileNames, options: TlsWatchOptions, version: string) {
    this.#names = names;
    this.#options = options;
    this.#version = version;
    this.#timer = setInterval(() => void this.#look(), options.everyMs ?? defaultEveryMs);
    this.#timer.unref();
  }

  /** Reads them once, and then again whenever they change. @throws {Error} as `readTlsFiles`. */
  static async start(names: TlsFileNames, options: TlsWatchOptions): Promise<TlsFileWatch> {
    const version = await versionOf(names); // before: what changes meanwhile is read once more
    options.onRead(await readTlsFiles(names));
    return new TlsFileWatch(names, options, version);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const version = await versionOf(this.#names);
    try {
      if (version === this.#version) return;
      this.#options.onRead(await readTlsFiles(this.#names));
      this.#version = version; // not before: what fails now may not the next time
      this.#told = "";
    } catch (thrown) {
      const message = messageOf(thrown);
      const trouble = `${version} ${message}`;
      if (trouble !== this.#told) this.#options.onTrouble(message);
      this.#told = trouble;
    } finally {
      this.#isLooking = false;
    }
  }
}

/** Differs when one of the files was replaced or written; a file that is gone is a version too. */
async function versionOf({ identity, ca }: TlsFileNames): Promise<string> {
  const files = [identity?.certificate, identity?.key, ca].filter((file) => file !== undefined);
  const marks = files.map(async (file) => {
    try {
      const { mtimeNs, size, ino } = await stat(file, { bigint: true });
      return `${mtimeNs} ${size} ${ino}`;
    } catch (thrown) {
      return messageOf(thrown);
    }
  });
  return (await Promise.all(marks)).join(", ");
}
