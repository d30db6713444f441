// Original file: proto/tapline/v1/evidence.proto

import type { TapEnding as _tapline_v1_TapEnding, TapEnding__Output as _tapline_v1_TapEnding__Output } from '../../tapline/v1/TapEnding.ts';
import type { Window as _tapline_v1_Window, Window__Output as _tapline_v1_Window__Output } from '../../tapline/v1/Window.ts';
import type { Long } from '@grpc/proto-loader';

export interface TapReport {
  'packetsCaptured'?: (number | string | Long);
  'packetsReceived'?: (number | string | Long);
  'packetsDroppedKernel'?: (number | string | Long);
  'packetsDroppedInterface'?: (number | string | Long);
  'sightingsSent'?: (number | string | Long);
  'sightingsLost'?: (number | string | Long);
  'statisticsKnown'?: (boolean);
  'endedBy'?: (_tapline_v1_TapEnding);
  'detail'?: (string);
  'window'?: (_tapline_v1_Window | null);
}

export interface TapReport__Output {
  'packetsCaptured': (number);
  'packetsReceived': (number);
  'packetsDroppedKernel': (number);
  'packetsDroppedInterface': (number);
  'sightingsSent': (number);
  'sightingsLost': (number);
  'statisticsKnown': (boolean);
  'endedBy': (_tapline_v1_TapEnding__Output);
  'detail': (string);
  'window': (_tapline_v1_Window__Output | null);
}
