// Original file: proto/tapline/v1/agent.proto


export interface RoundTripQuestion {
  'to'?: (string);
  'from'?: (string);
  'input'?: (string);
}

export interface RoundTripQuestion__Output {
  'to': (string);
  'from': (string);
  'input': (string);
}
