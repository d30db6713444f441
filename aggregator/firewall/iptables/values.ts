import { addressBits } from "../address.ts";
import type { Expression } from "../ruleset.ts";

export function matching(left: Expression, right: unknown, op = "=="): Expression {
  return { match: { op, left, right } };
}

/** "10.0.0.0/8", "fd00::/8", "10.0.0.5/255.0.0.255": how an address compares with it. */
export function addressMatch(protocol: string, field: string, text: string): Expression {
  const left = { payload: { protocol, field } };
  const [addr = "", mask] = text.split("/");
  if (mask === undefined) return matching(left, addr);
  if (/^\d+$/.test(mask)) return matching(left, { prefix: { addr, len: Number(mask) } });
  const [value, bits] = [addressBits(addr), addressBits(mask)];
  if (value === null || bits === null) return { held: "maybe" };
  return matching({ "&": [left, mask] }, addr);
}

/** iptables ends a beginning of names with "+", nft with "*". */
export function interfaceName(name: string): string {
  return name.endsWith("+") ? `${name.slice(0, -1)}*` : name;
}

/** "80", "8000:9000", ":1023", "1024:"; services by name are not known. */
export function portValue(text: string): unknown {
  const [low = "", high] = text.split(":");
  if (high === undefined) return numberOrText(low);
  return { range: [low === "" ? 0 : numberOrText(low), high === "" ? 65_535 : numberOrText(high)] };
}

export function portValues(text: string): unknown {
  return { set: text.split(",").map(portValue) };
}

function numberOrText(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** "0x4000/0x4000" against a mark. */
export function markMatch(left: Expression, text: string): Expression {
  const [value = "", mask] = text.split("/");
  return mask === undefined ? matching(left, value) : matching({ "&": [left, mask] }, value);
}

/** "255" and "any" are every type, "3/1" is type and code. */
export function icmpMatch(protocol: "icmp" | "icmpv6", text: string): readonly Expression[] {
  const field = (name: string, right: string) =>
    matching({ payload: { protocol, field: name } }, right);
  if (text === "any" || (text === "255" && protocol === "icmp")) {
    return [matching({ meta: { key: "l4proto" } }, protocol)];
  }
  const [type = "", code] = text.split("/");
  if (!/^\d+$/.test(type) && !/^echo-re|^p[io]ng$/.test(type)) {
    // The name of a code says its type, too; probes are no errors.
    return [{ held: "unlikely" }];
  }
  return [field("type", type), ...(code === undefined ? [] : [field("code", code)])];
}
