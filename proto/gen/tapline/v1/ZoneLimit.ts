// Original file: proto/tapline/v1/evidence.proto

import type { Long } from '@grpc/proto-loader';

export interface ZoneLimit {
  'zone'?: (number);
  'name'?: (string);
  'limit'?: (number | string | Long);
  'connections'?: (number | string | Long);
}

export interface ZoneLimit__Output {
  'zone': (number);
  'name': (string);
  'limit': (number);
  'connections': (number);
}
