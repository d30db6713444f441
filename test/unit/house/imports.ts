import { posix } from "node:path";
import { type Source, sources } from "./sources.ts";

export interface Import {
  readonly from: string;
  /** Path in the tree, or the name of a package or of a module of Node. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const statement = new RegExp(
  [
    /^\s*(?:import|export)\s+(type\s)?[^;"'`]*?\bfrom\s+"([^"]+)"/,
    /^\s*import\s+"([^"]+)"/,
    /\bimport\(\s*"([^"]+)"\s*\)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gm",
);

/** Static and dynamic imports and re-exports of a file. */
export function importsOf(source: Source): Import[] {
  return [...source.withStrings.matchAll(statement)].map((found) => {
    const specifier = found[2] ?? found[3] ?? found[4] ?? "";
    const to = specifier.startsWith(".")
      ? posix.normalize(posix.join(posix.dirname(source.path), specifier))
      : specifier;
    return { from: source.path, to, typeOnly: found[1] !== undefined };
  });
}

export const imports: readonly Import[] = sources.flatMap(importsOf);

/** "agent/capture" of "agent/capture/tcpdump.ts": the parts between which directions are held. */
export function partOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

/** A cycle of a directed graph, as the nodes in order; null when there is none. */
export function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): string[] | null => {
    const seenAt = trail.indexOf(node);
    if (seenAt >= 0) return [...trail.slice(seenAt), node];
    if (done.has(node)) return null;
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...trail, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return null;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return null;
}

export function graphOf(
  edges: Iterable<readonly [string, string]>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (from === to) continue;
    const targets = graph.get(from) ?? new Set<string>();
    targets.add(to);
    graph.set(from, targets);
  }
  return graph;
}
