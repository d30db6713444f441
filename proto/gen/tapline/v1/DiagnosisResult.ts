// Original file: proto/tapline/v1/api.proto


export interface DiagnosisResult {
  'diagnosisJson'?: (string);
  'caseJson'?: (string);
  'noCaseBecause'?: (string);
}

export interface DiagnosisResult__Output {
  'diagnosisJson': (string);
  'caseJson': (string);
  'noCaseBecause': (string);
}
