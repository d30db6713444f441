/** A value of which nobody changes a part: what a schema gives, as the code hands it on. */
export type Immutable<T> = unknown extends T ? T : { readonly [Key in keyof T]: Immutable<T[Key]> };
