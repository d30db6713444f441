import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { stringify } from "yaml";
import { type Manifest, renderChart, withoutHelm } from "./chart.ts";

/** Writes deploy/kustomize/base: the chart's default output, as far as it does not need Helm. */

const folder = "deploy/kustomize/base";
const remark = "# Written by scripts/kustomize-base from deploy/chart. Change that, and run it.\n";
const imageRemark =
  "# No images are published: name yours by `images` of an overlay (docs/install.md).\n";

/** One file for each kind, in the order in which they are applied. */
function fileOf({ kind }: Manifest): string {
  return `${kind.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.yaml`;
}

const manifests = withoutHelm(await renderChart());
const files = new Map<string, Manifest[]>();
for (const manifest of manifests) {
  const name = fileOf(manifest);
  files.set(name, [...(files.get(name) ?? []), manifest]);
}
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`);
for (const [name, objects] of files) {
  const texts = objects.map((object) => stringify(object, { lineWidth: 0 }));
  const about = texts.some((text) => text.includes("image: registry.invalid/")) ? imageRemark : "";
  writeFileSync(`${folder}/${name}`, remark + about + texts.join("---\n"));
}
const kustomization = {
  apiVersion: "kustomize.config.k8s.io/v1beta1",
  kind: "Kustomization",
  resources: [...files.keys()],
};
writeFileSync(`${folder}/kustomization.yaml`, remark + stringify(kustomization));
