// Original file: proto/tapline/v1/evidence.proto

import type { ProbeOutcome as _tapline_v1_ProbeOutcome, ProbeOutcome__Output as _tapline_v1_ProbeOutcome__Output } from '../../tapline/v1/ProbeOutcome.ts';
import type { Long } from '@grpc/proto-loader';

export interface ProbeAttempt {
  'key'?: (number);
  'sentUnixUs'?: (number | string | Long);
  'outcome'?: (_tapline_v1_ProbeOutcome);
  'rttMs'?: (number | string);
  'detail'?: (string);
  'reportedMtu'?: (number);
  'packetBytes'?: (number);
  'opened'?: (boolean);
  'waitedMs'?: (number);
  'httpStatus'?: (number);
  'httpMs'?: (number | string);
  'httpError'?: (string);
  '_waitedMs'?: "waitedMs";
  '_httpStatus'?: "httpStatus";
  '_httpMs'?: "httpMs";
  '_httpError'?: "httpError";
}

export interface ProbeAttempt__Output {
  'key': (number);
  'sentUnixUs': (number);
  'outcome': (_tapline_v1_ProbeOutcome__Output);
  'rttMs': (number);
  'detail': (string);
  'reportedMtu': (number);
  'packetBytes': (number);
  'opened': (boolean);
  'waitedMs'?: (number);
  'httpStatus'?: (number);
  'httpMs'?: (number);
  'httpError'?: (string);
  '_waitedMs'?: "waitedMs";
  '_httpStatus'?: "httpStatus";
  '_httpMs'?: "httpMs";
  '_httpError'?: "httpError";
}
