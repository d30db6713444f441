// Original file: proto/tapline/v1/evidence.proto

import type { LocalPort as _tapline_v1_LocalPort, LocalPort__Output as _tapline_v1_LocalPort__Output } from '../../tapline/v1/LocalPort.ts';
import type { Problem as _tapline_v1_Problem, Problem__Output as _tapline_v1_Problem__Output } from '../../tapline/v1/Problem.ts';

export interface PortList {
  'ports'?: (_tapline_v1_LocalPort)[];
  'problems'?: (_tapline_v1_Problem)[];
}

export interface PortList__Output {
  'ports': (_tapline_v1_LocalPort__Output)[];
  'problems': (_tapline_v1_Problem__Output)[];
}
