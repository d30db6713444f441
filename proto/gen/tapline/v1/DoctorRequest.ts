// Original file: proto/tapline/v1/api.proto


export interface DoctorRequest {
}

export interface DoctorRequest__Output {
}
