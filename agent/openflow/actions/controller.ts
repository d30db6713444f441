import { splitTopLevel } from "../split.ts";
import type { ControllerAction } from "./types.ts";

/** Parses what stands in `controller(…)`; null for an argument that is not known. */
export function parseController(inside: string | null, short = false): ControllerAction | null {
  if (inside === null) return null;
  let reason: string | null = null;
  let maxLength: number | null = null;
  let id: number | null = null;
  let userdata: string | null = null;
  let pause = false;
  let meter: number | null = null;
  for (const piece of splitTopLevel(inside)) {
    const equals = piece.indexOf("=");
    const name = equals < 0 ? piece : piece.slice(0, equals);
    const value = equals < 0 ? "" : piece.slice(equals + 1);
    if (name === "reason" && value !== "") reason = value;
    else if (name === "userdata") userdata = value;
    else if (piece === "pause") pause = true;
    else if (!/^\d+$/.test(value)) return null;
    else if (name === "max_len") maxLength = Number(value);
    else if (name === "id") id = Number(value);
    else if (name === "meter_id") meter = Number(value);
    else return null;
  }
  return { kind: "controller", short, reason, maxLength, id, userdata, pause, meter };
}

/** In the order of ovs-ofctl. */
export function printController(action: ControllerAction): string {
  if (action.short) return `CONTROLLER:${action.maxLength}`;
  const pieces: string[] = [];
  if (action.reason !== null) pieces.push(`reason=${action.reason}`);
  if (action.maxLength !== null) pieces.push(`max_len=${action.maxLength}`);
  if (action.id !== null) pieces.push(`id=${action.id}`);
  if (action.userdata !== null) pieces.push(`userdata=${action.userdata}`);
  if (action.pause) pieces.push("pause");
  if (action.meter !== null) pieces.push(`meter_id=${action.meter}`);
  return `controller(${pieces.join(",")})`;
}
