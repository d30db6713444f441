// Original file: proto/tapline/v1/agent.proto


export interface Welcome {
  'aggregatorId'?: (string);
  'heartbeatIntervalMs'?: (number);
  'protocol'?: (number);
}

export interface Welcome__Output {
  'aggregatorId': (string);
  'heartbeatIntervalMs': (number);
  'protocol': (number);
}
