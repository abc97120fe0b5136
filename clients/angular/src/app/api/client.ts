import {
  HttpClient,
  httpResource,
  type HttpResourceRef,
  type HttpResponse,
} from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { problemOf } from './problem';
import type { Method, PathOf, Request, Response } from './types';

type Scalar = string | number | boolean;

interface AnyRequest {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** The API, typed by its OpenAPI document. Every method rejects with a `Problem`. */
@Injectable({ providedIn: 'root' })
export class Api {
  private readonly http = inject(HttpClient);

  get<P extends PathOf<'get'>>(path: P, request: Request<P, 'get'>): Promise<Response<P, 'get'>> {
    return this.body('get', path, request);
  }

  post<P extends PathOf<'post'>>(
    path: P,
    request: Request<P, 'post'>,
  ): Promise<Response<P, 'post'>> {
    return this.body('post', path, request);
  }

  put<P extends PathOf<'put'>>(path: P, request: Request<P, 'put'>): Promise<Response<P, 'put'>> {
    return this.body('put', path, request);
  }

  patch<P extends PathOf<'patch'>>(
    path: P,
    request: Request<P, 'patch'>,
  ): Promise<Response<P, 'patch'>> {
    return this.body('patch', path, request);
  }

  delete<P extends PathOf<'delete'>>(
    path: P,
    request: Request<P, 'delete'>,
  ): Promise<Response<P, 'delete'>> {
    return this.body('delete', path, request);
  }

  /** As `get`, with the headers: `ETag`, `X-Total-Count`. */
  async whole<P extends PathOf<'get'>>(
    path: P,
    request: Request<P, 'get'>,
  ): Promise<{ body: Response<P, 'get'>; headers: HttpResponse<unknown>['headers'] }> {
    const answer = await this.send<Response<P, 'get'>>('get', path, request);
    return { body: answer.body as Response<P, 'get'>, headers: answer.headers };
  }

  private async body<Body>(method: Method, path: string, request: AnyRequest): Promise<Body> {
    return (await this.send<Body>(method, path, request)).body as Body;
  }

  private async send<Body>(
    method: Method,
    path: string,
    request: AnyRequest,
  ): Promise<HttpResponse<Body>> {
    try {
      return await firstValueFrom(
        this.http.request<Body>(method, address(path, request.path), {
          observe: 'response',
          params: sent(request.query),
          ...(request.body === undefined ? {} : { body: request.body }),
          ...(request.headers === undefined ? {} : { headers: request.headers }),
        }),
      );
    } catch (error) {
      throw problemOf(error);
    }
  }
}

/**
 * Reads of the API as a signal that follows what it depends on; nothing is read while `request`
 * tells undefined. Call it in an injection context.
 */
export function apiResource<P extends PathOf<'get'>>(
  path: P,
  request: () => Request<P, 'get'> | undefined,
): HttpResourceRef<Response<P, 'get'> | undefined> {
  return httpResource<Response<P, 'get'>>(() => {
    const wanted: AnyRequest | undefined = request();
    return wanted && { url: address(path, wanted.path), params: sent(wanted.query) };
  });
}

/** Whether each read has a value or has failed, so that what they fill can be shown in one go. */
export function areSettled(...reads: readonly HttpResourceRef<unknown>[]): boolean {
  return reads.every((read) => read.hasValue() || read.error() !== undefined);
}

function address(path: string, values: Readonly<Record<string, unknown>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function sent(query: Readonly<Record<string, unknown>> = {}): Record<string, Scalar | Scalar[]> {
  return Object.fromEntries(
    Object.entries(query).filter(
      (entry): entry is [string, Scalar | Scalar[]] =>
        entry[1] !== undefined && entry[1] !== null && entry[1] !== '',
    ),
  );
}
