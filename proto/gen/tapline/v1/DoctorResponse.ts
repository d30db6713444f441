// Original file: proto/tapline/v1/api.proto


export interface DoctorResponse {
  'doctorJson'?: (string);
}

export interface DoctorResponse__Output {
  'doctorJson': (string);
}
