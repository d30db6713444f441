// Original file: proto/tapline/v1/evidence.proto


export interface OvnControllerFacts {
  'running'?: (boolean);
  'connection'?: (string);
  'version'?: (string);
  'detail'?: (string);
}

export interface OvnControllerFacts__Output {
  'running': (boolean);
  'connection': (string);
  'version': (string);
  'detail': (string);
}
