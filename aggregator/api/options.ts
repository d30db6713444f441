/** Limits of the API. */
export interface ApiOptions {
  readonly maxDiagnoses: number;
  readonly maxTraces: number;
  readonly maxFlowDumps: number;
}

export const defaultApiOptions: ApiOptions = {
  // Each holds a tap on up to three nodes.
  maxDiagnoses: 16,
  maxTraces: 16,
  // Each may decode 100,000 flows.
  maxFlowDumps: 4,
};
