// Original file: proto/tapline/v1/evidence.proto

import type { FlowField as _tapline_v1_FlowField, FlowField__Output as _tapline_v1_FlowField__Output } from '../../tapline/v1/FlowField.ts';
import type { Long } from '@grpc/proto-loader';

export interface Flow {
  'cookie'?: (string);
  'table'?: (number);
  'priority'?: (number);
  'packets'?: (number | string | Long);
  'bytes'?: (number | string | Long);
  'durationSeconds'?: (number | string);
  'match'?: (_tapline_v1_FlowField)[];
  'actions'?: (string)[];
  'actionKinds'?: (string)[];
}

export interface Flow__Output {
  'cookie': (string);
  'table': (number);
  'priority': (number);
  'packets': (number);
  'bytes': (number);
  'durationSeconds': (number);
  'match': (_tapline_v1_FlowField__Output)[];
  'actions': (string)[];
  'actionKinds': (string)[];
}
