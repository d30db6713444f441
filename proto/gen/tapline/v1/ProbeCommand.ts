// Original file: proto/tapline/v1/agent.proto

import type { PodRef as _tapline_v1_PodRef, PodRef__Output as _tapline_v1_PodRef__Output } from '../../tapline/v1/PodRef.ts';

export interface ProbeCommand {
  'pod'?: (_tapline_v1_PodRef | null);
  'protocol'?: (string);
  'destination'?: (string);
  'port'?: (number);
  'count'?: (number);
  'intervalMs'?: (number);
  'waitMs'?: (number);
  'packetBytes'?: (number);
  'dontFragment'?: (boolean);
  'identifier'?: (number);
}

export interface ProbeCommand__Output {
  'pod': (_tapline_v1_PodRef__Output | null);
  'protocol': (string);
  'destination': (string);
  'port': (number);
  'count': (number);
  'intervalMs': (number);
  'waitMs': (number);
  'packetBytes': (number);
  'dontFragment': (boolean);
  'identifier': (number);
}
