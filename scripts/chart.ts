import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { parseAllDocuments } from "yaml";
import { run } from "../lib/exec.ts";

/** What the chart makes, as objects. */

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Where `go install` puts it, if it is not on PATH. */
export function helmProgram(): string {
  const installed = `${homedir()}/go/bin/helm`;
  return process.env.TAPLINE_HELM || (existsSync(installed) ? installed : "helm");
}

/** The version that tests render for; a helm from `go install` believes in 1.20. */
const kubeVersion = "1.36.4";

/**
 * @param args more of `helm template`, as `--values FILE`.
 * @throws {ExecError} NOT_FOUND without helm, FAILED with its words about the chart or its values.
 */
export async function renderChart(...args: readonly string[]): Promise<readonly Manifest[]> {
  const chart = ["tapline", "deploy/chart", "--namespace", "tapline"];
  const version = ["--kube-version", kubeVersion];
  const argv = [helmProgram(), "template", ...chart, ...version, ...args];
  return manifestsIn((await run(argv, { timeoutMs: 60_000 })).stdout);
}

/** The objects of a stream of YAML documents. @throws {Error} where it is no YAML. */
export function manifestsIn(text: string): readonly Manifest[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    for (const error of document.errors) throw error;
    const object: unknown = document.toJS();
    return isManifest(object) ? object : [];
  });
}

function isManifest(object: unknown): object is Manifest {
  return typeof object === "object" && object !== null && "kind" in object && "metadata" in object;
}

/**
 * What of it is the same without Helm: no hooks, none of Helm's labels, and nothing that is made
 * anew each time, which are the certificates.
 */
export function withoutHelm(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests
    .filter(({ kind }) => kind !== "Secret" && kind !== "ConfigMap")
    .filter(({ metadata }) => metadata.annotations?.["helm.sh/hook"] === undefined)
    .map((manifest) => JSON.parse(JSON.stringify(manifest, dropHelmLabels)));
}

const helmLabels = new Set(["helm.sh/chart", "app.kubernetes.io/managed-by"]);

function dropHelmLabels(key: string, value: unknown): unknown {
  return helmLabels.has(key) ? undefined : value;
}
