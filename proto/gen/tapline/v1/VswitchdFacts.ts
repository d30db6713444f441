// Original file: proto/tapline/v1/evidence.proto


export interface VswitchdFacts {
  'running'?: (boolean);
  'version'?: (string);
  'detail'?: (string);
  'bridges'?: (string)[];
  'datapathType'?: (string);
}

export interface VswitchdFacts__Output {
  'running': (boolean);
  'version': (string);
  'detail': (string);
  'bridges': (string)[];
  'datapathType': (string);
}
