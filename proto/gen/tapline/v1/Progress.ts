// Original file: proto/tapline/v1/api.proto


export interface Progress {
  'step'?: (string);
  'text'?: (string);
  'because'?: (string);
}

export interface Progress__Output {
  'step': (string);
  'text': (string);
  'because': (string);
}
