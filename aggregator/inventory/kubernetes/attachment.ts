import { canonicalIps } from "../ip-address.ts";
import type { Pod } from "./objects.ts";

/** An interface of a pod besides its first one, on an attached network of Kube-OVN. */
export interface AttachedInterface {
  /** Its name in the pod: `net1`. */
  readonly name: string;
  /** `<nad>.<namespace>.ovn`, the prefix of its annotations and the end of its port's name. */
  readonly provider: string;
  /** Logical switch, which is the Subnet; null while none is annotated. */
  readonly subnet: string | null;
  readonly router: string | null;
  readonly mac: string | null;
  readonly ips: readonly string[];
}

const suffix = ".kubernetes.io/";
const networks = "k8s.v1.cni.cncf.io/networks";

/**
 * The attached interfaces of a pod, from Multus' annotation and those that kube-ovn-controller made
 * for each provider (pkg/controller/pod.go). Multus calls them net1, net2 … unless told otherwise.
 */
export function attachedInterfaces({ annotations, namespace }: Pod): AttachedInterface[] {
  return namedNetworks(annotations[networks] ?? "", namespace).map(({ provider, name }, index) => {
    const told = (key: string): string | null =>
      annotations[`${provider}.${name ?? ""}${suffix}${key}`] ??
      annotations[`${provider}${suffix}${key}`] ??
      null;
    return {
      name: name ?? `net${index + 1}`,
      provider,
      subnet: told("logical_switch"),
      router: told("logical_router"),
      mac: told("mac_address")?.toLowerCase() ?? null,
      ips: canonicalIps((told("ip_address") ?? "").split(",")),
    };
  });
}

interface NamedNetwork {
  readonly provider: string;
  readonly name: string | null;
}

/** `ns/nad@net1,nad2`, or the same as JSON (Multus, NetworkSelectionElement). */
function namedNetworks(text: string, namespace: string): NamedNetwork[] {
  if (text.trim().startsWith("[")) return fromJson(text, namespace);
  return text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .map((one) => {
      const [path = "", name = null] = one.split("@");
      const [first = "", second] = path.split("/");
      const [ns, nad] = second === undefined ? [namespace, first] : [first, second];
      return { provider: `${nad}.${ns}.ovn`, name };
    });
}

function fromJson(text: string, namespace: string): NamedNetwork[] {
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) return [];
    return list.flatMap((one: { name?: unknown; namespace?: unknown; interface?: unknown }) => {
      if (typeof one?.name !== "string") return [];
      const ns = typeof one.namespace === "string" ? one.namespace : namespace;
      const name = typeof one.interface === "string" ? one.interface : null;
      return [{ provider: `${one.name}.${ns}.ovn`, name }];
    });
  } catch {
    return []; // the annotation is the user's: what is no list names no interface
  }
}
