import { createSign } from "node:crypto";
import { readFileSync } from "node:fs";
import { callApi, fieldAt, stringAt } from "../../../lab/kubernetes/call.ts";

const rbac = "rbac.authorization.k8s.io";
const accounts = "/api/v1/namespaces/default/serviceaccounts";

/** Where a right is given: in a namespace, or cluster-wide for null. */
export type Where = string | null;

/** People and programs that ask, as accounts of an API server. */
export class Accounts {
  readonly #admin: string;

  /** @param admin kubeconfig of somebody who may do everything. */
  constructor(admin: string) {
    this.#admin = admin;
  }

  /** An account that may create diagnoses there; gives its token for tapline. */
  async create(name: string, ...where: readonly Where[]): Promise<string> {
    const metadata = { name, namespace: "default" };
    await this.#post(accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata });
    const subject = { kind: "ServiceAccount", name, namespace: "default" };
    for (const one of where) await this.permit(name, subject, one);
    return this.token(name, { audiences: ["tapline"] });
  }

  async permit(name: string, subject: object, where: Where): Promise<void> {
    const kind = where === null ? "ClusterRole" : "Role";
    const at = `/apis/${rbac}/v1${where === null ? "" : `/namespaces/${where}`}`;
    const apiVersion = `${rbac}/v1`;
    const rules = [{ apiGroups: ["tapline.io"], resources: ["diagnoses"], verbs: ["create"] }];
    const metadata = { name };
    const plural = kind.toLowerCase();
    await this.#post(`${at}/${plural}s`, { apiVersion, kind, metadata, rules });
    const roleRef = { apiGroup: rbac, kind, name };
    const subjects = [subject];
    const binding = { apiVersion, kind: `${kind}Binding`, metadata, roleRef, subjects };
    await this.#post(`${at}/${plural}bindings`, binding);
  }

  async token(name: string, spec: object): Promise<string> {
    const path = `${accounts}/${name}/token`;
    const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec };
    const { body } = await callApi(this.#admin, { method: "POST", path, body: request });
    return stringAt(body, "status", "token") ?? "";
  }

  /** With it go its tokens. */
  async remove(name: string): Promise<void> {
    await callApi(this.#admin, { method: "DELETE", path: `${accounts}/${name}` });
  }

  /**
   * A token as the API server would make it, but for its times: its own live ten minutes at least.
   *
   * @param key with which the API server signs.
   */
  async signed(name: string, key: string, expiresInSeconds: number): Promise<string> {
    const { body } = await callApi(this.#admin, { method: "GET", path: `${accounts}/${name}` });
    const now = Math.floor(Date.now() / 1_000);
    const serviceaccount = { name, uid: fieldAt(body, "metadata", "uid") };
    const claims = {
      ...{ iss: "https://kubernetes.default.svc", aud: ["tapline"] },
      ...{ sub: `system:serviceaccount:default:${name}`, exp: now + expiresInSeconds },
      ...{ iat: now - 3_600, nbf: now - 3_600 },
      "kubernetes.io": { namespace: "default", serviceaccount },
    };
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
    const signature = createSign("RSA-SHA256").update(text).sign(readFileSync(key));
    return `${text}.${signature.toString("base64url")}`;
  }

  async #post(path: string, body: object): Promise<void> {
    await callApi(this.#admin, { method: "POST", path, body, ok: [409] });
  }
}
