// Original file: proto/tapline/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Heartbeat {
  'repliesDropped'?: (number | string | Long);
  'commandsRunning'?: (number);
  'residentMegabytes'?: (number);
  'cpuPercent'?: (number | string);
  'eventsDropped'?: (number | string | Long);
}

export interface Heartbeat__Output {
  'repliesDropped': (number);
  'commandsRunning': (number);
  'residentMegabytes': (number);
  'cpuPercent': (number);
  'eventsDropped': (number);
}
