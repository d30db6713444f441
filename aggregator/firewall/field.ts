/**
 * What a packet carries in a field of a rule.
 *
 * - `number`: addresses, ports, marks, flags …; of some only some bits are known;
 * - `name`: of an interface, "" where there is none at this hook;
 * - `list`: several fields side by side;
 * - `absent`: no packet of this kind has the field, so that no condition about it holds, whatever
 *   it says (NFT_BREAK of the kernel);
 * - `unknown`: it cannot be told from here; `unlikely` where conditions about it hold only for
 *   packets that something has marked, or that are out of order.
 */
export type Field =
  | NumberField
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "list"; readonly parts: readonly Field[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly unlikely: boolean };

export interface NumberField {
  readonly kind: "number";
  readonly bits: bigint;
  /** Ones where `bits` is known. */
  readonly known: bigint;
  readonly size: number;
  /** Names of values, in which rules may be written. */
  readonly names: Names;
  /** Ones where few packets have another bit: what holds for those only is unlikely. */
  readonly doubt: bigint;
}

export type Names = (name: string) => bigint | null;

export const unknown: Field = { kind: "unknown", unlikely: false };
export const unlikely: Field = { kind: "unknown", unlikely: true };
export const absent: Field = { kind: "absent" };

export const noNames: Names = () => null;

export function ones(size: number): bigint {
  return (1n << BigInt(size)) - 1n;
}

/** A number all of whose bits are known. */
export function numberField(value: number | bigint, size: number, names = noNames): NumberField {
  return { kind: "number", bits: BigInt(value), known: ones(size), size, names, doubt: 0n };
}

/** The same, where it is so with nearly all packets. */
export function assumedField(value: number | bigint, size: number, names = noNames): NumberField {
  return { ...numberField(value, size, names), doubt: ones(size) };
}

export function orUnknown(value: number | null, size: number, names = noNames): Field {
  return value === null ? unknown : numberField(value, size, names);
}
