import type { components, paths } from './schema';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A schema of the OpenAPI document, by its name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** The paths that have an operation of this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = paths[P][M & keyof paths[P]];

type ParametersOf<O, Part extends string> = O extends { parameters: infer All }
  ? Part extends keyof All
    ? NonNullable<All[Part]>
    : never
  : never;

type BodyOf<O> = O extends { requestBody?: infer Request }
  ? NonNullable<Request> extends { content: { 'application/json': infer Body } }
    ? Body
    : never
  : never;

type Field<Name extends string, Value> = [Value] extends [never]
  ? unknown
  : Record<string, never> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

/** What an operation wants to be told. */
export type Request<P extends keyof paths, M extends Method> = Field<
  'path',
  ParametersOf<Operation<P, M>, 'path'>
> &
  Field<'query', ParametersOf<Operation<P, M>, 'query'>> &
  Field<'body', BodyOf<Operation<P, M>>> & { readonly headers?: Record<string, string> };

type Answers = 200 | 201 | 202;

/** What an operation answers; `undefined` for those that answer 204. */
export type Response<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer All }
    ? Answers & keyof All extends never
      ? undefined
      : All[Answers & keyof All] extends { content: { 'application/json': infer Body } }
        ? Body
        : undefined
    : never;
