import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse, parseAllDocuments } from "yaml";
import { readOptions as agentOptions } from "../../../agent/options.ts";
import { privileges } from "../../../agent/session/privileges.ts";
import { followedResources } from "../../../aggregator/inventory/kubernetes/api/resources.ts";
import { readOptions as aggregatorOptions } from "../../../aggregator/options.ts";
import manifest from "../../../package.json" with { type: "json" };

/** What the chart shares with the programs; test/scenario/deploy/chart.test.ts renders it. */

const templates = "deploy/chart/templates";
const text = (path: string): string => readFileSync(path, "utf8");
const base = (file: string): unknown[] =>
  parseAllDocuments(text(`deploy/kustomize/base/${file}`)).map((document) => document.toJS());

/** What the first container of a workload is started with. */
function environmentOf(file: string, more: Readonly<Record<string, string>>) {
  const [workload] = base(file) as {
    spec: {
      template: { spec: { containers: { env: { name: string; value?: string }[] }[] } };
    };
  }[];
  const given = workload?.spec.template.spec.containers[0]?.env ?? [];
  const fixed = given.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  return { ...Object.fromEntries(fixed), ...more } as Record<string, string>;
}

test("capabilities are those that the agent asks for, each with its reason", () => {
  const names = privileges.map(({ name }) => name);
  const added = /add: \[(.*)\]/.exec(text(`${templates}/agent-daemonset.yaml`))?.[1];
  assert.deepEqual(added?.split(", "), names);
  const rows = text("deploy/README.md").matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$/gm);
  assert.deepEqual(
    Array.from(rows, ([, name]) => name),
    names,
  );
});

test("the aggregator may list and watch what it reads, and ask for reviews, and no more", () => {
  const roles = base("cluster-role.yaml") as {
    metadata: { name: string };
    rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
  }[];
  const rules = roles.find(({ metadata }) => metadata.name === "tapline-aggregator")?.rules ?? [];
  const granted = rules.flatMap(({ apiGroups, resources: plurals, verbs }) =>
    apiGroups.flatMap((group) => plurals.map((plural) => `${group}/${plural} ${verbs}`)),
  );
  const read = followedResources.map(({ group, plural }) => `${group}/${plural} list,watch`);
  const reviews = [
    "authentication.k8s.io/tokenreviews create",
    "authorization.k8s.io/subjectaccessreviews create",
  ];
  assert.deepEqual(granted.sort(), [...read, ...reviews].sort());
});

test("both programs take the environment that they get", () => {
  const agent = agentOptions(environmentOf("daemon-set.yaml", { TAPLINE_NODE: "node1" }));
  assert.deepEqual(agent.aggregator, {
    address: "tapline-aggregator-agents.tapline.svc:10672",
    tls: {
      ca: "/etc/tapline/ca/ca.crt",
      identity: null,
      serverName: "tapline-aggregator.tapline.svc",
      tokenFile: "/var/run/secrets/tapline/token",
    },
  });
  assert.deepEqual(agent.netnsDirs, ["/run/netns"]);
  assert.equal(agent.node, "node1");
  const inPod = { KUBERNETES_SERVICE_HOST: "10.96.0.1" };
  const aggregator = aggregatorOptions(environmentOf("deployment.yaml", inPod));
  assert.deepEqual(
    [...aggregator.listen, ...aggregator.agentListen].map(({ text: address }) => address),
    ["0.0.0.0:10671", "0.0.0.0:10672"],
  );
  assert.equal(aggregator.northbound, "tcp:ovn-nb.kube-system.svc:6641");
  assert.deepEqual(aggregator.kubernetes, { kind: "in-cluster" });
  assert.ok(aggregator.serverTls !== undefined);
  // As agents' and callers' tokens are made for.
  const audiences = [aggregator.agentTokenAudience, aggregator.tokenAudience];
  assert.deepEqual(audiences, ["tapline-agents", "tapline"]);
  const daemonSet = text("deploy/kustomize/base/daemon-set.yaml");
  assert.match(daemonSet, new RegExp(`audience: ${audiences[0]}\n`));
  assert.match(text(`${templates}/tests/connection.yaml`), /audience: tapline,/);
});

test("versions and images are those of this tree", () => {
  const chart = parse(text("deploy/chart/Chart.yaml"));
  assert.equal(chart.version, manifest.version);
  assert.equal(chart.appVersion, manifest.version);
  const images = parse(chart.annotations["artifacthub.io/images"]) as { image: string }[];
  const { agent, aggregator } = parse(text("deploy/chart/values.yaml")).images;
  assert.deepEqual(
    images.map(({ image }) => image),
    [agent, aggregator].map(({ repository }) => `${repository}:${manifest.version}`),
  );
  // Nothing is published: a default that somebody else could own would run as root on nodes.
  for (const { image } of images) assert.match(image, /^registry\.invalid\//);
  for (const program of ["agent", "aggregator"]) {
    assert.match(text(`Dockerfile.${program}`), new RegExp(`dist/${program}\\.js`));
  }
});

test("there are six sets of values and more, and each says what it stands for", () => {
  const files = readdirSync("deploy/chart/ci");
  assert.ok(files.length >= 6);
  for (const file of files) assert.match(text(`deploy/chart/ci/${file}`), /^# .+\.$/m, file);
});
