// Original file: proto/tapline/v1/agent.proto


export interface Error {
  'code'?: (string);
  'args'?: (string);
  'message'?: (string);
}

export interface Error__Output {
  'code': (string);
  'args': (string);
  'message': (string);
}
