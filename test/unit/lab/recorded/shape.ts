/**
 * What a text is like, whatever the names and addresses in it: two clusters are alike where theirs
 * are the same.
 */
export type Shaper = (text: string) => string;

/** An object as a cluster's list of objects has it. */
export interface Named {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Kinds whose objects are named in rows and in other objects. */
const words: Readonly<Record<string, string>> = {
  Pod: "<pod>",
  NetworkPolicy: "<policy>",
  NetworkAttachmentDefinition: "<nad>",
  Node: "<node>",
  Subnet: "<subnet>",
  Vpc: "<vpc>",
  ProviderNetwork: "<pn>",
  Vlan: "<vlan>",
  SecurityGroup: "<sg>",
  AdminNetworkPolicy: "<anp>",
};
/** Names that are the same in every cluster. */
const fixed = new Set(["join", "ovn-cluster", "external"]);

/** Addresses, identities and numbers, in the order in which they are looked for. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<uuid>"],
  [/\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/g, "<mac>"],
  [/\b\d+(\.\d+){3}\/\d+|(?<![\w:])[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,}\/\d+/g, "<cidr>"],
  [/\b\d+(\.\d+){3}\b|(?<![\w:])[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,}(?![\w/])/g, "<ip>"],
  // Both families of one are as one of them; ranges are several.
  [/<ip>-<ip>(,<ip>(-<ip>)?)*|<ip>(,<ip>(-<ip>)?)+-<ip>/g, "<range>"],
  [/<(ip|cidr)>([ ,]<\1>)+/g, "<$1>"],
  [/\bip[46](?=[.]|\b)|(?<=_ip)[46]\b/g, "ip"],
  [/\bIPv[46]\b/g, "IPv"],
  [/\b\d+ <= (\w+\.dst) <= \d+/g, "<port> <= $1 <= <port>"],
  [/(?<=\w\.dst == )\d+/g, "<port>"],
  [/\b(ingress|egress)\.\d+\.[\w.-]+\.IPv\b/g, "$1.<n>.<rule>.IPv"],
  [/\b(anp|banp)\/([\w-]+)\/(ingress|egress)\/IPv\/\d+/g, "$1/$2/$3/IPv/<n>"],
  [/\b(pod_name|pod_namespace|pod_netns)=\S+/g, "$1=<of pod>"],
  [/\b[0-9a-f]{12}_h\b|\b[0-9a-f]{8}_net1_h\b/g, "<veth>"],
];

export function shaperOf(objects: readonly Named[]): Shaper {
  const known = new Map<string, string>();
  for (const { kind, metadata } of objects) {
    const word = words[kind];
    if (word === undefined || fixed.has(metadata.name)) continue;
    for (const [name, shape] of namesOf(metadata, word)) {
      known.set(name, shape);
      known.set(name.replaceAll("-", "."), shape); // OVN's languages know no dashes in names
    }
  }
  const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((name) => name.replaceAll(".", "\\."));
  const after = "(?![A-Za-z0-9>])(?!_(?!ip))";
  const pattern = new RegExp(`(?<![A-Za-z0-9<_])(${escaped.join("|")})${after}`, "g");
  return (text) => {
    let shape = text;
    for (const [kind, word] of kinds) shape = shape.replace(kind, word);
    return shape.replace(pattern, (name) => known.get(name) ?? name);
  };
}

/** In a namespace a name alone may be a word of another meaning. */
function namesOf({ name, namespace }: Named["metadata"], word: string): [string, string][] {
  if (namespace === undefined) return [[name, word]];
  return [
    [`${name}.${namespace}`, `${word}.<ns>`],
    [`${namespace}/${name}`, `<ns>/${word}`],
  ];
}

/** One who reads a list wants to know what is in it, not how often. */
export function distinct(items: readonly string[]): string[] {
  return [...new Set(items)].sort();
}
