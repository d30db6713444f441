import { reason } from "../../proto/reasons/index.ts";
import type { ClientCertificate, Identity } from "./access.ts";
import { notAuthenticated } from "./access-error.ts";

/** Whom a certificate names: CN the user, O the groups, as kube-apiserver reads it. */
export function userOfCertificate(certificate: ClientCertificate): Identity {
  mustBeValid(certificate);
  const { CN: user, O: groups = [] } = certificate.subject ?? {};
  if (typeof user !== "string" || user === "") {
    throw notAuthenticated(reason("CERTIFICATE_NAMES_NOBODY", {}));
  }
  const named = typeof groups === "string" ? [groups] : groups;
  return { user, groups: [...named, "system:authenticated"], uid: "", extra: {} };
}

/** The form in which an agent's certificate names its node. A CN ends at 64 characters. */
const nodeUri = "tapline:node:";

/** @throws {AccessError} NOT_AUTHENTICATED unless it names one node. */
export function nodeOfCertificate(certificate: ClientCertificate): string {
  mustBeValid(certificate);
  const uris = alternativeNames(certificate.subjectaltname ?? "").filter(({ kind, value }) => {
    return kind === "URI" && value.startsWith(nodeUri);
  });
  const [name, another] = uris.map(({ value }) => value.slice(nodeUri.length));
  if (name === undefined || name === "" || another !== undefined) {
    throw notAuthenticated(reason("CERTIFICATE_NAMES_NO_NODE", { wanted: `URI:${nodeUri}NODE` }));
  }
  return name;
}

/** TLS looked once, when the connection was made; a connection may live for months. */
function mustBeValid({ valid_to: at = "" }: ClientCertificate): void {
  if (Date.parse(at) > Date.now()) return;
  throw notAuthenticated(reason("CERTIFICATE_EXPIRED", { at }));
}

interface AlternativeName {
  readonly kind: string;
  readonly value: string;
}

/**
 * Node lists alternative names as `KIND:VALUE, KIND:VALUE`, where a value with anything unusual in
 * it is a string of JSON: a comma within quotes separates nothing (CVE-2021-44532).
 */
function alternativeNames(text: string): readonly AlternativeName[] {
  const names: AlternativeName[] = [];
  const one = /([\w ]+):(?:("(?:[^"\\]|\\.)*")|([^",]*))(?:, |$)/gy;
  while (one.lastIndex < text.length) {
    const found = one.exec(text);
    if (found === null) return []; // of another form: better nobody than somebody else
    const [, kind = "", quoted, plain = ""] = found;
    names.push({ kind, value: quoted === undefined ? plain : String(JSON.parse(quoted)) });
  }
  return names;
}
