// Original file: proto/tapline/v1/evidence.proto

import type { ZoneLimit as _tapline_v1_ZoneLimit, ZoneLimit__Output as _tapline_v1_ZoneLimit__Output } from '../../tapline/v1/ZoneLimit.ts';
import type { Long } from '@grpc/proto-loader';

export interface OvsState {
  'coverage'?: ({[key: string]: number | string | Long});
  'connections'?: (number | string | Long);
  'maxConnections'?: (number | string | Long);
  'zoneLimits'?: (_tapline_v1_ZoneLimit)[];
  '_connections'?: "connections";
  '_maxConnections'?: "maxConnections";
}

export interface OvsState__Output {
  'coverage': ({[key: string]: number});
  'connections'?: (number);
  'maxConnections'?: (number);
  'zoneLimits': (_tapline_v1_ZoneLimit__Output)[];
  '_connections'?: "connections";
  '_maxConnections'?: "maxConnections";
}
