// Original file: proto/tapline/v1/evidence.proto

import type { Long } from '@grpc/proto-loader';

export interface LinkCounters {
  'name'?: (string);
  'counters'?: ({[key: string]: number | string | Long});
  'disciplines'?: (string)[];
}

export interface LinkCounters__Output {
  'name': (string);
  'counters': ({[key: string]: number});
  'disciplines': (string)[];
}
