import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";

export interface CertificateDates {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** One line, "CN=node1". */
  readonly subject: string;
}

/** A certificate is a few KB, a bundle of CAs some hundred; more is none. */
const maxBytes = 4 * 1024 * 1024;

/**
 * Of the certificates in a PEM file the dates of the one that ends first.
 *
 * @throws {Error} when it cannot be read, or holds none.
 */
export async function readCertificate(path: string): Promise<CertificateDates> {
  const text = (await readFile(path, "latin1")).slice(0, maxBytes);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const all = blocks.map((pem) => datesOf(new X509Certificate(pem)));
  const [first] = all.sort((a, b) => a.notAfter.getTime() - b.notAfter.getTime());
  if (first === undefined) throw new Error(`${path} holds no certificate in PEM form`);
  return first;
}

function datesOf({ validFrom, validTo, subject }: X509Certificate): CertificateDates {
  const line = subject.replaceAll("\n", ", ");
  return { notBefore: new Date(validFrom), notAfter: new Date(validTo), subject: line };
}
