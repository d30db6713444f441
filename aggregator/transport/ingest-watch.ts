/** How a tap ended, in packets. */
export interface TapEnded {
  readonly complete: boolean;
  /** Records that arrived here. */
  readonly arrived: number;
  readonly lost: {
    readonly kernel: number;
    readonly interface: number;
    readonly agent: number;
    readonly aggregator: number;
  };
}

/** Is told what agents do; says nothing itself, and never throws. */
export interface IngestWatch {
  sessionBegan(): void;
  /** AGENT_AWAY, AGENT_REPLACED, or REFUSED for one that never began. */
  sessionEnded(code: string): void;
  tapEnded(end: TapEnded): void;
}
