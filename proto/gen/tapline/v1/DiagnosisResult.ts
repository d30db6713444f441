// Original file: proto/tapline/v1/api.proto


export interface DiagnosisResult {
  'diagnosisJson'?: (string);
  'caseJson'?: (string);
}

export interface DiagnosisResult__Output {
  'diagnosisJson': (string);
  'caseJson': (string);
}
