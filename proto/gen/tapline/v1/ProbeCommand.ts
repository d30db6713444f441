// Original file: proto/tapline/v1/agent.proto

import type { PodRef as _tapline_v1_PodRef, PodRef__Output as _tapline_v1_PodRef__Output } from '../../tapline/v1/PodRef.ts';
import type { Protocol as _tapline_v1_Protocol, Protocol__Output as _tapline_v1_Protocol__Output } from '../../tapline/v1/Protocol.ts';
import type { SizeSweep as _tapline_v1_SizeSweep, SizeSweep__Output as _tapline_v1_SizeSweep__Output } from '../../tapline/v1/SizeSweep.ts';

export interface ProbeCommand {
  'pod'?: (_tapline_v1_PodRef | null);
  'protocol'?: (_tapline_v1_Protocol);
  'destination'?: (string);
  'port'?: (number);
  'count'?: (number);
  'intervalMs'?: (number);
  'waitMs'?: (number);
  'packetBytes'?: (number);
  'dontFragment'?: (boolean);
  'identifier'?: (number);
  'sweep'?: (_tapline_v1_SizeSweep | null);
  'httpPath'?: (string);
  'httpHost'?: (string);
}

export interface ProbeCommand__Output {
  'pod': (_tapline_v1_PodRef__Output | null);
  'protocol': (_tapline_v1_Protocol__Output);
  'destination': (string);
  'port': (number);
  'count': (number);
  'intervalMs': (number);
  'waitMs': (number);
  'packetBytes': (number);
  'dontFragment': (boolean);
  'identifier': (number);
  'sweep': (_tapline_v1_SizeSweep__Output | null);
  'httpPath': (string);
  'httpHost': (string);
}
