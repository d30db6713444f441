/**
 * Whether an expression holds for a packet: `maybe` where it cannot be told from here, `unlikely`
 * where it holds only for packets that something else has marked, or that are out of order.
 */
export type Tristate = "yes" | "no" | "maybe" | "unlikely";

/** Both must hold. */
export function both(a: Tristate, b: Tristate): Tristate {
  for (const state of ["no", "unlikely", "maybe"] as const) {
    if (a === state || b === state) return state;
  }
  return "yes";
}

/** One of them must hold. */
export function either(states: readonly Tristate[]): Tristate {
  for (const state of ["yes", "maybe", "unlikely"] as const) {
    if (states.includes(state)) return state;
  }
  return "no";
}

export function inverted(held: Tristate): Tristate {
  return held === "yes" ? "no" : held === "no" ? "yes" : "maybe";
}

export function certainly(isTrue: boolean): Tristate {
  return isTrue ? "yes" : "no";
}
