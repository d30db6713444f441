import type { Level, Remedy, Stage } from "../documents/v1/diagnosis.ts";

/**
 * One row of the code table. Codes are never reused; a retired one stays listed.
 *
 * Sentences and remedies hold `{name}` placeholders; `args` names them all, and a test compares.
 */
export interface Code {
  readonly code: string;
  readonly area: CodeArea;
  readonly level: Level;
  /** Stages at which it can be the cause. */
  readonly stages: readonly Stage[];
  readonly sentence: { readonly en: string; readonly zh: string };
  readonly remedy: Remedy & { readonly zh: string };
  /** How it is proved: which evidence a finding of this code rests on. */
  readonly proof: string;
  readonly args: readonly string[];
}

export type CodeArea =
  | "request"
  | "kubernetes"
  | "ovn-logical"
  | "ovn-control"
  | "openflow"
  | "underlay"
  | "gateway"
  | "host"
  | "pod";
