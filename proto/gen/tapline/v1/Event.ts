// Original file: proto/tapline/v1/agent.proto

import type { SoftwareChanged as _tapline_v1_SoftwareChanged, SoftwareChanged__Output as _tapline_v1_SoftwareChanged__Output } from '../../tapline/v1/SoftwareChanged.ts';

export interface Event {
  'softwareChanged'?: (_tapline_v1_SoftwareChanged | null);
  'event'?: "softwareChanged";
}

export interface Event__Output {
  'softwareChanged'?: (_tapline_v1_SoftwareChanged__Output | null);
  'event'?: "softwareChanged";
}
