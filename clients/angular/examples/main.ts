import { type HttpInterceptorFn, provideHttpClient, withInterceptors } from '@angular/common/http';
import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { EventSourceExample } from './event-source.component';
import { HttpClientExample } from './http-client.component';

let token = '';

const asWhoHasTheToken: HttpInterceptorFn = (request, next) =>
  next(token ? request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }) : request);

/** Both examples on one page. */
@Component({
  selector: 'examples-root',
  imports: [EventSourceExample, HttpClientExample],
  template: `
    <h1>Two ways to read an answer</h1>
    <p>
      <label
        >Token, where the server asks for one
        <input #given autocomplete="off" (input)="use(given.value)"
      /></label>
    </p>
    <section aria-labelledby="http-client">
      <h2 id="http-client">HttpClient</h2>
      <example-http-client />
    </section>
    <section aria-labelledby="event-source">
      <h2 id="event-source">EventSource</h2>
      <example-event-source />
    </section>
  `,
  styles: `
    :host {
      display: block;
      max-width: 44rem;
      margin: 2rem auto;
      padding: 0 1rem;
      font:
        1rem/1.5 system-ui,
        sans-serif;
    }
  `,
})
class Examples {
  protected use(given: string): void {
    token = given.trim();
  }
}

void bootstrapApplication(Examples, {
  providers: [provideHttpClient(withInterceptors([asWhoHasTheToken]))],
});
