// Original file: proto/tapline/v1/agent.proto


export interface ClockProbe {
  'id'?: (number);
}

export interface ClockProbe__Output {
  'id': (number);
}
