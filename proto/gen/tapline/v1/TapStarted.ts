// Original file: proto/tapline/v1/evidence.proto

import type { Link as _tapline_v1_Link, Link__Output as _tapline_v1_Link__Output } from '../../tapline/v1/Link.ts';
import type { Long } from '@grpc/proto-loader';

export interface TapStarted {
  'links'?: (_tapline_v1_Link)[];
  'clockUnixUs'?: (number | string | Long);
  'hwOffload'?: (boolean);
}

export interface TapStarted__Output {
  'links': (_tapline_v1_Link__Output)[];
  'clockUnixUs': (number);
  'hwOffload': (boolean);
}
