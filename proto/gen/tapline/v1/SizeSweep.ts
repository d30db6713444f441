// Original file: proto/tapline/v1/agent.proto


export interface SizeSweep {
  'passes'?: (number);
  'fails'?: (number);
}

export interface SizeSweep__Output {
  'passes': (number);
  'fails': (number);
}
