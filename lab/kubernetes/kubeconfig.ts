import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { messageOf } from "../../lib/errors.ts";
import { LabError } from "../errors.ts";

/** What the lab needs of a kubeconfig: address and credentials of its current context. */
export interface ApiAccess {
  readonly server: URL;
  readonly tls: {
    readonly ca?: Buffer;
    readonly cert?: Buffer;
    readonly key?: Buffer;
    readonly rejectUnauthorized?: boolean;
  };
  readonly token: string | undefined;
}

const text = z.string().optional();
const schema = z.object({
  "current-context": z.string(),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }),
  ),
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({
        server: z.url(),
        "certificate-authority": text,
        "certificate-authority-data": text,
        "insecure-skip-tls-verify": z.boolean().optional(),
      }),
    }),
  ),
  users: z.array(
    z.object({
      name: z.string(),
      user: z.object({
        token: text,
        "client-certificate": text,
        "client-certificate-data": text,
        "client-key": text,
        "client-key-data": text,
      }),
    }),
  ),
});

/** @throws {LabError} NO_API_SERVER when it cannot be used. */
export function readKubeconfig(file: string): ApiAccess {
  try {
    const config = schema.parse(parse(readFileSync(file, "utf8")));
    const { cluster: clusterName, user: userName } = named(
      config.contexts,
      config["current-context"],
    ).context;
    const { cluster } = named(config.clusters, clusterName);
    const { user } = named(config.users, userName);
    const read = (path: string | undefined, data: string | undefined): Buffer | undefined => {
      if (data !== undefined) return Buffer.from(data, "base64");
      return path === undefined ? undefined : readFileSync(resolve(dirname(file), path));
    };
    const ca = read(cluster["certificate-authority"], cluster["certificate-authority-data"]);
    const cert = read(user["client-certificate"], user["client-certificate-data"]);
    const key = read(user["client-key"], user["client-key-data"]);
    const tls = {
      ...(ca && { ca }),
      ...(cert && { cert }),
      ...(key && { key }),
      ...(cluster["insecure-skip-tls-verify"] && { rejectUnauthorized: false }),
    };
    return { server: new URL(cluster.server), tls, token: user.token };
  } catch (thrown) {
    const message = `Cannot use the kubeconfig ${file}: ${messageOf(thrown)}`;
    throw new LabError({ code: "NO_API_SERVER" }, message, { cause: thrown });
  }
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`it has nothing called ${name}`);
  return found;
}

/** A kubeconfig with a bearer token. JSON is YAML. */
export function kubeconfigOf(cluster: object, token: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "lab", cluster }],
    users: [{ name: "lab", user: { token } }],
    contexts: [{ name: "lab", context: { cluster: "lab", user: "lab" } }],
    "current-context": "lab",
  });
}
