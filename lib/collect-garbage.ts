import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | null = null;

/**
 * Gives back what is garbage now, instead of when the heap has grown: V8 lets a heap grow to
 * several times of what is in use before it looks. Some 10 to 50 ms; for after something large.
 */
export function collectGarbage(): void {
  if (collect === null) {
    setFlagsFromString("--expose-gc");
    const exposed: unknown = runInNewContext("gc");
    collect = typeof exposed === "function" ? () => void exposed() : () => {};
  }
  collect();
}
