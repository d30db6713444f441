import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { ExecError, run } from "../../../lib/exec.ts";
import {
  helmProgram,
  type Manifest,
  manifestsIn,
  renderChart,
  withoutHelm,
} from "../../../scripts/chart.ts";
import { ApiServer, noApiServerReason } from "../api-server.ts";
import { failureText } from "../lab-run.ts";

/**
 * The chart with each of its sets of values, applied server-side to a real kube-apiserver, whose
 * admission (fields, defaults, Pod Security) is what refuses wrong manifests.
 */
const skip = (await noToolReason()) || (await noApiServerReason());

const values = readdirSync("deploy/chart/ci");
const ofTapline = "app.kubernetes.io/name=tapline";

async function noToolReason(): Promise<string | false> {
  const tools: [string[], string][] = [
    [[helmProgram(), "version"], "go install helm.sh/helm/v3/cmd/helm@v3.22.0"],
    [["kubectl", "version", "--client"], "wanted on PATH"],
  ];
  for (const [argv, how] of tools) {
    try {
      await run(argv, { timeoutMs: 30_000 });
    } catch (thrown) {
      if (!(thrown instanceof ExecError)) throw thrown;
      return `no ${argv[0]}: ${how}`;
    }
  }
  return false;
}

/** What cert-manager's definition requires of a Certificate, as far as the chart fills it. */
const certificateDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "certificates.cert-manager.io" },
  spec: {
    group: "cert-manager.io",
    names: { kind: "Certificate", plural: "certificates" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["secretName", "issuerRef"],
                properties: {
                  secretName: { type: "string" },
                  commonName: { type: "string", maxLength: 64 },
                  dnsNames: { type: "array", items: { type: "string" } },
                  duration: { type: "string" },
                  usages: { type: "array", items: { enum: ["server auth"], type: "string" } },
                  privateKey: {
                    type: "object",
                    properties: {
                      algorithm: { type: "string", enum: ["ECDSA"] },
                      size: { type: "integer" },
                      rotationPolicy: { type: "string", enum: ["Always"] },
                    },
                  },
                  issuerRef: {
                    type: "object",
                    required: ["name"],
                    properties: {
                      kind: { type: "string" },
                      name: { type: "string" },
                      group: { type: "string" },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};

describe("the chart at a real API server", { skip, timeout: 300_000 }, () => {
  let server: ApiServer;

  before(async () => {
    // Services of either family.
    process.env.KAPI_ARGS = "--service-cluster-ip-range=10.96.0.0/12,fd00:10:96::/112";
    server = await ApiServer.start();
    await apply([namespace("tapline-agents", "privileged"), certificateDefinition]);
  });
  after(async () => {
    await server?.stop();
  });

  async function kubectl(args: readonly string[], input?: string): Promise<string> {
    const argv = ["kubectl", "--kubeconfig", server.kubeconfig, ...args];
    const given = input === undefined ? {} : { input };
    return (await run(argv, { timeoutMs: 60_000, ...given }).catch(withReason)).stdout;
  }

  function apply(objects: readonly object[], ...more: readonly string[]): Promise<string> {
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    const how = ["apply", "--server-side", "--force-conflicts", "--validate=strict", ...more];
    return kubectl([...how, "--filename", "-"], list);
  }

  for (const file of values) {
    test(`${file}: every object is accepted, and every Pod that it leads to`, async () => {
      const isRestricted = file === "restricted-values.yaml";
      await apply([namespace("tapline", isRestricted ? "restricted" : "privileged")]);
      // Addresses and families of a Service stay what they were.
      await kubectl(["delete", "services", "--all", "--namespace", "tapline"]);
      const all = await renderChart("--values", `deploy/chart/ci/${file}`);
      const manifests = all.filter(({ kind }) => kind !== "Pod");
      const lines = (await apply(manifests)).trim().split("\n");
      assert.equal(lines.length, manifests.length, lines.join("\n"));
      const pods = all.flatMap(podOf);
      assert.equal(pods.length, isRestricted ? 2 : 3, "agent, aggregator, and Helm's test");
      await apply(pods, "--dry-run=server");
    });
  }

  test("a restricted namespace admits the aggregator, and refuses agents", async () => {
    await apply([namespace("tapline", "restricted")]);
    const pods = (await renderChart()).flatMap(podOf);
    const isAgent = ({ metadata }: Manifest): boolean => metadata.name === "tapline-agent";
    await apply(
      pods.filter((pod) => !isAgent(pod)),
      "--dry-run=server",
    );
    const refused = apply(pods.filter(isAgent), "--dry-run=server");
    await assert.rejects(refused, (thrown: unknown) => {
      const words = String(thrown);
      assert.match(words, /violates PodSecurity "restricted/);
      for (const word of ["host namespaces", "hostPath", "SYS_ADMIN", "runAsNonRoot"]) {
        assert.ok(words.includes(word), words);
      }
      return true;
    });
  });

  test("whoever has a role may what it says, there and nowhere else", async () => {
    await apply([namespace("team", "baseline")]);
    await apply((await renderChart()).filter(({ kind }) => kind !== "Pod"));
    const bound = (role: string) => ({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: role, namespace: "team" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: role }],
    });
    const roles = ["tapline-view", "tapline-diagnose", "tapline-capture", "tapline-audit"];
    await apply(roles.map(bound));
    // kubectl auth can-i knows resources alone that a definition stands for, and says no to others.
    const may = async (user: string, verb: string, name: string, where: string) => {
      const [resource, subresource = ""] = name.split("/");
      const asked = { group: "tapline.io", resource, subresource, verb, namespace: where };
      const kind = "SubjectAccessReview";
      const spec = { user, resourceAttributes: asked };
      const review = JSON.stringify({ apiVersion: "authorization.k8s.io/v1", kind, spec });
      const how = ["create", "--output", "jsonpath={.status.allowed}", "--filename", "-"];
      return (await kubectl(how, review)) === "true";
    };
    assert.equal(await may("tapline-diagnose", "create", "diagnoses", "team"), true);
    assert.equal(await may("tapline-diagnose", "create", "diagnoses", "default"), false);
    assert.equal(await may("tapline-diagnose", "create", "captures", "team"), false);
    assert.equal(await may("tapline-capture", "create", "captures", "team"), true);
    assert.equal(await may("tapline-capture", "create", "captures/payload", "team"), false);
    assert.equal(await may("tapline-capture", "create", "nodecaptures", "team"), false);
    assert.equal(await may("tapline-view", "list", "incidents", "team"), true);
    assert.equal(await may("tapline-view", "create", "diagnoses", "team"), false);
    const aggregator = "system:serviceaccount:tapline:tapline-aggregator";
    const agent = "system:serviceaccount:tapline:tapline-agent";
    assert.equal(await may(agent, "create", "agentsessions", "default"), true);
    assert.equal(await may(aggregator, "create", "agentsessions", "default"), false);
    const all = await kubectl(["auth", "can-i", "--list", "--as", agent]);
    assert.doesNotMatch(all, /pods|secrets|nodes/);
  });

  test("docs/install.md as printed: certificates stay, nothing is left behind", async () => {
    const guide = readFileSync("docs/install.md", "utf8");
    const printed = (verb: string): string[] => {
      const line = new RegExp(`^helm ${verb} tapline .*$`, "m").exec(guide)?.[0];
      assert.ok(line !== undefined, verb);
      // In a namespace that no test before has filled.
      return line.replace("--namespace tapline", "--namespace guide").split(" ").slice(1);
    };
    const helm = (words: readonly string[]) => {
      const argv = [helmProgram(), ...words, "--kubeconfig", server.kubeconfig];
      return run(argv, { timeoutMs: 60_000 }).catch(withReason);
    };
    const secret = ["get", "secret", "tapline-tls", "--namespace", "guide"];
    const certificate = () => kubectl([...secret, "--output", "jsonpath={.data.tls\\.crt}"]);
    await kubectl(["delete", "clusterrolebindings,clusterroles", "--selector", ofTapline]);
    await kubectl(["delete", "priorityclasses", "--selector", ofTapline]);
    const { stdout } = await helm(printed("install"));
    assert.match(stdout, /kubectl tapline diagnose/);
    const before = await certificate();
    assert.ok(before.length > 100);
    await helm(printed("upgrade"));
    assert.equal(await certificate(), before);
    await helm(printed("uninstall"));
    const kinds = "all,secrets,configmaps,serviceaccounts,networkpolicies,poddisruptionbudgets";
    const left = ["get", kinds, "--namespace", "guide", "--selector", ofTapline];
    assert.equal(await kubectl([...left, "--output", "name"]), "");
    const wide = ["get", "clusterroles,clusterrolebindings,priorityclasses", "--selector"];
    assert.equal(await kubectl([...wide, ofTapline, "--output", "name"]), "");
  });

  test("the Kustomize base is the chart's default output, but for the certificates", async () => {
    const built = manifestsIn(await kubectl(["kustomize", "deploy/kustomize/base"]));
    const byName = (manifests: readonly Manifest[]) =>
      new Map(manifests.map((one) => [`${one.kind}/${one.metadata.name}`, one] as const));
    const rendered = await renderChart();
    assert.deepEqual(byName(built), byName(withoutHelm(rendered)));
    const left = rendered.filter(
      ({ kind, metadata }) => !byName(built).has(`${kind}/${metadata.name}`),
    );
    assert.deepEqual(
      left.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
      ["Secret/tapline-tls", "ConfigMap/tapline-ca", "Pod/tapline-test"],
    );
  });
});

/** The API server's own words: kubectl prints the whole object after them. */
function withReason(thrown: unknown): never {
  throw new Error(failureText(thrown).slice(0, 2_000));
}

function namespace(name: string, level: string) {
  const labels = { "pod-security.kubernetes.io/enforce": level };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** The Pod that a DaemonSet or Deployment would make; no controller runs here. */
function podOf(manifest: Manifest): Manifest[] {
  const { kind, metadata, spec } = manifest;
  if (kind === "Pod") return [manifest];
  if (kind !== "DaemonSet" && kind !== "Deployment") return [];
  const { template } = spec as { template: { metadata: object; spec: object } };
  const { name, namespace: where = "" } = metadata;
  const own = { ...template.metadata, name, namespace: where };
  return [{ apiVersion: "v1", kind: "Pod", metadata: own, spec: template.spec }];
}
