// Original file: proto/tapline/v1/agent.proto


export interface Cancel {
  'id'?: (number);
}

export interface Cancel__Output {
  'id': (number);
}
