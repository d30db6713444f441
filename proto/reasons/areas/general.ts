import { defineReasons } from "../define.ts";

/** Reasons of no single area. */
export const generalReasons = defineReasons({
  /** Verbatim words of a program, a kernel or a library, which nobody translates. */
  SAID: { text: "string" },
  /** Several things hold at once. */
  ALL_OF: { reasons: "reasons" },
  NOT_LOOKED_AT: {},
  COULD_NOT_LOOK: {},
  /** A defect of tapline; the log of the program that met it has the details. */
  DEFECT: {},
  TIMED_OUT: { afterMs: "number" },
  CANCELLED: {},
  PROGRAM_MISSING: { program: "string" },
  PROGRAM_FAILED: { program: "string", asked: "string", status: "string", said: "string" },
  PROGRAM_TIMED_OUT: { program: "string", afterMs: "number" },
  PROGRAM_SAID_TOO_MUCH: { program: "string", limitBytes: "number" },
});
