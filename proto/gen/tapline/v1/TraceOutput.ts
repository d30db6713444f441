// Original file: proto/tapline/v1/evidence.proto

import type { TraceOutputKind as _tapline_v1_TraceOutputKind, TraceOutputKind__Output as _tapline_v1_TraceOutputKind__Output } from '../../tapline/v1/TraceOutputKind.ts';

export interface TraceOutput {
  'kind'?: (_tapline_v1_TraceOutputKind);
  'port'?: (string);
  'remoteIp'?: (string);
  'vni'?: (number);
  'ingressKey'?: (number);
  'egressKey'?: (number);
  '_vni'?: "vni";
  '_ingressKey'?: "ingressKey";
  '_egressKey'?: "egressKey";
}

export interface TraceOutput__Output {
  'kind': (_tapline_v1_TraceOutputKind__Output);
  'port': (string);
  'remoteIp': (string);
  'vni'?: (number);
  'ingressKey'?: (number);
  'egressKey'?: (number);
  '_vni'?: "vni";
  '_ingressKey'?: "ingressKey";
  '_egressKey'?: "egressKey";
}
