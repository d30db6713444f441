import { readFileSync } from "node:fs";
import { parseIpLinks, parseNetnsIds } from "../../../../agent/ports/ip-json.ts";
import { type LinkState, toLinks } from "../../../../agent/ports/links.ts";
import { NodeLinks } from "../../../../agent/ports/node-links.ts";

export function ipFixture(name: string): string {
  const file = `../../../fixtures/ip/${name}.iproute2-6.1.0.json`;
  return readFileSync(new URL(file, import.meta.url), "utf8");
}

export const nodeLinks = new NodeLinks(
  toLinks(parseIpLinks(ipFixture("addr-node1"))),
  parseNetnsIds(ipFixture("netns-list-id-node1")),
);

export const podLinks: LinkState[] = toLinks(parseIpLinks(ipFixture("addr-pod-a")));
